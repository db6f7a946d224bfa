//! `athena migrate`: brings the database up to date and ends.

use std::process::ExitCode;

use clap::Args;
use db::{Db, OpenError};

use super::options::{self, DataDir, Flags, load};
use super::{Failure, Outcome, log, say};
use crate::wiring::MIGRATIONS;

const EXAMPLES: &str = "\
Examples:
  athena migrate --data /srv/athena

`athena serve` does the same when it starts; this is for those who want the two apart.
Make a backup first: there is no way back to an older program.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Migrate {
    #[command(flatten)]
    place: DataDir,
}

impl Migrate {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        let config = load(&self.place.data, &Flags::default())?.config;
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
