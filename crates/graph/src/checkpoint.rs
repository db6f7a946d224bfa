//! A graph in a file.
//!
//! All numbers are little endian:
//!
//! | Bytes | What |
//! |---|---|
//! | 8 | `graph`, CR, LF, 0x1A: text made of it by mistake is noticed, as with PNG |
//! | 4 | the version, 1 |
//! | 4 | how many nodes |
//! | 8 | how many entries: edges, twice |
//! | | for every 4,096 nodes, fewer in the last block: |
//! | 4 each | where each node's neighbours end among those of the block |
//! | 4 each | the neighbours of all nodes of the block |
//! | 8 | the FNV-1a hash of all bytes before, 64 bits |

use std::error::Error;
use std::fmt::{self, Display};
use std::io::{self, ErrorKind, Read, Write};

use crate::block::{ROWS, Rows};
use crate::graph::Making;
use crate::{Graph, Malformed, at};

const MAGIC: [u8; 8] = *b"graph\r\n\x1A";
const VERSION: u32 = 1;
/// Bytes that are read or written at once.
const PIECE: usize = 64 * 1024;

/// Why something is not read as a graph.
#[derive(Debug)]
pub enum ReadError {
    /// Reading failed.
    Io(io::Error),
    /// It does not begin like a graph.
    Foreign,
    /// It was written by a version that this one does not know.
    Version(u32),
    /// It ends too early.
    Cut,
    /// There is more behind its end.
    Longer,
    /// Its counts or its checksum do not agree with what is there.
    Damaged,
    /// Its edges are no graph.
    Malformed(Malformed),
}

impl Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ReadError::Io(error) => write!(f, "the graph cannot be read: {error}"),
            ReadError::Foreign => f.write_str("this is not a graph"),
            ReadError::Version(version) => write!(f, "the graph has version {version}, known is {VERSION}"),
            ReadError::Cut => f.write_str("the graph ends too early"),
            ReadError::Longer => f.write_str("there is more behind the end of the graph"),
            ReadError::Damaged => f.write_str("the graph is damaged: counts or checksum do not agree"),
            ReadError::Malformed(malformed) => write!(f, "the graph is damaged: {malformed}"),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            ReadError::Io(error) => Some(error),
            ReadError::Malformed(malformed) => Some(malformed),
            _ => None,
        }
    }
}

impl From<Malformed> for ReadError {
    fn from(malformed: Malformed) -> ReadError {
        ReadError::Malformed(malformed)
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> ReadError {
        if error.kind() == ErrorKind::UnexpectedEof { ReadError::Cut } else { ReadError::Io(error) }
    }
}

impl Graph {
    /// Writes the graph as it is, changes folded in; nothing is folded in the graph itself. It needs the memory of one
    /// block beside it, and no buffer around `to`. Equal graphs make equal bytes.
    ///
    /// # Errors
    ///
    /// Those of `to`.
    pub fn write_to(&self, to: impl Write) -> io::Result<()> {
        let mut sink = Sink { to, hash: Hash::default(), piece: Vec::with_capacity(PIECE) };
        sink.bytes(&MAGIC)?;
        sink.bytes(&VERSION.to_le_bytes())?;
        sink.bytes(&self.nodes().to_le_bytes())?;
        sink.bytes(&self.edges().saturating_mul(2).to_le_bytes())?;
        let empty = Rows::default();
        let mut blocks = self.blocks();
        let mut left = self.nodes();
        while left > 0 {
            let block = blocks.next();
            let folded = block.and_then(|block| block.folded());
            let rows = folded.as_ref().or(block.map(|block| block.rows())).unwrap_or(&empty);
            sink.numbers(rows.ends(left.min(ROWS)))?;
            sink.numbers(rows.to().iter().copied())?;
            left = left.saturating_sub(ROWS);
        }
        sink.finish()
    }

    /// Reads what [`Graph::write_to`] has written, to the end of `from`; it needs no buffer around it. Nothing is
    /// believed: memory grows with what was read, not with what a count says.
    ///
    /// # Errors
    ///
    /// Anything that is wrong, down to a single bit.
    pub fn read_from(from: impl Read) -> Result<Graph, ReadError> {
        let mut source = Source { from, hash: Hash::default(), piece: vec![0; PIECE] };
        if source.bytes()? != MAGIC {
            return Err(ReadError::Foreign);
        }
        let version = u32::from_le_bytes(source.bytes()?);
        if version != VERSION {
            return Err(ReadError::Version(version));
        }
        let mut making = Making::new(u32::from_le_bytes(source.bytes()?));
        let entries = u64::from_le_bytes(source.bytes()?);
        while let Some(rows) = making.rows_wanted() {
            let ends = source.numbers(at(rows))?;
            if !ends.is_sorted() {
                return Err(ReadError::Damaged);
            }
            let to = source.numbers(ends.last().copied().map_or(0, at))?;
            making.push(ends, to)?;
        }
        let is_complete = making.entries() == entries;
        source.finish()?;
        if is_complete { Ok(making.done()?) } else { Err(ReadError::Damaged) }
    }
}

/// FNV-1a with 64 bits (Fowler, Noll and Vo; RFC 9923). It changes with every single byte, being undone step by step.
struct Hash(u64);

impl Default for Hash {
    fn default() -> Hash {
        Hash(0xCBF2_9CE4_8422_2325)
    }
}

impl Hash {
    fn add(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3));
    }
}

struct Sink<W> {
    to: W,
    hash: Hash,
    piece: Vec<u8>,
}

impl<W: Write> Sink<W> {
    fn bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.piece.extend_from_slice(bytes);
        if self.piece.len() >= PIECE { self.pass_on() } else { Ok(()) }
    }

    fn numbers(&mut self, numbers: impl Iterator<Item = u32>) -> io::Result<()> {
        for number in numbers {
            self.bytes(&number.to_le_bytes())?;
        }
        Ok(())
    }

    fn pass_on(&mut self) -> io::Result<()> {
        self.hash.add(&self.piece);
        self.to.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.pass_on()?;
        self.to.write_all(&self.hash.0.to_le_bytes())?;
        self.to.flush()
    }
}

struct Source<R> {
    from: R,
    hash: Hash,
    piece: Vec<u8>,
}

impl<R: Read> Source<R> {
    fn bytes<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], ReadError> {
        let mut bytes = [0; LENGTH];
        self.from.read_exact(&mut bytes)?;
        self.hash.add(&bytes);
        Ok(bytes)
    }

    /// So many numbers, a piece at a time: a count that lies finds the end before it finds memory.
    fn numbers(&mut self, count: usize) -> Result<Vec<u32>, ReadError> {
        let mut numbers = Vec::new();
        while numbers.len() < count {
            let wanted = count.saturating_sub(numbers.len()).saturating_mul(size_of::<u32>());
            let (piece, _) = self.piece.split_at_mut(wanted.min(PIECE));
            self.from.read_exact(piece)?;
            self.hash.add(piece);
            let (quads, _) = piece.as_chunks();
            numbers.extend(quads.iter().copied().map(u32::from_le_bytes));
        }
        Ok(numbers)
    }

    /// Compares the checksum; then nothing more may come.
    fn finish(mut self) -> Result<(), ReadError> {
        let mut sum = [0; 8];
        self.from.read_exact(&mut sum)?;
        if u64::from_le_bytes(sum) != self.hash.0 {
            return Err(ReadError::Damaged);
        }
        match self.from.read_exact(&mut [0]) {
            Ok(()) => Err(ReadError::Longer),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
            Err(error) => Err(ReadError::Io(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, Read};

    use super::{Hash, MAGIC, ReadError};
    use crate::{Graph, Malformed};

    /// Some edges in two blocks, folded, and one that is not.
    fn graph() -> Graph {
        let mut graph = Graph::new();
        for (a, b) in [(0, 1), (0, 4_095), (1, 4_100), (4_098, 4_100)] {
            graph.insert(a, b);
        }
        while graph.compact_next() {}
        graph.insert(2, 4_097);
        graph.remove(0, 1);
        graph
    }

    fn written(graph: &Graph) -> Vec<u8> {
        let mut bytes = Vec::new();
        graph.write_to(&mut bytes).unwrap();
        bytes
    }

    /// A file of these numbers with a checksum that agrees.
    fn made(nodes: u32, entries: u64, numbers: &[u32]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(1_u32.to_le_bytes());
        bytes.extend(nodes.to_le_bytes());
        bytes.extend(entries.to_le_bytes());
        numbers.iter().for_each(|number| bytes.extend(number.to_le_bytes()));
        let mut hash = Hash::default();
        hash.add(&bytes);
        bytes.extend(hash.0.to_le_bytes());
        bytes
    }

    #[test]
    fn what_is_written_is_read_with_all_changes_and_leaves_the_graph_alone() {
        let graph = graph();
        let bytes = written(&graph);
        assert_eq!(graph.pending(), 4);
        let read = Graph::read_from(bytes.as_slice()).unwrap();
        assert_eq!((read.nodes(), read.edges(), read.pending()), (4_101, 4, 0));
        for node in 0..4_101 {
            assert!(read.neighbours(node).eq(graph.neighbours(node)), "{node}");
        }
        assert_eq!(written(&read), bytes);
        assert_eq!(bytes.len(), 24 + 4 * (4_101 + 8) + 8);
        let empty = written(&Graph::new());
        assert_eq!(empty, made(0, 0, &[]));
        assert_eq!(Graph::read_from(empty.as_slice()).unwrap().nodes(), 0);
    }

    #[test]
    fn blocks_that_nothing_has_touched_are_written_and_take_no_memory() {
        let mut graph = Graph::new();
        graph.insert(1, 100_000);
        graph.remove(1, 100_000);
        assert_eq!(graph.pending(), 0);
        let read = Graph::read_from(written(&graph).as_slice()).unwrap();
        assert_eq!((read.nodes(), read.edges()), (100_001, 0));
        assert!(read.heap_bytes() < 10_000, "{}", read.heap_bytes());
    }

    #[test]
    fn a_file_cut_anywhere_is_refused() {
        let bytes = written(&graph());
        for length in 0..bytes.len() {
            let refused = Graph::read_from(&bytes[..length]).unwrap_err();
            assert!(matches!(refused, ReadError::Cut), "{length}: {refused}");
        }
    }

    #[test]
    fn a_file_with_a_flipped_bit_is_refused() {
        // Few nodes, so that every bit gets its turn.
        let mut small = Graph::new();
        for (a, b) in [(0, 1), (0, 7), (1, 7), (3, 4)] {
            small.insert(a, b);
        }
        let bytes = written(&small);
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut flipped = bytes.clone();
                flipped[place] ^= 1 << bit;
                assert!(Graph::read_from(flipped.as_slice()).is_err(), "{place} {bit}");
            }
        }
        let bytes = written(&graph());
        for place in (0..bytes.len()).step_by(61) {
            let mut flipped = bytes.clone();
            flipped[place] = !flipped[place];
            assert!(Graph::read_from(flipped.as_slice()).is_err(), "{place}");
        }
    }

    #[test]
    fn errors_say_what_is_wrong() {
        let refused = |bytes: &[u8]| Graph::read_from(bytes).unwrap_err();
        assert!(matches!(refused(b"graph\n\x1A and what follows"), ReadError::Foreign));
        let mut newer = written(&graph());
        newer[8] = 2;
        assert!(matches!(refused(&newer), ReadError::Version(2)));
        assert_eq!(refused(&newer).to_string(), "the graph has version 2, known is 1");
        let mut longer = written(&graph());
        longer.push(0);
        assert!(matches!(refused(&longer), ReadError::Longer));
        let mut sum = written(&graph());
        *sum.last_mut().unwrap() ^= 1;
        assert!(matches!(refused(&sum), ReadError::Damaged));
    }

    #[test]
    fn a_file_whose_checksum_agrees_but_whose_edges_do_not_is_refused() {
        let refused = |nodes, entries, numbers: &[u32]| Graph::read_from(made(nodes, entries, numbers).as_slice());
        assert!(refused(3, 2, &[1, 2, 2, 1, 0]).is_ok());
        let malformed = |numbers: &[u32], wanted| {
            let refused = refused(3, u64::MAX, numbers).unwrap_err();
            assert!(matches!(refused, ReadError::Malformed(malformed) if malformed == wanted), "{refused}");
        };
        malformed(&[1, 2, 2, 0, 0], Malformed::Loop);
        malformed(&[1, 2, 2, 3, 0], Malformed::Beyond);
        malformed(&[2, 3, 4, 2, 1, 0, 0], Malformed::Unsorted);
        malformed(&[2, 4, 4, 1, 1, 0, 0], Malformed::Unsorted);
        let refused = |nodes, entries, numbers: &[u32]| refused(nodes, entries, numbers).unwrap_err();
        assert!(matches!(refused(3, 2, &[1, 2, 2, 1, 2]), ReadError::Malformed(Malformed::OneWay)));
        // Counts that do not agree: too few, too many, ends that go back.
        assert!(matches!(refused(3, 1, &[1, 2, 2, 1, 0]), ReadError::Damaged));
        assert!(matches!(refused(3, 3, &[1, 2, 2, 1, 0]), ReadError::Damaged));
        assert!(matches!(refused(3, 2, &[1, 0, 2, 1, 0]), ReadError::Damaged));
    }

    #[test]
    fn a_count_that_lies_takes_no_memory() {
        // As many nodes, or as many neighbours of one, as can be said; then nothing. What is asked for last would not
        // fit in any memory, were it believed.
        for bytes in [made(u32::MAX, u64::MAX, &[]), made(1, u64::MAX, &[u32::MAX])] {
            let mut source =
                super::Source { from: bytes.as_slice(), hash: Hash::default(), piece: vec![0; super::PIECE] };
            let _: [u8; 24] = source.bytes().unwrap();
            assert!(matches!(source.numbers(1 << 62), Err(ReadError::Cut)));
            assert!(matches!(Graph::read_from(bytes.as_slice()), Err(ReadError::Cut)));
        }
    }

    #[test]
    fn a_source_that_gives_little_at_once_is_read_and_one_that_fails_is_told_apart() {
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let length = buffer.len().min(3);
                self.0.read(&mut buffer[..length])
            }
        }
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("broken"))
            }
        }
        let bytes = written(&graph());
        assert_eq!(written(&Graph::read_from(Slow(&bytes)).unwrap()), bytes);
        assert!(matches!(Graph::read_from(Broken), Err(ReadError::Io(_))));
    }
}
