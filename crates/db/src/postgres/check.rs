//! Prepares texts without running them.

use postgres::types::Type;
use postgres::{Client, SimpleQueryMessage};

use super::Postgres;
use super::connect::{self, Role, describe};
use crate::check::Checker;
use crate::{OpenError, SqlText};

/// The only types that statements take and give.
const FIVE: [Type; 5] = [Type::INT8, Type::FLOAT8, Type::TEXT, Type::BYTEA, Type::BOOL];

impl Postgres {
    pub(crate) fn checker(&self) -> Result<Box<dyn Checker>, OpenError> {
        Ok(Box::new(OnPostgres(connect::open(&self.address, Role::Setup)?)))
    }
}

struct OnPostgres(Client);

impl Checker for OnPostgres {
    fn problem(&mut self, text: &SqlText) -> Option<String> {
        let statement = match self.0.prepare(text.text) {
            Ok(statement) => statement,
            Err(error) => return Some(describe(&error)),
        };
        for (at, ty) in statement.params().iter().enumerate() {
            if !FIVE.contains(ty) {
                return Some(format!("${} has the type {ty}: CAST it to one of the five", at + 1));
            }
        }
        let wrong = statement.columns().iter().find(|column| !FIVE.contains(column.type_()));
        wrong.map(|column| format!("`{}` has the type {}: CAST it to one of the five", column.name(), column.type_()))
    }

    fn plan(&mut self, text: &SqlText) -> Result<String, String> {
        let params = self.0.prepare(text.text).map_err(|error| describe(&error))?.params().len();
        let nulls = vec!["NULL"; params].join(", ");
        let arguments = if params == 0 { String::new() } else { format!("({nulls})") };
        // Utility statements cannot be prepared by name and have no plan.
        let prepared = self
            .0
            .batch_execute(&format!("SET plan_cache_mode = force_generic_plan; PREPARE checked AS {}", text.text));
        prepared.map_err(|error| describe(&error))?;
        let plan = self.0.simple_query(&format!("EXPLAIN EXECUTE checked{arguments}"));
        let forgotten = self.0.batch_execute("DEALLOCATE checked");
        let lines = plan.map_err(|error| describe(&error))?;
        forgotten.map_err(|error| describe(&error))?;
        let texts = lines.iter().filter_map(|line| match line {
            SimpleQueryMessage::Row(row) => row.get(0),
            _ => None,
        });
        Ok(texts.collect::<Vec<_>>().join("\n"))
    }
}
