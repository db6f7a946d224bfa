//! Who is near a node without being next to it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::hint::black_box;

use crate::tally::Tally;
use crate::{Graph, Scratch, at};

/// So few are sorted although not all may be needed.
const SORTED_AT_ONCE: usize = 256;
/// So many lists are asked for before the first of them is read.
const AHEAD: usize = 16;

/// A node that shares neighbours with another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// Who it is.
    pub node: u32,
    /// How near it is: see [`Graph::second`].
    pub score: f32,
    /// How many of the neighbours looked at lie between.
    pub shared: u32,
}

impl Graph {
    /// The neighbours of a node's neighbours, best first, ties by number, at most `most`. The node itself and its own
    /// neighbours are left out, and whom not to `keep`; that is asked of those alone who would be among the best.
    ///
    /// The score is that of Adamic and Adar ("Friends and neighbors on the Web", 2003): each node between adds
    /// 1 / ln(its degree), because a node with few neighbours tells more about each of them.
    ///
    /// Some `budget` entries of lists are looked at: up to half of them the node's own neighbours, in ascending order,
    /// then the neighbours of these, smallest lists first, as they weigh most; the list with which the budget ends is
    /// read in part. Scores and counts are of what was looked at.
    pub fn second(
        &self,
        a: u32,
        scratch: &mut Scratch,
        budget: usize,
        keep: impl Fn(u32) -> bool,
        most: usize,
    ) -> Vec<Ranked> {
        let own = self.list(a);
        scratch.between.clear();
        for node in own.iter().take(budget / 2) {
            scratch.between.push((u32::try_from(self.degree(node)).unwrap_or(u32::MAX), node));
        }
        // Of a list that was cut, the rest is next to the node as well.
        let is_whole = scratch.between.len() == own.len();
        self.count(a, scratch, budget.saturating_sub(scratch.between.len()));
        let mut best = Best::new(most, |node| (is_whole || !own.contains(node)) && keep(node));
        scratch.each_counted(self.nodes(), |node, Tally { score, shared }| best.see(Ranked { node, score, shared }));
        best.sorted()
    }

    /// Counts the neighbours of those between, `left` entries in all.
    fn count(&self, a: u32, scratch: &mut Scratch, mut left: usize) {
        scratch.begin();
        let mut between = std::mem::take(&mut scratch.between);
        if !between.is_empty() {
            scratch.bar([a].into_iter());
        }
        scratch.bar(between.iter().map(|(_, node)| *node));
        'all: for some in smallest(&mut between, left).chunks(AHEAD) {
            // Lists lie far from one another: what is asked for together, memory brings together.
            black_box(some.iter().fold(0, |sum, (_, node)| self.list(*node).first().wrapping_add(sum)));
            for (degree, node) in some {
                // Who has one neighbour alone leads nowhere else.
                if *degree < 2 {
                    continue;
                }
                // From one piece they are copied faster than out of changes.
                let (list, weight) = (self.list(*node), weight(*degree));
                match list.unchanged() {
                    Some(all) => scratch.add(all.iter().copied().take(left), weight),
                    None => scratch.add(list.iter().take(left), weight),
                }
                left = left.saturating_sub(at(*degree));
                if left == 0 {
                    break 'all;
                }
            }
        }
        scratch.between = between;
    }
}

/// Those of smallest degree in order, as many as have `wanted` neighbours together, and maybe some more.
fn smallest(between: &mut [(u32, u32)], wanted: usize) -> &[(u32, u32)] {
    // One number is compared faster than two.
    let by_degree = |(degree, node): &(u32, u32)| u64::from(*degree) << 32 | u64::from(*node);
    // Whoever has one neighbour alone is passed over.
    let entries = |some: &[(u32, u32)]| {
        some.iter().map(|(degree, _)| at(*degree)).filter(|degree| *degree > 1).fold(0, usize::saturating_add)
    };
    let mut count = between.len();
    while count > SORTED_AT_ONCE {
        let half = count / 2;
        let some = between.get_mut(..count).unwrap_or_default();
        some.select_nth_unstable_by_key(half, by_degree);
        if some.get(..half).is_none_or(|smaller| entries(smaller) < wanted) {
            break;
        }
        count = half;
    }
    let some = between.get_mut(..count).unwrap_or_default();
    some.sort_unstable_by_key(by_degree);
    some
}

/// 1 / ln(degree).
fn weight(degree: u32) -> f32 {
    let [low, second, third, high] = degree.to_le_bytes();
    let (low, high) = (u16::from_le_bytes([low, second]), u16::from_le_bytes([third, high]));
    (f32::from(high) * 65_536.0 + f32::from(low)).ln().recip()
}

/// The best of those seen, of whom nobody is asked to be kept who is not better than the worst of them.
struct Best<K> {
    most: usize,
    keep: K,
    heap: BinaryHeap<Candidate>,
    /// A score below this is not among the best.
    least: f32,
}

impl<K: Fn(u32) -> bool> Best<K> {
    fn new(most: usize, keep: K) -> Best<K> {
        let least = if most == 0 { f32::INFINITY } else { 0.0 };
        Best { most, keep, heap: BinaryHeap::new(), least }
    }

    fn see(&mut self, ranked: Ranked) {
        // Almost all of many end here.
        if ranked.score < self.least {
            return;
        }
        let candidate = Candidate(ranked);
        let is_full = self.heap.len() >= self.most;
        if is_full && self.heap.peek().is_some_and(|worst| candidate >= *worst) || !(self.keep)(ranked.node) {
            return;
        }
        if is_full {
            self.heap.pop();
        }
        self.heap.push(candidate);
        if self.heap.len() >= self.most {
            self.least = self.heap.peek().map_or(self.least, |worst| worst.0.score);
        }
    }

    fn sorted(self) -> Vec<Ranked> {
        self.heap.into_sorted_vec().into_iter().map(|Candidate(ranked)| ranked).collect()
    }
}

/// The better the less.
struct Candidate(Ranked);

impl Ord for Candidate {
    fn cmp(&self, other: &Candidate) -> Ordering {
        other.0.score.total_cmp(&self.0.score).then(self.0.node.cmp(&other.0.node))
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Candidate) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Candidate {
    fn eq(&self, other: &Candidate) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Candidate {}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::{smallest, weight};
    use crate::{Graph, Ranked, Scratch, at};

    fn graph(edges: &[(u32, u32)]) -> Graph {
        let mut graph = Graph::new();
        for (a, b) in edges {
            assert!(graph.insert(*a, *b));
        }
        graph
    }

    fn nodes(ranked: &[Ranked]) -> Vec<u32> {
        ranked.iter().map(|ranked| ranked.node).collect()
    }

    #[test]
    fn who_is_shared_by_few_comes_first() {
        // 1 has few neighbours, 2 has more; 3 has none but 0.
        let graph = graph(&[(0, 1), (0, 2), (0, 3), (1, 10), (2, 11), (2, 12), (2, 13), (2, 14), (2, 1)]);
        let second = graph.second(0, &mut Scratch::new(), 1_000, |_| true, 10);
        assert_eq!(nodes(&second), [10, 11, 12, 13, 14]);
        let (three, six) = (3_f32.ln().recip(), 6_f32.ln().recip());
        assert_eq!(second.first().unwrap(), &Ranked { node: 10, score: three, shared: 1 });
        assert_eq!(second.last().unwrap(), &Ranked { node: 14, score: six, shared: 1 });
        let towards = graph.second(10, &mut Scratch::new(), 1_000, |_| true, 10);
        assert_eq!(nodes(&towards), [0, 2]);
    }

    #[test]
    fn only_the_best_are_asked_about_and_who_is_not_kept_makes_room() {
        let edges: Vec<(u32, u32)> = (2..1_000).map(|node| (1, node)).chain([(0, 1)]).collect();
        let graph = graph(&edges);
        let asked = Cell::new(0);
        let keep = |node: u32| {
            asked.set(asked.get() + 1);
            node % 2 == 1
        };
        let second = graph.second(0, &mut Scratch::new(), 10_000, keep, 3);
        assert_eq!(nodes(&second), [3, 5, 7]);
        assert!((6..100).contains(&asked.get()), "{}", asked.get());
        assert_eq!(graph.second(0, &mut Scratch::new(), 10_000, |_| true, 0), []);
        assert_eq!(graph.second(0, &mut Scratch::new(), 10_000, |_| true, usize::MAX).len(), 998);
    }

    #[test]
    fn the_budget_goes_to_the_smallest_lists_and_ends_within_one() {
        // 1 has 3 neighbours, 2 has 101, 3 has 102.
        let mut edges = vec![(0, 1), (0, 2), (0, 3), (1, 10), (1, 11)];
        edges.extend((100..200).map(|node| (2, node)));
        edges.extend((200..301).map(|node| (3, node)));
        let graph = graph(&edges);
        let second = |budget| nodes(&graph.second(0, &mut Scratch::new(), budget, |_| true, usize::MAX));
        assert_eq!(second(6), [10, 11]);
        // 3 of its own, 3 of the smallest, and 4 more: 0 and three others.
        assert_eq!(second(10), [10, 11, 100, 101, 102]);
        assert_eq!(second(3 + 3 + 101), [vec![10, 11], (100..200).collect()].concat());
        assert_eq!(second(3 + 3 + 101 + 102).len(), 203);
        assert!(second(0).is_empty());
        assert!(second(1).is_empty());
    }

    #[test]
    fn a_neighbour_beyond_half_the_budget_is_left_out_all_the_same() {
        // 0 knows 1 to 100, and 1 knows all of them, and 200.
        let mut edges: Vec<(u32, u32)> = (1..=100).map(|node| (0, node)).collect();
        edges.extend((2..=100).map(|node| (1, node)));
        edges.push((1, 200));
        let graph = graph(&edges);
        assert!(nodes(&graph.second(0, &mut Scratch::new(), 20, |_| true, 10)).is_empty());
        assert_eq!(nodes(&graph.second(0, &mut Scratch::new(), 1_000, |_| true, 10)), [200]);
        assert_eq!(nodes(&graph.second(0, &mut Scratch::new(), 190, |_| true, 10)), Vec::<u32>::new());
    }

    #[test]
    fn of_many_only_as_many_are_sorted_as_are_needed() {
        let mut random = 1_u32;
        let mut lists = |degrees: std::ops::Range<u32>| -> Vec<(u32, u32)> {
            let mut next = || {
                random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                degrees.start + (random >> 8) % (degrees.end - degrees.start)
            };
            (0..20_000).map(|node| (next(), node)).collect()
        };
        for (degrees, wanted, most) in
            [(2..1_000, 15_000, 1_250), (2..1_000, 0, 256), (0..4, 5_000, 20_000), (2..9, 1_000_000, 20_000)]
        {
            let mut between = lists(degrees);
            let mut sorted = between.clone();
            sorted.sort_unstable();
            let some = smallest(&mut between, wanted);
            assert_eq!(some, &sorted[..some.len()]);
            assert!(some.len() <= most, "{}", some.len());
            let entries: usize = some.iter().map(|(degree, _)| at(*degree)).filter(|degree| *degree > 1).sum();
            assert!(entries >= wanted || some.len() == 20_000);
        }
    }

    #[test]
    fn scratch_left_by_another_graph_does_no_harm() {
        let mut scratch = Scratch::new();
        let large: Vec<(u32, u32)> = (1..500).map(|node| (0, node)).collect();
        assert_eq!(graph(&large).second(1, &mut scratch, 1_000, |_| true, usize::MAX).len(), 498);
        let small = graph(&[(0, 1), (1, 2)]);
        assert_eq!(nodes(&small.second(0, &mut scratch, 1_000, |_| true, 9)), [2]);
        assert_eq!(small.second(7, &mut scratch, 1_000, |_| true, 9), []);
        assert_eq!(Graph::new().second(0, &mut scratch, 1_000, |_| true, 9), []);
    }

    #[test]
    fn the_weight_goes_by_the_logarithm_of_any_degree() {
        for degree in [2, 3, 50, 65_535, 65_536, 1_000_000, u32::MAX] {
            let wanted = f64::from(degree).ln().recip();
            assert!((f64::from(weight(degree)) - wanted).abs() < 1e-6, "{degree}");
        }
    }
}
