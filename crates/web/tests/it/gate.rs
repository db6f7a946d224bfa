//! The gated router through real requests.

use std::convert::Infallible;

use axum::Form;
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use serde::Deserialize;
use tower::ServiceExt;
use web::{Decides, RouteError, Routes};

struct Public;

impl Decides for Public {
    const GATE: &'static str = "public";
}

impl<S: Send + Sync> FromRequestParts<S> for Public {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

/// Lets in who sends `key: open`.
struct Keyed;

impl Decides for Keyed {
    const GATE: &'static str = "keyed";
}

impl<S: Send + Sync> FromRequestParts<S> for Keyed {
    type Rejection = StatusCode;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        let open = parts.headers.get("key").is_some_and(|key| key == "open");
        open.then_some(Self).ok_or(StatusCode::UNAUTHORIZED)
    }
}

#[derive(Deserialize)]
struct Fields {
    name: String,
}

async fn alone(_gate: Public) -> &'static str {
    "alone"
}

async fn with_state(_gate: Public, State(state): State<&'static str>) -> &'static str {
    state
}

async fn save(_gate: Keyed, _headers: HeaderMap, Form(fields): Form<Fields>) -> String {
    fields.name
}

async fn many(
    _gate: Keyed,
    (_a, _b, _c): (HeaderMap, HeaderMap, HeaderMap),
    _d: HeaderMap,
    _e: HeaderMap,
    _f: HeaderMap,
    _h: Method,
    State(state): State<&'static str>,
) -> &'static str {
    state
}

fn routes() -> Routes<&'static str> {
    let other = Routes::new().delete("/people/{id}", many).put("/people/{id}", alone);
    Routes::new().get("/people/{id}", with_state).post("/people/{id}", save).merge(other)
}

async fn status(method: &str, key: &str) -> StatusCode {
    let router = routes().into_router().unwrap().with_state("state");
    let request = Request::builder()
        .method(method)
        .uri("/people/7")
        .header("key", key)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("name=ada"))
        .unwrap();
    router.oneshot(request).await.unwrap().status()
}

#[tokio::test]
async fn one_path_takes_several_methods_each_behind_its_gate() {
    assert_eq!(status("GET", "").await, StatusCode::OK);
    assert_eq!(status("HEAD", "").await, StatusCode::OK);
    assert_eq!(status("PUT", "").await, StatusCode::OK);
    assert_eq!(status("POST", "").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("DELETE", "").await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("POST", "open").await, StatusCode::OK);
    assert_eq!(status("DELETE", "open").await, StatusCode::OK);
    assert_eq!(status("PATCH", "open").await, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn the_map_lists_every_route_with_its_gate() {
    let map: Vec<String> =
        routes().routes().iter().map(|route| format!("{} {} {}", route.method, route.path, route.gate)).collect();
    assert_eq!(
        map,
        ["GET /people/{id} public", "POST /people/{id} keyed", "DELETE /people/{id} keyed", "PUT /people/{id} public",]
    );
}

#[test]
fn two_handlers_for_one_method_and_path_are_an_error_that_names_them() {
    let in_one = Routes::<()>::new().get("/a", alone).get("/a", alone);
    let merged = Routes::<()>::new().get("/a", alone).merge(Routes::new().post("/a", alone).get("/a", alone));
    for routes in [in_one, merged] {
        let error = routes.into_router().unwrap_err();
        assert_eq!(error, RouteError::Duplicate(Method::GET, "/a"));
        assert!(error.to_string().contains("GET /a"), "{error}");
    }
}

#[test]
fn paths_that_cannot_be_told_apart_or_read_are_errors() {
    let build = |a, b| Routes::<()>::new().get(a, alone).get(b, alone).into_router();
    let error = build("/in/{handle}", "/in/{id}").unwrap_err();
    assert_eq!(error, RouteError::Ambiguous("/in/{handle}", "/in/{id}"));
    for bad in ["people", "", "/:id", "/{id", "/a{id}", "/{*rest}/x", "/{}", "/{a}{b}", "/*x"] {
        let error = build("/ok", bad).unwrap_err();
        assert_eq!(error, RouteError::Malformed(bad));
    }
    assert!(build("/", "/{*rest}").is_ok());
    assert!(build("/in/{handle}", "/in/new").is_ok());
    assert!(build("/a", "/a/").is_ok());
}
