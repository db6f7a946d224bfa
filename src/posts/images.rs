//! The pictures of drafts and posts: sent with a draft, described, in its author's order, and shown to whoever may read
//! the post.
//!
//! What is asked for is looked up each time, for whom the address was made: a picture is closed at once to whoever may not
//! read the post any more.

use bytes::Bytes;
use const_format::formatcp;
use db::{Read, Tx, record, sql};
use media::{Aspect, Name, Picture, Plan};

use super::drafts::{self, Restored};
use super::model::POST_VISIBLE;
use super::post;
use crate::accounts::{flow, throttle};
use crate::kernel::registry::RoomPictures;
use crate::kernel::{App, DraftId, Error, FieldError, ImageId, MemberActor, PostId, Result, limits};
use crate::profiles::pictures::{strays, upload};
use crate::profiles::{Onlooker, PEOPLE};

/// What a picture that was sent is made into: for a telephone, for a feed on a fine screen, and to be looked at by itself.
const PLAN: Plan = Plan { aspect: Aspect::Whole, widths: &[480, 1_080, 2_048] };
/// How long a picture that was taken away can be brought back, µs.
const UNDO_US: i64 = 10 * 60 * 1_000_000;
/// Pictures purged at once.
const PURGED: i64 = 100;
/// Files there may be of the pictures of one page of posts.
const FILES: i64 = limits::FEED_PAGE * limits::IMAGES * 3;

/// A picture in one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// 0 the smallest, and so on.
    pub number: i64,
    /// In pixels.
    pub width: i64,
    /// In pixels.
    pub height: i64,
}

/// A picture of a draft or a post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// Which one.
    pub id: ImageId,
    /// What it shows, in words; empty if its author has not said.
    pub alt: String,
    /// Its sizes, the smallest first; never empty.
    pub sizes: Vec<Size>,
}

impl Image {
    /// The smallest.
    pub fn small(&self) -> Size {
        self.sizes.first().copied().unwrap_or(Size { number: 0, width: 0, height: 0 })
    }

    /// The largest.
    pub fn large(&self) -> Size {
        self.sizes.last().copied().unwrap_or(Size { number: 0, width: 0, height: 0 })
    }
}

record! {
    struct Row {
        owner_id: i64,
        id: ImageId,
        alt: String,
        size: i64,
        width: i64,
        height: i64,
    }
}

/// The pictures of posts, each with its post, in their author's order. Whoever calls has made sure that the posts may be
/// read.
///
/// # Errors
/// What the database says.
pub fn of_posts(r: &mut Read<'_>, ids: &[PostId]) -> Result<Vec<(PostId, Image)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let found = of(r, &PostId::list(ids.iter().copied()))?;
    Ok(found.into_iter().map(|(owner, image)| (PostId::from_raw(owner), image)).collect())
}

/// The pictures of a draft of the actor's, likewise.
///
/// # Errors
/// What the database says.
pub(super) fn of_draft(r: &mut Read<'_>, id: DraftId) -> Result<Vec<Image>> {
    Ok(of(r, &DraftId::list([id]))?.into_iter().map(|(_, image)| image).collect())
}

fn of(r: &mut Read<'_>, owners: &str) -> Result<Vec<(i64, Image)>> {
    let rows: Vec<Row> = r.all(
        sql!(
            "SELECT i.owner_id, i.id, i.alt, f.size, f.width, f.height
             FROM post_image i JOIN post_image_file f ON f.image_id = i.id
             WHERE i.owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1)) AND i.removed_us IS NULL
             ORDER BY i.owner_id, i.place, i.id, f.size LIMIT $2"
        ),
        &[&owners, &FILES],
    )?;
    let mut images: Vec<(i64, Image)> = Vec::new();
    for row in rows {
        let size = Size { number: row.size, width: row.width, height: row.height };
        match images.last_mut() {
            Some((_, image)) if image.id == row.id => image.sizes.push(size),
            _ => images.push((row.owner_id, Image { id: row.id, alt: row.alt, sizes: vec![size] })),
        }
    }
    Ok(images)
}

/// How many pictures a draft or a post has.
fn count(r: &mut Read<'_>, owner: i64) -> Result<i64> {
    Ok(r.one(sql!("SELECT COUNT(*) FROM post_image WHERE owner_id = $1 AND removed_us IS NULL"), &[&owner])?)
}

/// Whether one of the actor's drafts has a picture that nobody has described.
pub(super) fn is_any_undescribed(r: &mut Read<'_>, id: DraftId) -> Result<bool> {
    let found: i64 =
        r.one(sql!("SELECT COUNT(*) FROM post_image WHERE owner_id = $1 AND removed_us IS NULL AND alt = ''"), &[&id])?;
    Ok(found > 0)
}

/// Makes a picture safe, stores it and puts it behind the others of a draft.
///
/// # Errors
/// `NotFound` for a draft that is not the actor's; `Invalid` with what is wrong with the file, or if there is no room;
/// `TooMany` after many in an hour; `Busy` if too many are being worked on, or the media store fails.
pub async fn put(app: &App, actor: MemberActor, draft: DraftId, bytes: Bytes) -> Result<()> {
    // Nothing is worked on that has no place to go.
    let has_room = app.db.read(move |r| {
        drafts::one(r, actor, draft)?;
        Ok::<_, Error>(count(r, draft.get())? < limits::IMAGES)
    });
    if !has_room.await? {
        return Err(full());
    }
    if bytes.is_empty() {
        return Err(upload::told(media::Refused::Empty));
    }
    flow::count(app, vec![(throttle::POST_IMAGES, actor.account.to_string())]).await?;
    let picture = upload::stored(app, bytes, PLAN, |_| None).await?;
    let id = ImageId::from_raw(app.db.new_id());
    app.db.write(move |tx| add(tx, actor, draft, id, &picture)).await
}

/// Puts a picture, whose files are stored already and noted as strays, behind the others of a draft.
fn add(tx: &mut Tx<'_>, actor: MemberActor, draft: DraftId, id: ImageId, picture: &Picture) -> Result<()> {
    drafts::own(tx, actor, draft)?;
    if count(tx, draft.get())? >= limits::IMAGES {
        return Err(full());
    }
    insert(tx, draft.get(), id, "", picture)?;
    drafts::touch(tx, draft)
}

fn insert(tx: &mut Tx<'_>, owner: i64, id: ImageId, alt: &str, picture: &Picture) -> Result<()> {
    strays::take(tx, picture.renditions.iter().map(|rendition| &rendition.name))?;
    tx.run(
        sql!(
            "INSERT INTO post_image (id, owner_id, place, alt)
             SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), COALESCE(MAX(place), 0) + 1, CAST($3 AS TEXT)
             FROM post_image WHERE owner_id = $2"
        ),
        &[&id, &owner, &alt],
    )?;
    for (size, rendition) in (0_i64..).zip(&picture.renditions) {
        let (width, height) = (i64::from(rendition.width), i64::from(rendition.height));
        tx.run(
            sql!("INSERT INTO post_image_file (image_id, size, width, height, name) VALUES ($1, $2, $3, $4, $5)"),
            &[&id, &size, &width, &height, &rendition.name.as_str()],
        )?;
    }
    Ok(())
}

fn full() -> Error {
    Error::from(FieldError { field: "file", message: "image-full", limit: limits::IMAGES })
}

/// A picture for a post that is there, as the demo has them.
///
/// # Errors
/// As [`put`].
pub async fn give(app: &App, post: PostId, bytes: Bytes, alt: String) -> Result<()> {
    let picture = upload::stored(app, bytes, PLAN, |_| None).await?;
    let id = ImageId::from_raw(app.db.new_id());
    app.db.write(move |tx| insert(tx, post.get(), id, &alt, &picture)).await
}

/// What pictures belong to, and whose it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A draft of the actor's.
    Draft(DraftId),
    /// A post of the actor's.
    Post(PostId),
}

impl Owner {
    const fn id(self) -> i64 {
        match self {
            Owner::Draft(id) => id.get(),
            Owner::Post(id) => id.get(),
        }
    }

    /// Waits for what the actor does to it elsewhere.
    fn lock(self, tx: &mut Tx<'_>, actor: MemberActor) -> Result<()> {
        match self {
            Owner::Draft(id) => drafts::own(tx, actor, id).map(|_| ()),
            Owner::Post(id) => post::lock(tx, actor, id),
        }
    }
}

/// What pictures show, in words.
pub type Described = Vec<(ImageId, String)>;

/// Says what pictures of a draft or a post of the actor's show. What is not there any more is passed over.
///
/// # Errors
/// `NotFound` for what is not the actor's; otherwise what the database says.
pub fn describe(tx: &mut Tx<'_>, actor: MemberActor, owner: Owner, alts: &Described) -> Result<()> {
    owner.lock(tx, actor)?;
    set(tx, owner, alts)
}

pub(super) fn set(tx: &mut Tx<'_>, owner: Owner, alts: &Described) -> Result<()> {
    for (id, alt) in alts {
        tx.run(
            sql!("UPDATE post_image SET alt = $3 WHERE id = $1 AND owner_id = $2 AND alt <> $3"),
            &[&id, &owner.id(), &alt],
        )?;
    }
    Ok(())
}

/// Where a picture is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One up.
    Up,
    /// One down.
    Down,
    /// In front of another.
    Before(ImageId),
    /// Behind all others.
    Last,
}

/// Puts a picture of a draft elsewhere among its others. Beyond the ends there is nowhere to go, so that changes nothing.
///
/// # Errors
/// `NotFound` if the draft is not the actor's or has no such picture; otherwise what the database says.
pub fn reorder(tx: &mut Tx<'_>, actor: MemberActor, draft: DraftId, id: ImageId, to: Move) -> Result<()> {
    drafts::own(tx, actor, draft)?;
    let mut ids: Vec<ImageId> = tx.all(
        sql!("SELECT id FROM post_image WHERE owner_id = $1 AND removed_us IS NULL ORDER BY place, id LIMIT $2"),
        &[&draft, &limits::IMAGES],
    )?;
    let place_of = |ids: &[ImageId], id| ids.iter().position(|other| *other == id).ok_or(Error::NotFound);
    let from = place_of(&ids, id)?;
    ids.retain(|other| *other != id);
    let place = match to {
        Move::Up => from.saturating_sub(1),
        Move::Down => (from + 1).min(ids.len()),
        Move::Before(other) if other == id => from,
        Move::Before(other) => place_of(&ids, other)?,
        Move::Last => ids.len(),
    };
    ids.insert(place, id);
    for (place, id) in (1_i64..).zip(ids) {
        tx.run(sql!("UPDATE post_image SET place = $2 WHERE id = $1 AND place <> $2"), &[&id, &place])?;
    }
    drafts::touch(tx, draft)
}

/// Takes a picture away. It can be brought back for a while; to do so twice changes nothing.
///
/// # Errors
/// `NotFound` if it is not the actor's; otherwise what the database says.
pub fn remove(tx: &mut Tx<'_>, actor: MemberActor, owner: Owner, id: ImageId) -> Result<()> {
    owner.lock(tx, actor)?;
    let now = tx.now_us();
    let removed = tx.run(
        sql!("UPDATE post_image SET removed_us = COALESCE(removed_us, $3) WHERE id = $1 AND owner_id = $2"),
        &[&id, &owner.id(), &now],
    )?;
    if removed == 0 { Err(Error::NotFound) } else { Ok(()) }
}

/// Brings a picture back that was taken away a moment ago.
///
/// # Errors
/// `NotFound` for what is not the actor's, or is gone; otherwise what the database says.
pub fn restore(tx: &mut Tx<'_>, actor: MemberActor, owner: Owner, id: ImageId) -> Result<Restored> {
    owner.lock(tx, actor)?;
    let since = tx.now_us() - UNDO_US;
    let removed: Option<i64> = tx.opt(
        sql!(
            "SELECT COALESCE(removed_us, 0) FROM post_image
             WHERE id = $1 AND owner_id = $2 AND (removed_us IS NULL OR removed_us > $3)"
        ),
        &[&id, &owner.id(), &since],
    )?;
    match removed {
        None => return Err(Error::NotFound),
        Some(0) => return Ok(Restored::Done),
        Some(_) => {}
    }
    if count(tx, owner.id())? >= limits::IMAGES {
        return Ok(Restored::Full);
    }
    tx.run(sql!("UPDATE post_image SET removed_us = NULL WHERE id = $1"), &[&id])?;
    Ok(Restored::Done)
}

/// Hands the pictures of a draft on to the post it becomes.
pub(super) fn hand_on(tx: &mut Tx<'_>, draft: DraftId, post: PostId) -> Result<()> {
    tx.run(sql!("UPDATE post_image SET owner_id = $2 WHERE owner_id = $1 AND removed_us IS NULL"), &[&draft, &post])?;
    Ok(())
}

/// Lets go of the pictures of drafts and posts that are being forgotten; `owners` is a list for `json_each`.
pub(super) fn let_go(tx: &mut Tx<'_>, owners: &str) -> Result<()> {
    tx.run(
        sql!(
            "UPDATE post_image SET owner_id = NULL, removed_us = 0
             WHERE owner_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
        ),
        &[&owners],
    )?;
    Ok(())
}

/// The file of a picture in a size, or in its largest below that, for whoever the address was made. `None` if they may not
/// read the post, or if it is a draft of somebody else's.
///
/// # Errors
/// What the database says.
pub fn file_at(r: &mut Read<'_>, viewer: Onlooker, id: ImageId, size: i64) -> Result<Option<Name>> {
    const FILE: &str = "post_image i ON i.removed_us IS NULL AND i.id = $2
             JOIN post_image_file f ON f.image_id = i.id AND f.size <= $3";
    // Nobody asks who comes with the address: whoever was suspended since it was made has no session, but the address.
    const IS_THERE: &str =
        "(CAST($1 AS BIGINT) = 0 OR EXISTS (SELECT 1 FROM account v WHERE v.id = $1 AND v.state = 1))";
    const OF_A_POST: &str = formatcp!(
        "SELECT f.name FROM {PEOPLE} JOIN post o ON o.author_id = a.id JOIN {FILE} AND i.owner_id = o.id
         WHERE {POST_VISIBLE} AND {IS_THERE} ORDER BY f.size DESC LIMIT 1"
    );
    const OF_A_DRAFT: &str = formatcp!(
        "SELECT f.name FROM draft d JOIN account a ON a.id = d.author_id AND a.state = 1
         JOIN {FILE} AND i.owner_id = d.id
         WHERE d.author_id = $1 AND d.removed_us IS NULL ORDER BY f.size DESC LIMIT 1"
    );
    let mut name: Option<String> = r.opt(sql!("{OF_A_POST}"), &[&viewer, &id, &size])?;
    if name.is_none() {
        name = r.opt(sql!("{OF_A_DRAFT}"), &[&viewer, &id, &size])?;
    }
    name.map(|name| Name::parse(&name).map_err(Error::internal)).transpose()
}

/// Pictures of posts, whose files are kept like others. They are served under addresses of their own, see [`file_at`].
pub const PICTURES: RoomPictures = RoomPictures { file_at: |_, _, _| Ok(None), has_file };

fn has_file(r: &mut Read<'_>, name: &str) -> Result<bool> {
    let sql = sql!("SELECT image_id FROM post_image_file WHERE name = $1 LIMIT 1");
    Ok(r.opt::<i64>(sql, &[&name])?.is_some())
}

/// Forgets pictures that were taken away long enough ago; their files become strays.
///
/// # Errors
/// What the database says.
pub fn purge(tx: &mut Tx<'_>) -> Result<()> {
    let before = tx.now_us() - UNDO_US;
    let gone: Vec<ImageId> = tx.all(
        sql!(
            sqlite: "SELECT id FROM post_image WHERE removed_us < $1 LIMIT $2",
            postgres: "SELECT id FROM post_image WHERE removed_us < $1 LIMIT $2 FOR UPDATE SKIP LOCKED"
        ),
        &[&before, &PURGED],
    )?;
    for id in gone {
        let names: Vec<String> = tx.all(sql!("SELECT name FROM post_image_file WHERE image_id = $1"), &[&id])?;
        tx.run(sql!("DELETE FROM post_image_file WHERE image_id = $1"), &[&id])?;
        tx.run(sql!("DELETE FROM post_image WHERE id = $1"), &[&id])?;
        let names = names.iter().map(|name| Name::parse(name).map_err(Error::internal));
        strays::note(tx, &names.collect::<Result<Vec<_>>>()?)?;
    }
    Ok(())
}
