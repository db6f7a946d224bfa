//! People one may know: whom, why, and whom never.

use crate::connections::connect;
use crate::support::{Person, world};

const PAGE: &str = "/mynetwork/suggestions";

/// Name and reason of each suggestion.
async fn suggested(who: &Person) -> Vec<(String, String)> {
    let page = who.browser.get(PAGE).await.expect(200);
    let part = who.browser.htmx().get(PAGE).await.expect(200);
    let rows = |page: &crate::support::Page| -> Vec<(String, String)> {
        let names = page.all(".person-card .name a");
        names.into_iter().zip(page.all(".person-card .why")).collect()
    };
    let all = rows(&page);
    assert!(all.starts_with(&rows(&part)), "the part is the beginning of the page");
    all
}

fn row(name: &str, why: &str) -> (String, String) {
    (name.to_owned(), why.to_owned())
}

/// Says on somebody's profile where they were.
async fn was(who: &Person, section: &str, place: &str, from: &str, to: &str) {
    let shop = format!("/in/{}/edit/{section}", who.handle);
    let token = who.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
    let title = if section == "experience" { "title" } else { "subtitle" };
    let mut form =
        vec![(title, "Pilot"), ("organisation", place), ("start_year", from), ("request_id", token.as_str())];
    form.push(if to.is_empty() { ("is_current", "true") } else { ("end_year", to) });
    who.browser.post(&shop, &form).await.expect(303);
}

#[tokio::test]
async fn those_whom_one_s_connections_know_come_first_and_go_when_they_are_asked_or_sent_away() {
    world(async |t| {
        let [ada, bob, cem, dan, _eve] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve"]).await;
        assert_eq!(suggested(&ada).await.len(), 4, "to somebody new, those who are new");
        assert!(suggested(&ada).await.iter().all(|(_, why)| why == "New here"));
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        connect(&bob, &dan).await;
        let one = "One mutual connection";
        assert_eq!(suggested(&ada).await, [row("Cem", one), row("Dan", one), row("Eve", "New here")]);
        let page = ada.browser.get(PAGE).await.expect(200);
        assert_eq!(page.attribute(".person-card .degree", "data-degree"), "2");
        assert_eq!(ada.browser.get("/mynetwork").await.expect(200).attribute("[hx-trigger=load]", "hx-get"), PAGE);

        let invite = page.attribute(".person-card form.connect", "action");
        let browser = ada.browser.with("referer", &format!("http://localhost:8000{PAGE}"));
        assert_eq!(browser.post(&invite, &[]).await.expect(303).location(), PAGE, "one goes on where one was");
        let dismiss = format!("{PAGE}/{}/dismiss", dan.id);
        let gone = browser.post(&dismiss, &[]).await.expect(303);
        assert_eq!(gone.location(), PAGE);
        assert_eq!(suggested(&ada).await, [row("Eve", "New here")]);
        let undo = format!("{PAGE}/{}/restore", dan.id);
        ada.browser.post(&undo, &[]).await.expect(303);
        assert_eq!(suggested(&ada).await[0], row("Dan", one));
        for _ in 0..2 {
            ada.browser.post(&dismiss, &[]).await.expect(303);
        }
        assert_eq!(suggested(&ada).await, [row("Eve", "New here")]);
        assert_eq!(suggested(&dan).await.len(), 3, "what one sends away concerns nobody else");
    })
    .await;
}

#[tokio::test]
async fn those_who_worked_or_learned_there_at_the_same_time_as_far_as_they_let_it_be_read() {
    world(async |t| {
        let [ada, bob, cem, dan, eve, flo] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve", "Flo"]).await;
        was(&ada, "experience", "Tidewater", "2018", "2020").await;
        was(&bob, "experience", "Tidewater", "2020", "").await;
        was(&cem, "experience", "Tidewater", "2021", "").await;
        was(&dan, "experience", "Tidewater", "2015", "2019").await;
        was(&ada, "education", "Nautical College", "2010", "2013").await;
        was(&eve, "education", "Nautical College", "2012", "2015").await;
        was(&flo, "education", "Tidewater", "2018", "2019").await;
        let why = |name: &'static str| {
            let ada = &ada;
            async move {
                let found = suggested(ada).await;
                found.into_iter().find(|(known, _)| known == name).map(|(_, why)| why).unwrap_or_default()
            }
        };
        assert_eq!(why("Bob").await, "You both worked at Tidewater");
        assert_eq!(why("Dan").await, "You both worked at Tidewater");
        assert_eq!(why("Cem").await, "New here", "they missed each other");
        assert_eq!(why("Eve").await, "You both learned at Nautical College");
        assert_eq!(why("Flo").await, "New here", "one worked where the other learned");
        bob.browser.post("/in/bob/edit/experience/audience", &[("audience", "connections")]).await.expect(303);
        assert_eq!(why("Bob").await, "New here");
        // Whoever shares more than a place is told of by what weighs more.
        connect(&ada, &cem).await;
        connect(&cem, &dan).await;
        assert_eq!(why("Dan").await, "One mutual connection");
    })
    .await;
}

/// Says on somebody's profile where they are and what they can do.
async fn is(who: &Person, place: &str, skill: &str) {
    who.browser.post(&format!("/in/{}/edit", who.handle), &[("location", place)]).await.expect(303);
    let shop = format!("/in/{}/edit/skills", who.handle);
    let token = who.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
    who.browser.post(&shop, &[("title", skill), ("request_id", &token)]).await.expect(303);
}

#[tokio::test]
async fn those_in_the_same_place_with_the_same_skill_as_far_as_they_let_it_be_read() {
    world(async |t| {
        let [ada, bob, cem, dan, eve] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve"]).await;
        is(&ada, "Lisbon, Portugal", "Rust").await;
        is(&bob, "Lisbon, Portugal", "rustlang").await;
        is(&cem, "Porto, Portugal", "Rust").await;
        is(&dan, "Lisbon, Portugal", "Rope splicing").await;
        is(&eve, "Lisbon, Portugal", "Rust").await;
        let why = async |name: &str| {
            let found = suggested(&ada).await;
            found.into_iter().find(|(known, _)| known == name).map(|(_, why)| why).unwrap_or_default()
        };
        let alike = "Also in Lisbon, Portugal, also with Rust";
        assert_eq!(why("Bob").await, alike);
        assert_eq!(why("Cem").await, "New here");
        assert_eq!(why("Dan").await, "New here");
        assert_eq!(why("Eve").await, alike);
        eve.browser.post("/in/eve/edit/skills/audience", &[("audience", "only-me")]).await.expect(303);
        assert_eq!(why("Eve").await, "New here");
        // Those who worked together are told of by that.
        was(&ada, "experience", "Tidewater", "2018", "2020").await;
        was(&bob, "experience", "Tidewater", "2018", "2020").await;
        assert_eq!(why("Bob").await, "You both worked at Tidewater");
    })
    .await;
}

#[tokio::test]
async fn names_of_one_employer_that_staff_has_joined_are_one() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let olga = t.operator("Olga").await;
        was(&ada, "experience", "Tidewater", "2018", "2020").await;
        was(&bob, "experience", "North Pilots", "2018", "2020").await;
        let of_bob = async || {
            let found = suggested(&ada).await;
            found.into_iter().find(|(known, _)| known == "Bob").unwrap().1
        };
        assert_eq!(of_bob().await, "New here");
        for (one, other) in [("tidewater", "north-pilots"), ("north-pilots", "tidewater")] {
            let list = olga.browser.get(&format!("/admin/companies?q={}", &one[..5])).await.expect(200);
            let path = list.attribute("main li a", "href");
            olga.browser.post(&format!("{path}/merge"), &[("into", other)]).await.expect(303);
            let name = if other == "tidewater" { "Tidewater" } else { "North Pilots" };
            assert_eq!(of_bob().await, format!("You both worked at {name}"));
            let undo = olga.browser.get(&path).await.expect(200).attribute(".toast form", "action");
            olga.browser.post(&undo, &[]).await.expect(303);
            assert_eq!(of_bob().await, "New here");
        }
    })
    .await;
}

#[tokio::test]
async fn some_are_never_suggested() {
    world(async |t| {
        let [ada, bob, cem, dan, eve, flo, gil] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve", "Flo", "Gil"]).await;
        connect(&ada, &bob).await;
        for other in [&cem, &dan, &eve, &flo, &gil] {
            connect(&bob, other).await;
        }
        assert_eq!(suggested(&ada).await.len(), 5);
        let names = async || suggested(&ada).await.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
        cem.browser.post("/in/ada/block", &[]).await.expect(303);
        assert_eq!(names().await, ["Dan", "Eve", "Flo", "Gil"]);
        t.suspend(dan.id).await;
        assert_eq!(names().await, ["Eve", "Flo", "Gil"]);
        eve.browser.post("/settings/connections", &[("door", "nobody"), ("list", "members")]).await.expect(303);
        assert_eq!(names().await, ["Flo", "Gil"]);
        connect(&ada, &flo).await;
        flo.browser.post(&format!("/mynetwork/people/{}/remove", ada.id), &[]).await.expect(303);
        assert_eq!(names().await, ["Gil"], "who parted lately");
        gil.browser.post("/in/ada/connect", &[]).await.expect(303);
        assert!(names().await.is_empty(), "who has asked already");
        assert!(ada.browser.get(PAGE).await.expect(200).text().contains("Nobody to suggest right now"));
        // Nobody can send somebody away whom they cannot meet.
        ada.browser.post(&format!("{PAGE}/{}/dismiss", cem.id), &[]).await.expect(303);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM suggestion_dismissed")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn nothing_is_told_of_those_who_keep_to_themselves_whom_they_know() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        assert_eq!(suggested(&ada).await, [row("Cem", "One mutual connection")]);
        bob.browser.post("/settings/connections", &[("door", "everyone"), ("list", "only-me")]).await.expect(303);
        assert_eq!(suggested(&ada).await, [row("Cem", "New here")]);
        // Looking at somebody is no reason to suggest them, nor to be suggested.
        for _ in 0..3 {
            cem.browser.get("/in/ada").await.expect(200);
        }
        assert_eq!(suggested(&ada).await, [row("Cem", "New here")]);
    })
    .await;
}
