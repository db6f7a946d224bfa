//! The target of a move: one transaction in which everything comes into being.

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::fallible_iterator::FallibleIterator;
use postgres::types::Type;
use postgres::{Client, GenericClient, Transaction};

use super::connect::{self, Role, describe};
use super::session::{Param, cell};
use super::{address, setup};
use crate::migrate::{Applied, LEDGER_TABLE};
use crate::transfer::{EachRow, Table, quoted};
use crate::{Clock, Migration, OpenError, TransferError, Value};

/// So many names tell what a database holds.
const NAMES: usize = 6;

impl From<postgres::Error> for TransferError {
    fn from(error: postgres::Error) -> Self {
        TransferError::Open(setup::other(error))
    }
}

/// Connects to a server that can hold what we have.
///
/// # Errors
/// It does not answer, or is too old.
pub(crate) fn connect(url: &str) -> Result<Client, TransferError> {
    let mut client = connect::open_in_time(&address::parse(url)?, Role::Transfer)?;
    setup::suits(&mut client)?;
    Ok(client)
}

/// Refuses a database that has anything where our tables go; what an extension has brought does not count.
///
/// # Errors
/// `NotEmpty` with the names of what is there.
pub(crate) fn refuse_full(client: &mut impl GenericClient) -> Result<(), TransferError> {
    let rows = client.query(
        "SELECT c.relname::text FROM pg_class c
         WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
             AND NOT EXISTS (SELECT 1 FROM pg_depend d
                 WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         UNION ALL
         SELECT p.proname || '()' FROM pg_proc p
         WHERE p.pronamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             AND NOT EXISTS (SELECT 1 FROM pg_depend d
                 WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
         ORDER BY 1",
        &[],
    )?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut names: Vec<String> = rows.iter().take(NAMES).map(|row| row.get(0)).collect();
    if rows.len() > NAMES {
        names.push(format!("and {} more", rows.len() - NAMES));
    }
    Err(TransferError::NotEmpty(names.join(", ")))
}

/// The open transaction; undone when dropped.
pub(crate) struct Target<'c>(Transaction<'c>);

/// How a foreign key is made again.
pub(crate) struct ForeignKey(String);

impl<'c> Target<'c> {
    /// Begins, and holds the schema against servers that start meanwhile: they wait.
    ///
    /// # Errors
    /// `NotEmpty`, or what the server says.
    pub(crate) fn begin(client: &'c mut Client) -> Result<Target<'c>, TransferError> {
        let mut transaction = client.transaction()?;
        setup::hold_schema(&mut transaction)?;
        refuse_full(&mut transaction)?;
        Ok(Target(transaction))
    }

    /// Makes the schema as old as the source's. What is newer in this program comes with the first start.
    pub(crate) fn migrate(
        &mut self,
        migrations: &'static [Migration],
        applied: &[Applied],
        clock: &Clock,
    ) -> Result<(), TransferError> {
        let has = |part: &str, migration: &Migration| applied.iter().any(|row| row.is(part, migration));
        Ok(setup::apply(&mut self.0, migrations, clock, |step| has(step.part, &step.migration))?)
    }

    /// Every column of every table, but for the ledger.
    pub(crate) fn columns(&mut self) -> Result<Vec<(String, String)>, TransferError> {
        let rows = self.0.query(
            "SELECT t.relname::text, a.attname::text FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
             WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                 AND t.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND t.relname <> $1
             ORDER BY 1, 2",
            &[&LEDGER_TABLE],
        )?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Drops all foreign keys: rows may come in any order, and are checked all at once when the keys are made again,
    /// which needs no memory for each.
    pub(crate) fn drop_foreign_keys(&mut self) -> Result<Vec<ForeignKey>, TransferError> {
        let rows = self.0.query(
            "SELECT format('ALTER TABLE %I DROP CONSTRAINT %I', t.relname, c.conname),
                    format('ALTER TABLE %I ADD CONSTRAINT %I %s', t.relname, c.conname, pg_get_constraintdef(c.oid))
             FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
             WHERE c.contype = 'f'
                 AND t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
             ORDER BY 1",
            &[],
        )?;
        for row in &rows {
            self.0.batch_execute(row.get(0))?;
        }
        Ok(rows.iter().map(|row| ForeignKey(row.get(1))).collect())
    }

    /// Makes the foreign keys again.
    ///
    /// # Errors
    /// A row refers to one that does not exist.
    pub(crate) fn create_foreign_keys(&mut self, keys: &[ForeignKey]) -> Result<(), TransferError> {
        for key in keys {
            self.0.batch_execute(&key.0)?;
        }
        Ok(())
    }

    /// Takes every row out of the tables.
    pub(crate) fn empty(&mut self, tables: &[Table]) -> Result<(), TransferError> {
        Ok(self.0.batch_execute(&format!("TRUNCATE {}", names(tables)))?)
    }

    /// Fills a table with the rows that `rows` gives to its closure. A value that an identity would give is taken too.
    ///
    /// # Errors
    /// A value that does not fit its column, what `rows` says, or what the server says, which may be about one row.
    pub(crate) fn copy(
        &mut self,
        table: &Table,
        rows: impl FnOnce(EachRow<'_>) -> Result<(), TransferError>,
    ) -> Result<Result<(), Refusal>, TransferError> {
        let statement = self.0.prepare(&format!("SELECT {} FROM {}", table.list(), quoted(&table.name)))?;
        let types: Vec<Type> = statement.columns().iter().map(|column| column.type_().clone()).collect();
        let copy = format!("COPY {} ({}) FROM STDIN (FORMAT binary)", quoted(&table.name), table.list());
        let mut writer = BinaryCopyInWriter::new(self.0.copy_in(&copy)?, &types);
        let mut failed = None;
        let given = rows(&mut |row| {
            let params = row.iter().zip(&types).enumerate().map(|(place, (value, ty))| {
                fitted(*value, ty).map(Param).ok_or_else(|| table.unfit(row, place, "a value of another type"))
            });
            let params = params.collect::<Result<Vec<_>, _>>()?;
            writer.write_raw(&params).map_err(|error| {
                let told = describe(&error);
                failed = Some(error);
                OpenError::Other(told).into()
            })
        });
        let failed = match (failed, given) {
            (Some(error), _) => error,
            (None, Err(error)) => return Err(error),
            (None, Ok(())) => match writer.finish() {
                Ok(_) => return Ok(Ok(())),
                Err(error) => error,
            },
        };
        refusal(&failed).map(Err).ok_or_else(|| failed.into())
    }

    /// The columns that PostgreSQL numbers itself.
    pub(crate) fn numbered(&mut self) -> Result<Vec<(String, String)>, TransferError> {
        let rows = self.0.query(
            "SELECT t.relname::text, a.attname::text FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
             WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                 AND a.attidentity <> '' AND NOT a.attisdropped
             ORDER BY 1, 2",
            &[],
        )?;
        Ok(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }

    /// Lets the numbers of a column go on above this one.
    pub(crate) fn number_above(&mut self, table: &str, column: &str, highest: i64) -> Result<(), TransferError> {
        if highest > 0 {
            self.0.execute(
                "SELECT setval(pg_get_serial_sequence($1, $2)::regclass, $3)",
                &[&quoted(table), &column, &highest],
            )?;
        }
        Ok(())
    }

    /// Reads a table back in the order of its key, as the server sends it.
    ///
    /// # Errors
    /// What the closure or the server says.
    pub(crate) fn each_row(&mut self, table: &Table, each: EachRow<'_>) -> Result<(), TransferError> {
        let list = self.0.prepare(&format!("SELECT {} FROM {}", table.list(), quoted(&table.name)))?;
        let order = table.key_columns().map(|(place, column)| {
            // By bytes, as SQLite sorts, whatever the column says.
            let is_text = list.columns().get(place).is_some_and(|column| *column.type_() == Type::TEXT);
            format!("{}{}", quoted(column), if is_text { " COLLATE \"C\"" } else { "" })
        });
        let order = order.collect::<Vec<_>>().join(", ");
        let text = format!("SELECT {} FROM {} ORDER BY {order}", table.list(), quoted(&table.name));
        let mut rows = self.0.query_raw(&text, std::iter::empty::<i64>())?;
        while let Some(row) = rows.next()? {
            let values = (0..row.len()).map(|place| cell(&row, place));
            each(&values.collect::<Result<Vec<_>, _>>().map_err(OpenError::from)?)?;
        }
        Ok(())
    }

    /// Keeps everything.
    ///
    /// # Errors
    /// `Unanswered` if the connection broke at the last word.
    pub(crate) fn commit(mut self, tables: &[Table]) -> Result<(), TransferError> {
        // The first pages are planned with what is really there.
        self.0.batch_execute(&format!("ANALYZE {}", names(tables)))?;
        self.0.commit().map_err(|error| match error.as_db_error() {
            Some(_) => error.into(),
            None => TransferError::Unanswered(describe(&error)),
        })
    }
}

/// A row that the server does not take.
pub(crate) struct Refusal {
    /// Counted from 1, in the order in which they were given.
    pub(crate) row: u64,
    pub(crate) why: String,
}

/// Reads the row's number from the error's context, such as `COPY thing, line 12`.
fn refusal(error: &postgres::Error) -> Option<Refusal> {
    let context = error.as_db_error()?.where_()?;
    let (_, rest) = context.strip_prefix("COPY ")?.split_once(", line ")?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(Refusal { row: digits.parse().ok()?, why: describe(error) })
}

fn names(tables: &[Table]) -> String {
    tables.iter().map(|table| quoted(&table.name)).collect::<Vec<_>>().join(", ")
}

/// The value as the column takes it.
fn fitted<'v>(value: Value<'v>, ty: &Type) -> Option<Value<'v>> {
    match (value, ty) {
        (Value::Int(0 | 1), &Type::BOOL) => Some(Value::Bool(value == Value::Int(1))),
        (Value::Null, _)
        | (Value::Int(_), &Type::INT8)
        | (Value::Float(_), &Type::FLOAT8)
        | (Value::Text(_), &Type::TEXT)
        | (Value::Blob(_), &Type::BYTEA) => Some(value),
        _ => None,
    }
}
