//! Random histories of a graph, every answer against a naive one from a set of pairs.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "helpers of tests may panic, too")]

use std::collections::{BTreeMap, BTreeSet};

use graph::{Graph, Ranked, Scratch};
use proptest::prelude::*;

/// Nodes of three blocks, at their edges too; some are neighbours of the hubs. The last is never one.
const NODES: [u32; 14] = [0, 1, 2, 3, 150, 151, 299, 4_094, 4_095, 4_096, 4_097, 8_191, 8_192, 9_000];
const MUCH: usize = 1_000_000;

#[derive(Debug, Clone)]
enum Step {
    Insert(u32, u32),
    Remove(u32, u32),
    Fold,
    WriteAndRead,
}

fn step() -> impl Strategy<Value = Step> {
    let node = || proptest::sample::select(&NODES[..13]);
    prop_oneof![
        12 => (node(), node()).prop_map(|(a, b)| Step::Insert(a, b)),
        6 => (node(), node()).prop_map(|(a, b)| Step::Remove(a, b)),
        3 => Just(Step::Fold),
        1 => Just(Step::WriteAndRead),
    ]
}

/// Both directions of every edge.
#[derive(Default)]
struct Pairs(BTreeSet<(u32, u32)>);

impl Pairs {
    fn insert(&mut self, a: u32, b: u32) -> bool {
        self.0.insert((b, a));
        self.0.insert((a, b))
    }

    fn remove(&mut self, a: u32, b: u32) -> bool {
        self.0.remove(&(b, a));
        self.0.remove(&(a, b))
    }

    fn contains(&self, a: u32, b: u32) -> bool {
        self.0.contains(&(a, b))
    }

    fn neighbours(&self, a: u32) -> Vec<u32> {
        self.0.range((a, 0)..=(a, u32::MAX)).map(|(_, b)| *b).collect()
    }

    fn common(&self, a: u32, b: u32) -> Vec<u32> {
        self.neighbours(a).into_iter().filter(|node| self.contains(b, *node)).collect()
    }

    /// How far everybody within three edges is from `a`, circle by circle.
    fn distances(&self, a: u32, may_pass: impl Fn(u32) -> bool) -> BTreeMap<u32, u32> {
        let mut distances = BTreeMap::from([(a, 0)]);
        for distance in 1..=3 {
            let last: Vec<u32> = distances.iter().filter(|(_, d)| **d == distance - 1).map(|(node, _)| *node).collect();
            for node in last.into_iter().filter(|node| *node == a || may_pass(*node)) {
                for other in self.neighbours(node) {
                    distances.entry(other).or_insert(distance);
                }
            }
        }
        distances
    }

    fn second(&self, a: u32, budget: usize) -> BTreeMap<u32, (f64, u32)> {
        let own = self.neighbours(a);
        let mut between: Vec<(usize, u32)> =
            own.iter().take(budget / 2).map(|node| (self.neighbours(*node).len(), *node)).collect();
        between.sort_unstable();
        let mut left = budget - between.len();
        let mut found = BTreeMap::new();
        for (degree, node) in between {
            // The only neighbour of such a one is `a`, and to look at it is spared.
            if degree < 2 {
                continue;
            }
            for other in self.neighbours(node) {
                if left == 0 {
                    return found;
                }
                left -= 1;
                if other != a && !own.contains(&other) {
                    let (score, shared): &mut (f64, u32) = found.entry(other).or_default();
                    *score += 1.0 / f64::from(u32::try_from(degree).unwrap()).ln();
                    *shared += 1;
                }
            }
        }
        found
    }
}

/// A graph with two hubs that share half of their neighbours.
fn with_hubs() -> (Graph, Pairs) {
    let mut pairs = Pairs::default();
    (100..300).for_each(|node| _ = pairs.insert(0, node));
    (150..350).for_each(|node| _ = pairs.insert(1, node));
    (Graph::from_sorted(350, pairs.0.iter().copied()).unwrap(), pairs)
}

fn written_and_read(graph: &Graph) -> Graph {
    let mut bytes = Vec::new();
    graph.write_to(&mut bytes).unwrap();
    Graph::read_from(bytes.as_slice()).unwrap()
}

fn compare(graph: &Graph, pairs: &Pairs, scratch: &mut Scratch) {
    assert_eq!(graph.edges(), u64::try_from(pairs.0.len()).unwrap() / 2);
    assert!(pairs.0.iter().all(|(a, b)| *a < graph.nodes() && *b < graph.nodes()));
    for a in NODES {
        let wanted = pairs.neighbours(a);
        assert_eq!(graph.degree(a), wanted.len());
        assert_eq!(graph.neighbours(a).len(), wanted.len());
        assert_eq!(graph.neighbours(a).collect::<Vec<_>>(), wanted);
        for b in NODES {
            assert_eq!(graph.contains(a, b), pairs.contains(a, b));
            assert_eq!(graph.common(a, b).collect::<Vec<_>>(), pairs.common(a, b));
        }
        for avoided in [u32::MAX, 0, 1, 2] {
            compare_ways(graph, pairs, a, |node| node % 3 != avoided);
        }
        for budget in [0, 1, 7, 40, 300, MUCH] {
            compare_second(graph, pairs, a, budget, scratch);
        }
    }
}

fn compare_ways(graph: &Graph, pairs: &Pairs, a: u32, may_pass: impl Fn(u32) -> bool + Copy) {
    let distances = pairs.distances(a, may_pass);
    for b in NODES {
        let wanted = distances.get(&b).copied().filter(|_| a < graph.nodes());
        for limit in 0..=4 {
            let wanted = wanted.filter(|distance| *distance <= limit);
            assert_eq!(graph.distance_within(a, b, limit, MUCH, may_pass), wanted, "{a} to {b} within {limit}");
            let path = graph.path(a, b, limit, MUCH, may_pass);
            assert_eq!(path.is_some(), wanted.is_some());
            if let (Some(path), Some(distance)) = (path, wanted) {
                assert_eq!(u32::try_from(path.len()).unwrap(), distance + 1);
                assert_eq!((path.first(), path.last()), (Some(&a), Some(&b)));
                assert!(path.windows(2).all(|step| pairs.contains(step[0], step[1])));
                assert!(path.iter().all(|node| *node == a || *node == b || may_pass(*node)));
            }
        }
        // With little to spend nothing may be found, but nothing wrong and nothing longer than the shortest.
        for budget in [0, 5, 60] {
            let found = graph.distance_within(a, b, 3, budget, may_pass);
            assert!(found.is_none() || found == wanted);
        }
    }
}

fn compare_second(graph: &Graph, pairs: &Pairs, a: u32, budget: usize, scratch: &mut Scratch) {
    let found = graph.second(a, scratch, budget, |_| true, usize::MAX);
    let wanted = pairs.second(a, budget);
    assert_eq!(found.iter().map(|ranked| ranked.node).collect::<BTreeSet<_>>(), wanted.keys().copied().collect());
    assert_eq!(found.len(), wanted.len());
    for Ranked { node, score, shared } in &found {
        let (wanted_score, wanted_shared) = wanted[node];
        assert!((f64::from(*score) - wanted_score).abs() < 1e-4 * wanted_score);
        assert_eq!(*shared, wanted_shared);
    }
    let better = |one: &Ranked, other: &Ranked| {
        one.score > other.score || one.score.to_bits() == other.score.to_bits() && one.node < other.node
    };
    assert!(found.windows(2).all(|two| better(&two[0], &two[1])));
    let keep = |node: u32| node.is_multiple_of(2);
    let kept: Vec<Ranked> = found.into_iter().filter(|ranked| keep(ranked.node)).take(3).collect();
    assert_eq!(graph.second(a, scratch, budget, keep, 3), kept);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_history_every_answer_is_that_of_a_set_of_pairs(
        has_hubs in any::<bool>(),
        steps in proptest::collection::vec(step(), 0..120),
    ) {
        let (mut graph, mut pairs) = if has_hubs { with_hubs() } else { Default::default() };
        let mut scratch = Scratch::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Insert(a, b) => {
                    let is_new = a != b && pairs.insert(a, b);
                    prop_assert_eq!(graph.insert(a, b), is_new);
                }
                Step::Remove(a, b) => prop_assert_eq!(graph.remove(a, b), pairs.remove(a, b)),
                Step::Fold => {
                    let before = graph.pending();
                    let is_more = graph.compact_next();
                    prop_assert!(graph.pending() < before || before == 0);
                    prop_assert_eq!(is_more, graph.pending() > 0);
                }
                Step::WriteAndRead => graph = written_and_read(&graph),
            }
            if number == 30 {
                compare(&graph, &pairs, &mut scratch);
            }
        }
        compare(&graph, &pairs, &mut scratch);
        let read = written_and_read(&graph);
        while graph.compact_next() {}
        prop_assert_eq!((graph.pending(), read.pending()), (0, 0));
        prop_assert_eq!(graph.nodes(), read.nodes());
        compare(&graph, &pairs, &mut scratch);
        compare(&read, &pairs, &mut scratch);
        // What was folded bit by bit has no more memory than what was made at once, but for what vectors keep to grow.
        let at_once = Graph::from_sorted(graph.nodes(), pairs.0.iter().copied()).unwrap();
        compare(&at_once, &pairs, &mut scratch);
        prop_assert!(graph.heap_bytes() <= at_once.heap_bytes() + 100 * NODES.len());
    }

    #[test]
    fn bytes_that_are_no_graph_are_refused_without_a_panic(
        mut bytes in proptest::collection::vec(any::<u8>(), 0..200),
        is_like_one in any::<bool>(),
    ) {
        if is_like_one {
            let mut like = Vec::new();
            Graph::new().write_to(&mut like).unwrap();
            like.truncate(12);
            like.append(&mut bytes);
            bytes = like;
        }
        prop_assert!(Graph::read_from(bytes.as_slice()).is_err());
    }
}

#[test]
fn hubs_answer_as_anybody_does_folded_or_not() {
    let mut pairs = Pairs::default();
    // 0 and 1 know 30,000 each, 6,000 of them both; each of these knows the one after.
    let all = (2..30_002).map(|node| (0, node)).chain((24_002..54_002).map(|node| (1, node)));
    let edges: Vec<(u32, u32)> = all.chain((2..54_000).map(|node| (node, node + 1))).collect();
    let mut graph = Graph::new();
    for (a, b) in &edges {
        assert!(graph.insert(*a, *b));
        pairs.insert(*a, *b);
    }
    let common: Vec<u32> = (24_002..30_002).collect();
    let mut scratch = Scratch::new();
    let mut answers = Vec::new();
    for is_folded in [false, true] {
        if is_folded {
            while graph.compact_next() {}
        }
        assert_eq!((graph.degree(0), graph.degree(1), graph.degree(24_500)), (30_000, 30_000, 4));
        assert_eq!(graph.common(0, 1).collect::<Vec<_>>(), common);
        assert_eq!(graph.common(24_500, 0).collect::<Vec<_>>(), [24_499, 24_501]);
        assert_eq!(graph.path(0, 1, 3, MUCH, |_| true), Some(vec![0, 24_002, 1]));
        assert_eq!(graph.path(2, 54_001, 3, MUCH, |_| true), None);
        assert_eq!(graph.path(2, 54_000, 3, MUCH, |node| node != 1), None);
        compare_second(&graph, &pairs, 500, 100_000, &mut scratch);
        answers.push(graph.second(0, &mut scratch, 200_000, |_| true, 20));
    }
    // Everybody else next to its neighbours is a neighbour itself.
    assert_eq!(
        answers[0].iter().map(|ranked| (ranked.node, ranked.shared)).collect::<Vec<_>>(),
        [(1, 6_000), (30_002, 1)]
    );
    assert_eq!(answers[0], answers[1]);
}
