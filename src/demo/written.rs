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
    use std::collections::HashSet;

    use super::super::person::Reader;
    use super::*;
    use crate::profiles::Location;

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
}
