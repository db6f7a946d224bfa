//! Passwords: Argon2id behind a semaphore, the same work for addresses nobody has, change and reset.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use db::{Read, Tx, sql};

use super::emails;
use super::model::{Email, Password};
use super::people;
use super::sessions;
use crate::kernel::app::HashCost;
use crate::kernel::events::{self, Event};
use crate::kernel::{AccountId, App, Error, Result, SessionId};

/// How long a reset link works: 30 minutes, µs.
pub const RESET_US: i64 = 30 * 60 * 1_000_000;

fn argon2(cost: HashCost) -> Result<Argon2<'static>> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(Error::internal)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password, in the PHC string format. Waits for its turn: each hash takes its memory.
///
/// # Errors
/// [`Error::Busy`] when the process is about to end.
pub async fn hash(app: &App, password: Password) -> Result<String> {
    let cost = app.hash_cost;
    let _turn = app.hashing.acquire().await.map_err(|_| Error::Busy)?;
    tokio::task::spawn_blocking(move || hash_now(&password, cost)).await.map_err(Error::internal)?
}

/// Hashes a password on this thread, for the command line and demo data.
///
/// # Errors
/// Where the operating system has no randomness for the salt.
pub fn hash_now(password: &Password, cost: HashCost) -> Result<String> {
    let hash: PasswordHash = argon2(cost)?.hash_password(password.expose().as_bytes()).map_err(Error::internal)?;
    Ok(hash.to_string())
}

/// Whether the text is the password of the stored hash. Without a hash the same work is done, and the answer is no.
///
/// # Errors
/// [`Error::Busy`] when the process is about to end.
pub async fn verify(app: &App, stored: Option<String>, text: String) -> Result<bool> {
    let cost = app.hash_cost;
    let _turn = app.hashing.acquire().await.map_err(|_| Error::Busy)?;
    tokio::task::spawn_blocking(move || {
        let argon2 = argon2(cost)?;
        let Some(stored) = stored else {
            let _same_work = argon2.hash_password(text.as_bytes()).map_err(Error::internal)?;
            return Ok(false);
        };
        let stored = PasswordHash::new(&stored).map_err(Error::internal)?;
        Ok(argon2.verify_password(text.as_bytes(), &stored).is_ok())
    })
    .await
    .map_err(Error::internal)?
}

/// What signing in needs to know of an address: whose it is, the stored hash, and whether they are suspended, which
/// whoever knows the password is told. Nobody whose account is closed.
///
/// # Errors
/// What the database says.
pub fn stored_for_address(r: &mut Read<'_>, email_key: &str) -> Result<Option<(AccountId, String, bool)>> {
    Ok(r.opt(
        sql!(
            "SELECT a.id, c.secret, a.state = 2 FROM email e
             JOIN account a ON a.id = e.account_id AND a.state <> 3
             JOIN credential c ON c.account_id = a.id AND c.kind = 'password'
             WHERE e.address_key = $1"
        ),
        &[&email_key],
    )?)
}

/// The stored hash of an account.
///
/// # Errors
/// What the database says.
pub fn stored_for_account(r: &mut Read<'_>, account: AccountId) -> Result<Option<String>> {
    Ok(r.opt(sql!("SELECT secret FROM credential WHERE account_id = $1 AND kind = 'password'"), &[&account])?)
}

/// Whether a proof still counts: the account is active, and the stored hash is the one the proof was about. Checking a
/// password takes its time, in which another may be set. Neither changes before the transaction ends.
///
/// # Errors
/// What the database says.
pub fn is_still(tx: &mut Tx<'_>, account: AccountId, hash: &str) -> Result<bool> {
    people::lock(tx, account)?;
    let stored: Option<String> = tx.opt(
        sql!(
            "SELECT c.secret FROM credential c JOIN account a ON a.id = c.account_id AND a.state = 1
             WHERE c.account_id = $1 AND c.kind = 'password'"
        ),
        &[&account],
    )?;
    Ok(stored.as_deref() == Some(hash))
}

/// Gives an account its password, or another one.
///
/// # Errors
/// What the database says.
pub fn set(tx: &mut Tx<'_>, id: i64, account: AccountId, hash: &str) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO credential (id, account_id, kind, secret, changed_us) VALUES ($1, $2, 'password', $3, $4)
             ON CONFLICT (account_id) WHERE kind = 'password'
             DO UPDATE SET secret = excluded.secret, changed_us = excluded.changed_us"
        ),
        &[&id, &account, &hash, &now],
    )?;
    Ok(())
}

/// Changes the password of somebody who just proved the old one. All other sessions end, open reset links die, and
/// a mail tells the owner.
///
/// # Errors
/// What the database says.
pub fn change(tx: &mut Tx<'_>, id: i64, account: AccountId, hash: &str, keep: Option<SessionId>) -> Result<()> {
    people::lock(tx, account)?;
    set(tx, id, account, hash)?;
    tx.run(sql!("DELETE FROM password_reset WHERE account_id = $1"), &[&account])?;
    sessions::end_all(tx, account, keep)?;
    events::emit(tx, Event::PasswordChanged { account })
}

/// Somebody forgot the password of an address. Nothing tells whether there is such an account.
///
/// # Errors
/// What the database says.
pub fn request_reset(tx: &mut Tx<'_>, id: i64, email: &Email, asked_from: &str) -> Result<()> {
    let Some(account) = emails::owner(tx, email)? else { return Ok(()) };
    let expires = tx.now_us() + RESET_US;
    let added = tx.run(
        sql!(
            "INSERT INTO password_reset (id, account_id, asked_from, expires_us)
             SELECT $1, a.id, $3, $4 FROM account a WHERE a.id = $2 AND a.state = 1"
        ),
        &[&id, &account, &asked_from, &expires],
    )?;
    if added == 1 {
        events::emit(tx, Event::PasswordResetRequested { reset: id })?;
    }
    Ok(())
}

/// Whose reset it is, if the link still works.
///
/// # Errors
/// What the database says.
pub fn open_reset(r: &mut Read<'_>, id: i64) -> Result<Option<AccountId>> {
    let now = r.now_us();
    Ok(r.opt(
        sql!(
            "SELECT p.account_id FROM password_reset p JOIN account a ON a.id = p.account_id AND a.state = 1
             WHERE p.id = $1 AND p.expires_us > $2"
        ),
        &[&id, &now],
    )?)
}

/// Whose reset it is and from where it was asked, for the mail.
///
/// # Errors
/// What the database says.
pub fn asked_reset(r: &mut Read<'_>, id: i64) -> Result<Option<(AccountId, String)>> {
    let now = r.now_us();
    Ok(r.opt(
        sql!("SELECT account_id, asked_from FROM password_reset WHERE id = $1 AND expires_us > $2"),
        &[&id, &now],
    )?)
}

/// Uses a reset link: once. All older links and all sessions end with it.
///
/// # Errors
/// What the database says. `None` if the link is used up or over.
pub fn reset(tx: &mut Tx<'_>, reset: i64, credential: i64, hash: &str) -> Result<Option<AccountId>> {
    let Some(account) = open_reset(tx, reset)? else { return Ok(None) };
    people::lock(tx, account)?;
    // Looked at again, now that nobody else uses it: of two who come at once, one finds none.
    if open_reset(tx, reset)?.is_none() {
        return Ok(None);
    }
    change(tx, credential, account, hash, None)?;
    Ok(Some(account))
}

/// Removes reset links that are over; at most 500 at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str = "SELECT id FROM password_reset WHERE expires_us <= $1 ORDER BY expires_us LIMIT 500";
    let now = tx.now_us();
    tx.run(
        sql!(
            sqlite: "DELETE FROM password_reset WHERE id IN ({OVER})",
            postgres: "DELETE FROM password_reset WHERE id IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&now],
    )?;
    Ok(())
}
