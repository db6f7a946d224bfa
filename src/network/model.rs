//! How two people stand to each other, what may come next, and the fragments of SQL that say so.

use const_format::formatcp;
use db::{FromValue, ToValue, Value, ValueRef, record};

use crate::kernel::settings::Setting;
use crate::kernel::{AccountId, limits};

/// Whether neither the viewer `$1` nor the person `a` has blocked the other. Guests and viewers who are nobody block
/// nobody, and nobody blocks themselves. Each half looks at one place of an index, however many blocks there are.
pub const NOT_APART: &str = "(NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = $1 AND b.blocked_id = a.id)
      AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = a.id AND b.blocked_id = $1))";

/// The row `x` of two people, one of them `a`: one look at one place of an index, whoever of them has the lower number.
macro_rules! row_with {
    ($other:literal) => {
        concat!(
            "x.low_id = CASE WHEN a.id < ",
            $other,
            " THEN a.id ELSE ",
            $other,
            " END AND x.high_id = CASE WHEN a.id < ",
            $other,
            " THEN ",
            $other,
            " ELSE a.id END"
        )
    };
}

/// The row `x` of the viewer `$1` and the person `a`.
const ROW: &str = row_with!("$1");
/// The row `x` of `$2` and the person `a`.
const ROW_OF_OWNER: &str = row_with!("$2");

/// Whether the viewer `$1` and the person `a` are connected.
pub const CONNECTED: &str = formatcp!("EXISTS (SELECT 1 FROM connection x WHERE {ROW} AND x.state = 2)");

/// Whether the viewer `$1` follows the person `a`, over a connection or without one.
pub const FOLLOWED: &str = formatcp!(
    "(EXISTS (SELECT 1 FROM follow f WHERE f.follower_id = $1 AND f.followed = a.id)
      OR EXISTS (SELECT 1 FROM connection x WHERE {ROW} AND x.state = 2
                 AND CASE WHEN x.low_id = $1 THEN x.low_follows ELSE x.high_follows END))"
);

/// Whether `$2` and the person `a` are connected, whoever looks.
pub const CONNECTED_TO_OWNER: &str =
    formatcp!("EXISTS (SELECT 1 FROM connection x WHERE {ROW_OF_OWNER} AND x.state = 2)");

/// Whether nothing has come between the viewer `$1` and the person `a`: no invitation, no connection, not lately either.
pub const STRANGERS: &str = formatcp!("NOT EXISTS (SELECT 1 FROM connection x WHERE {ROW})");

/// Who may invite whom: what somebody chose in their row `d` of `contact_rule`, or what holds here for those who chose
/// nothing, see [`DEFAULT_DOOR`].
pub const DOOR: &str = "COALESCE(d.door, (SELECT CAST(s.value AS BIGINT) FROM setting s WHERE s.key = 'door'), 1)";

/// What holds for members who have not chosen themselves who may invite them. It is stored as a number, for [`DOOR`].
pub const DEFAULT_DOOR: Setting<Door> = Setting {
    key: "door",
    default: || Door::Everyone,
    read: |text| Door::from_value(Value::Int(text.parse().ok()?)).ok(),
    write: |door| door.number().to_string(),
};

/// Whether the viewer `$1` may see with whom the person `a` is connected.
pub(super) const LIST_VISIBLE: &str = formatcp!(
    "(a.id = $1 OR EXISTS (SELECT 1 FROM contact_rule l WHERE l.account_id = a.id AND l.list_audience = 2)
    OR (NOT EXISTS (SELECT 1 FROM contact_rule l WHERE l.account_id = a.id AND l.list_audience = 0) AND {CONNECTED}))"
);

/// Whether the viewer `$1` finds the list of the person `a`: they exist for the viewer, and show it.
pub(super) const LIST_OPEN: &str = formatcp!("(a.state = 1 AND {NOT_APART} AND {LIST_VISIBLE})");

/// How long one can take back what one did, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// How long whoever withdrew an invitation waits until they can invite the same person again, µs.
const AGAIN_US: i64 = 21 * limits::DAY_US;
/// How long what is over is kept: longer than anybody waits, µs.
pub(super) const KEPT_US: i64 = 30 * limits::DAY_US;
const WEEK_US: i64 = 7 * limits::DAY_US;
/// From the first Monday of 1970 on, µs.
const FIRST_MONDAY_US: i64 = 4 * limits::DAY_US;

/// How it stands between two people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// One has invited the other.
    Invited,
    /// They are connected.
    Connected,
    /// The invitee looks away. The inviter is not told: to them it is [`State::Invited`].
    Ignored,
    /// The inviter has thought better of it.
    Withdrawn,
    /// They were connected, or one has blocked the other.
    Ended,
    /// The inviter has thought better of it after the invitee had looked away; to the inviter, [`State::Withdrawn`].
    WithdrawnIgnored,
}

impl State {
    const ALL: [State; 6] =
        [State::Invited, State::Connected, State::Ignored, State::Withdrawn, State::Ended, State::WithdrawnIgnored];

    const fn number(self) -> i64 {
        match self {
            State::Invited => 1,
            State::Connected => 2,
            State::Ignored => 3,
            State::Withdrawn => 4,
            State::Ended => 5,
            State::WithdrawnIgnored => 6,
        }
    }
}

impl ToValue for State {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for State {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = State::ALL.into_iter().find(|state| state.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such state of a connection".to_owned()))
    }
}

record! {
    /// What came between two people last.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Tie {
        /// Of the row.
        pub id: i64,
        /// How it stands.
        pub state: State,
        /// Who invited last.
        pub inviter_id: AccountId,
        /// What they wrote; empty for nothing.
        pub note: String,
        /// Since when it stands so, µs.
        pub changed_us: i64,
        /// Who made it so and may take it back.
        pub changed_by: Option<AccountId>,
    }
}

/// What one of two people does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Asks the other to connect.
    Invite,
    /// Takes the other's invitation.
    Accept,
    /// Looks away from it.
    Ignore,
    /// Takes back their own.
    Withdraw,
    /// Ends the connection.
    Remove,
    /// Takes back what they did last: looking away, withdrawing, ending.
    Undo,
}

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It is so already.
    Stays,
    /// The other is invited.
    Invites,
    /// It stands like this from now on.
    Becomes(State),
    /// There is nothing there to do this to: it was never there, or somebody was faster.
    Gone,
    /// Not before this time, µs.
    NotBefore(i64),
}

/// What follows if the actor does the deed: the whole of what can happen between two people. Two who invite each other
/// are connected; so are those of whom one had looked away from the other's invitation and now asks.
pub fn step(tie: Option<&Tie>, actor: AccountId, deed: Deed, now_us: i64) -> Step {
    let Some(tie) = tie else {
        return if deed == Deed::Invite { Step::Invites } else { Step::Gone };
    };
    let is_inviter = tie.inviter_id == actor;
    let may_undo = tie.changed_by == Some(actor) && now_us - tie.changed_us <= UNDO_US;
    match (deed, tie.state) {
        (Deed::Invite, State::Connected) | (Deed::Accept, State::Connected) => Step::Stays,
        (Deed::Invite, State::Invited | State::Ignored) if is_inviter => Step::Stays,
        (Deed::Invite | Deed::Accept, State::Invited | State::Ignored) if !is_inviter => {
            Step::Becomes(State::Connected)
        }
        (Deed::Invite, State::Withdrawn | State::WithdrawnIgnored)
            if is_inviter && now_us < tie.changed_us + AGAIN_US =>
        {
            Step::NotBefore(tie.changed_us + AGAIN_US)
        }
        (Deed::Invite, State::Withdrawn | State::WithdrawnIgnored | State::Ended) => Step::Invites,
        (Deed::Ignore, State::Invited) if !is_inviter => Step::Becomes(State::Ignored),
        (Deed::Ignore, State::Ignored) if !is_inviter => Step::Stays,
        (Deed::Withdraw, State::Invited) if is_inviter => Step::Becomes(State::Withdrawn),
        // To withdraw and undo brings nothing back before the eyes of somebody who has looked away.
        (Deed::Withdraw, State::Ignored) if is_inviter => Step::Becomes(State::WithdrawnIgnored),
        (Deed::Withdraw, State::Withdrawn | State::WithdrawnIgnored) if is_inviter => Step::Stays,
        (Deed::Remove, State::Connected) => Step::Becomes(State::Ended),
        (Deed::Remove, State::Ended) => Step::Stays,
        (Deed::Undo, State::Ignored | State::Withdrawn) if may_undo => Step::Becomes(State::Invited),
        (Deed::Undo, State::WithdrawnIgnored) if may_undo => Step::Becomes(State::Ignored),
        (Deed::Undo, State::Ended) if may_undo => Step::Becomes(State::Connected),
        _ => Step::Gone,
    }
}

/// Whom somebody lets invite them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Every member.
    Everyone,
    /// Those who share a connection with them.
    Shared,
    /// Those who know their e-mail address.
    KnowsEmail,
    /// Nobody. They may still invite others.
    Nobody,
}

impl Door {
    /// All of them, in the order forms show them.
    pub const ALL: [Door; 4] = [Door::Everyone, Door::Shared, Door::KnowsEmail, Door::Nobody];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Door::Everyone => "everyone",
            Door::Shared => "shared",
            Door::KnowsEmail => "email",
            Door::Nobody => "nobody",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Door::Everyone => "door-everyone",
            Door::Shared => "door-shared",
            Door::KnowsEmail => "door-email",
            Door::Nobody => "door-nobody",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Door> {
        Door::ALL.into_iter().find(|door| door.word() == word)
    }

    const fn number(self) -> i64 {
        match self {
            Door::Everyone => 1,
            Door::Shared => 2,
            Door::KnowsEmail => 3,
            Door::Nobody => 4,
        }
    }
}

impl ToValue for Door {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for Door {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = Door::ALL.into_iter().find(|door| door.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such door".to_owned()))
    }
}

/// Who may see whom somebody is connected with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListAudience {
    /// They alone.
    OnlyMe,
    /// Their connections.
    Connections,
    /// Every member.
    Members,
}

impl ListAudience {
    /// All of them, in the order forms show them.
    pub const ALL: [ListAudience; 3] = [ListAudience::OnlyMe, ListAudience::Connections, ListAudience::Members];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            ListAudience::OnlyMe => "only-me",
            ListAudience::Connections => "connections",
            ListAudience::Members => "members",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            ListAudience::OnlyMe => "list-only-me",
            ListAudience::Connections => "list-connections",
            ListAudience::Members => "list-members",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<ListAudience> {
        ListAudience::ALL.into_iter().find(|audience| audience.word() == word)
    }

    const fn number(self) -> i64 {
        match self {
            ListAudience::OnlyMe => 0,
            ListAudience::Connections => 1,
            ListAudience::Members => 2,
        }
    }
}

impl ToValue for ListAudience {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for ListAudience {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = ListAudience::ALL.into_iter().find(|audience| audience.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such audience of a list".to_owned()))
    }
}

record! {
    /// What became of somebody's invitations.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub struct Tally {
        /// The week it speaks of.
        pub week: i64,
        /// Sent in that week.
        pub sent: i64,
        /// Sent in the weeks before, each counting half as much as the one after it.
        pub past_sent: i64,
        /// Accepted, likewise, those of that week among them.
        pub accepted: i64,
    }
}

impl Tally {
    /// The same, seen from the week of `now_us`.
    #[must_use]
    pub fn at(mut self, now_us: i64) -> Tally {
        let week = (now_us - FIRST_MONDAY_US).div_euclid(WEEK_US);
        // After some weeks nothing is left to halve.
        for _ in 0..(week - self.week).clamp(0, 64) {
            self.past_sent = (self.past_sent + self.sent) / 2;
            self.accepted /= 2;
            self.sent = 0;
        }
        Tally { week: week.max(self.week), ..self }
    }

    /// How many may be sent in its week. Whoever's invitations are mostly welcome may send more, whoever sends to people
    /// who do not answer fewer; the first twenty say nothing yet.
    pub fn cap(&self) -> i64 {
        match (self.past_sent, self.accepted * 100) {
            (..20, _) => 100,
            (past, accepted) if accepted >= past * 50 => 200,
            (past, accepted) if accepted >= past * 20 => 100,
            (past, accepted) if accepted >= past * 10 => 50,
            _ => 20,
        }
    }

    /// When its week is over, µs.
    pub fn ends_us(&self) -> i64 {
        FIRST_MONDAY_US + (self.week + 1) * WEEK_US
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ME: AccountId = AccountId::from_raw(1);
    const THEM: AccountId = AccountId::from_raw(2);
    const DEEDS: [Deed; 6] = [Deed::Invite, Deed::Accept, Deed::Ignore, Deed::Withdraw, Deed::Remove, Deed::Undo];

    fn tie(state: State, inviter_id: AccountId, changed_by: Option<AccountId>) -> Tie {
        Tie { id: 7, state, inviter_id, note: String::new(), changed_us: 1_000, changed_by }
    }

    /// What comes of each deed of mine a moment after the last change, which the other made.
    fn steps(state: State, inviter: AccountId) -> [Step; 6] {
        DEEDS.map(|deed| step(Some(&tie(state, inviter, Some(THEM))), ME, deed, 2_000))
    }

    #[test]
    fn everything_that_can_come_between_two_people() {
        use Step::{Becomes, Gone, Invites, Stays};
        let connects = Becomes(State::Connected);
        let waits = Step::NotBefore(1_000 + AGAIN_US);
        assert_eq!(DEEDS.map(|deed| step(None, ME, deed, 0)), [Invites, Gone, Gone, Gone, Gone, Gone]);
        for (state, mine, theirs) in [
            (
                State::Invited,
                [Stays, Gone, Gone, Becomes(State::Withdrawn), Gone, Gone],
                [connects, connects, Becomes(State::Ignored), Gone, Gone, Gone],
            ),
            (
                State::Ignored,
                [Stays, Gone, Gone, Becomes(State::WithdrawnIgnored), Gone, Gone],
                [connects, connects, Stays, Gone, Gone, Gone],
            ),
            (State::Withdrawn, [waits, Gone, Gone, Stays, Gone, Gone], [Invites, Gone, Gone, Gone, Gone, Gone]),
            (State::WithdrawnIgnored, [waits, Gone, Gone, Stays, Gone, Gone], [Invites, Gone, Gone, Gone, Gone, Gone]),
            (
                State::Connected,
                [Stays, Stays, Gone, Gone, Becomes(State::Ended), Gone],
                [Stays, Stays, Gone, Gone, Becomes(State::Ended), Gone],
            ),
            (State::Ended, [Invites, Gone, Gone, Gone, Stays, Gone], [Invites, Gone, Gone, Gone, Stays, Gone]),
        ] {
            assert_eq!(steps(state, ME), mine, "{state:?}, invited by me");
            assert_eq!(steps(state, THEM), theirs, "{state:?}, invited by the other");
        }
    }

    #[test]
    fn an_inviter_learns_nothing_from_what_they_may_do() {
        let told = |state| {
            steps(state, ME).map(|step| match step {
                Step::Becomes(State::WithdrawnIgnored) => Step::Becomes(State::Withdrawn),
                other => other,
            })
        };
        assert_eq!(told(State::Invited), told(State::Ignored));
        assert_eq!(told(State::Withdrawn), told(State::WithdrawnIgnored));
    }

    #[test]
    fn what_one_did_oneself_can_be_taken_back_for_a_while() {
        for (state, before) in [
            (State::Ignored, State::Invited),
            (State::Withdrawn, State::Invited),
            (State::WithdrawnIgnored, State::Ignored),
            (State::Ended, State::Connected),
        ] {
            for (by, after, expected) in [
                (Some(ME), UNDO_US, Step::Becomes(before)),
                (Some(ME), UNDO_US + 1, Step::Gone),
                (Some(THEM), 0, Step::Gone),
                (None, 0, Step::Gone),
            ] {
                assert_eq!(step(Some(&tie(state, THEM, by)), ME, Deed::Undo, 1_000 + after), expected, "{state:?}");
            }
        }
    }

    #[test]
    fn whoever_withdrew_waits_three_weeks_and_nobody_else_does() {
        let withdrawn = tie(State::Withdrawn, ME, Some(ME));
        let asked = |who, after| step(Some(&withdrawn), who, Deed::Invite, 1_000 + after);
        assert_eq!(asked(ME, AGAIN_US - 1), Step::NotBefore(1_000 + AGAIN_US));
        assert_eq!(asked(ME, AGAIN_US), Step::Invites);
        assert_eq!(asked(THEM, 0), Step::Invites);
        const { assert!(KEPT_US > AGAIN_US && KEPT_US > UNDO_US) };
    }

    #[test]
    fn who_is_welcome_may_invite_more_and_who_is_not_fewer() {
        let cap = |past_sent, accepted| Tally { week: 1, sent: 0, past_sent, accepted }.cap();
        assert_eq!((cap(0, 0), cap(19, 0)), (100, 100));
        assert_eq!([cap(100, 100), cap(100, 50), cap(100, 49), cap(100, 20)], [200, 200, 100, 100]);
        assert_eq!([cap(100, 19), cap(100, 10), cap(100, 9), cap(100, 0)], [50, 50, 20, 20]);
    }

    #[test]
    fn weeks_begin_on_mondays_and_the_past_fades() {
        // 2026-11-30 is a Monday; the Sunday before belongs to the week before.
        let monday = 1_796_000_000 / 86_400 * 86_400_000_000;
        let monday = monday - (monday - FIRST_MONDAY_US).rem_euclid(WEEK_US);
        let now = Tally::default().at(monday);
        assert_eq!((now.ends_us(), Tally::default().at(monday - 1).ends_us()), (monday + WEEK_US, monday));
        let tally = Tally { sent: 80, past_sent: 20, accepted: 30, ..now };
        assert_eq!(tally.at(monday + WEEK_US - 1), tally);
        assert_eq!(tally.at(monday + WEEK_US), Tally { week: now.week + 1, sent: 0, past_sent: 50, accepted: 15 });
        assert_eq!(tally.at(monday + 3 * WEEK_US).past_sent, 12);
        assert_eq!(tally.at(i64::MAX).past_sent, 0);
        assert_eq!(tally.at(monday - WEEK_US).sent, 80, "a clock that goes back takes nothing away");
    }

    #[test]
    fn choices_survive_forms_and_tables() {
        for door in Door::ALL {
            assert_eq!((Door::from_word(door.word()), Door::from_value(door.to_value())), (Some(door), Ok(door)));
        }
        for audience in ListAudience::ALL {
            assert_eq!(ListAudience::from_word(audience.word()), Some(audience));
            assert_eq!(ListAudience::from_value(audience.to_value()), Ok(audience));
        }
        for state in State::ALL {
            assert_eq!(State::from_value(state.to_value()), Ok(state));
        }
        assert!(State::from_value(Value::Int(7)).is_err() && Door::from_value(Value::Int(0)).is_err());
        assert!(ListAudience::from_value(Value::Int(3)).is_err());
        assert_eq!((Door::from_word(""), ListAudience::from_word("all")), (None, None));
    }
}
