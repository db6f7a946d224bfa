//! How often somebody may ask.

use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

/// So many seconds' worth may come at once: a page with all its parts, a folder of tabs opened together.
const BURST: u32 = 5;
/// After so many asked, those who have long been quiet are forgotten.
const SWEEP: u32 = 10_000;

type Limiter<K, C> = RateLimiter<K, DefaultKeyedStateStore<K>, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// So many requests a second for each key, [`BURST`] times as many at once. Cloning is cheap.
#[derive(Debug)]
pub struct Rate<K: Hash + Eq + Clone, C: Clock = MonotonicClock>(Option<Arc<Inside<K, C>>>);

#[derive(Debug)]
struct Inside<K: Hash + Eq + Clone, C: Clock> {
    limiter: Limiter<K, C>,
    clock: C,
    asked: AtomicU32,
}

impl<K: Hash + Eq + Clone, C: Clock> Clone for Rate<K, C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<K: Hash + Eq + Clone> Rate<K> {
    /// So many a second; 0 is no limit.
    pub fn per_second(requests: u32) -> Self {
        Self::on_clock(requests, MonotonicClock)
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Rate<K, C> {
    fn on_clock(requests: u32, clock: C) -> Self {
        Self(NonZeroU32::new(requests).map(|requests| {
            let burst = requests.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
            let quota = Quota::per_second(requests).allow_burst(burst);
            let limiter = RateLimiter::new(quota, DefaultKeyedStateStore::default(), clock.clone());
            Arc::new(Inside { limiter, clock, asked: AtomicU32::new(0) })
        }))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// For one too many, the whole seconds to wait, at least one.
    pub fn check(&self, key: &K) -> Result<(), u32> {
        let Some(inside) = &self.0 else { return Ok(()) };
        if inside.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            inside.limiter.retain_recent();
        }
        inside.limiter.check_key(key).map_err(|not_until| {
            let wait = not_until.wait_time_from(inside.clock.now());
            u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).saturating_add(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn a_burst_is_let_through_and_then_the_rate_counts() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::on_clock(10, clock.clone());
        let let_through = |key: &'static str| (0..1_000).take_while(|_| rate.check(&key).is_ok()).count();
        assert_eq!(let_through("ada"), 50);
        assert_eq!(let_through("ben"), 50, "others have their own");
        assert_eq!(rate.check(&"ada"), Err(1));
        clock.advance(Duration::from_secs(1));
        assert_eq!(let_through("ada"), 10);
    }

    #[test]
    fn no_limit_is_none() {
        let rate = Rate::per_second(0);
        assert!((0..10_000).all(|_| rate.check(&1).is_ok()));
    }

    #[test]
    fn those_who_have_gone_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let rate = Rate::on_clock(1, clock.clone());
        for key in 0..SWEEP / 2 {
            rate.check(&key).unwrap();
        }
        clock.advance(Duration::from_secs(60));
        for key in SWEEP..SWEEP * 3 / 2 {
            rate.check(&key).unwrap();
        }
        let remembered = rate.0.unwrap().limiter.len();
        assert!(remembered <= usize::try_from(SWEEP / 2).unwrap() + 1, "{remembered}");
    }
}
