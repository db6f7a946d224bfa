//! Reads a file beside whoever uses it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::setup;
use crate::OpenError;
use crate::examine::Found;
use crate::migrate::{self, Applied};

/// More problems than this help nobody.
const PROBLEMS: usize = 20;

pub(crate) fn look(file: &Path) -> Result<Found, OpenError> {
    let mut found = Found { server: format!("SQLite {}", rusqlite::version()), ..Found::default() };
    if !file.try_exists()? {
        return Ok(found);
    }
    let connection = open(file)?;
    let has_table = |name: &str| {
        connection.query_row("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'table' AND name = ?1", [name], |row| {
            row.get::<_, i64>(0).map(|count| count > 0)
        })
    };
    if has_table("schema_migration")? {
        found.applied = connection
            .prepare(migrate::LEDGER_READ)?
            .query_map([], |row| {
                Ok(Applied { part: row.get(0)?, number: row.get(1)?, name: row.get(2)?, checksum: row.get(3)? })
            })?
            .collect::<Result<Vec<_>, _>>()?;
    }
    if has_table("node")? {
        found.ceiling_ms =
            connection.query_row("SELECT COALESCE(MAX(ceiling_ms), 0) FROM node", [], |row| row.get(0))?;
    }
    Ok(found)
}

pub(crate) fn verify(file: &Path) -> Result<Vec<String>, OpenError> {
    let connection = open(file)?;
    let mut problems = connection
        .prepare("SELECT integrity_check FROM pragma_integrity_check LIMIT ?1")?
        .query_map([i64::try_from(PROBLEMS).unwrap_or(i64::MAX)], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    problems.retain(|problem| problem != "ok");
    let lost = connection
        .prepare(r#"SELECT "table", COUNT(*) FROM pragma_foreign_key_check GROUP BY 1"#)?
        .query_map([], |row| {
            let (table, rows): (String, i64) = (row.get(0)?, row.get(1)?);
            Ok(format!("{rows} rows of {table} refer to rows that do not exist"))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    problems.extend(lost);
    Ok(problems)
}

pub(crate) fn copy_resting(data_dir: &Path, to: &Path) -> Result<(), OpenError> {
    let file = data_dir.join("athena.db");
    if !file.try_exists()? {
        return Err(OpenError::Other(format!("there is no database in {}", data_dir.display())));
    }
    let _lock = setup::lock(data_dir)?;
    Ok(super::backup(&file, to)?)
}

pub(super) fn open(file: &Path) -> Result<Connection, OpenError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(file, flags)?;
    connection.busy_timeout(std::time::Duration::from_secs(2))?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, SeekFrom, Write};

    use super::*;

    #[test]
    fn a_sound_file_has_no_problems_and_a_broken_one_has() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("some.db");
        let connection = Connection::open(&file).unwrap();
        connection
            .execute_batch(
                "PRAGMA foreign_keys = OFF;
                 CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT);
                 CREATE TABLE b (a_id INTEGER REFERENCES a (id));
                 CREATE INDEX a_text ON a (text);
                 WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000)
                 INSERT INTO a SELECT i, printf('%0100d', i) FROM n;",
            )
            .unwrap();
        assert_eq!(verify(&file).unwrap(), Vec::<String>::new());
        connection.execute_batch("INSERT INTO b VALUES (-1)").unwrap();
        assert_eq!(verify(&file).unwrap(), ["1 rows of b refer to rows that do not exist"]);
        drop(connection);
        let mut broken = std::fs::File::options().write(true).open(&file).unwrap();
        let middle = broken.metadata().unwrap().len() / 2;
        broken.seek(SeekFrom::Start(middle)).unwrap();
        broken.write_all(&[0xA5; 8192]).unwrap();
        assert!(verify(&file).map_or(true, |problems| problems.len() > 1));
    }

    #[test]
    fn a_file_that_does_not_exist_is_an_empty_database() {
        let dir = tempfile::tempdir().unwrap();
        let found = look(&dir.path().join("athena.db")).unwrap();
        assert!(found.applied.is_empty() && found.ceiling_ms == 0);
        assert!(found.server.starts_with("SQLite 3."), "{}", found.server);
        assert!(!dir.path().join("athena.db").exists());
    }
}
