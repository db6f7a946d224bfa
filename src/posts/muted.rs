//! Whose posts, and posts with which hashtags and words, somebody does not want to see at home. Nobody else learns of it;
//! a connection stays, and pages other than home show what they showed.

use const_format::formatcp;
use db::{Read, Tx, record, sql};
use text::{Phrases, phrase_key, tag_key};

use crate::accounts::people;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, Invalid, MemberActor, PostId, Result, limits};
use crate::profiles::{PEOPLE, PERSON_VISIBLE};

/// How long somebody is snoozed, µs.
pub const SNOOZE_US: i64 = 30 * limits::DAY_US;

macro_rules! is_heard {
    ($person:literal) => {
        concat!(
            "NOT EXISTS (SELECT 1 FROM muted_person u WHERE u.account_id = $1 AND u.person_id = ",
            $person,
            " AND (u.until_us IS NULL OR u.until_us > $4))"
        )
    };
}

/// Whether the actor `$1` does not mute the person of a row of `SOURCES` in [`feed`](super::feed), at the time `$4`.
pub(super) const IS_HEARD: &str = is_heard!("source.author_id");
/// Likewise of the author of the post `o`, whoever passed it on.
pub(super) const IS_AUTHOR_HEARD: &str = is_heard!("o.author_id");
/// Likewise of the person `a`.
pub(super) const IS_PERSON_HEARD: &str = is_heard!("a.id");

/// Whether the actor `$1` has neither hidden the post `o` nor muted a hashtag of it.
pub(super) const IS_WANTED: &str =
    "NOT EXISTS (SELECT 1 FROM hidden_post x WHERE x.account_id = $1 AND x.post_id = o.id)
     AND NOT EXISTS (SELECT 1 FROM post_tag t JOIN muted_tag g ON g.account_id = $1 AND g.tag_key = t.tag_key
                     WHERE t.post_id = o.id)";

/// Lets nothing of somebody else show at home any more, for good or up to a time, µs. What was said before does not hold
/// any more.
///
/// # Errors
/// `NotFound` for oneself, and for whoever does not exist for the actor; otherwise what the database says.
pub fn mute(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId, until_us: Option<i64>) -> Result<()> {
    let now = tx.now_us();
    // Those that have ended by themselves are of no use any more.
    tx.run(sql!("DELETE FROM muted_person WHERE account_id = $1 AND until_us <= $2"), &[&actor.account, &now])?;
    let muted = tx.run(
        sql!(
            "INSERT INTO muted_person (account_id, person_id, since_us, until_us)
             SELECT $1, a.id, $3, $4 FROM {PEOPLE} WHERE a.id = $2 AND a.id <> $1 AND {PERSON_VISIBLE}
             ON CONFLICT (account_id, person_id) DO UPDATE SET since_us = $3, until_us = $4"
        ),
        &[&actor.account, &other, &now, &until_us],
    )?;
    if muted == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Lets them show again. Whom the actor does not mute is not muted after it, either.
///
/// # Errors
/// What the database says.
pub fn unmute(tx: &mut Tx<'_>, actor: MemberActor, other: AccountId) -> Result<()> {
    tx.run(sql!("DELETE FROM muted_person WHERE account_id = $1 AND person_id = $2"), &[&actor.account, &other])?;
    Ok(())
}

/// What posts are muted by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Term {
    /// The key of a hashtag.
    Tag(String),
    /// The key of a word or a phrase, and how it was typed.
    Word(String, String),
}

impl Term {
    /// Reads what was typed: a hashtag with its sign, or a word.
    ///
    /// # Errors
    /// The sentence that says how to mend it.
    pub fn parse(typed: &str) -> Result<Term, Invalid> {
        let mut invalid = Invalid::default();
        let word = invalid.take(limits::MUTED_WORD.line("term", typed)).ok_or_else(|| invalid.clone())?;
        if let (true, Some(key)) = (word.starts_with(['#', '＃']), tag_key(&word)) {
            return Ok(Term::Tag(key));
        }
        let Some(key) = phrase_key(&word) else {
            invalid.add("term", "field-required");
            return Err(invalid);
        };
        Ok(Term::Word(key, word))
    }
}

/// What came of muting a hashtag or a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Muted {
    /// It is muted, now or before.
    Done,
    /// The actor mutes as many as may be.
    Full,
}

/// Lets no post show at home any more that has it.
///
/// # Errors
/// What the database says.
pub fn add(tx: &mut Tx<'_>, actor: MemberActor, term: &Term) -> Result<Muted> {
    // Of two at once, each counts the other.
    people::lock_all(tx, [actor.account])?;
    let now = tx.now_us();
    let (added, count): (u64, i64) = match term {
        Term::Tag(key) => (
            tx.run(
                sql!(
                    "INSERT INTO muted_tag (account_id, tag_key, since_us) VALUES ($1, $2, $3)
                     ON CONFLICT (account_id, tag_key) DO NOTHING"
                ),
                &[&actor.account, key, &now],
            )?,
            tx.one(sql!("SELECT COUNT(*) FROM muted_tag WHERE account_id = $1"), &[&actor.account])?,
        ),
        Term::Word(key, word) => (
            tx.run(
                sql!(
                    "INSERT INTO muted_word (account_id, word_key, word, since_us) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (account_id, word_key) DO NOTHING"
                ),
                &[&actor.account, key, word, &now],
            )?,
            tx.one(sql!("SELECT COUNT(*) FROM muted_word WHERE account_id = $1"), &[&actor.account])?,
        ),
    };
    if added > 0 && count > limits::MUTED {
        end(tx, actor, term)?;
        return Ok(Muted::Full);
    }
    Ok(Muted::Done)
}

/// Lets posts show again that have it.
///
/// # Errors
/// What the database says.
pub fn end(tx: &mut Tx<'_>, actor: MemberActor, term: &Term) -> Result<()> {
    let (sql, key) = match term {
        Term::Tag(key) => (sql!("DELETE FROM muted_tag WHERE account_id = $1 AND tag_key = $2"), key),
        Term::Word(key, _) => (sql!("DELETE FROM muted_word WHERE account_id = $1 AND word_key = $2"), key),
    };
    tx.run(sql, &[&actor.account, key])?;
    Ok(())
}

/// The hashtags the actor mutes, by their keys.
///
/// # Errors
/// What the database says.
pub fn tags(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<String>> {
    Ok(r.all(
        sql!("SELECT tag_key FROM muted_tag WHERE account_id = $1 ORDER BY tag_key LIMIT $2"),
        &[&actor.account, &limits::MUTED],
    )?)
}

/// The words the actor mutes, as they were typed.
///
/// # Errors
/// What the database says.
pub fn words(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<String>> {
    Ok(r.all(
        sql!("SELECT word FROM muted_word WHERE account_id = $1 ORDER BY word_key LIMIT $2"),
        &[&actor.account, &limits::MUTED],
    )?)
}

record! {
    /// Somebody whom a member mutes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct MutedPerson {
        /// Who.
        pub id: AccountId,
        /// The name.
        pub name: String,
        /// The present handle.
        pub handle: String,
        /// Since when, µs.
        pub since_us: i64,
        /// When it ends by itself, µs.
        pub until_us: Option<i64>,
    }
}

/// Whom the actor mutes, the last one first, as far as they exist for the actor.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn people(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<MutedPerson>> {
    const MUTED: &str = formatcp!(
        "{PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current JOIN muted_person m ON m.person_id = a.id"
    );
    let (since, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(since), Part::Int(id)]) => (*since, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let now = r.now_us();
    let rows: Vec<MutedPerson> = r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle, m.since_us, m.until_us FROM {MUTED}
             WHERE m.account_id = $1 AND (m.since_us, m.person_id) < ($2, $3)
               AND (m.until_us IS NULL OR m.until_us > $4) AND {PERSON_VISIBLE}
             ORDER BY m.since_us DESC, m.person_id DESC LIMIT $5"
        ),
        &[&actor.account, &since, &id, &now, &(limits::PEOPLE_PAGE + 1)],
    )?;
    Ok(Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.since_us), Part::Int(row.id.get())])))
}

/// What somebody does not want to see, of posts that were found for their home page already.
pub(super) struct Sieve {
    actor: MemberActor,
    /// Keys of words.
    words: Vec<String>,
}

impl Sieve {
    /// That of the actor.
    pub(super) fn of(r: &mut Read<'_>, actor: MemberActor) -> Result<Sieve> {
        let words = r.all(
            sql!("SELECT word_key FROM muted_word WHERE account_id = $1 LIMIT $2"),
            &[&actor.account, &limits::MUTED],
        )?;
        Ok(Sieve { actor, words })
    }

    /// Whether posts are left out for what they say.
    pub(super) fn reads(&self) -> bool {
        !self.words.is_empty()
    }

    /// Those of these posts the actor wants to see, with their places, in the same order. One's own are always among them.
    pub(super) fn sift(&self, r: &mut Read<'_>, found: Vec<(i64, PostId)>) -> Result<Vec<(i64, PostId)>> {
        if found.is_empty() {
            return Ok(found);
        }
        let list = PostId::list(found.iter().map(|(_, id)| *id));
        let me = &self.actor.account;
        let mut wanted: Vec<PostId> = r.all(
            sql!(
                "SELECT o.id FROM post o WHERE o.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))
                 AND (o.author_id = $1 OR ({IS_WANTED}))"
            ),
            &[me, &list],
        )?;
        if self.reads() {
            let list = PostId::list(wanted.iter().copied());
            let said: Vec<(PostId, String)> = r.all(
                sql!(
                    "SELECT o.id, o.source FROM post o
                     WHERE o.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND o.author_id <> $1"
                ),
                &[me, &list],
            )?;
            let is_muted = |source: &str| {
                let said = Phrases::of(source, limits::POST.max);
                self.words.iter().any(|word| said.say(word))
            };
            let muted: Vec<PostId> = said.iter().filter(|(_, source)| is_muted(source)).map(|(id, _)| *id).collect();
            wanted.retain(|id| !muted.contains(id));
        }
        Ok(found.into_iter().filter(|(_, id)| wanted.contains(id)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_a_hashtag_or_a_word() {
        let word = |key: &str, word: &str| Term::Word(key.to_owned(), word.to_owned());
        assert_eq!(Term::parse(" #Rust ").unwrap(), Term::Tag("rust".to_owned()));
        assert_eq!(Term::parse("＃Ｒｕｓｔ").unwrap(), Term::Tag("rust".to_owned()));
        assert_eq!(Term::parse("Growth  Hacking").unwrap(), word("growth hacking", "Growth  Hacking"));
        assert_eq!(Term::parse("#2026").unwrap(), word("#2026", "#2026"), "no hashtag");
        assert_eq!(Term::parse(&"é".repeat(60)).unwrap(), word(&"é".repeat(60), &"é".repeat(60)));
        for wrong in ["", " ", "\u{200B}", "a\nb", &"é".repeat(61)] {
            assert!(Term::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
