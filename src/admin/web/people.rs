//! Who asked to join and has not opened the link yet, and who is suspended.

use askama::Template;
use axum::response::Response;
use web::{Html, Routes};

use super::{audit_id, next};
use crate::accounts::sign_up::{self, Confirmed, Confirmer, NewIds, Pending};
use crate::accounts::standing::{self, Suspended};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, Result, SignUpId};
use crate::shell::{After, Frame, Id, Operator, Query, Staff};

const SUSPENDED: &str = "/admin/people/suspended";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/people", list)
        .post("/admin/sign-ups/{id}/confirm", confirm)
        .get(SUSPENDED, suspended)
        .post("/admin/people/{id}/restore", restore)
}

#[derive(Template)]
#[template(path = "admin_people.html")]
struct PeoplePage {
    frame: Frame,
    tab: &'static str,
    waiting: Vec<Waiting>,
    next: String,
}

impl PeoplePage {
    fn is_suspended(&self) -> bool {
        false
    }
}

/// A sign-up in words.
struct Waiting {
    id: SignUpId,
    name: String,
    address: String,
    asked_us: i64,
}

async fn list(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<PeoplePage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let from = Cursor::after(&after.after, &visitor.app.secret, "admin/people", &actor)?;
    let (frame, page) = visitor.page("admin", move |r| sign_up::page(r, &actor, from.as_ref())).await?;
    let next = next(visitor, "admin/people", "/admin/people", &page);
    let in_words = |row: Pending| Waiting {
        asked_us: db::id_time_us(row.id),
        id: SignUpId::from_raw(row.id),
        name: row.name,
        address: row.address,
    };
    let waiting = page.items.into_iter().map(in_words).collect();
    Ok(Html(PeoplePage { frame, tab: "people", waiting, next }))
}

async fn confirm(staff: Staff<Operator>, Id(id): Id<SignUpId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, ids, audit_id) = (visitor.actor(), NewIds::make(&visitor.app.db), audit_id(&visitor.app));
    let confirmed = visitor
        .app
        .db
        .write(move |tx| sign_up::confirm(tx, id.get(), ids, &Confirmer::Staff(&actor, audit_id)))
        .await?;
    match confirmed {
        Confirmed::Welcome(_) => Ok(visitor.see_other_with_toast("/admin/people", "toast-person-confirmed")),
        Confirmed::Gone => Err(Error::NotFound),
    }
}

#[derive(Template)]
#[template(path = "admin_suspended.html")]
struct SuspendedPage {
    frame: Frame,
    tab: &'static str,
    people: Vec<Suspended>,
    next: String,
}

impl SuspendedPage {
    fn is_suspended(&self) -> bool {
        true
    }
}

async fn suspended(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<SuspendedPage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let from = Cursor::after(&after.after, &visitor.app.secret, SUSPENDED, &actor)?;
    let (frame, page) = visitor.page("admin", move |r| standing::suspended(r, &actor, from.as_ref())).await?;
    let next = next(visitor, SUSPENDED, SUSPENDED, &page);
    Ok(Html(SuspendedPage { frame, tab: "people", people: page.items, next }))
}

async fn restore(staff: Staff<Operator>, Id(id): Id<AccountId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| standing::restore(tx, &actor, id, audit_id)).await?;
    Ok(visitor.see_other_with_toast(SUSPENDED, "toast-person-restored"))
}
