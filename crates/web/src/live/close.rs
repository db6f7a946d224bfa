//! How a socket ends.

use std::time::Duration;

use axum::extract::ws::{CloseFrame, Utf8Bytes};

/// Codes of this server: those of RFC 6455, and from 4400 on its own, named after the status codes they resemble.
pub mod code {
    /// The peer broke the protocol.
    pub const PROTOCOL: u16 = 1002;
    /// A binary message: everything is text.
    pub const BINARY: u16 = 1003;
    /// A text that is not UTF-8.
    pub const NOT_TEXT: u16 = 1007;
    /// A message nobody understands, or too many of them.
    pub const POLICY: u16 = 1008;
    /// A message or frame that is too large.
    pub const TOO_LARGE: u16 = 1009;
    /// The server stops or starts again.
    pub const RESTART: u16 = 1012;
    /// No room right now, or the peer reads too slowly.
    pub const TRY_LATER: u16 = 1013;
    /// Whoever the socket was opened for is no longer signed in.
    pub const SIGNED_OUT: u16 = 4401;
    /// The peer does not answer pings.
    pub const SILENT: u16 = 4408;
    /// One person has too many sockets: this one was the oldest.
    pub const TOO_MANY: u16 = 4429;
}

/// The last frame of a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Close {
    /// One of [`code`].
    pub code: u16,
    /// A word for the log.
    pub why: &'static str,
    /// Within which time the peer may come back; `None`: it has no reason to.
    pub retry: Option<Duration>,
}

impl Close {
    /// An end after which nobody comes back by themselves.
    pub const fn for_good(code: u16, why: &'static str) -> Self {
        Self { code, why, retry: None }
    }

    /// An end after which the peer comes back at a random time within `window`.
    pub const fn for_now(code: u16, why: &'static str, window: Duration) -> Self {
        Self { code, why, retry: Some(window) }
    }

    /// The frame, its reason a JSON object of at most 123 bytes.
    pub(super) fn frame(self) -> CloseFrame {
        let why = self.why;
        let reason = match self.retry {
            Some(window) => format!(r#"{{"why":"{why}","retry_ms":{}}}"#, window.as_millis()),
            None => format!(r#"{{"why":"{why}"}}"#),
        };
        CloseFrame { code: self.code, reason: Utf8Bytes::from(reason) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_an_object_that_tells_whether_to_come_back() {
        let reason = |close: Close| close.frame().reason.to_string();
        assert_eq!(reason(Close::for_good(code::SIGNED_OUT, "session")), r#"{"why":"session"}"#);
        let restart = Close::for_now(code::RESTART, "restart", Duration::from_secs(30));
        assert_eq!(reason(restart), r#"{"why":"restart","retry_ms":30000}"#);
    }
}
