//! One's own connections, and those of others as far as they show them.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::blocks::{self, Met};
use super::super::contacts::{self, Contact, Label};
use super::super::lists::{self, Connected, Counts, OpenList, Order, Wanted};
use super::super::model::Deed;
use super::super::{Closeness, Ties};
use super::{invitations, with_cards, with_closeness};
use crate::accounts::people;
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, PersonCard, Result, limits};
use crate::shell::{Frame, Id, Member, Query};

const OWN: &str = "/mynetwork/connections";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(OWN, own)
        .post("/mynetwork/people/{id}/remove", remove)
        .get("/in/{handle}/connections", of_somebody)
}

#[derive(Deserialize)]
struct ListQuery {
    /// What names begin with.
    #[serde(default)]
    q: String,
    /// The word of an [`Order`].
    #[serde(default)]
    sort: String,
    #[serde(default)]
    after: String,
    /// One of the member's labels.
    #[serde(default)]
    label: String,
}

impl ListQuery {
    fn label(&self) -> String {
        self.label.chars().filter(|c| !c.is_control()).take(limits::CONTACT_LABEL.max).collect()
    }

    fn name(&self) -> String {
        let q: String = self.q.chars().filter(|c| !c.is_control()).take(limits::NAME.max).collect();
        q.trim().to_owned()
    }
}

/// The address of a list with what narrows it.
fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

#[derive(Template)]
#[template(path = "connections.html")]
struct OwnPage {
    frame: Frame,
    counts: Counts,
    q: String,
    order: Order,
    goes_on: bool,
    people: Vec<(PersonCard, Connected, Contact)>,
    /// The member's labels, and where those who have it stand.
    labels: Vec<(Label, String)>,
    /// The one that is looked for; empty for any.
    label: String,
    next: String,
}

async fn own(member: Member, Query(query): Query<ListQuery>) -> Result<Html<OwnPage>> {
    let app = &member.visitor.app;
    let (actor, viewer, cards) = (member.actor, member.visitor.actor(), app.registry.cards);
    let wanted = Wanted { q: query.name(), label: query.label() };
    let is_search = !(wanted.q.is_empty() && wanted.label.is_empty());
    // Who looks for somebody finds names in their order.
    let order = if is_search { Order::Name } else { Order::from_word(&query.sort) };
    let sort = if !is_search && order == Order::Name { order.word() } else { "" };
    let narrowed = [("q", wanted.q.as_str()), ("label", wanted.label.as_str()), ("sort", sort)];
    let list = address(OWN, &narrowed);
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (goes_on, asked) = (after.is_some(), wanted.clone());
    let read = member.visitor.page("network", move |r| {
        let page = match order {
            Order::Recent => lists::recent(r, actor, after.as_ref())?,
            Order::Name => lists::search(r, actor, &asked, after.as_ref(), limits::PEOPLE_PAGE)?,
        };
        let ids: Vec<AccountId> = page.items.iter().map(|row| row.id).collect();
        let mut kept = contacts::about(r, actor, &ids)?;
        let people = with_cards(r, cards, actor, page.items, |row| row.id)?;
        let people = people.into_iter().map(|(card, row)| {
            let kept = kept.remove(&card.id).unwrap_or_default();
            (card, row, kept)
        });
        Ok((lists::counts(r, actor)?, people.collect(), contacts::labels(r, actor)?, page.next))
    });
    let (frame, (counts, people, labels, next)) = read.await?;
    let seal = |cursor: &Cursor| cursor.seal(&app.secret, &list, &viewer);
    let next = next.as_ref().map(|next| {
        let [q, label, sort] = narrowed;
        address(OWN, &[q, label, sort, ("after", &seal(next))])
    });
    let next = next.unwrap_or_default();
    let labels = labels.into_iter().map(|one| {
        let href = address(OWN, &[("label", &one.label)]);
        (one, href)
    });
    let labels = labels.collect();
    let Wanted { q, label } = wanted;
    Ok(Html(OwnPage { frame, counts, q, order, goes_on, people, labels, label, next }))
}

async fn remove(member: Member, Id(other): Id<AccountId>) -> Result<Response> {
    invitations::one(&member, other, Deed::Remove, OWN, "toast-connection-removed").await
}

#[derive(Template)]
#[template(path = "their_connections.html")]
struct TheirPage {
    frame: Frame,
    owner: Met,
    /// The address of the first page.
    path: String,
    q: String,
    goes_on: bool,
    people: Vec<(PersonCard, Closeness)>,
    next: String,
}

impl TheirPage {
    /// How many connections the member and somebody share, in words; empty for none.
    fn shared(&self, close: &Closeness) -> String {
        if close.shared == 0 { String::new() } else { self.frame.t1("shared-count", "n", close.shared) }
    }
}

async fn of_somebody(member: Member, Id(handle): Id<String>, Query(query): Query<ListQuery>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer, cards) = (member.actor, member.visitor.actor(), app.registry.cards);
    let path = format!("/in/{handle}/connections");
    let (q, ties) = (query.name(), Ties::of(app));
    let list = address(&path, &[("q", &q)]);
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (goes_on, prefix, asked) = (after.is_some(), q.clone(), handle.clone());
    let read = member.visitor.page("", move |r| {
        let (account, _) = people::by_handle(r, &asked)?.ok_or(Error::NotFound)?;
        if account == actor.account {
            return Ok(None);
        }
        let owner = blocks::meet(r, actor, &asked)?;
        let open = OpenList::of(r, actor, owner.id)?.ok_or(Error::NotFound)?;
        let page = open.by_name(r, &prefix, after.as_ref())?;
        let people = with_cards(r, cards, actor, page.items, |id| *id)?;
        Ok(Some((owner, with_closeness(r, &ties, actor, people)?, page.next)))
    });
    let (frame, found) = read.await?;
    let Some((owner, people, next)) = found else {
        return Ok(member.visitor.see_other(OWN));
    };
    if owner.handle != handle {
        let present = format!("/in/{}/connections", owner.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let seal = |cursor: &Cursor| cursor.seal(&app.secret, &list, &viewer);
    let next = next.as_ref().map(|next| address(&path, &[("q", &q), ("after", &seal(next))])).unwrap_or_default();
    let people = people.into_iter().map(|(card, close, _)| (card, close)).collect();
    Ok(Html(TheirPage { frame, owner, path, q, goes_on, people, next }).into_response())
}
