//! The table as others see it: putting in, counting, and what staff may do with parked rows. All of these run in the
//! caller's transaction, so that an audit entry can stand beside them.

use crate::worker::Waker;
use db::{Error, Read, Tx, record, sql};

/// Writes one delivery for `subscriber`, due at `run_at_us` (µs since 1970) or at once. Deliveries with the same `key`
/// run one after the other, oldest first; one whose time has not come stands in nobody's way. Workers wake after the
/// commit.
///
/// # Errors
/// Those of the database.
pub fn enqueue(
    tx: &mut Tx<'_>,
    subscriber: &'static str,
    key: i64,
    kind: &str,
    payload: &str,
    run_at_us: Option<i64>,
) -> Result<(), Error> {
    let id = tx.new_id();
    tx.run(
        sql!(
            "INSERT INTO delivery (id, subscriber, key, kind, payload, created_us, run_at_us)
             VALUES ($1, $2, $3, $4, $5, now_us(), COALESCE($6, now_us()))"
        ),
        &[&id, &subscriber, &key, &kind, &payload, &run_at_us],
    )?;
    wake_after_commit(tx);
    Ok(())
}

/// How many deliveries are not parked: due, waiting for their time, or being run.
///
/// # Errors
/// Those of the database.
pub fn pending_count(r: &mut Read<'_>) -> Result<i64, Error> {
    r.one(sql!("SELECT COUNT(*) FROM delivery WHERE parked_us IS NULL"), &[])
}

/// How many deliveries were given up and wait for staff.
///
/// # Errors
/// Those of the database.
pub fn parked_count(r: &mut Read<'_>) -> Result<i64, Error> {
    r.one(sql!("SELECT COUNT(*) FROM delivery WHERE parked_us IS NOT NULL"), &[])
}

record! {
    /// A delivery that was given up, as staff sees it.
    #[derive(Debug, Clone)]
    pub struct Parked {
        /// For [`retry`] and [`discard`], and the cursor of the next page.
        pub id: i64,
        /// Who should have handled it.
        pub subscriber: String,
        /// What happened.
        pub kind: String,
        /// How often it was tried.
        pub attempts: i64,
        /// When it was enqueued (µs since 1970).
        pub created_us: i64,
        /// When it was given up (µs since 1970).
        pub parked_us: i64,
        /// What the last attempt said.
        pub last_error: String,
    }
}

/// Parked deliveries, newest first: at most `limit` with ids below `before`.
///
/// # Errors
/// Those of the database.
pub fn parked(r: &mut Read<'_>, before: Option<i64>, limit: u32) -> Result<Vec<Parked>, Error> {
    r.all(
        sql!(
            "SELECT id, subscriber, kind, attempts, created_us, parked_us, COALESCE(last_error, '') AS last_error
             FROM delivery WHERE parked_us IS NOT NULL AND id < $1 ORDER BY id DESC LIMIT $2"
        ),
        &[&before.unwrap_or(i64::MAX), &i64::from(limit)],
    )
}

/// Makes a parked delivery due again, its attempts forgotten. Returns whether there was one.
///
/// # Errors
/// Those of the database.
pub fn retry(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let rows = tx.run(
        sql!("UPDATE delivery SET parked_us = NULL, attempts = 0, run_at_us = now_us() WHERE id = $1 AND parked_us IS NOT NULL"),
        &[&id],
    )?;
    wake_after_commit(tx);
    Ok(rows > 0)
}

/// Parks at most 500 deliveries of a subscriber that wait, oldest first, for staff to decide about. Returns how many.
/// For databases that come out of a backup: what their deliveries would do outside may have been done long ago. No
/// worker may be running.
///
/// # Errors
/// Those of the database.
pub fn park(tx: &mut Tx<'_>, subscriber: &str, why: &str) -> Result<u64, Error> {
    tx.run(
        sql!(
            "UPDATE delivery SET parked_us = now_us(), last_error = $2 WHERE id IN
               (SELECT id FROM delivery WHERE subscriber = $1 AND parked_us IS NULL ORDER BY id LIMIT 500)"
        ),
        &[&subscriber, &why],
    )
}

/// Forgets a parked delivery. Returns whether there was one.
///
/// # Errors
/// Those of the database.
pub fn discard(tx: &mut Tx<'_>, id: i64) -> Result<bool, Error> {
    let rows = tx.run(sql!("DELETE FROM delivery WHERE id = $1 AND parked_us IS NOT NULL"), &[&id])?;
    Ok(rows > 0)
}

/// A process without an [`crate::Outbox`] (a command beside the server) has nobody to wake: the server's poll finds it.
fn wake_after_commit(tx: &mut Tx<'_>) {
    if let Some(waker) = tx.extension::<Waker>() {
        tx.after_commit(move || waker.wake());
    }
}
