//! Deliveries that were given up: try again, or let them go.

use db::{Read, Tx};
use outbox::Parked;

use crate::accounts::audit;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Actor, AuditId, Cap, Error, Result, limits};

/// What was given up, newest first.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators.
pub fn parked(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<Parked>> {
    actor.require(Cap::Operator)?;
    let before = match from.map(|cursor| cursor.0.as_slice()) {
        Some([Part::Int(id)]) => Some(*id),
        _ => None,
    };
    let rows = outbox::parked(r, before, u32::try_from(limits::ADMIN_PAGE + 1).unwrap_or(u32::MAX))?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id)])))
}

/// Tries again.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators, [`Error::NotFound`] if it is not there any more.
pub fn retry(tx: &mut Tx<'_>, actor: &Actor, id: i64, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    if !outbox::retry(tx, id)? {
        return Err(Error::NotFound);
    }
    audit::note(tx, audit_id, actor, "delivery.retry", None, &id.to_string())
}

/// Lets it go.
///
/// # Errors
/// As [`retry`].
pub fn discard(tx: &mut Tx<'_>, actor: &Actor, id: i64, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    if !outbox::discard(tx, id)? {
        return Err(Error::NotFound);
    }
    audit::note(tx, audit_id, actor, "delivery.discard", None, &id.to_string())
}
