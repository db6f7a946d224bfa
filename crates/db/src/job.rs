//! A closure on its way to a database thread and its answer on the way back.
//!
//! The waiter owns the deadline: when it is reached, the waiter answers Busy and marks the flight as given up;
//! the thread sees the mark before it starts, between statements and (SQLite) within one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::oneshot;

use crate::tx::AfterCommit;
use crate::{Error, Read, Tx};

const QUEUED: u8 = 0;
const RUNNING: u8 = 1;
const SETTLED: u8 = 2;
const GIVEN_UP: u8 = 3;

/// The state a waiter and a thread share about one closure.
#[derive(Debug, Default)]
pub(crate) struct Flight(AtomicU8);

impl Flight {
    /// The thread takes the closure up; false if nobody waits any more.
    pub(crate) fn start(&self) -> bool {
        self.0.compare_exchange(QUEUED, RUNNING, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// Back into the queue, to run again.
    pub(crate) fn restart(&self) -> bool {
        let again = |state| (state != GIVEN_UP).then_some(RUNNING);
        self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, again).is_ok()
    }

    /// From here the effect cannot be taken back alone; false if nobody waits any more.
    pub(crate) fn settle(&self) -> bool {
        self.0.compare_exchange(RUNNING, SETTLED, Ordering::AcqRel, Ordering::Acquire).is_ok()
    }

    /// The waiter leaves. What is settled stays so.
    pub(crate) fn give_up(&self) {
        let leave = |state| (state != SETTLED).then_some(GIVEN_UP);
        // Too late is fine: then the effect stays, and the answer is lost.
        let _settled = self.0.fetch_update(Ordering::AcqRel, Ordering::Acquire, leave);
    }

    pub(crate) fn given_up(&self) -> bool {
        self.0.load(Ordering::Acquire) == GIVEN_UP
    }
}

/// How a closure ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ran {
    Ok,
    Err,
    Panicked,
}

/// A closure that reads, without its types.
pub(crate) trait ReadJob: Send {
    fn flight(&self) -> &Arc<Flight>;
    /// Runs the closure and keeps its result. May be called again.
    fn run(&mut self, read: &mut Read<'_>) -> Ran;
    /// Sends the kept result, or this error instead.
    fn answer(self: Box<Self>, verdict: Result<(), Error>);
}

/// A closure that writes, without its types.
pub(crate) trait WriteJob: Send {
    fn flight(&self) -> &Arc<Flight>;
    /// Runs the closure and keeps its result. May be called again.
    fn run(&mut self, tx: &mut Tx<'_>) -> Ran;
    /// Sends the kept result, or this error instead.
    fn answer(self: Box<Self>, verdict: Result<(), Error>);
}

/// A closure with its kept result and the way back.
struct Typed<T, E, F> {
    closure: F,
    kept: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
    flight: Arc<Flight>,
}

impl<T, E: From<Error>, F> Typed<T, E, F> {
    fn keep(&mut self, ran: std::thread::Result<Result<T, E>>) -> Ran {
        let (kept, how) = match ran {
            Ok(Ok(value)) => (Ok(value), Ran::Ok),
            Ok(Err(error)) => (Err(error), Ran::Err),
            Err(_) => (Err(Error::internal("a database closure panicked").into()), Ran::Panicked),
        };
        self.kept = Some(kept);
        how
    }

    fn send(self, verdict: Result<(), Error>) {
        let result = match (verdict, self.kept) {
            (Ok(()), Some(kept)) => kept,
            (Ok(()), None) => Err(Error::Busy.into()),
            (Err(error), _) => Err(error.into()),
        };
        // The waiter may have left; then nobody wants to know.
        let _nobody = self.reply.send(result);
    }
}

impl<T, E, F> ReadJob for Typed<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: Fn(&mut Read<'_>) -> Result<T, E> + Send,
{
    fn flight(&self) -> &Arc<Flight> {
        &self.flight
    }

    fn run(&mut self, read: &mut Read<'_>) -> Ran {
        let ran = catch_unwind(AssertUnwindSafe(|| (self.closure)(read)));
        self.keep(ran)
    }

    fn answer(self: Box<Self>, verdict: Result<(), Error>) {
        self.send(verdict);
    }
}

impl<T, E, F> WriteJob for Typed<T, E, F>
where
    T: Send,
    E: From<Error> + Send,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn flight(&self) -> &Arc<Flight> {
        &self.flight
    }

    fn run(&mut self, tx: &mut Tx<'_>) -> Ran {
        let ran = catch_unwind(AssertUnwindSafe(|| (self.closure)(tx)));
        self.keep(ran)
    }

    fn answer(self: Box<Self>, verdict: Result<(), Error>) {
        self.send(verdict);
    }
}

/// The waiter's end.
pub(crate) struct Ticket<T, E> {
    pub(crate) answer: oneshot::Receiver<Result<T, E>>,
    pub(crate) flight: Arc<Flight>,
}

pub(crate) fn read_job<T, E, F>(closure: F) -> (Box<dyn ReadJob>, Ticket<T, E>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: Fn(&mut Read<'_>) -> Result<T, E> + Send + 'static,
{
    let (job, ticket) = typed(closure);
    (Box::new(job), ticket)
}

pub(crate) fn write_job<T, E, F>(closure: F) -> (Box<dyn WriteJob>, Ticket<T, E>)
where
    T: Send + 'static,
    E: From<Error> + Send + 'static,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
{
    let (job, ticket) = typed(closure);
    (Box::new(job), ticket)
}

fn typed<T, E, F>(closure: F) -> (Typed<T, E, F>, Ticket<T, E>) {
    let (reply, answer) = oneshot::channel();
    let flight = Arc::new(Flight::default());
    let job = Typed { closure, kept: None, reply, flight: flight.clone() };
    (job, Ticket { answer, flight })
}

/// Runs what a transaction left for after its COMMIT. A panic in it stays there: the commit is a fact.
pub(crate) fn run_after_commit(works: Vec<AfterCommit>) {
    for work in works {
        if catch_unwind(AssertUnwindSafe(work)).is_err() {
            tracing::error!("work after a commit panicked");
        }
    }
}
