//! The crate as an attacker, a browser and an operator meet it.

#![expect(clippy::unwrap_used, reason = "tests say what they expect by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests reach servers of their own")]

mod admission;
mod csrf;
mod gate;
mod headers;
mod live;
mod page;
mod serve;
mod site;
mod slow;
mod stack;
