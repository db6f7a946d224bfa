//! The page of a person.

use askama::Template;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use text::SafeHtml;
use web::{Html, Routes};

use super::super::profile::{self, Eyes, Found};
use super::super::{Audience, OwnProfile, SeenProfile};
use super::json_ld::JsonLd;
use crate::kernel::{App, Result};
use crate::shell::{Frame, Id, Public, Query};

/// Characters of the text about oneself in a link's preview.
const SUMMARY: usize = 200;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}", page)
}

#[derive(Deserialize)]
struct ProfileQuery {
    /// `guest` or `member`, for owners who want to see what those see.
    #[serde(default, rename = "as")]
    eyes: String,
}

#[derive(Template)]
#[template(path = "profile.html")]
struct ProfilePage {
    frame: Frame,
    handle: String,
    /// The whole address of the page.
    address: String,
    /// What a guest's machine reads.
    machine: Option<JsonLd>,
    /// What there is to see; nothing if the owner looks through the eyes of a guest who sees nothing.
    shown: Option<Shown>,
    /// The owner's bar and column, if the owner looks.
    own: Option<Own>,
}

/// A profile, ready to be drawn.
struct Shown {
    profile: SeenProfile,
    initials: String,
    hue: u8,
    about: SafeHtml,
    location: String,
}

/// What only the owner finds on the page.
struct Own {
    is_public: bool,
    /// `own`, `member` or `guest`.
    eyes: &'static str,
    sections: Vec<Section>,
}

/// A section and who really sees it.
pub(super) struct Section {
    /// The key of its name.
    pub(super) name: &'static str,
    /// The key of the name of those who see it.
    pub(super) audience_name: &'static str,
}

impl Section {
    /// All of them. While the page is for members alone, so is what may be read by everyone.
    pub(super) fn all(own: &OwnProfile) -> Vec<Section> {
        let widest = if own.is_public { Audience::Everyone } else { Audience::Members };
        let section = |(name, audience): (&'static str, Audience)| Section {
            name,
            audience_name: audience_name(audience.min(widest)),
        };
        let audiences = &own.audiences;
        [
            ("profile-name", Audience::Everyone),
            ("profile-headline", audiences.headline),
            ("profile-pronouns", audiences.pronouns),
            ("profile-location", audiences.location),
            ("profile-about", audiences.about),
            ("profile-links", audiences.links),
        ]
        .into_iter()
        .map(section)
        .collect()
    }
}

/// The key of an audience's name.
pub(super) fn audience_name(audience: Audience) -> &'static str {
    match audience {
        Audience::OnlyMe => "audience-only-me",
        Audience::Connections => "audience-connections",
        Audience::Members => "audience-members",
        Audience::Everyone => "audience-everyone",
    }
}

async fn page(Public(visitor): Public, Id(handle): Id<String>, Query(query): Query<ProfileQuery>) -> Result<Response> {
    let eyes = match query.eyes.as_str() {
        "guest" => Eyes::Guest,
        "member" => Eyes::Member,
        _ => Eyes::Own,
    };
    let (actor, asked) = (visitor.actor(), handle.clone());
    let (mut frame, found) = visitor.page("", move |r| profile::find(r, actor, &asked, eyes)).await?;
    if found.handle != handle {
        let present = format!("/in/{}", found.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    let address = format!("{}/in/{}", visitor.app.config.public_url, found.handle);
    frame.current = if found.own.is_some() { "me" } else { "" };
    Ok(Html(profile_page(frame, address, found, eyes)).into_response())
}

fn profile_page(mut frame: Frame, address: String, found: Found, eyes: Eyes) -> ProfilePage {
    let Found { handle, seen, own } = found;
    let mut machine = None;
    if let (Some(profile), None) = (&seen, &frame.viewer) {
        frame.noindex = !profile.is_indexed;
        frame.description = match profile.headline.as_str() {
            "" => text::plain_summary(&profile.about, SUMMARY),
            headline => headline.to_owned(),
        };
        frame.canonical = Some(address.clone());
        machine = Some(JsonLd::person(profile, &address, frame.lang));
    }
    let shown = seen.map(|profile| Shown {
        initials: text::initials(&profile.name),
        hue: text::hue(profile.id.get()),
        about: text::markdown_to_html(&profile.about, text::Limits::default()),
        location: profile.location.show(frame.lang),
        profile,
    });
    let own = own.map(|own| Own {
        is_public: own.is_public,
        eyes: match eyes {
            Eyes::Own => "own",
            Eyes::Member => "member",
            Eyes::Guest => "guest",
        },
        sections: Section::all(&own),
    });
    ProfilePage { frame, handle, address, machine, shown, own }
}
