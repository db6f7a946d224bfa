//! Time is injected: the system's clock in the product, a settable one in tests.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// A clock that gives microseconds since 1970 (UTC). Clones show the same time.
#[derive(Debug, Clone)]
pub struct Clock(Kind);

#[derive(Debug, Clone)]
enum Kind {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Clock {
        Clock(Kind::System)
    }

    /// A clock that stands still until it is set or advanced.
    pub fn manual(start_us: i64) -> Clock {
        Clock(Kind::Manual(Arc::new(AtomicI64::new(start_us))))
    }

    /// Now, in microseconds since 1970.
    pub fn now_us(&self) -> i64 {
        match &self.0 {
            Kind::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_micros()).ok())
                .unwrap_or(0),
            Kind::Manual(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Sets a manual clock; a system clock does not listen.
    pub fn set(&self, us: i64) {
        if let Kind::Manual(at) = &self.0 {
            at.store(us, Ordering::SeqCst);
        }
    }

    /// Moves a manual clock by so many microseconds; a system clock does not listen.
    pub fn advance(&self, us: i64) {
        if let Kind::Manual(at) = &self.0 {
            at.fetch_add(us, Ordering::SeqCst);
        }
    }

    /// Whether this clock is set by hand.
    pub fn is_manual(&self) -> bool {
        matches!(self.0, Kind::Manual(_))
    }

    /// The time that `now_us()` in SQL must show, if it is not the machine's.
    pub(crate) fn manual_us(&self) -> Option<i64> {
        self.is_manual().then(|| self.now_us())
    }
}
