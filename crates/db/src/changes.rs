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

/// How many entries one call gives; a caller that gets as many asks again at once.
const PAGE: i64 = 4096;

pub(crate) fn record(tx: &mut Tx<'_>, topic: &'static str, key: i64) -> Result<(), Error> {
    tx.run(sql!("INSERT INTO changes (topic, key) VALUES ($1, $2)"), &[&topic, &key]).map(drop)
}

/// Entries after the cursor whose place is final: on PostgreSQL a number given out early may be committed
/// late, so an entry shows only when every transaction at or before its own has ended.
fn since(r: &mut Read<'_>, cursor: Cursor) -> Result<Vec<Change>, Error> {
    r.all(
        sql!(
            sqlite: "SELECT topic, key, xid, seq FROM changes WHERE xid >= $1 AND seq > $2 ORDER BY seq LIMIT $3",
            postgres: "SELECT topic, key, xid, seq FROM changes WHERE (xid, seq) > ($1, $2)
                AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ORDER BY xid, seq LIMIT $3"
        ),
        &[&cursor.xid, &cursor.seq, &PAGE],
    )
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
    /// What has changed since the cursor, without gaps, and the cursor after it. At most 4,096 entries: whoever
    /// gets that many asks again at once.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes_since(&self, cursor: Cursor) -> Result<(Vec<Change>, Cursor), Error> {
        let changes = self.read_reserved(move |r| since(r, cursor)).await?;
        let after = changes.last().map_or(cursor, |last| Cursor { xid: last.xid, seq: last.seq });
        Ok((changes, after))
    }

    /// The end of the log: take it, load, then follow from it.
    ///
    /// # Errors
    /// What the database says.
    pub async fn changes_cursor(&self) -> Result<Cursor, Error> {
        self.read_reserved(newest).await
    }
}
