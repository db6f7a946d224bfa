//! Polls: what a draft, and then the post that became of it, asks its readers to choose from.
//!
//! Nobody learns who votes for what. How many have voted for each option is told to whoever has voted, and to everybody
//! who may read the post once the poll has ended; before that to nobody, its author neither. The votes beside an option
//! change in the transaction of the vote itself: they are always as many as the rows.

use std::collections::HashSet;

use db::{LockTable, Read, Tx, record, sql};

use super::post;
use crate::accounts::people;
use crate::kernel::{DraftId, Error, FieldError, Invalid, MemberActor, PollId, PostId, Result, limits};
use crate::profiles::Onlooker;

const POLL: LockTable = LockTable::new("poll");
/// Votes that are forgotten at once.
const MOST: i64 = 500;
/// Options of all polls of one page of posts.
const OPTIONS: i64 = limits::FEED_PAGE * 4;

/// How long a poll may be open, in days, in the order of the form.
pub const DAYS: [i64; 4] = [1, 3, 7, 14];
/// What is chosen before anybody chooses, of [`DAYS`].
pub const DAYS_FIRST: i64 = 7;
/// The fields of its options.
pub const FIELDS: [&str; 4] = ["option_1", "option_2", "option_3", "option_4"];

/// What somebody wants to ask. Without options it is no poll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollSketch {
    /// In their order.
    pub options: Vec<String>,
    /// How long it is to be open.
    pub days: i64,
}

impl PollSketch {
    /// Reads what a draft is to ask, as far as it goes: what is left empty is left out.
    ///
    /// # Errors
    /// The fields and the sentences that say how to mend them.
    pub fn parse(options: &[String; 4], days: &str) -> Result<PollSketch, Invalid> {
        let (options, days) = read(options, days)?;
        Ok(PollSketch::new(options, days))
    }

    /// Reads what is about to be posted: two options at least, each another one, or none at all.
    ///
    /// # Errors
    /// As [`PollSketch::parse`].
    pub fn parse_whole(options: &[String; 4], days: &str) -> Result<PollSketch, Invalid> {
        let (options, days) = read(options, days)?;
        let mut invalid = Invalid::default();
        if let [(field, _)] = options.as_slice() {
            let empty = FIELDS.iter().find(|other| *other != field);
            invalid.add(empty.copied().unwrap_or_default(), "poll-one-option");
        }
        let mut keys = HashSet::new();
        for (field, words) in &options {
            if !keys.insert(key(words)) {
                invalid.add(field, "poll-option-twice");
            }
        }
        if invalid.is_empty() { Ok(PollSketch::new(options, days)) } else { Err(invalid) }
    }

    /// What is no poll is open for no time in particular.
    fn new(options: Typed, days: i64) -> PollSketch {
        let days = if options.is_empty() { DAYS_FIRST } else { days };
        PollSketch { options: options.into_iter().map(|(_, words)| words).collect(), days }
    }

    /// Whether it can be posted.
    fn is_whole(&self) -> bool {
        let keys: HashSet<String> = self.options.iter().map(|words| key(words)).collect();
        self.options.len() != 1 && keys.len() == self.options.len()
    }
}

/// By which two options are one.
fn key(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Options, each with its field.
type Typed = Vec<(&'static str, String)>;

/// The options that are there, and the days.
fn read(options: &[String; 4], days: &str) -> Result<(Typed, i64), Invalid> {
    let mut invalid = Invalid::default();
    let read: Typed = FIELDS
        .iter()
        .zip(options)
        .filter_map(|(field, typed)| {
            let words = limits::POLL_OPTION.line(field, typed);
            invalid.take(words).filter(|words| !words.is_empty()).map(|words| (*field, words))
        })
        .collect();
    let days = match days {
        "" => Some(DAYS_FIRST),
        word => DAYS.into_iter().find(|days| days.to_string() == word),
    };
    match days {
        Some(days) if invalid.is_empty() => Ok((read, days)),
        Some(_) => Err(invalid),
        None => {
            invalid.add("days", "poll-days-unknown");
            Err(invalid)
        }
    }
}

record! {
    struct Asked {
        words: String,
        days: i64,
    }
}

/// What a draft of the actor's asks.
///
/// # Errors
/// What the database says.
pub(super) fn of_draft(r: &mut Read<'_>, id: DraftId) -> Result<PollSketch> {
    let rows: Vec<Asked> = r.all(
        sql!(
            "SELECT n.words, p.days FROM poll p JOIN poll_option n ON n.poll_id = p.id
             WHERE p.owner_id = $1 ORDER BY n.number LIMIT 4"
        ),
        &[&id],
    )?;
    let days = rows.first().map_or(DAYS_FIRST, |row| row.days);
    Ok(PollSketch { options: rows.into_iter().map(|row| row.words).collect(), days })
}

/// Lets a draft ask this and nothing else. Nobody has voted on a draft.
pub(super) fn set(tx: &mut Tx<'_>, draft: DraftId, sketch: &PollSketch) -> Result<()> {
    if of_draft(tx, draft)? == *sketch {
        return Ok(());
    }
    forget(tx, &DraftId::list([draft]))?;
    ask(tx, draft.get(), sketch, 0)
}

fn ask(tx: &mut Tx<'_>, owner: i64, sketch: &PollSketch, ends_us: i64) -> Result<()> {
    if sketch.options.is_empty() {
        return Ok(());
    }
    let id = PollId::from_raw(tx.new_id());
    tx.run(
        sql!("INSERT INTO poll (id, owner_id, days, ends_us) VALUES ($1, $2, $3, $4)"),
        &[&id, &owner, &sketch.days, &ends_us],
    )?;
    for (number, words) in (1_i64..).zip(&sketch.options) {
        tx.run(sql!("INSERT INTO poll_option (poll_id, number, words) VALUES ($1, $2, $3)"), &[&id, &number, words])?;
    }
    Ok(())
}

/// What a draft is to ask as it is posted: what the form says, or what was kept before if the form does not speak of it.
///
/// # Errors
/// `Invalid` for what cannot be posted; otherwise what the database says.
pub(super) fn to_be_posted(r: &mut Read<'_>, draft: DraftId, said: Option<&PollSketch>) -> Result<PollSketch> {
    let sketch = match said {
        Some(sketch) => sketch.clone(),
        None => of_draft(r, draft)?,
    };
    if sketch.is_whole() {
        return Ok(sketch);
    }
    Err(Error::from(FieldError { field: "option_2", message: "poll-one-option", limit: 0 }))
}

/// Hands what a draft asks on to the post it becomes. From now on people vote.
pub(super) fn hand_on(tx: &mut Tx<'_>, draft: DraftId, post: PostId) -> Result<()> {
    let (now, day) = (tx.now_us(), limits::DAY_US);
    tx.run(
        sql!("UPDATE poll SET owner_id = $2, ends_us = $3 + days * $4 WHERE owner_id = $1"),
        &[&draft, &post, &now, &day],
    )?;
    Ok(())
}

/// A poll for a post that is there, as the demo has them.
///
/// # Errors
/// What the database says.
pub fn give(tx: &mut Tx<'_>, post: PostId, sketch: &PollSketch, posted_us: i64) -> Result<()> {
    ask(tx, post.get(), sketch, posted_us + sketch.days * limits::DAY_US)
}

/// How many have voted for an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Votes.
    pub votes: i64,
    /// Of a hundred; all of a poll add up to a hundred if anybody has voted.
    pub percent: i64,
}

/// One of the options of a poll, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// From 1 on.
    pub number: i64,
    /// What it says.
    pub words: String,
    /// Nothing for whoever is not told yet.
    pub share: Option<Share>,
}

/// A poll, as somebody sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    /// Of which post.
    pub post_id: PostId,
    /// When it ends or has ended, µs.
    pub ends_us: i64,
    /// How long it is still open, µs; 0 once it has ended.
    pub left_us: i64,
    /// In their order.
    pub choices: Vec<Choice>,
    /// How many have voted.
    pub votes: i64,
    /// The option whoever looks has voted for.
    pub mine: Option<i64>,
}

impl Poll {
    /// Whether it has ended.
    pub const fn is_over(&self) -> bool {
        self.left_us == 0
    }

    fn new(rows: &[Row], now_us: i64) -> Option<Poll> {
        let (post_id, ends_us, mine) = rows.first().map(|row| (row.post_id, row.ends_us, row.mine))?;
        let left_us = (ends_us - now_us).max(0);
        let votes: Vec<i64> = rows.iter().map(|row| row.votes).collect();
        let is_told = mine.is_some() || left_us == 0;
        let choices = rows.iter().zip(percents(&votes)).map(|(row, percent)| Choice {
            number: row.number,
            words: row.words.clone(),
            share: is_told.then_some(Share { votes: row.votes, percent }),
        });
        Some(Poll { post_id, ends_us, left_us, choices: choices.collect(), votes: votes.iter().sum(), mine })
    }
}

/// How much of a hundred each is, so that all of them are a hundred: what is left over by rounding down goes to those
/// that lost most by it (largest remainders).
fn percents(votes: &[i64]) -> Vec<i64> {
    let all: i64 = votes.iter().sum();
    if all == 0 {
        return vec![0; votes.len()];
    }
    let mut percents: Vec<i64> = votes.iter().map(|votes| votes * 100 / all).collect();
    let missing = 100 - percents.iter().sum::<i64>();
    let mut lost: Vec<(i64, usize)> = votes.iter().zip(0..).map(|(votes, at)| (votes * 100 % all, at)).collect();
    lost.sort_by_key(|(rest, at)| (-rest, *at));
    for ((_, at), _) in lost.into_iter().zip(0..missing) {
        if let Some(percent) = percents.get_mut(at) {
            *percent += 1;
        }
    }
    percents
}

record! {
    struct Row {
        post_id: PostId,
        ends_us: i64,
        number: i64,
        words: String,
        votes: i64,
        mine: Option<i64>,
    }
}

/// The polls of posts. Whoever calls has made sure that the viewer may read the posts.
///
/// # Errors
/// What the database says.
pub(super) fn of_posts(r: &mut Read<'_>, viewer: Onlooker, ids: &[PostId]) -> Result<Vec<Poll>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = PostId::list(ids.iter().copied());
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT p.owner_id AS post_id, p.ends_us, n.number, n.words, n.votes, v.number AS mine
             FROM poll p JOIN poll_option n ON n.poll_id = p.id
             LEFT JOIN poll_vote v ON v.poll_id = p.id AND v.account_id = $1
             WHERE p.owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
             ORDER BY p.owner_id, n.number LIMIT $3"
        ),
        &[&viewer, &list, &OPTIONS],
    )?;
    let now = r.now_us();
    Ok(rows.chunk_by(|one, next| one.post_id == next.post_id).filter_map(|rows| Poll::new(rows, now)).collect())
}

/// The poll of a post.
///
/// # Errors
/// `NotFound` if the viewer may not read the post, or if it has none; otherwise what the database says.
pub fn one(r: &mut Read<'_>, viewer: Onlooker, post: PostId) -> Result<Poll> {
    post::standing(r, viewer, post)?;
    of_posts(r, viewer, &[post])?.pop().ok_or(Error::NotFound)
}

/// What came of voting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voted {
    /// The vote counts.
    Done,
    /// The poll has ended: the vote does not count.
    Over,
    /// There is no such option.
    Unknown,
}

/// Votes for an option, in place of the one before. Again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read the post, or if it has no poll; otherwise what the database says.
pub fn vote(tx: &mut Tx<'_>, actor: MemberActor, post: PostId, number: i64) -> Result<Voted> {
    // Whatever one does in two tabs is done one after the other.
    people::lock_all(tx, [actor.account])?;
    post::standing(tx, Onlooker::Member(actor.account), post)?;
    let id = of_post(tx, post)?;
    // No vote counts that comes while the poll is being ended.
    tx.lock(POLL, id.get())?;
    let ends_us: i64 = tx.one(sql!("SELECT ends_us FROM poll WHERE id = $1"), &[&id])?;
    if ends_us <= tx.now_us() {
        return Ok(Voted::Over);
    }
    put(tx, actor, id, number)
}

fn of_post(r: &mut Read<'_>, post: PostId) -> Result<PollId> {
    r.opt(sql!("SELECT id FROM poll WHERE owner_id = $1"), &[&post])?.ok_or(Error::NotFound)
}

/// Lets somebody of the demo vote, ended or not.
///
/// # Errors
/// `NotFound` for a post without a poll; otherwise what the database says.
pub fn give_vote(tx: &mut Tx<'_>, actor: MemberActor, post: PostId, number: i64) -> Result<Voted> {
    let id = of_post(tx, post)?;
    put(tx, actor, id, number)
}

fn put(tx: &mut Tx<'_>, actor: MemberActor, id: PollId, number: i64) -> Result<Voted> {
    let known: i64 =
        tx.one(sql!("SELECT COUNT(*) FROM poll_option WHERE poll_id = $1 AND number = $2"), &[&id, &number])?;
    if known == 0 {
        return Ok(Voted::Unknown);
    }
    let before: Option<i64> =
        tx.opt(sql!("SELECT number FROM poll_vote WHERE poll_id = $1 AND account_id = $2"), &[&id, &actor.account])?;
    if before == Some(number) {
        return Ok(Voted::Done);
    }
    tx.run(
        sql!(
            "INSERT INTO poll_vote (poll_id, account_id, number) VALUES ($1, $2, $3)
             ON CONFLICT (poll_id, account_id) DO UPDATE SET number = excluded.number"
        ),
        &[&id, &actor.account, &number],
    )?;
    let steps = before.map(|number| (number, -1_i64)).into_iter().chain([(number, 1)]);
    for (number, step) in steps {
        tx.run(
            sql!("UPDATE poll_option SET votes = votes + $3 WHERE poll_id = $1 AND number = $2"),
            &[&id, &number, &step],
        )?;
    }
    Ok(Voted::Done)
}

/// Ends the poll of a post of the actor's, for good. To do so twice changes nothing.
///
/// # Errors
/// `NotFound` for a post that is not the actor's, or has no poll; otherwise what the database says.
pub fn end(tx: &mut Tx<'_>, actor: MemberActor, post: PostId) -> Result<()> {
    post::lock(tx, actor, post)?;
    let id = of_post(tx, post)?;
    // Votes that are on their way come first, or not at all.
    tx.lock(POLL, id.get())?;
    let now = tx.now_us();
    tx.run(sql!("UPDATE poll SET ends_us = $2 WHERE id = $1 AND ends_us > $2"), &[&id, &now])?;
    Ok(())
}

/// Forgets the polls of drafts and posts that are being forgotten, some hundred votes at once; says whether nothing is
/// left. `owners` is a list for `json_each`.
pub(super) fn forget(tx: &mut Tx<'_>, owners: &str) -> Result<bool> {
    let gone = tx.run(
        sql!(
            "DELETE FROM poll_vote WHERE (poll_id, account_id) IN (
               SELECT v.poll_id, v.account_id FROM poll p JOIN poll_vote v ON v.poll_id = p.id
               WHERE p.owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) LIMIT $2)"
        ),
        &[&owners, &MOST],
    )?;
    if gone == u64::try_from(MOST).unwrap_or_default() {
        return Ok(false);
    }
    tx.run(
        sql!(
            "DELETE FROM poll_option WHERE poll_id IN (
               SELECT p.id FROM poll p WHERE p.owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)))"
        ),
        &[&owners],
    )?;
    tx.run(sql!("DELETE FROM poll WHERE owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"), &[&owners])?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(options: [&str; 4]) -> [String; 4] {
        options.map(str::to_owned)
    }

    fn wrong(options: [&str; 4], days: &str) -> Vec<(&'static str, &'static str)> {
        let invalid = PollSketch::parse_whole(&typed(options), days).unwrap_err();
        invalid.fields().iter().map(|error| (error.field, error.message)).collect()
    }

    #[test]
    fn a_poll_has_two_options_at_least_and_each_is_another() {
        let whole = PollSketch::parse_whole(&typed([" Tea ", "", "Coffee", ""]), "3").unwrap();
        assert_eq!(whole, PollSketch { options: vec!["Tea".to_owned(), "Coffee".to_owned()], days: 3 });
        assert!(whole.is_whole());
        assert_eq!(PollSketch::parse_whole(&typed(["", " ", "", ""]), "").unwrap().options, Vec::<String>::new());
        assert_eq!(wrong(["Tea", "", "", ""], "1"), [("option_2", "poll-one-option")]);
        assert_eq!(wrong(["", "Tea", "", ""], "1"), [("option_1", "poll-one-option")]);
        assert_eq!(
            wrong(["Äpfel", "x", "äPFEL", "X "], "1"),
            [("option_3", "poll-option-twice"), ("option_4", "poll-option-twice")]
        );
        assert_eq!(wrong(["a  b", "a b", "", ""], "1"), [("option_2", "poll-option-twice")]);
        let long = "é".repeat(61);
        assert_eq!(wrong(["x", &long, "", ""], "2"), [("option_2", "field-too-long"), ("days", "poll-days-unknown")]);
        assert!(PollSketch::parse_whole(&typed(["x", &"é".repeat(60), "", ""]), "14").is_ok());
    }

    #[test]
    fn a_draft_may_be_on_its_way_to_a_poll() {
        for options in [["Tea", "", "", ""], ["Tea", "tea", "", ""]] {
            assert!(!PollSketch::parse(&typed(options), "7").unwrap().is_whole());
        }
        for days in ["0", "2", "15", "-1", "x", "07", "99999999999999999999"] {
            assert!(PollSketch::parse(&typed(["", "", "", ""]), days).is_err(), "{days}");
        }
        assert!(PollSketch::parse(&typed(["a\u{7}", "", "", ""]), "7").is_err());
    }

    #[test]
    fn percents_add_up_to_a_hundred() {
        assert_eq!(percents(&[0, 0]), [0, 0]);
        assert_eq!(percents(&[1, 1, 1]), [34, 33, 33]);
        assert_eq!(percents(&[2, 1]), [67, 33]);
        assert_eq!(percents(&[1, 0, 0, 0]), [100, 0, 0, 0]);
        assert_eq!(percents(&[1, 999]), [0, 100]);
        for votes in [[1, 2, 3, 7], [5, 5, 5, 4], [1, 1, 1, 1_000_003]] {
            assert_eq!(percents(&votes).iter().sum::<i64>(), 100, "{votes:?}");
        }
    }
}
