//! The client against servers on this machine. None of these tests sends anything to another one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests say what they expect by panicking, too"
)]

mod redirects;
mod refused;
mod servers;
