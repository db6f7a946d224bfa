//! Edges that are no graph.

use std::error::Error;
use std::fmt::{self, Display};

/// What is wrong with edges that were to become a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// They are not sorted, or one is there twice.
    Unsorted,
    /// A node is its own neighbour.
    Loop,
    /// A node is not below the number of nodes.
    Beyond,
    /// An edge is there in one direction alone.
    OneWay,
    /// 4,096 nodes have more neighbours together than 32 bits can count.
    TooMany,
}

impl Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Malformed::Unsorted => "the edges are not sorted, or one is there twice",
            Malformed::Loop => "an edge leads from a node to itself",
            Malformed::Beyond => "an edge leads to a node that there is not",
            Malformed::OneWay => "an edge has no counterpart in the other direction",
            Malformed::TooMany => "more edges than a block can hold",
        })
    }
}

impl Error for Malformed {}

/// Tells whether edges that come one direction at a time come in both, without keeping them: each adds its number
/// upwards and takes it away downwards. If no edge comes twice, the sum is zero if all are in pairs and, but for one
/// chance in 2^64, only then. This finds mistakes; it is no defence against somebody who knows the numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Balance(u64);

impl Balance {
    pub(crate) fn count(&mut self, from: u32, to: u32) {
        let number = scattered(u64::from(from.min(to)) << 32 | u64::from(from.max(to)));
        self.0 = if from < to { self.0.wrapping_add(number) } else { self.0.wrapping_sub(number) };
    }

    pub(crate) fn is_even(self) -> bool {
        self.0 == 0
    }
}

/// The finishing steps of SplitMix64 (Steele, Lea and Flood, 2014): near numbers become far ones.
fn scattered(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::Balance;

    #[test]
    fn edges_in_both_directions_are_even_and_others_are_not() {
        let balance = |edges: &[(u32, u32)]| {
            let mut balance = Balance::default();
            edges.iter().for_each(|(from, to)| balance.count(*from, *to));
            balance.is_even()
        };
        assert!(balance(&[]));
        assert!(balance(&[(1, 2), (2, 1), (3, 1), (1, 3)]));
        assert!(!balance(&[(1, 2)]));
        assert!(!balance(&[(0, 1)]));
        assert!(!balance(&[(1, 2), (3, 1)]));
        assert!(!balance(&[(1, 2), (4, 3)]));
    }
}
