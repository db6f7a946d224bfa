//! What is particular to SQLite: the commits it takes, and commits that it refuses.

use crate::support::{by_hand, effects, fresh, oldest, pending, remains, send, start};
use db::testing::TestDb;

/// SQLITE_FULL.
const DISK_FULL: i32 = 13;

async fn fresh_sqlite() -> Option<TestDb> {
    let db = fresh().await;
    db.is_sqlite().then_some(db)
}

#[tokio::test]
async fn first_attempts_that_succeed_share_one_commit_and_write_no_claim() {
    let Some(db) = fresh_sqlite().await else { return };
    let (outbox, _, _) = start(&db, by_hand()).await;
    for key in 0..64 {
        send(&db, "ledger", key, "ok").await;
    }
    let before = db.options().faults.commits();
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(db.options().faults.commits() - before, 1);
}

#[tokio::test]
async fn a_refused_commit_is_no_failure_of_the_handlers() {
    let Some(db) = fresh_sqlite().await else { return };
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "ok").await;
    send(&db, "ledger", 2, "ok").await;
    db.options().faults.fail_next_commit(DISK_FULL);
    assert_eq!(outbox.drain().await, Err(db::Error::Busy));
    assert_eq!((effects(&db).await.len(), pending(&db).await), (0, 2));
    assert_eq!((oldest(&db).await.0, oldest(&db).await.2.as_str()), (0, ""));
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await.len(), 2);
}

#[tokio::test]
async fn a_call_whose_tick_is_refused_is_ticked_again_and_not_repeated() {
    let Some(db) = fresh_sqlite().await else { return };
    let (outbox, _, mut calls) = start(&db, by_hand()).await;
    send(&db, "post", 1, "ok").await;
    db.options().faults.fail_next_commit(DISK_FULL);
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await.len(), 1);
    assert_eq!(calls.try_recv().unwrap().attempts, 1);
    assert!(calls.try_recv().is_err());
}
