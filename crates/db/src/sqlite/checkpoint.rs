//! Moving the log into the file: from a thread of its own, so that neither readers nor the writer pay for it.
//!
//! Under steady writing a PASSIVE checkpoint never finds the log's end, so the log grows; above 64 MiB everybody is
//! held back for a moment, and a RESTART lets the log begin anew.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded};
use rusqlite::hooks::Wal;
use rusqlite::wal::CheckpointMode;
use rusqlite::{Connection, OpenFlags};

use super::session::is_failed_fsync;
use crate::OpenError;
use crate::db::Shared;

/// Pages (4 KiB) new in the log from which a PASSIVE checkpoint is worth its two fsyncs: 4 MiB.
const PASSIVE_PAGES: u32 = 1_000;
/// Pages from which readers and the writer are held back for a RESTART: 64 MiB.
const RESTART_PAGES: u32 = 16_384;
/// The longest that they are held back.
const GATE: Duration = Duration::from_millis(50);

/// Counts those inside, readers and the writer's group, and keeps new ones out for a moment.
#[derive(Default)]
pub(super) struct Gate {
    closed: AtomicBool,
    inside: AtomicUsize,
    moment: Mutex<()>,
    changed: Condvar,
}

/// Somebody inside; leaves when dropped.
pub(super) struct Inside<'g>(&'g Gate);

impl Gate {
    /// Waits at most [`GATE`] for the gate to open, then goes in all the same.
    pub(super) fn enter(&self) -> Inside<'_> {
        self.inside.fetch_add(1, Ordering::SeqCst);
        if self.closed.load(Ordering::SeqCst) {
            self.leave();
            let guard = self.moment.lock().unwrap_or_else(PoisonError::into_inner);
            let shut = |_: &mut ()| self.closed.load(Ordering::SeqCst);
            drop(self.changed.wait_timeout_while(guard, GATE, shut));
            self.inside.fetch_add(1, Ordering::SeqCst);
        }
        Inside(self)
    }

    fn leave(&self) {
        if self.inside.fetch_sub(1, Ordering::SeqCst) == 1 && self.closed.load(Ordering::SeqCst) {
            self.tell();
        }
    }

    fn tell(&self) {
        drop(self.moment.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    /// Closes the gate, waits until nobody is inside, does the work if that came in time, opens the gate.
    fn while_empty(&self, work: impl FnOnce()) {
        self.closed.store(true, Ordering::SeqCst);
        let guard = self.moment.lock().unwrap_or_else(PoisonError::into_inner);
        let occupied = |_: &mut ()| self.inside.load(Ordering::SeqCst) > 0;
        let waited = self.changed.wait_timeout_while(guard, GATE, occupied);
        let empty = waited.is_ok_and(|(_, late)| !late.timed_out());
        if empty {
            work();
        }
        self.closed.store(false, Ordering::SeqCst);
        self.tell();
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.leave();
    }
}

enum Word {
    Look,
    Stop,
}

/// The handle of the checkpointing thread.
pub(super) struct Checkpointer {
    words: Sender<Word>,
    log: Arc<Log>,
}

/// The length of the log, in pages.
#[derive(Default)]
struct Log {
    now: AtomicU32,
    /// As it was after the last checkpoint.
    then: AtomicU32,
}

impl Log {
    /// Whether enough is new; a log shorter than it was has begun anew.
    fn is_worth_it(&self) -> bool {
        let (now, then) = (self.now.load(Ordering::Relaxed), self.then.load(Ordering::Relaxed));
        now >= if now < then { PASSIVE_PAGES } else { then.saturating_add(PASSIVE_PAGES) }
    }
}

/// What the writer calls after each group.
pub(super) struct Nudge {
    words: Sender<Word>,
    log: Arc<Log>,
}

impl Checkpointer {
    pub(super) fn start(
        file: &Path,
        gate: &Arc<Gate>,
        shared: &Arc<Shared>,
    ) -> Result<(Checkpointer, JoinHandle<()>), OpenError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags)?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0;")?;
        connection.busy_timeout(GATE)?;
        let (words, heard) = bounded(1);
        let log = Arc::new(Log::default());
        let checkpointer = Checkpointer { words, log: log.clone() };
        let (gate, shared) = (gate.clone(), shared.clone());
        let thread = super::spawn("db-checkpoint", move || run(&connection, &gate, &shared, &log, &heard))?;
        Ok((checkpointer, thread))
    }

    /// Counts the pages of the log at each commit of the writer.
    pub(super) fn watch(&self, writer: &mut Connection) -> Result<Nudge, OpenError> {
        let log = self.log.clone();
        writer.wal_hook(Some(move |_: &mut Wal, count: i32| {
            log.now.store(u32::try_from(count).unwrap_or(0), Ordering::Relaxed);
            Ok(())
        }))?;
        Ok(Nudge { words: self.words.clone(), log: self.log.clone() })
    }

    pub(super) fn stop(&self) {
        // Nobody at the other end is what we want.
        let _gone = self.words.send(Word::Stop);
    }
}

impl Nudge {
    /// Wakes the checkpointer if enough is new in the log.
    pub(super) fn after_commit(&self) {
        if self.log.is_worth_it() {
            // Full means it has been told already.
            let _told = self.words.try_send(Word::Look);
        }
    }
}

fn run(connection: &Connection, gate: &Gate, shared: &Shared, log: &Log, heard: &Receiver<Word>) {
    let mut last: Option<Instant> = None;
    while let Ok(Word::Look) = heard.recv() {
        log.then.store(log.now.load(Ordering::Relaxed), Ordering::Relaxed);
        checkpoint(connection, CheckpointMode::PASSIVE, shared);
        // A reader that never ends keeps the log long; holding the others back again and again would not help.
        let rested = last.is_none_or(|last| last.elapsed() >= 4 * GATE);
        if rested && log.now.load(Ordering::Relaxed) >= RESTART_PAGES {
            gate.while_empty(|| checkpoint(connection, CheckpointMode::RESTART, shared));
            last = Some(Instant::now());
        }
    }
    checkpoint(connection, CheckpointMode::TRUNCATE, shared);
}

fn checkpoint(connection: &Connection, mode: CheckpointMode, shared: &Shared) {
    if let Err(error) = connection.wal_checkpoint_v2(None::<&str>, mode) {
        if is_failed_fsync(&error) {
            (shared.on_fatal)(&error.to_string());
        }
        tracing::warn!(error = %error, "a checkpoint did not finish");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_worth_it_for_what_is_new() {
        let log = Log::default();
        let at = |now: u32| {
            log.now.store(now, Ordering::Relaxed);
            log.is_worth_it()
        };
        assert!(!at(PASSIVE_PAGES - 1) && at(PASSIVE_PAGES));
        log.then.store(PASSIVE_PAGES, Ordering::Relaxed);
        assert!(!at(PASSIVE_PAGES + 1) && at(2 * PASSIVE_PAGES));
        log.then.store(5 * PASSIVE_PAGES, Ordering::Relaxed);
        assert!(!at(10) && at(PASSIVE_PAGES), "the log has begun anew");
    }

    #[test]
    fn the_gate_works_only_when_nobody_is_inside() {
        let gate = Gate::default();
        let mut worked = false;
        gate.while_empty(|| worked = true);
        assert!(worked);
        let inside = gate.enter();
        let start = Instant::now();
        gate.while_empty(|| worked = false);
        assert!(worked, "a reader that stays is not waited for any longer");
        assert!(start.elapsed() >= GATE);
        drop(inside);
        assert_eq!(gate.inside.load(Ordering::SeqCst), 0);
    }

    #[test]
    fn a_reader_before_a_closed_gate_waits_and_goes_in() {
        let gate = Arc::new(Gate::default());
        let reader = gate.clone();
        let (at_work, waiting) = bounded(0);
        let thread = std::thread::spawn(move || {
            waiting.recv().unwrap();
            drop(reader.enter());
        });
        gate.while_empty(|| at_work.send(()).unwrap());
        thread.join().unwrap();
        // However it went, everybody has left and the gate is open.
        assert_eq!(gate.inside.load(Ordering::SeqCst), 0);
        drop(gate.enter());
    }
}
