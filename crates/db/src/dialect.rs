//! Migration texts for each database, from one text in PostgreSQL's types.
//!
//! SQLite: `BIGINT` and `BOOLEAN` become `INTEGER`, `DOUBLE PRECISION` `REAL`, `BYTEA` `BLOB`, and every table
//! is STRICT. PostgreSQL: text columns get `COLLATE "C"`, so that both databases sort by bytes.

use crate::Migration;

/// The text for SQLite.
pub(crate) fn sqlite(migration: &Migration) -> String {
    if migration.sqlite != migration.postgres {
        return migration.sqlite.to_owned();
    }
    let mut out = String::with_capacity(migration.sqlite.len());
    let mut statement = Statement::default();
    for token in Tokens(migration.sqlite) {
        statement.see(token);
        match token.to_ascii_uppercase().as_str() {
            "BIGINT" | "BOOLEAN" => out.push_str("INTEGER"),
            "BYTEA" => out.push_str("BLOB"),
            // The space and PRECISION follow as tokens of their own and say nothing.
            "DOUBLE" => out.push_str("REAL"),
            "PRECISION" => {}
            ";" if statement.ended_table() => out.push_str(" STRICT;"),
            _ => out.push_str(token),
        }
    }
    out
}

/// The text for PostgreSQL.
pub(crate) fn postgres(migration: &Migration) -> String {
    if migration.sqlite != migration.postgres {
        return migration.postgres.to_owned();
    }
    let mut out = String::with_capacity(migration.postgres.len());
    let mut statement = Statement::default();
    let mut previous = String::new();
    for token in Tokens(migration.postgres) {
        statement.see(token);
        out.push_str(token);
        if token.eq_ignore_ascii_case("TEXT") && statement.in_columns() && !previous.eq_ignore_ascii_case("AS") {
            out.push_str(" COLLATE \"C\"");
        }
        if is_word(token) {
            previous = token.to_owned();
        }
    }
    out
}

/// Which statement the tokens are in, and how deep.
#[derive(Default)]
struct Statement {
    words: Vec<String>,
    depth: usize,
    done: bool,
}

impl Statement {
    fn see(&mut self, token: &str) {
        if std::mem::take(&mut self.done) {
            *self = Statement::default();
        }
        match token {
            "(" => self.depth += 1,
            ")" => self.depth = self.depth.saturating_sub(1),
            ";" => self.done = true,
            _ if is_word(token) && self.words.len() < 2 => self.words.push(token.to_ascii_uppercase()),
            _ => {}
        }
    }

    fn begins(&self, verb: &str) -> bool {
        matches!(self.words.as_slice(), [first, second] if first == verb && second == "TABLE")
    }

    fn ended_table(&self) -> bool {
        self.done && self.begins("CREATE")
    }

    fn in_columns(&self) -> bool {
        (self.begins("CREATE") && self.depth == 1) || (self.begins("ALTER") && self.depth == 0)
    }
}

fn is_word(token: &str) -> bool {
    token.starts_with(|first: char| first.is_alphanumeric() || first == '_')
}

/// Words, comments, quoted texts, white space and single signs; together they are the text again.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let first = self.0.chars().next()?;
        let length = if self.0.starts_with("--") {
            self.0.find('\n').unwrap_or(self.0.len())
        } else if first == '\'' || first == '"' {
            self.0.get(1..).and_then(|rest| rest.find(first)).map_or(self.0.len(), |end| end + 2)
        } else if first.is_alphanumeric() || first == '_' {
            self.0.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.0.len())
        } else {
            first.len_utf8()
        };
        let (token, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "-- owner: x
CREATE TABLE t (
    id BIGINT PRIMARY KEY, -- not personal; BIGINT in a comment stays
    name TEXT NOT NULL DEFAULT 'a TEXT; it''s', -- personal: self
    on_off BOOLEAN NOT NULL DEFAULT FALSE CHECK (CAST(name AS TEXT) <> ''),
    weight DOUBLE PRECISION, raw BYTEA
);
CREATE INDEX t_name ON t (name);
ALTER TABLE t ADD COLUMN more TEXT;
";

    fn migration() -> Migration {
        Migration::new("0001_x.sql", TEXT, TEXT)
    }

    #[test]
    fn sqlite_gets_its_four_types_and_strict_tables() {
        let text = sqlite(&migration());
        assert!(text.contains("id INTEGER PRIMARY KEY, -- not personal; BIGINT in a comment stays"), "{text}");
        assert!(text.contains("on_off INTEGER"), "{text}");
        assert!(text.contains("weight REAL , raw BLOB\n) STRICT;"), "{text}");
        assert!(text.contains("ON t (name);"), "{text}");
        rusqlite::Connection::open_in_memory().unwrap().execute_batch(&text).unwrap();
    }

    #[test]
    fn postgres_sorts_text_columns_by_bytes() {
        let text = postgres(&migration());
        assert!(text.contains("name TEXT COLLATE \"C\" NOT NULL DEFAULT 'a TEXT; it''s'"), "{text}");
        assert!(text.contains("CAST(name AS TEXT)"), "{text}");
        assert!(text.contains("more TEXT COLLATE \"C\";"), "{text}");
        assert_eq!(text.matches("COLLATE").count(), 2);
    }
}
