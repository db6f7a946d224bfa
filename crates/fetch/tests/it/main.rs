//! The client against servers on this machine. Nothing is sent to another one but a question for a name that cannot be.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests say what they expect by panicking, too"
)]

mod answers;
mod limits;
mod pages;
mod redirects;
mod refused;
mod servers;
mod tls;
