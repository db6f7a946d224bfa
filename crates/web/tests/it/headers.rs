//! R37: every answer, however it came about, carries the headers.

use axum::http::HeaderMap;
use tower::ServiceExt;

use crate::site::{LIMIT, STYLES, ask, site};

const ALWAYS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'; object-src 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000"),
];

fn check(what: &str, headers: &HeaderMap) {
    for (name, value) in ALWAYS {
        let found: Vec<_> = headers.get_all(name).iter().collect();
        assert_eq!(found, [value], "{name} of {what}");
    }
    assert!(headers.contains_key("permissions-policy"), "{what}");
    assert_eq!(headers["x-request-id"].len(), 10, "{what}");
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_answer_carries_the_headers() {
    let too_long = "x".repeat(LIMIT + 1);
    let foreign = [("sec-fetch-site", "cross-site")];
    let htmx = [("hx-request", "true")];
    let known = [("if-none-match", "*")];
    let many = [("x", &*"y".repeat(8000))];
    for (method, path, headers, body, status) in [
        ("GET", "/page", &[][..], "", 200),
        ("HEAD", "/page", &[], "", 200),
        ("GET", "/page", &htmx, "", 200),
        ("GET", "/page", &many, "", 200),
        ("GET", "/redirect", &[], "", 303),
        ("GET", "/redirect", &htmx, "", 200),
        ("GET", "/nowhere", &[], "", 404),
        ("GET", "/page/", &[], "", 404),
        ("GET", "//page", &[], "", 404),
        ("GET", "/%00%ff", &[], "", 404),
        ("PATCH", "/page", &[], "", 405),
        ("OPTIONS", "/page", &[], "", 405),
        ("TRACE", "/page", &[], "", 405),
        ("BREW", "/nowhere", &[], "", 404),
        ("GET", STYLES, &[], "", 200),
        ("GET", STYLES, &known, "", 304),
        ("GET", "/static/gone.css", &[], "", 404),
        ("POST", "/write", &foreign, "", 403),
        ("POST", "/nowhere", &foreign, "", 403),
        ("POST", "/write", &[], &too_long, 413),
        ("GET", "/panic", &[], "", 500),
        ("GET", "/broken", &[], "", 500),
        ("GET", "/slow", &[], "", 503),
    ] {
        let response = ask(method, path, headers, body.to_owned()).await;
        let what = format!("{method} {path} {headers:?}");
        assert_eq!(response.status(), status, "{what}");
        check(&what, response.headers());
        if status != 304 && path != STYLES {
            assert_eq!(response.headers()["cache-control"], "no-store", "{what}");
        }
    }
}

#[test]
fn pictures_may_come_from_one_other_host() {
    let of = |media: Option<&str>| {
        let media = media.map(|origin| origin.parse().unwrap());
        web::headers::content_security(media.as_ref()).to_str().unwrap().to_owned()
    };
    assert!(of(None).contains("img-src 'self' data:;"));
    assert_eq!(
        of(Some("https://media.example")),
        of(None).replace("img-src 'self' data:;", "img-src 'self' data: https://media.example;")
    );
}

#[tokio::test]
async fn a_handler_may_be_stricter_and_choose_its_own_caching() {
    let response = ask("GET", "/file", &[], "").await;
    assert_eq!(response.headers()["content-security-policy"], "sandbox");
    assert_eq!(response.headers()["cache-control"], "private, max-age=60");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[tokio::test]
async fn one_address_answers_pages_and_fragments_so_html_varies() {
    let response = ask("GET", "/page", &[], "").await;
    let vary: Vec<_> = response.headers().get_all("vary").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(vary.join(", ").contains("HX-Request"), "{vary:?}");
    let styles = ask("GET", STYLES, &[], "").await;
    assert_eq!(styles.headers()["vary"], "Accept-Encoding");
}

#[tokio::test]
async fn plain_http_does_not_promise_https() {
    let request = axum::http::Request::get("/page").body(axum::body::Body::empty()).unwrap();
    let response = site("http://localhost:8000").oneshot(request).await.unwrap();
    assert!(!response.headers().contains_key("strict-transport-security"));
}
