//! Where the mail server is and how it is spoken to: the operator's `smtp://…` line.

use std::fmt;

use lettre::transport::smtp::authentication::Credentials;
use percent_encoding::percent_decode_str;
use thiserror::Error;
use url::{Host, Url};

/// What is wrong with the line. Never contains the line: it may hold a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum InvalidServer {
    /// Not of the form.
    #[error("the mail server is written smtp://user:password@host:port?tls=required, or smtps://…")]
    Form,
    /// An unknown parameter or value after the question mark.
    #[error("after the mail server's question mark only tls=none, tls=starttls and tls=required are known")]
    Parameter,
    /// A password without TLS over a network.
    #[error("the mail server's password would be sent in the clear: use tls=required or smtps://")]
    PasswordInClear,
    /// A user without password, or a name that is no text.
    #[error(
        "the mail server needs user and password, or neither, percent-encoded where they contain special characters"
    )]
    Credentials,
}

/// How the connection is secured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Security {
    /// In the clear: the default on this machine.
    None,
    /// STARTTLS if the server offers it.
    Opportunistic,
    /// STARTTLS or nothing: the default elsewhere.
    Required,
    /// TLS from the first byte.
    Wrapped,
}

/// A mail server. `Debug` hides the credentials.
#[derive(Clone)]
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: Security,
    pub(crate) credentials: Option<Credentials>,
}

impl Server {
    pub(crate) fn parse(text: &str) -> Result<Server, InvalidServer> {
        let url = Url::parse(text).map_err(|_| InvalidServer::Form)?;
        let wrapped = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(InvalidServer::Form),
        };
        let host = match url.host() {
            Some(Host::Domain(host)) if !host.is_empty() => host.to_owned(),
            Some(Host::Ipv4(host)) => host.to_string(),
            Some(Host::Ipv6(host)) => host.to_string(),
            _ => return Err(InvalidServer::Form),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(InvalidServer::Form);
        }
        // `url` knows loopback addresses of its own schemes only.
        let local = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        let security = security(&url, wrapped, local)?;
        let credentials = credentials(&url)?;
        if credentials.is_some() && !local && matches!(security, Security::None | Security::Opportunistic) {
            return Err(InvalidServer::PasswordInClear);
        }
        // Relay on this machine, submission, submissions (RFC 8314).
        let usual = match security {
            Security::None => 25,
            Security::Opportunistic | Security::Required => 587,
            Security::Wrapped => 465,
        };
        Ok(Server { host, port: url.port().unwrap_or(usual), security, credentials })
    }
}

fn security(url: &Url, wrapped: bool, local: bool) -> Result<Security, InvalidServer> {
    let mut chosen = None;
    for (name, value) in url.query_pairs() {
        let security = match (name.as_ref(), value.as_ref()) {
            ("tls", "none") => Security::None,
            ("tls", "starttls") => Security::Opportunistic,
            ("tls", "required") => Security::Required,
            _ => return Err(InvalidServer::Parameter),
        };
        if chosen.replace(security).is_some() {
            return Err(InvalidServer::Parameter);
        }
    }
    match (wrapped, chosen) {
        (true, None | Some(Security::Required)) => Ok(Security::Wrapped),
        (true, Some(_)) => Err(InvalidServer::Parameter),
        (false, Some(security)) => Ok(security),
        (false, None) if local => Ok(Security::None),
        (false, None) => Ok(Security::Required),
    }
}

fn credentials(url: &Url) -> Result<Option<Credentials>, InvalidServer> {
    let decode = |text: &str| {
        percent_decode_str(text)
            .decode_utf8()
            .map(|text| text.into_owned())
            .ok()
            .filter(|text| !text.is_empty() && !text.contains(char::is_control))
            .ok_or(InvalidServer::Credentials)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) => Ok(Some(Credentials::new(decode(user)?, decode(password)?))),
        (_, None) => Err(InvalidServer::Credentials),
    }
}

/// Without credentials; fit for a log.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, tls) = match self.security {
            Security::None => ("smtp", "?tls=none"),
            Security::Opportunistic => ("smtp", "?tls=starttls"),
            Security::Required => ("smtp", "?tls=required"),
            Security::Wrapped => ("smtps", ""),
        };
        if self.host.contains(':') {
            write!(f, "{scheme}://[{}]:{}{tls}", self.host, self.port)
        } else {
            write!(f, "{scheme}://{}:{}{tls}", self.host, self.port)
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::{InvalidServer, Server};

    #[test]
    fn servers_are_read_with_safe_defaults() {
        for (text, wanted) in [
            ("smtp://127.0.0.1:2525", "smtp://127.0.0.1:2525?tls=none"),
            ("smtp://localhost", "smtp://localhost:25?tls=none"),
            ("smtp://[::1]:2525/", "smtp://[::1]:2525?tls=none"),
            ("smtp://u:p@localhost", "smtp://localhost:25?tls=none"),
            ("smtp://mail.example.org", "smtp://mail.example.org:587?tls=required"),
            ("smtp://u:p@mail.example.org?tls=required", "smtp://mail.example.org:587?tls=required"),
            ("smtp://relay.lan:25?tls=none", "smtp://relay.lan:25?tls=none"),
            ("smtp://relay.lan?tls=starttls", "smtp://relay.lan:587?tls=starttls"),
            ("smtps://u:p@mail.example.org", "smtps://mail.example.org:465"),
            ("smtps://mail.example.org:2465?tls=required", "smtps://mail.example.org:2465"),
        ] {
            assert_eq!(Server::parse(text).unwrap().to_string(), wanted, "{text}");
        }
    }

    #[test]
    fn mistakes_are_named_without_repeating_the_line() {
        for (text, error) in [
            ("", InvalidServer::Form),
            ("file", InvalidServer::Form),
            ("mail.example.org:25", InvalidServer::Form),
            ("http://mail.example.org", InvalidServer::Form),
            ("smtp://", InvalidServer::Form),
            ("smtp://mail.example.org/path", InvalidServer::Form),
            ("smtp://mail.example.org:99999", InvalidServer::Form),
            ("smtp://mail.example.org?tls=maybe", InvalidServer::Parameter),
            ("smtp://mail.example.org?tls=none&tls=required", InvalidServer::Parameter),
            ("smtp://mail.example.org?timeout=5", InvalidServer::Parameter),
            ("smtps://mail.example.org?tls=none", InvalidServer::Parameter),
            ("smtp://u:hunter2@mail.example.org?tls=none", InvalidServer::PasswordInClear),
            ("smtp://u:hunter2@mail.example.org?tls=starttls", InvalidServer::PasswordInClear),
            ("smtp://u@mail.example.org", InvalidServer::Credentials),
            ("smtp://:p@mail.example.org", InvalidServer::Credentials),
            ("smtp://u:%ff@mail.example.org", InvalidServer::Credentials),
            ("smtp://u:a%0d%0ab@mail.example.org", InvalidServer::Credentials),
        ] {
            let got = Server::parse(text).expect_err(text);
            assert_eq!(got, error, "{text}");
            assert!(!got.to_string().contains("hunter2"));
        }
    }

    #[test]
    fn credentials_are_decoded_and_never_shown() {
        use lettre::transport::smtp::authentication::Credentials;
        let server = Server::parse("smtp://ada%40example.org:s%2Fecret%21@mail.example.org").unwrap();
        assert!(server.credentials == Some(Credentials::new("ada@example.org".to_owned(), "s/ecret!".to_owned())));
        for shown in [format!("{server}"), format!("{server:?}"), format!("{:?}", server.credentials)] {
            assert!(!shown.contains("ecret") && !shown.contains("ada"), "{shown}");
        }
    }
}
