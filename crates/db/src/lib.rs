//! One small module over two drivers: SQLite inside by default, PostgreSQL by configuration.
//!
//! A request is one closure on a database thread: `db.read(|r| …)` or `db.write(|tx| …)`. Every statement is
//! one constant text made by [`sql!`] that runs on both databases. What is acknowledged is on the disk.

mod bulk;
mod changes;
#[cfg(feature = "testing")]
mod check;
mod clock;
mod db;
mod dialect;
mod error;
mod examine;
mod id_type;
mod ids;
mod job;
mod migrate;
mod options;
mod postgres;
mod record;
mod sql;
mod sqlite;
mod transfer;
mod tx;
mod value;

#[cfg(feature = "testing")]
pub mod schema;
#[cfg(feature = "testing")]
pub mod testing;

pub use changes::{Change, Changes, Cursor};
#[cfg(feature = "testing")]
pub use check::SqlProblem;
pub use clock::Clock;
pub use db::Db;
pub use error::{Error, OpenError, TransferError};
pub use examine::{Connections, Examined, copy_resting, examine, verify_file};
pub use ids::id_time_us;
pub use migrate::Migration;
pub use options::{DatabaseUrl, Options};
pub use record::{Record, Row};
pub use sql::{LockTable, Sql, SqlText, all_sql};
pub use transfer::{Compared, Content, Progress, Step, transfer};
pub use tx::{Read, Tx};
pub use value::{FromValue, ToValue, Value, ValueRef};

/// What the macros need to reach; not for use by hand.
#[doc(hidden)]
pub mod __private {
    pub use const_format::formatcp;
    pub use inventory::submit;
    pub use serde;

    pub use crate::id_type::{decode, encode};
    pub use crate::sql::{Registered, as_text, numbered};
}
