//! The pages of this room.

mod front;
mod join;
mod login;
mod reset;
mod settings;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::sessions::{self, Device, NewSession};
use crate::kernel::{App, Error, Result};
use crate::shell::visitor::SESSION_COOKIE;
use crate::shell::{Fields, Visitor};

/// The cookie that ties a sign-up to the browser that asked.
pub(super) const JOINING_COOKIE: &str = "joining";
/// The cookie of [`super::flow::known_device`].
pub(super) const DEVICE_COOKIE: &str = "device";
/// The address a mail just went to, for the page that says so.
pub(super) const SENT_COOKIE: &str = "sent";

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .merge(front::routes())
        .merge(join::routes())
        .merge(login::routes())
        .merge(reset::routes())
        .merge(settings::routes())
}

/// Where a session begins, as its owner's list shows it.
pub fn device(visitor: &Visitor) -> Device {
    Device {
        user_agent: visitor.user_agent.clone(),
        address: visitor.address.map(|address| address.to_string()).unwrap_or_default(),
    }
}

/// Hands the session to the browser.
pub fn signed_in(visitor: &Visitor, response: &mut Response, session: &NewSession) {
    let lasts = u64::try_from(sessions::ABSOLUTE_US / 1_000_000).unwrap_or(0);
    let lasts = std::time::Duration::from_secs(lasts);
    visitor.set_cookie(response, SESSION_COOKIE, &session.token.reveal(), lasts);
}

/// Draws the form again with what is to be mended, or passes any other error on.
pub(super) fn again<T: askama::Template>(
    visitor: &Visitor,
    error: Error,
    page: impl FnOnce(Fields) -> T,
) -> Result<Response> {
    match error {
        Error::Invalid(invalid) => {
            let fields = Fields::new(visitor, &invalid);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page(fields))).into_response())
        }
        other => Err(other),
    }
}

/// The status of a page about a link: 410 for one that is used up or over.
pub(super) fn gone_unless(works: bool) -> StatusCode {
    if works { StatusCode::OK } else { StatusCode::GONE }
}

/// A form that can be sent once.
pub(super) fn request_id(visitor: &Visitor) -> Result<String> {
    visitor.app.randomness.token().map(|token| token.reveal()).map_err(Error::internal)
}
