//! The shell's own pages: about this community, the operator's colour, a page for what does not exist.

use askama::Template;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use text::SafeHtml;
use web::{Html, Routes};

use super::badges;
use super::extract::Public;
use super::frame::Frame;
use super::{health, offers};
use crate::kernel::settings;
use crate::kernel::{App, Error, Result};

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new()
        .get("/about", about)
        .get("/brand.css", brand)
        .get("/robots.txt", robots)
        .get("/healthz", health::healthz)
        .get("/readyz", health::readyz)
        .merge(badges::routes())
        .merge(offers::routes())
}

#[derive(Template)]
#[template(path = "about.html")]
struct AboutPage {
    frame: Frame,
    tagline: String,
    about: SafeHtml,
    version: &'static str,
}

async fn about(Public(visitor): Public) -> Result<Html<AboutPage>> {
    let about = settings::ABOUT.get(&visitor.app.settings);
    let (mut frame, ()) = visitor.page("", |_| Ok(())).await?;
    frame.noindex = false;
    Ok(Html(AboutPage {
        frame,
        tagline: settings::TAGLINE.get(&visitor.app.settings),
        about: text::markdown_to_html(&about, text::Limits::default()),
        version: env!("CARGO_PKG_VERSION"),
    }))
}

/// The operator's colour, as the one value the style sheet asks for. Its address changes with it.
async fn brand(Public(visitor): Public) -> impl IntoResponse {
    let accent = settings::ACCENT.get(&visitor.app.settings);
    (
        [(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "public, max-age=31536000, immutable")],
        format!(":root {{ --brand: {accent}; }}\n"),
    )
}

/// Profiles say for themselves whether search engines may list them; the rest is no business of theirs.
async fn robots(_: Public) -> &'static str {
    "User-agent: *\nDisallow: /settings\nDisallow: /admin\nDisallow: /verify\nDisallow: /reset\n"
}

/// What no route answers.
pub async fn not_found(State(_): State<App>) -> Response {
    Error::NotFound.into_response()
}
