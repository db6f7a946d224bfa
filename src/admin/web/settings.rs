//! What the operator decides about the community.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::community::{self, Community, Typed};
use super::audit_id;
use crate::kernel::{App, Invalid, Result};
use crate::network::DEFAULT_DOOR;
use crate::posts::LINK_PREVIEWS;
use crate::shell::{Fields, Form, Frame, Operator, Staff};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/admin/settings", form).post("/admin/settings", change)
}

#[derive(Template)]
#[template(path = "admin_settings.html")]
struct SettingsPage {
    frame: Frame,
    tab: &'static str,
    typed: Typed,
    errors: Fields,
}

async fn form(staff: Staff<Operator>) -> Result<Html<SettingsPage>> {
    let visitor = &staff.member.visitor;
    let (frame, ()) = visitor.page("admin", |_| Ok(())).await?;
    let typed = Community::of(&visitor.app.settings).typed();
    Ok(Html(SettingsPage { frame, tab: "settings", typed, errors: Fields::default() }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsForm {
    community: String,
    tagline: String,
    about: String,
    accent: String,
    registration: String,
    /// A page that was loaded before this was asked leaves it as it is.
    door: Option<String>,
    /// Likewise.
    previews: Option<String>,
}

async fn change(staff: Staff<Operator>, Form(form): Form<SettingsForm>) -> Result<Response> {
    let visitor = &staff.member.visitor;
    let typed = Typed {
        community: form.community,
        tagline: form.tagline,
        about: form.about,
        accent: form.accent,
        registration: form.registration,
        door: form.door.unwrap_or_else(|| DEFAULT_DOOR.get(&visitor.app.settings).word().to_owned()),
        previews: form.previews.unwrap_or_else(|| (LINK_PREVIEWS.write)(&LINK_PREVIEWS.get(&visitor.app.settings))),
    };
    let mut invalid = Invalid::default();
    let Some(community) = Community::parse(&typed, &mut invalid) else {
        let errors = Fields::new(visitor, &invalid);
        let (frame, ()) = visitor.page("admin", |_| Ok(())).await?;
        let page = SettingsPage { frame, tab: "settings", typed, errors };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response());
    };
    let (actor, audit_id) = (visitor.actor(), audit_id(&visitor.app));
    visitor.app.db.write(move |tx| community::change(tx, &actor, &community, audit_id)).await?;
    Ok(visitor.see_other_with_toast("/admin/settings", "toast-saved"))
}
