//! Opening the file: the lock, the settings of connections, migrations, the ceiling of ids.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Once};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, params};

use super::session;
use crate::db::Shared;
use crate::dialect;
use crate::migrate::{self, Applied};
use crate::{Migration, OpenError};

/// Virtual machine steps between two looks at whether anybody still waits: some 50 µs.
const STEPS_BETWEEN_LOOKS: i32 = 5_000;
/// How long the writer waits for a RESTART of the log, the only other holder of the write lock.
const WRITER_PATIENCE: Duration = Duration::from_secs(2);

/// Switches off SQLite's memory statistics, which take a global lock at every allocation (966 → 1,234 pages/s).
pub(super) fn quiet_memory_statistics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        #[expect(
            unsafe_code,
            reason = "there is no safe call for it; it is made once, with the arguments SQLite documents, and before \
                      our first connection; if another library came first, SQLite answers MISUSE and changes nothing"
        )]
        let answer = unsafe { rusqlite::ffi::sqlite3_config(rusqlite::ffi::SQLITE_CONFIG_MEMSTATUS, 0) };
        if answer != rusqlite::ffi::SQLITE_OK {
            tracing::warn!(answer, "SQLite keeps its memory statistics");
        }
    });
}

/// Takes `lock` in the data directory for the life of the process's engine.
pub(super) fn lock(data_dir: &Path) -> Result<File, OpenError> {
    let path = data_dir.join("lock");
    let file = File::options().create(true).truncate(false).write(true).open(&path)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::Locked(data_dir.display().to_string())),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        OpenError::Other(error.to_string())
    }
}

pub(super) fn open_writer(file: &Path, shared: &Arc<Shared>) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    // The order matters: the automatic checkpoint is a WAL hook, and ours comes after.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;
         PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384;",
    )?;
    connection.busy_timeout(WRITER_PATIENCE)?;
    common(&mut connection, shared)?;
    Ok(connection)
}

pub(super) fn open_reader(file: &Path, shared: &Arc<Shared>) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(file, flags)?;
    connection.execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -8192;")?;
    common(&mut connection, shared)?;
    Ok(connection)
}

fn common(connection: &mut Connection, shared: &Arc<Shared>) -> Result<(), OpenError> {
    // LIKE means on both databases what it means on PostgreSQL.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA case_sensitive_like = ON;",
    )?;
    // A mistyped "name" is an error, not a string.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    let clock = shared.clock.clone();
    connection.create_scalar_function(
        "now_us",
        0,
        FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_INNOCUOUS,
        move |_| Ok(clock.now_us()),
    )?;
    connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(session::nobody_waits))?;
    Ok(())
}

/// Applies what is missing, each migration in a transaction of its own.
pub(super) fn migrate(
    connection: &mut Connection,
    migrations: &'static [Migration],
    shared: &Shared,
) -> Result<(), OpenError> {
    connection.execute_batch(&dialect::sqlite(&migrate::LEDGER))?;
    let applied = connection
        .prepare(migrate::LEDGER_READ)?
        .query_map([], |row| {
            Ok(Applied { part: row.get(0)?, number: row.get(1)?, name: row.get(2)?, checksum: row.get(3)? })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    for step in migrate::plan(migrations, &applied, dialect::sqlite)? {
        let number = step.migration.number;
        let failed = |error: rusqlite::Error| OpenError::Migration(number, error.to_string());
        let transaction = connection.transaction().map_err(failed)?;
        transaction.execute_batch(&step.text).map_err(failed)?;
        transaction
            .execute(
                migrate::LEDGER_WRITE,
                params![step.part, number, step.migration.name, step.checksum, shared.clock.now_us()],
            )
            .map_err(failed)?;
        transaction.commit().map_err(failed)?;
    }
    Ok(())
}

/// Starts the ids above the stored ceiling. There is one process, so the node is always 0.
pub(super) fn start_ids(connection: &Connection, shared: &Shared) -> Result<i64, OpenError> {
    connection.execute(
        "INSERT INTO node (id, holder, leased_until_us, ceiling_ms) VALUES (0, '', 0, 0) ON CONFLICT DO NOTHING",
        [],
    )?;
    let ceiling = connection.query_row("SELECT ceiling_ms FROM node WHERE id = 0", [], |row| row.get(0))?;
    shared.mint.start(0, ceiling, &shared.clock)?;
    Ok(ceiling)
}
