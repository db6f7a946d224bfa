//! What people say they are open to: work, or hiring. For so long, and for those they choose.
//!
//! Who sees it is decided by the fragments below, wherever it is shown. Its time is over by the clock of the database:
//! nothing has to happen for it to be gone.

use const_format::formatcp;
use db::{FromValue, Read, ToValue, Tx, Value, ValueRef, record, sql};

use super::model::{Audience, Onlooker, PEOPLE, PERSON_VISIBLE, readable};
use crate::kernel::events::{Event, emit};
use crate::kernel::{AccountId, Error, MemberActor, Result, limits};

/// How long it is shown until it is renewed, µs.
const SHOWN_US: i64 = 90 * limits::DAY_US;
/// How long before the end its owner is told, µs.
const WARNED_US: i64 = 7 * limits::DAY_US;
/// How long what was ended can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// How long what is over can still be renewed, µs.
const RENEWED_US: i64 = 30 * limits::DAY_US;
/// Rows that are purged or warned of at once.
const MOST: i64 = 100;

/// Whether the viewer `$1` works where the person `a` works: at one company, whatever it is called since, or under one
/// name where it has no row. Whoever may read those entries: it is their owners who are asked.
const COLLEAGUE: &str = "EXISTS (SELECT 1 FROM profile_entry theirs
    LEFT JOIN company tc ON tc.id = theirs.company_id
    JOIN profile_entry mine ON mine.account_id = $1 AND mine.section = 2
    LEFT JOIN company mc ON mc.id = mine.company_id
    WHERE theirs.account_id = a.id AND theirs.section = 2 AND theirs.is_current AND theirs.removed_us IS NULL
      AND mine.is_current AND mine.removed_us IS NULL
      AND (COALESCE(mc.merged_into, mc.id) = COALESCE(tc.merged_into, tc.id)
           OR (theirs.organisation <> '' AND LOWER(mine.organisation) = LOWER(theirs.organisation))))";

/// Whether the badge's audience lets the viewer `$1` see it.
const BADGE_READABLE: &str = readable!("b.audience");

/// Whether the badge `b` of the person `a` of [`PEOPLE`] is there for the viewer `$1`. One that is hidden at work is
/// nothing for guests: a colleague is one who signs out.
const BADGE_VISIBLE: &str = formatcp!(
    "(b.removed_us IS NULL AND b.until_us > now_us() AND {BADGE_READABLE}
      AND (NOT b.is_hidden_at_work OR a.id = $1 OR (CAST($1 AS BIGINT) <> 0 AND NOT {COLLEAGUE})))"
);
/// Whether the viewer `$1` may know that the person is open to work.
pub(super) const IS_OPEN: &str =
    formatcp!("EXISTS (SELECT 1 FROM profile_badge b WHERE b.account_id = a.id AND b.kind = 1 AND {BADGE_VISIBLE})");
/// Whether the viewer `$1` may know that the person is hiring.
pub(super) const IS_HIRING: &str =
    formatcp!("EXISTS (SELECT 1 FROM profile_badge b WHERE b.account_id = a.id AND b.kind = 2 AND {BADGE_VISIBLE})");

/// What somebody is open to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadgeKind {
    /// Work.
    Work,
    /// Hiring.
    Hiring,
}

impl BadgeKind {
    /// Both.
    pub const ALL: [BadgeKind; 2] = [BadgeKind::Work, BadgeKind::Hiring];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            BadgeKind::Work => "work",
            BadgeKind::Hiring => "hiring",
        }
    }

    /// The number in the tables and in events.
    const fn number(self) -> i64 {
        match self {
            BadgeKind::Work => 1,
            BadgeKind::Hiring => 2,
        }
    }

    /// Reads the number.
    pub fn from_number(number: i64) -> Option<BadgeKind> {
        BadgeKind::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl std::str::FromStr for BadgeKind {
    type Err = ();

    /// Reads the word in an address.
    fn from_str(word: &str) -> Result<BadgeKind, ()> {
        BadgeKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}

impl ToValue for BadgeKind {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for BadgeKind {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let found = BadgeKind::from_number(i64::from_value(value)?);
        found.ok_or_else(|| db::Error::Internal("no such badge".to_owned()))
    }
}

record! {
    /// A badge as others see it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct SeenBadge {
        /// Which.
        pub kind: BadgeKind,
        /// A line about it; empty for none.
        pub line: String,
    }
}

/// The badges of a person that the viewer may see.
///
/// # Errors
/// What the database says.
pub fn seen_by(r: &mut Read<'_>, viewer: Onlooker, account: AccountId) -> Result<Vec<SeenBadge>> {
    Ok(r.all(
        sql!(
            "SELECT b.kind, b.line FROM {PEOPLE} JOIN profile_badge b ON b.account_id = a.id
             WHERE a.id = $2 AND {PERSON_VISIBLE} AND {BADGE_VISIBLE} ORDER BY b.kind LIMIT 2"
        ),
        &[&viewer, &account],
    )?)
}

record! {
    /// A badge as its owner has it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OwnBadge {
        /// Which.
        pub kind: BadgeKind,
        /// A line about it.
        pub line: String,
        /// Who may see it.
        pub audience: Audience,
        /// Whether people at the present employers are kept from it.
        pub is_hidden_at_work: bool,
        /// When it is over, µs. It may be.
        pub until_us: i64,
    }
}

/// The actor's own badges, those that are over among them until they can no longer be renewed.
///
/// # Errors
/// What the database says.
pub fn own(r: &mut Read<'_>, account: AccountId) -> Result<Vec<OwnBadge>> {
    Ok(r.all(
        sql!(
            "SELECT kind, line, audience, is_hidden_at_work, until_us FROM profile_badge
             WHERE account_id = $1 AND removed_us IS NULL ORDER BY kind LIMIT 2"
        ),
        &[&account],
    )?)
}

/// What a form says of a badge, read and found right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadgeDraft {
    /// A line about it.
    pub line: String,
    /// Who may see it; for oneself alone it would be none.
    pub audience: Audience,
    /// Whether people at the present employers are kept from it.
    pub is_hidden_at_work: bool,
}

/// Gives the actor a badge, or changes the one they have, whose time goes on.
///
/// # Errors
/// What the database says.
pub fn set(tx: &mut Tx<'_>, actor: MemberActor, kind: BadgeKind, draft: &BadgeDraft) -> Result<()> {
    const IS_NEW: &str = "profile_badge.removed_us IS NOT NULL OR profile_badge.until_us <= excluded.since_us";
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO profile_badge (account_id, kind, audience, line, is_hidden_at_work, since_us, until_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (account_id, kind) DO UPDATE SET audience = excluded.audience, line = excluded.line,
               is_hidden_at_work = excluded.is_hidden_at_work, removed_us = NULL,
               since_us = CASE WHEN {IS_NEW} THEN excluded.since_us ELSE profile_badge.since_us END,
               until_us = CASE WHEN {IS_NEW} THEN excluded.until_us ELSE profile_badge.until_us END,
               reminded_us = CASE WHEN {IS_NEW} THEN NULL ELSE profile_badge.reminded_us END"
        ),
        &[&actor.account, &kind, &draft.audience, &draft.line, &draft.is_hidden_at_work, &now, &(now + SHOWN_US)],
    )?;
    Ok(())
}

/// Lets the actor's badge be shown for the whole time again, from now on.
///
/// # Errors
/// `NotFound` if there is none.
pub fn renew(tx: &mut Tx<'_>, actor: MemberActor, kind: BadgeKind) -> Result<()> {
    let until = tx.now_us() + SHOWN_US;
    let renewed = tx.run(
        sql!(
            "UPDATE profile_badge SET until_us = $3, reminded_us = NULL
             WHERE account_id = $1 AND kind = $2 AND removed_us IS NULL"
        ),
        &[&actor.account, &kind, &until],
    )?;
    if renewed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Ends the actor's badge. It can be brought back for a while. Ending it again changes nothing.
///
/// # Errors
/// `NotFound` if there is none.
pub fn end(tx: &mut Tx<'_>, actor: MemberActor, kind: BadgeKind) -> Result<()> {
    let now = tx.now_us();
    let ended = tx.run(
        sql!("UPDATE profile_badge SET removed_us = COALESCE(removed_us, $3) WHERE account_id = $1 AND kind = $2"),
        &[&actor.account, &kind, &now],
    )?;
    if ended == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Brings the badge back that the actor ended.
///
/// # Errors
/// `NotFound` if it is gone for good.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, kind: BadgeKind) -> Result<()> {
    let restored = tx.run(
        sql!("UPDATE profile_badge SET removed_us = NULL WHERE account_id = $1 AND kind = $2"),
        &[&actor.account, &kind],
    )?;
    if restored == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Tells those whose badge ends soon, each once until they renew it.
///
/// # Errors
/// What the database says.
pub(super) fn warn(tx: &mut Tx<'_>) -> Result<()> {
    const ENDING: &str = "SELECT account_id, kind FROM profile_badge
        WHERE until_us > $1 AND until_us <= $2 AND reminded_us IS NULL AND removed_us IS NULL
        ORDER BY until_us LIMIT $3";
    let now = tx.now_us();
    let ending: Vec<(AccountId, BadgeKind)> = tx.all(
        sql!(
            sqlite: "UPDATE profile_badge SET reminded_us = $1 WHERE (account_id, kind) IN ({ENDING})
                     RETURNING account_id, kind",
            postgres: "UPDATE profile_badge SET reminded_us = $1
                       WHERE (account_id, kind) IN ({ENDING} FOR UPDATE SKIP LOCKED) RETURNING account_id, kind"
        ),
        &[&now, &(now + WARNED_US), &MOST],
    )?;
    for (account, kind) in ending {
        emit(tx, Event::BadgeEnding { account, badge: kind.number() })?;
    }
    Ok(())
}

/// When a badge ends of which its owner is to be told; `None` if it was renewed or ended since, or is over.
///
/// # Errors
/// What the database says.
pub(super) fn ending(r: &mut Read<'_>, account: AccountId, kind: BadgeKind) -> Result<Option<i64>> {
    let now = r.now_us();
    let badges = own(r, account)?;
    let until = badges.into_iter().find(|badge| badge.kind == kind).map(|badge| badge.until_us);
    Ok(until.filter(|until| *until > now && *until <= now + WARNED_US))
}

/// Forgets badges that were ended, and those that have been over for long.
///
/// # Errors
/// What the database says.
pub(super) fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const ENDED: &str = "SELECT account_id, kind FROM profile_badge WHERE removed_us < $1 LIMIT $2";
    const OVER: &str = "SELECT account_id, kind FROM profile_badge WHERE until_us < $1 LIMIT $2";
    let now = tx.now_us();
    tx.run(
        sql!(
            sqlite: "DELETE FROM profile_badge WHERE (account_id, kind) IN ({ENDED})",
            postgres: "DELETE FROM profile_badge WHERE (account_id, kind) IN ({ENDED} FOR UPDATE SKIP LOCKED)"
        ),
        &[&(now - UNDO_US), &MOST],
    )?;
    tx.run(
        sql!(
            sqlite: "DELETE FROM profile_badge WHERE (account_id, kind) IN ({OVER})",
            postgres: "DELETE FROM profile_badge WHERE (account_id, kind) IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&(now - RENEWED_US), &MOST],
    )?;
    Ok(())
}
