//! A name for each request, to find it in the log.

use std::fmt;
use std::sync::Arc;

/// Ten characters of an alphabet without look-alikes (Crockford's base 32, lower case), 50 random
/// bits. Made here for each request; one that a visitor sends is ignored. Not a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new one. Should the system have no randomness to give, all ids are alike; requests go on.
    pub(crate) fn new() -> Self {
        const ALPHABET: [char; 32] = [
            '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm',
            'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z',
        ];
        let mut bytes = [0_u8; 10];
        if getrandom::fill(&mut bytes).is_err() {
            tracing::warn!("no randomness for a request id");
        }
        // Each byte gives its low five bits; 32 letters, so each is found.
        let letters = bytes.iter().filter_map(|byte| ALPHABET.get(usize::from(byte & 31)));
        Self(letters.collect::<String>().into())
    }

    /// The ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
