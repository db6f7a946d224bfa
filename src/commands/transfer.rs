//! `athena migrate --to`: the whole community from SQLite to PostgreSQL, or nothing of it.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use db::{Compared, DatabaseUrl, OpenError, Progress, Step, TransferError};

use super::backup::DATABASE;
use super::options::{CONFIG_FILE, shown};
use super::{Failure, Outcome, say};
use crate::kernel::Config;
use crate::wiring::MIGRATIONS;

/// The variable with the target's address. Not a key: it stands for one command, not for the site.
pub(super) const TARGET_VARIABLE: &str = "ATHENA_MIGRATE_TO";

/// What stands for a password that is not shown.
const HIDDEN: &str = "PASSWORD";

/// Where to move to: what the flag says, or else the environment.
///
/// # Errors
/// The flag holds a password, which everybody on the machine can read.
pub(super) fn target(flag: Option<&str>) -> Result<Option<String>, Failure> {
    let Some(address) = flag else {
        let set = std::env::var(TARGET_VARIABLE).ok();
        return Ok(set.map(|address| address.trim().to_owned()).filter(|address| !address.is_empty()));
    };
    if without_password(address) != address {
        return Err(Failure(format!(
            "what stands on a command line can be read by everybody on this machine, and --to holds a password. Put \
             the address into the environment: {TARGET_VARIABLE}=postgres://… athena migrate"
        )));
    }
    Ok(Some(address.to_owned()))
}

/// Moves the community of this configuration, compares what arrived, and says how to serve it.
///
/// # Errors
/// Why nothing was moved.
pub(super) async fn run(config: &Config, to: String) -> Outcome {
    if config.database != DatabaseUrl::Sqlite {
        return Err(Failure(
            "the configuration names PostgreSQL already, so there may be nothing here to move. If there is, take \
             `database` out of it until the move is done"
                .to_owned(),
        ));
    }
    let DatabaseUrl::Postgres(address) = to.parse().map_err(Failure)? else {
        return Err(Failure("a community moves to an address that begins with postgres://".to_owned()));
    };
    let file = config.data.join(DATABASE);
    say(format!("Moving {} to {} …", shown(&file), without_password(&address)));
    let from = db::Options::new(DatabaseUrl::Sqlite, &config.data);
    let on_terminal = std::io::stdout().is_terminal();
    let progress = move |progress: &Progress<'_>| show(on_terminal, &line(progress));
    let moved = db::transfer(from, address.clone(), MIGRATIONS, progress).await;
    show(on_terminal, "");
    let compared = moved.map_err(sentence)?;
    for line in report(&compared) {
        say(line);
    }
    let differing = compared.iter().filter(|table| !table.is_same()).count();
    if differing > 0 {
        return Err(Failure(format!(
            "{differing} of {} tables are not the same in both. Nothing was kept in PostgreSQL; the community is where \
             it was",
            compared.len()
        )));
    }
    say(format!(
        "All {} tables are the same in both. Before the next start, put into {}, or into ATHENA_DATABASE:\n\n  \
         database = \"{}\"\n\n{} is as it was: delete it when there is a backup of the new one.",
        compared.len(),
        shown(&config.data.join(CONFIG_FILE)),
        without_password(&address),
        shown(&file),
    ));
    Ok(ExitCode::SUCCESS)
}

/// Why nothing was moved, and what to do.
fn sentence(error: TransferError) -> Failure {
    match error {
        TransferError::Open(locked @ OpenError::Locked(_)) => super::migrate::in_use(locked),
        TransferError::NotEmpty(_) => {
            Failure(format!("{error}. Nothing was moved. Make a new database (createdb), or empty that one"))
        }
        TransferError::Unsound(_) => Failure(format!("{error}. Nothing was moved: restore a backup first")),
        TransferError::Unfit { .. } | TransferError::Refused { .. } => {
            Failure(format!("{error}. Nothing was moved: mend that row, then try again"))
        }
        TransferError::Unanswered(_) => {
            Failure(format!("{error}. Try again: a target that is complete is refused as not empty"))
        }
        TransferError::Open(_) | TransferError::Schemas(_) => Failure(format!("{error}. Nothing was moved")),
    }
}

/// A line for each table, under a headline.
fn report(compared: &[Compared]) -> Vec<String> {
    let width = compared.iter().map(|one| one.table.len()).max().unwrap_or(0).max("table".len());
    let mut lines = vec![format!("\n{:<width$}  {:>10}  {:<16}  read back", "table", "rows", "sha256")];
    for one in compared {
        let Compared { table, source, target } = one;
        let verdict = if one.is_same() {
            "the same".to_owned()
        } else {
            format!("DIFFERS: {} rows, {}", target.rows, short(&target.sha256))
        };
        lines.push(format!("{table:<width$}  {:>10}  {:<16}  {verdict}", source.rows, short(&source.sha256)));
    }
    lines.push(String::new());
    lines
}

/// Enough of a hash for eyes; all of it was compared.
fn short(hash: &str) -> &str {
    hash.get(..16).unwrap_or(hash)
}

/// Rewrites one line on a terminal; says nothing elsewhere.
fn show(on_terminal: bool, line: &str) {
    if on_terminal {
        let mut screen = std::io::stdout();
        // Nobody needs to see it. The spaces cover what a longer line left.
        let _unseen = write!(screen, "\r  {line:<70}\r");
        let _unseen = screen.flush();
    }
}

/// What is being done, and how far it is.
fn line(progress: &Progress<'_>) -> String {
    let Progress { step, table, done, of } = *progress;
    let doing = match step {
        Step::Reading => "reading",
        Step::Copying => "copying",
        Step::Comparing => "comparing",
    };
    match of {
        None => format!("{doing} {table}: {done} rows"),
        Some(of) => {
            let percent = done.saturating_mul(100).checked_div(of).unwrap_or(100);
            format!("{doing} {table}: {done} of {of} rows, {percent} %")
        }
    }
}

/// The address with a word in the place of its password.
fn without_password(address: &str) -> String {
    let (base, query) = address.split_once('?').map_or((address, None), |(base, query)| (base, Some(query)));
    let (scheme, rest) = base.split_once("://").unwrap_or(("", base));
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let user = authority.rsplit_once('@').and_then(|(who, host)| Some((who.split_once(':')?.0, host)));
    let authority = user.map_or_else(|| authority.to_owned(), |(user, host)| format!("{user}:{HIDDEN}@{host}"));
    let mut shown = format!("{scheme}://{authority}{path}");
    for (number, pair) in query.into_iter().flat_map(|query| query.split('&')).enumerate() {
        shown.push(if number == 0 { '?' } else { '&' });
        match pair.split_once('=') {
            Some(("password", _)) => shown.push_str(&format!("password={HIDDEN}")),
            _ => shown.push_str(pair),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use db::Content;

    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("postgres://me:hunter2@db.example.org:5432/athena", "postgres://me:PASSWORD@db.example.org:5432/athena"),
            ("postgres://me:hun@ter:2@h/a?sslmode=disable", "postgres://me:PASSWORD@h/a?sslmode=disable"),
            ("postgres://h/a?user=me&password=hunter2&x=1", "postgres://h/a?user=me&password=PASSWORD&x=1"),
            ("postgres://me:hunter2@h", "postgres://me:PASSWORD@h"),
        ] {
            assert_eq!(without_password(address), shown);
            assert!(target(Some(address)).is_err(), "{address}");
        }
        for plain in ["postgres://me@h:5433/a", "postgres:///a?host=/run/postgresql", "postgres://h/a?sslmode=disable"]
        {
            assert_eq!(target(Some(plain)).ok().flatten().as_deref(), Some(plain));
        }
    }

    #[test]
    fn a_table_that_differs_says_what_was_found_instead() {
        let content = |rows, sha256: &str| Content { rows, sha256: sha256.repeat(64) };
        let same = Compared { table: "account".to_owned(), source: content(60, "a"), target: content(60, "a") };
        let other = Compared { table: "email".to_owned(), source: content(60, "b"), target: content(59, "c") };
        assert_eq!(
            report(&[same, other])[1..3],
            [
                "account          60  aaaaaaaaaaaaaaaa  the same",
                "email            60  bbbbbbbbbbbbbbbb  DIFFERS: 59 rows, cccccccccccccccc"
            ]
        );
    }

    #[test]
    fn progress_tells_the_part_where_the_whole_is_known() {
        let at = |done, of| line(&Progress { step: Step::Copying, table: "post", done, of });
        assert_eq!(at(2_048, None), "copying post: 2048 rows");
        assert_eq!(at(2_048, Some(8_192)), "copying post: 2048 of 8192 rows, 25 %");
        assert_eq!(at(0, Some(0)), "copying post: 0 of 0 rows, 100 %");
    }
}
