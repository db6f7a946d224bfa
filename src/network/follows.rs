//! Following: whose news somebody wants to see. Those who connect follow each other from then on, and each can stop
//! without the other being told; those who are not connected can follow all the same.
//!
//! Between connected people it is written in their connection and ends with it; a row of its own stands only for those
//! who are not connected.

use db::{Tx, sql};

use super::blocks;
use crate::accounts::people;
use crate::kernel::{AccountId, Error, MemberActor, Result};

/// The actor follows somebody from now on. Whom they follow already they go on following.
///
/// # Errors
/// `NotFound` for oneself, and for whoever does not exist for the actor; otherwise what the database says.
pub fn follow(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId) -> Result<()> {
    people::lock_all(tx, [actor.account, other])?;
    blocks::met(tx, actor, other)?.ok_or(Error::NotFound)?;
    if !change(tx, actor.account, other, true)? {
        let now = tx.now_us();
        tx.run(
            sql!(
                "INSERT INTO follow (follower_id, followed, since_us) VALUES ($1, $2, $3)
                 ON CONFLICT (follower_id, followed) DO NOTHING"
            ),
            &[&actor.account, &other, &now],
        )?;
    }
    Ok(())
}

/// The actor no longer follows somebody. Nobody is told, and a connection stays.
///
/// # Errors
/// `NotFound` as for [`follow`]; otherwise what the database says.
pub fn unfollow(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId) -> Result<()> {
    people::lock_all(tx, [actor.account, other])?;
    blocks::met(tx, actor, other)?.ok_or(Error::NotFound)?;
    stop(tx, actor.account, other)
}

/// Somebody no longer follows the actor. They are not told, and can begin again: whoever wants to be rid of them for
/// good blocks them.
///
/// # Errors
/// As [`unfollow`].
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, follower: AccountId) -> Result<()> {
    people::lock_all(tx, [actor.account, follower])?;
    blocks::met(tx, actor, follower)?.ok_or(Error::NotFound)?;
    stop(tx, follower, actor.account)
}

fn stop(tx: &mut Tx<'_>, follower: AccountId, followed: AccountId) -> Result<()> {
    change(tx, follower, followed, false)?;
    tx.run(sql!("DELETE FROM follow WHERE follower_id = $1 AND followed = $2"), &[&follower, &followed])?;
    Ok(())
}

/// Writes it into the connection of the two; false if they are not connected.
fn change(tx: &mut Tx<'_>, follower: AccountId, followed: AccountId, follows: bool) -> Result<bool> {
    let connected = tx.run(
        sql!(
            "UPDATE connection SET low_follows = CASE WHEN low_id = $3 THEN $4 ELSE low_follows END,
               high_follows = CASE WHEN high_id = $3 THEN $4 ELSE high_follows END
             WHERE low_id = $1 AND high_id = $2 AND state = 2"
        ),
        &[&follower.min(followed), &follower.max(followed), &follower, &follows],
    )?;
    Ok(connected > 0)
}

/// Takes away the rows of two people, with both locked: from now on their connection says it, or a block keeps them
/// apart.
pub(super) fn clear(tx: &mut Tx<'_>, one: AccountId, other: AccountId) -> Result<()> {
    tx.run(
        sql!("DELETE FROM follow WHERE (follower_id = $1 AND followed = $2) OR (follower_id = $2 AND followed = $1)"),
        &[&one, &other],
    )?;
    Ok(())
}
