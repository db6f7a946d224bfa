//! `athena backup`: everything a community has, as files with a list of their hashes.
//!
//! The copy is made under another name beside its place and renamed when all of it is on the disk: a directory with the
//! wanted name is complete.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use db::Db;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::control::{self, Answer, Request};
use super::options::{CONFIG_FILE, DataDir, Flags, is_empty, load, make_private, shown};
use super::{Failure, Outcome, log, say};
use crate::kernel::Config;
use crate::kernel::config::MediaPlace;
use crate::kernel::secrets::hex;
use crate::wiring::{MEDIA, MIGRATIONS};

/// The list of what belongs to a backup.
pub(super) const MANIFEST: &str = "manifest.json";
/// The database's file, in the data directory and in a backup.
pub(super) const DATABASE: &str = "athena.db";
/// The instance secret, wherever the configuration has it.
pub(super) const SECRET: &str = "secret";
/// Mails that were sent into files.
pub(super) const MAIL: &str = "mail";

/// The directories of files: mails, and pictures in directories of their own.
pub(super) const DIRECTORIES: &[&str] = &[MAIL, MEDIA];

/// The form of this program's backups.
pub(super) const FORMAT: u32 = 1;

const EXAMPLES: &str = "\
Examples:
  athena backup /mnt/backup/2026-11-23 --data /srv/athena
  athena restore /mnt/backup/2026-11-23 --verify

DIR must not exist yet. The copy holds every change that was confirmed before it began, the
instance's secret, athena.toml, pictures and mails kept as files: keep it as safe as the data
itself. A community on PostgreSQL needs pg_dump as well.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Backup {
    /// Directory to make
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    #[command(flatten)]
    place: DataDir,
}

/// What a backup came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Summary {
    /// Files, the manifest not counted.
    pub(super) files: u64,
    /// Their bytes.
    pub(super) bytes: u64,
    /// Whether the database is among them; one on PostgreSQL is not.
    pub(super) with_database: bool,
    /// Whether pictures are among them; those in a bucket are not.
    pub(super) with_media: bool,
}

/// The list of what belongs to a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// See [`FORMAT`].
    pub(super) format: u32,
    /// The program that made it.
    pub(super) athena: String,
    /// When, in UTC.
    pub(super) made: String,
    /// `sqlite`, or `postgres`, whose data is not here.
    pub(super) database: String,
    /// The newest migration in the database.
    pub(super) schema: Option<i64>,
    /// All files but this list.
    pub(super) files: Vec<Entry>,
}

/// One file of a backup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// Relative, with `/`.
    pub(super) path: String,
    /// Its length.
    pub(super) bytes: u64,
    /// Hexadecimal.
    pub(super) sha256: String,
}

/// Where the database comes from.
pub(super) enum Source<'a> {
    /// A server's, at work.
    Running(&'a Db),
    /// Nobody's: it is copied as it lies, of whatever version.
    Resting,
}

impl Backup {
    pub(super) async fn run(&self) -> Outcome {
        log::start_quietly()?;
        let directory = std::path::absolute(&self.directory)?;
        let config = load(&self.place.data, &Flags::default())?.config;
        if !self.place.data.is_dir() {
            return Err(Failure(format!("there is no data in {}", shown(&self.place.data))));
        }
        let request = Request::Backup { directory: directory.clone() };
        let summary = match control::ask(&self.place.data, &request).await? {
            Some(Answer::BackedUp(summary)) => summary,
            Some(Answer::Refused { why }) => return Err(Failure(why)),
            Some(_) => return Err(Failure("the server answered something else".to_owned())),
            None => make(Source::Resting, &config, &directory).await?,
        };
        say(format!(
            "{} holds {} files, {:.1} MB. Check it with: athena restore {} --verify",
            shown(&self.directory),
            summary.files,
            megabytes(summary.bytes),
            shown(&self.directory)
        ));
        if !summary.with_media {
            say("Pictures are not among them: they lie in the bucket, which its server looks after");
        }
        if !summary.with_database {
            say("The database is not among them: copy it with pg_dump --format=custom (see docs/OPERATING.md)");
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Bytes as people read them.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "shown with one digit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}

/// Makes a backup of the configured data in `target`, which must not exist or be empty.
///
/// # Errors
/// What is in the way.
pub(super) async fn make(source: Source<'_>, config: &Config, target: &Path) -> Result<Summary, Failure> {
    if !is_empty(target)? {
        return Err(Failure(format!("{} is not empty: a backup needs a directory of its own", target.display())));
    }
    let part = beside(target, "part")?;
    make_private(&part)?;
    let made = fill(source, config, &part, target).await;
    if made.is_err() {
        // What is half made helps nobody; the first error is the one to tell.
        let _left = fs::remove_dir_all(&part);
    }
    made
}

async fn fill(source: Source<'_>, config: &Config, part: &Path, target: &Path) -> Result<Summary, Failure> {
    let copy = part.join(DATABASE);
    let sqlite = matches!(config.database, db::DatabaseUrl::Sqlite);
    // The database first: the files it speaks of are there by then, and later ones do no harm.
    let mut schema = None;
    if sqlite {
        match source {
            Source::Running(db) => {
                db.backup_to(&copy).await.map_err(|error| Failure(format!("the database: {error}")))?
            }
            Source::Resting => db::copy_resting(&config.data, &copy).await.map_err(super::migrate::in_use)?,
        }
        let look = db::Options::new(config.database.clone(), part);
        schema = db::examine(look, MIGRATIONS).await?.schema;
    }
    let (config, part, target) = (config.clone(), part.to_owned(), target.to_owned());
    tokio::task::spawn_blocking(move || finish(&config, &part, &target, schema)).await?
}

/// Copies the files, writes the list, and gives the whole its name once it is on the disk.
fn finish(config: &Config, part: &Path, target: &Path, schema: Option<i64>) -> Result<Summary, Failure> {
    let sqlite = matches!(config.database, db::DatabaseUrl::Sqlite);
    let mut paths = Vec::new();
    if sqlite {
        make_safe(&part.join(DATABASE))?;
        paths.push(DATABASE.to_owned());
    }
    for (from, to) in [(config.instance_secret_file.clone(), SECRET), (config.data.join(CONFIG_FILE), CONFIG_FILE)] {
        if copy_file(&from, &part.join(to))? {
            paths.push(to.to_owned());
        }
    }
    let mut directories = vec![MAIL.to_owned()];
    // Pictures in a bucket are the bucket's to look after, and files left from before are none of this community's.
    if matches!(config.media, MediaPlace::Files) {
        let inside = subdirectories(&config.data.join(MEDIA))?;
        directories.extend(inside.into_iter().map(|name| format!("{MEDIA}/{name}")));
    }
    for directory in directories {
        for name in names(&config.data.join(&directory))? {
            make_private(&part.join(&directory))?;
            let path = format!("{directory}/{name}");
            if copy_file(&config.data.join(&path), &part.join(&path))? {
                paths.push(path);
            }
        }
    }
    let files = paths.into_iter().map(|path| entry(part, path)).collect::<Result<Vec<_>, _>>()?;
    let summary = Summary {
        files: u64::try_from(files.len()).unwrap_or(u64::MAX),
        bytes: files.iter().map(|file| file.bytes).sum(),
        with_database: sqlite,
        with_media: matches!(config.media, MediaPlace::Files),
    };
    let manifest = Manifest {
        format: FORMAT,
        athena: env!("CARGO_PKG_VERSION").to_owned(),
        made: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        database: if sqlite { "sqlite" } else { "postgres" }.to_owned(),
        schema,
        files,
    };
    let mut text = serde_json::to_string_pretty(&manifest)?;
    text.push('\n');
    write_new(&part.join(MANIFEST), text.as_bytes())?;
    settle(part, target)?;
    Ok(summary)
}

/// Puts a finished directory in its place: everything in it reaches the disk before its name does.
///
/// # Errors
/// As the file system says.
pub(super) fn settle(part: &Path, target: &Path) -> Result<(), Failure> {
    for directory in DIRECTORIES.iter().map(|name| part.join(name)).filter(|directory| directory.is_dir()) {
        for name in subdirectories(&directory)? {
            sync_directory(&directory.join(name))?;
        }
        sync_directory(&directory)?;
    }
    sync_directory(part)?;
    // An empty directory gives way to one of its name.
    fs::rename(part, target)?;
    if let Some(parent) = target.parent() {
        sync_directory(parent)?;
    }
    Ok(())
}

/// A hidden name beside the target, free of what an earlier run may have left.
///
/// # Errors
/// A target without a name or a parent that cannot be made.
pub(super) fn beside(target: &Path, kind: &str) -> Result<PathBuf, Failure> {
    let name = target.file_name().ok_or_else(|| Failure(format!("{} is no name for a directory", target.display())))?;
    let parent = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| Failure(format!("{} cannot be made: {error}", parent.display())))?;
    let part = parent.join(format!(".{}.{kind}-{}", name.to_string_lossy(), std::process::id()));
    match fs::remove_dir_all(&part) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
        _ => Ok(part),
    }
}

/// The names of files in a directory; none if there is no such directory.
fn names(directory: &Path) -> Result<Vec<String>, Failure> {
    entries(directory, std::fs::FileType::is_file)
}

/// The names of directories of pictures. What an upload is writing just now is none.
fn subdirectories(directory: &Path) -> Result<Vec<String>, Failure> {
    let mut names = entries(directory, std::fs::FileType::is_dir)?;
    names.retain(|name| name.len() == 2);
    Ok(names)
}

fn entries(directory: &Path, is_wanted: fn(&std::fs::FileType) -> bool) -> Result<Vec<String>, Failure> {
    let entries = match fs::read_dir(directory) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry?;
        // Links are none of ours.
        if is_wanted(&entry.file_type()?)
            && let Ok(name) = entry.file_name().into_string()
        {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Copies a file for its owner alone. False if there is none (any more).
///
/// # Errors
/// As the file system says.
pub(super) fn copy_file(from: &Path, to: &Path) -> Result<bool, Failure> {
    let mut source = match File::open(from) {
        Ok(source) => source,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(Failure(format!("{} cannot be read: {error}", from.display()))),
    };
    let mut copy = private_options().open(to)?;
    io::copy(&mut source, &mut copy)?;
    copy.sync_all()?;
    Ok(true)
}

fn write_new(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = private_options().open(file)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn private_options() -> fs::OpenOptions {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// For its owner alone, and on the disk.
fn make_safe(file: &Path) -> io::Result<()> {
    fs::set_permissions(file, std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    File::open(file)?.sync_all()
}

fn sync_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Length and hash of a file of a backup.
///
/// # Errors
/// As the file system says.
pub(super) fn entry(directory: &Path, path: String) -> Result<Entry, Failure> {
    let mut file = File::open(directory.join(&path)).map_err(|error| Failure(format!("{path}: {error}")))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut bytes = 0_u64;
    loop {
        let length = file.read(&mut buffer).map_err(|error| Failure(format!("{path}: {error}")))?;
        let Some(read) = buffer.get(..length).filter(|read| !read.is_empty()) else { break };
        hash.update(read);
        bytes += u64::try_from(length).unwrap_or(0);
    }
    Ok(Entry { path, bytes, sha256: hex(&hash.finalize()) })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, Ordering};
    use std::time::Duration;

    use db::sql;

    use super::*;
    use crate::kernel::config::Layers;

    #[test]
    fn an_entry_is_length_and_sha256() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("f"), "abc").unwrap();
        let entry = entry(dir.path(), "f".to_owned()).unwrap();
        assert_eq!(entry.bytes, 3);
        // FIPS 180-2, appendix B.1.
        assert_eq!(entry.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_backup_under_load_holds_what_was_confirmed_before_it_began() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("data");
        let layers = Layers::collect(None, std::iter::empty(), std::iter::empty()).unwrap();
        let config = Config::from_layers(data.clone(), &layers).unwrap();
        let mut options = db::Options::new(config.database.clone(), &data);
        // On a machine that does something else at the same time a write may take its time.
        options.write_deadline = Duration::from_secs(60);
        let db = Db::open(options, MIGRATIONS).await.unwrap();
        let confirmed = Arc::new(AtomicI64::new(0));
        let (writing, count) = (db.clone(), Arc::clone(&confirmed));
        let writer = tokio::spawn(async move {
            for number in 1_i64.. {
                let key = format!("{number:010}");
                let value = "x".repeat(2_000);
                let insert = sql!("INSERT INTO setting (key, value) VALUES ($1, $2)");
                if writing.write(move |tx| tx.run(insert, &[&key, &value])).await.is_err() {
                    return;
                }
                count.store(number, Ordering::SeqCst);
            }
        });
        for round in 0..5 {
            while confirmed.load(Ordering::SeqCst) < 10 * (round + 1) {
                assert!(!writer.is_finished(), "a write was refused");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            let before = confirmed.load(Ordering::SeqCst);
            let target = dir.path().join(format!("backup-{round}"));
            make(Source::Running(&db), &config, &target).await.unwrap();
            assert_eq!(db::verify_file(&target.join(DATABASE), MIGRATIONS).await.unwrap(), Vec::<String>::new());
            let copy = Db::open(db::Options::new(config.database.clone(), &target), MIGRATIONS).await.unwrap();
            let rows = copy.read(|r| {
                r.one::<(i64, i64)>(sql!("SELECT COUNT(*), COALESCE(MAX(CAST(key AS BIGINT)), 0) FROM setting"), &[])
            });
            let (rows, newest) = rows.await.unwrap();
            copy.close().await;
            assert_eq!(rows, newest, "there is a gap");
            assert!(rows >= before, "{rows} of {before} rows");
        }
        assert!(!writer.is_finished(), "a write was refused");
        writer.abort();
        db.close().await;
    }

    #[test]
    fn copies_are_for_their_owner_alone_and_never_overwrite() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (from, to) = (dir.path().join("from"), dir.path().join("to"));
        assert!(!copy_file(&from, &to).unwrap());
        fs::write(&from, "x").unwrap();
        assert!(copy_file(&from, &to).unwrap());
        assert_eq!(fs::metadata(&to).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(copy_file(&from, &to).is_err());
    }
}
