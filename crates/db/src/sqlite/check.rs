//! Prepares texts without running them.

use rusqlite::Connection;

use super::{Sqlite, setup};
use crate::check::Checker;
use crate::{OpenError, SqlText};

impl Sqlite {
    pub(crate) fn checker(&self) -> Result<Box<dyn Checker>, OpenError> {
        Ok(Box::new(OnSqlite(setup::open_reader(&self.file, &self.shared)?)))
    }
}

struct OnSqlite(Connection);

impl Checker for OnSqlite {
    fn problem(&mut self, text: &SqlText) -> Option<String> {
        let statement = match self.0.prepare(text.sqlite) {
            Ok(statement) => statement,
            Err(error) => return Some(error.to_string()),
        };
        let unnamed = (1..=statement.parameter_count()).find(|at| statement.parameter_name(*at).is_none());
        unnamed.map(|at| format!("there is no ${at}"))
    }

    fn plan(&mut self, text: &SqlText) -> Result<String, String> {
        let lines = self.0.prepare(&format!("EXPLAIN QUERY PLAN {}", text.sqlite)).and_then(|mut statement| {
            let rows = statement.raw_query();
            rows.mapped(|row| row.get::<_, String>(3)).collect::<Result<Vec<_>, _>>()
        });
        lines.map(|lines| lines.join("\n")).map_err(|error| error.to_string())
    }
}
