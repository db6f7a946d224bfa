//! Moves a resting SQLite database into an empty PostgreSQL database: all of it, or nothing.
//!
//! On PostgreSQL everything is one transaction: the schema, in the version the source has; the rows; and the reading back
//! that decides whether they are kept. Whatever goes wrong, the target is as empty as before. The source is only read.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::postgres::transfer::{self, Refusal, Target};
use crate::sqlite::transfer::Source;
use crate::{Migration, OpenError, Options, TransferError, Value, dialect, migrate};

/// Rows between two words about progress.
const ROWS_BETWEEN_WORDS: u64 = 2_048;

/// What a move is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reading the source.
    Reading,
    /// Copying to the target.
    Copying,
    /// Reading the target back.
    Comparing,
}

/// How far a move is.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// What it is doing.
    pub step: Step,
    /// With which table.
    pub table: &'a str,
    /// How many of its rows are done.
    pub done: u64,
    /// How many there are; unknown while they are read for the first time.
    pub of: Option<u64>,
}

/// What a table holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// How many rows.
    pub rows: u64,
    /// A hash over all of them in the order of their primary key, hexadecimal.
    pub sha256: String,
}

/// A table as both databases have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// The table.
    pub table: String,
    /// What SQLite holds.
    pub source: Content,
    /// What PostgreSQL gave when it was read back.
    pub target: Content,
}

impl Compared {
    /// Whether both hold the same.
    pub fn is_same(&self) -> bool {
        self.source == self.target
    }
}

/// Moves the SQLite database in the directory of `from` into the PostgreSQL database at the address `to`, which must be
/// empty, and gives every table as both have it. They were kept if all are the same; otherwise the target is empty again.
///
/// Each table is moved as it is, the log of changes, its numbering and the ceilings of ids included. The ledger of
/// migrations is not: PostgreSQL has one of its own, of the same migrations.
///
/// # Errors
/// See [`TransferError`]; the target is empty again, but for [`TransferError::Unanswered`].
pub async fn transfer(
    from: Options,
    to: String,
    migrations: &'static [Migration],
    mut progress: impl FnMut(&Progress<'_>) + Send + 'static,
) -> Result<Vec<Compared>, TransferError> {
    let moved = tokio::task::spawn_blocking(move || run(&from, &to, migrations, &mut progress));
    moved.await.map_err(|error| OpenError::Other(error.to_string()))?
}

/// Who is told about progress.
type Tell<'t> = &'t mut dyn FnMut(&Progress<'_>);

fn run(
    from: &Options,
    to: &str,
    migrations: &'static [Migration],
    tell: Tell<'_>,
) -> Result<Vec<Compared>, TransferError> {
    let source = Source::open(&from.data_dir)?;
    migrate::plan(migrations, source.applied(), dialect::sqlite)?;
    let mut client = transfer::connect(to)?;
    // Asked again inside the transaction; here so that nobody waits for the reading before they hear it.
    transfer::refuse_full(&mut client)?;
    source.verify()?;
    let tables = source.tables()?;
    let mut found = Vec::with_capacity(tables.len());
    for table in &tables {
        found.push(content(Step::Reading, table, None, tell, |each| source.each_row(table, each))?);
    }

    let mut target = Target::begin(&mut client)?;
    target.migrate(migrations, source.applied(), &from.clock)?;
    same_schemas(&tables, &target.columns()?)?;
    let foreign_keys = target.drop_foreign_keys()?;
    // What a migration has put there is in the source as well.
    target.empty(&tables)?;
    for (table, found) in tables.iter().zip(&found) {
        let mut words = Words { step: Step::Copying, table: &table.name, done: 0, of: Some(found.rows), tell };
        let copied = target.copy(table, |write| {
            source.each_row(table, &mut |row| {
                words.row();
                write(row)
            })
        })?;
        if let Err(refusal) = copied {
            return Err(refused(&source, table, refusal));
        }
        words.end();
    }
    target.create_foreign_keys(&foreign_keys)?;
    for (table, column) in target.numbered()? {
        target.number_above(&table, &column, source.highest(&table, &column)?)?;
    }

    let mut compared = Vec::with_capacity(tables.len());
    for (table, source) in tables.iter().zip(found) {
        let of = Some(source.rows);
        let target = content(Step::Comparing, table, of, tell, |each| target.each_row(table, each))?;
        compared.push(Compared { table: table.name.clone(), source, target });
    }
    if compared.iter().all(Compared::is_same) {
        target.commit(&tables)?;
    }
    Ok(compared)
}

/// The server counts the rows it is given: the key is found by counting them again.
fn refused(source: &Source, table: &Table, refusal: Refusal) -> TransferError {
    let (mut number, mut key) = (0, String::new());
    let counted = source.each_row(table, &mut |row| {
        number += 1;
        if number == refusal.row {
            key = table.key_of(row);
        }
        Ok(())
    });
    counted.err().unwrap_or(TransferError::Refused { table: table.name.clone(), key, why: refusal.why })
}

/// Both must have the same tables with the same columns, or something would be lost or missing.
fn same_schemas(source: &[Table], target: &[(String, String)]) -> Result<(), TransferError> {
    let here = || source.iter().flat_map(|table| table.columns.iter().map(|column| (&table.name, column)));
    let lost = here().find(|(table, column)| !target.iter().any(|(t, c)| (t, c) == (*table, *column)));
    if let Some((table, column)) = lost {
        return Err(TransferError::Schemas(format!("{table}.{column} exists only in SQLite")));
    }
    let more = target.iter().find(|(table, column)| !here().any(|known| known == (table, column)));
    more.map_or(Ok(()), |(table, column)| {
        Err(TransferError::Schemas(format!("{table}.{column} exists only in PostgreSQL")))
    })
}

/// What is done with each row.
pub(crate) type EachRow<'e> = &'e mut dyn FnMut(&[Value<'_>]) -> Result<(), TransferError>;

fn content(
    step: Step,
    table: &Table,
    of: Option<u64>,
    tell: Tell<'_>,
    read: impl FnOnce(EachRow<'_>) -> Result<(), TransferError>,
) -> Result<Content, TransferError> {
    let mut words = Words { step, table: &table.name, done: 0, of, tell };
    let mut canon = Canon::default();
    read(&mut |row| {
        words.row();
        canon.row(row);
        Ok(())
    })?;
    words.end();
    Ok(Content { rows: words.done, sha256: canon.end() })
}

/// Tells about progress now and then.
struct Words<'a, 't> {
    step: Step,
    table: &'a str,
    done: u64,
    of: Option<u64>,
    tell: Tell<'t>,
}

impl Words<'_, '_> {
    fn row(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(ROWS_BETWEEN_WORDS) {
            self.end();
        }
    }

    fn end(&mut self) {
        (self.tell)(&Progress { step: self.step, table: self.table, done: self.done, of: self.of });
    }
}

/// Hashes rows in a form that does not depend on the database: each value is a letter for its type and its text, those
/// of any length behind that length. A boolean is the 0 or 1 it is on SQLite, a float its 64 bits.
#[derive(Default)]
struct Canon {
    hash: Sha256,
    text: String,
}

impl Canon {
    fn row(&mut self, row: &[Value<'_>]) {
        for value in row {
            self.value(value);
        }
        self.hash.update(b"\n");
    }

    fn value(&mut self, value: &Value<'_>) {
        self.text.clear();
        let rest: &[u8] = match value {
            Value::Text(text) => text.as_bytes(),
            Value::Blob(bytes) => bytes,
            _ => &[],
        };
        // Writing into a String cannot fail.
        let _done = match value {
            Value::Null => write!(self.text, "n"),
            Value::Int(number) => write!(self.text, "i{number};"),
            Value::Bool(truth) => write!(self.text, "i{};", u8::from(*truth)),
            Value::Float(number) => write!(self.text, "f{:016x}", number.to_bits()),
            Value::Text(_) => write!(self.text, "t{};", rest.len()),
            Value::Blob(_) => write!(self.text, "b{};", rest.len()),
        };
        self.hash.update(self.text.as_bytes());
        self.hash.update(rest);
    }

    fn end(self) -> String {
        hex(&self.hash.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // Writing into a String cannot fail.
        let _done = write!(text, "{byte:02x}");
        text
    })
}

/// A table of the source.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// Where the columns of its primary key stand among them, in the key's order.
    pub(crate) key: Vec<usize>,
}

impl Table {
    /// Its columns for a statement.
    pub(crate) fn list(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|column| quoted(column)).collect();
        names.join(", ")
    }

    /// The names of its key's columns.
    pub(crate) fn key_columns(&self) -> impl Iterator<Item = (usize, &str)> {
        self.key.iter().filter_map(|place| Some((*place, self.columns.get(*place)?.as_str())))
    }

    /// What finds a row again, for people.
    pub(crate) fn key_of(&self, row: &[Value<'_>]) -> String {
        let parts = self.key_columns().map(|(place, column)| match row.get(place) {
            Some(Value::Int(number)) => format!("{column} = {number}"),
            Some(Value::Text(text)) => format!("{column} = '{}'", text.escape_debug()),
            Some(Value::Blob(bytes)) => format!("{column} = x'{}'", hex(bytes)),
            _ => format!("{column} of another type"),
        });
        parts.collect::<Vec<_>>().join(", ")
    }

    /// A value of a row that PostgreSQL cannot hold.
    pub(crate) fn unfit(&self, row: &[Value<'_>], place: usize, why: &'static str) -> TransferError {
        let column = self.columns.get(place).cloned().unwrap_or_default();
        TransferError::Unfit { table: self.name.clone(), column, key: self.key_of(row), why }
    }
}

/// A name from a catalog, for a statement; both databases quote alike.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(rows: &[&[Value<'_>]]) -> String {
        let mut canon = Canon::default();
        rows.iter().for_each(|row| canon.row(row));
        canon.end()
    }

    #[test]
    fn a_hash_does_not_depend_on_how_a_database_holds_booleans() {
        assert_eq!(hash(&[&[Value::Bool(true), Value::Bool(false)]]), hash(&[&[Value::Int(1), Value::Int(0)]]));
    }

    #[test]
    fn whatever_differs_has_another_hash() {
        use Value::{Blob, Float, Int, Null, Text};
        let all = [
            hash(&[]),
            hash(&[&[Null]]),
            hash(&[&[Int(1)], &[Int(2)]]),
            hash(&[&[Int(2)], &[Int(1)]]),
            hash(&[&[Int(1), Int(2)]]),
            hash(&[&[Int(12)]]),
            hash(&[&[Float(1.0)]]),
            hash(&[&[Float(1.0 + f64::EPSILON)]]),
            hash(&[&[Text("")]]),
            hash(&[&[Text("1")]]),
            hash(&[&[Text("a"), Text("b")]]),
            hash(&[&[Text("at1;b")]]),
            hash(&[&[Text("ab"), Text("")]]),
            hash(&[&[Blob(b"a")]]),
            hash(&[&[Text("n")]]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[..at].contains(one), "{at}");
        }
    }

    #[test]
    fn a_name_is_quoted_whatever_it_holds() {
        assert_eq!(quoted("a \"b\" c"), "\"a \"\"b\"\" c\"");
    }
}
