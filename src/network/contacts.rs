//! What somebody keeps for themselves about their connections: a note, labels, and a reminder to keep in touch. Nobody
//! else ever sees any of it.

use std::collections::HashMap;

use db::{Read, Tx, record, sql};

use super::blocks;
use super::model::NOT_APART;
use crate::kernel::{AccountId, Error, FieldError, Invalid, MemberActor, Result, limits};

/// The connection of `$1` and `$2`.
const OF_TWO: &str = "((c.low_id = $1 AND c.high_id = $2) OR (c.low_id = $2 AND c.high_id = $1)) AND c.state = 2";

/// How often somebody wants to be reminded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Every {
    /// Not at all.
    #[default]
    Never,
    /// Every month.
    Month,
    /// Every three months.
    Quarter,
    /// Every six months.
    HalfYear,
    /// Every year.
    Year,
}

impl Every {
    /// All of them, in the order forms show them.
    pub const ALL: [Every; 5] = [Every::Never, Every::Month, Every::Quarter, Every::HalfYear, Every::Year];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            Every::Never => "never",
            Every::Month => "month",
            Every::Quarter => "quarter",
            Every::HalfYear => "half-year",
            Every::Year => "year",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            Every::Never => "every-never",
            Every::Month => "every-month",
            Every::Quarter => "every-quarter",
            Every::HalfYear => "every-half-year",
            Every::Year => "every-year",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Every> {
        Every::ALL.into_iter().find(|every| every.word() == word)
    }

    const fn months(self) -> i64 {
        match self {
            Every::Never => 0,
            Every::Month => 1,
            Every::Quarter => 3,
            Every::HalfYear => 6,
            Every::Year => 12,
        }
    }

    fn from_months(months: i64) -> Every {
        Every::ALL.into_iter().find(|every| every.months() == months).unwrap_or_default()
    }
}

/// A month between two reminders, µs: thirty days and a half. Nobody counts on the day.
const MONTH_US: i64 = 61 * limits::DAY_US / 2;

/// What somebody keeps about a connection.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// A note; empty for none.
    pub note: String,
    /// Labels, in their order.
    pub labels: Vec<String>,
    /// How often to be reminded.
    pub every: Every,
    /// When the next reminder is due, µs.
    pub due_us: Option<i64>,
}

impl Contact {
    /// Whether nothing is kept.
    pub fn is_empty(&self) -> bool {
        self.note.is_empty() && self.labels.is_empty() && self.every == Every::Never
    }

    /// The first line of the note.
    pub fn first_line(&self) -> &str {
        self.note.lines().next().unwrap_or_default()
    }
}

/// Reads the form: labels are separated by commas.
///
/// # Errors
/// What to mend.
pub fn parse(note: &str, labels: &str, every: &str) -> Result<Contact, Invalid> {
    let mut invalid = Invalid::default();
    let note = invalid.take(limits::CONTACT_NOTE.lines("note", note));
    let labels = invalid.take(parse_labels(labels));
    let every = Every::from_word(every);
    if every.is_none() {
        invalid.add("every", "every-unknown");
    }
    match (note, labels, every) {
        (Some(note), Some(labels), Some(every)) => Ok(Contact { note, labels, every, due_us: None }),
        _ => Err(invalid),
    }
}

fn parse_labels(raw: &str) -> Result<Vec<String>, FieldError> {
    let mut labels: Vec<String> = Vec::new();
    for part in raw.split([',', '\n']).map(str::trim).filter(|part| !part.is_empty()) {
        let label = limits::CONTACT_LABEL.line("labels", part)?;
        let key = key(&label);
        if !labels.iter().any(|known| self::key(known) == key) {
            labels.push(label);
        }
    }
    if labels.len() > limits::LABELS_EACH {
        let limit = i64::try_from(limits::LABELS_EACH).unwrap_or(i64::MAX);
        return Err(FieldError { field: "labels", message: "labels-too-many-each", limit });
    }
    Ok(labels)
}

/// By which a label is looked up: signs alone are a label, too.
pub(super) fn key(label: &str) -> String {
    let key = text::sort_key(label);
    if key.is_empty() { label.to_owned() } else { key }
}

/// What the actor keeps about several people, by their ids. Those about whom nothing is kept, and with whom they are not
/// connected, are not there.
///
/// # Errors
/// What the database says.
pub fn about(r: &mut Read<'_>, actor: MemberActor, people: &[AccountId]) -> Result<HashMap<AccountId, Contact>> {
    record! {
        struct Kept {
            id: AccountId,
            note: String,
            every_months: i64,
            due_us: Option<i64>,
        }
    }
    record! {
        struct Label {
            id: AccountId,
            label: String,
        }
    }
    let list = AccountId::list(people.iter().copied());
    let kept: Vec<Kept> = r.all(
        sql!(
            "SELECT k.other_id AS id, k.note, k.every_months, k.due_us
             FROM contact k JOIN connection c ON c.id = k.connection_id AND c.state = 2
             WHERE k.owner_id = $1 AND k.other_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
        ),
        &[&actor.account, &list],
    )?;
    let mut about: HashMap<AccountId, Contact> = kept
        .into_iter()
        .map(|row| {
            let every = Every::from_months(row.every_months);
            (row.id, Contact { note: row.note, labels: Vec::new(), every, due_us: row.due_us })
        })
        .collect();
    if about.is_empty() {
        return Ok(about);
    }
    let labels: Vec<Label> = r.all(
        sql!(
            "SELECT l.other_id AS id, l.label FROM contact_label l
             WHERE l.owner_id = $1 AND l.other_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
             ORDER BY l.label_sort"
        ),
        &[&actor.account, &AccountId::list(about.keys().copied())],
    )?;
    for row in labels {
        about.entry(row.id).or_default().labels.push(row.label);
    }
    Ok(about)
}

/// What the actor keeps about one of their connections.
///
/// # Errors
/// `NotFound` for whoever is not connected with the actor; otherwise what the database says.
pub fn of(r: &mut Read<'_>, actor: MemberActor, other: AccountId) -> Result<Contact> {
    connection(r, actor, other)?;
    Ok(about(r, actor, &[other])?.remove(&other).unwrap_or_default())
}

/// The id of the connection.
fn connection(r: &mut Read<'_>, actor: MemberActor, other: AccountId) -> Result<i64> {
    blocks::met(r, actor, other)?.ok_or(Error::NotFound)?;
    let found = r.opt(sql!("SELECT c.id FROM connection c WHERE {OF_TWO}"), &[&actor.account, &other])?;
    found.ok_or(Error::NotFound)
}

/// Keeps it. A reminder that was set before and comes as often stays due when it was.
///
/// # Errors
/// As [`of`]; and a form's error if the actor would have more labels than they may.
pub fn keep(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId, kept: &Contact) -> Result<()> {
    let (me, id, now) = (actor.account, connection(tx, actor, other)?, tx.now_us());
    tx.run(sql!("DELETE FROM contact_label WHERE owner_id = $1 AND other_id = $2"), &[&me, &other])?;
    if kept.is_empty() {
        tx.run(sql!("DELETE FROM contact WHERE owner_id = $1 AND other_id = $2"), &[&me, &other])?;
        return Ok(());
    }
    let months = kept.every.months();
    let due_us = (months > 0).then(|| now + months * MONTH_US);
    tx.run(
        sql!(
            "INSERT INTO contact (owner_id, other_id, connection_id, note, note_sort, every_months, due_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (owner_id, other_id) DO UPDATE SET note = excluded.note, note_sort = excluded.note_sort,
               due_us = CASE WHEN contact.every_months = excluded.every_months THEN contact.due_us
                 ELSE excluded.due_us END,
               every_months = excluded.every_months"
        ),
        &[&me, &other, &id, &kept.note, &text::sort_key(&kept.note), &months, &due_us],
    )?;
    for label in &kept.labels {
        tx.run(
            sql!(
                "INSERT INTO contact_label (owner_id, label_sort, other_id, connection_id, label)
                 VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (owner_id, label_sort, other_id) DO UPDATE SET label = excluded.label"
            ),
            &[&me, &key(label), &other, &id, label],
        )?;
    }
    let labels: i64 =
        tx.one(sql!("SELECT COUNT(DISTINCT label_sort) FROM contact_label WHERE owner_id = $1"), &[&me])?;
    if labels > limits::LABELS {
        let mut invalid = Invalid::default();
        invalid.add_limit("labels", "labels-too-many", limits::LABELS);
        return Err(Error::Invalid(invalid));
    }
    Ok(())
}

record! {
    /// A label and on how many connections it stands.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Label {
        /// One of the ways it was written.
        pub label: String,
        /// On so many.
        pub n: i64,
    }
}

/// The actor's labels, in their order.
///
/// # Errors
/// What the database says.
pub fn labels(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Label>> {
    Ok(r.all(
        sql!(
            "SELECT MAX(l.label) AS label, COUNT(*) AS n FROM contact_label l
             JOIN connection c ON c.id = l.connection_id AND c.state = 2
             WHERE l.owner_id = $1 GROUP BY l.label_sort ORDER BY l.label_sort"
        ),
        &[&actor.account],
    )?)
}

record! {
    /// Somebody with whom the actor wants to keep in touch.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Due {
        /// Who.
        pub id: AccountId,
        /// Since when it is due, µs.
        pub due_us: i64,
        /// What was noted; empty for nothing.
        pub note: String,
    }
}

/// With whom the actor wanted to be in touch by now, the longest due first; a handful.
///
/// # Errors
/// What the database says.
pub fn due_now(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<Due>> {
    let (now, most) = (r.now_us(), i64::try_from(limits::HUB).unwrap_or(i64::MAX));
    Ok(r.all(
        sql!(
            "SELECT a.id, k.due_us, k.note FROM contact k
             JOIN connection c ON c.id = k.connection_id AND c.state = 2
             JOIN account a ON a.id = k.other_id
             WHERE k.owner_id = $1 AND k.due_us <= $2 AND a.state = 1 AND {NOT_APART}
             ORDER BY k.due_us LIMIT $3"
        ),
        &[&actor.account, &now, &most],
    )?)
}

/// What becomes of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminded {
    /// They were in touch: the next one comes after the time that was chosen.
    Done,
    /// Not now: in a week.
    Later,
}

/// Settles a reminder. What is not due any more stays as it is, so that a second click changes nothing.
///
/// # Errors
/// As [`of`].
pub fn settle(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId, reminded: Reminded) -> Result<()> {
    connection(tx, actor, other)?;
    let (me, now) = (actor.account, tx.now_us());
    let later = now + 7 * limits::DAY_US;
    let is_done = reminded == Reminded::Done;
    tx.run(
        sql!(
            "UPDATE contact SET due_us = CASE WHEN $5 THEN $3 + every_months * $6 ELSE $4 END
             WHERE owner_id = $1 AND other_id = $2 AND due_us <= $3"
        ),
        &[&me, &other, &now, &later, &is_done, &MONTH_US],
    )?;
    Ok(())
}

/// A reminder is due from now on: for communities that are made up.
///
/// # Errors
/// What the database says.
pub fn come_due(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!("UPDATE contact SET due_us = $3 WHERE owner_id = $1 AND other_id = $2 AND every_months > 0"),
        &[&actor.account, &other, &now],
    )?;
    Ok(())
}

/// Forgets what two people kept about each other, because one has blocked the other.
pub(super) fn forget(tx: &mut Tx<'_>, connection_id: i64) -> Result<()> {
    tx.run(sql!("DELETE FROM contact_label WHERE connection_id = $1"), &[&connection_id])?;
    tx.run(sql!("DELETE FROM contact WHERE connection_id = $1"), &[&connection_id])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_from_a_line_each_once_and_signs_are_some() {
        let labels = |raw: &str| parse_labels(raw);
        assert_eq!(labels(" Rowing,mentor ,, rowing, ⭐ ,⭐").unwrap(), ["Rowing", "mentor", "⭐"]);
        assert_eq!(labels("").unwrap(), Vec::<String>::new());
        assert_eq!(labels(&"x".repeat(31)).unwrap_err().message, "field-too-long");
        let many = (0..=limits::LABELS_EACH).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
        assert_eq!(labels(&many).unwrap_err().message, "labels-too-many-each");
    }

    #[test]
    fn a_form_tells_all_that_is_wrong_with_it_at_once() {
        let invalid = parse(&"x".repeat(3_000), &"y".repeat(50), "daily").unwrap_err();
        assert_eq!(invalid.fields().len(), 3);
    }
}
