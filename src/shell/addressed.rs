//! Whoever has the address of a picture may see it, or see what those may for whom it was made.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use web::Decides;

use super::extract::Ids;
use crate::kernel::pictures::ImageFor;
use crate::kernel::{App, Error, ImageId, PictureAddress, pictures};

/// The address of a picture, made by us and still good. Nobody is looked up for it.
#[derive(Debug, Clone, Copy)]
pub struct Addressed {
    /// Which picture.
    pub picture: PictureAddress,
    /// In which size.
    pub size: i64,
}

impl Decides for Addressed {
    const GATE: &'static str = "address";
}

impl FromRequestParts<App> for Addressed {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Ids((picture, size, last_day, signature)) =
            Ids::<(PictureAddress, i64, i64, String)>::from_request_parts(parts, app).await?;
        if !pictures::is_good(app, picture, size, last_day, &signature) {
            return Err(Error::NotFound);
        }
        Ok(Addressed { picture, size })
    }
}

/// The address of the picture of a post, made by us for somebody and still good. Whether they may read the post is for
/// the handler to find out.
#[derive(Debug, Clone, Copy)]
pub struct AddressedTo(pub ImageFor);

impl Decides for AddressedTo {
    const GATE: &'static str = "address";
}

impl FromRequestParts<App> for AddressedTo {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Error> {
        let Ids((viewer, image, size, last_day, signature)) =
            Ids::<(String, ImageId, i64, i64, String)>::from_request_parts(parts, app).await?;
        let viewer = if viewer == "0" { None } else { Some(viewer.parse().map_err(|_| Error::NotFound)?) };
        let shown = ImageFor { viewer, image, size };
        if shown.is_good(app, last_day, &signature) { Ok(AddressedTo(shown)) } else { Err(Error::NotFound) }
    }
}
