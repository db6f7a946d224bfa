//! `Read` and `Tx`: what a closure may do with the database.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, PoisonError, RwLock};

use crate::db::Shared;
use crate::{Clock, Error, LockTable, Record, Row, Sql, ToValue};

/// Whether the session should go on with the next row.
pub(crate) enum Next {
    Row,
    Enough,
}

/// What is done with each row.
pub(crate) type EachRow<'f> = &'f mut dyn FnMut(&Row<'_>) -> Result<Next, Error>;

/// One connection in the hands of one closure; the two drivers implement it.
pub(crate) trait Session {
    fn query(
        &mut self,
        sql: Sql,
        params: &[&dyn ToValue],
        columns: &'static [&'static str],
        each: EachRow<'_>,
    ) -> Result<(), Error>;
    fn execute(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, Error>;
    fn lock(&mut self, table: LockTable, id: i64) -> Result<(), Error>;
}

/// The reading side of a connection. It cannot write:
///
/// ```compile_fail
/// fn sneaky(r: &mut db::Read<'_>) -> Result<u64, db::Error> {
///     r.run(db::sql!("DELETE FROM account"), &[])
/// }
/// ```
///
/// A statement that writes all the same (`INSERT … RETURNING` through `one`) is refused by the
/// connection, which is opened for reading only.
pub struct Read<'a> {
    session: &'a mut (dyn Session + 'a),
    clock: &'a Clock,
}

impl<'a> Read<'a> {
    pub(crate) fn new(session: &'a mut (dyn Session + 'a), clock: &'a Clock) -> Read<'a> {
        Read { session, clock }
    }

    /// The first row.
    ///
    /// # Errors
    /// `Error::NotFound` if there is none; otherwise what the database says.
    pub fn one<T: Record>(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<T, Error> {
        self.opt(sql, params)?.ok_or(Error::NotFound)
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// What the database says.
    pub fn opt<T: Record>(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Option<T>, Error> {
        let mut found = None;
        self.session.query(sql, params, T::COLUMNS, &mut |row| {
            found = Some(T::from_row(row)?);
            Ok(Next::Enough)
        })?;
        Ok(found)
    }

    /// All rows. Every list has a LIMIT: nothing here cuts it.
    ///
    /// # Errors
    /// What the database says.
    pub fn all<T: Record>(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<Vec<T>, Error> {
        let mut found = Vec::new();
        self.session.query(sql, params, T::COLUMNS, &mut |row| {
            found.push(T::from_row(row)?);
            Ok(Next::Row)
        })?;
        Ok(found)
    }

    /// The injected clock: microseconds since 1970.
    pub fn now_us(&mut self) -> i64 {
        self.clock.now_us()
    }
}

/// What a transaction leaves to be done once it is safe.
pub(crate) type AfterCommit = Box<dyn FnOnce() + Send>;

/// A transaction: everything `Read` can do, and writing.
///
/// A statement that fails poisons it: nothing more succeeds in it and it will not be committed, on both
/// databases alike. An expected conflict is therefore `ON CONFLICT … RETURNING`, never a caught error.
pub struct Tx<'a> {
    read: Read<'a>,
    after: &'a mut Vec<AfterCommit>,
    shared: &'a Shared,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(read: Read<'a>, after: &'a mut Vec<AfterCommit>, shared: &'a Shared) -> Tx<'a> {
        Tx { read, after, shared }
    }

    /// Runs a statement that gives no rows; answers how many rows it touched.
    ///
    /// # Errors
    /// `Error::Conflict` when a constraint forbids it; otherwise what the database says.
    pub fn run(&mut self, sql: Sql, params: &[&dyn ToValue]) -> Result<u64, Error> {
        self.read.session.execute(sql, params)
    }

    /// Takes the row's lock until the end (`FOR NO KEY UPDATE`); on SQLite there is only one writer, so nothing
    /// happens. It holds up others who lock or change the row, not those who add rows that refer to it. A missing row is
    /// not an error. Lock rising ids, or two transactions may block each other.
    ///
    /// # Errors
    /// What the database says.
    pub fn lock(&mut self, table: LockTable, id: i64) -> Result<(), Error> {
        self.read.session.lock(table, id)
    }

    /// Writes to the `changes` log that the memory of every node follows: "reload this key".
    ///
    /// # Errors
    /// What the database says.
    pub fn change(&mut self, topic: &'static str, key: i64) -> Result<(), Error> {
        crate::changes::record(self, topic, key)
    }

    /// Runs `work` after COMMIT and before the answer; never if the transaction does not commit. It holds up a
    /// database thread, so it changes memory and wakes others, and never waits.
    pub fn after_commit(&mut self, work: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(work));
    }

    /// As [`Db::new_id`](crate::Db::new_id): for rows whose id nobody needs to know before they are written.
    pub fn new_id(&self) -> i64 {
        self.shared.mint.next(self.read.clock)
    }

    /// What `Db::set_extension` has put there.
    pub fn extension<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        self.shared.extensions.get()
    }
}

impl<'a> Deref for Tx<'a> {
    type Target = Read<'a>;

    fn deref(&self) -> &Self::Target {
        &self.read
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.read
    }
}

/// Values of the product that closures reach through their `Tx`, by type.
#[derive(Default)]
pub(crate) struct Extensions(RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>);

impl Extensions {
    pub(crate) fn set<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(TypeId::of::<T>(), value);
    }

    fn get<T: Any + Send + Sync>(&self) -> Option<Arc<T>> {
        let map = self.0.read().unwrap_or_else(PoisonError::into_inner);
        map.get(&TypeId::of::<T>()).cloned()?.downcast().ok()
    }
}
