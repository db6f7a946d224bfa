//! The pictures of drafts and posts: how they are sent, described, ordered and shown, and the files themselves.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use web::Routes;

use super::super::drafts::{self, Restored};
use super::super::images::{self, Described, Image, Move, Owner};
use super::super::rendered::Extent;
use super::drafts::{DraftForm, Refused, alt, draft_page, keep, path};
use super::writing::with_pictures;
use crate::kernel::texts::Arg;
use crate::kernel::{App, DraftId, Error, ImageId, Invalid, PostId, Result};
use crate::profiles::Onlooker;
use crate::profiles::web::pictures::stored;
use crate::shell::{AddressedTo, Files, Form, Frame, Id, Ids, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .post("/feed/drafts/{id}/images", send)
        .post("/feed/drafts/{id}/images/{image}/up", up)
        .post("/feed/drafts/{id}/images/{image}/down", down)
        .post("/feed/drafts/{id}/images/{image}/move", reorder)
        .post("/feed/drafts/{id}/images/{image}/remove", remove)
        .post("/feed/drafts/{id}/images/{image}/restore", restore)
        .post("/feed/post/{id}/images", describe)
        .post("/feed/post/{id}/images/{image}/remove", remove_of_post)
        .post("/feed/post/{id}/images/{image}/restore", restore_of_post)
        .get("/media/for/{viewer}/{image}/{size}/{day}/{signature}", file)
}

/// The pictures of a post, as its readers see them.
pub(super) struct Gallery<'a> {
    pub(super) images: &'a [Image],
    /// How many are shown.
    most: usize,
    /// Where all of them are.
    pub(super) all: String,
    /// Whether they are among the first things on the page.
    pub(super) is_first: bool,
}

/// Pictures of a post that a feed shows.
const IN_A_FEED: usize = 4;

impl<'a> Gallery<'a> {
    pub(super) fn new(images: &'a [Image], extent: Extent, all: String) -> Gallery<'a> {
        let most = match extent {
            Extent::Whole => images.len(),
            Extent::Excerpt => IN_A_FEED,
        };
        Gallery { images, most, all, is_first: false }
    }

    /// How many stand beside each other: what their grid looks like.
    pub(super) fn shape(&self) -> &'static str {
        match self.images.len().min(self.most) {
            1 => "1",
            2 => "2",
            3 => "3",
            4 => "4",
            _ => "more",
        }
    }

    /// Whether a picture, counted from 0, is left out.
    pub(super) fn is_left_out(&self, number: &usize) -> bool {
        *number >= self.most
    }

    /// How many are left out behind this one; 0 for all but the last.
    pub(super) fn left_out(&self, number: &usize) -> usize {
        if *number + 1 == self.most { self.images.len().saturating_sub(self.most) } else { 0 }
    }
}

/// A picture that is being worked on.
pub(super) struct Picture {
    pub(super) image: Image,
    pub(super) alt: String,
    pub(super) path: String,
}

/// The pictures of a draft, or of a post that is being edited.
pub(super) struct Pictures {
    pub(super) path: String,
    pub(super) rows: Vec<Picture>,
    /// Why files were not taken.
    pub(super) refused: Vec<String>,
    /// What is wrong with what was typed; empty if nothing is.
    pub(super) error: String,
}

impl Pictures {
    /// `typed` is what was typed and not taken.
    pub(super) fn new(
        path: String,
        shown: Vec<Image>,
        typed: &[(ImageId, String)],
        refused: Vec<String>,
        error: String,
    ) -> Pictures {
        let row = |image: Image| {
            let typed = typed.iter().find(|(id, _)| *id == image.id).map(|(_, alt)| alt.clone());
            let alt = typed.unwrap_or_else(|| image.alt.clone());
            Picture { alt, path: format!("{path}/images/{}", image.id), image }
        };
        let rows = shown.into_iter().map(row).collect();
        Pictures { rows, path, refused, error }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The most bytes one form brings, MB.
    pub(super) fn megabytes(&self) -> usize {
        media::MAX_BYTES / 1_000_000
    }

    pub(super) fn is_any_undescribed(&self) -> bool {
        self.rows.iter().any(|row| row.image.alt.is_empty())
    }
}

/// The pictures of a draft alone: the answer to files that a script sends.
#[derive(Template)]
#[template(path = "_draft_images.html")]
pub(super) struct PicturesFragment {
    pub(super) frame: Frame,
    pub(super) pictures: Pictures,
}

async fn send(member: Member, Id(id): Id<DraftId>, sent: Files) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    // Whose it is comes first: nothing is worked on for somebody else.
    visitor.app.db.read(move |r| drafts::one(r, actor, id)).await?;
    // A script sends one file after the other, and says which of those that were chosen it is.
    let first = sent.text("first").parse::<i64>().unwrap_or(1).clamp(1, 1_000);
    let mut refused = Vec::new();
    for (number, bytes) in (first..).zip(sent.files) {
        let why = match images::put(&visitor.app, actor, id, bytes).await {
            Ok(()) => continue,
            Err(Error::Invalid(invalid)) => sentence(&member, &invalid),
            Err(Error::TooMany(_)) => visitor.t("images-too-many"),
            Err(Error::Busy) => visitor.t("images-busy"),
            Err(other) => return Err(other),
        };
        refused.push(visitor.tf("images-refused", &[("n", Arg::Number(number)), ("why", Arg::Text(&why))]));
    }
    if !refused.is_empty() || visitor.is_fragment {
        let again = if refused.is_empty() { None } else { Some((None, Refused::Files(refused))) };
        return draft_page(&member, id, again).await;
    }
    Ok(visitor.see_other_with_toast(&section(id), "toast-images-added"))
}

fn sentence(member: &Member, invalid: &Invalid) -> String {
    let said =
        invalid.fields().first().map(|error| member.visitor.tf(error.message, &[("limit", Arg::Number(error.limit))]));
    said.unwrap_or_default()
}

/// Where the pictures of a draft are.
fn section(id: DraftId) -> String {
    format!("{}#pictures", path(id))
}

type Typed = Form<BTreeMap<String, String>>;

async fn up(member: Member, Ids((id, image)): Ids<(DraftId, ImageId)>, Form(fields): Typed) -> Result<Response> {
    step(&member, id, image, fields, Move::Up).await
}

async fn down(member: Member, Ids((id, image)): Ids<(DraftId, ImageId)>, Form(fields): Typed) -> Result<Response> {
    step(&member, id, image, fields, Move::Down).await
}

/// The buttons belong to the form of the draft: what was typed is saved first.
async fn step(
    member: &Member,
    id: DraftId,
    image: ImageId,
    fields: BTreeMap<String, String>,
    to: Move,
) -> Result<Response> {
    let form = DraftForm::read(fields)?;
    if let Some(refused) = keep(member, id, &form).await? {
        return draft_page(member, id, Some((Some(form), refused))).await;
    }
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| images::reorder(tx, actor, id, image, to)).await?;
    Ok(visitor.see_other(&section(id)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MoveForm {
    /// In front of which other; empty for behind all of them.
    before: String,
}

async fn reorder(
    member: Member,
    Ids((id, image)): Ids<(DraftId, ImageId)>,
    Form(form): Form<MoveForm>,
) -> Result<Response> {
    let to = match form.before.as_str() {
        "" => Move::Last,
        before => Move::Before(before.parse().map_err(|_| Error::NotFound)?),
    };
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| images::reorder(tx, actor, id, image, to)).await?;
    Ok(visitor.see_other(&section(id)))
}

async fn remove(member: Member, Ids((id, image)): Ids<(DraftId, ImageId)>, Form(fields): Typed) -> Result<Response> {
    let form = DraftForm::read(fields)?;
    if let Some(refused) = keep(&member, id, &form).await? {
        return draft_page(&member, id, Some((Some(form), refused))).await;
    }
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| images::remove(tx, actor, Owner::Draft(id), image)).await?;
    let undo = format!("{}/images/{image}/restore", path(id));
    Ok(visitor.see_other_with_undo(&section(id), "toast-picture-removed", &undo))
}

async fn restore(member: Member, Ids((id, image)): Ids<(DraftId, ImageId)>) -> Result<Response> {
    bring_back(&member, Owner::Draft(id), image, &section(id)).await
}

async fn bring_back(member: &Member, owner: Owner, image: ImageId, back: &str) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let toast = match visitor.app.db.write(move |tx| images::restore(tx, actor, owner, image)).await? {
        Restored::Done => "toast-picture-restored",
        Restored::Full => "toast-images-full",
    };
    Ok(visitor.see_other_with_toast(back, toast))
}

/// What was typed about the pictures of a post that is being edited; the page with what is wrong with it, if so.
async fn alts(
    member: &Member,
    id: PostId,
    fields: BTreeMap<String, String>,
) -> Result<std::result::Result<Described, Response>> {
    let typed: Vec<_> = fields.into_iter().map(|(name, typed)| alt(&name, typed)).collect::<Result<_>>()?;
    match drafts::described(&typed) {
        Ok(alts) => Ok(Ok(alts)),
        Err(invalid) => with_pictures(member, id, &typed, &invalid).await.map(Err),
    }
}

fn edit_page(id: PostId) -> String {
    format!("/feed/post/{id}/edit")
}

async fn describe(member: Member, Id(id): Id<PostId>, Form(fields): Typed) -> Result<Response> {
    let alts = match alts(&member, id, fields).await? {
        Ok(alts) => alts,
        Err(page) => return Ok(page),
    };
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| images::describe(tx, actor, Owner::Post(id), &alts)).await?;
    Ok(visitor.see_other_with_toast(&format!("/feed/post/{id}"), "toast-saved"))
}

async fn remove_of_post(
    member: Member,
    Ids((id, image)): Ids<(PostId, ImageId)>,
    Form(fields): Typed,
) -> Result<Response> {
    let alts = match alts(&member, id, fields).await? {
        Ok(alts) => alts,
        Err(page) => return Ok(page),
    };
    let (actor, visitor) = (member.actor, &member.visitor);
    let removed = visitor.app.db.write(move |tx| {
        images::describe(tx, actor, Owner::Post(id), &alts)?;
        images::remove(tx, actor, Owner::Post(id), image)
    });
    removed.await?;
    let undo = format!("/feed/post/{id}/images/{image}/restore");
    Ok(visitor.see_other_with_undo(&edit_page(id), "toast-picture-removed", &undo))
}

async fn restore_of_post(member: Member, Ids((id, image)): Ids<(PostId, ImageId)>) -> Result<Response> {
    bring_back(&member, Owner::Post(id), image, &edit_page(id)).await
}

/// A file of a picture, for whom its address was made, as long as they may read the post.
async fn file(AddressedTo(shown): AddressedTo, State(app): State<App>) -> Result<Response> {
    let viewer = shown.viewer.map_or(Onlooker::Guest, Onlooker::Member);
    let name = app.db.read(move |r| images::file_at(r, viewer, shown.image, shown.size)).await?;
    stored(&app, &name.ok_or(Error::NotFound)?).await
}
