//! The one origin under which visitors reach the site, from configuration and never from `Host`.

use std::fmt;
use std::str::FromStr;

use url::{Host, Url};

/// Scheme, host and port of the configured public address, in the form browsers send in `Origin`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    text: String,
    https: bool,
    localhost: bool,
}

/// Why an address cannot be the public one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OriginError {
    /// Not an address at all.
    #[error("{0:?} is not a URL such as https://people.example")]
    NotAUrl(String),
    /// Something other than scheme, host and port.
    #[error("{0:?} must be http:// or https:// with a host, perhaps a port, and nothing else")]
    NotAnOrigin(String),
}

impl FromStr for Origin {
    type Err = OriginError;

    /// Reads `https://people.example` or `http://localhost:8000/`; a path, query, fragment, user or
    /// another scheme is refused, because pages live at the root.
    fn from_str(text: &str) -> Result<Self, OriginError> {
        let url = Url::parse(text).map_err(|_| OriginError::NotAUrl(text.to_owned()))?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        if !bare || !matches!(url.scheme(), "http" | "https") {
            return Err(OriginError::NotAnOrigin(text.to_owned()));
        }
        let localhost = match url.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            _ => false,
        };
        Ok(Self { text: url.origin().ascii_serialization(), https: url.scheme() == "https", localhost })
    }
}

impl Origin {
    /// `https://people.example`, without a slash at the end and without a default port.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Is it reached over TLS (by a proxy, as a rule)?
    pub fn is_https(&self) -> bool {
        self.https
    }

    /// Is it the name `localhost` or one below it? Addresses such as 127.0.0.1 are not.
    pub fn is_localhost(&self) -> bool {
        self.localhost
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_what_browsers_send() {
        for (text, origin) in [
            ("https://people.example", "https://people.example"),
            ("https://People.Example:443/", "https://people.example"),
            ("http://localhost:8000/", "http://localhost:8000"),
            ("https://bücher.example", "https://xn--bcher-kva.example"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(text.parse::<Origin>().unwrap().as_str(), origin);
        }
        for wrong in [
            "",
            "people.example",
            "//people.example",
            "ftp://people.example",
            "data:x",
            "https://people.example/athena",
            "https://people.example?x",
            "https://people.example/#x",
            "https://ada@people.example",
            "https://:x@people.example",
        ] {
            assert!(wrong.parse::<Origin>().is_err(), "{wrong}");
        }
    }
}
