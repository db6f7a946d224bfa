//! Outside handlers: a call with a deadline and no transaction, then the tick.

use crate::claim::{Claimed, Desk, Failure, panic_text, tick};
use crate::{Delivery, Effect, Outcome};
use db::Error;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// See [`crate::Handler::Outside`].
pub(crate) type OutsideFn<C> = fn(C, Delivery) -> BoxFuture<'static, Outcome>;

/// Makes one call and writes down what became of it.
pub(crate) async fn run<C: Send + 'static>(
    desk: Arc<Desk>,
    handler: OutsideFn<C>,
    context: C,
    deadline: Duration,
    claimed: Claimed,
) {
    let delivery = claimed.delivery.clone();
    // The handler is called inside, so that a panic before its first await is caught too.
    let call = AssertUnwindSafe(async move { handler(context, delivery).await }).catch_unwind();
    let outcome = match tokio::time::timeout(deadline, call).await {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(panic)) => Outcome::Retry(panic_text(&*panic)),
        Err(_) => Outcome::Retry(format!("no answer within {} ms", deadline.as_millis())),
    };
    match outcome {
        Outcome::Done => done(&desk, &claimed, Box::new(|_| Ok(()))).await,
        Outcome::DoneWith(effect) => done(&desk, &claimed, effect).await,
        Outcome::Retry(text) => desk.put_back(&claimed, &text, false).await,
        Outcome::Park(text) => desk.put_back(&claimed, &text, true).await,
    }
}

/// Ticks the delivery off together with its effect. The call has been made, and failing here would repeat it: while
/// the database is only busy, this insists for a few seconds.
async fn done(desk: &Desk, claimed: &Claimed, effect: Effect) {
    let effect = Arc::new(Mutex::new(effect));
    let mut pause = Duration::from_millis(50);
    let mut result = transact(desk, claimed, &effect).await;
    while matches!(result, Err(Failure::Db(Error::Busy))) && pause < Duration::from_secs(5) {
        tokio::time::sleep(pause).await;
        pause = pause.saturating_mul(2);
        result = transact(desk, claimed, &effect).await;
    }
    match result {
        Ok(()) => {}
        Err(Failure::Db(error)) => desk.put_back(claimed, &format!("{error:?}"), false).await,
        Err(Failure::Handler { text, park }) => desk.put_back(claimed, &text, park).await,
    }
}

async fn transact(desk: &Desk, claimed: &Claimed, effect: &Arc<Mutex<Effect>>) -> Result<(), Failure> {
    let (id, lease, effect) = (claimed.delivery.id, claimed.lease, Arc::clone(effect));
    desk.db
        .write_background(move |tx| {
            if tick(tx, lease, &[id])?.is_empty() {
                return Ok(());
            }
            // The lock is only for `Sync`: nobody else calls it. A panic is caught within.
            let effect = effect.lock().unwrap_or_else(PoisonError::into_inner);
            match catch_unwind(AssertUnwindSafe(|| effect(tx))) {
                Ok(result) => result.map_err(Failure::from),
                Err(panic) => Err(Failure::Handler { text: panic_text(&*panic), park: false }),
            }
        })
        .await
}
