//! Quotes: a post that shows another below its own words, to those who may read both.
//!
//! Who may quote, its author says; and takes it out of a quote again. Where the two are apart, nobody is shown it.

use db::{Read, Tx, record, sql};

use super::model::{POST_VISIBLE, Post, Quote, Quoted};
use super::post;
use crate::accounts::people;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Error, MemberActor, PostId, Result, limits};
use crate::profiles::{Onlooker, PEOPLE};

/// Counts a post in or out at the one it quotes, if it quotes one that was left in it.
///
/// # Errors
/// What the database says.
pub(super) fn count(tx: &mut Tx<'_>, id: PostId, step: i64) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE post SET quotes = quotes + $2
             WHERE id = (SELECT q.quoted_id FROM post q WHERE q.id = $1 AND q.detached_us IS NULL)"
        ),
        &[&id, &step],
    )?;
    Ok(())
}

record! {
    struct Pair {
        id: PostId,
        quoted_id: PostId,
    }
}

/// What these posts quote.
///
/// # Errors
/// What the database says.
pub fn of(r: &mut Read<'_>, viewer: Onlooker, posts: &[Post]) -> Result<Vec<(PostId, Quote)>> {
    let quoting = || posts.iter().filter(|post| post.quoted_id.is_some());
    if quoting().next().is_none() {
        return Ok(Vec::new());
    }
    let pairs: Vec<Pair> = r.all(
        sql!(
            "SELECT q.id, q.quoted_id FROM post q JOIN post o ON o.id = q.quoted_id
             WHERE q.id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND q.detached_us IS NULL
               AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = q.author_id AND b.blocked_id = o.author_id)
               AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = o.author_id AND b.blocked_id = q.author_id)"
        ),
        &[&PostId::list(quoting().map(|post| post.id))],
    )?;
    let ids: Vec<PostId> = pairs.iter().map(|pair| pair.quoted_id).collect();
    let quoted = post::some(r, viewer, &ids)?;
    let mentions = post::mentions(r, viewer, &ids)?;
    let quote = |post: &Post| {
        let found = pairs.iter().find(|pair| pair.id == post.id);
        let found = found.and_then(|pair| quoted.iter().find(|quoted| quoted.id == pair.quoted_id));
        match found {
            Some(found) => Quote::Shown(Box::new(Quoted {
                mentions: mentions.iter().filter(|mention| mention.within == found.id.get()).cloned().collect(),
                is_own: viewer == Onlooker::Member(found.author_id),
                post: found.clone(),
            })),
            None if post.is_detached => Quote::Detached,
            None => Quote::Away,
        }
    };
    Ok(quoting().map(|post| (post.id, quote(post))).collect())
}

/// Posts that quote one, as far as the actor may read them, the newest first.
///
/// # Errors
/// `NotFound` if the actor may not read it, and for a cursor that is none of this list; otherwise what the database says.
pub fn list(r: &mut Read<'_>, actor: MemberActor, id: PostId, after: Option<&Cursor>) -> Result<Page<PostId>> {
    let viewer = Onlooker::Member(actor.account);
    post::one(r, viewer, id)?;
    let before = match after.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(id)]) => *id,
        Some(_) => return Err(Error::NotFound),
    };
    let ids = r.all(
        sql!(
            "SELECT o.id FROM {PEOPLE} JOIN post o ON o.author_id = a.id
             WHERE o.quoted_id = $2 AND o.id < $3 AND o.detached_us IS NULL AND {POST_VISIBLE}
             ORDER BY o.id DESC LIMIT $4"
        ),
        &[&viewer, &id, &before, &(limits::FEED_PAGE + 1)],
    )?;
    Ok(Page::from_rows(ids, limits::FEED_PAGE, |id: &PostId| Cursor(vec![Part::Int(id.get())])))
}

/// Takes a post of the actor's out of one that quotes it, or puts it back. Again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read the other, or it quotes none of the actor's; otherwise what the database says.
pub fn leave(tx: &mut Tx<'_>, actor: MemberActor, id: PostId, is_in: bool) -> Result<()> {
    people::lock_all(tx, [actor.account])?;
    let quoted = post::one(tx, Onlooker::Member(actor.account), id)?.quoted_id.ok_or(Error::NotFound)?;
    let own: Option<PostId> =
        tx.opt(sql!("SELECT id FROM post WHERE id = $1 AND author_id = $2"), &[&quoted, &actor.account])?;
    own.ok_or(Error::NotFound)?;
    // Whatever happens to the other post meanwhile waits: its row is counted as it is then.
    if is_in {
        let back = tx.run(
            sql!(
                "UPDATE post SET detached_us = NULL
                 WHERE id = $1 AND detached_us IS NOT NULL AND removed_us IS NULL"
            ),
            &[&id],
        )?;
        return if back > 0 { count(tx, id, 1) } else { Ok(()) };
    }
    let now = tx.now_us();
    let out = tx.run(
        sql!("UPDATE post SET detached_us = $2 WHERE id = $1 AND detached_us IS NULL AND removed_us IS NULL"),
        &[&id, &now],
    )?;
    if out > 0 {
        tx.run(sql!("UPDATE post SET quotes = quotes - 1 WHERE id = $1"), &[&quoted])?;
    }
    Ok(())
}
