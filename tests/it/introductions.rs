//! Introductions: somebody asks a connection, who passes it on or leaves it.

use athena::kernel::limits;
use athena::network::{connections, introductions};
use db::sql;

use crate::connections::connect;
use crate::support::{Page, Person, world};

const PAGE: &str = "/mynetwork/introductions";

async fn ask(who: &Person, target: &Person, mutual: &Person, note: &str) -> Page {
    let id = mutual.id.to_string();
    who.browser.post(&format!("/in/{}/introduce", target.handle), &[("mutual", &id), ("note", note)]).await
}

/// Who asks somebody to be introduced.
async fn asked_of(who: &Person) -> Vec<String> {
    let page = who.browser.get(PAGE).await.expect(200);
    let hub = who.browser.get("/mynetwork").await.expect(200);
    let names = page.all("#main .invite .name a");
    let shown = hub.all("section[aria-labelledby=asked-of] .invite .name a");
    assert_eq!(shown, names[..names.len().min(limits::HUB)], "the hub shows the first of them");
    names
}

/// Whom somebody asks to be introduced to.
async fn asked_by(who: &Person) -> Vec<String> {
    who.browser.get(PAGE).await.expect(200).all("section[aria-labelledby=asked-by] .name a")
}

/// Answers the first that is asked.
async fn answer(who: &Person, deed: &str, words: &str) -> Page {
    let page = who.browser.get(PAGE).await.expect(200);
    let decline = page.attribute(".invite .acts form", "action");
    let action = decline.replace("/decline", &format!("/{deed}"));
    let fields: &[(&str, &str)] = if deed == "forward" { &[("words", words)] } else { &[] };
    who.browser.post(&action, fields).await.expect(303)
}

async fn has_link(who: &Person, target: &Person) -> bool {
    let page = who.browser.get(&format!("/in/{}", target.handle)).await.expect(200);
    page.has(&format!("a[href='/in/{}/introduce']", target.handle))
}

#[tokio::test]
async fn what_is_passed_on_is_an_invitation_that_says_who_vouches_for_it() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        assert!(!has_link(&ada, &cem).await);
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        assert!(has_link(&ada, &cem).await);
        let form = ada.browser.get("/in/cem/introduce").await.expect(200);
        assert_eq!(form.attribute("input[name=mutual][checked]", "value"), bob.id.to_string(), "there is one only");
        let missing = ada.browser.post("/in/cem/introduce", &[("note", "kept")]).await.expect(422);
        assert!(missing.has("#mutual-error") && missing.one("textarea") == "kept");
        let long = "x".repeat(301);
        assert!(ask(&ada, &cem, &bob, &long).await.expect(422).has("#note-error"));
        assert_eq!(ask(&ada, &cem, &bob, "Berths & tides").await.expect(303).location(), "/in/cem");
        assert_eq!((asked_of(&bob).await, asked_by(&ada).await), (vec!["Ada".to_owned()], vec!["Cem".to_owned()]));
        assert!(cem.browser.get("/mynetwork/invitations/received").await.expect(200).all(".invite .name a").is_empty());
        assert!(ask(&ada, &cem, &bob, "").await.expect(422).one("main [role=alert]").contains("lately"));

        answer(&bob, "forward", "She knows every lock.").await;
        let page = cem.browser.get("/mynetwork/invitations/received").await.expect(200);
        assert_eq!(page.all(".invite .name a"), ["Ada"]);
        assert_eq!(page.all(".invite blockquote"), ["Berths & tides", "She knows every lock.Bob"]);
        assert_eq!(page.attribute(".invite .sub a", "href"), "/in/bob");
        assert!(asked_of(&bob).await.is_empty() && asked_by(&ada).await.is_empty());
        assert_eq!(ada.browser.get("/mynetwork/invitations/sent").await.expect(200).all(".invite .name a"), ["Cem"]);
        assert!(!has_link(&ada, &cem).await, "they are invited");
        cem.browser.post(&format!("/mynetwork/people/{}/accept", ada.id), &[]).await.expect(303);
        assert!(ada.browser.get("/in/cem").await.expect(200).text().contains("Connected"));
    })
    .await;
}

#[tokio::test]
async fn whoever_declines_is_silent_and_may_think_better_of_it() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        ask(&ada, &cem, &bob, "").await.expect(303);
        answer(&bob, "decline", "").await;
        let undo = bob.browser.get(PAGE).await.expect(200).attribute(".toast form", "action");
        assert!(asked_of(&bob).await.is_empty());
        assert_eq!(asked_by(&ada).await, ["Cem"], "the asker is not told");
        bob.browser.post(&undo, &[]).await.expect(303);
        assert_eq!(asked_of(&bob).await, ["Ada"]);
        answer(&bob, "decline", "").await;
        assert!(ask(&ada, &cem, &bob, "").await.expect(422).one("main [role=alert]").contains("lately"));
        let withdraw =
            ada.browser.get(PAGE).await.expect(200).attribute("section[aria-labelledby=asked-by] form", "action");
        ada.browser.post(&withdraw, &[]).await.expect(303);
        assert!(asked_by(&ada).await.is_empty());
        bob.browser.post(&undo, &[]).await.expect(303);
        assert!(asked_of(&bob).await.is_empty(), "what is withdrawn is not found again");
        assert!(ask(&ada, &cem, &bob, "").await.expect(422).has("main [role=alert]"), "nor asked again before long");
        t.clock.advance(31 * limits::DAY_US);
        t.app.db.write(introductions::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM introduction")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_asked_who_may_not_be_known_to_know_both() {
    world(async |t| {
        let [ada, bob, cem, dan, eve] = t.people(["Ada", "Bob", "Cem", "Dan", "Eve"]).await;
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        connect(&cem, &dan).await;
        for mutual in [&dan, &eve, &cem, &ada] {
            assert!(ask(&ada, &cem, mutual, "").await.expect(422).has("#mutual-error"), "{}", mutual.handle);
        }
        ask(&ada, &bob, &bob, "").await.expect(422);
        ask(&ada, &ada, &bob, "").await.expect(404);
        let list = async |who: &Person, door: &str, list: &str| {
            who.browser.post("/settings/connections", &[("door", door), ("list", list)]).await.expect(303);
        };
        list(&bob, "everyone", "only-me").await;
        assert!(!has_link(&ada, &cem).await);
        let refused = ask(&ada, &cem, &bob, "").await.expect(422);
        assert!(refused.text().contains("You share no connection"), "whom Bob knows is his");
        assert!(!ada.browser.get("/in/cem/introduce").await.expect(200).has("main form"));
        list(&cem, "nobody", "members").await;
        assert!(!has_link(&ada, &cem).await);
        assert!(ask(&ada, &cem, &bob, "").await.expect(422).has("main [role=alert]"));
        list(&cem, "email", "members").await;
        assert!(has_link(&ada, &cem).await, "somebody vouches instead of the address");
        ask(&ada, &cem, &bob, "").await.expect(303);
        // Who takes none by now gets none.
        list(&cem, "nobody", "members").await;
        answer(&bob, "forward", "").await;
        assert!(bob.browser.get(PAGE).await.expect(200).one(".toast").contains("nothing to pass on"));
        assert!(cem.browser.get("/mynetwork/invitations/received").await.expect(200).all(".invite").is_empty());
        assert_eq!((asked_of(&bob).await.len(), asked_by(&ada).await), (0, vec!["Cem".to_owned()]), "as if declined");
    })
    .await;
}

#[tokio::test]
async fn it_is_gone_for_whoever_is_apart_or_no_longer_knows_both_and_nobody_answers_for_another() {
    world(async |t| {
        let [ada, bob, cem, dan] = t.people(["Ada", "Bob", "Cem", "Dan"]).await;
        for (one, other) in [(&ada, &bob), (&bob, &cem), (&ada, &dan), (&dan, &cem)] {
            connect(one, other).await;
        }
        ask(&ada, &cem, &bob, "").await.expect(303);
        ask(&ada, &cem, &dan, "").await.expect(303);
        let of_bob = bob.browser.get(PAGE).await.expect(200).attribute(".invite .acts form", "action");
        for deed in ["decline", "forward", "restore", "withdraw"] {
            dan.browser.post(&of_bob.replace("decline", deed), &[]).await.expect(303);
            cem.browser.post(&of_bob.replace("decline", deed), &[]).await.expect(303);
        }
        assert_eq!((asked_of(&bob).await, asked_of(&dan).await), (vec!["Ada".to_owned()], vec!["Ada".to_owned()]));
        bob.browser.post(&format!("/mynetwork/people/{}/remove", cem.id), &[]).await.expect(303);
        assert!(asked_of(&bob).await.is_empty());
        answer(&dan, "forward", "").await;
        bob.browser.post(&of_bob.replace("decline", "forward"), &[]).await.expect(303);
        assert!(bob.browser.get(PAGE).await.expect(200).one(".toast").contains("nothing to pass on"));
        let received = "/mynetwork/invitations/received";
        let page = cem.browser.get(received).await.expect(200);
        assert!(page.one(".invite .sub").contains("Dan"));
        // Who does not exist vouches for nobody.
        dan.browser.post("/in/cem/block", &[]).await.expect(303);
        assert!(!cem.browser.get(received).await.expect(200).has(".invite .sub"));
        // A block ends what one asked the other, or of the other.
        connect(&bob, &cem).await;
        ada.browser.post(&format!("/mynetwork/people/{}/withdraw", cem.id), &[]).await.expect(303);
        t.clock.advance(40 * limits::DAY_US);
        t.app.db.write(connections::purge).await.unwrap();
        let ada = t.again(&ada).await;
        let bob = t.again(&bob).await;
        ask(&ada, &cem, &bob, "").await.expect(303);
        assert_eq!(asked_of(&bob).await, ["Ada"]);
        ada.browser.post("/in/bob/block", &[]).await.expect(303);
        assert!(asked_of(&bob).await.is_empty());
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM introduction")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn ten_may_wait() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        connect(&ada, &bob).await;
        let mut refused = String::new();
        for number in 0..11 {
            let other = t.person(&format!("Sam {number}")).await;
            connect(&bob, &other).await;
            let said = ask(&ada, &other, &bob, "").await;
            if number < 10 { drop(said.expect(303)) } else { refused = said.expect(422).one("main [role=alert]") }
        }
        assert!(refused.contains("Ten of your requests wait"), "{refused}");
        assert_eq!(asked_of(&bob).await.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn it_counts_and_never_leads_around_what_the_asker_may_not_do() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        connect(&bob, &cem).await;
        let tally = sql!("SELECT CAST(SUM(sent) * 100 + SUM(accepted) AS BIGINT) FROM invitation_tally");
        let before = t.count(tally).await;
        ask(&ada, &cem, &bob, "").await.expect(303);
        answer(&bob, "forward", "Ask her about locks.").await;
        cem.browser.post(&format!("/mynetwork/people/{}/accept", ada.id), &[]).await.expect(303);
        assert_eq!(t.count(tally).await, before + 101, "one sent, one accepted");
        ada.browser.post(&format!("/mynetwork/people/{}/remove", cem.id), &[]).await.expect(303);
        ada.browser.post("/in/cem/connect", &[]).await.expect(303);
        ada.browser.post(&format!("/mynetwork/people/{}/withdraw", cem.id), &[]).await.expect(303);
        let refused = ask(&ada, &cem, &bob, "").await.expect(422);
        assert!(
            refused.one("main [role=alert]").contains("no invitations of yours"),
            "not before three weeks are over"
        );
        // What is said of somebody goes with a block, though the invitation stays.
        let dan = t.person("Dan").await;
        connect(&bob, &dan).await;
        ask(&ada, &dan, &bob, "").await.expect(303);
        answer(&bob, "forward", "Ask her about locks.").await;
        bob.browser.post("/in/dan/block", &[]).await.expect(303);
        bob.browser.post(&format!("/settings/blocked/{}/end", dan.id), &[]).await.expect(303);
        let page = dan.browser.get("/mynetwork/invitations/received").await.expect(200);
        assert_eq!((page.all(".invite .name a"), page.has(".invite blockquote")), (vec!["Ada".to_owned()], false));
    })
    .await;
}
