//! Reporting a person, a company, a post or a comment, and what one has reported.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::evidence::Sight;
use super::super::filing::{self, Filed, NewReport, OwnReport, Target};
use super::super::model::{Category, Complaint, Kind, Outcome, Subject};
use crate::kernel::paging::Cursor;
use crate::kernel::secrets::Token;
use crate::kernel::{App, CommentId, Error, Invalid, Party, PostId, ReportId, Result};
use crate::shell::{After, Fields, Form, Frame, Id, Member, Query};

const LIST: &str = "/settings/reports";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/report", ask_about_person)
        .post("/in/{handle}/report", report_person)
        .get("/company/{slug}/report", ask_about_company)
        .post("/company/{slug}/report", report_company)
        .get("/feed/post/{id}/report", ask_about_post)
        .post("/feed/post/{id}/report", report_post)
        .get("/feed/comment/{id}/report", ask_about_comment)
        .post("/feed/comment/{id}/report", report_comment)
        .get(LIST, list)
}

#[derive(Template)]
#[template(path = "report.html")]
struct ReportPage {
    frame: Frame,
    sight: Sight,
    /// Whether the team has a report of this member about the same already.
    is_known: bool,
    form: ReportForm,
    errors: Fields,
}

impl ReportPage {
    /// Where what is reported stands.
    fn page(&self) -> String {
        page_of(&self.sight)
    }

    /// The key of its title, by a name.
    fn title(&self) -> &'static str {
        match self.sight.subject.kind() {
            Kind::Party => "report-title",
            Kind::Post => "report-post-title",
            Kind::Comment => "report-comment-title",
        }
    }
}

fn page_of(sight: &Sight) -> String {
    match sight.subject {
        Subject::Party(Party::Person(_)) => format!("/in/{}", sight.address),
        Subject::Party(Party::Company(_)) => format!("/company/{}", sight.address),
        Subject::Post(id, _) => format!("/feed/post/{id}"),
        Subject::Comment(id, _) => format!("/feed/comment/{id}"),
    }
}

/// The form as it was sent.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReportForm {
    #[serde(default)]
    category: String,
    #[serde(default)]
    note: String,
    request_id: String,
}

async fn ask_about_person(member: Member, Id(handle): Id<String>) -> Result<Response> {
    ask(&member, Target::Person(handle)).await
}

async fn ask_about_company(member: Member, Id(slug): Id<String>) -> Result<Response> {
    ask(&member, Target::Company(slug)).await
}

async fn report_person(member: Member, Id(handle): Id<String>, Form(form): Form<ReportForm>) -> Result<Response> {
    report(&member, Target::Person(handle), form).await
}

async fn report_company(member: Member, Id(slug): Id<String>, Form(form): Form<ReportForm>) -> Result<Response> {
    report(&member, Target::Company(slug), form).await
}

async fn ask_about_post(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    ask(&member, Target::Post(id)).await
}

async fn ask_about_comment(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    ask(&member, Target::Comment(id)).await
}

async fn report_post(member: Member, Id(id): Id<PostId>, Form(form): Form<ReportForm>) -> Result<Response> {
    report(&member, Target::Post(id), form).await
}

async fn report_comment(member: Member, Id(id): Id<CommentId>, Form(form): Form<ReportForm>) -> Result<Response> {
    report(&member, Target::Comment(id), form).await
}

/// The page with a form as it stands.
async fn page(member: &Member, target: Target, form: ReportForm, errors: Fields) -> Result<ReportPage> {
    let actor = member.actor;
    let read = member.visitor.page("", move |r| {
        let sight = target.look(r, actor)?;
        let is_known = filing::is_open(r, actor, sight.subject)?;
        Ok((sight, is_known))
    });
    let (frame, (sight, is_known)) = read.await?;
    Ok(ReportPage { frame, sight, is_known, form, errors })
}

async fn ask(member: &Member, target: Target) -> Result<Response> {
    let asked = target.address();
    let request_id = member.visitor.app.randomness.token().map_err(Error::internal)?.reveal();
    let page = page(member, target, ReportForm { request_id, ..ReportForm::default() }, Fields::default()).await?;
    if page.sight.address != asked {
        let present = format!("{}/report", page.page());
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    Ok(Html(page).into_response())
}

async fn report(member: &Member, target: Target, form: ReportForm) -> Result<Response> {
    let request_id = Token::parse(&form.request_id).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let complaint = match Complaint::parse(&form.category, &form.note) {
        Ok(complaint) => complaint,
        Err(invalid) => return again(member, target, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await,
    };
    let toast = match &target {
        Target::Person(_) | Target::Post(_) | Target::Comment(_) => "toast-reported",
        Target::Company(_) => "toast-reported-page",
    };
    let (actor, id, wanted) = (member.actor, ReportId::from_raw(member.visitor.app.db.new_id()), target.clone());
    let new = NewReport { id, request_id, complaint };
    match member.visitor.app.db.write(move |tx| filing::file(tx, actor, &wanted, &new)).await? {
        Filed::Done => Ok(member.visitor.see_other_with_toast(LIST, toast)),
        Filed::Known => Ok(member.visitor.see_other_with_toast(LIST, "toast-report-known")),
        Filed::TooMany => {
            let mut invalid = Invalid::default();
            invalid.add("", "report-too-many");
            again(member, target, form, StatusCode::TOO_MANY_REQUESTS, &invalid).await
        }
    }
}

async fn again(
    member: &Member,
    target: Target,
    form: ReportForm,
    status: StatusCode,
    invalid: &Invalid,
) -> Result<Response> {
    let page = page(member, target, form, Fields::new(&member.visitor, invalid)).await?;
    Ok((status, Html(page)).into_response())
}

#[derive(Template)]
#[template(path = "settings_reports.html")]
struct ReportsPage {
    frame: Frame,
    reports: Vec<OwnReport>,
    next: String,
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Html<ReportsPage>> {
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let after = Cursor::after(&query.after, &app.secret, LIST, &viewer)?;
    let (frame, page) = member.visitor.page("settings", move |r| filing::own(r, actor, after.as_ref())).await?;
    let seal = |cursor: &Cursor| format!("{LIST}?after={}", cursor.seal(&app.secret, LIST, &viewer));
    Ok(Html(ReportsPage { frame, next: page.next.as_ref().map(seal).unwrap_or_default(), reports: page.items }))
}
