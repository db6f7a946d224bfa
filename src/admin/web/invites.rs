//! Invitations: make one, see its link once, end it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::{audit_id, next};
use crate::accounts::invites::{self, Created, InviteRow, NewInvite};
use crate::kernel::paging::Cursor;
use crate::kernel::secrets::Token;
use crate::kernel::{App, Error, FieldError, Invalid, InviteId, Result, limits};
use crate::shell::{After, Fields, Form, Frame, Id, Operator, Query, Staff, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/admin/invites", list).post("/admin/invites", create).post("/admin/invites/{id}/end", end)
}

#[derive(Template)]
#[template(path = "admin_invites.html")]
struct InvitesPage {
    frame: Frame,
    tab: &'static str,
    invites: Vec<InviteRow>,
    next: String,
    /// The link of the invitation that was just made. It is shown this once.
    link: String,
    note: String,
    uses: String,
    days: String,
    request_id: String,
    errors: Fields,
}

async fn list(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<InvitesPage>> {
    Ok(Html(page(&staff.member.visitor, &after).await?))
}

async fn page(visitor: &Visitor, after: &After) -> Result<InvitesPage> {
    let actor = visitor.actor();
    let from = Cursor::after(&after.after, &visitor.app.secret, "admin/invites", &actor)?;
    let (frame, page) = visitor.page("admin", move |r| invites::page(r, &actor, from.as_ref())).await?;
    Ok(InvitesPage {
        frame,
        tab: "invites",
        next: next(visitor, "admin/invites", "/admin/invites", &page),
        invites: page.items,
        link: String::new(),
        note: String::new(),
        uses: "1".to_owned(),
        days: "14".to_owned(),
        request_id: visitor.app.randomness.token().map_err(Error::internal)?.reveal(),
        errors: Fields::default(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InviteForm {
    note: String,
    uses: String,
    days: String,
    request_id: String,
}

fn within(field: &'static str, text: &str, most: i64) -> Result<i64, FieldError> {
    let wrong = FieldError { field, message: "number-out-of-range", limit: most };
    match text.trim().parse::<i64>() {
        Ok(number) if (1..=most).contains(&number) => Ok(number),
        _ => Err(wrong),
    }
}

async fn create(staff: Staff<Operator>, Form(form): Form<InviteForm>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let app = &visitor.app;
    let first_page = After { after: String::new() };
    let mut invalid = Invalid::default();
    let note = invalid.take(limits::INVITE_NOTE.line("note", &form.note));
    let uses = invalid.take(within("uses", &form.uses, limits::INVITE_USES));
    let days = invalid.take(within("days", &form.days, limits::INVITE_DAYS));
    let request_id = Token::parse(&form.request_id).map(|token| token.reveal());
    let (Some(note), Some(uses), Some(days), Some(request_id)) = (note, uses, days, request_id) else {
        if invalid.is_empty() {
            invalid.add("", "error-invalid-text");
        }
        let errors = Fields::new(visitor, &invalid);
        let shown = page(visitor, &first_page).await?;
        let again = InvitesPage { note: form.note, uses: form.uses, days: form.days, errors, ..shown };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(again)).into_response());
    };
    let code = app.randomness.code().map_err(Error::internal)?;
    let new = NewInvite {
        id: InviteId::from_raw(app.db.new_id()),
        request_id,
        code: code.clone(),
        note,
        uses,
        expires_us: app.db.now_us() + days * limits::DAY_US,
    };
    let (actor, audit_id) = (visitor.actor(), audit_id(app));
    match app.db.write(move |tx| invites::create(tx, &actor, &new, audit_id)).await? {
        Created::Fresh => {
            let link = format!("{}/invite/{code}", app.config.public_url);
            Ok(Html(InvitesPage { link, ..page(visitor, &first_page).await? }).into_response())
        }
        Created::Repeated => Ok(visitor.see_other("/admin/invites")),
        Created::Full => Err(Error::Conflict("invites-full")),
    }
}

async fn end(staff: Staff<Operator>, Id(id): Id<InviteId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| invites::end(tx, &actor, id, audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/invites", "toast-invite-ended"))
}
