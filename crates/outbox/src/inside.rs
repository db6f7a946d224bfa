//! Inside handlers: first attempts in batches, one transaction each; when a batch fails, one by one.

use crate::claim::{Claimed, Desk, Failure, next_in_line, panic_text, tick};
use crate::{Delivery, HandlerError};
use db::{Error, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Deliveries that one transaction runs, at most.
pub(crate) const BATCH: usize = 64;

/// Deliveries of one line that a transaction runs, at most. A long line would cost a look at all of it for every
/// single delivery; more would be run at once again and again should one of them end the process.
const FOLLOWING: usize = 16;

/// An inside subscriber; see [`crate::Handler::Inside`].
#[derive(Clone, Copy)]
pub(crate) struct Inside {
    pub(crate) name: &'static str,
    pub(crate) kinds: &'static [&'static str],
    pub(crate) handler: fn(&mut Tx<'_>, &Delivery) -> Result<(), HandlerError>,
}

/// Runs claimed deliveries of one lease.
///
/// # Errors
/// When the database cannot take work at present; the claims are given back uncounted.
pub(crate) async fn run(desk: &Desk, subscribers: &[Inside], claimed: Vec<Claimed>) -> Result<(), Error> {
    // A later attempt runs alone.
    let follow = claimed.iter().all(|c| c.delivery.attempts == 1);
    match transact(desk, subscribers, &claimed, follow).await {
        Ok(()) => Ok(()),
        Err(Failure::Db(Error::Busy)) => give_back(desk, &claimed).await,
        Err(failure) => match claimed.as_slice() {
            // What followed it may be what failed.
            [only] if !follow => {
                put_back(desk, only, failure).await;
                Ok(())
            }
            _ => one_by_one(desk, subscribers, claimed).await,
        },
    }
}

/// Isolates whatever broke the batch: each delivery gets a transaction of its own, within the same attempt.
async fn one_by_one(desk: &Desk, subscribers: &[Inside], claimed: Vec<Claimed>) -> Result<(), Error> {
    let mut rest = claimed.as_slice();
    while let Some((one, after)) = rest.split_first() {
        match transact(desk, subscribers, std::slice::from_ref(one), false).await {
            Ok(()) => {}
            Err(Failure::Db(Error::Busy)) => return give_back(desk, rest).await,
            Err(failure) => put_back(desk, one, failure).await,
        }
        rest = after;
    }
    Ok(())
}

async fn transact(desk: &Desk, subscribers: &[Inside], claimed: &[Claimed], follow: bool) -> Result<(), Failure> {
    let lease = claimed.first().map_or(0, |c| c.lease);
    let ids: Vec<i64> = claimed.iter().map(|c| c.delivery.id).collect();
    let work: Arc<[(Inside, Delivery)]> = claimed
        .iter()
        .filter_map(|c| {
            let subscriber = subscribers.iter().find(|s| s.name == c.delivery.subscriber)?;
            Some((*subscriber, c.delivery.clone()))
        })
        .collect();
    desk.db
        .write_background(move |tx| {
            let ours = tick(tx, lease, &ids)?;
            let mut room = if follow { BATCH.saturating_sub(ours.len()) } else { 0 };
            for (subscriber, delivery) in work.iter().filter(|(_, delivery)| ours.contains(&delivery.id)) {
                handle(tx, *subscriber, delivery)?;
                let followed = run_line(tx, *subscriber, delivery.key, room.min(FOLLOWING.saturating_sub(1)))?;
                room = room.saturating_sub(followed);
            }
            Ok(())
        })
        .await
}

/// Goes on with the line of a delivery that has just been run, and says how many more were run. They need no claim:
/// what stood before them is leased until this transaction ends, and their tick locks them.
fn run_line(tx: &mut Tx<'_>, subscriber: Inside, key: i64, room: usize) -> Result<usize, Failure> {
    for followed in 0..room {
        match next_in_line(tx, subscriber.name, key)? {
            Some(next)
                if next.attempts == 0
                    && subscriber.kinds.contains(&next.kind.as_str())
                    && !tick(tx, 0, &[next.id])?.is_empty() =>
            {
                handle(tx, subscriber, &Delivery { attempts: 1, ..next })?;
            }
            _ => return Ok(followed),
        }
    }
    Ok(room)
}

fn handle(tx: &mut Tx<'_>, subscriber: Inside, delivery: &Delivery) -> Result<(), Failure> {
    // Unwind safe: after a panic the transaction is rolled back and nothing of it is used again.
    match catch_unwind(AssertUnwindSafe(|| (subscriber.handler)(tx, delivery))) {
        Ok(result) => result.map_err(Failure::from),
        Err(panic) => Err(Failure::Handler { text: panic_text(&*panic), park: false }),
    }
}

async fn give_back(desk: &Desk, claimed: &[Claimed]) -> Result<(), Error> {
    desk.release(claimed).await;
    Err(Error::Busy)
}

async fn put_back(desk: &Desk, claimed: &Claimed, failure: Failure) {
    let (text, park) = match failure {
        Failure::Db(error) => (format!("{error:?}"), false),
        Failure::Handler { text, park } => (text, park),
    };
    desk.put_back(claimed, &text, park).await;
}
