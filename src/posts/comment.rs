//! What people say to a post, and to a comment: said, edited, taken back and brought back.
//!
//! Replies stand one level below the comment they begin with; who replies to a reply mentions its author. A comment is for
//! those the post was for when it was said: a post that is for more people later does not tell them what was said to fewer.

use const_format::formatcp;
use db::{LockTable, Read, Tx, record, sql};

use super::model::{Commenters, Mention, Standing};
use super::{post, reactions};
use crate::accounts::people;
use crate::accounts::throttle::{COMMENT, Verdict};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{
    AccountId, Actor, Cap, CommentId, Error, Invalid, MemberActor, PictureAddress, PostId, Result, limits,
};
use crate::network::NOT_APART;
use crate::profiles::{HEADLINE, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO};

/// How long one can bring back what one took back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// How long what a comment said is kept when it was taken back, µs.
const KEPT_US: i64 = limits::DAY_US;
/// Comments that are forgotten at once.
const MOST: i64 = 200;

const POST: LockTable = LockTable::new("post");

/// Comments `c` with their authors, [`PEOPLE`].
const COMMENTS: &str =
    formatcp!("{PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current JOIN comment c ON c.author_id = a.id");

/// Whether the viewer `$1`, who may read its post, may read the comment `c`; `$2` is the closest circle around the author
/// of the post to which they belong, see [`Standing`].
const COMMENT_VISIBLE: &str = formatcp!("(c.removed_us IS NULL AND c.audience >= $2 AND {PERSON_VISIBLE})");

/// The columns of [`Comment`], of [`COMMENTS`].
const SHOWN: &str = formatcp!(
    "c.id, c.post_id, c.parent_id, c.author_id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo,
     c.source, c.said_us, c.edited_us, c.replies"
);

record! {
    /// A comment as a viewer sees it.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Comment {
        /// Which one.
        pub id: CommentId,
        /// To which post.
        pub post_id: PostId,
        /// The comment it is a reply to.
        pub parent_id: Option<CommentId>,
        /// Its author.
        pub author_id: AccountId,
        /// What they are called.
        pub name: String,
        /// Their handle, without `@`.
        pub handle: String,
        /// The line under their name, as far as the viewer may read it.
        pub headline: String,
        /// Their photo, likewise.
        pub photo: Option<PictureAddress>,
        /// What it says, Markdown.
        pub source: String,
        /// When it was said, µs.
        pub said_us: i64,
        /// When it last said something else, µs; 0 never.
        pub edited_us: i64,
        /// Replies to it.
        pub replies: i64,
    }
}

/// What somebody is about to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Markdown.
    pub source: String,
    /// The handles it mentions.
    pub mentions: Vec<String>,
}

impl Words {
    /// Reads what was typed.
    ///
    /// # Errors
    /// The sentence that says how to mend it.
    pub fn parse(typed: &str) -> Result<Words, Invalid> {
        let mut invalid = Invalid::default();
        let source = invalid.take(limits::COMMENT.lines("text", typed)).ok_or(invalid)?;
        let mentions = text::mentions(&source).into_iter().take(limits::POST_MARKS).collect();
        Ok(Words { source, mentions })
    }
}

/// A comment about to be.
#[derive(Debug, Clone)]
pub struct NewComment {
    /// Its id.
    pub id: CommentId,
    /// Made by the form: a form that is sent twice comments once.
    pub request_id: String,
    /// To which post.
    pub post: PostId,
    /// The comment or reply it answers; none for the post itself.
    pub parent: Option<CommentId>,
    /// What it says.
    pub words: Words,
}

/// What came of commenting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// It is said, now or when the same form was sent before.
    Done(CommentId),
    /// The same form has said something else before.
    Differs,
    /// The actor has said so much lately that it has to wait.
    TooMany,
    /// What it answers was taken back.
    Gone,
    /// The author of the post lets others comment.
    Closed(Commenters),
}

/// Says it.
///
/// # Errors
/// `NotFound` if the actor may not read the post; otherwise what the database says.
pub fn say(tx: &mut Tx<'_>, actor: MemberActor, new: &NewComment) -> Result<Said> {
    if let Some(said) = known(tx, actor, new)? {
        return Ok(said);
    }
    let viewer = Onlooker::Member(actor.account);
    let standing = post::standing(tx, viewer, new.post)?;
    if !standing.may_comment {
        return Ok(Said::Closed(standing.commenters));
    }
    // Nothing said to a post is written while it is taken back or purged.
    tx.lock(POST, new.post.get())?;
    let parent = match new.parent {
        None => None,
        Some(answered) => match among(tx, viewer, &standing, &[answered])?.pop() {
            Some(answered) if answered.post_id == new.post => Some(answered.parent_id.unwrap_or(answered.id)),
            _ => return Ok(Said::Gone),
        },
    };
    if let Verdict::Wait(_) = COMMENT.count(tx, &actor.account.to_string())? {
        return Ok(Said::TooMany);
    }
    let now = tx.now_us();
    put(tx, actor, new, parent, now)
}

/// What came of the same form before.
fn known(tx: &mut Tx<'_>, actor: MemberActor, new: &NewComment) -> Result<Option<Said>> {
    let known: Option<(CommentId, PostId, String)> = tx.opt(
        sql!("SELECT id, post_id, source FROM comment WHERE author_id = $1 AND request_id = $2"),
        &[&actor.account, &new.request_id],
    )?;
    let said = |(id, post, source)| {
        let is_same = post == new.post && source == new.words.source;
        if is_same { Said::Done(id) } else { Said::Differs }
    };
    Ok(known.map(said))
}

/// Says it for somebody who may, at a time; `parent` is the comment a reply stands below.
///
/// # Errors
/// What the database says.
pub fn put(
    tx: &mut Tx<'_>,
    actor: MemberActor,
    new: &NewComment,
    parent: Option<CommentId>,
    said_us: i64,
) -> Result<Said> {
    let written = tx.run(
        sql!(
            "INSERT INTO comment (id, post_id, parent_id, author_id, request_id, source, audience, said_us)
             SELECT $1, o.id, $3, $4, $5, $6, o.audience, $7 FROM post o WHERE o.id = $2 AND o.removed_us IS NULL
             ON CONFLICT (author_id, request_id) DO NOTHING"
        ),
        &[&new.id, &new.post, &parent, &actor.account, &new.request_id, &new.words.source, &said_us],
    )?;
    if written == 0 {
        // The same form came twice at the same time, or the post went meanwhile.
        return known(tx, actor, new)?.ok_or(Error::NotFound);
    }
    count(tx, new.post, parent, 1)?;
    mark(tx, actor, new.id, &new.words)?;
    Ok(Said::Done(new.id))
}

/// Counts so many comments more to a post, and to the comment they stand below.
fn count(tx: &mut Tx<'_>, post: PostId, parent: Option<CommentId>, step: i64) -> Result<()> {
    tx.run(sql!("UPDATE post SET comments = comments + $2 WHERE id = $1"), &[&post, &step])?;
    if let Some(parent) = parent {
        tx.run(
            sql!("UPDATE comment SET replies = replies + $2, weight = weight + $2 WHERE id = $1"),
            &[&parent, &step],
        )?;
    }
    Ok(())
}

/// Counts reactions to a comment, which is talked about that much more.
pub(super) fn weigh(tx: &mut Tx<'_>, id: CommentId, step: i64) -> Result<()> {
    tx.run(sql!("UPDATE comment SET weight = weight + $2 WHERE id = $1"), &[&id, &step])?;
    Ok(())
}

/// Notes whom a comment mentions, of those who exist for its author.
fn mark(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId, words: &Words) -> Result<()> {
    if words.mentions.is_empty() {
        return Ok(());
    }
    let handles = serde_json::to_string(&words.mentions).map_err(Error::internal)?;
    tx.run(
        sql!(
            "INSERT INTO comment_mention (comment_id, handle_key, account_id)
             SELECT $2, h.handle_key, a.id FROM handle h JOIN account a ON a.id = h.account_id
             WHERE h.handle_key IN (SELECT CAST(value AS TEXT) FROM json_each($3)) AND a.state = 1 AND {NOT_APART}
               AND NOT EXISTS (SELECT 1 FROM comment_mention g
                               WHERE g.comment_id = $2 AND g.account_id = a.id AND g.is_removed)
             ON CONFLICT (comment_id, handle_key) DO NOTHING"
        ),
        &[&actor.account, &id, &handles],
    )?;
    Ok(())
}

/// These comments as far as the viewer may read them, the first said first. They are to be comments on the post with which
/// it stands so.
///
/// # Errors
/// What the database says.
pub fn among(r: &mut Read<'_>, viewer: Onlooker, standing: &Standing, ids: &[CommentId]) -> Result<Vec<Comment>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = CommentId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {COMMENTS}
             WHERE c.id IN (SELECT CAST(value AS BIGINT) FROM json_each($3)) AND {COMMENT_VISIBLE} ORDER BY c.id"
        ),
        &[&viewer, &standing.circle, &list],
    )?)
}

/// A comment, and how it stands with its post.
///
/// # Errors
/// `NotFound` if the viewer may not read it; otherwise what the database says.
pub fn one(r: &mut Read<'_>, viewer: Onlooker, id: CommentId) -> Result<(Comment, Standing)> {
    let (_, standing) = post_of(r, viewer, id)?;
    let comment = among(r, viewer, &standing, &[id])?.pop().ok_or(Error::NotFound)?;
    Ok((comment, standing))
}

/// The post of a comment, and how it stands with it; whether or not the comment itself can be read.
///
/// # Errors
/// `NotFound` if the viewer may not read the post; otherwise what the database says.
pub fn post_of(r: &mut Read<'_>, viewer: Onlooker, id: CommentId) -> Result<(PostId, Standing)> {
    let post: Option<PostId> = r.opt(sql!("SELECT post_id FROM comment WHERE id = $1"), &[&id])?;
    let post = post.ok_or(Error::NotFound)?;
    Ok((post, post::standing(r, viewer, post)?))
}

/// Whom these comments mention, as far as they exist for the viewer.
///
/// # Errors
/// What the database says.
pub fn mentions(r: &mut Read<'_>, viewer: Onlooker, ids: &[CommentId]) -> Result<Vec<Mention>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = CommentId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT m.comment_id AS within, m.handle_key AS typed, h.handle_key AS handle, a.name
             FROM {PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current
             JOIN comment_mention m ON m.account_id = a.id
             WHERE m.comment_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND NOT m.is_removed
               AND {PERSON_VISIBLE}
             ORDER BY m.comment_id, m.handle_key"
        ),
        &[&viewer, &list],
    )?)
}

/// In which order comments stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is talked about first; of what is alike, what was said first.
    #[default]
    Relevant,
    /// What was said last first.
    Newest,
}

impl Order {
    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Order::Relevant => "relevant",
            Order::Newest => "newest",
        }
    }

    /// Reads the word; the first order for any other.
    pub fn from_word(word: &str) -> Order {
        if word == Order::Newest.word() { Order::Newest } else { Order::Relevant }
    }
}

record! {
    /// Where a comment to a post itself stands, to be read or not.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Place {
        /// Which comment.
        pub id: CommentId,
        /// Whose.
        pub author_id: AccountId,
        /// How much it is talked about.
        pub weight: i64,
        /// Replies to it.
        pub replies: i64,
        /// Who took it back; nothing for nobody.
        pub removed_by: Option<AccountId>,
    }
}

/// The comments to a post itself, those that were taken back as well if there are replies to them: a page. Each is to be
/// read through [`among`].
///
/// # Errors
/// `NotFound` for a cursor that is none of this list; otherwise what the database says.
pub fn places(r: &mut Read<'_>, post: PostId, order: Order, after: Option<&Cursor>) -> Result<Page<Place>> {
    let parts = after.map(|cursor| cursor.0.as_slice());
    let most = limits::COMMENTS_PAGE + 1;
    let (places, key): (Vec<Place>, fn(&Place) -> Cursor) = match order {
        Order::Relevant => {
            let (weight, id) = match parts {
                None => (i64::MAX, 0),
                Some([Part::Int(weight), Part::Int(id)]) => (*weight, *id),
                Some(_) => return Err(Error::NotFound),
            };
            let places = r.all(
                sql!(
                    "SELECT c.id, c.author_id, c.weight, c.replies, c.removed_by FROM comment c
                     WHERE c.post_id = $1 AND c.parent_id IS NULL AND c.weight <= $2
                       AND (c.weight < $2 OR c.id > $3) AND (c.removed_us IS NULL OR c.replies > 0)
                     ORDER BY c.weight DESC, c.id LIMIT $4"
                ),
                &[&post, &weight, &id, &most],
            )?;
            (places, |place| Cursor(vec![Part::Int(place.weight), Part::Int(place.id.get())]))
        }
        Order::Newest => {
            let id = match parts {
                None => i64::MAX,
                Some([Part::Int(id)]) => *id,
                Some(_) => return Err(Error::NotFound),
            };
            let places = r.all(
                sql!(
                    "SELECT c.id, c.author_id, c.weight, c.replies, c.removed_by FROM comment c
                     WHERE c.post_id = $1 AND c.parent_id IS NULL AND c.id < $2
                       AND (c.removed_us IS NULL OR c.replies > 0)
                     ORDER BY c.id DESC LIMIT $3"
                ),
                &[&post, &id, &most],
            )?;
            (places, |place| Cursor(vec![Part::Int(place.id.get())]))
        }
    };
    Ok(Page::from_rows(places, limits::COMMENTS_PAGE, key))
}

/// The comment to this post itself that a comment or a reply belongs to; nothing for what is none of the post's.
///
/// # Errors
/// What the database says.
pub fn root_of(r: &mut Read<'_>, post: PostId, id: CommentId) -> Result<Option<CommentId>> {
    Ok(r.opt(
        sql!("SELECT COALESCE(parent_id, id) AS root FROM comment WHERE id = $1 AND post_id = $2"),
        &[&id, &post],
    )?)
}

/// The place of one comment to a post itself.
///
/// # Errors
/// `NotFound` if there is none; otherwise what the database says.
pub fn place(r: &mut Read<'_>, post: PostId, id: CommentId) -> Result<Place> {
    r.opt(
        sql!(
            "SELECT c.id, c.author_id, c.weight, c.replies, c.removed_by FROM comment c
             WHERE c.id = $2 AND c.post_id = $1 AND c.parent_id IS NULL AND (c.removed_us IS NULL OR c.replies > 0)"
        ),
        &[&post, &id],
    )?
    .ok_or(Error::NotFound)
}

/// The first replies to each of these comments.
///
/// # Errors
/// What the database says.
pub fn first_replies(r: &mut Read<'_>, places: &[Place]) -> Result<Vec<CommentId>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let list = CommentId::list(places.iter().map(|place| place.id));
    Ok(r.all(
        sql!(
            sqlite: "SELECT c.id FROM json_each($1) root CROSS JOIN comment c
                WHERE c.id IN (SELECT x.id FROM comment x WHERE x.parent_id = root.value AND x.removed_us IS NULL
                               ORDER BY x.id LIMIT $2)",
            postgres: "SELECT c.id FROM json_each($1) root CROSS JOIN LATERAL (
                  SELECT x.id FROM comment x WHERE x.parent_id = CAST(root.value AS BIGINT) AND x.removed_us IS NULL
                  ORDER BY x.id LIMIT $2) c"
        ),
        &[&list, &limits::REPLIES_SHOWN],
    )?)
}

/// Replies to a comment after this one, the first said first: a page, each to be read through [`among`].
///
/// # Errors
/// What the database says.
pub fn replies(r: &mut Read<'_>, to: CommentId, after: i64) -> Result<Page<CommentId>> {
    let ids = r.all(
        sql!(
            "SELECT c.id FROM comment c WHERE c.parent_id = $1 AND c.id > $2 AND c.removed_us IS NULL
             ORDER BY c.id LIMIT $3"
        ),
        &[&to, &after, &(limits::REPLIES_PAGE + 1)],
    )?;
    Ok(Page::from_rows(ids, limits::REPLIES_PAGE, |id| Cursor(vec![Part::Int(id.get())])))
}

/// What came of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// It says so now.
    Done,
    /// It was edited elsewhere since the form was opened.
    Elsewhere,
}

/// Lets a comment of the actor's say something else, if it last said something else when the form did, µs.
///
/// # Errors
/// `NotFound` for a comment that is not the actor's, or whose post they may not read; otherwise what the database says.
pub fn edit(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId, seen_us: i64, words: &Words) -> Result<Edited> {
    people::lock_all(tx, [actor.account])?;
    let (before, _) = one(tx, Onlooker::Member(actor.account), id)?;
    if before.author_id != actor.account {
        return Err(Error::NotFound);
    }
    if before.source == words.source {
        return Ok(Edited::Done);
    }
    if before.edited_us != seen_us {
        return Ok(Edited::Elsewhere);
    }
    let now = tx.now_us();
    tx.run(sql!("UPDATE comment SET source = $2, edited_us = $3 WHERE id = $1"), &[&id, &words.source, &now])?;
    // Whom it goes on mentioning under the same handle stays who was meant.
    let handles = serde_json::to_string(&words.mentions).map_err(Error::internal)?;
    tx.run(
        sql!(
            "DELETE FROM comment_mention
             WHERE comment_id = $1 AND NOT is_removed AND handle_key NOT IN (SELECT CAST(value AS TEXT) FROM json_each($2))"
        ),
        &[&id, &handles],
    )?;
    mark(tx, actor, id, words)?;
    Ok(Edited::Done)
}

record! {
    struct Hold {
        post_id: PostId,
        parent_id: Option<CommentId>,
    }
}

/// What holds a comment that the actor said, or that was said to a post of the actor's. Its post stays as it is until the
/// transaction ends.
fn hold(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId) -> Result<Hold> {
    let found: Option<Hold> = tx.opt(
        sql!(
            "SELECT c.post_id, c.parent_id FROM comment c JOIN post o ON o.id = c.post_id
             WHERE c.id = $1 AND (c.author_id = $2 OR o.author_id = $2)"
        ),
        &[&id, &actor.account],
    )?;
    let hold = found.ok_or(Error::NotFound)?;
    tx.lock(POST, hold.post_id.get())?;
    Ok(hold)
}

/// Takes a comment back that the actor said, or that was said to a post of the actor's. To do so twice changes nothing.
/// Gives the post.
///
/// # Errors
/// `NotFound` for any other; otherwise what the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId) -> Result<PostId> {
    let Hold { post_id, parent_id } = hold(tx, actor, id)?;
    let now = tx.now_us();
    let taken = tx.run(
        sql!("UPDATE comment SET removed_us = $2, removed_by = $3 WHERE id = $1 AND removed_us IS NULL"),
        &[&id, &now, &actor.account],
    )?;
    if taken > 0 {
        count(tx, post_id, parent_id, -1)?;
    }
    Ok(post_id)
}

/// Takes a comment down for the team. What was taken back before cannot be brought back any more.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; otherwise what the database says.
pub fn take_down(tx: &mut Tx<'_>, actor: &Actor, id: CommentId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let found: Option<Hold> = tx.opt(sql!("SELECT post_id, parent_id FROM comment WHERE id = $1"), &[&id])?;
    let Some(Hold { post_id, parent_id }) = found else { return Ok(()) };
    tx.lock(POST, post_id.get())?;
    let (now, by) = (tx.now_us(), actor.account());
    let taken = tx.run(
        sql!("UPDATE comment SET removed_us = $2, removed_by = $3 WHERE id = $1 AND removed_us IS NULL"),
        &[&id, &now, &by],
    )?;
    if taken > 0 {
        return count(tx, post_id, parent_id, -1);
    }
    tx.run(sql!("UPDATE comment SET removed_by = $2 WHERE id = $1"), &[&id, &by])?;
    Ok(())
}

/// Brings back what the actor took back a moment ago. Gives the post.
///
/// # Errors
/// `NotFound` for what somebody else took back, or is gone; otherwise what the database says.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, id: CommentId) -> Result<PostId> {
    let Hold { post_id, parent_id } = hold(tx, actor, id)?;
    let since = tx.now_us() - UNDO_US;
    let brought = tx.run(
        sql!(
            "UPDATE comment SET removed_us = NULL, removed_by = NULL
             WHERE id = $1 AND removed_by = $2 AND removed_us > $3"
        ),
        &[&id, &actor.account, &since],
    )?;
    if brought > 0 {
        count(tx, post_id, parent_id, 1)?;
        return Ok(post_id);
    }
    // It is there, or it cannot come back.
    let is_there: Option<i64> =
        tx.opt(sql!("SELECT post_id FROM comment WHERE id = $1 AND removed_us IS NULL"), &[&id])?;
    is_there.map(|_| post_id).ok_or(Error::NotFound)
}

/// Forgets what comments said that were taken back a day ago, some hundred at once. Their places stay, for the replies.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - KEPT_US;
    let gone: Vec<CommentId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM comment WHERE removed_us < $1 AND source <> '' ORDER BY removed_us LIMIT $2",
            postgres: "SELECT id FROM comment WHERE removed_us < $1 AND source <> '' ORDER BY removed_us LIMIT $2
                FOR UPDATE SKIP LOCKED"
        ),
        &[&before, &MOST],
    )?;
    let list = CommentId::list(gone);
    if !reactions::forget(tx, &list)? {
        return Ok(());
    }
    tx.run(
        sql!("DELETE FROM comment_mention WHERE comment_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&list],
    )?;
    tx.run(
        sql!("UPDATE comment SET source = '' WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&list],
    )?;
    Ok(())
}

/// Forgets what was said to these posts, some hundred comments at once, replies first; says whether nothing is left.
pub(super) fn forget(tx: &mut Tx<'_>, posts: &str) -> Result<bool> {
    let ids: Vec<CommentId> = tx.all(
        sql!(
            "SELECT id FROM comment WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))
             ORDER BY CASE WHEN parent_id IS NULL THEN 1 ELSE 0 END, id LIMIT $2"
        ),
        &[&posts, &MOST],
    )?;
    if ids.is_empty() {
        return Ok(true);
    }
    let list = CommentId::list(ids);
    if reactions::forget(tx, &list)? {
        tx.run(
            sql!("DELETE FROM comment_mention WHERE comment_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
            &[&list],
        )?;
        // The database looks at what refers to what when the statement ends: comments and their replies may go together.
        tx.run(sql!("DELETE FROM comment WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"), &[&list])?;
    }
    Ok(false)
}
