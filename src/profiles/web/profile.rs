//! The page of a person.

use askama::Template;
use axum::http::header::LOCATION;
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use text::SafeHtml;
use web::{Html, Routes};

use super::super::badges::{self, BadgeKind, SeenBadge};
use super::super::endorsements::{self, Endorsed};
use super::super::people;
use super::super::profile::{self, Eyes, Found, Own};
use super::super::section::Section;
use super::super::views::{self as noted, Viewer, ViewingMode, Week};
use super::super::{Audience, Entry, SeenProfile};
use super::endorsements::put_beside;
use super::entry_view::{self, SectionView};
use super::guide::Guide;
use super::json_ld::JsonLd;
use super::views;
use crate::kernel::{Actor, App, PersonCard, Result, limits};
use crate::network::{Bond, Closeness, OpenList, Standing, Ties, Way, closeness};
use crate::shell::{Frame, Id, Public, Query, Visitor};

/// Characters of the text about oneself in a link's preview.
const SUMMARY: usize = 200;

pub(super) fn routes() -> Routes<App> {
    Routes::new().get("/in/{handle}", page)
}

#[derive(Deserialize)]
pub(super) struct ProfileQuery {
    /// The word of [`Eyes`], for owners who want to see what others see.
    #[serde(default, rename = "as")]
    pub(super) eyes: String,
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
    /// The whole address of the photo, likewise; empty for none.
    image: String,
    /// What there is to see; nothing if the owner looks through the eyes of a guest who sees nothing.
    shown: Option<Shown>,
    /// The owner's bar and column, if the owner looks.
    owner: Option<Owner>,
    /// What the person is to the member who looks.
    bond: Option<Bond>,
    follows: bool,
    /// How many connections they have, if that is to be seen.
    connections: Option<i64>,
    /// How near they are to the member who looks.
    close: Closeness,
    /// The first of those whom both know.
    shared: Vec<PersonCard>,
    way: Vec<PersonCard>,
}

impl ProfilePage {
    /// Whether its owner looks with their own eyes.
    fn is_own(&self) -> bool {
        self.owner.as_ref().is_some_and(|owner| owner.eyes == "own")
    }

    /// By whom the viewer is connected with them, in words.
    fn way_words(&self) -> String {
        match self.way.as_slice() {
            [first, second, ..] => {
                self.frame.t2("way-by-two", "first", first.name.as_str(), "second", second.name.as_str())
            }
            [first] => self.frame.t1("way-by-one", "first", first.name.as_str()),
            [] => String::new(),
        }
    }

    /// Whom the viewer and they share, in words.
    fn shared_words(&self) -> String {
        let names: Vec<&str> = self.shared.iter().map(|card| card.name.as_str()).collect();
        let names = names.join(", ");
        match self.close.shared.saturating_sub(self.shared.len()) {
            0 => self.frame.t1("shared-named", "names", &names),
            more => self.frame.t2("shared-named-more", "names", &names, "n", more),
        }
    }

    /// Where a section is edited; empty unless its owner looks with their own eyes.
    fn edit(&self, section: &Section) -> String {
        if self.is_own() { format!("/in/{}/edit/{}", self.handle, section.word()) } else { String::new() }
    }

    /// Where all of a section stands.
    fn all(&self, section: &Section) -> String {
        let eyes = self.owner.as_ref().map_or("own", |owner| owner.eyes);
        let eyes = if eyes == "own" { String::new() } else { format!("?as={eyes}") };
        format!("/in/{}/details/{}{eyes}", self.handle, section.word())
    }
}

/// A profile, ready to be drawn.
struct Shown {
    profile: SeenProfile,
    initials: String,
    hue: u8,
    about: SafeHtml,
    location: String,
    /// Where they work now, and where they learned last.
    employer: String,
    school: String,
    /// What they are open to: the key of its name, and a line about it.
    badges: Vec<(&'static str, String)>,
    sections: Vec<SectionView>,
    /// Ways to reach them.
    contact: Option<SectionView>,
}

impl Shown {
    fn new(frame: &Frame, profile: SeenProfile, entries: &[Entry], badges: &[SeenBadge]) -> Shown {
        let named = |section, is_meant: fn(&Entry) -> bool| {
            let found = entries.iter().find(|entry| entry.section == section && is_meant(entry));
            found.map(|entry| entry.organisation.clone()).unwrap_or_default()
        };
        let mut sections = entry_view::sections(frame, entries);
        let contact = sections.pop_if(|view| view.section == Section::Contact);
        Shown {
            initials: text::initials(&profile.name),
            hue: text::hue(profile.id.get()),
            about: text::markdown_to_html(&profile.about, text::Limits::default()),
            location: profile.location.show(frame.lang),
            employer: named(Section::Experience, |entry| entry.is_current),
            school: named(Section::Education, |_| true),
            badges: badges.iter().map(|badge| (badge_name(badge.kind), badge.line.clone())).collect(),
            sections,
            contact,
            profile,
        }
    }

    /// Whether there is nothing but a name and what stands beside it.
    fn is_bare(&self) -> bool {
        self.about.is_empty() && self.profile.links.is_empty() && self.sections.is_empty() && self.contact.is_none()
    }
}

/// What only the owner finds on the page.
struct Owner {
    is_public: bool,
    /// Whose they are, by the word of [`Eyes`].
    eyes: &'static str,
    /// Who looked at the page; where it is drawn again after a change of something else, nothing is said of it.
    views: Option<Views>,
    audiences: Vec<AudienceLine>,
    guide: Option<Guide>,
    /// Sections that hold nothing yet.
    empty: Vec<Section>,
}

/// Who looked at the page.
struct Views {
    /// How often within a week.
    count: i64,
    /// How often of these in private.
    private: i64,
    /// The mode the owner looks in.
    mode: ViewingMode,
    /// The last who may be told of.
    last: Vec<views::Line>,
}

impl From<Week> for Views {
    fn from(week: Week) -> Views {
        let last = week.last.into_iter().map(views::Line::from).collect();
        Views { count: week.count, private: week.private, mode: week.mode, last }
    }
}

/// Sections that the same people see.
pub(super) struct AudienceLine {
    /// The keys of their names.
    pub(super) names: Vec<&'static str>,
    /// The key of the name of those who see them.
    pub(super) audience_name: &'static str,
}

impl AudienceLine {
    /// All sections that hold something, those for the most people first. While the page is for members alone, so is
    /// what may be read by everyone.
    pub(super) fn all(own: &Own) -> Vec<AudienceLine> {
        let widest = if own.profile.is_public { Audience::Everyone } else { Audience::Members };
        let audiences = &own.profile.audiences;
        let basics = [
            ("profile-name", Some(Audience::Everyone)),
            ("profile-photo", Some(own.profile.photo_audience)),
            ("profile-headline", Some(audiences.headline)),
            ("profile-pronouns", Some(audiences.pronouns)),
            ("profile-location", Some(audiences.location)),
            ("profile-about", Some(audiences.about)),
            ("profile-links", Some(audiences.links)),
        ];
        let sections = own.counts.iter().map(|(section, _)| (section.spec().name, own.audience(*section)));
        let named: Vec<(&str, Option<Audience>)> = basics.into_iter().chain(sections).collect();
        let lines = Audience::ALL.into_iter().rev().map(Some).chain([None]).map(|audience| AudienceLine {
            names: named
                .iter()
                .filter(|(_, of)| of.map(|of| of.min(widest)) == audience)
                .map(|(name, _)| *name)
                .collect(),
            audience_name: audience.map_or("audience-each", Audience::name),
        });
        lines.filter(|line| !line.names.is_empty()).collect()
    }

    /// The names, as a list in a sentence.
    pub(super) fn in_words(&self, frame: &Frame) -> String {
        self.names.iter().map(|name| frame.t(name)).collect::<Vec<_>>().join(", ")
    }
}

/// The key of a badge's name.
pub(super) fn badge_name(kind: BadgeKind) -> &'static str {
    match kind {
        BadgeKind::Work => "open-to-work",
        BadgeKind::Hiring => "open-to-hiring",
    }
}

/// What stands beside a profile.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What the person is open to, as far as the viewer may know.
    pub badges: Vec<SeenBadge>,
    /// Who looked, for its owner.
    pub week: Option<Week>,
    /// What the person is to the member who looks; none for guests and for oneself.
    pub bond: Option<Bond>,
    /// Whether the member who looks follows them.
    pub follows: bool,
    /// How many connections the person has, if the member who looks may know.
    pub connections: Option<i64>,
    /// How near they are to the member who looks.
    pub close: Closeness,
    /// The first of those whom both know.
    pub shared: Vec<PersonCard>,
    /// By whom the member is connected with them, if it takes two.
    pub way: Vec<PersonCard>,
    /// How it stands with the skills that are shown.
    pub endorsed: Vec<Endorsed>,
}

async fn page(
    Public(visitor): Public,
    method: Method,
    Id(handle): Id<String>,
    Query(query): Query<ProfileQuery>,
) -> Result<Response> {
    let eyes = Eyes::from_word(&query.eyes);
    let (actor, asked) = (visitor.actor(), handle.clone());
    let (looker, ties) = (views::looker(&visitor, &method), Ties::of(&visitor.app));
    let read = visitor.page("", move |r| {
        let found = profile::find(r, actor, &asked, eyes)?;
        let (mut week, mut new) = (None, None);
        match (&found, actor, looker) {
            (Found { own: Some(_), .. }, Actor::Member(owner), _) => week = Some(noted::this_week(r, owner)?),
            (Found { own: None, seen: Some(seen), .. }, _, Some(viewer)) if !noted::is_noted(r, viewer, seen.id)? => {
                new = Some((viewer, seen.id));
            }
            _ => {}
        }
        let badges = match &found.seen {
            Some(seen) => badges::seen_by(r, eyes.onlooker(actor, seen.id), seen.id)?,
            None => Vec::new(),
        };
        let (mut bond, mut follows, mut list) = (None, false, None);
        let (mut close, mut shared, mut way) = (Closeness::default(), Vec::new(), Vec::new());
        if let (Some(seen), Actor::Member(member)) = (&found.seen, actor) {
            if found.own.is_none() {
                let standing = Standing::of(r, member, seen.id)?;
                (bond, follows, list) = (Some(standing.bond), standing.follows, standing.list);
                close = closeness::of(r, &ties, member, &[seen.id])?.pop().unwrap_or_default();
                shared = people::cards(r, &member, &close.first)?;
                if close.degree == 3 {
                    let ids = closeness::way(r, &ties, member, seen.id)?;
                    way = people::cards(r, &member, &ids)?;
                    way.sort_by_key(|card| ids.iter().position(|id| *id == card.id));
                }
            } else if eyes == Eyes::Own {
                list = OpenList::of(r, member, seen.id)?;
            }
        }
        let connections = list.map(|list| list.count(r)).transpose()?;
        let endorsed = match &found.seen {
            Some(seen) => {
                let of_skills = found.entries.iter().filter(|entry| entry.section == Section::Skills);
                let skills: Vec<&Entry> = of_skills.take(Section::Skills.spec().shown).collect();
                endorsements::of(r, eyes.onlooker(actor, seen.id), seen.id, &skills)?
            }
            None => Vec::new(),
        };
        Ok((found, Beside { badges, week, bond, follows, connections, close, shared, way, endorsed }, new))
    });
    let (mut frame, (found, beside, new)) = read.await?;
    if found.handle != handle {
        let present = format!("/in/{}", found.handle);
        return Ok((StatusCode::MOVED_PERMANENTLY, [(LOCATION, present)]).into_response());
    }
    if let Some((viewer, owner)) = new {
        views::note(&visitor, viewer, owner).await;
    }
    frame.current = if found.own.is_some() { "me" } else { "" };
    Ok(drawn(&visitor, frame, found, eyes, beside))
}

/// The page, of what was found.
pub fn drawn(visitor: &Visitor, frame: Frame, found: Found, eyes: Eyes, beside: Beside) -> Response {
    let address = format!("{}/in/{}", visitor.app.config.public_url, found.handle);
    Html(profile_page(frame, address, found, eyes, beside)).into_response()
}

fn profile_page(mut frame: Frame, address: String, found: Found, eyes: Eyes, beside: Beside) -> ProfilePage {
    let Beside { badges, week, bond, follows, connections, close, shared, way, endorsed } = beside;
    let Found { handle, seen, entries, own } = found;
    let (mut machine, mut image) = (None, String::new());
    if let (Some(profile), None) = (&seen, &frame.viewer) {
        frame.noindex = !profile.is_indexed;
        frame.description = match profile.headline.as_str() {
            "" => text::plain_summary(&profile.about, SUMMARY),
            headline => headline.to_owned(),
        };
        frame.canonical = Some(address.clone());
        image = frame.picture(&profile.photo, 1);
        if image.starts_with('/') {
            image.insert_str(0, address.strip_suffix(&format!("/in/{handle}")).unwrap_or_default());
        }
        machine = Some(JsonLd::person(profile, &entries, &address, &image, frame.lang));
    }
    let mut shown = seen.map(|profile| Shown::new(&frame, profile, &entries, &badges));
    if let Some(shown) = &mut shown {
        put_beside(&mut shown.sections, &handle, &endorsed, own.is_none() || eyes == Eyes::Own);
    }
    let owner = own.map(|own| Owner {
        is_public: own.profile.is_public,
        eyes: eyes.word(),
        views: week.map(Views::from),
        audiences: AudienceLine::all(&own),
        guide: Guide::next(&handle, &own.profile, &own.counts),
        empty: Section::ALL.into_iter().filter(|section| own.count(*section) == 0).collect(),
    });
    ProfilePage { frame, handle, address, machine, image, shown, owner, bond, follows, connections, close, shared, way }
}
