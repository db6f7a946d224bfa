//! Memory of who is connected says what the tables say, on every node, whatever happens.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use athena::kernel::{AccountId, App, Error, MemberActor, SessionId, follow};
use athena::network::connections::{self, Draft};
use athena::network::model::Deed;
use athena::network::{Ties, blocks, graph};
use db::sql;
use sha2::Digest;

use crate::connections::connect;
use crate::support::{Person, world};

/// Xorshift: the same history at each run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(bound).unwrap()).unwrap()
    }
}

fn actor(account: AccountId) -> MemberActor {
    MemberActor { account, session: SessionId::from_raw(1), caps: 0 }
}

/// Who is connected with whom, by the tables.
async fn truth(app: &App) -> BTreeMap<AccountId, BTreeSet<AccountId>> {
    let rows =
        app.db.read(|r| Ok::<_, Error>(r.all(sql!("SELECT low_id, high_id FROM connection WHERE state = 2"), &[])?));
    let rows: Vec<(AccountId, AccountId)> = rows.await.unwrap();
    let mut all: BTreeMap<AccountId, BTreeSet<AccountId>> = BTreeMap::new();
    for (low, high) in rows {
        all.entry(low).or_default().insert(high);
        all.entry(high).or_default().insert(low);
    }
    all
}

/// How far it is, by walking.
fn distance(all: &BTreeMap<AccountId, BTreeSet<AccountId>>, from: AccountId, to: AccountId) -> Option<u32> {
    let (mut seen, mut next) = (BTreeSet::from([from]), VecDeque::from([(from, 0)]));
    while let Some((at, far)) = next.pop_front() {
        if at == to {
            return Some(far);
        }
        for other in all.get(&at).into_iter().flatten() {
            if far < 3 && seen.insert(*other) {
                next.push_back((*other, far + 1));
            }
        }
    }
    None
}

/// Who is known by those whom somebody knows, and Adamic and Adar's score of each: the sum of 1 / ln(how many know the one
/// between).
fn near(all: &BTreeMap<AccountId, BTreeSet<AccountId>>, of: AccountId) -> BTreeMap<AccountId, f32> {
    let none = BTreeSet::new();
    let known = |who: &AccountId| all.get(who).unwrap_or(&none);
    let mut scores = BTreeMap::new();
    for between in known(&of) {
        let worth = 1.0 / f32::from(u16::try_from(known(between).len()).unwrap()).ln();
        for other in known(between).iter().filter(|other| **other != of && !known(&of).contains(other)) {
            *scores.entry(*other).or_insert(0.0) += worth;
        }
    }
    scores
}

async fn compare(app: &App, people: &[AccountId], when: &str) {
    let (all, ties) = (truth(app).await, app.memory.get::<Ties>().unwrap());
    let none = BTreeSet::new();
    let of = |who: &AccountId| all.get(who).unwrap_or(&none);
    for one in people {
        assert_eq!(ties.degree(*one), Some(of(one).len()), "{when}");
        let (found, wanted) = (ties.near(*one, 99).unwrap(), near(&all, *one));
        assert_eq!(found.len(), wanted.len(), "{when}");
        assert!(found.is_sorted_by(|(_, a), (_, b)| a >= b), "{when}: the nearest first");
        for (other, score) in found {
            assert!((score - wanted[&other]).abs() < 1e-4, "{when}: {score} and {}", wanted[&other]);
        }
        for other in people.iter().filter(|other| *other != one) {
            assert_eq!(ties.are_connected(*one, *other), Some(of(one).contains(other)), "{when}");
            let shared: BTreeSet<AccountId> = ties.shared(*one, *other, 99).unwrap().into_iter().collect();
            assert_eq!(shared, of(one) & of(other), "{when}");
            assert_eq!(ties.distance(*one, *other).unwrap(), distance(&all, *one, *other), "{when}");
        }
    }
}

#[tokio::test]
async fn memory_says_what_the_tables_say_on_two_nodes() {
    world(async |t| {
        let second = t.second_node().await;
        let mut nodes = vec![t.app.clone()];
        nodes.extend(second.as_ref().map(|running| running.app.clone()));
        for node in &nodes {
            node.memory.get::<Ties>().unwrap().loaded().await;
        }
        let mut people: Vec<Person> = Vec::new();
        for number in 0..9 {
            people.push(t.person(&format!("Sam {number}")).await);
        }
        let ids: Vec<AccountId> = people.iter().map(|person| person.id).collect();
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
        for step in 0..150 {
            let (one, other) = (dice.below(ids.len()), dice.below(ids.len()));
            let (node, deed) = (nodes[dice.below(nodes.len())].clone(), dice.below(10));
            let (me, them, handle) = (ids[one], ids[other], people[other].handle.clone());
            if one == other {
                continue;
            }
            let done = node.db.write(move |tx| {
                match deed {
                    0..=5 => {
                        connections::invite(tx, actor(me), them, &Draft::default())?;
                        connections::act(tx, actor(them), me, Deed::Accept)?;
                    }
                    6 => drop(connections::act(tx, actor(me), them, Deed::Remove)?),
                    7 => drop(connections::act(tx, actor(me), them, Deed::Undo)?),
                    8 => drop(blocks::block(tx, actor(me), &handle)?),
                    _ => drop(blocks::unblock(tx, actor(me), them)?),
                }
                Ok::<_, Error>(())
            });
            // Who is blocked already is nobody.
            assert!(matches!(done.await, Ok(()) | Err(Error::NotFound)), "step {step}");
            compare(&node, &ids, &format!("at once, after step {step}")).await;
            for other in &nodes {
                follow::catch_up(other, db::Cursor::default()).await.unwrap();
                compare(other, &ids, &format!("elsewhere, after step {step}")).await;
            }
        }
        // Whoever begins now finds the same.
        let late = Ties::default();
        late.load(&t.app.db).await.unwrap();
        let (all, none) = (truth(&t.app).await, BTreeSet::new());
        assert!(all.values().map(BTreeSet::len).sum::<usize>() > 20, "something is left to compare");
        for one in &ids {
            assert_eq!(late.degree(*one), Some(all.get(one).unwrap_or(&none).len()));
        }
        if let Some(running) = second {
            running.stop().await;
        }
    })
    .await;
}

#[tokio::test]
async fn a_start_goes_on_from_what_was_kept_and_reads_the_table_where_that_does_not_fit() {
    world(async |t| {
        t.app.memory.get::<Ties>().unwrap().loaded().await;
        let mut people: Vec<Person> = Vec::new();
        for number in 0..6 {
            people.push(t.person(&format!("Sam {number}")).await);
        }
        let ids: Vec<AccountId> = people.iter().map(|person| person.id).collect();
        let file = t.app.config.data.join("connections.graph");
        let begins = async |when: &str| {
            let is_enough = graph::open(&t.app).await.unwrap();
            compare(&t.app, &ids, when).await;
            is_enough
        };
        for (one, other) in [(0, 1), (1, 2), (2, 3)] {
            connect(&people[one], &people[other]).await;
        }
        assert!(!begins("without a file").await);
        assert!(begins("with the file of the start before").await);
        // What came after it, as this node heard it and as another would have to find it.
        connect(&people[3], &people[4]).await;
        let gone = format!("/mynetwork/people/{}/remove", people[1].id);
        people[0].browser.post(&gone, &[]).await.expect(303);
        let old = std::fs::read(&file).unwrap();
        assert!(begins("with changes since").await);
        graph::keep(&t.app).await.unwrap();
        assert_ne!(std::fs::read(&file).unwrap(), old);
        assert!(begins("with a new file").await);
        // Files that must not be believed.
        let good = std::fs::read(&file).unwrap();
        std::fs::write(&file, &good[..good.len() - 1]).unwrap();
        assert!(!begins("with a file that was cut").await);
        assert!(begins("with the file that was written in its place").await);
        let mut ahead = good.clone();
        ahead.splice(12..28, [i64::MAX.to_le_bytes(), i64::MAX.to_le_bytes()].concat());
        let people_kept = usize::try_from(u32::from_le_bytes(good[28..32].try_into().unwrap())).unwrap();
        let head = 32 + 8 * people_kept;
        ahead.splice(head..head + 32, sha2::Sha256::digest(&ahead[..head]));
        std::fs::write(&file, &ahead).unwrap();
        assert!(!begins("with the file of a database that was further").await);
        // The log does not tell of this, as after a restore of a database by hand.
        t.app.db.write(|tx| tx.run(sql!("UPDATE connection SET state = 5 WHERE state = 2"), &[])).await.unwrap();
        assert!(!begins("with the file of another database").await);
        // Of a connection that ended and was forgotten the log names nobody.
        connect(&people[4], &people[5]).await;
        graph::keep(&t.app).await.unwrap();
        let gone = format!("/mynetwork/people/{}/remove", people[5].id);
        people[4].browser.post(&gone, &[]).await.expect(303);
        t.app.db.write(|tx| tx.run(sql!("DELETE FROM connection WHERE state = 5"), &[])).await.unwrap();
        assert!(!begins("with changes nobody can follow").await);
    })
    .await;
}

#[tokio::test]
async fn pages_tell_how_near_somebody_is_and_whom_both_know_as_far_as_that_may_be_known() {
    world(async |t| {
        let [ada, bob, cem, dan, eve] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve"]).await;
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        connect(&cem, &dan).await;
        let degree = async |who: &Person, whom: &Person| {
            let page = who.browser.get(&format!("/in/{}", whom.handle)).await.expect(200);
            if page.has("h1 .degree") { page.attribute("h1 .degree", "data-degree") } else { String::new() }
        };
        let told =
            [degree(&ada, &bob).await, degree(&ada, &cem).await, degree(&ada, &dan).await, degree(&ada, &eve).await];
        assert_eq!(told, ["1", "2", "3", ""]);
        assert_eq!(degree(&ada, &ada).await, "");
        let list = ada.browser.get("/in/bob/connections").await.expect(200);
        let row = (list.attribute("main li .degree", "data-degree"), list.one("main li .why"));
        assert_eq!(row, ("2".to_owned(), "One mutual connection".to_owned()));
        let followed = ada.browser.get("/mynetwork/following").await.expect(200);
        assert_eq!(followed.attribute("main li .degree", "data-degree"), "1");
        for who in [&ada, &cem] {
            who.browser.post("/settings/privacy", &[("viewing_mode", "full")]).await.expect(303);
        }
        cem.browser.get("/in/ada").await.expect(200);
        let seen = ada.browser.get("/dashboard/profile-views").await.expect(200);
        assert_eq!(seen.attribute("main li .degree", "data-degree"), "2");
        assert!(!t.browser().get("/about").await.has(".degree"));
        let shares = async |who: &Person, whom: &Person| {
            let page = who.browser.get(&format!("/in/{}", whom.handle)).await.expect(200);
            if page.has(".hero .facepile") { page.one(".hero .facepile + span") } else { String::new() }
        };
        assert_eq!(shares(&ada, &cem).await, "Mutual connections: Bob");
        connect(&ada, &dan).await;
        connect(&ada, &eve).await;
        connect(&eve, &cem).await;
        assert!(shares(&ada, &cem).await.contains("Eve"));
        let row = ada.browser.get("/people?q=cem").await.expect(200);
        assert_eq!(
            (row.attribute("main li .degree", "data-degree"), row.one("main li .why")),
            ("2".into(), "3 mutual connections".into())
        );
        cem.browser.post("/in/ada/connect", &[]).await.expect(303);
        for page in ["/mynetwork", "/mynetwork/invitations/received"] {
            assert!(
                ada.browser.get(page).await.expect(200).one("main .invite .why").starts_with("3 mutual connections")
            );
        }
        // Who keeps to themselves with whom they are connected is named only where the other end shows it.
        let hide = async |who: &Person, list: &str| {
            who.browser.post("/settings/connections", &[("door", "everyone"), ("list", list)]).await.expect(303);
        };
        hide(&bob, "only-me").await;
        assert!(!shares(&ada, &cem).await.contains("Bob"));
        assert_eq!(degree(&ada, &cem).await, "2");
        hide(&cem, "members").await;
        assert!(shares(&ada, &cem).await.contains("Bob"), "Cem shows it");
        // Whom one does not meet one does not share.
        bob.browser.post("/in/ada/block", &[]).await.expect(303);
        assert!(!shares(&ada, &cem).await.contains("Bob"));
        t.suspend(eve.id).await;
        assert_eq!(shares(&ada, &cem).await, "Mutual connections: Dan");
        dan.browser.post(&format!("/mynetwork/people/{}/remove", ada.id), &[]).await.expect(303);
        assert_eq!((shares(&ada, &cem).await, degree(&ada, &cem).await), (String::new(), String::new()));
    })
    .await;
}

#[tokio::test]
async fn a_profile_tells_how_one_is_connected_as_far_as_that_may_be_known() {
    world(async |t| {
        let [ada, bob, cem, dan, eve, flo] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve", "Flo"]).await;
        for (one, other) in [(&ada, &bob), (&bob, &cem), (&cem, &dan)] {
            connect(one, other).await;
        }
        let way = async |who: &Person, whom: &Person| {
            let page = who.browser.get(&format!("/in/{}", whom.handle)).await.expect(200);
            if page.has(".hero .facepile") { page.one(".hero .facepile + span") } else { String::new() }
        };
        let by_one = "Connected through Bob and somebody they know";
        let by_two = "Connected through Bob and Cem";
        assert_eq!(way(&ada, &dan).await, by_one, "that Cem knows Dan is theirs");
        assert_eq!(way(&dan, &ada).await, "Connected through Cem and somebody they know");
        assert_eq!(way(&eve, &dan).await, "");
        let list = async |who: &Person, list: &str| {
            who.browser.post("/settings/connections", &[("door", "everyone"), ("list", list)]).await.expect(303);
        };
        for (who, shows) in [(&cem, by_two), (&dan, by_two)] {
            list(who, "members").await;
            assert_eq!(way(&ada, &dan).await, shows);
            list(who, "connections").await;
            assert_eq!(way(&ada, &dan).await, by_one);
        }
        list(&bob, "only-me").await;
        assert_eq!(way(&ada, &dan).await, "", "whom Bob knows is his");
        // There is another way.
        connect(&ada, &eve).await;
        connect(&eve, &flo).await;
        connect(&flo, &dan).await;
        assert_eq!(way(&ada, &dan).await, "Connected through Eve and somebody they know");
        list(&bob, "connections").await;
        list(&dan, "members").await;
        flo.browser.post("/in/ada/block", &[]).await.expect(303);
        assert_eq!(way(&ada, &dan).await, by_two, "who blocked Ada is on no way of hers");
        t.suspend(cem.id).await;
        assert_eq!(way(&ada, &dan).await, "");
    })
    .await;
}
