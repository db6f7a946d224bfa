//! Reactions: one each, counted as they are, of the operator's set; and who gave which.

use db::sql;

use crate::comments::say;
use crate::posts::post;
use crate::support::{Page, Person, Site, world};

async fn react(who: &Person, at: &str, kind: &str) -> Page {
    who.browser.post(&format!("{at}/react"), &[("kind", kind)]).await
}

/// Whether every tally is what its rows are.
pub async fn tallies_are_true(t: &Site) -> bool {
    let wrong = sql!(
        "SELECT COUNT(*) FROM reaction_tally y
         WHERE y.tally <> (SELECT COUNT(*) FROM reaction n WHERE n.subject_id = y.subject_id AND n.kind = y.kind)"
    );
    let sum = sql!("SELECT CAST(COALESCE(SUM(tally), 0) AS BIGINT) FROM reaction_tally");
    t.count(wrong).await == 0 && t.count(sum).await == t.count(sql!("SELECT COUNT(*) FROM reaction")).await
}

#[tokio::test]
async fn everybody_gives_one_reaction_and_may_change_it() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = post(&ada, "How is it?", "members").await;
        let id = path["/feed/post/".len()..].to_owned();
        let button = format!("#react-{id}");
        let shown = async |who: &Person| {
            let page = who.browser.get(&path).await.expect(200);
            let total = page.all(".post-bar .reacting .num");
            (page.one(&button), page.attribute(&button, "aria-pressed"), total.first().cloned().unwrap_or_default())
        };
        let is = |name: &str, pressed: &str, total: &str| (name.to_owned(), pressed.to_owned(), total.to_owned());
        assert_eq!(shown(&bob).await, is("Like", "false", ""));
        for _ in 0..2 {
            react(&bob, &path, "1").await.expect(303);
        }
        assert_eq!(shown(&bob).await, is("Like", "true", "1"));
        assert_eq!(shown(&ada).await, is("Like", "false", "1"));
        react(&cem, &path, "3").await.expect(303);
        react(&bob, &path, "4").await.expect(303);
        assert_eq!(shown(&bob).await, is("Insightful", "true", "2"));
        assert!(tallies_are_true(t).await);
        // A click on what is pressed takes it back.
        assert_eq!(bob.browser.get(&path).await.attribute(&button, "value"), "0");
        for _ in 0..2 {
            react(&bob, &path, "0").await.expect(303);
        }
        assert_eq!(shown(&bob).await, is("Like", "false", "1"));
        for kind in ["", "x", "6", "-1", "99999999999999999999"] {
            react(&bob, &path, kind).await.expect(404);
        }
        // Scripts get the button anew; without them one chooses on a page.
        let answer = bob.browser.htmx().post(&format!("{path}/react"), &[("kind", "2")]).await.expect(200);
        assert_eq!(answer.one(&button), "Celebrate");
        assert!(!answer.has("header.topbar"));
        let choose = bob.browser.get(&format!("{path}/react")).await.expect(200);
        assert_eq!(choose.all(".react-pick button").len(), 5);
        assert_eq!(choose.one(".react-pick [aria-pressed]"), "Celebrate");
        assert!(bob.browser.htmx().get(&format!("{path}/react")).await.expect(200).has(".reacting .react-pick"));
        assert!(tallies_are_true(t).await);
    })
    .await;
}

#[tokio::test]
async fn who_reacted_is_told_to_those_who_read_the_post() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        let path = post(&ada, "Seen by many", "members").await;
        for (who, kind) in [(&bob, "1"), (&cem, "2"), (&dot, "1")] {
            react(who, &path, kind).await.expect(303);
            t.clock.advance(1_000_000);
        }
        let names = async |who: &Person, of: &str| {
            who.browser.get(&format!("{path}/reactions{of}")).await.expect(200).all("#main .list .name bdi")
        };
        assert_eq!(names(&ada, "").await, ["Dot", "Cem", "Bob"]);
        assert_eq!(names(&ada, "?kind=1").await, ["Dot", "Bob"]);
        assert_eq!(names(&ada, "?kind=5").await, Vec::<String>::new());
        // Whoever is apart from somebody does not read of them; the number stays what it is.
        cem.browser.post("/in/dot/block", &[]).await.expect(303);
        assert_eq!(names(&cem, "").await, ["Cem", "Bob"]);
        assert_eq!(names(&dot, "").await, ["Dot", "Bob"]);
        t.suspend(bob.id).await;
        assert_eq!(names(&ada, "").await, ["Dot", "Cem"]);
        let said = say(&cem, &path, "And I", "").await;
        react(&ada, &format!("/feed/comment/{said}"), "5").await.expect(303);
        let list = format!("/feed/comment/{said}/reactions");
        assert_eq!(cem.browser.get(&list).await.expect(200).all("#main .list .name bdi"), ["Ada"]);
        for at in [list.clone(), format!("/feed/comment/{said}/react")] {
            dot.browser.get(&at).await.expect(404);
        }
        react(&dot, &format!("/feed/comment/{said}"), "1").await.expect(404);

        // Of a post one may no longer read, nothing.
        let edit = [("text", "Seen by many"), ("audience", "connections"), ("seen", "0")];
        ada.browser.post(&format!("{path}/edit"), &edit).await.expect(303);
        for at in [format!("{path}/reactions"), format!("{path}/react"), list] {
            cem.browser.get(&at).await.expect(404);
        }
        react(&cem, &path, "1").await.expect(404);
        assert!(tallies_are_true(t).await);
    })
    .await;
}

#[tokio::test]
async fn many_reactions_have_pages() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let path = post(&ada, "Well liked", "members").await;
        let subject: athena::kernel::PostId = path["/feed/post/".len()..].parse().unwrap();
        for number in 0..30 {
            let account = t.person(&format!("Member {number:02}")).await.id;
            t.clock.advance(1_000_000);
            let actor =
                athena::kernel::MemberActor { account, session: athena::kernel::SessionId::from_raw(0), caps: 0 };
            let subject = athena::posts::reactions::Subject::Post(subject);
            let kind = Some(1 + number % 2);
            t.app.db.write(move |tx| athena::posts::reactions::react(tx, actor, subject, kind)).await.unwrap();
        }
        for (of, expected) in [("", 30), ("?kind=2", 15)] {
            let (mut at, mut seen) = (format!("{path}/reactions{of}"), Vec::new());
            loop {
                let page = ada.browser.get(&at).await.expect(200);
                seen.extend(page.all("#main .list .name bdi"));
                let next = "#main .list > li > a.btn";
                if !page.has(next) {
                    break;
                }
                at = page.attribute(next, "href");
            }
            assert_eq!((seen.len(), seen[0].as_str()), (expected, "Member 29"), "{of}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_operator_decides_what_can_be_given() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        let path = post(&ada, "For all", "members").await;
        react(&ada, &path, "2").await.expect(303);
        let admin =
            async |deed: &str, form: &[(&str, &str)]| olga.browser.post(&format!("/admin/reactions{deed}"), form).await;
        let offered = async || {
            let page = ada.browser.get(&format!("{path}/react")).await.expect(200);
            page.all(".react-pick button > span[dir]")
        };
        admin("/2/withdraw", &[]).await.expect(303);
        admin("", &[("name", "Thank you"), ("sign", "🙏")]).await.expect(303);
        admin("/6/forward", &[]).await.expect(303);
        admin("/6/forward", &[]).await.expect(303);
        assert_eq!(offered().await, ["Like", "Support", "Thank you", "Insightful", "Curious"]);
        react(&ada, &path, "2").await.expect(404);
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.one(".post-bar .reacting .num"), "1", "what was given stays");
        assert_eq!(page.one(".post-bar .reacting [aria-pressed]"), "Celebrate");
        react(&ada, &path, "6").await.expect(303);
        assert!(ada.browser.get(&path).await.one(".post-bar .reacting [aria-pressed]").contains("Thank you"));
        admin("/2/offer", &[]).await.expect(303);
        assert_eq!(offered().await.len(), 6);

        for (name, sign, field) in [("", "🙏", "name"), ("Thanks", "", "sign"), ("Thanks", "abc", "sign")] {
            let refused = admin("", &[("name", name), ("sign", sign)]).await.expect(422);
            assert!(refused.has(&format!("#{field}-error")));
            assert_eq!(
                (refused.attribute("#name", "value"), refused.attribute("#sign", "value")),
                (name.into(), sign.into())
            );
        }
        for deed in ["/99/offer", "/99/forward", "/0/withdraw", "/x/offer"] {
            admin(deed, &[]).await.expect(404);
        }
        for number in 7..13 {
            admin("", &[("name", &format!("Kind {number}")), ("sign", "☕")]).await.expect(303);
        }
        let full = admin("", &[("name", "One more"), ("sign", "☕")]).await.expect(422);
        assert_eq!(full.attribute("#name", "value"), "One more");
        // Nothing at all to give: what was given is still told.
        for number in 1..13 {
            admin(&format!("/{number}/withdraw"), &[]).await.expect(303);
        }
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.one(".post-bar .reacting .num"), "1");
        let log = olga.browser.get("/admin/log").await.expect(200);
        assert!(log.one("#main").contains("changed the reactions"));
    })
    .await;
}
