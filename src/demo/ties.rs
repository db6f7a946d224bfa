//! Who knows whom: mostly people who came at about the same time, some whom everybody knows, and a few who wait.

use db::Tx;

use super::random::Dice;
use super::{Progress, Size};
use crate::kernel::{AccountId, App, Error, MemberActor, Result, SessionId, limits};
use crate::network::connections::{self, Draft};
use crate::network::{Bond, Standing, Way, contacts, follows, graph, introductions, lists};

/// Connections in one transaction.
const BATCH: usize = 10_000;
/// How far from each other in the order of coming people know each other: a few years of a school.
const NEAR: usize = 120;
/// How many follow somebody of the first quarter.
const FOLLOWS: usize = 200;
/// How far back the oldest connection goes, days.
const DAYS: usize = 900;
/// What those who wait have written, and whom they have written to: the first who is shown, or the second.
const NOTES: [&str; 4] = [
    "We shared a watch on the lock in Terneuzen. I would like to hear how your new plan for the berths works.",
    "",
    "Your notes on shore power saved us a winter of discussions. May I ask you two questions?",
    "I begin as a trainee in August and was told that you are the one to know.",
];

/// What somebody writes who wants to be introduced, and what is said of somebody who is.
const ASKED: &str = "You know each other from the dredging days, do you not? I am looking for an hour of good advice.";
const VOUCHED: &str = "Keeps calm when three pilots call at once. You two should talk about the new berths.";

/// Notes, labels, and how often to be reminded.
const KEPT: [(&str, &str, &str); 4] = [
    (
        "Met at the harbour day. Wants to see our winter berth plan once it is printed.",
        "harbour day, mentor",
        "quarter",
    ),
    ("Knows the people at the classification society. Prefers a call to a letter.", "survey", "half-year"),
    ("", "mentor", "never"),
    ("Two children at the sailing school; asked about summer places.", "harbour day, sailing school", "year"),
];

/// Who knows whom, as places in the order of coming: each pair once, the later one first.
pub(super) struct Pairs {
    dice: Dice,
    people: usize,
    each: usize,
    /// How many of the first very many know.
    hubs: usize,
    /// Places that know nobody from among the first: they are about to ask.
    shy: usize,
    at: usize,
    found: Vec<usize>,
}

impl Pairs {
    /// Pairs among so many people, each of whom knows about as many as `each`. The last `shy` know neither of the first
    /// two.
    pub(super) fn new(seed: u64, size: Size, shy: usize) -> Pairs {
        let (people, each, hubs) = (size.people(), size.connections(), size.hubs());
        Pairs { dice: Dice::new(seed), people, each, hubs, shy, at: 0, found: Vec::new() }
    }

    /// Whom the person at this place knows of those who came before.
    fn draw(&mut self) {
        let Pairs { dice, people, each, hubs, shy, at, found } = self;
        let wanted = (*each / 2 + dice.below(*each / 2 + 1) * usize::from(dice.chance(60))).min(*at);
        let least = if *at + *shy >= *people { 2 } else { 0 };
        for _ in 0..wanted {
            let earlier = if dice.chance(70) {
                at.saturating_sub(1 + dice.below(NEAR.min(*at)))
            } else {
                // The first ones more often, and far more often the very first.
                dice.below(*at).min(dice.below(*at)).min(dice.below(*at))
            };
            found.push(earlier);
        }
        if *hubs > 0 {
            // Three in a hundred know the first, and as many as six in a thousand each of the others.
            found.extend(dice.chance(3).then_some(0));
            found.extend(dice.chance(60).then(|| 1 + dice.below(*hubs)));
        }
        found.retain(|earlier| (least..*at).contains(earlier));
        found.sort_unstable();
        found.dedup();
    }
}

impl Iterator for Pairs {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        loop {
            if let Some(earlier) = self.found.pop() {
                return Some((self.at, earlier));
            }
            self.at += 1;
            if self.at >= self.people {
                return None;
            }
            self.draw();
        }
    }
}

/// Those who are about to ask the first two, or are asked by them.
const SHY: usize = NOTES.len() + 2;

/// Who knows whom among so many people of a demo.
pub(super) fn pairs(seed: u64, size: Size) -> Pairs {
    Pairs::new(seed, size, SHY)
}

/// Connects people, and lets some ask those who are shown, who are the first two and have asked two themselves.
pub(super) async fn tie(
    app: &App,
    people: &[MemberActor],
    size: Size,
    seed: u64,
    progress: &impl Fn(Progress),
) -> Result<()> {
    app.db.filling("connection", connect(app, people, size, seed, progress)).await?;
    graph::load(app).await?;
    follow(app, people, seed).await?;
    keep(app, people).await?;
    ask(app, people).await?;
    introduce(app, people).await
}

async fn connect(app: &App, people: &[MemberActor], size: Size, seed: u64, progress: &impl Fn(Progress)) -> Result<()> {
    // About so many: see how many are drawn for each.
    let (now, of) = (app.db.now_us(), people.len() * size.connections() * 13 / 20);
    let (mut dice, mut done) = (Dice::new(seed), 0);
    let mut pairs = pairs(seed, size).peekable();
    while pairs.peek().is_some() {
        let batch: Vec<_> = pairs
            .by_ref()
            .take(BATCH)
            .filter_map(|(later, earlier)| {
                // Of late there were more.
                let days = dice.below(DAYS).min(dice.below(DAYS));
                let since = now - i64::try_from(days).unwrap_or(0) * limits::DAY_US;
                Some((people.get(later)?.account, people.get(earlier)?.account, since))
            })
            .collect();
        done += batch.len();
        app.db
            .write(move |tx| {
                batch
                    .iter()
                    .try_for_each(|(inviter, invitee, since)| connections::begin(tx, *inviter, *invitee, *since))
            })
            .await?;
        progress(Progress { what: "connections", done: done.min(of), of });
    }
    Ok(())
}

/// What the two who are shown have noted about those with whom they are connected longest; one reminder is due.
async fn keep(app: &App, people: &[MemberActor]) -> Result<()> {
    let shown: Vec<MemberActor> = people.iter().take(2).copied().collect();
    app.db
        .write(move |tx| {
            for actor in &shown {
                let known = lists::recent(tx, *actor, None)?.items;
                for (other, (note, labels, every)) in known.iter().rev().zip(KEPT) {
                    let kept = contacts::parse(note, labels, every).map_err(Error::Invalid)?;
                    contacts::keep(tx, *actor, other.id, &kept)?;
                }
                if let Some(other) = known.last() {
                    contacts::come_due(tx, *actor, other.id)?;
                }
            }
            Ok::<_, Error>(())
        })
        .await
}

/// A few follow one of the first without knowing them, and the first of all has had enough of some whom they know.
async fn follow(app: &App, people: &[MemberActor], seed: u64) -> Result<()> {
    let people = people.to_vec();
    app.db
        .write(move |tx| {
            let Some(first) = people.first() else { return Ok(()) };
            let mut dice = Dice::new(seed);
            for _ in 0..FOLLOWS.min(people.len() / 4) {
                let (known, other) = (dice.below(people.len() / 4 + 1), dice.below(people.len()));
                if let (Some(known), Some(other)) = (people.get(known), people.get(other))
                    && known.account != other.account
                {
                    follows::follow(tx, *other, known.account)?;
                }
            }
            people.iter().skip(1).take(2).try_for_each(|known| follows::unfollow(tx, *first, known.account))
        })
        .await
}

/// Those who wait for an answer of the two who are shown, and two whom each of these has asked.
async fn ask(app: &App, people: &[MemberActor]) -> Result<()> {
    let shown: Vec<MemberActor> = people.iter().take(2).copied().collect();
    let waiting: Vec<MemberActor> = people.iter().skip(2).rev().take(SHY).copied().collect();
    app.db
        .write(move |tx| {
            for (number, waiting) in waiting.iter().enumerate() {
                for shown in &shown {
                    match NOTES.get(number) {
                        Some(note) => {
                            let draft = Draft { note: (*note).to_owned(), email: None };
                            connections::invite(tx, *waiting, shown.account, &draft)?;
                        }
                        None => {
                            connections::invite(tx, *shown, waiting.account, &Draft::default())?;
                        }
                    }
                }
            }
            Ok::<_, Error>(())
        })
        .await
}

/// The two who are shown are each asked to introduce one connection to another, and somebody is introduced to them.
async fn introduce(app: &App, people: &[MemberActor]) -> Result<()> {
    let shown: Vec<MemberActor> = people.iter().take(2).copied().collect();
    app.db
        .write(move |tx| {
            for actor in &shown {
                let known: Vec<MemberActor> =
                    lists::recent(tx, *actor, None)?.items.into_iter().map(|row| member(row.id)).collect();
                if let Some((asker, target)) = strangers(tx, known.iter().copied(), &known)? {
                    introductions::ask(tx, asker, target.account, actor.account, ASKED)?;
                }
                let Some(mutual) = known.first() else { continue };
                let theirs: Vec<MemberActor> =
                    lists::recent(tx, *mutual, None)?.items.into_iter().map(|row| member(row.id)).collect();
                if let Some((asker, _)) = strangers(tx, theirs.into_iter(), &[*actor])? {
                    introductions::ask(tx, asker, actor.account, mutual.account, "")?;
                    let waiting = introductions::asked_of(tx, *mutual, None)?.items;
                    if let Some(asking) = waiting.first() {
                        introductions::forward(tx, *mutual, asking.id, VOUCHED)?;
                    }
                }
            }
            Ok::<_, Error>(())
        })
        .await
}

fn member(account: AccountId) -> MemberActor {
    MemberActor { account, session: SessionId::from_raw(0), caps: 0 }
}

/// The first of some people, and one of others, who might be introduced to each other.
fn strangers(
    tx: &mut Tx<'_>,
    some: impl Iterator<Item = MemberActor>,
    others: &[MemberActor],
) -> Result<Option<(MemberActor, MemberActor)>> {
    for one in some {
        for other in others.iter().filter(|other| other.account != one.account) {
            if Standing::of(tx, one, other.account)?.bond == Bond::Stranger(Way::Open) {
                return Ok(Some((one, *other)));
            }
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_community_is_tied_the_same_way_by_the_same_seed_each_pair_once() {
        let of = |seed| pairs(seed, Size::Town).collect::<Vec<_>>();
        let pairs = of(7);
        assert_eq!(pairs, of(7));
        assert_ne!(pairs, of(8));
        let (people, shy) = (Size::Town.people(), SHY);
        assert_eq!(pairs.iter().collect::<HashSet<_>>().len(), pairs.len());
        assert!(pairs.iter().all(|(later, earlier)| earlier < later && *later < people));
        assert!(pairs.iter().all(|(later, earlier)| *later < people - shy || *earlier > 1), "who are about to ask");
        let degrees = degrees(people, pairs);
        let mean = degrees.iter().sum::<usize>() / people;
        assert!((45..65).contains(&mean), "{mean}");
        assert!(degrees[0] > 120, "everybody knows the first: {}", degrees[0]);
    }

    fn degrees(people: usize, pairs: impl IntoIterator<Item = (usize, usize)>) -> Vec<usize> {
        let mut degrees = vec![0_usize; people];
        for (later, earlier) in pairs {
            degrees[later] += 1;
            degrees[earlier] += 1;
        }
        degrees
    }

    #[test]
    fn in_a_city_some_are_known_by_very_many() {
        let people = Size::City.people();
        let mut degrees = degrees(people, pairs(1, Size::City));
        let all: usize = degrees.iter().sum();
        assert!((23_000_000..29_000_000).contains(&(all / 2)), "{all}");
        degrees.sort_unstable();
        assert!(degrees[people - 1] >= 30_000 && degrees[people - 100] >= 5_000, "{:?}", &degrees[people - 100..]);
        assert!((40..60).contains(&degrees[people / 2]), "{}", degrees[people / 2]);
    }
}
