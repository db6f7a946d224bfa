//! Endorsements: somebody's connections say that they have a skill.
//!
//! One counts while the two are connected, which every statement looks at anew: nothing is left to do when a connection
//! ends, or comes back. Whoever has the skill may hide an endorser, who is not told: to them nothing has changed.

use const_format::formatcp;
use db::{LockTable, Read, Tx, record, sql};

use super::entries::{self, ENTRIES, ENTRY_VISIBLE, Entry};
use super::model::{HEADLINE, Onlooker, PERSON_VISIBLE, PHOTO};
use super::section::Section;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, EntryId, Error, MemberActor, PersonCard, PictureAddress, Result, limits};
use crate::network::{CONNECTED, CONNECTED_TO_OWNER, Closeness, NOT_APART, Ties, closeness};

const ENTRY: LockTable = LockTable::new("profile_entry");

/// Endorsements `n`, each with the person `a` whose it is, which [`ENDORSER_VISIBLE`] says. A cross join, because SQLite
/// begins with its left side: left to itself it begins with all who are active, and asks what each of them endorses.
const ENDORSERS: &str = "endorsement n CROSS JOIN account a LEFT JOIN profile p ON p.account_id = a.id";

/// Whether the endorsement `n` of a skill of `$2` counts for the viewer `$1`: one that is hidden, for its owner and for
/// the endorser, who is not to notice. Whoever does not exist for the viewer does not count. Guests are told of none, so
/// that nobody's profile is asked whether it is public: a look at one more page of the table for each endorser.
const ENDORSER_VISIBLE: &str = formatcp!(
    "(a.id = n.endorser_id AND (n.state = 1 OR (n.state = 2 AND ($1 = $2 OR n.endorser_id = $1)))
      AND a.state = 1 AND {NOT_APART} AND {CONNECTED_TO_OWNER})"
);

record! {
    /// How it stands with a skill, as a member is told.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Endorsed {
        /// The entry.
        pub entry_id: EntryId,
        /// How many endorse it; counted up to [`limits::COUNTED`].
        pub count: i64,
        /// Whether the member does.
        pub is_mine: bool,
        /// Whether the member may: the two are connected.
        pub may_endorse: bool,
    }
}

/// How it stands with these skills of somebody, in no order: entries that the viewer was found to read. Guests are told
/// nothing.
///
/// # Errors
/// What the database says.
pub fn of(r: &mut Read<'_>, viewer: Onlooker, owner: AccountId, skills: &[&Entry]) -> Result<Vec<Endorsed>> {
    if skills.is_empty() || viewer == Onlooker::Guest {
        return Ok(Vec::new());
    }
    let list = EntryId::list(skills.iter().map(|skill| skill.id));
    Ok(r.all(
        sql!(
            "SELECT e.id AS entry_id, {CONNECTED} AS may_endorse,
                    EXISTS (SELECT 1 FROM endorsement n
                            WHERE n.entry_id = e.id AND n.endorser_id = $1 AND n.state IN (1, 2)) AS is_mine,
                    (SELECT COUNT(*) FROM (SELECT n.endorser_id FROM {ENDORSERS}
                       WHERE n.entry_id = e.id AND {ENDORSER_VISIBLE} LIMIT $4) counted) AS count
             FROM profile_entry e JOIN account a ON a.id = e.account_id
             WHERE a.id = $2 AND e.id IN (SELECT CAST(value AS BIGINT) FROM json_each($3))"
        ),
        &[&viewer, &owner, &list, &limits::COUNTED],
    )?)
}

/// Endorses a skill of somebody with whom the actor is connected. Once is enough: again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read it, `Conflict` if they are not connected; otherwise what the database says.
pub fn endorse(tx: &mut Tx<'_>, actor: MemberActor, owner: AccountId, skill: EntryId) -> Result<()> {
    let now = tx.now_us();
    let written = tx.run(
        sql!(
            "INSERT INTO endorsement (entry_id, endorser_id, since_us, state)
             SELECT e.id, $1, $4, 1 FROM {ENTRIES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND {CONNECTED} AND a.id = $2 AND e.section = $5 AND e.id = $3
             ON CONFLICT (entry_id, endorser_id) DO UPDATE SET state = 2, since_us = excluded.since_us
               WHERE endorsement.state = 3"
        ),
        &[&actor.account, &owner, &skill, &now, &Section::Skills],
    )?;
    // Nothing is written either where it stands already.
    if written == 0 && !may_endorse(tx, actor, owner, skill)? {
        return Err(Error::Conflict("endorse-not-connected"));
    }
    Ok(())
}

fn may_endorse(r: &mut Read<'_>, actor: MemberActor, owner: AccountId, skill: EntryId) -> Result<bool> {
    Ok(r.one(
        sql!(
            "SELECT {CONNECTED} AS may_endorse FROM {ENTRIES}
             WHERE {PERSON_VISIBLE} AND {ENTRY_VISIBLE} AND a.id = $2 AND e.section = $4 AND e.id = $3"
        ),
        &[&actor.account, &owner, &skill, &Section::Skills],
    )?)
}

/// Takes the actor's endorsement back; nothing is left of it unless its owner has hidden it. Without one nothing
/// changes.
///
/// # Errors
/// `NotFound` if the actor may not read the skill; otherwise what the database says.
pub fn take_back(tx: &mut Tx<'_>, actor: MemberActor, owner: AccountId, skill: EntryId) -> Result<()> {
    may_endorse(tx, actor, owner, skill)?;
    // Its owner may be about to hide or show it: between the two statements it stays as it is.
    tx.lock(ENTRY, skill.get())?;
    let key: [&dyn db::ToValue; 2] = [&skill, &actor.account];
    tx.run(sql!("DELETE FROM endorsement WHERE entry_id = $1 AND endorser_id = $2 AND state = 1"), &key)?;
    tx.run(sql!("UPDATE endorsement SET state = 3 WHERE entry_id = $1 AND endorser_id = $2 AND state = 2"), &key)?;
    Ok(())
}

/// Shows an endorser of a skill of the actor's to nobody else, or to others again. One who took it back meanwhile is
/// passed over.
///
/// # Errors
/// `NotFound` if the skill is none of the actor's; otherwise what the database says.
pub fn hide(tx: &mut Tx<'_>, actor: MemberActor, skill: EntryId, endorser: AccountId, is_hidden: bool) -> Result<()> {
    entries::own(tx, actor, Section::Skills, skill)?;
    tx.lock(ENTRY, skill.get())?;
    let (from, to): (i64, i64) = if is_hidden { (1, 2) } else { (2, 1) };
    tx.run(
        sql!("UPDATE endorsement SET state = $4 WHERE entry_id = $1 AND endorser_id = $2 AND state = $3"),
        &[&skill, &endorser, &from, &to],
    )?;
    Ok(())
}

/// Deletes all endorsements of a skill, which is another one from now on.
pub(super) fn forget(tx: &mut Tx<'_>, skill: EntryId) -> Result<()> {
    tx.run(sql!("DELETE FROM endorsement WHERE entry_id = $1"), &[&skill])?;
    Ok(())
}

/// Deletes endorsements of entries that were taken away before then, so many at once.
pub(super) fn purge(tx: &mut Tx<'_>, before_us: i64, most: i64) -> Result<()> {
    tx.run(
        sql!(
            "DELETE FROM endorsement WHERE (entry_id, endorser_id) IN (
               SELECT n.entry_id, n.endorser_id FROM profile_entry e JOIN endorsement n ON n.entry_id = e.id
               WHERE e.removed_us < $1 LIMIT $2)"
        ),
        &[&before_us, &most],
    )?;
    Ok(())
}

/// Somebody who endorses a skill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endorser {
    /// Who.
    pub card: PersonCard,
    /// Whether others do not see it; nobody but the owner of the skill is told.
    pub is_hidden: bool,
    /// How near they are to the viewer.
    pub close: Closeness,
    since_us: i64,
}

record! {
    struct Row {
        id: AccountId,
        name: String,
        handle: String,
        headline: String,
        photo: Option<PictureAddress>,
        is_hidden: bool,
        since_us: i64,
    }
}

impl From<Row> for Endorser {
    fn from(row: Row) -> Self {
        let Row { id, name, handle, headline, photo, is_hidden, since_us } = row;
        let card = PersonCard { id, name, handle, headline, photo };
        Endorser { card, is_hidden, close: Closeness::default(), since_us }
    }
}

/// A skill of somebody, and who endorses it, the last one first.
///
/// # Errors
/// `NotFound` if the actor may not read the skill, and for a cursor that is none of this list; otherwise what the
/// database says.
pub fn endorsers(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    owner: AccountId,
    skill: EntryId,
    after: Option<&Cursor>,
) -> Result<(Entry, Page<Endorser>)> {
    let (us, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(us), Part::Int(id)]) => (*us, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let viewer = Onlooker::Member(actor.account);
    let entry = entries::one(r, viewer, owner, Section::Skills, skill)?;
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo, n.since_us,
                    ($1 = $2 AND n.state = 2) AS is_hidden
             FROM {ENDORSERS} JOIN handle h ON h.account_id = a.id AND h.is_current
             WHERE n.entry_id = $3 AND (n.since_us, n.endorser_id) < ($4, $5) AND {ENDORSER_VISIBLE}
             ORDER BY n.since_us DESC, n.endorser_id DESC LIMIT $6"
        ),
        &[&viewer, &owner, &skill, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    let rows = rows.into_iter().map(Endorser::from).collect();
    let mut page = Page::from_rows(rows, limits::PEOPLE_PAGE, |row: &Endorser| {
        Cursor(vec![Part::Int(row.since_us), Part::Int(row.card.id.get())])
    });
    let ids: Vec<AccountId> = page.items.iter().map(|row| row.card.id).collect();
    for (row, close) in page.items.iter_mut().zip(closeness::of(r, ties, actor, &ids)?) {
        row.close = close;
    }
    Ok((entry, page))
}
