//! How people relate: so far, who does not want to meet whom.
//!
//! A block works both ways. It lives in [`NOT_APART`], which everything that names a person splices: to either of the
//! two, the other does not exist.

pub mod blocks;
pub mod model;
pub mod web;

pub use blocks::{Blocked, Met};
pub use model::NOT_APART;
