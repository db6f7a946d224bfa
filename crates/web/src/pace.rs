//! How fast bytes must move once they have begun to.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// The slowest that is borne. Somebody who keeps us waiting has `grace`, and for every `bytes_per_second` that moved
/// meanwhile one second more.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// How long nothing at all may move.
    pub grace: Duration,
    /// Bytes per second, on average, after that.
    pub bytes_per_second: u32,
}

/// Holds one direction of one connection, or one body, against a [`Pace`].
#[derive(Debug)]
pub(crate) struct Pacer {
    pace: Pace,
    /// When we began to wait, and when we last did.
    waiting: Option<(Instant, Instant)>,
    /// What moved since, in bytes.
    moved: u64,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Pacer {
    pub(crate) fn new(pace: Pace) -> Self {
        Self { pace, waiting: None, moved: 0, timer: None }
    }

    /// Notes that bytes moved.
    pub(crate) fn moved(&mut self, bytes: usize) {
        self.moved = self.moved.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
    }

    /// Notes that nothing moves. Ready once that has been so for too long; until then the task is woken in time.
    pub(crate) fn poll_waiting(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let now = Instant::now();
        let since = match self.waiting {
            // One wait with pauses: whoever moves a byte whenever we lose patience is still slow.
            Some((since, last)) if now.duration_since(last) <= self.pace.grace => since,
            _ => {
                self.moved = 0;
                now
            }
        };
        self.waiting = Some((since, now));
        let earned = Duration::from_secs(self.moved / u64::from(self.pace.bytes_per_second.max(1)));
        let deadline = since + self.pace.grace + earned.min(FAR);
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(deadline)));
        if timer.deadline() != deadline {
            timer.as_mut().reset(deadline);
        }
        timer.as_mut().poll(cx)
    }
}

/// No timer reaches further.
const FAR: Duration = Duration::from_secs(24 * 3_600);

#[cfg(test)]
mod tests {
    use std::future::poll_fn;

    use super::*;

    const PACE: Pace = Pace { grace: Duration::from_secs(5), bytes_per_second: 1024 };

    async fn patience(pacer: &mut Pacer) -> Duration {
        let from = Instant::now();
        poll_fn(|cx| pacer.poll_waiting(cx)).await;
        Duration::from_secs_f64(from.elapsed().as_secs_f64().round())
    }

    /// Waits until just before patience ends, then moves some bytes.
    async fn wait(pacer: &mut Pacer, seconds: u64, bytes: usize) -> bool {
        let waited = tokio::time::timeout(Duration::from_secs(seconds), poll_fn(|cx| pacer.poll_waiting(cx))).await;
        pacer.moved(bytes);
        waited.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn nothing_at_all_is_borne_for_the_grace() {
        assert_eq!(patience(&mut Pacer::new(PACE)).await, Duration::from_secs(5));
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_does_not_buy_time() {
        let mut pacer = Pacer::new(PACE);
        let mut rounds = 0;
        while !wait(&mut pacer, 1, 1).await {
            rounds += 1;
        }
        assert_eq!(rounds, 4, "the fifth second was the last");
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_keeps_the_pace_may_take_as_long_as_it_takes() {
        let mut pacer = Pacer::new(PACE);
        for _ in 0..600 {
            assert!(!wait(&mut pacer, 1, 1024).await);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_long_after_the_last_begins_anew() {
        let mut pacer = Pacer::new(PACE);
        assert!(!wait(&mut pacer, 4, 10).await);
        tokio::time::advance(Duration::from_secs(60)).await;
        assert_eq!(patience(&mut pacer).await, Duration::from_secs(5));
    }
}
