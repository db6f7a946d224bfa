//! Which posts somebody sees, and in which order: the newest first; and what stands beside each.

use const_format::formatcp;
use db::{Read, sql};

use super::model::{NearPost, POST_VISIBLE, Post};
use super::muted::{IS_HEARD, IS_WANTED, Sieve};
use super::reactions::Given;
use super::{images, post, previews, reactions, saved};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Actor, Error, MemberActor, PostId, Result, limits};
use crate::network::{Ties, closeness};
use crate::profiles::{Onlooker, PEOPLE};

/// Posts with a hashtag that are looked at for one page of those somebody may read.
const LOOKED_AT: i64 = 1_000;

/// How many posts are looked at for one page of those somebody wants to see: in most cases the first is enough.
const BATCHES: [i64; 3] = [limits::FEED_PAGE + 1, 4 * limits::FEED_PAGE, 16 * limits::FEED_PAGE];

/// New posts are counted up to this; whether there are more is known as well.
pub const COUNTED: i64 = 20;

/// Whom the actor `$1` is connected with or follows, and the actor; and how wide the audience of their posts must be: what
/// is for connections alone is not looked for among those one only follows.
const SOURCES: &str = "(SELECT high_id AS author_id, 1 AS least FROM connection
       WHERE low_id = $1 AND state = 2 AND low_follows
     UNION ALL SELECT low_id, 1 FROM connection WHERE high_id = $1 AND state = 2 AND high_follows
     UNION ALL SELECT followed, 2 FROM follow WHERE follower_id = $1
     UNION ALL SELECT CAST($1 AS BIGINT), 1) source";

fn before(after: Option<&Cursor>) -> Result<i64> {
    match after.map(|cursor| cursor.0.as_slice()) {
        None => Ok(i64::MAX),
        Some([Part::Int(id)]) => Ok(*id),
        Some(_) => Err(Error::NotFound),
    }
}

fn page(ids: Vec<PostId>) -> Page<PostId> {
    Page::from_rows(ids, limits::FEED_PAGE, |id| Cursor(vec![Part::Int(id.get())]))
}

fn number(ids: &[PostId]) -> i64 {
    i64::try_from(ids.len()).unwrap_or(i64::MAX)
}

/// Posts of those the actor is connected with or follows, and the actor's own, without what the actor has hidden or muted.
/// Each is to be read through [`post::some`], which leaves out what the actor may not see. However many are left out, the
/// next page goes on where this one ends.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn home(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<PostId>> {
    let sieve = Sieve::of(r, actor)?;
    let (mut before, mut wanted) = (before(after)?, Vec::new());
    for most in BATCHES {
        let ids = newest(r, actor, before, most)?;
        let last = ids.last().filter(|_| number(&ids) == most).copied();
        wanted.extend(sieve.sift(r, ids)?);
        match last {
            Some(last) if number(&wanted) <= limits::FEED_PAGE => before = last.get(),
            _ => return Ok(page(wanted)),
        }
    }
    Ok(Page { items: wanted, next: Some(Cursor(vec![Part::Int(before)])) })
}

/// What [`home`] looks at, whether or not it is wanted.
fn newest(r: &mut Read<'_>, actor: MemberActor, before: i64, most: i64) -> Result<Vec<PostId>> {
    const IS_THERE: &str =
        formatcp!("EXISTS (SELECT 1 FROM account a WHERE a.id = source.author_id AND a.state = 1) AND {IS_HEARD}");
    let now = r.now_us();
    Ok(r.all(
        sql!(
            sqlite: "SELECT o.id FROM {SOURCES} CROSS JOIN post o
                WHERE {IS_THERE} AND o.author_id = source.author_id AND o.removed_us IS NULL
                  AND o.audience >= source.least AND o.id < $2
                ORDER BY o.id DESC LIMIT $3",
            postgres: "SELECT o.id FROM {SOURCES} CROSS JOIN LATERAL (
                  SELECT p.id FROM post p WHERE p.author_id = source.author_id AND p.removed_us IS NULL
                    AND p.audience >= source.least AND p.id < $2 ORDER BY p.id DESC LIMIT $3) o
                WHERE {IS_THERE} ORDER BY o.id DESC LIMIT $3"
        ),
        &[&actor.account, &before, &most, &now],
    )?)
}

/// How many posts of others that [`home`] shows are younger than one; [`COUNTED`] and one more for all that are more.
///
/// # Errors
/// What the database says.
pub fn count_since(r: &mut Read<'_>, actor: MemberActor, since: PostId) -> Result<i64> {
    const NEWER: &str = formatcp!(
        "{SOURCES} CROSS JOIN post o JOIN account a ON a.id = o.author_id LEFT JOIN profile p ON p.account_id = a.id
         WHERE o.author_id = source.author_id AND source.author_id <> $1 AND o.audience >= source.least
           AND o.id > $2 AND {POST_VISIBLE} AND {IS_HEARD} AND {IS_WANTED}"
    );
    let (viewer, now) = (Onlooker::Member(actor.account), r.now_us());
    let sieve = Sieve::of(r, actor)?;
    if !sieve.reads() {
        return Ok(r.one(
            sql!("SELECT COUNT(*) FROM (SELECT o.id FROM {NEWER} LIMIT $3) counted"),
            &[&viewer, &since, &(COUNTED + 1), &now],
        )?);
    }
    let (mut since, mut count) = (since, 0);
    for most in BATCHES {
        let ids: Vec<PostId> =
            r.all(sql!("SELECT o.id FROM {NEWER} ORDER BY o.id LIMIT $3"), &[&viewer, &since, &most, &now])?;
        let last = ids.last().filter(|_| number(&ids) == most).copied();
        count += number(&sieve.sift(r, ids)?);
        match last {
            Some(last) if count <= COUNTED => since = last,
            _ => break,
        }
    }
    Ok(count.min(COUNTED + 1))
}

/// Posts with a hashtag, by its key, as far as the viewer may read them.
///
/// # Errors
/// As [`home`].
pub fn of_tag(r: &mut Read<'_>, viewer: Onlooker, key: &str, after: Option<&Cursor>) -> Result<Page<PostId>> {
    let before = before(after)?;
    let ids: Vec<PostId> = r.all(
        sql!(
            "SELECT o.id FROM (SELECT t.post_id FROM post_tag t WHERE t.tag_key = $2 AND t.post_id < $3
                               ORDER BY t.post_id DESC LIMIT $5) few
             CROSS JOIN post o JOIN account a ON a.id = o.author_id LEFT JOIN profile p ON p.account_id = a.id
             WHERE o.id = few.post_id AND {POST_VISIBLE} ORDER BY o.id DESC LIMIT $4"
        ),
        &[&viewer, &key, &before, &(limits::FEED_PAGE + 1), &LOOKED_AT],
    )?;
    let mut page = page(ids);
    if page.next.is_none() {
        // However few of those that were looked at may be read, the rest is on the next page.
        let last: Option<PostId> = r.opt(
            sql!(
                "SELECT post_id FROM post_tag WHERE tag_key = $1 AND post_id < $2
                 ORDER BY post_id DESC LIMIT 1 OFFSET $3"
            ),
            &[&key, &before, &(LOOKED_AT - 1)],
        )?;
        page.next = last.map(|id| Cursor(vec![Part::Int(id.get())]));
    }
    Ok(page)
}

/// Somebody's posts as far as the viewer may read them.
///
/// # Errors
/// As [`home`].
pub fn of_author(
    r: &mut Read<'_>,
    viewer: Onlooker,
    author: AccountId,
    after: Option<&Cursor>,
) -> Result<Page<PostId>> {
    let ids = r.all(
        sql!(
            "SELECT o.id FROM {PEOPLE} JOIN post o ON o.author_id = a.id
             WHERE a.id = $2 AND o.id < $3 AND {POST_VISIBLE} ORDER BY o.id DESC LIMIT $4"
        ),
        &[&viewer, &author, &before(after)?, &(limits::FEED_PAGE + 1)],
    )?;
    Ok(page(ids))
}

/// These posts as far as the actor may read them, the newest first, with how near their authors are, whom they mention,
/// their pictures, which of them the actor keeps, and how people find them.
///
/// # Errors
/// What the database says.
pub fn seen(r: &mut Read<'_>, ties: &Ties, actor: Actor, ids: &[PostId]) -> Result<Vec<NearPost>> {
    let viewer = Onlooker::from(actor);
    let posts = post::some(r, viewer, ids)?;
    let mentions = post::mentions(r, viewer, ids)?;
    let shown: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let images = images::of_posts(r, &shown)?;
    let mut previews = previews::of(r, &shown)?;
    let mut authors: Vec<_> = posts.iter().map(|post| post.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let subjects: Vec<i64> = posts.iter().map(|post| post.id.get()).collect();
    let given = reactions::of(r, viewer, &subjects)?;
    let (close, saved) = match actor {
        Actor::Member(member) => (closeness::of(r, ties, member, &authors)?, Some(saved::among(r, member, ids)?)),
        _ => (Vec::new(), None),
    };
    let mut near = |(post, given): (Post, Given)| {
        let at = authors.binary_search(&post.author_id).ok();
        let close = at.and_then(|at| close.get(at)).cloned().unwrap_or_default();
        let mentions = mentions.iter().filter(|mention| mention.within == post.id.get()).cloned().collect();
        let images = images.iter().filter(|(of, _)| *of == post.id).map(|(_, image)| image.clone()).collect();
        let is_saved = saved.as_ref().map(|saved| saved.contains(&post.id));
        let preview = previews.iter().position(|preview| preview.post_id == post.id).map(|at| previews.swap_remove(at));
        let is_own = actor.account() == Some(post.author_id);
        NearPost { close, is_own, is_saved, mentions, given, images, preview, post }
    };
    Ok(posts.into_iter().zip(given).map(&mut near).collect())
}
