//! The file of SQLite: its lock, its log, its copies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use db::testing::fresh_sqlite;
use db::{Error, OpenError, sql};

use crate::{MIGRATIONS, put, things};

#[tokio::test]
async fn one_process_holds_the_directory() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let second = db.open_again(|_| {}).await;
    assert!(matches!(second, Err(OpenError::Locked(_))), "{:?}", second.err());
    db.close().await;
    let third = db.open_again(|_| {}).await.unwrap();
    third.close().await;
}

#[tokio::test]
async fn what_is_written_after_a_close_is_busy() {
    let db = things().await;
    db.close().await;
    let late: Result<(), Error> = db.write(|tx| put(tx, 1, "late")).await;
    assert_eq!(late, Err(Error::Busy));
    db.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_while_others_write_is_whole_and_holds_all_that_was_answered() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    for id in 0..200 {
        let big = vec![1_u8; 20_000];
        let written: Result<u64, Error> = db
            .write(move |tx| {
                put(tx, id, &format!("thing {id}"))?;
                tx.run(sql!("UPDATE thing SET raw = $2 WHERE id = $1"), &[&id, &big])
            })
            .await;
        written.unwrap();
    }
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (db, stop) = ((*db).clone(), stop.clone());
        async move {
            let mut id = 1_000;
            while !stop.load(Ordering::SeqCst) {
                id += 1;
                let written: Result<u64, Error> = db
                    .write(move |tx| {
                        put(tx, id, &format!("later {id}"))?;
                        tx.run(sql!("INSERT INTO part (id, thing_id) VALUES ($1, $1)"), &[&id])
                    })
                    .await;
                written.unwrap();
            }
        }
    });
    let copy = db.data_dir().join("copy.db");
    db.backup_to(&copy).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();

    let opened = rusqlite::Connection::open(&copy).unwrap();
    let count = |text: &str| opened.query_row(text, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(opened.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)).unwrap(), "ok");
    assert_eq!(count("SELECT COUNT(*) FROM thing WHERE id < 1000"), 200);
    assert_eq!(count("SELECT COUNT(*) FROM thing WHERE id > 1000") - count("SELECT COUNT(*) FROM part"), 0);
    assert!(!copy.with_extension("db-wal").exists());
    assert!(db.backup_to(&copy).await.is_err(), "a backup never overwrites");
}

#[tokio::test]
async fn the_log_is_moved_into_the_file_while_we_write() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let log = db.data_dir().join("athena.db-wal");
    let until = Instant::now() + Duration::from_secs(30);
    let file = db.data_dir().join("athena.db");
    let mut id = 0;
    while std::fs::metadata(&file).unwrap().len() < 12_000_000 {
        id += 1;
        let big = vec![1_u8; 100_000];
        let written: Result<u64, Error> = db
            .write(move |tx| {
                put(tx, id, &format!("thing {id}"))?;
                tx.run(sql!("UPDATE thing SET raw = $2 WHERE id = $1"), &[&id, &big])
            })
            .await;
        written.unwrap();
        assert!(Instant::now() < until, "the file does not grow");
    }
    assert!(std::fs::metadata(&log).unwrap().len() < 100_000_000);
    db.close().await;
    assert_eq!(std::fs::metadata(&log).map_or(0, |log| log.len()), 0, "a close leaves no log");
}
