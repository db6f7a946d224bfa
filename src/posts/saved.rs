//! What somebody keeps to find it again. Nobody else learns of it, its author neither.

use std::collections::HashSet;

use db::{Read, Tx, sql};

use super::post;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Error, MemberActor, PostId, Result, limits};
use crate::profiles::Onlooker;

/// Keeps a post. What is kept already stays where it is in the list.
///
/// # Errors
/// `NotFound` if the actor may not read it; otherwise what the database says.
pub fn save(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    post::one(tx, Onlooker::Member(actor.account), id)?;
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO saved_post (account_id, post_id, since_us) SELECT $1, id, $3 FROM post WHERE id = $2
             ON CONFLICT (account_id, post_id) DO NOTHING"
        ),
        &[&actor.account, &id, &now],
    )?;
    Ok(())
}

/// Keeps it no longer, whether or not it can be read still.
///
/// # Errors
/// What the database says.
pub fn unsave(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    tx.run(sql!("DELETE FROM saved_post WHERE account_id = $1 AND post_id = $2"), &[&actor.account, &id])?;
    Ok(())
}

/// Which of these the actor keeps.
///
/// # Errors
/// What the database says.
pub fn among(r: &mut Read<'_>, actor: MemberActor, ids: &[PostId]) -> Result<HashSet<PostId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let list = PostId::list(ids.iter().copied());
    let found: Vec<PostId> = r.all(
        sql!(
            "SELECT post_id FROM saved_post
             WHERE account_id = $1 AND post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
        ),
        &[&actor.account, &list],
    )?;
    Ok(found.into_iter().collect())
}

/// What the actor keeps, the last first. Each is to be read through [`post::some`]: what cannot be read any more is left
/// out, and comes back if it can be again.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn list(r: &mut Read<'_>, actor: MemberActor, after: Option<&Cursor>) -> Result<Page<PostId>> {
    let (since, id) = match after.map(|cursor| cursor.0.as_slice()) {
        None => (i64::MAX, i64::MAX),
        Some([Part::Int(since), Part::Int(id)]) => (*since, *id),
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<(PostId, i64)> = r.all(
        sql!(
            "SELECT post_id, since_us FROM saved_post
             WHERE account_id = $1 AND (since_us, post_id) < ($2, $3) ORDER BY since_us DESC, post_id DESC LIMIT $4"
        ),
        &[&actor.account, &since, &id, &(limits::FEED_PAGE + 1)],
    )?;
    let key = |(id, since): &(PostId, i64)| Cursor(vec![Part::Int(*since), Part::Int(id.get())]);
    let Page { items, next } = Page::from_rows(rows, limits::FEED_PAGE, key);
    Ok(Page { items: items.into_iter().map(|(id, _)| id).collect(), next })
}
