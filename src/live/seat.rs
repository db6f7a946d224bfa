//! An open socket as the hub sees it: for whom it listens, and to what.

use std::time::Duration;

use tokio::time::Instant;
use web::live::Line;

use crate::kernel::registry::Grant;
use crate::kernel::{AccountId, MemberActor, SessionId};

/// A socket hears of one topic at most so often.
pub(super) const EVERY: Duration = Duration::from_millis(250);

/// An open socket.
pub(super) struct Seat {
    pub(super) account: AccountId,
    pub(super) session: SessionId,
    pub(super) line: Line,
    /// Raised with every change of the session or the account; a grant counts only while it is of this epoch.
    pub(super) epoch: u64,
    granted: Option<(u64, Grant)>,
    pub(super) listening: Vec<Listening>,
}

/// A topic that a socket listens to.
#[derive(Debug)]
pub(super) struct Listening {
    pub(super) topic: &'static str,
    /// The newest version it should hear of.
    pub(super) version: i64,
    /// When it is to hear of it; `None` while it has heard everything.
    pub(super) due: Option<Instant>,
    /// When it heard of the topic last.
    pub(super) told: Option<Instant>,
}

impl Seat {
    /// A socket that just opened. Nobody has granted it anything: whoever was let in a moment ago may be gone by now.
    pub(super) fn new(actor: &MemberActor, line: Line) -> Seat {
        Seat { account: actor.account, session: actor.session, line, epoch: 1, granted: None, listening: Vec::new() }
    }

    /// Makes the grant void. What was not written yet is not for whoever is there now.
    pub(super) fn revoke(&mut self) {
        self.epoch += 1;
        self.line.clear();
    }

    /// Takes the answer to a question of this epoch.
    pub(super) fn grant(&mut self, epoch: u64, grant: Grant) {
        self.granted = Some((epoch, grant));
    }

    /// For whom the socket listens, if nothing has changed since that was found out.
    pub(super) fn granted(&self) -> Option<&Grant> {
        self.granted.as_ref().filter(|(epoch, _)| *epoch == self.epoch).map(|(_, grant)| grant)
    }

    pub(super) fn listening_to(&mut self, topic: &str) -> Option<&mut Listening> {
        self.listening.iter_mut().find(|listening| listening.topic == topic)
    }
}

impl Listening {
    pub(super) fn new(topic: &'static str) -> Listening {
        Listening { topic, version: 0, due: None, told: None }
    }

    /// Notes that there is something to hear of. Gives the time if there was nothing before: the others wait with it.
    pub(super) fn note(&mut self, version: i64, wanted: Instant) -> Option<Instant> {
        self.version = self.version.max(version);
        if self.due.is_some() {
            return None;
        }
        let due = self.told.map_or(wanted, |told| wanted.max(told + EVERY));
        self.due = Some(due);
        Some(due)
    }
}
