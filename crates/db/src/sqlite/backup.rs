//! A copy of the database, taken in steps while others read and write.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::Error;

/// Pages per step: 1 MiB, a few milliseconds.
const PAGES: i32 = 256;
/// The rest between steps, so that a backup takes at most about half of the disk.
const PAUSE: Duration = Duration::from_millis(2);

/// Copies `from` to `to`, which must not exist yet.
///
/// The source is held in one read transaction, so the copy is the state of one moment and writers do not make
/// it start again; the log grows by what is written meanwhile.
pub(crate) fn backup(from: &Path, to: &Path) -> Result<(), Error> {
    if to.exists() {
        return Err(Error::internal(format!("the backup {} exists already", to.display())));
    }
    copy(from, to).map_err(|error| Error::internal(format!("backup: {error}")))
}

fn copy(from: &Path, to: &Path) -> Result<(), rusqlite::Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let source = Connection::open_with_flags(from, flags)?;
    source.execute_batch("BEGIN")?;
    source.query_row("SELECT COUNT(*) FROM sqlite_schema", [], |_| Ok(()))?;
    let mut target = Connection::open(to)?;
    Backup::new(&source, &mut target)?.run_to_completion(PAGES, PAUSE, None)?;
    // The copy stands alone: a single file, without a log beside it.
    target.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")
}
