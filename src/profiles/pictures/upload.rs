//! From a file that was sent to the picture that is shown.

use bytes::Bytes;
use media::{Crop, Name, Picture, Plan, Refused};

use super::{Keep, Kind, show, strays};
use crate::accounts::{flow, throttle};
use crate::kernel::{App, Error, FieldError, MemberActor, PictureId, Result};

/// What was sent.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The file, whatever it is.
    pub bytes: Bytes,
    /// Which part of it is kept.
    pub keep: Keep,
}

/// Makes the picture safe, stores it and shows it in place of the one before.
///
/// # Errors
/// `Invalid` with what is wrong with the file; `TooMany` after forty in an hour; `Busy` if too many are being worked on, or the media store fails.
pub async fn put(app: &App, actor: MemberActor, kind: Kind, sent: Sent) -> Result<()> {
    let Sent { bytes, keep } = sent;
    if bytes.is_empty() {
        return Err(told(Refused::Empty));
    }
    flow::count(app, vec![(throttle::PICTURES, actor.account.to_string())]).await?;
    let picture = stored(app, bytes, kind.plan(), move |size| keep.crop(kind, size)).await?;
    let id = PictureId::from_raw(app.db.new_id());
    app.db.write(move |tx| show(tx, actor, kind, id, &picture)).await
}

/// Makes a picture safe and stores its files, which are strays until something takes them.
///
/// # Errors
/// `Invalid` with what is wrong with the file; `Busy` if too many are being worked on, or the media store fails.
pub async fn stored(
    app: &App,
    bytes: Bytes,
    plan: Plan,
    crop: impl FnOnce((u32, u32)) -> Option<Crop> + Send + 'static,
) -> Result<Picture> {
    let picture = app.pictures.prepare(bytes, plan, crop).await.map_err(told)?;
    store(app, &picture).await?;
    Ok(picture)
}

/// Stores a picture's files, which are noted as strays until something takes them.
///
/// # Errors
/// `Busy` if one is being deleted, or the media store fails; otherwise what the database says.
pub async fn store(app: &App, picture: &Picture) -> Result<()> {
    let names: Vec<Name> = picture.renditions.iter().map(|rendition| rendition.name.clone()).collect();
    app.db.write(move |tx| strays::note(tx, &names)).await?;
    for rendition in &picture.renditions {
        let stored = app.media.put(&rendition.name, rendition.bytes.clone().into()).await;
        if let Err(error) = stored {
            tracing::error!(%error, "a picture cannot be stored");
            return Err(Error::Busy);
        }
    }
    Ok(())
}

/// What the visitor is told of a picture that was refused.
pub fn told(why: Refused) -> Error {
    let file = |message| Error::from(FieldError { field: "file", message, limit: 0 });
    match why {
        Refused::Empty => file("picture-missing"),
        Refused::TooLarge => file("picture-too-large"),
        Refused::NotAPicture => file("picture-unknown"),
        Refused::Damaged => file("picture-damaged"),
        Refused::TooManyPixels => file("picture-too-many-pixels"),
        Refused::TooSmall => file("picture-too-small"),
        Refused::Busy => Error::Busy,
    }
}
