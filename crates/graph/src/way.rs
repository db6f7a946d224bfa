//! The shortest way between two nodes, by at most two others.

use crate::Graph;
use crate::meet::Meet;

/// The nodes between two.
enum Way {
    /// Both are the same node.
    Here,
    Next,
    ByOne(u32),
    /// The first is next to where the way begins.
    ByTwo(u32, u32),
}

impl Graph {
    /// How many edges the shortest way between two nodes has: 0 to themselves, at most `limit`, and never more than 3.
    /// `None` if there is none so short.
    ///
    /// The way only leads by nodes that `may_pass`; its two ends are not asked about. It is looked for from both ends,
    /// the smaller one spreading out, and the search ends with `None` once some `budget` entries of lists of neighbours
    /// have been looked at: among hubs, `None` may also mean that it would have taken too long to know.
    pub fn distance_within(
        &self,
        a: u32,
        b: u32,
        limit: u32,
        budget: usize,
        may_pass: impl Fn(u32) -> bool,
    ) -> Option<u32> {
        Some(match self.way(a, b, limit, budget, may_pass)? {
            Way::Here => 0,
            Way::Next => 1,
            Way::ByOne(_) => 2,
            Way::ByTwo(..) => 3,
        })
    }

    /// A shortest way from `a` to `b`, both included. When it is `None` is told at [`Graph::distance_within`], with which
    /// it agrees.
    pub fn path(&self, a: u32, b: u32, limit: u32, budget: usize, may_pass: impl Fn(u32) -> bool) -> Option<Vec<u32>> {
        Some(match self.way(a, b, limit, budget, may_pass)? {
            Way::Here => vec![a],
            Way::Next => vec![a, b],
            Way::ByOne(x) => vec![a, x, b],
            Way::ByTwo(x, y) => vec![a, x, y, b],
        })
    }

    fn way(&self, a: u32, b: u32, limit: u32, budget: usize, may_pass: impl Fn(u32) -> bool) -> Option<Way> {
        if a == b {
            return (a < self.nodes()).then_some(Way::Here);
        }
        if limit == 0 {
            return None;
        }
        if self.contains(a, b) {
            return Some(Way::Next);
        }
        if limit == 1 {
            return None;
        }
        let (near_a, near_b) = (self.list(a), self.list(b));
        let mut both = Meet::within(near_a, near_b, budget);
        if let Some(x) = both.find(|x| may_pass(*x)) {
            return Some(Way::ByOne(x));
        }
        if limit == 2 {
            return None;
        }
        // Looking up the neighbours of few in the list of many takes least.
        let is_turned = near_b.len() < near_a.len();
        let (few, many) = if is_turned { (near_b, near_a) } else { (near_a, near_b) };
        let mut left = budget.saturating_sub(both.looked());
        for x in few.iter() {
            left = left.checked_sub(1)?;
            if !may_pass(x) {
                continue;
            }
            let mut both = Meet::within(self.list(x), many, left);
            if let Some(y) = both.find(|y| may_pass(*y)) {
                return Some(if is_turned { Way::ByTwo(y, x) } else { Way::ByTwo(x, y) });
            }
            left = left.saturating_sub(both.looked());
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::Graph;

    const MUCH: usize = 1_000_000;

    fn graph(edges: &[(u32, u32)]) -> Graph {
        let mut graph = Graph::new();
        for (a, b) in edges {
            graph.insert(*a, *b);
        }
        while graph.compact_next() {}
        graph
    }

    #[test]
    fn the_shortest_way_is_found_and_none_longer_than_the_limit() {
        // 0 to 3 by a chain, and a way that is longer.
        let graph = graph(&[(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (5, 6), (6, 7), (7, 3)]);
        assert_eq!(graph.path(0, 3, 3, MUCH, |_| true), Some(vec![0, 1, 2, 3]));
        assert_eq!(graph.path(3, 0, 3, MUCH, |_| true), Some(vec![3, 2, 1, 0]));
        assert_eq!(graph.path(0, 3, 2, MUCH, |_| true), None);
        assert_eq!(graph.path(0, 4, 9, MUCH, |_| true), None);
        assert_eq!(graph.path(0, 2, 3, MUCH, |_| true), Some(vec![0, 1, 2]));
        assert_eq!(graph.path(0, 1, 3, MUCH, |_| true), Some(vec![0, 1]));
        assert_eq!(graph.path(0, 0, 0, MUCH, |_| true), Some(vec![0]));
        assert_eq!(graph.distance_within(0, 1, 0, MUCH, |_| true), None);
        assert_eq!(graph.distance_within(0, 3, 3, MUCH, |_| true), Some(3));
    }

    #[test]
    fn the_way_avoids_nodes_that_may_not_be_passed_but_never_asks_about_its_ends() {
        let graph = graph(&[(0, 1), (1, 3), (0, 2), (2, 3), (0, 4), (4, 5), (5, 3)]);
        let avoiding = |avoided: &'static [u32]| move |node: u32| !avoided.contains(&node);
        assert_eq!(graph.path(0, 3, 3, MUCH, avoiding(&[0, 1, 3])), Some(vec![0, 2, 3]));
        assert_eq!(graph.path(0, 3, 3, MUCH, avoiding(&[1, 2])), Some(vec![0, 4, 5, 3]));
        assert_eq!(graph.path(0, 3, 3, MUCH, avoiding(&[1, 2, 4])), None);
        assert_eq!(graph.path(0, 3, 3, MUCH, avoiding(&[1, 2, 5])), None);
        assert_eq!(graph.path(0, 1, 3, MUCH, avoiding(&[0, 1])), Some(vec![0, 1]));
    }

    #[test]
    fn nodes_beyond_the_end_are_nowhere() {
        let graph = graph(&[(0, 1)]);
        assert_eq!(graph.path(0, 2, 3, MUCH, |_| true), None);
        assert_eq!(graph.path(2, 2, 3, MUCH, |_| true), None);
        assert_eq!(graph.path(u32::MAX, u32::MAX, 3, MUCH, |_| true), None);
        assert_eq!(Graph::new().path(0, 0, 3, MUCH, |_| true), None);
    }

    #[test]
    fn a_search_ends_when_its_budget_is_used_up() {
        // Two hubs with 1,000 neighbours each that know nobody else, but for the last two, who know each other.
        let mut edges: Vec<(u32, u32)> = (2..1_002).map(|node| (0, node)).collect();
        edges.extend((1_002..2_002).map(|node| (1, node)));
        edges.push((1_001, 2_001));
        let graph = graph(&edges);
        assert_eq!(graph.path(0, 1, 3, MUCH, |_| true), Some(vec![0, 1_001, 2_001, 1]));
        assert_eq!(graph.path(0, 1, 3, 100, |_| true), None);
        assert_eq!(graph.path(0, 1, 3, 1_500, |_| true), None);
        assert_eq!(graph.path(0, 1, 3, 2_500, |_| true), None);
        assert_eq!(graph.path(0, 1, 3, 0, |_| true), None);
        // The one edge between two is looked at whatever the budget is.
        assert_eq!(graph.path(0, 2, 3, 0, |_| true), Some(vec![0, 2]));
    }

    #[test]
    fn those_who_may_not_be_passed_use_up_the_budget_too() {
        let mut edges: Vec<(u32, u32)> = (2..1_002).map(|node| (0, node)).collect();
        edges.extend((1_002..2_002).map(|node| (1, node)));
        let graph = graph(&edges);
        let asked = std::cell::Cell::new(0);
        let counting = |_| {
            asked.set(asked.get() + 1);
            false
        };
        // To read one list to its end takes a thousand: nobody is in both.
        assert_eq!(graph.path(0, 1, 3, 1_500, counting), None);
        assert!((400..=500).contains(&asked.get()), "{}", asked.get());
    }

    #[test]
    fn reading_two_lists_side_by_side_ends_with_the_budget() {
        let mut edges: Vec<(u32, u32)> = (1..2_000).map(|number| (number % 2, number + 10)).collect();
        edges.extend([(0, 5_000), (1, 5_000)]);
        let graph = graph(&edges);
        assert_eq!(graph.distance_within(0, 1, 2, MUCH, |_| true), Some(2));
        assert_eq!(graph.distance_within(0, 1, 2, 1_000, |_| true), None);
    }
}
