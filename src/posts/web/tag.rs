//! Posts with a hashtag.

use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::Routes;

use super::super::feed;
use super::listing::{Listing, Nothing};
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::{App, Error, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{After, Id, Public, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/tag/{tag}", page)
}

async fn page(Public(visitor): Public, Id(asked): Id<String>, Query(query): Query<After>) -> Result<Response> {
    let key = text::tag_key(&asked).ok_or(Error::NotFound)?;
    let path = text::tag_path(&key);
    if key != asked {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, path)]).into_response());
    }
    let (actor, ties, title) = (visitor.actor(), Ties::of(&visitor.app), format!("#{key}"));
    let after = Cursor::after(&query.after, &visitor.app.secret, &path, &actor)?;
    let from = after.clone();
    let read = visitor.page("", move |r| {
        let Page { items, next } = feed::of_tag(r, Onlooker::from(actor), &key, from.as_ref())?;
        Ok(Page { items: feed::seen(r, &ties, actor, &items)?, next })
    });
    let (frame, page) = read.await?;
    let listing = Listing { path, after, title, line: ("tag-text", String::new()), none: Nothing::READABLE };
    Ok(listing.answer(&visitor, frame, &page))
}
