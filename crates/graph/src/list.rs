//! The neighbours of one node: what is folded, and what has changed since.

use std::borrow::Cow;
use std::iter::FusedIterator;

/// What has changed about a node since its block was folded, sorted. What is added is not among the folded neighbours,
/// what is removed is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Change {
    added: Vec<u32>,
    removed: Vec<u32>,
}

impl Change {
    /// Takes in a neighbour that the node does not have.
    pub(crate) fn insert(&mut self, neighbour: u32) {
        if !take(&mut self.removed, neighbour) {
            put(&mut self.added, neighbour);
        }
    }

    /// Strikes a neighbour that the node has.
    pub(crate) fn remove(&mut self, neighbour: u32) {
        if !take(&mut self.added, neighbour) {
            put(&mut self.removed, neighbour);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.added.len().saturating_add(self.removed.len())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }

    pub(crate) fn heap_bytes(&self) -> usize {
        (self.added.capacity().saturating_add(self.removed.capacity())).saturating_mul(size_of::<u32>())
    }
}

fn put(sorted: &mut Vec<u32>, number: u32) {
    if let Err(place) = sorted.binary_search(&number) {
        sorted.insert(place, number);
    }
}

fn take(sorted: &mut Vec<u32>, number: u32) -> bool {
    match sorted.binary_search(&number) {
        Ok(place) => {
            sorted.remove(place);
            true
        }
        Err(_) => false,
    }
}

/// The neighbours of one node, ascending.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct List<'a> {
    folded: &'a [u32],
    added: &'a [u32],
    removed: &'a [u32],
}

impl<'a> List<'a> {
    pub(crate) fn new(folded: &'a [u32], change: Option<&'a Change>) -> List<'a> {
        match change {
            Some(Change { added, removed }) => List { folded, added, removed },
            None => List { folded, added: &[], removed: &[] },
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.folded.len().saturating_add(self.added.len()).saturating_sub(self.removed.len())
    }

    pub(crate) fn contains(&self, node: u32) -> bool {
        if self.folded.binary_search(&node).is_ok() {
            self.removed.binary_search(&node).is_err()
        } else {
            self.added.binary_search(&node).is_ok()
        }
    }

    pub(crate) fn first(&self) -> u32 {
        self.folded.first().copied().unwrap_or_default()
    }

    pub(crate) fn iter(&self) -> Neighbours<'a> {
        Neighbours { left: *self }
    }

    /// All in one piece, if nothing has changed.
    pub(crate) fn unchanged(&self) -> Option<&'a [u32]> {
        (self.added.is_empty() && self.removed.is_empty()).then_some(self.folded)
    }

    /// All in one piece: copied where something has changed.
    pub(crate) fn whole(&self) -> Cow<'a, [u32]> {
        self.unchanged().map_or_else(
            || {
                let mut whole = Vec::with_capacity(self.len());
                self.copy_to(&mut whole);
                Cow::Owned(whole)
            },
            Cow::Borrowed,
        )
    }

    /// How many entries [`List::whole`] has to copy.
    pub(crate) fn copied(&self) -> usize {
        self.unchanged().map_or(self.len(), |_| 0)
    }

    /// Appends all to `whole`: what lies between two changes is copied in one piece.
    pub(crate) fn copy_to(&self, whole: &mut Vec<u32>) {
        let List { mut folded, mut added, mut removed } = *self;
        while let Some(node) = added.first().into_iter().chain(removed.first()).min().copied() {
            let all = folded;
            gallop(&mut folded, node);
            whole.extend_from_slice(all.get(..all.len().saturating_sub(folded.len())).unwrap_or_default());
            if added.first() == Some(&node) {
                whole.extend(take_first(&mut added));
            } else {
                take_first(&mut removed);
                take_first(&mut folded);
            }
        }
        whole.extend_from_slice(folded);
    }

    /// Leaves out what is below `node`. Gives whether `node` is there, and how many entries were looked at.
    pub(crate) fn skip_to(&mut self, node: u32) -> (bool, usize) {
        let looked = gallop(&mut self.folded, node)
            .saturating_add(gallop(&mut self.added, node))
            .saturating_add(gallop(&mut self.removed, node));
        let is_first = |list: &[u32]| list.first() == Some(&node);
        (is_first(self.added) || is_first(self.folded) && !is_first(self.removed), looked)
    }
}

/// Cuts off the beginning of `sorted` that is below `number`: steps that double, then halves of the last one. Near the
/// beginning, where the next one asked for mostly is, that is faster than halves of everything. Gives how many entries
/// were looked at.
fn gallop(sorted: &mut &[u32], number: u32) -> usize {
    let below = |place: usize| sorted.get(place).is_some_and(|entry| *entry < number);
    if !below(0) {
        return 1;
    }
    let (mut step, mut looked) = (1_usize, 2_usize);
    while below(step) {
        step = step.saturating_mul(2);
        looked = looked.saturating_add(2);
    }
    let (low, high) = (step / 2, step.min(sorted.len()));
    let between = sorted.get(low..high).unwrap_or_default();
    let skipped = low.saturating_add(between.partition_point(|entry| *entry < number));
    *sorted = sorted.get(skipped..).unwrap_or_default();
    looked
}

/// The neighbours of a node, ascending.
#[derive(Debug, Clone)]
pub(crate) struct Neighbours<'a> {
    left: List<'a>,
}

impl Iterator for Neighbours<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let List { folded, added, removed } = &mut self.left;
        loop {
            let Some((first, rest)) = folded.split_first() else {
                return take_first(added);
            };
            if added.first().is_some_and(|other| other < first) {
                return take_first(added);
            }
            *folded = rest;
            if removed.first() == Some(first) {
                take_first(removed);
            } else {
                return Some(*first);
            }
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left.len(), Some(self.left.len()))
    }
}

impl ExactSizeIterator for Neighbours<'_> {}
impl FusedIterator for Neighbours<'_> {}

fn take_first(sorted: &mut &[u32]) -> Option<u32> {
    let (first, rest) = sorted.split_first()?;
    *sorted = rest;
    Some(*first)
}

#[cfg(test)]
mod tests {
    use super::{Change, List, gallop};

    #[test]
    fn what_is_undone_leaves_nothing_behind() {
        let mut change = Change::default();
        change.insert(7);
        change.remove(3);
        assert_eq!(change.len(), 2);
        change.remove(7);
        change.insert(3);
        assert!(change.is_empty());
        assert_eq!(change, Change::default());
    }

    #[test]
    fn a_list_is_what_is_folded_and_what_has_changed() {
        let mut change = Change::default();
        for node in [0, 5, 99] {
            change.insert(node);
        }
        for node in [2, 4, 8] {
            change.remove(node);
        }
        assert_eq!(*List::new(&[2, 4, 8], Some(&change)).whole(), [0, 5, 99]);
        let list = List::new(&[2, 3, 4, 6, 8], Some(&change));
        assert_eq!(list.iter().collect::<Vec<_>>(), [0, 3, 5, 6, 99]);
        assert_eq!(*list.whole(), [0, 3, 5, 6, 99]);
        assert_eq!((list.len(), list.iter().len()), (5, 5));
        for node in 0..=100 {
            assert_eq!(list.contains(node), [0, 3, 5, 6, 99].contains(&node), "{node}");
            assert_eq!({ list }.skip_to(node).0, list.contains(node), "{node}");
        }
        let mut going = list;
        let found: Vec<u32> = (0..=100).filter(|node| going.skip_to(*node).0).collect();
        assert_eq!(found, [0, 3, 5, 6, 99]);
    }

    #[test]
    fn a_list_of_which_all_is_removed_is_empty() {
        let mut change = Change::default();
        change.remove(7);
        let list = List::new(&[7], Some(&change));
        assert_eq!((list.len(), list.whole().len(), list.iter().next(), list.copied()), (0, 0, None, 0));
    }

    #[test]
    fn galloping_looks_at_few_and_stops_at_the_first_not_below() {
        let all: Vec<u32> = (0..100_000).map(|number| number * 2).collect();
        for (number, wanted) in
            [(0, 0), (1, 1), (2, 1), (9, 5), (150_000, 75_000), (199_998, 99_999), (199_999, 100_000)]
        {
            let mut left = all.as_slice();
            let looked = gallop(&mut left, number);
            assert_eq!(left, all.get(wanted..).unwrap(), "{number}");
            assert!(looked <= 40, "{number}: {looked}");
        }
        assert_eq!(gallop(&mut [].as_slice(), 5), 1);
    }
}
