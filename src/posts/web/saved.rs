//! What somebody keeps: a button on each post, and the list.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::saved;
use super::feed::PostRows;
use super::{PostView, seen};
use crate::kernel::paging::Cursor;
use crate::kernel::{App, PostId, Result};
use crate::network::Ties;
use crate::shell::{After, Frame, Id, Member, Query, Toast};

const LIST: &str = "/saved";

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(LIST, list).post("/feed/post/{id}/save", save).post("/feed/post/{id}/unsave", unsave)
}

/// The button alone: the answer to a click.
#[derive(Template)]
#[template(path = "_saved.html")]
struct SavedFragment {
    frame: Frame,
    id: PostId,
    is_saved: bool,
    toast: Toast,
}

async fn save(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| saved::save(tx, actor, id)).await?;
    Ok(answer(&member, id, true, "toast-post-saved"))
}

async fn unsave(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| saved::unsave(tx, actor, id)).await?;
    Ok(answer(&member, id, false, "toast-post-unsaved"))
}

fn answer(member: &Member, id: PostId, is_saved: bool, toast: &'static str) -> Response {
    let visitor = &member.visitor;
    if visitor.is_fragment {
        let toast = Toast::ok(visitor.t(toast));
        return Html(SavedFragment { frame: visitor.frame(""), id, is_saved, toast }).into_response();
    }
    if is_saved {
        return visitor.see_other_with_toast(visitor.back_to(LIST), toast);
    }
    visitor.see_other_with_undo(visitor.back_to(LIST), toast, &format!("/feed/post/{id}/save"))
}

#[derive(Template)]
#[template(path = "saved.html")]
struct SavedPage {
    frame: Frame,
    posts: Vec<PostView>,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
}

async fn list(member: Member, Query(query): Query<After>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer, ties) = (member.actor, member.visitor.actor(), Ties::of(app));
    let after = Cursor::after(&query.after, &app.secret, LIST, &viewer)?;
    let goes_on = after.is_some();
    let read = member.visitor.page("", move |r| {
        let page = saved::list(r, actor, after.as_ref())?;
        let mut posts = seen(r, &ties, viewer, &page.items)?;
        posts.sort_by_key(|near| page.items.iter().position(|id| *id == near.post.id));
        Ok((posts, page.next))
    });
    let (frame, (posts, next)) = read.await?;
    let seal = |cursor: &Cursor| format!("{LIST}?after={}", cursor.seal(&app.secret, LIST, &viewer));
    let next = next.as_ref().map(seal).unwrap_or_default();
    let posts = PostView::list(app, &posts);
    if member.visitor.is_fragment {
        return Ok(Html(PostRows { frame, posts, next }).into_response());
    }
    Ok(Html(SavedPage { frame, posts, goes_on, next }).into_response())
}
