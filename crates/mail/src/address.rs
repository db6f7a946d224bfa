//! Addresses people give us, in the subset of RFC 5321 that mail providers hand out.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;
use url::Host;

/// RFC 5321 §4.5.3.1.3: 256 with the angle brackets of a path.
const MAX_ADDRESS: usize = 254;
/// RFC 5321 §4.5.3.1.1.
const MAX_LOCAL: usize = 64;

/// No address that we can write to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("not an e-mail address")]
pub struct InvalidAddress;

/// An e-mail address: the part before the `@` as it was written, the domain in lower case and ASCII (punycode).
///
/// `Debug` hides who it is, so that it may stand in a log line.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress {
    address: String,
    at: usize,
}

impl EmailAddress {
    /// Reads an address; space around it is ignored. The part before the `@` is ASCII without quotes; the domain has a
    /// dot, may be written in any script, and is no IP address.
    ///
    /// # Errors
    /// [`InvalidAddress`], without saying why: a typing mistake is seen by looking.
    pub fn parse(text: &str) -> Result<EmailAddress, InvalidAddress> {
        let (local, domain) = text.trim().rsplit_once('@').ok_or(InvalidAddress)?;
        if !is_local_part(local) {
            return Err(InvalidAddress);
        }
        let domain = ascii_domain(domain)?;
        let address = EmailAddress { address: format!("{local}@{domain}"), at: local.len() };
        // What the mail library would refuse at sending is refused here, where somebody can mend it.
        if address.address.len() > MAX_ADDRESS || address.to_lettre().is_none() {
            return Err(InvalidAddress);
        }
        Ok(address)
    }

    /// The address as it is written in mails.
    pub fn as_str(&self) -> &str {
        &self.address
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        self.address.split_at(self.at).0
    }

    /// The part after the `@`: lower case, ASCII.
    pub fn domain(&self) -> &str {
        self.address.split_at(self.at).1.trim_start_matches('@')
    }

    /// By which two addresses are one: all in lower case. (Providers may tell `Ada@` from `ada@`; none known does.)
    pub fn key(&self) -> String {
        self.address.to_ascii_lowercase()
    }

    pub(crate) fn to_lettre(&self) -> Option<lettre::Address> {
        lettre::Address::new(self.local(), self.domain()).ok()
    }
}

fn is_local_part(local: &str) -> bool {
    (1..=MAX_LOCAL).contains(&local.len())
        && local.split('.').all(|atom| {
            !atom.is_empty() && atom.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b))
        })
}

fn ascii_domain(domain: &str) -> Result<String, InvalidAddress> {
    // `Host::parse` would decode percent signs and take brackets for IPv6.
    if !domain.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-') || !c.is_ascii()) {
        return Err(InvalidAddress);
    }
    let Ok(Host::Domain(domain)) = Host::parse(domain) else {
        return Err(InvalidAddress);
    };
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let top = domain.rsplit('.').next().unwrap_or_default();
    let fits = domain.contains('.')
        && domain.len() <= 253
        && domain.split('.').all(is_label)
        && top.len() >= 2
        && top.bytes().any(|b| b.is_ascii_alphabetic());
    if fits { Ok(domain) } else { Err(InvalidAddress) }
}

impl FromStr for EmailAddress {
    type Err = InvalidAddress;

    fn from_str(text: &str) -> Result<EmailAddress, InvalidAddress> {
        EmailAddress::parse(text)
    }
}

impl fmt::Display for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.address)
    }
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EmailAddress(…@{})", self.domain())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::EmailAddress;

    #[test]
    fn ordinary_addresses_are_read_and_their_domains_normalised() {
        for (text, wanted) in [
            ("ada@example.org", "ada@example.org"),
            ("  Ada.King+news@Example.ORG ", "Ada.King+news@example.org"),
            ("o'neil_1@sub.example.co.uk", "o'neil_1@sub.example.co.uk"),
            ("x@xn--bcher-kva.example", "x@xn--bcher-kva.example"),
            ("x@Bücher.example", "x@xn--bcher-kva.example"),
            ("x@例え.テスト", "x@xn--r8jz45g.xn--zckzah"),
            ("x@example。org", "x@example.org"),
            ("!#$%&'*+-/=?^_`{|}~@example.org", "!#$%&'*+-/=?^_`{|}~@example.org"),
        ] {
            assert_eq!(EmailAddress::parse(text).map(|a| a.to_string()).as_deref(), Ok(wanted), "{text}");
        }
        let long = format!("{}@{}.example", "a".repeat(64), "b".repeat(63));
        assert!(EmailAddress::parse(&long).is_ok());
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "@",
            "ada",
            "ada@",
            "@example.org",
            "ada@example",
            "ada@localhost",
            "ada@127.0.0.1",
            "ada@[127.0.0.1]",
            "ada@[::1]",
            "ada@2130706433",
            "ada@0x7f.1",
            "ada@example.1",
            "ada@example.c",
            "ada@.example.org",
            "ada@example..org",
            "ada@example.org.",
            "ada@-example.org",
            "ada@example-.org",
            "ada@exa_mple.org",
            "ada@exa%6Dple.org",
            "ada@exam ple.org",
            "ada@example.org/x",
            "ada@example.org:25",
            "a b@example.org",
            ".ada@example.org",
            "ada.@example.org",
            "a..b@example.org",
            "\"ada\"@example.org",
            "ada(x)@example.org",
            "ada@bob@example.org",
            "<ada@example.org>",
            "Ada <ada@example.org>",
            "ada@example.org,bob@example.org",
            "ada@example.org\nbcc: x@example.org",
            "ada\r\n@example.org",
            "ada@exam\r\nple.org",
            "äda@example.org",
            "ada\0@example.org",
            "ada@example.org\0",
            "ada@\u{202e}example.org",
            "ada@xn--\u{e4}.org",
            "ada;x@example.org",
        ] {
            assert!(EmailAddress::parse(text).is_err(), "{text:?}");
        }
        let text = format!("{}@example.org", "a".repeat(65));
        assert!(EmailAddress::parse(&text).is_err());
        let text = format!("ada@{}org", "abcdefgh.".repeat(30));
        assert!(EmailAddress::parse(&text).is_err());
    }

    #[test]
    fn the_parts_and_the_key() {
        let address = EmailAddress::parse("Ada.King@Example.org").unwrap();
        assert_eq!(address.local(), "Ada.King");
        assert_eq!(address.domain(), "example.org");
        assert_eq!(address.key(), "ada.king@example.org");
        assert_eq!(format!("{address:?}"), "EmailAddress(…@example.org)");
    }

    proptest! {
        #[test]
        fn what_was_read_reads_the_same_again(text in "[a-zA-Z0-9.+_-]{1,12}@[a-zA-Z0-9ü.-]{1,20}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address.clone()));
                prop_assert!(address.as_str().is_ascii());
                prop_assert_eq!(format!("{}@{}", address.local(), address.domain()), address.as_str());
            }
        }

        #[test]
        fn any_text_is_read_or_refused(text in any::<String>()) {
            let _ = EmailAddress::parse(&text);
        }
    }
}
