//! The thread that renews the node number and replaces threads that are stuck.

use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::address::Address;
use super::pool::Pool;
use super::setup::Lease;
use crate::OpenError;
use crate::db::Shared;

/// How often it looks at the threads.
const LOOK: Duration = Duration::from_millis(250);
/// How long an end waits for the node number to be given back.
const GIVE_BACK: Duration = Duration::from_secs(2);
/// How often it renews the node number.
const RENEW: Duration = Duration::from_secs(1);

pub(super) fn start(
    pools: Vec<Arc<Pool>>,
    lease: Lease,
    address: Address,
    shared: Arc<Shared>,
    stop: Receiver<()>,
) -> Result<JoinHandle<()>, OpenError> {
    // Renewing may hang with the server, and must not keep the other from replacing threads.
    let (tick, ticks) = crossbeam_channel::bounded(1);
    let (alive, given_back) = crossbeam_channel::bounded::<()>(0);
    std::thread::Builder::new().name("db-lease".to_owned()).spawn(move || {
        let _alive = alive;
        let mut lease = lease;
        while ticks.recv().is_ok() {
            lease.renew(&address, &shared);
        }
        lease.release(&shared);
    })?;
    let body = move || {
        let mut renewed = Instant::now();
        while stop.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
            for pool in &pools {
                pool.replace_stuck();
            }
            if renewed.elapsed() >= RENEW {
                renewed = Instant::now();
                // Full means the last renewal has not come back.
                let _told = tick.try_send(());
            }
        }
        drop(tick);
        if given_back.recv_timeout(GIVE_BACK) == Err(RecvTimeoutError::Timeout) {
            tracing::warn!("the node number is not given back: its lease will run out");
        }
    };
    Ok(std::thread::Builder::new().name("db-supervisor".to_owned()).spawn(body)?)
}
