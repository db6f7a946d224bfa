//! Connections: inviting somebody, and what the two make of it.
//!
//! What may come next is decided by [`step`], with both accounts locked; there is one row for two people.

use db::{Read, Tx, record, sql};

use super::lists::OpenList;
use super::model::{
    CONNECTED_TO_OWNER, DOOR, Deed, Door, FOLLOWED, KEPT_US, LIST_OPEN, ListAudience, State, Step, Tally, Tie, step,
};
use super::{blocks, contacts, follows, graph, introductions};
use crate::accounts::throttle::{self, Verdict};
use crate::accounts::{Email, emails, people};
use crate::kernel::{AccountId, Error, FieldError, MemberActor, Result, limits};

/// The topic of the changes log that says whose connection began or ended: the key is the row's id.
pub const TOPIC: &str = "connection";

/// Rows that are purged at once.
const MOST: i64 = 500;

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
    people::lock_all(tx, [me, other])?;
    blocks::met(tx, actor, other)?.ok_or(Error::NotFound)?;
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
    write_invitation(tx, (me, other), &draft.note, None, "")?;
    Ok(Invited::Sent)
}

/// Writes an invitation, with both locked, and who vouches for it with which words.
fn write_invitation(
    tx: &mut Tx<'_>,
    (inviter, invitee): (AccountId, AccountId),
    note: &str,
    introducer: Option<AccountId>,
    words: &str,
) -> Result<()> {
    let (id, now) = (tx.new_id(), tx.now_us());
    tx.run(
        sql!(
            "INSERT INTO connection (id, low_id, high_id, state, inviter_id, invitee_id, note, invited_us, changed_us,
               changed_by, introducer_id, introduction)
             VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $7, $4, $8, $9)
             ON CONFLICT (low_id, high_id) DO UPDATE SET state = 1, inviter_id = excluded.inviter_id,
               invitee_id = excluded.invitee_id, note = excluded.note, invited_us = excluded.invited_us,
               changed_us = excluded.changed_us, changed_by = excluded.changed_by,
               introducer_id = excluded.introducer_id, introduction = excluded.introduction"
        ),
        &[&id, &inviter.min(invitee), &inviter.max(invitee), &inviter, &invitee, &note, &now, &introducer, &words],
    )?;
    Ok(())
}

/// Whether nothing but the other's door keeps the actor from inviting somebody, with both locked.
pub(super) fn may_invite(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId) -> Result<bool> {
    let tie = tie(tx, actor.account, other)?;
    let now = tx.now_us();
    Ok(matches!(step(tie.as_ref(), actor.account, Deed::Invite, now), Step::Invites | Step::Becomes(_)))
}

/// Invites somebody in the name of one whom a connection of both introduces, with both locked; two who had invited each
/// other are connected. `false` if an invitation is out of place by now.
pub(super) fn introduce(
    tx: &mut Tx<'_>,
    (inviter, invitee): (AccountId, AccountId),
    note: &str,
    (introducer, words): (AccountId, &str),
) -> Result<bool> {
    let tie = tie(tx, inviter, invitee)?;
    let now = tx.now_us();
    match step(tie.as_ref(), inviter, Deed::Invite, now) {
        Step::Invites if Choices::of(tx, invitee)?.door != Door::Nobody => {
            // It counts, so that accepted ones speak for the inviter, but the week may be full.
            let tally = tally(tx, inviter)?;
            write_tally(tx, inviter, Tally { sent: tally.sent + 1, ..tally })?;
            write_invitation(tx, (inviter, invitee), note, Some(introducer), words)?;
            Ok(true)
        }
        Step::Becomes(state) => {
            turn(tx, (inviter, invitee), tie.as_ref(), state, Deed::Invite)?;
            Ok(true)
        }
        Step::Invites | Step::NotBefore(_) | Step::Stays | Step::Gone => Ok(false),
    }
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
             WHERE a.state = 1 AND {CONNECTED_TO_OWNER} LIMIT 1"
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
    people::lock_all(tx, [me, other])?;
    if blocks::met(tx, actor, other)?.is_none() {
        return Ok(Step::Gone);
    }
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
    let is_new = state == State::Connected && deed != Deed::Undo;
    tx.run(
        // Who takes an ending back has it as it was; a connection that begins anew is followed both ways.
        sql!(
            "UPDATE connection SET state = $2, changed_us = $3, changed_by = $4,
               low_follows = low_follows OR $5, high_follows = high_follows OR $5 WHERE id = $1"
        ),
        &[&tie.id, &state, &now, &by, &is_new],
    )?;
    if state == State::Connected {
        follows::clear(tx, by, other)?;
        introductions::settle(tx, by, other)?;
    }
    if is_new {
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
/// `Conflict` if there was something between them; otherwise what the database says.
pub fn begin(tx: &mut Tx<'_>, inviter: AccountId, invitee: AccountId, since_us: i64) -> Result<()> {
    let id = tx.new_id();
    tx.run(
        sql!(
            "INSERT INTO connection (id, low_id, high_id, state, inviter_id, invitee_id, note, invited_us, changed_us,
               changed_by)
             VALUES ($1, $2, $3, 2, $4, $5, '', $6, $6, $5)"
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
        sql!(
            "UPDATE connection SET state = 5, note = '', changed_us = $2, changed_by = NULL, introducer_id = NULL,
               introduction = '' WHERE id = $1"
        ),
        &[&tie.id, &now],
    )?;
    contacts::forget(tx, tie.id)?;
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
    /// `NotFound` for nobody's; otherwise what the database says.
    pub fn of(r: &mut Read<'_>, account: AccountId) -> Result<Choices> {
        Ok(r.one(
            sql!(
                "SELECT {DOOR} AS door, COALESCE(d.list_audience, $2) AS list_audience
                 FROM account a LEFT JOIN contact_rule d ON d.account_id = a.id WHERE a.id = $1"
            ),
            &[&account, &ListAudience::Connections],
        )?)
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

/// How it stands between the actor and somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// What they are to the actor.
    pub bond: Bond,
    /// Whether the actor follows them.
    pub follows: bool,
    /// With whom they are connected, if the actor may see it.
    pub list: Option<OpenList>,
}

record! {
    struct Row {
        state: Option<State>,
        inviter_id: Option<AccountId>,
        note: String,
        changed_us: i64,
        door: Door,
        follows: bool,
        shows_list: bool,
    }
}

impl Standing {
    /// How it stands with somebody who exists for the actor.
    ///
    /// # Errors
    /// `NotFound` if there is no such account; otherwise what the database says.
    pub fn of(r: &mut Read<'_>, actor: MemberActor, other: AccountId) -> Result<Standing> {
        let me = actor.account;
        let row: Row = r.one(
            sql!(
                "SELECT c.state, c.inviter_id, COALESCE(c.note, '') AS note, COALESCE(c.changed_us, 0) AS changed_us,
                        {DOOR} AS door, {FOLLOWED} AS follows, {LIST_OPEN} AS shows_list
                 FROM account a LEFT JOIN connection c ON c.low_id = $3 AND c.high_id = $4
                 LEFT JOIN contact_rule d ON d.account_id = a.id
                 WHERE a.id = $2"
            ),
            &[&me, &other, &me.min(other), &me.max(other)],
        )?;
        let bond = match (row.state, row.inviter_id) {
            (Some(State::Connected), _) => Bond::Connected(row.changed_us),
            (Some(State::Invited | State::Ignored), Some(inviter)) if inviter == me => Bond::Invited,
            (Some(State::Invited), _) => Bond::Inviting(row.note),
            _ => Bond::Stranger(match row.door {
                Door::Everyone => Way::Open,
                Door::KnowsEmail => Way::Email,
                Door::Shared if share_somebody(r, me, other)? => Way::Open,
                Door::Shared | Door::Nobody => Way::Closed,
            }),
        };
        let list = row.shows_list.then(|| OpenList::found(me, other));
        Ok(Standing { bond, follows: row.follows, list })
    }
}
