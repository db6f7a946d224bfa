//! Refuses changes that another site asks for, without tokens in forms.
//!
//! The scheme of Go 1.25's `CrossOriginProtection`, stricter in one point. Browsers say in
//! `Sec-Fetch-Site` who started a request and scripts cannot forge it; those that do not (old ones,
//! and all of them on plain http other than localhost) still send `Origin` with every POST. A client
//! that sends neither is not a browser and carries no one's cookies but its own; it passes, but only
//! with a body that a foreign page could not have sent unasked in a browser older than both headers:
//! a form, JSON or nothing, never `text/plain`.
//!
//! Headers such as `X-HTTP-Method-Override` mean nothing here or anywhere: a GET stays a GET.

use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, Method};

use crate::Origin;

/// Why a change was refused; for the log, not for the visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrossSite {
    /// `Sec-Fetch-Site` names another site, a sibling subdomain, or makes no sense.
    FetchSite,
    /// `Origin` is not the configured public origin. When members report this, `public_url` is wrong.
    Origin,
    /// The body is of a kind no form or script of ours sends.
    ContentType,
}

/// May this request change anything? GET, HEAD and OPTIONS always pass: they never write.
pub fn check(method: &Method, headers: &HeaderMap, public: &Origin) -> Result<(), CrossSite> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    match only(headers, "sec-fetch-site") {
        Found::One("same-origin" | "none") => {}
        Found::One(_) | Found::Unclear => return Err(CrossSite::FetchSite),
        Found::None => match only(headers, ORIGIN.as_str()) {
            Found::One(origin) if origin == public.as_str() => {}
            Found::None => {}
            Found::One(_) | Found::Unclear => return Err(CrossSite::Origin),
        },
    }
    match only(headers, CONTENT_TYPE.as_str()) {
        Found::None => Ok(()),
        Found::One(kind) if is_ours(kind) => Ok(()),
        Found::One(_) | Found::Unclear => Err(CrossSite::ContentType),
    }
}

/// A header that has a say only if it is sent once.
pub(crate) enum Found<'h> {
    None,
    One(&'h str),
    /// Sent twice, or not text: nobody honest does that, and two readers could read two things.
    Unclear,
}

pub(crate) fn only<'h>(headers: &'h HeaderMap, name: &str) -> Found<'h> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (None, _) => Found::None,
        (Some(value), None) => value.to_str().map_or(Found::Unclear, Found::One),
        (Some(_), Some(_)) => Found::Unclear,
    }
}

fn is_ours(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "application/x-www-form-urlencoded" | "multipart/form-data" | "application/json")
        || (kind.starts_with("application/") && kind.ends_with("+json"))
}
