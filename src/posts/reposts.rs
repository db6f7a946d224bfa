//! Reposts: somebody shows a post to those who follow them. It stays its author's; whoever may not read it does not see
//! it here either.

use std::collections::HashSet;

use db::{Read, Tx, record, sql};

use super::model::Cue;
use super::muted::IS_PERSON_HEARD;
use super::post;
use crate::accounts::people;
use crate::accounts::throttle::{REPOST, Verdict};
use crate::kernel::paging::{Cursor, Page, Part};
use crate::kernel::{AccountId, Error, MemberActor, PersonCard, PictureAddress, PostId, Result, limits};
use crate::live;
use crate::network::{Closeness, FOLLOWED, Ties, closeness};
use crate::profiles::{HEADLINE, Onlooker, PERSON_VISIBLE, PHOTO};

/// Reposts that are forgotten at once.
const MOST: i64 = 500;
/// Reposts of a post that are looked at for those of people one follows.
const LOOKED_AT: i64 = 1_000;

/// What came of reposting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reposted {
    /// It is reposted, now or before.
    Done,
    /// Its author does not want that.
    Refused,
    /// The actor has reposted so much lately that it has to wait.
    TooMany,
}

/// Reposts a post. Again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read it; otherwise what the database says.
pub fn repost(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<Reposted> {
    // Whatever one does in two tabs is done one after the other.
    people::lock_all(tx, [actor.account])?;
    let post = post::one(tx, Onlooker::Member(actor.account), id)?;
    if is_there(tx, actor, id)? {
        return Ok(Reposted::Done);
    }
    if !post.may_be_reposted(actor.account) {
        return Ok(Reposted::Refused);
    }
    if let Verdict::Wait(_) = REPOST.count(tx, &actor.account.to_string())? {
        return Ok(Reposted::TooMany);
    }
    let (place, now) = (tx.new_id(), tx.now_us());
    put(tx, actor, id, place, now)?;
    live::signal(tx, post::LIVE.name)?;
    Ok(Reposted::Done)
}

fn is_there(r: &mut Read<'_>, actor: MemberActor, id: PostId) -> Result<bool> {
    let sql = sql!("SELECT id FROM repost WHERE post_id = $1 AND account_id = $2");
    Ok(r.opt::<i64>(sql, &[&id, &actor.account])?.is_some())
}

/// Does it for somebody who may, at a place in feeds and a time.
///
/// # Errors
/// What the database says.
pub fn put(tx: &mut Tx<'_>, actor: MemberActor, id: PostId, place: i64, since_us: i64) -> Result<()> {
    let written = tx.run(
        sql!(
            "INSERT INTO repost (id, post_id, account_id, since_us) VALUES ($1, $2, $3, $4)
             ON CONFLICT (post_id, account_id) DO NOTHING"
        ),
        &[&place, &id, &actor.account, &since_us],
    )?;
    if written > 0 {
        tx.run(sql!("UPDATE post SET reposts = reposts + 1 WHERE id = $1"), &[&id])?;
    }
    Ok(())
}

/// Takes a repost back. Again changes nothing.
///
/// # Errors
/// `NotFound` if the actor may not read the post; otherwise what the database says.
pub fn take_back(tx: &mut Tx<'_>, actor: MemberActor, id: PostId) -> Result<()> {
    people::lock_all(tx, [actor.account])?;
    post::one(tx, Onlooker::Member(actor.account), id)?;
    let gone = tx.run(sql!("DELETE FROM repost WHERE post_id = $1 AND account_id = $2"), &[&id, &actor.account])?;
    if gone > 0 {
        tx.run(sql!("UPDATE post SET reposts = reposts - 1 WHERE id = $1"), &[&id])?;
    }
    Ok(())
}

/// Which of these the actor has reposted.
///
/// # Errors
/// What the database says.
pub fn among(r: &mut Read<'_>, actor: MemberActor, ids: &[PostId]) -> Result<HashSet<PostId>> {
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<PostId> = r.all(
        sql!(
            "SELECT post_id FROM repost
             WHERE account_id = $1 AND post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($2))"
        ),
        &[&actor.account, &PostId::list(ids.iter().copied())],
    )?;
    Ok(found.into_iter().collect())
}

record! {
    /// How a post was reposted by those whom somebody follows.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) struct Passed {
        /// Which post.
        pub(super) post_id: PostId,
        /// The last repost of theirs.
        pub(super) newest: i64,
        /// How many of them did.
        pub(super) many: i64,
    }
}

/// How these posts were reposted by the actor and those whom the actor follows, up to a place in their feed.
pub(super) fn passed(r: &mut Read<'_>, actor: MemberActor, ids: &[PostId], top: i64) -> Result<Vec<Passed>> {
    const THEIRS: &str = const_format::formatcp!(
        "(SELECT n.id, n.account_id FROM repost n WHERE n.post_id = o.id AND n.id <= $3
            ORDER BY n.id DESC LIMIT {LOOKED_AT}) few
         JOIN account a ON a.id = few.account_id WHERE a.state = 1 AND (a.id = $1 OR ({FOLLOWED} AND {IS_PERSON_HEARD}))"
    );
    let now = r.now_us();
    Ok(r.all(
        sql!(
            "SELECT o.id AS post_id, (SELECT COALESCE(MAX(few.id), 0) FROM {THEIRS}) AS newest,
                    (SELECT COUNT(*) FROM {THEIRS}) AS many
             FROM post o WHERE o.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND o.reposts > 0"
        ),
        &[&actor.account, &PostId::list(ids.iter().copied()), &top, &now],
    )?)
}

/// Who made these reposts, as far as they exist for the viewer, and are not apart from the author of the post.
pub(super) fn cues(r: &mut Read<'_>, viewer: Onlooker, places: &[i64]) -> Result<Vec<Cue>> {
    if places.is_empty() {
        return Ok(Vec::new());
    }
    let list = serde_json::to_string(places).map_err(Error::internal)?;
    Ok(r.all(
        sql!(
            "SELECT n.id, n.account_id, a.name, h.handle_key AS handle, n.since_us, CAST(0 AS BIGINT) AS others
             FROM repost n JOIN post o ON o.id = n.post_id CROSS JOIN account a
               JOIN handle h ON h.account_id = a.id AND h.is_current LEFT JOIN profile p ON p.account_id = a.id
             WHERE n.id IN (SELECT CAST(value AS BIGINT) FROM json_each($2)) AND a.id = n.account_id
               AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = n.account_id AND b.blocked_id = o.author_id)
               AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = o.author_id AND b.blocked_id = n.account_id)
               AND {PERSON_VISIBLE}"
        ),
        &[&viewer, &list],
    )?)
}

/// Somebody who reposted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reposter {
    /// Who.
    pub card: PersonCard,
    /// How near they are to the viewer.
    pub close: Closeness,
    /// When, µs.
    pub since_us: i64,
}

record! {
    struct Row {
        id: AccountId,
        name: String,
        handle: String,
        headline: String,
        photo: Option<PictureAddress>,
        since_us: i64,
        place: i64,
    }
}

/// Who reposted a post, the last first; of those who exist for the actor.
///
/// # Errors
/// `NotFound` if the actor may not read the post, and for a cursor that is none of this list; otherwise what the database
/// says.
pub fn people(
    r: &mut Read<'_>,
    ties: &Ties,
    actor: MemberActor,
    id: PostId,
    after: Option<&Cursor>,
) -> Result<Page<Reposter>> {
    let viewer = Onlooker::Member(actor.account);
    post::one(r, viewer, id)?;
    let before = match after.map(|cursor| cursor.0.as_slice()) {
        None => i64::MAX,
        Some([Part::Int(place)]) => *place,
        Some(_) => return Err(Error::NotFound),
    };
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT a.id, a.name, h.handle_key AS handle, {HEADLINE} AS headline, {PHOTO} AS photo, n.since_us, n.id AS place
             FROM repost n CROSS JOIN account a JOIN handle h ON h.account_id = a.id AND h.is_current
               LEFT JOIN profile p ON p.account_id = a.id
             WHERE n.post_id = $2 AND n.id < $3 AND a.id = n.account_id AND {PERSON_VISIBLE}
             ORDER BY n.id DESC LIMIT $4"
        ),
        &[&viewer, &id, &before, &(limits::PEOPLE_PAGE + 1)],
    )?;
    let page = Page::from_rows(rows, limits::PEOPLE_PAGE, |row| Cursor(vec![Part::Int(row.place)]));
    let ids: Vec<AccountId> = page.items.iter().map(|row| row.id).collect();
    let close = closeness::of(r, ties, actor, &ids)?;
    let reposter = |(row, close): (Row, Closeness)| {
        let Row { id, name, handle, headline, photo, since_us, .. } = row;
        Reposter { card: PersonCard { id, name, handle, headline, photo }, close, since_us }
    };
    Ok(Page { items: page.items.into_iter().zip(close).map(reposter).collect(), next: page.next })
}

/// Forgets the reposts of these posts, some hundred at once; says whether nothing is left.
pub(super) fn forget(tx: &mut Tx<'_>, posts: &str) -> Result<bool> {
    let gone = tx.run(
        sql!(
            "DELETE FROM repost WHERE id IN (
               SELECT id FROM repost WHERE post_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) LIMIT $2)"
        ),
        &[&posts, &MOST],
    )?;
    Ok(gone < u64::try_from(MOST).unwrap_or_default())
}
