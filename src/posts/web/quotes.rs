//! Quoting: the form, the posts that quote one, and taking a post out of another.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use text::SafeHtml;
use web::{Html, Routes};

use super::super::model::{AUDIENCES, Draft, Mention, Post, Quote, Quoted};
use super::super::post::{self, NewPost, Published};
use super::super::rendered::{Extent, Rendered, Shown};
use super::super::{feed, quotes};
use super::feed::{FEED, WritingForm};
use super::listing::{Listing, Nothing};
use crate::kernel::paging::{Cursor, Page};
use crate::kernel::secrets::Token;
use crate::kernel::{App, Error, Invalid, PostId, Result};
use crate::network::Ties;
use crate::profiles::{Audience, Onlooker};
use crate::shell::{After, Fields, Form, Frame, Id, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/feed/post/{id}/quote", page)
        .post("/feed/post/{id}/quote", publish)
        .get("/feed/post/{id}/quotes", list)
        .post("/feed/post/{id}/detach", detach)
        .post("/feed/post/{id}/attach", attach)
}

/// A post within another, ready to be drawn; nothing to be read of one that is not to be seen.
pub(super) struct QuoteView<'a> {
    pub(super) quoted: Option<QuotedView<'a>>,
    /// Whether its author took it out.
    pub(super) is_detached: bool,
}

/// What of it can be read.
pub(super) struct QuotedView<'a> {
    pub(super) post: &'a Post,
    pub(super) shown: Arc<Shown>,
}

impl<'a> QuoteView<'a> {
    pub(super) fn new(rendered: &Rendered, quote: &'a Quote) -> QuoteView<'a> {
        match quote {
            Quote::Shown(quoted) => {
                let Quoted { post, mentions, .. } = quoted.as_ref();
                QuoteView { quoted: Some(QuotedView::new(rendered, post, mentions)), is_detached: false }
            }
            Quote::Detached => QuoteView { quoted: None, is_detached: true },
            Quote::Away => QuoteView { quoted: None, is_detached: false },
        }
    }
}

impl<'a> QuotedView<'a> {
    fn new(rendered: &Rendered, post: &'a Post, mentions: &[Mention]) -> QuotedView<'a> {
        QuotedView { shown: rendered.post(post, mentions, Extent::Excerpt), post }
    }

    pub(super) fn path(&self) -> String {
        super::path(self.post)
    }

    pub(super) fn initials(&self) -> String {
        text::initials(&self.post.name)
    }

    pub(super) fn hue(&self) -> u8 {
        text::hue(self.post.author_id.get())
    }

    pub(super) fn html(&self) -> &SafeHtml {
        &self.shown.html
    }
}

#[derive(Template)]
#[template(path = "quote.html")]
struct QuotePage<'a> {
    frame: Frame,
    quote: QuoteView<'a>,
    path: String,
    form: WritingForm,
    errors: Fields,
}

async fn page(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let request_id = member.visitor.app.randomness.token().map_err(Error::internal)?.reveal();
    let form = WritingForm { request_id, ..WritingForm::default() };
    drawn(&member, id, form, StatusCode::OK, &Invalid::default()).await
}

async fn drawn(
    member: &Member,
    id: PostId,
    mut form: WritingForm,
    status: StatusCode,
    invalid: &Invalid,
) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let read = visitor.page("home", move |r| {
        let viewer = Onlooker::Member(actor.account);
        let quoted = post::one(r, viewer, id)?;
        Ok((quoted, post::mentions(r, viewer, &[id])?, post::last_audience(r, actor)?))
    });
    let (frame, (quoted, mentions, last)) = read.await?;
    if invalid.is_empty() && !quoted.may_be_quoted(actor.account) {
        return Ok(visitor.see_other_with_toast(&super::path(&quoted), "toast-quote-refused"));
    }
    if form.audience.is_empty() {
        form.audience = last.unwrap_or(Audience::Members).word().to_owned();
    }
    let quoted = QuotedView::new(&Rendered::of(&visitor.app), &quoted, &mentions);
    let path = quoted.path();
    let quote = QuoteView { quoted: Some(quoted), is_detached: false };
    let errors = Fields::new(visitor, invalid);
    Ok((status, Html(QuotePage { frame, quote, path, form, errors })).into_response())
}

async fn publish(member: Member, Id(id): Id<PostId>, Form(form): Form<WritingForm>) -> Result<Response> {
    let request_id = Token::parse(&form.request_id).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let draft = match Draft::parse(&form.text, &form.audience, &form.commenters, &form.sharing) {
        Ok(draft) => draft,
        Err(invalid) => return drawn(&member, id, form, StatusCode::UNPROCESSABLE_ENTITY, &invalid).await,
    };
    let (actor, app) = (member.actor, &member.visitor.app);
    let new = NewPost { id: PostId::from_raw(app.db.new_id()), request_id, draft, quoted: Some(id) };
    let (status, message) = match app.db.write(move |tx| post::publish(tx, actor, &new)).await? {
        Published::Done => return Ok(member.visitor.see_other_with_toast(FEED, "toast-posted")),
        Published::Differs => (StatusCode::UNPROCESSABLE_ENTITY, "post-sent-before"),
        Published::TooMany => (StatusCode::TOO_MANY_REQUESTS, "post-too-many"),
        Published::Unquotable => (StatusCode::UNPROCESSABLE_ENTITY, "quote-refused"),
    };
    let mut invalid = Invalid::default();
    invalid.add("text", message);
    let request_id = app.randomness.token().map_err(Error::internal)?.reveal();
    drawn(&member, id, WritingForm { request_id, ..form }, status, &invalid).await
}

const NONE: Nothing = Nothing { title: "quotes-none-title", text: "quotes-none-text", action: "", href: "" };

async fn list(member: Member, Id(id): Id<PostId>, Query(query): Query<After>) -> Result<Response> {
    let visitor = &member.visitor;
    let (actor, viewer, ties) = (member.actor, visitor.actor(), Ties::of(&visitor.app));
    let path = format!("/feed/post/{id}/quotes");
    let after = Cursor::after(&query.after, &visitor.app.secret, &path, &viewer)?;
    let from = after.clone();
    let read = visitor.page("", move |r| {
        let Page { items, next } = quotes::list(r, actor, id, from.as_ref())?;
        Ok(Page { items: feed::seen(r, &ties, viewer, &items)?, next })
    });
    let (frame, page) = read.await?;
    let title = frame.t("quotes-title").to_owned();
    let listing = Listing { path, after, title, line: ("quotes-of", format!("/feed/post/{id}")), none: NONE };
    Ok(listing.answer(visitor, frame, &page))
}

async fn detach(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| quotes::leave(tx, actor, id, false)).await?;
    Ok(visitor.see_other_with_undo(visitor.back_to(FEED), "toast-detached", &format!("/feed/post/{id}/attach")))
}

async fn attach(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    visitor.app.db.write(move |tx| quotes::leave(tx, actor, id, true)).await?;
    Ok(visitor.see_other_with_toast(visitor.back_to(FEED), "toast-undone"))
}
