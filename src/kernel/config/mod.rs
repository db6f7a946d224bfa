//! Configuration: defaults, then `athena.toml` in the data directory, then `ATHENA_*`, then flags.
//!
//! Each key stands once, in [`KEYS`]. A key nobody knows stops the start and names the nearest one that exists; a
//! value is reported with where it came from, a secret one never.

mod media;
mod sources;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;

use db::DatabaseUrl;
use web::{Caps, Origin, TrustedProxies};

pub use self::media::MediaPlace;
pub use sources::{Layers, Source};

/// One key of the configuration.
#[derive(Debug)]
pub struct Key {
    /// As in `athena.toml`; the environment has it in capitals behind `ATHENA_`.
    pub name: &'static str,
    /// What holds if nobody says otherwise.
    pub default: &'static str,
    /// Whether its value must not be shown.
    pub secret: bool,
    /// One line for `athena check` and the documents.
    pub help: &'static str,
}

/// Every key there is.
pub const KEYS: &[Key] = &[
    key("listen", "127.0.0.1:8000", "address and port the pages are served on"),
    key(
        "public_url",
        "",
        "address under which people reach this site, such as https://people.example.org; empty: http://localhost and the port",
    ),
    secret_key(
        "media",
        "files",
        "where pictures are kept: files (in the data directory), or s3://KEY:SECRET@HOST/BUCKET",
    ),
    key(
        "media_url",
        "",
        "address of another host name of this server that only shows pictures, such as https://media.example.org",
    ),
    secret_key("database", "sqlite", "sqlite, or postgres://user:password@host/name"),
    key("database_connections", "8", "connections to PostgreSQL in all, per process"),
    secret_key("mail", "file", "file (kept in the data directory), or smtp://user:password@host:587"),
    key("mail_from", "", "address in the From line of mails; empty: athena@ and the host of public_url"),
    key("instance_secret_file", "", "file with the instance's secret; empty: `secret` in the data directory"),
    key("trusted_proxies", "", "addresses or networks of the reverse proxies in front, separated by commas"),
    key("connections", "20000", "connections at once, in all"),
    key("connections_per_address", "512", "connections at once from one address; trusted proxies have no such limit"),
    key("requests_per_address", "100", "requests a second from one address, five times as many at once; 0: no limit"),
    key("requests_per_member", "30", "requests a second of one member, five times as many at once; 0: no limit"),
    key("metrics_listen", "", "address and port for Prometheus metrics; empty: off"),
    key("log", "info", "what to log, such as info or athena=debug"),
    key("log_format", "auto", "text, json, or auto: text on a terminal, JSON otherwise"),
];

const fn key(name: &'static str, default: &'static str, help: &'static str) -> Key {
    Key { name, default, secret: false, help }
}

const fn secret_key(name: &'static str, default: &'static str, help: &'static str) -> Key {
    Key { name, default, secret: true, help }
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
    /// Text on a terminal, JSON otherwise.
    Auto,
}

/// The whole configuration, checked.
#[derive(Clone)]
pub struct Config {
    /// Where everything is kept.
    pub data: PathBuf,
    /// Where pages are served.
    pub listen: SocketAddr,
    /// The address people know; links, the origin check and cookies follow it.
    pub public_url: Origin,
    /// Where pictures are kept.
    pub media: MediaPlace,
    /// The host that shows pictures, if another.
    pub media_url: Option<Origin>,
    /// Which database.
    pub database: DatabaseUrl,
    /// Connections to PostgreSQL per process.
    pub database_connections: usize,
    /// `file`, or the SMTP server's address with its password.
    pub mail: MailRoute,
    /// The From address of mails.
    pub mail_from: String,
    /// Where the instance secret lies.
    pub instance_secret_file: PathBuf,
    /// Whose forwarded addresses are believed.
    pub trusted_proxies: TrustedProxies,
    /// How many connections there may be.
    pub caps: Caps,
    /// Requests a second from one address; 0 is no limit.
    pub requests_per_address: u32,
    /// Requests a second of one member; 0 is no limit.
    pub requests_per_member: u32,
    /// Where metrics are served, if at all.
    pub metrics_listen: Option<SocketAddr>,
    /// The log filter.
    pub log: String,
    /// The look of log lines.
    pub log_format: LogFormat,
}

/// Where mail goes.
#[derive(Clone, PartialEq, Eq)]
pub enum MailRoute {
    /// Into the data directory, for the operator to read.
    File,
    /// To an SMTP server; the URL holds its password.
    Smtp(String),
}

impl fmt::Debug for MailRoute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MailRoute::File => "file",
            MailRoute::Smtp(_) => "smtp://…",
        })
    }
}

/// Why the configuration cannot be used: one sentence that says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

impl Config {
    /// Checks every value of the layers.
    ///
    /// # Errors
    /// The first key whose value cannot be used, with where the value came from.
    pub fn from_layers(data: PathBuf, layers: &Layers) -> Result<Config, ConfigError> {
        let listen: SocketAddr = layers.parse("listen", "an address and port such as 127.0.0.1:8000")?;
        let origin = |key, text: &str| text.parse::<Origin>().map_err(|why| layers.wrong(key, &why.to_string()));
        let public_url = match layers.text("public_url") {
            "" => origin("public_url", &format!("http://localhost:{}", listen.port()))?,
            text => origin("public_url", text)?,
        };
        let media_url = match layers.text("media_url") {
            "" => None,
            text => Some(origin("media_url", text)?),
        };
        let mail_from = match layers.text("mail_from") {
            "" => format!("athena@{}", mail_host(&public_url)),
            text if text.parse::<mail::EmailAddress>().is_ok() => text.to_owned(),
            _ => return Err(layers.wrong("mail_from", "an address such as athena@people.example.org")),
        };
        let mail = match layers.text("mail") {
            "file" => MailRoute::File,
            url if url.starts_with("smtp://") || url.starts_with("smtps://") => MailRoute::Smtp(url.to_owned()),
            _ => return Err(layers.wrong("mail", "use `file` or an address that begins with smtp:// or smtps://")),
        };
        let media = MediaPlace::parse(layers.text("media")).ok_or_else(|| layers.wrong("media", media::FORM))?;
        Ok(Config {
            listen,
            media,
            media_url,
            database: layers.parse("database", "`sqlite` or an address that begins with postgres://")?,
            database_connections: layers.parse("database_connections", "a number from 4 to 500")?,
            mail,
            mail_from,
            instance_secret_file: match layers.text("instance_secret_file") {
                "" => data.join("secret"),
                file => PathBuf::from(file),
            },
            trusted_proxies: proxies(layers)?,
            caps: Caps {
                in_all: layers.parse("connections", "a number")?,
                per_address: layers.parse("connections_per_address", "a number")?,
            },
            requests_per_address: layers.parse("requests_per_address", "a number of requests a second")?,
            requests_per_member: layers.parse("requests_per_member", "a number of requests a second")?,
            metrics_listen: match layers.text("metrics_listen") {
                "" => None,
                _ => Some(layers.parse("metrics_listen", "an address and port such as 127.0.0.1:9100")?),
            },
            log: layers.text("log").to_owned(),
            log_format: match layers.text("log_format") {
                "auto" => LogFormat::Auto,
                "text" => LogFormat::Text,
                "json" => LogFormat::Json,
                _ => return Err(layers.wrong("log_format", "use text, json or auto")),
            },
            public_url,
            data,
        })
    }
}

/// Mail addresses need a name with a dot; a site on this machine borrows one that never leads anywhere.
fn mail_host(public_url: &Origin) -> String {
    let host = url::Url::parse(public_url.as_str()).ok().and_then(|url| url.domain().map(str::to_owned));
    host.filter(|host| host.contains('.')).unwrap_or_else(|| "localhost.localdomain".to_owned())
}

fn proxies(layers: &Layers) -> Result<TrustedProxies, ConfigError> {
    let ranges = layers.text("trusted_proxies").split(',').map(str::trim).filter(|range| !range.is_empty());
    let ranges = ranges.map(str::parse).collect::<Result<Vec<_>, _>>();
    let ranges = ranges.map_err(|why: web::client::CidrError| layers.wrong("trusted_proxies", &why.to_string()))?;
    Ok(TrustedProxies { ranges, ..TrustedProxies::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layers(file: &str, env: &[(&str, &str)], flags: &[(&'static str, &str)]) -> Result<Layers, ConfigError> {
        let env = env.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let flags = flags.iter().map(|(name, value)| (*name, (*value).to_owned()));
        Layers::collect(Some(("athena.toml", file)), env, flags)
    }

    #[test]
    fn later_layers_win() {
        let all = layers(
            "listen = \"127.0.0.1:1\"\nlog = \"warn\"\nmetrics_listen = \"127.0.0.1:9\"",
            &[("ATHENA_LISTEN", "127.0.0.1:2"), ("ATHENA_LOG", "debug"), ("HOME", "/")],
            &[("listen", "127.0.0.1:3")],
        )
        .unwrap();
        let config = Config::from_layers(PathBuf::from("d"), &all).unwrap();
        assert_eq!(config.listen.port(), 3);
        assert_eq!(config.log, "debug");
        assert_eq!(config.metrics_listen.unwrap().port(), 9);
        assert_eq!(config.public_url.as_str(), "http://localhost:3");
        assert_eq!(config.mail_from, "athena@localhost.localdomain");
    }

    #[test]
    fn an_unknown_key_stops_the_start_and_names_the_nearest() {
        let file = layers("public_ulr = \"x\"", &[], &[]).unwrap_err().to_string();
        assert!(file.contains("public_ulr") && file.contains("public_url") && file.contains("athena.toml"), "{file}");
        let env = layers("", &[("ATHENA_DATABSE", "sqlite")], &[]).unwrap_err().to_string();
        assert!(env.contains("ATHENA_DATABSE") && env.contains("ATHENA_DATABASE"), "{env}");
    }

    #[test]
    fn a_wrong_value_says_where_it_came_from_and_hides_secrets() {
        let wrong = layers("", &[("ATHENA_LISTEN", "here")], &[]).unwrap();
        let said = Config::from_layers(PathBuf::from("d"), &wrong).err().unwrap().to_string();
        assert!(said.contains("ATHENA_LISTEN") && said.contains("here"), "{said}");
        let broken = layers("listen = \"127.0.0.1:1\"\ndatabase = \"postgres://me:hunter2@host/db", &[], &[]);
        let said = broken.unwrap_err().to_string();
        assert!(said.contains("athena.toml, line 2") && !said.contains("hunter2"), "{said}");
        let nobody = layers("mail_from = \"nope\"", &[], &[]).unwrap();
        let said = Config::from_layers(PathBuf::from("d"), &nobody).err().unwrap().to_string();
        assert!(said.contains("mail_from") && said.contains("athena@people.example.org"), "{said}");
        let secret = layers("database = \"mysql://me:hunter2@host/db\"", &[], &[]).unwrap();
        let said = Config::from_layers(PathBuf::from("d"), &secret).err().unwrap().to_string();
        assert!(said.contains("database") && !said.contains("hunter2"), "{said}");
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn lists_and_numbers_may_be_written_as_such() {
        let all = layers("trusted_proxies = [\"10.0.0.0/8\", \"::1\"]\ndatabase_connections = 12", &[], &[]).unwrap();
        let config = Config::from_layers(PathBuf::from("d"), &all).unwrap();
        assert_eq!(config.database_connections, 12);
    }
}
