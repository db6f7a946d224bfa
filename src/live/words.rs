//! What is said over the socket: JSON objects in text frames.

use serde::{Deserialize, Serialize};
use web::live::{Close, code};

/// What a page may say.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Heard {
    /// Tell me of these topics.
    Subscribe(Vec<String>),
    /// No longer.
    Unsubscribe(Vec<String>),
}

impl Heard {
    /// Reads a message. Who sends others than these is no page of ours.
    pub(super) fn parse(text: &str) -> Result<Heard, Close> {
        serde_json::from_str(text).map_err(|error| {
            tracing::debug!(%error, "a message that nobody understands");
            Close::for_good(code::POLICY, "message")
        })
    }
}

/// What a page is told.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Said<'a> {
    /// Something changed: fetch what you show of it.
    Signal {
        /// What.
        topic: &'a str,
        /// When, µs since 1970: newer than what was fetched before that.
        version: i64,
    },
    /// These topics do not exist, for this person at least.
    Refused {
        /// Their names.
        refused: &'a [&'a str],
    },
    /// The socket ends, and why.
    Ended {
        /// `session`: whoever looks at the page is signed in no longer.
        ended: &'a str,
    },
}

impl Said<'_> {
    /// The text of the frame.
    pub(super) fn text(&self) -> String {
        // Numbers and strings always become JSON.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_say_two_things_and_nothing_beside_them() {
        let topics = || vec!["people".to_owned(), "x".to_owned()];
        assert_eq!(Heard::parse(r#"{"subscribe":["people","x"]}"#), Ok(Heard::Subscribe(topics())));
        assert_eq!(Heard::parse(r#"{"unsubscribe":["people","x"]}"#), Ok(Heard::Unsubscribe(topics())));
        for wrong in [
            "",
            "{}",
            "[]",
            "null",
            "subscribe",
            r#""subscribe""#,
            r#"{"subscribe":"people"}"#,
            r#"{"subscribe":[1]}"#,
            r#"{"subscribe":["people"],"as":"operator"}"#,
            r#"{"subscribe":["people"],"unsubscribe":["x"]}"#,
            r#"{"Subscribe":["people"]}"#,
            r#"{"publish":["people"]}"#,
            r#"{"subscribe":["people"]} {}"#,
        ] {
            assert!(Heard::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn pages_are_told_three_things() {
        assert_eq!(Said::Signal { topic: "people", version: 123 }.text(), r#"{"topic":"people","version":123}"#);
        assert_eq!(Said::Refused { refused: &["x\""] }.text(), r#"{"refused":["x\""]}"#);
        assert_eq!(Said::Ended { ended: "session" }.text(), r#"{"ended":"session"}"#);
    }
}
