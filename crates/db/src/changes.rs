//! The `changes` log: what the memory of every node follows. A change says "reload this key".

use crate::{Db, Error, Read, Tx, record, sql};

record! {
    /// One entry of the log.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Change {
        /// What kind of thing changed.
        pub topic: String,
        /// Which one.
        pub key: i64,
        /// Where the entry stands: the transaction (0 on SQLite, whose transactions are in a row).
        pub xid: i64,
        /// Where the entry stands within that.
        pub seq: i64,
    }
}

/// A place in the log: everything up to it has been seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Cursor {
    xid: i64,
    seq: i64,
}

impl Cursor {
    /// As two numbers, to be kept: the transaction, and the entry within it.
    pub const fn numbers(self) -> (i64, i64) {
        (self.xid, self.seq)
    }

    /// What [`Cursor::numbers`] gave. Of another database's log it leads anywhere.
    pub const fn from_numbers((xid, seq): (i64, i64)) -> Cursor {
        Cursor { xid, seq }
    }
}

/// What a look at the log finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// Entries after the cursor whose place is final, in their order.
    pub settled: Vec<Change>,
    /// Entries that are committed, before which others may still come: a transaction that began earlier, anywhere in
    /// the PostgreSQL cluster, is not over. They are found again until they are settled.
    pub early: Vec<Change>,
    /// The place after what is settled.
    pub cursor: Cursor,
    /// Whether this is all there is by now. If not, whoever has applied what is settled asks again at once.
    pub is_all: bool,
}

record! {
    struct Entry {
        topic: String,
        key: i64,
        xid: i64,
        seq: i64,
        is_settled: bool,
    }
}

/// How many entries one call gives; a caller that gets as many asks again at once.
const PAGE: i64 = 4096;

pub(crate) fn record(tx: &mut Tx<'_>, topic: &'static str, key: i64) -> Result<(), Error> {
    tx.run(sql!("INSERT INTO changes (topic, key) VALUES ($1, $2)"), &[&topic, &key]).map(drop)
}

/// Entries after the cursor. On PostgreSQL a number given out early may be committed late, so the place of an entry is
/// final only when every transaction at or before its own has ended.
fn since(r: &mut Read<'_>, cursor: Cursor) -> Result<Changes, Error> {
    let entries: Vec<Entry> = r.all(
        sql!(
            sqlite: "SELECT topic, key, xid, seq, TRUE AS is_settled FROM changes
                WHERE xid >= $1 AND seq > $2 ORDER BY seq LIMIT $3",
            postgres: "SELECT topic, key, xid, seq,
                  xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS is_settled
                FROM changes WHERE (xid, seq) > ($1, $2) ORDER BY xid, seq LIMIT $3"
        ),
        &[&cursor.xid, &cursor.seq, &PAGE],
    )?;
    let is_all = i64::try_from(entries.len()).is_ok_and(|found| found < PAGE);
    let mut changes = Changes { settled: Vec::new(), early: Vec::new(), cursor, is_all };
    for Entry { topic, key, xid, seq, is_settled } in entries {
        let change = Change { topic, key, xid, seq };
        if is_settled {
            changes.cursor = Cursor { xid, seq };
            changes.settled.push(change);
        } else {
            changes.early.push(change);
        }
    }
    Ok(changes)
}

fn newest(r: &mut Read<'_>) -> Result<Cursor, Error> {
    let (xid, seq) = r.one(
        sql!(
            sqlite: "SELECT 0, COALESCE((SELECT seq FROM sqlite_sequence WHERE name = 'changes'), 0)",
            postgres: "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint, 0::bigint"
        ),
        &[],
    )?;
    Ok(Cursor { xid, seq })
}

impl Db {
    /// What has changed since the cursor: what is settled without gaps and once, and what is known before its time. At
    /// most 4,096 entries.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes_since(&self, cursor: Cursor) -> Result<Changes, Error> {
        self.read_reserved(move |r| since(r, cursor)).await
    }

    /// The end of the log: take it, load, then follow from it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes_cursor(&self) -> Result<Cursor, Error> {
        self.read_reserved(newest).await
    }
}
