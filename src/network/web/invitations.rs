//! Invitations that came and those that went out, one by one and several at once.

use std::collections::BTreeMap;

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use web::{Html, Routes};

use super::super::connections;
use super::super::lists::{self, Counts, Waiting};
use super::super::model::{Deed, State, Step};
use super::super::{Closeness, Ties};
use super::{PICK, with_cards, with_closeness};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, PersonCard, Result, limits};
use crate::shell::{Form, Frame, Id, Member, Query};

const RECEIVED: &str = "/mynetwork/invitations/received";
const SENT: &str = "/mynetwork/invitations/sent";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(RECEIVED, received)
        .post(RECEIVED, answer_several)
        .get(SENT, sent)
        .post(SENT, withdraw_several)
        .post("/mynetwork/people/{id}/accept", accept)
        .post("/mynetwork/people/{id}/ignore", ignore)
        .post("/mynetwork/people/{id}/withdraw", withdraw)
        .post("/mynetwork/people/{id}/undo", undo)
}

#[derive(Deserialize)]
struct ListQuery {
    /// `notes`: only those with a note.
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "invitations.html")]
struct InvitationsPage {
    frame: Frame,
    counts: Counts,
    /// Whether they came, or went out.
    is_received: bool,
    with_note: bool,
    /// Whether this page is not the first.
    goes_on: bool,
    invitations: Vec<(PersonCard, Closeness, Waiting)>,
    next: String,
}

async fn received(member: Member, Query(query): Query<ListQuery>) -> Result<Html<InvitationsPage>> {
    list(member, query, true).await
}

async fn sent(member: Member, Query(query): Query<ListQuery>) -> Result<Html<InvitationsPage>> {
    list(member, query, false).await
}

async fn list(member: Member, query: ListQuery, is_received: bool) -> Result<Html<InvitationsPage>> {
    let app = &member.visitor.app;
    let (actor, viewer, cards) = (member.actor, member.visitor.actor(), app.registry.cards);
    let with_note = is_received && query.show == "notes";
    let list = match (is_received, with_note) {
        (true, true) => format!("{RECEIVED}?show=notes"),
        (true, false) => RECEIVED.to_owned(),
        (false, _) => SENT.to_owned(),
    };
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (goes_on, ties) = (after.is_some(), Ties::of(app));
    let read = member.visitor.page("network", move |r| {
        let counts = lists::counts(r, actor)?;
        let page = if is_received {
            lists::received(r, actor, with_note, after.as_ref())?
        } else {
            lists::sent(r, actor, after.as_ref())?
        };
        let rows = with_cards(r, cards, actor, page.items, |row| row.id)?;
        Ok((counts, with_closeness(r, &ties, actor, rows)?, page.next))
    });
    let (frame, (counts, invitations, next)) = read.await?;
    let joint = if with_note { '&' } else { '?' };
    let address = |cursor: &Cursor| format!("{list}{joint}after={}", cursor.seal(&app.secret, &list, &viewer));
    let next = next.as_ref().map(address).unwrap_or_default();
    Ok(Html(InvitationsPage { frame, counts, is_received, with_note, goes_on, invitations, next }))
}

async fn accept(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    one(&member, other, Deed::Accept, RECEIVED, "toast-connected").await
}

async fn ignore(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    one(&member, other, Deed::Ignore, RECEIVED, "toast-invitation-ignored").await
}

async fn withdraw(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    one(&member, other, Deed::Withdraw, SENT, "toast-invitation-withdrawn").await
}

async fn undo(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    one(&member, other, Deed::Undo, "/mynetwork", "toast-undone").await
}

/// Does it, and leads back to the page it was done on, or to `list`.
pub(super) async fn one(
    member: &Member,
    other: AccountId,
    deed: Deed,
    list: &str,
    toast: &'static str,
) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let step = visitor.app.db.write(move |tx| connections::act(tx, actor, other, deed)).await?;
    let back = visitor.back_to(list);
    Ok(match step {
        Step::Becomes(State::Ignored | State::Withdrawn | State::WithdrawnIgnored | State::Ended) => {
            visitor.see_other_with_undo(back, toast, &format!("/mynetwork/people/{other}/undo"))
        }
        Step::Becomes(_) => visitor.see_other_with_toast(back, toast),
        // It had been done before.
        Step::Stays => visitor.see_other(back),
        Step::Gone | Step::Invites | Step::NotBefore(_) => visitor.see_other_with_toast(back, "toast-invitation-gone"),
    })
}

async fn answer_several(member: Member, Form(sent): Form<BTreeMap<String, String>>) -> Result<Response> {
    let (deed, toast) = match sent.get("do").map(String::as_str) {
        Some("accept") => (Deed::Accept, "toast-several-accepted"),
        Some("ignore") => (Deed::Ignore, "toast-several-ignored"),
        _ => return Err(Error::field("", "error-invalid-text")),
    };
    several(&member, &sent, deed, RECEIVED, toast).await
}

async fn withdraw_several(member: Member, Form(sent): Form<BTreeMap<String, String>>) -> Result<Response> {
    several(&member, &sent, Deed::Withdraw, SENT, "toast-several-withdrawn").await
}

/// Does it to all whose box is ticked; those that are gone meanwhile are passed over.
async fn several(
    member: &Member,
    sent: &BTreeMap<String, String>,
    deed: Deed,
    list: &str,
    toast: &'static str,
) -> Result<Response> {
    let picked = sent.keys().filter_map(|name| name.strip_prefix(PICK)).map(str::parse);
    let picked: Vec<AccountId> =
        picked.collect::<Result<_, _>>().map_err(|_| Error::field("", "error-invalid-text"))?;
    if picked.len() > usize::try_from(limits::PEOPLE_PAGE).unwrap_or(0) {
        return Err(Error::TooLarge);
    }
    let (actor, visitor, is_empty) = (member.actor, &member.visitor, picked.is_empty());
    if !is_empty {
        visitor.app.db.write(move |tx| connections::act_on(tx, actor, &picked, deed)).await?;
    }
    let back = visitor.back_to(list);
    Ok(visitor.see_other_with_toast(back, if is_empty { "toast-none-picked" } else { toast }))
}
