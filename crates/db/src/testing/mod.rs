//! Throw-away databases for tests, on the database that `ATHENA_TEST_DATABASE` names:
//! `sqlite` (default), `postgres://user@127.0.0.1:PORT/postgres`, or `postgres-own`, which starts a cluster
//! for this process and ends it with it.
//!
//! Migrations run once per text: every test gets a copy of a template. Everything here panics when it fails, as
//! tests do.

#![expect(clippy::expect_used, clippy::panic, reason = "tests say what they expect by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests reach the database in ways of their own")]

mod cluster;
mod template;

use std::ops::Deref;
use std::path::Path;
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::time::Duration;

pub use cluster::{Cluster, Paused};

use crate::{DatabaseUrl, Db, Migration, Options};

/// What a closure may take on a machine that does something else at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// Failures to be had on demand.
#[derive(Debug, Default)]
pub struct Faults {
    commit: AtomicI32,
    commits: AtomicU32,
}

impl Faults {
    /// The next COMMIT of SQLite's writer fails with this extended result code.
    pub fn fail_next_commit(&self, code: i32) {
        self.commit.store(code, Ordering::SeqCst);
    }

    /// How many COMMITs SQLite's writer has done.
    pub fn commits(&self) -> u32 {
        self.commits.load(Ordering::SeqCst)
    }

    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn take_commit(&self) -> Option<i32> {
        let code = self.commit.swap(0, Ordering::SeqCst);
        (code != 0).then_some(code)
    }
}

/// A database of one test; dropped with it.
pub struct TestDb {
    db: Db,
    options: Options,
    migrations: &'static [Migration],
    place: Place,
}

enum Place {
    Sqlite { _files: tempfile::TempDir },
    Postgres { server: String, name: String, _files: tempfile::TempDir },
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

/// A fresh database with these migrations.
pub async fn fresh(migrations: &'static [Migration]) -> TestDb {
    fresh_with(migrations, |_| {}).await
}

/// A fresh database, opened with changed options.
pub async fn fresh_with(migrations: &'static [Migration], change: impl FnOnce(&mut Options)) -> TestDb {
    match wanted_server() {
        None => fresh_sqlite(migrations, change).await,
        Some(server) => fresh_postgres(server, migrations, change).await,
    }
}

/// A fresh database inside, whatever the environment says.
pub async fn fresh_sqlite(migrations: &'static [Migration], change: impl FnOnce(&mut Options)) -> TestDb {
    let files = tempfile::tempdir().expect("a directory for the test");
    let template = template::sqlite(migrations).await;
    std::fs::copy(template, files.path().join("athena.db")).expect("a copy of the template");
    let mut options = patient(DatabaseUrl::Sqlite, files.path());
    change(&mut options);
    let db = Db::open(options.clone(), migrations).await.expect("the database opens");
    TestDb { db, options, migrations, place: Place::Sqlite { _files: files } }
}

/// A fresh database on this server (an address ending in a database that exists).
pub async fn fresh_postgres(
    server: String,
    migrations: &'static [Migration],
    change: impl FnOnce(&mut Options),
) -> TestDb {
    let name = template::unique("athena_test");
    let template = template::postgres(&server, migrations).await;
    template::administer(&server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    let files = tempfile::tempdir().expect("a directory for the test");
    let mut options = patient(DatabaseUrl::Postgres(template::address(&server, &name)), files.path());
    // Many tests run at once, and a server has only so many connections.
    (options.readers, options.writers, options.workers) = (2, 2, 1);
    change(&mut options);
    let db = Db::open(options.clone(), migrations).await.expect("the database opens");
    TestDb { db, options, migrations, place: Place::Postgres { server, name, _files: files } }
}

/// The product's settings, but for deadlines that no machine misses, and a group that waits for no clock: a test
/// that is about one of them sets its own.
fn patient(url: DatabaseUrl, files: &Path) -> Options {
    let mut options = Options::new(url, files);
    (options.read_deadline, options.write_deadline, options.background_deadline) = (PATIENCE, PATIENCE, PATIENCE);
    options.group_time = PATIENCE;
    options
}

/// An empty database on the server that the environment names; none where it names SQLite.
pub async fn empty_postgres() -> Option<EmptyPostgres> {
    let server = wanted_server()?;
    let name = template::unique("athena_empty");
    template::administer(&server, &format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")).await;
    Some(EmptyPostgres { server, name })
}

/// A PostgreSQL database in which nothing is yet; dropped with it.
pub struct EmptyPostgres {
    server: String,
    name: String,
}

impl EmptyPostgres {
    /// Its address.
    pub fn url(&self) -> String {
        template::address(&self.server, &self.name)
    }
}

impl Drop for EmptyPostgres {
    fn drop(&mut self) {
        // As for a test's database: not inside an async context.
        std::thread::scope(|scope| {
            scope.spawn(|| template::drop_database(&self.server, &self.name));
        });
    }
}

/// The server that the environment names, if it names one.
fn wanted_server() -> Option<String> {
    match std::env::var("ATHENA_TEST_DATABASE").as_deref() {
        Err(_) | Ok("" | "sqlite") => None,
        Ok("postgres-own") => Some(cluster::own().url()),
        Ok(url) if url.starts_with("postgres") => Some(url.to_owned()),
        Ok(other) => panic!("ATHENA_TEST_DATABASE={other} is not known"),
    }
}

impl TestDb {
    /// The options it was opened with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The directory of its files.
    pub fn data_dir(&self) -> &Path {
        &self.options.data_dir
    }

    /// Another handle on the same database, as another node (PostgreSQL) or after a close (SQLite).
    ///
    /// # Errors
    /// As [`Db::open`].
    pub async fn open_again(&self, change: impl FnOnce(&mut Options)) -> Result<Db, crate::OpenError> {
        let mut options = self.options.clone();
        change(&mut options);
        Db::open(options, self.migrations).await
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        // Closing blocks, and the driver of PostgreSQL must not run inside an async context.
        std::thread::scope(|scope| {
            scope.spawn(|| {
                self.db.close_blocking();
                if let Place::Postgres { server, name, .. } = &self.place {
                    template::drop_database(server, name);
                }
            });
        });
    }
}

/// A number that differs in this process.
pub(crate) fn next_number() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
