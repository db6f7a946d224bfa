//! The source of a move: a file nobody uses, read as it is.

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::types::ValueRef as Cell;
use rusqlite::{Connection, OptionalExtension};

use super::{examine, setup};
use crate::migrate::{Applied, LEDGER_TABLE};
use crate::transfer::{EachRow, Table, quoted};
use crate::{OpenError, TransferError, Value};

/// The file, and the lock that keeps others from it, until dropped.
pub(crate) struct Source {
    file: PathBuf,
    connection: Connection,
    applied: Vec<Applied>,
    _lock: File,
}

impl From<rusqlite::Error> for TransferError {
    fn from(error: rusqlite::Error) -> Self {
        TransferError::Open(error.into())
    }
}

impl Source {
    /// Takes the database of a data directory.
    ///
    /// # Errors
    /// Another process has it, or there is none.
    pub(crate) fn open(data_dir: &Path) -> Result<Source, TransferError> {
        let file = data_dir.join("athena.db");
        if !file.try_exists().map_err(OpenError::from)? {
            return Err(OpenError::Other(format!("there is no database in {}", data_dir.display())).into());
        }
        let lock = setup::lock(data_dir)?;
        let applied = examine::look(&file)?.applied;
        if applied.is_empty() {
            return Err(OpenError::Other(format!("the database in {} is empty", data_dir.display())).into());
        }
        let connection = examine::open(&file)?;
        // One state for all tables, although nobody else should be there.
        connection.execute_batch("BEGIN")?;
        Ok(Source { file, connection, applied, _lock: lock })
    }

    /// Looks for what is broken.
    ///
    /// # Errors
    /// `Unsound` with the first thing found.
    pub(crate) fn verify(&self) -> Result<(), TransferError> {
        let problem = examine::verify(&self.file)?.into_iter().next();
        problem.map_or(Ok(()), |problem| Err(TransferError::Unsound(problem)))
    }

    /// The ledger.
    pub(crate) fn applied(&self) -> &[Applied] {
        &self.applied
    }

    /// The tables, by name. Virtual tables and what belongs to them are left out: PostgreSQL has its own means for them.
    pub(crate) fn tables(&self) -> Result<Vec<Table>, TransferError> {
        let mut statement = self.connection.prepare(
            "SELECT t.name, c.name, c.pk FROM pragma_table_list t JOIN pragma_table_info(t.name) c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name <> ?1
             ORDER BY t.name, c.cid",
        )?;
        let mut rows = statement.query([LEDGER_TABLE])?;
        let mut tables: Vec<(Table, Vec<(i64, usize)>)> = Vec::new();
        while let Some(row) = rows.next()? {
            let (name, column, pk): (String, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            if tables.last().is_none_or(|(table, _)| table.name != name) {
                tables.push((Table { name, columns: Vec::new(), key: Vec::new() }, Vec::new()));
            }
            let Some((table, key)) = tables.last_mut() else { continue };
            if pk > 0 {
                key.push((pk, table.columns.len()));
            }
            table.columns.push(column);
        }
        let ordered = tables.into_iter().map(|(mut table, mut key)| {
            if key.is_empty() {
                return Err(TransferError::Schemas(format!("{} has no primary key", table.name)));
            }
            key.sort_unstable();
            table.key = key.into_iter().map(|(_, place)| place).collect();
            Ok(table)
        });
        ordered.collect()
    }

    /// Reads a table in the order of its key, one row after the other.
    ///
    /// # Errors
    /// A text that PostgreSQL cannot hold, what the closure says, or what SQLite says.
    pub(crate) fn each_row(&self, table: &Table, each: EachRow<'_>) -> Result<(), TransferError> {
        let order: Vec<_> = table.key_columns().map(|(_, column)| quoted(column)).collect();
        let text = format!("SELECT {} FROM {} ORDER BY {}", table.list(), quoted(&table.name), order.join(", "));
        let mut statement = self.connection.prepare(&text)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let mut unfit = None;
            let values = (0..table.columns.len()).map(|place| {
                Ok(match row.get_ref(place)? {
                    Cell::Null => Value::Null,
                    Cell::Integer(number) => Value::Int(number),
                    Cell::Real(number) => Value::Float(number),
                    Cell::Blob(bytes) => Value::Blob(bytes),
                    Cell::Text(text) => match str::from_utf8(text) {
                        Ok(text) => {
                            if text.contains('\0') {
                                unfit = Some((place, "a NUL character"));
                            }
                            Value::Text(text)
                        }
                        Err(_) => {
                            unfit = Some((place, "text that is not UTF-8"));
                            Value::Null
                        }
                    },
                })
            });
            let values = values.collect::<Result<Vec<_>, rusqlite::Error>>()?;
            if let Some((place, why)) = unfit {
                return Err(table.unfit(&values, place, why));
            }
            each(&values)?;
        }
        Ok(())
    }

    /// The highest number that a column has had: SQLite remembers those of rows that are gone, if it gave them.
    pub(crate) fn highest(&self, table: &str, column: &str) -> Result<i64, TransferError> {
        let text = format!("SELECT COALESCE(MAX({}), 0) FROM {}", quoted(column), quoted(table));
        let present: i64 = self.connection.query_row(&text, [], |row| row.get(0))?;
        let counts = "SELECT COUNT(*) FROM sqlite_schema WHERE name = 'sqlite_sequence'";
        if self.connection.query_row(counts, [], |row| row.get::<_, i64>(0))? == 0 {
            return Ok(present);
        }
        let given = "SELECT seq FROM sqlite_sequence WHERE name = ?1";
        let given: Option<i64> = self.connection.query_row(given, [table], |row| row.get(0)).optional()?;
        Ok(given.unwrap_or(0).max(present))
    }
}
