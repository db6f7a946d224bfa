//! How the community stands, at a glance.

use db::Read;

use crate::accounts::{people, sign_up};
use crate::kernel::{Actor, Cap, Result};
use crate::reports::queue;

/// The figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overview {
    /// Active members.
    pub members: i64,
    /// Sign-ups that wait for their link to be opened.
    pub waiting: i64,
    /// Reports that nobody has decided on; not counted beyond 100.
    pub reports: i64,
    /// Deliveries that are due or will be.
    pub pending: i64,
    /// Deliveries that were given up.
    pub parked: i64,
}

/// Counts.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators.
pub fn overview(r: &mut Read<'_>, actor: &Actor) -> Result<Overview> {
    actor.require(Cap::Operator)?;
    Ok(Overview {
        members: people::count(r)?,
        waiting: sign_up::count_pending(r)?,
        reports: queue::count_open(r)?,
        pending: outbox::pending_count(r)?,
        parked: outbox::parked_count(r)?,
    })
}
