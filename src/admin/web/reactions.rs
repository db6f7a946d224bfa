//! The reactions people can give: which are on offer, in which order, and the operator's own.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::audit_id;
use crate::kernel::{App, Error, Invalid, Result};
use crate::posts::reactions::{Change, KINDS, Kind, change};
use crate::shell::{Fields, Form, Frame, Id, Operator, Staff};

const LIST: &str = "/admin/reactions";

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get(LIST, list)
        .post(LIST, add)
        .post("/admin/reactions/{number}/offer", offer)
        .post("/admin/reactions/{number}/withdraw", withdraw)
        .post("/admin/reactions/{number}/forward", forward)
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AddForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    sign: String,
}

#[derive(Template)]
#[template(path = "admin_reactions.html")]
struct ReactionsPage {
    frame: Frame,
    tab: &'static str,
    kinds: Vec<Kind>,
    form: AddForm,
    errors: Fields,
}

impl ReactionsPage {
    fn name(&self, kind: &Kind) -> String {
        kind.built_in().map_or_else(|| kind.name.clone(), |built_in| self.frame.t(built_in.name).to_owned())
    }
}

async fn list(staff: Staff<Operator>) -> Result<Html<ReactionsPage>> {
    Ok(Html(page(&staff, AddForm::default(), &Invalid::default()).await?))
}

async fn page(staff: &Staff<Operator>, form: AddForm, invalid: &Invalid) -> Result<ReactionsPage> {
    let visitor = &staff.member.visitor;
    let (frame, ()) = visitor.page("admin", |_| Ok(())).await?;
    let kinds = KINDS.get(&visitor.app.settings).all().to_vec();
    Ok(ReactionsPage { frame, tab: "reactions", kinds, form, errors: Fields::new(visitor, invalid) })
}

async fn add(staff: Staff<Operator>, Form(form): Form<AddForm>) -> Result<Response> {
    let refused = match Change::add(&form.name, &form.sign) {
        Ok(added) => match apply(&staff, added).await {
            Ok(done) => return Ok(done),
            Err(Error::Conflict(reason)) => {
                let mut invalid = Invalid::default();
                invalid.add("", reason);
                invalid
            }
            Err(error) => return Err(error),
        },
        Err(invalid) => invalid,
    };
    let shown = page(&staff, form, &refused).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(shown)).into_response())
}

async fn offer(staff: Staff<Operator>, Id(number): Id<i64>) -> Result<Response> {
    apply(&staff, Change::Offer { number, is_offered: true }).await
}

async fn withdraw(staff: Staff<Operator>, Id(number): Id<i64>) -> Result<Response> {
    apply(&staff, Change::Offer { number, is_offered: false }).await
}

async fn forward(staff: Staff<Operator>, Id(number): Id<i64>) -> Result<Response> {
    apply(&staff, Change::Forward { number }).await
}

async fn apply(staff: &Staff<Operator>, what: Change) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| change(tx, &actor, &what, audit_id)).await?;
    Ok(visitor.see_other_with_toast(LIST, "toast-saved"))
}
