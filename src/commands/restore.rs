//! `athena restore`: checks a backup, and makes a data directory of it.

use std::collections::HashSet;
use std::fs;
use std::path::{Component, Path, PathBuf};

use clap::Args;
use db::{DatabaseUrl, Db};
use outbox::Handler;

use super::backup::{DATABASE, FORMAT, MAIL, MANIFEST, Manifest, SECRET, beside, copy_file, entry, settle};
use super::options::{is_empty, make_private, shown};
use super::report::Report;
use super::{Failure, Outcome, log, say};
use crate::kernel::secrets::{InstanceSecret, Randomness};
use crate::profiles::subscriber::SWEEP;
use crate::wiring::{self, MEDIA, MIGRATIONS};

const EXAMPLES: &str = "\
Examples:
  athena restore /mnt/backup/2026-11-23 --verify
      Reads all of it: hashes, the database's integrity, whether this program knows its schema.
  athena restore /mnt/backup/2026-11-23 --data /srv/athena-again
      Verifies, then makes the directory, which must not exist yet or be empty.

Mails that still waited to be sent when the backup was made are set aside: they may have been sent
since.";

/// Why deliveries of a restored database do not run by themselves.
const PARKED: &str = "set aside by a restore: it may have been done after the backup";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Restore {
    /// The backup
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// Only check the backup
    #[arg(long, conflicts_with = "data", required_unless_present = "data")]
    verify: bool,
    /// Data directory to make of it
    #[arg(long, value_name = "NEW")]
    data: Option<PathBuf>,
}

impl Restore {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        if let Some(data) = &self.data
            && !is_empty(data)?
        {
            return Err(Failure(format!("{} is not empty: a restore never replaces data", shown(data))));
        }
        let mut report = Report::new();
        let manifest = verify(&self.directory, &mut report).await?;
        let Some(manifest) = manifest.filter(|_| !report.is_wrong()) else {
            report.wrong("backup", "cannot be used", "take another one");
            return Ok(report.exit_code());
        };
        if let Some(data) = &self.data {
            restore(&self.directory, &manifest, &std::path::absolute(data)?).await?;
            say(format!("{} is ready: athena serve --data {}", shown(data), shown(data)));
            if manifest.database != "sqlite" {
                say("Load the database's dump with pg_restore before that (see docs/OPERATING.md)");
            }
        }
        Ok(report.exit_code())
    }
}

/// Reads everything and says what it found. `None` if there is no list to go by.
async fn verify(directory: &Path, report: &mut Report) -> Result<Option<Manifest>, Failure> {
    let file = directory.join(MANIFEST);
    let text = match fs::read_to_string(&file) {
        Ok(text) => text,
        Err(error) => {
            report.wrong("manifest", format!("{}: {error}", shown(&file)), "name a directory made by `athena backup`");
            return Ok(None);
        }
    };
    let manifest: Manifest = match serde_json::from_str(&text) {
        Ok(manifest) => manifest,
        Err(error) => {
            report.wrong("manifest", format!("cannot be read: {error}"), "");
            return Ok(None);
        }
    };
    if manifest.format != FORMAT {
        report.wrong("manifest", format!("has form {}, not {FORMAT}", manifest.format), "use a newer athena");
        return Ok(None);
    }
    report.ok("manifest", format!("made {} by athena {}", manifest.made, manifest.athena));
    let (kept, listed) = (directory.to_owned(), manifest.clone());
    let problems = tokio::task::spawn_blocking(move || compare(&kept, &listed)).await?;
    if problems.is_empty() {
        report.ok("files", format!("{} files are as they were", manifest.files.len()));
    }
    for problem in problems {
        report.wrong("files", problem, "");
    }
    verify_secret(directory, report);
    if manifest.database == "sqlite" {
        verify_database(directory, &manifest, report).await;
    } else {
        report.warn("database", "not part of this backup", "look after the dump made by pg_dump");
    }
    Ok(Some(manifest))
}

/// What differs between the list and the files.
fn compare(directory: &Path, manifest: &Manifest) -> Vec<String> {
    let mut problems = Vec::new();
    let mut listed = HashSet::new();
    for file in &manifest.files {
        if !is_inside(&file.path) || !listed.insert(file.path.as_str()) {
            problems.push(format!("“{}” is no name for a file of a backup", file.path));
            continue;
        }
        match entry(directory, file.path.clone()) {
            Ok(found) if found == *file => {}
            Ok(_) => problems.push(format!("{} is not what was backed up", file.path)),
            Err(failure) => problems.push(failure.0),
        }
    }
    problems
}

/// A file of the data directory, a mail or a picture; none that leads elsewhere.
fn is_inside(path: &str) -> bool {
    let parts: Vec<_> = Path::new(path).components().collect();
    match parts.as_slice() {
        [Component::Normal(name)] => *name != MANIFEST,
        [Component::Normal(directory), Component::Normal(_)] => *directory == MAIL,
        [Component::Normal(directory), Component::Normal(_), Component::Normal(_)] => *directory == MEDIA,
        _ => false,
    }
}

fn verify_secret(directory: &Path, report: &mut Report) {
    let file = directory.join(SECRET);
    if !file.exists() {
        report.warn("secret", "not part of this backup", "a new one is made; links in mails already sent end");
        return;
    }
    match InstanceSecret::load_or_create(&file, &Randomness::system()) {
        Ok(_) => report.ok("secret", "can be read"),
        Err(error) => report.wrong("secret", error.to_string(), ""),
    }
}

async fn verify_database(directory: &Path, manifest: &Manifest, report: &mut Report) {
    if !manifest.files.iter().any(|file| file.path == DATABASE) {
        report.wrong("database", "is missing", "");
        return;
    }
    match db::verify_file(&directory.join(DATABASE), MIGRATIONS).await {
        Ok(problems) if problems.is_empty() => {
            let schema = manifest.schema.map_or("none".to_owned(), |number| format!("{number:04}"));
            report.ok("database", format!("sound, schema {schema}"));
        }
        Ok(problems) => {
            for problem in problems {
                report.wrong("database", problem, "");
            }
        }
        Err(error) => report.wrong("database", error.to_string(), ""),
    }
}

async fn restore(directory: &Path, manifest: &Manifest, target: &Path) -> Result<(), Failure> {
    let part = beside(target, "restoring")?;
    let (from, to, files) = (directory.to_owned(), part.clone(), manifest.files.clone());
    let copied = tokio::task::spawn_blocking(move || {
        make_private(&to)?;
        for file in &files {
            if let Some(parent) = Path::new(&file.path).parent() {
                make_private(&to.join(parent))?;
            }
            copy_file(&from.join(&file.path), &to.join(&file.path))?;
        }
        Ok::<_, Failure>(())
    });
    let mut done = copied.await?;
    if done.is_ok() && manifest.database == "sqlite" {
        done = park_deliveries(&part).await;
    }
    if let Err(failure) = done {
        // What is half made helps nobody; the first error is the one to tell.
        let _left = fs::remove_dir_all(&part);
        return Err(failure);
    }
    settle(&part, target)
}

/// Sets aside what waits to leave the process.
async fn park_deliveries(data: &Path) -> Result<(), Failure> {
    let db = Db::open(db::Options::new(DatabaseUrl::Sqlite, data), MIGRATIONS).await?;
    let mut parked = 0;
    let mut failed = None;
    for subscriber in wiring::subscribers() {
        // Deleting files that nothing needs leaves nothing outside, and may be done again.
        if matches!(subscriber.handler, Handler::Inside(_)) || subscriber.name == SWEEP.subscriber {
            continue;
        }
        loop {
            match db.write(move |tx| outbox::park(tx, subscriber.name, PARKED)).await {
                Ok(0) => break,
                Ok(more) => parked += more,
                Err(error) => {
                    failed = Some(Failure(format!("the restored database: {error}")));
                    break;
                }
            }
        }
    }
    db.close().await;
    if parked > 0 {
        say(format!("set aside, for it may have happened since the backup: {parked} waiting mails and calls"));
    }
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for fine in ["athena.db", "secret", "athena.toml", "mail/1.eml", "media/ab/ab.jpg"] {
            assert!(is_inside(fine), "{fine}");
        }
        for wrong in [
            "",
            ".",
            "..",
            "/etc/passwd",
            "../x",
            "mail/../x",
            "mail/a/b",
            "media/a",
            "media/../x/y",
            "media/a/b/c",
            "other/x",
            "./..",
            MANIFEST,
        ] {
            assert!(!is_inside(wrong), "{wrong}");
        }
    }
}
