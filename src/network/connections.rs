//! Connections: inviting somebody, and what the two make of it.
//!
//! What may come next is decided by [`step`], with both accounts locked; there is one row for two people.

use const_format::formatcp;
use db::{Read, Tx, record, sql};

use super::model::{CONNECTED, Deed, Door, KEPT_US, ListAudience, NOT_APART, State, Step, Tally, Tie, step};
use super::{blocks, graph};
use crate::accounts::throttle::{self, Verdict};
use crate::accounts::{Email, emails, people};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, FieldError, MemberActor, Result, limits};

/// The topic of the changes log that says whose connection began or ended: the key is the row's id.
pub const TOPIC: &str = "connection";

/// Rows that are purged at once.
const MOST: i64 = 500;

/// The ids of those with whom `$2` is connected.
const OF_OWNER: &str = "SELECT x.high_id AS id, x.changed_us FROM connection x WHERE x.low_id = $2 AND x.state = 2
    UNION ALL SELECT x.low_id, x.changed_us FROM connection x WHERE x.high_id = $2 AND x.state = 2";

/// Whether the viewer `$1` may see with whom the person `a` is connected.
pub(super) const LIST_VISIBLE: &str = formatcp!(
    "(a.id = $1 OR EXISTS (SELECT 1 FROM contact_rule l WHERE l.account_id = a.id AND l.list_audience = 2)
    OR (NOT EXISTS (SELECT 1 FROM contact_rule l WHERE l.account_id = a.id AND l.list_audience = 0) AND {CONNECTED}))"
);

fn tie(r: &mut Read<'_>, one: AccountId, other: AccountId) -> Result<Option<Tie>> {
    Ok(r.opt(
        sql!(
            "SELECT id, state, inviter_id, note, changed_us, changed_by FROM connection
             WHERE low_id = $1 AND high_id = $2"
        ),
        &[&one.min(other), &one.max(other)],
    )?)
}

/// What an invitation says, read and found right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// A few words; empty for none.
    pub note: String,
    /// The address of whoever is invited, if the actor says that they know it.
    pub email: Option<Email>,
}

impl Draft {
    /// Reads the form.
    ///
    /// # Errors
    /// What to mend.
    pub fn parse(note: &str, email: &str) -> Result<Draft, FieldError> {
        let email = if email.trim().is_empty() { None } else { Some(Email::parse(email)?) };
        Ok(Draft { note: limits::CONNECTION_NOTE.lines("note", note)?, email })
    }
}

/// What came of inviting somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// They are invited now.
    Sent,
    /// They had asked themselves: both are connected now.
    Connected,
    /// They are invited or connected already.
    Already,
    /// They lead nobody in like this.
    Closed(Door),
    /// The address is not theirs.
    WrongEmail,
    /// Too many addresses were guessed: not for so many seconds.
    Wait(u32),
    /// The actor withdrew an invitation of the same person: not before this time, µs.
    NotBefore(i64),
    /// The actor has sent as many as they may in a week: not before this time, µs.
    WeekFull(i64),
}

/// Invites somebody, and accepts if they had invited the actor.
///
/// # Errors
/// `NotFound` for oneself, and for whoever does not exist for the actor; otherwise what the database says.
pub fn invite(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId, draft: &Draft) -> Result<Invited> {
    let me = actor.account;
    blocks::met(tx, actor, other)?.ok_or(Error::NotFound)?;
    people::lock_all(tx, [me, other])?;
    let (tie, now) = (tie(tx, me, other)?, tx.now_us());
    match step(tie.as_ref(), me, Deed::Invite, now) {
        Step::Invites => {}
        Step::Becomes(state) => {
            turn(tx, (me, other), tie.as_ref(), state, Deed::Invite)?;
            return Ok(Invited::Connected);
        }
        Step::NotBefore(us) => return Ok(Invited::NotBefore(us)),
        Step::Stays | Step::Gone => return Ok(Invited::Already),
    }
    if let Some(refused) = refused(tx, me, other, draft)? {
        return Ok(refused);
    }
    let tally = tally(tx, me)?;
    if tally.sent >= tally.cap() {
        return Ok(Invited::WeekFull(tally.ends_us()));
    }
    write_tally(tx, me, Tally { sent: tally.sent + 1, ..tally })?;
    let id = tx.new_id();
    tx.run(
        sql!(
            "INSERT INTO connection (id, low_id, high_id, state, inviter_id, invitee_id, note, invited_us, changed_us,
               changed_by)
             VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $7, $4)
             ON CONFLICT (low_id, high_id) DO UPDATE SET state = 1, inviter_id = excluded.inviter_id,
               invitee_id = excluded.invitee_id, note = excluded.note, invited_us = excluded.invited_us,
               changed_us = excluded.changed_us, changed_by = excluded.changed_by"
        ),
        &[&id, &me.min(other), &me.max(other), &me, &other, &draft.note, &now],
    )?;
    Ok(Invited::Sent)
}

/// Why the other does not let the actor invite them; `None` if they do.
fn refused(tx: &mut Tx<'_>, me: AccountId, other: AccountId, draft: &Draft) -> Result<Option<Invited>> {
    let door = Choices::of(tx, other)?.door;
    Ok(match door {
        Door::Everyone => None,
        Door::Shared => (!share_somebody(tx, me, other)?).then_some(Invited::Closed(door)),
        Door::Nobody => Some(Invited::Closed(door)),
        Door::KnowsEmail => match &draft.email {
            None => Some(Invited::Closed(door)),
            Some(email) => match throttle::KNOWN_EMAIL.count(tx, &me.to_string())? {
                Verdict::Wait(seconds) => Some(Invited::Wait(seconds)),
                Verdict::Fine if emails::owner(tx, email)? == Some(other) => None,
                Verdict::Fine => Some(Invited::WrongEmail),
            },
        },
    })
}

/// Whether somebody whom both may meet is connected with both.
fn share_somebody(r: &mut Read<'_>, me: AccountId, other: AccountId) -> Result<bool> {
    let found: Option<i64> = r.opt(
        sql!(
            "SELECT a.id FROM (SELECT x.high_id AS id FROM connection x WHERE x.low_id = $1 AND x.state = 2
                               UNION ALL SELECT x.low_id FROM connection x WHERE x.high_id = $1 AND x.state = 2) mine
             JOIN account a ON a.id = mine.id
             WHERE a.state = 1
               AND (EXISTS (SELECT 1 FROM connection x WHERE x.low_id = $2 AND x.high_id = a.id AND x.state = 2)
                    OR EXISTS (SELECT 1 FROM connection x WHERE x.low_id = a.id AND x.high_id = $2 AND x.state = 2))
             LIMIT 1"
        ),
        &[&me, &other],
    )?;
    Ok(found.is_some())
}

/// Does something about what is between the actor and somebody else. Nothing is left to do if it is so already; what is
/// gone for the actor is [`Step::Gone`], whoever it was.
///
/// # Errors
/// What the database says.
pub fn act(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId, deed: Deed) -> Result<Step> {
    let me = actor.account;
    if blocks::met(tx, actor, other)?.is_none() {
        return Ok(Step::Gone);
    }
    people::lock_all(tx, [me, other])?;
    let (tie, now) = (tie(tx, me, other)?, tx.now_us());
    let step = step(tie.as_ref(), me, deed, now);
    if let Step::Becomes(state) = step {
        turn(tx, (me, other), tie.as_ref(), state, deed)?;
    }
    Ok(step)
}

/// Does the same about several people; those for whom it is gone are passed over.
///
/// # Errors
/// What the database says.
pub fn act_on(tx: &mut Tx<'_>, actor: MemberActor, others: &[AccountId], deed: Deed) -> Result<()> {
    people::lock_all(tx, others.iter().copied().chain([actor.account]))?;
    others.iter().try_for_each(|other| act(tx, actor, *other, deed).map(|_| ()))
}

/// Writes how it stands now between whoever did it and the other.
fn turn(
    tx: &mut Tx<'_>,
    (by, other): (AccountId, AccountId),
    tie: Option<&Tie>,
    state: State,
    deed: Deed,
) -> Result<()> {
    let Some(tie) = tie else { return Ok(()) };
    let now = tx.now_us();
    tx.run(
        sql!("UPDATE connection SET state = $2, changed_us = $3, changed_by = $4 WHERE id = $1"),
        &[&tie.id, &state, &now, &by],
    )?;
    if state == State::Connected && deed != Deed::Undo {
        let tally = tally(tx, tie.inviter_id)?;
        write_tally(tx, tie.inviter_id, Tally { accepted: tally.accepted + 1, ..tally })?;
    }
    if state == State::Connected || tie.state == State::Connected {
        tx.change(TOPIC, tie.id)?;
        graph::note(tx, by, other, state == State::Connected);
    }
    Ok(())
}

/// Connects two people who have nothing to do with each other yet, since then: for communities that are made up.
/// Memory is not told of each: whoever makes them up loads it when all are there.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, inviter: AccountId, invitee: AccountId, since_us: i64) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        sql!(
            "INSERT INTO connection (id, low_id, high_id, state, inviter_id, invitee_id, note, invited_us, changed_us,
               changed_by)
             VALUES ($1, $2, $3, 2, $4, $5, '', $6, $6, $5) ON CONFLICT (low_id, high_id) DO NOTHING"
        ),
        &[&id, &inviter.min(invitee), &inviter.max(invitee), &inviter, &invitee, &since_us],
    )?;
    Ok(())
}

/// Ends whatever is between two people because one has blocked the other. Nobody can take it back, and nothing that one
/// wrote to the other is left.
pub(super) fn end(tx: &mut Tx<'_>, one: AccountId, other: AccountId) -> Result<()> {
    let Some(tie) = tie(tx, one, other)? else { return Ok(()) };
    let now = tx.now_us();
    tx.run(
        sql!("UPDATE connection SET state = 5, note = '', changed_us = $2, changed_by = NULL WHERE id = $1"),
        &[&tie.id, &now],
    )?;
    if tie.state == State::Connected {
        tx.change(TOPIC, tie.id)?;
        graph::note(tx, one, other, false);
    }
    Ok(())
}

/// Forgets what is over, at most some hundred rows at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    const OVER: &str =
        "SELECT id FROM connection WHERE state IN (4, 5, 6) AND changed_us < $1 ORDER BY changed_us LIMIT $2";
    let before = tx.now_us() - KEPT_US;
    tx.run(
        sql!(
            sqlite: "DELETE FROM connection WHERE id IN ({OVER})",
            postgres: "DELETE FROM connection WHERE id IN ({OVER} FOR UPDATE SKIP LOCKED)"
        ),
        &[&before, &MOST],
    )?;
    Ok(())
}

fn tally(tx: &mut Tx<'_>, account: AccountId) -> Result<Tally> {
    let found: Option<Tally> = tx
        .opt(sql!("SELECT week, sent, past_sent, accepted FROM invitation_tally WHERE account_id = $1"), &[&account])?;
    Ok(found.unwrap_or_default().at(tx.now_us()))
}

fn write_tally(tx: &mut Tx<'_>, account: AccountId, tally: Tally) -> Result<()> {
    tx.run(
        sql!(
            "INSERT INTO invitation_tally (account_id, week, sent, past_sent, accepted) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (account_id) DO UPDATE SET week = excluded.week, sent = excluded.sent,
               past_sent = excluded.past_sent, accepted = excluded.accepted"
        ),
        &[&account, &tally.week, &tally.sent, &tally.past_sent, &tally.accepted],
    )?;
    Ok(())
}

record! {
    /// What somebody chose about being invited and about their list.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Choices {
        /// Who may invite them.
        pub door: Door,
        /// Who may see with whom they are connected.
        pub list_audience: ListAudience,
    }
}

impl Choices {
    /// Somebody's, whatever they are to the actor.
    ///
    /// # Errors
    /// What the database says.
    pub fn of(r: &mut Read<'_>, account: AccountId) -> Result<Choices> {
        let chosen: Option<Choices> =
            r.opt(sql!("SELECT door, list_audience FROM contact_rule WHERE account_id = $1"), &[&account])?;
        Ok(chosen.unwrap_or(Choices { door: Door::Everyone, list_audience: ListAudience::Connections }))
    }

    /// Makes them the actor's.
    ///
    /// # Errors
    /// What the database says.
    pub fn choose(&self, tx: &mut Tx<'_>, actor: MemberActor) -> Result<()> {
        tx.run(
            sql!(
                "INSERT INTO contact_rule (account_id, door, list_audience) VALUES ($1, $2, $3)
                 ON CONFLICT (account_id) DO UPDATE SET door = excluded.door, list_audience = excluded.list_audience"
            ),
            &[&actor.account, &self.door, &self.list_audience],
        )?;
        Ok(())
    }
}

/// What somebody is to a member, as far as that member is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bond {
    /// Nothing yet. Whether they may be invited.
    Stranger(Way),
    /// Invited by the member, and silent so far.
    Invited,
    /// They have invited the member, and wrote this.
    Inviting(String),
    /// They are connected since then, µs.
    Connected(i64),
}

/// How somebody can be invited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// At once.
    Open,
    /// By those who know their address.
    Email,
    /// Not by this member.
    Closed,
}

/// What somebody is to the actor.
///
/// # Errors
/// What the database says.
pub fn bond(r: &mut Read<'_>, actor: MemberActor, other: AccountId) -> Result<Bond> {
    let me = actor.account;
    Ok(match tie(r, me, other)? {
        Some(Tie { state: State::Connected, changed_us, .. }) => Bond::Connected(changed_us),
        Some(Tie { state: State::Invited | State::Ignored, inviter_id, .. }) if inviter_id == me => Bond::Invited,
        Some(Tie { state: State::Invited, note, .. }) => Bond::Inviting(note),
        _ => Bond::Stranger(match Choices::of(r, other)?.door {
            Door::Everyone => Way::Open,
            Door::KnowsEmail => Way::Email,
            Door::Shared if share_somebody(r, me, other)? => Way::Open,
            Door::Shared | Door::Nobody => Way::Closed,
        }),
    })
}

record! {
    /// An invitation in a list.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Waiting {
        /// The other one.
        pub id: AccountId,
        /// What was written; empty for nothing.
        pub note: String,
        /// When it was sent, µs.
        pub invited_us: i64,
    }
}

/// Where a list by age goes on.
fn before(after: Option<&Cursor>) -> Result<(i64, i64)> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok((i64::MAX, i64::MAX)),
        Some([Part::Int(us), Part::Int(id)]) => Ok((*us, *id)),
        Some(_) => Err(Error::NotFound),
    }
}

fn by_age(rows: Vec<Waiting>) -> Page<Waiting> {
    Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.invited_us), Part::Int(row.id.get())]))
}

/// Who has invited the actor and waits, the last one first; only those who wrote something, if so wanted.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn received(
    r: &mut Read<'_>,
    actor: MemberActor,
    with_note: bool,
    after: Option<&Cursor>,
) -> Result<Page<Waiting>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT a.id, c.note, c.invited_us FROM connection c JOIN account a ON a.id = c.inviter_id
             WHERE c.invitee_id = $1 AND c.state = 1 AND (c.invited_us, c.inviter_id) < ($2, $3)
               AND (NOT $4 OR c.note <> '') AND a.state = 1 AND {NOT_APART}
             ORDER BY c.invited_us DESC, c.inviter_id DESC LIMIT $5"
        ),
        &[&actor.account, &us, &id, &with_note, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_age(rows))
}

/// Whom the actor has invited and who has not accepted, the last one first. Those who look away are among them.
///
/// # Errors
/// As [`received`].
pub fn sent(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Waiting>> {
    let (us, id) = before(after)?;
    let rows = r.all(
        sql!(
            "SELECT a.id, c.note, c.invited_us FROM connection c JOIN account a ON a.id = c.invitee_id
             WHERE c.inviter_id = $1 AND c.state IN (1, 3) AND (c.invited_us, c.invitee_id) < ($2, $3)
               AND a.state = 1 AND {NOT_APART}
             ORDER BY c.invited_us DESC, c.invitee_id DESC LIMIT $4"
        ),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(by_age(rows))
}

record! {
    /// What waits and what there is, each counted up to [`limits::COUNTED`].
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct Counts {
        /// Invitations the actor has not answered.
        pub received: i64,
        /// Invitations others have not accepted.
        pub sent: i64,
        /// Connections.
        pub connections: i64,
    }
}

/// How much there is on each list of the actor's.
///
/// # Errors
/// What the database says.
pub fn counts(r: &mut Read<'_>, actor: MemberActor) -> Result<Counts> {
    Ok(r.one(
        sql!(
            "SELECT (SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.inviter_id
                       WHERE c.invitee_id = $1 AND c.state = 1 AND a.state = 1 AND {NOT_APART} LIMIT $3) n) AS received,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.invitee_id
                       WHERE c.inviter_id = $1 AND c.state IN (1, 3) AND a.state = 1 AND {NOT_APART} LIMIT $3) n) AS sent,
                    (SELECT COUNT(*) FROM (SELECT a.id FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
                       WHERE a.state = 1 AND {NOT_APART} LIMIT $3) n) AS connections"
        ),
        &[&actor.account, &actor.account, &limits::COUNTED],
    )?)
}

/// How many wait for an answer of the actor's; does not count beyond 100.
///
/// # Errors
/// What the database says.
pub fn waiting(r: &mut Read<'_>, actor: MemberActor) -> Result<i64> {
    Ok(r.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT a.id FROM connection c JOIN account a ON a.id = c.inviter_id
               WHERE c.invitee_id = $1 AND c.state = 1 AND a.state = 1 AND {NOT_APART} LIMIT 100) counted"
        ),
        &[&actor.account],
    )?)
}

record! {
    /// Somebody in a list of connections.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Connected {
        /// Who.
        pub id: AccountId,
        /// Since when, µs.
        pub since_us: i64,
        name_sort: String,
    }
}

/// In which order a list of connections is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The last one first.
    Recent,
    /// By name.
    Name,
}

impl Order {
    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Order::Recent => "recent",
            Order::Name => "name",
        }
    }

    /// Reads the word; what is none means the first.
    pub fn from_word(word: &str) -> Order {
        if word == Order::Name.word() { Order::Name } else { Order::Recent }
    }
}

/// The actor's connections, the last one first.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn recent(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Connected>> {
    let (us, id) = before(after)?;
    let rows: Vec<Connected> = r.all(
        sql!(
            "SELECT id, since_us, name_sort FROM (
               SELECT low.id, low.since_us, low.name_sort FROM (SELECT a.id, c.changed_us AS since_us, a.name_sort
                 FROM connection c JOIN account a ON a.id = c.high_id
                 WHERE c.low_id = $1 AND c.state = 2 AND (c.changed_us, c.high_id) < ($2, $3)
                   AND a.state = 1 AND {NOT_APART}
                 ORDER BY c.changed_us DESC, c.high_id DESC LIMIT $4) low
               UNION ALL
               SELECT high.id, high.since_us, high.name_sort FROM (SELECT a.id, c.changed_us AS since_us, a.name_sort
                 FROM connection c JOIN account a ON a.id = c.low_id
                 WHERE c.high_id = $1 AND c.state = 2 AND (c.changed_us, c.low_id) < ($2, $3)
                   AND a.state = 1 AND {NOT_APART}
                 ORDER BY c.changed_us DESC, c.low_id DESC LIMIT $4) high) both_halves
             ORDER BY since_us DESC, id DESC LIMIT $4"
        ),
        &[&actor.account, &us, &id, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.since_us), Part::Int(row.id.get())])))
}

/// The connections of somebody whose list the actor may see, or the actor's own, by name: those whose name begins with
/// `prefix`. When each began is told to the actor alone, of their own.
///
/// # Errors
/// `NotFound` if the actor may not see the list, and for a cursor that is none of it; otherwise what the database says.
pub fn by_name(
    r: &mut Read<'_>,
    actor: MemberActor,
    owner: AccountId,
    prefix: &str,
    after: Option<&Cursor>,
) -> Result<Page<Connected>> {
    if !may_see_list(r, actor, owner)? {
        return Err(Error::NotFound);
    }
    let prefix = text::sort_key(prefix);
    // No name holds the last code point, so that this is behind all that begin with the prefix.
    let end = format!("{prefix}\u{10FFFF}");
    let (name, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (prefix.as_str(), 0),
        Some([Part::Text(name), Part::Int(id)]) => (name.as_str(), *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Connected> = r.all(
        sql!(
            "SELECT a.id, CASE WHEN $1 = $2 THEN of.changed_us ELSE 0 END AS since_us, a.name_sort
             FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
             WHERE a.state = 1 AND {NOT_APART} AND (a.name_sort, a.id) > ($3, $4) AND a.name_sort < $5
             ORDER BY a.name_sort, a.id LIMIT $6"
        ),
        &[&actor.account, &owner, &name, &id, &end, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| {
        Cursor(vec![Part::Text(row.name_sort.clone()), Part::Int(row.id.get())])
    }))
}

/// Whether the actor may see with whom somebody is connected.
///
/// # Errors
/// What the database says.
pub fn may_see_list(r: &mut Read<'_>, actor: MemberActor, owner: AccountId) -> Result<bool> {
    let seen: Option<i64> = r.opt(
        sql!("SELECT a.id FROM account a WHERE a.id = $2 AND a.state = 1 AND {NOT_APART} AND {LIST_VISIBLE}"),
        &[&actor.account, &owner],
    )?;
    Ok(seen.is_some())
}

/// How many connections of somebody the actor may see; `None` if the list is not for them. Counts up to
/// [`limits::COUNTED`].
///
/// # Errors
/// What the database says.
pub fn count_of(r: &mut Read<'_>, actor: MemberActor, owner: AccountId) -> Result<Option<i64>> {
    if !may_see_list(r, actor, owner)? {
        return Ok(None);
    }
    let count = r.one(
        sql!(
            "SELECT COUNT(*) FROM (SELECT a.id FROM ({OF_OWNER}) of JOIN account a ON a.id = of.id
               WHERE a.state = 1 AND {NOT_APART} LIMIT $3) counted"
        ),
        &[&actor.account, &owner, &limits::COUNTED],
    )?;
    Ok(Some(count))
}
