//! Secrets: random tokens, their hashes at rest, and the instance secret with the keys derived from it.
//!
//! A token goes to its owner once; the database holds its SHA-256 alone, so that a stolen dump opens nothing.

use std::fmt;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Where randomness comes from: the operating system, or a seed in demo data and tests.
#[derive(Clone)]
pub struct Randomness(Option<Arc<Mutex<Seeded>>>);

struct Seeded {
    seed: [u8; 32],
    counter: u64,
}

impl Randomness {
    /// The operating system's generator.
    pub fn system() -> Self {
        Randomness(None)
    }

    /// Repeats itself from a seed: for demo data and tests, never for a community's secrets.
    pub fn seeded(seed: u64) -> Self {
        let seed = Sha256::digest(seed.to_be_bytes()).into();
        Randomness(Some(Arc::new(Mutex::new(Seeded { seed, counter: 0 }))))
    }

    /// 256 random bits.
    ///
    /// # Errors
    /// Where the operating system has no randomness to give.
    pub fn bytes(&self) -> io::Result<[u8; 32]> {
        match &self.0 {
            None => {
                let mut bytes = [0; 32];
                getrandom::fill(&mut bytes).map_err(io::Error::other)?;
                Ok(bytes)
            }
            Some(seeded) => {
                let mut seeded = seeded.lock().unwrap_or_else(PoisonError::into_inner);
                seeded.counter += 1;
                let mut hash = Sha256::new();
                hash.update(seeded.seed);
                hash.update(seeded.counter.to_be_bytes());
                Ok(hash.finalize().into())
            }
        }
    }

    /// A number below `bound` (0 if `bound` is 0); the bias of the modulo is below 2⁻³².
    ///
    /// # Errors
    /// As [`Randomness::bytes`].
    pub fn below(&self, bound: u32) -> io::Result<u32> {
        let [a, b, c, d, e, f, g, h, ..] = self.bytes()?;
        let wide = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        Ok(u32::try_from(wide.checked_rem(u64::from(bound)).unwrap_or(0)).unwrap_or(0))
    }

    /// A fresh token.
    ///
    /// # Errors
    /// As [`Randomness::bytes`].
    pub fn token(&self) -> io::Result<Token> {
        Ok(Token(self.bytes()?))
    }

    /// A code that people read and type: groups of four without look-alikes, 80 bits.
    ///
    /// # Errors
    /// As [`Randomness::bytes`].
    pub fn code(&self) -> io::Result<String> {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
        let bytes = self.bytes()?;
        let mut code = String::with_capacity(19);
        for (index, byte) in bytes.iter().take(16).enumerate() {
            if index > 0 && index % 4 == 0 {
                code.push('-');
            }
            let letter = LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'a');
            code.push(char::from(letter));
        }
        Ok(code)
    }
}

/// A secret handed to its owner: a session, a link in a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Token([u8; 32]);

impl Token {
    /// Reads what [`Token::reveal`] wrote; `None` for anything else.
    pub fn parse(text: &str) -> Option<Token> {
        if text.len() > 64 {
            return None;
        }
        let bytes = bs58::decode(text).into_vec().ok()?;
        Some(Token(bytes.try_into().ok()?))
    }

    /// The text that goes into the cookie or link.
    pub fn reveal(&self) -> String {
        bs58::encode(self.0).into_string()
    }

    /// What the database keeps. The token has 256 bits of its own, so a plain hash suffices.
    pub fn hash(&self) -> Vec<u8> {
        Sha256::digest(self.0).to_vec()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Hashes a code that people type (see [`Randomness::code`]), whatever its case, blanks and dashes.
pub fn code_hash(code: &str) -> Vec<u8> {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    Sha256::digest(plain.as_bytes()).to_vec()
}

/// The instance's secret: signs cursors and the links in mails. It lies in a file beside the data, never in the database.
#[derive(Clone)]
pub struct InstanceSecret([u8; 32]);

impl InstanceSecret {
    /// A secret made of given bytes, for tests.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        InstanceSecret(bytes)
    }

    /// Reads the file, or makes one that only its owner may read.
    ///
    /// # Errors
    /// Where the file cannot be read, written, or is not 64 hexadecimal digits.
    pub fn load_or_create(file: &Path, randomness: &Randomness) -> io::Result<Self> {
        match fs::read_to_string(file) {
            Ok(text) => parse_hex(text.trim())
                .map(InstanceSecret)
                .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "does not hold 64 hexadecimal digits")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let bytes = randomness.bytes()?;
                write_private(file, &hex(&bytes))?;
                Ok(InstanceSecret(bytes))
            }
            Err(error) => Err(error),
        }
    }

    /// Signs bytes for one purpose; signatures of different purposes never match.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> [u8; 16] {
        // HMAC pads a short key to its block with zeros; doing so here makes the constructor infallible.
        let mut block = [0; 64];
        for (to, from) in block.iter_mut().zip(self.0) {
            *to = from;
        }
        let mut mac = Hmac::<Sha256>::new(&block.into());
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(message);
        let mut whole = [0; 16];
        for (to, from) in whole.iter_mut().zip(mac.finalize().into_bytes()) {
            *to = from;
        }
        whole
    }

    /// The secret part of a link in a mail: the id of the row it opens, signed for one purpose. Nothing of it is
    /// stored, so a stolen database opens no link, and a mail that is sent again holds the same one.
    pub fn link(&self, purpose: &str, id: i64) -> String {
        let mut bytes = id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.sign(purpose, &id.to_be_bytes()));
        bs58::encode(bytes).into_string()
    }

    /// The id of a link of that purpose; `None` for anything we did not sign.
    pub fn open_link(&self, purpose: &str, text: &str) -> Option<i64> {
        if text.len() > 40 {
            return None;
        }
        let bytes = bs58::decode(text).into_vec().ok()?;
        let (id, signature) = bytes.split_at_checked(8)?;
        if !self.verify(purpose, id, signature) {
            return None;
        }
        Some(i64::from_be_bytes(id.try_into().ok()?))
    }

    /// Whether the signature is ours, compared in constant time.
    pub fn verify(&self, purpose: &str, message: &[u8], signature: &[u8]) -> bool {
        self.sign(purpose, message).ct_eq(signature).into()
    }
}

impl fmt::Debug for InstanceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("InstanceSecret(…)")
    }
}

/// Writes a file that only its owner may read, and makes it last before it is used.
///
/// # Errors
/// As the file system says; an existing file is an error.
pub fn write_private(file: &Path, text: &str) -> io::Result<()> {
    use std::io::Write as _;
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut handle = options.open(file)?;
    handle.write_all(text.as_bytes())?;
    handle.sync_all()
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn parse_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(index * 2..index * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_survives_its_text_and_nothing_else_parses() {
        let token = Randomness::system().token().unwrap();
        assert_eq!(Token::parse(&token.reveal()), Some(token.clone()));
        for wrong in ["", "0", "abc", "lll", &"1".repeat(64), &"z".repeat(65), "ü", &hex(&token.hash())] {
            assert_eq!(Token::parse(wrong), None, "{wrong}");
        }
        assert!(!format!("{token:?}").contains(&token.reveal()));
    }

    #[test]
    fn a_signature_is_bound_to_purpose_and_message() {
        let secret = InstanceSecret([7; 32]);
        let signature = secret.sign("cursor", b"1");
        assert!(secret.verify("cursor", b"1", &signature));
        assert!(!secret.verify("link", b"1", &signature));
        assert!(!secret.verify("cursor", b"2", &signature));
        assert!(!secret.verify("cursor", b"1", &signature[..8]));
        assert!(!InstanceSecret([8; 32]).verify("cursor", b"1", &signature));
    }

    #[test]
    fn a_link_opens_for_its_purpose_alone() {
        let secret = InstanceSecret([7; 32]);
        let link = secret.link("sign-up", 42);
        assert_eq!(secret.open_link("sign-up", &link), Some(42));
        assert_eq!(secret.open_link("reset", &link), None);
        assert_eq!(InstanceSecret([8; 32]).open_link("sign-up", &link), None);
        for wrong in ["", "1", "42", &link[1..], &format!("{link}1"), &"2".repeat(41)] {
            assert_eq!(secret.open_link("sign-up", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_secret_file_is_made_once_and_refuses_rubbish() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("secret");
        let first = InstanceSecret::load_or_create(&file, &Randomness::system()).unwrap();
        let again = InstanceSecret::load_or_create(&file, &Randomness::system()).unwrap();
        assert_eq!(first.0, again.0);
        fs::write(&file, "short").unwrap();
        assert!(InstanceSecret::load_or_create(&file, &Randomness::system()).is_err());
    }

    #[test]
    fn typed_codes_forgive_case_blanks_and_dashes() {
        let code = Randomness::system().code().unwrap();
        assert_eq!(code.len(), 19);
        assert_eq!(code_hash(&code), code_hash(&format!(" {} ", code.to_uppercase().replace('-', " "))));
        assert_ne!(code_hash(&code), code_hash("aaaa-aaaa-aaaa-aaaa"));
    }
}
