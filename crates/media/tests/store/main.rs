//! The store on disk and in S3: the same promises, then what is special to each.
#![expect(clippy::unwrap_used, reason = "helpers of tests say what they expect by panicking, too")]

mod disk;
mod s3;
mod server;

use bytes::Bytes;
use media::{Name, Store, StoreError};

fn file(number: u32) -> (Name, Bytes) {
    let bytes = Bytes::from(format!("the bytes of file {number}"));
    (Name::of(&bytes), bytes)
}

/// What every store promises.
async fn keeps_its_promises(store: &Store) {
    store.check().await.unwrap();
    assert_eq!(store.list(None, 10).await, Ok(Vec::new()), "the check leaves nothing behind");

    let (name, bytes) = file(1);
    assert_eq!(store.get(&name).await, Ok(None));
    store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(Some(bytes.clone())));
    store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(Some(bytes.clone())));

    let other = file(2).0;
    assert_eq!(store.put(&other, bytes).await, Err(StoreError::Misnamed(other.clone())));
    assert_eq!(store.get(&other).await, Ok(None));

    store.delete(&name).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(None));
    store.delete(&name).await.unwrap();

    let empty = Bytes::new();
    store.put(&Name::of(&empty), empty.clone()).await.unwrap();
    assert_eq!(store.get(&Name::of(&empty)).await, Ok(Some(empty.clone())));
    store.delete(&Name::of(&empty)).await.unwrap();

    let large = Bytes::from(vec![7; 3 << 20]);
    store.put(&Name::of(&large), large.clone()).await.unwrap();
    assert_eq!(store.get(&Name::of(&large)).await, Ok(Some(large.clone())));
    store.delete(&Name::of(&large)).await.unwrap();

    lists_by_name(store).await;
    takes_the_same_file_from_many(store).await;
}

async fn lists_by_name(store: &Store) {
    let mut names = Vec::new();
    for number in 100..140 {
        let (name, bytes) = file(number);
        store.put(&name, bytes).await.unwrap();
        names.push(name);
    }
    names.sort();
    assert_eq!(store.list(None, 1000).await.unwrap(), names);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = store.list(after.as_ref(), 7).await.unwrap();
        assert!(page.len() <= 7);
        found.extend(page.iter().cloned());
        match page.last() {
            Some(last) => after = Some(last.clone()),
            None => break,
        }
    }
    assert_eq!(found, names);
    assert_eq!(store.list(None, 0).await, Ok(Vec::new()));
    // Behind a name that is not there.
    let missing = file(9999).0;
    let behind: Vec<Name> = names.iter().filter(|&name| *name > missing).cloned().collect();
    assert_eq!(store.list(Some(&missing), 1000).await.unwrap(), behind);
    for name in names {
        store.delete(&name).await.unwrap();
    }
    assert_eq!(store.list(None, 10).await, Ok(Vec::new()));
}

async fn takes_the_same_file_from_many(store: &Store) {
    let (name, bytes) = file(3);
    let puts = (0..16).map(|_| store.put(&name, bytes.clone()));
    assert!(futures_util::future::join_all(puts).await.iter().all(Result::is_ok));
    assert_eq!(store.get(&name).await, Ok(Some(bytes)));
    store.delete(&name).await.unwrap();
}
