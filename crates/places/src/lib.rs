//! The towns of the world, embedded: some 69,000 with more than 5,000 people, found by the beginning of their name.
//!
//! Data: GeoNames (CC BY 4.0) and Unicode CLDR; see `ATTRIBUTION.md`, and [`ATTRIBUTION`] for the line that pages show.
//! Some 5 MB of memory from the first use on, which takes a moment: [`warm_up`] at the start spares a visitor that.
#![forbid(unsafe_code)]

mod gazetteer;
mod search;
mod unpack;

use std::sync::LazyLock;

use gazetteer::Gazetteer;

/// What a page says that shows places: the licence asks for it.
pub const ATTRIBUTION: &str = "GeoNames (geonames.org), CC BY 4.0";

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(Gazetteer::embedded);

/// A town. Its texts are part of the program.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    /// The GeoNames id: stable, fit for storing.
    pub id: i64,
    /// The name as GeoNames shows it: local or English ("Zürich", "Munich").
    pub name: &'static str,
    /// State, canton, province; empty where there is none.
    pub region: &'static str,
    /// ISO 3166-1 alpha-2, upper case.
    pub country_code: &'static str,
    /// Degrees north, to a thousandth.
    pub lat: f64,
    /// Degrees east, to a thousandth.
    pub lon: f64,
}

impl Place {
    /// "Lyon, Auvergne-Rhône-Alpes, France", the country's name in German if `lang` begins with `de`, else in English.
    /// A region called like its town is left out.
    pub fn label(&self, lang: &str) -> String {
        let country = self.country(lang);
        if self.region.is_empty() || self.region == self.name {
            format!("{}, {country}", self.name)
        } else {
            format!("{}, {}, {country}", self.name, self.region)
        }
    }

    /// The name of its country, in German if `lang` begins with `de`, else in English.
    pub fn country(&self, lang: &str) -> &'static str {
        GAZETTEER.country_name(self.country_code, lang).unwrap_or(self.country_code)
    }
}

/// The place of a GeoNames id; `None` if it is unknown (or no longer in the data).
pub fn get(id: i64) -> Option<Place> {
    GAZETTEER.get(id)
}

/// At most `limit` (and never more than 50) places whose name, or one of whose other spellings, begins with the query;
/// large ones first, whole names before beginnings. Case, diacritics and the spelling of umlauts do not matter. What
/// follows a comma narrows down by region or country: "berlin, de", "springfield, illinois", "portland, or".
pub fn search(query: &str, limit: usize) -> Vec<Place> {
    GAZETTEER.search(query, limit)
}

/// Unpacks the data now rather than at the first search.
pub fn warm_up() {
    LazyLock::force(&GAZETTEER);
}
