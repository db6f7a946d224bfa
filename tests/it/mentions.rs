//! Whom a mention is offered for, while it is being typed.

use crate::connections::connect;
use crate::support::{Person, world};

/// The handles that are offered for these letters.
async fn offered(who: &Person, letters: &str) -> Vec<String> {
    let query = url::form_urlencoded::byte_serialize(letters.as_bytes()).collect::<String>();
    let page = who.browser.htmx().get(&format!("/mentions?q={query}")).await.expect(200);
    assert_eq!(page.has("[role=listbox]"), page.has("[role=option]"), "a list that holds nothing is none");
    page.all("[role=option] .sub > bdi:first-child").iter().map(|handle| handle.replace('@', "")).collect()
}

#[tokio::test]
async fn a_few_letters_offer_those_one_knows_first() {
    world(async |t| {
        let me = t.person("Mia").await;
        let [stranger, second, followed, near] = t.people(["Zoe Aa", "Zoe Brandt", "Zoe Cole", "Zoë Dahl"]).await;
        let bridge = t.person("Ole").await;
        connect(&me, &near).await;
        connect(&me, &bridge).await;
        connect(&bridge, &second).await;
        me.browser.post(&format!("/mynetwork/people/{}/follow", followed.id), &[]).await.expect(303);
        let all = [&near, &followed, &second, &stranger].map(|person| person.handle.clone());
        for letters in ["zo", "ZOE", "zoë", "Zoe"] {
            assert_eq!(offered(&me, letters).await, all, "{letters}");
        }
        // Of those one knows any word of the name counts, and everybody is found by the beginning of their handle.
        assert_eq!(offered(&me, "dah").await, std::slice::from_ref(&near.handle));
        assert_eq!(offered(&me, "col").await, std::slice::from_ref(&followed.handle));
        assert_eq!(offered(&me, "zoe-b").await, std::slice::from_ref(&second.handle));
        for nobody in ["", " ", "%", "_", "zoe%", "oe", "'", "\u{10FFFF}", "ahl", "mia"] {
            assert_eq!(offered(&me, nobody).await, Vec::<String>::new(), "{nobody:?}");
        }
        assert_eq!(offered(&me, &"z".repeat(5_000)).await, Vec::<String>::new());

        for number in 0..8 {
            t.person(&format!("Zoe X{number}")).await;
        }
        let six = offered(&me, "zoe").await;
        assert_eq!((six.len(), &six[..3]), (6, &all[..3]));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_offered_who_does_not_exist_for_whoever_types() {
    world(async |t| {
        let [me, near, far, gone] = t.people(["Mia", "Kai Near", "Kai Far", "Kai Gone"]).await;
        connect(&me, &near).await;
        connect(&me, &gone).await;
        me.browser.post(&format!("/mynetwork/people/{}/follow", far.id), &[]).await.expect(303);
        assert_eq!(offered(&me, "kai").await.len(), 3);
        t.suspend(gone.id).await;
        assert_eq!(offered(&me, "kai").await, [near.handle.clone(), far.handle.clone()]);
        near.browser.post("/in/mia/block", &[]).await.expect(303);
        me.browser.post(&format!("/in/{}/block", far.handle), &[]).await.expect(303);
        for letters in ["kai", "near", "far", "kai-n"] {
            assert_eq!(offered(&me, letters).await, Vec::<String>::new(), "{letters}");
        }
        for (who, letters) in [(&near, "mia"), (&far, "mia")] {
            assert_eq!(offered(who, letters).await, Vec::<String>::new(), "{}", who.handle);
        }
        // What a headline says is for those it is for.
        let [shy, fan] = t.people(["Shy Person", "Fan"]).await;
        let form = [("name", "Shy Person"), ("headline", "Secretmark"), ("headline_audience", "only-me")];
        shy.browser.post(&format!("/in/{}/edit", shy.handle), &form).await.expect(303);
        let page = fan.browser.get("/mentions?q=shy").await.expect(200);
        assert!(page.text().contains("Shy Person") && !page.text().contains("Secretmark"));
    })
    .await;
}
