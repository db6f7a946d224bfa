//! The list of people, for members.

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::{PersonRow, people};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, Result, limits};
use crate::shell::{Frame, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/people", list)
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
    let after = match query.after.as_str() {
        "" => None,
        sealed => Some(Cursor::open(sealed, &app.secret, &list, &viewer)?),
    };
    let goes_on = after.is_some();
    let prefix = q.clone();
    let page = app.db.read(move |r| people::by_name(r, actor, &prefix, after.as_ref())).await?;
    let address = |cursor: &Cursor| {
        let sealed = cursor.seal(&app.secret, &list, &viewer);
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(Some(("q", q.as_str())).filter(|(_, q)| !q.is_empty()))
            .append_pair("after", &sealed)
            .finish();
        format!("/people?{query}")
    };
    let next = page.next.as_ref().map(address).unwrap_or_default();
    let frame = member.visitor.frame("people");
    let people = page.items;
    if member.visitor.is_fragment {
        return Ok(Html(PeopleRows { frame, people, next }).into_response());
    }
    Ok(Html(PeoplePage { frame, q, goes_on, people, next }).into_response())
}
