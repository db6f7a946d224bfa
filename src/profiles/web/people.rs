//! The list of people, for members, and who joined while a page was open.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::{PersonRow, people};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Result, limits};
use crate::network::{Closeness, Ties};
use crate::shell::{After, Frame, Id, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/people", list).get("/people/since/{id}", newcomers).get("/people/since/{id}/count", arrivals)
}

impl PersonRow {
    /// The line below: where they are, and how many the viewer and they share.
    pub fn why(&self, frame: &Frame) -> String {
        let place = self.location.show(frame.lang);
        match (place.is_empty(), shared(frame, &self.close)) {
            (_, None) => place,
            (true, Some(shared)) => shared,
            (false, Some(shared)) => format!("{place} · {shared}"),
        }
    }
}

/// How many the viewer and somebody share, in words; nothing if none.
fn shared(frame: &Frame, close: &Closeness) -> Option<String> {
    (close.shared > 0).then(|| frame.t1("shared-count", "n", close.shared))
}

#[derive(Deserialize)]
struct PeopleQuery {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    frame: Frame,
    /// What names begin with.
    q: String,
    /// Whether this page is not the first.
    goes_on: bool,
    people: Vec<PersonRow>,
    /// The address of the next page; empty after the last.
    next: String,
    /// Who joined last as this page was drawn.
    last_joined: AccountId,
}

/// The rows alone, for a page that is there already.
#[derive(Template)]
#[template(path = "_people.html")]
struct PeopleRows {
    frame: Frame,
    people: Vec<PersonRow>,
    next: String,
}

async fn list(member: Member, Query(query): Query<PeopleQuery>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let q: String = query.q.chars().filter(|c| !c.is_control()).take(limits::NAME.max).collect();
    let q = q.trim().to_owned();
    let list = format!("people/{q}");
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (goes_on, prefix, ties) = (after.is_some(), q.clone(), Ties::of(app));
    let read = member.visitor.page("people", move |r| {
        // First, so that nobody who joins meanwhile is missed: they are counted twice rather.
        let last_joined = people::last_joined(r, actor)?;
        let mut page = people::by_name(r, actor, &prefix, after.as_ref())?;
        people::measure(r, &ties, actor, &mut page.items)?;
        Ok((page, last_joined))
    });
    let (frame, (page, last_joined)) = read.await?;
    let address = |cursor: &Cursor| {
        let sealed = cursor.seal(&app.secret, &list, &viewer);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(Some(("q", q.as_str())).filter(|(_, q)| !q.is_empty()))
            .append_pair("after", &sealed)
            .finish();
        format!("/people?{query}")
    };
    let next = page.next.as_ref().map(address).unwrap_or_default();
    let people = page.items;
    if member.visitor.is_fragment {
        return Ok(Html(PeopleRows { frame, people, next }).into_response());
    }
    Ok(Html(PeoplePage { frame, q, goes_on, people, next, last_joined }).into_response())
}

#[derive(Template)]
#[template(path = "newcomers.html")]
struct NewcomersPage {
    frame: Frame,
    people: Vec<PersonRow>,
    next: String,
    last_joined: AccountId,
}

async fn newcomers(member: Member, Id(since): Id<AccountId>, Query(query): Query<After>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let list = format!("people/since/{since}");
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let ties = Ties::of(app);
    let read = member.visitor.page("people", move |r| {
        let last_joined = people::last_joined(r, actor)?;
        let mut page = people::joined_since(r, actor, since, after.as_ref())?;
        people::measure(r, &ties, actor, &mut page.items)?;
        Ok((page, last_joined))
    });
    let (frame, (page, last_joined)) = read.await?;
    let seal = |cursor: &Cursor| format!("/{list}?after={}", cursor.seal(&app.secret, &list, &viewer));
    let next = page.next.as_ref().map(seal).unwrap_or_default();
    let people = page.items;
    if member.visitor.is_fragment {
        return Ok(Html(PeopleRows { frame, people, next }).into_response());
    }
    Ok(Html(NewcomersPage { frame, people, next, last_joined }).into_response())
}

/// Where the page that asks shows newcomers.
#[derive(Deserialize)]
struct ArrivalsQuery {
    #[serde(default)]
    on: String,
}

/// How many joined since a page was drawn, as a link that shows them.
#[derive(Template)]
#[template(path = "_arrivals.html")]
struct Arrivals {
    frame: Frame,
    count: i64,
    href: String,
}

async fn arrivals(
    member: Member,
    Id(since): Id<AccountId>,
    Query(query): Query<ArrivalsQuery>,
) -> Result<Html<Arrivals>> {
    let actor = member.actor;
    let count = member.visitor.app.db.read(move |r| people::count_since(r, actor, since)).await?;
    let href = if query.on == "feed" { "/feed".to_owned() } else { format!("/people/since/{since}") };
    Ok(Html(Arrivals { frame: member.visitor.frame("people"), count, href }))
}
