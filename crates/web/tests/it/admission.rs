//! Who is refused at the door, and what still gets through.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, Response, StatusCode};
use tower::ServiceExt;
use web::{Admission, Class, Lane, Lanes, Rate};

use crate::site::{site_with, text};

async fn ask(router: &Router, peer: &str, path: &str) -> Response<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 4711)));
    router.clone().oneshot(request).await.unwrap()
}

fn classify(_: &Method, path: &str) -> Class {
    match path {
        "/client" => Class::Reserved,
        "/file" => Class::Free,
        _ => Class::Page,
    }
}

#[tokio::test(start_paused = true)]
async fn when_all_places_are_taken_the_rest_is_told_to_come_back() {
    let one = Lane { at_once: 1, waiting: 1, burst: Duration::from_secs(1), standing: Duration::from_millis(5) };
    let router = site_with("http://localhost:8000", |config| {
        config.classify = classify;
        config.admission = Admission::new(Lanes { pages: one, changes: one, sign_in: one, reserved: one });
    });
    let hangs = tokio::spawn({
        let router = router.clone();
        async move { ask(&router, "192.0.2.1", "/slow").await.status() }
    });
    tokio::task::yield_now().await;
    let refused = ask(&router, "192.0.2.2", "/page").await;
    assert_eq!(refused.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(refused.headers()["retry-after"], "2");
    assert!(refused.headers().contains_key("content-security-policy"));
    assert!(text(refused).await.starts_with("Overloaded "));
    // What must always be possible is.
    assert_eq!(ask(&router, "192.0.2.2", "/client").await.status(), StatusCode::OK);
    assert_eq!(ask(&router, "192.0.2.2", "/file").await.status(), StatusCode::OK);
    // The one that hung is given up, and its place is free again.
    assert_eq!(hangs.await.unwrap(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(ask(&router, "192.0.2.2", "/page").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_panic_gives_its_place_back() {
    let one = Lane { at_once: 1, waiting: 0, burst: Duration::ZERO, standing: Duration::ZERO };
    let router = site_with("http://localhost:8000", |config| {
        config.admission = Admission::new(Lanes { pages: one, changes: one, sign_in: one, reserved: one });
    });
    for _ in 0..20 {
        assert_eq!(ask(&router, "192.0.2.1", "/panic").await.status(), StatusCode::INTERNAL_SERVER_ERROR);
    }
    assert_eq!(ask(&router, "192.0.2.1", "/page").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn one_address_cannot_ask_for_ever_and_others_do_not_notice() {
    let router = site_with("http://localhost:8000", |config| {
        config.rate = Rate::per_second(1);
        config.classify = classify;
    });
    for _ in 0..5 {
        assert_eq!(ask(&router, "192.0.2.1", "/page").await.status(), StatusCode::OK);
    }
    let refused = first_refused(async || ask(&router, "192.0.2.1", "/page").await).await;
    assert_eq!(refused.headers()["retry-after"], "1");
    assert_eq!(ask(&router, "192.0.2.1", "/file").await.status(), StatusCode::OK, "what is free is not counted");
    assert_eq!(ask(&router, "192.0.2.2", "/page").await.status(), StatusCode::OK);
    // Whom a stranger names in a header does not matter.
    first_refused(async || {
        let mut forged = Request::get("/page").header("x-forwarded-for", "203.0.113.9").body(Body::empty()).unwrap();
        forged.extensions_mut().insert(ConnectInfo(SocketAddr::from(([192, 0, 2, 1], 4711))));
        router.clone().oneshot(forged).await.unwrap()
    })
    .await;
}

/// Asks until the answer is no. On a slow machine a second may pass in between, and with it one more yes.
async fn first_refused(ask: impl AsyncFn() -> Response<Body>) -> Response<Body> {
    let mut response = ask().await;
    for _ in 0..100 {
        if response.status() == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        response = ask().await;
    }
    assert_eq!(response.status(), StatusCode::TOO_MANY_REQUESTS);
    response
}
