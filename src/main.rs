//! Athena.
fn main() {}
