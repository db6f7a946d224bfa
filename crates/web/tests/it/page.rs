//! Templates as responses.

use askama::Template;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use web::Html;

use crate::site::{Broken, Stubborn, text};

#[derive(Template)]
#[template(source = "<p>{{ name }}</p>", ext = "html")]
struct Greeting<'a> {
    name: &'a str,
}

#[tokio::test]
async fn a_template_is_escaped_html() {
    let page = Greeting { name: "<script>" };
    let response = (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response();
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(response.headers()["content-type"], "text/html; charset=utf-8");
    assert_eq!(text(response).await, "<p>&#60;script&#62;</p>");
}

#[test]
fn a_template_that_fails_is_an_error_and_not_a_panic() {
    let response = Html(Broken { value: Stubborn }).into_response();
    assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
    assert!(response.extensions().get::<web::page::Unrendered>().is_some());
}
