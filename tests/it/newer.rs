//! What came since a page was drawn: counted for whoever looks, by the rules of their feed.

use crate::connections::connect;
use crate::posts::post;
use crate::support::{Page, Person, world};

/// The place on the home page that waits for new posts.
fn place(home: &Page) -> String {
    home.attribute(".newer[data-live=posts]", "data-src")
}

async fn says(who: &Person, place: &str) -> String {
    let page = who.browser.htmx().get(place).await.expect(200);
    if page.has("a") { page.one("a[href='/feed'][data-newer]") } else { page.text() }
}

#[tokio::test]
async fn a_page_that_is_open_counts_what_it_would_show_and_nothing_else() {
    world(async |t| {
        let [me, ada, bob, cem] = t.people(["Mia", "Ada", "Bob", "Cem"]).await;
        connect(&me, &ada).await;
        me.browser.post(&format!("/mynetwork/people/{}/follow", bob.id), &[]).await.expect(303);
        let empty = place(&me.browser.get("/feed").await.expect(200));
        assert_eq!(says(&me, &empty).await, "");
        post(&ada, "Before", "members").await;
        assert_eq!(says(&me, &empty).await, "1 new post", "a page that showed none");
        let drawn = place(&me.browser.get("/feed").await.expect(200));
        assert_eq!(says(&me, &drawn).await, "");

        post(&cem, "From a stranger", "everyone").await;
        post(&me, "My own", "everyone").await;
        post(&bob, "Not for me", "connections").await;
        assert_eq!(says(&me, &drawn).await, "");
        let path = post(&ada, "For connections", "connections").await;
        assert_eq!(says(&me, &drawn).await, "1 new post");
        post(&bob, "For members", "members").await;
        assert_eq!(says(&me, &drawn).await, "2 new posts");
        ada.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        assert_eq!(says(&me, &drawn).await, "1 new post", "one was taken back");
        ada.browser.post(&format!("{path}/restore"), &[]).await.expect(303);
        // Whoever asks with the number of another page learns nothing of others' posts.
        assert_eq!(says(&cem, &drawn).await, "");
        assert_eq!(says(&cem, "/feed/since/2/count").await, "");
        cem.browser.get("/feed/since/0/count").await.expect(404);

        bob.browser.post(&format!("/in/{}/block", me.handle), &[]).await.expect(303);
        assert_eq!(says(&me, &drawn).await, "1 new post", "across a block there is nobody");
        t.suspend(ada.id).await;
        assert_eq!(says(&me, &drawn).await, "");
    })
    .await;
}

#[tokio::test]
async fn many_are_not_counted_to_the_end_and_later_pages_wait_for_none() {
    world(async |t| {
        let [me, ada] = t.people(["Mia", "Ada"]).await;
        me.browser.post(&format!("/mynetwork/people/{}/follow", ada.id), &[]).await.expect(303);
        let drawn = place(&me.browser.get("/feed").await.expect(200));
        for number in 0..20 {
            t.post(ada.id, &format!("Post {number}")).await;
        }
        assert_eq!(says(&me, &drawn).await, "20 new posts");
        for number in 20..25 {
            t.post(ada.id, &format!("Post {number}")).await;
        }
        assert_eq!(says(&me, &drawn).await, "20+ new posts");
        let home = me.browser.get("/feed").await.expect(200);
        let second = me.browser.get(&home.attribute(".pager a", "href")).await.expect(200);
        assert!(!second.has(".newer"));
    })
    .await;
}

#[tokio::test]
async fn everybody_who_is_signed_in_gets_a_menu_with_the_address_and_only_authors_more() {
    world(async |t| {
        let [ada, bob] = t.people(["Ada", "Bob"]).await;
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        let path = post(&ada, "Hello", "everyone").await;
        let copy = format!(".post .menu a[data-copy][href='{path}']");
        let page = bob.browser.get(&path).await.expect(200);
        assert!(
            page.has(&copy)
                && !page.has(".post .menu a[href$='/edit']")
                && !page.has(".post .menu form[action$='/remove']")
        );
        let page = ada.browser.get(&path).await.expect(200);
        assert!(
            page.has(&copy)
                && page.has(".post .menu a[href$='/edit']")
                && page.has(".post .menu form[action$='/remove']")
        );
        assert!(!t.browser().get(&path).await.expect(200).has(".post .menu"), "a guest");
    })
    .await;
}
