//! Who may run what: finding due rows, claiming them, ticking them off, putting them back.
//!
//! A claim is kept twice: here in memory, and on PostgreSQL also as a lease in the row, because other processes share
//! the table there. On SQLite the lease columns stay 0, and the first attempt is not written at all.

use crate::backoff::{MAX_ATTEMPTS, backoff_us};
use crate::worker::Waker;
use crate::{Delivery, HandlerError};
use db::{Db, Error, Tx, sql};
use std::any::Any;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Due, leased by nobody, and nothing stands before it in its line: neither an older row that has been due or has
/// failed before, nor any row that is leased. Parked rows do not count.
///
/// The rows before it are a scalar subquery and not NOT EXISTS, which PostgreSQL would turn into a join: statistics of
/// a queue are always wrong, and with the wrong ones that join took seconds. So it is one probe of an index per row.
const CLAIMABLE: &str = "d.parked_us IS NULL AND d.run_at_us <= (SELECT now_us())
    AND d.lease_until_us <= (SELECT now_us())
    AND (SELECT o.id FROM delivery o
         WHERE o.subscriber = d.subscriber AND o.key = d.key AND o.parked_us IS NULL AND o.id <> d.id
           AND ((o.lease <> 0 AND o.lease_until_us > now_us())
                OR (o.id < d.id AND (o.attempts > 0 OR o.run_at_us <= now_us())))
         LIMIT 1) IS NULL";

/// The number of the advisory lock under which processes claim in turns: "outbox" in ASCII.
const TURN: i64 = 0x6f75_7462_6f78;

/// The claims of this process.
pub(crate) struct Desk {
    pub(crate) db: Db,
    pub(crate) waker: Arc<Waker>,
    lease_us: i64,
    held: Mutex<HashMap<i64, Held>>,
}

#[derive(Clone)]
struct Held {
    subscriber: String,
    key: i64,
    attempts: i64,
    lease: i64,
}

/// A claimed delivery; dropping it gives up the claim in memory and wakes the worker, for its line is free.
pub(crate) struct Claimed {
    pub(crate) delivery: Delivery,
    pub(crate) lease: i64,
    desk: Arc<Desk>,
}

impl Drop for Claimed {
    fn drop(&mut self) {
        self.desk.held().remove(&self.delivery.id);
        self.desk.waker.wake();
    }
}

impl Desk {
    pub(crate) fn new(db: Db, waker: Arc<Waker>, lease_us: i64) -> Desk {
        Desk { db, waker, lease_us, held: Mutex::default() }
    }

    /// Rows that may be claimed, those due longest first. `known` is a JSON list of "subscriber kind".
    ///
    /// Only one task of the process may look and claim. What it holds is noted before the read: a row ticked off in
    /// between is then still left out, though the read may see it.
    pub(crate) async fn due(&self, known: &str, limit: usize) -> Result<Vec<Delivery>, Error> {
        let held = self.held().clone();
        let known = known.to_owned();
        let wanted = i64::try_from(limit.saturating_add(held.len())).unwrap_or(i64::MAX);
        let mut due: Vec<Delivery> = self
            .db
            .read(move |r| {
                r.all(
                    sql!(
                        "SELECT d.id, d.subscriber, d.key, d.kind, d.payload, d.attempts, d.created_us FROM delivery d
                         WHERE {CLAIMABLE} AND d.subscriber || ' ' || d.kind IN (SELECT value FROM json_each($1))
                         ORDER BY d.run_at_us, d.id LIMIT $2"
                    ),
                    &[&known, &wanted],
                )
            })
            .await?;
        due.retain(|d| !held.values().any(|h| h.key == d.key && h.subscriber == d.subscriber));
        due.truncate(limit);
        Ok(due)
    }

    /// Claims those of the rows that are still to be had, counting the attempt before it is made: a delivery that takes
    /// the process down with it is parked in the end.
    pub(crate) async fn claim(self: &Arc<Self>, due: Vec<Delivery>) -> Result<Vec<Claimed>, Error> {
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let lease = if self.db.is_sqlite() { 0 } else { self.db.new_id() };
        // On SQLite nobody else claims, so a first attempt needs no write.
        let (unwritten, written): (Vec<_>, Vec<_>) =
            due.iter().map(|d| (d.id, d.attempts)).partition(|(_, made)| *made == 0 && self.db.is_sqlite());
        let mut won: Vec<i64> = unwritten.into_iter().map(|(id, _)| id).collect();
        if !written.is_empty() {
            won.extend(self.write_claim(json_ids(written.into_iter().map(|(id, _)| id)), lease).await?);
        }
        let mut claimed = Vec::with_capacity(due.len());
        for mut delivery in due {
            if !won.contains(&delivery.id) {
                continue;
            }
            delivery.attempts = delivery.attempts.saturating_add(1);
            let Delivery { id, key, attempts, .. } = delivery;
            self.held().insert(id, Held { subscriber: delivery.subscriber.clone(), key, attempts, lease });
            claimed.push(Claimed { delivery, lease, desk: Arc::clone(self) });
        }
        Ok(claimed)
    }

    /// Counts the attempt and, on PostgreSQL, writes the lease, repeating every condition. Processes take turns there,
    /// because two claims that do not see each other could each take a row of the same line when a row arrives late
    /// (with a lower id than one that is just being leased). The turn is a statement of its own, so that the next one
    /// sees what the last turn has committed.
    async fn write_claim(&self, ids: String, lease: i64) -> Result<Vec<i64>, Error> {
        let lease_us = self.lease_us;
        self.db
            .write_background(move |tx| {
                tx.one::<i64>(
                    sql!(
                        sqlite: "SELECT $1",
                        postgres: "SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock($1)",
                    ),
                    &[&TURN],
                )?;
                // SQLite needs no lease and ends it at once; its text names each parameter all the same.
                tx.all(
                    sql!(
                        sqlite: "UPDATE delivery SET lease = $1, lease_until_us = 0 * $2, attempts = attempts + 1
                                 WHERE parked_us IS NULL
                                   AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($3)) RETURNING id",
                        postgres: "UPDATE delivery SET lease = $1, lease_until_us = now_us() + $2,
                                     attempts = attempts + 1
                                   WHERE id IN (SELECT d.id FROM delivery d WHERE {CLAIMABLE}
                                                  AND d.id = ANY (ARRAY(SELECT CAST(value AS BIGINT)
                                                                        FROM json_each($3)))
                                                FOR UPDATE SKIP LOCKED)
                                     AND parked_us IS NULL AND lease_until_us <= now_us()
                                   RETURNING id",
                    ),
                    &[&lease, &lease_us, &ids],
                )
            })
            .await
    }

    /// After a failed attempt: due again later, or parked. If the database refuses this too, the claim just runs out.
    pub(crate) async fn put_back(&self, claimed: &Claimed, error: &str, park: bool) {
        let Delivery { id, attempts, .. } = claimed.delivery;
        let lease = claimed.lease;
        let park = park || attempts >= MAX_ATTEMPTS;
        let wait_us = backoff_us(id, attempts);
        // PostgreSQL refuses NUL in text.
        let text: String = error.chars().filter(|c| *c != '\0').take(500).collect();
        let (subscriber, kind) = (&claimed.delivery.subscriber, &claimed.delivery.kind);
        if park {
            tracing::error!(id, subscriber, kind, attempts, error = text, "delivery parked");
        } else {
            tracing::warn!(id, subscriber, kind, attempts, error = text, "delivery failed, will be tried again");
        }
        let written = self
            .db
            .write_background(move |tx| {
                tx.run(
                    sql!(
                        "UPDATE delivery SET attempts = $1, run_at_us = now_us() + $2, last_error = $3, lease = 0,
                           lease_until_us = 0, parked_us = CASE WHEN $4 THEN now_us() END
                         WHERE id = $5 AND lease = $6 AND parked_us IS NULL"
                    ),
                    &[&attempts, &wait_us, &text, &park, &id, &lease],
                )
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(id, ?error, "the failure of a delivery could not be written");
        }
    }

    /// Gives up claims whose work was not begun or was cut short, so that it is due at once, here or elsewhere.
    /// `begun` says whether the attempt counts.
    pub(crate) async fn release(&self, claimed: impl IntoIterator<Item = &Claimed>) {
        let rows = claimed.into_iter().map(|c| (c.delivery.id, c.delivery.attempts.saturating_sub(1), c.lease));
        self.write_release(rows.collect()).await;
    }

    /// The same for everything still held when the process stops. Those attempts were begun and count.
    pub(crate) async fn release_held(&self, held: Abandoned) {
        self.write_release(held.0).await;
    }

    /// What is held now, to be released after the tasks that hold it were stopped.
    pub(crate) fn abandoned(&self) -> Abandoned {
        let mut held: Vec<_> = self.held().iter().map(|(id, held)| (*id, held.attempts, held.lease)).collect();
        // Rows are locked in one order, whoever else ends theirs at the moment.
        held.sort_unstable();
        Abandoned(held)
    }

    async fn write_release(&self, rows: Vec<(i64, i64, i64)>) {
        if rows.is_empty() {
            return;
        }
        let written: Result<(), Error> = self
            .db
            .write_background(move |tx| {
                for (id, attempts, lease) in &rows {
                    tx.run(
                        sql!(
                            "UPDATE delivery SET lease = 0, lease_until_us = 0, attempts = $1
                             WHERE id = $2 AND lease = $3 AND parked_us IS NULL"
                        ),
                        &[attempts, id, lease],
                    )?;
                }
                Ok(())
            })
            .await;
        if let Err(error) = written {
            tracing::warn!(?error, "claims could not be released and have to run out");
        }
    }

    fn held(&self) -> MutexGuard<'_, HashMap<i64, Held>> {
        // Nothing panics while it is locked, and the map is whole after every single operation.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Claims of tasks that were stopped: id, attempts, lease.
pub(crate) struct Abandoned(Vec<(i64, i64, i64)>);

/// Deletes the rows that are still leased under `lease`, and says which. What is done for the others must not stay.
///
/// It goes before the effect: the transaction keeps the rows locked, and stale work is not even begun.
pub(crate) fn tick(tx: &mut Tx<'_>, lease: i64, ids: &[i64]) -> Result<Vec<i64>, Error> {
    let wanted = json_ids(ids.iter().copied());
    let ours: Vec<i64> = tx.all(
        sql!(
            "DELETE FROM delivery WHERE lease = $1 AND parked_us IS NULL
               AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) RETURNING id"
        ),
        &[&lease, &wanted],
    )?;
    if ours.len() < ids.len() {
        tracing::warn!(lost = ids.len().saturating_sub(ours.len()), "deliveries were taken over before they were done");
    }
    Ok(ours)
}

/// The delivery that comes next in a line, whether or not it can be run; `attempts` are those made before.
pub(crate) fn next_in_line(tx: &mut Tx<'_>, subscriber: &str, key: i64) -> Result<Option<Delivery>, Error> {
    tx.opt(
        sql!(
            "SELECT id, subscriber, key, kind, payload, attempts, created_us FROM delivery
             WHERE subscriber = $1 AND key = $2 AND parked_us IS NULL AND (attempts > 0 OR run_at_us <= now_us())
             ORDER BY id LIMIT 1"
        ),
        &[&subscriber, &key],
    )
}

/// Notes at start-up that the first attempts a dead process may have been at were begun: SQLite does not write those
/// down, and a delivery that ends the process must run alone and be parked in the end.
pub(crate) async fn count_first(db: &Db, rows: &[Delivery]) -> Result<(), Error> {
    let ids = json_ids(rows.iter().map(|d| d.id));
    db.write_background(move |tx| {
        tx.run(
            sql!(
                "UPDATE delivery SET attempts = 1 WHERE attempts = 0
                   AND id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
            ),
            &[&ids],
        )
    })
    .await
    .map(drop)
}

fn json_ids(ids: impl Iterator<Item = i64>) -> String {
    serde_json::Value::from_iter(ids).to_string()
}

/// What to write down about a failure in the transaction of a handler.
pub(crate) enum Failure {
    /// The database, not the handler: the commit or the queue.
    Db(Error),
    /// The handler said no, or panicked.
    Handler { text: String, park: bool },
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Db(error)
    }
}

impl From<HandlerError> for Failure {
    fn from(error: HandlerError) -> Failure {
        match error {
            HandlerError::Db(error) => Failure::Handler { text: format!("{error:?}"), park: false },
            HandlerError::Failed(text) => Failure::Handler { text, park: false },
            HandlerError::Park(text) => Failure::Handler { text, park: true },
        }
    }
}

/// What a panic said.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("panicked: {}", said.unwrap_or("without words"))
}
