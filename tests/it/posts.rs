//! What people say: who reads it where, edits, taking back and bringing back.

use athena::kernel::limits;
use athena::posts::post as verbs;
use db::sql;

use crate::connections::connect;
use crate::support::{Page, Person, world};

/// Sends the form of the home page.
async fn send(who: &Person, text: &str, audience: &str) -> Page {
    let home = who.browser.get("/feed").await.expect(200);
    let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
    who.browser.post("/feed", &[("text", text), ("audience", audience), ("request_id", &token)]).await
}

/// Posts, and gives the address of the post.
pub async fn post(who: &Person, text: &str, audience: &str) -> String {
    assert_eq!(send(who, text, audience).await.expect(303).location(), "/feed");
    who.browser.get("/feed").await.expect(200).attribute("#main .post .when > a", "href")
}

/// What the posts of a page say.
fn texts(page: &Page) -> Vec<String> {
    page.all("#main .post-text")
}

async fn feed(who: &Person) -> Vec<String> {
    texts(&who.browser.get("/feed").await.expect(200))
}

async fn act(who: &Person, whom: &Person, deed: &str) {
    who.browser.post(&format!("/mynetwork/people/{}/{deed}", whom.id), &[]).await.expect(303);
}

#[tokio::test]
async fn a_post_is_read_by_those_it_is_for() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &bob).await;
        act(&cem, &ada, "follow").await;
        let mut pages = Vec::new();
        for audience in ["everyone", "members", "connections"] {
            pages.push(post(&ada, &format!("For **{audience}**"), audience).await);
        }
        let all = ["For connections", "For members", "For everyone"];
        let guest = t.browser();
        for (is_public, guests) in [(false, 0), (true, 1), (false, 0)] {
            let form: &[(&str, &str)] = if is_public { &[("is_public", "on")] } else { &[("is_indexed", "on")] };
            ada.browser.post("/settings/privacy", form).await.expect(303);
            let open = [&pages[0], &pages[1], &pages[2]];
            for (number, path) in open.into_iter().enumerate() {
                let seen = async |who: &crate::support::Browser| who.get(path).await.status.as_u16() == 200;
                assert_eq!(seen(&guest).await, number < guests, "a guest: {path}");
                assert!(seen(&ada.browser).await && seen(&bob.browser).await, "the author and a connection: {path}");
                assert_eq!(seen(&cem.browser).await, number < 2, "a follower: {path}");
                assert_eq!(seen(&dot.browser).await, number < 2, "a stranger: {path}");
            }
            let list = guest.get("/in/ada/posts").await;
            assert_eq!((list.status.as_u16(), texts(&list).len()), if guests > 0 { (200, 1) } else { (404, 0) });
        }
        assert_eq!(
            (feed(&ada).await, feed(&bob).await),
            (all.map(str::to_owned).to_vec(), all.map(str::to_owned).to_vec())
        );
        assert_eq!(feed(&cem).await, all[1..], "who follows reads what members may read");
        assert_eq!(feed(&dot).await, Vec::<String>::new(), "who does neither finds it elsewhere");
        assert_eq!(texts(&dot.browser.get("/in/ada/posts").await.expect(200)), all[1..]);
        let page = bob.browser.get(&pages[0]).await.expect(200);
        assert_eq!(page.one(".post-text strong"), "everyone", "Markdown");
        assert!(page.has(".degree[data-degree='1']"));

        // Whoever goes apart finds nothing of each other.
        bob.browser.post("/in/ada/block", &[]).await.expect(303);
        for (who, path) in [(&bob, &pages[0]), (&bob, &pages[2])] {
            who.browser.get(path).await.expect(404);
        }
        assert_eq!(feed(&bob).await, Vec::<String>::new());
        // A suspended author has said nothing.
        t.suspend(ada.id).await;
        cem.browser.get(&pages[0]).await.expect(404);
        assert_eq!(feed(&cem).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn one_form_posts_once_and_what_cannot_be_posted_is_kept() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let home = ada.browser.get("/feed").await.expect(200);
        assert_eq!(home.attribute("#audience option[selected]", "value"), "members", "at first");
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        for _ in 0..2 {
            let form = [("text", "Once"), ("audience", "connections"), ("request_id", token.as_str())];
            let sent = ada.browser.post("/feed", &form).await.expect(303);
            assert_eq!(ada.browser.get(sent.location()).await.one(".toast .grow"), "Posted.");
        }
        assert_eq!(feed(&ada).await, ["Once"]);
        let home = ada.browser.get("/feed").await;
        assert_eq!(home.attribute("#audience option[selected]", "value"), "connections", "as the last time");

        let long = "é".repeat(3_001);
        for (text, audience, field) in
            [("", "members", "text"), (long.as_str(), "members", "text"), ("Kept", "only-me", "audience")]
        {
            let refused = send(&ada, text, audience).await.expect(422);
            assert!(refused.has(&format!("#{field}-error")), "{audience}");
            assert_eq!(refused.one("#text").trim(), text);
        }
        // Whoever goes back and sends the form with other words is asked, and loses nothing.
        let other = [("text", "Twice"), ("audience", "members"), ("request_id", token.as_str())];
        let asked = ada.browser.post("/feed", &other).await.expect(422);
        assert_eq!(asked.one("#text").trim(), "Twice");
        assert_ne!(asked.attribute("form[action='/feed'] input[name=request_id]", "value"), token);
        let forged = [("text", "x"), ("audience", "members"), ("request_id", "zzz")];
        ada.browser.post("/feed", &forged).await.expect(422);
        assert_eq!(feed(&ada).await, ["Once"]);

        for number in 1..60 {
            send(&ada, &format!("More {number}"), "members").await.expect(303);
        }
        let refused = send(&ada, "One too many", "members").await.expect(429);
        assert!(refused.has("#text-error") && refused.one("#text").trim() == "One too many");
        t.clock.advance(3_700 * 1_000_000);
        let ada = t.again(&ada).await;
        send(&ada, "Later", "members").await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn an_edit_keeps_what_was_said_and_a_narrower_audience_holds_at_once() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        act(&bob, &ada, "follow").await;
        let path = post(&ada, "First", "members").await;
        let form = ada.browser.get(&format!("{path}/edit")).await.expect(200);
        assert_eq!(form.one("#text").trim(), "First");
        let seen = form.attribute("input[name=seen]", "value");
        let save = async |text: &str, audience: &str, seen: &str| {
            let form = [("text", text), ("audience", audience), ("seen", seen)];
            ada.browser.post(&format!("{path}/edit"), &form).await
        };
        assert!(!bob.browser.get(&path).await.has(".when a[href$='/history']"), "nothing was edited");
        assert_eq!(save("Second", "members", &seen).await.expect(303).location(), path);
        let page = bob.browser.get(&path).await.expect(200);
        assert_eq!((page.one(".post-text"), page.has(".when a[href$='/history']")), ("Second".to_owned(), true));
        let history = format!("{path}/history");
        assert_eq!(bob.browser.get(&history).await.expect(200).all("#main li .prose"), ["Second", "First"]);

        // Another tab still has the form it began with.
        let late = save("Third", "members", &seen).await.expect(422);
        assert_eq!(
            (late.one("#text").trim().to_owned(), late.one("#main .lines")),
            ("Third".to_owned(), "Second".to_owned())
        );
        let now = late.attribute("input[name=seen]", "value");
        // What cannot be saved as it is has seen no more than before.
        let empty = save("", "members", &seen).await.expect(422);
        assert_eq!(empty.attribute("input[name=seen]", "value"), seen);
        save("Third", "members", &now).await.expect(303);
        assert!(save("", "members", &now).await.expect(422).has("#text-error"));
        assert!(save("x", "only-me", &now).await.expect(422).has("#audience-error"));

        // To change the audience alone is no edit.
        save("Third", "connections", "0").await.expect(303);
        for path in [&path, &history] {
            bob.browser.get(path).await.expect(404);
            ada.browser.get(path).await.expect(200);
        }
        assert_eq!(feed(&bob).await, Vec::<String>::new());
        assert_eq!(ada.browser.get(&history).await.all("#main li .prose"), ["Third", "Second", "First"]);
        save("Third", "members", "0").await.expect(303);
        assert_eq!(feed(&bob).await, ["Third"]);

        for number in 3..limits::POST_EDITS {
            let seen = ada.browser.get(&format!("{path}/edit")).await.attribute("input[name=seen]", "value");
            save(&format!("Again {number}"), "members", &seen).await.expect(303);
        }
        let seen = ada.browser.get(&format!("{path}/edit")).await.attribute("input[name=seen]", "value");
        save("The hundredth", "members", &seen).await.expect(303);
        let seen = ada.browser.get(&format!("{path}/edit")).await.attribute("input[name=seen]", "value");
        let full = save("Once more", "members", &seen).await.expect(422);
        assert!(full.has(".note-warning") && full.one("#text").trim() == "Once more");
        save("The hundredth", "connections", &seen).await.expect(303);
        bob.browser.get(&path).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn what_is_taken_back_is_gone_and_can_be_brought_back_for_a_while() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        act(&bob, &ada, "follow").await;
        let path = post(&ada, "Rash", "members").await;
        for deed in ["remove", "restore"] {
            bob.browser.post(&format!("{path}/{deed}"), &[]).await.expect(404);
        }
        let removed = ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        let home = ada.browser.get(removed.location()).await.expect(200);
        for who in [&ada, &bob] {
            who.browser.get(&path).await.expect(404);
            assert_eq!(feed(who).await, Vec::<String>::new());
            assert_eq!(texts(&who.browser.get("/in/ada/posts").await.expect(200)), Vec::<String>::new());
        }
        ada.browser.get(&format!("{path}/edit")).await.expect(404);
        let edit = [("text", "x"), ("audience", "members"), ("seen", "0")];
        ada.browser.post(&format!("{path}/edit"), &edit).await.expect(404);
        // A second click changes nothing.
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        ada.browser.post(&home.attribute(".toast form", "action"), &[]).await.expect(303);
        assert_eq!(feed(&bob).await, ["Rash"]);

        let edit = [("text", "Rash, I know"), ("audience", "members"), ("seen", "0")];
        ada.browser.post(&format!("{path}/edit"), &edit).await.expect(303);
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        t.clock.advance(11 * 60 * 1_000_000);
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(404);
        let kept =
            async || t.count(sql!("SELECT (SELECT COUNT(*) FROM post) + (SELECT COUNT(*) FROM post_version)")).await;
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(kept().await, 2);
        t.clock.advance(limits::DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(kept().await, 0, "the post and what it said before");
    })
    .await;
}

#[tokio::test]
async fn a_feed_has_pages_and_each_post_once() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &bob).await;
        act(&ada, &cem, "follow").await;
        let mut expected = Vec::new();
        for number in 0..45 {
            let author = [&ada, &bob, &cem, &dot][number % 4];
            t.post(author.id, &format!("Post {number}")).await;
            if number % 4 < 3 {
                expected.insert(0, format!("Post {number}"));
            }
        }
        let (mut path, mut seen) = ("/feed".to_owned(), Vec::new());
        let next = "#main .pager a";
        loop {
            let page = ada.browser.get(&path).await.expect(200);
            assert_eq!(page.has("form[action='/feed']"), path == "/feed", "one writes at the beginning");
            let rows = ada.browser.htmx().get(&path).await.expect(200);
            assert!(!rows.has("header.topbar"));
            seen.extend(texts(&page));
            if !page.has(next) {
                break;
            }
            path = page.attribute(next, "href");
        }
        assert_eq!(seen, expected);
        bob.browser.get(&path).await.expect(404);
        act(&ada, &cem, "unfollow").await;
        act(&ada, &bob, "remove").await;
        assert_eq!(feed(&ada).await.len(), 12, "one's own are left");
        let list = dot.browser.get("/in/bob/posts").await.expect(200);
        assert_eq!(texts(&list).len(), 11);
    })
    .await;
}

#[tokio::test]
async fn markup_of_a_post_is_text() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let hostile =
            "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1)) [y](/logout) <b hx-get=/>";
        let path = post(&ada, hostile, "members").await;
        for page in [path.clone(), "/feed".to_owned(), format!("{path}/history"), format!("{path}/edit")] {
            let page = ada.browser.get(&page).await.expect(200);
            assert!(!page.has("#main .post-text :is(script, img, b, [href], [hx-get])"));
            assert!(!page.has("#main .prose :is(script, img, b, [href], [hx-get])"));
            assert!(page.text().contains("&lt;script&gt;") || page.text().contains("&#60;script&#62;"));
        }
    })
    .await;
}

#[tokio::test]
async fn who_is_mentioned_is_linked_for_those_to_whom_they_exist() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = post(&ada, "Thanks, @Bob and @nobody-here! `@bob`", "everyone").await;
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        let mentioned = async |who: &crate::support::Browser| {
            let mut found = Vec::new();
            for path in [path.as_str(), "/in/ada/posts"] {
                let page = who.get(path).await.expect(200);
                assert!(page.one(".post-text").contains("@nobody-here"), "who is nobody is text");
                found.push((page.all(".post-text .mention"), page.one(".post-text").contains("@Bob")));
            }
            assert_eq!(found[0], found[1]);
            found.remove(0).0
        };
        for who in [&ada, &bob, &cem] {
            assert_eq!(mentioned(&who.browser).await, ["@Bob"]);
        }
        let guest = t.browser();
        assert_eq!(mentioned(&guest).await, Vec::<String>::new(), "to guests Bob is missing");
        bob.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        assert_eq!(mentioned(&guest).await, ["@Bob"]);

        // The link leads to whoever was meant, under whatever handle.
        bob.browser.post("/settings/handle", &[("handle", "robert")]).await.expect(303);
        let page = cem.browser.get(&path).await.expect(200);
        assert_eq!(page.attribute(".post-text .mention", "href"), "/in/robert");
        cem.browser.post("/in/robert/block", &[]).await.expect(303);
        assert_eq!(mentioned(&cem.browser).await, Vec::<String>::new());
        assert_eq!(mentioned(&ada.browser).await, ["@Bob"]);
        t.suspend(bob.id).await;
        assert_eq!(mentioned(&ada.browser).await, Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_hashtag_finds_the_posts_one_may_read() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        let path = post(&ada, "At the #Brücke", "members").await;
        post(&ada, "Among us, at the #BRÜCKE and #brücke", "connections").await;
        let page = bob.browser.get(&path).await.expect(200);
        let tag = page.attribute(".post-text .hashtag", "href");
        assert_eq!((tag.as_str(), page.one(".post-text .hashtag")), ("/tag/br%C3%BCcke", "#Brücke".to_owned()));
        let found = async |who: &Person| texts(&who.browser.get(&tag).await.expect(200));
        assert_eq!(found(&bob).await, ["Among us, at the #BRÜCKE and #brücke", "At the #Brücke"]);
        assert_eq!(found(&cem).await, ["At the #Brücke"]);
        assert_eq!(texts(&t.browser().get(&tag).await.expect(200)), Vec::<String>::new());
        for other in ["/tag/BR%C3%9CCKE", "/tag/%23br%C3%BCcke"] {
            assert_eq!(bob.browser.get(other).await.expect(301).location(), tag);
        }
        bob.browser.get("/tag/1").await.expect(404);
        assert_eq!(bob.browser.get("/tag/Lock_Keepers").await.expect(301).location(), "/tag/lock_keepers");

        let edit = [("text", "At the #quay"), ("audience", "members"), ("seen", "0")];
        ada.browser.post(&format!("{path}/edit"), &edit).await.expect(303);
        assert_eq!(found(&cem).await, Vec::<String>::new());
        assert_eq!(texts(&cem.browser.get("/tag/quay").await.expect(200)), ["At the #quay"]);
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        t.clock.advance(2 * limits::DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM post_tag")).await, 1, "the other post's");
    })
    .await;
}

#[tokio::test]
async fn a_feed_shows_how_a_long_post_begins() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let text = "Fourteen months of measuring, and the river bed agrees with the model. ".repeat(10);
        let path = post(&ada, &text, "members").await;
        let home = ada.browser.get("/feed").await.expect(200);
        assert!(home.one(".post-text").len() < 400);
        assert_eq!(home.attribute(".post-text .more", "href"), path);
        let page = ada.browser.get(&path).await.expect(200);
        assert!(page.one(".post-text").contains(text.trim()) && !page.has(".post-text .more"));
    })
    .await;
}

#[tokio::test]
async fn what_is_saved_is_found_again_by_oneself_as_long_as_it_may_be_read() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let mut pages = Vec::new();
        for number in 0..23 {
            pages.push(format!("/feed/post/{}", t.post(ada.id, &format!("Post {number}")).await));
        }
        let kept = async || texts(&bob.browser.get("/saved").await.expect(200));
        assert_eq!(kept().await, Vec::<String>::new());
        for page in pages.iter().rev() {
            bob.browser.post(&format!("{page}/save"), &[]).await.expect(303);
        }
        bob.browser.post(&format!("{}/save", pages[22]), &[]).await.expect(303);
        let first = bob.browser.get("/saved").await.expect(200);
        let second = bob.browser.get(&first.attribute(".pager a", "href")).await.expect(200);
        let found: Vec<String> = texts(&first).into_iter().chain(texts(&second)).collect();
        let expected: Vec<String> = (0..23).map(|number| format!("Post {number}")).collect();
        assert_eq!(found, expected, "the last that was saved comes first, each once");
        assert_eq!(texts(&ada.browser.get("/saved").await.expect(200)), Vec::<String>::new());
        let button = bob.browser.get(&pages[0]).await.expect(200);
        assert_eq!(button.attribute(".post-bar [id^='save-']", "aria-pressed"), "true");

        bob.browser.post(&format!("{}/unsave", pages[0]), &[]).await.expect(303);
        let page = bob.browser.get("/saved").await.expect(200);
        assert_eq!(texts(&page).first().map(String::as_str), Some("Post 1"));
        assert_eq!(page.attribute(".toast form", "action"), format!("{}/save", pages[0]), "undo");
        let answer = bob.browser.htmx().post(&format!("{}/save", pages[0]), &[]).await.expect(200);
        assert_eq!(answer.attribute(".icon-btn[id]", "aria-pressed"), "true");
        assert_eq!(answer.attribute("form[data-toggle]", "action"), format!("{}/unsave", pages[0]));

        let edit = [("text", "Post 0"), ("audience", "connections"), ("seen", "0")];
        ada.browser.post(&format!("{}/edit", pages[0]), &edit).await.expect(303);
        assert_eq!(kept().await.first().map(String::as_str), Some("Post 1"), "for connections by now");
        bob.browser.post(&format!("{}/save", pages[0]), &[]).await.expect(404);
        connect(&ada, &bob).await;
        assert_eq!(kept().await.first().map(String::as_str), Some("Post 0"));
        ada.browser.post(&format!("{}/remove", pages[0]), &[]).await.expect(303);
        t.clock.advance(2 * limits::DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM saved_post")).await, 22);
    })
    .await;
}

#[tokio::test]
async fn another_tab_does_not_widen_an_audience_and_what_was_for_few_stays_so() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        let path = post(&ada, "For us: I am leaving", "members").await;
        let save = async |text: &str, audience: &str, seen: &str, was: &str| {
            let form = [("text", text), ("audience", audience), ("seen", seen), ("was", was)];
            ada.browser.post(&format!("{path}/edit"), &form).await
        };
        save("For us: I am leaving", "connections", "0", "members").await.expect(303);
        let late = save("For us: I leave", "members", "0", "members").await.expect(422);
        assert!(late.has(".note-warning"));
        assert_eq!(late.attribute("input[name=was]", "value"), "connections", "seen now");
        cem.browser.get(&path).await.expect(404);

        save("Nothing to see", "members", "0", "connections").await.expect(303);
        let history =
            async |who: &Person| who.browser.get(&format!("{path}/history")).await.expect(200).all("#main li .prose");
        assert_eq!(history(&bob).await, ["Nothing to see", "For us: I am leaving"]);
        assert_eq!(history(&ada).await, history(&bob).await);
        assert_eq!(history(&cem).await, ["Nothing to see"], "it was not for Cem");
    })
    .await;
}

#[tokio::test]
async fn those_who_are_gone_do_not_fill_a_feed() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        for author in [&bob, &cem] {
            act(&ada, author, "follow").await;
        }
        t.post(cem.id, "Older").await;
        for number in 0..25 {
            t.post(bob.id, &format!("Spam {number} #quay")).await;
        }
        t.suspend(bob.id).await;
        assert_eq!(feed(&ada).await, ["Older"]);
    })
    .await;
}
