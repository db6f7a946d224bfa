//! The handle on an open socket: texts in, bounded, without waiting.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::extract::ws::Utf8Bytes;
use tokio::sync::Notify;

use super::close::{Close, code};

/// Bytes that may wait for a peer to read. One that is further behind is told to come back later: its page loads
/// what it missed, and that is less than what is thrown away here.
pub const QUEUE_BYTES: usize = 256 * 1024;

/// What waits costs more than its text; counted, so that many small texts are bounded too.
const PER_TEXT: usize = 32;
/// Within which time somebody who read too slowly may come back.
const SLOW: Close = Close::for_now(code::TRY_LATER, "slow", Duration::from_secs(15));

/// What others hold of an open socket. Clones are the same line. Whoever puts something in never waits for the peer.
#[derive(Clone, Default)]
pub struct Line(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Notify,
}

#[derive(Default)]
struct State {
    texts: VecDeque<Utf8Bytes>,
    bytes: usize,
    close: Option<Close>,
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("bytes", &self.state().bytes).finish_non_exhaustive()
    }
}

impl Line {
    /// Puts a text at the end of the queue. If too much waits already, everything is thrown away and the socket ends
    /// with [`code::TRY_LATER`]; after an end, nothing more is taken.
    pub fn send(&self, text: impl Into<Utf8Bytes>) {
        let text = text.into();
        let mut state = self.state();
        if state.close.is_some() {
            return;
        }
        let bytes = state.bytes + text.len() + PER_TEXT;
        if bytes > QUEUE_BYTES {
            *state = State { close: Some(SLOW), ..State::default() };
        } else {
            state.bytes = bytes;
            state.texts.push_back(text);
        }
        drop(state);
        self.0.changed.notify_one();
    }

    /// Throws away what was not written yet.
    pub fn clear(&self) {
        let mut state = self.state();
        state.texts = VecDeque::new();
        state.bytes = 0;
    }

    /// Ends the socket. What was not written yet is thrown away, `last` is still said. The first end counts.
    pub fn close(&self, last: Option<Utf8Bytes>, close: Close) {
        let mut state = self.state();
        if state.close.is_some() {
            return;
        }
        *state = State { texts: last.into_iter().collect(), bytes: 0, close: Some(close) };
        drop(state);
        self.0.changed.notify_one();
    }

    /// The end, once it is decided.
    pub fn end(&self) -> Option<Close> {
        self.state().close
    }

    /// The next text to be written. For whoever attends to the socket.
    pub fn take(&self) -> Option<Utf8Bytes> {
        let mut state = self.state();
        let text = state.texts.pop_front()?;
        state.bytes = state.bytes.saturating_sub(text.len() + PER_TEXT);
        if state.texts.is_empty() {
            // An idle socket keeps no room for the busy one it was.
            state.texts = VecDeque::new();
        }
        Some(text)
    }

    /// Waits until something was put in. For one waiter.
    pub async fn changed(&self) {
        self.0.changed.notified().await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_come_out_in_order_until_the_end_which_throws_away_all_but_the_last() {
        let line = Line::default();
        line.send("a");
        line.send("b");
        assert_eq!(line.take().as_deref(), Some("a"));
        let end = Close::for_good(code::SIGNED_OUT, "session");
        line.close(Some("last".into()), end);
        line.close(None, SLOW);
        line.send("late");
        assert_eq!(line.end(), Some(end));
        assert_eq!((line.take().as_deref(), line.take()), (Some("last"), None));
    }

    #[test]
    fn more_than_may_wait_ends_the_socket_and_frees_the_queue() {
        let line = Line::default();
        let text = "x".repeat(1024 - PER_TEXT);
        for _ in 0..256 {
            line.send(text.clone());
        }
        assert_eq!(line.end(), None, "exactly full");
        line.send("");
        assert_eq!(line.end(), Some(SLOW));
        assert_eq!(line.take(), None);
        let cleared = Line::default();
        for _ in 0..10_000 {
            cleared.send(text.clone());
            cleared.clear();
        }
        assert_eq!(cleared.end(), None);
    }
}
