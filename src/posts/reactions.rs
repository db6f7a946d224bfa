//! Reactions: one for each person and subject, of a set the operator chooses; and how many there are of each kind.
//!
//! A reaction belongs to a post or a comment. Their ids are never the same, so one table holds both. The tally of a kind
//! changes in the transaction of the reaction itself: it is always as many as the rows.

mod kinds;

use db::{Read, Tx, record, sql};

pub use kinds::{BuiltIn, Change, KINDS, Kind, Kinds, change};

use super::{comment, post};
use crate::accounts::people;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, CommentId, Error, MemberActor, PersonCard, PictureAddress, PostId, Result, limits};
use crate::network::{Closeness, Ties, closeness};
use crate::profiles::{HEADLINE, Onlooker, PERSON_VISIBLE, PHOTO};

/// Reactions that are forgotten at once.
const MOST: i64 = 500;

/// What one can react to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A post.
    Post(PostId),
    /// What was said to one.
    Comment(CommentId),
}

impl Subject {
    /// Its id, which no other subject has.
    pub const fn id(self) -> i64 {
        match self {
            Subject::Post(id) => id.get(),
            Subject::Comment(id) => id.get(),
        }
    }

    fn find(self, r: &mut Read<'_>, viewer: Onlooker) -> Result<()> {
        match self {
            Subject::Post(id) => post::standing(r, viewer, id).map(drop),
            Subject::Comment(id) => comment::one(r, viewer, id).map(drop),
        }
    }
}

/// Gives a reaction of this kind in place of the one before, or takes it back. Again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read the subject; otherwise what the database says.
pub fn react(tx: &mut Tx<'_>, actor: MemberActor, subject: Subject, kind: Option<i64>) -> Result<()> {
    // Whatever one does in two tabs is done one after the other.
    people::lock_all(tx, [actor.account])?;
    subject.find(tx, Onlooker::Member(actor.account))?;
    let now = tx.now_us();
    put(tx, actor, subject, kind, now)
}

/// Does it for somebody who may, at a time.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut Tx<'_>, actor: MemberActor, subject: Subject, kind: Option<i64>, since_us: i64) -> Result<()> {
    let id = subject.id();
    let before: Option<i64> =
        tx.opt(sql!("SELECT kind FROM reaction WHERE subject_id = $1 AND account_id = $2"), &[&id, &actor.account])?;
    if before == kind {
        return Ok(());
    }
    let Some(kind) = kind else {
        tx.run(sql!("DELETE FROM reaction WHERE subject_id = $1 AND account_id = $2"), &[&id, &actor.account])?;
        return tally(tx, subject, before, None);
    };
    tx.run(
        sql!(
            "INSERT INTO reaction (subject_id, account_id, kind, since_us) VALUES ($1, $2, $3, $4)
             ON CONFLICT (subject_id, account_id) DO UPDATE SET kind = excluded.kind, since_us = excluded.since_us"
        ),
        &[&id, &actor.account, &kind, &since_us],
    )?;
    tally(tx, subject, before, Some(kind))
}

/// Counts one of a kind less, and one of another more.
fn tally(tx: &mut Tx<'_>, subject: Subject, less: Option<i64>, more: Option<i64>) -> Result<()> {
    let id = subject.id();
    let mut steps: Vec<(i64, i64)> =
        less.map(|kind| (kind, -1)).into_iter().chain(more.map(|kind| (kind, 1))).collect();
    // In one order, so that two who change their minds in opposite directions do not wait for each other.
    steps.sort_unstable();
    for (kind, step) in steps {
        tx.run(
            sql!(
                "INSERT INTO reaction_tally (subject_id, kind, tally) VALUES ($1, $2, $3)
                 ON CONFLICT (subject_id, kind) DO UPDATE SET tally = reaction_tally.tally + excluded.tally"
            ),
            &[&id, &kind, &step],
        )?;
    }
    let step = i64::from(more.is_some()) - i64::from(less.is_some());
    match subject {
        Subject::Comment(comment) if step != 0 => comment::weigh(tx, comment, step),
        _ => Ok(()),
    }
}

record! {
    struct Tallied {
        subject_id: i64,
        kind: i64,
        tally: i64,
    }
}

/// How people find something, and how whoever looks does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// Kinds, and how many there are of each; the most first.
    pub tallies: Vec<(i64, i64)>,
    /// The kind whoever looks has given; nothing for none.
    pub mine: Option<i64>,
}

impl Given {
    /// How many there are of all kinds.
    pub fn total(&self) -> i64 {
        self.tallies.iter().map(|(_, tally)| tally).sum()
    }
}

/// What was given to these subjects, in their order.
///
/// # Errors
/// What the database says.
pub fn of(r: &mut Read<'_>, viewer: Onlooker, subjects: &[i64]) -> Result<Vec<Given>> {
    let mut given = vec![Given::default(); subjects.len()];
    if subjects.is_empty() {
        return Ok(given);
    }
    let list = serde_json::to_string(subjects).map_err(Error::internal)?;
    let tallies: Vec<Tallied> = r.all(
        sql!(
            "SELECT subject_id, kind, tally FROM reaction_tally
             WHERE subject_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND tally > 0
             ORDER BY tally DESC, kind"
        ),
        &[&list],
    )?;
    let place = |id: i64| subjects.iter().position(|subject| *subject == id);
    for Tallied { subject_id, kind, tally } in tallies {
        if let Some(given) = place(subject_id).and_then(|at| given.get_mut(at)) {
            given.tallies.push((kind, tally));
        }
    }
    if let Onlooker::Member(account) = viewer {
        let mine: Vec<(i64, i64)> = r.all(
            sql!(
                "SELECT subject_id, kind FROM reaction
                 WHERE account_id = $1 AND subject_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
            ),
            &[&account, &list],
        )?;
        for (subject, kind) in mine {
            if let Some(given) = place(subject).and_then(|at| given.get_mut(at)) {
                given.mine = Some(kind);
            }
        }
    }
    Ok(given)
}

/// What was given to a subject.
///
/// # Errors
/// `NotFound` if the viewer may not read it; otherwise what the database says.
pub fn given(r: &mut Read<'_>, viewer: Onlooker, subject: Subject) -> Result<Given> {
    subject.find(r, viewer)?;
    Ok(of(r, viewer, &[subject.id()])?.pop().unwrap_or_default())
}

record! {
    struct Row {
        id: AccountId,
        name: String,
        handle: String,
        headline: String,
        photo: Option<PictureAddress>,
        kind: i64,
        since_us: i64,
    }
}

/// Somebody who reacted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reactor {
    /// Who.
    pub card: PersonCard,
    /// With which kind.
    pub kind: i64,
    /// How near they are to the viewer.
    pub close: Closeness,
    since_us: i64,
}

/// Who reacted, with this kind or with any, the last first; of those who exist for the actor.
///
/// # Errors
/// `NotFound` if the actor may not read the subject, and for a cursor that is none of this list; otherwise what the
/// database says.
pub fn people(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    subject: Subject,
    kind: Option<i64>,
    after: Option<&Cursor>,
) -> Result<Page<Reactor>> {
    let viewer = Onlooker::Member(actor.account);
    subject.find(r, viewer)?;
    let (us, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(us), Part::Int(id)]) => (*us, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let (subject, most) = (subject.id(), limits::PEOPLE_PAGE + 1);
    // A cross join: SQLite then begins with the reactions, and not with all who are active.
    const REACTORS: &str = "reaction n CROSS JOIN account a JOIN handle h ON h.account_id = a.id AND h.is_current
         LEFT JOIN profile p ON p.account_id = a.id";
    let rows: Vec<Row> = match kind {
        None => r.all(
            sql!(
                "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo, n.kind, n.since_us
                 FROM {REACTORS}
                 WHERE n.subject_id = $2 AND (n.since_us, n.account_id) < ($3, $4) AND a.id = n.account_id
                   AND {PERSON_VISIBLE}
                 ORDER BY n.since_us DESC, n.account_id DESC LIMIT $5"
            ),
            &[&viewer, &subject, &us, &id, &most],
        )?,
        Some(kind) => r.all(
            sql!(
                "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo, n.kind, n.since_us
                 FROM {REACTORS}
                 WHERE n.subject_id = $2 AND n.kind = $6 AND (n.since_us, n.account_id) < ($3, $4)
                   AND a.id = n.account_id AND {PERSON_VISIBLE}
                 ORDER BY n.since_us DESC, n.account_id DESC LIMIT $5"
            ),
            &[&viewer, &subject, &us, &id, &most, &kind],
        )?,
    };
    let people = rows.into_iter().map(|row| {
        let Row { id, name, handle, headline, photo, kind, since_us } = row;
        let card = PersonCard { id, name, handle, headline, photo };
        Reactor { card, kind, close: Closeness::default(), since_us }
    });
    let key = |one: &Reactor| Cursor(vec![Part::Int(one.since_us), Part::Int(one.card.id.get())]);
    let mut page = Page::from_rows(people.collect(), limits::PEOPLE_PAGE, key);
    let ids: Vec<AccountId> = page.items.iter().map(|one| one.card.id).collect();
    let close = closeness::of(r, ties, actor, &ids)?;
    for (one, close) in page.items.iter_mut().zip(close) {
        one.close = close;
    }
    Ok(page)
}

/// Forgets what was given to these subjects, some hundred at once; says whether nothing is left.
pub(super) fn forget(tx: &mut Tx<'_>, subjects: &str) -> Result<bool> {
    let gone = tx.run(
        sql!(
            "DELETE FROM reaction WHERE (subject_id, account_id) IN (
               SELECT subject_id, account_id FROM reaction
               WHERE subject_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) LIMIT $2)"
        ),
        &[&subjects, &MOST],
    )?;
    if gone == u64::try_from(MOST).unwrap_or_default() {
        return Ok(false);
    }
    tx.run(
        sql!("DELETE FROM reaction_tally WHERE subject_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&subjects],
    )?;
    Ok(true)
}
