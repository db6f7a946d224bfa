//! Posting, editing, taking back and bringing back.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::images;
use super::super::model::{AUDIENCES, Draft, Post};
use super::super::polls::{self, Poll};
use super::super::post::{self, Edited, NewPost, Published, Seen};
use super::feed::{self, FEED, WritingForm};
use super::images::Pictures;
use super::path;
use crate::kernel::secrets::Token;
use crate::kernel::{App, Error, ImageId, Invalid, PostId, Result};
use crate::profiles::{Audience, Onlooker};
use crate::shell::{Fields, Form, Frame, Id, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .post(FEED, publish)
        .get("/feed/post/{id}/edit", edit)
        .post("/feed/post/{id}/edit", save)
        .post("/feed/post/{id}/remove", remove)
        .post("/feed/post/{id}/restore", restore)
}

async fn publish(member: Member, Form(form): Form<WritingForm>) -> Result<Response> {
    let request_id = Token::parse(&form.request_id).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let draft = match Draft::parse(&form.text, &form.audience, &form.commenters, &form.sharing) {
        Ok(draft) => draft,
        Err(invalid) => return feed::again(&member, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await,
    };
    let (actor, app) = (member.actor, &member.visitor.app);
    let new = NewPost { id: PostId::from_raw(app.db.new_id()), request_id, draft, quoted: None };
    match app.db.write(move |tx| post::publish(tx, actor, &new)).await? {
        Published::Done => Ok(member.visitor.see_other_with_toast(FEED, "toast-posted")),
        Published::Differs => {
            let request_id = app.randomness.token().map_err(Error::internal)?.reveal();
            let mut invalid = Invalid::default();
            invalid.add("text", "post-sent-before");
            let form = WritingForm { request_id, ..form };
            feed::again(&member, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await
        }
        // What this form posts quotes nothing.
        Published::Unquotable => Err(Error::NotFound),
        Published::TooMany => {
            let mut invalid = Invalid::default();
            invalid.add("text", "post-too-many");
            feed::again(&member, form, StatusCode::TOO_MANY_REQUESTS, &invalid).await
        }
    }
}

/// A post being edited.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditForm {
    #[serde(default)]
    text: String,
    #[serde(default)]
    audience: String,
    /// The word of who may comment.
    #[serde(default)]
    commenters: String,
    /// The word of who may pass it on.
    #[serde(default)]
    sharing: String,
    /// When the text that the form began with was edited, µs.
    #[serde(default)]
    seen: String,
    /// The word of the audience it began with.
    #[serde(default)]
    was: String,
}

/// The key of what somebody reads whose post was changed in another tab.
const ELSEWHERE: &str = "post-edited-elsewhere";

#[derive(Template)]
#[template(path = "post_edit.html")]
struct EditPage {
    frame: Frame,
    post: Post,
    form: EditForm,
    errors: Fields,
    /// Why it was not saved; empty if nothing was in the way.
    refusal: &'static str,
    pictures: Pictures,
    poll: Option<Poll>,
}

impl EditPage {
    fn path(&self) -> String {
        path(&self.post)
    }

    /// Whether the text that is there now is to be shown beside the one that was typed.
    fn is_elsewhere(&self) -> bool {
        self.refusal == ELSEWHERE
    }
}

/// The page again, with what was typed about its pictures and cannot be saved.
pub(super) async fn with_pictures(
    member: &Member,
    id: PostId,
    typed: &[(ImageId, String)],
    invalid: &Invalid,
) -> Result<Response> {
    page(member, id, (None, typed), invalid, "").await
}

async fn edit_page(
    member: &Member,
    id: PostId,
    form: Option<EditForm>,
    invalid: &Invalid,
    refusal: &'static str,
) -> Result<Response> {
    page(member, id, (form, &[]), invalid, refusal).await
}

async fn page(
    member: &Member,
    id: PostId,
    (form, typed): (Option<EditForm>, &[(ImageId, String)]),
    invalid: &Invalid,
    refusal: &'static str,
) -> Result<Response> {
    let actor = member.actor;
    let read = member.visitor.page("", move |r| {
        let post = post::one(r, Onlooker::Member(actor.account), id)?;
        let standing = post::standing(r, Onlooker::Member(actor.account), id)?;
        if post.author_id != actor.account {
            return Err(Error::NotFound);
        }
        let poll = polls::of_posts(r, Onlooker::Member(actor.account), &[id])?.pop();
        Ok((post, standing.commenters, images::of_posts(r, &[id])?, poll))
    });
    let (frame, (post, commenters, shown, poll)) = read.await?;
    let form = match form {
        // What was typed is kept; whoever is shown what it says now, and sends theirs again, has seen it.
        Some(form) if refusal == ELSEWHERE => {
            EditForm { seen: post.edited_us.to_string(), was: post.audience.word().to_owned(), ..form }
        }
        Some(form) => form,
        None => EditForm {
            text: post.source.clone(),
            audience: post.audience.word().to_owned(),
            commenters: commenters.word().to_owned(),
            sharing: post.sharing.word().to_owned(),
            seen: post.edited_us.to_string(),
            was: post.audience.word().to_owned(),
        },
    };
    let is_fine = invalid.is_empty() && refusal.is_empty();
    let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors = Fields::new(&member.visitor, invalid);
    let shown = shown.into_iter().map(|(_, image)| image).collect();
    let pictures = Pictures::new(path(&post), shown, typed, Vec::new(), errors.of("pictures").to_owned());
    Ok((status, Html(EditPage { frame, post, form, errors, refusal, pictures, poll })).into_response())
}

async fn edit(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    edit_page(&member, id, None, &Invalid::default(), "").await
}

async fn save(member: Member, Id(id): Id<PostId>, Form(form): Form<EditForm>) -> Result<Response> {
    let draft = match Draft::parse(&form.text, &form.audience, &form.commenters, &form.sharing) {
        Ok(draft) => draft,
        Err(invalid) => return edit_page(&member, id, Some(form), &invalid, "").await,
    };
    // A form that does not say what it began with began with nothing that is there.
    let seen = Seen { edited_us: form.seen.parse().unwrap_or(-1), audience: Audience::from_word(&form.was) };
    let actor = member.actor;
    let refusal = match member.visitor.app.db.write(move |tx| post::edit(tx, actor, id, &seen, &draft)).await? {
        Edited::Done => {
            return Ok(member.visitor.see_other_with_toast(&format!("/feed/post/{id}"), "toast-saved"));
        }
        Edited::Elsewhere => ELSEWHERE,
        Edited::Full => "post-edited-often",
    };
    edit_page(&member, id, Some(form), &Invalid::default(), refusal).await
}

async fn remove(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| post::remove(tx, actor, id)).await?;
    let page = format!("/feed/post/{id}");
    // Its own page is no more.
    let back = visitor.back_to(FEED);
    let back = if back.split(['?', '/']).eq(page.split('/')) { FEED } else { back };
    Ok(visitor.see_other_with_undo(back, "toast-post-removed", &format!("{page}/restore")))
}

async fn restore(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| post::restore(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(FEED), "toast-undone"))
}
