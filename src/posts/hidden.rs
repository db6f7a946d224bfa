//! Posts that somebody does not want to see at home. They stand wherever else they stood, and nobody else learns of it.

use db::{Read, Tx, sql};

use super::post;
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{Error, MemberActor, PostId, Result, limits};
use crate::profiles::Onlooker;

/// Hides somebody else's post from the actor's home page.
///
/// # Errors
/// `NotFound` for one's own, and for what the actor may not read; otherwise what the database says.
pub fn hide(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    if post::one(tx, Onlooker::Member(actor.account), id)?.author_id == actor.account {
        return Err(Error::NotFound);
    }
    let now = tx.now_us();
    tx.run(
        sql!(
            "INSERT INTO hidden_post (account_id, post_id, since_us) SELECT $1, id, $3 FROM post WHERE id = $2
             ON CONFLICT (account_id, post_id) DO NOTHING"
        ),
        &[&actor.account, &id, &now],
    )?;
    Ok(())
}

/// Lets it stand there again, whether or not it can be read still.
///
/// # Errors
/// What the database says.
pub fn unhide(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    tx.run(sql!("DELETE FROM hidden_post WHERE account_id = $1 AND post_id = $2"), &[&actor.account, &id])?;
    Ok(())
}

/// What the actor has hidden, the last first. Each is to be read through [`post::some`], as with
/// [`saved::list`](super::saved::list).
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
            "SELECT post_id, since_us FROM hidden_post
             WHERE account_id = $1 AND (since_us, post_id) < ($2, $3) ORDER BY since_us DESC, post_id DESC LIMIT $4"
        ),
        &[&actor.account, &since, &id, &(limits::FEED_PAGE + 1)],
    )?;
    let key = |(id, since): &(PostId, i64)| Cursor(vec![Part::Int(*since), Part::Int(id.get())]);
    let Page { items, next } = Page::from_rows(rows, limits::FEED_PAGE, key);
    Ok(Page { items: items.into_iter().map(|(id, _)| id).collect(), next })
}

/// Forgets who has hidden these posts; `posts` is a list for `json_each`.
pub(super) fn forget(tx: &mut Tx<'_>, posts: &str) -> Result<()> {
    tx.run(
        sql!("DELETE FROM hidden_post WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&posts],
    )?;
    Ok(())
}
