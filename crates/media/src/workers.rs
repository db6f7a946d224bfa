//! Pictures take processor time and memory: a few at a time, away from the threads that serve pages.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Semaphore;

use crate::{Crop, Picture, Plan, Refused, aside, prepare, size};

/// Prepares pictures, so many at once and no more. Cloning is cheap; clones share their places.
#[derive(Debug, Clone)]
pub struct Workers {
    /// At work or waiting.
    places: Arc<Semaphore>,
    at_work: Arc<Semaphore>,
}

impl Workers {
    /// `at_once` pictures are prepared side by side, each in up to [`MEMORY`](crate::MEMORY); `waiting` more hold their
    /// bytes and wait; who comes then is told [`Refused::Busy`]. One at once does for two processors.
    pub fn new(at_once: usize, waiting: usize) -> Workers {
        let at_once = at_once.clamp(1, Semaphore::MAX_PERMITS / 2);
        let places = at_once + waiting.min(Semaphore::MAX_PERMITS / 2);
        Workers { places: Arc::new(Semaphore::new(places)), at_work: Arc::new(Semaphore::new(at_once)) }
    }

    /// [`prepare`](crate::prepare()), [`aside`]; `crop` is told the size of the upright picture and says which part of it is
    /// wanted. May be dropped: a picture that waits then gives up its
    /// place, one at work is finished for nobody. A decoder that panics has met a damaged picture.
    ///
    /// # Errors
    /// As [`prepare`](crate::prepare()), and [`Refused::Busy`].
    pub async fn prepare(
        &self,
        bytes: Bytes,
        plan: Plan,
        crop: impl FnOnce((u32, u32)) -> Option<Crop> + Send + 'static,
    ) -> Result<Picture, Refused> {
        self.run(move || prepare(&bytes, &plan, crop(size(&bytes)?))).await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Refused> + Send + 'static,
    ) -> Result<T, Refused> {
        let place = self.places.clone().try_acquire_owned().map_err(|_| Refused::Busy)?;
        let slot = self.at_work.clone().acquire_owned().await.map_err(|_| Refused::Busy)?;
        let done = aside(move || {
            // Held by the work, not by who waits for it: work goes on when nobody does.
            let _held = (place, slot);
            work()
        });
        done.await.unwrap_or(Err(Refused::Damaged))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_damaged_picture_and_frees_its_place() {
        let workers = Workers::new(1, 0);
        for _ in 0..3 {
            let outcome: Result<(), _> = workers.run(|| panic!("a decoder gave up")).await;
            assert_eq!(outcome, Err(Refused::Damaged));
        }
        assert_eq!(workers.run(|| Ok(7)).await, Ok(7));
    }

    #[tokio::test]
    async fn one_works_one_waits_and_the_third_is_sent_away() {
        let workers = Workers::new(1, 1);
        let (release, held) = channel::<()>();
        let (started, start) = tokio::sync::oneshot::channel();
        let first = tokio::spawn({
            let workers = workers.clone();
            async move {
                let work = move || {
                    let _ = started.send(());
                    held.recv().map_err(|_| Refused::Damaged)
                };
                workers.run(work).await
            }
        });
        start.await.unwrap();
        let second = workers.run(|| Ok("second"));
        tokio::pin!(second);
        assert!(futures_util::poll!(&mut second).is_pending(), "it waits");
        let third = tokio::time::timeout(Duration::from_secs(30), workers.run(|| Ok("third"))).await;
        assert_eq!(third, Ok(Err(Refused::Busy)));
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(()));
        assert_eq!(second.await, Ok("second"));
    }

    #[tokio::test]
    async fn who_leaves_the_queue_gives_up_the_place_but_work_keeps_its_own() {
        let workers = Workers::new(1, 1);
        let (release, held) = channel::<()>();
        let working = workers.run(move || held.recv().map_err(|_| Refused::Damaged));
        tokio::pin!(working);
        assert!(futures_util::poll!(&mut working).is_pending());
        {
            let waiting = workers.run(|| Ok(()));
            tokio::pin!(waiting);
            assert!(futures_util::poll!(&mut waiting).is_pending());
        }
        let next = workers.run(|| Ok("next"));
        tokio::pin!(next);
        assert!(futures_util::poll!(&mut next).is_pending(), "the work has not ended, so it waits");
        assert_eq!(workers.run(|| Ok(())).await, Err(Refused::Busy));
        release.send(()).unwrap();
        assert_eq!(next.await, Ok("next"));
    }
}
