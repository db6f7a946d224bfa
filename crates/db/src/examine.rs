//! Looks at a database without opening it for work: what an operator wants to know before a start or a restore.

use std::path::Path;

use crate::ids::now_ms;
use crate::migrate::{self, Applied};
use crate::{DatabaseUrl, Migration, OpenError, Options, postgres, sqlite};

/// What a look at a database found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examined {
    /// What runs it, such as `SQLite 3.51.3`.
    pub server: String,
    /// The number of the newest migration of the product that was applied; `None` for an empty database.
    pub schema: Option<i64>,
    /// The product's migrations that the next start applies, as number and name.
    pub pending: Vec<(u32, &'static str)>,
    /// How far this machine's clock is behind the newest id, ms; a start bears 5,000.
    pub clock_behind_ms: i64,
    /// What the server grants, on PostgreSQL.
    pub connections: Option<Connections>,
}

/// Connections of a PostgreSQL server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Connections {
    /// How many it grants to us and everybody else together.
    pub most: i64,
    /// How many processes of ours hold a node number now.
    pub nodes: i64,
}

/// What is read out of a database, by either driver.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) server: String,
    pub(crate) applied: Vec<Applied>,
    pub(crate) ceiling_ms: i64,
    pub(crate) connections: Option<Connections>,
}

/// Looks at the database of the options: reads only, beside a running server too. An SQLite file that does not exist
/// yet is an empty database.
///
/// # Errors
/// The database does not answer, or its schema is not one this program can go on from.
pub async fn examine(options: Options, migrations: &'static [Migration]) -> Result<Examined, OpenError> {
    blocking(move || match &options.url {
        DatabaseUrl::Sqlite => {
            let found = sqlite::look(&options.data_dir.join("athena.db"))?;
            found.judge(&options, migrations, crate::dialect::sqlite)
        }
        DatabaseUrl::Postgres(url) => postgres::look(url)?.judge(&options, migrations, crate::dialect::postgres),
    })
    .await
}

/// Reads a whole SQLite file that nobody uses and says what is wrong with it: broken pages, rows that refer to nothing.
/// Empty is well.
///
/// # Errors
/// The file cannot be read, or its schema is not one this program can go on from.
pub async fn verify_file(file: &Path, migrations: &'static [Migration]) -> Result<Vec<String>, OpenError> {
    let file = file.to_owned();
    blocking(move || {
        let found = sqlite::look(&file)?;
        migrate::plan(migrations, &found.applied, crate::dialect::sqlite)?;
        sqlite::verify(&file)
    })
    .await
}

/// Copies the SQLite database of a data directory that no process uses into a file, as it is: nothing is migrated.
///
/// # Errors
/// [`OpenError::Locked`] if a process uses it; otherwise what SQLite says.
pub async fn copy_resting(data_dir: &Path, to: &Path) -> Result<(), OpenError> {
    let (data_dir, to) = (data_dir.to_owned(), to.to_owned());
    blocking(move || sqlite::copy_resting(&data_dir, &to)).await
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, OpenError> + Send + 'static,
) -> Result<T, OpenError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| OpenError::Other(error.to_string()))?
}

impl Found {
    fn judge(
        self,
        options: &Options,
        migrations: &'static [Migration],
        text: impl Fn(&Migration) -> String,
    ) -> Result<Examined, OpenError> {
        let steps = migrate::plan(migrations, &self.applied, text)?;
        let pending = steps.iter().filter(|step| step.part == migrate::PRODUCT);
        let applied = self.applied.iter().filter(|row| row.part == migrate::PRODUCT);
        Ok(Examined {
            server: self.server,
            schema: applied.map(|row| row.number).max(),
            pending: pending.map(|step| (step.migration.number, step.migration.name)).collect(),
            clock_behind_ms: (self.ceiling_ms - now_ms(&options.clock)).max(0),
            connections: self.connections,
        })
    }
}
