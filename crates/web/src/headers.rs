//! The headers of every answer: pages, fragments, errors, redirects, files.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};

use crate::Origin;
use crate::page::VARY_BY;

/// Nothing inline, nothing from elsewhere but pictures from the host that shows them, no frames. One for all pages: there
/// are no nonces because there is no inline script or style anywhere.
pub fn content_security(media: Option<&Origin>) -> HeaderValue {
    let media = media.map(|origin| format!(" {origin}")).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:{media}; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'"
    );
    // An origin holds nothing that a header may not.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Nothing of the machine is asked for. Passkeys (`publickey-credentials-*`) keep their default, which
/// is the site itself.
const PERMISSIONS: &str = "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), \
     encrypted-media=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), \
     screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()";

/// Completes the headers of an answer.
///
/// Set unless the handler set its own: the content policy (files of members have a stricter one),
/// `Referrer-Policy`, `Cross-Origin-Resource-Policy`, `Cache-Control`. Always set: the others.
///
/// - `Referrer-Policy: same-origin` is stricter than browsers' default: who follows a link out does
///   not tell where from, and the address of a closed community is nobody's business. Not
///   `no-referrer`, under which browsers send `Origin: null` with our own forms.
/// - `Cache-Control: no-store` by default: pages are private, and a shared machine's back button
///   must not show them after sign-out. What everybody may keep says so itself.
/// - `Vary` on HTML: one address answers with a page or a fragment, and the back button must not get
///   the fragment.
/// - HSTS for a year without subdomains: neighbours of a self-hosted site may still speak http.
pub fn complete(headers: &mut HeaderMap, content_security: &HeaderValue, https: bool) {
    headers.entry(CONTENT_SECURITY_POLICY).or_insert_with(|| content_security.clone());
    let mut by_default = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    by_default(REFERRER_POLICY, "same-origin");
    by_default(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    by_default(CACHE_CONTROL, "no-store");
    if headers.get(CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        headers.append(VARY, HeaderValue::from_static(VARY_BY));
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(HeaderName::from_static("permissions-policy"), HeaderValue::from_static(PERMISSIONS));
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin"));
    if https {
        headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
}
