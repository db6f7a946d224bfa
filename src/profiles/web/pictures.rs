//! The pages on which photo and cover are changed, and the files themselves.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use media::Name;
use serde::Deserialize;
use web::{Html, Routes};

use super::super::pictures::{self, Keep, Kind, Sent};
use super::super::{Audience, profile};
use crate::kernel::{App, Error, Invalid, PictureAddress, Result};
use crate::shell::{Addressed, Fields, Form, Frame, Id, Member, Upload};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/in/{handle}/edit/photo", photo_page)
        .post("/in/{handle}/edit/photo", send_photo)
        .post("/in/{handle}/edit/photo/audience", show_photo_to)
        .post("/in/{handle}/edit/photo/remove", remove_photo)
        .post("/in/{handle}/edit/photo/restore", restore_photo)
        .get("/in/{handle}/edit/cover", cover_page)
        .post("/in/{handle}/edit/cover", send_cover)
        .post("/in/{handle}/edit/cover/remove", remove_cover)
        .post("/in/{handle}/edit/cover/restore", restore_cover)
        .get("/media/{picture}/{size}/{day}/{signature}", file)
}

#[derive(Template)]
#[template(path = "picture_edit.html")]
struct PicturePage {
    frame: Frame,
    handle: String,
    kind: Kind,
    shown: Option<PictureAddress>,
    initials: String,
    hue: u8,
    audience: Audience,
    keep: String,
    errors: Fields,
}

impl PicturePage {
    /// Where its forms go.
    fn action(&self) -> String {
        path(&self.handle, self.kind)
    }

    /// The largest file, MB.
    fn megabytes(&self) -> usize {
        media::MAX_BYTES / 1_000_000
    }
}

fn path(handle: &str, kind: Kind) -> String {
    format!("/in/{handle}/edit/{}", kind.word())
}

/// The page as it stands, if the handle is the member's own. Somebody else's does not exist.
async fn page(member: &Member, asked: String, kind: Kind) -> Result<PicturePage> {
    let actor = member.actor;
    let read = member.visitor.page("me", move |r| {
        let handle = profile::own_handle(r, actor, &asked)?;
        Ok((handle, profile::own(r, actor)?))
    });
    let (frame, (handle, own)) = read.await?;
    Ok(PicturePage {
        frame,
        handle,
        kind,
        shown: match kind {
            Kind::Photo => own.all.photo,
            Kind::Cover => own.all.cover,
        },
        initials: text::initials(&own.all.name),
        hue: text::hue(own.all.id.get()),
        audience: own.photo_audience,
        keep: "middle".to_owned(),
        errors: Fields::default(),
    })
}

async fn photo_page(member: Member, Id(handle): Id<String>) -> Result<Html<PicturePage>> {
    page(&member, handle, Kind::Photo).await.map(Html)
}

async fn cover_page(member: Member, Id(handle): Id<String>) -> Result<Html<PicturePage>> {
    page(&member, handle, Kind::Cover).await.map(Html)
}

async fn send_photo(member: Member, Id(handle): Id<String>, upload: Upload) -> Result<Response> {
    send(&member, handle, Kind::Photo, upload).await
}

async fn send_cover(member: Member, Id(handle): Id<String>, upload: Upload) -> Result<Response> {
    send(&member, handle, Kind::Cover, upload).await
}

async fn send(member: &Member, asked: String, kind: Kind, upload: Upload) -> Result<Response> {
    // Whose it is comes first: nothing is worked on for somebody else.
    let page = page(member, asked, kind).await?;
    let part = ["x", "y", "width", "height"].map(|name| upload.text(name));
    let Some(keep) = Keep::parse(upload.text("keep"), part) else {
        return Ok(refused(member, page, &upload, &Error::field("keep", "picture-part-unknown")));
    };
    let sent = Sent { bytes: upload.file.clone(), keep };
    match pictures::put(&member.visitor.app, member.actor, kind, sent).await {
        Ok(()) => Ok(member.visitor.see_other_with_toast(&format!("/in/{}", page.handle), "toast-saved")),
        Err(error @ Error::Invalid(_)) => Ok(refused(member, page, &upload, &error)),
        Err(other) => Err(other),
    }
}

/// The page again with what is wrong. A browser forgets the file, so that it has to be chosen again.
fn refused(member: &Member, mut page: PicturePage, upload: &Upload, error: &Error) -> Response {
    let nothing = Invalid::default();
    let invalid = if let Error::Invalid(invalid) = error { invalid } else { &nothing };
    page.errors = Fields::new(&member.visitor, invalid);
    page.keep = upload.text("keep").to_owned();
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AudienceForm {
    audience: String,
}

async fn show_photo_to(member: Member, Id(asked): Id<String>, Form(form): Form<AudienceForm>) -> Result<Response> {
    let audience = Audience::from_word(&form.audience).ok_or_else(|| Error::field("audience", "audience-unknown"))?;
    let actor = member.actor;
    let shown = member.visitor.app.db.write(move |tx| {
        let handle = profile::own_handle(tx, actor, &asked)?;
        pictures::show_photo_to(tx, actor, audience)?;
        Ok::<_, Error>(handle)
    });
    let handle = shown.await?;
    Ok(member.visitor.see_other_with_toast(&path(&handle, Kind::Photo), "toast-saved"))
}

async fn remove_photo(member: Member, Id(handle): Id<String>) -> Result<Response> {
    remove(&member, handle, Kind::Photo).await
}

async fn remove_cover(member: Member, Id(handle): Id<String>) -> Result<Response> {
    remove(&member, handle, Kind::Cover).await
}

async fn remove(member: &Member, asked: String, kind: Kind) -> Result<Response> {
    let actor = member.actor;
    let removed = member.visitor.app.db.write(move |tx| {
        let handle = profile::own_handle(tx, actor, &asked)?;
        pictures::remove(tx, actor, kind)?;
        Ok::<_, Error>(handle)
    });
    let handle = removed.await?;
    let undo = format!("{}/restore", path(&handle, kind));
    Ok(member.visitor.see_other_with_undo(&format!("/in/{handle}"), "toast-picture-removed", &undo))
}

async fn restore_photo(member: Member, Id(handle): Id<String>) -> Result<Response> {
    restore(&member, handle, Kind::Photo).await
}

async fn restore_cover(member: Member, Id(handle): Id<String>) -> Result<Response> {
    restore(&member, handle, Kind::Cover).await
}

async fn restore(member: &Member, asked: String, kind: Kind) -> Result<Response> {
    let actor = member.actor;
    let restored = member.visitor.app.db.write(move |tx| {
        let handle = profile::own_handle(tx, actor, &asked)?;
        pictures::restore(tx, actor, kind)?;
        Ok::<_, Error>(handle)
    });
    let handle = restored.await?;
    Ok(member.visitor.see_other_with_toast(&format!("/in/{handle}"), "toast-picture-restored"))
}

/// A file of a picture. The browser may keep it as long as its address is the same.
async fn file(at: Addressed, axum::extract::State(app): axum::extract::State<App>) -> Result<Response> {
    let rooms = app.registry.pictures;
    let name = app.db.read(move |r| {
        let mut name = pictures::file_at(r, at.picture, at.size)?;
        for room in rooms.0 {
            if name.is_none() {
                name = (room.file_at)(r, at.picture, at.size)?;
            }
        }
        name.ok_or(Error::NotFound)
    });
    stored(&app, &name.await?).await
}

/// A picture's file as an answer.
///
/// # Errors
/// `NotFound` if it is missing in the media store, `Busy` if that fails.
pub async fn stored(app: &App, name: &Name) -> Result<Response> {
    let bytes: Bytes = match app.media.get(name).await {
        Ok(Some(bytes)) => bytes,
        Ok(None) => {
            tracing::error!(%name, "a picture's file is missing in the media store");
            return Err(Error::NotFound);
        }
        Err(error) => {
            tracing::error!(%error, "a picture cannot be read");
            return Err(Error::Busy);
        }
    };
    // Pages of this site show it, and those of no other: with a host of its own it is foreign to them too.
    let from = if app.config.media_url.is_some() { "cross-origin" } else { "same-origin" };
    let tag = HeaderValue::try_from(format!("\"{name}\"")).map_err(Error::internal)?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("image/jpeg")),
        (CACHE_CONTROL, HeaderValue::from_static(KEPT)),
        (CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox")),
        (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static(from)),
        (ETAG, tag),
    ];
    Ok((headers, bytes).into_response())
}

/// In this browser alone, for a day: after that the address is another one.
const KEPT: &str = "private, max-age=86400, immutable";
