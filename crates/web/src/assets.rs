//! Files embedded in the binary and served under addresses that contain their content's hash.
//!
//! The crate `web-build` writes the list at build time; the product includes it:
//!
//! ```text
//! include!(concat!(env!("OUT_DIR"), "/assets.rs")); // pub static ASSETS: web::Assets
//! const STYLES: &str = ASSETS.url("app.css");       // "/static/app.1a2b3c4d.css"
//! ```

use axum::Router;
use axum::body::Body;
use axum::extract::OriginalUri;
use axum::http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

/// One embedded file in its three encodings.
#[derive(Debug)]
pub struct Asset {
    /// Path below `assets/`, e.g. `fonts/inter-latin.woff2`; `app.css` for the joined style sheets.
    pub name: &'static str,
    /// Where it is served: the name with eight hex digits of the content's SHA-256 before the suffix.
    pub url: &'static str,
    /// Value of `Content-Type`.
    pub mime: &'static str,
    /// Sixteen hex digits of the content's SHA-256.
    pub hash: &'static str,
    /// The content.
    pub bytes: &'static [u8],
    /// The content in Brotli, where that is smaller.
    pub br: Option<&'static [u8]>,
    /// The content in gzip, where that is smaller.
    pub gz: Option<&'static [u8]>,
}

/// All embedded files.
#[derive(Debug, Clone, Copy)]
pub struct Assets(pub &'static [Asset]);

impl Assets {
    /// The address of a file, for a `const`: a name that does not exist then stops the build.
    ///
    /// ```compile_fail
    /// static ASSETS: web::Assets = web::Assets(&[]);
    /// const MISSING: &str = ASSETS.url("app.css");
    /// println!("{MISSING}");
    /// ```
    #[expect(clippy::panic, reason = "evaluated by the compiler in a const, where a panic is a compile error")]
    pub const fn url(&self, name: &str) -> &'static str {
        let mut rest = self.0;
        while let [asset, others @ ..] = rest {
            if same(asset.name.as_bytes(), name.as_bytes()) {
                return asset.url;
            }
            rest = others;
        }
        panic!("no asset of this name")
    }

    /// The route of all files. No gate: they are the same for everybody and hold nothing private.
    pub fn router<S: Clone + Send + Sync + 'static>(self) -> Router<S> {
        let serve =
            move |OriginalUri(uri): OriginalUri, headers: HeaderMap| async move { self.serve(uri.path(), &headers) };
        Router::new().route("/static/{*path}", get(serve))
    }

    /// Answers a GET of `path`; axum takes the body off for HEAD. An unknown path, an old hash for
    /// example, is a 404 that nobody may keep.
    fn serve(self, path: &str, headers: &HeaderMap) -> Response {
        let Some(asset) = self.0.iter().find(|asset| asset.url == path) else {
            return StatusCode::NOT_FOUND.into_response();
        };
        let accepted = Accepted::read(headers);
        let (coding, bytes) = match (asset.br, asset.gz) {
            (Some(br), _) if accepted.br => ("br", br),
            (_, Some(gz)) if accepted.gzip => ("gzip", gz),
            _ => ("", asset.bytes),
        };
        // The encodings are different bytes, so they are different strong validators.
        let etag = match coding {
            "" => format!("\"{}\"", asset.hash),
            _ => format!("\"{}-{coding}\"", asset.hash),
        };
        let known = matches(headers, &etag);
        let mut response =
            if known { StatusCode::NOT_MODIFIED.into_response() } else { Body::from(bytes).into_response() };
        let answer = response.headers_mut();
        if let Ok(etag) = HeaderValue::try_from(etag) {
            answer.insert(ETAG, etag);
        }
        // The address changes with the content: a year, and no question on reload.
        let forever = HeaderValue::from_static("public, max-age=31536000, immutable");
        answer.insert(CACHE_CONTROL, forever);
        if asset.br.is_some() || asset.gz.is_some() {
            answer.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        }
        if !known {
            answer.insert(CONTENT_TYPE, HeaderValue::from_static(asset.mime));
            if !coding.is_empty() {
                answer.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
            }
        }
        response
    }
}

const fn same(a: &[u8], b: &[u8]) -> bool {
    match (a, b) {
        ([], []) => true,
        ([x, a @ ..], [y, b @ ..]) => *x == *y && same(a, b),
        _ => false,
    }
}

/// Which encodings the client takes (RFC 9110 §12.5.3). Weights other than zero are not compared:
/// we prefer Brotli because it is the smallest of what was made at build time.
struct Accepted {
    br: bool,
    gzip: bool,
}

impl Accepted {
    fn read(headers: &HeaderMap) -> Self {
        let (mut br, mut gzip, mut any) = (None, None, None);
        let lines = headers.get_all(ACCEPT_ENCODING).iter();
        for item in lines.filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(',')) {
            let (coding, parameters) = item.split_once(';').unwrap_or((item, ""));
            let coding = coding.trim();
            let refused = parameters
                .trim()
                .to_ascii_lowercase()
                .strip_prefix("q=")
                .is_some_and(|q| q.parse::<f32>().is_ok_and(|q| q <= 0.0));
            if coding.eq_ignore_ascii_case("br") {
                br = Some(!refused);
            } else if coding.eq_ignore_ascii_case("gzip") || coding.eq_ignore_ascii_case("x-gzip") {
                gzip = Some(!refused);
            } else if coding == "*" {
                any = Some(!refused);
            }
        }
        let accepted = |named: Option<bool>| named.or(any).unwrap_or(false);
        Self { br: accepted(br), gzip: accepted(gzip) }
    }
}

/// `If-None-Match`, compared weakly as RFC 9110 §13.1.2 asks.
fn matches(headers: &HeaderMap, etag: &str) -> bool {
    let lines = headers.get_all(IF_NONE_MATCH).iter();
    lines
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

#[cfg(test)]
mod tests {
    use super::*;

    static FILES: Assets = Assets(&[
        Asset {
            name: "app.css",
            url: "/static/app.00112233.css",
            mime: "text/css; charset=utf-8",
            hash: "0011223344556677",
            bytes: b"identity",
            br: Some(b"br"),
            gz: Some(b"gz"),
        },
        Asset {
            name: "a.woff2",
            url: "/static/a.8899aabb.woff2",
            mime: "font/woff2",
            hash: "8899aabbccddeeff",
            bytes: b"font",
            br: None,
            gz: None,
        },
    ]);
    const STYLES: &str = FILES.url("app.css");

    fn answer(path: &str, asked: &[(&'static str, &str)]) -> Response {
        let mut headers = HeaderMap::new();
        for (name, value) in asked {
            headers.append(*name, HeaderValue::from_str(value).unwrap());
        }
        FILES.serve(path, &headers)
    }

    #[test]
    fn names_become_addresses_in_constants() {
        assert_eq!(STYLES, "/static/app.00112233.css");
    }

    #[test]
    fn the_smallest_encoding_the_client_takes_is_sent() {
        for (accept, coding) in [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip;q=1.0, br;q=0.1", "br"),
            ("gzip", "gzip"),
            ("GZIP", "gzip"),
            ("br;q=0, gzip", "gzip"),
            ("br; q=0.000, *", "gzip"),
            ("*", "br"),
            ("*;q=0", ""),
            ("identity", ""),
            ("broccoli", ""),
            (";;,,=", ""),
            ("", ""),
        ] {
            let response = answer(STYLES, &[("accept-encoding", accept)]);
            let found = response.headers().get("content-encoding");
            assert_eq!(found.map_or("", |v| v.to_str().unwrap()), coding, "{accept}");
            assert_eq!(response.headers()["vary"], "Accept-Encoding");
        }
        let font = answer("/static/a.8899aabb.woff2", &[("accept-encoding", "br, gzip")]);
        assert!(!font.headers().contains_key("content-encoding"));
        assert_eq!(font.headers()["content-type"], "font/woff2");
    }

    #[test]
    fn hashed_addresses_are_kept_for_a_year_and_old_hashes_do_not_exist() {
        let found = answer(STYLES, &[]);
        assert_eq!(found.status(), StatusCode::OK);
        let cache = found.headers()["cache-control"].to_str().unwrap();
        assert!(cache.contains("immutable") && cache.contains("max-age=31536000"));
        for unknown in [
            "/static/app.00112234.css",
            "/static/app.css",
            "/static/",
            "/static/../Cargo.toml",
            "/static/%2e%2e/Cargo.toml",
        ] {
            let response = answer(unknown, &[]);
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{unknown}");
            assert!(!response.headers().contains_key("cache-control"));
        }
    }

    #[test]
    fn a_known_validator_gets_304_and_never_across_encodings() {
        let etag = |accept: &str| {
            let response = answer(STYLES, &[("accept-encoding", accept)]);
            response.headers()["etag"].to_str().unwrap().to_owned()
        };
        let (br, gz, plain) = (etag("br"), etag("gzip"), etag(""));
        assert!(br != gz && gz != plain && plain != br);
        let ask = |tag: &str| {
            let asked = [("accept-encoding", "br"), ("if-none-match", tag)];
            answer(STYLES, &asked).status()
        };
        assert_eq!(ask(&br), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&format!("\"x\", W/{br}")), StatusCode::NOT_MODIFIED);
        assert_eq!(ask("*"), StatusCode::NOT_MODIFIED);
        assert_eq!(ask(&gz), StatusCode::OK);
        assert_eq!(ask("garbage"), StatusCode::OK);
    }
}
