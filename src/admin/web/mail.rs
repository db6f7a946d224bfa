//! Mail: what was kept instead of sent, and what could not be delivered.

use ::mail::{MailId, StoredMail};
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use outbox::Parked;
use web::{Html, Routes};

use super::super::deliveries;
use super::{audit_id, next};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, DeliveryId, Error, Result, limits};
use crate::shell::{After, Frame, Id, Operator, Query, Staff};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/mail", list)
        .get("/admin/mail/{id}", show)
        .get("/admin/deliveries", parked)
        .post("/admin/deliveries/{id}/retry", retry)
        .post("/admin/deliveries/{id}/discard", discard)
}

#[derive(Template)]
#[template(path = "admin_mail.html")]
struct MailPage {
    frame: Frame,
    tab: &'static str,
    /// Whether mail is kept here; otherwise an SMTP server has it.
    is_kept: bool,
    mails: Vec<StoredMail>,
    next: String,
    parked: i64,
}

async fn list(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<MailPage>> {
    let visitor = &staff.member.visitor;
    let before = match after.after.as_str() {
        "" => None,
        id => Some(id.parse::<MailId>().map_err(|_| Error::NotFound)?),
    };
    let most = usize::try_from(limits::ADMIN_PAGE).unwrap_or(0);
    let mut mails = match visitor.app.mailer.mailbox() {
        None => Vec::new(),
        Some(mailbox) => mailbox.list(most + 1, before).await.map_err(Error::internal)?,
    };
    let goes_on = mails.len() > most;
    mails.truncate(most);
    let last = mails.last().filter(|_| goes_on);
    let (frame, parked) = visitor.page("admin", |r| Ok(outbox::parked_count(r)?)).await?;
    Ok(Html(MailPage {
        frame,
        tab: "mail",
        is_kept: visitor.app.mailer.mailbox().is_some(),
        next: last.map(|mail| format!("/admin/mail?after={}", mail.id)).unwrap_or_default(),
        mails,
        parked,
    }))
}

#[derive(Template)]
#[template(path = "admin_mail_one.html")]
struct OneMailPage {
    frame: Frame,
    tab: &'static str,
    mail: StoredMail,
}

async fn show(staff: Staff<Operator>, Path(id): Path<String>) -> Result<Html<OneMailPage>> {
    let visitor = &staff.member.visitor;
    let id: MailId = id.parse().map_err(|_| Error::NotFound)?;
    let mailbox = visitor.app.mailer.mailbox().ok_or(Error::NotFound)?;
    let mail = mailbox.get(&id).await.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    let (frame, ()) = visitor.page("admin", |_| Ok(())).await?;
    Ok(Html(OneMailPage { frame, tab: "mail", mail }))
}

#[derive(Template)]
#[template(path = "admin_deliveries.html")]
struct DeliveriesPage {
    frame: Frame,
    tab: &'static str,
    parked: Vec<Parked>,
    next: String,
}

impl DeliveriesPage {
    fn id(&self, parked: &Parked) -> DeliveryId {
        DeliveryId::from_raw(parked.id)
    }
}

async fn parked(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<DeliveriesPage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let from = Cursor::after(&after.after, &visitor.app.secret, "admin/deliveries", &actor)?;
    let (frame, page) = visitor.page("admin", move |r| deliveries::parked(r, &actor, from.as_ref())).await?;
    let next = next(visitor, "admin/deliveries", "/admin/deliveries", &page);
    Ok(Html(DeliveriesPage { frame, tab: "mail", parked: page.items, next }))
}

async fn retry(staff: Staff<Operator>, Id(id): Id<DeliveryId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| deliveries::retry(tx, &actor, id.get(), audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/deliveries", "toast-retried"))
}

async fn discard(staff: Staff<Operator>, Id(id): Id<DeliveryId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| deliveries::discard(tx, &actor, id.get(), audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/deliveries", "toast-discarded"))
}
