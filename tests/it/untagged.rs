//! Whoever is mentioned may take the mention away.

use db::sql;

use crate::comments::say;
use crate::posts::post;
use crate::support::{Person, world};

async fn edit(who: &Person, path: &str, text: &str) {
    let page = who.browser.get(&format!("{path}/edit")).await.expect(200);
    let seen = page.attribute("input[name=seen]", "value");
    let mut form = vec![("text", text), ("seen", seen.as_str())];
    if path.contains("/post/") {
        form.extend([("audience", "members"), ("commenters", "mentioned")]);
    }
    who.browser.post(&format!("{path}/edit"), &form).await.expect(303);
}

#[tokio::test]
async fn a_mention_that_was_taken_away_is_plain_text_for_everybody_and_no_edit_brings_it_back() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = post(&ada, "With @bob and @cem", "members").await;
        edit(&ada, &path, "With @bob and @cem.").await;
        let untag = format!("{path}/untag");
        let page = bob.browser.get(&path).await.expect(200);
        assert!(page.has(".post-text a[href='/in/bob']"));
        assert_eq!(page.attribute(".menu form[action$='/untag']", "action"), untag);
        let dot = t.person("Dot").await;
        assert!(
            !dot.browser.get(&path).await.has("form[action$='/untag']"),
            "who is not mentioned has nothing to remove"
        );
        for who in [&ada, &dot] {
            who.browser.post(&untag, &[]).await.expect(404);
        }
        say(&bob, &path, "I may comment", "").await;
        assert_eq!(bob.browser.post(&untag, &[]).await.expect(303).location(), path);
        for who in [&ada, &bob, &cem, &dot] {
            let page = who.browser.get(&path).await.expect(200);
            assert!(!page.has(".post-text a[href='/in/bob']") && page.one(".post-text").contains("@bob"), "plain text");
            assert!(page.has(".post-text a[href='/in/cem']"), "others are mentioned still");
        }
        let page = bob.browser.get(&path).await.expect(200);
        assert!(!page.has("form[action$='/untag']") && !page.has(&format!("form[action='{path}/comments']")));
        let token = cem.browser.get(&path).await.attribute("form[action$='/comments'] input[name=request_id]", "value");
        let form = [("text", "x"), ("parent", ""), ("request_id", token.as_str())];
        bob.browser.post(&format!("{path}/comments"), &form).await.expect(403);

        // Neither at once, nor by taking the name out first, nor by another handle.
        edit(&ada, &path, "Again with @bob").await;
        edit(&ada, &path, "Without").await;
        edit(&ada, &path, "With @bob").await;
        bob.browser.post("/settings/handle", &[("handle", "bobby")]).await.expect(303);
        edit(&ada, &path, "With @bobby and @bob").await;
        let page = cem.browser.get(&path).await.expect(200);
        assert!(!page.has(".post-text a"), "{}", page.one(".post-text"));
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM post_mention WHERE NOT is_removed")).await, 0);
        // In another post it is another matter.
        let other = post(&ada, "Hello @bobby", "members").await;
        assert!(cem.browser.get(&other).await.has(".post-text a[href='/in/bobby']"));
        assert!(bob.browser.get(&other).await.has("form[action$='/untag']"), "under the present handle");
        // Whoever cannot read it cannot change it.
        ada.browser.post("/in/bobby/block", &[]).await.expect(303);
        bob.browser.post(&format!("{other}/untag"), &[]).await.expect(404);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM post_mention WHERE NOT is_removed")).await, 1);
        assert!(t.browser().post(&untag, &[]).await.expect(303).location().starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn a_mention_in_a_comment_is_taken_away_alike() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let path = post(&ada, "Open", "members").await;
        let id = say(&cem, &path, "Ask @bob", "").await;
        let comment = format!("/feed/comment/{id}");
        let link = format!("#comment-{id} .prose a[href='/in/bob']");
        let page = bob.browser.get(&path).await.expect(200);
        assert!(page.has(&link));
        let untag = page.attribute(&format!("#comment-{id} .menu form"), "action");
        assert_eq!(untag, format!("{comment}/untag"));
        for who in [&ada, &cem] {
            who.browser.post(&untag, &[]).await.expect(404);
        }
        let sent = bob.browser.post(&untag, &[]).await.expect(303);
        assert!(sent.location().ends_with(&format!("#comment-{id}")));
        for who in [&ada, &bob, &cem] {
            let page = who.browser.get(&path).await.expect(200);
            assert!(!page.has(&link) && page.one(".comment .prose").contains("@bob"));
        }
        edit(&cem, &comment, "Ask somebody").await;
        edit(&cem, &comment, "Ask @bob again").await;
        assert!(!ada.browser.get(&path).await.has(&link));
        // Another comment may mention them: they take that away, too.
        let other = say(&cem, &path, "@bob", "").await;
        assert!(ada.browser.get(&path).await.has(&format!("#comment-{other} .prose a")));
    })
    .await;
}
