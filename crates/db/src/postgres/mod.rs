//! PostgreSQL: pools of threads with one connection each, and a supervisor.

mod address;
#[cfg(feature = "testing")]
mod check;
mod connect;
mod examine;
mod pool;
mod session;
mod setup;
mod supervisor;
pub(crate) mod transfer;
mod worker;

use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, bounded};

pub(crate) use examine::look;
pub(crate) use session::cell;

use crate::db::{Lane, Shared};
use crate::job::{ReadJob, WriteJob};
use crate::{Error, Migration, OpenError, Options};
use connect::{Connector, Outage, Role};
use pool::Pool;

/// The most closures of one lane that may be stuck in threads already replaced.
const STUCK: usize = 4;
/// How long a close waits for the threads.
const CLOSING: Duration = Duration::from_secs(6);

/// What a thread is given to do.
pub(crate) enum Work {
    Read(Box<dyn ReadJob>),
    Write(Box<dyn WriteJob>),
}

/// The running engine.
pub(crate) struct Postgres {
    reads: Arc<Pool>,
    reserved: Arc<Pool>,
    writes: Arc<Pool>,
    background: Arc<Pool>,
    #[cfg(feature = "testing")]
    address: address::Address,
    stop: Sender<()>,
    supervisor: Mutex<Option<JoinHandle<()>>>,
}

impl Postgres {
    pub(crate) fn open(
        url: &str,
        options: &Options,
        shared: &Arc<Shared>,
        migrations: &'static [Migration],
    ) -> Result<Postgres, OpenError> {
        let address = address::parse(url)?;
        let mut first = connect::open_in_time(&address, Role::Setup)?;
        setup::migrate(&mut first, migrations, shared)?;
        let lease = setup::Lease::take(first, shared)?;

        let outage = Arc::new(Outage::default());
        let pool = |role, threads, deadline| {
            let connector = Arc::new(Connector::new(address.clone(), role, outage.clone()));
            Pool::start(connector, shared.clone(), threads, options.queue, STUCK, deadline)
        };
        let reads = pool(Role::Read(options.read_deadline), options.readers, options.read_deadline)?;
        let reserved = pool(Role::Read(options.read_deadline), 1, options.read_deadline)?;
        let writes = pool(Role::Write(options.write_deadline), options.writers, options.write_deadline)?;
        let background = pool(Role::Write(options.background_deadline), options.workers, options.background_deadline)?;

        let (stop, stopped) = bounded(1);
        let pools = vec![reads.clone(), reserved.clone(), writes.clone(), background.clone()];
        #[cfg(feature = "testing")]
        let kept = address.clone();
        let supervisor = supervisor::start(pools, lease, address, shared.clone(), stopped)?;
        Ok(Postgres {
            reads,
            reserved,
            writes,
            background,
            #[cfg(feature = "testing")]
            address: kept,
            stop,
            supervisor: Mutex::new(Some(supervisor)),
        })
    }

    pub(crate) fn offer_read(&self, lane: Lane, job: Box<dyn ReadJob>) -> Result<(), Error> {
        let pool = if lane == Lane::Reserved { &self.reserved } else { &self.reads };
        pool.offer(Work::Read(job))
    }

    pub(crate) fn offer_write(&self, lane: Lane, job: Box<dyn WriteJob>) -> Result<(), Error> {
        let pool = if lane == Lane::Background { &self.background } else { &self.writes };
        pool.offer(Work::Write(job))
    }

    /// Ends the threads after what waits in the queues, as far as the server lets them.
    pub(crate) fn close(&self) {
        let supervisor = self.supervisor.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(supervisor) = supervisor else { return };
        let until = Instant::now() + CLOSING;
        for pool in [&self.background, &self.writes, &self.reads, &self.reserved] {
            pool.close(until);
        }
        // Nobody at the other end is what we want.
        let _gone = self.stop.send(());
        if supervisor.join().is_err() {
            tracing::error!("the supervisor of the database threads panicked");
        }
    }
}
