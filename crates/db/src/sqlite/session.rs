//! One SQLite connection at work for one closure after the other, with its prepared statements.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef as Cell};
use rusqlite::{Connection, ErrorCode, PrepFlags, Statement, ffi};

use crate::job::Flight;
use crate::record::places;
use crate::tx::{EachRow, Next, Session};
use crate::{Error, LockTable, Row, Sql, ToValue, Value};

thread_local! {
    /// The closure this thread is running.
    static CURRENT: RefCell<Option<Arc<Flight>>> = const { RefCell::new(None) };
}

/// Asked by SQLite in the middle of a statement: true ends it.
pub(super) fn nobody_waits() -> bool {
    CURRENT.with_borrow(|current| current.as_ref().is_some_and(|flight| flight.given_up()))
}

/// Says which closure this thread is running, until dropped.
pub(super) struct Running;

impl Running {
    pub(super) fn start(flight: &Arc<Flight>) -> Running {
        CURRENT.set(Some(flight.clone()));
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        CURRENT.set(None);
    }
}

pub(super) struct SqliteSession<'c> {
    pub(super) connection: &'c Connection,
    statements: HashMap<usize, Prepared<'c>>,
    /// In a transaction a failed statement poisons what follows; a reader goes on.
    writes: bool,
    pub(super) poisoned: bool,
    /// A failed fsync was seen.
    pub(super) broken: Option<String>,
}

struct Prepared<'c> {
    statement: Statement<'c>,
    parameters: usize,
    readonly: bool,
    /// Where the columns of the record last asked for stand.
    places: Box<[usize]>,
    places_of: Option<&'static [&'static str]>,
}

impl<'c> SqliteSession<'c> {
    pub(super) fn new(connection: &'c Connection, writes: bool) -> SqliteSession<'c> {
        SqliteSession { connection, statements: HashMap::new(), writes, poisoned: false, broken: None }
    }

    /// The statement with its parameters bound.
    fn bound(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<&mut Prepared<'c>, rusqlite::Error> {
        let prepared = match self.statements.entry(sql.key()) {
            std::collections::hash_map::Entry::Occupied(entry) => entry.into_mut(),
            std::collections::hash_map::Entry::Vacant(entry) => {
                let statement =
                    self.connection.prepare_with_flags(sql.text().sqlite, PrepFlags::SQLITE_PREPARE_PERSISTENT)?;
                let (parameters, readonly) = (statement.parameter_count(), statement.readonly());
                entry.insert(Prepared { statement, parameters, readonly, places: Box::default(), places_of: None })
            }
        };
        if prepared.parameters != params.len() {
            return Err(rusqlite::Error::InvalidParameterCount(params.len(), prepared.parameters));
        }
        for (at, param) in params.iter().enumerate() {
            prepared.statement.raw_bind_parameter(at + 1, Bound(param.to_value()))?;
        }
        Ok(prepared)
    }

    fn allow(&self) -> Result<(), Error> {
        if self.poisoned {
            return Err(Error::Poisoned);
        }
        // Between statements SQLite cannot be interrupted, so we look ourselves.
        if nobody_waits() { Err(Error::Busy) } else { Ok(()) }
    }

    fn failed(&mut self, error: &rusqlite::Error, sql: Sql) -> Error {
        self.poisoned = self.writes;
        if is_failed_fsync(error) {
            self.broken = Some(error.to_string());
        }
        explain(error, sql)
    }
}

impl Session for SqliteSession<'_> {
    fn query(
        &mut self,
        sql: Sql,
        params: &[&dyn ToValue],
        columns: &'static [&'static str],
        each: EachRow<'_>,
    ) -> Result<(), Error> {
        self.allow()?;
        match self.bound(sql, params) {
            Ok(prepared) => match prepared.rows(columns, each) {
                Ok(()) => Ok(()),
                Err(Stopped::Here(error)) => Err(error),
                Err(Stopped::Sqlite(error)) => Err(self.failed(&error, sql)),
            },
            Err(error) => Err(self.failed(&error, sql)),
        }
    }

    fn execute(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, Error> {
        self.allow()?;
        let done = self.bound(sql, params).and_then(|prepared| prepared.statement.raw_execute());
        match done {
            Ok(rows) => Ok(u64::try_from(rows).unwrap_or(u64::MAX)),
            Err(error) => Err(self.failed(&error, sql)),
        }
    }

    fn lock(&mut self, _table: LockTable, _id: i64) -> Result<(), Error> {
        self.allow()
    }
}

/// Why a query stopped early: the database, or the reading of a row.
enum Stopped {
    Sqlite(rusqlite::Error),
    Here(Error),
}

impl Prepared<'_> {
    fn rows(&mut self, columns: &'static [&'static str], each: EachRow<'_>) -> Result<(), Stopped> {
        if self.places_of.is_none_or(|known| !std::ptr::eq(known, columns)) {
            self.places = places(columns, Names(&self.statement, 0)).map_err(Stopped::Here)?;
            self.places_of = Some(columns);
        }
        let mut rows = self.statement.raw_query();
        while let Some(row) = rows.next().map_err(Stopped::Sqlite)? {
            if let Next::Enough = each(&Row::sqlite(row, &self.places)).map_err(Stopped::Here)? {
                if self.readonly {
                    return Ok(());
                }
                // INSERT … RETURNING checks its foreign keys at its end, which must therefore be reached.
                while rows.next().map_err(Stopped::Sqlite)?.is_some() {}
                return Ok(());
            }
        }
        Ok(())
    }
}

/// The names of a statement's columns.
#[derive(Clone)]
struct Names<'s>(&'s Statement<'s>, usize);

impl<'s> Iterator for Names<'s> {
    type Item = &'s str;

    fn next(&mut self) -> Option<&'s str> {
        let name = self.0.column_name(self.1).ok()?;
        self.1 += 1;
        Some(name)
    }
}

/// Lends a value to a statement.
struct Bound<'a>(Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => Cell::Null,
            Value::Int(number) => Cell::Integer(number),
            Value::Float(number) => Cell::Real(number),
            Value::Bool(truth) => Cell::Integer(i64::from(truth)),
            Value::Text(text) => Cell::Text(text.as_bytes()),
            Value::Blob(bytes) => Cell::Blob(bytes),
        }))
    }
}

/// One column of a row.
pub(crate) fn cell<'r>(row: &'r rusqlite::Row<'_>, place: usize) -> Result<Value<'r>, Error> {
    let cell = row.get_ref(place).map_err(|error| Error::internal(error.to_string()))?;
    Ok(match cell {
        Cell::Null => Value::Null,
        Cell::Integer(number) => Value::Int(number),
        Cell::Real(number) => Value::Float(number),
        Cell::Text(text) => Value::Text(str::from_utf8(text).map_err(|_| Error::internal("text that is not UTF-8"))?),
        Cell::Blob(bytes) => Value::Blob(bytes),
    })
}

/// Whether SQLite reports that the disk did not keep what it was given.
pub(super) fn is_failed_fsync(error: &rusqlite::Error) -> bool {
    let extended = error.sqlite_error().map_or(0, |cause| cause.extended_code);
    matches!(extended, ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC)
}

/// A failure in the words of this crate. SQLite's messages name tables and columns, never values.
pub(super) fn explain(error: &rusqlite::Error, sql: Sql) -> Error {
    let rusqlite::Error::SqliteFailure(cause, message) = error else {
        return Error::internal(format!("{}: {error}", sql.place()));
    };
    match cause.code {
        ErrorCode::ConstraintViolation => {
            let message = message.as_deref().unwrap_or_default();
            let name = message.split_once("failed: ").map_or(message, |(_, name)| name);
            Error::Conflict(name.to_owned())
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::OperationInterrupted => Error::Busy,
        ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::OutOfMemory => {
            tracing::error!(error = %error, "the database cannot write or read");
            Error::Busy
        }
        _ => Error::internal(format!("{}: {error}", sql.place())),
    }
}
