//! Whoever is mentioned may take the mention away: their name is plain text from then on, for everybody, and an edit does
//! not bring the mention back.

use db::{Tx, sql};

use super::{comment, post};
use crate::accounts::people;
use crate::kernel::{CommentId, Error, MemberActor, PostId, Result};
use crate::profiles::Onlooker;

/// Takes the actor's mention out of a post.
///
/// # Errors
/// `NotFound` if the actor may not read the post, or is not mentioned; otherwise what the database says.
pub fn from_post(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    let post = post::one(tx, Onlooker::Member(actor.account), id)?;
    // An edit that mentions them once more waits.
    people::lock_all(tx, [post.author_id])?;
    let marked = tx.run(
        sql!("UPDATE post_mention SET is_removed = TRUE WHERE post_id = $1 AND account_id = $2"),
        &[&id, &actor.account],
    )?;
    if marked == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Takes the actor's mention out of a comment, and gives its post.
///
/// # Errors
/// As [`from_post`].
pub fn from_comment(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId) -> Result<PostId> {
    let (comment, _) = comment::one(tx, Onlooker::Member(actor.account), id)?;
    people::lock_all(tx, [comment.author_id])?;
    let marked = tx.run(
        sql!("UPDATE comment_mention SET is_removed = TRUE WHERE comment_id = $1 AND account_id = $2"),
        &[&id, &actor.account],
    )?;
    if marked == 0 { Err(Error::NotFound) } else { Ok(comment.post_id) }
}
