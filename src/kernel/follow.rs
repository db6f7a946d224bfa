//! Memory follows the `changes` log: what another node commits is known here within a second.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use db::{Change, Changes, Cursor};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, MissedTickBehavior};

use super::{App, Result};

const EVERY: Duration = Duration::from_millis(300);
const FRESH: Duration = Duration::from_secs(1);

/// When memory last caught up with the log.
#[derive(Debug)]
pub struct Freshness {
    start: Instant,
    caught_up_ms: AtomicI64,
    marked: Notify,
}

impl Default for Freshness {
    fn default() -> Self {
        Freshness { start: Instant::now(), caught_up_ms: AtomicI64::new(-1), marked: Notify::new() }
    }
}

impl Freshness {
    fn now_ms(&self) -> i64 {
        i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX)
    }

    fn mark(&self, asked_ms: i64) {
        self.caught_up_ms.store(asked_ms, Ordering::Release);
        self.marked.notify_waiters();
    }

    /// Waits until memory knows everything that is committed by now; as long as the database is away.
    pub async fn caught_up(&self) {
        let now = self.now_ms();
        loop {
            let marked = self.marked.notified();
            // What was asked in this very millisecond may have been asked before.
            if self.caught_up_ms.load(Ordering::Acquire) > now {
                return;
            }
            marked.await;
        }
    }

    /// Whether memory may answer a permission: its last poll is younger than a second.
    pub fn is_fresh(&self) -> bool {
        let caught_up = self.caught_up_ms.load(Ordering::Acquire);
        let limit = i64::try_from(FRESH.as_millis()).unwrap_or(0);
        caught_up >= 0 && self.now_ms() - caught_up < limit
    }
}

/// Applies what came since the cursor; gives the new cursor. A change says "reload this key" and may be applied twice, so
/// one is applied as soon as it is seen: until its place in the log is final an hour may pass.
///
/// # Errors
/// What the database or a follower says; the cursor then stays where it was.
pub async fn catch_up(app: &App, cursor: Cursor) -> Result<Cursor> {
    let mut cursor = cursor;
    loop {
        let asked = app.freshness.now_ms();
        let Changes { settled, early, cursor: next, is_all } = app.db.changes_since(cursor).await?;
        apply(app, &settled).await?;
        // A burst comes in several pages, and only after the last of them has memory caught up.
        if settled.is_empty() {
            apply(app, &early).await?;
            if is_all {
                app.freshness.mark(asked);
            }
            return Ok(next);
        }
        cursor = next;
    }
}

async fn apply(app: &App, changes: &[Change]) -> Result<()> {
    for change in changes {
        for (topic, follow) in app.registry.on_change {
            if *topic == change.topic {
                follow(app.clone(), change.key).await?;
            }
        }
    }
    Ok(())
}

/// Follows the log until told to stop. While the database is away, memory grows stale and SQL answers instead.
pub async fn run(app: App, mut cursor: Cursor, mut stop: watch::Receiver<bool>) {
    let mut every = tokio::time::interval(EVERY);
    every.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = every.tick() => {}
            _ = stop.wait_for(|stop| *stop) => return,
        }
        match catch_up(&app, cursor).await {
            Ok(next) => cursor = next,
            Err(error) => tracing::warn!(%error, "cannot follow the changes log"),
        }
    }
}
