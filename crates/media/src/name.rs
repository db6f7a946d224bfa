//! The names of stored files.

use std::fmt;
use std::fmt::Write;
use std::str::FromStr;

use sha2::{Digest, Sha256};
use thiserror::Error;

const HASH_DIGITS: usize = 64;
/// One format is written, so there is one extension.
const EXTENSION: &str = ".jpg";

/// The name of a stored file: the SHA-256 of its bytes in lower-case hexadecimal, and `.jpg`. There are no other file
/// names, so a name can never be a path. Hexadecimal, because two names then never differ by case alone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// Not the name of a stored file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not the name of a stored file")]
pub struct InvalidName;

impl Name {
    /// The name these bytes are stored under.
    pub fn of(bytes: &[u8]) -> Name {
        let mut name = String::with_capacity(HASH_DIGITS + EXTENSION.len());
        for byte in Sha256::digest(bytes) {
            // Writing into a string cannot fail.
            let _ = write!(name, "{byte:02x}");
        }
        name.push_str(EXTENSION);
        Name(name)
    }

    /// Takes a name that came from outside, to the letter or not at all.
    ///
    /// # Errors
    /// [`InvalidName`] for anything that [`Name::of`] could not have made.
    pub fn parse(text: &str) -> Result<Name, InvalidName> {
        let digits = text.strip_suffix(EXTENSION).ok_or(InvalidName)?;
        let fits = digits.len() == HASH_DIGITS && digits.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if fits { Ok(Name(text.to_owned())) } else { Err(InvalidName) }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether these bytes are the ones that the name was made of.
    pub fn fits(&self, bytes: &[u8]) -> bool {
        Name::of(bytes) == *self
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Name {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Name, InvalidName> {
        Name::parse(text)
    }
}
