//! The door: one handle, closures in, answers out.

use std::any::Any;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::ids::Mint;
use crate::job::{self, ReadJob, Ticket, WriteJob};
use crate::migrate::Migration;
use crate::options::{DatabaseUrl, FatalHook, Options};
use crate::postgres::Postgres;
use crate::sqlite::Sqlite;
use crate::tx::Extensions;
use crate::{Clock, Error, OpenError, Read, Tx};

/// A handle to the database; clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Engine,
    shared: Arc<Shared>,
    read_deadline: Duration,
    write_deadline: Duration,
    background_deadline: Duration,
}

/// What the handle and the database threads both need.
pub(crate) struct Shared {
    pub(crate) clock: Clock,
    pub(crate) mint: Mint,
    pub(crate) extensions: Extensions,
    pub(crate) on_fatal: FatalHook,
    #[cfg(feature = "testing")]
    pub(crate) faults: Arc<crate::testing::Faults>,
}

pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// Which queue a closure waits in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lane {
    Read,
    Reserved,
    Write,
    Background,
}

impl Db {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(options: Options, migrations: &'static [Migration]) -> Result<Db, OpenError> {
        tokio::task::spawn_blocking(move || Db::open_blocking(options, migrations))
            .await
            .map_err(|error| OpenError::Other(error.to_string()))?
    }

    fn open_blocking(options: Options, migrations: &'static [Migration]) -> Result<Db, OpenError> {
        let shared = Arc::new(Shared {
            clock: options.clock.clone(),
            mint: Mint::default(),
            extensions: Extensions::default(),
            on_fatal: options.on_fatal.clone(),
            #[cfg(feature = "testing")]
            faults: options.faults.clone(),
        });
        let engine = match &options.url {
            DatabaseUrl::Sqlite => Engine::Sqlite(Sqlite::open(&options, &shared, migrations)?),
            DatabaseUrl::Postgres(url) => Engine::Postgres(Postgres::open(url, &options, &shared, migrations)?),
        };
        Ok(Db(Arc::new(Inner {
            engine,
            shared,
            read_deadline: options.read_deadline,
            write_deadline: options.write_deadline,
            background_deadline: options.background_deadline,
        })))
    }

    /// Runs a closure that reads; see the crate's first lines. It may run again.
    ///
    /// # Errors
    /// The closure's, or `Error::Busy` when the queue is full or the deadline (1 s) has passed.
    pub async fn read<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Read<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit_read(Lane::Read, closure).await
    }

    /// As [`Db::read`], in the lane kept free for sign-in and health.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub async fn read_reserved<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Read<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit_read(Lane::Reserved, closure).await
    }

    /// Runs a closure in a transaction and answers when its COMMIT is on the disk. It may run again, so it holds
    /// nothing but SQL and `after_commit`.
    ///
    /// # Errors
    /// The closure's, `Error::Poisoned` if it went on after a failed statement, or `Error::Busy` when the queue
    /// is full or the deadline (5 s) has passed; then the effect may still come.
    pub async fn write<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit_write(Lane::Write, self.0.write_deadline, closure).await
    }

    /// As [`Db::write`], with a deadline of its own.
    pub(crate) async fn write_within<T, E, F>(&self, deadline: Duration, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit_write(Lane::Write, deadline, closure).await
    }

    /// As [`Db::write`], for work nobody waits for: it takes at most a quarter of what the database can do.
    /// A closure touches at most 500 rows.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn write_background<T, E, F>(&self, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.submit_write(Lane::Background, self.0.background_deadline, closure).await
    }

    async fn submit_read<T, E, F>(&self, lane: Lane, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Read<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, ticket) = job::read_job(closure);
        self.0.engine.offer_read(lane, job)?;
        // A reader that leaves early has no effect to keep: the thread need not go on.
        let _leave = GiveUp(ticket.flight.clone());
        wait(ticket, self.0.read_deadline).await
    }

    async fn submit_write<T, E, F>(&self, lane: Lane, deadline: Duration, closure: F) -> Result<T, E>
    where
        F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, ticket) = job::write_job(closure);
        self.0.engine.offer_write(lane, job)?;
        wait(ticket, deadline).await
    }

    /// A new id, greater than every id made by this handle before; see `ids`.
    pub fn new_id(&self) -> i64 {
        self.0.shared.mint.next(&self.0.shared.clock)
    }

    /// The injected clock: microseconds since 1970.
    pub fn now_us(&self) -> i64 {
        self.0.shared.clock.now_us()
    }

    /// The injected clock.
    pub fn clock(&self) -> &Clock {
        &self.0.shared.clock
    }

    /// Whether this is the SQLite inside.
    pub fn is_sqlite(&self) -> bool {
        matches!(self.0.engine, Engine::Sqlite(_))
    }

    /// Puts a value where every transaction finds it by its type (`tx.extension::<T>()`). Once, at start-up.
    pub fn set_extension<T: Any + Send + Sync>(&self, value: Arc<T>) {
        self.0.shared.extensions.set(value);
    }

    /// Copies the database into a file, in steps between which others go on.
    ///
    /// # Errors
    /// `Error::Unsupported` on PostgreSQL, which has its own tools; otherwise what the database says.
    pub async fn backup_to(&self, file: &Path) -> Result<(), Error> {
        let Engine::Sqlite(sqlite) = &self.0.engine else {
            return Err(Error::Unsupported);
        };
        let (from, to) = (sqlite.file().to_owned(), file.to_owned());
        tokio::task::spawn_blocking(move || crate::sqlite::backup(&from, &to))
            .await
            .map_err(|error| Error::internal(error.to_string()))?
    }

    /// Takes no more work, finishes what waits, and ends the threads.
    pub async fn close(&self) {
        let inner = self.0.clone();
        // Joining threads blocks; a join error would be the panic of a closed engine, already logged.
        let _closed = tokio::task::spawn_blocking(move || inner.engine.close()).await;
    }
}

#[cfg(feature = "testing")]
impl Db {
    /// As [`Db::close`], for a thread outside of any runtime.
    pub(crate) fn close_blocking(&self) {
        self.0.engine.close();
    }

    /// Prepares every text of [`all_sql`](crate::all_sql) on this database and says what is wrong with them: what
    /// the database refuses, types other than the five, words outside of what both databases share.
    pub async fn check_sql(&self) -> Vec<crate::check::SqlProblem> {
        let inner = self.0.clone();
        let found = tokio::task::spawn_blocking(move || crate::check::all(&inner.engine));
        found.await.unwrap_or_else(|error| vec![crate::check::SqlProblem::of_all(&error.to_string())])
    }

    /// The plan of a statement, as the database words it, without running it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn explain(&self, sql: crate::Sql) -> Result<String, Error> {
        let inner = self.0.clone();
        let plan = tokio::task::spawn_blocking(move || crate::check::explain(&inner.engine, sql.text()));
        plan.await.map_err(|error| Error::internal(error.to_string()))?.map_err(Error::internal)
    }
}

impl Engine {
    fn offer_read(&self, lane: Lane, job: Box<dyn ReadJob>) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.offer_read(lane, job),
            Engine::Postgres(postgres) => postgres.offer_read(lane, job),
        }
    }

    fn offer_write(&self, lane: Lane, job: Box<dyn WriteJob>) -> Result<(), Error> {
        match self {
            Engine::Sqlite(sqlite) => sqlite.offer_write(lane, job),
            Engine::Postgres(postgres) => postgres.offer_write(lane, job),
        }
    }

    fn close(&self) {
        match self {
            Engine::Sqlite(sqlite) => sqlite.close(),
            Engine::Postgres(postgres) => postgres.close(),
        }
    }
}

/// Marks the flight as given up when the waiter goes, however it goes.
struct GiveUp(Arc<job::Flight>);

impl Drop for GiveUp {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

async fn wait<T, E: From<Error>>(ticket: Ticket<T, E>, deadline: Duration) -> Result<T, E> {
    match tokio::time::timeout(deadline, ticket.answer).await {
        Ok(Ok(answer)) => answer,
        // The thread dropped the closure without a word: it is closing.
        Ok(Err(_)) => Err(Error::Busy.into()),
        Err(_) => {
            ticket.flight.give_up();
            Err(Error::Busy.into())
        }
    }
}
