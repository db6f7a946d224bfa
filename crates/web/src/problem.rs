//! Errors of the API: `application/problem+json` (RFC 9457).

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

/// What went wrong, for a program. Holds what the visitor may know, never the operator's cause.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    members: Map<String, Value>,
}

impl Problem {
    /// A problem of no registered type (`about:blank`). `title` is the same for all of its kind.
    pub fn new(status: StatusCode, title: &str) -> Self {
        let mut members = Map::new();
        members.insert("title".to_owned(), title.into());
        members.insert("status".to_owned(), status.as_u16().into());
        Self { status, members }
    }

    /// What happened this time, as a sentence.
    pub fn detail(self, detail: &str) -> Self {
        self.with("detail", detail)
    }

    /// Another member: `type`, `instance`, or one of our own such as `request_id` or `fields`.
    /// The status stays what it is.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        if name != "status" {
            self.members.insert(name.to_owned(), value.into());
        }
        self
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let kind = HeaderValue::from_static("application/problem+json");
        (self.status, [(CONTENT_TYPE, kind)], Value::Object(self.members).to_string()).into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_problem_is_one_json_object_whose_status_is_that_of_the_answer() {
        let problem = Problem::new(StatusCode::CONFLICT, "Handle taken")
            .detail("\"ada\" is taken")
            .with("request_id", "abc")
            .with("status", 200);
        let response = problem.into_response();
        assert_eq!(response.status(), StatusCode::CONFLICT);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let body = axum::body::to_bytes(response.into_body(), 1000).await.unwrap();
        let found: Value = serde_json::from_slice(&body).unwrap();
        let expected = serde_json::json!({
            "title": "Handle taken", "status": 409, "detail": "\"ada\" is taken", "request_id": "abc"
        });
        assert_eq!(found, expected);
    }
}
