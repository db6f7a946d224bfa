//! One post: said, edited, taken back and brought back.

use const_format::formatcp;
use db::{Read, Tx, record, sql};

use super::model::{Commenters, Draft, Mention, POST_VISIBLE, Post, Sharing, Standing, VERSION_READABLE};
use super::{comment, hidden, images, polls, previews, quotes, reactions, reposts};
use crate::accounts::people;
use crate::accounts::throttle::{POST, Verdict};
use crate::kernel::registry::LiveTopic;
use crate::kernel::{Actor, Cap, Error, MemberActor, PostId, Result, limits};
use crate::live;
use crate::network::{CONNECTED, NOT_APART};
use crate::profiles::{Audience, HEADLINE, Onlooker, PEOPLE, PERSON_VISIBLE, PHOTO};

/// What pages with a feed listen to. It says that somebody has posted something; what of it is theirs to read they ask.
pub const LIVE: LiveTopic = LiveTopic { name: "posts", may_listen: |_| true };

/// How long one can bring back what one took back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// How long what was taken back is kept, µs.
const KEPT_US: i64 = limits::DAY_US;
/// Posts that are forgotten at once.
const MOST: i64 = 200;

/// The columns of [`Post`], of [`POSTS`].
const SHOWN: &str = formatcp!(
    "o.id, o.author_id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo, o.source, o.audience,
     o.posted_us, o.edited_us, o.comments, o.sharing, o.reposts, o.quotes, o.quoted_id,
     o.detached_us IS NOT NULL AS is_detached"
);

/// Posts `o` with their authors, [`PEOPLE`].
const POSTS: &str =
    formatcp!("{PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current JOIN post o ON o.author_id = a.id");

/// A post about to be.
#[derive(Debug, Clone)]
pub struct NewPost {
    /// Its id.
    pub id: PostId,
    /// Made by the form: a form that is sent twice posts once.
    pub request_id: String,
    /// What it says.
    pub draft: Draft,
    /// The post it quotes.
    pub quoted: Option<PostId>,
}

/// What came of posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// It is said, now or when the same form was sent before.
    Done,
    /// The same form has said something else before.
    Differs,
    /// The actor has said so much lately that it has to wait.
    TooMany,
    /// The author of what it quotes does not want that.
    Unquotable,
}

/// Says it.
///
/// # Errors
/// `NotFound` if the actor may not read what it quotes; otherwise what the database says.
pub fn publish(tx: &mut Tx<'_>, actor: MemberActor, new: &NewPost) -> Result<Published> {
    if let Some(published) = known(tx, actor, new)? {
        return Ok(published);
    }
    if let Some(quoted) = new.quoted
        && !one(tx, Onlooker::Member(actor.account), quoted)?.may_be_quoted(actor.account)
    {
        return Ok(Published::Unquotable);
    }
    if let Verdict::Wait(_) = POST.count(tx, &actor.account.to_string())? {
        return Ok(Published::TooMany);
    }
    let now = tx.now_us();
    if say(tx, actor, new, now)? {
        previews::attach(tx, new.id, new.draft.link.as_deref())?;
        live::signal(tx, LIVE.name)?;
        return Ok(Published::Done);
    }
    // The same form came twice at the same time.
    known(tx, actor, new)?.ok_or(Error::NotFound)
}

/// What came of the same form before.
fn known(tx: &mut Tx<'_>, actor: MemberActor, new: &NewPost) -> Result<Option<Published>> {
    let known: Option<(String, Audience)> = tx.opt(
        sql!("SELECT source, audience FROM post WHERE author_id = $1 AND request_id = $2"),
        &[&actor.account, &new.request_id],
    )?;
    let published = |(source, audience)| {
        let is_same = source == new.draft.source && audience == new.draft.audience;
        if is_same { Published::Done } else { Published::Differs }
    };
    Ok(known.map(published))
}

/// Says it at a time, however much the actor has said already. What was said with the same form before stands; whether
/// this is said is the answer.
///
/// # Errors
/// What the database says.
pub fn say(tx: &mut Tx<'_>, actor: MemberActor, new: &NewPost, posted_us: i64) -> Result<bool> {
    let written = tx.run(
        sql!(
            "INSERT INTO post (id, author_id, request_id, source, audience, posted_us, commenters, sharing, quoted_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (author_id, request_id) DO NOTHING"
        ),
        &[
            &new.id,
            &actor.account,
            &new.request_id,
            &new.draft.source,
            &new.draft.audience,
            &posted_us,
            &new.draft.commenters.unwrap_or(Commenters::Readers),
            &new.draft.sharing.unwrap_or(Sharing::Free),
            &new.quoted,
        ],
    )?;
    if written > 0 {
        mark(tx, actor, new.id, &new.draft)?;
        quotes::count(tx, new.id, 1)?;
    }
    Ok(written > 0)
}

/// Notes the hashtags of a post that are not noted yet, and whom it mentions, of those who exist for its author.
fn mark(tx: &mut Tx<'_>, actor: MemberActor, id: PostId, draft: &Draft) -> Result<()> {
    if !draft.tags.is_empty() {
        tx.run(
            sql!(
                "INSERT INTO post_tag (tag_key, post_id) SELECT CAST(value AS TEXT), $1 FROM json_each($2) WHERE TRUE
                 ON CONFLICT (tag_key, post_id) DO NOTHING"
            ),
            &[&id, &json(&draft.tags)?],
        )?;
    }
    if !draft.mentions.is_empty() {
        tx.run(
            sql!(
                "INSERT INTO post_mention (post_id, handle_key, account_id)
                 SELECT $2, h.handle_key, a.id FROM handle h JOIN account a ON a.id = h.account_id
                 WHERE h.handle_key IN (SELECT CAST(value AS TEXT) FROM json_each($3)) AND a.state = 1 AND {NOT_APART}
                   AND NOT EXISTS (SELECT 1 FROM post_mention g
                                   WHERE g.post_id = $2 AND g.account_id = a.id AND g.is_removed)
                 ON CONFLICT (post_id, handle_key) DO NOTHING"
            ),
            &[&actor.account, &id, &json(&draft.mentions)?],
        )?;
    }
    Ok(())
}

/// Forgets the hashtags a post no longer has, and whom it no longer mentions. Whom it goes on mentioning under the same
/// handle stays who was meant; and who has taken the mention away stays noted, so that no edit brings it back.
fn unmark(tx: &mut Tx<'_>, id: PostId, draft: &Draft) -> Result<()> {
    tx.run(
        sql!(
            "DELETE FROM post_tag
             WHERE post_id = $1 AND tag_key NOT IN (SELECT CAST(value AS TEXT) FROM json_each($2))"
        ),
        &[&id, &json(&draft.tags)?],
    )?;
    tx.run(
        sql!(
            "DELETE FROM post_mention
             WHERE post_id = $1 AND NOT is_removed AND handle_key NOT IN (SELECT CAST(value AS TEXT) FROM json_each($2))"
        ),
        &[&id, &json(&draft.mentions)?],
    )?;
    Ok(())
}

fn json(words: &[String]) -> Result<String> {
    serde_json::to_string(words).map_err(Error::internal)
}

/// Whom these posts mention, as far as they exist for the viewer.
///
/// # Errors
/// What the database says.
pub fn mentions(r: &mut Read<'_>, viewer: Onlooker, ids: &[PostId]) -> Result<Vec<Mention>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = PostId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT m.post_id AS within, m.handle_key AS typed, h.handle_key AS handle, a.name
             FROM {PEOPLE} JOIN handle h ON h.account_id = a.id AND h.is_current JOIN post_mention m ON m.account_id = a.id
             WHERE m.post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND NOT m.is_removed
               AND {PERSON_VISIBLE}
             ORDER BY m.post_id, m.handle_key"
        ),
        &[&viewer, &list],
    )?)
}

/// For whom the actor's last post was: the next is offered to the same.
///
/// # Errors
/// What the database says.
pub fn last_audience(r: &mut Read<'_>, actor: MemberActor) -> Result<Option<Audience>> {
    Ok(r.opt(
        sql!("SELECT audience FROM post WHERE author_id = $1 AND removed_us IS NULL ORDER BY id DESC LIMIT 1"),
        &[&actor.account],
    )?)
}

/// These posts as far as the viewer may read them, the newest first.
///
/// # Errors
/// What the database says.
pub fn some(r: &mut Read<'_>, viewer: Onlooker, ids: &[PostId]) -> Result<Vec<Post>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = PostId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT {SHOWN} FROM {POSTS}
             WHERE o.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND {POST_VISIBLE} ORDER BY o.id DESC"
        ),
        &[&viewer, &list],
    )?)
}

/// A post.
///
/// # Errors
/// `NotFound` if the viewer may not read it; otherwise what the database says.
pub fn one(r: &mut Read<'_>, viewer: Onlooker, id: PostId) -> Result<Post> {
    r.opt(sql!("SELECT {SHOWN} FROM {POSTS} WHERE o.id = $2 AND {POST_VISIBLE}"), &[&viewer, &id])?
        .ok_or(Error::NotFound)
}

/// How it stands with a post.
///
/// # Errors
/// `NotFound` if the viewer may not read it; otherwise what the database says.
pub fn standing(r: &mut Read<'_>, viewer: Onlooker, id: PostId) -> Result<Standing> {
    const IS_NEAR: &str = formatcp!("(a.id = $1 OR CAST($1 AS BIGINT) = -2 OR {CONNECTED})");
    const MAY_COMMENT: &str = formatcp!(
        "(CAST($1 AS BIGINT) > 0 AND (a.id = $1 OR o.commenters = 1 OR (o.commenters = 2 AND {CONNECTED})
           OR (o.commenters = 3 AND EXISTS (SELECT 1 FROM post_mention m
                                         WHERE m.post_id = o.id AND m.account_id = $1 AND NOT m.is_removed))))"
    );
    r.opt(
        sql!(
            "SELECT o.author_id, o.commenters, {MAY_COMMENT} AS may_comment,
                    CAST(CASE WHEN {IS_NEAR} THEN 1 WHEN CAST($1 AS BIGINT) <> 0 THEN 2 ELSE 3 END AS BIGINT) AS circle
             FROM {POSTS} WHERE o.id = $2 AND {POST_VISIBLE}"
        ),
        &[&viewer, &id],
    )?
    .ok_or(Error::NotFound)
}

record! {
    /// What a post said.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub struct Version {
        /// What it said, Markdown.
        pub source: String,
        /// From when on, µs.
        pub since_us: i64,
    }
}

/// What a post said before, the last first, as far as the viewer was among those it was for when it was edited.
///
/// # Errors
/// What the database says.
pub fn versions(r: &mut Read<'_>, viewer: Onlooker, id: PostId) -> Result<Vec<Version>> {
    Ok(r.all(
        sql!(
            "SELECT v.source, v.since_us FROM {POSTS} JOIN post_version v ON v.post_id = o.id
             WHERE o.id = $2 AND {POST_VISIBLE} AND {VERSION_READABLE} ORDER BY v.number DESC LIMIT $3"
        ),
        &[&viewer, &id, &limits::POST_EDITS],
    )?)
}

/// What came of an edit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// It says so now.
    Done,
    /// It was edited elsewhere since the form was opened.
    Elsewhere,
    /// It was edited as often as may be.
    Full,
}

record! {
    struct Own {
        source: String,
        audience: Audience,
        posted_us: i64,
        edited_us: i64,
    }
}

fn own(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<Own> {
    // Whatever one does to one's posts waits for what one does to them elsewhere.
    people::lock_all(tx, [actor.account])?;
    let sql = sql!(
        "SELECT source, audience, posted_us, edited_us FROM post WHERE id = $1 AND author_id = $2 AND removed_us IS NULL"
    );
    tx.opt(sql, &[&id, &actor.account])?.ok_or(Error::NotFound)
}

/// Waits for what the actor does to a post of theirs elsewhere.
pub(super) fn lock(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    own(tx, actor, id).map(|_| ())
}

/// What an edit began with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// When the text had last been edited, µs; 0 never.
    pub edited_us: i64,
    /// For whom the post was, if the form says so.
    pub audience: Option<Audience>,
}

/// Lets a post of the actor's say something else, to somebody else. What was changed elsewhere meanwhile is not changed
/// back. Another audience alone is no edit: whoever may not read it any more does not learn of it.
///
/// # Errors
/// `NotFound` for a post that is not the actor's; otherwise what the database says.
pub fn edit(tx: &mut Tx<'_>, actor: MemberActor, id: PostId, seen: &Seen, draft: &Draft) -> Result<Edited> {
    let before = own(tx, actor, id)?;
    let is_for_others = seen.audience.is_some_and(|was| before.audience != was && before.audience != draft.audience);
    if is_for_others {
        return Ok(Edited::Elsewhere);
    }
    let is_same = before.source == draft.source;
    if !is_same {
        if before.edited_us != seen.edited_us {
            return Ok(Edited::Elsewhere);
        }
        let number: i64 = tx.one(sql!("SELECT COUNT(*) + 1 FROM post_version WHERE post_id = $1"), &[&id])?;
        if number > limits::POST_EDITS {
            return Ok(Edited::Full);
        }
        let since = if before.edited_us == 0 { before.posted_us } else { before.edited_us };
        tx.run(
            sql!("INSERT INTO post_version (post_id, number, source, audience, since_us) VALUES ($1, $2, $3, $4, $5)"),
            &[&id, &number, &before.source, &before.audience, &since],
        )?;
        let now = tx.now_us();
        tx.run(sql!("UPDATE post SET source = $2, edited_us = $3 WHERE id = $1"), &[&id, &draft.source, &now])?;
        unmark(tx, id, draft)?;
        mark(tx, actor, id, draft)?;
        previews::attach(tx, id, draft.link.as_deref())?;
    }
    if before.audience != draft.audience {
        tx.run(sql!("UPDATE post SET audience = $2 WHERE id = $1"), &[&id, &draft.audience])?;
    }
    if let Some(commenters) = draft.commenters {
        tx.run(sql!("UPDATE post SET commenters = $2 WHERE id = $1"), &[&id, &commenters])?;
    }
    if let Some(sharing) = draft.sharing {
        tx.run(sql!("UPDATE post SET sharing = $2 WHERE id = $1"), &[&id, &sharing])?;
    }
    Ok(Edited::Done)
}

/// Takes a post of the actor's back. To do so twice changes nothing.
///
/// # Errors
/// `NotFound` for a post that is not the actor's; otherwise what the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    people::lock_all(tx, [actor.account])?;
    let now = tx.now_us();
    let taken = tx.run(
        sql!("UPDATE post SET removed_us = $3 WHERE id = $1 AND author_id = $2 AND removed_us IS NULL"),
        &[&id, &actor.account, &now],
    )?;
    if taken > 0 {
        return quotes::count(tx, id, -1);
    }
    let known: Option<PostId> =
        tx.opt(sql!("SELECT id FROM post WHERE id = $1 AND author_id = $2"), &[&id, &actor.account])?;
    known.map(drop).ok_or(Error::NotFound)
}

/// Brings back what the actor took back a moment ago.
///
/// # Errors
/// `NotFound` for what is not the actor's, was taken down by the team, or is gone; otherwise what the database says.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    let since = tx.now_us() - UNDO_US;
    let brought = tx.run(
        sql!(
            "UPDATE post SET removed_us = NULL
             WHERE id = $1 AND author_id = $2 AND removed_us > $3 AND removed_by IS NULL"
        ),
        &[&id, &actor.account, &since],
    )?;
    if brought > 0 {
        quotes::count(tx, id, 1)?;
        return previews::again(tx, id);
    }
    own(tx, actor, id).map(drop)
}

/// Takes a post down for the team: it is gone for everybody, and its author cannot bring it back. What is gone already stays
/// so.
///
/// # Errors
/// [`Error::Forbidden`] for everybody but operators; otherwise what the database says.
pub fn take_down(tx: &mut Tx<'_>, actor: &Actor, id: PostId) -> Result<()> {
    actor.require(Cap::Operator)?;
    let now = tx.now_us();
    let taken = tx.run(
        sql!("UPDATE post SET removed_us = $2, removed_by = $3 WHERE id = $1 AND removed_us IS NULL"),
        &[&id, &now, &actor.account()],
    )?;
    if taken > 0 {
        return quotes::count(tx, id, -1);
    }
    tx.run(sql!("UPDATE post SET removed_by = $2 WHERE id = $1"), &[&id, &actor.account()])?;
    Ok(())
}

/// Forgets what was taken back a day ago, at most some hundred posts at once, and what hangs on them.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - KEPT_US;
    let gone: Vec<PostId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM post WHERE removed_us < $1 ORDER BY removed_us LIMIT $2",
            postgres: "SELECT id FROM post WHERE removed_us < $1 ORDER BY removed_us LIMIT $2 FOR UPDATE SKIP LOCKED"
        ),
        &[&before, &MOST],
    )?;
    let list = PostId::list(gone);
    // What hangs on them goes first, some hundred rows at once.
    let is_done = comment::forget(tx, &list)?
        && reactions::forget(tx, &list)?
        && reposts::forget(tx, &list)?
        && polls::forget(tx, &list)?;
    if !is_done {
        return Ok(());
    }
    images::let_go(tx, &list)?;
    previews::forget(tx, &list)?;
    hidden::forget(tx, &list)?;
    tx.run(
        sql!("DELETE FROM saved_post WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&list],
    )?;
    tx.run(sql!("DELETE FROM post_tag WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"), &[&list])?;
    tx.run(
        sql!("DELETE FROM post_mention WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&list],
    )?;
    tx.run(
        sql!("DELETE FROM post_version WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&list],
    )?;
    tx.run(sql!("DELETE FROM post WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"), &[&list])?;
    Ok(())
}
