//! A post by itself.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::feed;
use super::super::rendered::{Extent, Rendered};
use super::{PostView, path};
use crate::kernel::{App, Error, PostId, Result};
use crate::network::Ties;
use crate::shell::{Frame, Id, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed/post/{id}", page)
}

#[derive(Template)]
#[template(path = "post.html")]
struct PostPage<'a> {
    frame: Frame,
    view: PostView<'a>,
    /// The beginning, as one line.
    summary: String,
    /// The whole address of the page.
    address: String,
}

/// Characters of the line that stands for a post elsewhere.
const SUMMARY: usize = 160;

async fn page(Public(visitor): Public, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, ties) = (visitor.actor(), Ties::of(&visitor.app));
    let read = visitor.page("", move |r| feed::seen(r, &ties, actor, &[id])?.pop().ok_or(Error::NotFound));
    let (frame, near) = read.await?;
    let mut view = PostView::new(&Rendered::of(&visitor.app), &near, Extent::Whole);
    view.gallery.is_first = true;
    let summary = text::plain_summary(&view.near.post.source, SUMMARY);
    let address = format!("{}{}", visitor.app.config.public_url, path(&view.near.post));
    Ok(Html(PostPage { frame, view, summary, address }).into_response())
}
