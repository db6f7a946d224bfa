//! The people whom every demo has.

use serde::Deserialize;

use super::person::Told;
use crate::kernel::{Error, Result};

/// What `people.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    /// Runs the community.
    pub(super) operator: Told,
    /// Whom one signs in as.
    pub(super) member: Told,
    /// Everybody else.
    pub(super) person: Vec<Told>,
}

impl Written {
    pub(super) fn read() -> Result<Written> {
        toml::from_str(include_str!("people.toml")).map_err(Error::internal)
    }

    /// Everybody.
    pub(super) fn all(&self) -> impl Iterator<Item = &Told> {
        [&self.operator, &self.member].into_iter().chain(&self.person)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::super::person::testing::assert_entries_are_in_order;
    use super::super::person::{Person, Reader};
    use super::*;
    use crate::kernel::Location;
    use crate::profiles::Section;

    fn people() -> Vec<(String, Person)> {
        let (written, mut reader) = (Written::read().unwrap(), Reader::default());
        let mut read = |told: &Told| reader.read(told).unwrap_or_else(|error| panic!("{}: {error}", told.name));
        written.all().map(|told| (told.name.clone(), read(told))).collect()
    }

    #[test]
    fn everybody_would_pass_the_forms_and_is_where_they_say() {
        let (written, mut reader) = (Written::read().unwrap(), Reader::default());
        let mut addresses = HashSet::new();
        for told in written.all() {
            let person = reader.read(told).unwrap_or_else(|error| panic!("{}: {error}", told.name));
            assert!(addresses.insert(person.email.key()), "{}", told.name);
            assert_eq!(person.draft.links.len(), told.links.len(), "{}", told.name);
            // Handles must not depend on ids, which differ each time.
            assert!(text::slug(&told.name, 30).len() >= 3, "{}", told.name);
            if let Some((_, country)) = told.place.split_once(", ") {
                let place = person.draft.location.place().unwrap_or_else(|| panic!("{}", told.place));
                assert_eq!(place.country_code.to_lowercase(), country, "{}", told.place);
            } else {
                assert!(!matches!(person.draft.location, Location::Place { .. }), "{}", told.place);
            }
            for (_, url) in &told.links {
                let host = url.split('/').nth(2).unwrap().trim_start_matches("www.");
                assert!(["example.org", "example.com"].contains(&host), "{url}");
            }
        }
    }

    #[test]
    fn everybody_has_worked_and_learned_and_says_what_they_can() {
        for (name, person) in people() {
            assert_entries_are_in_order(&name, &person);
            let count = |section| person.of(section).len();
            assert!((2..=8).contains(&count(Section::Experience)), "{name}");
            assert!(count(Section::Education) > 0, "{name}");
            assert!((3..=12).contains(&count(Section::Skills)), "{name}");
            assert!((1..=5).contains(&count(Section::Languages)), "{name}");
            assert!(
                person.of(Section::Languages).iter().any(|draft| draft.choice == 5),
                "{name} has no native language"
            );
            let more = Section::ALL.into_iter().filter(|section| count(*section) > 0).count();
            assert!(more >= 5, "{name} has {more} sections");
        }
    }

    #[test]
    fn the_member_who_is_shown_has_every_section() {
        let (name, member) = people().swap_remove(1);
        for section in Section::ALL {
            assert!(!member.of(section).is_empty(), "{name}: {section:?}");
        }
        let audiences: HashSet<_> =
            member.of(Section::Contact).iter().map(|draft| draft.audience.unwrap().word()).collect();
        assert_eq!(audiences.len(), 4);
    }

    #[test]
    fn people_were_colleagues() {
        let mut staff: HashMap<String, HashSet<String>> = HashMap::new();
        for (name, person) in people() {
            for draft in person.of(Section::Experience) {
                staff.entry(draft.organisation.as_ref().unwrap().key()).or_default().insert(name.clone());
            }
        }
        let shared = staff.values().filter(|people| people.len() >= 3).count();
        assert!(shared >= 15, "{shared}");
    }
}
