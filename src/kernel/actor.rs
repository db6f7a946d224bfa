//! Who acts: the answer every verb asks for before it does anything.

use super::{AccountId, Error, SessionId};

/// What a member of the operator's staff may do. Stored as bits in `account.caps`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cap {
    /// Everything: settings, people, mail. The first account of a community has it.
    Operator,
}

impl Cap {
    /// The bit that stands for this capability in `account.caps`.
    pub const fn bit(self) -> i64 {
        match self {
            Cap::Operator => 1,
        }
    }
}

/// A person who is signed in, confirmed and active.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberActor {
    /// Whose account it is.
    pub account: AccountId,
    /// The session that speaks.
    pub session: SessionId,
    /// Capability bits, see [`Cap`].
    pub caps: i64,
}

impl MemberActor {
    /// Whether this person holds the capability.
    pub fn has(&self, cap: Cap) -> bool {
        self.caps & cap.bit() != 0
    }
}

/// The one who asks, as far as permissions are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Nobody we know.
    Guest,
    /// A member with a session.
    Member(MemberActor),
    /// The operator at the machine itself: the command line and first-run set-up.
    Machine,
}

impl Actor {
    /// The member's account, if a member acts.
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Actor::Member(member) => Some(member.account),
            Actor::Guest | Actor::Machine => None,
        }
    }

    /// The account as SQL takes it: 0 stands for a guest, and no account has that id.
    pub fn account_or_zero(&self) -> i64 {
        self.account().map_or(0, AccountId::get)
    }

    /// Passes if the actor holds the capability or is the machine itself.
    ///
    /// # Errors
    /// [`Error::Forbidden`] otherwise.
    pub fn require(&self, cap: Cap) -> Result<(), Error> {
        match self {
            Actor::Machine => Ok(()),
            Actor::Member(member) if member.has(cap) => Ok(()),
            Actor::Member(_) | Actor::Guest => Err(Error::Forbidden),
        }
    }
}

impl From<MemberActor> for Actor {
    fn from(member: MemberActor) -> Self {
        Actor::Member(member)
    }
}
