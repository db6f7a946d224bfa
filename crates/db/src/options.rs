//! How a database is opened.

use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use crate::Clock;

/// Which database.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// `athena.db` in the data directory.
    Sqlite,
    /// `postgres://user:password@host/name?sslmode=…`.
    Postgres(String),
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The address may hold a password.
        f.write_str(match self {
            DatabaseUrl::Sqlite => "Sqlite",
            DatabaseUrl::Postgres(_) => "Postgres(…)",
        })
    }
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "sqlite" => Ok(DatabaseUrl::Sqlite),
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Ok(DatabaseUrl::Postgres(url.to_owned()))
            }
            _ => Err("the database is `sqlite` or an address that starts with `postgres://`".to_owned()),
        }
    }
}

/// What is called when data may have been lost: a failed fsync.
pub type FatalHook = Arc<dyn Fn(&str) + Send + Sync>;

/// How a database is opened. `Options::new` gives what the product uses.
#[derive(Clone)]
pub struct Options {
    /// Which database.
    pub url: DatabaseUrl,
    /// Where the SQLite file and its lock lie.
    pub data_dir: PathBuf,
    /// Where time comes from.
    pub clock: Clock,
    /// Threads (and, on PostgreSQL, connections) that read.
    pub readers: usize,
    /// Connections that write, on PostgreSQL.
    pub writers: usize,
    /// Connections for background work, on PostgreSQL.
    pub workers: usize,
    /// Closures that may wait in each lane; one more is Busy.
    pub queue: usize,
    /// After this no closure joins an open group any more, on SQLite.
    pub group_time: Duration,
    /// How long a reader waits for its answer.
    pub read_deadline: Duration,
    /// How long a writer waits for its answer.
    pub write_deadline: Duration,
    /// How long background work waits for its answer.
    pub background_deadline: Duration,
    /// What happens after a failed fsync; by default the process aborts.
    pub on_fatal: FatalHook,
    /// Failures that a test may order.
    #[cfg(feature = "testing")]
    pub faults: Arc<crate::testing::Faults>,
}

impl Options {
    /// The product's settings.
    pub fn new(url: DatabaseUrl, data_dir: impl Into<PathBuf>) -> Options {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        Options {
            url,
            data_dir: data_dir.into(),
            clock: Clock::system(),
            readers: cores.clamp(2, 16),
            writers: 4,
            workers: 2,
            queue: 1024,
            group_time: Duration::from_millis(5),
            read_deadline: Duration::from_secs(1),
            write_deadline: Duration::from_secs(5),
            background_deadline: Duration::from_secs(30),
            on_fatal: Arc::new(|cause| {
                tracing::error!(cause, "the disk no longer keeps what it is given: stopping");
                std::process::abort();
            }),
            #[cfg(feature = "testing")]
            faults: Arc::default(),
        }
    }

    /// Shares out so many PostgreSQL connections, one of them reserved for sign-in and health: half of the rest read,
    /// a quarter writes, the others do background work. At least one each.
    pub fn connections(&mut self, total: usize) {
        let rest = total.saturating_sub(1);
        self.readers = (rest / 2).max(1);
        self.writers = (rest / 4).max(1);
        self.workers = rest.saturating_sub(self.readers + self.writers).max(1);
    }
}
