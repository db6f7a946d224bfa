//! Who is let in when more come than can be served.
//!
//! A server that takes everything answers nobody: requests wait until their senders have gone, and the work is done for
//! nothing. So a request is let in or refused at once, before anything is looked up for it.
//!
//! Requests of one [`Class`] share a [`Lane`]: so many at once, so many more in a queue. A short burst may wait a while.
//! A queue that never empties is no burst (the observation is that of CoDel, RFC 8289): from then on nobody waits longer
//! than a moment, so that those who are let in are answered as fast as ever.
//!
//! Saying no is work too, a third of a page: where most are refused, it is what the processor does. So only
//! so many are refused in a second, and the others hear it later ([`Admission::turn_away`]). As long as they wait they
//! ask for nothing else.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// What kind of request it is, as far as method and path tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Costs next to nothing: always let in.
    Free,
    /// Shows something.
    Page,
    /// A file that a page shows many of: let in like a page, but no measure of how often somebody asks.
    File,
    /// Changes something.
    Change,
    /// Checks a password, which is slow on purpose.
    SignIn,
    /// Must be possible when nothing else is: health, the operator's pages.
    Reserved,
}

/// How many requests of one class.
#[derive(Debug, Clone, Copy)]
pub struct Lane {
    /// Under way at once.
    pub at_once: usize,
    /// Waiting for that, at most.
    pub waiting: usize,
    /// How long one of a burst may wait.
    pub burst: Duration,
    /// How long one may wait once the queue has not been empty for [`STANDING`].
    pub standing: Duration,
}

/// A queue that was not empty for so long is no burst.
pub const STANDING: Duration = Duration::from_millis(100);

/// The lanes of all classes.
#[derive(Debug, Clone, Copy)]
pub struct Lanes {
    /// For [`Class::Page`].
    pub pages: Lane,
    /// For [`Class::Change`].
    pub changes: Lane,
    /// For [`Class::SignIn`].
    pub sign_in: Lane,
    /// For [`Class::Reserved`].
    pub reserved: Lane,
}

impl Default for Lanes {
    /// For a machine of two cores. Pages are work for the processor: more of them at once only wait inside. Changes wait
    /// for the disk, together.
    fn default() -> Self {
        let wait = |at_once, waiting| Lane {
            at_once,
            waiting,
            burst: Duration::from_millis(500),
            standing: Duration::from_millis(10),
        };
        Self { pages: wait(24, 256), changes: wait(128, 256), sign_in: wait(32, 64), reserved: wait(16, 64) }
    }
}

/// Lets requests in.
#[derive(Debug, Clone)]
pub struct Admission(Arc<Queues>);

#[derive(Debug)]
struct Queues {
    pages: Queue,
    changes: Queue,
    sign_in: Queue,
    reserved: Queue,
    /// When the next may be turned away; none if long ago.
    next_no: Mutex<Option<Instant>>,
}

/// Between one refusal and the next: a thousand a second take a twentieth of a core.
const BETWEEN_NOES: Duration = Duration::from_millis(1);
/// Nobody waits longer to be refused.
const LAST_NO: Duration = Duration::from_secs(2);

/// Leave to be under way, until it is dropped.
#[derive(Debug)]
pub struct Admitted(#[expect(dead_code, reason = "held, never read")] Option<OwnedSemaphorePermit>);

#[derive(Debug)]
struct Queue {
    lane: Lane,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    /// When nobody waited, last.
    empty: Mutex<Instant>,
}

/// One place in a queue.
struct Place<'q>(&'q Queue);

impl Admission {
    /// Begins with everything free.
    pub fn new(lanes: Lanes) -> Self {
        Self(Arc::new(Queues {
            pages: Queue::new(lanes.pages),
            changes: Queue::new(lanes.changes),
            sign_in: Queue::new(lanes.sign_in),
            reserved: Queue::new(lanes.reserved),
            next_no: Mutex::new(None),
        }))
    }

    /// Waits for its turn. `None` if the request had better come back later.
    pub async fn admit(&self, class: Class) -> Option<Admitted> {
        match class {
            Class::Free => Some(Admitted(None)),
            Class::Page | Class::File => self.0.pages.admit().await,
            Class::Change => self.0.changes.admit().await,
            Class::SignIn => self.0.sign_in.admit().await,
            Class::Reserved => self.0.reserved.admit().await,
        }
    }

    /// Waits until one who was not let in may be told so: at once, unless a thousand a second are.
    pub async fn turn_away(&self) {
        let now = Instant::now();
        let at = {
            let mut next = self.0.next_no.lock().unwrap_or_else(PoisonError::into_inner);
            let at = next.map_or(now, |next| next.clamp(now, now + LAST_NO));
            *next = Some(at + BETWEEN_NOES);
            at
        };
        if at > now {
            tokio::time::sleep_until(at).await;
        }
    }
}

impl Queue {
    fn new(lane: Lane) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(lane.at_once)),
            lane,
            waiting: AtomicUsize::new(0),
            empty: Mutex::new(Instant::now()),
        }
    }

    async fn admit(&self) -> Option<Admitted> {
        // Nobody is overtaken: while others wait, tokio's semaphore gives no permit away like this.
        if let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() {
            return Some(Admitted(Some(permit)));
        }
        let place = Place::take(self)?;
        let patience = if self.is_standing() { self.lane.standing } else { self.lane.burst };
        let permit = tokio::time::timeout(patience, Arc::clone(&self.permits).acquire_owned()).await;
        drop(place);
        // An error means that the semaphore was closed, which nobody does.
        permit.ok()?.ok().map(|permit| Admitted(Some(permit)))
    }

    fn is_standing(&self) -> bool {
        self.empty.lock().unwrap_or_else(PoisonError::into_inner).elapsed() > STANDING
    }
}

impl<'q> Place<'q> {
    fn take(queue: &'q Queue) -> Option<Self> {
        let before = queue.waiting.fetch_add(1, Ordering::Relaxed);
        let place = Self(queue);
        if before == 0 {
            *queue.empty.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        }
        (before < queue.lane.waiting).then_some(place)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANE: Lane =
        Lane { at_once: 1, waiting: 2, burst: Duration::from_millis(500), standing: Duration::from_millis(5) };

    fn admission() -> Admission {
        Admission::new(Lanes { pages: LANE, changes: LANE, sign_in: LANE, reserved: LANE })
    }

    async fn refused_after(admission: &Admission, class: Class) -> Duration {
        let from = Instant::now();
        assert!(admission.admit(class).await.is_none());
        from.elapsed()
    }

    #[tokio::test(start_paused = true)]
    async fn one_of_a_burst_waits_for_its_turn() {
        let admission = admission();
        let first = admission.admit(Class::Page).await.unwrap();
        let second = tokio::spawn({
            let admission = admission.clone();
            async move { admission.admit(Class::Page).await.is_some() }
        });
        tokio::time::sleep(Duration::from_millis(400)).await;
        drop(first);
        assert!(second.await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn beyond_the_queue_the_answer_is_no_at_once() {
        let admission = admission();
        let _first = admission.admit(Class::Page).await.unwrap();
        let waiting: Vec<_> = (0..2)
            .map(|_| {
                let admission = admission.clone();
                tokio::spawn(async move { admission.admit(Class::Page).await.is_some() })
            })
            .collect();
        tokio::task::yield_now().await;
        assert_eq!(refused_after(&admission, Class::Page).await, Duration::ZERO);
        for waiter in waiting {
            assert!(!waiter.await.unwrap());
        }
    }

    #[tokio::test(start_paused = true)]
    async fn in_a_queue_that_never_empties_nobody_waits_long() {
        let admission = admission();
        let _first = admission.admit(Class::Page).await.unwrap();
        let burst = tokio::spawn({
            let admission = admission.clone();
            async move { refused_after(&admission, Class::Page).await }
        });
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(refused_after(&admission, Class::Page).await, LANE.standing);
        assert_eq!(burst.await.unwrap(), LANE.burst);
        // Nobody waits any more: the next is a burst again.
        assert_eq!(refused_after(&admission, Class::Page).await, LANE.burst);
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_are_turned_away_at_once_and_many_within_two_seconds() {
        let admission = admission();
        let begun = Instant::now();
        admission.turn_away().await;
        assert_eq!(begun.elapsed(), Duration::ZERO);
        let mut many = tokio::task::JoinSet::new();
        for _ in 0..5_000 {
            let admission = admission.clone();
            many.spawn(async move {
                admission.turn_away().await;
                begun.elapsed()
            });
        }
        let mut waits = many.join_all().await;
        waits.sort_unstable();
        assert_eq!(waits[999], Duration::from_secs(1));
        assert!(waits[4_999] <= LAST_NO, "{:?}", waits[4_999]);
        tokio::time::sleep(LAST_NO).await;
        let later = Instant::now();
        admission.turn_away().await;
        assert_eq!(later.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_class_takes_nothing_from_another() {
        let admission = admission();
        let _page = admission.admit(Class::Page).await.unwrap();
        let _change = admission.admit(Class::Change).await.unwrap();
        let _guess = admission.admit(Class::SignIn).await.unwrap();
        let _operator = admission.admit(Class::Reserved).await.unwrap();
        for _ in 0..100 {
            assert!(admission.admit(Class::Free).await.is_some());
        }
        assert!(admission.admit(Class::Page).await.is_none());
    }
}
