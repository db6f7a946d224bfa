//! Every text of this crate on both databases, and a few that must be found wrong.

use db::testing::{Cluster, TestDb, fresh_postgres, fresh_sqlite};
use db::{Migration, Sql, sql};

static NONE: &[Migration] = &[];

/// Texts that the check must object to, with a word of the objection on each database ("" where none is due).
fn wrong() -> Vec<(Sql, &'static str, &'static str)> {
    vec![
        (sql!("SELECT seq FROM nowhere"), "nowhere", "nowhere"),
        (sql!("SELECT 1"), "", "int4"),
        (sql!("SELECT SUM(key) FROM changes"), "", "numeric"),
        (sql!("SELECT * FROM changes"), "name the columns", "name the columns"),
        (sql!("SELECT seq FROM changes WHERE topic = \"thing\""), "thing", "thing"),
        (sql!("SELECT seq FROM changes WHERE $1 IS NULL"), "", "$1"),
        (sql!("SELECT key::bigint FROM changes"), "token", "CAST"),
        (sql!("SELECT key FROM changes WHERE topic ILIKE $1"), "ILIKE", "ILIKE"),
    ]
}

async fn check(db: &TestDb, word: impl Fn(&(Sql, &'static str, &'static str)) -> &'static str) {
    let problems = db.check_sql().await;
    let wrong = wrong();
    for case in &wrong {
        let text = case.0.text();
        let said: Vec<&str> = problems
            .iter()
            .filter(|problem| (problem.file, problem.line) == (text.file, text.line))
            .map(|problem| problem.problem.as_str())
            .collect();
        let wanted = word(case);
        let right = if wanted.is_empty() { said.is_empty() } else { said.iter().any(|text| text.contains(wanted)) };
        assert!(right, "{}: wanted {wanted:?}, heard {said:?}", text.text);
    }
    let known = |problem: &&db::SqlProblem| wrong.iter().any(|case| case.0.text().line == problem.line);
    let others: Vec<_> =
        problems.iter().filter(|problem| !(problem.file.ends_with("sql.rs") && known(problem))).collect();
    assert!(others.is_empty(), "{others:#?}");
}

#[tokio::test]
async fn every_text_of_this_crate_is_right_on_sqlite() {
    check(&fresh_sqlite(NONE, |_| {}).await, |case| case.1).await;
}

#[tokio::test]
async fn every_text_of_this_crate_is_right_on_postgres() {
    let Some(server) = tokio::task::spawn_blocking(Cluster::start).await.unwrap() else { return };
    check(&fresh_postgres(server.url(), NONE, |_| {}).await, |case| case.2).await;
}

#[tokio::test]
async fn texts_are_registered_with_their_place_and_numbered_for_sqlite() {
    let text = sql!("SELECT seq FROM changes WHERE key = $1 AND topic <> '$2' LIMIT $2").text();
    assert_eq!(text.sqlite, "SELECT seq FROM changes WHERE key = ?1 AND topic <> '$2' LIMIT ?2");
    assert!(db::all_sql().iter().any(|known| std::ptr::eq(*known, text)));
    let db = fresh_sqlite(NONE, |_| {}).await;
    let plan = db.explain(sql!("SELECT topic FROM changes WHERE seq = $1")).await.unwrap();
    assert!(plan.contains("INTEGER PRIMARY KEY"), "{plan}");
}
