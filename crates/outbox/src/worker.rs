//! The worker of a process: looks for what is due, claims it, runs it; once in the background, or step by step in tests.

use crate::backoff::MAX_ATTEMPTS;
use crate::claim::{Claimed, Desk, count_first};
use crate::inside::{self, BATCH, Inside};
use crate::outside::{self, OutsideFn};
use crate::schedule::{self, Schedule};
use crate::{Delivery, Handler, Subscriber};
use db::{Db, Error, record, sql};
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore};
use tokio::task::{AbortHandle, JoinSet};

/// Later attempts of inside deliveries that are made before the next look: each takes two transactions of its own.
const LATER: usize = 8;

/// How a lease outlives the deadline of the call: time to write down what became of it.
const LEASE_MARGIN: Duration = Duration::from_secs(30);

/// How an [`Outbox`] works.
#[derive(Debug, Clone)]
pub struct Options {
    /// Recurring deliveries.
    pub schedules: Vec<Schedule>,
    /// Calls that one outside subscriber may have running in this process.
    pub outside_at_once: usize,
    /// How long one outside call may take.
    pub deadline: Duration,
    /// How often to look without having been woken: for retries, schedules, and what other processes enqueued.
    pub poll: Duration,
    /// Whether to work by itself; if not, only [`Outbox::drain`] does anything.
    pub background: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            schedules: Vec::new(),
            outside_at_once: 8,
            deadline: Duration::from_secs(60),
            poll: Duration::from_secs(1),
            background: true,
        }
    }
}

record! {
    /// What is left after [`Outbox::drain`].
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Remains {
        /// Given up, waiting for staff.
        pub parked: i64,
        /// Not due yet, behind one that is not due yet, or nothing this process knows or holds.
        pub scheduled: i64,
    }
}

/// Wakes the worker; `enqueue` finds it in the transaction.
pub(crate) struct Waker(Notify);

impl Waker {
    pub(crate) fn wake(&self) {
        self.0.notify_one();
    }
}

/// The running worker. Clones are the same worker; it works until [`Outbox::shutdown`], whoever drops it.
pub struct Outbox<C>(Arc<Inner<C>>);

impl<C> Clone for Outbox<C> {
    fn clone(&self) -> Outbox<C> {
        Outbox(Arc::clone(&self.0))
    }
}

struct Inner<C> {
    desk: Arc<Desk>,
    context: C,
    inside: Vec<Inside>,
    inside_known: String,
    lanes: Vec<Lane<C>>,
    options: Options,
    stopping: AtomicBool,
    /// Whoever holds it may look and claim: the background worker, or a drain. The tasks are outside calls.
    turn: tokio::sync::Mutex<JoinSet<()>>,
    background: Mutex<Option<AbortHandle>>,
}

/// One outside subscriber. Each has calls of its own, so that one that stalls holds up nobody else.
struct Lane<C> {
    known: String,
    handler: OutsideFn<C>,
    permits: Arc<Semaphore>,
}

impl<C: Clone + Send + Sync + 'static> Outbox<C> {
    /// Starts the worker of this process; the database may have one.
    ///
    /// # Errors
    /// Those of the database; `Internal` when two subscribers share a name or nobody listens to a schedule.
    pub async fn start(
        db: Db,
        subscribers: Vec<Subscriber<C>>,
        context: C,
        options: Options,
    ) -> Result<Outbox<C>, Error> {
        check(&subscribers, &options.schedules)?;
        let waker = Arc::new(Waker(Notify::new()));
        db.set_extension(Arc::clone(&waker));
        schedule::register(&db, &options.schedules).await?;
        let lease = options.deadline.saturating_add(LEASE_MARGIN);
        let lease_us = i64::try_from(lease.as_micros()).unwrap_or(i64::MAX);
        let mut inside = Vec::new();
        let mut inside_known = Vec::new();
        let mut lanes = Vec::new();
        for subscriber in subscribers {
            let known = subscriber.kinds.iter().map(|kind| format!("{} {kind}", subscriber.name));
            match subscriber.handler {
                Handler::Inside(handler) => {
                    inside_known.extend(known);
                    inside.push(Inside { name: subscriber.name, kinds: subscriber.kinds, handler });
                }
                Handler::Outside(handler) => {
                    let permits = Arc::new(Semaphore::new(options.outside_at_once.max(1)));
                    lanes.push(Lane { known: json_texts(known), handler, permits });
                }
            }
        }
        let inner = Arc::new(Inner {
            desk: Arc::new(Desk::new(db, waker, lease_us)),
            context,
            inside,
            inside_known: json_texts(inside_known),
            lanes,
            options,
            stopping: AtomicBool::new(false),
            turn: tokio::sync::Mutex::new(JoinSet::new()),
            background: Mutex::new(None),
        });
        if inner.desk.db.is_sqlite() {
            inner.count_interrupted().await?;
        }
        if inner.options.background {
            let task = tokio::spawn(Arc::clone(&inner).work());
            *inner.background.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        }
        Ok(Outbox(inner))
    }

    /// Looks now instead of at the next poll: another process says that it has enqueued something.
    pub fn wake(&self) {
        self.0.desk.waker.wake();
    }

    /// Runs everything that is due until nothing is, one by one where handlers go outside, and says what is left. The
    /// background worker pauses meanwhile.
    ///
    /// # Errors
    /// Those of the database. A handler that fails or panics is no error: its delivery is scheduled or parked.
    pub async fn drain(&self) -> Result<Remains, Error> {
        let mut calls = self.0.turn.lock().await;
        loop {
            while calls.join_next().await.is_some() {}
            if !self.0.round(&mut calls, Pace::OneByOne).await? {
                break;
            }
        }
        self.0
            .desk
            .db
            .read(|r| {
                r.one(
                    sql!("SELECT COUNT(parked_us) AS parked, COUNT(*) - COUNT(parked_us) AS scheduled FROM delivery"),
                    &[],
                )
            })
            .await
    }

    /// Stops claiming, waits at most `patience` for what is running, then cuts calls short and gives the claims back.
    pub async fn shutdown(&self, patience: Duration) {
        self.0.stopping.store(true, Ordering::SeqCst);
        self.wake();
        let finished = tokio::time::timeout(patience, async {
            let mut calls = self.0.turn.lock().await;
            while calls.join_next().await.is_some() {}
        })
        .await;
        if let Some(background) = self.0.background.lock().unwrap_or_else(PoisonError::into_inner).take() {
            background.abort();
        }
        if finished.is_err() {
            let abandoned = self.0.desk.abandoned();
            // Not waited for: a call that blocks its thread would have the last word. Their ticks come too late.
            self.0.turn.lock().await.abort_all();
            self.0.desk.release_held(abandoned).await;
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Pace {
    Full,
    OneByOne,
}

impl<C: Clone + Send + Sync + 'static> Inner<C> {
    async fn work(self: Arc<Self>) {
        while !self.stopped() {
            let round = {
                let mut calls = self.turn.lock().await;
                while calls.try_join_next().is_some() {}
                self.round(&mut calls, Pace::Full).await
            };
            match round {
                Ok(true) => {}
                Ok(false) => {
                    let _woken = tokio::time::timeout(self.options.poll, self.desk.waker.0.notified()).await;
                }
                Err(error) => {
                    tracing::warn!(?error, "deliveries wait for the database");
                    // Not to be woken: whoever enqueues would have us ask a busy database again and again.
                    tokio::time::sleep(self.options.poll).await;
                }
            }
        }
    }

    /// One look at everything. Returns whether something was begun.
    async fn round(&self, calls: &mut JoinSet<()>, pace: Pace) -> Result<bool, Error> {
        let mut begun = schedule::fire(&self.desk.db, &self.options.schedules).await?;
        for lane in &self.lanes {
            begun |= self.call_outside(lane, calls, pace).await?;
        }
        begun |= self.run_inside().await?;
        Ok(begun)
    }

    async fn run_inside(&self) -> Result<bool, Error> {
        if self.stopped() {
            return Ok(false);
        }
        let due = self.desk.due(&self.inside_known, BATCH).await?;
        let (first, later): (Vec<_>, Vec<_>) = due.into_iter().partition(|delivery| delivery.attempts == 0);
        let mut begun = self.run_claimed(first).await?;
        // Claimed one at a time: if the process dies, it is known who was at it.
        for one in later.into_iter().take(LATER) {
            begun |= !self.stopped() && self.run_claimed(vec![one]).await?;
        }
        Ok(begun)
    }

    async fn run_claimed(&self, due: Vec<Delivery>) -> Result<bool, Error> {
        let claimed = self.desk.claim(due).await?;
        let begun = !claimed.is_empty();
        let fit = self.park_worn_out(claimed).await;
        if !fit.is_empty() {
            inside::run(&self.desk, &self.inside, fit).await?;
        }
        Ok(begun)
    }

    async fn call_outside(&self, lane: &Lane<C>, calls: &mut JoinSet<()>, pace: Pace) -> Result<bool, Error> {
        let free = match pace {
            Pace::Full => lane.permits.available_permits(),
            Pace::OneByOne => 1,
        };
        if free == 0 || self.stopped() {
            return Ok(false);
        }
        let due = self.desk.due(&lane.known, free).await?;
        let claimed = self.desk.claim(due).await?;
        let begun = !claimed.is_empty();
        for one in self.park_worn_out(claimed).await {
            let permit = Arc::clone(&lane.permits).try_acquire_owned();
            let call =
                outside::run(Arc::clone(&self.desk), lane.handler, self.context.clone(), self.options.deadline, one);
            calls.spawn(async move {
                call.await;
                drop(permit);
            });
        }
        if pace == Pace::OneByOne {
            while calls.join_next().await.is_some() {}
        }
        Ok(begun)
    }

    /// A delivery whose every attempt was begun, and none of them put back, has ended its process each time.
    async fn park_worn_out(&self, claimed: Vec<Claimed>) -> Vec<Claimed> {
        let (worn_out, fit): (Vec<_>, Vec<_>) =
            claimed.into_iter().partition(|one| one.delivery.attempts > MAX_ATTEMPTS);
        for one in &worn_out {
            self.desk.put_back(one, "the process ended during the last attempt", true).await;
        }
        fit
    }

    fn stopped(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// A claim takes the rows that are due longest, so what a process died with is among the first it would have taken.
    async fn count_interrupted(&self) -> Result<(), Error> {
        let mut rows = self.desk.due(&self.inside_known, BATCH).await?;
        for lane in &self.lanes {
            rows.extend(self.desk.due(&lane.known, self.options.outside_at_once.max(1)).await?);
        }
        rows.retain(|delivery| delivery.attempts == 0);
        if rows.is_empty() { Ok(()) } else { count_first(&self.desk.db, &rows).await }
    }
}

fn check<C>(subscribers: &[Subscriber<C>], schedules: &[Schedule]) -> Result<(), Error> {
    let mut names = HashSet::new();
    if let Some(twice) = subscribers.iter().find(|s| !names.insert(s.name)) {
        return Err(Error::Internal(format!("two subscribers are named {}", twice.name)));
    }
    let heard = |schedule: &Schedule| {
        subscribers.iter().any(|s| s.name == schedule.subscriber && s.kinds.contains(&schedule.name))
    };
    match schedules.iter().find(|schedule| !heard(schedule)) {
        Some(schedule) => Err(Error::Internal(format!("{} does not listen to {}", schedule.subscriber, schedule.name))),
        None => Ok(()),
    }
}

fn json_texts(texts: impl IntoIterator<Item = String>) -> String {
    serde_json::Value::from_iter(texts).to_string()
}
