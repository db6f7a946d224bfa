//! Errors as answers: in one place, as page, fragment or problem+json.
//!
//! A handler's error becomes a bare response that carries what happened; once the request is done, [`render`] writes
//! the visitor's sentence around it, in their language. The operator's cause goes to the log, and nowhere else.

use askama::Template;
use axum::http::header::{ACCEPT, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use web::{Html, Problem};

use super::frame::Frame;
use super::visitor::{Toast, Visitor};
use crate::kernel::texts::Arg;
use crate::kernel::{Error, Invalid};

/// What happened, on its way to [`render`].
#[derive(Debug, Clone)]
struct Failure {
    /// The Fluent keys begin with it.
    kind: &'static str,
    /// Seconds to wait, for 429.
    wait: u32,
    /// Another sentence than the kind's own.
    sentence: Option<&'static str>,
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let (status, kind) = match &self {
            Error::NotFound => (StatusCode::NOT_FOUND, "error-not-found"),
            Error::SignIn => (StatusCode::UNAUTHORIZED, "error-sign-in"),
            Error::Forbidden => (StatusCode::FORBIDDEN, "error-forbidden"),
            Error::CrossSite => (StatusCode::FORBIDDEN, "error-cross-site"),
            Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "error-invalid"),
            Error::Conflict(_) => (StatusCode::CONFLICT, "error-conflict"),
            Error::TooMany(_) => (StatusCode::TOO_MANY_REQUESTS, "error-too-many"),
            Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "error-too-large"),
            Error::TooSlow => (StatusCode::REQUEST_TIMEOUT, "error-too-slow"),
            Error::Busy => (StatusCode::SERVICE_UNAVAILABLE, "error-busy"),
            Error::Internal(cause) => {
                tracing::error!(cause, "request failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "error-internal")
            }
        };
        let mut failure = Failure { kind, wait: 0, sentence: None };
        let mut response = status.into_response();
        match self {
            Error::TooMany(seconds) => {
                failure.wait = seconds;
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            Error::Busy => {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(2));
            }
            Error::Conflict(sentence) => failure.sentence = Some(sentence),
            _ => {}
        }
        response.extensions_mut().insert(failure);
        response
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    title: String,
    text: String,
    action_href: &'static str,
    action: String,
    request_id: String,
}

#[derive(Template)]
#[template(path = "_toast.html")]
struct ToastFragment {
    frame: Frame,
    toast: Toast,
}

/// Writes the visitor's answer around a failure; anything else passes.
pub(super) fn render(visitor: &Visitor, mut response: Response) -> Response {
    let failure = match response.extensions_mut().remove::<Failure>() {
        Some(failure) => failure,
        // The router's own, with the methods that there are in `Allow`.
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            Failure { kind: "error-method", wait: 0, sentence: None }
        }
        None => return response,
    };
    if failure.kind == "error-sign-in" && !visitor.wants_json() {
        // Back to the page that was wanted, once signed in; a form that was sent is not sent again.
        let next = url::form_urlencoded::byte_serialize(visitor.path.as_bytes()).collect::<String>();
        return visitor.see_other(&format!("/login?next={next}"));
    }
    let text = match failure.sentence {
        Some(sentence) => visitor.t(sentence),
        None => visitor.tf(&format!("{}-text", failure.kind), &[("minutes", Arg::Number(minutes(failure.wait)))]),
    };
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let mut answer = if visitor.is_fragment {
        let toast = Toast::error(text);
        (status, Html(ToastFragment { frame: visitor.frame(""), toast })).into_response()
    } else if visitor.wants_json() {
        let title = visitor.t(&format!("{}-title", failure.kind));
        Problem::new(status, &title).detail(&text).with("request_id", visitor.request_id.clone()).into_response()
    } else {
        let guest = visitor.signed.is_none();
        let page = ErrorPage {
            title: visitor.t(&format!("{}-title", failure.kind)),
            text,
            action_href: if guest { "/" } else { "/feed" },
            action: visitor.t(if guest { "error-action-front" } else { "error-action-home" }),
            request_id: if status.is_server_error() { visitor.request_id.clone() } else { String::new() },
            frame: visitor.frame(""),
        };
        (status, Html(page)).into_response()
    };
    answer.headers_mut().extend(headers);
    answer
}

/// The minutes to wait; 0 for less than one.
fn minutes(seconds: u32) -> i64 {
    if seconds < 60 { 0 } else { i64::from(seconds.div_ceil(60)) }
}

impl Visitor {
    fn wants_json(&self) -> bool {
        let kinds = ["application/json", "application/problem+json"];
        !self.is_fragment && self.header(ACCEPT).is_some_and(|accept| kinds.iter().any(|kind| accept.starts_with(kind)))
    }
}

/// The sentences for the fields of a form, in the visitor's language: what templates take as `errors`.
#[derive(Debug, Default, Clone)]
pub struct Fields(Vec<(&'static str, String)>);

impl Fields {
    /// Puts the errors into words.
    pub fn new(visitor: &Visitor, invalid: &Invalid) -> Fields {
        let sentence = |limit, key| visitor.tf(key, &[("limit", Arg::Number(limit))]);
        Fields(invalid.fields().iter().map(|error| (error.field, sentence(error.limit, error.message))).collect())
    }

    /// The sentence for a field; empty if it is fine.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == field).map_or("", |(_, sentence)| sentence)
    }

    /// Whether nothing is to be mended.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Field and sentence, in the order they were found.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(field, sentence)| (*field, sentence.as_str()))
    }
}
