//! What members report: those that wait, those that are closed, and what staff does about one.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::{audit_id, next};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, CommentId, CompanyId, Error, Invalid, PostId, ReportId, Result};
use crate::reports::handling::{self, Decided, Decision};
use crate::reports::queue::{self, OneReport, QueuedReport};
use crate::reports::{Kind, Outcome, model};
use crate::shell::{After, Fields, Form, Frame, Id, Operator, Query, Staff};

const OPEN: &str = "/admin/reports";
const CLOSED: &str = "/admin/reports/closed";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(OPEN, open)
        .get(CLOSED, closed)
        .get("/admin/reports/{id}", one)
        .post("/admin/reports/{id}/dismiss", dismiss)
        .post("/admin/reports/{id}/mend", mend)
        .post("/admin/reports/{id}/warn", warn)
        .post("/admin/reports/{id}/suspend", suspend)
}

#[derive(Template)]
#[template(path = "admin_reports.html")]
struct ReportsPage {
    frame: Frame,
    tab: &'static str,
    /// Whether these are the closed ones.
    is_closed: bool,
    reports: Vec<Queued>,
    next: String,
}

/// A report in words.
struct Queued {
    report: QueuedReport,
    sent_us: i64,
}

impl Queued {
    fn of(report: QueuedReport) -> Queued {
        Queued { sent_us: db::id_time_us(report.id.get()), report }
    }
}

async fn open(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<ReportsPage>> {
    list(&staff, &after, false).await
}

async fn closed(staff: Staff<Operator>, Query(after): Query<After>) -> Result<Html<ReportsPage>> {
    list(&staff, &after, true).await
}

async fn list(staff: &Staff<Operator>, after: &After, is_closed: bool) -> Result<Html<ReportsPage>> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let path = if is_closed { CLOSED } else { OPEN };
    let from = Cursor::after(&after.after, &visitor.app.secret, path, &actor)?;
    let read = visitor.page("admin", move |r| match is_closed {
        true => queue::closed(r, &actor, from.as_ref()),
        false => queue::open(r, &actor, from.as_ref()),
    });
    let (frame, page) = read.await?;
    let next = next(visitor, path, path, &page);
    let reports = page.items.into_iter().map(Queued::of).collect();
    Ok(Html(ReportsPage { frame, tab: "reports", is_closed, reports, next }))
}

#[derive(Template)]
#[template(path = "admin_report.html")]
struct ReportPage {
    frame: Frame,
    tab: &'static str,
    queued: Queued,
    one: OneReport,
    /// The reason as it was typed.
    reason: String,
    is_for_all: bool,
    errors: Fields,
}

impl ReportPage {
    fn is_open(&self) -> bool {
        self.queued.report.outcome == Outcome::Open
    }

    /// Whether a person is reported.
    fn is_person(&self) -> bool {
        self.queued.report.kind == Kind::Party && self.queued.report.subject > 0
    }

    /// Whether something is reported that somebody said.
    fn is_said(&self) -> bool {
        self.queued.report.kind != Kind::Party
    }

    /// The reported company, as an address names it.
    fn company(&self) -> String {
        CompanyId::from_raw(self.queued.report.subject.saturating_neg()).to_string()
    }

    /// Where what is reported was said; empty for a person or a company.
    fn said_at(&self) -> String {
        let number = self.queued.report.subject;
        match self.queued.report.kind {
            Kind::Party => String::new(),
            Kind::Post => format!("/feed/post/{}", PostId::from_raw(number)),
            Kind::Comment => format!("/feed/comment/{}", CommentId::from_raw(number)),
        }
    }

    fn sent_us(&self, id: &ReportId) -> i64 {
        db::id_time_us(id.get())
    }

    fn path(&self) -> String {
        format!("{OPEN}/{}", self.queued.report.id)
    }
}

async fn one(staff: Staff<Operator>, Id(id): Id<ReportId>) -> Result<Html<ReportPage>> {
    Ok(Html(page(&staff, id).await?))
}

async fn page(staff: &Staff<Operator>, id: ReportId) -> Result<ReportPage> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let (frame, one) = visitor.page("admin", move |r| queue::one(r, &actor, id)).await?;
    Ok(ReportPage {
        frame,
        tab: "reports",
        queued: Queued::of(one.report.clone()),
        one,
        reason: String::new(),
        is_for_all: true,
        errors: Fields::default(),
    })
}

/// A box that is not ticked is not sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionForm {
    reason: String,
    is_for_all: Option<String>,
}

async fn dismiss(staff: Staff<Operator>, Id(id): Id<ReportId>, Form(form): Form<DecisionForm>) -> Result<Response> {
    decide(&staff, id, Outcome::Dismissed, form).await
}

async fn mend(staff: Staff<Operator>, Id(id): Id<ReportId>, Form(form): Form<DecisionForm>) -> Result<Response> {
    decide(&staff, id, Outcome::Mended, form).await
}

async fn warn(staff: Staff<Operator>, Id(id): Id<ReportId>, Form(form): Form<DecisionForm>) -> Result<Response> {
    decide(&staff, id, Outcome::Warned, form).await
}

async fn suspend(staff: Staff<Operator>, Id(id): Id<ReportId>, Form(form): Form<DecisionForm>) -> Result<Response> {
    decide(&staff, id, Outcome::Suspended, form).await
}

async fn decide(staff: &Staff<Operator>, id: ReportId, outcome: Outcome, form: DecisionForm) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let is_for_all = form.is_for_all.is_some();
    let reason = match model::reason(&form.reason) {
        Ok(reason) => reason,
        Err(Error::Invalid(invalid)) => return again(staff, id, form, &invalid).await,
        Err(other) => return Err(other),
    };
    let (audit_id, suspension_id) = (audit_id(&visitor.app), audit_id(&visitor.app));
    let decision = Decision { outcome, reason, is_for_all, audit_id, suspension_id };
    match visitor.app.db.write(move |tx| handling::decide(tx, &actor, id, &decision)).await {
        Ok(Decided::Done(_)) => Ok(visitor.see_other_with_toast(OPEN, "toast-report-closed")),
        Ok(Decided::Already) => Err(Error::Conflict("report-closed-already")),
        Err(Error::Conflict(why)) => {
            let mut invalid = Invalid::default();
            invalid.add("", why);
            again(staff, id, form, &invalid).await
        }
        Err(other) => Err(other),
    }
}

async fn again(staff: &Staff<Operator>, id: ReportId, form: DecisionForm, invalid: &Invalid) -> Result<Response> {
    let errors = Fields::new(&staff.member.visitor, invalid);
    let is_for_all = form.is_for_all.is_some();
    let page = ReportPage { reason: form.reason, is_for_all, errors, ..page(staff, id).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
}
