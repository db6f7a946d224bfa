//! `athena check`: what an operator should know before visitors find out.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use db::{DatabaseUrl, Examined};
use mail::Mailer;
use media::StoreError;

use super::control::{self, Request};
use super::options::{DataDir, Flags, Loaded, load, shown};
use super::report::Report;
use super::{Failure, Outcome, log, say};
use crate::kernel::Config;
use crate::kernel::config::{KEYS, MailRoute, MediaPlace, Source};
use crate::kernel::secrets::{InstanceSecret, Randomness};
use crate::wiring::{self, MIGRATIONS};

/// How long the mail server may take to let us in.
const MAIL_PATIENCE: Duration = Duration::from_secs(15);
/// Free bytes below which an operator should act, and below which little goes on.
const LITTLE_SPACE: u64 = 1_000_000_000;
const NO_SPACE: u64 = 100_000_000;
/// A start bears a clock that is so far behind, ms.
const CLOCK_BEHIND_MS: i64 = 5_000;
/// Beside the pools, each process holds one connection for its node number.
const LEASES: usize = 1;

const EXAMPLES: &str = "\
Examples:
  athena check --data /srv/athena
  athena check --data /srv/athena && systemctl restart athena

Changes nothing, and works beside a running server. Exit code 1 if something is wrong; a warning is
no failure. Passwords are never shown.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Check {
    #[command(flatten)]
    place: DataDir,
    #[command(flatten)]
    flags: Flags,
}

impl Check {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        let mut report = Report::new();
        let loaded = match load(&self.place.data, &self.flags) {
            Ok(loaded) => loaded,
            Err(failure) => {
                report.wrong("configuration", failure.0, "mend it; the other checks need it");
                return Ok(report.exit_code());
            }
        };
        configuration(&loaded, &mut report);
        let config = &loaded.config;
        let served = match control::ask(&config.data, &Request::Ping {}).await {
            Ok(answer) => answer.is_some(),
            Err(failure) => {
                report.warn("server", failure.0, "run this as the server's user");
                true
            }
        };
        addresses(config, served, &mut report);
        storage(config, &mut report);
        secret(config, &mut report);
        database(config, &mut report).await;
        mail(config, &mut report).await;
        pictures(config, &mut report).await;
        Ok(report.exit_code())
    }
}

fn configuration(loaded: &Loaded, report: &mut Report) {
    let effective = loaded.layers.effective();
    let set = effective.iter().filter(|(_, _, source)| **source != Source::Default).count();
    report.ok("configuration", format!("{set} of {} keys are set", KEYS.len()));
    for (key, value, source) in effective {
        let value = if value.is_empty() { "(empty)" } else { &value };
        say(format!("{:<21}{key} = {value}  [{source}]", ""));
    }
}

fn addresses(config: &Config, served: bool, report: &mut Report) {
    let listen = config.listen;
    if let Err(Failure(why)) = log::filter(&config.log) {
        report.wrong("log", why, "mend `log`");
    }
    if served {
        report.ok("listen", "a server is running on this data");
    } else {
        match TcpListener::bind(listen) {
            Ok(_) => report.ok("listen", format!("{listen} is free")),
            Err(error) => {
                report.wrong("listen", format!("{listen}: {error}"), "choose another address with --listen");
            }
        }
    }
    let url = &config.public_url;
    if url.is_https() {
        report.ok("public_url", url.as_str());
        if config.trusted_proxies.ranges.is_empty() {
            report.warn(
                "proxies",
                "visitors behind your reverse proxy all have its address, and share its limits",
                "set trusted_proxies to the proxy's address, such as 127.0.0.1",
            );
        }
    } else if url.is_localhost() && listen.ip().is_loopback() {
        report.warn(
            "public_url",
            format!("{url} is for trying out on this machine"),
            "set public_url to the https:// address that people will use",
        );
    } else if url.is_localhost() {
        report.warn(
            "public_url",
            format!("others can reach {listen}, but links lead to {url} and forms sent elsewhere are refused"),
            "set public_url to the https:// address that people will use",
        );
    } else {
        report.warn(
            "public_url",
            format!("{url} sends passwords in the clear"),
            "put a reverse proxy with a certificate in front and set public_url to https://",
        );
    }
    if let Some(metrics) = config.metrics_listen
        && !served
        && (metrics == listen || TcpListener::bind(metrics).is_err())
    {
        report.wrong("metrics", format!("{metrics} is not free"), "choose another address with metrics_listen");
    }
    if let Some(metrics) = config.metrics_listen
        && !metrics.ip().is_loopback()
    {
        report.warn("metrics", format!("whoever reaches {metrics} can read them"), "keep it in a network of your own");
    }
}

fn storage(config: &Config, report: &mut Report) {
    let data = &config.data;
    if !data.exists() {
        report.warn("storage", format!("{} does not exist yet", shown(data)), "`athena serve` makes it");
        return;
    }
    if let Err(error) = try_writing(data) {
        report.wrong(
            "storage",
            format!("{} cannot be written: {error}", shown(data)),
            "give it to the user that runs athena (chown), or free space",
        );
        return;
    }
    if fs::metadata(data).is_ok_and(|found| found.mode() & 0o077 != 0) {
        report.warn(
            "storage",
            format!("other users of this machine can look into {}", shown(data)),
            &format!("chmod 700 {}", shown(data)),
        );
    }
    match rustix::fs::statvfs(data) {
        Err(error) => report.warn("storage", format!("free space is unknown: {error}"), ""),
        Ok(space) => {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            let text = format!("{} can be written, {} MB are free", shown(data), free / 1_000_000);
            match free {
                0..NO_SPACE => report.wrong("storage", text, "free space at once"),
                NO_SPACE..LITTLE_SPACE => report.warn("storage", text, "free space soon"),
                _ => report.ok("storage", text),
            }
        }
    }
}

/// Writes a file with a name of its own and takes it away.
fn try_writing(directory: &Path) -> std::io::Result<()> {
    let file = directory.join(format!(".check-{}", std::process::id()));
    let written = fs::write(&file, b"athena check\n").and_then(|()| fs::File::open(&file)?.sync_all());
    let removed = fs::remove_file(&file);
    written.and(removed)
}

fn secret(config: &Config, report: &mut Report) {
    let file = &config.instance_secret_file;
    match fs::metadata(file) {
        Err(error) if error.kind() == ErrorKind::NotFound && config.data.join("athena.db").exists() => report.warn(
            "secret",
            format!("{} is gone: the next start makes another, and links in mails sent until then end", shown(file)),
            "put the one from your last backup in its place",
        ),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            report.ok("secret", format!("{} is made at the first start", shown(file)));
        }
        Err(error) => report.wrong("secret", format!("{}: {error}", shown(file)), "let athena's user read it"),
        Ok(found) => match InstanceSecret::load_or_create(file, &Randomness::system()) {
            Err(error) => report.wrong(
                "secret",
                format!("{}: {error}", shown(file)),
                "put the one from your last backup in its place",
            ),
            Ok(_) if found.mode() & 0o077 != 0 => {
                let text = format!("other users of this machine can read {}", shown(file));
                report.warn("secret", text, &format!("chmod 600 {}", shown(file)));
            }
            Ok(_) => report.ok("secret", "can be read, by its owner alone"),
        },
    }
}

async fn database(config: &Config, report: &mut Report) {
    let options = db::Options::new(config.database.clone(), &config.data);
    let examined = match db::examine(options, MIGRATIONS).await {
        Ok(examined) => examined,
        Err(error) => {
            let mend = match config.database {
                DatabaseUrl::Sqlite => "use the program it was last served with, or restore a backup",
                DatabaseUrl::Postgres(_) => "see that the server runs, and that `database` names it rightly",
            };
            report.wrong("database", error.to_string(), mend);
            return;
        }
    };
    schema(&examined, report);
    if let Some(connections) = examined.connections {
        let each = i64::try_from(config.database_connections.saturating_add(LEASES)).unwrap_or(i64::MAX);
        // Whoever checks before the first start asks for one.
        let nodes = connections.nodes.max(1);
        let all = each.saturating_mul(nodes);
        let text = format!("{nodes} × {each} connections of {} that the server grants", connections.most);
        if all > connections.most {
            report.wrong("connections", text, "lower database_connections, or raise max_connections of the server");
        } else {
            report.ok("connections", text);
        }
    }
    if examined.clock_behind_ms > CLOCK_BEHIND_MS {
        report.wrong(
            "clock",
            format!("is {} s behind what the database has seen", examined.clock_behind_ms / 1_000),
            "set it right (timedatectl set-ntp true); until then the server does not start",
        );
    } else {
        report.ok("clock", jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S UTC").to_string());
    }
}

fn schema(examined: &Examined, report: &mut Report) {
    let server = &examined.server;
    match (examined.schema, examined.pending.as_slice()) {
        (Some(schema), []) => report.ok("database", format!("{server}, schema {schema:04}")),
        (None, pending) => {
            report.ok("database", format!("{server}, empty; the first start makes {} migrations", pending.len()));
        }
        (Some(schema), pending) => report.warn(
            "database",
            format!("{server}, schema {schema:04}; the next start makes {} migrations", pending.len()),
            "make a backup before it",
        ),
    }
}

/// Pictures kept as files are looked at with the storage.
async fn pictures(config: &Config, report: &mut Report) {
    if matches!(config.media, MediaPlace::Files) {
        report.ok("pictures", "are kept as files in the data directory");
        return;
    }
    let checked = async {
        let store = wiring::open_media(config).await?;
        store.check().await?;
        Ok::<_, StoreError>(store.to_string())
    };
    match checked.await {
        Ok(place) => report.ok("pictures", format!("can be written, read and removed: {place}")),
        Err(error) => {
            report.wrong("pictures", error.to_string(), "see that the server runs and `media` names it rightly")
        }
    }
}

async fn mail(config: &Config, report: &mut Report) {
    let mailer = match &config.mail {
        MailRoute::File => {
            report.warn(
                "mail",
                "is kept in files and reaches nobody: an operator confirms people by hand under /admin/mail",
                "set mail = \"smtp://user:password@host:587\" in athena.toml",
            );
            return;
        }
        MailRoute::Smtp(url) => Mailer::smtp(url),
    };
    let mailer = match mailer {
        Ok(mailer) => mailer,
        Err(error) => {
            report.wrong("mail", error.to_string(), "mend `mail`");
            return;
        }
    };
    match tokio::time::timeout(MAIL_PATIENCE, mailer.check()).await {
        Ok(Ok(())) => report.ok("mail", format!("{mailer} lets us in; mails come from {}", config.mail_from)),
        Ok(Err(error)) => {
            report.wrong("mail", format!("{mailer}: {error}"), "see that the mail server runs and `mail` is right")
        }
        Err(_) => report.wrong(
            "mail",
            format!("{mailer} does not answer"),
            "see that the mail server runs and `mail` is right",
        ),
    }
    mailer.close().await;
}
