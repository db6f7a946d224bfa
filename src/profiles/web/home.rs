//! Home: for now one's own card and the newest members.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::{OwnProfile, PersonRow, Section, entries, people, profile};
use super::guide::Guide;
use crate::kernel::{AccountId, App, Result};
use crate::network::Ties;
use crate::shell::{Frame, Member};

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/feed", home)
}

#[derive(Template)]
#[template(path = "feed.html")]
struct HomePage<'a> {
    frame: Frame,
    handle: &'a str,
    initials: String,
    hue: u8,
    own: &'a OwnProfile,
    newest: &'a [PersonRow],
    /// Who joined last as this page was drawn.
    last_joined: AccountId,
    guide: Option<Guide>,
}

/// What the page shows.
#[derive(Clone)]
pub struct Home {
    /// One's own profile.
    pub own: OwnProfile,
    /// How many entries its sections hold.
    pub counts: Vec<(Section, i64)>,
    /// The newest members.
    pub newest: Vec<PersonRow>,
    /// Who joined last.
    pub last_joined: AccountId,
}

async fn home(member: Member) -> Result<Response> {
    let (actor, ties) = (member.actor, Ties::of(&member.visitor.app));
    let read = member.visitor.page("home", move |r| {
        // First, so that nobody who joins meanwhile is missed: they are counted twice rather.
        let last_joined = people::last_joined(r, actor)?;
        let own = profile::own(r, actor)?;
        // Whoever sent the guide away is not counted for.
        let counts = if own.is_guide_hidden { Vec::new() } else { entries::counts(r, actor)? };
        let mut newest = people::newest(r, actor)?;
        people::measure(r, &ties, actor, &mut newest)?;
        Ok(Home { own, counts, newest, last_joined })
    });
    let (frame, home) = read.await?;
    Ok(page(&member, frame, &home))
}

/// The page, of what was read.
pub fn page(member: &Member, frame: Frame, home: &Home) -> Response {
    let Home { own, counts, newest, last_joined } = home;
    let handle = member.visitor.signed.as_ref().map_or("", |signed| &signed.handle);
    Html(HomePage {
        handle,
        initials: text::initials(&own.all.name),
        hue: text::hue(own.all.id.get()),
        guide: Guide::next(handle, own, counts),
        own,
        newest,
        last_joined: *last_joined,
        frame,
    })
    .into_response()
}
