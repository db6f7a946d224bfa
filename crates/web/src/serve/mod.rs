//! Listens, answers, and stops in good order.
//!
//! The accept loop is ours because the open internet is patient: a connection that says nothing, says it slowly, or
//! takes its answer slowly costs memory for as long as somebody likes. Here each has a time ([`Patience`]), an address
//! has a number of connections, and so has the process ([`Caps`]).
//!
//! HTTP/1.1 is spoken with everybody, HTTP/2 without TLS with trusted proxies alone.

mod connection;
mod door;
#[cfg(test)]
mod tests;
mod watched;

use std::future::Future;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use rustix::net::sockopt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use door::Door;

pub use door::Caps;

use crate::client::TrustedProxies;
use crate::pace::Pace;

/// How long the loop rests when the system has no descriptor or memory for another connection.
const REST: Duration = Duration::from_millis(50);

/// How a server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopped {
    /// Every request that had begun was answered.
    Drained,
    /// Some were not done in time; their connections end with the runtime.
    Cut,
}

/// How long a connection may keep us waiting. The pace of a request's body is [`crate::StackConfig`]'s.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the connection to its first byte.
    pub first_byte: Duration,
    /// From a request's first byte to the end of its head.
    pub head: Duration,
    /// Between an answer and the next request.
    pub idle: Duration,
    /// How fast answers must be taken.
    pub answer: Pace,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            first_byte: Duration::from_secs(5),
            head: Duration::from_secs(10),
            idle: Duration::from_secs(60),
            answer: Pace { grace: Duration::from_secs(10), bytes_per_second: 1024 },
        }
    }
}

/// What a server needs to know beside its pages.
#[derive(Debug, Clone, Default)]
pub struct Serving {
    /// How long connections may keep us waiting.
    pub patience: Patience,
    /// How many there may be.
    pub caps: Caps,
    /// Who may bring many visitors over one address, and speak HTTP/2.
    pub proxies: TrustedProxies,
}

/// Answers requests until `stop` is ready; then takes no new connection, finishes what has begun, and
/// returns after `grace` at the latest. The peer's address is in each request as `ConnectInfo`.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    serving: Serving,
    stop: impl Future<Output = ()>,
    grace: Duration,
) -> Stopped {
    if let Err(error) = bound_answers(&listener) {
        tracing::warn!(%error, "the system does not bound what it holds for slow readers");
    }
    let door = Door::new(serving.caps);
    let serving = Arc::new(serving);
    // Every connection holds a receiver: when the last is gone, all are done.
    let (stopping, connections) = watch::channel(false);
    let mut stop = pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            biased;
            () = &mut stop => break,
            accepted = accept(&listener) => accepted,
        };
        let trusted = serving.proxies.trusts(peer.ip());
        // Whoever is not let in is told so by the closed connection: words would cost more than listening.
        let Some(pass) = door.enter(peer.ip(), trusted) else { continue };
        let (router, serving, stopping) = (router.clone(), Arc::clone(&serving), connections.clone());
        tokio::spawn(connection::run(stream, peer, pass, trusted, router, serving, stopping));
    }
    drop(listener);
    stopping.send_replace(true);
    drop(connections);
    match tokio::time::timeout(grace, stopping.closed()).await {
        Ok(()) => Stopped::Drained,
        Err(_) => Stopped::Cut,
    }
}

/// The next connection, however long the system takes to have one.
/// What the system holds of answers that a peer does not take, bytes; it doubles this for its own needs. Left alone it
/// holds up to 4 MiB for each of them. Between two continents this still lets 2 MB/s through.
const UNTAKEN: usize = 256 * 1024;
/// How long a peer may take nothing at all while the system holds something for it, ms. It is the system that counts:
/// what it holds seems taken from here.
const UNTAKEN_MS: u32 = 15_000;

/// Connections have both from the socket that they come in by.
fn bound_answers(listener: &TcpListener) -> io::Result<()> {
    sockopt::set_socket_send_buffer_size(listener, UNTAKEN)?;
    sockopt::set_tcp_user_timeout(listener, UNTAKEN_MS)?;
    Ok(())
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                // Small answers go out at once instead of waiting for the acknowledgement of the last.
                if let Err(error) = stream.set_nodelay(true) {
                    tracing::debug!(%error, "TCP_NODELAY");
                }
                return (stream, peer);
            }
            Err(error) if is_the_peers(&error) => {}
            Err(error) => {
                tracing::error!(%error, "cannot take another connection");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Errors of a connection that was gone before it was taken.
fn is_the_peers(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
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
