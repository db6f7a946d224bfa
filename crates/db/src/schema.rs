//! What migrations promise and what databases have: for tests that compare the two.

use crate::migrate::{LEDGER, OWN};
use crate::{Db, Error, Migration, record, sql};

/// To whom a personal column may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// Only the person.
    Myself,
    /// Any signed-in member.
    Members,
    /// Whom the person has chosen.
    ByAudience,
    /// Staff.
    Staff,
    /// Nobody: secrets.
    Nobody,
}

/// The comment at the end of a column's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// `-- not personal`
    NotPersonal,
    /// `-- personal: self`, `members`, `by-audience`, `staff` or `nobody`.
    Personal(Audience),
}

/// A column as a migration declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The room that owns the table.
    pub owner: &'static str,
    /// The migration's number.
    pub migration: u32,
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// Its mark; none if it is missing or has an unknown word.
    pub mark: Option<Mark>,
}

/// Every column that these migrations and this crate's own declare, in their order.
pub fn declared(migrations: &[Migration]) -> Vec<Declared> {
    let mut found: Vec<Declared> = Vec::new();
    for migration in [&LEDGER].into_iter().chain(OWN).chain(migrations) {
        for text in [migration.postgres, migration.sqlite] {
            for column in columns(migration, text) {
                let same = |known: &&mut Declared| known.table == column.table && known.column == column.column;
                match found.iter_mut().find(same) {
                    // The two texts of a pair must say the same.
                    Some(known) if known.mark != column.mark => known.mark = None,
                    Some(_) => {}
                    None => found.push(column),
                }
            }
        }
    }
    found
}

/// Each table with the room that owns it.
pub fn owners(migrations: &[Migration]) -> Vec<(String, &'static str)> {
    let mut owners: Vec<(String, &'static str)> =
        declared(migrations).into_iter().map(|column| (column.table, column.owner)).collect();
    owners.dedup();
    owners
}

/// Words that begin a line inside of CREATE TABLE that is no column.
const CONSTRAINTS: [&str; 6] = ["PRIMARY", "UNIQUE", "CHECK", "FOREIGN", "CONSTRAINT", "EXCLUDE"];

fn columns(migration: &Migration, text: &str) -> Vec<Declared> {
    let mut found = Vec::new();
    let mut table: Option<String> = None;
    let mut depth = 0_usize;
    for line in text.lines() {
        let (code, comment) = line.split_once("--").map_or((line, None), |(code, rest)| (code, Some(rest.trim())));
        let words: Vec<&str> = code.split(|c: char| c.is_whitespace() || c == '(').filter(|w| !w.is_empty()).collect();
        let declared = |table: &str, column: &str| Declared {
            owner: migration.owner,
            migration: migration.number,
            table: table.to_owned(),
            column: column.trim_end_matches(',').to_owned(),
            mark: comment.and_then(mark),
        };
        match (words.as_slice(), &table) {
            ([create, word, rest @ ..], None) if is(create, "CREATE") && is(word, "TABLE") => {
                table = rest
                    .iter()
                    .find(|w| !["IF", "NOT", "EXISTS"].iter().any(|skip| is(w, skip)))
                    .map(|w| (*w).to_owned());
                depth = 0;
            }
            ([alter, word, name, add, column, first, ..], None)
                if is(alter, "ALTER") && is(word, "TABLE") && is(add, "ADD") && is(column, "COLUMN") =>
            {
                found.push(declared(name, first));
            }
            ([first, ..], Some(name)) if depth == 1 => {
                let letter = first.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
                if letter && !CONSTRAINTS.iter().any(|constraint| is(first, constraint)) {
                    found.push(declared(name, first));
                }
            }
            _ => {}
        }
        depth = (depth + code.matches('(').count()).saturating_sub(code.matches(')').count());
        if code.contains(';') && depth == 0 {
            table = None;
        }
    }
    found
}

fn is(word: &str, wanted: &str) -> bool {
    word.eq_ignore_ascii_case(wanted)
}

fn mark(comment: &str) -> Option<Mark> {
    // What follows the mark is explanation.
    let mark = comment.split([';', '.']).next()?.trim();
    Some(match mark {
        "not personal" => Mark::NotPersonal,
        "personal: self" => Mark::Personal(Audience::Myself),
        "personal: members" => Mark::Personal(Audience::Members),
        "personal: by-audience" => Mark::Personal(Audience::ByAudience),
        "personal: staff" => Mark::Personal(Audience::Staff),
        "personal: nobody" => Mark::Personal(Audience::Nobody),
        _ => return None,
    })
}

record! {
    /// A column as the database has it, in words common to both.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Column {
        /// The table.
        pub table_name: String,
        /// The column.
        pub column_name: String,
        /// `integer` (with booleans), `float`, `text`, `bytes`, or what else it is.
        pub kind: String,
        /// Whether it may be NULL.
        pub nullable: bool,
    }
}

record! {
    /// An index, including those of keys and UNIQUE, in words common to both.
    #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
    pub struct Index {
        /// The table.
        pub table_name: String,
        /// Whether it is unique.
        pub is_unique: bool,
        /// Its columns in order, or `?` for an expression.
        pub columns: String,
    }
}

/// What a database has. Equal on both for the same migrations, apart from tables only one of them has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// The columns, sorted.
    pub columns: Vec<Column>,
    /// The indexes, sorted.
    pub indexes: Vec<Index>,
    /// Tables that take values of any type: none, on PostgreSQL by nature.
    pub loose: Vec<String>,
}

/// Reads the shape of a database. Virtual tables of SQLite and what belongs to them are left out.
///
/// # Errors
/// What the database says.
pub async fn shape(db: &Db) -> Result<Shape, Error> {
    db.read(|r| {
        let mut columns: Vec<Column> = r.all(
            sql!(
                sqlite: "SELECT t.name AS table_name, c.name AS column_name,
                        CASE c.type WHEN 'INTEGER' THEN 'integer' WHEN 'REAL' THEN 'float' WHEN 'TEXT' THEN 'text'
                            WHEN 'BLOB' THEN 'bytes' ELSE c.type END AS kind,
                        c.\"notnull\" = 0 AND c.pk = 0 AS nullable
                    FROM pragma_table_list t JOIN pragma_table_info(t.name) c
                    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'",
                postgres: "SELECT t.relname::text AS table_name, a.attname::text AS column_name,
                        CASE format_type(a.atttypid, NULL) WHEN 'bigint' THEN 'integer' WHEN 'boolean' THEN 'integer'
                            WHEN 'double precision' THEN 'float' WHEN 'text' THEN 'text' WHEN 'bytea' THEN 'bytes'
                            ELSE format_type(a.atttypid, NULL) END AS kind,
                        NOT a.attnotnull AS nullable
                    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid
                    WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND a.attnum > 0
                        AND NOT a.attisdropped"
            ),
            &[],
        )?;
        let mut indexes: Vec<Index> = r.all(
            sql!(
                sqlite: "SELECT t.name AS table_name, i.\"unique\" = 1 AS is_unique,
                        (SELECT group_concat(COALESCE(c.name, '?'), ', ' ORDER BY c.seqno)
                            FROM pragma_index_info(i.name) c) AS columns
                    FROM pragma_table_list t JOIN pragma_index_list(t.name) i
                    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%'
                    UNION ALL
                    SELECT t.name, TRUE, c.name FROM pragma_table_list t JOIN pragma_table_info(t.name) c
                    WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND c.pk = 1
                        AND NOT EXISTS (SELECT 1 FROM pragma_index_list(t.name) i WHERE i.origin = 'pk')",
                postgres: "SELECT t.relname::text AS table_name, i.indisunique AS is_unique,
                        (SELECT string_agg(COALESCE(a.attname::text, '?'), ', ' ORDER BY k.place)
                            FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
                            LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number <> 0
                        ) AS columns
                    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
                    WHERE t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace"
            ),
            &[],
        )?;
        let loose = r.all(
            sql!(
                sqlite: "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0
                    AND name NOT LIKE 'sqlite_%'",
                postgres: "SELECT ''::text WHERE FALSE"
            ),
            &[],
        )?;
        columns.sort();
        indexes.sort();
        Ok(Shape { columns, indexes, loose })
    })
    .await
}
