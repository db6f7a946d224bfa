//! The companies a name could mean: choices below a field.

use serde::Deserialize;
use web::{Html, Routes};

use super::super::Company;
use super::super::directory;
use crate::kernel::{App, Result, limits};
use crate::shell::{Member, Offers, OffersFragment, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/companies/offers", offered)
}

/// The choices below the field `organisation`.
pub fn offers(companies: Vec<Company>, chosen: &str, lang: &str) -> Offers {
    let label = |company: &Company| match company.location.show(lang) {
        place if place.is_empty() => company.name.clone(),
        place => format!("{} · {place}", company.name),
    };
    let choices = companies.iter().map(|company| (company.id.to_string(), label(company))).collect();
    let (question, none) = ("companies-meant", "companies-none");
    Offers { field: "company", question, none, choices, chosen: String::new() }.choose(chosen)
}

#[derive(Deserialize)]
struct OffersQuery {
    /// What was typed; the field of the form is called `organisation`.
    #[serde(default, alias = "organisation")]
    q: String,
}

async fn offered(member: Member, Query(query): Query<OffersQuery>) -> Result<Html<OffersFragment>> {
    let actor = member.actor;
    let typed: String = query.q.chars().take(limits::COMPANY_NAME.max).collect();
    let found = member.visitor.app.db.read(move |r| directory::offered(r, actor, &typed, None)).await?;
    let frame = member.visitor.frame("");
    Ok(Html(OffersFragment { offers: offers(found, "", frame.lang), frame }))
}
