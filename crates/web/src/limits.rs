//! How much a visitor may send, and how slowly.
//!
//! A body is read before its request is let in: whoever sends it slowly then keeps nobody out but himself.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_LENGTH;
use bytes::{Bytes, BytesMut};
use http_body::Body as HttpBody;

use crate::pace::{Pace, Pacer};

/// What all bodies that are being read or worked on may hold together, bytes. Only what has come counts: announcing
/// much costs nobody anything.
const ALL_BODIES: u64 = 64 * 1024 * 1024;

/// Bytes read in one go.
const TURN: usize = 64 * 1024;

/// What a body leaves to others after each turn: whoever sends much at once is read at 64 MB/s, and the thread sleeps in
/// between. If it only yielded, the scheduler would let the threads it woke wait until its slice of time is over, 4 ms
/// and more on a machine with one core.
const REST: Duration = Duration::from_millis(1);

/// Does the request announce more than `limit` bytes? A length that is no number is hyper's to refuse.
pub(crate) fn announces_more(headers: &HeaderMap, limit: u64) -> bool {
    announced(headers).is_some_and(|length| length > limit)
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Why a body was not read to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cut {
    /// More came than allowed.
    TooLarge,
    /// It came too slowly, or broke off.
    TooSlow,
    /// Too much is held for others already.
    NoRoom,
}

/// Counts what all bodies hold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bodies(Arc<AtomicU64>);

/// What one body holds, until it is dropped.
#[derive(Debug)]
pub(crate) struct Held {
    all: Bodies,
    bytes: u64,
}

impl Bodies {
    /// Reads the body to its end and puts it back in one piece. axum's own limit of 2 MB is taken off: one limit, one
    /// place.
    pub(crate) async fn read(&self, request: Request, limit: u64, pace: Pace) -> Result<(Request, Held), Cut> {
        let mut held = Held { all: self.clone(), bytes: 0 };
        let (parts, mut body) = request.into_parts();
        let mut request = if body.is_end_stream() {
            Request::from_parts(parts, body)
        } else {
            let mut pacer = Pacer::new(pace);
            // Room for all of it, so that nothing is moved when more comes; memory is taken as it is filled.
            let room = announced(&parts.headers).unwrap_or(0).min(limit);
            let mut whole = BytesMut::with_capacity(usize::try_from(room).unwrap_or(0));
            let mut turn = 0;
            while let Some(part) = poll_fn(|cx| poll_part(&mut body, &mut pacer, cx)).await? {
                held.add(part.len(), limit)?;
                whole.extend_from_slice(&part);
                turn += part.len();
                if turn >= TURN {
                    turn = 0;
                    tokio::time::sleep(REST).await;
                }
            }
            Request::from_parts(parts, Body::from(whole.freeze()))
        };
        DefaultBodyLimit::disable().apply(&mut request);
        Ok((request, held))
    }
}

/// The next bytes; `None` at the end.
fn poll_part(body: &mut Body, pacer: &mut Pacer, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Cut>> {
    match Pin::new(body).poll_frame(cx) {
        Poll::Ready(None) => Poll::Ready(Ok(None)),
        Poll::Ready(Some(Err(_))) => Poll::Ready(Err(Cut::TooSlow)),
        Poll::Ready(Some(Ok(frame))) => {
            // Trailers are no part of any form.
            let part = frame.into_data().unwrap_or_default();
            pacer.moved(part.len());
            Poll::Ready(Ok(Some(part)))
        }
        Poll::Pending => {
            ready!(pacer.poll_waiting(cx));
            Poll::Ready(Err(Cut::TooSlow))
        }
    }
}

impl Held {
    fn add(&mut self, bytes: usize, limit: u64) -> Result<(), Cut> {
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        if self.bytes.saturating_add(bytes) > limit {
            return Err(Cut::TooLarge);
        }
        self.bytes += bytes;
        if self.all.0.fetch_add(bytes, Ordering::Relaxed) + bytes > ALL_BODIES {
            return Err(Cut::NoRoom);
        }
        Ok(())
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.all.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const PACE: Pace = Pace { grace: Duration::from_secs(5), bytes_per_second: 512 };

    #[tokio::test]
    async fn what_all_hold_together_has_an_end_and_is_given_back() {
        let bodies = Bodies::default();
        let mib = || Request::new(Body::from(vec![b'x'; 1024 * 1024]));
        let mut held = Vec::new();
        for _ in 0..64 {
            held.push(bodies.read(mib(), 2_000_000, PACE).await.unwrap().1);
        }
        assert_eq!(bodies.read(mib(), 2_000_000, PACE).await.unwrap_err(), Cut::NoRoom);
        drop(held);
        assert_eq!(bodies.0.load(Ordering::Relaxed), 0);
        assert!(bodies.read(mib(), 2_000_000, PACE).await.is_ok());
        assert_eq!(bodies.read(mib(), 1_000_000, PACE).await.unwrap_err(), Cut::TooLarge);
    }
}
