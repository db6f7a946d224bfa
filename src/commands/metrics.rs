//! Metrics in Prometheus' text form, on a listener of their own: whoever reaches it may read them.

use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::Method;
use axum::http::header::CONTENT_TYPE;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::Failure;
use crate::kernel::App;

const REQUESTS: &str = "athena_http_requests_total";
const SECONDS: &str = "athena_http_request_seconds";
const PENDING: &str = "athena_outbox_pending";
const PARKED: &str = "athena_outbox_parked";
const DATABASE: &str = "athena_database_up";
const UPTIME: &str = "athena_uptime_seconds";

/// Upper bounds, s.
const BUCKETS: &[f64] = &[0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0];
/// How often samples are counted into their buckets.
const UPKEEP: Duration = Duration::from_secs(5);

/// What is measured so far.
#[derive(Clone)]
pub(super) struct Metrics {
    measured: PrometheusHandle,
    started: Instant,
}

impl Metrics {
    /// Begins to measure; once in a process.
    ///
    /// # Errors
    /// It was begun already.
    pub(super) fn install() -> Result<Metrics, Failure> {
        let builder = PrometheusBuilder::new().set_buckets_for_metric(Matcher::Full(SECONDS.to_owned()), BUCKETS)?;
        let measured = builder.install_recorder()?;
        describe_counter!(REQUESTS, "Requests by route, method and status");
        describe_histogram!(SECONDS, Unit::Seconds, "Time to the answer's head, by route");
        describe_gauge!(PENDING, "Deliveries that are due, wait for their time or run");
        describe_gauge!(PARKED, "Deliveries that were given up and wait for staff");
        describe_gauge!(DATABASE, "1 if the database answers");
        describe_gauge!(UPTIME, Unit::Seconds, "Time since the process began to measure");
        Ok(Metrics { measured, started: Instant::now() })
    }

    /// Measures every request of a router.
    pub(super) fn measure(pages: Router) -> Router {
        pages.layer(from_fn(measure))
    }

    /// The page with the numbers. Keeps the samples few while it exists.
    pub(super) fn router(self, app: &App) -> Router {
        let measured = self.measured.clone();
        tokio::spawn(async move {
            let mut every = tokio::time::interval(UPKEEP);
            loop {
                every.tick().await;
                measured.run_upkeep();
            }
        });
        Router::new().route("/metrics", get(show)).with_state((self, app.clone()))
    }
}

async fn measure(request: Request, next: Next) -> Response {
    // The template, never the address: those are without number, and hold names.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let method = name(request.method());
    let started = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    counter!(REQUESTS, "route" => route.clone(), "method" => method, "status" => status).increment(1);
    histogram!(SECONDS, "route" => route).record(started.elapsed().as_secs_f64());
    response
}

/// Methods nobody knows are the visitor's free text.
fn name(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

async fn show(State((metrics, app)): State<(Metrics, App)>) -> impl IntoResponse {
    let counts =
        app.db.read_reserved(|r| Ok::<_, db::Error>((outbox::pending_count(r)?, outbox::parked_count(r)?))).await;
    gauge!(UPTIME).set(metrics.started.elapsed().as_secs_f64());
    gauge!(DATABASE).set(if counts.is_ok() { 1.0 } else { 0.0 });
    if let Ok((pending, parked)) = counts {
        gauge!(PENDING).set(float(pending));
        gauge!(PARKED).set(float(parked));
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics.measured.render())
}

/// Counts beyond `u32` are shown as its greatest value.
fn float(count: i64) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
