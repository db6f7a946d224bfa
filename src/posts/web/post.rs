//! A post by itself.

use askama::Template;
use web::{Html, Routes};

use super::super::post;
use super::{PostView, measured, path};
use crate::kernel::{App, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{Frame, Id, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed/post/{id}", page)
}

#[derive(Template)]
#[template(path = "post.html")]
struct PostPage {
    frame: Frame,
    view: PostView,
    /// The beginning, as one line.
    summary: String,
    /// The whole address of the page.
    address: String,
}

/// Characters of the line that stands for a post elsewhere.
const SUMMARY: usize = 160;

async fn page(Public(visitor): Public, Id(id): Id<PostId>) -> Result<Html<PostPage>> {
    let (actor, ties) = (visitor.actor(), Ties::of(&visitor.app));
    let read = visitor.page("", move |r| {
        let found = post::one(r, Onlooker::from(actor), id)?;
        measured(r, &ties, actor, vec![found])
    });
    let (frame, near) = read.await?;
    let view = near.first().map(PostView::new).ok_or(crate::kernel::Error::NotFound)?;
    let summary = text::plain_summary(&view.near.post.source, SUMMARY);
    let address = format!("{}{}", visitor.app.config.public_url, path(&view.near.post));
    Ok(Html(PostPage { frame, view, summary, address }))
}
