//! The audit log: what staff did, to whom, and why. Only added to.

use db::{Read, Tx, record, sql};

use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Actor, AuditId, Cap, Result, limits};

record! {
    /// An entry as the operator reads it.
    #[derive(Debug, Clone)]
    pub struct AuditEntry {
        /// Its id; it holds the time.
        pub id: AuditId,
        /// Who did it; nobody for the command line.
        pub actor_name: Option<String>,
        /// What was done, such as `settings.change`.
        pub action: String,
        /// To whom, if to a person.
        pub subject_name: Option<String>,
        /// In words.
        pub detail: String,
    }
}

/// Notes what a member of staff does, in the transaction of the deed.
///
/// # Errors
/// What the database says.
pub fn note(
    tx: &mut Tx<'_>,
    id: AuditId,
    actor: &Actor,
    action: &str,
    subject: Option<i64>,
    detail: &str,
) -> Result<()> {
    tx.run(
        sql!("INSERT INTO audit (id, actor_id, action, subject_id, detail) VALUES ($1, $2, $3, $4, $5)"),
        &[&id, &actor.account(), &action, &subject, &detail],
    )?;
    Ok(())
}

/// The log, newest first.
///
/// # Errors
/// [`crate::kernel::Error::Forbidden`] for everybody but operators.
pub fn page(r: &mut Read<'_>, actor: &Actor, from: Option<&Cursor>) -> Result<Page<AuditEntry>> {
    actor.require(Cap::Operator)?;
    let before = match from.map(|cursor| cursor.0.as_slice()) {
        Some([Part::Int(id)]) => *id,
        _ => i64::MAX,
    };
    let rows: Vec<AuditEntry> = r.all(
        sql!(
            "SELECT e.id, a.name AS actor_name, e.action, s.name AS subject_name, e.detail
             FROM audit e
             LEFT JOIN account a ON a.id = e.actor_id
             LEFT JOIN account s ON s.id = e.subject_id
             WHERE e.id < $1 ORDER BY e.id DESC LIMIT $2"
        ),
        &[&before, &(limits::ADMIN_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::ADMIN_PAGE, |row| Cursor(vec![Part::Int(row.id.get())])))
}
