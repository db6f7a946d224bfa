//! The address of the database, and what it means for encryption.
//!
//! The driver knows only disable, prefer and require, and verifies nothing by itself, so `sslmode` is read here.
//! Off loopback the default is what others call `verify-full`; `require` and `verify-ca` mean the same, because
//! encryption to an unknown server protects nobody. `prefer` and `allow` are refused.

use std::net::IpAddr;
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use postgres::config::{Host, SslMode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::OpenError;

/// Where to connect, and how safely.
#[derive(Clone)]
pub(super) struct Address {
    pub(super) config: postgres::Config,
    pub(super) tls: Option<MakeRustlsConnect>,
}

/// Reads `postgres://…?sslmode=…&sslrootcert=…`.
///
/// # Errors
/// `Address` with what is wrong; the text never holds the password.
pub(super) fn parse(url: &str) -> Result<Address, OpenError> {
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut mode = None;
    let mut root = None;
    let mut rest = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some(("sslmode", value)) => mode = Some(value.to_owned()),
            Some(("sslrootcert", value)) => root = Some(percent_decoded(value)?),
            _ => rest.push(pair),
        }
    }
    let plain = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
    let mut config = postgres::Config::from_str(&plain).map_err(|error| OpenError::Address(error.to_string()))?;
    let encrypted = match mode.as_deref() {
        Some("disable") => false,
        Some("require" | "verify-ca" | "verify-full") => true,
        None => !is_loopback(&config),
        Some(other) => {
            return Err(OpenError::Address(format!(
                "sslmode={other} is not supported: use verify-full, or disable for a server on this machine"
            )));
        }
    };
    if !encrypted && !is_loopback(&config) {
        tracing::warn!("the connection to the database is not encrypted");
    }
    config.ssl_mode(if encrypted { SslMode::Require } else { SslMode::Disable });
    let tls = if encrypted { Some(tls(root.as_deref())?) } else { None };
    Ok(Address { config, tls })
}

fn is_loopback(config: &postgres::Config) -> bool {
    let hosts = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        Host::Unix(_) => true,
    });
    hosts && config.get_hostaddrs().iter().all(IpAddr::is_loopback)
}

fn tls(root: Option<&str>) -> Result<MakeRustlsConnect, OpenError> {
    let mut roots = RootCertStore::empty();
    match root {
        // A server certificate of the operator's own: then only that authority counts.
        Some(file) => {
            let unreadable = |error: &dyn std::fmt::Display| OpenError::Address(format!("sslrootcert {file}: {error}"));
            let certificates = CertificateDer::pem_file_iter(Path::new(file)).map_err(|error| unreadable(&error))?;
            for certificate in certificates {
                let certificate = certificate.map_err(|error| unreadable(&error))?;
                roots.add(certificate).map_err(|error| unreadable(&error))?;
            }
            if roots.is_empty() {
                return Err(unreadable(&"no certificate in it"));
            }
        }
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| OpenError::Address(error.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn percent_decoded(text: &str) -> Result<String, OpenError> {
    let wrong = || OpenError::Address("sslrootcert is not a well-formed path".to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '%' {
            let digits = rest.get(1..3).ok_or_else(wrong)?;
            bytes.push(u8::from_str_radix(digits, 16).map_err(|_| wrong())?);
            rest = rest.get(3..).ok_or_else(wrong)?;
        } else {
            let (head, tail) = rest.split_at(first.len_utf8());
            bytes.extend_from_slice(head.as_bytes());
            rest = tail;
        }
    }
    String::from_utf8(bytes).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encrypted(url: &str) -> Result<bool, OpenError> {
        parse(url).map(|address| address.tls.is_some())
    }

    #[test]
    fn off_loopback_the_server_must_prove_itself() {
        assert!(encrypted("postgres://app@db.example.org/athena").unwrap());
        assert!(encrypted("postgres://app@192.0.2.1/athena?sslmode=require").unwrap());
        assert!(encrypted("postgres://app@127.0.0.1/athena?sslmode=verify-full&connect_timeout=3").unwrap());
        assert!(!encrypted("postgres://app@db.example.org/athena?sslmode=disable").unwrap());
        assert!(!encrypted("postgres://app@127.0.0.1:5433/athena").unwrap());
        assert!(!encrypted("postgres://app@localhost/athena").unwrap());
        assert!(!encrypted("postgres://app@%2Frun%2Fpostgresql/athena").unwrap());
    }

    #[test]
    fn half_measures_and_unknown_words_are_refused() {
        for mode in ["prefer", "allow", "verify", ""] {
            let refused = encrypted(&format!("postgres://app:secret@db.example.org/a?sslmode={mode}"));
            let text = refused.err().map(|error| error.to_string()).unwrap_or_default();
            assert!(text.contains("sslmode"), "{mode}: {text}");
            assert!(!text.contains("secret"));
        }
        assert!(encrypted("postgres://app@db.example.org/a?sslrootcert=/nowhere/ca.pem").is_err());
        assert!(encrypted("postgres://app@db.example.org/a?unknown=1").is_err());
    }

    #[test]
    fn a_path_is_percent_decoded() {
        assert_eq!(percent_decoded("/etc/my%20ca%2epem").unwrap(), "/etc/my ca.pem");
        assert!(percent_decoded("%").is_err());
        assert!(percent_decoded("%zz").is_err());
    }
}
