//! The front page: what this community is, and the way in.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::model::{REGISTRATION, Registration};
use super::super::{people, staff};
use super::request_id;
use crate::kernel::settings;
use crate::kernel::{App, Error, Result};
use crate::shell::{Fields, Frame, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/", front)
}

#[derive(Template)]
#[template(path = "front.html")]
struct FrontPage {
    frame: Frame,
    tagline: String,
    members: i64,
    open: bool,
    by_invite: bool,
    request_id: String,
    errors: Fields,
}

async fn front(Public(visitor): Public) -> Result<Response> {
    if visitor.signed.is_some() {
        return Ok(visitor.see_other("/feed"));
    }
    let (members, has_operator) =
        visitor.app.db.read(|r| Ok::<_, Error>((people::count(r)?, staff::has_operator(r)?))).await?;
    if !has_operator {
        return Ok(visitor.see_other("/setup"));
    }
    let registration = REGISTRATION.get(&visitor.app.settings);
    let mut frame = visitor.frame("");
    frame.noindex = false;
    frame.description = settings::TAGLINE.get(&visitor.app.settings);
    frame.canonical = Some(format!("{}/", visitor.app.config.public_url));
    Ok(Html(FrontPage {
        tagline: frame.description.clone(),
        members,
        open: registration == Registration::Open,
        by_invite: registration == Registration::Invite,
        request_id: request_id(&visitor)?,
        errors: Fields::default(),
        frame,
    })
    .into_response())
}
