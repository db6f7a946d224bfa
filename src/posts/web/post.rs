//! A post by itself, with what is said to it.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::model::NearPost;
use super::super::rendered::Extent;
use super::super::talk::{self, Talk};
use super::super::{feed, post};
use super::comments::{CommentingView, TalkQuery, TalkView};
use super::{Drawing, PostView, path};
use crate::kernel::{App, Error, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{Frame, Id, Public, Query, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed/post/{id}", page)
}

#[derive(Template)]
#[template(path = "post.html")]
struct PostPage<'a> {
    frame: Frame,
    view: PostView<'a>,
    talk: TalkView,
    /// The beginning, as one line.
    summary: String,
    /// The whole address of the page.
    address: String,
}

/// Characters of the line that stands for a post elsewhere.
const SUMMARY: usize = 160;

async fn page(Public(visitor): Public, Id(id): Id<PostId>, Query(query): Query<TalkQuery>) -> Result<Response> {
    draw(&visitor, id, &query).await
}

/// The page with a part of what is said.
pub(super) async fn draw(visitor: &Visitor, id: PostId, query: &TalkQuery) -> Result<Response> {
    let (frame, near, talk) = read(visitor, id, query).await?;
    let talk = TalkView::new(visitor, &near.post, talk, query)?;
    Ok(drawn(visitor, frame, &near, talk).into_response())
}

/// The page with a form that cannot be taken as it is.
pub(super) async fn with_comment(
    visitor: &Visitor,
    id: PostId,
    form: CommentingView,
    status: StatusCode,
) -> Result<Response> {
    let query = TalkQuery { comment: form.parent(), ..TalkQuery::default() };
    let (frame, near, talk) = read(visitor, id, &query).await?;
    let mut talk = TalkView::new(visitor, &near.post, talk, &query)?;
    match &mut talk.first {
        Some(thread) if form.is_reply() => thread.form = Some(form),
        _ => talk.form = Some(form),
    }
    Ok((status, drawn(visitor, frame, &near, talk)).into_response())
}

/// The page with a vote that cannot be taken.
pub(super) async fn with_vote(visitor: &Visitor, id: PostId, status: StatusCode, error: &str) -> Result<Response> {
    let query = TalkQuery::default();
    let (frame, near, talk) = read(visitor, id, &query).await?;
    let talk = TalkView::new(visitor, &near.post, talk, &query)?;
    let mut page = drawn(visitor, frame, &near, talk);
    if let Some(poll) = &mut page.0.view.poll {
        error.clone_into(&mut poll.error);
    }
    Ok((status, page).into_response())
}

async fn read(visitor: &Visitor, id: PostId, query: &TalkQuery) -> Result<(Frame, NearPost, Talk)> {
    let (actor, ties, asked) = (visitor.actor(), Ties::of(&visitor.app), query.read(visitor, id)?);
    let read = visitor.page("", move |r| {
        let near = feed::seen(r, &ties, actor, &[id])?.pop().ok_or(Error::NotFound)?;
        let standing = post::standing(r, Onlooker::from(actor), id)?;
        Ok((near, talk::read(r, &ties, actor, id, standing, &asked)?))
    });
    let (frame, (near, talk)) = read.await?;
    Ok((frame, near, talk))
}

fn drawn<'a>(visitor: &Visitor, frame: Frame, near: &'a NearPost, talk: TalkView) -> Html<PostPage<'a>> {
    let mut view = PostView::new(&Drawing::of(visitor), near, Extent::Whole);
    view.gallery.is_first = true;
    let summary = text::plain_summary(&near.post.source, SUMMARY);
    let address = format!("{}{}", visitor.app.config.public_url, path(&near.post));
    Html(PostPage { frame, view, talk, summary, address })
}
