//! Panics, limits, ids, logs, compression and addresses through the whole stack.

use std::collections::HashSet;
use std::io::Read;
use std::net::SocketAddr;

use axum::body::{Body, Bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use futures_util::stream;
use tower::ServiceExt;
use web::{Class, Rate};

use crate::site::{LIMIT, STYLES, ask, log, site, site_with, text};

#[tokio::test]
async fn a_panic_is_one_page_with_its_id_and_the_site_lives_on() {
    let site = site("https://people.example");
    for _ in 0..3 {
        let get = |path: &str| Request::get(path).body(Body::empty()).unwrap();
        let response = site.clone().oneshot(get("/panic")).await.unwrap();
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let body = text(response).await;
        assert_eq!(body, format!("Internal {id}"));
        assert!(!body.contains("secret"));
        assert_eq!(site.clone().oneshot(get("/page")).await.unwrap().status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_rendered_is_the_same_500_whatever_its_status() {
    let response = ask("GET", "/broken", &[], "").await;
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(text(response).await.starts_with("Internal "));
}

#[tokio::test]
async fn an_error_page_that_panics_itself_still_answers() {
    for path in ["/panic", "/broken"] {
        let response = ask("GET", path, &[("break-the-error-page", "1")], "").await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        assert!(text(response).await.contains(&id));
    }
}

#[tokio::test(start_paused = true)]
async fn a_handler_that_hangs_is_given_up() {
    let response = ask("GET", "/slow", &[], "").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(response.headers()["retry-after"], "5");
}

#[tokio::test(start_paused = true)]
async fn a_body_that_never_ends_is_given_up() {
    let silent = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    assert_eq!(ask("POST", "/write", &[], silent).await.status(), StatusCode::REQUEST_TIMEOUT);
}

#[tokio::test]
async fn bodies_end_at_the_limit_announced_or_not() {
    let streamed = |bytes: usize| {
        let pieces = (0..bytes).map(|_| Ok::<_, std::io::Error>(Bytes::from_static(b"x")));
        Body::from_stream(stream::iter(pieces))
    };
    assert_eq!(text(ask("POST", "/write", &[], "x".repeat(LIMIT)).await).await, LIMIT.to_string());
    assert_eq!(text(ask("POST", "/write", &[], streamed(LIMIT)).await).await, LIMIT.to_string());
    let over = (LIMIT + 1).to_string();
    for (headers, body) in [
        (vec![], streamed(LIMIT + 1)),
        (vec![], streamed(1_000_000)),
        (vec![("content-length", over.as_str())], Body::empty()),
        (vec![("content-length", "18446744073709551615")], Body::empty()),
        (vec![("content-length", "1")], streamed(LIMIT + 1)),
    ] {
        let response = ask("POST", "/write", &headers, body).await;
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{headers:?}");
        assert!(text(response).await.starts_with("TooLarge "));
    }
}

#[tokio::test]
async fn files_are_larger_and_read_for_those_who_may_send_them_alone() {
    let member = [("member", "1")];
    let file = || "x".repeat(4 * LIMIT);
    assert_eq!(text(ask("POST", "/upload", &member, file()).await).await, (4 * LIMIT).to_string());
    assert_eq!(ask("POST", "/upload", &member, file() + "x").await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(ask("POST", "/write", &member, file()).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    // Not a byte of it is read for others: the handler, and the gate before it, finds nothing.
    let endless = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    assert_eq!(text(ask("POST", "/upload", &[], endless).await).await, "0");
    let announced = (40 * LIMIT).to_string();
    assert_eq!(text(ask("POST", "/upload", &[("content-length", &announced)], file()).await).await, "0");
}

#[tokio::test]
async fn a_file_is_no_measure_of_how_often_somebody_asks() {
    let ask_often = async |class: fn(&Method, &str) -> Class| {
        let site = site_with("https://people.example", |config| {
            config.rate = Rate::per_second(1);
            config.classify = class;
        });
        let mut refused = 0;
        for _ in 0..20 {
            let request = Request::get("/file").body(Body::empty()).unwrap();
            let response = site.clone().oneshot(request).await.unwrap();
            refused += u32::from(response.status() == StatusCode::TOO_MANY_REQUESTS);
        }
        refused
    };
    assert_eq!(ask_often(|_, _| Class::File).await, 0);
    assert!(ask_often(|_, _| Class::Page).await > 0);
}

#[tokio::test]
async fn request_ids_are_ours_and_never_repeat() {
    let mut seen = HashSet::new();
    for _ in 0..1000 {
        let response = ask("GET", "/page", &[("x-request-id", "<script>")], "").await;
        let ids: Vec<_> = response.headers().get_all("x-request-id").iter().collect();
        let [id] = ids.as_slice() else { panic!("{ids:?}") };
        let id = id.to_str().unwrap();
        assert!(id.len() == 10 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{id}");
        assert!(seen.insert(id.to_owned()));
    }
}

#[tokio::test]
async fn the_log_names_the_route_and_never_the_address() {
    ask("GET", "/in/zoe-secret?token=hunter2", &[("cookie", "s=hunter2")], "").await;
    ask("GET", "/nowhere-secret?q=hunter2", &[], "").await;
    ask("SECRET", "/in/x", &[], "").await;
    let last = ask("GET", "/panic?q=hunter2", &[], "").await;
    let id = last.headers()["x-request-id"].to_str().unwrap().to_owned();
    let log = log();
    for expected in ["/in/{handle}", "route=\"none\"", "method=\"other\"", "status=404", "status=500", "us=", &id] {
        assert!(log.contains(expected), "{expected} in {log}");
    }
    let unwanted = log.replace("secret of the operator", "");
    for secret in ["secret", "SECRET", "hunter2"] {
        assert!(!unwanted.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn pages_are_compressed_and_small_ones_are_not() {
    let brotli = ask("GET", "/large", &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(brotli.headers()["content-encoding"], "br");
    assert!(!brotli.headers().contains_key("content-length"));
    let packed = axum::body::to_bytes(brotli.into_body(), 100_000).await.unwrap();
    let mut page = String::new();
    brotli::Decompressor::new(&*packed, 4096).read_to_string(&mut page).unwrap();
    assert!(page.starts_with("<p>large large") && packed.len() < page.len() / 10);
    let gzip = ask("GET", "/large", &[("accept-encoding", "gzip")], "").await;
    assert_eq!(gzip.headers()["content-encoding"], "gzip");
    let vary: Vec<_> = gzip.headers().get_all("vary").iter().map(|v| v.to_str().unwrap()).collect();
    assert!(vary.join(", ").to_lowercase().contains("accept-encoding"), "{vary:?}");
    for (path, accept) in [("/page", "br"), ("/large", "identity"), ("/large", "")] {
        let plain = ask("GET", path, &[("accept-encoding", accept)], "").await;
        assert!(!plain.headers().contains_key("content-encoding"), "{path} {accept}");
    }
}

#[tokio::test]
async fn assets_come_compressed_once_and_for_a_year() {
    let response = ask("GET", STYLES, &[("accept-encoding", "gzip, br")], "").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-encoding"], "br");
    assert_eq!(response.headers()["content-type"], "text/css; charset=utf-8");
    assert!(response.headers()["cache-control"].to_str().unwrap().contains("immutable"));
    assert_eq!(text(response).await, "br");
    let head = ask("HEAD", STYLES, &[], "").await;
    assert_eq!(head.headers()["content-length"], "8");
    assert_eq!(text(head).await, "");
    for gone in ["/static/app.00112234.css", "/static/app.css", "/static/%2e%2e/%2e%2e/etc/passwd", "/static//"] {
        assert_eq!(ask("GET", gone, &[], "").await.status(), StatusCode::NOT_FOUND, "{gone}");
    }
    assert_eq!(ask("POST", STYLES, &[], "").await.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn only_a_trusted_proxy_speaks_for_another_address() {
    for (peer, client) in [("10.0.0.1:1", "192.0.2.7"), ("203.0.113.9:1", "203.0.113.9")] {
        let mut request = Request::get("/client").header("x-forwarded-for", "6.6.6.6, 192.0.2.7");
        let peer: SocketAddr = peer.parse().unwrap();
        request = request.extension(ConnectInfo(peer));
        let response = site("https://people.example").oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        assert_eq!(text(response).await, client);
    }
    assert_eq!(text(ask("GET", "/client", &[("x-forwarded-for", "6.6.6.6")], "").await).await, "0.0.0.0");
}
