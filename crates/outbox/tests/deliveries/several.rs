//! Several processes on one table, and processes that die.

use crate::support::{
    HOUR_US, Hold, World, another, awake, breathe, by_hand, effects, fresh, hourly, pending, remains, send, soon,
    start, start_in, until,
};
use db::{Db, Read, Tx, sql};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

/// Longer than a lease with the default deadline.
const LEASE_US: i64 = 91_000_000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_share_deliveries_and_none_is_doubled_or_lost_or_beside_its_like() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (world, _calls) = World::new();
    let one = start_in(&world, &db, awake()).await;
    let two = start_in(&world, &other, awake()).await;
    // Both enqueue for both, while both already work.
    let senders: Vec<_> = [db.clone(), other.clone()].into_iter().map(|db| tokio::spawn(send_many(db))).collect();
    for sender in senders {
        soon(sender).await.unwrap();
    }
    soon(async {
        while pending(&db).await > 0 {
            // What one process enqueued behind a row of the other is nobody's wake-up: in life the poll finds it.
            one.wake();
            two.wake();
            breathe().await;
        }
    })
    .await;
    let done: Vec<(i64, i64, i64)> = db
        .read(|r| r.all(sql!("SELECT delivery, key, attempts FROM effect ORDER BY seq LIMIT 10000"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    let per_delivery = done.iter().fold(HashMap::new(), |mut counts: HashMap<i64, i64>, (id, _, _)| {
        *counts.entry(*id).or_default() += 1;
        counts
    });
    assert_eq!((per_delivery.len(), done.len()), (500, 500));
    assert!(done.iter().all(|(_, _, attempts)| *attempts == 1));
    assert!(world.doubled.lock().unwrap().is_empty(), "two calls of one key ran at once");
    one.shutdown(Duration::from_secs(5)).await;
    two.shutdown(Duration::from_secs(5)).await;
    other.close().await;
}

async fn send_many(db: Db) {
    for number in 0..125 {
        send(&db, "ledger", number % 50, "ok").await;
        send(&db, "post", number % 5, "ok").await;
    }
}

#[tokio::test]
async fn what_a_dead_process_had_leased_is_taken_over_and_its_late_tick_changes_nothing() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (slow, slow_world, mut slow_calls) = start(&db, awake()).await;
    send(&db, "post", 1, "wait").await;
    let first = soon(slow_calls.recv()).await.unwrap();
    let (heir, heir_world, mut heir_calls) = start(&other, by_hand()).await;
    assert_eq!(heir.drain().await.unwrap(), remains(0, 1), "leased by a living process");
    db.clock().advance(LEASE_US);
    heir_world.gate.add_permits(1);
    assert_eq!(soon(heir.drain()).await.unwrap(), remains(0, 0));
    let second = heir_calls.try_recv().unwrap();
    assert_eq!((second.id, second.attempts), (first.id, 2));
    slow_world.gate.add_permits(1);
    slow.shutdown(Duration::from_secs(20)).await;
    assert_eq!(effects(&db).await.len(), 1, "the first call came back late and wrote nothing");
    other.close().await;
}

#[tokio::test]
async fn a_tick_that_comes_while_the_heir_works_changes_nothing() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (slow, slow_world, mut slow_calls) = start(&db, awake()).await;
    send(&db, "post", 1, "wait").await;
    soon(slow_calls.recv()).await.unwrap();
    db.clock().advance(LEASE_US);
    let (heir, heir_world, mut heir_calls) = start(&other, awake()).await;
    soon(heir_calls.recv()).await.unwrap();
    slow_world.gate.add_permits(1);
    slow.shutdown(Duration::from_secs(20)).await;
    assert_eq!((effects(&db).await.len(), pending(&db).await), (0, 1));
    heir_world.gate.add_permits(1);
    until(&db, outbox::pending_count, 0).await;
    assert_eq!(effects(&db).await.len(), 1);
    heir.shutdown(Duration::from_secs(5)).await;
    other.close().await;
}

#[tokio::test]
async fn a_release_after_the_takeover_does_not_disturb_the_heir() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (slow, _, mut slow_calls) = start(&db, awake()).await;
    send(&db, "post", 1, "wait").await;
    soon(slow_calls.recv()).await.unwrap();
    db.clock().advance(LEASE_US);
    let (heir, heir_world, mut heir_calls) = start(&other, awake()).await;
    soon(heir_calls.recv()).await.unwrap();
    // The slow one is stopped and gives back what is no longer its own.
    slow.shutdown(Duration::from_millis(1)).await;
    let leased: i64 = db
        .read(|r| r.one(sql!("SELECT COUNT(*) FROM delivery WHERE lease <> 0 AND attempts = 2"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!(leased, 1);
    heir_world.gate.add_permits(1);
    until(&db, outbox::pending_count, 0).await;
    assert_eq!(effects(&db).await.len(), 1);
    heir.shutdown(Duration::from_secs(5)).await;
    other.close().await;
}

#[tokio::test]
async fn a_transaction_that_outlives_its_lease_is_neither_taken_over_nor_waited_for() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (begun, mut has_begun) = mpsc::unbounded_channel();
    let (go_on, held) = std::sync::mpsc::channel();
    db.set_extension(Arc::new(Hold { begun, go_on: Mutex::new(held) }));
    let (slow, _, _) = start(&db, awake()).await;
    let (heir, _, _) = start(&other, by_hand()).await;
    send(&db, "ledger", 1, "hold").await;
    soon(has_begun.recv()).await.unwrap();
    db.clock().advance(LEASE_US);
    assert_eq!(soon(heir.drain()).await.unwrap(), remains(0, 1));
    go_on.send(()).unwrap();
    slow.shutdown(Duration::from_secs(20)).await;
    assert_eq!(effects(&db).await.len(), 1);
    assert_eq!(pending(&db).await, 0);
    other.close().await;
}

#[tokio::test]
async fn a_schedule_delivers_once_across_processes() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (one, _, _) = start(&db, hourly()).await;
    let (two, _, _) = start(&other, hourly()).await;
    for _ in 0..5 {
        db.clock().advance(HOUR_US);
        let (first, second) = tokio::join!(one.drain(), two.drain());
        first.unwrap();
        second.unwrap();
    }
    assert_eq!(effects(&db).await.len(), 5);
    other.close().await;
}

#[tokio::test]
async fn a_schedule_that_another_process_is_just_moving_on_is_left_to_it() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let (outbox, _, _) = start(&db, hourly()).await;
    db.clock().advance(HOUR_US);
    let (moving, go_on) =
        begin(&db, |tx| tx.run(sql!("UPDATE delivery_schedule SET next_us = next_us + 3600000000"), &[])).await;
    let drain = tokio::spawn(async move { outbox.drain().await });
    until(&db, waiting_for_locks, 1).await;
    go_on.send(()).unwrap();
    soon(moving).await.unwrap();
    soon(drain).await.unwrap().unwrap();
    assert_eq!(effects(&db).await, []);
}

#[tokio::test]
async fn what_a_dead_process_may_have_been_at_counts_as_tried_on_sqlite() {
    let db = fresh().await;
    if !db.is_sqlite() {
        return;
    }
    send(&db, "ledger", 1, "ok").await;
    send(&db, "post", 1, "ok").await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    let attempts: Vec<i64> =
        db.read(|r| r.all(sql!("SELECT attempts FROM effect"), &[])).await.map_err(|e: db::Error| e).unwrap();
    assert_eq!(attempts, [2, 2]);
}

/// Enqueues a delivery and gives it an id below all others, as if its transaction had been slow to commit.
async fn send_late(db: &Db, key: i64) {
    db.write(move |tx| {
        outbox::enqueue(tx, "post", key, "noted", "late", None)?;
        tx.run(sql!("UPDATE delivery SET id = 1 WHERE payload = 'late'"), &[])
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_delivery_that_arrives_late_waits_for_the_newer_one_that_is_running() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (outbox, world, mut calls) = start(&db, awake()).await;
    let (heir, _, _) = start(&other, by_hand()).await;
    send(&db, "post", 1, "wait").await;
    soon(calls.recv()).await.unwrap();
    send_late(&db, 1).await;
    assert_eq!(heir.drain().await.unwrap(), remains(0, 2));
    world.gate.add_permits(1);
    until(&db, outbox::pending_count, 0).await;
    let order: Vec<String> = effects(&db).await.into_iter().map(|(_, payload)| payload).collect();
    assert_eq!(order, ["wait", "late"]);
    outbox.shutdown(Duration::from_secs(5)).await;
    other.close().await;
}

/// A transaction that has done something and goes on when told.
async fn begin(
    db: &Db,
    work: fn(&mut Tx<'_>) -> Result<u64, db::Error>,
) -> (JoinHandle<()>, std::sync::mpsc::Sender<()>) {
    let (begun, mut has_begun) = mpsc::unbounded_channel();
    let (go_on, held) = std::sync::mpsc::channel();
    let (db, held) = (db.clone(), Mutex::new(held));
    let transaction = tokio::spawn(async move {
        let committed = db.write(move |tx| {
            work(tx)?;
            begun.send(()).ok();
            held.lock().unwrap().recv().ok();
            Ok::<_, db::Error>(())
        });
        committed.await.unwrap();
    });
    soon(has_begun.recv()).await.unwrap();
    (transaction, go_on)
}

fn waiting_for_locks(r: &mut Read<'_>) -> Result<i64, db::Error> {
    r.one(
        sql!(
            sqlite: "SELECT 0",
            postgres: "SELECT COUNT(*) FROM pg_stat_activity
                       WHERE datname = current_database() AND wait_event_type = 'Lock'"
        ),
        &[],
    )
}

#[tokio::test]
async fn processes_that_claim_at_the_same_moment_take_turns() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (heir, _, _) = start(&other, by_hand()).await;
    send(&db, "post", 1, "ok").await;
    send_late(&db, 1).await;
    // By hand, what a process does that saw only the newer delivery: it has the turn and has not committed its lease.
    let (claim, go_on) = begin(&db, |tx| {
        tx.one::<i64>(
            sql!(
                sqlite: "SELECT 1",
                postgres: "SELECT CAST(1 AS BIGINT) FROM pg_advisory_xact_lock(122550254464888)"
            ),
            &[],
        )?;
        tx.run(sql!("UPDATE delivery SET lease = 7, lease_until_us = now_us() + 1000000 WHERE payload = 'ok'"), &[])
    })
    .await;
    let drain = tokio::spawn(async move { heir.drain().await });
    until(&db, waiting_for_locks, 1).await;
    go_on.send(()).unwrap();
    soon(claim).await.unwrap();
    assert_eq!(soon(drain).await.unwrap().unwrap(), remains(0, 2), "the line is taken");
    assert_eq!(effects(&db).await, []);
    other.close().await;
}

#[tokio::test]
async fn a_failure_that_comes_after_the_takeover_does_not_disturb_the_heir() {
    let db = fresh().await;
    if db.is_sqlite() {
        return;
    }
    let other = another(&db).await;
    let (slow, slow_world, mut slow_calls) = start(&db, awake()).await;
    send(&db, "post", 1, "wait and fail").await;
    soon(slow_calls.recv()).await.unwrap();
    db.clock().advance(LEASE_US);
    let (heir, _, mut heir_calls) = start(&other, awake()).await;
    soon(heir_calls.recv()).await.unwrap();
    slow_world.gate.add_permits(1);
    slow.shutdown(Duration::from_secs(20)).await;
    let leased: i64 = db
        .read(|r| r.one(sql!("SELECT COUNT(*) FROM delivery WHERE lease <> 0 AND attempts = 2"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert_eq!(leased, 1);
    heir.shutdown(Duration::from_millis(1)).await;
    other.close().await;
}
