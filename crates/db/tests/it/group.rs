//! Group commit on SQLite: neighbours do not hurt each other, and nobody is told of what is not kept. Most of
//! it must hold on PostgreSQL too, where every closure has its own transaction.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::testing::fresh_sqlite;
use db::{Error, sql};
use futures_util::future::join_all;

use crate::{Hold, MIGRATIONS, names, put, things, things_with};

const SQLITE_BUSY: i32 = 5;
const SQLITE_FULL: i32 = 13;
const SQLITE_IOERR_FSYNC: i32 = 1034;

#[tokio::test]
async fn an_error_takes_nothing_of_its_neighbours_with_it() {
    let db = things().await;
    let hold = Hold::occupy(&db).await;
    let (first, failing, last, ()) = tokio::join!(
        db.write(|tx| put(tx, 1, "first")),
        db.write(|tx| {
            put(tx, 2, "failing")?;
            Err::<(), Error>(Error::NotFound)
        }),
        db.write(|tx| put(tx, 3, "last")),
        async { hold.release() },
    );
    assert_eq!((first, failing, last), (Ok(()), Err(Error::NotFound), Ok(())));
    assert_eq!(names(&db).await, ["first", "last"]);
}

#[tokio::test]
async fn a_panic_takes_nothing_of_its_neighbours_with_it() {
    let db = things().await;
    let hold = Hold::occupy(&db).await;
    let (first, panicking, last, ()) = tokio::join!(
        db.write(|tx| put(tx, 1, "first")),
        db.write(|tx| -> Result<(), Error> {
            put(tx, 2, "panicking")?;
            panic!("a defect in a closure")
        }),
        db.write(|tx| put(tx, 3, "last")),
        async { hold.release() },
    );
    assert_eq!((first, last), (Ok(()), Ok(())));
    assert!(matches!(panicking, Err(Error::Internal(_))), "{panicking:?}");
    assert_eq!(names(&db).await, ["first", "last"]);
}

#[tokio::test]
async fn a_constraint_refused_at_commit_is_the_fault_of_one() {
    let db = things().await;
    let hold = Hold::occupy(&db).await;
    let (first, orphan, last, ()) = tokio::join!(
        db.write(|tx| put(tx, 1, "first")),
        db.write(|tx| -> Result<(), Error> {
            put(tx, 2, "parent of nobody")?;
            tx.run(sql!("INSERT INTO part (id, thing_id) VALUES (1, 404)"), &[]).map(drop)
        }),
        db.write(|tx| put(tx, 3, "last")),
        async { hold.release() },
    );
    assert_eq!((first, last), (Ok(()), Ok(())));
    assert!(matches!(orphan, Err(Error::Conflict(_))), "{orphan:?}");
    assert_eq!(names(&db).await, ["first", "last"]);
}

#[tokio::test]
async fn many_writes_share_one_commit() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let hold = Hold::occupy(&db).await;
    let before = db.options().faults.commits();
    let writes = join_all((0..100).map(|n| db.write(move |tx| put(tx, n, &format!("thing {n}")))));
    let (answers, ()) = tokio::join!(writes, async { hold.release() });
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(db.options().faults.commits() - before, 1, "the held one and the hundred that waited");
}

#[tokio::test]
async fn nobody_joins_a_group_whose_time_is_over() {
    let db = fresh_sqlite(MIGRATIONS, |options| options.group_time = Duration::ZERO).await;
    let hold = Hold::occupy(&db).await;
    let before = db.options().faults.commits();
    let writes = join_all((0..20).map(|n| db.write(move |tx| put(tx, n, &format!("thing {n}")))));
    let (answers, ()) = tokio::join!(writes, async { hold.release() });
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(db.options().faults.commits() - before, 21, "each its own");
}

#[tokio::test]
async fn a_commit_that_fails_for_want_of_room_is_busy_for_all_and_kept_for_none() {
    for code in [SQLITE_FULL, SQLITE_BUSY] {
        let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
        let hold = Hold::occupy(&db).await;
        let ran = Arc::new(AtomicUsize::new(0));
        let faults = db.options().faults.clone();
        let counted = ran.clone();
        let (one, two, ()) = tokio::join!(
            db.write(move |tx| {
                // From inside the group, so that it is this group's COMMIT that fails.
                faults.fail_next_commit(code);
                put(tx, 1, "one")
            }),
            db.write(move |tx| {
                let counted = counted.clone();
                tx.after_commit(move || {
                    counted.fetch_add(1, Ordering::SeqCst);
                });
                put(tx, 2, "two")
            }),
            async { hold.release() },
        );
        assert_eq!((one, two), (Err(Error::Busy), Err(Error::Busy)));
        assert_eq!(ran.load(Ordering::SeqCst), 0);
        assert!(names(&db).await.is_empty());
        let after: Result<(), Error> = db.write(|tx| put(tx, 3, "three")).await;
        assert_eq!(after, Ok(()));
    }
}

#[tokio::test]
async fn a_failed_fsync_is_fatal_and_nothing_is_acknowledged_after_it() {
    let cause = Arc::new(Mutex::new(String::new()));
    let heard = cause.clone();
    let db = fresh_sqlite(MIGRATIONS, |options| {
        options.on_fatal = Arc::new(move |said| said.clone_into(&mut heard.lock().unwrap()));
    })
    .await;
    db.options().faults.fail_next_commit(SQLITE_IOERR_FSYNC);
    let lost: Result<(), Error> = db.write(|tx| put(tx, 1, "lost")).await;
    assert_eq!(lost, Err(Error::Busy));
    assert!(!cause.lock().unwrap().is_empty());
    let after: Result<(), Error> = db.write(|tx| put(tx, 2, "after")).await;
    assert_eq!(after, Err(Error::Busy));
    assert!(names(&db).await.is_empty());
}

#[tokio::test]
async fn a_full_disk_in_the_middle_breaks_the_group_and_the_innocent_run_again() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let hold = Hold::occupy(&db).await;
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let (innocent, greedy, last, ()) = tokio::join!(
        db.write(move |tx| {
            counted.fetch_add(1, Ordering::SeqCst);
            put(tx, 1, "innocent")
        }),
        db.write(|tx| -> Result<(), Error> {
            let pages: i64 = tx.one(sql!("PRAGMA page_count"), &[])?;
            assert!(pages < 200);
            let _limit: i64 = tx.one(sql!("PRAGMA max_page_count = 200"), &[])?;
            let big = vec![7_u8; 2_000_000];
            tx.run(sql!("INSERT INTO thing (id, name, raw) VALUES (2, 'greedy', $1)"), &[&big]).map(drop)
        }),
        db.write(|tx| put(tx, 3, "last")),
        async { hold.release() },
    );
    assert_eq!((innocent, greedy, last), (Ok(()), Err(Error::Busy), Ok(())));
    assert_eq!(runs.load(Ordering::SeqCst), 2, "the innocent ran again");
    assert_eq!(names(&db).await, ["innocent", "last"]);
}

#[tokio::test]
async fn background_work_takes_a_quarter_and_is_not_starved() {
    let db = fresh_sqlite(MIGRATIONS, |_| {}).await;
    let hold = Hold::occupy(&db).await;
    let order = Arc::new(Mutex::new(String::new()));
    let log = |letter: char| {
        let order = order.clone();
        move |_: &mut db::Tx<'_>| -> Result<(), Error> {
            order.lock().unwrap().push(letter);
            Ok(())
        }
    };
    let background = join_all((0..40).map(|_| db.write_background(log('b'))));
    let foreground = join_all((0..40).map(|_| db.write(log('f'))));
    let (one, two, ()) = tokio::join!(background, foreground, async { hold.release() });
    assert!(one.iter().chain(&two).all(Result::is_ok));
    let order = order.lock().unwrap();
    let until_last_foreground = &order[..=order.rfind('f').unwrap()];
    let background = until_last_foreground.matches('b').count();
    assert!((13..=14).contains(&background), "{background} of 40 + {background}: {order}");
}

#[tokio::test]
async fn a_full_queue_is_busy_at_once() {
    let db = things_with(|options| (options.queue, options.writers) = (2, 1)).await;
    let hold = Hold::occupy(&db).await;
    let writes = join_all((0..5).map(|n| db.write(move |tx| put(tx, n, &format!("{n}")))));
    let (answers, ()) = tokio::join!(writes, async { hold.release() });
    let busy: Vec<bool> = answers.iter().map(|answer| *answer == Err(Error::Busy)).collect();
    assert_eq!(busy, [false, false, true, true, true]);
    assert_eq!(names(&db).await, ["0", "1"]);
}
