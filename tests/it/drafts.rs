//! What somebody is about to say: begun, kept against another tab, posted once, and nobody else's.

use athena::kernel::limits;
use athena::posts::drafts as verbs;
use db::sql;

use crate::support::{Page, Person, world};

const DAY_US: i64 = limits::DAY_US;

/// Presses “Photos” on the home page.
async fn press(who: &Person, text: &str) -> Page {
    let home = who.browser.get("/feed").await.expect(200);
    let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
    who.browser.post("/feed/drafts", &[("text", text), ("audience", "members"), ("request_id", &token)]).await
}

/// Begins a draft, and gives the address of its page.
pub async fn begin(who: &Person, text: &str) -> String {
    let path = press(who, text).await.expect(303).location().to_owned();
    assert!(path.starts_with("/feed/drafts/"), "{path}");
    path
}

/// What the home page shows of the author's posts.
async fn feed(who: &Person) -> Vec<String> {
    who.browser.get("/feed").await.expect(200).all("#main .post-text")
}

async fn list(who: &Person) -> Vec<String> {
    who.browser.get("/feed/drafts").await.expect(200).all("#main .list a")
}

/// Sends the form of a draft's page.
async fn send(who: &Person, path: &str, text: &str, version: &str) -> Page {
    who.browser.post(path, &[("text", text), ("audience", "members"), ("version", version)]).await
}

async fn version(who: &Person, path: &str) -> String {
    who.browser.get(path).await.expect(200).attribute("#draft input[name=version]", "value")
}

#[tokio::test]
async fn a_draft_is_begun_with_what_was_typed_kept_and_posted_once() {
    world(async |t| {
        let ada = t.person("Ada").await;
        assert!(!ada.browser.get("/feed").await.has("a[href='/feed/drafts']"), "none yet");
        let path = begin(&ada, "Half a *thought*").await;
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.one("#text").trim(), "Half a *thought*");
        assert_eq!(page.attribute("#audience option[selected]", "value"), "members");
        assert!(ada.browser.get("/feed").await.has("a[href='/feed/drafts']"));
        assert_eq!((list(&ada).await, feed(&ada).await), (vec!["Half a thought".to_owned()], vec![]));

        // It may be empty, and is still there after a reload; as a post it must say something.
        send(&ada, &path, "", "1").await.expect(303);
        assert_eq!(ada.browser.get(&path).await.one("#text").trim(), "");
        assert_eq!(list(&ada).await, ["Nothing written yet"]);
        let refused = send(&ada, &format!("{path}/publish"), " ", "2").await.expect(422);
        assert!(refused.has("#text-error"));
        let long = "é".repeat(3_001);
        for deed in ["", "/publish"] {
            let refused = send(&ada, &format!("{path}{deed}"), &long, "2").await.expect(422);
            assert!(refused.has("#text-error") && refused.one("#text").trim() == long, "{deed}");
            let form = [("text", "Kept"), ("audience", "only-me"), ("version", "2")];
            let refused = ada.browser.post(&format!("{path}{deed}"), &form).await.expect(422);
            assert!(refused.has("#audience-error") && refused.one("#text").trim() == "Kept", "{deed}");
            ada.browser.post(&format!("{path}{deed}"), &[("text", "x"), ("evil", "1")]).await.expect(422);
        }
        let now = version(&ada, &path).await;
        for _ in 0..2 {
            let posted = send(&ada, &format!("{path}/publish"), "A whole thought", &now).await.expect(303);
            assert_eq!(posted.location(), "/feed");
        }
        assert_eq!(feed(&ada).await, ["A whole thought"], "a double click posts once");
        for path in [path.clone(), format!("{path}/remove")] {
            send(&ada, &path, "x", "1").await.expect(404);
        }
        send(&ada, &format!("{path}/publish"), "Another", &now).await.expect(404);
        assert_eq!((list(&ada).await.len(), feed(&ada).await.len()), (0, 1));
    })
    .await;
}

#[tokio::test]
async fn the_form_of_the_home_page_begins_one_draft_and_no_words_are_lost() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let home = ada.browser.get("/feed").await.expect(200);
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        let press = async |text: &str| {
            let form = [("text", text), ("audience", "members"), ("request_id", token.as_str())];
            ada.browser.post("/feed/drafts", &form).await.expect(303).location().to_owned()
        };
        let first = press("One").await;
        assert_eq!(press("One").await, first, "a double click begins one");
        let other = press("Two").await;
        assert_ne!(other, first);
        assert_eq!(ada.browser.get(&first).await.one("#text").trim(), "One");
        assert_eq!(ada.browser.get(&other).await.one("#text").trim(), "Two");
        ada.browser
            .post("/feed/drafts", &[("text", "x"), ("audience", "members"), ("request_id", "z")])
            .await
            .expect(422);
        let long = "é".repeat(3_001);
        let refused = self::press(&ada, &long).await.expect(422);
        assert!(refused.has("#text-error") && refused.one("#text").trim() == long);
    })
    .await;
}

#[tokio::test]
async fn who_may_comment_is_kept_until_it_is_posted() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let home = ada.browser.get("/feed").await.expect(200);
        let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
        let form = [("text", "x"), ("audience", "members"), ("commenters", "nobody"), ("request_id", token.as_str())];
        let path = ada.browser.post("/feed/drafts", &form).await.expect(303).location().to_owned();
        let chosen = async |path: &str| {
            ada.browser.get(path).await.expect(200).attribute("#commenters option[selected]", "value")
        };
        assert_eq!(chosen(&path).await, "nobody");
        let press = async |deed: &str, commenters: &str, version: &str| {
            let form = [("text", "x"), ("audience", "members"), ("commenters", commenters), ("version", version)];
            ada.browser.post(&format!("{path}{deed}"), &form).await
        };
        press("", "connections", "1").await.expect(303);
        // It is a change as any other: another tab is told.
        press("", "mentioned", "1").await.expect(422);
        assert_eq!(chosen(&path).await, "connections");
        for deed in ["", "/publish"] {
            assert!(press(deed, "all", "2").await.expect(422).has("#commenters-error"), "{deed}");
        }
        press("/publish", "mentioned", "2").await.expect(303);
        let post = ada.browser.get("/feed").await.attribute("#main .post .when > a", "href");
        assert_eq!(chosen(&format!("{post}/edit")).await, "mentioned");
    })
    .await;
}

#[tokio::test]
async fn another_tab_is_told_and_keeps_its_text() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let path = begin(&ada, "First").await;
        let version = version(&ada, &path).await;
        // One tab saves itself, twice; the answer brings the version it goes on from.
        let tab = ada.browser.htmx();
        let form = |text, version| [("text", text), ("audience", "members"), ("version", version)];
        let saved = tab.post(&path, &form("Second", &version)).await.expect(200);
        let next = saved.attribute("#draft-state", "data-version");
        assert_eq!(saved.one("#draft-state"), "Saved");
        tab.post(&path, &form("Third", &next)).await.expect(200);
        // The other began with what was there first.
        let told = tab.post(&path, &form("Mine", &version)).await.expect(422);
        assert!(told.one("#draft-state").contains("changed in another tab"));
        assert_eq!(told.attribute("#draft-state", "data-version"), version);
        for deed in ["", "/publish"] {
            let told = send(&ada, &format!("{path}{deed}"), "Mine", &version).await.expect(422);
            assert_eq!((told.one("#text").trim(), told.one("#main .lines").as_str()), ("Mine", "Third"), "{deed}");
            assert_eq!(ada.browser.get(&path).await.one("#text").trim(), "Third");
        }
        assert_eq!(feed(&ada).await, Vec::<String>::new());
        // Whoever has seen both decides.
        let told = send(&ada, &path, "Mine", &version).await.expect(422);
        let seen = told.attribute("#draft input[name=version]", "value");
        send(&ada, &path, "Mine", &seen).await.expect(303);
        assert_eq!(ada.browser.get(&path).await.one("#text").trim(), "Mine");
        // To save the same again is no change, whatever the version.
        send(&ada, &path, "Mine", "0").await.expect(303);
        let long = "é".repeat(3_001);
        let refused = tab.post(&path, &form(&long, "9")).await.expect(422);
        assert!(refused.one("#draft-state").contains("Not saved"));
    })
    .await;
}

#[tokio::test]
async fn pressed_at_the_same_moment_the_buttons_do_it_once() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let path = begin(&ada, "Once").await;
        let publish = format!("{path}/publish");
        let pressed = tokio::join!(
            send(&ada, &publish, "Once", "1"),
            send(&ada, &publish, "Once", "1"),
            send(&ada, &publish, "Once", "1")
        );
        for page in [pressed.0, pressed.1, pressed.2] {
            assert_eq!(page.expect(303).location(), "/feed");
        }
        assert_eq!(feed(&ada).await, ["Once"]);
        // Of two tabs that save at once one is told.
        let path = begin(&ada, "Twice").await;
        let (one, other) = tokio::join!(send(&ada, &path, "One", "1"), send(&ada, &path, "Other", "1"));
        let mut answers = [one.status.as_u16(), other.status.as_u16()];
        answers.sort_unstable();
        assert_eq!(answers, [303, 422]);
    })
    .await;
}

#[tokio::test]
async fn a_draft_does_not_exist_for_others() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        let path = begin(&ada, "Secret").await;
        let (operator, guest) = (t.operator("Olga").await, t.browser());
        for who in [&bob.browser, &operator.browser] {
            who.get(&path).await.expect(404);
            let form = [("text", "Overwritten"), ("audience", "everyone"), ("version", "1")];
            for deed in ["", "/publish", "/remove", "/restore"] {
                let form = if deed.starts_with("/re") { &[][..] } else { &form };
                who.post(&format!("{path}{deed}"), form).await.expect(404);
            }
            assert!(!who.get("/feed/drafts").await.text().contains("Secret"));
        }
        assert!(guest.get(&path).await.expect(303).location().starts_with("/login"));
        assert_eq!(ada.browser.get(&path).await.expect(200).one("#text").trim(), "Secret");
        assert_eq!(list(&ada).await, ["Secret"]);
    })
    .await;
}

#[tokio::test]
async fn a_deleted_draft_comes_back_for_a_while_and_an_old_one_is_forgotten() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let (path, other) = (begin(&ada, "Rash").await, begin(&ada, "Old").await);
        for _ in 0..2 {
            assert_eq!(ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303).location(), "/feed/drafts");
        }
        let page = ada.browser.get("/feed/drafts").await;
        assert_eq!(page.attribute(".toast form", "action"), format!("{path}/restore"));
        ada.browser.get(&path).await.expect(404);
        send(&ada, &format!("{path}/publish"), "Rash", "1").await.expect(404);
        for _ in 0..2 {
            ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        }
        assert_eq!(list(&ada).await, ["Old", "Rash"]);
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        t.clock.advance(11 * 60 * 1_000_000);
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(404);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM draft")).await, 1);

        t.clock.advance(60 * DAY_US);
        let ada = t.again(&ada).await;
        send(&ada, &other, "Touched", "1").await.expect(303);
        t.clock.advance(89 * DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM draft")).await, 1, "touched in time");
        t.clock.advance(2 * DAY_US);
        t.app.db.write(verbs::purge).await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM draft")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn fifty_drafts_fit_and_whoever_posts_very_much_waits_and_keeps_the_draft() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let first = begin(&ada, "Draft 0").await;
        for number in 1..limits::DRAFTS {
            t.draft(ada.id, &format!("Draft {number}")).await;
        }
        let full = press(&ada, "One too many").await.expect(422);
        assert!(full.one("#text-error").contains("fifty drafts") && full.one("#text").trim() == "One too many");
        assert_eq!(list(&ada).await.len(), 50);
        ada.browser.post(&format!("{first}/remove"), &[]).await.expect(303);
        let another = begin(&ada, "In its place").await;
        let back = ada.browser.post(&format!("{first}/restore"), &[]).await.expect(303);
        assert!(ada.browser.get(back.location()).await.one(".toast .grow").contains("fifty drafts"));
        assert_eq!(list(&ada).await.len(), 50);

        for number in 0..60 {
            let home = ada.browser.get("/feed").await;
            let token = home.attribute("form[action='/feed'] input[name=request_id]", "value");
            let text = format!("Post {number}");
            let form = [("text", text.as_str()), ("audience", "members"), ("request_id", token.as_str())];
            ada.browser.post("/feed", &form).await.expect(303);
        }
        let refused = send(&ada, &format!("{another}/publish"), "Too soon", "1").await.expect(429);
        assert!(refused.has("#text-error") && refused.one("#text").trim() == "Too soon");
        t.clock.advance(3_700 * 1_000_000);
        let ada = t.again(&ada).await;
        send(&ada, &format!("{another}/publish"), "Later", "1").await.expect(303);
        assert_eq!(feed(&ada).await[0], "Later");
    })
    .await;
}
