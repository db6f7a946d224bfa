//! The page of an employer or a school.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::{Company, CompanyKind, Mark, directory};
use crate::kernel::paging::Cursor;
use crate::kernel::registry::CompanyPerson;
use crate::kernel::{AccountId, App, Result, web_address};
use crate::network::{Closeness, Ties, closeness};
use crate::shell::{After, Frame, Id, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/company/{slug}", page)
}

#[derive(Template)]
#[template(path = "company.html")]
struct CompanyPage {
    frame: Frame,
    company: Company,
    mark: Mark,
    people: Vec<(CompanyPerson, Closeness)>,
    next: String,
}

/// The rows alone, for a page that is there already.
#[derive(Template)]
#[template(path = "_company_people.html")]
struct CompanyRows {
    frame: Frame,
    people: Vec<(CompanyPerson, Closeness)>,
    next: String,
}

async fn page(member: Member, Id(slug): Id<String>, Query(query): Query<After>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer) = (member.actor, member.visitor.actor());
    let list = format!("company/{slug}");
    let after = Cursor::after(&query.after, &app.secret, &list, &viewer)?;
    let (asked, people_of, ties) = (slug.clone(), app.registry.company_people, Ties::of(app));
    let read = member.visitor.page("", move |r| {
        let company = directory::at(r, actor, &asked)?;
        let page = people_of(r, &actor, company.id, after.as_ref())?;
        let ids: Vec<AccountId> = page.items.iter().map(|person| person.card.id).collect();
        let near = closeness::of(r, &ties, actor, &ids)?;
        let people: Vec<(CompanyPerson, Closeness)> = page.items.into_iter().zip(near).collect();
        Ok((company, people, page.next))
    });
    let (frame, (company, people, next)) = read.await?;
    if company.slug != slug {
        let present = format!("/company/{}", company.slug);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let seal = |cursor: &Cursor| format!("/company/{slug}?after={}", cursor.seal(&app.secret, &list, &viewer));
    let next = next.as_ref().map(seal).unwrap_or_default();
    if member.visitor.is_fragment {
        return Ok(Html(CompanyRows { frame, people, next }).into_response());
    }
    Ok(Html(CompanyPage { frame, mark: Mark::of(&company.name), company, people, next }).into_response())
}
