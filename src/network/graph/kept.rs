//! Connections in a file, so that a start need not read the whole table.
//!
//! All numbers are little endian:
//!
//! | Bytes | What |
//! |---|---|
//! | 8 | `ties`, CR, LF, 0x1A, 0: text made of it by mistake is noticed, as with PNG |
//! | 4 | the version, 1 |
//! | 16 | the place in the `changes` log before which everything is in: transaction, number |
//! | 4 | how many people |
//! | 8 each | their ids, by node |
//! | 32 | the SHA-256 of all bytes before |
//! | | the graph, which has a checksum of its own |

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use ::graph::Graph;
use db::Cursor;
use sha2::{Digest, Sha256};

use crate::kernel::AccountId;

const MAGIC: [u8; 8] = *b"ties\r\n\x1A\0";
const VERSION: u32 = 1;

/// What the file holds.
pub(super) struct Kept {
    /// Up to here all changes are in.
    pub(super) cursor: Cursor,
    /// Who is which node.
    pub(super) ids: Vec<AccountId>,
    /// Who is next to whom.
    pub(super) graph: Graph,
}

fn damaged(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what)
}

impl Kept {
    /// Puts it in the place of the file, whole or not at all. Only the operator may read it.
    ///
    /// # Errors
    /// As the file system says.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let part = file.with_extension("part");
        let written = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        let mut to = BufWriter::new(&written);
        let mut head = Hashed { inner: &mut to, hash: Sha256::new() };
        head.write_all(&MAGIC)?;
        head.write_all(&VERSION.to_le_bytes())?;
        let (xid, seq) = self.cursor.numbers();
        head.write_all(&xid.to_le_bytes())?;
        head.write_all(&seq.to_le_bytes())?;
        let people = u32::try_from(self.ids.len()).map_err(io::Error::other)?;
        head.write_all(&people.to_le_bytes())?;
        for id in &self.ids {
            head.write_all(&id.get().to_le_bytes())?;
        }
        let sum = head.hash.finalize();
        to.write_all(&sum)?;
        self.graph.write_to(&mut to)?;
        to.flush()?;
        drop(to);
        written.sync_all()?;
        fs::rename(part, file)
    }

    /// Reads it; `None` if there is none. Nothing in it is believed.
    ///
    /// # Errors
    /// As the file system says; `InvalidData` for anything that is wrong in it.
    pub(super) fn read(file: &Path) -> io::Result<Option<Kept>> {
        let mut from = match File::open(file) {
            Ok(file) => BufReader::new(file),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut head = Hashed { inner: &mut from, hash: Sha256::new() };
        if head.bytes()? != MAGIC {
            return Err(damaged("it does not begin like one"));
        }
        let version = u32::from_le_bytes(head.bytes()?);
        if version != VERSION {
            return Err(damaged(format!("it has version {version}, known is {VERSION}")));
        }
        let cursor = Cursor::from_numbers((i64::from_le_bytes(head.bytes()?), i64::from_le_bytes(head.bytes()?)));
        let people = u32::from_le_bytes(head.bytes()?);
        // Memory grows with what is there, not with what a number says.
        let mut ids = Vec::new();
        for _ in 0..people {
            ids.push(AccountId::from_raw(i64::from_le_bytes(head.bytes()?)));
        }
        let sum = head.hash.finalize();
        let mut said = [0; 32];
        from.read_exact(&mut said)?;
        if said != *sum {
            return Err(damaged("its checksum does not agree"));
        }
        let graph = Graph::read_from(from).map_err(damaged)?;
        if graph.nodes() > people {
            return Err(damaged("it has more nodes than people"));
        }
        Ok(Some(Kept { cursor, ids, graph }))
    }
}

/// Hashes what passes.
struct Hashed<'i, I> {
    inner: &'i mut I,
    hash: Sha256,
}

impl<W: Write> Hashed<'_, W> {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.inner.write_all(bytes)
    }
}

impl<R: Read> Hashed<'_, R> {
    fn bytes<const LENGTH: usize>(&mut self) -> io::Result<[u8; LENGTH]> {
        let mut bytes = [0; LENGTH];
        self.inner.read_exact(&mut bytes)?;
        self.hash.update(bytes);
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn kept() -> Kept {
        let mut graph = Graph::new();
        graph.insert(0, 1);
        graph.insert(1, 2);
        let ids = [70, 80, 90, 100].map(AccountId::from_raw).to_vec();
        Kept { cursor: Cursor::from_numbers((3, 44)), ids, graph }
    }

    #[test]
    fn what_is_kept_is_found_again_and_for_nobody_else() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("connections.graph");
        assert!(Kept::read(&file).unwrap().is_none());
        for _ in 0..2 {
            kept().write(&file).unwrap();
        }
        let found = Kept::read(&file).unwrap().unwrap();
        assert_eq!((found.cursor.numbers(), found.ids), ((3, 44), kept().ids));
        assert_eq!(found.graph.neighbours(1).collect::<Vec<_>>(), [0, 2]);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    }

    #[test]
    fn no_changed_bit_and_no_missing_end_goes_unnoticed() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("connections.graph");
        kept().write(&file).unwrap();
        let bytes = fs::read(&file).unwrap();
        for at in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[at] ^= 4;
            fs::write(&file, &bad).unwrap();
            assert!(Kept::read(&file).is_err(), "byte {at}");
            fs::write(&file, &bytes[..at]).unwrap();
            assert!(Kept::read(&file).is_err(), "cut at {at}");
        }
    }

    #[test]
    fn a_graph_of_more_nodes_than_people_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("connections.graph");
        let mut few = kept();
        few.ids.truncate(2);
        few.write(&file).unwrap();
        assert!(Kept::read(&file).is_err());
    }
}
