//! The graph, its changes, and what is asked of one node or two.

use std::fmt::{self, Debug};
use std::sync::Arc;

use crate::at;
use crate::block::{Block, ROWS, Rows, place};
use crate::list::List;
use crate::malformed::{Balance, Malformed};
use crate::meet::Meet;

/// An undirected graph: nodes are numbers from 0, no edge leads back to its node, none is there twice.
///
/// A node beyond the end is a node without neighbours, for every question. `u32::MAX` can never be a node.
///
/// A clone costs a pointer for each 4,096 nodes: the two share a block until one of them changes it.
#[derive(Clone, Default)]
pub struct Graph {
    blocks: Vec<Arc<Block>>,
    nodes: u32,
    edges: u64,
    pending: usize,
}

impl Graph {
    /// No node, no edge.
    pub fn new() -> Graph {
        Graph::default()
    }

    /// A graph of so many nodes, folded. Each edge comes in both directions, all sorted by where they come from, then by
    /// where they lead. They are read one by one and may be more than fit in memory twice.
    ///
    /// # Errors
    ///
    /// What is wrong with the edges.
    pub fn from_sorted(nodes: u32, edges: impl Iterator<Item = (u32, u32)>) -> Result<Graph, Malformed> {
        let mut making = Making::new(nodes);
        let (mut ends, mut to) = (Vec::new(), Vec::new());
        let mut edges = edges.peekable();
        while let Some(rows) = making.rows_wanted() {
            let first = making.first();
            for row in 0..rows {
                let from = first.saturating_add(row);
                while let Some((_, neighbour)) = edges.next_if(|(other, _)| *other == from) {
                    to.push(neighbour);
                }
                ends.push(u32::try_from(to.len()).map_err(|_| Malformed::TooMany)?);
            }
            making.push(std::mem::take(&mut ends), std::mem::take(&mut to))?;
        }
        match edges.next() {
            Some((from, _)) if from < nodes => Err(Malformed::Unsorted),
            Some(_) => Err(Malformed::Beyond),
            None => making.done(),
        }
    }

    /// A graph of so many nodes, folded, of edges that come once each, in either direction and any order. It needs as
    /// much memory again as the graph takes.
    ///
    /// # Errors
    ///
    /// What is wrong with the edges.
    pub fn from_edges(nodes: u32, edges: Vec<Vec<(u32, u32)>>) -> Result<Graph, Malformed> {
        // How many each node has, then where the next of each goes, at last where each ends.
        let mut ends = vec![0_usize; at(nodes)];
        for (a, b) in edges.iter().flatten() {
            for node in [a, b] {
                let count = ends.get_mut(at(*node)).ok_or(Malformed::Beyond)?;
                *count = count.saturating_add(1);
            }
        }
        let mut all = 0_usize;
        for count in &mut ends {
            all = all.saturating_add(std::mem::replace(count, all));
        }
        let mut to = vec![0_u32; all];
        for (a, b) in edges.into_iter().flatten() {
            for (from, neighbour) in [(a, b), (b, a)] {
                if let Some(place) = ends.get_mut(at(from)).map(|end| std::mem::replace(end, end.saturating_add(1)))
                    && let Some(place) = to.get_mut(place)
                {
                    *place = neighbour;
                }
            }
        }
        let mut making = Making::new(nodes);
        let (mut ends, mut start) = (ends.into_iter(), 0_usize);
        while let Some(rows) = making.rows_wanted() {
            let (mut block_ends, begin) = (Vec::new(), start);
            for end in ends.by_ref().take(at(rows)) {
                to.get_mut(start..end).unwrap_or_default().sort_unstable();
                block_ends.push(u32::try_from(end.saturating_sub(begin)).map_err(|_| Malformed::TooMany)?);
                start = end;
            }
            making.push(block_ends, to.get(begin..start).unwrap_or_default().to_vec())?;
        }
        making.done()
    }

    /// How many nodes there are: one more than the largest there has been.
    pub fn nodes(&self) -> u32 {
        self.nodes
    }

    /// How many edges there are, each counted once.
    pub fn edges(&self) -> u64 {
        self.edges
    }

    /// Joins two nodes, which are there from now on if they were not. `false` if nothing changes: they are joined
    /// already, are the same, or one is `u32::MAX`. (Also when 4,096 nodes would have more than 4 billion neighbours
    /// together.)
    pub fn insert(&mut self, a: u32, b: u32) -> bool {
        let last = a.max(b);
        if a == b || last == u32::MAX || self.contains(a, b) {
            return false;
        }
        let ((block_a, row_a), (block_b, row_b)) = (place(a), place(b));
        let wanted = if block_a == block_b { 2 } else { 1 };
        if ![block_a, block_b].iter().all(|at| self.blocks.get(*at).is_none_or(|block| block.has_room(wanted))) {
            return false;
        }
        self.nodes = self.nodes.max(last.saturating_add(1));
        let blocks = block_a.max(block_b).saturating_add(1);
        if self.blocks.len() < blocks {
            self.blocks.resize_with(blocks, Arc::default);
        }
        self.edges = self.edges.saturating_add(1);
        self.change(block_a, |block| block.insert(row_a, b));
        self.change(block_b, |block| block.insert(row_b, a));
        true
    }

    /// Parts two nodes. `false` if they were not joined.
    pub fn remove(&mut self, a: u32, b: u32) -> bool {
        if !self.contains(a, b) {
            return false;
        }
        let ((block_a, row_a), (block_b, row_b)) = (place(a), place(b));
        self.edges = self.edges.saturating_sub(1);
        self.change(block_a, |block| block.remove(row_a, b));
        self.change(block_b, |block| block.remove(row_b, a));
        true
    }

    fn change(&mut self, block: usize, how: impl FnOnce(&mut Block) -> isize) {
        if let Some(block) = self.blocks.get_mut(block) {
            self.pending = self.pending.saturating_add_signed(how(Arc::make_mut(block)));
        }
    }

    /// Whether two nodes are joined.
    pub fn contains(&self, a: u32, b: u32) -> bool {
        self.list(a).contains(b)
    }

    /// How many neighbours a node has.
    pub fn degree(&self, a: u32) -> usize {
        self.list(a).len()
    }

    /// The neighbours of a node, ascending.
    pub fn neighbours(&self, a: u32) -> impl ExactSizeIterator<Item = u32> {
        self.list(a).iter()
    }

    /// The neighbours that two nodes have in common, ascending.
    pub fn common(&self, a: u32, b: u32) -> impl Iterator<Item = u32> {
        Meet::new(self.list(a), self.list(b))
    }

    pub(crate) fn list(&self, node: u32) -> List<'_> {
        let (block, row) = place(node);
        self.blocks.get(block).map(|block| block.list(row)).unwrap_or_default()
    }

    /// How many changes are not folded in. An edge counts for each of its two nodes.
    pub fn pending(&self) -> usize {
        self.pending
    }

    /// Folds the changes into one block, the one where most nodes have changed. `true` while there is more to fold.
    pub fn compact_next(&mut self) -> bool {
        if let Some(block) = self.blocks.iter_mut().max_by_key(|block| block.changed()) {
            self.pending = self.pending.saturating_sub(Arc::make_mut(block).fold());
        }
        self.pending > 0
    }

    /// What the graph takes in memory, beside the few words it consists of. Of the changes an estimate.
    pub fn heap_bytes(&self) -> usize {
        // An `Arc` keeps two counts beside what it holds.
        let shared = size_of::<Block>().saturating_add(2 * size_of::<usize>());
        let each = self.blocks.iter().map(|block| shared.saturating_add(block.heap_bytes()));
        each.fold(self.blocks.capacity().saturating_mul(size_of::<Arc<Block>>()), usize::saturating_add)
    }

    /// Block by block, also those that nothing has touched yet.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().map(Arc::as_ref)
    }
}

impl Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("nodes", &self.nodes)
            .field("edges", &self.edges)
            .field("pending", &self.pending)
            .finish_non_exhaustive()
    }
}

/// A graph that comes block by block and is looked through as it comes.
pub(crate) struct Making {
    blocks: Vec<Arc<Block>>,
    nodes: u32,
    /// The first node of the block that comes next.
    first: u32,
    /// In both directions.
    entries: u64,
    balance: Balance,
}

impl Making {
    pub(crate) fn new(nodes: u32) -> Making {
        Making { blocks: Vec::new(), nodes, first: 0, entries: 0, balance: Balance::default() }
    }

    pub(crate) fn first(&self) -> u32 {
        self.first
    }

    /// How many rows the next block has; `None` after the last.
    pub(crate) fn rows_wanted(&self) -> Option<u32> {
        Some(self.nodes.saturating_sub(self.first).min(ROWS)).filter(|rows| *rows > 0)
    }

    /// Takes in the next block. `ends` are the ends of its rows in `to`, ascending, the last one the end of `to`.
    pub(crate) fn push(&mut self, ends: Vec<u32>, to: Vec<u32>) -> Result<(), Malformed> {
        let rows = Rows::new(ends.into_iter(), to);
        let block = Block::new(rows);
        let (mut row, mut node) = (0, self.first);
        while row < ROWS && node < self.nodes {
            self.look_through(node, block.list(row))?;
            row = row.saturating_add(1);
            node = node.saturating_add(1);
        }
        self.first = node;
        self.blocks.push(Arc::new(block));
        Ok(())
    }

    fn look_through(&mut self, node: u32, list: List<'_>) -> Result<(), Malformed> {
        let mut before = None;
        for neighbour in list.iter() {
            if neighbour >= self.nodes {
                return Err(Malformed::Beyond);
            }
            if neighbour == node {
                return Err(Malformed::Loop);
            }
            if before.is_some_and(|before| before >= neighbour) {
                return Err(Malformed::Unsorted);
            }
            before = Some(neighbour);
            self.balance.count(node, neighbour);
            self.entries = self.entries.saturating_add(1);
        }
        Ok(())
    }

    /// How many have come.
    pub(crate) fn entries(&self) -> u64 {
        self.entries
    }

    pub(crate) fn done(mut self) -> Result<Graph, Malformed> {
        if !self.balance.is_even() {
            return Err(Malformed::OneWay);
        }
        self.blocks.shrink_to_fit();
        Ok(Graph { blocks: self.blocks, nodes: self.nodes, edges: self.entries / 2, pending: 0 })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Block, Graph, Malformed};

    fn both(edges: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let mut edges: Vec<(u32, u32)> = edges.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
        edges.sort_unstable();
        edges
    }

    #[test]
    fn an_empty_graph_answers_empty() {
        let mut graph = Graph::new();
        assert_eq!((graph.nodes(), graph.edges(), graph.pending(), graph.heap_bytes()), (0, 0, 0, 0));
        for node in [0, 1, 4096, u32::MAX] {
            assert!(!graph.contains(node, 1));
            assert_eq!(graph.degree(node), 0);
            assert_eq!(graph.neighbours(node).len(), 0);
            assert_eq!(graph.common(node, 0).count(), 0);
            assert!(!graph.remove(node, 1));
        }
        assert!(!graph.compact_next());
        assert_eq!(Graph::from_sorted(0, std::iter::empty()).unwrap().nodes(), 0);
    }

    #[test]
    fn no_loop_no_double_and_no_node_without_a_successor() {
        let mut graph = Graph::new();
        assert!(!graph.insert(3, 3));
        assert!(!graph.insert(3, u32::MAX));
        assert!(!graph.insert(u32::MAX, 3));
        assert_eq!((graph.nodes(), graph.edges()), (0, 0));
        assert!(graph.insert(3, 5_000));
        assert!(!graph.insert(3, 5_000));
        assert!(!graph.insert(5_000, 3));
        assert_eq!((graph.nodes(), graph.edges(), graph.pending()), (5_001, 1, 2));
        assert!(graph.contains(5_000, 3) && graph.contains(3, 5_000));
        assert!(graph.compact_next());
        assert!(!graph.compact_next());
        assert!(graph.contains(5_000, 3) && graph.contains(3, 5_000));
        assert!(graph.remove(5_000, 3));
        assert!(!graph.remove(3, 5_000));
        assert!(graph.insert(5_000, 3));
        assert_eq!((graph.nodes(), graph.edges(), graph.pending()), (5_001, 1, 0));
    }

    #[test]
    fn a_full_block_takes_in_no_edge_and_nothing_changes() {
        let full = || Graph { blocks: vec![Arc::new(Block::full_but_for(1)), Arc::default()], ..Graph::default() };
        let mut graph = full();
        assert!(!graph.insert(1, 2));
        assert!(graph.insert(1, 5_000));
        assert!(!graph.insert(5_001, 3));
        assert_eq!((graph.edges(), graph.pending(), graph.degree(1), graph.degree(3)), (1, 2, 1, 0));
        assert!(full().insert(5_001, 3));
    }

    #[test]
    fn the_block_that_changed_most_is_folded_first() {
        let mut graph = Graph::new();
        for other in [4_097, 4_098, 4_099] {
            graph.insert(0, other);
        }
        assert_eq!(graph.pending(), 6);
        assert!(graph.compact_next());
        assert_eq!(graph.pending(), 3);
        assert_eq!(graph.neighbours(0).collect::<Vec<_>>(), [4_097, 4_098, 4_099]);
        assert_eq!(graph.neighbours(4_098).collect::<Vec<_>>(), [0]);
    }

    #[test]
    fn sorted_edges_become_a_graph_without_a_byte_to_spare() {
        let edges = both(&[(0, 1), (1, 4_095), (1, 4_096), (4_096, 9_000)]);
        let graph = Graph::from_sorted(9_001, edges.iter().copied()).unwrap();
        assert_eq!((graph.nodes(), graph.edges(), graph.pending()), (9_001, 4, 0));
        for (a, b) in edges {
            assert!(graph.contains(a, b));
        }
        assert_eq!(graph.degree(1), 3);
        let offsets = 9_001 + 3;
        let each = size_of::<Arc<Block>>() + 2 * size_of::<usize>() + size_of::<Block>();
        assert_eq!(graph.heap_bytes(), 4 * (offsets + 8) + 3 * each);
    }

    #[test]
    fn a_clone_stays_as_it_was() {
        let mut graph = Graph::from_sorted(9_001, both(&[(0, 1), (1, 9_000)]).into_iter()).unwrap();
        let before = graph.clone();
        assert!(graph.insert(0, 2) && graph.remove(1, 9_000));
        while graph.compact_next() {}
        assert!(before.contains(9_000, 1) && before.contains(1, 9_000) && !before.contains(0, 2));
        assert!(!graph.contains(9_000, 1) && graph.contains(2, 0));
        assert_eq!((before.edges(), before.pending(), before.degree(0)), (2, 0, 1));
    }

    #[test]
    fn edges_in_any_order_become_the_same_graph() {
        let once = [(4_096, 9_000), (1, 0), (1, 4_096), (4_095, 1)];
        for pieces in [vec![once.to_vec()], vec![once[..1].to_vec(), Vec::new(), once[1..].to_vec()]] {
            let graph = Graph::from_edges(9_001, pieces).unwrap();
            let sorted = Graph::from_sorted(9_001, both(&once).into_iter()).unwrap();
            assert_eq!((graph.edges(), graph.heap_bytes()), (4, sorted.heap_bytes()));
            for node in 0..9_001 {
                assert!(graph.neighbours(node).eq(sorted.neighbours(node)), "{node}");
            }
        }
        assert_eq!(Graph::from_edges(0, Vec::new()).unwrap().nodes(), 0);
        assert_eq!(Graph::from_edges(2, Vec::new()).unwrap().nodes(), 2);
        let refused = |nodes, edges: &[(u32, u32)]| Graph::from_edges(nodes, vec![edges.to_vec()]).unwrap_err();
        assert_eq!(refused(3, &[(0, 3)]), Malformed::Beyond);
        assert_eq!(refused(3, &[(1, 1)]), Malformed::Loop);
        assert_eq!(refused(3, &[(0, 1), (1, 0)]), Malformed::Unsorted);
    }

    #[test]
    fn edges_that_are_no_graph_are_refused() {
        let refused = |nodes, edges: &[(u32, u32)]| Graph::from_sorted(nodes, edges.iter().copied()).unwrap_err();
        assert_eq!(refused(3, &[(0, 1)]), Malformed::OneWay);
        assert_eq!(refused(3, &[(0, 1), (0, 2), (1, 0)]), Malformed::OneWay);
        assert_eq!(refused(3, &[(0, 0)]), Malformed::Loop);
        assert_eq!(refused(3, &[(0, 1), (0, 1), (1, 0), (1, 0)]), Malformed::Unsorted);
        assert_eq!(refused(3, &[(0, 2), (0, 1), (1, 0), (2, 0)]), Malformed::Unsorted);
        assert_eq!(refused(3, &[(1, 0), (0, 1)]), Malformed::Unsorted);
        assert_eq!(refused(3, &[(0, 3), (3, 0)]), Malformed::Beyond);
        assert_eq!(refused(3, &[(3, 0)]), Malformed::Beyond);
        assert_eq!(refused(0, &[(0, 1), (1, 0)]), Malformed::Beyond);
        assert_eq!(refused(5_000, &[(4_500, 1), (1, 4_500)]), Malformed::Unsorted);
    }
}
