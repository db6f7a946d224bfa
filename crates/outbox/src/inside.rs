//! Inside handlers: first attempts in batches, one transaction each; when a batch fails, one by one.

use crate::claim::{Claimed, Desk, Failure, panic_text, tick};
use crate::{Delivery, HandlerError};
use db::{Error, Tx};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// See [`crate::Handler::Inside`].
pub(crate) type InsideFn = fn(&mut Tx<'_>, &Delivery) -> Result<(), HandlerError>;

/// Runs claimed deliveries of one lease.
///
/// # Errors
/// When the database cannot take work at present; the claims are given back uncounted.
pub(crate) async fn run(
    desk: &Desk,
    handlers: &[(&'static str, InsideFn)],
    claimed: Vec<Claimed>,
) -> Result<(), Error> {
    match transact(desk, handlers, &claimed).await {
        Ok(()) => Ok(()),
        Err(Failure::Db(Error::Busy)) => give_back(desk, &claimed).await,
        Err(failure) => match claimed.as_slice() {
            [only] => {
                put_back(desk, only, failure).await;
                Ok(())
            }
            _ => one_by_one(desk, handlers, claimed).await,
        },
    }
}

/// Isolates whatever broke the batch: each delivery gets a transaction of its own, within the same attempt.
async fn one_by_one(desk: &Desk, handlers: &[(&'static str, InsideFn)], claimed: Vec<Claimed>) -> Result<(), Error> {
    let mut rest = claimed.as_slice();
    while let Some((one, after)) = rest.split_first() {
        match transact(desk, handlers, std::slice::from_ref(one)).await {
            Ok(()) => {}
            Err(Failure::Db(Error::Busy)) => return give_back(desk, rest).await,
            Err(failure) => put_back(desk, one, failure).await,
        }
        rest = after;
    }
    Ok(())
}

async fn transact(desk: &Desk, handlers: &[(&'static str, InsideFn)], claimed: &[Claimed]) -> Result<(), Failure> {
    let lease = claimed.first().map_or(0, |c| c.lease);
    let ids: Vec<i64> = claimed.iter().map(|c| c.delivery.id).collect();
    let work: Arc<[(InsideFn, Delivery)]> = claimed
        .iter()
        .filter_map(|c| {
            let (_, handler) = handlers.iter().find(|(name, _)| *name == c.delivery.subscriber)?;
            Some((*handler, c.delivery.clone()))
        })
        .collect();
    desk.db
        .write_background(move |tx| {
            let ours = tick(tx, lease, &ids)?;
            for (handler, delivery) in work.iter().filter(|(_, delivery)| ours.contains(&delivery.id)) {
                // Unwind safe: after a panic the transaction is rolled back and nothing of it is used again.
                match catch_unwind(AssertUnwindSafe(|| handler(tx, delivery))) {
                    Ok(Ok(())) => {}
                    Ok(Err(error)) => return Err(Failure::from(error)),
                    Err(panic) => return Err(Failure::Handler { text: panic_text(&*panic), park: false }),
                }
            }
            Ok(())
        })
        .await
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
