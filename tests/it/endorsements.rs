//! Endorsements: who may, who counts, who is shown to whom, and what is left when things end.

use athena::kernel::EntryId;
use athena::profiles::entries;
use db::sql;

use crate::connections::connect;
use crate::support::{Page, Person, Site, world};

/// Ada, who can do something, two connections of hers, and somebody who is none.
struct Cast {
    ada: Person,
    bob: Person,
    cem: Person,
    eve: Person,
    /// The entry, as addresses name it.
    skill: String,
}

impl Cast {
    async fn new(t: &Site) -> Cast {
        let [ada, bob, cem, eve] = t.people(["Ada", "Bob", "Cem", "Eve"]).await;
        connect(&ada, &bob).await;
        connect(&ada, &cem).await;
        let skill = t.skill_of(ada.id, "Fog").await;
        Cast { ada, bob, cem, eve, skill }
    }

    fn path(&self, what: &str) -> String {
        format!("/in/ada/skills/{}/{what}", self.skill)
    }

    async fn endorse(&self, who: &Person) -> Page {
        who.browser.post(&self.path("endorse"), &[]).await
    }

    async fn withdraw(&self, who: &Person) -> Page {
        who.browser.post(&self.path("withdraw"), &[]).await
    }

    async fn set_hidden(&self, who: &Person, whom: &Person, word: &str) -> Page {
        who.browser.post(&self.path(&format!("endorsers/{}/{word}", whom.id)), &[]).await
    }

    /// For whom there is nothing to see.
    async fn finds_nothing(&self, who: &Person) {
        who.browser.get(&self.path("endorsers")).await.expect(404);
        self.endorse(who).await.expect(404);
        self.withdraw(who).await.expect(404);
    }

    /// Who stands in the list that somebody sees; the profile and the page of the section count as many.
    async fn seen_by(&self, who: &Person) -> Vec<String> {
        let list = who.browser.get(&self.path("endorsers")).await.expect(200).all("main li .name a");
        let words = match list.len() {
            0 => Vec::new(),
            1 => vec!["One endorsement: Fog".to_owned()],
            n => vec![format!("{n} endorsements: Fog")],
        };
        for page in ["/in/ada", "/in/ada/details/skills"] {
            let link = format!(".skill a[href='{}']", self.path("endorsers"));
            assert_eq!(who.browser.get(page).await.expect(200).all(&link), words, "{page} of {}", who.handle);
        }
        list
    }
}

/// The words of the button beside the skill; nothing if there is none.
async fn button(who: &Person) -> String {
    let page = who.browser.get("/in/ada").await.expect(200);
    let words = page.all(".skill form button").concat();
    assert_eq!(who.browser.get("/in/ada/details/skills").await.expect(200).all(".skill form button").concat(), words);
    words
}

async fn toast(who: &Person, done: Page) -> String {
    who.browser.get(done.expect(303).location()).await.expect(200).one(".toast .grow")
}

const NOBODY: [&str; 0] = [];

#[tokio::test]
async fn connections_endorse_a_skill_once_take_it_back_and_are_counted_and_listed() {
    world(async |t| {
        let cast = Cast::new(t).await;
        assert_eq!(button(&cast.bob).await, "Endorse");
        assert_eq!(cast.seen_by(&cast.bob).await, NOBODY);
        let done = cast.endorse(&cast.bob).await.expect(303);
        assert_eq!(done.location(), "/in/ada");
        assert_eq!(toast(&cast.bob, done).await, "Endorsed.");
        assert_eq!((button(&cast.bob).await, button(&cast.cem).await), ("Endorsed".to_owned(), "Endorse".to_owned()));
        for who in [&cast.ada, &cast.bob, &cast.cem, &cast.eve] {
            assert_eq!(cast.seen_by(who).await, ["Bob"], "{}", who.handle);
        }
        cast.endorse(&cast.bob).await.expect(303);
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"], "twice is once");
        cast.endorse(&cast.cem).await.expect(303);
        assert_eq!(cast.seen_by(&cast.ada).await, ["Cem", "Bob"], "the last one first");
        let page = cast.ada.browser.get(&cast.path("endorsers")).await.expect(200);
        assert_eq!(page.all("main li .degree").len(), 2, "how near they are");

        for _ in 0..2 {
            let done = cast.withdraw(&cast.bob).await;
            assert_eq!(toast(&cast.bob, done).await, "Taken back. They are not told.");
            assert_eq!(button(&cast.bob).await, "Endorse");
            assert_eq!(cast.seen_by(&cast.eve).await, ["Cem"]);
        }
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 1, "nothing is left of it");
        assert!(!cast.ada.browser.get("/feed").await.has("#toasts .toast"), "nobody is told");
    })
    .await;
}

#[tokio::test]
async fn one_stays_on_the_page_and_a_script_gets_what_has_changed_alone() {
    world(async |t| {
        let cast = Cast::new(t).await;
        let from = "http://localhost:8000/in/ada/details/skills?x=1";
        let done = cast.bob.browser.with("referer", from).post(&cast.path("endorse"), &[]).await.expect(303);
        assert_eq!(done.location(), "/in/ada/details/skills?x=1");
        let part = cast.cem.browser.htmx().post(&cast.path("endorse"), &[]).await.expect(200);
        let id = format!("#endorsed-{}", cast.skill);
        assert_eq!(part.one(&format!("{id} a")), "2 endorsements: Fog");
        assert_eq!(part.attribute(&format!("{id} form"), "hx-post"), cast.path("withdraw"));
        assert_eq!(part.one(".toast .grow"), "Endorsed.");
        assert!(!part.has("main"));
        let part = cast.cem.browser.htmx().post(&cast.path("withdraw"), &[]).await.expect(200);
        assert_eq!(part.one(&format!("{id} button")), "Endorse");
        let page = cast.cem.browser.get("/in/ada").await.expect(200);
        assert_eq!(page.attribute(&format!("{id} form"), "action"), cast.path("endorse"));
        cast.eve.browser.htmx().post(&cast.path("endorse"), &[]).await.expect(409);
    })
    .await;
}

#[tokio::test]
async fn only_connections_endorse_and_never_themselves() {
    world(async |t| {
        let cast = Cast::new(t).await;
        for who in [&cast.ada, &cast.eve] {
            assert_eq!(button(who).await, "");
            assert!(cast.endorse(who).await.expect(409).one("main").contains("Only connections endorse"));
            cast.withdraw(who).await.expect(303);
        }
        cast.eve.browser.post("/in/ada/connect", &[]).await.expect(303);
        assert_eq!(button(&cast.eve).await, "", "to have asked is not enough");
        cast.endorse(&cast.eve).await.expect(409);
        let guest = t.browser();
        for what in ["endorse", "withdraw"] {
            assert!(guest.post(&cast.path(what), &[]).await.expect(303).location().starts_with("/login"));
        }
        assert!(guest.get(&cast.path("endorsers")).await.expect(303).location().starts_with("/login"));
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 0);

        // Each entry belongs to one person, and to the section skills.
        let bob_s = t.skill_of(cast.bob.id, "Fog").await;
        let nobody_s = EntryId::from_raw(7).to_string();
        for skill in [bob_s.as_str(), &nobody_s, "zzz", "a%00b"] {
            for what in ["endorse", "withdraw"] {
                cast.bob.browser.post(&format!("/in/ada/skills/{skill}/{what}"), &[]).await.expect(404);
            }
            cast.bob.browser.get(&format!("/in/ada/skills/{skill}/endorsers")).await.expect(404);
        }
        t.sql(sql!("UPDATE profile_entry SET section = 9 WHERE account_id = $1"), cast.ada.id).await;
        cast.endorse(&cast.bob).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn guests_are_told_nothing_and_borrowed_eyes_see_what_others_would() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        cast.endorse(&cast.cem).await.expect(303);
        cast.set_hidden(&cast.ada, &cast.cem, "hide").await.expect(303);
        cast.ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        cast.ada.browser.post("/in/ada/edit/skills/audience", &[("audience", "everyone")]).await.expect(303);
        for page in ["/in/ada", "/in/ada/details/skills"] {
            let seen = t.browser().get(page).await.expect(200);
            assert_eq!(seen.one(".skill b"), "Fog");
            assert!(!seen.text().contains("ndorse"), "{page}");
            let own = cast.ada.browser.get(page).await.expect(200);
            assert_eq!(own.one(".skill a"), "2 endorsements: Fog");
            for (eyes, words) in [("member", "One endorsement"), ("connection", "One endorsement"), ("guest", "")] {
                let seen = cast.ada.browser.get(&format!("{page}?as={eyes}")).await.expect(200);
                assert_eq!(seen.all(".skill .sm > span").concat(), words, "{page} {eyes}");
                assert!(!seen.has(".skill a") && !seen.has(".skill button"), "{page} {eyes}");
            }
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_may_not_read_the_skill_finds_nothing() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        let show_to = async |audience: &str| {
            let form = [("audience", audience)];
            cast.ada.browser.post("/in/ada/edit/skills/audience", &form).await.expect(303);
        };
        show_to("connections").await;
        assert_eq!(cast.seen_by(&cast.cem).await, ["Bob"]);
        cast.eve.browser.get(&cast.path("endorsers")).await.expect(404);
        cast.endorse(&cast.eve).await.expect(404);
        cast.withdraw(&cast.eve).await.expect(404);
        assert!(!cast.eve.browser.get("/in/ada").await.text().contains("ndorse"));
        show_to("only-me").await;
        for who in [&cast.bob, &cast.cem] {
            cast.finds_nothing(who).await;
        }
        assert_eq!(cast.seen_by(&cast.ada).await, ["Bob"]);
        show_to("members").await;
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"], "it is there when it is shown again");
    })
    .await;
}

#[tokio::test]
async fn what_ends_between_two_does_not_count_and_comes_back_with_it() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        cast.endorse(&cast.cem).await.expect(303);
        let end = format!("/mynetwork/people/{}", cast.bob.id);
        cast.ada.browser.post(&format!("{end}/remove"), &[]).await.expect(303);
        assert_eq!(button(&cast.bob).await, "");
        for who in [&cast.ada, &cast.bob, &cast.cem, &cast.eve] {
            assert_eq!(cast.seen_by(who).await, ["Cem"], "{}", who.handle);
        }
        cast.endorse(&cast.bob).await.expect(409);
        cast.ada.browser.post(&format!("{end}/undo"), &[]).await.expect(303);
        assert_eq!(button(&cast.bob).await, "Endorsed");
        assert_eq!(cast.seen_by(&cast.eve).await, ["Cem", "Bob"]);

        cast.bob.browser.post("/in/ada/block", &[]).await.expect(303);
        for who in [&cast.ada, &cast.cem, &cast.eve] {
            assert_eq!(cast.seen_by(who).await, ["Cem"], "{}", who.handle);
        }
        cast.finds_nothing(&cast.bob).await;
        t.suspend(cast.cem.id).await;
        assert_eq!(cast.seen_by(&cast.eve).await, NOBODY);
    })
    .await;
}

#[tokio::test]
async fn whom_one_does_not_meet_one_does_not_count() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        cast.endorse(&cast.cem).await.expect(303);
        cast.bob.browser.post("/in/eve/block", &[]).await.expect(303);
        cast.cem.browser.post("/in/bob/block", &[]).await.expect(303);
        assert_eq!(cast.seen_by(&cast.eve).await, ["Cem"]);
        assert_eq!(cast.seen_by(&cast.bob).await, ["Bob"]);
        assert_eq!(cast.seen_by(&cast.cem).await, ["Cem"]);
        assert_eq!(cast.seen_by(&cast.ada).await, ["Cem", "Bob"]);
    })
    .await;
}

#[tokio::test]
async fn whoever_is_hidden_notices_nothing_and_nobody_else_sees_them() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        cast.endorse(&cast.cem).await.expect(303);
        let looks = async || {
            let mut seen = Vec::new();
            for path in ["/in/ada", "/in/ada/details/skills", &cast.path("endorsers")] {
                seen.push(cast.bob.browser.get(path).await.expect(200).text());
            }
            seen
        };
        // The first look takes the toast away.
        looks().await;
        let before = looks().await;
        for _ in 0..2 {
            let done = cast.set_hidden(&cast.ada, &cast.bob, "hide").await.expect(303);
            assert_eq!(done.location(), cast.path("endorsers"));
            let page = cast.ada.browser.get(done.location()).await.expect(200);
            assert_eq!(page.one(".toast .grow"), "Hidden. They are not told.");
            assert_eq!(page.attribute(".toast form", "action"), cast.path(&format!("endorsers/{}/show", cast.bob.id)));
            assert_eq!(page.all("main li .tag"), ["Hidden"]);
            assert_eq!(page.all("main li form button"), ["Hide", "Show"]);
        }
        assert!(before == looks().await, "the hidden one sees what they saw before");
        assert_eq!(cast.seen_by(&cast.ada).await, ["Cem", "Bob"]);
        assert_eq!(cast.seen_by(&cast.bob).await, ["Cem", "Bob"]);
        for who in [&cast.cem, &cast.eve] {
            assert_eq!(cast.seen_by(who).await, ["Cem"], "{}", who.handle);
            assert!(!who.browser.get(&cast.path("endorsers")).await.expect(200).has("main li .tag"));
        }
        // To take it back and endorse anew is no way out, and looks as for anybody else.
        cast.withdraw(&cast.bob).await.expect(303);
        assert_eq!(button(&cast.bob).await, "Endorse");
        for who in [&cast.ada, &cast.bob] {
            assert_eq!(cast.seen_by(who).await, ["Cem"], "{}", who.handle);
        }
        cast.set_hidden(&cast.ada, &cast.bob, "show").await.expect(303);
        cast.endorse(&cast.bob).await.expect(303);
        assert_eq!(button(&cast.bob).await, "Endorsed");
        assert_eq!(cast.seen_by(&cast.bob).await, ["Bob", "Cem"], "the last one first");
        assert_eq!(cast.seen_by(&cast.ada).await, ["Bob", "Cem"]);
        assert_eq!(cast.seen_by(&cast.eve).await, ["Cem"]);

        let done = cast.set_hidden(&cast.ada, &cast.bob, "show").await;
        assert_eq!(toast(&cast.ada, done).await, "Shown again.");
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob", "Cem"]);
    })
    .await;
}

#[tokio::test]
async fn the_owner_alone_hides_and_of_their_own_skills_alone() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        for who in [&cast.bob, &cast.cem, &cast.eve] {
            cast.set_hidden(who, &cast.bob, "hide").await.expect(404);
            let foreign = format!("/in/{}/skills/{}/endorsers/{}/hide", who.handle, cast.skill, cast.bob.id);
            who.browser.post(&foreign, &[]).await.expect(404);
        }
        assert!(!cast.bob.browser.get(&cast.path("endorsers")).await.has("main li form"));
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"]);
        // Whoever has not endorsed it, or took it back meanwhile, is no mistake.
        cast.set_hidden(&cast.ada, &cast.cem, "hide").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn it_stays_with_the_entry_and_goes_with_it() {
    world(async |t| {
        let cast = Cast::new(t).await;
        let other = t.skill_of(cast.ada.id, "Ice").await;
        cast.endorse(&cast.bob).await.expect(303);
        let shop = format!("/in/ada/edit/skills/{}", cast.skill);
        let post = async |what: &str, form: &[(&str, &str)]| {
            cast.ada.browser.post(&format!("{shop}{what}"), form).await.expect(303);
        };
        post("/move", &[("to", "down")]).await;
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"]);
        post("/remove", &[]).await;
        cast.finds_nothing(&cast.bob).await;
        cast.set_hidden(&cast.ada, &cast.bob, "hide").await.expect(404);
        post("/restore", &[]).await;
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"]);
        let form = cast.ada.browser.get(&shop).await.expect(200);
        assert_eq!(form.one("#title-hint"), "Another skill begins without endorsements.");
        assert!(!cast.ada.browser.get("/in/ada/edit/skills/new").await.expect(200).has("#title-hint"));
        post("", &[("title", "fog"), ("choice", "expert")]).await;
        post("", &[("title", "Fog")]).await;
        assert_eq!(cast.seen_by(&cast.eve).await, ["Bob"], "the same skill in other letters");
        post("", &[("title", "Brain surgery")]).await;
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 0, "nobody has said that");

        let ice = format!("/in/ada/skills/{other}/endorse");
        for who in [&cast.bob, &cast.cem] {
            cast.endorse(who).await.expect(303);
            who.browser.post(&ice, &[]).await.expect(303);
        }
        post("/remove", &[]).await;
        t.clock.advance(11 * 60 * 1_000_000);
        t.app.db.write(entries::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM profile_entry")).await, 1);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 2, "those of the other stay");
    })
    .await;
}

#[tokio::test]
async fn what_staff_joins_under_one_name_stays_the_same_skill() {
    world(async |t| {
        let cast = Cast::new(t).await;
        cast.endorse(&cast.bob).await.expect(303);
        let mist = t.skill("Mist", None).await;
        t.skill("Fog", Some(mist)).await;
        let shop = format!("/in/ada/edit/skills/{}", cast.skill);
        let title = cast.ada.browser.get(&shop).await.expect(200).attribute("#title", "value");
        assert_eq!(title, "Mist");
        cast.ada.browser.post(&shop, &[("title", &title)]).await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM endorsement")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_page_by_page_and_follows_a_new_handle() {
    world(async |t| {
        let cast = Cast::new(t).await;
        for number in 0..27 {
            let other = t.person(&format!("Sam {number:02}")).await;
            connect(&cast.ada, &other).await;
            cast.endorse(&other).await.expect(303);
        }
        let first = cast.eve.browser.get(&cast.path("endorsers")).await.expect(200);
        assert_eq!((first.all("main li .name a").len(), first.one("main li .name a")), (24, "Sam 26".to_owned()));
        let next = first.attribute("main li > a.btn", "href");
        let second = cast.eve.browser.get(&next).await.expect(200);
        assert_eq!(second.all("main li .name a"), ["Sam 02", "Sam 01", "Sam 00"]);
        assert!(!second.has("main li > a.btn"));
        cast.cem.browser.get(&next).await.expect(404);
        cast.eve.browser.get(&format!("{}?after=zzz", cast.path("endorsers"))).await.expect(404);
        assert_eq!(cast.eve.browser.get("/in/ada").await.one(".skill a"), "27 endorsements: Fog");

        cast.ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        let moved = cast.eve.browser.get(&cast.path("endorsers")).await.expect(301);
        assert_eq!(moved.location(), cast.path("endorsers").replace("/in/ada/", "/in/countess/"));
        cast.endorse(&cast.bob).await.expect(303);
        assert_eq!(cast.eve.browser.get("/in/countess").await.one(".skill a"), "28 endorsements: Fog");
    })
    .await;
}

#[tokio::test]
async fn endorsers_are_found_from_the_skill_and_not_among_all_people() {
    world(async |t| {
        // SQLite alone says what it would do whatever there is.
        if !t.app.db.is_sqlite() {
            return;
        }
        let about = db::all_sql().into_iter().filter(|text| text.file.ends_with("profiles/endorsements.rs"));
        let mut read = 0;
        for text in about.filter(|text| text.text.contains("endorsement n")) {
            let plan = t.app.db.explain(db::Sql::new(text)).await.unwrap();
            read += plan.matches("SEARCH n USING").count();
            let among_all = plan.lines().filter(|line| line.starts_with("SEARCH a ") && line.ends_with("(state=?)"));
            assert_eq!(among_all.collect::<Vec<_>>(), NOBODY, "line {}", text.line);
        }
        assert!(read > 2, "{read}");
    })
    .await;
}
