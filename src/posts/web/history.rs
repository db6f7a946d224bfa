//! What a post said before it was edited.

use askama::Template;
use text::SafeHtml;
use web::{Html, Routes};

use super::super::model::Post;
use super::super::post;
use super::super::rendered::version;
use super::path;
use crate::kernel::{App, PostId, Result};
use crate::profiles::Onlooker;
use crate::shell::{Frame, Id, Public};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed/post/{id}/history", page)
}

#[derive(Template)]
#[template(path = "post_history.html")]
struct HistoryPage {
    frame: Frame,
    post: Post,
    /// What it says, and what it said before, with the times from which on it did.
    versions: Vec<(SafeHtml, i64)>,
}

impl HistoryPage {
    fn path(&self) -> String {
        path(&self.post)
    }
}

async fn page(Public(visitor): Public, Id(id): Id<PostId>) -> Result<Html<HistoryPage>> {
    let viewer = Onlooker::from(visitor.actor());
    let read = visitor.page("", move |r| Ok((post::one(r, viewer, id)?, post::versions(r, viewer, id)?)));
    let (frame, (post, before)) = read.await?;
    let since = if post.edited_us == 0 { post.posted_us } else { post.edited_us };
    let mut versions = vec![(version(&post.source), since)];
    versions.extend(before.iter().map(|said| (version(&said.source), said.since_us)));
    Ok(Html(HistoryPage { frame, post, versions }))
}
