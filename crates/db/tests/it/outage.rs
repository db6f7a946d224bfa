//! PostgreSQL that goes away: killed connections, refused ones, a server that stands still.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use db::testing::{Cluster, TestDb, fresh_postgres};
use db::{DatabaseUrl, Db, Error, OpenError, Options, sql};
use tokio::time::timeout;

use crate::{MIGRATIONS, names, put};

/// A database on a server that the test may hurt; none (loudly) where PostgreSQL is not installed.
async fn own(change: impl FnOnce(&mut Options)) -> Option<(TestDb, Cluster)> {
    let cluster = tokio::task::spawn_blocking(Cluster::start).await.unwrap()?;
    let db = fresh_postgres(cluster.url(), MIGRATIONS, change).await;
    Some((db, cluster))
}

/// Runs a command beside the pools.
async fn beside(db: &TestDb, command: &'static str) {
    let DatabaseUrl::Postgres(url) = db.options().url.clone() else { panic!("not PostgreSQL") };
    let ran = tokio::task::spawn_blocking(move || {
        postgres::Client::connect(&url, postgres::NoTls).and_then(|mut client| client.batch_execute(command))
    });
    ran.await.unwrap().unwrap();
}

const KILL_OTHERS: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()";

#[tokio::test]
async fn killed_connections_are_opened_again_and_nobody_notices() {
    let Some((db, _server)) = own(|_| {}).await else { return };
    let written: Result<(), Error> = db.write(|tx| put(tx, 1, "before")).await;
    written.unwrap();
    names(&db).await;
    beside(&db, KILL_OTHERS).await;
    let written: Result<(), Error> = db.write(|tx| put(tx, 2, "after")).await;
    assert_eq!(written, Ok(()));
    assert_eq!(names(&db).await, ["after", "before"]);
}

#[tokio::test]
async fn a_connection_killed_inside_a_transaction_leaves_nothing_and_the_closure_runs_again() {
    let Some((db, _server)) = own(|_| {}).await else { return };
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let written: Result<(), Error> = db
        .write(move |tx| {
            put(tx, 1, "once")?;
            if counted.fetch_add(1, Ordering::SeqCst) == 0 {
                tx.opt::<bool>(
                    sql!(sqlite: "SELECT 1", postgres: "SELECT pg_terminate_backend(pg_backend_pid())"),
                    &[],
                )?;
            }
            Ok(())
        })
        .await;
    assert_eq!((written, runs.load(Ordering::SeqCst)), (Ok(()), 2));
    assert_eq!(names(&db).await, ["once"]);

    let always: Result<(), Error> = db
        .write(|tx| {
            put(tx, 2, "never")?;
            tx.opt::<bool>(sql!(sqlite: "SELECT 1", postgres: "SELECT pg_terminate_backend(pg_backend_pid())"), &[])
                .map(drop)
        })
        .await;
    assert_eq!(always, Err(Error::Busy));
    assert_eq!(names(&db).await, ["once"]);
}

#[tokio::test]
async fn a_commit_without_an_answer_is_never_repeated() {
    let Some((db, _server)) = own(|_| {}).await else { return };
    // Ends the session in the middle of COMMIT, where deferred triggers run.
    beside(
        &db,
        "CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS $$
             BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$;
         CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON thing DEFERRABLE INITIALLY DEFERRED
             FOR EACH ROW EXECUTE FUNCTION hang_up()",
    )
    .await;
    let (runs, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let (ran, hooked) = (runs.clone(), done.clone());
    let written: Result<(), Error> = db
        .write(move |tx| {
            ran.fetch_add(1, Ordering::SeqCst);
            let hooked = hooked.clone();
            tx.after_commit(move || {
                hooked.fetch_add(1, Ordering::SeqCst);
            });
            put(tx, 1, "one")
        })
        .await;
    assert_eq!(written, Err(Error::Busy));
    assert_eq!((runs.load(Ordering::SeqCst), done.load(Ordering::SeqCst)), (1, 0));
    // The thread has another connection for the next one.
    let next: Result<u64, Error> = db.write(|tx| tx.run(sql!("DELETE FROM thing"), &[])).await;
    assert_eq!(next, Ok(0));
}

#[tokio::test]
async fn a_deadlock_is_tried_again() {
    const THING: db::LockTable = db::LockTable::new("thing");
    let Some((db, _server)) = own(|_| {}).await else { return };
    let seed: Result<(), Error> = db.write(|tx| put(tx, 1, "one").and_then(|()| put(tx, 2, "two"))).await;
    seed.unwrap();
    let meet = Arc::new(std::sync::Barrier::new(2));
    let cross = |first: i64, second: i64| {
        let (meet, tried) = (meet.clone(), AtomicUsize::new(0));
        db.write(move |tx| -> Result<(), Error> {
            tx.lock(THING, first)?;
            // Only at the first try: then both hold one lock and want the other.
            if tried.fetch_add(1, Ordering::SeqCst) == 0 {
                meet.wait();
            }
            tx.lock(THING, second)?;
            tx.run(sql!("UPDATE thing SET weight = COALESCE(weight, 0.0) + 1.0 WHERE id = $1"), &[&first]).map(drop)
        })
    };
    let (one, two) = tokio::join!(cross(1, 2), cross(2, 1));
    assert_eq!((one, two), (Ok(()), Ok(())));
    let sum: Result<f64, Error> = db.read(|r| r.one(sql!("SELECT SUM(weight) FROM thing"), &[])).await;
    assert_eq!(sum, Ok(2.0));
}

#[tokio::test]
async fn a_changed_schema_is_noticed_and_the_statement_prepared_anew() {
    let Some((db, _server)) = own(|options| options.readers = 1).await else { return };
    let written: Result<u64, Error> =
        db.write(|tx| tx.run(sql!("INSERT INTO thing (id, name, weight) VALUES (1, 'one', 2.0)"), &[])).await;
    written.unwrap();
    let weight = || async {
        let found: Result<f64, Error> = db.read(|r| r.one(sql!("SELECT weight FROM thing WHERE id = 1"), &[])).await;
        found
    };
    assert_eq!(weight().await, Ok(2.0));
    beside(&db, "ALTER TABLE thing ALTER COLUMN weight TYPE BIGINT").await;
    assert_eq!(weight().await, Ok(2.0));
    beside(&db, "ALTER TABLE thing ALTER COLUMN weight TYPE DOUBLE PRECISION").await;
    let found: Result<f64, Error> =
        db.write(|tx| tx.one(sql!("UPDATE thing SET weight = 3.0 WHERE id = 1 RETURNING weight"), &[])).await;
    assert_eq!(found, Ok(3.0));
    assert_eq!(weight().await, Ok(3.0));
}

#[tokio::test]
async fn a_server_that_refuses_is_busy_at_once() {
    let Some((db, server)) = own(|_| {}).await else { return };
    tokio::task::spawn_blocking(move || drop(server)).await.unwrap();
    for _ in 0..20 {
        let start = Instant::now();
        let read: Result<i64, Error> = db.read(|r| r.one(sql!("SELECT CAST(1 AS BIGINT)"), &[])).await;
        let written: Result<(), Error> = db.write(|tx| put(tx, 1, "one")).await;
        assert_eq!((read, written), (Err(Error::Busy), Err(Error::Busy)));
        assert!(start.elapsed() < Duration::from_secs(2));
    }
    let opened = Db::open(db.options().clone(), MIGRATIONS).await;
    assert!(matches!(opened, Err(OpenError::Other(_))), "{:?}", opened.err());
}

#[tokio::test]
async fn a_server_that_stands_still_is_busy_within_the_deadline_and_back_soon_after() {
    let deadline = Duration::from_millis(500);
    let change = |options: &mut Options| {
        (options.read_deadline, options.write_deadline) = (deadline, deadline);
        options.background_deadline = deadline;
    };
    let Some((db, server)) = own(change).await else { return };
    let written: Result<(), Error> = db.write(|tx| put(tx, 1, "before")).await;
    written.unwrap();
    assert_eq!(names(&db).await, ["before"]);
    let paused = server.pause();
    // Long enough for every thread to be stuck and some to be replaced.
    let until = Instant::now() + Duration::from_secs(5);
    while Instant::now() < until {
        let start = Instant::now();
        let (read, written) = tokio::join!(
            db.read(|r| r.one::<i64>(sql!("SELECT COUNT(*) FROM thing"), &[])),
            db.write(|tx| put(tx, 2, "during")),
        );
        assert_eq!((read, written), (Err(Error::Busy), Err(Error::Busy)));
        assert!(start.elapsed() < deadline + Duration::from_secs(3), "{:?}", start.elapsed());
    }
    let options = db.options().clone();
    let (opened, examined) = timeout(Duration::from_secs(60), async {
        tokio::join!(Db::open(options.clone(), MIGRATIONS), db::examine(options.clone(), MIGRATIONS))
    })
    .await
    .expect("whoever begins now hears that nobody answers");
    assert!(matches!(opened, Err(OpenError::Other(_))) && matches!(examined, Err(OpenError::Other(_))));
    drop(paused);
    let until = Instant::now() + Duration::from_secs(10);
    loop {
        let written: Result<(), Error> = db.write(|tx| put(tx, 3, "after")).await;
        // Written by a try whose answer came too late is as good.
        if matches!(written, Ok(()) | Err(Error::Conflict(_))) {
            break;
        }
        assert!(Instant::now() < until, "{written:?}");
    }
    // Whether "during" is there is unknown by nature: its COMMIT may have been on its way.
    let found = names(&db).await;
    assert!(found.contains(&"before".to_owned()) && found.contains(&"after".to_owned()), "{found:?}");
}

#[tokio::test]
async fn a_thread_that_does_not_come_back_is_replaced() {
    let change = |options: &mut Options| {
        (options.writers, options.write_deadline) = (1, Duration::from_millis(200));
    };
    let Some((db, _server)) = own(change).await else { return };
    let hold = crate::Hold::default();
    let inside = hold.clone();
    let held: Result<(), Error> = db
        .write(move |_| {
            inside.here();
            Ok(())
        })
        .await;
    assert_eq!(held, Err(Error::Busy));
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let written: Result<(), Error> = db.write(|tx| put(tx, 1, "by another thread")).await;
        // Written by a try whose answer came too late is as good.
        if matches!(written, Ok(()) | Err(Error::Conflict(_))) {
            break;
        }
        assert!(Instant::now() < until, "{written:?}");
    }
    hold.release();
}
