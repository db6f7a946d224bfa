//! What is counted for many nodes at once.

use crate::at;

/// Working memory for [`Graph::second`](crate::Graph::second). It grows with the work, not with the graph, and whoever
/// keeps one between calls spares them the growing. Which graph it was used for before does not matter.
///
/// To count for each node right where it is read would wait for memory at almost every one. So all are put down in the
/// order they come, then sorted by their upper bits, and counted one range of nodes after the other, in a piece of
/// memory that is near the processor.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    /// Degree and number of the nodes between.
    pub(crate) between: Vec<(u32, u32)>,
    entries: Vec<Entry>,
    by_range: Vec<Entry>,
    places: Vec<usize>,
    /// For each node of a range; nothing between two ranges, unless a panic has come between.
    tallies: Vec<Tally>,
    is_in_use: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    node: u32,
    weight: f32,
}

/// What was counted for one node.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    pub score: f32,
    pub shared: u32,
}

/// Whatever is added to this weight, it stays.
const BARRED: f32 = f32::NEG_INFINITY;
/// Bits of a node's number within its range; more when there would be more than `MOST_RANGES`.
const RANGE: u32 = 12;
const MOST_RANGES: u32 = 12;

impl Scratch {
    /// Empty; grows when it is used.
    pub fn new() -> Scratch {
        Scratch::default()
    }

    /// Forgets what was counted.
    pub(crate) fn begin(&mut self) {
        self.entries.clear();
    }

    /// Counts each node once more, for so much, which is more than nothing.
    pub(crate) fn add(&mut self, nodes: impl Iterator<Item = u32>, weight: f32) {
        self.entries.extend(nodes.map(|node| Entry { node, weight }));
    }

    /// Leaves nodes out, however often they are counted.
    pub(crate) fn bar(&mut self, nodes: impl Iterator<Item = u32>) {
        self.add(nodes, BARRED);
    }

    /// Shows each node that was counted and is not left out. All are below `nodes`.
    pub(crate) fn each_counted(&mut self, nodes: u32, mut show: impl FnMut(u32, Tally)) {
        let bits = RANGE.max(u32::BITS.saturating_sub(nodes.leading_zeros()).saturating_sub(MOST_RANGES));
        let within = at(1_u32.checked_shl(bits).map_or(u32::MAX, |range| range.wrapping_sub(1)));
        self.sort(at(nodes >> bits).saturating_add(1), bits);
        if self.is_in_use {
            self.tallies.clear();
        }
        if self.tallies.len() <= within {
            self.tallies.resize(within.saturating_add(1), Tally::default());
        }
        self.is_in_use = true;
        for range in self.by_range.chunk_by(|one, other| one.node >> bits == other.node >> bits) {
            for Entry { node, weight } in range {
                if let Some(tally) = self.tallies.get_mut(at(*node) & within) {
                    tally.score += weight;
                    tally.shared = tally.shared.wrapping_add(1);
                }
            }
            for Entry { node, .. } in range {
                // Whoever comes first takes all; the others find nothing.
                let tally = self.tallies.get_mut(at(*node) & within).map(std::mem::take).unwrap_or_default();
                if tally.score > 0.0 {
                    show(*node, tally);
                }
            }
        }
        self.is_in_use = false;
    }

    /// By the upper bits alone; what is the same in them stays in its order. This is a counting sort.
    fn sort(&mut self, ranges: usize, bits: u32) {
        self.places.clear();
        self.places.resize(ranges, 0);
        for entry in &self.entries {
            if let Some(count) = self.places.get_mut(at(entry.node >> bits)) {
                *count = count.wrapping_add(1);
            }
        }
        let mut next = 0_usize;
        for place in &mut self.places {
            next = next.wrapping_add(std::mem::replace(place, next));
        }
        self.by_range.resize(self.entries.len(), Entry::default());
        for entry in &self.entries {
            if let Some(place) = self.places.get_mut(at(entry.node >> bits))
                && let Some(sorted) = self.by_range.get_mut(*place)
            {
                *sorted = *entry;
                *place = place.wrapping_add(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Scratch, Tally};

    fn counted(scratch: &mut Scratch, nodes: u32) -> Vec<(u32, Tally)> {
        let mut counted = Vec::new();
        scratch.each_counted(nodes, |node, tally| counted.push((node, tally)));
        counted.sort_unstable_by_key(|(node, _)| *node);
        counted
    }

    #[test]
    fn nodes_are_counted_apart_until_it_begins_again() {
        let mut scratch = Scratch::new();
        // The last has so many nodes that a range has to have more of them.
        for (step, nodes) in [(1, 1_000), (4_096, 5_000_000), (4_000_000, u32::MAX)] {
            scratch.begin();
            scratch.bar([0].into_iter());
            scratch.add((0..1_000).map(|node| node * step), 0.5);
            scratch.bar([step].into_iter());
            scratch.add([0, 2 * step].into_iter(), 1.0);
            let counted = counted(&mut scratch, nodes);
            assert_eq!(counted.len(), 998);
            assert!(scratch.places.len() <= 1 << 12, "{}", scratch.places.len());
            assert_eq!(counted[0], (2 * step, Tally { shared: 2, score: 1.5 }));
            assert!(counted[1..].iter().all(|(_, tally)| *tally == Tally { shared: 1, score: 0.5 }));
            assert!(counted.iter().zip(2..).all(|((node, _), wanted)| *node == wanted * step));
        }
        scratch.begin();
        assert_eq!(counted(&mut scratch, 1_000), []);
    }

    #[test]
    fn a_panic_while_showing_leaves_nothing_behind() {
        let mut scratch = Scratch::new();
        scratch.begin();
        scratch.add([1, 2, 3, 2].into_iter(), 1.0);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            scratch.each_counted(10, |_, _| panic!("as a closure may"));
        }));
        assert!(panicked.is_err());
        scratch.begin();
        scratch.add([2].into_iter(), 1.0);
        assert_eq!(counted(&mut scratch, 10), [(2, Tally { shared: 1, score: 1.0 })]);
    }
}
