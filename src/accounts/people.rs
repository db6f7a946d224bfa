//! Accounts as rows: how they begin, their handles, and the columns of the person card.

use db::{LockTable, Read, Tx, sql};

use super::model::{Handle, PersonName};
use crate::kernel::registry::LiveTopic;
use crate::kernel::{AccountId, PictureAddress, Result};
use crate::live;

/// Somebody has joined: every member may know.
pub const LIVE: LiveTopic = LiveTopic { name: "people", may_listen: |_| true };

const ACCOUNT: LockTable = LockTable::new("account");

/// A confirmed person's account, as it begins.
#[derive(Debug)]
pub struct NewAccount<'a> {
    /// The id, made before the transaction.
    pub id: AccountId,
    /// The name.
    pub name: &'a PersonName,
    /// A language tag, or empty.
    pub language: &'a str,
    /// A time zone.
    pub time_zone: &'a str,
    /// Capability bits.
    pub caps: i64,
}

/// Makes the account and finds it a free handle.
///
/// # Errors
/// What the database says.
pub fn create(tx: &mut Tx<'_>, new: &NewAccount<'_>) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO account (id, state, caps, name, name_sort, language, time_zone, confirmed_us)
             VALUES ($1, 1, $2, $3, $4, $5, $6, $7)"
        ),
        &[&new.id, &new.caps, &new.name.as_str(), &new.name.sort_key(), &new.language, &new.time_zone, &now],
    )?;
    for handle in Handle::candidates(new.name, new.id.get()) {
        if take_handle(tx, new.id, &handle)? {
            return live::signal(tx, LIVE.name);
        }
    }
    Err(crate::kernel::Error::internal("no free handle"))
}

/// Takes a handle nobody has or had. `false` if somebody else did.
///
/// # Errors
/// What the database says.
fn take_handle(tx: &mut Tx<'_>, account: AccountId, handle: &Handle) -> Result<bool> {
    let now = tx.now_us();
    let taken = tx.run(
        sql!(
            "INSERT INTO handle (handle_key, account_id, is_current, since_us) VALUES ($1, $2, TRUE, $3)
             ON CONFLICT (handle_key) DO NOTHING"
        ),
        &[&handle.as_str(), &account, &now],
    )?;
    Ok(taken == 1)
}

/// Keeps others from changing what is the account's (handle, password, sessions) until the transaction ends. It comes
/// before the first change, so that all wait for each other in one order.
///
/// # Errors
/// What the database says.
pub(super) fn lock(tx: &mut Tx<'_>, account: AccountId) -> Result<()> {
    Ok(tx.lock(ACCOUNT, account.get())?)
}

/// Keeps others from changing what is between these people until the transaction ends. It comes before the first change
/// and takes rising ids, so that all wait for each other in one order.
///
/// # Errors
/// What the database says.
pub fn lock_all(tx: &mut Tx<'_>, accounts: impl IntoIterator<Item = AccountId>) -> Result<()> {
    let mut accounts: Vec<AccountId> = accounts.into_iter().collect();
    accounts.sort_unstable();
    accounts.dedup();
    accounts.into_iter().try_for_each(|account| lock(tx, account))
}

/// What came of asking for another handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleChange {
    /// It is the person's now; the old one leads on to it.
    Changed,
    /// It was the person's already.
    Same,
    /// Somebody has or had it.
    Taken,
}

/// Gives the person another handle. The old one stays theirs and leads on; going back to one's own old handle works.
///
/// # Errors
/// What the database says.
pub fn change_handle(tx: &mut Tx<'_>, account: AccountId, handle: &Handle) -> Result<HandleChange> {
    lock(tx, account)?;
    let now = tx.now_us();
    let current: Option<String> =
        tx.opt(sql!("SELECT handle_key FROM handle WHERE account_id = $1 AND is_current"), &[&account])?;
    if current.as_deref() == Some(handle.as_str()) {
        return Ok(HandleChange::Same);
    }
    // The holder is looked up after the insert, so that of two people asking at once one is told the truth.
    tx.run(
        sql!(
            "INSERT INTO handle (handle_key, account_id, is_current, since_us) VALUES ($1, $2, FALSE, $3)
             ON CONFLICT (handle_key) DO NOTHING"
        ),
        &[&handle.as_str(), &account, &now],
    )?;
    let holder: i64 = tx.one(sql!("SELECT account_id FROM handle WHERE handle_key = $1"), &[&handle.as_str()])?;
    if holder != account.get() {
        return Ok(HandleChange::Taken);
    }
    tx.run(sql!("UPDATE handle SET is_current = FALSE WHERE account_id = $1 AND is_current"), &[&account])?;
    tx.run(
        sql!("UPDATE handle SET is_current = TRUE, since_us = $3 WHERE handle_key = $1 AND account_id = $2"),
        &[&handle.as_str(), &account, &now],
    )?;
    tx.change(super::memory::ACCOUNT_TOPIC, account.get())?;
    super::memory::forget_account(tx, account);
    Ok(HandleChange::Changed)
}

/// Whose handle it is or was, with the present one. State and audience are not judged here: whoever loads the
/// profile does.
///
/// # Errors
/// What the database says.
pub fn by_handle(r: &mut Read<'_>, handle: &str) -> Result<Option<(AccountId, String)>> {
    Ok(r.opt(
        sql!(
            "SELECT h.account_id, c.handle_key FROM handle h
             JOIN handle c ON c.account_id = h.account_id AND c.is_current
             WHERE h.handle_key = $1"
        ),
        &[&handle.to_lowercase()],
    )?)
}

/// Sets what the card shows. Profiles call it; the card's columns live here because every room names people.
///
/// # Errors
/// What the database says.
pub fn set_card(tx: &mut Tx<'_>, account: AccountId, name: &PersonName, headline: &str) -> Result<()> {
    tx.run(
        sql!("UPDATE account SET name = $2, name_sort = $3, headline = $4 WHERE id = $1"),
        &[&account, &name.as_str(), &name.sort_key(), &headline],
    )?;
    tx.change(super::memory::ACCOUNT_TOPIC, account.get())?;
    super::memory::forget_account(tx, account);
    Ok(())
}

/// Sets the photo that stands beside the name. Profiles call it, as they do [`set_card`].
///
/// # Errors
/// What the database says.
pub fn set_photo(tx: &mut Tx<'_>, account: AccountId, photo: Option<PictureAddress>) -> Result<()> {
    tx.run(sql!("UPDATE account SET photo = $2 WHERE id = $1"), &[&account, &photo])?;
    tx.change(super::memory::ACCOUNT_TOPIC, account.get())?;
    super::memory::forget_account(tx, account);
    Ok(())
}

/// How many people are members.
///
/// # Errors
/// What the database says.
pub fn count(r: &mut Read<'_>) -> Result<i64> {
    Ok(r.one(sql!("SELECT COUNT(*) FROM account WHERE state = 1"), &[])?)
}
