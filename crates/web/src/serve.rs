//! Listens, answers, and stops in good order.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::Notify;

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every request that had begun was answered.
    Drained,
    /// Some were not done in time; their connections end with the runtime.
    Cut,
}

/// Answers requests until `stop` is ready; then takes no new connection, finishes what has begun, and
/// returns after `grace` at the latest. The peer's address is in each request as `ConnectInfo`.
///
/// # Errors
/// Those of the listener.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    stop: impl Future<Output = ()> + Send + 'static,
    grace: Duration,
) -> io::Result<Stopped> {
    let asked = Arc::new(Notify::new());
    let ask = Arc::clone(&asked);
    // Small answers go out at once instead of waiting for the acknowledgement of the last.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
    });
    let server = axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>());
    let server = server.with_graceful_shutdown(async move {
        stop.await;
        ask.notify_one();
    });
    let too_late = async {
        asked.notified().await;
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        ended = server => ended.map(|()| Stopped::Drained),
        () = too_late => Ok(Stopped::Cut),
    }
}

/// Ready when the operator (Ctrl-C) or the system (SIGTERM) asks the process to stop.
///
/// # Errors
/// When the system lets nobody listen for signals.
pub async fn stop_signal() -> io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}
