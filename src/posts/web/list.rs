//! What one person says.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::Routes;

use super::super::feed;
use super::listing::{Listing, Nothing};
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::{App, Error, Result};
use crate::network::Ties;
use crate::profiles::{Onlooker, profile};
use crate::shell::{After, Id, Public, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}/posts", page)
}

const NONE_OF_ONE_S_OWN: Nothing =
    Nothing { title: "posts-none-own-title", text: "posts-none-own-text", action: "posts-write", href: "/feed" };

async fn page(Public(visitor): Public, Id(asked): Id<String>, Query(query): Query<After>) -> Result<Response> {
    let (actor, ties, handle) = (visitor.actor(), Ties::of(&visitor.app), asked.clone());
    let path = format!("/in/{}/posts", asked.to_lowercase());
    let after = Cursor::after(&query.after, &visitor.app.secret, &path, &actor)?;
    let from = after.clone();
    let read = visitor.page("", move |r| {
        let viewer = Onlooker::from(actor);
        let (author, handle) = profile::account_of(r, &handle)?;
        let author = profile::seen_by(r, viewer, author)?.ok_or(Error::NotFound)?;
        let Page { items, next } = feed::of_author(r, viewer, author.id, from.as_ref())?;
        Ok((handle, author, Page { items: feed::shown(r, &ties, actor, &items)?, next }))
    });
    let (frame, (handle, author, page)) = read.await?;
    if handle != asked {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, format!("/in/{handle}/posts"))]).into_response());
    }
    let is_own = actor.account() == Some(author.id);
    let title = frame.t1("posts-of", "name", author.name.as_str());
    let line = ("posts-profile", format!("/in/{handle}"));
    let none = if is_own { NONE_OF_ONE_S_OWN } else { Nothing::READABLE };
    Ok(Listing { path, after, title, line, none }.answer(&visitor, frame, &page))
}
