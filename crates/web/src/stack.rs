//! What happens to every request, in one place and in one order.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{Predicate, SizeAbove};
use tracing::Instrument;

use crate::admission::{Admission, Class};
use crate::client::{ClientAddr, TrustedProxies, network};
use crate::limits::{Bodies, Cut};
use crate::live::jitter;
use crate::pace::Pace;
use crate::page::Unrendered;
use crate::rate::Rate;
use crate::request_id::RequestId;
use crate::uploads::Uploads;
use crate::{Origin, csrf, headers, limits};

/// A request that the stack answers itself, through the product's own page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Another site asked for a change: 403.
    CrossSite,
    /// The body is too large: 413.
    TooLarge,
    /// The body came too slowly: 408.
    TooSlow,
    /// The address asks too often: 429, to come back after so many seconds.
    TooMany(u32),
    /// More requests come than can be answered: 503, before anything was done.
    Overloaded,
    /// The answer took too long: 503. What was committed stays committed.
    TimedOut,
    /// A handler panicked or a page could not be rendered: 500.
    Internal,
}

impl Refusal {
    /// The status the visitor gets, whatever the product's page says.
    pub fn status(self) -> StatusCode {
        match self {
            Self::CrossSite => StatusCode::FORBIDDEN,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Overloaded | Self::TimedOut => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// After how long it makes sense to come back, in whole seconds.
    fn retry_after(self) -> Option<u32> {
        match self {
            Self::TooMany(seconds) => Some(seconds),
            Self::Overloaded => Some(2),
            Self::TimedOut => Some(5),
            Self::CrossSite | Self::TooLarge | Self::TooSlow | Self::Internal => None,
        }
    }
}

/// What is known about a request when it is refused: enough to choose a language, a theme and the
/// form of the answer (page, fragment, problem).
#[derive(Debug)]
pub struct Head {
    /// Stands on the page, so that a report finds the log.
    pub id: RequestId,
    /// Who asked.
    pub client: ClientAddr,
    /// As sent.
    pub method: Method,
    /// As sent.
    pub uri: Uri,
    /// As sent.
    pub headers: HeaderMap,
}

/// Draws the product's page for a refusal. Runs on a request thread, so it only renders.
pub type Refuse = Arc<dyn Fn(&Head, Refusal) -> Response + Send + Sync>;

/// What the stack needs to know.
#[derive(Clone)]
pub struct StackConfig {
    /// The configured public address.
    pub origin: Origin,
    /// Whose word counts about client addresses.
    pub proxies: TrustedProxies,
    /// Largest request body, in bytes.
    pub body_limit: u64,
    /// How slowly a request's body may come.
    pub body_pace: Pace,
    /// Which requests may bring more than that: files.
    pub uploads: Uploads,
    /// The content policy of pages, see [`headers::content_security`].
    pub content_security: HeaderValue,
    /// How often one network address may ask; what is [`Class::Free`] does not count.
    pub rate: Rate<IpAddr>,
    /// What kind of request it is.
    pub classify: fn(&Method, &str) -> Class,
    /// Who is let in when too many come.
    pub admission: Admission,
    /// Longest time until a handler returns its answer.
    pub timeout: Duration,
    /// The product's pages for refusals.
    pub refuse: Refuse,
}

impl fmt::Debug for StackConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StackConfig").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Wraps the finished router; a route or fallback added afterwards would be outside. From the outside
/// inwards, and why there:
///
/// 1. request id, client address, span: everything below can log and name the request
/// 2. headers: outside of all that may answer, so that refusals and panics have them too
/// 3. rate, CSRF, the announced length: cheap refusals before anything is read or looked up
/// 4. the body, in whole: whoever sends it slowly keeps nobody else out
/// 5. admission, and with it the timeout: who is let in when more come than can be answered, and for how long
/// 6. panic: innermost of ours, so that the span, the timeout's bookkeeping and the headers survive
/// 7. compression: next to the handlers. Refusals stay uncompressed: they are small. Compressed pages
///    may hold secrets beside echoed input; the attack on that (BREACH) needs a foreign page to send
///    many requests with the member's cookies, which SameSite=Lax denies it.
pub fn stack(router: Router, config: StackConfig) -> Router {
    // Quality 3: a page of 70 kB becomes 11.5 kB in 0.43 ms of CPU; 4 saves 6 % more and takes 0.73 ms.
    let compression = CompressionLayer::new().quality(CompressionLevel::Precise(3)).compress_when(Compressible);
    router.layer(compression).layer(from_fn_with_state((Arc::new(config), Rooms::default()), guard))
}

/// What bodies hold. Files have a room of their own, so that they leave forms theirs.
#[derive(Debug, Clone, Default)]
struct Rooms {
    forms: Bodies,
    files: Bodies,
}

/// Text above 1 KiB, where compression saves at least a packet.
#[derive(Debug, Clone, Copy)]
struct Compressible;

impl Predicate for Compressible {
    fn should_compress<B: http_body::Body>(&self, response: &axum::http::Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let text = ["text/html", "text/plain", "text/csv", "application/json", "application/problem+json"];
        text.iter().any(|text| kind.starts_with(text)) && SizeAbove::new(1024).should_compress(response)
    }
}

async fn guard(State((config, rooms)): State<(Arc<StackConfig>, Rooms)>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId::new();
    let client = match request.extensions().get::<ConnectInfo<SocketAddr>>() {
        Some(ConnectInfo(peer)) => config.proxies.client(peer.ip(), request.headers()),
        None => ClientAddr::UNKNOWN,
    };
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(client);
    // The template, never the address: paths and queries hold names, searches and tokens.
    let route = request.extensions().get::<MatchedPath>().cloned();
    let route = route.as_ref().map_or("none", MatchedPath::as_str);
    let span = tracing::info_span!("request", %id, method = name(request.method()), route);
    async {
        let mut response = answer(&config, &rooms, &id, client, request, next).await;
        headers::complete(response.headers_mut(), &config.content_security, config.origin.is_https());
        if let Ok(id) = HeaderValue::from_str(id.as_str()) {
            response.headers_mut().insert(HeaderName::from_static("x-request-id"), id);
        }
        let us = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
        let status = response.status().as_u16();
        if response.extensions_mut().remove::<Quiet>().is_some() {
            tracing::debug!(status, us, "turned away");
        } else if status >= 500 {
            tracing::warn!(status, us, "answered");
        } else {
            tracing::info!(status, us, "answered");
        }
        response
    }
    .instrument(span)
    .await
}

async fn answer(
    config: &StackConfig,
    rooms: &Rooms,
    id: &RequestId,
    client: ClientAddr,
    mut request: Request,
    next: Next,
) -> Response {
    let head = Head {
        id: id.clone(),
        client,
        method: request.method().clone(),
        uri: request.uri().clone(),
        headers: request.headers().clone(),
    };
    let class = (config.classify)(&head.method, head.uri.path());
    if !matches!(class, Class::Free | Class::File)
        && let Err(seconds) = config.rate.check(&network(client.0))
    {
        // Whoever asks again as soon as he is refused would cost as much as those who are answered. Not for all equally
        // long: those who asked together would come back together.
        tokio::time::sleep(PENANCE / 2 + jitter(PENANCE)).await;
        return quietly(refuse(config, &head, Refusal::TooMany(seconds)));
    }
    if let Err(reason) = csrf::check(&head.method, &head.headers, &config.origin) {
        let origin = head.headers.get(header::ORIGIN);
        tracing::warn!(?reason, ?origin, public_url = %config.origin, "refused a change another site asked for");
        return refuse(config, &head, Refusal::CrossSite);
    }
    let (mut bodies, mut limit, mut pace) = (&rooms.forms, config.body_limit, config.body_pace);
    if (config.uploads.is_one)(&head.method, head.uri.path()) {
        if (config.uploads.may_send)(&head).await {
            (bodies, limit, pace) = (&rooms.files, config.uploads.limit, config.uploads.pace);
        } else {
            request = without_body(request);
        }
    }
    if limits::announces_more(request.headers(), limit) {
        return refuse(config, &head, Refusal::TooLarge);
    }
    let (request, held) = match bodies.read(request, limit, pace).await {
        Ok(read) => read,
        Err(Cut::TooLarge) => return refuse(config, &head, Refusal::TooLarge),
        Err(Cut::TooSlow) => return refuse(config, &head, Refusal::TooSlow),
        Err(Cut::NoRoom) => return refuse(config, &head, Refusal::Overloaded),
    };
    let Some(_admitted) = config.admission.admit(class).await else {
        drop((request, held));
        config.admission.turn_away().await;
        return quietly(refuse(config, &head, Refusal::Overloaded));
    };
    // `next.run` inside the async block: a panic before the first await is caught as well.
    let handled = AssertUnwindSafe(async { next.run(request).await }).catch_unwind();
    let refusal = match within(config.timeout, handled).await {
        Some(Ok(response)) if response.extensions().get::<Unrendered>().is_some() => Refusal::Internal,
        Some(Ok(response)) => return response,
        Some(Err(panic)) => {
            tracing::error!(panic = message(&*panic), "a handler panicked");
            Refusal::Internal
        }
        None => {
            tracing::warn!("a handler took too long");
            Refusal::TimedOut
        }
    };
    refuse(config, &head, refusal)
}

/// The request as if nothing had been sent with it.
fn without_body(mut request: Request) -> Request {
    *request.body_mut() = Body::empty();
    request.headers_mut().remove(header::CONTENT_LENGTH);
    request
}

/// How long an address that asks too often waits for its refusal, on average.
const PENANCE: Duration = Duration::from_millis(500);

/// Marks an answer that gets no line of its own: there are most of them when there is the least time.
#[derive(Debug, Clone, Copy)]
struct Quiet;

fn quietly(mut response: Response) -> Response {
    static TURNED_AWAY: AtomicU64 = AtomicU64::new(0);
    static SAID: Mutex<Option<Instant>> = Mutex::new(None);
    response.extensions_mut().insert(Quiet);
    TURNED_AWAY.fetch_add(1, Ordering::Relaxed);
    if let Ok(mut said) = SAID.try_lock()
        && said.is_none_or(|said| said.elapsed() > Duration::from_secs(1))
    {
        *said = Some(Instant::now());
        let requests = TURNED_AWAY.swap(0, Ordering::Relaxed);
        tracing::warn!(requests, status = response.status().as_u16(), "turned requests away");
    }
    response
}

async fn within<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}

/// The product's page with the right status. A page that panics itself becomes a line of text.
fn refuse(config: &StackConfig, head: &Head, refusal: Refusal) -> Response {
    let drawn = catch_unwind(AssertUnwindSafe(|| (config.refuse)(head, refusal)));
    let mut response = match drawn {
        Ok(response) if response.extensions().get::<Unrendered>().is_none() => response,
        _ => {
            tracing::error!(?refusal, "the page for a refusal could not be drawn");
            format!("{} ({})\n", refusal.status(), head.id).into_response()
        }
    };
    *response.status_mut() = refusal.status();
    if let Some(seconds) = refusal.retry_after() {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("(not a text)")
}

/// The method for the log. Unknown ones are the visitor's free text.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        Method::PATCH => "PATCH",
        Method::OPTIONS => "OPTIONS",
        _ => "other",
    }
}
