//! A browser without a screen: cookies, redirects, the headers a browser sends.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use db::Clock;
use tower::ServiceExt;

use super::Page;

/// A browser; clones share their cookies, as tabs do.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    address: IpAddr,
    clock: Clock,
    cookies: Arc<Mutex<BTreeMap<String, String>>>,
    extra: HeaderMap,
}

impl Browser {
    pub fn new(router: Router, address: IpAddr, clock: Clock) -> Browser {
        Browser { router, address, clock, cookies: Arc::default(), extra: HeaderMap::new() }
    }

    /// The same browser, sending one more header.
    pub fn with(&self, name: &'static str, value: &str) -> Browser {
        let mut browser = self.clone();
        browser.extra.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        browser
    }

    /// The same tab, asking as htmx does for a part of a page.
    pub fn htmx(&self) -> Browser {
        self.with("hx-request", "true")
    }

    pub fn set_cookie(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    pub async fn get(&self, path: &str) -> Page {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// Sends a form as a browser does from a page of this site.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let same_origin = if self.extra.contains_key("origin") || self.extra.contains_key("sec-fetch-site") {
            self.clone()
        } else {
            self.with("sec-fetch-site", "same-origin")
        };
        same_origin.send(Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(body)).await
    }

    /// Sends a form with a file, and texts beside it, as a browser does from a page of this site.
    pub async fn upload(&self, path: &str, file: &[u8], fields: &[(&str, &str)]) -> Page {
        self.upload_all(path, &[file], fields).await
    }

    /// The same with several files in one field.
    pub async fn upload_all(&self, path: &str, files: &[&[u8]], fields: &[(&str, &str)]) -> Page {
        const BOUNDARY: &str = "----boundary-of-a-browser";
        let mut body = Vec::new();
        for (name, text) in fields {
            let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n");
            body.extend_from_slice(part.as_bytes());
        }
        let part = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\
             Content-Type: image/png\r\n\r\n"
        );
        for file in files {
            body.extend_from_slice(part.as_bytes());
            body.extend_from_slice(file);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        self.with("sec-fetch-site", "same-origin").send(Method::POST, path, Some(&kind), Body::from(body)).await
    }

    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Page {
        // Each request is a little later than the last, so that what happens has an order.
        self.clock.advance(1_000);
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.extra {
            request = request.header(name, value);
        }
        if let Some(kind) = kind {
            request = request.header(CONTENT_TYPE, kind);
        }
        let cookies: Vec<String> =
            self.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(COOKIE, cookies.join("; "));
        }
        let mut request = request.body(body).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_000)));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for line in parts.headers.get_all(SET_COOKIE) {
            self.keep(line.to_str().unwrap());
        }
        let bytes = axum::body::to_bytes(body, 10_000_000).await.unwrap();
        Page::new(parts.status, parts.headers, bytes.to_vec())
    }

    fn keep(&self, line: &str) {
        let (pair, attributes) = line.split_once(';').unwrap_or((line, ""));
        let (name, value) = pair.split_once('=').unwrap();
        let mut cookies = self.cookies.lock().unwrap();
        if attributes.contains("Max-Age=0") {
            cookies.remove(name);
        } else {
            cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}
