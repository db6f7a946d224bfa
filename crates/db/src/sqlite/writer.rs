//! The writer thread: group commit.
//!
//! Closures that wait together share one COMMIT, and so one fsync. Each runs in a savepoint of its own, so that
//! one that fails or panics takes nothing with it. Nobody is answered before the COMMIT, not even with an error:
//! it may rest on what a neighbour wrote. If the whole transaction is lost on the way (disk full, a deferred
//! constraint), the innocent run again one by one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, select_biased};
use rusqlite::{Connection, ErrorCode};

use super::Message;
use super::checkpoint::{Gate, Nudge};
use super::session::{Running, SqliteSession, is_failed_fsync};
use crate::db::Shared;
use crate::ids::AHEAD_MS;
use crate::job::{Ran, WriteJob, run_after_commit};
use crate::tx::AfterCommit;
use crate::{Error, Read, Tx};

/// The most closures in a group.
const GROUP: usize = 256;
/// Background closures may be one in so many, and take one part in so many of the time.
const BACKGROUND_SHARE: u32 = 4;

/// Where closures come from, and how they gather.
pub(super) struct Queues {
    pub(super) foreground: Receiver<Message<dyn WriteJob>>,
    pub(super) background: Receiver<Message<dyn WriteJob>>,
    /// After this no closure joins an open group any more.
    pub(super) group_time: Duration,
}

/// A closure that has run in the open group.
struct Member {
    job: Box<dyn WriteJob>,
    /// What it left for after the commit; none if it failed and was undone.
    after: Vec<AfterCommit>,
    verdict: Result<(), Error>,
}

/// Whether the transaction is still there after a closure.
enum Group {
    Stands,
    Gone,
}

/// How far a group has filled.
struct Quota {
    started: Instant,
    members: usize,
    background: usize,
    background_time: Duration,
}

pub(super) fn run(
    connection: &Connection,
    shared: &Arc<Shared>,
    queues: Queues,
    ceiling: i64,
    gate: &Gate,
    nudge: &Nudge,
) {
    let session = SqliteSession::new(connection, true);
    Writer { connection, session, shared, queues, ceiling, gate, nudge, dead: false, open: true }.work();
}

struct Writer<'c> {
    connection: &'c Connection,
    session: SqliteSession<'c>,
    shared: &'c Arc<Shared>,
    queues: Queues,
    /// The stored ceiling of ids, in milliseconds since 2025.
    ceiling: i64,
    gate: &'c Gate,
    nudge: &'c Nudge,
    /// After a failed fsync nothing is written any more.
    dead: bool,
    open: bool,
}

impl Writer<'_> {
    fn work(&mut self) {
        while let Some((job, background)) = self.wait() {
            if self.dead {
                job.answer(Err(Error::Busy));
            } else {
                let inside = self.gate.enter();
                self.group(job, background);
                drop(inside);
            }
        }
    }

    /// The next closure, whenever it comes; none when the engine is closing and both queues are empty.
    fn wait(&mut self) -> Option<(Box<dyn WriteJob>, bool)> {
        while self.open {
            let (message, background) = select_biased! {
                recv(self.queues.foreground) -> message => (message, false),
                recv(self.queues.background) -> message => (message, true),
            };
            match message {
                Ok(Message::Job(job)) => return Some((job, background)),
                Ok(Message::Stop) | Err(_) => self.open = false,
            }
        }
        // Stop overtakes nothing in its own queue, but the other may still hold something.
        self.take(false).map(|job| (job, false)).or_else(|| self.take(true).map(|job| (job, true)))
    }

    /// A closure that is there already.
    fn take(&mut self, background: bool) -> Option<Box<dyn WriteJob>> {
        let queue = if background { &self.queues.background } else { &self.queues.foreground };
        while let Ok(message) = queue.try_recv() {
            match message {
                Message::Job(job) => return Some(job),
                Message::Stop => self.open = false,
            }
        }
        None
    }

    /// The next closure for the open group, if there is one and room for it.
    fn next(&mut self, quota: &Quota) -> Option<(Box<dyn WriteJob>, bool)> {
        let group_time = self.queues.group_time;
        if quota.members >= GROUP || quota.started.elapsed() >= group_time {
            return None;
        }
        let share = usize::try_from(BACKGROUND_SHARE).unwrap_or(1);
        let room = quota.background < GROUP / share && quota.background_time * BACKGROUND_SHARE < group_time;
        // One in four goes to the background, so that neither starves the other.
        let its_turn = room && (quota.background + 1) * share <= quota.members + 1;
        if its_turn && let Some(job) = self.take(true) {
            return Some((job, true));
        }
        if let Some(job) = self.take(false) {
            return Some((job, false));
        }
        if room { self.take(true).map(|job| (job, true)) } else { None }
    }

    fn group(&mut self, first: Box<dyn WriteJob>, background: bool) {
        if let Err(error) = self.control("BEGIN IMMEDIATE") {
            tracing::error!(error = %error, "the writer cannot begin");
            first.answer(Err(Error::Busy));
            return;
        }
        let mut quota = Quota { started: Instant::now(), members: 0, background: 0, background_time: Duration::ZERO };
        let mut members = Vec::new();
        let mut next = Some((first, background));
        while let Some((job, background)) = next {
            let started = Instant::now();
            if let Group::Gone = self.join(job, &mut members) {
                return self.one_by_one(members);
            }
            quota.members += 1;
            if background {
                quota.background += 1;
                quota.background_time += started.elapsed();
            }
            next = self.next(&quota);
        }
        self.commit(members);
    }

    /// Runs a closure in a savepoint of the open transaction. If the transaction does not survive it, the closure
    /// gets its answer here.
    fn join(&mut self, mut job: Box<dyn WriteJob>, members: &mut Vec<Member>) -> Group {
        if !job.flight().start() {
            job.answer(Err(Error::Busy));
            return Group::Stands;
        }
        if let Err(error) = self.control("SAVEPOINT closure") {
            tracing::error!(error = %error, "the writer cannot set a savepoint");
            job.answer(Err(Error::Busy));
            return Group::Gone;
        }
        let (after, verdict, keep) = self.run(&mut *job);
        if self.connection.is_autocommit() {
            // FULL, IOERR, NOMEM and an interrupt roll back everything, not only the statement.
            job.answer(verdict.and(if keep { Err(Error::Busy) } else { Ok(()) }));
            return Group::Gone;
        }
        // From `settle` on the waiter can no longer call it off.
        let kept = keep && job.flight().settle();
        let end = if kept { "RELEASE closure" } else { "ROLLBACK TO closure; RELEASE closure" };
        if let Err(error) = self.control(end) {
            tracing::error!(error = %error, "the writer cannot end a savepoint");
            job.answer(Err(Error::Busy));
            return Group::Gone;
        }
        let after = if kept { after } else { Vec::new() };
        members.push(Member { job, after, verdict });
        Group::Stands
    }

    /// Runs the closure. Answers what it left for later, what to say to the waiter, and whether to keep its effect.
    fn run(&mut self, job: &mut dyn WriteJob) -> (Vec<AfterCommit>, Result<(), Error>, bool) {
        let mut after = Vec::new();
        self.session.poisoned = false;
        let running = Running::start(job.flight());
        let read = Read::new(&mut self.session, &self.shared.clock);
        let ran = job.run(&mut Tx::new(read, &mut after, self.shared));
        drop(running);
        if let Some(cause) = self.session.broken.take() {
            self.fail(&cause);
        }
        let poisoned = ran == Ran::Ok && self.session.poisoned;
        let verdict = if poisoned { Err(Error::Poisoned) } else { Ok(()) };
        (after, verdict, ran == Ran::Ok && !poisoned)
    }

    /// The one place where anybody is told that something is kept.
    fn commit(&mut self, members: Vec<Member>) {
        let ended = self.raise_ceiling().and_then(|()| self.end());
        match ended {
            Ok(()) => {
                for member in members {
                    run_after_commit(member.after);
                    member.job.answer(member.verdict);
                }
                self.nudge.after_commit();
            }
            Err(error) => {
                self.undo();
                if is_failed_fsync(&error) {
                    self.fail(&error.to_string());
                    refuse(members);
                } else if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) && members.len() > 1 {
                    // A deferred constraint: one of them is to blame.
                    self.one_by_one(members);
                } else if error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation) {
                    for member in members {
                        member.job.answer(Err(Error::Conflict("deferred".to_owned())));
                    }
                } else {
                    tracing::error!(error = %error, "a group could not be committed");
                    refuse(members);
                }
            }
        }
    }

    /// Runs each again in a transaction of its own.
    fn one_by_one(&mut self, members: Vec<Member>) {
        self.undo();
        for member in members {
            let job = member.job;
            if self.dead || !job.flight().restart() || self.control("BEGIN IMMEDIATE").is_err() {
                job.answer(Err(Error::Busy));
                continue;
            }
            let mut alone = Vec::with_capacity(1);
            match self.join_again(job, &mut alone) {
                Group::Stands => self.commit(alone),
                Group::Gone => self.undo(),
            }
        }
    }

    fn join_again(&mut self, mut job: Box<dyn WriteJob>, alone: &mut Vec<Member>) -> Group {
        let (after, verdict, keep) = self.run(&mut *job);
        if self.connection.is_autocommit() {
            job.answer(verdict.and(if keep { Err(Error::Busy) } else { Ok(()) }));
            return Group::Gone;
        }
        if keep && job.flight().settle() {
            alone.push(Member { job, after, verdict });
            return Group::Stands;
        }
        job.answer(verdict);
        Group::Gone
    }

    fn end(&mut self) -> Result<(), rusqlite::Error> {
        #[cfg(feature = "testing")]
        if let Some(code) = self.shared.faults.take_commit() {
            return Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None));
        }
        self.control("COMMIT")?;
        #[cfg(feature = "testing")]
        self.shared.faults.committed();
        Ok(())
    }

    /// Stores how far ids have come, before any of them can be seen.
    fn raise_ceiling(&mut self) -> Result<(), rusqlite::Error> {
        let used = self.shared.mint.last_ms();
        if used < self.ceiling {
            return Ok(());
        }
        let ceiling = used + AHEAD_MS;
        self.connection
            .prepare_cached("UPDATE node SET ceiling_ms = ?1 WHERE id = 0")
            .and_then(|mut statement| statement.execute([ceiling]))?;
        self.ceiling = ceiling;
        Ok(())
    }

    /// Rolls back if there is still something to roll back.
    fn undo(&mut self) {
        if !self.connection.is_autocommit()
            && let Err(error) = self.control("ROLLBACK")
        {
            tracing::error!(error = %error, "the writer cannot roll back");
        }
        // The raised ceiling may have been rolled back too: the next commit raises it again.
        self.ceiling = 0;
    }

    /// Data may have been lost: say so, and write nothing more should the process live on.
    fn fail(&mut self, cause: &str) {
        self.dead = true;
        (self.shared.on_fatal)(cause);
    }

    fn control(&self, sql: &str) -> Result<(), rusqlite::Error> {
        for statement in sql.split("; ") {
            self.connection.prepare_cached(statement)?.execute([])?;
        }
        Ok(())
    }
}

fn refuse(members: Vec<Member>) {
    for member in members {
        member.job.answer(Err(Error::Busy));
    }
}
