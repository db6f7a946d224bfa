//! What a request does every day.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use db::{Error, LockTable, record, sql};
use futures_util::future::join_all;

use crate::{names, put, things, things_with};

record! {
    /// A thing as the tests read it.
    #[derive(Debug, Clone, PartialEq)]
    pub(crate) struct Thing {
        pub(crate) name: String,
        pub(crate) id: i64,
        pub(crate) done: bool,
        pub(crate) weight: Option<f64>,
        pub(crate) raw: Option<Vec<u8>>,
    }
}

const COLUMNS: &str = "id, name, done, weight, raw";

#[tokio::test]
async fn what_is_written_is_read_back_with_its_types() {
    let db = things().await;
    let id = db.new_id();
    let given: (i64, String) = db
        .write(move |tx| {
            tx.one(
                sql!("INSERT INTO thing (id, name, done, weight, raw) VALUES ($1, $2, $3, $4, $5) RETURNING id, name"),
                &[&id, &"Ärger's", &true, &1.5_f64, &vec![0_u8, 255]],
            )
        })
        .await
        .map_err(|error: Error| error)
        .unwrap();
    assert_eq!(given, (id, "Ärger's".to_owned()));
    let found: Vec<Thing> = db
        .read(move |r| r.all(sql!("SELECT {COLUMNS} FROM thing WHERE id = $1"), &[&id]))
        .await
        .map_err(|error: Error| error)
        .unwrap();
    let wanted = Thing { id, name: "Ärger's".to_owned(), done: true, weight: Some(1.5), raw: Some(vec![0, 255]) };
    assert_eq!(found, [wanted]);
    let none: Result<i64, Error> = db.read(|r| r.one(sql!("SELECT id FROM thing WHERE id = -1"), &[])).await;
    assert_eq!(none, Err(Error::NotFound));
}

#[tokio::test]
async fn a_list_is_given_as_json() {
    let db = things().await;
    let found: Result<Vec<i64>, Error> = db
        .write(|tx| {
            for id in 1..=5 {
                put(tx, id, &format!("thing {id}"))?;
            }
            let list = "[2, 4, 9]";
            tx.all(
                sql!(
                    "SELECT id FROM thing WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))
                     ORDER BY id"
                ),
                &[&list],
            )
        })
        .await;
    assert_eq!(found, Ok(vec![2, 4]));
}

#[tokio::test]
async fn the_clock_in_sql_is_the_injected_one() {
    let clock = db::Clock::manual(1_800_000_000_000_000);
    let db = db::testing::fresh_with(crate::MIGRATIONS, |options| options.clock = clock.clone()).await;
    clock.advance(5);
    let now: Result<i64, Error> = db.read(|r| r.one(sql!("SELECT now_us()"), &[])).await;
    assert_eq!(now, Ok(1_800_000_000_000_005));
    let now: Result<i64, Error> = db.write(|tx| tx.one(sql!("SELECT now_us()"), &[])).await;
    assert_eq!(now, Ok(1_800_000_000_000_005));
}

#[tokio::test]
async fn a_reader_that_tries_to_write_is_refused_by_the_connection() {
    let db = things().await;
    let sneaky: Result<i64, Error> =
        db.read(|r| r.one(sql!("INSERT INTO thing (id, name) VALUES (1, 'sneaky') RETURNING id"), &[])).await;
    assert!(matches!(sneaky, Err(Error::Internal(_))), "{sneaky:?}");
    assert!(names(&db).await.is_empty());
}

#[tokio::test]
async fn a_failed_statement_poisons_what_follows() {
    let db = things().await;
    let answer: Result<(), Error> = db
        .write(|tx| {
            put(tx, 1, "one")?;
            let conflict = put(tx, 2, "one");
            assert!(matches!(conflict, Err(Error::Conflict(_))), "{conflict:?}");
            let after = put(tx, 3, "three");
            assert_eq!(after, Err(Error::Poisoned));
            Ok(())
        })
        .await;
    assert_eq!(answer, Err(Error::Poisoned));
    assert!(names(&db).await.is_empty());
}

#[tokio::test]
async fn an_expected_conflict_is_no_failure() {
    let db = things().await;
    let answer: Result<u64, Error> = db
        .write(|tx| {
            put(tx, 1, "one")?;
            tx.run(sql!("INSERT INTO thing (id, name) VALUES (2, 'one') ON CONFLICT (name) DO NOTHING"), &[])
        })
        .await;
    assert_eq!(answer, Ok(0));
    assert_eq!(names(&db).await, ["one"]);
}

#[tokio::test]
async fn work_after_a_commit_is_done_before_the_answer_and_only_after_a_commit() {
    let db = things().await;
    let done = Arc::new(AtomicUsize::new(0));
    let count = done.clone();
    let answer: Result<(), Error> = db
        .write(move |tx| {
            put(tx, 1, "one")?;
            let count = count.clone();
            tx.after_commit(move || {
                count.fetch_add(1, Ordering::SeqCst);
            });
            Ok(())
        })
        .await;
    assert_eq!((answer, done.load(Ordering::SeqCst)), (Ok(()), 1));
    let count = done.clone();
    let answer: Result<(), Error> = db
        .write(move |tx| {
            let count = count.clone();
            tx.after_commit(move || {
                count.fetch_add(1, Ordering::SeqCst);
            });
            put(tx, 1, "again")
        })
        .await;
    assert!(matches!(answer, Err(Error::Conflict(_))));
    assert_eq!(done.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_transaction_reaches_what_the_product_has_put_there() {
    struct Product(&'static str);
    let db = things().await;
    db.set_extension(Arc::new(Product("here")));
    let found: Result<(Option<&str>, bool), Error> = db
        .write(|tx| Ok((tx.extension::<Product>().map(|product| product.0), tx.extension::<String>().is_some())))
        .await;
    assert_eq!(found, Ok((Some("here"), false)));
}

#[tokio::test]
async fn a_rule_over_rows_holds_for_thirty_two_at_once() {
    const THING: LockTable = LockTable::new("thing");
    let db = things_with(|options| options.writers = 8).await;
    let seed: Result<(), Error> = db.write(|tx| put(tx, 1, "whole")).await;
    seed.unwrap();
    let answers = join_all((0..32_i64).map(|n| {
        db.write(move |tx| -> Result<bool, Error> {
            tx.lock(THING, 1)?;
            let parts: i64 = tx.one(sql!("SELECT COUNT(*) FROM part WHERE thing_id = 1"), &[])?;
            if parts >= 3 {
                return Ok(false);
            }
            tx.run(sql!("INSERT INTO part (id, thing_id) VALUES ($1, 1)"), &[&n])?;
            Ok(true)
        })
    }))
    .await;
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(true)).count(), 3);
    assert_eq!(answers.iter().filter(|answer| **answer == Ok(false)).count(), 29);
}
