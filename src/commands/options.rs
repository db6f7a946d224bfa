//! What several commands are told: where the data is, and keys of the configuration as flags.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::transfer::TARGET_VARIABLE;
use crate::kernel::Config;
use crate::kernel::config::Layers;

/// The variable that stands for `--data`. Not a key: the configuration file lies in that directory.
const DATA_VARIABLE: &str = "ATHENA_DATA";

/// The file with the configuration, in the data directory.
pub(super) const CONFIG_FILE: &str = "athena.toml";

/// Where the data is.
#[derive(Debug, Clone, Args)]
pub(super) struct DataDir {
    /// Directory with everything the community has, athena.toml included
    #[arg(long, value_name = "DIR", env = DATA_VARIABLE, default_value = "athena-data", help_heading = "Where")]
    pub(super) data: PathBuf,
}

/// Keys of the configuration as flags. `database` and `mail` have none: they may hold passwords, and what stands on a
/// command line can be read by everybody on the machine.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Configuration (stronger than ATHENA_… and athena.toml)")]
pub(super) struct Flags {
    /// Address and port the pages are served on [default: 127.0.0.1:8000]
    #[arg(long, value_name = "ADDR:PORT", help_heading = "Where")]
    listen: Option<String>,
    /// Address under which people reach this site, such as https://people.example.org
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// Address of another host that serves what people upload
    #[arg(long, value_name = "URL")]
    media_url: Option<String>,
    /// Addresses or networks of the reverse proxies in front, separated by commas
    #[arg(long, value_name = "LIST")]
    trusted_proxies: Option<String>,
    /// Address in the From line of mails
    #[arg(long, value_name = "EMAIL")]
    mail_from: Option<String>,
    /// Connections to PostgreSQL in all
    #[arg(long, value_name = "N")]
    database_connections: Option<String>,
    /// File with the instance's secret
    #[arg(long, value_name = "FILE")]
    instance_secret_file: Option<String>,
    /// Connections at once, in all
    #[arg(long, value_name = "N")]
    connections: Option<String>,
    /// Connections at once from one address
    #[arg(long, value_name = "N")]
    connections_per_address: Option<String>,
    /// Requests a second from one address
    #[arg(long, value_name = "N")]
    requests_per_address: Option<String>,
    /// Requests a second of one member
    #[arg(long, value_name = "N")]
    requests_per_member: Option<String>,
    /// Address and port for Prometheus metrics
    #[arg(long, value_name = "ADDR:PORT")]
    metrics_listen: Option<String>,
    /// What to log, such as info or athena=debug
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// How log lines look: text, json, or auto
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
}

impl Flags {
    /// Only where the site is.
    pub(super) fn at(listen: Option<String>, public_url: Option<String>) -> Flags {
        Flags { listen, public_url, ..Flags::default() }
    }

    fn given(&self) -> impl Iterator<Item = (&'static str, String)> {
        [
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("media_url", &self.media_url),
            ("trusted_proxies", &self.trusted_proxies),
            ("mail_from", &self.mail_from),
            ("database_connections", &self.database_connections),
            ("instance_secret_file", &self.instance_secret_file),
            ("connections", &self.connections),
            ("connections_per_address", &self.connections_per_address),
            ("requests_per_address", &self.requests_per_address),
            ("requests_per_member", &self.requests_per_member),
            ("metrics_listen", &self.metrics_listen),
            ("log", &self.log),
            ("log_format", &self.log_format),
        ]
        .into_iter()
        .filter_map(|(key, value)| value.clone().map(|value| (key, value)))
    }
}

/// The configuration with where each value came from.
pub(super) struct Loaded {
    pub(super) layers: Layers,
    pub(super) config: Config,
}

/// Reads file, environment and flags.
///
/// # Errors
/// The sentence of the first key that cannot be used.
pub(super) fn load(data: &Path, flags: &Flags) -> Result<Loaded, Failure> {
    let file = data.join(CONFIG_FILE);
    let text = match fs::read_to_string(&file) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(Failure(format!("{} cannot be read: {error}", file.display()))),
    };
    let name = file.display().to_string();
    let layers = Layers::collect(text.as_deref().map(|text| (name.as_str(), text)), environment(), flags.given())?;
    let config = Config::from_layers(data.to_owned(), &layers)?;
    Ok(Loaded { layers, config })
}

/// For a demo: its directory and flags alone, and how to log. Whatever else this machine is configured for is not its
/// business.
///
/// # Errors
/// As [`load`].
pub(super) fn load_demo(data: &Path, flags: &Flags) -> Result<Loaded, Failure> {
    let quiet = ("ATHENA_LOG".to_owned(), "warn".to_owned());
    let logging = environment().filter(|(name, _)| matches!(name.as_str(), "ATHENA_LOG" | "ATHENA_LOG_FORMAT"));
    let layers = Layers::collect(None, std::iter::once(quiet).chain(logging), flags.given())?;
    let config = Config::from_layers(data.to_owned(), &layers)?;
    Ok(Loaded { layers, config })
}

fn environment() -> impl Iterator<Item = (String, String)> {
    // Names and values that are no text are not ours.
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name != DATA_VARIABLE && name != TARGET_VARIABLE)
}

/// Makes a directory that only its owner may enter; one that exists stays as it is.
///
/// # Errors
/// As the file system says.
pub(super) fn make_private(directory: &Path) -> Result<(), Failure> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(directory).map_err(|error| Failure(format!("{} cannot be made: {error}", directory.display())))
}

/// Whether the directory holds nothing, or does not exist.
///
/// # Errors
/// It cannot be read, or is no directory.
pub(super) fn is_empty(directory: &Path) -> Result<bool, Failure> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure(format!("{} cannot be read: {error}", directory.display()))),
    }
}

/// A path as people write it, for messages.
pub(super) fn shown(path: &Path) -> String {
    let text = path.display().to_string();
    if path.is_absolute() || text.starts_with('.') { text } else { format!("./{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::config::KEYS;

    #[test]
    fn every_key_without_a_password_in_it_is_a_flag() {
        let some = || Some("x".to_owned());
        let all = Flags {
            listen: some(),
            public_url: some(),
            media_url: some(),
            trusted_proxies: some(),
            mail_from: some(),
            database_connections: some(),
            instance_secret_file: some(),
            connections: some(),
            connections_per_address: some(),
            requests_per_address: some(),
            requests_per_member: some(),
            metrics_listen: some(),
            log: some(),
            log_format: some(),
        };
        let mut flags: Vec<_> = all.given().map(|(key, _)| key).collect();
        let mut keys: Vec<_> = KEYS.iter().filter(|key| !key.secret).map(|key| key.name).collect();
        flags.sort_unstable();
        keys.sort_unstable();
        assert_eq!(flags, keys);
    }

    #[test]
    fn the_manual_lists_every_key_with_its_default() {
        let manual = include_str!("../../docs/OPERATING.md");
        for key in KEYS {
            let default = if key.default.is_empty() { String::new() } else { format!("`{}`", key.default) };
            let row = format!("| `{}` | {default} | {} |", key.name, key.help);
            assert!(manual.contains(&row), "docs/OPERATING.md lacks the row\n{row}");
        }
        let rows = manual.lines().filter(|line| line.starts_with("| `")).count();
        assert_eq!(rows, KEYS.len(), "docs/OPERATING.md lists a key that does not exist");
    }
}
