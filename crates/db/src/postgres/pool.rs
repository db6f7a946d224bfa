//! A queue with threads behind it. A thread that does not come back is replaced, a few times.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

use super::Work;
use super::connect::Connector;
use super::worker::Worker;
use crate::db::Shared;
use crate::{Error, OpenError};

/// How much longer than its deadline a closure may hold a thread: the server's own timeouts come first.
const GRACE: Duration = Duration::from_secs(2);

enum Message {
    Work(Work),
    Stop,
}

pub(super) struct Pool {
    queue: Sender<Message>,
    source: Receiver<Message>,
    connector: Arc<Connector>,
    shared: Arc<Shared>,
    slots: Mutex<Vec<Arc<Slot>>>,
    /// Threads that were given up and have not come back.
    stuck: Arc<AtomicUsize>,
    most_stuck: usize,
    patience: Duration,
    /// Disconnected when the last thread has ended.
    ended: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

/// What a thread and the supervisor share.
#[derive(Default)]
struct Slot {
    since: Mutex<Option<Instant>>,
    replaced: AtomicBool,
}

impl Slot {
    fn set(&self, since: Option<Instant>) {
        *self.since.lock().unwrap_or_else(PoisonError::into_inner) = since;
    }

    fn stuck(&self, patience: Duration) -> bool {
        let since = *self.since.lock().unwrap_or_else(PoisonError::into_inner);
        since.is_some_and(|since| since.elapsed() > patience)
    }
}

impl Pool {
    pub(super) fn start(
        connector: Arc<Connector>,
        shared: Arc<Shared>,
        threads: usize,
        queue: usize,
        most_stuck: usize,
        deadline: Duration,
    ) -> Result<Arc<Pool>, OpenError> {
        let (sender, source) = bounded(queue);
        let pool = Arc::new(Pool {
            queue: sender,
            source,
            connector,
            shared,
            slots: Mutex::default(),
            stuck: Arc::default(),
            most_stuck,
            patience: deadline + GRACE,
            ended: Mutex::new(Some(bounded(0))),
        });
        for _ in 0..threads.max(1) {
            pool.start_thread()?;
        }
        Ok(pool)
    }

    pub(super) fn offer(&self, work: Work) -> Result<(), Error> {
        self.queue.try_send(Message::Work(work)).map_err(|error| {
            if matches!(error, TrySendError::Full(_)) {
                tracing::warn!("a database queue is full");
            }
            Error::Busy
        })
    }

    /// Replaces threads that have not come back. Called now and then by the supervisor.
    pub(super) fn replace_stuck(&self) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let before = slots.len();
        slots.retain(|slot| {
            let room = self.stuck.load(Ordering::SeqCst) < self.most_stuck;
            let give_up = room && slot.stuck(self.patience);
            if give_up {
                self.stuck.fetch_add(1, Ordering::SeqCst);
                slot.replaced.store(true, Ordering::SeqCst);
            }
            !give_up
        });
        let missing = before - slots.len();
        drop(slots);
        for _ in 0..missing {
            tracing::warn!("a database thread is stuck and is replaced");
            if let Err(error) = self.start_thread() {
                tracing::error!(error = %error, "a database thread cannot be started");
            }
        }
    }

    /// Ends the threads, waiting for them until then.
    pub(super) fn close(&self, until: Instant) {
        let threads = self.slots.lock().unwrap_or_else(PoisonError::into_inner).len();
        for _ in 0..threads {
            if self.queue.send_deadline(Message::Stop, until).is_err() {
                tracing::warn!("a database queue does not empty");
            }
        }
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some((mine, ended)) = ended {
            drop(mine);
            if ended.recv_deadline(until) == Err(crossbeam_channel::RecvTimeoutError::Timeout) {
                tracing::warn!("a database thread does not end");
            }
        }
    }

    fn start_thread(&self) -> Result<(), OpenError> {
        let slot = Arc::new(Slot::default());
        let (mine, source, stuck) = (slot.clone(), self.source.clone(), self.stuck.clone());
        let mut worker = Worker::new(self.connector.clone(), self.shared.clone());
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(alive, _)| alive.clone());
        std::thread::Builder::new().name("db-postgres".to_owned()).spawn(move || {
            let _ended = ended;
            while let Ok(Message::Work(work)) = source.recv() {
                mine.set(Some(Instant::now()));
                worker.work(work);
                mine.set(None);
                if mine.replaced.load(Ordering::SeqCst) {
                    // Somebody else has the place.
                    stuck.fetch_sub(1, Ordering::SeqCst);
                    return;
                }
            }
        })?;
        self.slots.lock().unwrap_or_else(PoisonError::into_inner).push(slot);
        Ok(())
    }
}
