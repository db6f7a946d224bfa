//! What was found of a page, and the files of its picture.

use std::time::Duration;

use bytes::Bytes;
use db::{Read, Tx, sql};
use media::{Aspect, Name, Picture, Plan, Refused};

use super::known;
use crate::kernel::registry::RoomPictures;
use crate::kernel::{App, Error, PictureAddress, PreviewId, Result};
use crate::profiles::pictures::strays;

/// What a page's picture is made into: twice as wide as it is shown, for fine screens.
const PLAN: Plan = Plan { aspect: Aspect::Ratio(4, 3), widths: &[320] };

/// How often, and how long each time, a picture waits for those who draw pictures.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_secs(2);

/// How its files are found.
pub const PICTURES: RoomPictures = RoomPictures { file_at, has_file };

/// What a page says of itself, cleaned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Where it was found.
    pub url: String,
    /// Its host, as it may be shown.
    pub host: String,
    /// Its title.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
}

/// Draws a picture anew and stores it, noted as a stray. `None` for what is no picture, or one that nobody should draw.
///
/// # Errors
/// What our own database or media store says.
pub async fn draw(app: &App, bytes: Bytes) -> Result<Option<Picture>> {
    let Some(picture) = drawn(app, bytes).await else { return Ok(None) };
    let names: Vec<Name> = picture.renditions.iter().map(|rendition| rendition.name.clone()).collect();
    app.db.write(move |tx| strays::note(tx, &names)).await?;
    for rendition in &picture.renditions {
        app.media.put(&rendition.name, rendition.bytes.clone().into()).await.map_err(Error::internal)?;
    }
    Ok(Some(picture))
}

async fn drawn(app: &App, bytes: Bytes) -> Option<Picture> {
    for _ in 0..TRIES {
        match app.pictures.prepare(bytes.clone(), PLAN, |_| None).await {
            Ok(picture) => return Some(picture),
            Err(Refused::Busy) => tokio::time::sleep(PAUSE).await,
            Err(_) => return None,
        }
    }
    None
}

/// Writes down what was found at an address, as if it had been asked now. Its picture is stored already, and noted as a
/// stray.
///
/// # Errors
/// `Busy` if a file is being deleted: stored anew, it will do; otherwise what the database says.
pub fn found(tx: &mut Tx<'_>, url: &str, card: &Card, picture: Option<&Picture>) -> Result<()> {
    let id = known(tx, url)?;
    show(tx, id, card, picture)
}

/// Writes down what was found. Nothing happens if nobody needs it any more.
pub(super) fn show(tx: &mut Tx<'_>, id: PreviewId, card: &Card, picture: Option<&Picture>) -> Result<()> {
    let (now, files) = (tx.now_us(), picture.map(|picture| picture.renditions.as_slice()).unwrap_or_default());
    let address = picture.map(|_| PictureAddress::from_raw(tx.new_id()));
    let Card { url, host, title, description } = card;
    let shown = tx.run(
        sql!(
            "UPDATE link_preview SET state = 1, fetched_us = $2, failures = 0, due_us = NULL, found_url = $3, host = $4,
               title = $5, description = $6, picture = $7 WHERE id = $1"
        ),
        &[&id, &now, &url, &host, &title, &description, &address],
    )?;
    if shown == 0 {
        return Ok(());
    }
    let names: Vec<Name> = files.iter().map(|file| file.name.clone()).collect();
    let_go(tx, &PreviewId::list([id]), &names)?;
    strays::take(tx, names.iter())?;
    for (size, name) in (0_i64..).zip(&names) {
        tx.run(
            sql!("INSERT INTO link_preview_file (preview_id, size, name) VALUES ($1, $2, $3)"),
            &[&id, &size, &name.as_str()],
        )?;
    }
    ready(tx, id)
}

/// Writes down that there is nothing to show.
pub(super) fn nothing(tx: &mut Tx<'_>, id: PreviewId) -> Result<()> {
    let now = tx.now_us();
    tx.run(
        sql!(
            "UPDATE link_preview SET state = 2, fetched_us = $2, due_us = NULL, found_url = '', host = '', title = '',
               description = '', picture = NULL WHERE id = $1"
        ),
        &[&id, &now],
    )?;
    let_go(tx, &PreviewId::list([id]), &[])?;
    ready(tx, id)
}

/// From now on whoever links to it shows it.
pub(super) fn ready(tx: &mut Tx<'_>, id: PreviewId) -> Result<()> {
    tx.run(sql!("UPDATE post_preview SET is_ready = TRUE WHERE preview_id = $1 AND NOT is_ready"), &[&id])?;
    Ok(())
}

/// Previews, a list as `json_each` takes it, no longer need their files. They become strays but for those that are taken
/// again.
pub(super) fn let_go(tx: &mut Tx<'_>, previews: &str, taken: &[Name]) -> Result<()> {
    let names: Vec<String> = tx.all(
        sql!(
            "SELECT name FROM link_preview_file
             WHERE preview_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"
        ),
        &[&previews],
    )?;
    tx.run(
        sql!("DELETE FROM link_preview_file WHERE preview_id IN (SELECT CAST(value AS BIGINT) FROM json_each($1))"),
        &[&previews],
    )?;
    let names = names.iter().map(|name| Name::parse(name).map_err(Error::internal)).collect::<Result<Vec<_>>>()?;
    let strays: Vec<Name> = names.into_iter().filter(|name| !taken.contains(name)).collect();
    strays::note(tx, &strays)
}

fn file_at(r: &mut Read<'_>, address: PictureAddress, size: i64) -> Result<Option<Name>> {
    let name: Option<String> = r.opt(
        sql!(
            "SELECT f.name FROM link_preview v JOIN link_preview_file f ON f.preview_id = v.id AND f.size <= $2
             WHERE v.picture = $1 ORDER BY f.size DESC LIMIT 1"
        ),
        &[&address, &size],
    )?;
    name.map(|name| Name::parse(&name).map_err(Error::internal)).transpose()
}

fn has_file(r: &mut Read<'_>, name: &str) -> Result<bool> {
    let held: Option<PreviewId> =
        r.opt(sql!("SELECT preview_id FROM link_preview_file WHERE name = $1 LIMIT 1"), &[&name])?;
    Ok(held.is_some())
}
