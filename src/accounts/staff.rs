//! Operators: the first one, further ones, and a new password for one who lost theirs. From the first-run page and
//! the command line alone.

use db::{Read, Tx, sql};

use super::audit;
use super::emails;
use super::model::{Email, PersonName};
use super::passwords;
use super::people::{self, NewAccount};
use super::sign_up::NewIds;
use crate::kernel::{AccountId, Actor, AuditId, Cap, Error, Result};

/// An operator about to be.
#[derive(Debug, Clone)]
pub struct NewOperator {
    /// The name.
    pub name: PersonName,
    /// The address; taken as confirmed, for the one who types it owns the machine.
    pub email: Email,
    /// The hashed password.
    pub secret: String,
    /// A language tag, or empty.
    pub language: String,
    /// A time zone.
    pub time_zone: String,
}

/// What came of making an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// A new account.
    New(AccountId),
    /// The address had an account, which is an operator's now; its password stays.
    Promoted(AccountId),
}

/// Whether anybody runs this community yet.
///
/// # Errors
/// What the database says.
pub fn has_operator(r: &mut Read<'_>) -> Result<bool> {
    Ok(r.opt::<i64>(sql!("SELECT id FROM account WHERE caps <> 0 AND state = 1 LIMIT 1"), &[])?.is_some())
}

/// Makes an operator.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but the machine and operators; [`Error::Conflict`], with nothing changed, if the
/// address became somebody's meanwhile.
pub fn create(tx: &mut Tx<'_>, actor: &Actor, ids: NewIds, new: &NewOperator, audit_id: AuditId) -> Result<Made> {
    actor.require(Cap::Operator)?;
    if let Some(account) = emails::owner(tx, &new.email)? {
        tx.run(sql!("UPDATE account SET caps = $2 WHERE id = $1"), &[&account, &Cap::Operator.bit()])?;
        tx.change(super::memory::ACCOUNT_TOPIC, account.get())?;
        super::memory::forget_account(tx, account);
        audit::note(tx, audit_id, actor, "operator.promote", Some(account.get()), "")?;
        return Ok(Made::Promoted(account));
    }
    let account = NewAccount {
        id: ids.account,
        name: &new.name,
        language: &new.language,
        time_zone: &new.time_zone,
        caps: Cap::Operator.bit(),
    };
    people::create(tx, &account)?;
    // Somebody may have confirmed it just now: asked again, they are promoted.
    if !emails::add_primary(tx, ids.email, ids.account, new.email.as_str(), &new.email.key())? {
        return Err(Error::Conflict("join-address-taken"));
    }
    passwords::set(tx, ids.credential, ids.account, &new.secret)?;
    audit::note(tx, audit_id, actor, "operator.create", Some(ids.account.get()), "")?;
    Ok(Made::New(ids.account))
}

/// Gives a person a new password from the command line. All their sessions end.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but the machine, [`Error::NotFound`] if nobody has the address.
pub fn reset_password(
    tx: &mut Tx<'_>,
    actor: &Actor,
    email: &Email,
    credential: i64,
    hash: &str,
    audit_id: AuditId,
) -> Result<AccountId> {
    if *actor != Actor::Machine {
        return Err(Error::Forbidden);
    }
    let account = emails::owner(tx, email)?.ok_or(Error::NotFound)?;
    passwords::change(tx, credential, account, hash, None)?;
    audit::note(tx, audit_id, actor, "operator.reset_password", Some(account.get()), "")?;
    Ok(account)
}
