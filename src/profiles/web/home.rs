//! Home: for now one's own card and the newest members.

use askama::Template;
use axum::response::{IntoResponse, Response};
use web::{Html, Routes};

use super::super::{OwnProfile, PersonRow, people, profile};
use crate::kernel::{AccountId, App, Result};
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
}

impl HomePage<'_> {
    /// Whether something that helps others to recognise this person is not told yet.
    fn is_incomplete(&self) -> bool {
        let all = &self.own.all;
        all.headline.is_empty() || all.about.is_empty() || all.location.text().is_empty()
    }
}

async fn home(member: Member) -> Result<Response> {
    let actor = member.actor;
    let read = member.visitor.page("home", move |r| {
        // First, so that nobody who joins meanwhile is missed: they are counted twice rather.
        let last_joined = people::last_joined(r, actor)?;
        Ok((profile::own(r, actor)?, people::newest(r, actor)?, last_joined))
    });
    let (frame, (own, newest, last_joined)) = read.await?;
    Ok(page(&member, frame, &own, &newest, last_joined))
}

/// The page, of what was read.
pub fn page(member: &Member, frame: Frame, own: &OwnProfile, newest: &[PersonRow], last_joined: AccountId) -> Response {
    Html(HomePage {
        handle: member.visitor.signed.as_ref().map_or("", |signed| &signed.handle),
        initials: text::initials(&own.all.name),
        hue: text::hue(own.all.id.get()),
        own,
        newest,
        last_joined,
        frame,
    })
    .into_response()
}
