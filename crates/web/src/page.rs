//! Pages and fragments: templates as responses, what htmx asks for, and redirects that arrive.
//!
//! Written against htmx 4.0.1 (`dist/htmx.js`). It sends `HX-Request: true`, `HX-Request-Type:
//! partial|full` (full when the target is the body or `hx-select` picks from the answer),
//! `HX-Boosted`, and `HX-History-Restore-Request` when it fetches a page for the back button.

use askama::Template;
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// The request headers that choose between a page and a fragment, for `Vary`.
pub const VARY_BY: &str = "HX-Request, HX-Request-Type, HX-Boosted, HX-History-Restore-Request";

const REDIRECT: HeaderName = HeaderName::from_static("hx-redirect");

/// A template as an HTML response.
///
/// Combine it with a status as usual: `(StatusCode::UNPROCESSABLE_ENTITY, Html(page))`.
#[derive(Debug, Clone, Copy)]
pub struct Html<T>(pub T);

/// Mark on a response whose page could not be made: [`crate::stack`] replaces the response by the
/// product's page for an internal error, whatever status it had got on the way.
#[derive(Debug, Clone, Copy)]
pub struct Unrendered;

impl<T: Template> IntoResponse for Html<T> {
    fn into_response(self) -> Response {
        match self.0.render() {
            Ok(html) => {
                let html_type = HeaderValue::from_static("text/html; charset=utf-8");
                ([(CONTENT_TYPE, html_type)], html).into_response()
            }
            Err(error) => {
                let template = std::any::type_name::<T>();
                tracing::error!(%error, template, "a template could not be rendered");
                let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
                response.extensions_mut().insert(Unrendered);
                response
            }
        }
    }
}

/// Does htmx want only the part it will swap? `false` for ordinary navigation, boosted links, the
/// back button and swaps of the whole body: these get the page with its layout.
pub fn is_fragment(headers: &HeaderMap) -> bool {
    let is = |name: &str, value: &str| {
        headers.get(name).is_some_and(|found| found.as_bytes().eq_ignore_ascii_case(value.as_bytes()))
    };
    is("hx-request", "true")
        && !is("hx-boosted", "true")
        && !is("hx-history-restore-request", "true")
        && !is("hx-request-type", "full")
}

/// Sends the visitor on to `url` after a change: 303 for a browser's own request; for htmx an empty
/// 200 with `HX-Redirect`, because `fetch` would follow a 303 silently and htmx would swap the whole
/// next page into the target. The answer to htmx is a full navigation: nothing of the old page
/// (rendered for another viewer, say) stays.
///
/// `url` is a path of this site ([`local_path`]) or an absolute http(s) address the product chose;
/// anything else goes to `/`, so that a forgotten check is not an open redirect. Note that a browser
/// does not reload when only the part after `#` differs from the page it shows.
pub fn see_other(headers: &HeaderMap, url: &str) -> Response {
    let allowed = local_path(url).is_some() || url.starts_with("https://") || url.starts_with("http://");
    let target =
        HeaderValue::try_from(escaped(if allowed { url } else { "/" })).unwrap_or(HeaderValue::from_static("/"));
    if headers.contains_key("hx-request") {
        (StatusCode::OK, [(REDIRECT, target)]).into_response()
    } else {
        (StatusCode::SEE_OTHER, [(LOCATION, target)]).into_response()
    }
}

/// Percent-encodes what may not stand in a header or a URL and leaves the rest, `%` included.
fn escaped(url: &str) -> String {
    const UNSAFE: AsciiSet = CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\');
    utf8_percent_encode(url, &UNSAFE).to_string()
}

/// Bytes of the longest path that is followed: more than any page of a site has.
const PATH_BYTES: usize = 2000;

/// Reads a `next=` parameter: a path on this site, with query and fragment if any, or `None`.
///
/// Browsers treat `\` as `/`, drop tab and newline, and take `//host` for another site, so none of
/// these pass; nor does anything that does not begin with one `/`.
pub fn local_path(next: &str) -> Option<&str> {
    let rest = next.strip_prefix('/')?;
    let elsewhere = rest.starts_with('/');
    let deceptive = rest.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace());
    (!elsewhere && !deceptive && next.len() <= PATH_BYTES).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn a_fragment_is_what_htmx_swaps_into_a_part_of_the_page() {
        assert!(is_fragment(&headers(&[("hx-request", "true")])));
        assert!(is_fragment(&headers(&[("hx-request", "true"), ("hx-request-type", "partial")])));
        for page in [
            &[][..],
            &[("hx-request", "false")],
            &[("hx-request-type", "partial")],
            &[("hx-request", "true"), ("hx-request-type", "full")],
            &[("hx-request", "true"), ("hx-boosted", "true")],
            &[("hx-request", "true"), ("hx-history-restore-request", "true")],
        ] {
            assert!(!is_fragment(&headers(page)), "{page:?}");
        }
    }

    #[test]
    fn next_leads_nowhere_but_to_a_path_of_this_site() {
        for path in [
            "/",
            "/feed",
            "/people?q=a%20b&page=2#top",
            "/in/zo%C3%AB",
            "/in/zoë",
            "/a//b",
            "/x?u=https://elsewhere.example/",
            "/%2f%2felsewhere.example",
            "/.//elsewhere.example",
        ] {
            assert_eq!(local_path(path), Some(path));
        }
        for attack in [
            "",
            "feed",
            "//elsewhere.example",
            "///elsewhere.example",
            "/\\elsewhere.example",
            "\\\\elsewhere.example",
            "/\t/elsewhere.example",
            "/\n/elsewhere.example",
            "/\r\nSet-Cookie: a=b",
            "/feed\\..\\x",
            "/\u{a0}/x",
            "/\u{0}",
            "/\u{85}x",
            " /feed",
            "/ /x",
            "https://elsewhere.example",
            "https:elsewhere.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "?next=/x",
            "#x",
        ] {
            assert_eq!(local_path(attack), None, "{attack:?}");
        }
        assert_eq!(local_path(&format!("/{}", "a".repeat(PATH_BYTES))), None);
    }

    #[test]
    fn a_redirect_is_a_303_for_browsers_and_a_navigation_for_htmx() {
        let plain = see_other(&HeaderMap::new(), "/in/zoë?a=1#x");
        assert_eq!(plain.status(), StatusCode::SEE_OTHER);
        assert_eq!(plain.headers()["location"], "/in/zo%C3%AB?a=1#x");
        for kind in ["hx-boosted", "hx-source"] {
            let asked = headers(&[("hx-request", "true"), (kind, "true")]);
            let htmx = see_other(&asked, "/feed");
            assert_eq!(htmx.status(), StatusCode::OK);
            assert_eq!(htmx.headers()["hx-redirect"], "/feed");
            assert!(!htmx.headers().contains_key("location"));
        }
    }

    #[test]
    fn a_redirect_never_leaves_by_a_forgotten_check() {
        let to = |url| see_other(&HeaderMap::new(), url).headers()["location"].clone();
        for attack in ["//elsewhere.example", "/\\elsewhere.example", "javascript:alert(1)", "/\r\nx: y"] {
            assert_eq!(to(attack), "/", "{attack:?}");
        }
        let provider = "https://id.example/authorize?a=b%20c";
        assert_eq!(to(provider), provider);
    }
}
