//! Backoff, delays and schedules, by a clock that the test sets.

use crate::support::{HOUR_US, by_hand, effects, fresh, hourly, oldest, pending, remains, send, send_at, start};
use db::sql;
use outbox::{Options, Schedule, backoff_us};

#[tokio::test]
async fn a_failed_delivery_comes_back_exactly_when_its_backoff_ends() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "fail").await;
    let id: i64 = db.read(|r| r.one(sql!("SELECT id FROM delivery"), &[])).await.map_err(|e: db::Error| e).unwrap();
    for attempt in 1..=11 {
        outbox.drain().await.unwrap();
        let due = db.now_us() + backoff_us(id, attempt);
        assert_eq!(oldest(&db).await, (attempt, due, "on purpose".to_owned()));
        db.clock().set(due - 1);
        outbox.drain().await.unwrap();
        assert_eq!(oldest(&db).await.0, attempt, "a microsecond too early");
        db.clock().set(due);
    }
}

#[tokio::test]
async fn a_delivery_for_later_waits_for_its_time_and_stands_in_nobodys_way() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send_at(&db, "ledger", 1, "tomorrow", Some(db.now_us() + 24 * HOUR_US)).await;
    send(&db, "ledger", 1, "now").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 1));
    assert_eq!(effects(&db).await, [(1, "now".to_owned())]);
    db.clock().advance(24 * HOUR_US);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await.len(), 2);
}

#[tokio::test]
async fn a_delivery_whose_time_comes_before_one_in_backoff_goes_alone() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send_at(&db, "ledger", 1, "first by its age", Some(db.now_us() + 1_000_000)).await;
    send(&db, "ledger", 1, "fail first").await;
    send(&db, "ledger", 1, "behind").await;
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 3));
    db.write(|tx| tx.run(sql!("UPDATE delivery SET payload = 'mended' WHERE payload = 'fail first'"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    db.clock().advance(1_000_000);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 2), "the failed one waits, and who stands behind it");
    db.clock().advance(HOUR_US);
    outbox.drain().await.unwrap();
    let order: Vec<String> = effects(&db).await.into_iter().map(|(_, payload)| payload).collect();
    assert_eq!(order, ["first by its age", "mended", "behind"]);
}

#[tokio::test]
async fn a_schedule_delivers_once_per_interval_and_once_for_all_it_missed() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, hourly()).await;
    let mut done = Vec::new();
    for us in [HOUR_US - 1, 1, HOUR_US - 1, 1, 5 * HOUR_US + 7, HOUR_US - 8, 1] {
        db.clock().advance(us);
        outbox.drain().await.unwrap();
        done.push(effects(&db).await.len());
    }
    assert_eq!(done, [0, 1, 1, 2, 3, 3, 4], "and the rhythm stays that of the first time");
}

#[tokio::test]
async fn a_schedule_survives_a_restart_and_takes_a_shorter_interval_at_once() {
    let db = fresh().await;
    drop(start(&db, hourly()).await);
    db.clock().advance(HOUR_US / 2);
    drop(start(&db, hourly()).await);
    let (outbox, _, _) = start(&db, hourly()).await;
    db.clock().advance(HOUR_US / 2);
    outbox.drain().await.unwrap();
    assert_eq!(effects(&db).await.len(), 1, "starting again does not put it off");
    let quick = Schedule { every_s: 60, ..hourly().schedules[0] };
    let (outbox, _, _) = start(&db, Options { schedules: vec![quick], ..by_hand() }).await;
    db.clock().advance(60_000_000);
    outbox.drain().await.unwrap();
    assert_eq!(effects(&db).await.len(), 2);
}

#[tokio::test]
async fn a_schedule_adds_nothing_while_the_last_delivery_still_waits() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, hourly()).await;
    db.write(|tx| outbox::enqueue(tx, "ledger", 0, "purge", "fail", None)).await.unwrap();
    outbox.drain().await.unwrap();
    for _ in 0..3 {
        db.clock().advance(HOUR_US);
        outbox.drain().await.unwrap();
    }
    assert_eq!(pending(&db).await, 1);
}

#[tokio::test]
async fn a_schedule_nobody_listens_to_stops_the_start() {
    let db = fresh().await;
    let (world, _) = crate::support::World::new();
    let lost = Schedule { name: "lost", subscriber: "ledger", every_s: 60 };
    let options = Options { schedules: vec![lost], ..by_hand() };
    let started = outbox::Outbox::start(db.clone(), crate::support::subscribers(), world.clone(), options).await;
    assert!(started.is_err());
    let twice = [crate::support::subscribers(), crate::support::subscribers()].into_iter().flatten().collect();
    assert!(outbox::Outbox::start(db.clone(), twice, world, by_hand()).await.is_err());
}
