//! Drafts: begun on the home page, written on a page of their own that saves itself, posted from there.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::drafts::{self, Begun, Kept, NewDraft, OwnDraft, Posted, Restored, Sketch};
use super::super::images::{self, Described};
use super::super::model::{AUDIENCES, Draft, audience_name};
use super::super::polls::{self, PollSketch};
use super::feed::{self, FEED, WritingForm};
use super::images::{Pictures, PicturesFragment};
use super::polls::{DraftPart, PollForm};
use crate::kernel::secrets::Token;
use crate::kernel::{App, DraftId, Error, ImageId, Invalid, PostId, Result};
use crate::shell::{Fields, Form, Frame, Id, Member, Query};

/// Where they are listed.
const LIST: &str = "/feed/drafts";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(LIST, list)
        .post(LIST, begin)
        .get("/feed/drafts/{id}", page)
        .post("/feed/drafts/{id}", save)
        .post("/feed/drafts/{id}/publish", publish)
        .post("/feed/drafts/{id}/remove", remove)
        .post("/feed/drafts/{id}/restore", restore)
}

pub(super) fn path(id: DraftId) -> String {
    format!("{LIST}/{id}")
}

/// A draft in the list.
struct Row {
    path: String,
    /// The beginning, as one line; empty if nothing was written yet.
    summary: String,
    audience: &'static str,
    changed_us: i64,
}

impl Row {
    fn new(draft: &OwnDraft) -> Row {
        Row {
            path: path(draft.id),
            summary: text::plain_summary(&draft.source, SUMMARY),
            audience: audience_name(&draft.audience),
            changed_us: draft.changed_us,
        }
    }
}

/// Characters of the line that stands for a draft.
const SUMMARY: usize = 120;

#[derive(Template)]
#[template(path = "drafts.html")]
struct DraftsPage {
    frame: Frame,
    drafts: Vec<Row>,
}

async fn list(member: Member) -> Result<Html<DraftsPage>> {
    let actor = member.actor;
    let (frame, drafts) = member.visitor.page("home", move |r| drafts::list(r, actor)).await?;
    Ok(Html(DraftsPage { frame, drafts: drafts.iter().map(Row::new).collect() }))
}

async fn begin(member: Member, Query(part): Query<DraftPart>, Form(form): Form<WritingForm>) -> Result<Response> {
    let request_id = Token::parse(&form.request_id).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let sketch = match Sketch::parse(&form.text, &form.audience, (&form.commenters, &form.sharing), &[]) {
        Ok(sketch) => sketch,
        Err(invalid) => return feed::again(&member, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await,
    };
    let (actor, app) = (member.actor, &member.visitor.app);
    let other_request_id = app.randomness.token().map_err(Error::internal)?.reveal();
    let new = NewDraft { id: DraftId::from_raw(app.db.new_id()), request_id, other_request_id, sketch };
    match app.db.write(move |tx| drafts::begin(tx, actor, &new)).await? {
        Begun::Draft(id) => Ok(member.visitor.see_other(&format!("{}{}", path(id), part.anchor()))),
        Begun::Full => {
            let mut invalid = Invalid::default();
            invalid.add("text", "drafts-full");
            feed::again(&member, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await
        }
    }
}

/// What was typed on the page of a draft.
#[derive(Clone, Default)]
pub(super) struct DraftForm {
    text: String,
    audience: String,
    commenters: String,
    sharing: String,
    /// The version it began with.
    version: String,
    /// What its pictures show.
    alts: Vec<(ImageId, String)>,
    /// What it asks; nothing for a form that does not speak of it.
    poll: Option<PollForm>,
}

/// Reads a field that says what a picture shows.
pub(super) fn alt(name: &str, typed: String) -> Result<(ImageId, String)> {
    let id = name.strip_prefix("alt-").and_then(|id| id.parse().ok());
    id.map(|id| (id, typed)).ok_or_else(|| Error::field("", "error-invalid-text"))
}

impl DraftForm {
    /// Reads it: the names of some fields hold the ids of pictures.
    pub(super) fn read(fields: BTreeMap<String, String>) -> Result<DraftForm> {
        let mut form = DraftForm::default();
        for (name, typed) in fields {
            match name.as_str() {
                "text" => form.text = typed,
                "audience" => form.audience = typed,
                "commenters" => form.commenters = typed,
                "sharing" => form.sharing = typed,
                "version" => form.version = typed,
                name if PollForm::has(name) => form.poll.get_or_insert_default().set(name, typed),
                _ => form.alts.push(alt(&name, typed)?),
            }
        }
        Ok(form)
    }

    fn of(draft: &OwnDraft, asked: &PollSketch) -> DraftForm {
        DraftForm {
            text: draft.source.clone(),
            audience: draft.audience.word().to_owned(),
            commenters: draft.commenters.word().to_owned(),
            sharing: draft.sharing.word().to_owned(),
            version: draft.version.to_string(),
            alts: Vec::new(),
            poll: Some(PollForm::of(asked)),
        }
    }

    /// Reads what the draft is to say.
    fn sketch(&self) -> Result<Sketch, Invalid> {
        let said = Sketch::parse(&self.text, &self.audience, (&self.commenters, &self.sharing), &self.alts);
        let poll = self.poll.as_ref().map(PollForm::sketch).transpose();
        both(said, poll).map(|(said, poll)| Sketch { poll, ..said })
    }

    /// A form that does not say what it began with began with nothing that is there.
    fn version(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }
}

/// Both, or all that is wrong with either.
fn both<T, U>(one: Result<T, Invalid>, other: Result<U, Invalid>) -> Result<(T, U), Invalid> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (Err(mut invalid), Err(more)) => {
            invalid.join(more);
            Err(invalid)
        }
        (Err(invalid), _) | (_, Err(invalid)) => Err(invalid),
    }
}

#[derive(Template)]
#[template(path = "draft.html")]
struct DraftPage {
    frame: Frame,
    draft: OwnDraft,
    form: DraftForm,
    errors: Fields,
    /// Whether it was changed in another tab: what it says now is shown beside what was typed.
    is_elsewhere: bool,
    pictures: Pictures,
    /// What is typed of a poll.
    poll: PollForm,
    /// What it asks now.
    asked: PollSketch,
}

impl DraftPage {
    fn path(&self) -> String {
        path(self.draft.id)
    }
}

/// Why a draft is shown again.
pub(super) enum Refused {
    /// Fields need mending.
    Fields(StatusCode, Invalid),
    /// Some files were no pictures, or did not fit: a sentence for each.
    Files(Vec<String>),
    /// It was changed elsewhere.
    Elsewhere,
}

pub(super) async fn draft_page(
    member: &Member,
    id: DraftId,
    again: Option<(Option<DraftForm>, Refused)>,
) -> Result<Response> {
    let actor = member.actor;
    let read = member
        .visitor
        .page("home", move |r| Ok((drafts::one(r, actor, id)?, images::of_draft(r, id)?, polls::of_draft(r, id)?)));
    let (frame, (draft, shown, asked)) = read.await?;
    let (mut errors, mut refused) = (Fields::default(), Vec::new());
    let again = again.map(|(form, why)| (form.unwrap_or_else(|| DraftForm::of(&draft, &asked)), why));
    let (status, form, is_elsewhere) = match again {
        None => (StatusCode::OK, DraftForm::of(&draft, &asked), false),
        Some((form, Refused::Files(said))) => {
            refused = said;
            (StatusCode::UNPROCESSABLE_ENTITY, form, false)
        }
        Some((form, Refused::Fields(status, invalid))) => {
            errors = Fields::new(&member.visitor, &invalid);
            (status, form, false)
        }
        // What was typed is kept; whoever is shown what it says now, and sends theirs again, has seen it.
        Some((form, Refused::Elsewhere)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, DraftForm { version: draft.version.to_string(), ..form }, true)
        }
    };
    let pictures = Pictures::new(path(id), shown, &form.alts, refused, errors.of("pictures").to_owned());
    if member.visitor.is_fragment {
        return Ok((status, Html(PicturesFragment { frame, pictures })).into_response());
    }
    let poll = form.poll.clone().unwrap_or_else(|| PollForm::of(&asked));
    Ok((status, Html(DraftPage { frame, draft, form, errors, is_elsewhere, pictures, poll, asked })).into_response())
}

async fn page(member: Member, Id(id): Id<DraftId>) -> Result<Response> {
    draft_page(&member, id, None).await
}

/// What the page that saves itself is told.
#[derive(Template)]
#[template(path = "_draft_state.html")]
struct DraftState {
    frame: Frame,
    /// The version it is in now; the one it was in, if it was not saved.
    version: String,
    /// The key of a sentence.
    said: &'static str,
}

/// Saves what a form says before something else is done to the draft; why it could not be saved, if so.
pub(super) async fn keep(member: &Member, id: DraftId, form: &DraftForm) -> Result<Option<Refused>> {
    let sketch = match form.sketch() {
        Ok(sketch) => sketch,
        Err(invalid) => return Ok(Some(Refused::Fields(StatusCode::UNPROCESSABLE_ENTITY, invalid))),
    };
    let (actor, version) = (member.actor, form.version());
    let kept = member.visitor.app.db.write(move |tx| drafts::keep(tx, actor, id, version, &sketch)).await?;
    Ok(if kept == Kept::Elsewhere { Some(Refused::Elsewhere) } else { None })
}

async fn save(member: Member, Id(id): Id<DraftId>, Form(fields): Form<BTreeMap<String, String>>) -> Result<Response> {
    let form = DraftForm::read(fields)?;
    let visitor = &member.visitor;
    let refused = match form.sketch() {
        Ok(sketch) => {
            let (actor, version) = (member.actor, form.version());
            match visitor.app.db.write(move |tx| drafts::keep(tx, actor, id, version, &sketch)).await? {
                Kept::Done(version) if visitor.is_fragment => {
                    return Ok(state(&member, StatusCode::OK, version.to_string(), "draft-saved"));
                }
                Kept::Done(_) => return Ok(visitor.see_other_with_toast(&path(id), "toast-saved")),
                Kept::Elsewhere => Refused::Elsewhere,
            }
        }
        Err(invalid) => Refused::Fields(StatusCode::UNPROCESSABLE_ENTITY, invalid),
    };
    if visitor.is_fragment {
        let said = if matches!(refused, Refused::Elsewhere) { "draft-elsewhere-short" } else { "draft-not-saved" };
        return Ok(state(&member, StatusCode::UNPROCESSABLE_ENTITY, form.version, said));
    }
    draft_page(&member, id, Some((Some(form), refused))).await
}

fn state(member: &Member, status: StatusCode, version: String, said: &'static str) -> Response {
    (status, Html(DraftState { frame: member.visitor.frame(""), version, said })).into_response()
}

/// What is to be posted, what its pictures show, and what it asks.
fn parse(form: &DraftForm) -> Result<(Draft, Described, Option<PollSketch>), Invalid> {
    let draft = Draft::parse(&form.text, &form.audience, &form.commenters, &form.sharing);
    let said = both(draft, drafts::described(&form.alts));
    let poll = form.poll.as_ref().map(PollForm::whole).transpose();
    both(said, poll).map(|((draft, alts), poll)| (draft, alts, poll))
}

async fn publish(
    member: Member,
    Id(id): Id<DraftId>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let form = DraftForm::read(fields)?;
    let (draft, alts, poll) = match parse(&form) {
        Ok(parsed) => parsed,
        Err(invalid) => {
            let refused = Refused::Fields(StatusCode::UNPROCESSABLE_ENTITY, invalid);
            return draft_page(&member, id, Some((Some(form), refused))).await;
        }
    };
    let (actor, app, version) = (member.actor, &member.visitor.app, form.version());
    let post = PostId::from_raw(app.db.new_id());
    let write = app.db.write(move |tx| drafts::publish(tx, actor, id, version, (post, &draft, &alts, poll.as_ref())));
    let refused = match write.await? {
        Posted::Done => return Ok(member.visitor.see_other_with_toast(FEED, "toast-posted")),
        Posted::Undescribed => return Ok(member.visitor.see_other_with_toast(FEED, "toast-posted-undescribed")),
        Posted::Elsewhere => Refused::Elsewhere,
        Posted::TooMany => {
            let mut invalid = Invalid::default();
            invalid.add("text", "post-too-many");
            Refused::Fields(StatusCode::TOO_MANY_REQUESTS, invalid)
        }
    };
    draft_page(&member, id, Some((Some(form), refused))).await
}

async fn remove(member: Member, Id(id): Id<DraftId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| drafts::remove(tx, actor, id)).await?;
    Ok(visitor.see_other_with_undo(LIST, "toast-draft-removed", &format!("{}/restore", path(id))))
}

async fn restore(member: Member, Id(id): Id<DraftId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let toast = match visitor.app.db.write(move |tx| drafts::restore(tx, actor, id)).await? {
        Restored::Done => "toast-undone",
        Restored::Full => "toast-drafts-full",
    };
    Ok(visitor.see_other_with_toast(LIST, toast))
}
