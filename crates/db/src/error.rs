//! What can go wrong, in the words of a caller: six outcomes, none of which carries a value out of a row.

/// The outcome of a statement or a transaction that did not succeed.
///
/// `Display` is safe to show; the operator's cause is in the log and in `Debug`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// `one` found no row.
    #[error("not found")]
    NotFound,
    /// Too much to do or too late: ask again. A write that was already on its way to the disk may
    /// still have happened, which is what request ids are for.
    #[error("the database is busy")]
    Busy,
    /// An earlier statement of this transaction failed, so nothing more can be done in it.
    #[error("the transaction has already failed")]
    Poisoned,
    /// A constraint said no. Holds what the database calls it: the name of the constraint on
    /// PostgreSQL, `table.column` on SQLite.
    #[error("a rule of the database forbids this")]
    Conflict(String),
    /// This database cannot do it.
    #[error("not supported by this database")]
    Unsupported,
    /// A defect: wrong SQL, wrong type, broken file. The text is for the operator.
    #[error("database error")]
    Internal(String),
}

impl Error {
    /// An internal error, written to the log once where it arises.
    pub(crate) fn internal(cause: impl Into<String>) -> Error {
        let cause = cause.into();
        tracing::error!(cause, "database error");
        Error::Internal(cause)
    }
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process holds `lock` in the data directory.
    #[error("another process is using {0}")]
    Locked(String),
    /// A migration is recorded that this program does not know: it is older than its database.
    #[error("the database has migration {0:04} ({1}), which this program does not know: use a newer program")]
    Newer(i64, String),
    /// A migration that was already applied has another text now.
    #[error("migration {0:04} ({1}) was changed after it had been applied")]
    Edited(i64, String),
    /// Migrations must be listed by rising number.
    #[error("migration {0:04} stands in the wrong place of the list")]
    Disordered(u32),
    /// A migration failed; nothing of it was kept.
    #[error("migration {0:04} failed: {1}")]
    Migration(u32, String),
    /// The clock of this machine is behind what the database has already seen (milliseconds).
    #[error("the clock is {0} ms behind the newest id in the database")]
    ClockBehind(i64),
    /// All 1,024 node numbers are leased.
    #[error("no node number is free")]
    NoNode,
    /// The address of the database is wrong or asks for something unsafe.
    #[error("database address: {0}")]
    Address(String),
    /// Anything else the system or the database said.
    #[error("{0}")]
    Other(String),
}

/// Why a database could not be moved. Unless said otherwise, nothing of it is in the target.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// One of the two cannot be used.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The target has something already; holds the first names.
    #[error("the target is not empty: it holds {0}")]
    NotEmpty(String),
    /// The source is broken.
    #[error("the database to move is not sound: {0}")]
    Unsound(String),
    /// The schemas differ although their versions do not: a defect of this program.
    #[error("the schemas of the two databases differ: {0}")]
    Schemas(String),
    /// A value that PostgreSQL cannot hold.
    #[error("{table}.{column} of the row with {key} holds {why}, which PostgreSQL cannot take")]
    Unfit {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// The columns of the primary key with their values.
        key: String,
        /// What it is.
        why: &'static str,
    },
    /// A row that PostgreSQL refuses for a reason of its own.
    #[error("PostgreSQL refuses the row of {table} with {key}: {why}")]
    Refused {
        /// The table.
        table: String,
        /// The columns of the primary key with their values.
        key: String,
        /// The server's words.
        why: String,
    },
    /// COMMIT got no answer: the target is either empty or complete.
    #[error("the connection broke at the last moment, so the target is either complete or empty: {0}")]
    Unanswered(String),
}

impl From<std::io::Error> for OpenError {
    fn from(error: std::io::Error) -> Self {
        OpenError::Other(error.to_string())
    }
}

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        match error {
            Error::Internal(cause) => OpenError::Other(cause),
            other => OpenError::Other(other.to_string()),
        }
    }
}
