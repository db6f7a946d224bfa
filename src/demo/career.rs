//! The working life of somebody who is put together: positions, a school, skills, languages, now and then more.

use std::collections::BTreeMap;

use super::person::{PRESENT, Told};
use super::pool::{Origin, Pool, Trade};
use super::random::Dice;

/// Earlier positions at most.
const EARLIER: usize = 3;
/// Months after which many go elsewhere.
const STAYS: usize = 96;
/// Years a licence is good for.
const GOOD_FOR: usize = 5;
/// How well somebody speaks what they learned, the usual first.
const LEARNED: [&str; 3] = ["full-professional", "professional", "limited"];
/// How well somebody speaks what they need not.
const PICKED_UP: [&str; 3] = ["limited", "elementary", "professional"];

/// Somebody whose trade and employer are known.
pub(super) struct Worker<'a> {
    pub(super) origin: &'a Origin,
    pub(super) trade: &'a Trade,
    pub(super) employer: &'a str,
    /// "Bergen, no", or nothing.
    pub(super) place: &'a str,
    /// In the trade.
    pub(super) years: usize,
}

/// The fields of an entry.
type Fields = BTreeMap<String, String>;

/// Gives them sections.
pub(super) fn tell(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>, told: &mut Told) {
    let began = now().saturating_sub(worker.years * 12 + dice.below(11));
    told.skills = skills(dice, worker);
    told.languages = languages(dice, pool, worker);
    for (word, entries) in [
        ("experience", positions(dice, pool, worker, began)),
        ("education", school(dice, pool, worker, began).into_iter().collect()),
        ("licences", licence(dice, pool, worker, began).into_iter().collect()),
        ("volunteering", volunteering(dice, pool).into_iter().collect()),
        ("courses", course(dice, pool).into_iter().collect()),
    ] {
        if !entries.is_empty() {
            told.sections.insert(word.to_owned(), entries);
        }
    }
}

/// Months since the year 0.
fn now() -> usize {
    usize::try_from(PRESENT.year()).unwrap_or(0) * 12 + usize::from(PRESENT.month().unwrap_or(1)) - 1
}

/// As in the words of people.
fn month(count: usize) -> String {
    format!("{}-{:02}", count / 12, count % 12 + 1)
}

/// Those that say something.
fn fields<const N: usize>(pairs: [(&str, String); N]) -> Fields {
    let told = pairs.into_iter().filter(|(_, text)| !text.is_empty());
    told.map(|(name, text)| (name.to_owned(), text)).collect()
}

fn picked(dice: &mut Dice, from: &[String]) -> String {
    dice.pick_skewed(from).cloned().unwrap_or_default()
}

/// The same in some cases, otherwise nothing.
fn perhaps(dice: &mut Dice, percent: usize, text: &str) -> String {
    if dice.chance(percent) { text.to_owned() } else { String::new() }
}

/// The present position, and those that led to it: the last first, often with the same employer.
fn positions(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>, began: usize) -> Vec<Fields> {
    let Worker { origin, trade, mut employer, place, .. } = *worker;
    let mut city = city(place);
    let first_deed = dice.below(trade.deeds.len());
    let (mut found, mut until, mut later) = (Vec::new(), "now".to_owned(), "");
    for (number, (title, from)) in steps(dice, trade, began).into_iter().enumerate() {
        if number > 0 && (title == later || dice.chance(50)) {
            employer = another(dice, &pool.employers, employer);
            city = dice.pick_skewed(&origin.places).map_or(city, |place| self::city(place));
        }
        later = title;
        // What they say is of the trade, not of what comes before it.
        let deeds = if title == trade.title { 55 } else { 0 };
        let deed = trade.deeds.iter().cycle().nth(first_deed + number).map_or("", String::as_str);
        found.push(fields([
            ("title", title.to_owned()),
            ("organisation", employer.to_owned()),
            ("choice", employment(dice, title)),
            ("location", perhaps(dice, 70, city)),
            ("from", month(from)),
            ("to", std::mem::replace(&mut until, month(from))),
            ("summary", perhaps(dice, deeds, deed)),
            ("is_listed", perhaps(dice, 80, "true")),
        ]));
    }
    found
}

/// The titles they had, and since when each: the last first. The lower ones do not last.
fn steps<'a>(dice: &mut Dice, trade: &'a Trade, began: usize) -> Vec<(&'a str, usize)> {
    let total = now().saturating_sub(began);
    let most = trade.before.len().min(EARLIER).min(total / 24);
    let earlier = dice.below(most + 1);
    let (mut steps, mut since) = (Vec::new(), began);
    for title in trade.before.iter().skip(trade.before.len() - earlier) {
        steps.push((title.as_str(), since));
        since += (18 + dice.below(30)).min(total / (earlier + 1));
    }
    steps.push((trade.title.as_str(), since));
    let left = now().saturating_sub(since);
    if left > STAYS && earlier < EARLIER && dice.chance(60) {
        steps.push((trade.title.as_str(), since + left / 3 + dice.below(left / 3)));
    }
    steps.reverse();
    steps
}

fn another<'a>(dice: &mut Dice, employers: &'a [String], than: &'a str) -> &'a str {
    let drawn = dice.pick_skewed(employers).filter(|drawn| *drawn != than);
    drawn.or_else(|| employers.iter().find(|other| *other != than)).map_or(than, String::as_str)
}

/// "Bergen" of "Bergen, no".
fn city(place: &str) -> &str {
    place.split_once(", ").map_or(place, |(city, _)| city)
}

fn employment(dice: &mut Dice, title: &str) -> String {
    let word = match dice.below(20) {
        _ if title.starts_with("Apprentice") => "apprenticeship",
        0 => "part-time",
        1 => "contract",
        2 => "seasonal",
        3..=5 => "",
        _ => "full-time",
    };
    word.to_owned()
}

/// Where they learned, before they began.
fn school(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>, began: usize) -> Option<Fields> {
    let Worker { origin, trade, .. } = worker;
    let (schools, ends_in, years) = match trade.is_academic {
        true => (&origin.schools, &pool.degrees, 3 + dice.below(3)),
        false => (&origin.colleges, &pool.certificates, 2 + dice.below(2)),
    };
    let organisation = dice.pick_skewed(schools)?.clone();
    // The summer before.
    let left = began.saturating_sub(6) / 12;
    Some(fields([
        ("organisation", organisation),
        ("title", picked(dice, ends_in)),
        ("subtitle", perhaps(dice, 85, &trade.taught)),
        ("from", format!("{}-09", left.saturating_sub(years))),
        ("to", format!("{left}-06")),
        ("remark", if dice.chance(20) { picked(dice, &pool.pastimes) } else { String::new() }),
        ("is_listed", perhaps(dice, 80, "true")),
    ]))
}

/// Some have one, some let it expire.
fn licence(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>, began: usize) -> Option<Fields> {
    let title = dice.chance(40).then(|| dice.pick_skewed(&worker.trade.licences)).flatten()?;
    let issued = began + dice.below(now().saturating_sub(began));
    Some(fields([
        ("title", title.clone()),
        ("organisation", picked(dice, &pool.issuers)),
        ("from", month(issued)),
        ("to", perhaps(dice, 70, &month(issued + GOOD_FOR * 12))),
        ("detail", format!("{:05}", dice.below(100_000))),
    ]))
}

fn volunteering(dice: &mut Dice, pool: &Pool) -> Option<Fields> {
    let (title, organisation, cause) = dice.chance(10).then(|| dice.pick(&pool.volunteering)).flatten()?;
    let since = now().saturating_sub(12 + dice.below(120));
    Some(fields([
        ("title", title.clone()),
        ("organisation", organisation.clone()),
        ("subtitle", cause.clone()),
        ("from", month(since)),
        ("to", "now".to_owned()),
    ]))
}

fn course(dice: &mut Dice, pool: &Pool) -> Option<Fields> {
    let (title, organisation) = dice.chance(12).then(|| dice.pick_skewed(&pool.courses)).flatten()?;
    Some(fields([("title", title.clone()), ("organisation", organisation.clone())]))
}

/// Three to eight. Who has been in the trade for long is better at most.
fn skills(dice: &mut Dice, worker: &Worker<'_>) -> Vec<String> {
    let mut names: Vec<&str> = worker.trade.skills.iter().map(String::as_str).collect();
    dice.shuffle(&mut names);
    names.truncate(3 + dice.below(6).min(dice.below(6)));
    names.into_iter().map(|name| leveled(dice, name, worker.years)).collect()
}

fn leveled(dice: &mut Dice, name: &str, years: usize) -> String {
    let level = match years + dice.below(10) {
        _ if dice.chance(50) => return name.to_owned(),
        0..=4 => "beginner",
        5..=11 => "intermediate",
        12..=21 => "advanced",
        _ => "expert",
    };
    format!("{name}: {level}")
}

/// Their own, English, that of where they live, now and then another.
fn languages(dice: &mut Dice, pool: &Pool, worker: &Worker<'_>) -> Vec<String> {
    let around = worker.place.split_once(", ").and_then(|(_, country)| pool.spoken.get(country));
    let native = &worker.origin.native;
    let own = native.iter().find(|own| around == Some(*own)).or_else(|| dice.pick(native)).map_or("", String::as_str);
    let mut known = vec![(own, "native")];
    let mut learn = |name, level: Option<&&'static str>| {
        if known.iter().all(|(other, _)| *other != name) {
            known.push((name, level.copied().unwrap_or("professional")));
        }
    };
    if let Some(around) = around {
        learn(around.as_str(), dice.pick_skewed(&LEARNED));
    }
    if dice.chance(92) {
        learn("English", dice.pick_skewed(&LEARNED));
    }
    if let Some(also) = dice.chance(35).then(|| dice.pick_skewed(&worker.origin.also)).flatten() {
        learn(also.as_str(), dice.pick_skewed(&PICKED_UP));
    }
    known.into_iter().map(|(name, level)| format!("{name}: {level}")).collect()
}
