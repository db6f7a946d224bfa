//! Deliveries on both databases (`ATHENA_TEST_DATABASE`).

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests say what they expect by panicking")]

mod inside;
mod outside;
mod several;
mod sqlite;
mod staff;
mod support;
mod time;
