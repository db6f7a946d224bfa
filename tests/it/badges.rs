//! What people are open to: who sees it, where, until when, and that it is kept from those at work.

use db::sql;

use crate::support::{Page, Person, Site, world};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
const PAGE: &str = "/settings/open-to";
const WORK: &str = "/settings/open-to/work";

async fn set(person: &Person, kind: &str, audience: &str, line: &str, is_hidden: bool) -> Page {
    let (line_field, audience_field) = (format!("{kind}_line"), format!("{kind}_audience"));
    let mut fields = vec![(line_field.as_str(), line), (audience_field.as_str(), audience)];
    if is_hidden {
        fields.push(("is_hidden_at_work", "true"));
    }
    person.browser.post(&format!("{PAGE}/{kind}"), &fields).await
}

async fn works_at(person: &Person, company: &str, audience: &str) {
    let shop = format!("/in/{}/edit/experience", person.handle);
    person.browser.post(&format!("{shop}/audience"), &[("audience", audience)]).await.expect(303);
    let token = person.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
    let fields = [
        ("title", "Mate"),
        ("organisation", company),
        ("start_year", "2020"),
        ("is_current", "true"),
        ("request_id", &token),
    ];
    person.browser.post(&shop, &fields).await.expect(303);
}

/// Whether the viewer finds the badge on the profile, in the list and among the newest: everywhere or nowhere.
async fn sees(viewer: &Person, handle: &str, badge: &str) -> bool {
    let page = viewer.browser.get(&format!("/in/{handle}")).await.expect(200);
    let on_profile = page.all(".hero .tag").iter().any(|tag| tag == badge);
    let listed = viewer.browser.get("/people").await.expect(200);
    let in_list = listed.all(".person-card .tag").iter().any(|tag| tag == badge);
    let home = viewer.browser.get("/feed").await.expect(200);
    let at_home = home.all(".person .tag").iter().any(|tag| tag == badge);
    assert_eq!((on_profile, on_profile), (in_list, at_home), "of {handle}");
    on_profile
}

#[tokio::test]
async fn each_viewer_sees_what_the_audience_allows() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        for (audience, connection, member, guest) in
            [("connections", true, false, false), ("members", true, true, false), ("everyone", true, true, true)]
        {
            set(&ada, "work", audience, "Zqline", false).await.expect(303);
            assert_eq!(sees(&ben, "ada", "Open to work").await, member, "{audience}");
            let shown = |page: Page| page.expect(200).text().contains("Zqline");
            assert_eq!(shown(ben.browser.get("/in/ada").await), member, "{audience}");
            assert_eq!(shown(t.browser().get("/in/ada").await), guest, "{audience}");
            assert!(shown(ada.browser.get("/in/ada").await));
            for (eyes, told) in [("connection", connection), ("member", member), ("guest", guest)] {
                assert_eq!(shown(ada.browser.get(&format!("/in/ada?as={eyes}")).await), told, "{audience} {eyes}");
            }
        }
        set(&ada, "work", "only-me", "", false).await.expect(422);
        set(&ada, "hiring", "members", "A rigger", false).await.expect(303);
        assert!(sees(&ben, "ada", "Hiring").await && sees(&ben, "ada", "Open to work").await);
    })
    .await;
}

#[tokio::test]
async fn whoever_works_at_the_same_place_never_sees_what_is_hidden_from_them() {
    world(async |t| {
        let (ada, boss, ben) = (t.person("Ada").await, t.person("Boss").await, t.person("Ben").await);
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        works_at(&ada, "Tidewater", "members").await;
        works_at(&boss, "Tidewater", "only-me").await;
        works_at(&ben, "Tide & Water", "members").await;
        let page = ada.browser.get(PAGE).await.expect(200);
        assert!(page.has("input[name=is_hidden_at_work][checked]"), "ticked at first");
        set(&ada, "work", "everyone", "Zqline", true).await.expect(303);
        assert!(!sees(&boss, "ada", "Open to work").await, "whoever may read where the boss works");
        assert!(sees(&ben, "ada", "Open to work").await);
        // Signed out the boss is a guest.
        assert!(!t.browser().get("/in/ada").await.expect(200).text().contains("Zqline"));
        for eyes in ["guest", "member", "connection"] {
            let page = boss.browser.get(&format!("/in/ada?as={eyes}")).await.expect(200);
            assert!(!page.text().contains("Zqline"), "{eyes}");
        }
        assert!(!boss.browser.get("/people?q=ad").await.expect(200).has(".tag-success"));

        // The same employer under another name.
        let (tidewater, other) = (t.company("Tidewater", None).await, t.company("Tide & Water", None).await);
        assert_ne!(tidewater, other);
        t.company("Tide & Water", Some(tidewater)).await;
        assert!(!sees(&ben, "ada", "Open to work").await);

        set(&ada, "work", "everyone", "Zqline", false).await.expect(303);
        assert!(sees(&boss, "ada", "Open to work").await && sees(&ben, "ada", "Open to work").await);
        assert!(t.browser().get("/in/ada").await.expect(200).text().contains("Zqline"));
    })
    .await;
}

#[tokio::test]
async fn an_employer_nobody_may_know_of_is_one_all_the_same() {
    world(async |t| {
        let (ada, boss) = (t.person("Ada").await, t.person("Boss").await);
        // Ada was first to name it, for herself alone: it has no row, and hers is not changed when it gets one.
        works_at(&ada, "Quiet Works", "only-me").await;
        works_at(&boss, "quiet works", "members").await;
        set(&ada, "work", "members", "", true).await.expect(303);
        assert!(!sees(&boss, "ada", "Open to work").await);
    })
    .await;
}

#[tokio::test]
async fn it_ends_by_itself_and_by_a_click_and_comes_back() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        for verb in ["renew", "end", "restore"] {
            ada.browser.post(&format!("{WORK}/{verb}"), &[]).await.expect(404);
        }
        set(&ada, "work", "members", "Mate", false).await.expect(303);
        let page = ada.browser.get(PAGE).await.expect(200);
        assert!(page.one("[data-state=work]").contains("Shown until 31 Aug."), "{}", page.one("[data-state=work]"));
        ada.browser.post(&format!("{WORK}/end"), &[]).await.expect(303);
        assert!(!sees(&ben, "ada", "Open to work").await);
        let undo = ada.browser.get(PAGE).await.attribute(".toast form", "action");
        ben.browser.post(&undo, &[]).await.expect(404);
        ada.browser.post(&undo, &[]).await.expect(303);
        assert!(sees(&ben, "ada", "Open to work").await);

        t.clock.advance(89 * DAY_US);
        let (ada, ben) = (again(t, ada).await, again(t, ben).await);
        assert!(sees(&ben, "ada", "Open to work").await);
        // A change is no renewal.
        set(&ada, "work", "members", "Chief mate", false).await.expect(303);
        t.clock.advance(DAY_US);
        assert!(!sees(&ben, "ada", "Open to work").await, "gone at once");
        let over = ada.browser.get(PAGE).await.expect(200);
        assert!(over.one("[data-state=work]").contains("No longer shown since"));
        ada.browser.post(&format!("{WORK}/renew"), &[]).await.expect(303);
        assert!(sees(&ben, "ada", "Open to work").await);
        ada.browser.post(&format!("{WORK}/end"), &[]).await.expect(303);
        t.clock.advance(11 * 60 * 1_000_000);
        t.app.outbox.get().unwrap().drain().await.unwrap();
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM profile_badge")).await, 0);
    })
    .await;
}

/// The same person with a session of now.
async fn again(t: &Site, person: Person) -> Person {
    Person { browser: t.signed_in(person.id).await, ..person }
}

#[tokio::test]
async fn a_week_before_the_end_one_mail_says_so() {
    world(async |t| {
        let ada = t.person("Ada").await;
        set(&ada, "work", "members", "", false).await.expect(303);
        t.clock.advance(82 * DAY_US);
        assert_eq!(t.mails_to(&ada.email).await.len(), 0);
        t.clock.advance(DAY_US);
        let mails = t.mails_to(&ada.email).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].text.contains("http://localhost:8000/settings/open-to"), "{}", mails[0].text);
        t.clock.advance(DAY_US);
        assert_eq!(t.mails_to(&ada.email).await.len(), 1, "once");
        let ada = again(t, ada).await;
        ada.browser.post(&format!("{WORK}/renew"), &[]).await.expect(303);
        t.clock.advance(84 * DAY_US);
        assert_eq!(t.mails_to(&ada.email).await.len(), 2, "and again before the next end");
        let ada = again(t, ada).await;
        set(&ada, "hiring", "members", "", false).await.expect(303);
        ada.browser.post(&format!("{PAGE}/hiring/end"), &[]).await.expect(303);
        t.clock.advance(83 * DAY_US);
        assert_eq!(t.mails_to(&ada.email).await.len(), 2, "nothing of what was ended");
    })
    .await;
}

#[tokio::test]
async fn a_form_with_mistakes_keeps_what_was_typed() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let long = "x".repeat(121);
        let refused = set(&ada, "work", "friends", &long, false).await.expect(422);
        assert_eq!(refused.all("#errors a").len(), 2);
        assert_eq!(refused.attribute("#work_line", "value"), long);
        assert!(!refused.has("input[name=is_hidden_at_work][checked]"));
        assert!(!refused.has("#hiring_line[aria-invalid]"));
        ada.browser.post(WORK, &[("until_us", "9")]).await.expect(422);
        ada.browser.post(&format!("{PAGE}/leisure"), &[]).await.expect(404);
        let evil = "<script>alert(1)</script>";
        set(&ada, "hiring", "members", evil, false).await.expect(303);
        let page = t.person("Ben").await.browser.get("/in/ada").await.expect(200);
        assert!(!page.text().contains(evil) && page.one(".hero").contains(evil));
    })
    .await;
}
