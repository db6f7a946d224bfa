//! What a request does every day.

use db::{Error, Tx, record, sql};

use crate::things;

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

pub(crate) fn put(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<(), Error> {
    tx.run(sql!("INSERT INTO thing (id, name) VALUES ($1, $2)"), &[&id, &name]).map(drop)
}

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
