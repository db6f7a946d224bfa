//! The order of a section's entries: by time or as they were added, until their owner orders them otherwise.

use db::{Tx, record, sql};

use super::super::months::{Month, StoredMonth};
use super::super::profile::begin;
use super::super::section::{Order, Section};
use crate::kernel::{AccountId, EntryId, Error, MemberActor, Result, limits};

/// Where an entry is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One up.
    Up,
    /// One down.
    Down,
    /// In front of another.
    Before(EntryId),
    /// Behind all others.
    Last,
}

/// Puts an entry elsewhere in its section. Beyond the ends there is nowhere to go, so that changes nothing.
///
/// # Errors
/// `NotFound` if the actor has none such there, or not the one to go in front of.
pub fn reorder(tx: &mut Tx<'_>, actor: MemberActor, section: Section, id: EntryId, to: Move) -> Result<()> {
    let account = actor.account;
    begin(tx, account)?;
    let mut ids: Vec<EntryId> = times(tx, account, section)?.into_iter().map(|time| time.id).collect();
    let place_of = |ids: &[EntryId], id| ids.iter().position(|other| *other == id).ok_or(Error::NotFound);
    let from = place_of(&ids, id)?;
    ids.retain(|other| *other != id);
    let place = match to {
        Move::Up => from.saturating_sub(1),
        Move::Down => (from + 1).min(ids.len()),
        Move::Before(other) if other == id => from,
        Move::Before(other) => place_of(&ids, other)?,
        Move::Last => ids.len(),
    };
    ids.insert(place, id);
    number(tx, account, &ids)
}

record! {
    pub(super) struct Time {
        id: EntryId,
        pub(super) starts: StoredMonth,
        pub(super) ends: StoredMonth,
        pub(super) is_current: bool,
    }
}

impl Time {
    /// The greater, the further up: what goes on, then what ended last, of those what began last. What has no end is
    /// as late as it began.
    fn rank(&self) -> (i64, i64) {
        let starts = Month::number(self.starts.0);
        let ends = match self.ends.0 {
            _ if self.is_current => i64::MAX,
            Some(month) if month.month().is_none() => Month::number(self.ends.0) + 12,
            Some(_) => Month::number(self.ends.0),
            None => starts,
        };
        (ends, starts)
    }
}

fn times(tx: &mut Tx<'_>, account: AccountId, section: Section) -> Result<Vec<Time>> {
    Ok(tx.all(
        sql!(
            "SELECT id, starts, ends, is_current FROM profile_entry
             WHERE account_id = $1 AND section = $2 AND removed_us IS NULL ORDER BY position, id LIMIT $3"
        ),
        &[&account, &section, &limits::ENTRIES],
    )?)
}

/// Puts an entry in front of the first that is older, or behind all others. The order of those stays.
pub(super) fn put_in_place(tx: &mut Tx<'_>, account: AccountId, section: Section, id: EntryId) -> Result<()> {
    let mut others = times(tx, account, section)?;
    let Some(from) = others.iter().position(|time| time.id == id) else { return Ok(()) };
    let new = others.remove(from);
    let place = match section.spec().order {
        Order::Added => others.len(),
        Order::Latest => others.iter().position(|time| time.rank() < new.rank()).unwrap_or(others.len()),
    };
    others.insert(place, new);
    number(tx, account, &others.iter().map(|time| time.id).collect::<Vec<_>>())
}

/// Numbers entries anew, those that need it.
fn number(tx: &mut Tx<'_>, account: AccountId, ids: &[EntryId]) -> Result<()> {
    for (position, id) in (1_i64..).zip(ids) {
        tx.run(
            sql!("UPDATE profile_entry SET position = $3 WHERE account_id = $1 AND id = $2 AND position <> $3"),
            &[&account, id, &position],
        )?;
    }
    Ok(())
}
