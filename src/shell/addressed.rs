//! Whoever has the address of a picture may see it.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use web::Decides;

use super::extract::Ids;
use crate::kernel::{App, Error, PictureAddress, pictures};

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
