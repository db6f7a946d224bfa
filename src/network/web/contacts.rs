//! What the member keeps for themselves about a connection, and their connections as a table to take along.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::blocks::{self, Met};
use super::super::contacts::{self, Contact, Every, Label, Reminded};
use super::super::lists::{self, Wanted};
use super::with_cards;
use crate::kernel::{AccountId, App, Error, Invalid, Result};
use crate::shell::{Fields, Form, Frame, Id, Member, csv};

const LIST: &str = "/mynetwork/connections";
/// Rows of the table that are read in one go.
const PART: i64 = 1_000;

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/mynetwork/people/{id}/contact", edit)
        .post("/mynetwork/people/{id}/contact", keep)
        .post("/mynetwork/people/{id}/contact/done", done)
        .post("/mynetwork/people/{id}/contact/later", later)
        .get("/mynetwork/connections.csv", table)
}

/// The form as it was sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactForm {
    #[serde(default)]
    note: String,
    #[serde(default)]
    labels: String,
    #[serde(default)]
    every: String,
}

#[derive(Template)]
#[template(path = "contact.html")]
struct ContactPage {
    frame: Frame,
    person: Met,
    form: ContactForm,
    errors: Fields,
    /// When the next reminder is due, µs.
    due_us: Option<i64>,
    known: Vec<Label>,
}

async fn edit(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    page(&member, other, None).await
}

/// The page with what is kept, or with a form that was not right.
async fn page(member: &Member, other: AccountId, wrong: Option<(ContactForm, Invalid)>) -> Result<Response> {
    let actor = member.actor;
    let read = member.visitor.page("network", move |r| {
        let kept = contacts::of(r, actor, other)?;
        Ok((blocks::met(r, actor, other)?.ok_or(Error::NotFound)?, kept, contacts::labels(r, actor)?))
    });
    let (frame, (person, kept, known)) = read.await?;
    let Contact { note, labels, every, due_us } = kept;
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (form, errors) = match wrong {
        Some((form, invalid)) => (form, Fields::new(&member.visitor, &invalid)),
        None => (ContactForm { note, labels: labels.join(", "), every: every.word().to_owned() }, Fields::default()),
    };
    Ok((status, Html(ContactPage { frame, person, form, errors, due_us, known })).into_response())
}

async fn keep(member: Member, Id(other): Id<AccountId>, Form(form): Form<ContactForm>) -> Result<Response> {
    let kept = match contacts::parse(&form.note, &form.labels, &form.every) {
        Ok(kept) => kept,
        Err(invalid) => return page(&member, other, Some((form, invalid))).await,
    };
    let (actor, visitor) = (member.actor, &member.visitor);
    match visitor.app.db.write(move |tx| contacts::keep(tx, actor, other, &kept)).await {
        Ok(()) => Ok(visitor.see_other_with_toast(LIST, "toast-saved")),
        Err(Error::Invalid(invalid)) => page(&member, other, Some((form, invalid))).await,
        Err(error) => Err(error),
    }
}

async fn done(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    settle(&member, other, Reminded::Done, "toast-reminder-done").await
}

async fn later(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    settle(&member, other, Reminded::Later, "toast-reminder-later").await
}

async fn settle(member: &Member, other: AccountId, reminded: Reminded, toast: &'static str) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| contacts::settle(tx, actor, other, reminded)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to("/mynetwork"), toast))
}

async fn table(member: Member) -> Result<Response> {
    let (actor, app, cards) = (member.actor, &member.visitor.app, member.visitor.app.registry.cards);
    let (frame, ()) = member.visitor.page("network", |_| Ok(())).await?;
    let (mut rows, mut goes_on, mut after) = (Vec::new(), true, None);
    while goes_on {
        let from = after.take();
        let read = app.db.read(move |r| {
            let page = lists::search(r, actor, &Wanted::default(), from.as_ref(), PART)?;
            let ids: Vec<AccountId> = page.items.iter().map(|row| row.id).collect();
            let kept = contacts::about(r, actor, &ids)?;
            Ok::<_, Error>((with_cards(r, cards, actor, page.items, |row| row.id)?, kept, page.next))
        });
        let (part, mut kept, next) = read.await?;
        rows.extend(part.into_iter().map(|(card, row)| {
            let kept = kept.remove(&card.id).unwrap_or_default();
            (card, row.since_us, kept)
        }));
        (goes_on, after) = (next.is_some(), next);
    }
    let columns = ["csv-name", "csv-headline", "csv-profile", "csv-since", "csv-labels", "csv-note"];
    let rows = rows.into_iter().map(|(card, since_us, kept)| {
        let profile = format!("{}/in/{}", app.config.public_url, card.handle);
        let labels = kept.labels.join(", ");
        [card.name, card.headline, profile, frame.date(&since_us), labels, kept.note]
    });
    csv::csv("connections.csv", columns.map(|key| frame.t(key)), rows)
}
