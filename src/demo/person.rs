//! A made-up person: as told in words, and as the rooms take them.

use std::collections::HashMap;

use serde::Deserialize;

use crate::accounts::model::{Email, PersonName};
use crate::kernel::{Error, Result, limits};
use crate::profiles::model::LINK_FIELDS;
use crate::profiles::{Audience, Audiences, Draft, Link, Location};

/// Somebody in words. What is left out is empty, or for members.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Told {
    pub(super) name: String,
    /// Empty: made from the name.
    pub(super) email: String,
    pub(super) pronouns: String,
    pub(super) headline: String,
    pub(super) about: String,
    /// "Bergen, no", or words that name no place.
    pub(super) place: String,
    /// Labels and addresses.
    pub(super) links: Vec<(String, String)>,
    /// The word of an audience, for all sections.
    pub(super) audience: String,
    /// Another one for what they say of themselves.
    pub(super) about_audience: String,
    /// Another one for where they are.
    pub(super) location_audience: String,
    /// Whether guests may see the page.
    pub(super) public: bool,
}

/// Somebody as the rooms take them: read and found right, as from a form.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) email: Email,
    pub(super) draft: Draft,
    pub(super) public: bool,
}

/// Turns words into people; remembers where places are.
#[derive(Debug, Default)]
pub(super) struct Reader(HashMap<String, Location>);

impl Reader {
    pub(super) fn read(&mut self, told: &Told) -> Result<Person> {
        let email = match told.email.as_str() {
            "" => format!("{}@example.org", text::slug(&told.name, 50)),
            email => email.to_owned(),
        };
        let mut links = Vec::new();
        for ((label, url), fields) in told.links.iter().zip(LINK_FIELDS) {
            links.extend(Link::parse(fields, label, url)?);
        }
        let all = audience(&told.audience, Audience::Members)?;
        Ok(Person {
            email: Email::parse(&email)?,
            draft: Draft {
                name: PersonName::parse(&told.name)?,
                pronouns: limits::PRONOUNS.line("pronouns", &told.pronouns)?,
                headline: limits::HEADLINE.line("headline", &told.headline)?,
                about: limits::ABOUT.lines("about", &told.about)?,
                location: self.location(&told.place),
                links,
                audiences: Audiences {
                    pronouns: all,
                    headline: all,
                    about: audience(&told.about_audience, all)?,
                    location: audience(&told.location_audience, all)?,
                    links: all,
                },
            },
            public: told.public,
        })
    }

    fn location(&mut self, place: &str) -> Location {
        let known = self.0.entry(place.to_owned()).or_insert_with(|| {
            let found = places::search(place, 1).into_iter().next();
            match found {
                _ if place.is_empty() => Location::Untold,
                Some(found) => Location::Place { id: found.id, label: found.label("en") },
                None => Location::Words(place.to_owned()),
            }
        });
        known.clone()
    }
}

fn audience(word: &str, otherwise: Audience) -> Result<Audience> {
    match word {
        "" => Ok(otherwise),
        word => Audience::from_word(word).ok_or_else(|| Error::internal("no such audience")),
    }
}
