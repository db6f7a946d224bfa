//! Blocking somebody, and whom one has blocked.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::blocks::{self, Blocked, Met};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Result};
use crate::shell::{After, Frame, Id, Member, Query};

const LIST: &str = "/settings/blocked";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/block", ask)
        .post("/in/{handle}/block", block)
        .get(LIST, list)
        .post("/settings/blocked/{id}/end", unblock)
}

#[derive(Template)]
#[template(path = "block.html")]
struct BlockPage {
    frame: Frame,
    person: Met,
}

async fn ask(member: Member, Id(handle): Id<String>) -> Result<Response> {
    let (actor, asked) = (member.actor, handle.clone());
    let (frame, person) = member.visitor.page("", move |r| blocks::meet(r, actor, &asked)).await?;
    if person.handle != handle {
        let present = format!("/in/{}/block", person.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    Ok(Html(BlockPage { frame, person }).into_response())
}

async fn block(member: Member, Id(handle): Id<String>) -> Result<Response> {
    let actor = member.actor;
    let blocked = member.visitor.app.db.write(move |tx| blocks::block(tx, actor, &handle)).await?;
    Ok(member.visitor.see_other_with_undo(LIST, "toast-person-blocked", &format!("{LIST}/{blocked}/end")))
}

#[derive(Template)]
#[template(path = "settings_blocked.html")]
struct BlockedPage {
    frame: Frame,
    people: Vec<Blocked>,
    next: String,
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Html<BlockedPage>> {
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let after = Cursor::after(&query.after, &app.secret, LIST, &viewer)?;
    let (frame, page) = member.visitor.page("settings", move |r| blocks::list(r, actor, after.as_ref())).await?;
    let seal = |cursor: &Cursor| format!("{LIST}?after={}", cursor.seal(&app.secret, LIST, &viewer));
    Ok(Html(BlockedPage { frame, next: page.next.as_ref().map(seal).unwrap_or_default(), people: page.items }))
}

async fn unblock(member: Member, Id(account): Id<AccountId>) -> Result<Response> {
    let actor = member.actor;
    let met = member.visitor.app.db.write(move |tx| blocks::unblock(tx, actor, account)).await?;
    let undo = met.map(|met| format!("/in/{}/block", met.handle)).unwrap_or_default();
    Ok(member.visitor.see_other_with_undo(LIST, "toast-person-unblocked", &undo))
}
