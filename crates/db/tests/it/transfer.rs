//! A move from SQLite to PostgreSQL: whole and compared, or not at all.

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use db::testing::{EmptyPostgres, TestDb, empty_postgres, fresh_sqlite};
use db::{Clock, Compared, DatabaseUrl, Db, Error, Migration, OpenError, Options, Step, TransferError, Tx, sql};
use postgres::{Client, NoTls};

use crate::basics::Thing;
use crate::put;

const THINGS: Migration = db::migration!("../migrations/0001_things.sql");
const REST: Migration = db::migration!("../migrations/0002_rest.sql");
static OLDER: &[Migration] = &[THINGS];
static ALL: &[Migration] = &[THINGS, REST];
/// When the ids of these tests were made, µs.
const START_US: i64 = 1_800_000_000_000_000;

/// A PostgreSQL schema that holds something else than what it is given.
const SPOILING: &str = "-- owner: spoiling
CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN IF NEW.id = 7 THEN NEW.name = upper(NEW.name); END IF; RETURN NEW; END $$;
CREATE TRIGGER spoil BEFORE INSERT ON thing FOR EACH ROW EXECUTE FUNCTION spoil();
";
static SPOILT: &[Migration] = &[THINGS, Migration::new("0002_spoiling.sql", "-- owner: spoiling\n", SPOILING)];

/// One that refuses a row in the middle.
const REFUSING: &str = "-- owner: refusing
ALTER TABLE thing ADD CONSTRAINT no_seven CHECK (id <> 7000);
";
static REFUSED: &[Migration] = &[THINGS, Migration::new("0002_refusing.sql", "-- owner: refusing\n", REFUSING)];

/// Twins that do not make the same.
const MORE: &str = "-- owner: more
CREATE TABLE more (id BIGINT PRIMARY KEY);
";
const NO_MORE: &str = "-- owner: more
";
static MORE_ON_SQLITE: &[Migration] = &[THINGS, Migration::new("0002_more.sql", MORE, NO_MORE)];
static MORE_ON_POSTGRES: &[Migration] = &[THINGS, Migration::new("0002_more.sql", NO_MORE, MORE)];

const COLUMNS: &str = "id, name, done, weight, raw";

async fn source(migrations: &'static [Migration]) -> TestDb {
    fresh_sqlite(migrations, |options| options.clock = Clock::manual(START_US)).await
}

async fn transfer(
    from: &TestDb,
    to: &EmptyPostgres,
    migrations: &'static [Migration],
) -> Result<Vec<Compared>, TransferError> {
    db::transfer(from.options().clone(), to.url(), migrations, |_| {}).await
}

/// The target, opened as a node that runs on it.
async fn opened(to: &EmptyPostgres, from: &TestDb, migrations: &'static [Migration]) -> Db {
    let mut options = Options::new(DatabaseUrl::Postgres(to.url()), from.data_dir());
    (options.readers, options.writers, options.workers) = (1, 1, 1);
    options.clock = from.options().clock.clone();
    Db::open(options, migrations).await.unwrap()
}

/// Runs statements beside everybody else, and gives the texts in the first column of the last.
async fn beside(url: String, statements: &'static [&'static str]) -> Vec<String> {
    let ran = tokio::task::spawn_blocking(move || {
        let mut client = Client::connect(&url, NoTls).unwrap();
        let mut last = Vec::new();
        for statement in statements {
            last = client.query(*statement, &[]).unwrap().iter().map(|row| row.get(0)).collect();
        }
        last
    });
    ran.await.unwrap()
}

/// Whether nothing is there.
async fn is_empty(to: &EmptyPostgres) -> bool {
    let names = &["SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
        UNION ALL SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"];
    beside(to.url(), names).await.is_empty()
}

/// Changes the file behind the program's back.
fn tamper(data_dir: &Path, statements: &str) {
    rusqlite::Connection::open(data_dir.join("athena.db")).unwrap().execute_batch(statements).unwrap();
}

fn rows(compared: &[Compared], table: &str) -> u64 {
    let found = compared.iter().find(|compared| compared.table == table);
    found.unwrap_or_else(|| panic!("{table} was not moved")).target.rows
}

fn things() -> Vec<Thing> {
    let names = [
        "",
        "Ärger's \"quoted\"; DROP TABLE thing; --",
        "tab\tnewline\nreturn\rbackslash\\N \\.",
        "日本語 العربية 👩🏽‍🚀 e\u{301} é",
        "\u{1}\u{7f}\u{feff}\u{10ffff}",
        "z",
        "Z",
        "ä",
    ];
    let floats = [0.0, -0.0, 0.1, -1.5e300, f64::MAX, f64::MIN_POSITIVE, 5e-324, f64::INFINITY, f64::NEG_INFINITY];
    let ids = [i64::MIN, -1, 0, 1, i64::from(u32::MAX), 1 << 62, i64::MAX - 1, i64::MAX];
    let mut things: Vec<Thing> = names
        .iter()
        .zip(ids)
        .zip(floats)
        .map(|((name, id), weight)| Thing {
            id,
            name: (*name).to_owned(),
            done: id > 0,
            weight: Some(weight),
            raw: Some((0..=255).cycle().skip(name.len()).take(name.len() * 300).collect()),
        })
        .collect();
    things.push(Thing { id: 2, name: "none".to_owned(), done: false, weight: None, raw: None });
    things.push(Thing { id: 3, name: "long ".repeat(500), done: true, weight: Some(1.0 / 3.0), raw: Some(vec![]) });
    things.push(Thing { id: 4, name: "big".to_owned(), done: true, weight: None, raw: Some(vec![7; 3_000_000]) });
    things
}

fn put_thing(tx: &mut Tx<'_>, thing: &Thing) -> Result<(), Error> {
    let insert = sql!("INSERT INTO thing (id, name, done, weight, raw) VALUES ($1, $2, $3, $4, $5)");
    tx.run(insert, &[&thing.id, &thing.name, &thing.done, &thing.weight, &thing.raw]).map(drop)
}

#[tokio::test]
async fn everything_is_moved_as_it_is_and_the_source_stays_untouched() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    let written: Result<(), Error> = from
        .write(|tx| {
            for thing in things() {
                put_thing(tx, &thing)?;
            }
            tx.run(sql!("INSERT INTO part (id, thing_id) VALUES (1, 2), (2, 2)"), &[])?;
            tx.run(sql!("INSERT INTO cart (id, horse_id, before_id) VALUES (9, 1, 10), (10, NULL, 9)"), &[])?;
            tx.run(sql!("INSERT INTO horse (id, cart_id) VALUES (1, 9)"), &[])?;
            for (number, on) in [(1_i64, true), (1, false), (-1, true)] {
                tx.run(
                    sql!(r#"INSERT INTO "a ""quoted"" name" ("order", "from", is_on) VALUES ($1, $2, $3)"#),
                    &[&number, &[0xff_u8, 0x00], &on],
                )?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
    from.close().await;
    let file = from.data_dir().join("athena.db");
    let before = std::fs::read(&file).unwrap();

    let compared = transfer(&from, &to, ALL).await.unwrap();
    assert!(compared.iter().all(Compared::is_same), "{compared:#?}");
    let tables: Vec<_> = compared.iter().map(|one| (one.table.as_str(), one.target.rows)).collect();
    let wanted =
        [("a \"quoted\" name", 3), ("bare", 0), ("cart", 2), ("changes", 0), ("horse", 1), ("node", 1), ("part", 2)];
    assert_eq!(tables, [&wanted[..], &[("thing", 11), ("word", 1)]].concat());
    assert!(std::fs::read(&file).unwrap() == before, "the source has changed");

    let target = opened(&to, &from, ALL).await;
    let all = sql!("SELECT {COLUMNS} FROM thing ORDER BY id");
    let moved: Result<Vec<Thing>, Error> = target.read(move |r| r.all(all, &[])).await;
    let mut wanted = things();
    wanted.sort_by_key(|thing| thing.id);
    let moved = moved.unwrap();
    assert_eq!(moved, wanted);
    let bits = |things: &[Thing]| -> Vec<_> { things.iter().map(|thing| thing.weight.map(f64::to_bits)).collect() };
    let kept = from.open_again(|_| {}).await.unwrap();
    let here: Result<Vec<Thing>, Error> = kept.read(move |r| r.all(all, &[])).await;
    assert_eq!(bits(&moved), bits(&here.unwrap()));
    kept.close().await;
    target.close().await;
}

#[tokio::test]
async fn ids_and_the_log_go_on_where_they_were() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    for key in 1..=5 {
        let written: Result<(), Error> = from.write(move |tx| tx.change("thing", key)).await;
        written.unwrap();
    }
    let db::Changes { settled: seen, cursor, .. } = from.changes_since(db::Cursor::default()).await.unwrap();
    assert_eq!(seen.len(), 5);
    let written: Result<(), Error> = from
        .write(|tx| {
            tx.change("thing", 6)?;
            // The newest number is one whose row is gone.
            tx.change("thing", 7)?;
            tx.run(sql!("DELETE FROM changes WHERE key = 7"), &[]).map(drop)
        })
        .await;
    written.unwrap();
    let last = (0..10_000).map(|_| from.new_id()).max().unwrap();
    let written: Result<(), Error> = from.write(|tx| put(tx, 1, "the ceiling is stored with a commit")).await;
    written.unwrap();
    from.close().await;

    transfer(&from, &to, ALL).await.unwrap();
    let target = opened(&to, &from, ALL).await;
    // The clock of these tests has not moved.
    assert!(target.new_id() > last, "an id was given twice");
    let written: Result<(), Error> = target.write(|tx| tx.change("thing", 8)).await;
    written.unwrap();
    // A transaction elsewhere in the cluster may hold the horizon back for a moment.
    let both = async {
        loop {
            let new = target.changes_since(cursor).await.unwrap().settled;
            if new.len() >= 2 {
                return new;
            }
        }
    };
    let new = tokio::time::timeout(Duration::from_secs(20), both).await.unwrap();
    assert_eq!(new.iter().map(|change| change.key).collect::<Vec<_>>(), [6, 8], "a cursor of before goes on");
    assert!(new.last().unwrap().seq > seen.last().unwrap().seq + 2, "{new:?}");
    target.close().await;
}

#[tokio::test]
async fn the_schema_is_that_of_a_start_with_all_its_keys() {
    let Some(to) = empty_postgres().await else { return };
    let Some(fresh) = empty_postgres().await else { return };
    let from = source(ALL).await;
    from.close().await;
    transfer(&from, &to, ALL).await.unwrap();
    opened(&fresh, &from, ALL).await.close().await;
    let schema = &["SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS line
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
        UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"];
    let moved = beside(to.url(), schema).await;
    assert!(moved.iter().filter(|line| line.contains("FOREIGN KEY")).count() == 3, "{moved:#?}");
    assert_eq!(moved, beside(fresh.url(), schema).await);
}

#[tokio::test]
async fn a_target_with_anything_in_it_is_refused_and_stays_as_it_is() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    from.close().await;
    beside(to.url(), &["CREATE TABLE ours (id int)", "INSERT INTO ours VALUES (1)"]).await;
    let refused = transfer(&from, &to, ALL).await;
    let Err(TransferError::NotEmpty(names)) = refused else { panic!("{refused:?}") };
    assert_eq!(names, "ours");
    assert_eq!(beside(to.url(), &["SELECT id::text FROM ours"]).await, ["1"]);

    beside(to.url(), &["DROP TABLE ours"]).await;
    transfer(&from, &to, ALL).await.unwrap();
    let again = transfer(&from, &to, ALL).await;
    let Err(TransferError::NotEmpty(names)) = again else { panic!("{again:?}") };
    assert!(names.contains("cart") && names.contains("and 6 more"), "{names}");
}

#[tokio::test]
async fn a_value_that_changes_on_the_way_is_found_and_nothing_is_kept() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(SPOILT).await;
    let written: Result<(), Error> = from
        .write(|tx| {
            put(tx, 1, "one")?;
            put(tx, 7, "seven")
        })
        .await;
    written.unwrap();
    from.close().await;
    let compared = transfer(&from, &to, SPOILT).await.unwrap();
    let differing: Vec<_> = compared.iter().filter(|one| !one.is_same()).collect();
    assert_eq!(differing.iter().map(|one| one.table.as_str()).collect::<Vec<_>>(), ["thing"]);
    assert_eq!(differing[0].source.rows, differing[0].target.rows, "only the hash tells");
    assert!(is_empty(&to).await);
}

#[tokio::test]
async fn a_move_that_breaks_off_leaves_nothing_and_can_be_repeated() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    let written: Result<(), Error> = from
        .write(|tx| {
            for id in 0..5_000 {
                put(tx, id, &format!("thing {id} {}", "x".repeat(100)))?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
    from.close().await;
    for (step, table) in [(Step::Copying, "thing"), (Step::Comparing, "part"), (Step::Comparing, "word")] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (url, told) = (to.url(), seen.clone());
        let broken = db::transfer(from.options().clone(), to.url(), ALL, move |progress| {
            told.lock().unwrap().push((progress.step, progress.table.to_owned(), progress.done));
            if (progress.step, progress.table) == (step, table) {
                let kill = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                    WHERE datname = current_database() AND pid <> pg_backend_pid()";
                // The driver must not run where a runtime already does.
                let url = url.clone();
                let killed = std::thread::spawn(move || {
                    Client::connect(&url, NoTls).and_then(|mut client| client.batch_execute(kill))
                });
                // Killed once; the second time nobody is there.
                killed.join().unwrap().unwrap();
            }
        });
        let broken = broken.await;
        assert!(broken.is_err(), "{step:?} {table}: {broken:?}");
        assert!(seen.lock().unwrap().contains(&(Step::Reading, "thing".to_owned(), 4_096)), "nothing was told");
        assert!(is_empty(&to).await, "{step:?} {table}");
    }
    let compared = transfer(&from, &to, ALL).await.unwrap();
    assert!(rows(&compared, "thing") == 5_000 && compared.iter().all(Compared::is_same));
}

#[tokio::test]
async fn a_row_that_the_server_refuses_ends_it_in_the_server_s_words() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(REFUSED).await;
    let written: Result<(), Error> = from
        .write(|tx| {
            for id in 0..20_000 {
                put(tx, id, &format!("thing {id}"))?;
            }
            Ok(())
        })
        .await;
    written.unwrap();
    from.close().await;
    let refused = transfer(&from, &to, REFUSED).await.err().unwrap().to_string();
    assert!(refused.contains("the row of thing with id = 7000:") && refused.contains("no_seven"), "{refused}");
    assert!(is_empty(&to).await);
    // Text that is too long for an index of PostgreSQL is refused when rows are put into it, many at once.
    tamper(
        from.data_dir(),
        "DELETE FROM thing WHERE id = 7000; UPDATE thing SET name = hex(randomblob(9000)) WHERE id = 7003",
    );
    let refused = transfer(&from, &to, REFUSED).await.err().unwrap().to_string();
    assert!(refused.contains("the row of thing with id = 7003:") && refused.contains("index"), "{refused}");
    assert!(is_empty(&to).await);
}

#[tokio::test]
async fn what_postgresql_cannot_hold_is_named_by_table_and_key() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    from.close().await;
    for (statement, table, key, why) in [
        ("INSERT INTO word VALUES ('it''s', 'a' || char(0) || 'b')", "word.meaning", "word = 'it\\'s'", "NUL"),
        ("INSERT INTO thing (id, name) VALUES (5, CAST(x'80ff' AS TEXT))", "thing.name", "id = 5", "UTF-8"),
        (
            "INSERT INTO \"a \"\"quoted\"\" name\" VALUES (1, x'0a', 2)",
            "name.is_on",
            "is_on = 2, from = x'0a', order = 1",
            "another type",
        ),
    ] {
        tamper(from.data_dir(), statement);
        let refused = transfer(&from, &to, ALL).await;
        assert!(matches!(refused, Err(TransferError::Unfit { .. })), "{refused:?}");
        let sentence = refused.err().unwrap().to_string();
        assert!(sentence.contains(table) && sentence.contains(key) && sentence.contains(why), "{sentence}");
        assert!(is_empty(&to).await);
        tamper(from.data_dir(), "DELETE FROM word; DELETE FROM thing; DELETE FROM \"a \"\"quoted\"\" name\"");
    }
}

#[tokio::test]
async fn a_source_that_is_in_use_broken_or_not_there_is_refused() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(ALL).await;
    let used = transfer(&from, &to, ALL).await;
    assert!(matches!(used, Err(TransferError::Open(OpenError::Locked(_)))), "{used:?}");
    from.close().await;
    tamper(from.data_dir(), "PRAGMA foreign_keys = OFF; INSERT INTO part (id, thing_id) VALUES (1, 99)");
    let broken = transfer(&from, &to, ALL).await;
    assert!(matches!(&broken, Err(TransferError::Unsound(why)) if why.contains("part")), "{broken:?}");
    let newer = transfer(&from, &to, OLDER).await;
    assert!(matches!(newer, Err(TransferError::Open(OpenError::Newer(2, _)))), "{newer:?}");
    std::fs::remove_file(from.data_dir().join("athena.db")).unwrap();
    let none = transfer(&from, &to, ALL).await.err().unwrap().to_string();
    assert!(none.contains("there is no database"), "{none}");
    assert!(is_empty(&to).await);
}

#[tokio::test]
async fn a_source_older_than_the_program_keeps_its_version_until_the_first_start() {
    let Some(to) = empty_postgres().await else { return };
    let from = source(OLDER).await;
    let written: Result<(), Error> = from.write(|tx| put(tx, 1, "old")).await;
    written.unwrap();
    from.close().await;
    let compared = transfer(&from, &to, ALL).await.unwrap();
    assert!(compared.iter().all(|one| one.is_same() && one.table != "word"), "{compared:?}");
    let examined = db::examine(from.options().clone(), ALL).await.unwrap();
    assert_eq!((examined.schema, examined.pending.len()), (Some(1), 1), "the source was migrated");
    let target = opened(&to, &from, ALL).await;
    let words: Result<i64, Error> = target.read(|r| r.one(sql!("SELECT COUNT(*) FROM word"), &[])).await;
    assert_eq!((words, crate::names(&target).await), (Ok(1), vec!["old".to_owned()]));
    target.close().await;
}

#[tokio::test]
async fn schemas_that_differ_are_not_filled() {
    let Some(to) = empty_postgres().await else { return };
    for (migrations, side) in [(MORE_ON_SQLITE, "SQLite"), (MORE_ON_POSTGRES, "PostgreSQL")] {
        let from = source(migrations).await;
        from.close().await;
        let refused = transfer(&from, &to, migrations).await.err().unwrap().to_string();
        assert!(refused.contains("more.id") && refused.contains(&format!("only in {side}")), "{refused}");
        assert!(is_empty(&to).await);
    }
}
