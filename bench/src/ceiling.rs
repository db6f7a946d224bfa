//! What the pages are measured against: the same product with a handler that has nothing to look up.
//!
//! `/body` answers the bytes of one home page, `/page` draws that page from values it holds, `/profile/{handle}`
//! a profile.
//! All are members' pages behind everything that surrounds the real one: visitor, session, layers, log.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use athena::kernel::{Actor, Error};
use athena::posts::web::feed::{self as home, Home, WritingForm};
use athena::profiles::profile::{Eyes, Found};
use athena::profiles::web::profile::Beside;
use athena::profiles::{self, profile};
use athena::shell::{Id, Member};
use athena::wiring;
use axum::body::{Bytes, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use tokio::net::TcpListener;
use web::Serving;

use crate::Result;
use crate::town::application;

static SHOWN: OnceLock<Home> = OnceLock::new();
static BODY: OnceLock<Bytes> = OnceLock::new();
/// By handle.
static PROFILES: RwLock<BTreeMap<String, Arc<Found>>> = RwLock::new(BTreeMap::new());

/// Serves the ceilings until it is asked to stop.
///
/// # Errors
/// What keeps the application from starting.
pub async fn serve(data: &Path, listen: SocketAddr) -> Result<()> {
    start_log()?;
    let running = application(data, listen).await?;
    let routes =
        athena::shell::pages::routes().get("/body", body).get("/page", page).get("/profile/{handle}", one_profile);
    let router = wiring::around(&running.app, routes)?;
    let listener = TcpListener::bind(listen).await?;
    let stop = async {
        let _asked = web::stop_signal().await;
    };
    web::serve(listener, router, Serving::default(), stop, Duration::from_secs(1)).await;
    running.stop().await;
    Ok(())
}

/// A line for each request, in the shape the product's log has by default.
fn start_log() -> Result<()> {
    let lines = tracing_subscriber::fmt().with_writer(std::io::stderr).json();
    lines.flatten_event(true).with_span_list(false).with_env_filter("info").try_init()
}

async fn page(member: Member) -> Response {
    match shown(&member).await {
        Ok(shown) => home::page(&member, member.visitor.frame("home"), shown),
        Err(error) => error.into_response(),
    }
}

async fn body(member: Member) -> Response {
    let bytes = match BODY.get() {
        Some(bytes) => bytes.clone(),
        None => {
            let bytes = to_bytes(page(member).await.into_body(), usize::MAX).await.unwrap_or_default();
            BODY.get_or_init(|| bytes).clone()
        }
    };
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], bytes).into_response()
}

async fn one_profile(member: Member, Id(handle): Id<String>) -> Response {
    match found(&member, handle).await {
        Ok(found) => {
            let frame = member.visitor.frame("");
            profiles::web::profile::drawn(&member.visitor, frame, Found::clone(&found), Eyes::Own, Beside::default())
        }
        Err(error) => error.into_response(),
    }
}

/// What the first who asked would see of the profile.
async fn found(member: &Member, handle: String) -> std::result::Result<Arc<Found>, Error> {
    if let Some(found) = PROFILES.read().unwrap_or_else(PoisonError::into_inner).get(&handle) {
        return Ok(Arc::clone(found));
    }
    let (actor, asked) = (Actor::from(member.actor), handle.clone());
    let found = member.visitor.app.db.read(move |r| profile::find(r, actor, &asked, Eyes::Own)).await?;
    let mut profiles = PROFILES.write().unwrap_or_else(PoisonError::into_inner);
    Ok(Arc::clone(profiles.entry(handle).or_insert_with(|| Arc::new(found))))
}

/// What the first who asked would see on the real page.
async fn shown(member: &Member) -> std::result::Result<&'static Home, Error> {
    if let Some(shown) = SHOWN.get() {
        return Ok(shown);
    }
    let (_, shown) = home::read(member, None, WritingForm::default()).await?;
    Ok(SHOWN.get_or_init(|| shown))
}
