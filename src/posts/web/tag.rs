//! Posts with a hashtag.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use web::{Html, Routes};

use super::super::feed;
use super::feed::PostRows;
use super::{PostView, seen};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, Error, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{After, Frame, Id, Public, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/tag/{tag}", page)
}

#[derive(Template)]
#[template(path = "tag.html")]
struct TagPage {
    frame: Frame,
    /// The tag with its `#`.
    name: String,
    posts: Vec<PostView>,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
}

async fn page(Public(visitor): Public, Id(asked): Id<String>, Query(query): Query<After>) -> Result<Response> {
    let key = text::tag_key(&asked).ok_or(Error::NotFound)?;
    let list = format!("/tag/{}", utf8_percent_encode(&key, NON_ALPHANUMERIC));
    if key != asked {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, list)]).into_response());
    }
    let (actor, ties, name) = (visitor.actor(), Ties::of(&visitor.app), format!("#{key}"));
    let after = Cursor::after(&query.after, &visitor.app.secret, &list, &actor)?;
    let goes_on = after.is_some();
    let read = visitor.page("", move |r| {
        let page = feed::of_tag(r, Onlooker::from(actor), &key, after.as_ref())?;
        Ok((seen(r, &ties, actor, &page.items)?, page.next))
    });
    let (frame, (posts, next)) = read.await?;
    let seal = |cursor: &Cursor| format!("{list}?after={}", cursor.seal(&visitor.app.secret, &list, &actor));
    let next = next.as_ref().map(seal).unwrap_or_default();
    let posts = PostView::list(&visitor.app, &posts);
    if visitor.is_fragment {
        return Ok(Html(PostRows { frame, posts, next }).into_response());
    }
    Ok(Html(TagPage { frame, name, posts, goes_on, next }).into_response())
}
