//! Every statement of the program, prepared on a real database.

use crate::db::Engine;
use crate::{SqlText, all_sql};

/// What is wrong with a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlProblem {
    /// Its source file.
    pub file: &'static str,
    /// The line in it.
    pub line: u32,
    /// What is wrong.
    pub problem: String,
}

impl SqlProblem {
    fn of(text: &SqlText, problem: String) -> SqlProblem {
        SqlProblem { file: text.file, line: text.line, problem }
    }

    pub(crate) fn of_all(problem: &str) -> SqlProblem {
        SqlProblem { file: "", line: 0, problem: problem.to_owned() }
    }
}

/// Checks one text at a time on a connection of its own.
pub(crate) trait Checker {
    /// What the database says against it.
    fn problem(&mut self, text: &SqlText) -> Option<String>;
    /// Its plan.
    fn plan(&mut self, text: &SqlText) -> Result<String, String>;
}

pub(crate) fn all(engine: &Engine) -> Vec<SqlProblem> {
    let mut checker = match checker(engine) {
        Ok(checker) => checker,
        Err(error) => return vec![SqlProblem::of_all(&error)],
    };
    let mut problems = Vec::new();
    for text in all_sql() {
        let said = checker.problem(text).or_else(|| checker.plan(text).err());
        problems.extend(said.map(|problem| SqlProblem::of(text, problem)));
        problems.extend(unshared(text).into_iter().map(|problem| SqlProblem::of(text, problem)));
    }
    problems
}

pub(crate) fn explain(engine: &Engine, text: &SqlText) -> Result<String, String> {
    checker(engine)?.plan(text)
}

fn checker(engine: &Engine) -> Result<Box<dyn Checker>, String> {
    let checker = match engine {
        Engine::Sqlite(sqlite) => sqlite.checker(),
        Engine::Postgres(postgres) => postgres.checker(),
    };
    checker.map_err(|error| error.to_string())
}

/// Words that only one database knows, or that mean different things; see the architecture's list of traps.
const TRAPS: [(&str, &str); 6] = [
    ("CURRENT_TIMESTAMP", "use now_us()"),
    ("GROUP_CONCAT", "there is no common word for it"),
    ("STRING_AGG", "there is no common word for it"),
    ("->", "SQLite and PostgreSQL differ on text"),
    ("ILIKE", "only PostgreSQL knows it: compare normalised columns"),
    ("::", "only PostgreSQL knows it: use CAST"),
];

fn unshared(text: &SqlText) -> Vec<String> {
    let mut problems = Vec::new();
    let words = text.text.split_whitespace().collect::<Vec<_>>().join(" ").to_ascii_uppercase();
    if words.contains("SELECT *") || words.contains(".*") || words.contains("RETURNING *") {
        problems.push("name the columns: * changes with the schema".to_owned());
    }
    // Two texts are for the places where the databases differ.
    let shared = text.text.len() == text.sqlite.len() && text.text.replace('$', "?") == text.sqlite.replace('$', "?");
    if shared {
        let traps = TRAPS.iter().filter(|(word, _)| words.contains(word));
        problems.extend(traps.map(|(word, why)| format!("{word}: {why}")));
    }
    problems
}
