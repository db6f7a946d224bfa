//! Asking a connection for an introduction, and passing on what one is asked for.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::Ties;
use super::super::blocks::{self, Met};
use super::super::introductions::{self, Asked, Asking};
use super::super::lists::{self, Counts};
use super::with_cards;
use crate::kernel::paging::Cursor;
use crate::kernel::registry::Cards;
use crate::kernel::{AccountId, App, Error, IntroductionId, Invalid, MemberActor, PersonCard, Result, limits};
use crate::shell::{After, Fields, Form, Frame, Id, Member, Query};

const LIST: &str = "/mynetwork/introductions";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/introduce", form)
        .post("/in/{handle}/introduce", ask)
        .get(LIST, list)
        .post("/mynetwork/introductions/{id}/forward", forward)
        .post("/mynetwork/introductions/{id}/decline", decline)
        .post("/mynetwork/introductions/{id}/restore", restore)
        .post("/mynetwork/introductions/{id}/withdraw", withdraw)
}

/// The form as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AskForm {
    #[serde(default)]
    mutual: String,
    #[serde(default)]
    note: String,
}

#[derive(Template)]
#[template(path = "introduce.html")]
struct AskPage {
    frame: Frame,
    person: Met,
    /// Whom one can ask.
    mutuals: Vec<PersonCard>,
    /// Whether it is not known yet whom two people share.
    is_loading: bool,
    form: AskForm,
    errors: Fields,
    /// Why not, or not now; empty if nothing is in the way.
    refusal: &'static str,
}

async fn page(
    member: &Member,
    handle: &str,
    form: AskForm,
    invalid: &Invalid,
    refusal: &'static str,
) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, cards, ties, asked) = (member.actor, app.registry.cards, Ties::of(app), handle.to_owned());
    let is_loading = ties.degree(actor.account).is_none();
    let read = member.visitor.page("", move |r| {
        let person = blocks::meet(r, actor, &asked)?;
        let mutuals = introductions::offers(r, &ties, actor, person.id)?;
        let mutuals = with_cards(r, cards, actor, mutuals, |id| *id)?;
        Ok((person, mutuals))
    });
    let (frame, (person, mutuals)) = read.await?;
    if person.handle != handle {
        let present = format!("/in/{}/introduce", person.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let mutuals: Vec<PersonCard> = mutuals.into_iter().map(|(card, _)| card).collect();
    let mut form = form;
    if let ([only], "") = (mutuals.as_slice(), form.mutual.as_str()) {
        form.mutual = only.id.to_string();
    }
    let is_fine = invalid.is_empty() && refusal.is_empty();
    let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors = Fields::new(&member.visitor, invalid);
    Ok((status, Html(AskPage { frame, person, mutuals, is_loading, form, errors, refusal })).into_response())
}

async fn form(member: Member, Id(handle): Id<String>) -> Result<Response> {
    page(&member, &handle, AskForm::default(), &Invalid::default(), "").await
}

async fn ask(member: Member, Id(handle): Id<String>, Form(form): Form<AskForm>) -> Result<Response> {
    let mut invalid = Invalid::default();
    let note = invalid.take(limits::CONNECTION_NOTE.lines("note", &form.note));
    let mutual: Option<AccountId> = form.mutual.parse().ok();
    if mutual.is_none() {
        invalid.add("mutual", "introduce-who");
    }
    let (Some(note), Some(mutual)) = (note, mutual) else {
        return page(&member, &handle, form, &invalid, "").await;
    };
    let (actor, asked) = (member.actor, handle.clone());
    let write = member.visitor.app.db.write(move |tx| {
        let target = blocks::meet(tx, actor, &asked)?.id;
        introductions::ask(tx, actor, target, mutual, &note)
    });
    match write.await {
        Ok(Asked::Sent) => {
            Ok(member.visitor.see_other_with_toast(&format!("/in/{handle}"), "toast-introduction-asked"))
        }
        Ok(Asked::Already) => page(&member, &handle, form, &invalid, "introduce-already").await,
        Ok(Asked::Full) => page(&member, &handle, form, &invalid, "introduce-full").await,
        Ok(Asked::Closed) => page(&member, &handle, form, &invalid, "introduce-closed").await,
        Err(Error::Invalid(invalid)) => page(&member, &handle, form, &invalid, "").await,
        Err(other) => Err(other),
    }
}

/// Something asked, with both people it speaks of.
pub(super) struct AskingView {
    pub(super) other: PersonCard,
    pub(super) target: PersonCard,
    pub(super) asking: Asking,
}

/// The same rows with the people. Where one of them is not there any more, the row is left out.
pub(super) fn with_people(
    r: &mut db::Read<'_>,
    cards: Cards,
    actor: MemberActor,
    rows: Vec<Asking>,
) -> Result<Vec<AskingView>> {
    let ids: Vec<AccountId> = rows.iter().flat_map(|row| [row.other_id, row.target_id]).collect();
    let found = cards(r, &actor, &ids)?;
    let card = |id: AccountId| found.iter().find(|card| card.id == id).cloned();
    let view =
        |asking: Asking| Some(AskingView { other: card(asking.other_id)?, target: card(asking.target_id)?, asking });
    Ok(rows.into_iter().filter_map(view).collect())
}

#[derive(Template)]
#[template(path = "introductions.html")]
struct ListPage {
    frame: Frame,
    counts: Counts,
    /// What the member is asked for.
    asked_of: Vec<AskingView>,
    /// What they ask for.
    asked_by: Vec<AskingView>,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Html<ListPage>> {
    let app = &member.visitor.app;
    let (actor, viewer, cards) = (member.actor, member.visitor.actor(), app.registry.cards);
    let after = Cursor::after(&query.after, &app.secret, LIST, &viewer)?;
    let goes_on = after.is_some();
    let read = member.visitor.page("network", move |r| {
        let counts = lists::counts(r, actor)?;
        let page = introductions::asked_of(r, actor, after.as_ref())?;
        let asked_of = with_people(r, cards, actor, page.items)?;
        let asked_by = introductions::asked_by(r, actor)?;
        Ok((counts, asked_of, with_people(r, cards, actor, asked_by)?, page.next))
    });
    let (frame, (counts, asked_of, asked_by, next)) = read.await?;
    let address = |cursor: &Cursor| format!("{LIST}?after={}", cursor.seal(&app.secret, LIST, &viewer));
    let next = next.as_ref().map(address).unwrap_or_default();
    Ok(Html(ListPage { frame, counts, asked_of, asked_by, goes_on, next }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsForm {
    #[serde(default)]
    words: String,
}

async fn forward(member: Member, Id(id): Id<IntroductionId>, Form(form): Form<WordsForm>) -> Result<Response> {
    let words = limits::CONNECTION_NOTE.lines("words", &form.words)?;
    let (actor, visitor) = (member.actor, &member.visitor);
    let is_passed = visitor.app.db.write(move |tx| introductions::forward(tx, actor, id, &words)).await?;
    let toast = if is_passed { "toast-introduced" } else { "toast-introduction-gone" };
    Ok(visitor.see_other_with_toast(visitor.back_to(LIST), toast))
}

async fn decline(member: Member, Id(id): Id<IntroductionId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let is_done = visitor.app.db.write(move |tx| introductions::decline(tx, actor, id, true)).await?;
    let back = visitor.back_to(LIST);
    if !is_done {
        return Ok(visitor.see_other_with_toast(back, "toast-introduction-gone"));
    }
    Ok(visitor.see_other_with_undo(back, "toast-introduction-declined", &format!("{LIST}/{id}/restore")))
}

async fn restore(member: Member, Id(id): Id<IntroductionId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| introductions::decline(tx, actor, id, false)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(LIST), "toast-undone"))
}

async fn withdraw(member: Member, Id(id): Id<IntroductionId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| introductions::withdraw(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(LIST), "toast-introduction-withdrawn"))
}
