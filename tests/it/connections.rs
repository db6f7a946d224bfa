//! Connections: invited, accepted, ignored, withdrawn, ended, and what each of the two is told of it.

use athena::kernel::{AccountId, limits};
use athena::network::{DEFAULT_DOOR, Door, connections};
use db::sql;

use crate::support::{Browser, Page, Person, world};

async fn invite(who: &Person, whom: &Person, note: &str) -> Page {
    who.browser.post(&format!("/in/{}/connect", whom.handle), &[("note", note)]).await
}

async fn act(who: &Person, whom: &Person, deed: &str) -> Page {
    who.browser.post(&format!("/mynetwork/people/{}/{deed}", whom.id), &[]).await
}

/// Connects two people.
pub async fn connect(one: &Person, other: &Person) {
    invite(one, other, "").await.expect(303);
    act(other, one, "accept").await.expect(303);
}

/// What one sees of another: which buttons stand on the profile.
async fn bond(who: &Person, whom: &Person) -> Vec<String> {
    who.browser
        .get(&format!("/in/{}", whom.handle))
        .await
        .expect(200)
        .all(".hero .actions > form:not([action$='/follow']) button, .hero .actions > a, .hero .actions > .tag")
}

async fn names(browser: &Browser, path: &str) -> Vec<String> {
    browser.get(path).await.expect(200).all("main li .name a")
}

/// What the toast says after a change.
async fn toast(who: &Person, done: Page) -> String {
    who.browser.get(done.expect(303).location()).await.expect(200).one(".toast .grow")
}

#[tokio::test]
async fn an_invitation_is_read_accepted_and_opens_what_is_for_connections() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let about = [("about", "Only for those I know"), ("about_audience", "connections")];
        bob.browser.post("/in/bob/edit", &about).await.expect(303);
        assert_eq!(bond(&ada, &bob).await, ["Connect"]);
        assert!(!ada.browser.get("/in/bob").await.text().contains("Only for those"));

        let done = invite(&ada, &bob, "We met at\nthe lock.").await.expect(303);
        assert_eq!(done.location(), "/in/bob");
        assert_eq!(bond(&ada, &bob).await, ["Invitation sent"]);
        assert_eq!(names(&ada.browser, "/mynetwork/invitations/sent").await, ["Bob"]);
        let home = bob.browser.get("/feed").await.expect(200);
        assert!(home.one("nav.nav a[href='/mynetwork'] .count").starts_with('1'), "the navigation counts it");
        for page in ["/mynetwork", "/mynetwork/invitations/received", "/mynetwork/invitations/received?show=notes"] {
            let page = bob.browser.get(page).await.expect(200);
            assert_eq!(
                (page.one("main li .name a"), page.one("main blockquote")),
                ("Ada".into(), "We met at the lock.".into())
            );
        }
        let profile = bob.browser.get("/in/ada").await.expect(200);
        assert_eq!(profile.one("main .note strong"), "Ada wants to connect with you.");
        assert_eq!(profile.one("main .note p"), "We met at the lock.");
        assert_eq!(bond(&bob, &ada).await, ["Accept", "Ignore"]);
        assert!(!ada.browser.get("/in/bob").await.text().contains("Only for those"), "to be invited opens nothing");

        let accept = profile.attribute(".hero .actions form", "action");
        assert_eq!(toast(&bob, bob.browser.post(&accept, &[]).await).await, "You are connected.");
        for (one, other) in [(&ada, &bob), (&bob, &ada)] {
            assert_eq!(bond(one, other).await, ["Connected"]);
            assert_eq!(names(&one.browser, "/mynetwork/connections").await.len(), 1);
            assert_eq!(one.browser.get("/mynetwork").await.one("#latest"), "Your latest connections");
        }
        assert!(ada.browser.get("/in/bob").await.text().contains("Only for those I know"));
        assert!(!bob.browser.get("/feed").await.has("nav.nav a[href='/mynetwork'] .count"));
        let eve = t.person("Eve").await;
        for browser in [&eve.browser, &t.signed_in(eve.id).await] {
            assert!(!browser.get("/in/bob").await.text().contains("Only for those"), "nobody else");
        }
        assert!(eve.browser.get("/in/bob?as=connection").await.text().contains("Bob"));
        assert!(!eve.browser.get("/in/bob?as=connection").await.text().contains("Only for those"));
    })
    .await;
}

#[tokio::test]
async fn to_ignore_is_silent_and_can_be_thought_better_of() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        invite(&ada, &bob, "").await.expect(303);
        let paths = ["/in/bob", "/in/bob/connect", "/mynetwork/invitations/sent", "/mynetwork", "/people"];
        let mut before = Vec::new();
        for path in paths {
            let page = ada.browser.get(path).await;
            before.push((page.status, page.location().to_owned(), page.all("main")));
        }
        let ignored = act(&bob, &ada, "ignore").await.expect(303);
        for (path, before) in paths.iter().zip(before) {
            let page = ada.browser.get(path).await;
            assert_eq!((page.status, page.location().to_owned(), page.all("main")), before, "{path}");
        }
        let list = bob.browser.get(ignored.location()).await.expect(200);
        assert!(!list.has("main li") && list.one(".toast").contains("not told"));
        bob.browser.post(&list.attribute(".toast form", "action"), &[]).await.expect(303);
        assert_eq!(names(&bob.browser, "/mynetwork/invitations/received").await, ["Ada"], "undone");
        for _ in 0..2 {
            act(&bob, &ada, "ignore").await.expect(303);
        }
        assert_eq!(bond(&bob, &ada).await, ["Connect"], "as if nobody had asked");
        // To withdraw and undo it brings nothing back before the eyes of somebody who has looked away.
        act(&ada, &bob, "withdraw").await.expect(303);
        act(&ada, &bob, "undo").await.expect(303);
        assert_eq!(
            (bond(&ada, &bob).await, bond(&bob, &ada).await),
            (vec!["Invitation sent".to_owned()], vec!["Connect".to_owned()])
        );
        // The inviter asks again: nothing happens. The other asks: they are connected.
        invite(&ada, &bob, "please").await.expect(303);
        assert_eq!(bond(&bob, &ada).await, ["Connect"]);
        assert_eq!(toast(&bob, invite(&bob, &ada, "").await).await, "You are connected.");
        assert_eq!(bond(&ada, &bob).await, ["Connected"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_withdraws_waits_three_weeks_and_is_told_until_when() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        invite(&ada, &bob, "first").await.expect(303);
        let withdrawn = act(&ada, &bob, "withdraw").await.expect(303);
        assert!(names(&bob.browser, "/mynetwork/invitations/received").await.is_empty());
        assert_eq!(toast(&bob, act(&bob, &ada, "accept").await).await, "That is not there any more.");
        assert_eq!(bond(&bob, &ada).await, ["Connect"], "nothing came of it");
        let page = ada.browser.get(withdrawn.location()).await.expect(200);
        ada.browser.post(&page.attribute(".toast form", "action"), &[]).await.expect(303);
        let list = bob.browser.get("/mynetwork/invitations/received").await.expect(200);
        assert_eq!(list.one("main blockquote"), "first", "undone, with its note");
        act(&ada, &bob, "withdraw").await.expect(303);
        t.clock.advance(11 * 60 * 1_000_000);
        act(&ada, &bob, "undo").await.expect(303);
        assert!(names(&bob.browser, "/mynetwork/invitations/received").await.is_empty(), "too late");

        let refused = invite(&ada, &bob, "again").await.expect(422);
        assert!(refused.one("main [role=alert]").contains("from 23 Jun on"), "{}", refused.one("main"));
        assert_eq!(refused.one("textarea"), "again", "what was typed is kept");
        // The other one does not wait.
        assert_eq!(bond(&bob, &ada).await, ["Connect"]);
        t.clock.advance(21 * limits::DAY_US);
        let (ada, bob) = (t.again(&ada).await, t.again(&bob).await);
        invite(&ada, &bob, "again").await.expect(303);
        assert_eq!(names(&bob.browser, "/mynetwork/invitations/received").await, ["Ada"]);
    })
    .await;
}

#[tokio::test]
async fn two_who_ask_each_other_are_connected_and_either_ends_it_in_silence() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let photo = [("headline", "Pilot"), ("headline_audience", "connections")];
        ada.browser.post("/in/ada/edit", &photo).await.expect(303);
        invite(&ada, &bob, "").await.expect(303);
        assert_eq!(toast(&bob, invite(&bob, &ada, "").await).await, "You are connected.");
        // Asking once more changes nothing.
        invite(&ada, &bob, "").await.expect(303);
        act(&ada, &bob, "accept").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM connection WHERE state = 2")).await, 1);
        assert!(bob.browser.get("/people").await.text().contains("Pilot"), "lists know connections too");
        let removed = act(&ada, &bob, "remove").await.expect(303);
        assert!(!bob.browser.get("/people").await.text().contains("Pilot"));
        assert_eq!(bond(&bob, &ada).await, ["Connect"]);
        assert!(!bob.browser.get("/feed").await.has("#toasts .toast"), "nobody is told");
        let page = ada.browser.get(removed.location()).await.expect(200);
        ada.browser.post(&page.attribute(".toast form", "action"), &[]).await.expect(303);
        assert_eq!(bond(&bob, &ada).await, ["Connected"]);
        act(&bob, &ada, "remove").await.expect(303);
        act(&ada, &bob, "undo").await.expect(303);
        assert_eq!(bond(&ada, &bob).await, ["Connect"], "only who ended it takes it back");
        invite(&ada, &bob, "").await.expect(303);
        assert_eq!(bond(&bob, &ada).await, ["Accept", "Ignore"]);
    })
    .await;
}

#[tokio::test]
async fn people_choose_who_may_invite_them() {
    world(async |t| {
        let (ada, bob, cem) = (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await);
        let choose = async |door: &str| {
            bob.browser.post("/settings/connections", &[("door", door), ("list", "connections")]).await.expect(303);
        };
        // What the operator decides holds until somebody chooses for themselves.
        t.app.db.write(|tx| DEFAULT_DOOR.set(tx, &Door::Nobody)).await.unwrap();
        assert!(bond(&ada, &bob).await.is_empty());
        assert!(invite(&ada, &bob, "").await.expect(422).one("main").contains("do not take invitations"));
        let page = bob.browser.get("/settings/connections").await.expect(200);
        assert_eq!(page.attribute("input[name=door][checked]", "value"), "nobody");
        assert!(!ada.browser.get("/mynetwork/suggestions").await.expect(200).has(".person-card"));
        choose("everyone").await;
        assert_eq!(bond(&ada, &bob).await, ["Connect"]);
        assert_eq!(ada.browser.get("/mynetwork/suggestions").await.expect(200).all(".person-card .name a"), ["Bob"]);

        choose("nobody").await;
        assert!(bond(&ada, &bob).await.is_empty());
        assert!(invite(&ada, &bob, "").await.expect(422).one("main").contains("do not take invitations"));
        assert!(!ada.browser.get("/in/bob/connect").await.expect(200).has("main form"));

        choose("shared").await;
        assert!(bond(&ada, &bob).await.is_empty());
        assert!(invite(&ada, &bob, "").await.expect(422).one("main").contains("share a connection"));
        cem.browser.post("/settings/connections", &[("door", "everyone"), ("list", "connections")]).await.expect(303);
        connect(&ada, &cem).await;
        connect(&bob, &cem).await;
        assert_eq!(bond(&ada, &bob).await, ["Connect"]);
        act(&cem, &ada, "remove").await.expect(303);
        assert!(bond(&ada, &bob).await.is_empty());
        t.app.db.write(|tx| DEFAULT_DOOR.set(tx, &Door::Everyone)).await.unwrap();

        choose("email").await;
        let page = ada.browser.get("/in/bob/connect").await.expect(200);
        assert!(page.has("input[name=email]"));
        let guess = async |email: &str| ada.browser.post("/in/bob/connect", &[("email", email), ("note", "hi")]).await;
        assert!(guess("").await.expect(422).one("main [role=alert]").contains("know their e-mail"));
        assert!(guess("no address").await.expect(422).has("#email-error"));
        for wrong in ["bob@elsewhere.example", ada.email.as_str()] {
            let page = guess(wrong).await.expect(422);
            assert!(page.one("main [role=alert]").contains("not an address they use"));
            assert_eq!(
                (page.attribute("input[name=email]", "value"), page.one("textarea")),
                (wrong.to_owned(), "hi".to_owned())
            );
        }
        for _ in 0..8 {
            guess("x@example.org").await.expect(422);
        }
        assert!(guess(&bob.email).await.expect(422).one("main [role=alert]").contains("tomorrow"), "guessing ends");
        let eve = t.person("Eve").await;
        let form = [("email", bob.email.as_str())];
        eve.browser.post("/in/bob/connect", &form).await.expect(303);
        assert_eq!(names(&bob.browser, "/mynetwork/invitations/received").await, ["Eve"]);
        // Whoever lets nobody in may still ask, and whoever they asked may accept.
        choose("nobody").await;
        invite(&bob, &ada, "").await.expect(303);
        assert_eq!(bond(&ada, &bob).await, ["Accept", "Ignore"]);
        act(&ada, &bob, "accept").await.expect(303);
        let form = [("door", "all"), ("list", "connections")];
        assert!(bob.browser.post("/settings/connections", &form).await.expect(422).has("#door-error"));
        let page = bob.browser.get("/settings/connections").await.expect(200);
        assert_eq!(page.attribute("input[name=door][checked]", "value"), "nobody");
    })
    .await;
}

#[tokio::test]
async fn a_week_has_room_for_so_many_and_says_when_the_next_begins() {
    world(async |t| {
        let (ada, bob, cem) = (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await);
        invite(&ada, &bob, "").await.expect(303);
        t.sql(sql!("UPDATE invitation_tally SET sent = 100 WHERE account_id = $1"), ada.id).await;
        let refused = invite(&ada, &cem, "").await.expect(422);
        assert!(refused.one("main [role=alert]").contains("from 9 Jun on"), "a Monday");
        t.clock.advance(7 * limits::DAY_US);
        invite(&t.again(&ada).await, &cem, "").await.expect(303);
        // Of a hundred and fifty a week ago nobody has accepted: twenty a week it is then.
        t.sql(sql!("UPDATE invitation_tally SET past_sent = 150, sent = 20 WHERE account_id = $1"), ada.id).await;
        let dan = t.person("Dan").await;
        invite(&t.again(&ada).await, &dan, "").await.expect(422);
        act(&t.again(&bob).await, &ada, "accept").await.expect(303);
        let accepted = t.count(sql!("SELECT accepted FROM invitation_tally")).await;
        assert_eq!(accepted, 1, "what is accepted counts for its sender");
    })
    .await;
}

#[tokio::test]
async fn a_block_ends_what_was_and_its_end_brings_nothing_back() {
    world(async |t| {
        let (ada, bob, cem, dan) =
            (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await, t.person("Dan").await);
        connect(&ada, &bob).await;
        invite(&cem, &ada, "zq private words").await.expect(303);
        invite(&ada, &dan, "").await.expect(303);
        for whom in [&bob, &cem, &dan] {
            ada.browser.post(&format!("/in/{}/block", whom.handle), &[]).await.expect(303);
        }
        for list in ["received", "sent"] {
            let path = format!("/mynetwork/invitations/{list}");
            for person in [&ada, &cem, &dan] {
                assert!(names(&person.browser, &path).await.is_empty(), "{list} of {}", person.handle);
            }
        }
        for person in [&ada, &bob] {
            assert!(names(&person.browser, "/mynetwork/connections").await.is_empty());
        }
        for (who, whom) in [(&bob, &ada), (&ada, &bob), (&cem, &ada), (&dan, &ada)] {
            for deed in ["accept", "ignore", "withdraw", "remove", "undo"] {
                act(who, whom, deed).await.expect(303);
            }
            invite(who, whom, "").await.expect(404);
            who.browser.get(&format!("/in/{}/connect", whom.handle)).await.expect(404);
            who.browser.get(&format!("/in/{}/connections", whom.handle)).await.expect(404);
        }
        for whom in [&bob, &cem, &dan] {
            ada.browser.post(&format!("/settings/blocked/{}/end", whom.id), &[]).await.expect(303);
            act(&ada, whom, "undo").await.expect(303);
            assert_eq!(bond(&ada, whom).await, ["Connect"]);
            assert_eq!(bond(whom, &ada).await, ["Connect"]);
        }
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM connection WHERE note <> ''")).await, 0, "no words are left");
    })
    .await;
}

#[tokio::test]
async fn lists_have_pages_orders_filters_and_nobody_who_is_gone() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let mut others = Vec::new();
        for number in 0..27 {
            let other = t.person(&format!("Sam {number:02}")).await;
            let note = if number % 9 == 0 { "hello" } else { "" };
            invite(&other, &ada, note).await.expect(303);
            others.push(other);
            t.clock.advance(1_000_000);
        }
        t.suspend(others[26].id).await;
        let received = "/mynetwork/invitations/received";
        let first = ada.browser.get(received).await.expect(200);
        assert_eq!((first.all("main li .name a").len(), first.one("main li .name a")), (24, "Sam 25".to_owned()));
        let next = first.attribute("main li > a.btn", "href");
        assert_eq!(names(&ada.browser, &next).await, ["Sam 01", "Sam 00"]);
        others[0].browser.get(&next).await.expect(404);
        let with_note = names(&ada.browser, &format!("{received}?show=notes")).await;
        assert_eq!(with_note, ["Sam 18", "Sam 09", "Sam 00"]);
        assert_eq!(ada.browser.get("/mynetwork").await.all("main li .name a").len(), limits::HUB);
        assert_eq!(ada.browser.get("/mynetwork").await.one("#invitations"), "26 invitations");

        let pick = |person: &Person| format!("pick_{}", person.id);
        let (one, two, three) = (pick(&others[0]), pick(&others[1]), pick(&others[2]));
        let none = ada.browser.post(received, &[("do", "accept")]).await;
        assert_eq!(toast(&ada, none).await, "Tick the ones you mean first.");
        ada.browser.post(received, &[("do", "accept"), (&one, "on"), (&two, "on")]).await.expect(303);
        ada.browser.post(received, &[("do", "ignore"), (&three, "on")]).await.expect(303);
        ada.browser.post(received, &[("do", "sing"), (&three, "on")]).await.expect(422);
        ada.browser.post(received, &[("do", "accept"), ("pick_x%00", "on")]).await.expect(422);
        assert_eq!(names(&ada.browser, "/mynetwork/connections").await.len(), 2);
        let rest: Vec<String> = others[3..26].iter().map(pick).collect();
        let mut form = vec![("do", "accept")];
        form.extend(rest.iter().map(|name| (name.as_str(), "on")));
        ada.browser.post(received, &form).await.expect(303);

        let list = "/mynetwork/connections";
        let by_name = ada.browser.get(&format!("{list}?sort=name")).await.expect(200);
        assert_eq!(by_name.one("main li .name a"), "Sam 00");
        let next = by_name.attribute("main li > a.btn", "href");
        assert_eq!(names(&ada.browser, &next).await, ["Sam 25"]);
        others[0].browser.get(&next).await.expect(404);
        t.suspend(others[25].id).await;
        assert_eq!(names(&ada.browser, &format!("{list}?q=sam+1")).await.len(), 10);
        assert!(ada.browser.get(&format!("{list}?q=zoe")).await.expect(200).one("main h2").contains("zoe"));
        assert_eq!(ada.browser.get("/in/ada").await.one(".hero a[href='/mynetwork/connections']"), "24 connections");
    })
    .await;
}

#[tokio::test]
async fn whom_one_knows_is_shown_to_those_one_chooses() {
    world(async |t| {
        let (ada, bob, cem, eve) =
            (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await, t.person("Eve").await);
        connect(&ada, &bob).await;
        connect(&ada, &cem).await;
        let choose = async |list: &str| {
            ada.browser.post("/settings/connections", &[("door", "everyone"), ("list", list)]).await.expect(303);
        };
        let door = "/in/ada/connections";
        let sees = async |person: &Person| {
            let is_linked = person.browser.get("/in/ada").await.expect(200).has(".hero a[href='/in/ada/connections']");
            let page = person.browser.get(door).await;
            assert_eq!(page.status.as_u16(), if is_linked { 200 } else { 404 });
            is_linked
        };
        for (list, connection, member) in
            [("connections", true, false), ("members", true, true), ("only-me", false, false)]
        {
            if list != "connections" {
                choose(list).await;
            }
            assert_eq!((sees(&bob).await, sees(&eve).await), (connection, member), "{list}");
            assert_eq!(ada.browser.get(door).await.expect(303).location(), "/mynetwork/connections");
            assert_eq!(t.browser().get(door).await.expect(303).location(), "/login?next=%2Fin%2Fada%2Fconnections");
        }
        choose("members").await;
        assert_eq!(names(&eve.browser, door).await, ["Bob", "Cem"]);
        assert_eq!(names(&eve.browser, &format!("{door}?q=c")).await, ["Cem"]);
        assert!(!eve.browser.get(door).await.text().contains("since"), "since when is the two's own");
        cem.browser.post("/in/eve/block", &[]).await.expect(303);
        assert_eq!(names(&eve.browser, door).await, ["Bob"]);
        assert_eq!(eve.browser.get("/in/ada").await.one(&format!(".hero a[href='{door}']")), "One connection");
        t.suspend(bob.id).await;
        assert!(names(&eve.browser, door).await.is_empty());
        ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        assert_eq!(eve.browser.get(door).await.expect(301).location(), "/in/countess/connections");
    })
    .await;
}

#[tokio::test]
async fn there_is_nothing_between_one_and_oneself_or_nobody() {
    world(async |t| {
        let (ada, sol) = (t.person("Ada").await, t.person("Sol").await);
        connect(&ada, &sol).await;
        t.suspend(sol.id).await;
        for nobody in ["ada", "sol", "nil", "a%00b"] {
            ada.browser.get(&format!("/in/{nobody}/connect")).await.expect(404);
            ada.browser.post(&format!("/in/{nobody}/connect"), &[]).await.expect(404);
        }
        assert!(names(&ada.browser, "/mynetwork/connections").await.is_empty());
        for id in [ada.id, sol.id, AccountId::from_raw(1)] {
            for deed in ["accept", "ignore", "withdraw", "remove", "undo"] {
                ada.browser.post(&format!("/mynetwork/people/{id}/{deed}"), &[]).await.expect(303);
            }
        }
        assert_eq!(
            t.count(sql!("SELECT COUNT(*) FROM connection WHERE state = 2")).await,
            1,
            "it is there when they are back"
        );
        let long = "x".repeat(301);
        let bob = t.person("Bob").await;
        let page = invite(&ada, &bob, &long).await.expect(422);
        assert!(page.has("#note-error") && page.one("textarea") == long);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM connection")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn what_is_over_is_forgotten_and_what_is_not_stays() {
    world(async |t| {
        let (ada, bob, cem, dan) =
            (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await, t.person("Dan").await);
        connect(&ada, &bob).await;
        connect(&ada, &cem).await;
        act(&ada, &cem, "remove").await.expect(303);
        invite(&ada, &dan, "").await.expect(303);
        invite(&bob, &dan, "").await.expect(303);
        act(&bob, &dan, "withdraw").await.expect(303);
        let left = async || t.count(sql!("SELECT COUNT(*) FROM connection")).await;
        let purge = async || t.app.db.write(connections::purge).await.unwrap();
        t.clock.advance(29 * limits::DAY_US);
        purge().await;
        assert_eq!(left().await, 4);
        t.clock.advance(2 * limits::DAY_US);
        purge().await;
        assert_eq!(left().await, 2);
    })
    .await;
}
