//! Companies as members named them: mend a name, join doubles, hide what is none.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::{Filter, audit_id, next_of};
use crate::companies::directory::{self, CompanyDraft, Merged, StaffCompany};
use crate::companies::{CompanyKind, CompanyName, Mark};
use crate::kernel::{App, CompanyId, Error, FieldError, Invalid, Location, Result, WebAddress, limits};
use crate::shell::{Fields, Form, Frame, Id, Offers, Operator, Query, Staff};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/admin/companies", list)
        .get("/admin/companies/{id}", edit)
        .post("/admin/companies/{id}", change)
        .post("/admin/companies/{id}/merge", merge)
        .post("/admin/companies/{id}/separate", separate)
}

#[derive(Template)]
#[template(path = "admin_companies.html")]
struct CompaniesPage {
    frame: Frame,
    tab: &'static str,
    q: String,
    companies: Vec<StaffCompany>,
    next: String,
}

async fn list(staff: Staff<Operator>, Query(filter): Query<Filter>) -> Result<Html<CompaniesPage>> {
    let visitor = &staff.member.visitor;
    let (actor, q) = (visitor.actor(), filter.prefix(limits::COMPANY_NAME.max));
    let (from, prefix) = (filter.open(visitor, "/admin/companies", &q)?, q.clone());
    let (frame, page) = visitor.page("admin", move |r| directory::page(r, &actor, &prefix, from.as_ref())).await?;
    let next = next_of(visitor, "/admin/companies", &q, &page);
    Ok(Html(CompaniesPage { frame, tab: "companies", q, companies: page.items, next }))
}

#[derive(Template)]
#[template(path = "admin_company.html")]
struct CompanyPage {
    frame: Frame,
    tab: &'static str,
    company: StaffCompany,
    mark: Mark,
    form: CompanyForm,
    places: Offers,
    /// The address typed for joining.
    into: String,
    errors: Fields,
}

/// The form as it stands on the page.
struct CompanyForm {
    name: String,
    kind: String,
    location: String,
    place: String,
    website: String,
    is_hidden: bool,
}

impl CompanyForm {
    fn of(company: &StaffCompany, lang: &str) -> CompanyForm {
        let location = Location::from_columns(company.location.clone(), company.place_id);
        CompanyForm {
            name: company.name.clone(),
            kind: company.kind.word().to_owned(),
            location: location.show(lang),
            place: location.place_id().map(|id| id.to_string()).unwrap_or_default(),
            website: company.website.clone(),
            is_hidden: company.is_hidden,
        }
    }

    fn take(&mut self, sent: BTreeMap<String, String>) -> Result<()> {
        // A box that is not ticked is not sent.
        self.is_hidden = false;
        for (name, text) in sent {
            match name.as_str() {
                "name" => self.name = text,
                "kind" => self.kind = text,
                "location" => self.location = text,
                "place" => self.place = text,
                "website" => self.website = text,
                "is_hidden" => self.is_hidden = true,
                _ => return Err(Error::field("", "error-invalid-text")),
            }
        }
        Ok(())
    }

    fn parse(&self) -> Result<CompanyDraft, Invalid> {
        let mut invalid = Invalid::default();
        let required = FieldError { field: "name", message: "field-required", limit: 0 };
        let name = invalid.take(CompanyName::parse("name", &self.name, "").and_then(|name| name.ok_or(required)));
        let unknown = FieldError { field: "kind", message: "entry-choice-unknown", limit: 0 };
        let kind = invalid.take(CompanyKind::from_word(&self.kind).ok_or(unknown));
        let location = invalid.take(Location::parse(&self.location, self.place.parse().ok()));
        let website = invalid.take(WebAddress::parse("website", &self.website));
        match (name, kind, location, website) {
            (Some(name), Some(kind), Some(location), Some(website)) => {
                Ok(CompanyDraft { name, kind, location, website, is_hidden: self.is_hidden })
            }
            _ => Err(invalid),
        }
    }
}

async fn page(staff: &Staff<Operator>, id: CompanyId) -> Result<CompanyPage> {
    let visitor = &staff.member.visitor;
    let actor = visitor.actor();
    let (frame, company) = visitor.page("admin", move |r| directory::one(r, &actor, id)).await?;
    let form = CompanyForm::of(&company, frame.lang);
    Ok(CompanyPage {
        places: Offers::places(&form.location, &form.place, frame.lang),
        frame,
        tab: "companies",
        mark: Mark::of(&company.name),
        company,
        form,
        into: String::new(),
        errors: Fields::default(),
    })
}

async fn edit(staff: Staff<Operator>, Id(id): Id<CompanyId>) -> Result<Html<CompanyPage>> {
    Ok(Html(page(&staff, id).await?))
}

async fn change(
    staff: Staff<Operator>,
    Id(id): Id<CompanyId>,
    Form(sent): Form<BTreeMap<String, String>>,
) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let mut shown = page(&staff, id).await?;
    shown.form.take(sent)?;
    let draft = match shown.form.parse() {
        Ok(draft) => draft,
        Err(invalid) => {
            shown.places = Offers::places(&shown.form.location, &shown.form.place, shown.frame.lang);
            shown.errors = Fields::new(visitor, &invalid);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response());
        }
    };
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| directory::change(tx, &actor, id, &draft, audit_id)).await?;
    Ok(visitor.see_other_with_toast(&format!("/admin/companies/{id}"), "toast-saved"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeForm {
    into: String,
}

async fn merge(staff: Staff<Operator>, Id(id): Id<CompanyId>, Form(form): Form<MergeForm>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    // The whole address of its page will do as well.
    let slug = form.into.trim().trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_lowercase();
    let (actor, audit_id, into) = (visitor.actor(), audit_id(&visitor.app), slug);
    let merged = visitor.app.db.write(move |tx| directory::merge(tx, &actor, id, &into, audit_id)).await?;
    let message = match merged {
        Merged::Done => {
            let (path, undo) = (format!("/admin/companies/{id}"), format!("/admin/companies/{id}/separate"));
            return Ok(visitor.see_other_with_undo(&path, "toast-company-merged", &undo));
        }
        Merged::Same => "company-merge-same",
        Merged::Unknown => "company-merge-unknown",
    };
    let mut invalid = Invalid::default();
    invalid.add("into", message);
    let shown = CompanyPage { into: form.into, errors: Fields::new(visitor, &invalid), ..page(&staff, id).await? };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn separate(staff: Staff<Operator>, Id(id): Id<CompanyId>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| directory::separate(tx, &actor, id, audit_id)).await?;
    Ok(visitor.see_other_with_toast(&format!("/admin/companies/{id}"), "toast-company-separated"))
}
