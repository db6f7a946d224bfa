//! Blocking: neither of the two meets the other anywhere, and only one of them knows why.

use axum::http::Method;

use crate::support::{Browser, Page, Person, Site, world};

/// Two who work at one company and are open to everybody, with names that stand nowhere else.
struct Two {
    ada: Person,
    bob: Person,
}

async fn two(t: &Site) -> Two {
    let two = Two { ada: t.person("Ada Zqone").await, bob: t.person("Bob Zqtwo").await };
    for person in [&two.ada, &two.bob] {
        let shop = format!("/in/{}/edit/experience", person.handle);
        person.browser.post(&format!("{shop}/audience"), &[("audience", "everyone")]).await.expect(303);
        let token = person.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
        let fields = [
            ("title", "Pilot"),
            ("organisation", "Tidewater"),
            ("start_year", "2020"),
            ("is_current", "true"),
            ("is_listed", "true"),
            ("request_id", token.as_str()),
        ];
        person.browser.post(&shop, &fields).await.expect(303);
        person.browser.post("/settings/privacy", &[("is_public", "on"), ("is_indexed", "on")]).await.expect(303);
    }
    two
}

async fn block(who: &Person, whom: &Person) -> Page {
    who.browser.post(&format!("/in/{}/block", whom.handle), &[]).await
}

/// Paths of all routes that read, with somebody's handle in its place; what else varies is of nobody.
fn doors(handle: &str, company: &str, since: &str) -> Vec<String> {
    let routes = athena::wiring::route_list().into_iter().filter(|route| route.method == Method::GET);
    let paths = routes.map(|route| {
        let path = route.path.replace("{handle}", handle).replace("{section}", "experience");
        let path = path.replace("/people/since/{id}", &format!("/people/since/{since}"));
        let path = path.replace("{slug}", company);
        let parts = path.split('/').map(|part| if part.starts_with('{') { "zzz" } else { part });
        parts.collect::<Vec<_>>().join("/")
    });
    paths.filter(|path| path != "/live").collect()
}

/// What of somebody a browser comes to see: paths whose page holds the word.
async fn seen(browser: &Browser, doors: &[String], word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for path in doors {
        for page in [browser.get(path).await, browser.htmx().get(path).await] {
            assert_ne!(page.status.as_u16(), 500, "{path}");
            if page.text().contains(word) {
                found.push(path.clone());
            }
        }
    }
    found.dedup();
    found
}

#[tokio::test]
async fn neither_of_two_meets_the_other_behind_any_door() {
    world(async |t| {
        let old = t.person("Ole").await;
        let Two { ada, bob } = two(t).await;
        let cem = t.person("Cem").await;
        let since = old.id.to_string();
        let of = |whom: &Person, word: &str| {
            let mut doors = doors(&whom.handle, "tidewater", &since);
            doors.extend([
                format!("/people?q={word}"),
                format!("/mentions?q={word}"),
                format!("/in/{}?as=member", whom.handle),
            ]);
            doors
        };
        let (to_ada, to_bob) = (of(&ada, "Ada"), of(&bob, "Bob"));
        assert!(seen(&bob.browser, &to_ada, "Zqone").await.len() > 6, "the doors are open before");
        block(&ada, &bob).await.expect(303);
        assert_eq!(seen(&bob.browser, &to_ada, "Zqone").await, Vec::<String>::new());
        assert_eq!(seen(&ada.browser, &to_bob, "Zqtwo").await, ["/settings/blocked"], "one's own list");
        for (viewer, whom, to) in [(&bob, &ada, &to_ada), (&ada, &bob, &to_bob)] {
            for path in to.iter().filter(|path| path.contains(&format!("/in/{}", whom.handle))) {
                viewer.browser.get(path).await.expect(404);
            }
            let count = viewer.browser.get(&format!("/people/since/{since}/count")).await.expect(200).one("a");
            assert_eq!(count, "1 new member", "Cem alone is counted");
        }
        for (word, to) in [("Zqone", &to_ada), ("Zqtwo", &to_bob)] {
            assert!(seen(&cem.browser, to, word).await.len() > 6, "others meet both");
            assert!(!seen(&t.browser(), to, word).await.is_empty(), "guests see what is public");
        }
        let undo = ada.browser.get("/settings/blocked").await.expect(200).attribute("main li form", "action");
        ada.browser.post(&undo, &[]).await.expect(303);
        assert!(seen(&bob.browser, &to_ada, "Zqone").await.len() > 6);
        assert!(seen(&ada.browser, &to_bob, "Zqtwo").await.len() > 6);
    })
    .await;
}

#[tokio::test]
async fn a_block_is_explained_listed_and_ended_with_a_way_back_from_each_step() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        assert!(ada.browser.get("/settings/blocked").await.expect(200).one("main h2").contains("blocked nobody"));
        let profile = ada.browser.get("/in/bob").await.expect(200);
        let door = profile.attribute("#person-menu a[href$='/block']", "href");
        assert!(profile.has("button[popovertarget=person-menu]"));
        let page = ada.browser.get(&door).await.expect(200);
        assert_eq!(page.one("h1"), "Block Bob?");
        assert_eq!(page.attribute("main form a", "href"), "/in/bob");
        let done = ada.browser.post(&page.attribute("main form", "action"), &[]).await.expect(303);
        assert_eq!(done.location(), "/settings/blocked");
        let list = ada.browser.get("/settings/blocked").await.expect(200);
        assert_eq!((list.all("main li .b"), list.one("main li time")), (vec!["Bob".to_owned()], "2 Jun".to_owned()));
        assert!(!list.has("main a[href='/in/bob']"), "it leads nowhere");
        let undo = list.attribute(".toast form", "action");
        assert_eq!(undo, list.attribute("main li form", "action"), "the toast takes it back");
        ada.browser.post(&undo, &[]).await.expect(303);
        let list = ada.browser.get("/settings/blocked").await.expect(200);
        assert!(!list.has("main li"));
        ada.browser.get("/in/bob").await.expect(200);
        let again = list.attribute(".toast form", "action");
        ada.browser.post(&again, &[]).await.expect(303);
        bob.browser.get("/in/ada").await.expect(404);
        assert!(!bob.browser.get("/settings/blocked").await.expect(200).has("main li"), "the other is told nothing");
        // A second tab that still shows the button.
        for _ in 0..2 {
            ada.browser.post(&door, &[]).await.expect(303);
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM block")).await, 1);
        for _ in 0..2 {
            ada.browser.post(&undo, &[]).await.expect(303);
        }
        bob.browser.get("/in/ada").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn whom_one_cannot_meet_one_cannot_block_and_is_told_nothing_of() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        let sol = t.person("Sol").await;
        let (dan, _cem) = (t.person("Dan").await, t.person("Cem").await);
        t.suspend(sol.id).await;
        block(&dan, &ada).await.expect(303);
        for nobody in ["/in/ada/block", "/in/sol/block", "/in/dan/block", "/in/nil/block", "/in/a%00b/block"] {
            ada.browser.get(nobody).await.expect(404);
            ada.browser.post(nobody, &[]).await.expect(404);
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM block")).await, 1);
        // A block is ended by whoever made it and by nobody else.
        let of_dan = dan.browser.get("/settings/blocked").await.attribute("main li form", "action");
        for thief in [&ada, &bob] {
            thief.browser.post(&of_dan, &[]).await.expect(303);
            let of_ada = format!("/settings/blocked/{}/end", dan.id);
            let said = thief.browser.post(&of_ada, &[]).await.expect(303);
            assert!(!said.header("set-cookie").contains("/in/"), "no handle for the asking");
        }
        ada.browser.get("/in/dan").await.expect(404);
        // The old name of somebody who is gone for one leads nowhere either.
        dan.browser.post("/settings/handle", &[("handle", "danube")]).await.expect(303);
        ada.browser.get("/in/dan").await.expect(404);
        ada.browser.get("/in/danube").await.expect(404);
        assert_eq!(bob.browser.get("/in/dan/block").await.expect(301).location(), "/in/danube/block");
    })
    .await;
}

#[tokio::test]
async fn the_suspended_are_on_no_list_and_still_blocked_when_they_are_back() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        block(&ada, &bob).await.expect(303);
        t.suspend(bob.id).await;
        assert!(!ada.browser.get("/settings/blocked").await.expect(200).has("main li"));
        t.sql(db::sql!("UPDATE account SET state = 1 WHERE id = $1"), bob.id).await;
        assert!(ada.browser.get("/settings/blocked").await.expect(200).has("main li"));
        ada.browser.get("/in/bob").await.expect(404);
        t.signed_in(bob.id).await.get("/in/ada").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn staff_who_are_blocked_do_their_work() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        block(&ada, &olga).await.expect(303);
        olga.browser.get("/in/ada").await.expect(404);
        for path in ["/admin", "/admin/people", "/admin/companies", "/admin/log"] {
            olga.browser.get(path).await.expect(200);
        }
    })
    .await;
}

#[tokio::test]
async fn a_long_list_of_blocked_people_has_pages() {
    world(async |t| {
        let ada = t.person("Ada").await;
        for number in 0..26 {
            let other = t.person(&format!("Sam {number}")).await;
            block(&ada, &other).await.expect(303);
            t.clock.advance(1_000_000);
        }
        let first = ada.browser.get("/settings/blocked").await.expect(200);
        assert_eq!(first.all("main li .b").len(), 24);
        assert_eq!(first.one("main li .b"), "Sam 25");
        let next = first.attribute("main li > a", "href");
        assert_eq!(ada.browser.get(&next).await.expect(200).all("main li .b"), ["Sam 1", "Sam 0"]);
        t.person("Eve").await.browser.get(&next).await.expect(404);
    })
    .await;
}
