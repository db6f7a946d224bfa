//! What one person says.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::feed;
use super::feed::PostRows;
use super::{PostView, seen};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, Error, Result};
use crate::network::Ties;
use crate::profiles::{Onlooker, profile};
use crate::shell::{After, Frame, Id, Public, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}/posts", page)
}

#[derive(Template)]
#[template(path = "person_posts.html")]
struct PersonPostsPage {
    frame: Frame,
    handle: String,
    name: String,
    is_own: bool,
    posts: Vec<PostView>,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
}

async fn page(Public(visitor): Public, Id(asked): Id<String>, Query(query): Query<After>) -> Result<Response> {
    let (actor, ties, handle) = (visitor.actor(), Ties::of(&visitor.app), asked.clone());
    let list = format!("/in/{}/posts", asked.to_lowercase());
    let after = Cursor::after(&query.after, &visitor.app.secret, &list, &actor)?;
    let goes_on = after.is_some();
    let read = visitor.page("", move |r| {
        let viewer = Onlooker::from(actor);
        let (author, handle) = profile::account_of(r, &handle)?;
        let author = profile::seen_by(r, viewer, author)?.ok_or(Error::NotFound)?;
        let page = feed::of_author(r, viewer, author.id, after.as_ref())?;
        Ok((handle, author, seen(r, &ties, actor, &page.items)?, page.next))
    });
    let (frame, (handle, author, posts, next)) = read.await?;
    if handle != asked {
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, format!("/in/{handle}/posts"))]).into_response());
    }
    let seal = |cursor: &Cursor| format!("{list}?after={}", cursor.seal(&visitor.app.secret, &list, &actor));
    let next = next.as_ref().map(seal).unwrap_or_default();
    let posts = PostView::list(&visitor.app, &posts);
    if visitor.is_fragment {
        return Ok(Html(PostRows { frame, posts, next }).into_response());
    }
    let is_own = actor.account() == Some(author.id);
    Ok(Html(PersonPostsPage { frame, handle, name: author.name, is_own, posts, goes_on, next }).into_response())
}
