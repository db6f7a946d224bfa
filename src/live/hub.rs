//! All open sockets of this process, and when each of them is to hear of what.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout};
use web::live::{Close, Line, code};

use super::seat::Seat;
use super::seats::Seats;
use super::words::{Heard, Said};
use crate::kernel::registry::{Grant, LiveTopic};
use crate::kernel::{AccountId, MemberActor, SessionId};

/// How long a stop waits for sockets to say goodbye.
const PATIENCE: Duration = Duration::from_secs(3);

/// There is no room for one more.
pub(super) const FULL: Close = Close::for_now(code::TRY_LATER, "full", Duration::from_secs(30));
const SIGNED_OUT: Close = Close::for_good(code::SIGNED_OUT, "session");

/// All open sockets of this process.
pub struct Hub {
    topics: &'static [LiveTopic],
    /// Signals not handed out yet, behind a lock of their own: a database thread puts them in, and must not wait while
    /// thousands are served.
    news: Mutex<Vec<(&'static str, i64)>>,
    seats: Mutex<Seats>,
    changed: Notify,
    emptied: Notify,
}

/// What follows from a turn.
pub(super) struct Turn {
    /// The sockets whose session is to be looked up.
    pub(super) ask: Vec<u64>,
    /// When the next turn is due at the latest.
    pub(super) next: Instant,
}

/// Within which time so many sockets may come back after a restart: 2 ms for each, from 2 s to 30 s.
fn return_window(sockets: usize) -> Duration {
    let sockets = u32::try_from(sockets).unwrap_or(u32::MAX);
    Duration::from_millis(2).saturating_mul(sockets).clamp(Duration::from_secs(2), Duration::from_secs(30))
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("topics", &self.topics).finish_non_exhaustive()
    }
}

impl Hub {
    /// A hub for these topics.
    pub fn new(topics: &'static [LiveTopic]) -> Hub {
        let seats = Mutex::new(Seats::new(Instant::now()));
        Hub { topics, news: Mutex::default(), seats, changed: Notify::new(), emptied: Notify::new() }
    }

    /// How many sockets are open.
    pub fn sockets(&self) -> usize {
        self.seats().len()
    }

    /// Whether one more socket may open.
    pub(super) fn has_room(&self) -> bool {
        self.seats().have_room()
    }

    /// Gives a socket its seat; `None` if there is none. A person's oldest socket makes room.
    pub(super) fn enter(self: &Arc<Self>, actor: &MemberActor, line: Line) -> Option<Seated> {
        let id = self.seats().enter(actor, line)?;
        self.changed.notify_one();
        Some(Seated { hub: Arc::clone(self), id })
    }

    fn leave(&self, id: u64) {
        if self.seats().leave(id) {
            self.emptied.notify_waiters();
        }
    }

    fn heard(&self, id: u64, text: &str) -> Result<(), Close> {
        match Heard::parse(text)? {
            Heard::Subscribe(topics) => self.subscribe(id, &topics),
            Heard::Unsubscribe(topics) => {
                let mut seats = self.seats();
                for topic in &topics {
                    seats.unsubscribe(id, topic);
                }
            }
        }
        Ok(())
    }

    fn subscribe(&self, id: u64, names: &[String]) {
        let now = Instant::now();
        let mut seats = self.seats();
        let mut refused = Vec::new();
        for name in names {
            let topic = self.topics.iter().find(|topic| topic.name == name);
            // Whether somebody may is decided once it is known who they are: the answer goes through the list again.
            let actor = seats.get(id).and_then(Seat::granted).map(|grant| grant.actor);
            match topic.filter(|topic| actor.is_none_or(|actor| (topic.may_listen)(&actor))) {
                Some(topic) => seats.subscribe(id, topic.name, now),
                None => refused.push(name.as_str()),
            }
        }
        if let Some(seat) = seats.get(id).filter(|_| !refused.is_empty()) {
            seat.line.send(Said::Refused { refused: &refused }.text());
        }
        drop(seats);
        self.changed.notify_one();
    }

    /// Takes a signal, to be handed out in the next turn. The id tells it from others.
    pub(super) fn signal(&self, topic: &'static str, id: i64) {
        self.news.lock().unwrap_or_else(PoisonError::into_inner).push((topic, id));
        self.changed.notify_one();
    }

    pub(super) fn revoke_session(&self, session: SessionId) {
        self.revoke(|seat| seat.session == session);
    }

    pub(super) fn revoke_account(&self, account: AccountId) {
        self.revoke(|seat| seat.account == account);
    }

    fn revoke(&self, which: impl Fn(&Seat) -> bool) {
        self.seats().revoke(which);
        self.changed.notify_one();
    }

    /// The session to look up for a socket and the epoch of the question; `None` if its grant is good or it is gone.
    pub(super) fn question(&self, id: u64) -> Option<(SessionId, u64)> {
        let seats = self.seats();
        let seat = seats.get(id).filter(|seat| seat.granted().is_none())?;
        Some((seat.session, seat.epoch))
    }

    /// Takes the answer. Topics that this person may not listen to are refused after all; nobody is sent away.
    pub(super) fn answer(&self, id: u64, epoch: u64, grant: Option<Grant>) {
        let mut seats = self.seats();
        let Some(seat) = seats.get_mut(id) else { return };
        let Some(grant) = grant else {
            seat.line.close(Some(Said::Ended { ended: "session" }.text().into()), SIGNED_OUT);
            drop(seats);
            self.leave(id);
            return;
        };
        seat.grant(epoch, grant);
        let may = |name: &str| self.topics.iter().any(|topic| topic.name == name && (topic.may_listen)(&grant.actor));
        let refused: Vec<&str> = seat.listening.iter().map(|one| one.topic).filter(|topic| !may(topic)).collect();
        if !refused.is_empty() {
            seat.line.send(Said::Refused { refused: &refused }.text());
        }
        for topic in refused {
            seats.unsubscribe(id, topic);
        }
    }

    /// Waits until there is something for a turn to do. For one waiter.
    pub(super) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// Hands out what is due. While memory is not fresh (`is_fresh`), a session may have ended elsewhere without this
    /// node having heard of it, and nobody is told anything.
    pub(super) fn turn(&self, now: Instant, now_us: i64, is_fresh: bool) -> Turn {
        let news = std::mem::take(&mut *self.news.lock().unwrap_or_else(PoisonError::into_inner));
        let mut seats = self.seats();
        for (topic, id) in news {
            seats.spread(topic, id, now);
        }
        seats.deliver_due(now, now_us, is_fresh);
        Turn { next: seats.next_turn(), ask: seats.take_void() }
    }

    /// Sends everybody away, takes nobody more, and waits until they are gone, or for 3 s.
    pub(super) async fn stop(&self) {
        {
            let mut seats = self.seats();
            let window = return_window(seats.len());
            seats.stop(Close::for_now(code::RESTART, "restart", window));
        }
        let gone = async {
            loop {
                let emptied = self.emptied.notified();
                if self.sockets() == 0 {
                    return;
                }
                emptied.await;
            }
        };
        if timeout(PATIENCE, gone).await.is_err() {
            tracing::warn!(sockets = self.sockets(), "some live sockets did not say goodbye");
        }
    }

    fn seats(&self) -> MutexGuard<'_, Seats> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket's seat, given back when the socket is gone.
pub(super) struct Seated {
    hub: Arc<Hub>,
    id: u64,
}

impl Seated {
    /// Takes what the page says.
    pub(super) fn heard(&self, text: &str) -> Result<(), Close> {
        self.hub.heard(self.id, text)
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.hub.leave(self.id);
    }
}

#[cfg(test)]
mod tests;
