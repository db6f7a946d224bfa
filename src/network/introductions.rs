//! Introductions: somebody asks a connection to introduce them to one of theirs.
//!
//! Whoever is asked passes it on with a few words, or declines, of which the asker is not told. What is passed on is an
//! invitation of the asker's, which says who vouches for it: it is accepted, ignored and withdrawn like any other.

use db::{Read, Tx, record, sql};

use super::connections::{self, Bond, Standing};
use super::model::{CONNECTED, CONNECTED_TO_OWNER, LIST_VISIBLE, NOT_APART};
use super::{Ties, Way, blocks, closeness};
use crate::accounts::people;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, IntroductionId, MemberActor, Result, limits};

/// How long something asked waits, µs; whoever was asked is not asked the same again before.
const KEPT_US: i64 = 30 * limits::DAY_US;
/// So many of somebody's wait at once.
const WAITING: usize = 10;
/// Connections among whom one chooses whom to ask.
const OFFERED: usize = 20;
/// Rows that are purged at once.
const MOST: i64 = 500;

/// Whom the actor may ask to introduce them to somebody: those both know, as far as the actor may know that.
///
/// # Errors
/// What the database says.
pub fn offers(r: &mut Read<'_>, ties: &Ties, actor: MemberActor, target: AccountId) -> Result<Vec<AccountId>> {
    closeness::shared(r, ties, actor, target, OFFERED)
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It waits for the one who was asked.
    Sent,
    /// The actor has asked them for it lately.
    Already,
    /// As many wait as may.
    Full,
    /// The one to be met takes no invitations of the actor's, or has to do with the actor already.
    Closed,
}

/// Asks a connection to introduce the actor to somebody.
///
/// # Errors
/// `NotFound` for whoever does not exist for the actor; a field error if the two do not both know who is asked, as far
/// as the actor may know; otherwise what the database says.
pub fn ask(tx: &mut Tx<'_>, actor: MemberActor, target: AccountId, mutual: AccountId, note: &str) -> Result<Asked> {
    let me = actor.account;
    people::lock_all(tx, [me, target])?;
    blocks::met(tx, actor, target)?.ok_or(Error::NotFound)?;
    let knows_both: Option<i64> = tx.opt(
        sql!(
            "SELECT a.id FROM account a
             WHERE a.id = $3 AND a.state = 1 AND {NOT_APART} AND {CONNECTED} AND {CONNECTED_TO_OWNER}
               AND ({LIST_VISIBLE} OR EXISTS (SELECT a.id FROM account a WHERE a.id = $2 AND {LIST_VISIBLE}))"
        ),
        &[&me, &target, &mutual],
    )?;
    if knows_both.is_none() {
        return Err(Error::field("mutual", "introduce-who"));
    }
    let is_open = matches!(Standing::of(tx, actor, target)?.bond, Bond::Stranger(Way::Open | Way::Email));
    if !is_open || !connections::may_invite(tx, actor, target)? {
        return Ok(Asked::Closed);
    }
    if asked_by(tx, actor)?.len() >= WAITING {
        return Ok(Asked::Full);
    }
    let (id, now) = (tx.new_id(), tx.now_us());
    let written = tx.run(
        sql!(
            "INSERT INTO introduction (id, asker_id, mutual_id, target_id, state, note, asked_us)
             VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (asker_id, target_id, mutual_id) DO NOTHING"
        ),
        &[&id, &me, &mutual, &target, &note, &now],
    )?;
    Ok(if written == 1 { Asked::Sent } else { Asked::Already })
}

record! {
    /// Something asked: of the actor, or by them.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Asking {
        /// Its id.
        pub id: IntroductionId,
        /// Who asks the actor, or whom the actor asks.
        pub other_id: AccountId,
        /// Who is to be met.
        pub target_id: AccountId,
        /// What the asker wrote; empty for nothing.
        pub note: String,
        /// When, µs.
        pub asked_us: i64,
    }
}

fn before(after: Option<&Cursor>) -> Result<i64> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok(i64::MAX),
        Some([Part::Int(id)]) => Ok(*id),
        Some(_) => Err(Error::NotFound),
    }
}

fn page(rows: Vec<Asking>) -> Page<Asking> {
    Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.id.get())]))
}

/// What the actor is asked for, the last first, as long as they know both.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn asked_of(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Asking>> {
    let rows = r.all(
        sql!(
            "SELECT i.id, i.asker_id AS other_id, i.target_id, i.note, i.asked_us
             FROM introduction i JOIN account a ON a.id = i.asker_id
             WHERE i.mutual_id = $1 AND i.state = 1 AND i.id < $2 AND a.state = 1 AND {NOT_APART} AND {CONNECTED}
               AND EXISTS (SELECT 1 FROM account a
                           WHERE a.id = i.target_id AND a.state = 1 AND {NOT_APART} AND {CONNECTED})
             ORDER BY i.id DESC LIMIT $3"
        ),
        &[&actor.account, &before(after)?, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(page(rows))
}

/// What the actor has asked for and waits for, the last first.
///
/// # Errors
/// What the database says.
pub fn asked_by(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Asking>> {
    Ok(r.all(
        sql!(
            "SELECT i.id, i.mutual_id AS other_id, i.target_id, i.note, i.asked_us
             FROM introduction i JOIN account a ON a.id = i.mutual_id
             WHERE i.asker_id = $1 AND i.state IN (1, 2) AND a.state = 1 AND {NOT_APART}
               AND EXISTS (SELECT 1 FROM account a WHERE a.id = i.target_id AND a.state = 1 AND {NOT_APART})
             ORDER BY i.id DESC LIMIT $2"
        ),
        &[&actor.account, &i64::try_from(WAITING).unwrap_or(0)],
    )?)
}

/// Passes on what the actor was asked for: from now on it is an invitation, or a connection if the two had thought of it
/// themselves. `false` if there is nothing to pass on any more.
///
/// # Errors
/// What the database says.
pub fn forward(tx: &mut Tx<'_>, actor: MemberActor, id: IntroductionId, words: &str) -> Result<bool> {
    let Some(asking) = waiting(tx, actor, id)? else { return Ok(false) };
    people::lock_all(tx, [asking.other_id, asking.target_id])?;
    // Looked at again: both locked, nothing comes between any more.
    let Some(asking) = waiting(tx, actor, id)? else { return Ok(false) };
    let (asker, target) = (asking.other_id, asking.target_id);
    let is_passed = connections::introduce(tx, (asker, target), &asking.note, (actor.account, words))?;
    if is_passed {
        tx.run(sql!("DELETE FROM introduction WHERE asker_id = $1 AND target_id = $2"), &[&asker, &target])?;
    } else {
        decline(tx, actor, id, true)?;
    }
    Ok(is_passed)
}

/// What the actor is asked for under this id.
fn waiting(r: &mut Read<'_>, actor: MemberActor, id: IntroductionId) -> Result<Option<Asking>> {
    // The page that begins with it.
    let after = Cursor(vec![Part::Int(id.get().saturating_add(1))]);
    Ok(asked_of(r, actor, Some(&after))?.items.into_iter().next().filter(|asking| asking.id == id))
}

/// The actor does not pass it on, or thinks better of that. The asker is not told. `false` if it is gone.
///
/// # Errors
/// What the database says.
pub fn decline(tx: &mut Tx<'_>, actor: MemberActor, id: IntroductionId, is_declined: bool) -> Result<bool> {
    let (from, to): (i64, i64) = if is_declined { (1, 2) } else { (2, 1) };
    let done = tx.run(
        sql!("UPDATE introduction SET state = $4 WHERE id = $1 AND mutual_id = $2 AND state = $3"),
        &[&id, &actor.account, &from, &to],
    )?;
    Ok(done == 1)
}

/// The actor no longer asks for it.
///
/// # Errors
/// What the database says.
pub fn withdraw(tx: &mut Tx<'_>, actor: MemberActor, id: IntroductionId) -> Result<()> {
    // Whoever passes it on at this moment has the lock until that is done.
    people::lock_all(tx, [actor.account])?;
    tx.run(
        sql!("UPDATE introduction SET state = 3, note = '' WHERE id = $1 AND asker_id = $2 AND state IN (1, 2)"),
        &[&id, &actor.account],
    )?;
    Ok(())
}

/// Nobody need introduce two who are connected.
pub(super) fn settle(tx: &mut Tx<'_>, one: AccountId, other: AccountId) -> Result<()> {
    tx.run(
        sql!(
            "DELETE FROM introduction
             WHERE (asker_id = $1 AND target_id = $2) OR (asker_id = $2 AND target_id = $1)"
        ),
        &[&one, &other],
    )?;
    Ok(())
}

/// Of two who are apart, neither asks for the other nor introduces them.
pub(super) fn forget(tx: &mut Tx<'_>, one: AccountId, other: AccountId) -> Result<()> {
    settle(tx, one, other)?;
    for (one, other) in [(one, other), (other, one)] {
        tx.run(sql!("DELETE FROM introduction WHERE mutual_id = $1 AND asker_id = $2"), &[&one, &other])?;
        tx.run(sql!("DELETE FROM introduction WHERE target_id = $1 AND mutual_id = $2"), &[&one, &other])?;
        tx.run(
            sql!(
                "UPDATE connection SET introducer_id = NULL, introduction = ''
                 WHERE invitee_id = $1 AND state = 1 AND introducer_id = $2"
            ),
            &[&one, &other],
        )?;
    }
    Ok(())
}

/// Forgets what has waited for too long, at most some hundred rows at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OLD: &str = "SELECT id FROM introduction WHERE asked_us < $1 ORDER BY asked_us LIMIT $2";
    let before = tx.now_us() - KEPT_US;
    tx.run(
        sql!(
            sqlite: "DELETE FROM introduction WHERE id IN ({OLD})",
            postgres: "DELETE FROM introduction WHERE id IN ({OLD} FOR UPDATE SKIP LOCKED)"
        ),
        &[&before, &MOST],
    )?;
    Ok(())
}
