//! Notes, labels and reminders about connections, and connections as a table.

use athena::kernel::limits;

use crate::connections::connect;
use crate::support::{Page, Person, world};

async fn keep(who: &Person, about: &Person, fields: &[(&str, &str)]) -> Page {
    who.browser.post(&format!("/mynetwork/people/{}/contact", about.id), fields).await
}

/// Who stands in the list, by name, under this query.
async fn found(who: &Person, query: &str) -> Vec<String> {
    who.browser.get(&format!("/mynetwork/connections{query}")).await.expect(200).all("main li .name a")
}

#[tokio::test]
async fn a_note_and_labels_are_kept_found_and_changed_and_nobody_else_sees_them() {
    world(async |t| {
        let (ada, bob, cem) = (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await);
        connect(&ada, &bob).await;
        connect(&ada, &cem).await;
        let path = format!("/mynetwork/people/{}/contact", bob.id);
        let menu = ada.browser.get("/in/bob").await.expect(200);
        assert!(menu.has(&format!("#person-menu a[href='{path}']")), "the profile leads there");
        assert_eq!(ada.browser.get(&path).await.expect(200).one("main h1"), "Your notes on Bob");
        let fields =
            [("note", "Met at the lock in Örebro.\nOwes me 100% of a_lunch."), ("labels", "Rowing, mentor,rowing")];
        keep(&ada, &bob, &[&fields[..], &[("every", "never")]].concat()).await.expect(303);

        let list = ada.browser.get("/mynetwork/connections").await.expect(200);
        assert_eq!(list.all("main .kept .tag"), ["mentor", "Rowing"]);
        assert_eq!(list.one("main .kept p"), "Met at the lock in Örebro.");
        assert_eq!(list.all("main .chips .chip"), ["mentor 1", "Rowing 1"]);
        assert_eq!(
            found(&ada, &list.attribute("main .chips .chip", "href").replace("/mynetwork/connections", "")).await,
            ["Bob"]
        );
        for (query, expected) in [
            ("?q=orebro", &["Bob"][..]),
            ("?q=LOCK", &["Bob"]),
            ("?q=100%25", &["Bob"]),
            ("?q=a_lunch", &["Bob"]),
            ("?q=axlunch", &[]),
            ("?q=1%250", &[]),
            ("?q=ce", &["Cem"]),
            ("?q=bo", &["Bob"]),
            ("?label=ROWING", &["Bob"]),
            ("?label=row", &[]),
            ("?label=rowing&q=ce", &[]),
            ("?label=rowing&q=bo", &["Bob"]),
            ("?sort=name", &["Bob", "Cem"]),
        ] {
            assert_eq!(found(&ada, query).await, expected, "{query}");
        }
        for (who, other) in [(&bob, &ada), (&cem, &bob)] {
            assert!(!who.browser.get("/mynetwork/connections").await.text().contains("lock in"));
            assert!(!who.browser.get("/mynetwork/connections.csv").await.text().contains("lock in"));
            assert!(found(who, "?q=orebro").await.is_empty() && found(who, "?label=rowing").await.is_empty());
            let theirs = who.browser.get(&format!("/mynetwork/people/{}/contact", other.id)).await;
            assert!(!theirs.text().contains("lock in"));
        }
        keep(&ada, &bob, &[("note", " "), ("labels", ","), ("every", "never")]).await.expect(303);
        let list = ada.browser.get("/mynetwork/connections").await.expect(200);
        assert!(!list.has("main .kept") && !list.has("main .chips"), "emptied, nothing is left");
    })
    .await;
}

#[tokio::test]
async fn a_form_that_is_wrong_keeps_what_was_typed() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        connect(&ada, &bob).await;
        let long = "x".repeat(limits::CONTACT_NOTE.max + 1);
        let wrong = keep(&ada, &bob, &[("note", &long), ("labels", &"y".repeat(31)), ("every", "daily")]).await;
        let wrong = wrong.expect(422);
        assert_eq!(wrong.one("main textarea").len(), long.len());
        assert_eq!(wrong.all("main .field .error").len(), 3);
        // No more than fifty different ones, and every one of them can be taken again.
        for batch in 0..5 {
            let labels: Vec<String> = (0..10).map(|n| format!("label {batch}-{n}")).collect();
            let other = t.person(&format!("Other {batch}")).await;
            connect(&ada, &other).await;
            keep(&ada, &other, &[("note", ""), ("labels", &labels.join(",")), ("every", "never")]).await.expect(303);
        }
        let more = keep(&ada, &bob, &[("note", "kept"), ("labels", "one more"), ("every", "never")]).await.expect(422);
        assert!(more.one("main .field .error").contains("50") && more.one("main textarea") == "kept");
        assert!(!ada.browser.get("/mynetwork/connections").await.text().contains("one more"), "nothing of it is kept");
        keep(&ada, &bob, &[("note", ""), ("labels", "LABEL 0-0"), ("every", "never")]).await.expect(303);
        assert_eq!(found(&ada, "?label=label+0-0").await, ["Bob", "Other 0"]);
    })
    .await;
}

#[tokio::test]
async fn a_reminder_comes_in_its_time_and_is_settled_once() {
    world(async |t| {
        let (ada, bob) = (t.person("Ada").await, t.person("Bob").await);
        connect(&ada, &bob).await;
        // Sessions end before a month is over.
        let (id, mut ada) = (ada.id, ada);
        let due = async |ada: &Person| {
            ada.browser.get("/mynetwork").await.expect(200).all("section[aria-labelledby='due'] .name")
        };
        keep(&ada, &bob, &[("note", "Ask about the berths"), ("labels", ""), ("every", "month")]).await.expect(303);
        assert!(due(&ada).await.is_empty());
        t.clock.advance(31 * limits::DAY_US);
        ada.browser = t.signed_in(id).await;
        assert_eq!(due(&ada).await, ["Bob"]);
        let hub = ada.browser.get("/mynetwork").await;
        assert_eq!(hub.one("section[aria-labelledby='due'] .why"), "Ask about the berths");
        // To write something else leaves it due.
        keep(&ada, &bob, &[("note", ""), ("labels", ""), ("every", "month")]).await.expect(303);
        assert_eq!(due(&ada).await, ["Bob"]);
        let [later, done] = ["later", "done"].map(|deed| format!("/mynetwork/people/{}/contact/{deed}", bob.id));
        ada.browser.post(&later, &[]).await.expect(303);
        assert!(due(&ada).await.is_empty());
        t.clock.advance(8 * limits::DAY_US);
        ada.browser = t.signed_in(id).await;
        assert_eq!(due(&ada).await, ["Bob"], "a week later");
        for _ in 0..2 {
            ada.browser.post(&done, &[]).await.expect(303);
        }
        // The second click on an old page does not put it off.
        ada.browser.post(&later, &[]).await.expect(303);
        t.clock.advance(29 * limits::DAY_US);
        ada.browser = t.signed_in(id).await;
        assert!(due(&ada).await.is_empty());
        t.clock.advance(2 * limits::DAY_US);
        ada.browser = t.signed_in(id).await;
        assert_eq!(due(&ada).await, ["Bob"]);
        keep(&ada, &bob, &[("note", "n"), ("labels", ""), ("every", "never")]).await.expect(303);
        assert!(due(&ada).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_is_kept_goes_with_the_connection() {
    world(async |t| {
        let (ada, bob, eve) = (t.person("Ada").await, t.person("Bob").await, t.person("Eve").await);
        connect(&ada, &bob).await;
        let kept = [("note", "A secret"), ("labels", "rowing"), ("every", "month")];
        keep(&ada, &bob, &kept).await.expect(303);
        keep(&ada, &eve, &kept).await.expect(404);
        keep(&ada, &ada, &kept).await.expect(404);
        ada.browser.get(&format!("/mynetwork/people/{}/contact", eve.id)).await.expect(404);
        let act = async |who: &Person, whom: &Person, deed: &str| {
            who.browser.post(&format!("/mynetwork/people/{}/{deed}", whom.id), &[]).await.expect(303);
        };
        act(&bob, &ada, "remove").await;
        t.clock.advance(40 * limits::DAY_US);
        let (ada, bob) = (
            Person { browser: t.signed_in(ada.id).await, ..ada },
            Person { browser: t.signed_in(bob.id).await, ..bob },
        );
        ada.browser.get(&format!("/mynetwork/people/{}/contact", bob.id)).await.expect(404);
        let hub = ada.browser.get("/mynetwork").await;
        assert!(!hub.has("section[aria-labelledby='due']"));
        assert!(!ada.browser.get("/mynetwork/connections").await.has(".chips"));

        connect(&ada, &bob).await;
        keep(&ada, &bob, &kept).await.expect(303);
        bob.browser.post("/in/ada/block", &[]).await.expect(303);
        keep(&ada, &bob, &kept).await.expect(404);
        bob.browser.post(&format!("/settings/blocked/{}/end", ada.id), &[]).await.expect(303);
        connect(&ada, &bob).await;
        let page = ada.browser.get(&format!("/mynetwork/people/{}/contact", bob.id)).await.expect(200);
        assert!(!page.text().contains("A secret"), "a block leaves nothing");
    })
    .await;
}

#[tokio::test]
async fn the_table_holds_every_connection_and_nothing_that_a_spreadsheet_calculates() {
    world(async |t| {
        let (ada, bob, cem) = (t.person("Ada").await, t.person("Bob").await, t.person("Cem").await);
        bob.browser
            .post("/in/bob/edit", &[("headline", "=HYPERLINK(\"https://evil.example\",\"A, B\")")])
            .await
            .expect(303);
        for other in [&bob, &cem] {
            connect(&ada, other).await;
        }
        keep(&ada, &cem, &[("note", "@SUM(A1)\nsecond"), ("labels", "+1,b"), ("every", "never")]).await.expect(303);
        let table = ada.browser.get("/mynetwork/connections.csv").await.expect(200);
        assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
        assert!(table.header("content-disposition").starts_with("attachment"));
        let text = table.text();
        let lines: Vec<&str> = text.trim_start_matches('\u{FEFF}').split("\r\n").collect();
        assert_eq!(lines[0], "Name,Headline,Profile,Connected since,Labels,Note");
        assert!(
            lines[1].starts_with("Bob,\"'=HYPERLINK(\"\"https://evil.example\"\",\"\"A, B\"\")\",http"),
            "{}",
            lines[1]
        );
        assert!(
            lines[2].starts_with("Cem,") && lines[2].ends_with(",\"'+1, b\",\"'@SUM(A1)\nsecond\""),
            "{}",
            lines[2]
        );
        assert_eq!(lines[3..], [""]);
        ada.browser.post("/in/bob/block", &[]).await.expect(303);
        assert!(!ada.browser.get("/mynetwork/connections.csv").await.text().contains("Bob"));
        assert_eq!(bob.browser.get("/mynetwork/connections.csv").await.text().lines().count(), 1);
    })
    .await;
}
