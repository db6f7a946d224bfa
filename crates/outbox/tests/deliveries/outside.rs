//! Outside handlers: at least once under one id, with a deadline, and an effect that comes with the tick.

use crate::support::{HOUR_US, awake, by_hand, effects, fresh, oldest, remains, send, soon, start, until};
use db::sql;
use outbox::Options;
use std::time::Duration;

#[tokio::test]
async fn a_call_that_failed_is_made_again_under_the_same_id() {
    let db = fresh().await;
    let (outbox, _, mut calls) = start(&db, by_hand()).await;
    send(&db, "post", 1, "fail first").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 1));
    assert_eq!(oldest(&db).await.2, "only once");
    db.clock().advance(HOUR_US);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    let (first, second) = (calls.try_recv().unwrap(), calls.try_recv().unwrap());
    assert_eq!((first.id, first.attempts), (second.id, 1));
    assert_eq!(second.attempts, 2);
    assert_eq!(effects(&db).await.len(), 1);
}

#[tokio::test]
async fn each_outcome_does_what_it_says() {
    let db = fresh().await;
    let (outbox, _, mut calls) = start(&db, by_hand()).await;
    for (key, payload) in [(1, "plain"), (2, "ok"), (3, "park"), (4, "fail")] {
        send(&db, "post", key, payload).await;
    }
    assert_eq!(outbox.drain().await.unwrap(), remains(1, 1));
    assert_eq!(effects(&db).await, [(2, "ok".to_owned())]);
    let order: Vec<i64> = std::iter::from_fn(|| calls.try_recv().ok()).map(|d| d.key).collect();
    assert_eq!(order, [1, 2, 3, 4], "a drain goes one by one");
}

#[tokio::test]
async fn a_call_that_panics_early_or_late_or_in_its_effect_is_tried_again_and_writes_nothing() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    for (key, payload) in [(1, "panic early"), (2, "panic"), (3, "effect panics"), (4, "effect fails"), (5, "ok")] {
        send(&db, "post", key, payload).await;
    }
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 4));
    assert_eq!(effects(&db).await, [(5, "ok".to_owned())]);
    let errors: Vec<String> = db
        .read(|r| r.all(sql!("SELECT last_error FROM delivery WHERE attempts = 1 ORDER BY id"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!(errors[1..], ["panicked: on purpose, too", "panicked: in the effect", "Unsupported"]);
    assert!(errors[0].starts_with("panicked: "));
}

#[tokio::test]
async fn a_call_has_a_deadline() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, Options { deadline: Duration::from_millis(20), ..by_hand() }).await;
    send(&db, "post", 1, "never").await;
    assert_eq!(soon(outbox.drain()).await.unwrap(), remains(0, 1));
    assert_eq!(oldest(&db).await.2, "no answer within 20 ms");
}

#[tokio::test]
async fn calls_run_at_once_up_to_the_limit_but_never_two_of_one_key() {
    let db = fresh().await;
    let (outbox, world, mut calls) = start(&db, Options { outside_at_once: 3, ..awake() }).await;
    for key in [1, 1, 2, 3, 4] {
        send(&db, "post", key, "wait").await;
    }
    let mut begun = Vec::new();
    for _ in 0..3 {
        begun.push(soon(calls.recv()).await.unwrap().key);
    }
    begun.sort_unstable();
    assert_eq!(begun, [1, 2, 3], "three at once, the second of key 1 waits for the first");
    // Woken with every call still running: nothing more may begin.
    send(&db, "ledger", 9, "ok").await;
    until(&db, |r| r.one(sql!("SELECT COUNT(*) FROM effect"), &[]), 1).await;
    assert!(calls.try_recv().is_err());
    world.gate.add_permits(5);
    until(&db, outbox::pending_count, 0).await;
    assert_eq!(effects(&db).await.len(), 6);
    assert!(world.doubled.lock().unwrap().is_empty());
    outbox.shutdown(Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_shutdown_lets_calls_finish() {
    let db = fresh().await;
    let (outbox, world, mut calls) = start(&db, awake()).await;
    send(&db, "post", 1, "wait").await;
    soon(calls.recv()).await.unwrap();
    let stopping = tokio::spawn(async move { outbox.shutdown(Duration::from_secs(20)).await });
    world.gate.add_permits(1);
    soon(stopping).await.unwrap();
    assert_eq!(effects(&db).await.len(), 1);
    send(&db, "post", 2, "ok").await;
    assert!(calls.try_recv().is_err(), "nothing is claimed after the stop");
}

#[tokio::test]
async fn a_shutdown_cuts_short_what_does_not_finish_and_gives_it_back_at_once() {
    let db = fresh().await;
    let (outbox, _, mut calls) = start(&db, awake()).await;
    send(&db, "post", 1, "never").await;
    soon(calls.recv()).await.unwrap();
    soon(outbox.shutdown(Duration::from_millis(1))).await;
    let (attempts, lease): (i64, i64) = db
        .read(|r| r.one(sql!("SELECT attempts, lease + lease_until_us FROM delivery"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!((attempts, lease), (1, 0), "the attempt was made and counts, the lease is gone");
}
