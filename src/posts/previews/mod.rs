//! Link previews: what the page says of itself that a post links to first, as a card below the text.
//!
//! There is one for each address, whoever links to it, and nobody sees it but on a post they may read. Pages are asked by
//! a delivery ([`asking`]), never while somebody waits. A card shows what was found with that delivery's end and no
//! sooner, whether the page was asked for this post or, lately, for another one.

pub mod asking;
mod kept;

use db::{Read, Tx, sql};

pub use kept::{Card, PICTURES, draw, found};

use super::model::{LINK_PREVIEWS, Preview};
use crate::accounts::people;
use crate::accounts::throttle::{PREVIEW, Verdict};
use crate::kernel::events::{Event, emit};
use crate::kernel::settings::Settings;
use crate::kernel::{Error, MemberActor, PostId, PreviewId, Result, limits};

/// How long a page that was asked is not asked again because somebody links to it, µs.
const FRESH_US: i64 = 7 * limits::DAY_US;
/// How long what no post shows is kept, µs: longer than taking back can be taken back.
const KEPT_US: i64 = limits::DAY_US;
/// Previews that are looked at for being forgotten at once.
const MOST: i64 = 100;

/// Whether the operator wants previews.
fn is_on(tx: &Tx<'_>) -> bool {
    tx.extension::<Settings>().is_none_or(|settings| LINK_PREVIEWS.get(&settings))
}

/// Gives a post the preview of its first link, in place of the one before. The same link keeps what it has.
///
/// # Errors
/// What the database says.
pub fn attach(tx: &mut Tx<'_>, post: PostId, link: Option<&str>) -> Result<()> {
    let before: Option<(PreviewId, String)> = tx.opt(
        sql!(
            "SELECT v.id, v.url FROM post_preview s JOIN link_preview v ON v.id = s.preview_id
             WHERE s.post_id = $1 AND s.is_current"
        ),
        &[&post],
    )?;
    if before.as_ref().map(|(_, url)| url.as_str()) == link {
        return Ok(());
    }
    if let Some((id, _)) = before {
        // What the author did not want of a link is known when the link comes back.
        tx.run(
            sql!("UPDATE post_preview SET is_current = FALSE WHERE post_id = $1 AND preview_id = $2 AND is_removed"),
            &[&post, &id],
        )?;
        tx.run(
            sql!("DELETE FROM post_preview WHERE post_id = $1 AND preview_id = $2 AND NOT is_removed"),
            &[&post, &id],
        )?;
        leave(tx, id)?;
    }
    match link {
        Some(url) if is_on(tx) => link_to(tx, post, url),
        _ => Ok(()),
    }
}

fn link_to(tx: &mut Tx<'_>, post: PostId, url: &str) -> Result<()> {
    let id = known(tx, url)?;
    let is_removed: bool = tx.one(
        sql!(
            "INSERT INTO post_preview (post_id, preview_id, is_current, is_removed, is_ready)
             VALUES ($1, $2, TRUE, FALSE, FALSE)
             ON CONFLICT (post_id, preview_id) DO UPDATE SET is_current = TRUE RETURNING is_removed"
        ),
        &[&post, &id],
    )?;
    if is_removed { leave(tx, id) } else { ask(tx, id) }
}

/// The preview of an address, which is made if there is none.
fn known(tx: &mut Tx<'_>, url: &str) -> Result<PreviewId> {
    let new = PreviewId::from_raw(tx.new_id());
    Ok(tx.one(
        sql!(
            "INSERT INTO link_preview (id, url) VALUES ($1, $2)
             ON CONFLICT (url) DO UPDATE SET unused_us = NULL RETURNING id"
        ),
        &[&new, &url],
    )?)
}

/// Has the page asked, unless it was lately; the post that wants it is told in any case.
fn ask(tx: &mut Tx<'_>, id: PreviewId) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!("UPDATE link_preview SET due_us = $2 WHERE id = $1 AND due_us IS NULL AND fetched_us <= $3"),
        &[&id, &now, &(now - FRESH_US)],
    )?;
    emit(tx, Event::LinkPosted { preview: id.get() })
}

/// Notes that a post has let go of it.
fn leave(tx: &mut Tx<'_>, id: PreviewId) -> Result<()> {
    let now = tx.now_us();
    tx.run(sql!("UPDATE link_preview SET unused_us = $2 WHERE id = $1"), &[&id, &now])?;
    Ok(())
}

/// The post is the actor's and there.
fn own(tx: &mut Tx<'_>, actor: MemberActor, post: PostId) -> Result<()> {
    people::lock_all(tx, [actor.account])?;
    let sql = sql!("SELECT id FROM post WHERE id = $1 AND author_id = $2 AND removed_us IS NULL");
    tx.opt::<PostId>(sql, &[&post, &actor.account])?.map(drop).ok_or(Error::NotFound)
}

/// Takes the preview off a post of the actor's. Its link gets none again, whatever else is edited.
///
/// # Errors
/// `NotFound` for a post that is not the actor's or has no link; otherwise what the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, post: PostId) -> Result<()> {
    own(tx, actor, post)?;
    leave_of(tx, post)
}

fn leave_of(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    let id = tx.opt(
        sql!("UPDATE post_preview SET is_removed = TRUE WHERE post_id = $1 AND is_current RETURNING preview_id"),
        &[&post],
    )?;
    leave(tx, id.ok_or(Error::NotFound)?)
}

/// Puts it back.
///
/// # Errors
/// As [`remove`].
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, post: PostId) -> Result<()> {
    own(tx, actor, post)?;
    let id: Option<PreviewId> = tx.opt(
        sql!("UPDATE post_preview SET is_removed = FALSE WHERE post_id = $1 AND is_current RETURNING preview_id"),
        &[&post],
    )?;
    let id = id.ok_or(Error::NotFound)?;
    tx.run(sql!("UPDATE link_preview SET unused_us = NULL WHERE id = $1"), &[&id])?;
    ask(tx, id)
}

/// Has the page asked again, however lately it was. The count must commit, so that a wait is no error.
///
/// # Errors
/// `NotFound` for a post that is not the actor's, has no link, or whose preview was removed; otherwise what the database
/// says.
pub fn refresh(tx: &mut Tx<'_>, actor: MemberActor, post: PostId) -> Result<Verdict> {
    own(tx, actor, post)?;
    let id: Option<PreviewId> = tx.opt(
        sql!("SELECT preview_id FROM post_preview WHERE post_id = $1 AND is_current AND NOT is_removed"),
        &[&post],
    )?;
    let id = id.filter(|_| is_on(tx)).ok_or(Error::NotFound)?;
    let verdict = PREVIEW.count(tx, &actor.account.to_string())?;
    if verdict == Verdict::Fine {
        let now = tx.now_us();
        tx.run(sql!("UPDATE link_preview SET due_us = $2, failures = 0 WHERE id = $1"), &[&id, &now])?;
        emit(tx, Event::LinkPosted { preview: id.get() })?;
    }
    Ok(verdict)
}

/// A post that was taken back is there again: if the page was not asked because of that, it is now.
pub(super) fn again(tx: &mut Tx<'_>, post: PostId) -> Result<()> {
    let id: Option<PreviewId> = tx.opt(
        sql!("SELECT preview_id FROM post_preview WHERE post_id = $1 AND is_current AND NOT is_removed"),
        &[&post],
    )?;
    match id {
        Some(id) if is_on(tx) => ask(tx, id),
        _ => Ok(()),
    }
}

/// The previews of these posts, each of which the viewer may read; none while the operator does not want any.
///
/// # Errors
/// What the database says.
pub fn of(r: &mut Read<'_>, ids: &[PostId]) -> Result<Vec<Preview>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let list = PostId::list(ids.iter().copied());
    Ok(r.all(
        sql!(
            "SELECT s.post_id, v.found_url AS url, v.host, v.title, v.description, v.picture,
               v.state = 1 AND s.is_ready AND NOT s.is_removed AS is_shown, s.is_removed
             FROM post_preview s JOIN link_preview v ON v.id = s.preview_id
             WHERE s.post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND s.is_current
               AND NOT EXISTS (SELECT 1 FROM setting o WHERE o.key = 'link_previews' AND o.value = 'off')"
        ),
        &[&list],
    )?)
}

/// Lets go of the previews of posts that are forgotten, a list as `json_each` takes it.
pub(super) fn forget(tx: &mut Tx<'_>, posts: &str) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "UPDATE link_preview SET unused_us = $2 WHERE id IN (SELECT s.preview_id FROM post_preview s
               WHERE s.post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)))"
        ),
        &[&posts, &now],
    )?;
    tx.run(
        sql!("DELETE FROM post_preview WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&posts],
    )?;
    Ok(())
}

/// Forgets what no post has shown for a day, at most some hundred previews at once; their files become strays. Where an
/// author has said of a link that its preview is not wanted, that is all that stays.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - KEPT_US;
    let old: Vec<PreviewId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM link_preview WHERE unused_us < $1 ORDER BY unused_us LIMIT $2",
            postgres: "SELECT id FROM link_preview WHERE unused_us < $1 ORDER BY unused_us LIMIT $2
                       FOR UPDATE SKIP LOCKED"
        ),
        &[&before, &MOST],
    )?;
    if old.is_empty() {
        return Ok(());
    }
    let old = PreviewId::list(old);
    tx.run(
        sql!(
            "UPDATE link_preview SET unused_us = NULL WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))
               AND EXISTS (SELECT 1 FROM post_preview s
                           WHERE s.preview_id = link_preview.id AND s.is_current AND NOT s.is_removed)"
        ),
        &[&old],
    )?;
    let gone: Vec<PreviewId> = tx.all(
        sql!(
            "SELECT id FROM link_preview
             WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND unused_us IS NOT NULL"
        ),
        &[&old],
    )?;
    let gone = PreviewId::list(gone);
    kept::let_go(tx, &gone, &[])?;
    tx.run(
        sql!(
            "DELETE FROM link_preview WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))
               AND NOT EXISTS (SELECT 1 FROM post_preview s WHERE s.preview_id = link_preview.id)"
        ),
        &[&gone],
    )?;
    tx.run(
        sql!(
            "UPDATE link_preview SET state = 0, fetched_us = 0, failures = 0, due_us = NULL, found_url = '', host = '',
               title = '', description = '', picture = NULL, unused_us = NULL
             WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
        ),
        &[&gone],
    )?;
    Ok(())
}
