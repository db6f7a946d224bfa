//! Further people, put together from names, trades and places by the seed.

use std::collections::HashMap;

use super::Size;
use super::career::{self, Worker};
use super::person::Told;
use super::pool::{Origin, Pool};
use super::random::Dice;
use crate::kernel::{Error, Result};

/// Namesakes there may be: the first has the plain handle, the others a number of one digit, so that no handle
/// depends on an id.
const NAMESAKES: u8 = 8;
/// In a city there are more, and the handles of some are made of their ids.
const NAMESAKES_IN_A_CITY: u8 = u8::MAX;
/// A handle of more bytes has no room for a number.
const ROOM: usize = 28;
/// Draws for a name before giving up; even in a town most first draws will do.
const DRAWS: usize = 200;

/// Makes people. The same seed makes the same ones in the same order.
pub(super) struct Maker {
    dice: Dice,
    pool: Pool,
    /// How often a handle was wanted.
    wanted: HashMap<String, u8>,
    namesakes: u8,
    made: usize,
}

impl Maker {
    /// `taken`: names nobody shall have.
    pub(super) fn new<'a>(seed: u64, size: Size, taken: impl Iterator<Item = &'a str>) -> Result<Maker> {
        let namesakes = if size == Size::City { NAMESAKES_IN_A_CITY } else { NAMESAKES };
        Ok(Maker {
            dice: Dice::new(seed),
            pool: Pool::read()?,
            wanted: taken.map(|name| (text::slug(name, 30), namesakes)).collect(),
            namesakes,
            made: 0,
        })
    }

    /// The next one.
    pub(super) fn make(&mut self) -> Result<Told> {
        let Maker { dice, pool, wanted, namesakes, made } = self;
        for _ in 0..DRAWS {
            let Some(born) = born(dice, &pool.origin) else { break };
            let handle = text::slug(&born.name, 30);
            let times = wanted.entry(handle.clone()).or_default();
            if *times >= if handle.len() > ROOM { 1 } else { *namesakes } || handle.len() < 3 {
                continue;
            }
            *times += 1;
            *made += 1;
            let email = format!("{handle}.{made}@example.org");
            let told = work(dice, pool, &born);
            return Ok(Told { name: born.name, email, place: born.place, ..told });
        }
        Err(Error::internal("no names are left"))
    }
}

/// Somebody with a name and a place that goes with it.
struct Born<'a> {
    origin: &'a Origin,
    name: String,
    is_woman: bool,
    /// "Bergen, no", or nothing.
    place: String,
}

fn born<'a>(dice: &mut Dice, origins: &'a [Origin]) -> Option<Born<'a>> {
    let mut left = dice.below(origins.iter().map(|origin| origin.weight).sum());
    let origin = origins.iter().find(|origin| match left.checked_sub(origin.weight) {
        Some(rest) => {
            left = rest;
            false
        }
        None => true,
    })?;
    let is_woman = dice.chance(45);
    let given = dice.pick_skewed(if is_woman { &origin.women } else { &origin.men })?;
    let family = dice.pick_skewed(&origin.family)?;
    let name = match (origin.family_first, origin.spaced) {
        (true, false) => format!("{family}{given}"),
        (true, true) => format!("{family} {given}"),
        (false, _) => format!("{given} {family}"),
    };
    let place = if dice.chance(88) { dice.pick_skewed(&origin.places)?.clone() } else { String::new() };
    Some(Born { origin, name, is_woman, place })
}

/// What they do and say. One in ten says nothing, as in life.
fn work(dice: &mut Dice, pool: &Pool, born: &Born<'_>) -> Told {
    let pronouns = match (dice.below(100), born.is_woman) {
        (0..=2, _) => "they/them",
        (3..=25, true) => "she/her",
        (3..=25, false) => "he/him",
        _ => "",
    };
    let mut told = Told { pronouns: pronouns.to_owned(), ..Told::default() };
    let drawn = (dice.pick_skewed(&pool.trade), dice.pick_skewed(&pool.employers));
    if let (Some(trade), Some(employer)) = drawn
        && dice.chance(90)
    {
        let years = 2 + dice.below(30);
        let worker = Worker { origin: born.origin, trade, employer, place: &born.place, years };
        introduce(dice, pool, &worker, &mut told);
        career::tell(dice, pool, &worker, &mut told);
    }
    if dice.chance(12) {
        told.public = true;
        "everyone".clone_into(&mut told.audience);
    }
    if dice.chance(6) {
        "only-me".clone_into(&mut told.location_audience);
    }
    told
}

/// The lines at the top.
fn introduce(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>, told: &mut Told) {
    let Worker { trade, employer, years, .. } = worker;
    let field = dice.pick_skewed(&trade.fields).map_or("", String::as_str);
    let title = &trade.title;
    told.headline = match dice.below(5) {
        0 => format!("{title} at {employer}"),
        1 => format!("{title} · {field}"),
        2 => format!("{title}, {employer}"),
        3 => title.clone(),
        _ => format!("{title}: {field}"),
    };
    if dice.chance(60) {
        let note = dice.pick(&pool.notes).map_or("", String::as_str);
        told.about = format!("{years} years in the trade, now with **{employer}**.\n\nMostly {field}. {note}");
    }
    if dice.chance(15) {
        let name = text::slug(employer, 40);
        told.links = vec![((*employer).to_owned(), format!("https://example.com/{name}"))];
    }
}

#[cfg(test)]
mod tests {
    use super::super::person::Reader;
    use super::super::person::testing::assert_entries_are_in_order;
    use super::*;
    use crate::profiles::Section;

    fn names(seed: u64, count: usize) -> Vec<String> {
        let mut maker = Maker::new(seed, Size::Town, std::iter::empty()).unwrap();
        (0..count).map(|_| maker.make().unwrap().name).collect()
    }

    #[test]
    fn no_name_wears_out_in_a_town() {
        let mut maker = Maker::new(3, Size::Town, ["Anna Müller"].into_iter()).unwrap();
        let mut times = HashMap::<String, usize>::new();
        for _ in 0..20_000 {
            *times.entry(maker.make().unwrap().name).or_default() += 1;
        }
        assert!(!times.contains_key("Anna Müller"));
        assert!(times.len() > 5_000, "{}", times.len());
        assert!(times.values().all(|times| *times <= usize::from(NAMESAKES)));
    }

    #[test]
    fn those_who_are_made_would_pass_the_forms() {
        let mut maker = Maker::new(3, Size::Town, std::iter::empty()).unwrap();
        let mut reader = Reader::default();
        for _ in 0..5_000 {
            let told = maker.make().unwrap();
            let person = reader.read(&told).unwrap_or_else(|error| panic!("{}: {error}", told.name));
            assert_eq!(told.place.is_empty(), person.draft.location.place().is_none(), "{}", told.place);
            assert_entries_are_in_order(&told.name, &person);
        }
    }

    #[test]
    fn nine_in_ten_have_a_career_that_leads_to_what_they_are() {
        let mut maker = Maker::new(5, Size::Town, std::iter::empty()).unwrap();
        let (mut reader, mut silent, mut entries, mut stayed) = (Reader::default(), 0, 0, 0);
        for _ in 0..1_000 {
            let told = maker.make().unwrap();
            let person = reader.read(&told).unwrap();
            entries += person.entries.len();
            let positions = person.of(Section::Experience);
            let Some(now) = positions.first() else {
                assert!(person.entries.is_empty() && told.headline.is_empty(), "{}", told.name);
                silent += 1;
                continue;
            };
            let employer = now.organisation.as_ref().unwrap().as_str();
            let rest = told.headline.strip_prefix(&now.title).unwrap_or_else(|| panic!("{}", told.headline));
            let named = rest.strip_prefix(" at ").or_else(|| rest.strip_prefix(", "));
            assert!(now.is_current && named.is_none_or(|named| named == employer), "{}", told.headline);
            for pair in positions.windows(2) {
                assert!(pair[1].ends == pair[0].starts && pair[1].starts < pair[1].ends, "{pair:?}");
                let is_same_employer = pair[0].organisation == pair[1].organisation;
                assert!(!is_same_employer || pair[0].title != pair[1].title, "{pair:?}");
                stayed += usize::from(is_same_employer);
            }
            let left = person.of(Section::Education)[0].ends;
            assert!(left <= positions.last().unwrap().starts, "{}", told.name);
            assert!((1..=4).contains(&positions.len()) && (1..=4).contains(&told.languages.len()), "{}", told.name);
            assert!((3..=8).contains(&told.skills.len()), "{}", told.name);
        }
        assert!((60..140).contains(&silent), "{silent}");
        assert!((8_000..=10_500).contains(&entries), "{entries}");
        assert!(stayed > 250, "{stayed}");
    }

    #[test]
    fn every_list_of_words_holds_each_once() {
        let pool = Pool::read().unwrap();
        let lists = pool.trade.iter().flat_map(|trade| [&trade.before, &trade.skills, &trade.licences, &trade.deeds]);
        for list in lists.chain(pool.origin.iter().flat_map(|origin| [&origin.schools, &origin.colleges, &origin.also]))
        {
            let mut words: Vec<&String> = list.iter().collect();
            words.sort();
            words.dedup();
            assert!(!list.is_empty() && words.len() == list.len(), "{list:?}");
        }
        let countries = pool.origin.iter().flat_map(|origin| &origin.places).filter_map(|place| place.split_once(", "));
        for (_, country) in countries {
            assert!(pool.spoken.contains_key(country), "{country}");
        }
    }

    #[test]
    fn every_place_is_the_one_that_is_meant() {
        let maker = Maker::new(1, Size::Town, std::iter::empty()).unwrap();
        let places = || maker.pool.origin.iter().flat_map(|origin| &origin.places);
        let country = |place: &str| places::search(place, 1).first().map(|found| found.country_code.to_lowercase());
        let wrong: Vec<&String> = places()
            .filter(|place| country(place).as_deref() != place.split_once(", ").map(|(_, code)| code))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

    #[test]
    fn the_same_seed_makes_the_same_people() {
        assert_eq!(names(7, 500), names(7, 500));
        assert_ne!(names(7, 500), names(8, 500));
    }
}
