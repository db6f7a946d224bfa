//! The neighbours of 4,096 nodes in two pieces of memory, and what has changed since these were made.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::at;
use crate::list::{Change, List};

/// Nodes to a block: a power of two, and so few that folding one takes about a millisecond.
pub(crate) const ROWS: u32 = 1 << SHIFT;
const SHIFT: u32 = 12;

/// The block of a node, and its row in there.
pub(crate) fn place(node: u32) -> (usize, u32) {
    (at(node >> SHIFT), node % ROWS)
}

/// Rows that lie one after the other, without a byte to spare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Rows {
    /// Where a row begins and, one further, where it ends. Rows beyond the last are empty.
    offsets: Box<[u32]>,
    to: Box<[u32]>,
}

impl Rows {
    /// As they come: `ends` has the end of each row in `to`. If all are empty they take no memory.
    pub(crate) fn new(ends: impl Iterator<Item = u32>, to: Vec<u32>) -> Rows {
        if to.is_empty() {
            return Rows::default();
        }
        Rows { offsets: std::iter::once(0).chain(ends).collect(), to: to.into_boxed_slice() }
    }

    fn len(&self) -> u32 {
        u32::try_from(self.offsets.len().saturating_sub(1)).unwrap_or(ROWS)
    }

    fn row(&self, row: u32) -> &[u32] {
        let row = at(row);
        match self.offsets.get(row..).unwrap_or_default() {
            [start, end, ..] => self.to.get(at(*start)..at(*end)).unwrap_or_default(),
            _ => &[],
        }
    }

    /// Where each of the first `rows` rows ends.
    pub(crate) fn ends(&self, rows: u32) -> impl Iterator<Item = u32> {
        let last = self.offsets.last().copied().unwrap_or_default();
        self.offsets.iter().copied().skip(1).chain(std::iter::repeat(last)).take(at(rows))
    }

    /// The neighbours of all rows.
    pub(crate) fn to(&self) -> &[u32] {
        &self.to
    }

    fn heap_bytes(&self) -> usize {
        size_of_val(&*self.offsets).saturating_add(size_of_val(&*self.to))
    }
}

/// Some 4,096 nodes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    rows: Rows,
    /// By row.
    changes: HashMap<u32, Change, BuildHasherDefault<RowHasher>>,
    /// How many neighbours all rows have together: offsets have 32 bits.
    entries: u32,
}

impl Block {
    pub(crate) fn new(rows: Rows) -> Block {
        let entries = u32::try_from(rows.to.len()).unwrap_or(u32::MAX);
        Block { rows, changes: HashMap::default(), entries }
    }

    pub(crate) fn list(&self, row: u32) -> List<'_> {
        // Asking an empty map costs no hash.
        List::new(self.rows.row(row), self.changes.get(&row))
    }

    pub(crate) fn has_room(&self, entries: u32) -> bool {
        self.entries.checked_add(entries).is_some()
    }

    /// Takes in a neighbour that the row does not have, while there is room. Gives by how many changes there are more.
    pub(crate) fn insert(&mut self, row: u32, neighbour: u32) -> isize {
        self.entries = self.entries.saturating_add(1);
        self.change(row, |change| change.insert(neighbour))
    }

    /// Strikes a neighbour that the row has. Gives by how many changes there are more.
    pub(crate) fn remove(&mut self, row: u32, neighbour: u32) -> isize {
        self.entries = self.entries.saturating_sub(1);
        self.change(row, |change| change.remove(neighbour))
    }

    fn change(&mut self, row: u32, how: impl FnOnce(&mut Change)) -> isize {
        let change = self.changes.entry(row).or_default();
        let before = change.len();
        how(change);
        let is_more = change.len() > before;
        if change.is_empty() {
            self.changes.remove(&row);
        }
        if is_more { 1 } else { -1 }
    }

    /// How many nodes have changed.
    pub(crate) fn changed(&self) -> usize {
        self.changes.len()
    }

    /// The rows with all changes; `None` if there are none.
    pub(crate) fn folded(&self) -> Option<Rows> {
        let last = self.changes.keys().max()?;
        let rows = self.rows.len().max(last.saturating_add(1));
        let mut ends = Vec::with_capacity(at(rows));
        let mut to = Vec::with_capacity(at(self.entries));
        for row in 0..rows {
            self.list(row).copy_to(&mut to);
            ends.push(u32::try_from(to.len()).unwrap_or(u32::MAX));
        }
        Some(Rows::new(ends.into_iter(), to))
    }

    /// The rows as they were folded last.
    pub(crate) fn rows(&self) -> &Rows {
        &self.rows
    }

    /// Folds the changes in. Gives how many there were.
    pub(crate) fn fold(&mut self) -> usize {
        let Some(rows) = self.folded() else { return 0 };
        self.rows = rows;
        std::mem::take(&mut self.changes).values().map(Change::len).sum()
    }

    /// An estimate where changes are concerned: a map does not say what it takes.
    pub(crate) fn heap_bytes(&self) -> usize {
        let slot = size_of::<(u32, Change)>().saturating_add(1);
        let map = self.changes.capacity().saturating_mul(8).div_ceil(7).saturating_mul(slot);
        let changes: usize = self.changes.values().map(Change::heap_bytes).sum();
        self.rows.heap_bytes().saturating_add(map).saturating_add(changes)
    }
}

/// A block has 4,096 rows, which nobody can choose so that they fall on one another: an odd factor keeps them apart, and
/// there is no need for a hash that takes longer than the question.
#[derive(Debug, Clone, Default)]
struct RowHasher(u64);

impl Hasher for RowHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, row: u32) {
        self.0 = (self.0 ^ u64::from(row)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, Rows, place};

    #[test]
    fn a_fold_leaves_no_change_and_no_byte_to_spare() {
        let mut block = Block::new(Rows::new([2, 3].into_iter(), vec![10, 20, 30]));
        assert_eq!(block.insert(0, 15), 1);
        assert_eq!(block.remove(1, 30), 1);
        assert_eq!(block.insert(5, 40), 1);
        assert_eq!(block.insert(6, 50), 1);
        assert_eq!(block.remove(6, 50), -1);
        assert_eq!((block.changed(), block.fold()), (3, 3));
        assert_eq!((block.changed(), block.fold()), (0, 0));
        let rows: Vec<Vec<u32>> = (0..7).map(|row| block.list(row).iter().collect()).collect();
        assert_eq!(rows, [vec![10, 15, 20], vec![], vec![], vec![], vec![], vec![40], vec![]]);
        assert_eq!(block.heap_bytes(), 7 * 4 + 4 * 4);
    }

    #[test]
    fn rows_beyond_the_last_end_where_it_ends() {
        let rows = Rows::new([1, 3].into_iter(), vec![7, 8, 9]);
        assert_eq!(rows.ends(4).collect::<Vec<_>>(), [1, 3, 3, 3]);
        assert_eq!(Rows::default().ends(2).collect::<Vec<_>>(), [0, 0]);
        assert_eq!(rows.row(2), []);
        assert_eq!(rows.row(u32::MAX), []);
    }

    impl Block {
        /// One that believes to be full but for so many entries: a full one would not fit in memory.
        pub(crate) fn full_but_for(entries: u32) -> Block {
            Block { entries: u32::MAX - entries, ..Block::default() }
        }
    }

    #[test]
    fn a_block_says_when_it_is_full() {
        let block = Block::full_but_for(1);
        assert!(block.has_room(1) && !block.has_room(2));
    }

    #[test]
    fn a_node_has_its_place() {
        assert_eq!((place(0), place(4095), place(4096)), ((0, 0), (0, 4095), (1, 0)));
        assert_eq!(place(u32::MAX), ((1 << 20) - 1, 4095));
    }
}
