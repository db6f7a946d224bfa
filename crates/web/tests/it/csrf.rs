//! R33: no other site makes a member change anything.

use axum::http::StatusCode;

use crate::site::{ask, text};

const PUBLIC: &str = "https://people.example";

/// Who asks, as (`Sec-Fetch-Site`, `Origin`), and whether they may.
const ASKERS: [(Option<&str>, Option<&str>, bool); 27] = [
    // Browsers that say who asks.
    (Some("same-origin"), Some(PUBLIC), true),
    (Some("none"), None, true),
    (Some("cross-site"), Some("https://evil.example"), false),
    (Some("cross-site"), Some("null"), false),
    (Some("cross-site"), None, false),
    (Some("same-site"), Some("https://blog.people.example"), false),
    (Some("same-site"), Some("https://people.example:8443"), false),
    (Some("cross-site"), Some(PUBLIC), false),
    (Some("Same-Origin"), Some(PUBLIC), false),
    (Some("same-origin, cross-site"), Some(PUBLIC), false),
    (Some(""), Some(PUBLIC), false),
    (Some("unheard-of"), None, false),
    // Browsers that say only where from.
    (None, Some(PUBLIC), true),
    (None, Some("null"), false),
    (None, Some(""), false),
    (None, Some("https://evil.example"), false),
    (None, Some("https://blog.people.example"), false),
    (None, Some("https://example"), false),
    (None, Some("http://people.example"), false),
    (None, Some("https://people.example:8443"), false),
    (None, Some("https://people.example:443"), false),
    (None, Some("https://people.example/"), false),
    (None, Some("https://people.example.evil.example"), false),
    (None, Some("https://people.exampleevil.example"), false),
    (None, Some("https://PEOPLE.EXAMPLE"), false),
    (None, Some("https://evil.example https://people.example"), false),
    // Not a browser.
    (None, None, true),
];

const KINDS: [(Option<&str>, bool); 12] = [
    (None, true),
    (Some("application/x-www-form-urlencoded"), true),
    (Some("Application/X-WWW-Form-Urlencoded;charset=UTF-8"), true),
    (Some("multipart/form-data; boundary=x"), true),
    (Some("application/json"), true),
    (Some("application/merge-patch+json"), true),
    (Some("text/plain"), false),
    (Some("text/plain; application/json"), false),
    (Some("text/plain;charset=UTF-8"), false),
    (Some("application/octet-stream"), false),
    (Some("text/x+json"), false),
    (Some(""), false),
];

#[tokio::test]
async fn every_unsafe_method_from_every_asker_with_every_body() {
    for method in ["POST", "PUT", "DELETE", "PATCH", "QUERY", "BREW"] {
        for (site, origin, may) in ASKERS {
            for (kind, ours) in KINDS {
                let named = [("sec-fetch-site", site), ("origin", origin), ("content-type", kind)];
                let headers: Vec<_> = named.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
                let response = ask(method, "/write", &headers, "a=b").await;
                let refused = response.status() == StatusCode::FORBIDDEN;
                assert_eq!(refused, !(may && ours), "{method} {headers:?}: {}", response.status());
                if refused {
                    assert!(text(response).await.starts_with("CrossSite "), "the product draws the page");
                }
            }
        }
    }
}

#[tokio::test]
async fn headers_sent_twice_are_refused() {
    for twice in [
        [("sec-fetch-site", "same-origin"), ("sec-fetch-site", "same-origin")],
        [("origin", PUBLIC), ("origin", "https://evil.example")],
        [("content-type", "application/json"), ("content-type", "text/plain")],
    ] {
        assert_eq!(ask("POST", "/write", &twice, "").await.status(), StatusCode::FORBIDDEN, "{twice:?}");
    }
}

#[tokio::test]
async fn reading_is_free_for_every_site_and_stays_reading() {
    for method in ["GET", "HEAD", "OPTIONS"] {
        for (site, origin, _) in ASKERS {
            let named = [("sec-fetch-site", site), ("origin", origin)];
            let mut headers: Vec<_> = named.iter().filter_map(|(name, value)| Some((*name, (*value)?))).collect();
            headers.extend([
                ("x-http-method-override", "DELETE"),
                ("x-http-method", "DELETE"),
                ("x-method-override", "DELETE"),
                ("content-type", "text/plain"),
            ]);
            let response = ask(method, "/write?_method=DELETE", &headers, "_method=DELETE").await;
            assert_ne!(response.status(), StatusCode::FORBIDDEN);
            if method == "GET" {
                assert_eq!(text(response).await, "<p>small</p>", "the GET handler answered");
            }
        }
    }
}
