//! Log lines: text for people on a terminal, JSON for machines; always on stderr.

use std::io::IsTerminal as _;

use tracing_subscriber::EnvFilter;

use super::Failure;
use crate::kernel::config::LogFormat;

/// Who reads the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// A person.
    Person,
    /// A program.
    Machine,
}

/// Reads what is to be logged.
///
/// # Errors
/// The sentence about what cannot be read.
pub(super) fn filter(text: &str) -> Result<EnvFilter, Failure> {
    EnvFilter::try_new(text).map_err(|error| {
        Failure(format!("log “{text}” cannot be used: {error}. Use a level such as info, or athena=debug,warn"))
    })
}

/// Starts logging for the life of the process; panics are logged too.
///
/// # Errors
/// A filter that cannot be read.
pub(super) fn start(filter: &str, format: LogFormat) -> Result<Reader, Failure> {
    let on_terminal = std::io::stderr().is_terminal();
    let reader = match format {
        LogFormat::Text => Reader::Person,
        LogFormat::Json => Reader::Machine,
        LogFormat::Auto if on_terminal => Reader::Person,
        LogFormat::Auto => Reader::Machine,
    };
    let filter = self::filter(filter)?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match reader {
        Reader::Person => lines.with_ansi(on_terminal).with_target(false).compact().try_init(),
        Reader::Machine => lines.json().flatten_event(true).with_span_list(false).try_init(),
    };
    started.map_err(|error| Failure(format!("the log cannot be started: {error}")))?;
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a thread panicked: {}", panic.payload_as_str().unwrap_or("(not a text)"));
    }));
    Ok(reader)
}

/// Starts logging for a command that ends by itself: only what went wrong.
///
/// # Errors
/// As [`start`].
pub(super) fn start_quietly() -> Result<(), Failure> {
    start("error", LogFormat::Text).map(|_| ())
}
