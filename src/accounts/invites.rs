//! Invitations to join: a code in a link, with a number of uses and an end.

use db::{Read, Tx, record, sql};

use super::audit;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::secrets::code_hash;
use crate::kernel::{Actor, AuditId, Cap, InviteId, Result, limits};

record! {
    /// An invitation as staff sees it. The code was shown once and is not kept.
    #[derive(Debug, Clone)]
    pub struct InviteRow {
        /// The id.
        pub id: InviteId,
        /// What it is for, in the operator's words.
        pub note: String,
        /// How many more may come.
        pub uses_left: i64,
        /// When it ends, µs.
        pub expires_us: i64,
    }
}

/// An invitation about to be.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// The id.
    pub id: InviteId,
    /// Minted when the form was drawn: a second click finds the first invitation.
    pub request_id: String,
    /// The code for the link.
    pub code: String,
    /// What it is for.
    pub note: String,
    /// How many may come.
    pub uses: i64,
    /// When it ends, µs.
    pub expires_us: i64,
}

/// What came of asking for an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Created {
    /// Here it is.
    Fresh,
    /// The same form had been sent before: the code was shown then.
    Repeated,
    /// There are too many open ones.
    Full,
}

/// Makes an invitation.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, new: &NewInvite, audit_id: AuditId) -> Result<Created> {
    actor.require(Cap::Operator)?;
    let now = tx.now_us();
    let open: i64 = tx.one(sql!("SELECT COUNT(*) FROM invite WHERE expires_us > $1 AND uses_left > 0"), &[&now])?;
    if open >= limits::INVITES {
        return Ok(Created::Full);
    }
    let added = tx.run(
        sql!(
            "INSERT INTO invite (id, request_id, code_hash, note, created_by, uses_left, expires_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (request_id) DO NOTHING"
        ),
        &[&new.id, &new.request_id, &code_hash(&new.code), &new.note, &actor.account(), &new.uses, &new.expires_us],
    )?;
    if added == 0 {
        return Ok(Created::Repeated);
    }
    audit::note(tx, audit_id, actor, "invite.create", None, &new.note)?;
    Ok(Created::Fresh)
}

/// Ends an invitation.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators, [`crate::kernel::Error::NotFound`] if there is none.
pub fn end(tx: &mut Tx<'_>, actor: &Actor, id: InviteId, audit_id: AuditId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let note: String = tx.one(sql!("DELETE FROM invite WHERE id = $1 RETURNING note"), &[&id])?;
    audit::note(tx, audit_id, actor, "invite.end", None, &note)
}

/// Open invitations, newest first.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators.
pub fn page(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<InviteRow>> {
    actor.require(Cap::Operator)?;
    let before = match from.map(|cursor| cursor.0.as_slice()) {
        Some([Part::Int(id)]) => *id,
        _ => i64::MAX,
    };
    let now = r.now_us();
    let rows: Vec<InviteRow> = r.all(
        sql!(
            "SELECT id, note, uses_left, expires_us FROM invite
             WHERE id < $1 AND expires_us > $2 AND uses_left > 0 ORDER BY id DESC LIMIT $3"
        ),
        &[&before, &now, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id.get())])))
}

/// The invitation a code opens, if it still works.
///
/// # Errors
/// What the database says.
pub fn find(r: &mut Read<'_>, code: &str) -> Result<Option<InviteId>> {
    let now = r.now_us();
    Ok(r.opt(
        sql!("SELECT id FROM invite WHERE code_hash = $1 AND expires_us > $2 AND uses_left > 0"),
        &[&code_hash(code), &now],
    )?)
}

/// Takes one use. `false` if there is none left.
///
/// # Errors
/// What the database says.
pub fn take_use(tx: &mut Tx<'_>, id: InviteId) -> Result<bool> {
    let now = tx.now_us();
    let taken = tx.run(
        sql!("UPDATE invite SET uses_left = uses_left - 1 WHERE id = $1 AND uses_left > 0 AND expires_us > $2"),
        &[&id, &now],
    )?;
    Ok(taken == 1)
}
