//! The command line: one file per command.
//!
//! A command that needs the data of a running server asks it through the local socket (`control`); otherwise it does
//! the same by itself. What goes wrong is one sentence on stderr and exit code 1.

mod admin;
mod backup;
mod check;
mod control;
mod demo;
mod log;
mod metrics;
mod migrate;
mod options;
mod prompt;
mod report;
mod restore;
mod serve;
mod transfer;

use std::fmt::Display;
use std::io::Write as _;
use std::process::ExitCode;
use std::time::Duration;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Parser, Subcommand};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const EXAMPLES: &str = "\
Examples:
  athena demo
      Look around: a small community with made-up people, on this machine only.
  athena serve --data /srv/athena --listen 127.0.0.1:8000
      Run the real thing. The first start prints the address that founds the community.
  athena check --data /srv/athena
      What is wrong, and how to mend it.
  athena backup /mnt/backup/today --data /srv/athena
      A complete copy, also while people work.

Every key of the configuration is in docs/OPERATING.md and in what `athena check` prints.";

/// Athena: a professional network of your own
#[derive(Debug, Parser)]
#[command(name = "athena", version, styles = STYLES, after_help = EXAMPLES, max_term_width = 100)]
#[command(disable_help_subcommand = true, subcommand_required = true, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Show Athena with made-up people, on this machine
    Demo(demo::Demo),
    /// Run a community
    Serve(serve::Serve),
    /// Say what is wrong with configuration, database, mail, storage and clock
    Check(check::Check),
    /// Make operators, and give people new passwords
    Admin(admin::Admin),
    /// Copy everything a community has, also while it runs
    Backup(backup::Backup),
    /// Check a backup, or make a data directory of it
    Restore(restore::Restore),
    /// Bring the database up to date without serving, or move it to PostgreSQL
    Migrate(migrate::Migrate),
}

/// Why a command gave up: a sentence for whoever typed it.
#[derive(Debug)]
struct Failure(String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Failure(error.to_string())
    }
}

/// How a command ended.
type Outcome = Result<ExitCode, Failure>;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&Failure(format!("no threads can be started: {error}"))),
    };
    let outcome = runtime.block_on(async {
        match &cli.command {
            Command::Demo(demo) => demo.run().await,
            Command::Serve(serve) => serve.run().await,
            Command::Check(check) => check.run().await,
            Command::Admin(admin) => admin.run().await,
            Command::Backup(backup) => backup.run().await,
            Command::Restore(restore) => restore.run().await,
            Command::Migrate(migrate) => migrate.run().await,
        }
    });
    // A handler that was cut short, or a prompt nobody answered, may still hold a thread.
    runtime.shutdown_timeout(Duration::from_millis(300));
    outcome.unwrap_or_else(|failure| failed(&failure))
}

fn failed(failure: &Failure) -> ExitCode {
    // If stderr is gone there is nobody to tell; the exit code still says it.
    let _unheard = writeln!(std::io::stderr(), "athena: {}", failure.0);
    ExitCode::FAILURE
}

/// A line on stdout. Whoever closed it wants to hear no more.
fn say(line: impl Display) {
    let _unheard = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_helps_with_examples() {
        for mut command in Cli::command().get_subcommands().cloned() {
            let help = command.render_long_help().to_string();
            assert!(help.contains("Examples:"), "{help}");
        }
    }
}
