//! Migrations: whole or not at all, never backwards, never edited.

use db::{Db, Error, Migration, OpenError, sql};

use crate::{MIGRATIONS, names, put, things};

const FIRST: Migration = db::migration!("../migrations/0001_things.sql");
const BROKEN: &str = "-- owner: things
CREATE TABLE half (id BIGINT PRIMARY KEY);
INSERT INTO nowhere (id) VALUES (1);
";
const GOOD: &str = "-- owner: things
CREATE TABLE whole (id BIGINT PRIMARY KEY);
ALTER TABLE thing ADD COLUMN more TEXT;
";
static WITH_BROKEN: &[Migration] = &[FIRST, Migration::new("0002_broken.sql", BROKEN, BROKEN)];
static WITH_GOOD: &[Migration] = &[FIRST, Migration::new("0002_good.sql", GOOD, GOOD)];
static EDITED: &[Migration] = &[Migration::new("0001_things.sql", GOOD, GOOD)];
static DISORDERED: &[Migration] = &[Migration::new("0002_good.sql", GOOD, GOOD), FIRST];

#[tokio::test]
async fn a_migration_happens_whole_or_not_at_all() {
    let db = things().await;
    let written: Result<(), Error> = db.write(|tx| put(tx, 1, "kept")).await;
    written.unwrap();
    db.close().await;
    let broken = Db::open(db.options().clone(), WITH_BROKEN).await;
    assert!(matches!(broken, Err(OpenError::Migration(2, _))), "{:?}", broken.err());
    let good = Db::open(db.options().clone(), WITH_GOOD).await.unwrap();
    let half: Result<i64, Error> = good
        .read(|r| {
            r.one(
                sql!(
                    sqlite: "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('half', 'whole')",
                    postgres: "SELECT COUNT(*) FROM pg_class WHERE relname IN ('half', 'whole')"
                ),
                &[],
            )
        })
        .await;
    assert_eq!(half, Ok(1));
    assert_eq!(names(&good).await, ["kept"]);
    good.close().await;
}

#[tokio::test]
async fn a_program_older_than_its_database_refuses() {
    let db = things().await;
    db.close().await;
    Db::open(db.options().clone(), WITH_GOOD).await.unwrap().close().await;
    let older = Db::open(db.options().clone(), MIGRATIONS).await;
    assert!(matches!(older, Err(OpenError::Newer(2, _))), "{:?}", older.err());
}

#[tokio::test]
async fn an_edited_or_misplaced_migration_refuses() {
    let db = things().await;
    db.close().await;
    let edited = Db::open(db.options().clone(), EDITED).await;
    assert!(matches!(edited, Err(OpenError::Edited(1, _))), "{:?}", edited.err());
    let disordered = Db::open(db.options().clone(), DISORDERED).await;
    assert!(matches!(disordered, Err(OpenError::Disordered(1))), "{:?}", disordered.err());
}

#[tokio::test]
async fn many_processes_migrate_one_database_once() {
    let db = things().await;
    if db.is_sqlite() {
        return;
    }
    let opened = futures_util::future::join_all((0..6).map(|_| Db::open(db.options().clone(), WITH_GOOD))).await;
    for node in opened {
        node.unwrap().close().await;
    }
}
