//! E-mail addresses of accounts: each belongs to one account, and only confirmed ones are here.

use db::{Read, Tx, record, sql};

use super::model::Email;
use crate::kernel::{AccountId, Result};

record! {
    /// Where and how to write to somebody.
    #[derive(Debug, Clone)]
    pub struct Recipient {
        /// Whose address.
        pub account_id: AccountId,
        /// The primary address.
        pub address: String,
        /// The person's name.
        pub name: String,
        /// The language chosen; empty: the community's.
        pub language: String,
        /// The time zone for times in mails.
        pub time_zone: String,
    }
}

/// Where to write to an active member.
///
/// # Errors
/// What the database says.
pub fn recipient(r: &mut Read<'_>, account: AccountId) -> Result<Option<Recipient>> {
    Ok(r.opt(
        sql!(
            "SELECT e.account_id, e.address, a.name, a.language, a.time_zone
             FROM email e JOIN account a ON a.id = e.account_id
             WHERE e.account_id = $1 AND e.is_primary AND a.state = 1"
        ),
        &[&account],
    )?)
}

/// Where to write to somebody who is a member or is suspended: for letters about just that.
///
/// # Errors
/// What the database says.
pub fn recipient_in_any_standing(r: &mut Read<'_>, account: AccountId) -> Result<Option<Recipient>> {
    Ok(r.opt(
        sql!(
            "SELECT e.account_id, e.address, a.name, a.language, a.time_zone
             FROM email e JOIN account a ON a.id = e.account_id
             WHERE e.account_id = $1 AND e.is_primary AND a.state <> 3"
        ),
        &[&account],
    )?)
}

/// The account an address belongs to, whatever its state.
///
/// # Errors
/// What the database says.
pub fn owner(r: &mut Read<'_>, email: &Email) -> Result<Option<AccountId>> {
    Ok(r.opt(sql!("SELECT account_id FROM email WHERE address_key = $1"), &[&email.key()])?)
}

/// Gives a confirmed address to a new account. `false` if somebody has it already.
///
/// # Errors
/// What the database says.
pub fn add_primary(tx: &mut Tx<'_>, id: i64, account: AccountId, address: &str, key: &str) -> Result<bool> {
    let now = tx.now_us();
    let added = tx.run(
        sql!(
            "INSERT INTO email (id, account_id, address, address_key, is_primary, verified_us)
             VALUES ($1, $2, $3, $4, TRUE, $5) ON CONFLICT (address_key) DO NOTHING"
        ),
        &[&id, &account, &address, &key, &now],
    )?;
    Ok(added == 1)
}
