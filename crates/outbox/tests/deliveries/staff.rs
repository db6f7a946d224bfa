//! What staff sees of parked deliveries, and may do with them.

use crate::support::{by_hand, effects, fresh, pending, remains, send, start};
use db::sql;

#[tokio::test]
async fn parked_deliveries_are_listed_newest_first_page_by_page() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    for key in 0..5 {
        send(&db, "ledger", key, "park").await;
    }
    outbox.drain().await.unwrap();
    let first = db.read(|r| outbox::parked(r, None, 3)).await.unwrap();
    let cursor = first[2].id;
    let second = db.read(move |r| outbox::parked(r, Some(cursor), 3)).await.unwrap();
    let ids: Vec<i64> = first.iter().chain(&second).map(|row| row.id).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted_by(|a, b| a > b));
    let row = &first[0];
    assert_eq!((row.subscriber.as_str(), row.kind.as_str(), row.attempts), ("ledger", "noted", 1));
    assert_eq!((row.last_error.as_str(), row.parked_us), ("hopeless", db.now_us()));
    assert_eq!(pending(&db).await, 0);
}

#[tokio::test]
async fn a_parked_delivery_can_be_tried_again_or_forgotten() {
    let db = fresh().await;
    let (outbox, _, _) = start(&db, by_hand()).await;
    send(&db, "ledger", 1, "park").await;
    send(&db, "ledger", 2, "park").await;
    outbox.drain().await.unwrap();
    let parked = db.read(|r| outbox::parked(r, None, 10)).await.unwrap();
    let (newer, older) = (parked[0].id, parked[1].id);
    let _: u64 = db
        .write(|tx| tx.run(sql!("UPDATE delivery SET payload = 'mended'"), &[]))
        .await
        .map_err(|e: db::Error| e)
        .unwrap();
    assert!(db.write(move |tx| outbox::retry(tx, older)).await.unwrap());
    assert!(!db.write(move |tx| outbox::retry(tx, older)).await.unwrap(), "it is not parked any more");
    assert!(!db.write(move |tx| outbox::discard(tx, older)).await.unwrap(), "and cannot be discarded");
    assert!(db.write(move |tx| outbox::discard(tx, newer)).await.unwrap());
    assert_eq!(outbox.drain().await.unwrap(), remains(0, 0));
    assert_eq!(effects(&db).await, [(1, "mended".to_owned())]);
}
