//! The unpacked data.

use text::sort_key;

use crate::Place;
use crate::unpack::{Sections, Texts, gunzip};

/// Columns by place; places lie by country, region and name.
#[derive(Debug)]
pub(crate) struct Gazetteer {
    pub(crate) countries: Vec<Country>,
    pub(crate) regions: Vec<Region>,
    pub(crate) names: Texts,
    ids: Vec<i32>,
    /// Thousandths of degrees.
    latitudes: Vec<i32>,
    longitudes: Vec<i32>,
    /// 10 · log2 of the population.
    pub(crate) ranks: Vec<u8>,
    pub(crate) region_of: Vec<u16>,
    /// Places by their ids.
    by_id: Vec<u32>,
    /// What is searched, sorted, and the place that each finds.
    pub(crate) keys: Texts,
    pub(crate) owners: Vec<u32>,
}

#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) code: String,
    english: String,
    german: String,
    /// Both names as they are searched.
    pub(crate) keys: [String; 2],
}

#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) country: usize,
    /// "CA", "ZH"; empty where it is no letters.
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) key: String,
}

impl Gazetteer {
    #[expect(clippy::panic, reason = "the data is part of the program, and a test reads it")]
    pub(crate) fn embedded() -> Gazetteer {
        let Some(gazetteer) = Gazetteer::read(include_bytes!("../data/places.gz")) else {
            panic!("the embedded places are damaged");
        };
        gazetteer
    }

    fn read(packed: &[u8]) -> Option<Gazetteer> {
        let raw = gunzip(packed)?;
        let mut sections = Sections(&raw);
        let countries = sections.text()?.split('\n').map(country).collect::<Option<Vec<_>>>()?;
        let mut regions = Vec::new();
        let mut region_of = Vec::new();
        for line in sections.text()?.split('\n') {
            let (region, places) = region(line)?;
            let index = u16::try_from(regions.len()).ok()?;
            region_of.resize(region_of.len().checked_add(places)?, index);
            regions.push(region);
        }
        region_of.shrink_to_fit();
        let names = Texts::lines(sections.text()?)?;
        let (ids, latitudes, longitudes) = (sections.numbers()?, sections.numbers()?, sections.numbers()?);
        let ranks = sections.bytes()?.to_vec();
        let keys = Texts::front_coded(sections.bytes()?, sections.bytes()?, sections.bytes()?)?;
        let owners = owners(sections.bytes()?)?;
        let mut by_id: Vec<u32> = (0..u32::try_from(ids.len()).ok()?).collect();
        by_id.sort_unstable_by_key(|place| ids.get(at(*place)));

        let places = names.len();
        let complete = [region_of.len(), ids.len(), latitudes.len(), longitudes.len(), ranks.len()]
            .iter()
            .all(|length| *length == places)
            && keys.len() == owners.len()
            && owners.iter().all(|place| at(*place) < places)
            && regions.iter().all(|region| region.country < countries.len());
        complete.then_some(Gazetteer {
            countries,
            regions,
            names,
            ids,
            latitudes,
            longitudes,
            ranks,
            region_of,
            by_id,
            keys,
            owners,
        })
    }

    pub(crate) fn get(&'static self, id: i64) -> Option<Place> {
        let id = i32::try_from(id).ok()?;
        let found = self.by_id.binary_search_by_key(&Some(&id), |place| self.ids.get(at(*place))).ok()?;
        self.place(*self.by_id.get(found)?)
    }

    pub(crate) fn place(&'static self, place: u32) -> Option<Place> {
        let place = at(place);
        let region = self.region(place)?;
        Some(Place {
            id: i64::from(*self.ids.get(place)?),
            name: self.names.get(place)?,
            region: &region.name,
            country_code: &self.countries.get(region.country)?.code,
            lat: f64::from(*self.latitudes.get(place)?) / 1000.0,
            lon: f64::from(*self.longitudes.get(place)?) / 1000.0,
        })
    }

    pub(crate) fn region(&self, place: usize) -> Option<&Region> {
        self.regions.get(usize::from(*self.region_of.get(place)?))
    }

    pub(crate) fn country_name(&self, code: &str, lang: &str) -> Option<&str> {
        let found = self.countries.binary_search_by(|country| country.code.as_str().cmp(code)).ok()?;
        let country = self.countries.get(found)?;
        let german = lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("de"));
        Some(if german { &country.german } else { &country.english })
    }
}

/// Indices are stored in 32 bits; all machines we run on have at least that.
pub(crate) fn at(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}

fn country(line: &str) -> Option<Country> {
    let mut fields = line.split('\t').map(str::to_owned);
    let (code, english, german) = (fields.next()?, fields.next()?, fields.next()?);
    let keys = [sort_key(&english), sort_key(&german)];
    Some(Country { code, english, german, keys })
}

/// A region, and how many places it has.
fn region(line: &str) -> Option<(Region, usize)> {
    let mut fields = line.split('\t');
    let (country, code, name, places) = (fields.next()?, fields.next()?, fields.next()?, fields.next()?);
    let region =
        Region { country: country.parse().ok()?, code: code.to_owned(), name: name.to_owned(), key: sort_key(name) };
    Some((region, places.parse().ok()?))
}

fn owners(planes: &[u8]) -> Option<Vec<u32>> {
    let (low, rest) = planes.split_at_checked(planes.len() / 3)?;
    let (middle, high) = rest.split_at_checked(low.len())?;
    let owners = low
        .iter()
        .zip(middle)
        .zip(high)
        .map(|((low, middle), high)| u32::from_le_bytes([*low, *middle, *high, 0]))
        .collect();
    (high.len() == low.len()).then_some(owners)
}

#[cfg(test)]
mod tests {
    use text::sort_key;

    use super::{Gazetteer, at};
    use crate::GAZETTEER;

    impl Gazetteer {
        fn heap_bytes(&self) -> usize {
            let columns = (self.ids.capacity() + self.latitudes.capacity() + self.longitudes.capacity()) * 4
                + (self.by_id.capacity() + self.owners.capacity()) * 4
                + self.ranks.capacity()
                + self.region_of.capacity() * 2;
            let countries: usize = self.countries.iter().map(|c| size_of_val(c) + 100).sum();
            let regions: usize =
                self.regions.iter().map(|r| size_of_val(r) + r.name.capacity() + r.key.capacity() + 2).sum();
            columns + countries + regions + self.names.heap_bytes() + self.keys.heap_bytes()
        }
    }

    #[test]
    fn memory_stays_within_its_budget() {
        let bytes = GAZETTEER.heap_bytes();
        assert!(bytes < 8 * 1024 * 1024, "{bytes}");
        assert!(include_bytes!("../data/places.gz").len() <= 1_500_000);
    }

    #[test]
    fn keys_are_sorted_and_made_as_queries_are() {
        let keys: Vec<&str> = (0..GAZETTEER.keys.len()).filter_map(|index| GAZETTEER.keys.get(index)).collect();
        assert_eq!(keys.len(), GAZETTEER.owners.len());
        assert!(keys.is_sorted());
        for (key, owner) in keys.iter().zip(&GAZETTEER.owners) {
            assert_eq!(*key, sort_key(key), "of place {owner}");
        }
        let mut found: Vec<(&str, u32)> = keys.into_iter().zip(GAZETTEER.owners.iter().copied()).collect();
        found.sort_unstable();
        for place in 0..u32::try_from(GAZETTEER.ids.len()).unwrap() {
            let key = sort_key(GAZETTEER.names.get(at(place)).unwrap());
            assert!(key.is_empty() || found.binary_search(&(&key, place)).is_ok(), "{key}");
        }
    }

    #[test]
    fn every_place_is_complete_and_found_by_its_id() {
        for place in 0..u32::try_from(GAZETTEER.ids.len()).unwrap() {
            let place = GAZETTEER.place(place).unwrap();
            assert!(!place.name.is_empty() && place.country_code.len() == 2);
            assert!((-90.0..=90.0).contains(&place.lat) && (-180.0..=180.0).contains(&place.lon));
            assert_eq!(crate::get(place.id), Some(place));
        }
    }
}
