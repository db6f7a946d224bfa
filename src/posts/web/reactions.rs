//! Reacting to posts and comments, and who did.

use std::sync::Arc;

use askama::Template;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::comment;
use super::super::reactions::{self, Given, KINDS, Kind, Kinds, Reactor, Subject};
use super::feed::FEED;
use crate::kernel::paging::Cursor;
use crate::kernel::{App, CommentId, Error, PostId, Result};
use crate::network::Ties;
use crate::profiles::Onlooker;
use crate::shell::{Form, Frame, Id, Member, Query};

pub(super) fn routes() -> Routes<App> {
    Routes::new()
        .get("/feed/post/{id}/react", choose_for_post)
        .post("/feed/post/{id}/react", react_to_post)
        .get("/feed/post/{id}/reactions", of_post)
        .get("/feed/comment/{id}/react", choose_for_comment)
        .post("/feed/comment/{id}/react", react_to_comment)
        .get("/feed/comment/{id}/reactions", of_comment)
}

/// Kinds that stand beside how many there are.
const TOP: usize = 3;

/// A kind of reaction, ready to be drawn.
pub(super) struct KindView {
    pub(super) number: i64,
    /// The icon of one that is built in; empty for another.
    pub(super) icon: &'static str,
    /// The emoji of one that is not.
    pub(super) sign: String,
    key: &'static str,
    own_name: String,
    is_offered: bool,
}

impl KindView {
    fn new(kind: &Kind) -> KindView {
        let built_in = kind.built_in();
        KindView {
            number: kind.number,
            icon: built_in.map_or("", |built_in| built_in.icon),
            sign: kind.sign.clone(),
            key: built_in.map_or("", |built_in| built_in.name),
            own_name: kind.name.clone(),
            is_offered: kind.is_offered,
        }
    }

    /// What it is called in the visitor's language.
    pub(super) fn name(&self, frame: &Frame) -> String {
        if self.own_name.is_empty() { frame.hint(self.key).to_owned() } else { self.own_name.clone() }
    }
}

/// The operator's set, ready to be drawn: made once for a page.
#[derive(Clone)]
pub(super) struct KindViews(Arc<Vec<KindView>>);

impl KindViews {
    pub(super) fn of(app: &App) -> KindViews {
        KindViews::new(&KINDS.get(&app.settings))
    }

    pub(super) fn new(kinds: &Kinds) -> KindViews {
        KindViews(Arc::new(kinds.all().iter().map(KindView::new).collect()))
    }

    pub(super) fn offered(&self) -> impl Iterator<Item = &KindView> {
        self.0.iter().filter(|kind| kind.is_offered)
    }

    fn find(&self, number: i64) -> Option<&KindView> {
        self.0.iter().find(|kind| kind.number == number)
    }
}

/// How people find a post or a comment, and what one can do about it.
pub(super) struct Reacting {
    pub(super) subject: Subject,
    pub(super) kinds: KindViews,
    pub(super) given: Given,
    /// Whether whoever looks may react.
    pub(super) may: bool,
}

impl Reacting {
    /// The id of what it stands below.
    pub(super) fn id(&self) -> String {
        match self.subject {
            Subject::Post(id) => id.to_string(),
            Subject::Comment(id) => id.to_string(),
        }
    }

    /// Where what it stands below is.
    pub(super) fn path(&self) -> String {
        match self.subject {
            Subject::Post(id) => format!("/feed/post/{id}"),
            Subject::Comment(id) => format!("/feed/comment/{id}"),
        }
    }

    /// Whether it stands below a comment: smaller, then.
    pub(super) const fn is_small(&self) -> bool {
        matches!(self.subject, Subject::Comment(_))
    }

    pub(super) fn total(&self) -> i64 {
        self.given.total()
    }

    pub(super) const fn is_given(&self) -> bool {
        self.given.mine.is_some()
    }

    /// What the button shows: what was given, or the first that can be.
    pub(super) fn shown(&self) -> Option<&KindView> {
        self.given.mine.and_then(|mine| self.kinds.find(mine)).or_else(|| self.kinds.offered().next())
    }

    /// What the button gives; 0 takes back.
    pub(super) fn next(&self) -> i64 {
        if self.is_given() { 0 } else { self.shown().map_or(0, |kind| kind.number) }
    }

    /// Whether this kind is the one that was given.
    pub(super) fn is_mine(&self, kind: &KindView) -> bool {
        self.given.mine == Some(kind.number)
    }

    /// The kinds that were given most.
    pub(super) fn top(&self) -> impl Iterator<Item = &KindView> {
        self.given.tallies.iter().filter_map(|(kind, _)| self.kinds.find(*kind)).take(TOP)
    }
}

/// What stands below a post or a comment, alone: the answer to a click.
#[derive(Template)]
#[template(path = "_reacted.html")]
struct ReactedFragment {
    frame: Frame,
    reacting: Reacting,
    /// Whether one is choosing.
    is_choosing: bool,
}

#[derive(Template)]
#[template(path = "react.html")]
struct ChoosePage {
    frame: Frame,
    reacting: Reacting,
}

async fn choose_for_post(member: Member, Id(id): Id<PostId>) -> Result<Response> {
    choose(&member, Subject::Post(id)).await
}

async fn choose_for_comment(member: Member, Id(id): Id<CommentId>) -> Result<Response> {
    choose(&member, Subject::Comment(id)).await
}

async fn choose(member: &Member, subject: Subject) -> Result<Response> {
    let visitor = &member.visitor;
    let viewer = Onlooker::Member(member.actor.account);
    let (frame, given) = visitor.page("", move |r| reactions::given(r, viewer, subject)).await?;
    let reacting = Reacting { subject, kinds: KindViews::of(&visitor.app), given, may: true };
    if visitor.is_fragment {
        return Ok(Html(ReactedFragment { frame, reacting, is_choosing: true }).into_response());
    }
    Ok(Html(ChoosePage { frame, reacting }).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReactForm {
    /// The number of the kind; 0 takes back.
    kind: String,
}

async fn react_to_post(member: Member, Id(id): Id<PostId>, Form(form): Form<ReactForm>) -> Result<Response> {
    let back = react(&member, Subject::Post(id), &form).await?;
    Ok(back.unwrap_or_else(|| {
        let page = format!("/feed/post/{id}");
        let back = member.visitor.back_to(FEED);
        let back = if back == format!("{page}/react") { &page } else { back };
        member.visitor.see_other(&format!("{back}#post-{id}"))
    }))
}

async fn react_to_comment(member: Member, Id(id): Id<CommentId>, Form(form): Form<ReactForm>) -> Result<Response> {
    let visitor = &member.visitor;
    if let Some(fragment) = react(&member, Subject::Comment(id), &form).await? {
        return Ok(fragment);
    }
    let viewer = Onlooker::Member(member.actor.account);
    let (comment, _) = visitor.app.db.read(move |r| comment::one(r, viewer, id)).await?;
    Ok(visitor.see_other(&super::comments::permalink(comment.post_id, id)))
}

/// Gives it or takes it back; the fragment, if one was asked for.
async fn react(member: &Member, subject: Subject, form: &ReactForm) -> Result<Option<Response>> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let kinds = KINDS.get(&visitor.app.settings);
    let number: i64 = form.kind.parse().map_err(|_| Error::NotFound)?;
    let is_known = number == 0 || kinds.find(number).is_some_and(|kind| kind.is_offered);
    if !is_known {
        return Err(Error::NotFound);
    }
    let kind = (number > 0).then_some(number);
    let viewer = Onlooker::Member(actor.account);
    let write = visitor.app.db.write(move |tx| {
        reactions::react(tx, actor, subject, kind)?;
        reactions::given(tx, viewer, subject)
    });
    let given = write.await?;
    if !visitor.is_fragment {
        return Ok(None);
    }
    let reacting = Reacting { subject, kinds: KindViews::new(&kinds), given, may: true };
    let fragment = ReactedFragment { frame: visitor.frame(""), reacting, is_choosing: false };
    Ok(Some(Html(fragment).into_response()))
}

#[derive(Deserialize)]
struct Asked {
    /// The number of the kind; 0 or nothing for all.
    #[serde(default)]
    kind: String,
    #[serde(default)]
    after: String,
}

#[derive(Template)]
#[template(path = "reactions.html")]
struct ReactionsPage {
    frame: Frame,
    /// Where what people reacted to is.
    subject: String,
    /// Where this list is.
    path: String,
    kinds: KindViews,
    given: Given,
    /// The kind that is shown; 0 for all.
    kind: i64,
    people: Vec<Reactor>,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
}

impl ReactionsPage {
    /// Kinds that were given, with how many of each.
    fn tallies(&self) -> impl Iterator<Item = (&KindView, &i64)> {
        self.given.tallies.iter().filter_map(|(kind, tally)| Some((self.kinds.find(*kind)?, tally)))
    }

    fn is_all(&self) -> bool {
        self.kind == 0
    }

    fn is_shown(&self, kind: &KindView) -> bool {
        self.kind == kind.number
    }

    fn kind_of(&self, reactor: &Reactor) -> Option<&KindView> {
        self.kinds.find(reactor.kind)
    }
}

async fn of_post(member: Member, Id(id): Id<PostId>, Query(asked): Query<Asked>) -> Result<Response> {
    list(&member, Subject::Post(id), format!("/feed/post/{id}"), &asked).await
}

async fn of_comment(member: Member, Id(id): Id<CommentId>, Query(asked): Query<Asked>) -> Result<Response> {
    let viewer = Onlooker::Member(member.actor.account);
    let (comment, _) = member.visitor.app.db.read(move |r| comment::one(r, viewer, id)).await?;
    list(&member, Subject::Comment(id), super::comments::permalink(comment.post_id, id), &asked).await
}

async fn list(member: &Member, subject: Subject, shown_at: String, asked: &Asked) -> Result<Response> {
    let (actor, visitor) = (member.actor, &member.visitor);
    let (viewer, ties, secret) = (visitor.actor(), Ties::of(&visitor.app), &visitor.app.secret);
    let kind: i64 = asked.kind.parse().unwrap_or(0);
    let path = match subject {
        Subject::Post(id) => format!("/feed/post/{id}/reactions"),
        Subject::Comment(id) => format!("/feed/comment/{id}/reactions"),
    };
    let sealed = format!("{path}?kind={kind}");
    let after = Cursor::after(&asked.after, secret, &sealed, &viewer)?;
    let goes_on = after.is_some();
    let read = visitor.page("", move |r| {
        let wanted = (kind > 0).then_some(kind);
        let page = reactions::people(r, &ties, actor, subject, wanted, after.as_ref())?;
        Ok((reactions::given(r, Onlooker::Member(actor.account), subject)?, page))
    });
    let (frame, (given, page)) = read.await?;
    let next = page.next.map(|cursor| format!("{sealed}&after={}", cursor.seal(secret, &sealed, &viewer)));
    Ok(Html(ReactionsPage {
        frame,
        subject: shown_at,
        path,
        kinds: KindViews::of(&visitor.app),
        given,
        kind,
        people: page.items,
        goes_on,
        next: next.unwrap_or_default(),
    })
    .into_response())
}
