//! Where somebody or something is: a place of the gazetteer, or words.

use super::{FieldError, limits};

/// Where somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// Not told.
    Untold,
    /// In their own words.
    Words(String),
    /// A place of the gazetteer. It is stored with its English label, for the day the gazetteer forgets it.
    Place {
        /// The gazetteer's id.
        id: i64,
        /// The English label.
        label: String,
    },
}

impl Location {
    /// Reads the field and the choice offered below it. A choice counts while the text leads to it, so that a place
    /// chosen for another text does not linger. A text that is the label of one place alone stands for the place.
    ///
    /// # Errors
    /// What to mend, for the field `location`.
    pub fn parse(typed: &str, choice: Option<i64>) -> Result<Location, FieldError> {
        let text = limits::LOCATION.line("location", typed)?;
        if text.is_empty() {
            return Ok(Location::Untold);
        }
        let places = Location::offered(&text, choice);
        let chosen = places.iter().find(|place| Some(place.id) == choice);
        let place = chosen.or_else(|| {
            let key = text::sort_key(&text);
            let mut meant = places.iter().filter(|place| is_label(place, &key));
            meant.next().filter(|_| meant.next().is_none())
        });
        Ok(place
            .map(|place| Location::Place { id: place.id, label: place.label("en") })
            .unwrap_or(Location::Words(text)))
    }

    /// The places a text could mean, the chosen one among them while the text is its label.
    pub fn offered(typed: &str, choice: Option<i64>) -> Vec<places::Place> {
        let mut found = places::search(typed, OFFERED);
        let chosen = choice.and_then(places::get).filter(|place| is_label(place, &text::sort_key(typed)));
        if let Some(chosen) = chosen
            && !found.iter().any(|place| place.id == chosen.id)
        {
            found.insert(0, chosen);
        }
        found
    }

    /// As it is read in the language.
    pub fn show(&self, lang: &str) -> String {
        match self {
            Location::Untold => String::new(),
            Location::Words(words) => words.clone(),
            Location::Place { id, label } => places::get(*id).map_or_else(|| label.clone(), |place| place.label(lang)),
        }
    }

    /// The place, if it is one the gazetteer knows.
    pub fn place(&self) -> Option<places::Place> {
        self.place_id().and_then(places::get)
    }

    /// The column `location`.
    pub fn text(&self) -> &str {
        match self {
            Location::Untold => "",
            Location::Words(text) | Location::Place { label: text, .. } => text,
        }
    }

    /// The column `place_id`.
    pub fn place_id(&self) -> Option<i64> {
        match self {
            Location::Place { id, .. } => Some(*id),
            Location::Untold | Location::Words(_) => None,
        }
    }

    /// From the two columns.
    pub fn from_columns(text: String, place_id: Option<i64>) -> Location {
        match place_id {
            Some(id) => Location::Place { id, label: text },
            None if text.is_empty() => Location::Untold,
            None => Location::Words(text),
        }
    }
}

/// Places offered below the field.
const OFFERED: usize = 6;

/// Whether the key is that of the place's label, with or without the region, in a language we speak.
fn is_label(place: &places::Place, key: &str) -> bool {
    ["en", "de"].iter().any(|lang| {
        text::sort_key(&place.label(lang)) == key
            || text::sort_key(&format!("{}, {}", place.name, place.country(lang))) == key
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_is_words_or_a_place() {
        let parse = |typed: &str, choice| Location::parse(typed, choice).unwrap();
        assert_eq!(parse("  ", Some(1)), Location::Untold);
        assert_eq!(parse("On the road", None), Location::Words("On the road".to_owned()));

        let utrecht = places::search("Utrecht", 1)[0];
        let place = Location::Place { id: utrecht.id, label: utrecht.label("en") };
        assert_eq!(parse(&utrecht.label("en"), None), place);
        assert_eq!(parse(&utrecht.label("de").to_lowercase(), None), place);
        assert_eq!(parse("utrecht, netherlands", None), place);
        assert_eq!(parse("Utre", Some(utrecht.id)), place);
        assert_eq!(place.show("de"), utrecht.label("de"));
        assert!(Location::offered("Utrecht", None).contains(&utrecht));

        // The name alone could be many; a choice made for another text, or one that does not exist, counts for nothing.
        assert_eq!(parse("Utrecht", None), Location::Words("Utrecht".to_owned()));
        assert_eq!(parse("On the road", Some(utrecht.id)), Location::Words("On the road".to_owned()));
        assert_eq!(parse("Utrecht", Some(-5)), Location::Words("Utrecht".to_owned()));

        for location in [Location::Untold, Location::Words("Here".to_owned()), place] {
            let columns = (location.text().to_owned(), location.place_id());
            assert_eq!(Location::from_columns(columns.0, columns.1), location);
        }
        let forgotten = Location::Place { id: -5, label: "Atlantis, Sea".to_owned() };
        assert_eq!(forgotten.show("de"), "Atlantis, Sea");
    }
}
