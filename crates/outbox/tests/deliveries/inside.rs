//! Inside handlers: exactly once, in order, and nobody pays for another's failure.

use crate::support::{HOUR_US, awake, by_hand, effects, fresh, oldest, pending, remains, send, start, until};
use db::sql;

#[tokio::test]
async fn an_effect_and_its_tick_are_kept_together() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    for key in 0..150 {
        send(&db, "ledger", key, "ok").await;
    }
    assert_eq!(pending(&db).await, 150);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await.len(), 150);
}

#[tokio::test]
async fn a_handler_that_fails_after_writing_leaves_nothing_and_spares_its_batch() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    for (key, payload) in [(1, "ok"), (2, "fail"), (3, "panic"), (4, "bad sql"), (5, "ok")] {
        send(&db, "ledger", key, payload).await;
    }
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 3));
    assert_eq!(effects(&db).await, [(1, "ok".to_owned()), (5, "ok".to_owned())]);
    let errors: Vec<String> = db
        .read(|r| r.all(sql!("SELECT last_error FROM delivery WHERE attempts = 1 ORDER BY id"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!(errors[..2], ["on purpose", "panicked: on purpose, too"]);
    assert_eq!(errors.len(), 3);
}

#[tokio::test]
async fn a_second_attempt_that_succeeds_happens_once() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "fail first").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 1));
    assert_eq!(effects(&db).await, []);
    db.clock().advance(HOUR_US);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await.len(), 1);
}

#[tokio::test]
async fn deliveries_of_one_key_keep_their_order_even_past_failures() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    let payloads = ["a", "b", "fail first", "c", "d"];
    for payload in payloads {
        for key in 1..=3 {
            send(&db, "ledger", key, payload).await;
        }
    }
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 9));
    db.clock().advance(HOUR_US);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    let done = effects(&db).await;
    for key in 1..=3 {
        let of_key: Vec<&str> = done.iter().filter(|(k, _)| *k == key).map(|(_, p)| p.as_str()).collect();
        assert_eq!(of_key, payloads);
    }
}

#[tokio::test]
async fn a_poison_delivery_is_parked_after_twelve_attempts_and_blocks_only_its_own_line() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "panic").await;
    send(&db, "ledger", 1, "behind").await;
    send(&db, "ledger", 2, "beside").await;
    for attempt in 1..=12 {
        let left = outbox.drain().await.unwrap();
        if attempt == 12 {
            assert_eq!(left, remains(1, 0));
        } else {
            assert_eq!(left, remains(0, 2), "after attempt {attempt}");
            assert_eq!(oldest(&db).await.0, attempt);
            assert_eq!(effects(&db).await, [(2, "beside".to_owned())]);
        }
        db.clock().advance(HOUR_US);
    }
    assert_eq!(effects(&db).await, [(2, "beside".to_owned()), (1, "behind".to_owned())]);
    assert_eq!(outbox.drain().await.unwrap(), remains(1, 0), "parked for good");
}

#[tokio::test]
async fn a_handler_may_park_at_once() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "park").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(1, 0));
    assert_eq!(oldest(&db).await.2, "hopeless");
    assert_eq!(effects(&db).await, []);
}

#[tokio::test]
async fn the_worker_wakes_after_the_commit_and_not_for_what_was_rolled_back() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, awake()).await;
    let refused: Result<(), db::Error> = db
        .write(|tx| {
            outbox::enqueue(tx, "ledger", 1, "noted", "ghost", None)?;
            Err(db::Error::Unsupported)
        })
        .await;
    assert_eq!(refused, Err(db::Error::Unsupported));
    send(&db, "ledger", 1, "real").await;
    until(&db, |r| r.one(sql!("SELECT COUNT(*) FROM effect"), &[]), 1).await;
    assert_eq!(effects(&db).await, [(1, "real".to_owned())]);
    outbox.shutdown(std::time::Duration::from_secs(5)).await;
}

#[tokio::test]
async fn what_this_build_does_not_know_is_left_alone_and_reported() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "from the future", 1, "ok").await;
    db.write(|tx| outbox::enqueue(tx, "ledger", 1, "new kind", "ok", None)).await.unwrap();
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 2));
    assert_eq!(oldest(&db).await.0, 0);
}

#[tokio::test]
async fn a_delivery_that_ends_the_process_each_time_is_parked_without_another_try() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "ok").await;
    let _: u64 =
        db.write(|tx| tx.run(sql!("UPDATE delivery SET attempts = 12"), &[])).await.map_err(|e: db::Error| e).unwrap();
    assert_eq!(outbox.drain().await.unwrap(), remains(1, 0));
    assert_eq!(effects(&db).await, []);
}

#[tokio::test]
async fn a_long_line_runs_in_order_up_to_what_cannot_be_run() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    for payload in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"] {
        send(&db, "ledger", 1, payload).await;
    }
    db.write(|tx| outbox::enqueue(tx, "ledger", 1, "new kind", "unknown here", None)).await.unwrap();
    send(&db, "ledger", 1, "behind").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 2));
    let order: Vec<i64> = effects(&db).await.iter().map(|(_, payload)| payload.parse().unwrap()).collect();
    assert_eq!(order, (1..=18).collect::<Vec<i64>>());
}

#[tokio::test]
async fn a_failure_further_down_the_line_does_not_count_against_its_head() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "ok").await;
    send(&db, "ledger", 1, "fail").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 1));
    assert_eq!(effects(&db).await, [(1, "ok".to_owned())]);
    assert_eq!(oldest(&db).await.0, 1);
}
