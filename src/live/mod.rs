//! The live socket: one WebSocket for each open page, over which it hears that something changed, never what.
//!
//! A *signal* names a topic and a version; the page then fetches what it shows, with its own rights. Signals follow
//! commits only, on this node by `after_commit` and on others by the `changes` log, and each may be lost: the next
//! load shows the same. This module knows no room; topics come from the registry.
//!
//! Who listens is decided three times: when the socket opens, when it asks for a topic, and at each delivery. A session
//! or account that changes makes its sockets' grants void before the change is answered ([`revoke_session`],
//! [`revoke_account`]); nothing is delivered to them until the table has been asked again, and those of a session that
//! is over are told and closed.

mod hub;
mod seat;
mod seats;
mod words;

use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocket;
use axum::response::Response;
use db::Tx;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};
use web::Routes;
use web::live::{Asked, Line};

use crate::kernel::registry::BoxFuture;
use crate::kernel::{AccountId, App, Error, MemberActor, Result, SessionId};
use crate::shell::Member;

pub use hub::Hub;

/// How long to wait before something that failed for now is tried again.
const AGAIN: Duration = Duration::from_millis(300);

/// The routes.
pub fn routes() -> Routes<App> {
    Routes::new().get("/live", open)
}

/// Tells the pages that listen, wherever they are open, once the transaction commits.
///
/// # Errors
/// What the database says.
pub fn signal(tx: &mut Tx<'_>, topic: &'static str) -> Result<()> {
    // The id tells this signal from all others: the log brings back what this node knows already.
    let id = tx.new_id();
    tx.change(topic, id)?;
    if let Some(hub) = tx.extension::<Hub>() {
        tx.after_commit(move || hub.signal(topic, id));
    }
    Ok(())
}

/// Makes the grants of a session's sockets void on this node once the transaction commits. Other nodes follow the log.
pub fn revoke_session(tx: &mut Tx<'_>, session: SessionId) {
    if let Some(hub) = tx.extension::<Hub>() {
        tx.after_commit(move || hub.revoke_session(session));
    }
}

/// Makes the grants of an account's sockets void on this node once the transaction commits.
pub fn revoke_account(tx: &mut Tx<'_>, account: AccountId) {
    if let Some(hub) = tx.extension::<Hub>() {
        tx.after_commit(move || hub.revoke_account(account));
    }
}

/// Follows a live topic in the log.
pub fn on_signal(app: App, topic: &'static str, id: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        hub(&app)?.signal(topic, id);
        Ok(())
    })
}

/// Follows the end of a session in the log.
pub fn on_session_change(app: App, session: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        hub(&app)?.revoke_session(SessionId::from_raw(session));
        Ok(())
    })
}

/// Follows the change of an account in the log.
pub fn on_account_change(app: App, account: i64) -> BoxFuture<Result<()>> {
    Box::pin(async move {
        hub(&app)?.revoke_account(AccountId::from_raw(account));
        Ok(())
    })
}

fn hub(app: &App) -> Result<Arc<Hub>> {
    app.memory.get::<Hub>().ok_or_else(|| Error::internal("no hub in memory"))
}

async fn open(member: Member, asked: Asked) -> Result<Response> {
    let app = &member.visitor.app;
    let upgrade = asked.from_origin(&app.config.public_url).ok_or(Error::Forbidden)?;
    let (hub, actor) = (hub(app)?, member.actor);
    if !hub.has_room() {
        return Err(Error::Busy);
    }
    Ok(upgrade.open(move |socket| attend(hub, actor, socket)))
}

async fn attend(hub: Arc<Hub>, actor: MemberActor, socket: WebSocket) {
    let line = Line::default();
    match hub.enter(&actor, line.clone()) {
        Some(seat) => web::live::attend(socket, &line, |text| seat.heard(text)).await,
        None => {
            line.close(None, hub::FULL);
            web::live::attend(socket, &line, |_| Ok(())).await;
        }
    }
}

/// Hands signals out and has grants renewed, until told to stop.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let Ok(hub) = hub(&app) else { return };
    loop {
        let turn = hub.turn(Instant::now(), app.db.now_us(), app.freshness.is_fresh());
        for seat in turn.ask {
            tokio::spawn(ask(app.clone(), Arc::clone(&hub), seat));
        }
        tokio::select! {
            () = hub.changed() => {}
            () = sleep_until(turn.next) => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
    }
}

/// Asks the table for whom a socket's session speaks, until the answer is as young as the last change.
async fn ask(app: App, hub: Arc<Hub>, seat: u64) {
    while let Some((session, epoch)) = hub.question(seat) {
        match (app.registry.find_grant)(app.clone(), session).await {
            Ok(grant) => hub.answer(seat, epoch, grant),
            Err(error) => {
                tracing::warn!(%error, "cannot tell who is behind a live socket");
                sleep(AGAIN).await;
            }
        }
    }
}

/// Sends everybody away with the word that the server starts again, and waits for at most 3 s until they are gone.
pub async fn stop(app: &App) {
    if let Ok(hub) = hub(app) {
        hub.stop().await;
    }
}

/// Does [`stop`] once `asked` is ready: pages begin to look for another node while requests here are still answered.
pub async fn stop_after(app: App, asked: impl Future<Output = ()>) {
    asked.await;
    stop(&app).await;
}
