//! What is said to a post: below the post, beside a feed, and the forms for it.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use text::SafeHtml;
use web::{Html, Routes};

use super::super::comment::{self, Edited, NewComment, Order, Said, Words};
use super::super::model::{Commenters, Post};
use super::super::post;
use super::super::reactions::Subject;
use super::super::rendered::{Rendered, Shown};
use super::super::talk::{self, Asked, Missing, NearComment, Talk, Thread};
use super::reactions::{KindViews, Reacting};
use crate::kernel::paging::Cursor;
use crate::kernel::secrets::Token;
use crate::kernel::{App, CommentId, Error, Invalid, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{Fields, Form, Frame, Id, Member, Public, Query, Visitor};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/feed/post/{id}/comments", open)
        .post("/feed/post/{id}/comments", say)
        .get("/feed/comment/{id}", link)
        .get("/feed/comment/{id}/replies", replies)
        .get("/feed/comment/{id}/reply", reply)
        .get("/feed/comment/{id}/edit", edit)
        .post("/feed/comment/{id}/edit", save)
        .post("/feed/comment/{id}/remove", remove)
        .post("/feed/comment/{id}/restore", restore)
}

/// Where a comment is read, below its post.
pub(super) fn permalink(post: PostId, id: CommentId) -> String {
    format!("/feed/post/{post}?comment={id}#comment-{id}")
}

/// What can be asked of what is said to a post.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct TalkQuery {
    /// The word of the order.
    #[serde(default)]
    pub(super) sort: String,
    /// Where the page begins.
    #[serde(default)]
    pub(super) after: String,
    /// The comment that stands first.
    #[serde(default)]
    pub(super) comment: String,
    /// The reply after which those of its thread begin.
    #[serde(default)]
    pub(super) from: String,
    /// Whether a form for a reply stands below that comment.
    #[serde(skip)]
    pub(super) is_replying: bool,
}

impl TalkQuery {
    fn list(&self, post: PostId) -> String {
        format!("/feed/post/{post}/comments?sort={}", Order::from_word(&self.sort).word())
    }

    pub(super) fn read(&self, visitor: &Visitor, post: PostId) -> Result<Asked> {
        let after = Cursor::after(&self.after, &visitor.app.secret, &self.list(post), &visitor.actor())?;
        let id =
            |word: &str| if word.is_empty() { Ok(None) } else { word.parse().map(Some).map_err(|_| Error::NotFound) };
        let order = Order::from_word(&self.sort);
        Ok(Asked { order, after, comment: id(&self.comment)?, from: id(&self.from)? })
    }
}

/// A comment, ready to be drawn.
pub(super) struct CommentView {
    pub(super) near: NearComment,
    shown: Arc<Shown>,
    pub(super) reacting: Reacting,
    /// Whether whoever looks may reply.
    pub(super) may_reply: bool,
}

impl CommentView {
    fn new(near: NearComment, drawing: &Drawing) -> CommentView {
        let shown = drawing.rendered.comment(&near.comment, &near.mentions);
        let reacting = Reacting {
            subject: Subject::Comment(near.comment.id),
            kinds: drawing.kinds.clone(),
            given: near.given.clone(),
            may: drawing.is_member,
        };
        CommentView { shown, reacting, may_reply: drawing.may_reply, near }
    }

    pub(super) fn initials(&self) -> String {
        text::initials(&self.near.comment.name)
    }

    pub(super) fn hue(&self) -> u8 {
        text::hue(self.near.comment.author_id.get())
    }

    pub(super) fn html(&self) -> &SafeHtml {
        &self.shown.html
    }

    /// Whether it mentions whoever has this handle.
    pub(super) fn is_mentioned(&self, handle: &str) -> bool {
        self.near.mentions.iter().any(|mention| mention.handle == handle)
    }

    /// What the addresses of all about it begin with.
    pub(super) fn path(&self) -> String {
        format!("/feed/comment/{}", self.near.comment.id)
    }

    pub(super) fn link(&self) -> String {
        permalink(self.near.comment.post_id, self.near.comment.id)
    }

    /// The comment whose thread it belongs to.
    pub(super) fn root(&self) -> CommentId {
        self.near.comment.parent_id.unwrap_or(self.near.comment.id)
    }
}

/// What all comments of a page are drawn with.
struct Drawing {
    rendered: Arc<Rendered>,
    kinds: KindViews,
    is_member: bool,
    may_reply: bool,
}

impl Drawing {
    fn new(visitor: &Visitor, may_reply: bool) -> Drawing {
        let is_member = visitor.actor().account().is_some();
        Drawing { rendered: Rendered::of(&visitor.app), kinds: KindViews::of(&visitor.app), is_member, may_reply }
    }
}

/// A thread, ready to be drawn.
pub(super) struct ThreadView {
    pub(super) id: CommentId,
    pub(super) post: PostId,
    pub(super) root: Option<CommentView>,
    missing: Missing,
    pub(super) replies: Vec<CommentView>,
    more: Option<CommentId>,
    pub(super) has_earlier: bool,
    count: i64,
    /// The form below it, if somebody is replying.
    pub(super) form: Option<CommentingView>,
}

impl ThreadView {
    fn new(thread: Thread, post: PostId, drawing: &Drawing) -> ThreadView {
        let Thread { id, root, replies, more, has_earlier, count } = thread;
        let (root, missing) = match root {
            Ok(near) => (Some(CommentView::new(near, drawing)), Missing::Hidden),
            Err(missing) => (None, missing),
        };
        let replies = replies.into_iter().map(|near| CommentView::new(near, drawing)).collect();
        ThreadView { id, post, root, missing, replies, more, has_earlier, count, form: None }
    }

    /// The key of why the comment is not shown.
    pub(super) const fn missing(&self) -> &'static str {
        match self.missing {
            Missing::TakenBack => "comment-taken-back",
            Missing::Removed => "comment-removed",
            Missing::TakenDown => "comment-taken-down",
            Missing::Hidden => "comment-hidden",
        }
    }

    pub(super) fn more(&self) -> Option<MoreReplies> {
        self.more.map(|from| MoreReplies { post: self.post, root: self.id, from })
    }

    /// How many replies are not shown.
    pub(super) fn left(&self) -> i64 {
        self.count - i64::try_from(self.replies.len()).unwrap_or(i64::MAX)
    }
}

/// Where the replies go on.
pub(super) struct MoreReplies {
    post: PostId,
    root: CommentId,
    from: CommentId,
}

impl MoreReplies {
    /// The page.
    pub(super) fn page(&self) -> String {
        format!("/feed/post/{}?comment={}&from={}#comment-{}", self.post, self.root, self.from, self.root)
    }

    /// The rows alone.
    pub(super) fn rows(&self) -> String {
        format!("/feed/comment/{}/replies?from={}", self.root, self.from)
    }
}

/// The form for a comment, as it stands.
pub(super) struct CommentingView {
    post: PostId,
    /// The comment it is a reply to; none for one to the post.
    parent: Option<CommentId>,
    /// The thread it stands in; none for one to the post.
    thread: Option<CommentId>,
    pub(super) request_id: String,
    pub(super) text: String,
    /// What is wrong with it; empty for nothing.
    pub(super) error: String,
}

impl CommentingView {
    fn new(app: &App, post: PostId) -> Result<CommentingView> {
        let request_id = app.randomness.token().map_err(Error::internal)?.reveal();
        Ok(CommentingView { post, parent: None, thread: None, request_id, text: String::new(), error: String::new() })
    }

    /// A reply to a comment; to a reply, it begins by mentioning whoever said that.
    fn reply(app: &App, to: &comment::Comment) -> Result<CommentingView> {
        let text = if to.parent_id.is_some() { format!("@{} ", to.handle) } else { String::new() };
        let thread = Some(to.parent_id.unwrap_or(to.id));
        Ok(CommentingView { parent: Some(to.id), thread, text, ..CommentingView::new(app, to.post_id)? })
    }

    /// The id of what it is about: several forms stand on one page.
    pub(super) fn id(&self) -> String {
        self.thread.map_or_else(|| self.post.to_string(), |thread| thread.to_string())
    }

    /// The id of its field.
    pub(super) fn field(&self) -> String {
        format!("comment-text-{}", self.id())
    }

    pub(super) fn action(&self) -> String {
        format!("/feed/post/{}/comments", self.post)
    }

    pub(super) fn parent(&self) -> String {
        self.parent.map(|parent| parent.to_string()).unwrap_or_default()
    }

    /// What the field is for.
    pub(super) fn label(&self, frame: &Frame) -> String {
        frame.t(if self.is_reply() { "comment-reply-label" } else { "comment-label" }).to_owned()
    }

    pub(super) const fn is_reply(&self) -> bool {
        self.thread.is_some()
    }
}

/// What is said to a post, ready to be drawn.
pub(super) struct TalkView {
    pub(super) post: PostId,
    author: String,
    commenters: Commenters,
    is_member: bool,
    order: Order,
    pub(super) first: Option<ThreadView>,
    /// Whether a comment was asked for that is not there.
    pub(super) is_gone: bool,
    pub(super) threads: Vec<ThreadView>,
    pub(super) next: String,
    /// Whether there is so much that one chooses the order.
    pub(super) is_long: bool,
    /// The form for another; none for those who may not.
    pub(super) form: Option<CommentingView>,
}

impl TalkView {
    pub(super) fn new(visitor: &Visitor, post: &Post, talk: Talk, query: &TalkQuery) -> Result<TalkView> {
        let Talk { standing, first, threads, next } = talk;
        let drawing = Drawing::new(visitor, standing.may_comment);
        let list = query.list(post.id);
        let seal =
            |cursor: &Cursor| format!("{list}&after={}", cursor.seal(&visitor.app.secret, &list, &visitor.actor()));
        let next = next.as_ref().map(seal).unwrap_or_default();
        let view = |thread| ThreadView::new(thread, post.id, &drawing);
        let mut first = first.map(view);
        let asked = query.comment.parse::<CommentId>().ok();
        if let (Some(thread), true) = (&mut first, standing.may_comment && query.is_replying) {
            let root = thread.root.iter();
            let found = root.chain(&thread.replies).find(|view| Some(view.near.comment.id) == asked);
            thread.form = found.map(|view| CommentingView::reply(&visitor.app, &view.near.comment)).transpose()?;
        }
        let form = if standing.may_comment { Some(CommentingView::new(&visitor.app, post.id)?) } else { None };
        let threads: Vec<ThreadView> = threads.into_iter().map(view).collect();
        Ok(TalkView {
            post: post.id,
            author: post.name.clone(),
            commenters: standing.commenters,
            is_member: drawing.is_member,
            order: Order::from_word(&query.sort),
            is_gone: asked.is_some() && first.is_none(),
            first,
            is_long: threads.len() > 3 || !query.after.is_empty(),
            threads,
            next,
            form,
        })
    }

    pub(super) fn is_newest(&self) -> bool {
        self.order == Order::Newest
    }

    pub(super) fn sorted(&self, order: &str) -> String {
        format!("/feed/post/{}/comments?sort={order}", self.post)
    }

    /// Whether there is nothing to see and nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        !self.is_member && self.threads.is_empty() && self.first.is_none()
    }

    /// Why one may not comment; empty if one may, or is a guest.
    pub(super) fn closed(&self, frame: &Frame) -> String {
        if self.form.is_some() || !self.is_member {
            String::new()
        } else {
            closed(frame, self.commenters, &self.author)
        }
    }
}

/// Who may comment, in a sentence for somebody who may not.
fn closed(frame: &Frame, commenters: Commenters, author: &str) -> String {
    match commenters {
        Commenters::Connections => frame.t1("comments-for-connections", "name", author),
        Commenters::Mentioned => frame.t1("comments-for-mentioned", "name", author),
        Commenters::Readers | Commenters::Nobody => frame.t1("comments-closed", "name", author),
    }
}

/// What is said, alone: below a post of a feed, or a page of it.
#[derive(Template)]
#[template(path = "_talk.html")]
struct TalkFragment {
    frame: Frame,
    talk: TalkView,
}

#[derive(Template)]
#[template(path = "_threads.html")]
struct ThreadsFragment {
    frame: Frame,
    talk: TalkView,
}

async fn open(Public(visitor): Public, Id(id): Id<PostId>, Query(query): Query<TalkQuery>) -> Result<Response> {
    if !visitor.is_fragment {
        return super::post::draw(&visitor, id, &query).await;
    }
    let (actor, ties, asked) = (visitor.actor(), Ties::of(&visitor.app), query.read(&visitor, id)?);
    let read = visitor.page("", move |r| {
        let post = post::one(r, Onlooker::from(actor), id)?;
        let standing = post::standing(r, Onlooker::from(actor), id)?;
        Ok((post, talk::read(r, &ties, actor, id, standing, &asked)?))
    });
    let (frame, (post, talk)) = read.await?;
    let talk = TalkView::new(&visitor, &post, talk, &query)?;
    if query.after.is_empty() {
        return Ok(Html(TalkFragment { frame, talk }).into_response());
    }
    Ok(Html(ThreadsFragment { frame, talk }).into_response())
}

/// A comment being written.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct CommentForm {
    #[serde(default)]
    text: String,
    /// The comment it is a reply to; empty for none.
    #[serde(default)]
    parent: String,
    request_id: String,
}

/// What was said, and the form for another: the answer to a form that scripts sent.
#[derive(Template)]
#[template(path = "_said.html")]
struct SaidFragment {
    frame: Frame,
    post: PostId,
    /// Comments there are now.
    count: i64,
    /// The comment as a thread of its own; for a reply, it is the reply that is drawn.
    thread: ThreadView,
    /// None after a reply, which takes its form along.
    form: Option<CommentingView>,
}

#[derive(Template)]
#[template(path = "_commenting.html")]
struct CommentingFragment {
    frame: Frame,
    form: CommentingView,
}

async fn say(member: Member, Id(id): Id<PostId>, Form(form): Form<CommentForm>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let app = &visitor.app;
    let request_id = Token::parse(&form.request_id).ok_or_else(|| Error::field("", "error-invalid-text"))?.reveal();
    let parent = if form.parent.is_empty() { None } else { Some(form.parent.parse().map_err(|_| Error::NotFound)?) };
    let words = match Words::parse(&form.text) {
        Ok(words) => words,
        Err(invalid) => {
            let error = Fields::new(visitor, &invalid).of("text").to_owned();
            return again(&member, id, parent, form, StatusCode::UNPROCESSABLE_ENTITY, error).await;
        }
    };
    let new = NewComment { id: CommentId::from_raw(app.db.new_id()), request_id, post: id, parent, words };
    let said = app.db.write(move |tx| comment::say(tx, actor, &new)).await?;
    let (status, error) = match said {
        Said::Done(said) if visitor.is_fragment => return fragment(&member, id, said).await,
        Said::Done(said) => return Ok(visitor.see_other(&permalink(id, said))),
        Said::Differs => (StatusCode::UNPROCESSABLE_ENTITY, visitor.t("comment-sent-before")),
        Said::TooMany => (StatusCode::TOO_MANY_REQUESTS, visitor.t("comment-too-many")),
        Said::Gone => (StatusCode::UNPROCESSABLE_ENTITY, visitor.t("comment-answered-gone")),
        Said::Closed(commenters) => {
            let viewer = Onlooker::Member(actor.account);
            let post = app.db.read(move |r| post::one(r, viewer, id)).await?;
            let frame = visitor.frame("");
            (StatusCode::FORBIDDEN, closed(&frame, commenters, &post.name))
        }
    };
    let form = match said {
        Said::Differs => CommentForm { request_id: CommentingView::new(app, id)?.request_id, ..form },
        _ => form,
    };
    again(&member, id, parent, form, status, error).await
}

async fn fragment(member: &Member, post: PostId, said: CommentId) -> Result<Response> {
    let visitor = &member.visitor;
    let (actor, ties) = (visitor.actor(), Ties::of(&visitor.app));
    let read = visitor.page("", move |r| {
        let viewer = Onlooker::from(actor);
        let standing = post::standing(r, viewer, post)?;
        Ok((post::one(r, viewer, post)?.comments, talk::one(r, &ties, actor, &standing, said)?))
    });
    let (frame, (count, near)) = read.await?;
    let drawing = Drawing::new(visitor, true);
    let is_reply = near.comment.parent_id.is_some();
    let thread = Thread {
        id: near.comment.parent_id.unwrap_or(said),
        root: Ok(near),
        replies: Vec::new(),
        more: None,
        has_earlier: false,
        count: 0,
    };
    let thread = ThreadView::new(thread, post, &drawing);
    let form = if is_reply { None } else { Some(CommentingView::new(&visitor.app, post)?) };
    Ok(Html(SaidFragment { frame, post, count, thread, form }).into_response())
}

/// The form with what was typed, and what is wrong with it; without scripts, on the page of the post.
async fn again(
    member: &Member,
    id: PostId,
    parent: Option<CommentId>,
    form: CommentForm,
    status: StatusCode,
    error: String,
) -> Result<Response> {
    let visitor = &member.visitor;
    let viewer = Onlooker::Member(member.actor.account);
    let read = visitor.page("", move |r| {
        post::standing(r, viewer, id)?;
        let found = parent.map(|parent| comment::one(r, viewer, parent));
        match found {
            Some(Ok((parent, _))) if parent.post_id == id => Ok(Some(parent)),
            None | Some(Ok(_) | Err(Error::NotFound)) => Ok(None),
            Some(Err(error)) => Err(error),
        }
    });
    let (frame, found) = read.await?;
    let thread = found.as_ref().map(|to| to.parent_id.unwrap_or(to.id));
    // Of what was answered nothing may be left; the words are kept, as a comment of their own.
    let parent = found.as_ref().map(|to| to.id);
    let view = CommentingView { post: id, parent, thread, request_id: form.request_id, text: form.text, error };
    if visitor.is_fragment {
        // Another status would not bring the form back: htmx shows a toast then.
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Ok((status, Html(CommentingFragment { frame, form: view })).into_response());
    }
    super::post::with_comment(visitor, id, view, status).await
}

/// A link to a comment alone: on to its post.
async fn link(Public(visitor): Public, Id(id): Id<CommentId>) -> Result<Response> {
    let viewer = Onlooker::from(visitor.actor());
    let (comment, _) = visitor.app.db.read(move |r| comment::one(r, viewer, id)).await?;
    Ok(visitor.see_other(&permalink(comment.post_id, id)))
}

#[derive(Template)]
#[template(path = "_replies.html")]
struct RepliesFragment {
    frame: Frame,
    replies: Vec<CommentView>,
    more: Option<MoreReplies>,
}

async fn replies(Public(visitor): Public, Id(id): Id<CommentId>, Query(query): Query<TalkQuery>) -> Result<Response> {
    let (actor, ties) = (visitor.actor(), Ties::of(&visitor.app));
    if !visitor.is_fragment {
        let viewer = Onlooker::from(actor);
        let (post, _) = visitor.app.db.read(move |r| comment::post_of(r, viewer, id)).await?;
        return super::post::draw(&visitor, post, &TalkQuery { comment: id.to_string(), ..query }).await;
    }
    let from = if query.from.is_empty() { None } else { Some(query.from.parse().map_err(|_| Error::NotFound)?) };
    let read = visitor.page("", move |r| {
        let (post, standing) = comment::post_of(r, Onlooker::from(actor), id)?;
        let (replies, more) = talk::replies(r, &ties, actor, &standing, id, from)?;
        Ok((post, standing, replies, more))
    });
    let (frame, (post, standing, replies, more)) = read.await?;
    let drawing = Drawing::new(&visitor, standing.may_comment);
    let replies = replies.into_iter().map(|near| CommentView::new(near, &drawing)).collect();
    let more = more.map(|from| MoreReplies { post, root: id, from });
    Ok(Html(RepliesFragment { frame, replies, more }).into_response())
}

/// The form for a reply; without scripts, below the comment, which stands first.
async fn reply(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    let visitor = &member.visitor;
    let viewer = Onlooker::Member(member.actor.account);
    let (frame, (comment, standing)) = visitor.page("", move |r| comment::one(r, viewer, id)).await?;
    if !visitor.is_fragment || !standing.may_comment {
        let query = TalkQuery { comment: id.to_string(), is_replying: true, ..TalkQuery::default() };
        return super::post::draw(visitor, comment.post_id, &query).await;
    }
    let form = CommentingView::reply(&visitor.app, &comment)?;
    Ok(Html(CommentingFragment { frame, form }).into_response())
}

/// A comment being edited.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct EditForm {
    #[serde(default)]
    text: String,
    /// When the text that the form began with was edited, µs.
    #[serde(default)]
    seen: String,
}

#[derive(Template)]
#[template(path = "comment_edit.html")]
struct EditPage {
    frame: Frame,
    comment: comment::Comment,
    form: EditForm,
    errors: Fields,
    /// Whether it was edited elsewhere meanwhile.
    is_elsewhere: bool,
}

impl EditPage {
    fn path(&self) -> String {
        format!("/feed/comment/{}", self.comment.id)
    }

    fn link(&self) -> String {
        permalink(self.comment.post_id, self.comment.id)
    }
}

async fn edit_page(
    member: &Member,
    id: CommentId,
    form: Option<EditForm>,
    invalid: &Invalid,
    is_elsewhere: bool,
) -> Result<Response> {
    let actor = member.actor;
    let read = member.visitor.page("", move |r| {
        let (comment, _) = comment::one(r, Onlooker::Member(actor.account), id)?;
        if comment.author_id == actor.account { Ok(comment) } else { Err(Error::NotFound) }
    });
    let (frame, comment) = read.await?;
    let seen = comment.edited_us.to_string();
    let form = match form {
        // Whoever is shown what it says now, and sends theirs again, has seen it.
        Some(form) if is_elsewhere => EditForm { seen, ..form },
        Some(form) => form,
        None => EditForm { text: comment.source.clone(), seen },
    };
    let is_fine = invalid.is_empty() && !is_elsewhere;
    let status = if is_fine { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let errors = Fields::new(&member.visitor, invalid);
    Ok((status, Html(EditPage { frame, comment, form, errors, is_elsewhere })).into_response())
}

async fn edit(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    edit_page(&member, id, None, &Invalid::default(), false).await
}

async fn save(member: Member, Id(id): Id<CommentId>, Form(form): Form<EditForm>) -> Result<Response> {
    let words = match Words::parse(&form.text) {
        Ok(words) => words,
        Err(invalid) => return edit_page(&member, id, Some(form), &invalid, false).await,
    };
    // A form that does not say what it began with began with nothing that is there.
    let (actor, seen) = (member.actor, form.seen.parse().unwrap_or(-1));
    let write = member.visitor.app.db.write(move |tx| {
        let edited = comment::edit(tx, actor, id, seen, &words)?;
        Ok::<_, Error>((edited, comment::one(tx, Onlooker::Member(actor.account), id)?.0.post_id))
    });
    match write.await? {
        (Edited::Done, post) => Ok(member.visitor.see_other_with_toast(&permalink(post, id), "toast-saved")),
        (Edited::Elsewhere, _) => edit_page(&member, id, Some(form), &Invalid::default(), true).await,
    }
}

async fn remove(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let post = visitor.app.db.write(move |tx| comment::remove(tx, actor, id)).await?;
    let (back, undo) = (format!("/feed/post/{post}"), format!("/feed/comment/{id}/restore"));
    Ok(visitor.see_other_with_undo(&back, "toast-comment-removed", &undo))
}

async fn restore(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let post = visitor.app.db.write(move |tx| comment::restore(tx, actor, id)).await?;
    Ok(visitor.see_other_with_toast(&permalink(post, id), "toast-undone"))
}
