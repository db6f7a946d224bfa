//! Which posts somebody sees, and in which order: the newest first.

use db::{Read, sql};

use super::model::POST_VISIBLE;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, MemberActor, PostId, Result, limits};
use crate::profiles::{Onlooker, PEOPLE};

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

/// Posts of those the actor is connected with or follows, and the actor's own. Each is to be read through
/// [`post::some`](super::post::some), which leaves out what the actor may not see.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn home(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<PostId>> {
    // All of it stands in indexes. What is for connections alone is not looked for among those one only follows.
    let ids = r.all(
        sql!(
            "SELECT o.id FROM (
               SELECT high_id AS author_id, 1 AS least FROM connection WHERE low_id = $1 AND state = 2 AND low_follows
               UNION ALL SELECT low_id, 1 FROM connection WHERE high_id = $1 AND state = 2 AND high_follows
               UNION ALL SELECT followed, 2 FROM follow WHERE follower_id = $1
               UNION ALL SELECT CAST($1 AS BIGINT), 1) source
             CROSS JOIN post o
             WHERE o.author_id = source.author_id AND o.removed_us IS NULL AND o.audience >= source.least AND o.id < $2
             ORDER BY o.id DESC LIMIT $3"
        ),
        &[&actor.account, &before(after)?, &(limits::FEED_PAGE + 1)],
    )?;
    Ok(page(ids))
}

/// Posts with a hashtag, by its key, as far as the viewer may read them.
///
/// # Errors
/// As [`home`].
pub fn of_tag(r: &mut Read<'_>, viewer: Onlooker, key: &str, after: Option<&Cursor>) -> Result<Page<PostId>> {
    let ids = r.all(
        sql!(
            "SELECT t.post_id FROM post_tag t JOIN post o ON o.id = t.post_id
             JOIN account a ON a.id = o.author_id LEFT JOIN profile p ON p.account_id = a.id
             WHERE t.tag_key = $2 AND t.post_id < $3 AND {POST_VISIBLE} ORDER BY t.post_id DESC LIMIT $4"
        ),
        &[&viewer, &key, &before(after)?, &(limits::FEED_PAGE + 1)],
    )?;
    Ok(page(ids))
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
