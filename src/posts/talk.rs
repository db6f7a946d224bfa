//! What is said to a post, as whoever looks sees it: threads of a comment and the replies to it.

use db::Read;

use super::comment::{self, Comment, Order, Place};
use super::model::{Mention, Standing};
use super::reactions::{self, Given};
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::{Actor, CommentId, Error, PostId, Result, limits};
use crate::network::{Closeness, Ties, closeness};
use crate::profiles::Onlooker;

/// A comment, and how it stands to whoever looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NearComment {
    /// The comment.
    pub comment: Comment,
    /// How near its author is.
    pub close: Closeness,
    /// Whether it is one's own.
    pub is_own: bool,
    /// Whether the author of the post said it.
    pub is_by_author: bool,
    /// Whether whoever looks may take it back: it is theirs, or the post is.
    pub may_remove: bool,
    /// Whom it mentions, of those who exist for whoever looks.
    pub mentions: Vec<Mention>,
    /// How people find it.
    pub given: Given,
}

/// Why a comment is not shown that others replied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Whoever said it took it back.
    TakenBack,
    /// The author of the post took it away.
    Removed,
    /// The team took it down.
    TakenDown,
    /// It is not for whoever looks. Nothing more is told.
    Hidden,
}

/// A comment to a post itself, and replies to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// Which comment.
    pub id: CommentId,
    /// The comment, or why it is not shown.
    pub root: Result<NearComment, Missing>,
    /// The first replies, or those that were asked for.
    pub replies: Vec<NearComment>,
    /// The reply after which there are more.
    pub more: Option<CommentId>,
    /// Whether there are replies before these.
    pub has_earlier: bool,
    /// How many replies there are; whoever may not read some of them finds fewer.
    pub count: i64,
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// In which order.
    pub order: Order,
    /// Where the page begins.
    pub after: Option<Cursor>,
    /// A comment that stands first, with its thread.
    pub comment: Option<CommentId>,
    /// The reply after which those of that thread begin.
    pub from: Option<CommentId>,
}

/// What is said to a post: a page of it.
#[derive(Debug, Clone)]
pub struct Talk {
    /// How it stands with the post.
    pub standing: Standing,
    /// The thread of the comment that was asked for.
    pub first: Option<Thread>,
    /// The others.
    pub threads: Vec<Thread>,
    /// Where the next page begins.
    pub next: Option<Cursor>,
}

/// Reads it, for somebody who was found to read the post and with whom it stands so.
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn read(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: Actor,
    post: PostId,
    standing: Standing,
    asked: &Asked,
) -> Result<Talk> {
    let first = match asked.comment {
        Some(id) => thread(r, ties, actor, post, &standing, id, asked.from)?,
        None => None,
    };
    let Page { items: mut places, next } = comment::places(r, post, asked.order, asked.after.as_ref())?;
    places.retain(|place| first.as_ref().is_none_or(|first| first.id != place.id));
    let replies = comment::first_replies(r, &places)?;
    let ids: Vec<CommentId> = places.iter().map(|place| place.id).chain(replies).collect();
    let mut near = near(r, ties, actor, &standing, &ids)?;
    let threads = places.iter().filter_map(|place| {
        let root = take(&mut near, place.id);
        let replies: Vec<NearComment> = near.extract_if(.., |one| one.comment.parent_id == Some(place.id)).collect();
        let is_more = place.replies > limits::REPLIES_SHOWN;
        let more = replies.last().filter(|_| is_more).map(|last| last.comment.id);
        assemble(place, &standing, root, replies, more, false)
    });
    Ok(Talk { standing, first, threads: threads.collect(), next })
}

/// The thread of a comment or a reply to this post; nothing if there is none that can be read.
fn thread(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: Actor,
    post: PostId,
    standing: &Standing,
    id: CommentId,
    from: Option<CommentId>,
) -> Result<Option<Thread>> {
    let Some(root) = comment::root_of(r, post, id)? else { return Ok(None) };
    let place = match comment::place(r, post, root) {
        Err(Error::NotFound) => return Ok(None),
        place => place?,
    };
    let mut start = from.map_or(0, CommentId::get);
    let mut page = comment::replies(r, root, start)?;
    if from.is_none() && id != root && !page.items.contains(&id) && page.next.is_some() {
        // Further down than one page shows: the page begins with it.
        start = id.get() - 1;
        page = comment::replies(r, root, start)?;
    }
    let ids: Vec<CommentId> = std::iter::once(root).chain(page.items.iter().copied()).collect();
    let mut near = near(r, ties, actor, standing, &ids)?;
    let root = take(&mut near, root);
    let more = page.next.as_ref().and_then(|_| page.items.last().copied());
    Ok(assemble(&place, standing, root, near, more, start > 0))
}

/// Replies to a comment on this post, from the first or after one of them, and the last of them if there are more.
///
/// # Errors
/// What the database says.
pub fn replies(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: Actor,
    standing: &Standing,
    root: CommentId,
    after: Option<CommentId>,
) -> Result<(Vec<NearComment>, Option<CommentId>)> {
    let page = comment::replies(r, root, after.map_or(0, CommentId::get))?;
    let more = page.next.as_ref().and_then(|_| page.items.last().copied());
    Ok((near(r, ties, actor, standing, &page.items)?, more))
}

/// One comment, for somebody who was found to read its post.
///
/// # Errors
/// `NotFound` if they may not read the comment; otherwise what the database says.
pub fn one(r: &mut Read<'_>, ties: &Ties, actor: Actor, standing: &Standing, id: CommentId) -> Result<NearComment> {
    near(r, ties, actor, standing, &[id])?.pop().ok_or(Error::NotFound)
}

fn take(near: &mut Vec<NearComment>, id: CommentId) -> Option<NearComment> {
    near.iter().position(|one| one.comment.id == id).map(|at| near.remove(at))
}

/// Nothing for a comment nobody who looks may read, and to which they may read no reply.
fn assemble(
    place: &Place,
    standing: &Standing,
    root: Option<NearComment>,
    replies: Vec<NearComment>,
    more: Option<CommentId>,
    has_earlier: bool,
) -> Option<Thread> {
    if root.is_none() && replies.is_empty() && !has_earlier {
        return None;
    }
    let missing = match place.removed_by {
        None => Missing::Hidden,
        Some(by) if by == place.author_id => Missing::TakenBack,
        Some(by) if by == standing.author_id => Missing::Removed,
        Some(_) => Missing::TakenDown,
    };
    Some(Thread { id: place.id, root: root.ok_or(missing), replies, more, has_earlier, count: place.replies })
}

/// These comments on the post with which it stands so, as far as whoever looks may read them, the first said first.
fn near(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: Actor,
    standing: &Standing,
    ids: &[CommentId],
) -> Result<Vec<NearComment>> {
    let viewer = Onlooker::from(actor);
    let comments = comment::among(r, viewer, standing, ids)?;
    let mentions = comment::mentions(r, viewer, ids)?;
    let subjects: Vec<i64> = comments.iter().map(|comment| comment.id.get()).collect();
    let given = reactions::of(r, viewer, &subjects)?;
    let mut authors: Vec<_> = comments.iter().map(|comment| comment.author_id).collect();
    authors.sort_unstable();
    authors.dedup();
    let close = match actor {
        Actor::Member(member) => closeness::of(r, ties, member, &authors)?,
        _ => Vec::new(),
    };
    let me = actor.account();
    let near = |(comment, given): (Comment, Given)| {
        let at = authors.binary_search(&comment.author_id).ok();
        let is_own = me == Some(comment.author_id);
        NearComment {
            close: at.and_then(|at| close.get(at)).cloned().unwrap_or_default(),
            is_own,
            is_by_author: comment.author_id == standing.author_id,
            may_remove: is_own || me == Some(standing.author_id),
            mentions: mentions.iter().filter(|mention| mention.within == comment.id.get()).cloned().collect(),
            given,
            comment,
        }
    };
    Ok(comments.into_iter().zip(given).map(near).collect())
}
