//! A made-up person: as told in words, and as the rooms take them.

use std::collections::{BTreeMap, HashMap};

use serde::Deserialize;

use crate::accounts::model::{Email, PersonName};
use crate::kernel::{Error, Location, Result, limits};
use crate::profiles::badges::{BadgeDraft, BadgeKind};
use crate::profiles::entry_form::EntryForm;
use crate::profiles::model::LINK_FIELDS;
use crate::profiles::{Audience, Audiences, Draft, EntryDraft, Link, Month, Section};

/// When the demo was written: no year in it is later by much.
pub(super) const PRESENT: Month = Month::new(2026, 11);

/// Somebody in words. What is left out is empty, or for members.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Told {
    pub(super) name: String,
    /// The files of their pictures, in `pictures/`; empty for none.
    pub(super) photo: String,
    pub(super) cover: String,
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
    /// The work they look for; empty: none.
    pub(super) open_to_work: String,
    /// The people they look for.
    pub(super) hiring: String,
    /// Entries by the word of their section, with the fields of its form. `from` and `to` are dates such as "2019-04"
    /// or "2019"; `to` may be "now".
    pub(super) sections: BTreeMap<String, Vec<BTreeMap<String, String>>>,
    /// "Welding", or "Welding: expert".
    pub(super) skills: Vec<String>,
    /// "Norwegian: native".
    pub(super) languages: Vec<String>,
}

/// Somebody as the rooms take them: read and found right, as from a form.
#[derive(Debug, Clone)]
pub(super) struct Person {
    pub(super) email: Email,
    pub(super) draft: Draft,
    pub(super) public: bool,
    pub(super) photo: String,
    pub(super) cover: String,
    /// Who reads the sections with entries, and sees the photo.
    pub(super) audience: Audience,
    pub(super) entries: Vec<(Section, EntryDraft)>,
    pub(super) badges: Vec<(BadgeKind, BadgeDraft)>,
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
            photo: told.photo.clone(),
            cover: told.cover.clone(),
            audience: all,
            entries: entries(told)?,
            badges: badges(told)?,
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

/// The entries of all sections, each as its form would read it.
fn entries(told: &Told) -> Result<Vec<(Section, EntryDraft)>> {
    let mut found = Vec::new();
    for (word, entries) in &told.sections {
        let section: Section = word.parse().map_err(|()| Error::internal(format!("no section {word}")))?;
        for fields in entries {
            found.push((section, entry(section, fields.clone())?));
        }
    }
    for (section, words) in [(Section::Skills, &told.skills), (Section::Languages, &told.languages)] {
        for word in words {
            let (title, choice) = word.split_once(": ").unwrap_or((word, ""));
            let fields = [("title", title), ("choice", choice)].map(|(name, text)| (name.to_owned(), text.to_owned()));
            found.push((section, entry(section, fields.into())?));
        }
    }
    Ok(found)
}

/// What they are open to, for members.
fn badges(told: &Told) -> Result<Vec<(BadgeKind, BadgeDraft)>> {
    let said = [(BadgeKind::Work, &told.open_to_work), (BadgeKind::Hiring, &told.hiring)];
    let badge = |(kind, line): (BadgeKind, &String)| {
        let line = limits::BADGE_LINE.line("line", line)?;
        let is_hidden_at_work = kind == BadgeKind::Work;
        Ok((kind, BadgeDraft { line, audience: Audience::Members, is_hidden_at_work }))
    };
    said.into_iter().filter(|(_, line)| !line.is_empty()).map(badge).collect()
}

fn entry(section: Section, mut fields: BTreeMap<String, String>) -> Result<EntryDraft> {
    for (name, of) in [("from", "start"), ("to", "end")] {
        let Some(date) = fields.remove(name) else { continue };
        if date == "now" {
            fields.insert("is_current".to_owned(), "true".to_owned());
            continue;
        }
        let (year, month) = date.split_once('-').unwrap_or((&date, ""));
        fields.insert(format!("{of}_year"), year.to_owned());
        fields.insert(format!("{of}_month"), month.trim_start_matches('0').to_owned());
    }
    let mut form = EntryForm::new(section);
    form.take(fields)?;
    form.parse(PRESENT)
}

fn audience(word: &str, otherwise: Audience) -> Result<Audience> {
    match word {
        "" => Ok(otherwise),
        word => Audience::from_word(word).ok_or_else(|| Error::internal("no such audience")),
    }
}

#[cfg(test)]
pub(super) mod testing {
    use std::collections::HashSet;

    use super::*;

    /// Nothing leads out of the demo, nothing is from the future, nothing is said twice.
    pub(in crate::demo) fn assert_entries_are_in_order(name: &str, person: &Person) {
        let mut said = HashSet::new();
        for (section, draft) in &person.entries {
            let is_word = matches!(section, Section::Skills | Section::Languages);
            assert!(!is_word || said.insert((*section, text::sort_key(&draft.title))), "{name}: {}", draft.title);
            let host = draft.url.split('/').nth(2).unwrap_or("example.org").trim_start_matches("www.");
            assert!(["example.org", "example.com"].contains(&host), "{name}: {}", draft.url);
            let last = if *section == Section::Licences { 2031 } else { 2027 };
            assert!(draft.ends.is_none_or(|month| month.year() <= last), "{name}: {draft:?}");
            assert!(draft.starts.is_none_or(|month| !PRESENT.is_before(month)), "{name}: {draft:?}");
        }
    }

    impl Person {
        /// The entries of a section.
        pub(in crate::demo) fn of(&self, section: Section) -> Vec<&EntryDraft> {
            self.entries.iter().filter(|(other, _)| *other == section).map(|(_, draft)| draft).collect()
        }
    }
}
