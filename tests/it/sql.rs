//! Every statement, prepared on this database, with its types checked.

use db::sql;

use crate::support::world;

#[tokio::test]
async fn every_statement_is_understood_by_this_database() {
    world(async |t| {
        assert!(db::all_sql().len() > 50, "the statements of the rooms are registered");
        let problems = t.app.db.check_sql().await;
        assert!(problems.is_empty(), "{problems:#?}");
    })
    .await;
}

/// Statements of the product that read a whole table, by words in them.
const WHOLE: &[(&str, &str)] = &[
    ("FROM delivery_schedule", "a row for each schedule of the program, a handful"),
    ("COUNT(*) - COUNT(parked_us)", "only a demo and tests wait until nothing is left to deliver"),
];

/// The tables that a plan of SQLite reads from end to end without an index that names where to begin.
fn read_whole(plan: &str) -> Vec<&str> {
    let made: Vec<&str> = plan
        .lines()
        .filter_map(|line| line.strip_prefix("CO-ROUTINE ").or(line.strip_prefix("MATERIALIZE ")))
        .collect();
    let scans = plan.lines().filter_map(|line| line.strip_prefix("SCAN "));
    let tables = scans.filter(|what| {
        let kind = what.split_once(' ').map_or("", |(_, kind)| kind);
        let is_ordered = kind.starts_with("USING");
        // What a statement makes itself is as large as it says; the catalogue has a row for each table.
        let is_small = *what == "CONSTANT ROW"
            || ["sqlite_sequence", "sqlite_schema"].contains(what)
            || kind.starts_with("VIRTUAL TABLE");
        !is_ordered && !is_small && !made.contains(what)
    });
    tables.collect()
}

/// Words of statements that begin with everybody on purpose, and why.
const OF_EVERYBODY: &[(&str, &str)] = &[
    ("SELECT COUNT(*) FROM account WHERE state = 1", "counts them, for the operator and for the front page"),
    ("ORDER BY a.id DESC LIMIT 1", "ends with the first it finds"),
];

/// Whether a plan of SQLite reads everybody who is in some state, which is nearly everybody.
fn reads_everybody(plan: &str) -> bool {
    plan.lines().any(|line| line.starts_with("SEARCH") && line.ends_with("(state=?)"))
}

#[tokio::test]
async fn every_statement_finds_its_rows_by_an_index() {
    world(async |t| {
        // PostgreSQL reads small tables whole, whatever there is; SQLite always says what it would do.
        if t.app.db.explain(sql!("SELECT CAST(1 AS BIGINT)")).await.is_ok_and(|plan| plan.contains("cost=")) {
            return;
        }
        let (mut searches, mut whole) = (0, Vec::new());
        for text in db::all_sql().into_iter().filter(|text| text.file.contains("src/")) {
            let plan = t.app.db.explain(db::Sql::new(text)).await.unwrap();
            searches += plan.matches("SEARCH").count();
            let may = WHOLE.iter().any(|(words, _)| text.text.contains(words));
            let tables = read_whole(&plan);
            if reads_everybody(&plan) != OF_EVERYBODY.iter().any(|(words, _)| text.text.ends_with(words)) {
                whole.push(format!("{}:{} begins with everybody, or no longer does\n{plan}", text.file, text.line));
            }
            if may == tables.is_empty() {
                whole.push(format!("{}:{} reads {tables:?}, which it may: {may}\n{plan}", text.file, text.line));
            }
        }
        assert!(searches > 80, "{searches}");
        assert!(whole.is_empty(), "{}", whole.join("\n\n"));
    })
    .await;
}
