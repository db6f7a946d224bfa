//! Muting people, hashtags and words, and what one mutes.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::muted::{self, Muted, MutedPerson, SNOOZE_US, Term};
use super::feed::FEED;
use super::listing;
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, Invalid, Result, limits};
use crate::shell::{After, Fields, Form, Frame, Id, Member, Query};

const LIST: &str = "/settings/muted";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(LIST, list)
        .post(LIST, add)
        .post("/settings/muted/end", end)
        .post("/feed/people/{id}/mute", mute)
        .post("/feed/people/{id}/snooze", snooze)
        .post("/feed/people/{id}/unmute", unmute)
}

async fn mute(member: Member, Id(id): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| muted::mute(tx, actor, id, None)).await?;
    Ok(visitor.see_other_with_undo(visitor.back_to(FEED), "toast-person-muted", &format!("/feed/people/{id}/unmute")))
}

async fn snooze(member: Member, Id(id): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let write = visitor.app.db.write(move |tx| {
        let until = tx.now_us() + SNOOZE_US;
        muted::mute(tx, actor, id, Some(until))
    });
    write.await?;
    Ok(visitor.see_other_with_undo(visitor.back_to(FEED), "toast-person-snoozed", &format!("/feed/people/{id}/unmute")))
}

async fn unmute(member: Member, Id(id): Id<AccountId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| muted::unmute(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(LIST), "toast-person-unmuted"))
}

/// A hashtag or a word as it is typed.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermForm {
    #[serde(default)]
    term: String,
}

#[derive(Template)]
#[template(path = "settings_muted.html")]
struct MutedPage {
    frame: Frame,
    form: TermForm,
    errors: Fields,
    tags: Vec<String>,
    words: Vec<String>,
    people: Vec<MutedPerson>,
    next: String,
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Html<MutedPage>> {
    let visitor = &member.visitor;
    let after = Cursor::after(&query.after, &visitor.app.secret, LIST, &visitor.actor())?;
    Ok(Html(page(&member, after, TermForm::default(), Fields::default()).await?))
}

/// The page with a form as it stands.
async fn page(member: &Member, after: Option<Cursor>, form: TermForm, errors: Fields) -> Result<MutedPage> {
    let actor = member.actor;
    let read = member.visitor.page("settings", move |r| {
        Ok((muted::tags(r, actor)?, muted::words(r, actor)?, muted::people(r, actor, after.as_ref())?))
    });
    let (frame, (tags, words, people)) = read.await?;
    let next = listing::address(&member.visitor, LIST, people.next.as_ref());
    Ok(MutedPage { frame, form, errors, tags, words, people: people.items, next })
}

async fn add(member: Member, Form(form): Form<TermForm>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let invalid = match Term::parse(&form.term) {
        Err(invalid) => invalid,
        Ok(term) => match visitor.app.db.write(move |tx| muted::add(tx, actor, &term)).await? {
            Muted::Done => return Ok(visitor.see_other_with_toast(LIST, "toast-term-muted")),
            Muted::Full => {
                let mut invalid = Invalid::default();
                invalid.add_limit("term", "muted-full", limits::MUTED);
                invalid
            }
        },
    };
    let errors = Fields::new(visitor, &invalid);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(&member, None, form, errors).await?)).into_response())
}

async fn end(member: Member, Form(form): Form<TermForm>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let term = Term::parse(&form.term).map_err(Error::Invalid)?;
    visitor.app.db.write(move |tx| muted::end(tx, actor, &term)).await?;
    Ok(visitor.see_other_with_toast(LIST, "toast-term-unmuted"))
}
