//! The seats of all open sockets, and when each is to hear of what.

use std::collections::{BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use tokio::time::Instant;
use web::live::{Close, Line, code, jitter};

use super::AGAIN;
use super::seat::{Listening, Seat};
use super::words::Said;
use crate::kernel::{AccountId, MemberActor, limits};

/// See [`spread`].
const SPREAD_EACH: Duration = Duration::from_micros(200);
const SPREAD_MOST: Duration = Duration::from_secs(10);
/// Whoever begins to listen is told at once of a signal this young: the page may have been drawn before it.
const YOUNG: Duration = Duration::from_secs(10);
/// Signals that are recognised when the log brings them again, for each topic.
const KNOWN: usize = 256;
/// How often sessions are looked for that ended by the clock alone.
const SWEEP: Duration = Duration::from_secs(30);
const CROWD: Close = Close::for_good(code::TOO_MANY, "crowd");

/// The open sockets of this process.
pub(super) struct Seats {
    last: u64,
    stopping: bool,
    seats: HashMap<u64, Seat>,
    /// The sockets of each person, the oldest first.
    of_account: HashMap<AccountId, VecDeque<u64>>,
    heard_of: HashMap<&'static str, HeardOf>,
    /// Who is to be told of what, and when.
    due: BTreeSet<(Instant, u64, &'static str)>,
    /// Sockets whose grant became void.
    void: Vec<u64>,
    /// When sessions are looked for next that the clock has ended.
    sweep: Instant,
}

/// A topic on this node.
#[derive(Default)]
struct HeardOf {
    listeners: u32,
    known: VecDeque<i64>,
    last: Option<(Instant, i64)>,
}

/// Over which time signals are spread: 200 µs for each listener, at most 10 s. Every listener answers a signal with a
/// request, and a machine with two cores answers some 5,000 of these a second beside its other work.
pub(super) fn spread(listeners: u32) -> Duration {
    SPREAD_EACH.saturating_mul(listeners.saturating_sub(1)).min(SPREAD_MOST)
}

impl Seats {
    pub(super) fn new(now: Instant) -> Seats {
        Seats {
            last: 0,
            stopping: false,
            seats: HashMap::new(),
            of_account: HashMap::new(),
            heard_of: HashMap::new(),
            due: BTreeSet::new(),
            void: Vec::new(),
            sweep: now + SWEEP,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.seats.len()
    }

    pub(super) fn have_room(&self) -> bool {
        !self.stopping && self.seats.len() < limits::SOCKETS
    }

    pub(super) fn get(&self, id: u64) -> Option<&Seat> {
        self.seats.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: u64) -> Option<&mut Seat> {
        self.seats.get_mut(&id)
    }

    /// Gives a socket its seat; `None` if there is none. A person's oldest socket makes room.
    pub(super) fn enter(&mut self, actor: &MemberActor, line: Line) -> Option<u64> {
        if !self.have_room() {
            return None;
        }
        self.last += 1;
        let own = self.of_account.entry(actor.account).or_default();
        own.push_back(self.last);
        let oldest = if own.len() > limits::SOCKETS_PER_ACCOUNT { own.pop_front() } else { None };
        if let Some(oldest) = oldest.and_then(|oldest| self.seats.get(&oldest)) {
            oldest.line.close(None, CROWD);
        }
        self.seats.insert(self.last, Seat::new(actor, line));
        self.void.push(self.last);
        Some(self.last)
    }

    /// Takes the seat away. Whether it was the last.
    pub(super) fn leave(&mut self, id: u64) -> bool {
        let Some(seat) = self.seats.remove(&id) else { return false };
        for listening in &seat.listening {
            self.no_longer(id, listening);
        }
        if let Some(own) = self.of_account.get_mut(&seat.account) {
            own.retain(|other| *other != id);
            if own.is_empty() {
                self.of_account.remove(&seat.account);
            }
        }
        self.seats.is_empty()
    }

    /// Takes nobody more, and sends all away.
    pub(super) fn stop(&mut self, close: Close) {
        self.stopping = true;
        for seat in self.seats.values() {
            seat.line.close(None, close);
        }
    }

    /// Makes the grants of some sockets void.
    pub(super) fn revoke(&mut self, which: impl Fn(&Seat) -> bool) {
        for (id, seat) in self.seats.iter_mut().filter(|(_, seat)| which(seat)) {
            seat.revoke();
            self.void.push(*id);
        }
    }

    /// The sockets whose grants became void since this was asked last.
    pub(super) fn take_void(&mut self) -> Vec<u64> {
        std::mem::take(&mut self.void)
    }

    /// When something is due next.
    pub(super) fn next_turn(&self) -> Instant {
        self.due.first().map_or(self.sweep, |(due, ..)| self.sweep.min(*due))
    }

    /// Tells everybody what is due, and finds the sessions that the clock has ended.
    pub(super) fn deliver_due(&mut self, now: Instant, now_us: i64, is_fresh: bool) {
        if self.sweep <= now {
            self.sweep = now + SWEEP;
            self.sweep(now_us);
        }
        while self.due.first().is_some_and(|(due, ..)| *due <= now)
            && let Some((_, id, topic)) = self.due.pop_first()
        {
            self.deliver(id, topic, now, now_us, is_fresh);
        }
    }

    pub(super) fn subscribe(&mut self, id: u64, topic: &'static str, now: Instant) {
        let Some(seat) = self.seats.get_mut(&id) else { return };
        if seat.listening_to(topic).is_none() {
            seat.listening.push(Listening::new(topic));
            self.heard_of.entry(topic).or_default().listeners += 1;
        }
        let last = self.heard_of.get(topic).and_then(|heard_of| heard_of.last);
        if let Some((_, version)) = last.filter(|(at, _)| now.duration_since(*at) < YOUNG)
            && let Some(due) = seat.listening_to(topic).and_then(|listening| listening.note(version, now))
        {
            self.due.insert((due, id, topic));
        }
    }

    pub(super) fn unsubscribe(&mut self, id: u64, topic: &str) {
        let Some(seat) = self.seats.get_mut(&id) else { return };
        let Some(at) = seat.listening.iter().position(|listening| listening.topic == topic) else { return };
        let listening = seat.listening.swap_remove(at);
        self.no_longer(id, &listening);
    }

    fn no_longer(&mut self, id: u64, listening: &Listening) {
        if let Some(due) = listening.due {
            self.due.remove(&(due, id, listening.topic));
        }
        if let Some(heard_of) = self.heard_of.get_mut(listening.topic) {
            heard_of.listeners = heard_of.listeners.saturating_sub(1);
        }
    }

    /// Notes a signal for all who listen, each at a time of their own.
    pub(super) fn spread(&mut self, topic: &'static str, id: i64, now: Instant) {
        let version = db::id_time_us(id);
        let heard_of = self.heard_of.entry(topic).or_default();
        if heard_of.known.contains(&id) {
            return;
        }
        if heard_of.known.len() == KNOWN {
            heard_of.known.pop_front();
        }
        heard_of.known.push_back(id);
        heard_of.last = Some((now, version));
        let window = spread(heard_of.listeners);
        for (seat_id, seat) in &mut self.seats {
            if let Some(due) = seat.listening_to(topic).and_then(|one| one.note(version, now + jitter(window))) {
                self.due.insert((due, *seat_id, topic));
            }
        }
    }

    /// Tells a socket of a topic, if it still speaks for the one whom it opened for.
    fn deliver(&mut self, id: u64, topic: &'static str, now: Instant, now_us: i64, is_fresh: bool) {
        let Some(seat) = self.seats.get_mut(&id) else { return };
        let is_over = seat.granted().is_some_and(|grant| grant.until_us <= now_us);
        if is_over {
            seat.revoke();
            self.void.push(id);
        }
        let may_hear = is_fresh && seat.granted().is_some();
        let line = seat.line.clone();
        let Some(listening) = seat.listening_to(topic) else { return };
        if !may_hear {
            listening.due = Some(now + AGAIN);
            self.due.insert((now + AGAIN, id, topic));
            return;
        }
        (listening.due, listening.told) = (None, Some(now));
        line.send(Said::Signal { topic, version: listening.version }.text());
    }

    /// Sessions end by the clock too, and nobody says so.
    fn sweep(&mut self, now_us: i64) {
        for (id, seat) in &mut self.seats {
            if seat.granted().is_some_and(|grant| grant.until_us <= now_us) {
                seat.revoke();
                self.void.push(*id);
            }
        }
    }
}
