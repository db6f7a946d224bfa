//! Deliveries: what must happen after a change, late perhaps, but never lost.
//!
//! [`enqueue`] writes one row per interested subscriber in the caller's transaction; nothing leaves the process before
//! it commits. The [`Outbox`] of each process claims due rows, oldest first and at most one per (subscriber, key) at a
//! time, runs their [`Handler`] and ticks them off by deleting the row:
//!
//! - [`Handler::Inside`] writes tables: the effect and the tick are one transaction, so it happens exactly once.
//! - [`Handler::Outside`] calls the world with no transaction open: at least once, the delivery's id being the key by
//!   which the other side can tell a repetition.
//!
//! On PostgreSQL any number of processes share the table: a claim is a lease written into the row. On SQLite there is
//! one process and claims live in its memory, so that a delivery that succeeds costs one insert and its share of one
//! batched delete.

mod backoff;
mod claim;
mod inside;
mod outside;
mod queue;
mod schedule;
mod worker;

pub use backoff::{MAX_ATTEMPTS, backoff_us};
pub use queue::{Parked, discard, enqueue, park, parked, parked_count, pending_count, retry};
pub use schedule::Schedule;
pub use worker::{Options, Outbox, Remains};

use db::{Migration, Tx};
use futures_util::future::BoxFuture;

/// The tables `delivery` and `delivery_schedule`; goes before the product's own migrations.
pub const MIGRATION: Migration = db::migration!("../migrations/0000_outbox.sql");

/// Who wants to hear of something. `C` is the context given to outside handlers: the running application.
pub struct Subscriber<C> {
    /// The value of `delivery.subscriber`; never renamed while rows may exist.
    pub name: &'static str,
    /// The kinds of delivery this build understands. Rows of other kinds are left to a build that knows them.
    pub kinds: &'static [&'static str],
    /// What to do.
    pub handler: Handler<C>,
}

/// How a subscriber works; see the crate's documentation for the two strengths.
pub enum Handler<C> {
    /// Writes tables, within the transaction that ticks the delivery off. An error rolls everything back.
    Inside(fn(&mut Tx<'_>, &Delivery) -> Result<(), HandlerError>),
    /// Calls the world, with no transaction open.
    Outside(fn(C, Delivery) -> BoxFuture<'static, Outcome>),
}

db::record! {
    /// One thing to be done for one subscriber.
    #[derive(Debug, Clone)]
    pub struct Delivery {
        /// Unique for ever: the idempotency key of outside calls, the same at every attempt.
        pub id: i64,
        /// The name of the [`Subscriber`].
        pub subscriber: String,
        /// What is kept in order: deliveries of one subscriber with one key run one after the other, oldest first.
        pub key: i64,
        /// What happened.
        pub kind: String,
        /// JSON of ids. A handler looks at the present state of what they name.
        pub payload: String,
        /// The number of this attempt, from 1.
        pub attempts: i64,
        /// When it was enqueued (µs since 1970).
        pub created_us: i64,
    }
}

/// Why an inside handler gave up. Whatever it had written is rolled back.
#[derive(Debug, thiserror::Error)]
pub enum HandlerError {
    /// The database refused; tried again later.
    #[error(transparent)]
    Db(#[from] db::Error),
    /// Tried again later. The text is for staff.
    #[error("{0}")]
    Failed(String),
    /// Trying again is pointless: parked at once. The text is for staff.
    #[error("{0}")]
    Park(String),
}

/// What became of an outside call.
pub enum Outcome {
    /// Done.
    Done,
    /// Done, and this is to be written in the transaction that ticks the delivery off. It may run more than once when
    /// the database asks for it, but only one run is kept.
    DoneWith(Effect),
    /// Try again later. The text is for staff.
    Retry(String),
    /// Trying again is pointless: park it at once. The text is for staff.
    Park(String),
}

/// What an outside call leaves to be written.
pub type Effect = Box<dyn Fn(&mut Tx<'_>) -> Result<(), db::Error> + Send>;
