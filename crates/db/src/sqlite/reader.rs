//! A reader thread: takes closures off the queue and runs each on its own connection.

use std::sync::Arc;

use crossbeam_channel::Receiver;
use rusqlite::Connection;

use super::Message;
use super::checkpoint::Gate;
use super::session::{Running, SqliteSession};
use crate::db::Shared;
use crate::job::ReadJob;
use crate::{Error, Read};

/// A closure reads in one transaction: all of it at one moment, and the log is looked at and locked once, not anew for
/// each statement. Without one, should that fail, its statements read all the same.
fn control(connection: &Connection, sql: &str) {
    if let Err(error) = connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])) {
        tracing::warn!(error = %error, sql, "a reader's transaction");
    }
}

pub(super) fn run(connection: &Connection, shared: &Arc<Shared>, gate: &Gate, queue: &Receiver<Message<dyn ReadJob>>) {
    let mut session = SqliteSession::new(connection, false);
    while let Ok(Message::Job(mut job)) = queue.recv() {
        if !job.flight().start() {
            job.answer(Err(Error::Busy));
            continue;
        }
        let inside = gate.enter();
        control(connection, "BEGIN");
        let running = Running::start(job.flight());
        // A panic is kept as the job's answer; statements are reset when their rows are dropped.
        let _how = job.run(&mut Read::new(&mut session, &shared.clock));
        drop(running);
        // An error may have ended it already.
        if !connection.is_autocommit() {
            control(connection, "COMMIT");
        }
        drop(inside);
        if let Some(cause) = session.broken.take() {
            (shared.on_fatal)(&cause);
        }
        job.answer(Ok(()));
    }
}
