//! Migrations: which there are, which of them a database still needs, and that nobody edits the past.
//!
//! The texts are written in PostgreSQL's types and mapped for SQLite (see `dialect`); where that ends, a
//! migration is a pair of texts.

use crate::OpenError;

/// One step of the schema; made by [`migration!`](crate::migration).
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Its place in the order.
    pub number: u32,
    /// What it is called in its file name.
    pub name: &'static str,
    /// The room whose tables it makes; from its first line, `-- owner: accounts`.
    pub owner: &'static str,
    /// The text for SQLite. If both texts are the same, types are mapped; a pair is taken as it is.
    pub sqlite: &'static str,
    /// The text for PostgreSQL.
    pub postgres: &'static str,
}

/// Includes a migration: `migration!("../migrations/0001_accounts.sql")`, or a pair
/// `migration!("0002_search.sqlite.sql", "0002_search.postgres.sql")`. Paths are relative to the source file.
#[macro_export]
macro_rules! migration {
    ($path:literal) => {
        $crate::migration!($path, $path)
    };
    ($sqlite:literal, $postgres:literal) => {
        $crate::Migration::new($sqlite, include_str!($sqlite), include_str!($postgres))
    };
}

const OWNER: &str = "-- owner: ";

#[expect(clippy::panic, clippy::indexing_slicing, reason = "runs at compile time, where a panic is a compile error")]
impl Migration {
    /// Reads number and name from the path (`…/0001_accounts.sql`) and the owner from the first line.
    pub const fn new(path: &'static str, sqlite: &'static str, postgres: &'static str) -> Migration {
        let bytes = path.as_bytes();
        let mut start = 0;
        let mut at = 0;
        while at < bytes.len() {
            if bytes[at] == b'/' {
                start = at + 1;
            }
            at += 1;
        }
        let mut number: u32 = 0;
        at = start;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            number = number * 10 + digit(bytes[at]);
            at += 1;
        }
        if at != start + 4 || at >= bytes.len() || bytes[at] != b'_' {
            panic!("a migration's file name is four digits, an underscore and a name");
        }
        let (_, name) = path.split_at(at + 1);
        let owner = owner(sqlite);
        if !same(owner, self::owner(postgres)) {
            panic!("both texts of a migration have one owner");
        }
        Migration { number, name: until(name, b'.'), owner, sqlite, postgres }
    }
}

#[expect(clippy::as_conversions, reason = "`From` is not const; a byte always fits")]
const fn digit(byte: u8) -> u32 {
    (byte - b'0') as u32
}

#[expect(clippy::panic, reason = "runs at compile time, where a panic is a compile error")]
const fn owner(text: &'static str) -> &'static str {
    if text.len() < OWNER.len() || !same(text.split_at(OWNER.len()).0, OWNER) {
        panic!("a migration begins with `-- owner: room`");
    }
    until(text.split_at(OWNER.len()).1, b'\n')
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time")]
const fn until(text: &'static str, end: u8) -> &'static str {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != end {
        at += 1;
    }
    text.split_at(at).0
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time")]
const fn same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// This crate's own tables.
pub(crate) const OWN: &[Migration] =
    &[migration!("../migrations/0001_base.sqlite.sql", "../migrations/0001_base.postgres.sql")];

/// The ledger's word for the migrations of the product, as opposed to our own.
pub(crate) const PRODUCT: &str = "product";

/// `schema_migration` itself, made before anything else can be recorded.
pub(crate) const LEDGER: Migration = migration!("../migrations/0000_ledger.sql");
/// Its table: each database has one of its own.
pub(crate) const LEDGER_TABLE: &str = "schema_migration";
pub(crate) const LEDGER_READ: &str = "SELECT part, number, name, checksum FROM schema_migration ORDER BY part, number";
pub(crate) const LEDGER_WRITE: &str = "INSERT INTO schema_migration (part, number, name, checksum, applied_us)
    VALUES ($1, $2, $3, $4, $5)";

/// A line of the ledger.
pub(crate) struct Applied {
    pub(crate) part: String,
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) checksum: i64,
}

/// A step still to be taken.
pub(crate) struct Step {
    pub(crate) part: &'static str,
    pub(crate) migration: Migration,
    pub(crate) text: String,
    pub(crate) checksum: i64,
}

/// Compares what is wanted with what was applied.
///
/// # Errors
/// `Newer`, `Edited`, `Disordered`.
pub(crate) fn plan(
    product: &'static [Migration],
    applied: &[Applied],
    text: impl Fn(&Migration) -> String,
) -> Result<Vec<Step>, OpenError> {
    for pair in product.windows(2) {
        if let [before, after] = pair
            && after.number <= before.number
        {
            return Err(OpenError::Disordered(after.number));
        }
    }
    let known =
        OWN.iter().map(|migration| ("db", migration)).chain(product.iter().map(|migration| (PRODUCT, migration)));
    for row in applied {
        if !known.clone().any(|(part, migration)| row.is(part, migration)) {
            return Err(OpenError::Newer(row.number, row.name.clone()));
        }
    }
    let mut steps = Vec::new();
    for (part, migration) in known {
        let text = text(migration);
        let checksum = checksum(&text);
        match applied.iter().find(|row| row.is(part, migration)) {
            None => steps.push(Step { part, migration: *migration, text, checksum }),
            Some(row) if row.checksum != checksum => {
                return Err(OpenError::Edited(row.number, row.name.clone()));
            }
            Some(_) => {}
        }
    }
    Ok(steps)
}

impl Applied {
    pub(crate) fn is(&self, part: &str, migration: &Migration) -> bool {
        self.part == part && self.number == i64::from(migration.number)
    }
}

/// FNV-1a (64 bits): tells an edited text from the one applied; not a defence.
fn checksum(text: &str) -> i64 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    i64::from_ne_bytes(hash.to_ne_bytes())
}
