//! Passing posts on: who sees what is reposted and quoted, who may, and how often it is counted.

use db::sql;

use crate::connections::connect;
use crate::posts::post;
use crate::support::{Page, Person, Site, world};

async fn follow(who: &Person, whom: &Person) {
    who.browser.post(&format!("/mynetwork/people/{}/follow", whom.id), &[]).await.expect(303);
}

async fn repost(who: &Person, path: &str) -> Page {
    who.browser.post(&format!("{path}/repost"), &[]).await
}

/// What the posts of a feed say, each behind who passed it on.
fn rows(page: &Page) -> Vec<String> {
    let ids = page.all("#main .post .post-head .when > a");
    let row = |at: usize| {
        let cue = page.all(&format!(".posts > li:nth-child({at}) .post-cue > span:first-of-type"));
        let text = page.one(&format!(".posts > li:nth-child({at}) .post-text"));
        cue.first()
            .map_or(text.clone(), |cue| format!("[{}] {text}", cue.split_whitespace().collect::<Vec<_>>().join(" ")))
    };
    (1..=ids.len()).map(row).collect()
}

async fn feed(who: &Person) -> Vec<String> {
    rows(&who.browser.get("/feed").await.expect(200))
}

/// Posts with another below it, and gives the address of the post.
pub async fn quote(who: &Person, path: &str, text: &str, audience: &str) -> String {
    let form = who.browser.get(&format!("{path}/quote")).await.expect(200);
    let token = form.attribute("#main input[name=request_id]", "value");
    let sent = [("text", text), ("audience", audience), ("request_id", token.as_str())];
    assert_eq!(who.browser.post(&format!("{path}/quote"), &sent).await.expect(303).location(), "/feed");
    let list = who.browser.get(&format!("/in/{}/posts", who.handle)).await.expect(200);
    list.attribute("#main .post .when > a", "href")
}

/// Whether each post counts how it was passed on as it is.
pub async fn counts_are_true(t: &Site) -> bool {
    let wrong = sql!(
        "SELECT (SELECT COUNT(*) FROM post o WHERE o.reposts <> (SELECT COUNT(*) FROM repost n WHERE n.post_id = o.id))
              + (SELECT COUNT(*) FROM post o WHERE o.quotes <> (SELECT COUNT(*) FROM post q
                   WHERE q.quoted_id = o.id AND q.removed_us IS NULL AND q.detached_us IS NULL))"
    );
    t.count(wrong).await == 0
}

#[tokio::test]
async fn a_repost_shows_a_post_to_those_who_follow_whoever_made_it() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        follow(&cem, &bob).await;
        let path = post(&ada, "Worth reading", "everyone").await;
        for _ in 0..2 {
            repost(&bob, &path).await.expect(303);
        }
        assert_eq!(feed(&cem).await, ["[Bob reposted this] Worth reading"]);
        assert_eq!(feed(&bob).await, ["[You reposted this] Worth reading"]);
        assert_eq!(feed(&dot).await, Vec::<String>::new(), "who follows neither");
        assert_eq!(feed(&ada).await, ["Worth reading"], "the author follows nobody");
        let shown = cem.browser.get("/feed").await;
        assert_eq!(shown.one(".passing .num"), "1");
        assert!(counts_are_true(t).await);
        let list = rows(&dot.browser.get("/in/bob/posts").await.expect(200));
        assert_eq!(list, ["[Bob reposted this] Worth reading"]);
        let people = dot.browser.get(&format!("{path}/reposts")).await.expect(200);
        assert_eq!(people.all("#main .list .name bdi"), ["Bob"]);

        // Guests read it where both are to be seen by guests.
        for who in [&ada, &bob] {
            let guest = t.browser().get("/in/bob/posts").await;
            assert!(guest.status != 200 || rows(&guest).is_empty());
            who.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        }
        let guest = t.browser().get("/in/bob/posts").await.expect(200);
        assert_eq!(rows(&guest), ["[Bob reposted this] Worth reading"]);
        assert!(!guest.has(".passing button"), "a guest passes nothing on");

        for _ in 0..2 {
            bob.browser.post(&format!("{path}/unrepost"), &[]).await.expect(303);
        }
        assert_eq!((feed(&cem).await, feed(&bob).await), (Vec::new(), Vec::new()));
        assert!(counts_are_true(t).await);
        // Scripts get the button anew.
        let answer = bob.browser.htmx().post(&format!("{path}/repost"), &[]).await.expect(200);
        assert!(answer.has(".passing [data-done]") && !answer.has("header.topbar"));
        assert!(answer.text().contains("whoever follows you sees it"));
        let answer = bob.browser.htmx().post(&format!("{path}/unrepost"), &[]).await.expect(200);
        assert!(!answer.has("[data-done]"));
    })
    .await;
}

#[tokio::test]
async fn a_post_stands_once_in_a_feed_however_many_pass_it_on() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        for whom in [&ada, &bob, &cem] {
            follow(&dot, whom).await;
        }
        let path = post(&ada, "Old", "members").await;
        for number in 0..20 {
            t.post(ada.id, &format!("Later {number}")).await;
        }
        // Whoever reads on where they were misses nothing that came up since.
        let first = dot.browser.get("/feed").await.expect(200);
        let on = first.attribute(".pager a", "href");
        repost(&bob, &path).await.expect(303);
        assert_eq!(rows(&dot.browser.get(&on).await.expect(200)), ["Old"]);

        repost(&cem, &path).await.expect(303);
        repost(&dot, &path).await.expect(303);
        let first = dot.browser.get("/feed").await.expect(200);
        let shown = rows(&first);
        assert_eq!(shown[0], "[You and 2 others you follow reposted this] Old");
        assert_eq!((shown.len(), shown.iter().filter(|row| row.ends_with("Old")).count()), (20, 1));
        let rest = rows(&dot.browser.get(&first.attribute(".pager a", "href")).await.expect(200));
        assert_eq!(rest, ["Later 0"], "not again on the next page");
        dot.browser.post(&format!("{path}/unrepost"), &[]).await.expect(303);
        assert_eq!(feed(&dot).await[0], "[Cem and one other you follow reposted this] Old");
        // Who is gone, or was followed once, passes nothing on.
        t.suspend(cem.id).await;
        assert_eq!(feed(&dot).await[0], "[Bob reposted this] Old");
        dot.browser.post(&format!("/mynetwork/people/{}/unfollow", bob.id), &[]).await.expect(303);
        assert_eq!(feed(&dot).await[0], "Later 19");
    })
    .await;
}

#[tokio::test]
async fn a_repost_shows_nobody_what_they_may_not_read() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        follow(&cem, &bob).await;
        // What is for connections stays among them, whatever is sent.
        let close = post(&ada, "For few", "connections").await;
        let page = bob.browser.get(&close).await.expect(200);
        assert!(!page.has(".passing form"), "nothing to press");
        repost(&bob, &close).await.expect(303);
        let refused = bob.browser.htmx().post(&format!("{close}/repost"), &[]).await.expect(422);
        assert!(refused.text().contains("does not want it passed on"));
        assert_eq!(bob.browser.get(&format!("{close}/quote")).await.expect(303).location(), close);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM repost")).await, 0);
        for deed in ["repost", "unrepost"] {
            cem.browser.post(&format!("{close}/{deed}"), &[]).await.expect(404);
        }
        for page in ["quote", "quotes", "reposts"] {
            cem.browser.get(&format!("{close}/{page}")).await.expect(404);
        }

        let open = post(&ada, "For many", "members").await;
        repost(&bob, &open).await.expect(303);
        assert_eq!(feed(&cem).await, ["[Bob reposted this] For many"]);
        // Fewer may read it from now on, here as well.
        let edit = async |audience: &str, sharing: &str| {
            let form = [("text", "For many"), ("audience", audience), ("sharing", sharing), ("seen", "0")];
            ada.browser.post(&format!("{open}/edit"), &form).await.expect(303);
        };
        edit("connections", "free").await;
        assert_eq!(feed(&cem).await, Vec::<String>::new());
        edit("members", "nobody").await;
        assert_eq!(feed(&cem).await, Vec::<String>::new(), "its author thought better of it");
        assert!(rows(&cem.browser.get("/in/bob/posts").await.expect(200)).is_empty());
        edit("members", "unquoted").await;
        assert_eq!(feed(&cem).await, ["[Bob reposted this] For many"]);
        // Those who are apart do not meet in a feed.
        ada.browser.post("/in/bob/block", &[]).await.expect(303);
        assert_eq!(feed(&cem).await, Vec::<String>::new(), "whoever passed it on may not read it");
        ada.browser.post(&format!("/settings/blocked/{}/end", bob.id), &[]).await.expect(303);
        ada.browser.post("/in/cem/block", &[]).await.expect(303);
        assert_eq!(feed(&cem).await, Vec::<String>::new());
        ada.browser.post(&format!("/settings/blocked/{}/end", cem.id), &[]).await.expect(303);
        ada.browser.post(&format!("{open}/remove"), &[]).await.expect(303);
        assert_eq!(feed(&cem).await, Vec::<String>::new());
        t.clock.advance(2 * 86_400 * 1_000_000);
        t.app.db.write(athena::posts::post::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM repost")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_is_quoted_is_seen_by_those_who_may_read_it() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        connect(&ada, &dot).await;
        let path = post(&ada, "The **original**", "members").await;
        let quoting = quote(&bob, &path, "My view", "everyone").await;
        assert_eq!(bob.browser.get("/feed").await.one(".quote .quote-text strong"), "original");
        let seen = async |who: &Person| {
            let page = who.browser.get(&quoting).await.expect(200);
            assert_eq!(page.one(".post-text"), "My view");
            page.one(".quote").split_whitespace().collect::<Vec<_>>().join(" ")
        };
        assert!(seen(&cem).await.contains("Ada") && seen(&cem).await.ends_with("The original"));
        assert!(counts_are_true(t).await);
        assert_eq!(cem.browser.get(&path).await.one(".passing .num"), "1");
        let list = cem.browser.get(&format!("{path}/quotes")).await.expect(200);
        assert_eq!(list.all("#main .post-text"), ["My view"]);
        // A guest reads the one, and not the other.
        bob.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        let guest = t.browser().get(&quoting).await.expect(200);
        assert_eq!(guest.one(".quote").trim(), "The quoted post is not available.");
        assert!(!guest.text().contains("original") && !guest.text().contains("Ada"));

        // Its author lets fewer read it, and takes it out, and puts it back.
        let edit = async |audience: &str| {
            let form = [("text", "The **original**"), ("audience", audience), ("seen", "0")];
            ada.browser.post(&format!("{path}/edit"), &form).await.expect(303);
        };
        edit("connections").await;
        assert_eq!(seen(&cem).await, "The quoted post is not available.");
        assert!(seen(&dot).await.ends_with("The original"));
        assert_eq!(seen(&bob).await, "The quoted post is not available.", "whoever quoted it, too");
        edit("members").await;
        for who in [&bob, &cem] {
            who.browser.post(&format!("{quoting}/detach"), &[]).await.expect(404);
        }
        assert!(!bob.browser.get(&quoting).await.has("form[action$='/detach']"));
        assert!(ada.browser.get(&quoting).await.has("form[action$='/detach']"));
        for (deed, shown, quotes) in [
            ("detach", "The author of the quoted post has taken it out.", ""),
            ("detach", "The author of the quoted post has taken it out.", ""),
            ("attach", "The original", "1"),
            ("attach", "The original", "1"),
        ] {
            ada.browser.post(&format!("{quoting}/{deed}"), &[]).await.expect(303);
            assert!(seen(&cem).await.ends_with(shown), "{deed}");
            let page = cem.browser.get(&path).await;
            assert_eq!(page.all(".passing .num").first().map_or("", String::as_str), quotes);
            assert!(counts_are_true(t).await);
        }
        // Taken back, the one as well as the other.
        for (deed, quotes) in [("remove", 0), ("remove", 0), ("restore", 1), ("restore", 1)] {
            bob.browser.post(&format!("{quoting}/{deed}"), &[]).await.expect(303);
            assert_eq!(t.count(sql!("SELECT CAST(SUM(quotes) AS BIGINT) FROM post")).await, quotes, "{deed}");
        }
        ada.browser.post("/in/bob/block", &[]).await.expect(303);
        assert_eq!(seen(&cem).await, "The quoted post is not available.", "those who are apart");
        ada.browser.post(&format!("/settings/blocked/{}/end", bob.id), &[]).await.expect(303);
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        assert_eq!(seen(&cem).await, "The quoted post is not available.");
        t.clock.advance(2 * 86_400 * 1_000_000);
        t.app.db.write(athena::posts::post::purge).await.unwrap();
        assert_eq!(seen(&cem).await, "The quoted post is not available.");
        bob.browser.post(&format!("{quoting}/remove"), &[]).await.expect(303);
        assert!(counts_are_true(t).await);
    })
    .await;
}

#[tokio::test]
async fn whoever_writes_says_who_passes_it_on_and_nobody_loses_their_words() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let home = ada.browser.get("/feed").await.expect(200);
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        let form = |sharing| [("text", "Mine"), ("audience", "members"), ("sharing", sharing), ("request_id", &token)];
        let refused = ada.browser.post("/feed", &form("everybody")).await.expect(422);
        assert!(refused.has("#sharing-error"));
        ada.browser.post("/feed", &form("unquoted")).await.expect(303);
        let path = ada.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        let edit = ada.browser.get(&format!("{path}/edit")).await.expect(200);
        assert_eq!(edit.attribute("#sharing option[selected]", "value"), "unquoted");
        let page = bob.browser.get(&path).await.expect(200);
        assert!(page.has("form[action$='/repost']") && !page.has("a[href$='/quote']"));
        assert_eq!(bob.browser.get(&format!("{path}/quote")).await.expect(303).location(), path);
        assert!(ada.browser.get(&path).await.has("a[href$='/quote']"), "their own, authors always may");

        // What was typed is kept when the author thinks better of it meanwhile.
        let open = post(&ada, "Open", "members").await;
        let at = format!("{open}/quote");
        let token = bob.browser.get(&at).await.expect(200).attribute("#main input[name=request_id]", "value");
        let says = |text, audience| [("text", text), ("audience", audience), ("request_id", token.as_str())];
        for (text, audience, field) in [("", "members", "text"), ("Kept", "only-me", "audience")] {
            let again = bob.browser.post(&at, &says(text, audience)).await.expect(422);
            assert!(again.has(&format!("#{field}-error")) && again.has(".quote .quote-text"));
            assert_eq!(again.one("#text").trim(), text);
        }
        let shut = |sharing| [("text", "Open"), ("audience", "members"), ("sharing", sharing), ("seen", "0")];
        ada.browser.post(&format!("{open}/edit"), &shut("nobody")).await.expect(303);
        let again = bob.browser.post(&at, &says("Long thought", "members")).await.expect(422);
        assert_eq!(again.one("#text").trim(), "Long thought");
        assert!(again.one("#text-error").contains("does not want it quoted"));
        repost(&bob, &open).await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM repost")).await, 0);
        ada.browser.post(&format!("{open}/edit"), &shut("free")).await.expect(303);
        // One form quotes once.
        let token = again.attribute("#main input[name=request_id]", "value");
        let says = |text| [("text", text), ("audience", "members"), ("request_id", token.as_str())];
        for _ in 0..2 {
            bob.browser.post(&at, &says("Long thought")).await.expect(303);
        }
        bob.browser.post(&at, &says("Another")).await.expect(422);
        assert_eq!(t.count(sql!("SELECT CAST(SUM(quotes) AS BIGINT) FROM post")).await, 1);
        // A quote is edited like any post, and goes on quoting.
        let quoting = bob.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        let edit = [("text", "Shorter"), ("audience", "members"), ("seen", "0")];
        bob.browser.post(&format!("{quoting}/edit"), &edit).await.expect(303);
        let page = ada.browser.get(&quoting).await.expect(200);
        assert_eq!((page.one(".post-text").trim(), page.one(".quote-text").trim()), ("Shorter", "Open"));
    })
    .await;
}

#[tokio::test]
async fn so_many_reposts_an_hour_are_enough_and_new_ones_are_counted_for_open_pages() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        follow(&cem, &bob).await;
        let since = cem.browser.get("/feed").await.expect(200).attribute("[data-live=posts]", "data-src");
        let mut paths = Vec::new();
        for number in 0..61 {
            paths.push(format!("/feed/post/{}", t.post(ada.id, &format!("Post {number}")).await));
        }
        let newer = async || cem.browser.htmx().get(&since).await.expect(200).text();
        assert!(!newer().await.contains("new post"), "of somebody one does not follow");
        repost(&bob, &paths[0]).await.expect(303);
        assert!(newer().await.contains("1 new post"));
        for path in &paths[1..60] {
            repost(&bob, path).await.expect(303);
        }
        assert!(newer().await.contains("20+ new posts"));
        let refused = bob.browser.htmx().post(&format!("{}/repost", paths[60]), &[]).await.expect(422);
        assert!(refused.text().contains("reposted very much"));
        t.clock.advance(3_601 * 1_000_000);
        let bob = t.again(&bob).await;
        repost(&bob, &paths[60]).await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM repost")).await, 61);
        let first = cem.browser.get("/feed").await.expect(200);
        assert_eq!(rows(&first)[0], "[Bob reposted this] Post 60");
        let list = bob.browser.get(&format!("{}/reposts", paths[0])).await.expect(200);
        assert!(list.has("#main .list .name"));
    })
    .await;
}

#[tokio::test]
async fn what_is_hidden_or_muted_is_not_passed_on_to_whoever_did_so() {
    world(async |t| {
        let [ada, bob, cem, dot] = t.people(["Ada", "Bob", "Cem", "Dot"]).await;
        for whom in [&bob, &cem] {
            follow(&dot, whom).await;
        }
        let path = post(&ada, "A giveaway #hustle", "members").await;
        let since = dot.browser.get("/feed").await.expect(200).attribute("[data-live=posts]", "data-src");
        repost(&bob, &path).await.expect(303);
        repost(&cem, &path).await.expect(303);
        let newer = async || dot.browser.htmx().get(&since).await.expect(200).text().contains("new post");
        let before = "[Cem and one other you follow reposted this] A giveaway #hustle";
        assert_eq!(feed(&dot).await, [before]);
        assert!(newer().await);
        // Whoever passes it on is muted: the other still shows it, and only whoever is heard is counted.
        let mute = async |whom: &Person, deed: &str| {
            dot.browser.post(&format!("/feed/people/{}/{deed}", whom.id), &[]).await.expect(303);
        };
        mute(&cem, "mute").await;
        assert_eq!(feed(&dot).await, ["[Bob reposted this] A giveaway #hustle"]);
        mute(&bob, "snooze").await;
        assert_eq!((feed(&dot).await, newer().await), (Vec::new(), false));
        for whom in [&bob, &cem] {
            mute(whom, "unmute").await;
        }
        assert_eq!(feed(&dot).await, [before]);
        // So is whoever wrote it, a word, a hashtag, and the post itself.
        let (person, list) = (format!("/feed/people/{}", ada.id), "/settings/muted".to_owned());
        for (begin, end, term) in [
            (format!("{person}/mute"), format!("{person}/unmute"), None),
            (list.clone(), format!("{list}/end"), Some("giveaway")),
            (list.clone(), format!("{list}/end"), Some("#hustle")),
            (format!("{path}/hide"), format!("{path}/unhide"), None),
        ] {
            let form: Vec<_> = term.map(|term| ("term", term)).into_iter().collect();
            dot.browser.post(&begin, &form).await.expect(303);
            assert_eq!((feed(&dot).await, newer().await), (Vec::new(), false), "{begin}");
            assert_eq!(rows(&dot.browser.get("/in/bob/posts").await.expect(200)).len(), 1, "elsewhere it stands");
            dot.browser.post(&end, &form).await.expect(303);
            assert_eq!(feed(&dot).await, [before], "{end}");
        }
    })
    .await;
}
