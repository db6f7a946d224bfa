//! A small site with a handler for each way an answer can come about.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io::Write;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode, header};
use axum::response::IntoResponse;
use tower::ServiceExt;
use web::{
    Admission, Asset, Assets, Class, ClientAddr, Decides, Head, Html, Lanes, Pace, Rate, Refusal, Routes, StackConfig,
    TrustedProxies, Uploads,
};

pub const LIMIT: usize = 1000;
pub const STYLES: &str = "/static/app.00112233.css";

static ASSETS: Assets = Assets(&[Asset {
    name: "app.css",
    url: STYLES,
    mime: "text/css; charset=utf-8",
    hash: "0011223344556677",
    bytes: b"identity",
    br: Some(b"br"),
    gz: Some(b"gz"),
}]);

/// The gate that lets everybody in.
pub struct Public;

impl Decides for Public {
    const GATE: &'static str = "public";
}

impl<S: Send + Sync> FromRequestParts<S> for Public {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self)
    }
}

/// A value that refuses to be shown.
pub struct Stubborn;

impl std::fmt::Display for Stubborn {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Err(std::fmt::Error)
    }
}

/// A page that cannot be drawn.
#[derive(Template)]
#[template(source = "{{ value }}", ext = "html")]
pub struct Broken {
    pub value: Stubborn,
}

#[derive(Template)]
#[template(source = "<p>{{ text }}</p>", ext = "html")]
struct Page {
    text: String,
}

async fn page(_: Public) -> impl IntoResponse {
    Html(Page { text: "small".to_owned() })
}

async fn large(_: Public) -> impl IntoResponse {
    Html(Page { text: "large ".repeat(2000) })
}

async fn redirect(_: Public, headers: HeaderMap) -> impl IntoResponse {
    web::see_other(&headers, "/page")
}

#[expect(clippy::panic, reason = "what the test is about")]
async fn panics(_: Public) -> StatusCode {
    panic!("secret of the operator")
}

async fn slow(_: Public) -> &'static str {
    tokio::time::sleep(Duration::from_secs(3600)).await;
    "at last"
}

async fn broken(_: Public) -> impl IntoResponse {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(Broken { value: Stubborn }))
}

async fn file(_: Public) -> impl IntoResponse {
    let strict = [(header::CONTENT_SECURITY_POLICY, "sandbox"), (header::CACHE_CONTROL, "private, max-age=60")];
    (strict, "file")
}

async fn write(_: Public, body: Bytes) -> String {
    body.len().to_string()
}

async fn client(_: Public, axum::Extension(ClientAddr(client)): axum::Extension<ClientAddr>) -> String {
    client.to_string()
}

fn refuse(head: &Head, refusal: Refusal) -> axum::response::Response {
    assert!(!head.headers.contains_key("break-the-error-page"), "the error page is broken too");
    // 200, as a product might forget the status: the stack knows better.
    (StatusCode::OK, format!("{refusal:?} {}", head.id)).into_response()
}

thread_local! {
    static LOG: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes to the log of the thread, which is the log of the test.
struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.with_borrow_mut(|log| log.extend(bytes));
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What this test has logged so far.
pub fn log() -> String {
    LOG.with_borrow(|log| String::from_utf8(log.clone()).unwrap())
}

/// One subscriber for all tests: with one per thread, a call site that another thread meets first
/// stays silent for good.
static LOGGING: LazyLock<()> = LazyLock::new(|| tracing_subscriber::fmt().with_ansi(false).with_writer(|| Log).init());

/// The site under a public address.
pub fn site(public: &str) -> Router {
    site_with(public, |_| {})
}

/// The site with something changed.
pub fn site_with(public: &str, change: impl FnOnce(&mut StackConfig)) -> Router {
    LazyLock::force(&LOGGING);
    let routes = Routes::new()
        .get("/page", page)
        .get("/large", large)
        .get("/redirect", redirect)
        .get("/panic", panics)
        .get("/slow", slow)
        .get("/broken", broken)
        .get("/file", file)
        .get("/client", client)
        .get("/in/{handle}", page)
        .get("/write", page)
        .post("/write", write)
        .post("/upload", write)
        .put("/write", write)
        .delete("/write", write);
    let mut config = StackConfig {
        origin: public.parse().unwrap(),
        proxies: TrustedProxies { ranges: vec!["10.0.0.0/8".parse().unwrap()], ..TrustedProxies::default() },
        body_limit: LIMIT.try_into().unwrap(),
        body_pace: Pace { grace: Duration::from_secs(5), bytes_per_second: 512 },
        uploads: Uploads {
            is_one: |method, path| method == Method::POST && path == "/upload",
            may_send: Arc::new(|head| Box::pin(std::future::ready(head.headers.contains_key("member")))),
            limit: 4 * u64::try_from(LIMIT).unwrap(),
            pace: Pace { grace: Duration::from_secs(5), bytes_per_second: 512 },
        },
        content_security: web::headers::content_security(None),
        rate: Rate::per_second(0),
        classify: |_, _| Class::Page,
        admission: Admission::new(Lanes::default()),
        timeout: Duration::from_secs(10),
        refuse: Arc::new(refuse),
    };
    change(&mut config);
    web::stack(routes.into_router().unwrap().merge(ASSETS.router()), config)
}

/// Sends one request to the site at `https://people.example`.
pub async fn ask(method: &str, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Response<Body> {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    site("https://people.example").oneshot(request.body(body.into()).unwrap()).await.unwrap()
}

/// The body as text.
pub async fn text(response: Response<Body>) -> String {
    let bytes = axum::body::to_bytes(response.into_body(), 1_000_000).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}
