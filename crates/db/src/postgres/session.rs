//! One PostgreSQL connection at work for one closure after the other, with its prepared statements.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::error::Error as StdError;
use std::sync::Arc;

use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, Statement};

use super::connect::describe;
use crate::job::Flight;
use crate::record::places;
use crate::tx::{EachRow, Next, Session};
use crate::{Error, LockTable, Row, Sql, ToValue, Value};

/// What a failed statement means for the closure it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// Serialization failure or deadlock (40001, 40P01): run the closure again.
    Again,
    /// A prepared statement no longer fits the schema (0A000, 26000): prepare anew, run again once.
    Statements,
    /// The connection is gone.
    Gone,
    /// The transaction has failed.
    Failed,
}

pub(super) struct PgSession {
    pub(super) client: Client,
    statements: HashMap<usize, Prepared>,
    locks: HashMap<LockTable, Statement>,
    writes: bool,
    /// The first fault of the running closure.
    pub(super) fault: Option<Fault>,
    flight: Option<Arc<Flight>>,
}

struct Prepared {
    statement: Statement,
    /// Where the columns of the record last asked for stand.
    places: Box<[usize]>,
    places_of: Option<&'static [&'static str]>,
}

impl PgSession {
    pub(super) fn new(client: Client, writes: bool) -> PgSession {
        PgSession { client, statements: HashMap::new(), locks: HashMap::new(), writes, fault: None, flight: None }
    }

    /// Makes ready for a closure.
    pub(super) fn attend(&mut self, flight: &Arc<Flight>) {
        self.fault = None;
        self.flight = Some(flight.clone());
    }

    /// Forgets what is prepared: the schema has changed.
    pub(super) fn forget_statements(&mut self) {
        self.statements.clear();
        self.locks.clear();
    }

    fn allow(&self) -> Result<(), Error> {
        if self.writes && self.fault.is_some() {
            return Err(Error::Poisoned);
        }
        let late = self.flight.as_ref().is_some_and(|flight| flight.given_up());
        if late { Err(Error::Busy) } else { Ok(()) }
    }

    fn prepared(&mut self, sql: Sql) -> Result<&mut Prepared, postgres::Error> {
        match self.statements.entry(sql.key()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let statement = self.client.prepare(sql.text().text)?;
                Ok(entry.insert(Prepared { statement, places: Box::default(), places_of: None }))
            }
        }
    }

    fn failed(&mut self, error: &postgres::Error, place: &str) -> Error {
        let (fault, outcome) = explain(error, place);
        self.fault.get_or_insert(fault);
        outcome
    }

    fn fetch(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Vec<postgres::Row>, postgres::Error> {
        let statement = self.prepared(sql)?.statement.clone();
        with_params(params, |params| self.client.query(&statement, params))
    }

    fn touch(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, postgres::Error> {
        let statement = self.prepared(sql)?.statement.clone();
        with_params(params, |params| self.client.execute(&statement, params))
    }

    fn for_update(&mut self, table: LockTable, id: i64) -> Result<(), postgres::Error> {
        let statement = match self.locks.entry(table) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => {
                // The name is a checked identifier from a literal; see `LockTable`. Rows that refer to this one may
                // come and go meanwhile: with FOR UPDATE their transactions and this one could wait for each other.
                let text = format!("SELECT 1 FROM {} WHERE id = $1 FOR NO KEY UPDATE", table.name());
                entry.insert(self.client.prepare(&text)?)
            }
        };
        self.client.query(&*statement, &[&Param(Value::Int(id))]).map(drop)
    }
}

impl Session for PgSession {
    fn query(
        &mut self,
        sql: Sql,
        params: &[&dyn ToValue],
        columns: &'static [&'static str],
        each: EachRow<'_>,
    ) -> Result<(), Error> {
        self.allow()?;
        let rows = self.fetch(sql, params).map_err(|error| self.failed(&error, &sql.place()))?;
        let Some(prepared) = self.statements.get_mut(&sql.key()) else { return Ok(()) };
        if prepared.places_of.is_none_or(|known| !std::ptr::eq(known, columns)) {
            let names = prepared.statement.columns().iter().map(postgres::Column::name);
            prepared.places = places(columns, names)?;
            prepared.places_of = Some(columns);
        }
        for row in &rows {
            if let Next::Enough = each(&Row::postgres(row, &prepared.places))? {
                break;
            }
        }
        Ok(())
    }

    fn execute(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, Error> {
        self.allow()?;
        self.touch(sql, params).map_err(|error| self.failed(&error, &sql.place()))
    }

    fn lock(&mut self, table: LockTable, id: i64) -> Result<(), Error> {
        self.allow()?;
        self.for_update(table, id).map_err(|error| self.failed(&error, table.name()))
    }
}

/// The parameters as the driver wants them.
fn with_params<T>(params: &[&dyn ToValue], work: impl FnOnce(&[&(dyn ToSql + Sync)]) -> T) -> T {
    let lent: Vec<Param<'_>> = params.iter().map(|param| Param(param.to_value())).collect();
    let lent: Vec<&(dyn ToSql + Sync)> = lent.iter().map(|param| -> &(dyn ToSql + Sync) { param }).collect();
    work(&lent)
}

/// Lends a value to a statement.
#[derive(Debug)]
pub(super) struct Param<'a>(pub(super) Value<'a>);

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match (self.0, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(number), &Type::INT8) => number.to_sql(ty, out),
            (Value::Float(number), &Type::FLOAT8) => number.to_sql(ty, out),
            (Value::Bool(truth), &Type::BOOL) => truth.to_sql(ty, out),
            (Value::Text(text), &Type::TEXT) => text.to_sql(ty, out),
            (Value::Blob(bytes), &Type::BYTEA) => bytes.to_sql(ty, out),
            _ => Err(format!("a parameter of type {ty} was given another type").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// Borrows a column.
struct Found<'a>(Value<'a>);

impl<'a> FromSql<'a> for Found<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Found(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::FLOAT8 => Value::Float(f64::from_sql(ty, raw)?),
            Type::BOOL => Value::Bool(bool::from_sql(ty, raw)?),
            Type::TEXT => Value::Text(<&str>::from_sql(ty, raw)?),
            Type::BYTEA => Value::Blob(raw),
            _ => return Err(format!("a column has the type {ty}: CAST it to one of the five").into()),
        }))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Box<dyn StdError + Sync + Send>> {
        Ok(Found(Value::Null))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// One column of a row.
pub(crate) fn cell(row: &postgres::Row, place: usize) -> Result<Value<'_>, Error> {
    row.try_get::<_, Found<'_>>(place).map(|found| found.0).map_err(|error| Error::internal(describe(&error)))
}

/// A failure in the words of this crate.
pub(super) fn explain(error: &postgres::Error, place: &str) -> (Fault, Error) {
    let Some(cause) = error.as_db_error() else {
        if error.is_closed() || std::error::Error::source(error).is_some_and(|source| source.is::<std::io::Error>()) {
            tracing::warn!(error = %describe(error), "the connection to the database is gone");
            return (Fault::Gone, Error::Busy);
        }
        return (Fault::Failed, Error::internal(format!("{place}: {}", describe(error))));
    };
    match cause.code().code() {
        "40001" | "40P01" => (Fault::Again, Error::Busy),
        "0A000" | "26000" => (Fault::Statements, Error::internal(format!("{place}: {}", describe(error)))),
        // The server or an operator ended the session, or it stood still for too long.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04" | "08003" | "08006" => (Fault::Gone, Error::Busy),
        // Cancelled for being late, a lock not had, no room on disk, in memory, for connections.
        "57014" | "55P03" | "53000" | "53100" | "53200" | "53300" => {
            tracing::warn!(error = %describe(error), place, "the database is busy");
            (Fault::Failed, Error::Busy)
        }
        "25P02" => (Fault::Failed, Error::Poisoned),
        code if code.starts_with("23") => {
            (Fault::Failed, Error::Conflict(cause.constraint().unwrap_or_default().to_owned()))
        }
        // Messages of this class quote the value.
        code if code.starts_with("22") => (Fault::Failed, Error::internal(format!("{place}: data exception {code}"))),
        _ => (Fault::Failed, Error::internal(format!("{place}: {}", describe(error)))),
    }
}
