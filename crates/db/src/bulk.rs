//! Filling a table without its indexes: its rows are sorted once at the end, instead of looked for one by one.

use std::time::Duration;

use crate::{Db, Error, Sql, SqlText, sql};

/// How long building an index may take.
const PATIENCE: Duration = Duration::from_secs(3600);

impl Db {
    /// Does `work` while the table has no index but that of its primary key, and builds the others anew once it is done,
    /// however it ended. For a database that nobody else uses yet: meanwhile each search in the table reads all of it,
    /// and only at the end is it told if two rows are the same that must not be. On PostgreSQL it is only the work.
    ///
    /// # Errors
    /// Those of the work, and what the database says; then an index may be missing.
    pub async fn filling<T, E: From<Error> + Send + 'static>(
        &self,
        table: &'static str,
        work: impl Future<Output = Result<T, E>>,
    ) -> Result<T, E> {
        if !self.is_sqlite() {
            return work.await;
        }
        let indexes: Vec<(String, String)> = self
            .read(move |r| {
                r.all::<(String, String)>(
                    sql!(
                        sqlite: "SELECT name, sql FROM sqlite_schema
                            WHERE type = 'index' AND tbl_name = $1 AND sql IS NOT NULL ORDER BY name",
                        postgres: "SELECT indexname::text, indexdef FROM pg_indexes WHERE tablename::text = CAST($1 AS TEXT)"
                    ),
                    &[&table],
                )
            })
            .await?;
        for (name, _) in &indexes {
            self.change_schema(&format!("DROP INDEX {name}")).await?;
        }
        let done = work.await;
        for (_, text) in &indexes {
            self.change_schema(text).await?;
        }
        done
    }

    async fn change_schema(&self, text: &str) -> Result<(), Error> {
        // Statements live as long as the program; of these there are a few, once in its life.
        let text: &'static str = Box::leak(text.to_owned().into_boxed_str());
        let text: &'static SqlText = Box::leak(Box::new(SqlText { text, sqlite: text, file: file!(), line: line!() }));
        self.write_within(PATIENCE, move |tx| tx.run(Sql::new(text), &[]).map(drop)).await
    }
}
