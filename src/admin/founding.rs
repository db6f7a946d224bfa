//! The first minutes of a community: its name, its colour, who may join, and the first operator.

use db::Tx;

use super::community::Community;
use crate::accounts::sessions::{self, NewSession};
use crate::accounts::sign_up::NewIds;
use crate::accounts::staff::{self, Made, NewOperator};
use crate::kernel::{Actor, AuditId, Result, settings};

/// What came of founding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Founded {
    /// The community exists and its first operator is signed in.
    Yes,
    /// Somebody else was first.
    TooLate,
}

/// Founds the community, in one transaction. Of two who come at once, one finds it founded.
///
/// # Errors
/// What the database says.
pub fn found(
    tx: &mut Tx<'_>,
    ids: NewIds,
    operator: &NewOperator,
    community: &Community,
    session: &NewSession,
    audit_id: AuditId,
) -> Result<Founded> {
    if staff::has_operator(tx)? || !settings::SET_UP.claim(tx, &true)? {
        return Ok(Founded::TooLate);
    }
    community.store(tx)?;
    let (Made::New(account) | Made::Promoted(account)) = staff::create(tx, &Actor::Machine, ids, operator, audit_id)?;
    sessions::open(tx, account, session)?;
    Ok(Founded::Yes)
}
