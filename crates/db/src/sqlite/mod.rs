//! SQLite: one writer thread, some reader threads, one checkpointer, one file, one process.

mod backup;
#[cfg(feature = "testing")]
mod check;
mod checkpoint;
mod examine;
mod reader;
mod session;
mod setup;
pub(crate) mod transfer;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};

pub(crate) use backup::backup;
pub(crate) use examine::{copy_resting, look, verify};
pub(crate) use session::cell;

use crate::db::{Lane, Shared};
use crate::job::{ReadJob, WriteJob};
use crate::{Error, Migration, OpenError, Options};
use checkpoint::{Checkpointer, Gate};

/// A closure, or the word that no more will come.
enum Message<J: ?Sized> {
    Job(Box<J>),
    Stop,
}

/// The running engine.
pub(crate) struct Sqlite {
    file: PathBuf,
    #[cfg(feature = "testing")]
    shared: Arc<Shared>,
    writes: Sender<Message<dyn WriteJob>>,
    background: Sender<Message<dyn WriteJob>>,
    reads: Sender<Message<dyn ReadJob>>,
    reserved: Sender<Message<dyn ReadJob>>,
    checkpointer: Checkpointer,
    threads: Mutex<Threads>,
}

#[derive(Default)]
struct Threads {
    writer: Option<JoinHandle<()>>,
    readers: Vec<JoinHandle<()>>,
    reserved: Option<JoinHandle<()>>,
    checkpointer: Option<JoinHandle<()>>,
}

impl Sqlite {
    pub(crate) fn open(
        options: &Options,
        shared: &Arc<Shared>,
        migrations: &'static [Migration],
    ) -> Result<Sqlite, OpenError> {
        setup::quiet_memory_statistics();
        std::fs::create_dir_all(&options.data_dir)?;
        let lock = setup::lock(&options.data_dir)?;
        let file = options.data_dir.join("athena.db");
        let mut connection = setup::open_writer(&file, shared)?;
        setup::migrate(&mut connection, migrations, shared)?;
        let ceiling = setup::start_ids(&connection, shared)?;

        let gate = Arc::new(Gate::default());
        let (checkpointer, checkpoint_thread) = Checkpointer::start(&file, &gate, shared)?;
        let wal = checkpointer.watch(&mut connection)?;
        let mut threads = Threads { checkpointer: Some(checkpoint_thread), ..Threads::default() };

        let (writes, write_queue) = bounded(options.queue);
        let (background, background_queue) = bounded(options.queue);
        let (writer_shared, writer_gate, group_time) = (shared.clone(), gate.clone(), options.group_time);
        threads.writer = Some(spawn("db-writer", move || {
            let queues = writer::Queues { foreground: write_queue, background: background_queue, group_time };
            writer::run(&connection, &writer_shared, queues, ceiling, &writer_gate, &wal);
            // The lock is given back last: whoever gets it next finds nobody at the file.
            drop(connection);
            drop(lock);
        })?);

        let (reads, read_queue) = bounded(options.queue);
        for _ in 0..options.readers.max(1) {
            threads.readers.push(start_reader(&file, shared, &gate, read_queue.clone())?);
        }
        let (reserved, reserved_queue) = bounded(options.queue);
        threads.reserved = Some(start_reader(&file, shared, &gate, reserved_queue)?);

        Ok(Sqlite {
            file,
            #[cfg(feature = "testing")]
            shared: shared.clone(),
            writes,
            background,
            reads,
            reserved,
            checkpointer,
            threads: Mutex::new(threads),
        })
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    pub(crate) fn offer_read(&self, lane: Lane, job: Box<dyn ReadJob>) -> Result<(), Error> {
        let queue = if lane == Lane::Reserved { &self.reserved } else { &self.reads };
        queue.try_send(Message::Job(job)).map_err(|error| busy(&error))
    }

    pub(crate) fn offer_write(&self, lane: Lane, job: Box<dyn WriteJob>) -> Result<(), Error> {
        let queue = if lane == Lane::Background { &self.background } else { &self.writes };
        queue.try_send(Message::Job(job)).map_err(|error| busy(&error))
    }

    /// Ends the threads after what waits in the queues. A second call finds nothing to do.
    pub(crate) fn close(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(writer) = threads.writer {
            stop(&self.background, 1);
            stop(&self.writes, 1);
            join(writer);
        }
        stop(&self.reads, threads.readers.len());
        threads.readers.into_iter().for_each(join);
        if let Some(reserved) = threads.reserved {
            stop(&self.reserved, 1);
            join(reserved);
        }
        if let Some(checkpointer) = threads.checkpointer {
            self.checkpointer.stop();
            join(checkpointer);
        }
    }
}

fn busy<T>(error: &TrySendError<T>) -> Error {
    if matches!(error, TrySendError::Full(_)) {
        tracing::warn!("a database queue is full");
    }
    Error::Busy
}

fn start_reader(
    file: &Path,
    shared: &Arc<Shared>,
    gate: &Arc<Gate>,
    queue: Receiver<Message<dyn ReadJob>>,
) -> Result<JoinHandle<()>, OpenError> {
    let connection = setup::open_reader(file, shared)?;
    let (shared, gate) = (shared.clone(), gate.clone());
    spawn("db-reader", move || reader::run(&connection, &shared, &gate, &queue))
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, OpenError> {
    Ok(std::thread::Builder::new().name(name.to_owned()).spawn(body)?)
}

fn stop<J: ?Sized>(queue: &Sender<Message<J>>, threads: usize) {
    for _ in 0..threads {
        // Nobody at the other end is what we want.
        let _gone = queue.send(Message::Stop);
    }
}

fn join(thread: JoinHandle<()>) {
    if thread.join().is_err() {
        tracing::error!("a database thread panicked");
    }
}
