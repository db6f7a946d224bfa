//! What somebody is about to say: begun on the home page, kept while they write, gone once it is posted.
//!
//! A draft is its author's alone; to everybody else it does not exist.

use db::{Read, Tx, record, sql};

use super::images::{self, Described, Owner};
use super::model::{AUDIENCES, Commenters, Draft, Sharing};
use super::polls::{self, PollSketch};
use super::post::{self, NewPost, Published};
use crate::accounts::people;
use crate::kernel::{DraftId, Error, FieldError, ImageId, Invalid, MemberActor, PostId, Result, limits};
use crate::profiles::Audience;

/// How long a draft that was deleted can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// How long a draft is kept that nobody touches, µs.
const KEPT_US: i64 = 90 * limits::DAY_US;
/// Drafts that are forgotten at once.
const MOST: i64 = 200;

record! {
    /// A draft, as its author sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct OwnDraft {
        /// Which one.
        pub id: DraftId,
        /// What it says so far, Markdown; may be empty.
        pub source: String,
        /// Who is to read it.
        pub audience: Audience,
        /// Who is to comment.
        pub commenters: Commenters,
        /// Who is to pass it on.
        pub sharing: Sharing,
        /// Another number for each change.
        pub version: i64,
        /// When it was last changed, µs.
        pub changed_us: i64,
    }
}

/// What a form says a draft is to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// Markdown; may be empty.
    pub source: String,
    /// Who is to read it.
    pub audience: Audience,
    /// Who is to comment.
    pub commenters: Commenters,
    /// Who is to pass it on.
    pub sharing: Sharing,
    /// What its pictures show.
    pub alts: Described,
    /// What it is to ask; nothing if the form does not speak of it.
    pub poll: Option<PollSketch>,
}

/// Reads what was typed of what pictures show.
///
/// # Errors
/// The field `pictures` and the sentence that says how to mend it.
pub fn described(typed: &[(ImageId, String)]) -> Result<Described, Invalid> {
    let mut invalid = Invalid::default();
    let read = |(id, alt): &(ImageId, String)| {
        let alt = limits::IMAGE_ALT.lines("pictures", alt);
        alt.map(|alt| (*id, alt)).map_err(|error| match error.message {
            "field-too-long" => FieldError { message: "image-alt-too-long", ..error },
            _ => error,
        })
    };
    let alts = invalid.take(typed.iter().map(read).collect::<Result<Described, FieldError>>());
    alts.ok_or(invalid)
}

impl Sketch {
    /// Reads what was typed and chosen: the text, the word of its audience, the words of who is to comment and to pass it on,
    /// which may be left out, and what its pictures show.
    ///
    /// # Errors
    /// The fields and the sentences that say how to mend them.
    pub fn parse(
        typed: &str,
        audience: &str,
        (commenters, sharing): (&str, &str),
        alts: &[(ImageId, String)],
    ) -> Result<Sketch, Invalid> {
        let mut invalid = Invalid::default();
        let source = invalid.take(limits::DRAFT.lines("text", typed));
        let audience = Audience::from_word(audience).filter(|chosen| AUDIENCES.contains(chosen));
        if audience.is_none() {
            invalid.add("audience", "post-audience-unknown");
        }
        let commenters = match commenters {
            "" => Some(Commenters::Readers),
            word => Commenters::from_word(word),
        };
        if commenters.is_none() {
            invalid.add("commenters", "commenters-unknown");
        }
        let sharing = match sharing {
            "" => Some(Sharing::Free),
            word => Sharing::from_word(word),
        };
        if sharing.is_none() {
            invalid.add("sharing", "sharing-unknown");
        }
        let alts = match described(alts) {
            Ok(alts) => Some(alts),
            Err(wrong) => {
                invalid.join(wrong);
                None
            }
        };
        match (source, audience, commenters, sharing, alts) {
            (Some(source), Some(audience), Some(commenters), Some(sharing), Some(alts)) => {
                Ok(Sketch { source, audience, commenters, sharing, alts, poll: None })
            }
            _ => Err(invalid),
        }
    }
}

/// A draft about to be.
#[derive(Debug, Clone)]
pub struct NewDraft {
    /// Its id.
    pub id: DraftId,
    /// Made by the form: a form that is sent twice begins one draft.
    pub request_id: String,
    /// For a form that has begun another draft before.
    pub other_request_id: String,
    /// What it says.
    pub sketch: Sketch,
}

/// What came of beginning one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// Here it is, new or from when the same form was sent before.
    Draft(DraftId),
    /// The actor has as many as fit.
    Full,
}

/// Begins a draft.
///
/// # Errors
/// What the database says.
pub fn begin(tx: &mut Tx<'_>, actor: MemberActor, new: &NewDraft) -> Result<Begun> {
    people::lock_all(tx, [actor.account])?;
    let known: Option<(DraftId, String, i64)> = tx.opt(
        sql!(
            "SELECT id, source, COALESCE(removed_us, 0) FROM draft
             WHERE author_id = $1 AND request_id = $2"
        ),
        &[&actor.account, &new.request_id],
    )?;
    let request_id = match &known {
        Some((id, source, 0)) if *source == new.sketch.source => return Ok(Begun::Draft(*id)),
        // Whoever went back to the form and sends it with other words loses neither.
        Some(_) => &new.other_request_id,
        None => &new.request_id,
    };
    if count(tx, actor)? >= limits::DRAFTS {
        return Ok(Begun::Full);
    }
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO draft (id, author_id, request_id, source, audience, commenters, sharing, changed_us)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
        ),
        &[
            &new.id,
            &actor.account,
            request_id,
            &new.sketch.source,
            &new.sketch.audience,
            &new.sketch.commenters,
            &new.sketch.sharing,
            &now,
        ],
    )?;
    Ok(Begun::Draft(new.id))
}

/// How many the actor has.
///
/// # Errors
/// What the database says.
pub fn count(r: &mut Read<'_>, actor: MemberActor) -> Result<i64> {
    Ok(r.one(sql!("SELECT COUNT(*) FROM draft WHERE author_id = $1 AND removed_us IS NULL"), &[&actor.account])?)
}

/// The actor's drafts, the one that was changed last first: all there may be.
///
/// # Errors
/// What the database says.
pub fn list(r: &mut Read<'_>, actor: MemberActor) -> Result<Vec<OwnDraft>> {
    Ok(r.all(
        sql!(
            "SELECT id, source, audience, commenters, sharing, version, changed_us FROM draft
             WHERE author_id = $1 AND removed_us IS NULL ORDER BY changed_us DESC, id DESC LIMIT $2"
        ),
        &[&actor.account, &limits::DRAFTS],
    )?)
}

/// A draft of the actor's.
///
/// # Errors
/// `NotFound` for one that is not the actor's, or is no more; otherwise what the database says.
pub fn one(r: &mut Read<'_>, actor: MemberActor, id: DraftId) -> Result<OwnDraft> {
    r.opt(
        sql!(
            "SELECT id, source, audience, commenters, sharing, version, changed_us FROM draft
             WHERE id = $1 AND author_id = $2 AND removed_us IS NULL"
        ),
        &[&id, &actor.account],
    )?
    .ok_or(Error::NotFound)
}

/// The same for whoever is about to change it: what one does to one's drafts elsewhere waits.
pub(super) fn own(tx: &mut Tx<'_>, actor: MemberActor, id: DraftId) -> Result<OwnDraft> {
    people::lock_all(tx, [actor.account])?;
    one(tx, actor, id)
}

/// What came of saving one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It says so now, in this version.
    Done(i64),
    /// It was changed elsewhere since the form was opened.
    Elsewhere,
}

/// Lets a draft say something else. `version` is what the form began with.
///
/// # Errors
/// `NotFound` for one that is not the actor's; otherwise what the database says.
pub fn keep(tx: &mut Tx<'_>, actor: MemberActor, id: DraftId, version: i64, sketch: &Sketch) -> Result<Kept> {
    let before = own(tx, actor, id)?;
    if is_same(tx, &before, sketch)? {
        return Ok(Kept::Done(before.version));
    }
    if before.version != version {
        return Ok(Kept::Elsewhere);
    }
    images::set(tx, Owner::Draft(id), &sketch.alts)?;
    if let Some(poll) = &sketch.poll {
        polls::set(tx, id, poll)?;
    }
    let now = tx.now_us();
    let next = version + 1;
    tx.run(
        sql!(
            "UPDATE draft SET source = $2, audience = $3, commenters = $4, version = $5, changed_us = $6, sharing = $7
             WHERE id = $1"
        ),
        &[&id, &sketch.source, &sketch.audience, &sketch.commenters, &next, &now, &sketch.sharing],
    )?;
    Ok(Kept::Done(next))
}

/// Whether a draft says already what a form says. What the form says of pictures that are gone says nothing.
fn is_same(tx: &mut Tx<'_>, before: &OwnDraft, sketch: &Sketch) -> Result<bool> {
    let was = (before.audience, before.commenters, before.sharing);
    let is = (sketch.audience, sketch.commenters, sketch.sharing);
    if before.source != sketch.source || was != is {
        return Ok(false);
    }
    if let Some(poll) = &sketch.poll
        && polls::of_draft(tx, before.id)? != *poll
    {
        return Ok(false);
    }
    let shown = images::of_draft(tx, before.id)?;
    let differs = |(id, alt): &(ImageId, String)| shown.iter().any(|image| image.id == *id && image.alt != *alt);
    Ok(!sketch.alts.iter().any(differs))
}

/// Notes that somebody works on a draft, without its words being others.
pub(super) fn touch(tx: &mut Tx<'_>, id: DraftId) -> Result<()> {
    let now = tx.now_us();
    tx.run(sql!("UPDATE draft SET changed_us = $2 WHERE id = $1"), &[&id, &now])?;
    Ok(())
}

/// What came of posting one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Posted {
    /// It is said, now or when the same button was pressed before.
    Done,
    /// Likewise, and nobody has said what one of its pictures shows.
    Undescribed,
    /// It was changed elsewhere since the form was opened.
    Elsewhere,
    /// The actor has said so much lately that it has to wait.
    TooMany,
}

/// Says what the form says; the draft is gone.
///
/// # Errors
/// `NotFound` for a draft that is not the actor's, or was posted with other words; `Invalid` for a poll that is not ready
/// and of which the form does not speak; otherwise what the database says.
pub fn publish(
    tx: &mut Tx<'_>,
    actor: MemberActor,
    id: DraftId,
    version: i64,
    (post, draft, alts, poll): (PostId, &Draft, &Described, Option<&PollSketch>),
) -> Result<Posted> {
    people::lock_all(tx, [actor.account])?;
    // A draft becomes one post, however often the button is pressed.
    let request_id = format!("draft {id}");
    let before = match one(tx, actor, id) {
        Ok(before) => before,
        Err(Error::NotFound) => {
            let said: Option<(String, Audience)> = tx.opt(
                sql!("SELECT source, audience FROM post WHERE author_id = $1 AND request_id = $2"),
                &[&actor.account, &request_id],
            )?;
            let is_same = said.is_some_and(|(source, audience)| source == draft.source && audience == draft.audience);
            return if is_same { Ok(Posted::Done) } else { Err(Error::NotFound) };
        }
        Err(other) => return Err(other),
    };
    let sketch = Sketch {
        source: draft.source.clone(),
        audience: draft.audience,
        commenters: draft.commenters.unwrap_or(Commenters::Readers),
        sharing: draft.sharing.unwrap_or(Sharing::Free),
        alts: alts.clone(),
        poll: poll.cloned(),
    };
    if before.version != version && !is_same(tx, &before, &sketch)? {
        return Ok(Posted::Elsewhere);
    }
    let asked = polls::to_be_posted(tx, id, poll)?;
    match post::publish(tx, actor, &NewPost { id: post, request_id, draft: draft.clone(), quoted: None })? {
        Published::Done => {}
        Published::TooMany => return Ok(Posted::TooMany),
        // A draft quotes nothing.
        Published::Differs | Published::Unquotable => return Err(Error::NotFound),
    }
    images::set(tx, Owner::Draft(id), alts)?;
    let is_undescribed = images::is_any_undescribed(tx, id)?;
    images::hand_on(tx, id, post)?;
    polls::set(tx, id, &asked)?;
    polls::hand_on(tx, id, post)?;
    forget(tx, &[id])?;
    Ok(if is_undescribed { Posted::Undescribed } else { Posted::Done })
}

/// Deletes a draft. To do so twice changes nothing.
///
/// # Errors
/// `NotFound` for one that is not the actor's; otherwise what the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, id: DraftId) -> Result<()> {
    let now = tx.now_us();
    let removed = tx.run(
        sql!("UPDATE draft SET removed_us = COALESCE(removed_us, $3) WHERE id = $1 AND author_id = $2"),
        &[&id, &actor.account, &now],
    )?;
    if removed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// What came of bringing something back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// It is there.
    Done,
    /// There is no room for it.
    Full,
}

/// Brings back what the actor deleted a moment ago.
///
/// # Errors
/// `NotFound` for what is not the actor's, or is gone; otherwise what the database says.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, id: DraftId) -> Result<Restored> {
    people::lock_all(tx, [actor.account])?;
    let since = tx.now_us() - UNDO_US;
    let removed: Option<i64> = tx.opt(
        sql!(
            "SELECT COALESCE(removed_us, 0) FROM draft
             WHERE id = $1 AND author_id = $2 AND (removed_us IS NULL OR removed_us > $3)"
        ),
        &[&id, &actor.account, &since],
    )?;
    match removed {
        None => return Err(Error::NotFound),
        Some(0) => return Ok(Restored::Done),
        Some(_) => {}
    }
    if count(tx, actor)? >= limits::DRAFTS {
        return Ok(Restored::Full);
    }
    tx.run(sql!("UPDATE draft SET removed_us = NULL WHERE id = $1"), &[&id])?;
    Ok(Restored::Done)
}

/// Forgets drafts that were deleted or that nobody has touched for long, at most some hundred at once.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let (removed, touched) = (tx.now_us() - UNDO_US, tx.now_us() - KEPT_US);
    let gone: Vec<DraftId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM draft WHERE removed_us < $1 LIMIT $2",
            postgres: "SELECT id FROM draft WHERE removed_us < $1 LIMIT $2 FOR UPDATE SKIP LOCKED"
        ),
        &[&removed, &MOST],
    )?;
    forget(tx, &gone)?;
    let old: Vec<DraftId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM draft WHERE changed_us < $1 ORDER BY changed_us LIMIT $2",
            postgres: "SELECT id FROM draft WHERE changed_us < $1 ORDER BY changed_us LIMIT $2 FOR UPDATE SKIP LOCKED"
        ),
        &[&touched, &MOST],
    )?;
    forget(tx, &old)
}

fn forget(tx: &mut Tx<'_>, ids: &[DraftId]) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let list = DraftId::list(ids.iter().copied());
    images::let_go(tx, &list)?;
    polls::forget(tx, &list)?;
    tx.run(sql!("DELETE FROM draft WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"), &[&list])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_may_say_nothing_yet_but_not_more_than_a_post() {
        let empty = Sketch::parse(" \r\n", "members", ("", ""), &[]).unwrap();
        let (audience, commenters, sharing) = (Audience::Members, Commenters::Readers, Sharing::Free);
        let (source, alts, poll) = (String::new(), Vec::new(), None);
        assert_eq!(empty, Sketch { source, audience, commenters, sharing, alts, poll });
        assert!(Sketch::parse(&"é".repeat(3_000), "everyone", ("nobody", "unquoted"), &[]).is_ok());
        assert!(Sketch::parse("x", "everyone", ("all", ""), &[]).is_err());
        assert!(Sketch::parse("x", "everyone", ("", "all"), &[]).is_err());
        for (text, audience) in [("é".repeat(3_001), "everyone"), ("x".to_owned(), "only-me"), ("x".to_owned(), "")] {
            assert!(Sketch::parse(&text, audience, ("readers", "free"), &[]).is_err(), "{audience}");
        }
        let alt = |text: &str| described(&[(ImageId::from_raw(7), text.to_owned())]);
        assert_eq!(alt(" a\r\nb "), Ok(vec![(ImageId::from_raw(7), "a\nb".to_owned())]));
        assert!(alt(&"é".repeat(1_500)).is_ok());
        assert_eq!(alt(&"é".repeat(1_501)).unwrap_err().fields()[0].message, "image-alt-too-long");
    }
}
