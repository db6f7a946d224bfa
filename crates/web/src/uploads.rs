//! Files that people send: far larger than forms, and read for members alone.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use axum::http::Method;

use crate::Head;
use crate::pace::Pace;

/// Finds out whether somebody may send a file.
pub type MaySend = Arc<dyn Fn(&Head) -> Pin<Box<dyn Future<Output = bool> + Send>> + Send + Sync>;

/// Which requests bring files, and what holds for them.
#[derive(Clone)]
pub struct Uploads {
    /// Whether a request to this path may bring a file.
    pub is_one: fn(&Method, &str) -> bool,
    /// Whether the body of such a request is read. If not, the request goes on without it: whoever guards the path refuses
    /// it, with the page that belongs there.
    pub may_send: MaySend,
    /// Largest body, in bytes.
    pub limit: u64,
    /// How slowly it may come.
    pub pace: Pace,
}

impl fmt::Debug for Uploads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Uploads").field("limit", &self.limit).finish_non_exhaustive()
    }
}
