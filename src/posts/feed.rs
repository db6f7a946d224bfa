//! Which posts somebody sees, and in which order: the newest first; and what stands beside each.

use std::collections::HashSet;

use const_format::formatcp;
use db::{Read, sql};

use super::model::{Cue, NearPost, POST_VISIBLE, Post};
use super::muted::{IS_AUTHOR_HEARD, IS_HEARD, IS_WANTED, Sieve};
use super::reactions::Given;
use super::{images, polls, post, previews, quotes, reactions, reposts, saved};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Actor, Error, MemberActor, PostId, Result, limits};
use crate::network::{Ties, closeness};
use crate::profiles::{Onlooker, PEOPLE};

/// Posts with a hashtag that are looked at for one page of those somebody may read.
const LOOKED_AT: i64 = 1_000;

/// Posts that are looked at for one page of those that are wanted and stand nowhere further up: in most cases the first is
/// enough.
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

/// A post in a feed, and where it stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Its place: the id of the post, or of a repost. The higher, the later.
    pub place: i64,
    /// Which post.
    pub post_id: PostId,
    /// How many others have reposted it, of those whom whoever looks follows.
    pub others: i64,
}

impl Entry {
    const fn of((place, post_id): (i64, PostId)) -> Entry {
        Entry { place, post_id, others: 0 }
    }

    const fn is_repost(&self) -> bool {
        self.place != self.post_id.get()
    }
}

/// Whether the repost `n` of the post `o` still shows it: its author may have thought better of it.
const PASSED_ON: &str = "(o.sharing <> 3 OR n.account_id = o.author_id)";

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

/// What those whom the actor is connected with or follows have posted and reposted, and the actor; each post once, where
/// it came up last, without what the actor has hidden or muted. Each is to be read through [`shown`], which leaves out what
/// the actor may not see. However many are left out, the next page goes on where this one ends.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn home(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<Entry>> {
    // What came up since the first page was read does not take anything off the next.
    let (mut before, mut top) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, None),
        Some([Part::Int(before), Part::Int(top)]) => (*before, Some(*top)),
        Some(_) => return Err(Error::NotFound),
    };
    let (sieve, mut shown) = (Sieve::of(r, actor)?, Vec::new());
    for most in BATCHES {
        let found = newest(r, actor, before, most)?;
        top = top.or_else(|| found.first().map(|(place, _)| *place));
        let last = found.last().filter(|_| number(&found) == most).map(|(place, _)| *place);
        let wanted = sieve.sift(r, found)?;
        shown.extend(once(r, actor, wanted, top.unwrap_or(before))?);
        match last {
            Some(last) if number(&shown) <= limits::FEED_PAGE => before = last,
            _ => {
                let cursor = |entry: &Entry| Cursor(vec![Part::Int(entry.place), Part::Int(top.unwrap_or(before))]);
                return Ok(Page::from_rows(shown, limits::FEED_PAGE, cursor));
            }
        }
    }
    Ok(Page { items: shown, next: Some(Cursor(vec![Part::Int(before), Part::Int(top.unwrap_or(before))])) })
}

fn number<T>(rows: &[T]) -> i64 {
    i64::try_from(rows.len()).unwrap_or(i64::MAX)
}

/// What [`home`] looks at, whether or not it is wanted and stands further up.
fn newest(r: &mut Read<'_>, actor: MemberActor, before: i64, most: i64) -> Result<Vec<(i64, PostId)>> {
    const IS_THERE: &str =
        formatcp!("EXISTS (SELECT 1 FROM account a WHERE a.id = source.author_id AND a.state = 1) AND {IS_HEARD}");
    const MAY_BE_READ: &str = formatcp!(
        "o.removed_us IS NULL AND {PASSED_ON} AND {IS_AUTHOR_HEARD}
         AND EXISTS (SELECT 1 FROM account a WHERE a.id = o.author_id AND a.state = 1)"
    );
    const POSTED: &str = "SELECT p.id, p.id AS post_id FROM post p
        WHERE p.author_id = source.author_id AND p.removed_us IS NULL AND p.audience >= source.least AND p.id < $2
        ORDER BY p.id DESC LIMIT $3";
    const REPOSTED: &str = "SELECT m.id, m.post_id, m.account_id FROM repost m
        WHERE m.account_id = source.author_id AND m.id < $2 ORDER BY m.id DESC LIMIT $3";
    let now = r.now_us();
    Ok(r.all(
        sql!(
            sqlite: "SELECT o.id AS place, o.id FROM {SOURCES} CROSS JOIN post o
                WHERE {IS_THERE} AND o.id IN (SELECT id FROM ({POSTED}))
                UNION ALL SELECT n.id, n.post_id FROM {SOURCES} CROSS JOIN repost n CROSS JOIN post o
                WHERE {IS_THERE} AND n.id IN (SELECT id FROM ({REPOSTED})) AND o.id = n.post_id AND {MAY_BE_READ}
                ORDER BY 1 DESC LIMIT $3",
            postgres: "SELECT m.id, m.post_id FROM {SOURCES} CROSS JOIN LATERAL ({POSTED}) m WHERE {IS_THERE}
                UNION ALL SELECT n.id, n.post_id FROM {SOURCES} CROSS JOIN LATERAL ({REPOSTED}) n
                  JOIN post o ON o.id = n.post_id WHERE {IS_THERE} AND {MAY_BE_READ}
                ORDER BY 1 DESC LIMIT $3"
        ),
        &[&actor.account, &before, &most, &now],
    )?)
}

/// Leaves out what stands further up, because somebody reposted it later.
fn once(r: &mut Read<'_>, actor: MemberActor, found: Vec<(i64, PostId)>, top: i64) -> Result<Vec<Entry>> {
    let ids: Vec<PostId> = found.iter().map(|(_, id)| *id).collect();
    let passed = reposts::passed(r, actor, &ids, top)?;
    let entry = |row: (i64, PostId)| {
        let entry = Entry::of(row);
        match passed.iter().find(|passed| passed.post_id == entry.post_id) {
            Some(passed) if passed.newest > entry.place => None,
            Some(passed) if entry.is_repost() => Some(Entry { others: passed.many - 1, ..entry }),
            _ => Some(entry),
        }
    };
    Ok(found.into_iter().filter_map(entry).collect())
}

/// How many posts of others, and reposts, [`home`] shows that are younger than a place in it; [`COUNTED`] and one more for
/// all that are more.
///
/// # Errors
/// What the database says.
pub fn count_since(r: &mut Read<'_>, actor: MemberActor, since: i64) -> Result<i64> {
    const NEWER: &str = formatcp!(
        "SELECT o.id AS place, o.id AS post_id
         FROM {SOURCES} CROSS JOIN post o JOIN account a ON a.id = o.author_id LEFT JOIN profile p ON p.account_id = a.id
         WHERE o.author_id = source.author_id AND source.author_id <> $1 AND o.audience >= source.least
           AND o.id > $2 AND {POST_VISIBLE} AND {IS_HEARD} AND {IS_WANTED}
         UNION ALL SELECT n.id, o.id
         FROM {SOURCES} CROSS JOIN repost n JOIN account s ON s.id = n.account_id JOIN post o ON o.id = n.post_id
           JOIN account a ON a.id = o.author_id LEFT JOIN profile p ON p.account_id = a.id
         WHERE n.account_id = source.author_id AND source.author_id <> $1 AND n.id > $2 AND s.state = 1 AND {PASSED_ON}
           AND {POST_VISIBLE} AND {IS_HEARD} AND {IS_AUTHOR_HEARD} AND (o.author_id = $1 OR ({IS_WANTED}))"
    );
    let (viewer, now) = (Onlooker::Member(actor.account), r.now_us());
    let sieve = Sieve::of(r, actor)?;
    if !sieve.reads() {
        return Ok(r.one(
            sql!("SELECT COUNT(*) FROM (SELECT DISTINCT post_id FROM ({NEWER}) newer LIMIT $3) counted"),
            &[&viewer, &since, &(COUNTED + 1), &now],
        )?);
    }
    let (mut since, mut counted) = (since, HashSet::new());
    for most in BATCHES {
        let found: Vec<(i64, PostId)> = r.all(
            sql!("SELECT place, post_id FROM ({NEWER}) newer ORDER BY place LIMIT $3"),
            &[&viewer, &since, &most, &now],
        )?;
        let last = found.last().filter(|_| number(&found) == most).map(|(place, _)| *place);
        counted.extend(sieve.sift(r, found)?.into_iter().map(|(_, id)| id));
        match last {
            Some(last) if i64::try_from(counted.len()).unwrap_or(i64::MAX) <= COUNTED => since = last,
            _ => break,
        }
    }
    Ok(i64::try_from(counted.len()).unwrap_or(i64::MAX).min(COUNTED + 1))
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

/// What somebody has posted and reposted, as far as the viewer may read it; to be read through [`shown`].
///
/// # Errors
/// As [`home`].
pub fn of_author(r: &mut Read<'_>, viewer: Onlooker, author: AccountId, after: Option<&Cursor>) -> Result<Page<Entry>> {
    let found: Vec<(i64, PostId)> = r.all(
        sql!(
            "SELECT o.id AS place, o.id FROM {PEOPLE} JOIN post o ON o.author_id = a.id
             WHERE a.id = $2 AND o.id < $3 AND {POST_VISIBLE}
             UNION ALL SELECT n.id, n.post_id FROM repost n CROSS JOIN post o JOIN account a ON a.id = o.author_id
               LEFT JOIN profile p ON p.account_id = a.id
             WHERE n.account_id = $2 AND n.id < $3 AND o.id = n.post_id AND {PASSED_ON} AND {POST_VISIBLE}
             ORDER BY 1 DESC LIMIT $4"
        ),
        &[&viewer, &author, &before(after)?, &(limits::FEED_PAGE + 1)],
    )?;
    let Page { items, next } = Page::from_rows(found, limits::FEED_PAGE, |(place, _)| Cursor(vec![Part::Int(*place)]));
    Ok(Page { items: items.into_iter().map(Entry::of).collect(), next })
}

/// These posts as [`seen`], in their order, with who reposted them. Where a post stands twice, the first is shown.
///
/// # Errors
/// What the database says.
pub fn shown(r: &mut Read<'_>, ties: &Ties, actor: Actor, entries: &[Entry]) -> Result<Vec<NearPost>> {
    let ids: Vec<PostId> = entries.iter().map(|entry| entry.post_id).collect();
    let mut posts = seen(r, ties, actor, &ids)?;
    let places: Vec<i64> = entries.iter().filter(|entry| entry.is_repost()).map(|entry| entry.place).collect();
    let cues = reposts::cues(r, Onlooker::from(actor), &places)?;
    let one = |entry: &Entry| {
        let cue = cues.iter().find(|cue| cue.id == entry.place);
        if entry.is_repost() && cue.is_none() {
            return None;
        }
        let at = posts.iter().position(|near| near.post.id == entry.post_id)?;
        let cue = cue.map(|cue| Cue { others: entry.others, ..cue.clone() });
        Some(NearPost { cue, ..posts.swap_remove(at) })
    };
    Ok(entries.iter().filter_map(one).collect())
}

/// These posts as far as the actor may read them, the newest first, with how near their authors are, whom they mention,
/// their pictures and polls, what they quote, which of them the actor keeps and has reposted, and how people find them.
///
/// # Errors
/// What the database says.
pub fn seen(r: &mut Read<'_>, ties: &Ties, actor: Actor, ids: &[PostId]) -> Result<Vec<NearPost>> {
    let viewer = Onlooker::from(actor);
    let posts = post::some(r, viewer, ids)?;
    let mentions = post::mentions(r, viewer, ids)?;
    let shown: Vec<PostId> = posts.iter().map(|post| post.id).collect();
    let images = images::of_posts(r, &shown)?;
    let mut polls = polls::of_posts(r, viewer, &shown)?;
    let mut previews = previews::of(r, &shown)?;
    let mut authors: Vec<_> = posts.iter().map(|post| post.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let subjects: Vec<i64> = posts.iter().map(|post| post.id.get()).collect();
    let given = reactions::of(r, viewer, &subjects)?;
    let (close, saved, reposted) = match actor {
        Actor::Member(member) => (
            closeness::of(r, ties, member, &authors)?,
            Some(saved::among(r, member, ids)?),
            Some(reposts::among(r, member, ids)?),
        ),
        _ => (Vec::new(), None, None),
    };
    let mut quotes = quotes::of(r, viewer, &posts)?;
    let mut near = |(post, given): (Post, Given)| {
        let at = authors.binary_search(&post.author_id).ok();
        let close = at.and_then(|at| close.get(at)).cloned().unwrap_or_default();
        let mentions = mentions.iter().filter(|mention| mention.within == post.id.get()).cloned().collect();
        let images = images.iter().filter(|(of, _)| *of == post.id).map(|(_, image)| image.clone()).collect();
        let is_saved = saved.as_ref().map(|saved| saved.contains(&post.id));
        let poll = polls.iter().position(|poll| poll.post_id == post.id).map(|at| polls.swap_remove(at));
        let preview = previews.iter().position(|preview| preview.post_id == post.id).map(|at| previews.swap_remove(at));
        let is_own = actor.account() == Some(post.author_id);
        let is_reposted = reposted.as_ref().map(|reposted| reposted.contains(&post.id));
        let quote = quotes.iter().position(|(id, _)| *id == post.id).map(|at| quotes.swap_remove(at).1);
        let cue = None;
        NearPost { close, is_own, is_saved, mentions, given, images, poll, preview, quote, is_reposted, cue, post }
    };
    Ok(posts.into_iter().zip(given).map(&mut near).collect())
}
