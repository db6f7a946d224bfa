//! Home: what those one is connected with or follows say, the newest first; one's own card, and the newest members.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use web::{Html, Routes};

use super::super::model::{AUDIENCES, NearPost};
use super::super::{drafts, feed, post};
use super::PostView;
use super::listing::{self, Nothing, PostRows};
use crate::kernel::paging::Cursor;
use crate::kernel::{AccountId, App, Error, Invalid, PostId, Result};
use crate::network::Ties;
use crate::profiles::web::guide::Guide;
use crate::profiles::{Audience, OwnProfile, PersonRow, Section, entries, people, profile};
use crate::shell::{After, Fields, Frame, Member, Query, Visitor};

pub(super) const FEED: &str = "/feed";
/// No post has so low a number.
const BEFORE_ALL: PostId = PostId::from_raw(1);
/// Newest members who are shown beside the posts.
const BESIDE: usize = 5;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get(FEED, home)
}

const NONE: Nothing =
    Nothing { title: "feed-none-title", text: "feed-none-text", action: "feed-find", href: "/mynetwork/suggestions" };
const NO_MORE: Nothing = Nothing { action: "feed-first", href: FEED, ..Nothing::MORE };

/// A post being written.
#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WritingForm {
    /// What was typed.
    #[serde(default)]
    pub text: String,
    /// The word of the audience.
    #[serde(default)]
    pub audience: String,
    /// The word of who may comment.
    #[serde(default)]
    pub commenters: String,
    /// The word of who may pass it on.
    #[serde(default)]
    pub sharing: String,
    /// One for each form that was drawn.
    pub request_id: String,
}

#[derive(Template)]
#[template(path = "feed.html")]
struct HomePage<'a> {
    frame: Frame,
    handle: &'a str,
    initials: String,
    hue: u8,
    own: &'a OwnProfile,
    writing: WritingForm,
    errors: Fields,
    posts: Vec<PostView<'a>>,
    none: Nothing,
    /// Whether this page is not the first.
    goes_on: bool,
    next: String,
    drafts: i64,
    newest: &'a [PersonRow],
    /// Who joined last as this page was drawn.
    last_joined: AccountId,
    /// The place of what came last as this page was drawn, written like the id of a post.
    last_posted: PostId,
    guide: Option<Guide>,
}

impl HomePage<'_> {
    fn own_posts(&self) -> String {
        format!("/in/{}/posts", self.handle)
    }
}

/// What the page shows.
#[derive(Clone)]
pub struct Home {
    /// One's own profile.
    pub own: OwnProfile,
    /// How many entries its sections hold.
    pub counts: Vec<(Section, i64)>,
    /// Posts, the newest first.
    pub posts: Vec<NearPost>,
    /// Whether these are not the first.
    pub goes_on: bool,
    /// The address of those after them; empty for none.
    pub next: String,
    /// The form for another.
    pub writing: WritingForm,
    /// How many were begun and not posted yet.
    pub drafts: i64,
    /// The newest members.
    pub newest: Vec<PersonRow>,
    /// Who joined last.
    pub last_joined: AccountId,
    /// The place of what came last in the feed.
    pub last_posted: PostId,
}

async fn home(member: Member, Query(query): Query<After>) -> Result<Response> {
    let app = &member.visitor.app;
    let after = Cursor::after(&query.after, &app.secret, FEED, &member.visitor.actor())?;
    if member.visitor.is_fragment {
        return rows(&member, after).await;
    }
    let writing =
        WritingForm { request_id: app.randomness.token().map_err(Error::internal)?.reveal(), ..WritingForm::default() };
    let (frame, home) = read(&member, after, writing).await?;
    Ok(page(&member, frame, &home))
}

async fn rows(member: &Member, after: Option<Cursor>) -> Result<Response> {
    let app = &member.visitor.app;
    let (actor, viewer, ties) = (member.actor, member.visitor.actor(), Ties::of(app));
    let read = member.visitor.page("home", move |r| {
        let page = feed::home(r, actor, after.as_ref())?;
        Ok((feed::shown(r, &ties, viewer, &page.items)?, page.next))
    });
    let (frame, (posts, next)) = read.await?;
    let posts = views(&member.visitor, &posts);
    Ok(Html(PostRows { frame, posts, next: listing::address(&member.visitor, FEED, next.as_ref()) }).into_response())
}

/// Posts as this page shows them.
fn views<'a>(visitor: &Visitor, posts: &'a [NearPost]) -> Vec<PostView<'a>> {
    let mut views = listing::views(visitor, posts);
    views.iter_mut().for_each(|view| view.is_home = true);
    views
}

/// Reads what the page shows, with a form as it stands.
///
/// # Errors
/// What the database says.
pub async fn read(member: &Member, after: Option<Cursor>, writing: WritingForm) -> Result<(Frame, Home)> {
    let (actor, viewer, ties) = (member.actor, member.visitor.actor(), Ties::of(&member.visitor.app));
    let goes_on = after.is_some();
    let read = member.visitor.page("home", move |r| {
        // First, so that nobody who joins meanwhile is missed: they are counted twice rather.
        let last_joined = people::last_joined(r, actor)?;
        let own = profile::own(r, actor)?;
        // Whoever sent the guide away is not counted for.
        let counts = if own.is_guide_hidden { Vec::new() } else { entries::counts(r, actor)? };
        let page = feed::home(r, actor, after.as_ref())?;
        let last_posted = page.items.iter().map(|entry| entry.place).max().map_or(BEFORE_ALL, PostId::from_raw);
        let posts = feed::shown(r, &ties, viewer, &page.items)?;
        let mut writing = writing.clone();
        if writing.audience.is_empty() {
            writing.audience = post::last_audience(r, actor)?.unwrap_or(Audience::Members).word().to_owned();
        }
        let mut newest = people::newest(r, actor)?;
        newest.truncate(BESIDE);
        people::measure(r, &ties, actor, &mut newest)?;
        let drafts = if goes_on { 0 } else { drafts::count(r, actor)? };
        let next = String::new();
        Ok((Home { own, counts, posts, goes_on, next, writing, drafts, newest, last_joined, last_posted }, page.next))
    });
    let (frame, (mut home, next)) = read.await?;
    home.next = listing::address(&member.visitor, FEED, next.as_ref());
    Ok((frame, home))
}

/// The page, of what was read.
pub fn page(member: &Member, frame: Frame, home: &Home) -> Response {
    Html(drawn(member, frame, home, Fields::default())).into_response()
}

/// The page with a form that cannot be taken as it is.
pub(super) async fn again(
    member: &Member,
    writing: WritingForm,
    status: StatusCode,
    invalid: &Invalid,
) -> Result<Response> {
    let (frame, home) = read(member, None, writing).await?;
    Ok((status, Html(drawn(member, frame, &home, Fields::new(&member.visitor, invalid)))).into_response())
}

fn drawn<'a>(member: &'a Member, frame: Frame, home: &'a Home, errors: Fields) -> HomePage<'a> {
    let Home { own, counts, posts, goes_on, next, writing, drafts, newest, last_joined, last_posted } = home;
    let handle = member.visitor.signed.as_ref().map_or("", |signed| &signed.handle);
    HomePage {
        handle,
        initials: text::initials(&own.all.name),
        hue: text::hue(own.all.id.get()),
        guide: Guide::next(handle, own, counts),
        own,
        writing: writing.clone(),
        errors,
        posts: views(&member.visitor, posts),
        none: if *goes_on { NO_MORE } else { NONE },
        goes_on: *goes_on,
        next: next.clone(),
        drafts: *drafts,
        newest,
        last_joined: *last_joined,
        last_posted: *last_posted,
        frame,
    }
}
