//! What somebody keeps: a button on each post, and the list.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::{feed, saved};
use super::listing::{Listing, Nothing};
use crate::kernel::paging::{Cursor, Page};
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

const NONE: Nothing = Nothing { title: "saved-none-title", text: "saved-none-text", action: "nav-home", href: "/feed" };

async fn list(member: Member, Query(query): Query<After>) -> Result<Response> {
    let visitor = &member.visitor;
    let (actor, viewer, ties) = (member.actor, visitor.actor(), Ties::of(&visitor.app));
    let after = Cursor::after(&query.after, &visitor.app.secret, LIST, &viewer)?;
    let from = after.clone();
    let read = visitor.page("", move |r| {
        let Page { items, next } = saved::list(r, actor, from.as_ref())?;
        let mut posts = feed::seen(r, &ties, viewer, &items)?;
        posts.sort_by_key(|near| items.iter().position(|id| *id == near.post.id));
        Ok(Page { items: posts, next })
    });
    let (frame, page) = read.await?;
    let (path, title) = (LIST.to_owned(), frame.t("saved-title").to_owned());
    let listing = Listing { path, after, title, line: ("saved-text", String::new()), none: NONE };
    Ok(listing.answer(visitor, frame, &page))
}
