//! What somebody does not want to see at home: hidden posts, muted people, hashtags and words.

use athena::kernel::{AccountId, Error};
use athena::posts::post as verbs;
use athena::posts::post::NewPost;
use db::sql;

use crate::connections::connect;
use crate::posts::post;
use crate::support::{Page, Person, Site, world};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

fn texts(page: &Page) -> Vec<String> {
    page.all("#main .post-text")
}

async fn home(who: &Person) -> Vec<String> {
    texts(&who.browser.get("/feed").await.expect(200))
}

/// All pages of a home page, as its links lead on: what each says.
async fn pages(who: &Person) -> Vec<Vec<String>> {
    let (mut path, mut pages) = ("/feed".to_owned(), Vec::new());
    loop {
        let page = who.browser.get(&path).await.expect(200);
        pages.push(texts(&page));
        if !page.has(".pager a") {
            return pages;
        }
        path = page.attribute(".pager a", "href");
        assert!(pages.len() < 40, "it never ends");
    }
}

async fn follow(who: &Person, whom: &Person) {
    who.browser.post(&format!("/mynetwork/people/{}/follow", whom.id), &[]).await.expect(303);
}

/// Posts for members, said directly: nobody has said too much then.
async fn say_all(t: &Site, author: AccountId, texts: Vec<String>) {
    let write = move |tx: &mut db::Tx<'_>| {
        let actor =
            athena::kernel::MemberActor { account: author, session: athena::kernel::SessionId::from_raw(0), caps: 0 };
        for text in &texts {
            let draft = athena::posts::Draft::parse(text, "members", "", "").map_err(Error::Invalid)?;
            let id = athena::kernel::PostId::from_raw(tx.new_id());
            let now = tx.now_us();
            verbs::say(tx, actor, &NewPost { id, request_id: id.to_string(), draft, quoted: None }, now)?;
        }
        Ok::<_, Error>(())
    };
    t.app.db.write(write).await.unwrap();
}

async fn term(who: &Person, term: &str) -> Page {
    who.browser.post("/settings/muted", &[("term", term)]).await
}

async fn newer(who: &Person, since: &str) -> String {
    let page = who.browser.htmx().get(since).await.expect(200);
    if page.has("a") { page.one("a") } else { String::new() }
}

/// Where the home page asks for what came since.
async fn since(who: &Person) -> String {
    who.browser.get("/feed").await.expect(200).attribute(".newer", "data-src")
}

#[tokio::test]
async fn a_hidden_post_is_gone_from_home_alone_and_comes_back() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        follow(&ada, &bob).await;
        follow(&cem, &bob).await;
        let path = post(&bob, "Boring #news", "members").await;
        post(&bob, "Fine", "members").await;
        let page = ada.browser.get("/feed").await.expect(200);
        let hide = page.attribute(&format!(".menu form[action='{path}/hide']"), "action");
        assert!(!bob.browser.get("/feed").await.has(".post form[action$='/hide']"), "not one's own");
        bob.browser.post(&hide, &[]).await.expect(404);
        ada.browser.post(&hide, &[]).await.expect(303);
        ada.browser.post(&hide, &[]).await.expect(303);
        let page = ada.browser.get("/feed").await.expect(200);
        assert_eq!(texts(&page), ["Fine"]);
        assert!(page.one(".toast").contains("Hidden"));
        assert_eq!(page.attribute(".toast form", "action"), format!("{path}/unhide"));
        for elsewhere in [path.as_str(), "/in/bob/posts", "/tag/news"] {
            assert!(texts(&ada.browser.get(elsewhere).await.expect(200)).contains(&"Boring #news".to_owned()));
        }
        assert!(!ada.browser.get(&path).await.has(".post form[action$='/hide']"), "it is no page to hide from");
        assert_eq!(home(&cem).await.len(), 2, "nobody else misses it");
        let list = ada.browser.get("/settings/muted/posts").await.expect(200);
        assert!(list.one("main .list li").contains("Boring #news"), "{}", list.one("main"));
        assert!(!cem.browser.get("/settings/muted/posts").await.expect(200).has("main .list li"));
        // Another's undo changes nothing of it.
        cem.browser.post(&format!("{path}/unhide"), &[]).await.expect(303);
        assert_eq!(home(&ada).await, ["Fine"]);
        ada.browser.post(&list.attribute("main .list form", "action"), &[]).await.expect(303);
        assert_eq!(home(&ada).await, ["Fine", "Boring #news"]);

        // With scripts the card becomes a line, and the line becomes the card.
        let line = ada.browser.htmx().post(&hide, &[]).await.expect(200);
        assert!(line.text().contains("any more") && line.has(&format!("form[hx-post='{path}/unhide']")));
        assert!(!line.has(".post"));
        let card = ada.browser.htmx().post(&format!("{path}/unhide"), &[]).await.expect(200);
        assert_eq!(card.all(".post-text"), ["Boring #news"]);
        assert!(card.has("form[action$='/hide']"));
        assert_eq!(home(&ada).await.len(), 2);

        // What one may not read one cannot hide, nor read by showing it again.
        let narrow = post(&bob, "zqnarrow", "connections").await;
        ada.browser.post(&format!("{narrow}/hide"), &[]).await.expect(404);
        let shown = ada.browser.htmx().post(&format!("{narrow}/unhide"), &[]).await.expect(404);
        assert!(!shown.text().contains("zqnarrow"));
        let guest = t.browser();
        assert!(guest.post(&hide, &[]).await.expect(303).location().starts_with("/login"));
        // What was hidden and is gone is forgotten with it.
        ada.browser.post(&hide, &[]).await.expect(303);
        bob.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        assert!(!ada.browser.get("/settings/muted/posts").await.expect(200).has("main .list li"));
        t.clock.advance(2 * DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM hidden_post")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn whom_one_mutes_is_not_at_home_and_never_learns_of_it() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        connect(&ada, &bob).await;
        follow(&ada, &cem).await;
        let path = post(&bob, "From Bob", "connections").await;
        post(&cem, "From Cem", "members").await;
        let drawn = since(&ada).await;
        let page = ada.browser.get(&path).await.expect(200);
        let [mute, snooze] =
            ["mute", "snooze"].map(|deed| page.attribute(&format!(".menu form[action$='/{deed}']"), "action"));
        assert_eq!(mute, format!("/feed/people/{}/mute", bob.id));
        let before = bob.browser.get("/in/ada").await.expect(200).one("main");
        ada.browser.post(&mute, &[]).await.expect(303);
        assert_eq!(home(&ada).await, ["From Cem"]);
        post(&bob, "More from Bob", "connections").await;
        assert_eq!(newer(&ada, &drawn).await, "", "nor as a number");
        for elsewhere in [path.as_str(), "/in/bob/posts"] {
            assert!(texts(&ada.browser.get(elsewhere).await.expect(200)).contains(&"From Bob".to_owned()));
        }
        assert_eq!(bob.browser.get("/in/ada").await.expect(200).one("main"), before, "the other sees nothing of it");
        assert!(ada.browser.get("/in/bob").await.has(".degree[data-degree='1']"), "the connection stays");
        let list = ada.browser.get("/settings/muted").await.expect(200);
        assert!(list.one("[aria-labelledby=muted-people] li").starts_with("Bob Muted since"), "{}", list.one("main"));
        for other in [&bob, &cem] {
            assert!(!other.browser.get("/settings/muted").await.expect(200).has("main li form"));
            other.browser.post(&format!("/feed/people/{}/unmute", bob.id), &[]).await.expect(303);
        }
        assert_eq!(home(&ada).await, ["From Cem"]);
        ada.browser.post(&format!("/feed/people/{}/unmute", bob.id), &[]).await.expect(303);
        assert_eq!(home(&ada).await, ["More from Bob", "From Cem", "From Bob"]);
        assert_eq!(newer(&ada, &drawn).await, "1 new post");

        // For a while only: it ends by itself.
        ada.browser.post(&snooze, &[]).await.expect(303);
        let page = ada.browser.get("/feed").await.expect(200);
        assert!(page.one(".toast").contains("30 days"));
        assert_eq!(page.attribute(".toast form", "action"), format!("/feed/people/{}/unmute", bob.id));
        let list = ada.browser.get("/settings/muted").await.expect(200);
        assert!(list.one("[aria-labelledby=muted-people] li").starts_with("Bob Snoozed until"));
        t.clock.advance(30 * DAY_US - 60_000_000);
        let ada = t.again(&ada).await;
        assert_eq!(home(&ada).await, ["From Cem"]);
        t.clock.advance(61_000_000);
        assert_eq!(home(&ada).await.len(), 3);
        assert_eq!(newer(&ada, &drawn).await, "1 new post");
        assert!(!ada.browser.get("/settings/muted").await.expect(200).has("[aria-labelledby=muted-people] li"));

        // For good over what was for a while.
        ada.browser.post(&snooze, &[]).await.expect(303);
        ada.browser.post(&mute, &[]).await.expect(303);
        t.clock.advance(40 * DAY_US);
        let ada = t.again(&ada).await;
        assert_eq!(home(&ada).await, ["From Cem"]);

        // Nobody mutes themselves or who does not exist for them; across a block the mute is not to be seen.
        let own = format!("/feed/people/{}/mute", ada.id);
        ada.browser.post(&own, &[]).await.expect(404);
        ada.browser.post("/feed/people/nil/mute", &[]).await.expect(404);
        let bob = t.again(&bob).await;
        bob.browser.post("/in/ada/block", &[]).await.expect(303);
        for deed in [&mute, &snooze] {
            ada.browser.post(deed, &[]).await.expect(404);
        }
        assert!(!ada.browser.get("/settings/muted").await.expect(200).has("[aria-labelledby=muted-people] li"));
        assert_eq!(home(&ada).await, ["From Cem"]);
        let own = home(&bob).await;
        assert_eq!(own, ["More from Bob", "From Bob"]);
    })
    .await;
}

#[tokio::test]
async fn hashtags_and_words_are_muted_at_home_however_they_are_written() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        follow(&ada, &bob).await;
        let drawn = since(&ada).await;
        let said = ["Buy **CRYP**TO!", "Cryptography", "A #Crypto thing", "我喜欢加密货币", "Growth\nhacking", "#News"];
        say_all(t, bob.id, said.map(str::to_owned).to_vec()).await;
        post(&ada, "My own crypto #news", "members").await;
        assert_eq!(home(&ada).await.len(), 7);
        for typed in ["crypto", "加密", " growth  HACKING ", "#NEWS"] {
            assert_eq!(term(&ada, typed).await.expect(303).location(), "/settings/muted");
            term(&ada, typed).await.expect(303);
        }
        assert_eq!(home(&ada).await, ["My own crypto #news", "Cryptography"], "one's own stay");
        assert_eq!(newer(&ada, &drawn).await, "1 new post");
        assert_eq!(texts(&ada.browser.get("/in/bob/posts").await.expect(200)).len(), 6);
        assert_eq!(texts(&ada.browser.get("/tag/news").await.expect(200)).len(), 2);
        let list = ada.browser.get("/settings/muted").await.expect(200);
        let rows = list.all("[aria-labelledby=muted-terms] li p");
        assert_eq!(rows, ["#news", "crypto", "growth HACKING", "加密"]);
        for other in [&bob] {
            let page = other.browser.get("/settings/muted").await.expect(200);
            assert!(!page.has("main li form") && !page.one("main").contains("加密"));
            other.browser.post("/settings/muted/end", &[("term", "crypto")]).await.expect(303);
        }
        // An edit counts as it stands.
        let hidden = list.attribute("li:has(input[value='crypto']) form", "action");
        let path = ada.browser.get("/in/bob/posts").await.attribute("#main li:nth-child(5) .when > a", "href");
        let seen = bob.browser.get(&format!("{path}/edit")).await.attribute("input[name=seen]", "value");
        let form = [("text", "Now crypto"), ("audience", "members"), ("seen", seen.as_str())];
        bob.browser.post(&format!("{path}/edit"), &form).await.expect(303);
        assert_eq!(home(&ada).await, ["My own crypto #news"]);
        ada.browser.post(&hidden, &[("term", "CRYPTO")]).await.expect(303);
        ada.browser.post(&hidden, &[("term", "#news")]).await.expect(303);
        assert_eq!(home(&ada).await.len(), 5);

        let long = "é".repeat(61);
        for (typed, sentence) in [("", ""), (" ", ""), ("\u{200B}", ""), (long.as_str(), "60")] {
            let refused = term(&ada, typed).await.expect(422);
            assert!(refused.has("#term-error") && refused.one("#term-error").contains(sentence), "{typed:?}");
            assert_eq!(refused.attribute("#term", "value"), typed);
        }
        ada.browser.post("/settings/muted", &[("term", "x"), ("until", "1")]).await.expect(422);
        for typed in ["<script>alert(1)</script>", "\"><img src=x>", "{{ frame }}"] {
            term(&ada, typed).await.expect(303);
        }
        let page = ada.browser.get("/settings/muted").await.expect(200);
        assert!(!page.has("main script") && !page.has("main img"));
        for number in 0..95 {
            term(&ada, &format!("word {number}")).await.expect(303);
        }
        let full = term(&ada, "one more").await.expect(422);
        assert!(full.one("#term-error").contains("100") && full.attribute("#term", "value") == "one more");
        term(&ada, "word 3").await.expect(303);
        term(&ada, "#tags-are-counted-apart").await.expect(422);
        term(&ada, "#tags").await.expect(303);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM muted_word")).await, 100);
        assert!(
            t.browser().post("/settings/muted", &[("term", "x")]).await.expect(303).location().starts_with("/login")
        );
    })
    .await;
}

#[tokio::test]
async fn a_page_is_full_however_much_of_it_is_muted() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        follow(&ada, &bob).await;
        follow(&ada, &cem).await;
        let drawn = since(&ada).await;
        // Ten that are wanted among sixty; the newest fifty are not.
        let wanted: Vec<String> = (0..10).map(|number| format!("Fine {number}")).collect();
        let other = |kind: &str| (0..25).map(|number| format!("{kind} {number}")).collect::<Vec<_>>();
        say_all(t, bob.id, wanted.clone()).await;
        say_all(t, bob.id, other("Noise, please")).await;
        say_all(t, bob.id, other("Loud #drums")).await;
        assert_eq!(pages(&ada).await.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20, 20]);
        assert_eq!(newer(&ada, &drawn).await, "20+ new posts");
        term(&ada, "noise").await.expect(303);
        term(&ada, "#drums").await.expect(303);
        let newest_first: Vec<String> = wanted.iter().rev().cloned().collect();
        assert_eq!(pages(&ada).await, std::slice::from_ref(&newest_first), "one page, and it ends");
        assert_eq!(newer(&ada, &drawn).await, "10 new posts");
        // Another who mutes nothing of it reads on as before.
        follow(&cem, &bob).await;
        assert_eq!(pages(&cem).await.concat().len(), 60);

        // Every page has twenty, and none comes twice or not at all.
        let mixed: Vec<String> =
            (0..90).map(|number| format!("{} {number}", if number % 3 == 0 { "Good" } else { "Noise" })).collect();
        say_all(t, cem.id, mixed).await;
        let all = pages(&ada).await;
        assert_eq!(all.iter().map(Vec::len).collect::<Vec<_>>(), [20, 20]);
        let expected: Vec<String> = (0..90)
            .rev()
            .filter(|number| number % 3 == 0)
            .map(|number| format!("Good {number}"))
            .chain(newest_first)
            .collect();
        assert_eq!(all.concat(), expected);

        // So much noise that one page does not find an end: it leads on, and what is there is found.
        say_all(t, cem.id, (0..900).map(|number| format!("Noise {number}")).collect()).await;
        let all = pages(&ada).await;
        assert_eq!(all.concat(), expected);
        assert!(all.len() < 8, "{}", all.len());
        let first = ada.browser.get("/feed").await.expect(200);
        assert!(first.has(".pager a") && !first.one("#main").contains("Nothing here"), "an empty page leads on");
        let rows = ada.browser.htmx().get(&first.attribute(".pager a", "href")).await.expect(200);
        assert!(rows.has(".pager a") || rows.has(".post"));
    })
    .await;
}
