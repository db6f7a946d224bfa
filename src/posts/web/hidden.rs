//! Hiding a post from one's home page, and what one has hidden.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::model::Post;
use super::super::rendered::Extent;
use super::super::{feed, hidden, post};
use super::feed::FEED;
use super::listing;
use super::{Drawing, PostView};
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::{App, Error, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{After, Frame, Id, Member, Query};

const LIST: &str = "/settings/muted/posts";
/// Characters of the line that stands for a post.
const LINE: usize = 160;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(LIST, list).post("/feed/post/{id}/hide", hide).post("/feed/post/{id}/unhide", unhide)
}

/// What stands where the post stood.
#[derive(Template)]
#[template(path = "_hidden.html")]
struct HiddenFragment {
    frame: Frame,
    id: PostId,
    name: String,
}

/// The post in its place again.
#[derive(Template)]
#[template(path = "_unhidden.html")]
struct UnhiddenFragment<'a> {
    frame: Frame,
    view: PostView<'a>,
}

async fn hide(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let write = visitor.app.db.write(move |tx| {
        hidden::hide(tx, actor, id)?;
        post::one(tx, Onlooker::Member(actor.account), id)
    });
    let post = write.await?;
    if visitor.is_fragment {
        return Ok(Html(HiddenFragment { frame: visitor.frame("home"), id, name: post.name }).into_response());
    }
    Ok(visitor.see_other_with_undo(visitor.back_to(FEED), "toast-post-hidden", &format!("/feed/post/{id}/unhide")))
}

async fn unhide(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| hidden::unhide(tx, actor, id)).await?;
    if !visitor.is_fragment {
        return Ok(visitor.see_other_with_toast(visitor.back_to(FEED), "toast-post-unhidden"));
    }
    let (ties, viewer) = (Ties::of(&visitor.app), visitor.actor());
    let read = visitor.page("home", move |r| feed::seen(r, &ties, viewer, &[id])?.pop().ok_or(Error::NotFound));
    let (frame, near) = read.await?;
    let mut view = PostView::new(&Drawing::of(visitor), &near, Extent::Excerpt);
    view.is_home = true;
    Ok(Html(UnhiddenFragment { frame, view }).into_response())
}

#[derive(Template)]
#[template(path = "settings_hidden.html")]
struct HiddenPage {
    frame: Frame,
    posts: Vec<Post>,
    next: String,
}

impl HiddenPage {
    /// A post as one line.
    fn line(&self, post: &Post) -> String {
        text::plain_summary(&post.source, LINE)
    }
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Html<HiddenPage>> {
    let visitor = &member.visitor;
    let actor = member.actor;
    let after = Cursor::after(&query.after, &visitor.app.secret, LIST, &visitor.actor())?;
    let read = visitor.page("settings", move |r| {
        let Page { items, next } = hidden::list(r, actor, after.as_ref())?;
        let mut posts = post::some(r, Onlooker::Member(actor.account), &items)?;
        posts.sort_by_key(|post| items.iter().position(|id| *id == post.id));
        Ok((posts, next))
    });
    let (frame, (posts, next)) = read.await?;
    let next = listing::address(visitor, LIST, next.as_ref());
    Ok(Html(HiddenPage { frame, posts, next }))
}
