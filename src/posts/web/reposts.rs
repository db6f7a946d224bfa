//! Passing posts on: the button below each, and who did.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::model::Post;
use super::super::post;
use super::super::reposts::{self, Reposted, Reposter};
use super::feed::FEED;
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{After, Frame, Id, Member, Query, Toast};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .post("/feed/post/{id}/repost", repost)
        .post("/feed/post/{id}/unrepost", take_back)
        .get("/feed/post/{id}/reposts", people)
}

/// How a post was passed on, and what one can do about it.
pub(super) struct Passing {
    pub(super) id: PostId,
    /// Whether whoever looks has reposted it; nothing for guests.
    pub(super) is_reposted: Option<bool>,
    pub(super) may_repost: bool,
    pub(super) may_quote: bool,
    pub(super) reposts: i64,
    pub(super) quotes: i64,
}

impl Passing {
    pub(super) fn new(post: &Post, is_reposted: Option<bool>, viewer: Option<AccountId>) -> Passing {
        Passing {
            id: post.id,
            is_reposted,
            may_repost: viewer.is_some_and(|viewer| post.may_be_reposted(viewer)),
            may_quote: viewer.is_some_and(|viewer| post.may_be_quoted(viewer)),
            reposts: post.reposts,
            quotes: post.quotes,
        }
    }

    pub(super) const fn total(&self) -> i64 {
        self.reposts + self.quotes
    }

    pub(super) fn path(&self) -> String {
        format!("/feed/post/{}", self.id)
    }

    pub(super) fn is_done(&self) -> bool {
        self.is_reposted == Some(true)
    }

    /// Whether the menu of the button would be empty.
    pub(super) fn is_closed(&self) -> bool {
        !self.is_done() && !self.may_repost && !self.may_quote
    }
}

/// The button alone: the answer to a click.
#[derive(Template)]
#[template(path = "_reposted.html")]
struct RepostedFragment {
    frame: Frame,
    passing: Passing,
    toast: Toast,
}

async fn repost(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let actor = member.actor;
    let done = member.visitor.app.db.write(move |tx| reposts::repost(tx, actor, id)).await?;
    let toast = match done {
        Reposted::Done => "toast-reposted",
        Reposted::Refused => "toast-repost-refused",
        Reposted::TooMany => "toast-repost-too-many",
    };
    let status = if done == Reposted::Done { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    answer(&member, id, status, toast).await
}

async fn take_back(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let actor = member.actor;
    member.visitor.app.db.write(move |tx| reposts::take_back(tx, actor, id)).await?;
    answer(&member, id, StatusCode::OK, "toast-unreposted").await
}

async fn answer(member: &Member, id: PostId, status: StatusCode, toast: &'static str) -> Result<Response> {
    let visitor = &member.visitor;
    if !visitor.is_fragment {
        return Ok(visitor.see_other_with_toast(visitor.back_to(FEED), toast));
    }
    let actor = member.actor;
    let read = visitor.app.db.read(move |r| {
        let post = post::one(r, Onlooker::Member(actor.account), id)?;
        let is_reposted = reposts::among(r, actor, &[id])?.contains(&id);
        Ok::<_, Error>(Passing::new(&post, Some(is_reposted), Some(actor.account)))
    });
    let passing = read.await?;
    let toast = if status == StatusCode::OK { Toast::ok(visitor.t(toast)) } else { Toast::error(visitor.t(toast)) };
    Ok((status, Html(RepostedFragment { frame: visitor.frame(""), passing, toast })).into_response())
}

#[derive(Template)]
#[template(path = "reposts.html")]
struct RepostsPage {
    frame: Frame,
    /// Of the post.
    path: String,
    people: Vec<Reposter>,
    quotes: i64,
    goes_on: bool,
    next: String,
}

#[derive(Template)]
#[template(path = "_reposters.html")]
struct ReposterRows {
    frame: Frame,
    people: Vec<Reposter>,
    next: String,
}

async fn people(member: Member, Id(id): Id<PostId>, Query(query): Query<After>) -> Result<Response> {
    let visitor = &member.visitor;
    let (actor, ties) = (member.actor, Ties::of(&visitor.app));
    let path = format!("/feed/post/{id}");
    let list = format!("{path}/reposts");
    let after = Cursor::after(&query.after, &visitor.app.secret, &list, &visitor.actor())?;
    let goes_on = after.is_some();
    let read = visitor.page("", move |r| {
        let quotes = post::one(r, Onlooker::Member(actor.account), id)?.quotes;
        Ok((quotes, reposts::people(r, &ties, actor, id, after.as_ref())?))
    });
    let (frame, (quotes, page)) = read.await?;
    let next = super::listing::address(visitor, &list, page.next.as_ref());
    if visitor.is_fragment {
        return Ok(Html(ReposterRows { frame, people: page.items, next }).into_response());
    }
    Ok(Html(RepostsPage { frame, path, people: page.items, quotes, goes_on, next }).into_response())
}
