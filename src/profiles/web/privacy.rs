//! Settings: whether guests and search engines may see one's page.

use askama::Template;
use axum::response::Response;
use serde::Deserialize;
use web::{Html, Routes};

use super::super::profile::{self, Own};
use super::profile::AudienceLine;
use crate::kernel::{App, Result};
use crate::shell::{Form, Frame, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/settings/privacy", privacy).post("/settings/privacy", change_privacy)
}

#[derive(Template)]
#[template(path = "settings_privacy.html")]
struct PrivacyPage {
    frame: Frame,
    handle: String,
    address: String,
    is_public: bool,
    is_indexed: bool,
    audiences: Vec<AudienceLine>,
}

async fn privacy(member: Member) -> Result<Html<PrivacyPage>> {
    let actor = member.actor;
    let (frame, own) = member.visitor.page("settings", move |r| Own::of(r, actor)).await?;
    let handle = member.visitor.signed.as_ref().map(|signed| signed.handle.clone()).unwrap_or_default();
    Ok(Html(PrivacyPage {
        frame,
        address: format!("{}/in/{handle}", member.visitor.app.config.public_url),
        handle,
        is_public: own.profile.is_public,
        is_indexed: own.profile.is_indexed,
        audiences: AudienceLine::all(&own),
    }))
}

/// A switch that is off is not sent.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PrivacyForm {
    is_public: Option<String>,
    is_indexed: Option<String>,
}

async fn change_privacy(member: Member, Form(form): Form<PrivacyForm>) -> Result<Response> {
    let actor = member.actor;
    let (is_public, is_indexed) = (form.is_public.is_some(), form.is_indexed.is_some());
    member.visitor.app.db.write(move |tx| profile::open_to_guests(tx, actor, is_public, is_indexed)).await?;
    Ok(member.visitor.see_other_with_toast("/settings/privacy", "toast-saved"))
}
