//! The `changes` log and ids: nothing missing, nothing twice.

use std::collections::HashSet;
use std::time::Duration;

use db::{Change, Changes, Clock, Db, Error, OpenError};
use futures_util::future::join_all;

use crate::{Hold, put, things, things_with};

const WRITERS: i64 = 32;
const EACH: i64 = 20;

#[tokio::test(flavor = "multi_thread")]
async fn a_follower_sees_every_change_of_thirty_two_writers_once() {
    let db = things_with(|options| (options.writers, options.write_deadline) = (8, Duration::from_secs(30))).await;
    let mut cursor = db.changes_cursor().await.unwrap();
    let writers = tokio::spawn({
        let db = (*db).clone();
        async move {
            join_all((0..WRITERS).map(|writer| {
                let db = db.clone();
                tokio::spawn(async move {
                    for n in 0..EACH {
                        let key = writer * 1000 + n;
                        let written: Result<(), Error> = db
                            .write(move |tx| {
                                tx.change("thing", key)?;
                                // Time between the number and the commit, in which others overtake.
                                for extra in 0..key % 7 {
                                    put(tx, key * 10 + extra, &format!("{key} {extra}"))?;
                                }
                                tx.change("part", key)
                            })
                            .await;
                        written.unwrap();
                    }
                })
            }))
            .await
        }
    });
    let mut seen = HashSet::new();
    let mut follow = async |db: &Db| {
        let Changes { settled, cursor: after, .. } = db.changes_since(cursor).await.unwrap();
        cursor = after;
        for Change { topic, key, .. } in settled {
            assert!(seen.insert((topic.clone(), key)), "{topic} {key} came twice");
        }
        seen.len()
    };
    while !writers.is_finished() {
        follow(&db).await;
        tokio::task::yield_now().await;
    }
    assert!(writers.await.unwrap().iter().all(Result::is_ok));
    // A transaction elsewhere in the cluster may hold the horizon back for a moment.
    let wanted = usize::try_from(2 * WRITERS * EACH).unwrap();
    let all = tokio::time::timeout(Duration::from_secs(20), async { while follow(&db).await < wanted {} }).await;
    assert!(all.is_ok(), "changes are missing");
}

#[tokio::test]
async fn a_change_is_seen_while_an_older_transaction_goes_on_and_once_more_when_it_has_ended() {
    let db = things().await;
    if db.is_sqlite() {
        return;
    }
    let cursor = db.changes_cursor().await.unwrap();
    let (hold, has_begun) = (Hold::default(), tokio::sync::oneshot::channel());
    let (begun, inside) = (std::sync::Mutex::new(Some(has_begun.0)), hold.clone());
    let older = db.write_background(move |tx| -> Result<(), Error> {
        tx.change("thing", 1)?;
        begun.lock().unwrap().take().unwrap().send(()).unwrap();
        inside.here();
        Ok(())
    });
    let newer = async {
        has_begun.1.await.unwrap();
        let written: Result<(), Error> = db.write(|tx| tx.change("thing", 2)).await;
        written.unwrap();
        let seen = db.changes_since(cursor).await.unwrap();
        hold.release();
        seen
    };
    let (older, seen) = tokio::join!(older, newer);
    older.unwrap();
    let keys = |changes: &[Change]| changes.iter().map(|change| change.key).collect::<Vec<_>>();
    assert_eq!((keys(&seen.settled), keys(&seen.early), seen.cursor), (vec![], vec![2], cursor));
    // A transaction elsewhere in the cluster may hold the horizon back for a moment.
    let both = async {
        loop {
            let seen = db.changes_since(seen.cursor).await.unwrap();
            if seen.settled.len() == 2 {
                return seen;
            }
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(20), both).await.unwrap();
    assert_eq!((keys(&seen.settled), keys(&seen.early)), (vec![1, 2], vec![]));
}

#[tokio::test]
async fn ids_of_several_nodes_never_meet() {
    let db = things().await;
    if db.is_sqlite() {
        return;
    }
    let second = db.open_again(|_| {}).await.unwrap();
    let third = db.open_again(|_| {}).await.unwrap();
    let mut ids = HashSet::new();
    for _ in 0..5_000 {
        for node in [&*db, &second, &third] {
            assert!(ids.insert(node.new_id()));
        }
    }
    let nodes: HashSet<i64> = ids.iter().map(|id| (id >> 12) & 0x3ff).collect();
    assert_eq!(nodes.len(), 3);
    second.close().await;
    third.close().await;
}

#[tokio::test]
async fn a_restart_begins_above_what_was_used_and_a_clock_far_behind_refuses() {
    const START: i64 = 1_800_000_000_000_000;
    let clock = Clock::manual(START);
    let db = things_with(|options| options.clock = clock.clone()).await;
    let id = db.new_id();
    let written: Result<(), Error> = db.write(move |tx| put(tx, id, "one")).await;
    written.unwrap();
    db.close().await;

    clock.set(START - 2_000_000);
    let again = db.open_again(|_| {}).await.unwrap();
    assert!(again.new_id() > id, "two seconds behind: ids go on from where they were");
    again.close().await;

    clock.set(START - 20_000_000);
    let refused = db.open_again(|_| {}).await;
    assert!(matches!(refused, Err(OpenError::ClockBehind(_))), "{:?}", refused.err());
}
