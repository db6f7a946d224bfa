//! A WebSocket from the request that asks for it to the last frame, whatever is said over it.
//!
//! - [`Asked`] is the request. It becomes a socket only by way of the check where it comes from, because browsers send
//!   cookies with an upgrade that another site asks for, and no CORS keeps that site from reading along.
//! - [`Line`] is what others hold of an open socket: they put texts in or end it, and never wait.
//! - [`attend`] moves frames between the two. Slow, silent, talkative and rude peers are its business.
//!
//! Every end has a code and, as its reason, a JSON object. `why` is a word for the log; whoever finds `retry_ms` may
//! come back after a random time up to it, whoever does not find it has no reason to.

mod attend;
mod close;
mod line;

use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::header::{CONNECTION, ORIGIN, UPGRADE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::Origin;
use crate::csrf::{Found, only};

pub use attend::attend;
pub use close::{Close, code};
pub use line::{Line, QUEUE_BYTES};

/// Bytes of the buffer a socket reads into. Most sockets are idle most of the time, and the library's own 128 KiB for
/// each would be all that such a server does with its memory.
const READ_BUFFER: usize = 4096;
/// Bytes of the longest message, and the longest frame, that a peer may send.
pub const MESSAGE_BYTES: usize = 4096;
/// Bytes that may wait inside the socket for a peer to read: one message and the answers to its pings. The rest waits
/// in the [`Line`].
const WRITE_BUFFER: usize = 128 * 1024;

/// A request that asks for a socket. What is no such request is answered with 426.
#[derive(Debug)]
pub struct Asked {
    upgrade: WebSocketUpgrade,
    headers: HeaderMap,
}

impl<S: Send + Sync> FromRequestParts<S> for Asked {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match WebSocketUpgrade::from_request_parts(parts, state).await {
            Ok(upgrade) => Ok(Self { upgrade, headers: parts.headers.clone() }),
            Err(rejection) => {
                tracing::debug!(%rejection, "no request for a socket");
                let names = [(UPGRADE, "websocket"), (CONNECTION, "upgrade")];
                Err((StatusCode::UPGRADE_REQUIRED, names, "Only WebSockets are opened here.\n").into_response())
            }
        }
    }
}

impl Asked {
    /// Passes if the request comes from a page of this site: exactly one `Origin`, and it is the public one. Something
    /// that sends none is no browser's page and has no business here.
    pub fn from_origin(self, public: &Origin) -> Option<Upgrade> {
        is_from(&self.headers, public).then_some(Upgrade(self.upgrade))
    }
}

fn is_from(headers: &HeaderMap, public: &Origin) -> bool {
    matches!(only(headers, ORIGIN.as_str()), Found::One(origin) if origin == public.as_str())
}

/// A request for a socket that comes from a page of this site.
#[derive(Debug)]
pub struct Upgrade(WebSocketUpgrade);

impl Upgrade {
    /// Answers the request; `talk` then runs with the socket, in a task of its own.
    pub fn open<F>(self, talk: impl FnOnce(WebSocket) -> F + Send + 'static) -> Response
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.0
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(0)
            .max_write_buffer_size(WRITE_BUFFER)
            .max_message_size(MESSAGE_BYTES)
            .max_frame_size(MESSAGE_BYTES)
            .on_failed_upgrade(|error| tracing::debug!(%error, "a socket was not opened"))
            .on_upgrade(talk)
    }
}

/// A random time from nothing up to `most`. Should the system have no randomness to give, the middle.
pub fn jitter(most: Duration) -> Duration {
    let mut bytes = [0_u8; 4];
    let share = match getrandom::fill(&mut bytes) {
        Ok(()) => f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX),
        Err(_) => 0.5,
    };
    most.mul_f64(share)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_page_of_this_very_origin_gets_a_socket() {
        let public = "https://people.example".parse().unwrap();
        let from = |origins: &[&str]| {
            let mut headers = HeaderMap::new();
            for origin in origins {
                headers.append(ORIGIN, HeaderValue::from_str(origin).unwrap());
            }
            is_from(&headers, &public)
        };
        assert!(from(&["https://people.example"]));
        for foreign in [
            "https://elsewhere.example",
            "https://evil.people.example",
            "https://people.example.evil.example",
            "https://people.example:8443",
            "http://people.example",
            "https://people.example/",
            "https://PEOPLE.example",
            "null",
            "",
        ] {
            assert!(!from(&[foreign]), "{foreign}");
        }
        assert!(!from(&[]), "none");
        assert!(!from(&["https://people.example", "https://people.example"]), "two");
    }

    #[test]
    fn jitter_stays_within_its_bounds_and_uses_all_of_them() {
        let most = Duration::from_secs(10);
        let drawn: Vec<Duration> = (0..2_000).map(|_| jitter(most)).collect();
        assert!(drawn.iter().all(|time| *time <= most));
        assert!(drawn.iter().any(|time| *time < most / 10) && drawn.iter().any(|time| *time > most * 9 / 10));
        assert_eq!(jitter(Duration::ZERO), Duration::ZERO);
    }
}
