//! Further people, put together from names, trades and places by the seed.

use std::collections::HashMap;

use serde::Deserialize;

use super::person::Told;
use super::random::Dice;
use crate::kernel::{Error, Result};

/// Namesakes there may be: the first has the plain handle, the others a number of one digit, so that no handle
/// depends on an id.
const NAMESAKES: u8 = 8;
/// A handle of more bytes has no room for a number.
const ROOM: usize = 28;
/// Draws for a name before giving up; even in a town most first draws will do.
const DRAWS: usize = 200;

/// What `town.toml` holds.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Pool {
    employers: Vec<String>,
    notes: Vec<String>,
    origin: Vec<Origin>,
    trade: Vec<Trade>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Origin {
    weight: usize,
    women: Vec<String>,
    men: Vec<String>,
    family: Vec<String>,
    places: Vec<String>,
    /// The family's name comes first.
    #[serde(default)]
    family_first: bool,
    /// There is a space between the two all the same.
    #[serde(default)]
    spaced: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Trade {
    title: String,
    fields: Vec<String>,
}

/// Makes people. The same seed makes the same ones in the same order.
pub(super) struct Maker {
    dice: Dice,
    pool: Pool,
    /// How often a handle was wanted.
    wanted: HashMap<String, u8>,
    made: usize,
}

impl Maker {
    /// `taken`: names nobody shall have.
    pub(super) fn new<'a>(seed: u64, taken: impl Iterator<Item = &'a str>) -> Result<Maker> {
        Ok(Maker {
            dice: Dice::new(seed),
            pool: toml::from_str(include_str!("town.toml")).map_err(Error::internal)?,
            wanted: taken.map(|name| (text::slug(name, 30), NAMESAKES)).collect(),
            made: 0,
        })
    }

    /// The next one.
    pub(super) fn make(&mut self) -> Result<Told> {
        let Maker { dice, pool, wanted, made } = self;
        for _ in 0..DRAWS {
            let Some((name, is_woman, place)) = name(dice, &pool.origin) else { break };
            let handle = text::slug(&name, 30);
            let times = wanted.entry(handle.clone()).or_default();
            if *times >= if handle.len() > ROOM { 1 } else { NAMESAKES } || handle.len() < 3 {
                continue;
            }
            *times += 1;
            *made += 1;
            let email = format!("{handle}.{made}@example.org");
            return Ok(Told { name, email, place, ..work(dice, pool, is_woman) });
        }
        Err(Error::internal("no names are left"))
    }
}

/// A name, whether it is a woman's, and a place that goes with it.
fn name(dice: &mut Dice, origins: &[Origin]) -> Option<(String, bool, String)> {
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
    Some((name, is_woman, place))
}

/// What they do and say. One in ten says nothing, as in life.
fn work(dice: &mut Dice, pool: &Pool, is_woman: bool) -> Told {
    let pronouns = match (dice.below(100), is_woman) {
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
            let years = 2 + dice.below(30);
            let note = dice.pick(&pool.notes).map_or("", String::as_str);
            told.about = format!("{years} years in the trade, now with **{employer}**.\n\nMostly {field}. {note}");
        }
        if dice.chance(15) {
            let name = text::slug(employer, 40);
            told.links = vec![(employer.clone(), format!("https://example.com/{name}"))];
        }
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

#[cfg(test)]
mod tests {
    use super::super::person::Reader;
    use super::*;

    fn names(seed: u64, count: usize) -> Vec<String> {
        let mut maker = Maker::new(seed, std::iter::empty()).unwrap();
        (0..count).map(|_| maker.make().unwrap().name).collect()
    }

    #[test]
    fn a_town_s_people_would_pass_the_forms_and_no_name_wears_out() {
        let mut maker = Maker::new(3, ["Anna Müller"].into_iter()).unwrap();
        let (mut reader, mut times) = (Reader::default(), HashMap::<String, usize>::new());
        for _ in 0..20_000 {
            let told = maker.make().unwrap();
            let person = reader.read(&told).unwrap_or_else(|error| panic!("{}: {error}", told.name));
            assert_eq!(told.place.is_empty(), person.draft.location.place().is_none(), "{}", told.place);
            *times.entry(told.name).or_default() += 1;
        }
        assert!(!times.contains_key("Anna Müller"));
        assert!(times.len() > 5_000, "{}", times.len());
        assert!(times.values().all(|times| *times <= usize::from(NAMESAKES)));
    }

    #[test]
    fn every_place_is_the_one_that_is_meant() {
        let maker = Maker::new(1, std::iter::empty()).unwrap();
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
