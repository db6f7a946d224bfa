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

pub(super) fn run(connection: &Connection, shared: &Arc<Shared>, gate: &Gate, queue: &Receiver<Message<dyn ReadJob>>) {
    let mut session = SqliteSession::new(connection, false);
    while let Ok(Message::Job(mut job)) = queue.recv() {
        if !job.flight().start() {
            job.answer(Err(Error::Busy));
            continue;
        }
        let inside = gate.enter();
        let running = Running::start(job.flight());
        // A panic is kept as the job's answer; statements are reset when their rows are dropped.
        let _how = job.run(&mut Read::new(&mut session, &shared.clock));
        drop(running);
        drop(inside);
        if let Some(cause) = session.broken.take() {
            (shared.on_fatal)(&cause);
        }
        job.answer(Ok(()));
    }
}
