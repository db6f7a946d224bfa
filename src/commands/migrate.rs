//! `athena migrate`: brings the database up to date and ends, or moves it (see `transfer`).

use std::process::ExitCode;

use clap::Args;
use db::{Db, OpenError};

use super::options::{self, DataDir, Flags, load};
use super::{Failure, Outcome, log, say, transfer};
use crate::wiring::MIGRATIONS;

const EXAMPLES: &str = "\
Examples:
  athena migrate --data /srv/athena
      Brings the database up to date, as `athena serve` does when it starts. Make a backup first:
      there is no way back to an older program.
  athena migrate --to postgres://athena@localhost/athena --data /srv/athena
      Moves the stopped community from SQLite into an empty PostgreSQL database, and compares.
  ATHENA_MIGRATE_TO=postgres://athena:PASSWORD@db.example.org/athena athena migrate --data /srv/athena
      The same with a password, which does not belong on a command line.

A move keeps everything or nothing: broken off, it leaves the target empty and can be repeated. The
SQLite file is only read.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Migrate {
    #[command(flatten)]
    place: DataDir,
    /// Move to this empty PostgreSQL database [env: ATHENA_MIGRATE_TO, the place for a password]
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
}

impl Migrate {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        let config = load(&self.place.data, &Flags::default())?.config;
        if let Some(to) = transfer::target(self.to.as_deref())? {
            return transfer::run(&config, to).await;
        }
        // A slip in the name would otherwise make another community, empty and up to date.
        if !config.data.exists() {
            let data = options::shown(&config.data);
            return Err(Failure(format!(
                "{data} does not exist. `athena serve --data {data}` begins a community there"
            )));
        }
        options::make_private(&config.data)?;
        let mut database = db::Options::new(config.database.clone(), &config.data);
        database.connections(config.database_connections);
        let pending = db::examine(database.clone(), MIGRATIONS).await?.pending;
        let opened = Db::open(database, MIGRATIONS).await.map_err(in_use)?;
        opened.close().await;
        for (number, name) in &pending {
            say(format!("applied {number:04} {name}"));
        }
        say(if pending.is_empty() { "the database was up to date" } else { "the database is up to date" });
        Ok(ExitCode::SUCCESS)
    }
}

/// The sentence for a database that cannot be opened; if another process has it, with what to do.
pub(super) fn in_use(error: OpenError) -> Failure {
    match error {
        OpenError::Locked(directory) => Failure(format!(
            "another process is using {directory}. Is `athena serve` running there? Stop it, or choose another --data"
        )),
        other => Failure(format!("the database cannot be opened: {other}")),
    }
}
