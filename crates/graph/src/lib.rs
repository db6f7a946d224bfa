//! An undirected graph of many nodes in little memory: who is next to whom, whom two have in common, the shortest way
//! between them, and who is near without being next.
//!
//! Nodes are numbers from 0 without large gaps, since memory goes by the largest one. Their neighbours lie in compressed
//! sparse rows, 4,096 nodes to a block, at a little more than four bytes for each neighbour. What changes is kept beside
//! a block until [`Graph::compact_next`] folds it in, one block at a time, so that no change and no fold takes long.
//! Every answer counts the changes in.
//!
//! [`Graph::write_to`] and [`Graph::read_from`] keep a graph in a file. Nothing here waits, locks or logs.
#![forbid(unsafe_code)]

mod block;
mod checkpoint;
mod graph;
mod list;
mod malformed;
mod meet;
mod second;
mod tally;
mod way;

pub use checkpoint::ReadError;
pub use graph::Graph;
pub use malformed::Malformed;
pub use second::Ranked;
pub use tally::Scratch;

/// A number that fits, where a list is asked for its place.
fn at(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
