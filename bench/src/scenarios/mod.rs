//! What is measured, one file each.

mod fill;
mod graph;
mod neighbour;
mod overload;
mod photos;
mod rates;
mod slow;
mod sockets;
mod start;

pub use fill::fill;
pub use graph::graph;
pub use neighbour::neighbour;
pub use overload::overload;
pub use photos::photos;
pub use rates::rates;
pub use slow::slow;
pub use sockets::sockets;
pub use start::start;

/// µs as ms, with as many digits as mean something.
fn ms(us: u32) -> String {
    let ms = f64::from(us) / 1000.0;
    if ms < 10.0 { format!("{ms:.2}") } else { format!("{ms:.0}") }
}

/// KiB as MB of a million bytes.
fn mb(kib: u64) -> String {
    format!("{:.1}", kib as f64 * 1024.0 / 1e6)
}

/// A part of a whole, in percent.
fn percent(part: f64, whole: f64) -> String {
    if whole > 0.0 { format!("{:.1} %", part / whole * 100.0) } else { "–".to_owned() }
}
