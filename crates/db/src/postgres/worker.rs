//! A thread of a pool: one connection, one closure after the other.

use std::sync::Arc;
use std::time::Duration;

use super::Work;
use super::connect::Connector;
use super::session::{Fault, PgSession, explain};
use crate::db::Shared;
use crate::job::{Ran, ReadJob, WriteJob, run_after_commit};
use crate::{Error, Read, Tx};

/// How often a closure runs again after a serialization failure or a deadlock.
const AGAIN: u32 = 5;
/// How long it waits before the first of these; twice as long before each that follows. Whoever won a deadlock gets
/// done meanwhile: closures that run again at once may meet the same way until their time is up.
const PAUSE: Duration = Duration::from_millis(2);

pub(super) struct Worker {
    connector: Arc<Connector>,
    shared: Arc<Shared>,
    session: Option<PgSession>,
}

/// Counts what may happen to one closure.
#[derive(Default)]
struct Patience {
    again: u32,
    statements: bool,
    gone: bool,
}

impl Patience {
    /// Whether the closure may run again after this fault, with nothing committed; waits until it may.
    fn allows(&mut self, fault: Fault) -> bool {
        match fault {
            Fault::Again => {
                self.again += 1;
                let again = self.again <= AGAIN;
                if again {
                    std::thread::sleep(PAUSE * (1 << (self.again - 1)));
                }
                again
            }
            Fault::Statements => !std::mem::replace(&mut self.statements, true),
            Fault::Gone => !std::mem::replace(&mut self.gone, true),
            Fault::Failed => false,
        }
    }
}

impl Worker {
    pub(super) fn new(connector: Arc<Connector>, shared: Arc<Shared>) -> Worker {
        Worker { connector, shared, session: None }
    }

    pub(super) fn work(&mut self, work: Work) {
        match work {
            Work::Read(job) => self.read(job),
            Work::Write(job) => self.write(job),
        }
    }

    fn read(&mut self, mut job: Box<dyn ReadJob>) {
        let mut patience = Patience::default();
        let mut waiting = job.flight().start();
        while waiting {
            let fault = match self.session() {
                None => break,
                Some((session, shared)) => {
                    session.attend(job.flight());
                    match set_time(session, shared) {
                        Some(fault) => Some(fault),
                        None => {
                            job.run(&mut Read::new(session, &shared.clock));
                            session.fault.take()
                        }
                    }
                }
            };
            if !fault.is_some_and(|fault| self.recover(fault) && patience.allows(fault)) {
                return job.answer(Ok(()));
            }
            waiting = job.flight().restart();
        }
        job.answer(Err(Error::Busy));
    }

    fn write(&mut self, mut job: Box<dyn WriteJob>) {
        let mut patience = Patience::default();
        let mut waiting = job.flight().start();
        while waiting {
            match self.attempt(&mut *job) {
                Attempt::Committed(after) => {
                    run_after_commit(after);
                    return job.answer(Ok(()));
                }
                Attempt::Undone(fault, verdict) => {
                    if !(self.recover(fault) && patience.allows(fault)) {
                        return job.answer(verdict);
                    }
                }
                Attempt::Unknown => {
                    self.session = None;
                    break;
                }
            }
            waiting = job.flight().restart();
        }
        job.answer(Err(Error::Busy));
    }

    /// One transaction.
    fn attempt(&mut self, job: &mut dyn WriteJob) -> Attempt {
        let Some((session, shared)) = self.session() else { return Attempt::Unknown };
        session.attend(job.flight());
        if let Err(error) = session.client.batch_execute("BEGIN") {
            let (fault, outcome) = explain(&error, "BEGIN");
            return Attempt::Undone(fault, Err(outcome));
        }
        if let Some(fault) = set_time(session, shared) {
            // The transaction is open and of no use: the server undoes what a closed connection leaves.
            self.session = None;
            return Attempt::Undone(fault, Err(Error::Busy));
        }
        let mut after = Vec::new();
        let ran = job.run(&mut Tx::new(Read::new(session, &shared.clock), &mut after, shared));
        let fault = session.fault.take();
        if ran == Ran::Ok && fault.is_none() && job.flight().settle() {
            // The one place where something is kept.
            return match session.client.batch_execute("COMMIT") {
                Ok(()) => Attempt::Committed(after),
                Err(error) => match explain(&error, "COMMIT") {
                    // No answer is not a no: it must never run again.
                    (Fault::Gone, _) => Attempt::Unknown,
                    (_, _) if error.as_db_error().is_none() => Attempt::Unknown,
                    (fault, outcome) => Attempt::Undone(fault, Err(outcome)),
                },
            };
        }
        let verdict = if ran == Ran::Ok && fault.is_some() { Err(Error::Poisoned) } else { Ok(()) };
        if fault != Some(Fault::Gone) && session.client.batch_execute("ROLLBACK").is_err() {
            // The server undoes what a closed connection left.
            self.session = None;
        }
        Attempt::Undone(fault.unwrap_or(Fault::Failed), verdict)
    }

    /// Puts the connection in order after a fault; false if there is none to be had.
    fn recover(&mut self, fault: Fault) -> bool {
        match fault {
            Fault::Gone => {
                self.session = None;
                self.session().is_some()
            }
            Fault::Statements => {
                if let Some(session) = &mut self.session {
                    session.forget_statements();
                }
                true
            }
            Fault::Again | Fault::Failed => true,
        }
    }

    /// The connection, opened if need be.
    fn session(&mut self) -> Option<(&mut PgSession, &Shared)> {
        if self.session.as_ref().is_some_and(|session| session.client.is_closed()) {
            self.session = None;
        }
        if self.session.is_none() {
            self.session = Some(PgSession::new(self.connector.connect()?, self.connector.writes()));
        }
        self.session.as_mut().map(|session| (session, &*self.shared))
    }
}

/// How a transaction ended.
enum Attempt {
    Committed(Vec<crate::tx::AfterCommit>),
    /// Nothing of it was kept; the verdict for the waiter if it does not run again.
    Undone(Fault, Result<(), Error>),
    /// There is no connection, or COMMIT got no answer.
    Unknown,
}

/// Under a manual clock `now_us()` in SQL shows its time; the product never pays for this.
fn set_time(session: &mut PgSession, shared: &Shared) -> Option<Fault> {
    let us = shared.clock.manual_us()?;
    let set = session.client.batch_execute(&format!("SET db.now_us = '{us}'"));
    set.err().map(|error| explain(&error, "SET").0)
}
