//! Who looked at whose profile, and what they leave behind: each mode, each attempt to learn more, and the settings in
//! which all of it is chosen.

use axum::body::Body;
use axum::http::Method;
use db::sql;

use crate::support::{Browser, Page, Person, Site, world};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
const PAGE: &str = "/dashboard/profile-views";

async fn choose(person: &Person, mode: &str) {
    person.browser.post("/settings/privacy", &[("viewing_mode", mode)]).await.expect(303);
}

async fn look(person: &Person, of: &str) -> Page {
    person.browser.get(&format!("/in/{of}")).await.expect(200)
}

/// Names and hints in the list, sorted: their order within a day tells nothing.
async fn listed(person: &Person) -> Vec<String> {
    let mut names = person.browser.get(PAGE).await.expect(200).all("main .person .name");
    names.sort();
    names
}

async fn tiles(person: &Person) -> Vec<String> {
    person.browser.get(PAGE).await.expect(200).all(".tile .value")
}

async fn views(t: &Site) -> i64 {
    t.count(sql!("SELECT COUNT(*) FROM profile_view")).await
}

/// Works at the company now.
async fn works_at(person: &Person, company: &str) {
    let shop = format!("/in/{}/edit/experience", person.handle);
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

async fn lives_in(person: &Person, place: &str) {
    let fields = [("location", place), ("location_audience", "members")];
    person.browser.post(&format!("/in/{}/edit", person.handle), &fields).await.expect(303);
}

#[tokio::test]
async fn a_member_s_own_reading_counts_once_a_day_and_nothing_else_does() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        for browser in [
            ben.browser.with("sec-purpose", "prefetch;prerender"),
            ben.browser.with("purpose", "prefetch"),
            ben.browser.with("user-agent", "Mozilla/5.0 (compatible; Examplebot/1.0)"),
            t.browser(),
            ada.browser.clone(),
        ] {
            browser.get("/in/ada").await.expect(200);
        }
        for eyes in ["guest", "member", "connection"] {
            ada.browser.get(&format!("/in/ada?as={eyes}")).await.expect(200);
        }
        ben.browser.send(Method::HEAD, "/in/ada", None, Body::empty()).await.expect(200);
        ben.browser.get("/in/nobody").await.expect(404);
        let gil = t.person("Gil").await;
        t.suspend(gil.id).await;
        ben.browser.get("/in/gil").await.expect(404);
        assert_eq!(views(t).await, 0);
        look(&ben, "ada").await;
        look(&ben, "ada?as=guest").await;
        ben.browser.htmx().get("/in/ada").await.expect(200);
        assert_eq!(views(t).await, 1, "once a day");
        t.clock.advance(DAY_US);
        look(&ben, "ada").await;
        assert_eq!(views(t).await, 2);
        assert_eq!(tiles(&ada).await, ["2", "2", "2"]);
        let own = look(&ada, "ada").await;
        assert_eq!(own.one("#views"), "2 profile views this week");
        assert!(!look(&ben, "ada").await.has(&format!("a[href='{PAGE}']")), "for the owner alone");
        assert_eq!(tiles(&ben).await, ["0", "0", "0"], "of one's own page, whoever asks");
        // Where the handle leads on, the page it leads to counts.
        ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        let cem = t.person("Cem").await;
        cem.browser.get("/in/ada").await.expect(301);
        assert_eq!(views(t).await, 2);
    })
    .await;
}

#[tokio::test]
async fn nobody_is_named_who_did_not_choose_it_and_private_viewers_see_numbers_alone() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let (ben, cem, dan) = (t.person("Ben").await, t.person("Cem").await, t.person("Dan").await);
        choose(&ben, "full").await;
        choose(&cem, "semi-private").await;
        // Ada and Dan chose nothing.
        for viewer in [&ben, &cem, &dan] {
            look(viewer, "ada").await;
        }
        let page = ada.browser.get(PAGE).await.expect(200);
        assert_eq!(page.all(".tile .value"), ["3", "3", "3"]);
        assert!(page.one("main .note").contains("You look at profiles in private"));
        assert!(page.has("main .note a[href='/settings/privacy#viewing']") && !page.has("main .person"));
        assert!(page.text().contains("1 view was made in private"));
        assert!(!["Ben", "Cem", "Dan"].iter().any(|name| page.text().contains(name)), "{}", page.text());

        choose(&ada, "full").await;
        assert_eq!(listed(&ada).await, Vec::<String>::new(), "who looked before stays unknown");
        t.clock.advance(DAY_US);
        for viewer in [&ben, &cem, &dan] {
            look(viewer, "ada").await;
        }
        assert_eq!(listed(&ada).await, ["A member of Harbour Guild", "Ben"]);
        let page = ada.browser.get(PAGE).await.expect(200);
        assert!(page.text().contains("2 views were made in private"));
        assert!(!page.text().contains("Cem") && !page.text().contains("Dan"), "{}", page.text());
    })
    .await;
}

#[tokio::test]
async fn beside_one_s_own_profile_stand_the_last_who_may_be_told_of_and_nobody_else() {
    const CARD: &str = "section[aria-labelledby=views]";
    world(async |t| {
        let ada = t.person("Ada").await;
        let card = async || look(&ada, "ada").await.one(CARD);
        assert!(card().await.starts_with("No profile views this week"));
        let hidden = t.person("Hal").await;
        look(&hidden, "ada").await;
        let private = card().await;
        assert!(
            private.starts_with("1 profile view this week") && private.contains("1 of them in private"),
            "{private}"
        );
        assert!(private.contains("so you see numbers alone") && !private.contains("Hal"), "{private}");

        choose(&ada, "full").await;
        assert!(card().await.contains("Nobody yet who wanted to be known"));
        for name in ["Ben", "Cem", "Dan", "Eva"] {
            t.clock.advance(DAY_US);
            let viewer = t.person(name).await;
            choose(&viewer, "full").await;
            look(&viewer, "ada").await;
        }
        look(&hidden, "ada").await;
        let page = look(&ada, "ada").await;
        assert_eq!(page.all(&format!("{CARD} .person .name")), ["Eva", "Dan", "Cem"], "three, the last first");
        assert!(page.one(CARD).contains("2 of them in private"), "{}", page.one(CARD));
        assert!(page.has(&format!("{CARD} a[href='{PAGE}']")) && !page.has(&format!("{CARD} .pager")));
        let as_others = look(&ada, "ada?as=member").await;
        assert!(!as_others.has(CARD), "others do not see it");

        ada.browser.post("/in/eva/block", &[]).await.expect(303);
        let page = look(&ada, "ada").await;
        assert_eq!(page.all(&format!("{CARD} .person .name")), ["Dan", "Cem", "Ben"]);
        choose(&ada, "private").await;
        assert!(!look(&ada, "ada").await.has(&format!("{CARD} .person")), "numbers alone, from the same moment");
    })
    .await;
}

#[tokio::test]
async fn a_view_tells_what_its_mode_was_when_it_was_made_whatever_is_chosen_later() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        choose(&ada, "full").await;
        look(&ben, "ada").await;
        choose(&ben, "full").await;
        look(&ben, "ada").await;
        assert_eq!(listed(&ada).await, Vec::<String>::new(), "the look of today was private");
        t.clock.advance(DAY_US);
        look(&ben, "ada").await;
        choose(&ben, "private").await;
        look(&ben, "ada").await;
        assert_eq!(listed(&ada).await, ["Ben"], "and that of this day was not");
        t.clock.advance(DAY_US);
        look(&ben, "ada").await;
        assert_eq!(listed(&ada).await, ["Ben"]);
        assert_eq!(tiles(&ada).await[0], "3");
    })
    .await;
}

#[tokio::test]
async fn whoever_looks_in_private_learns_no_names_by_changing_the_mode_for_a_moment() {
    world(async |t| {
        let (eve, ben) = (t.person("Eve").await, t.person("Ben").await);
        choose(&ben, "full").await;
        look(&ben, "eve").await;
        for mode in ["semi-private", "full"] {
            choose(&eve, mode).await;
            assert_eq!(listed(&eve).await, Vec::<String>::new(), "{mode}");
            choose(&eve, "private").await;
        }
        choose(&eve, "full").await;
        t.clock.advance(DAY_US);
        look(&ben, "eve").await;
        assert_eq!(listed(&eve).await, ["Ben"]);
        // Of the other two, neither is a way back to before.
        choose(&eve, "semi-private").await;
        assert_eq!(listed(&eve).await, ["Ben"]);
        choose(&eve, "private").await;
        assert_eq!(listed(&eve).await, Vec::<String>::new());
        choose(&eve, "full").await;
        assert_eq!(listed(&eve).await, Vec::<String>::new());
        eve.browser.post("/settings/privacy", &[("viewing_mode", "2")]).await.expect(422);
        eve.browser.post("/settings/privacy", &[("viewing_since_us", "0")]).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn a_semi_private_view_tells_what_enough_others_share_and_the_owner_may_read() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        choose(&ada, "full").await;
        choose(&ben, "semi-private").await;
        works_at(&ben, "Tidewater").await;
        lives_in(&ben, "Rotterdam, Netherlands").await;
        let tomorrow = async || {
            t.clock.advance(DAY_US);
            look(&ben, "ada").await;
            let page = ada.browser.get(PAGE).await.expect(200);
            // All in one order: the latest day first.
            page.one("main .person .name")
        };
        assert_eq!(tomorrow().await, "A member of Harbour Guild", "nobody shares it");
        let mut others = Vec::new();
        let arrive = async |number: usize| {
            let other = t.person(&format!("Other {number}")).await;
            works_at(&other, if number == 0 { "tide-water" } else { "Tidewater" }).await;
            lives_in(&other, "Rotterdam, Netherlands").await;
            other
        };
        for number in 0..3 {
            others.push(arrive(number).await);
        }
        // Under another name until staff finds that it is the same.
        let (tide, water) = (t.company("Tidewater", None).await, t.company("tide-water", None).await);
        assert_ne!(tide, water);
        works_at(&ada, "Tidewater").await;
        lives_in(&ada, "Rotterdam, Netherlands").await;
        assert_eq!(tomorrow().await, "A member of Harbour Guild", "the owner knows that it was not themselves");
        others.push(arrive(3).await);
        assert_eq!(tomorrow().await, "Somebody from Rotterdam, South Holland, Netherlands");
        let olga = t.operator("Olga").await;
        let merge = format!("/admin/companies/{water}/merge");
        olga.browser.post(&merge, &[("into", "tidewater")]).await.expect(303);
        assert_eq!(tomorrow().await, "Somebody at Tidewater", "four and Ben, of two names");
        // One whose employer Ada may not read is none of those it could have been.
        let hide = format!("/in/{}/edit/experience/audience", others[1].handle);
        others[1].browser.post(&hide, &[("audience", "only-me")]).await.expect(303);
        assert_eq!(tomorrow().await, "Somebody from Rotterdam, South Holland, Netherlands");
        let away = [("location_audience", "only-me")];
        ben.browser.post("/in/ben/edit", &away).await.expect(303);
        assert_eq!(tomorrow().await, "A member of Harbour Guild", "Ada may not read where Ben lives");
        others[1].browser.post(&hide, &[("audience", "members")]).await.expect(303);
        ben.browser.post("/in/ben/edit/experience/audience", &[("audience", "only-me")]).await.expect(303);
        assert_eq!(tomorrow().await, "A member of Harbour Guild", "nor where he works");
        // What was told stays, and says no more than then.
        let told = ada.browser.get(PAGE).await.expect(200);
        assert_eq!(told.all("main .person .name").iter().filter(|name| *name == "Somebody at Tidewater").count(), 1);
        assert!(!told.has("main .person a") && !told.text().contains("Ben"), "{}", told.text());
    })
    .await;
}

#[tokio::test]
async fn whoever_cannot_be_seen_any_more_is_not_named_and_no_semi_private_view_goes_with_its_viewer() {
    world(async |t| {
        let (ada, ben, cem) = (t.person("Ada").await, t.person("Ben").await, t.person("Cem").await);
        for (person, mode) in [(&ada, "full"), (&ben, "full"), (&cem, "semi-private")] {
            choose(person, mode).await;
        }
        ben.browser.post("/in/ben/edit", &[("headline", "Secret"), ("headline_audience", "members")]).await.expect(303);
        look(&ben, "ada").await;
        look(&cem, "ada").await;
        assert!(ada.browser.get(PAGE).await.text().contains("Secret"));
        ben.browser.post("/in/ben/edit", &[("headline_audience", "only-me")]).await.expect(303);
        assert!(!ada.browser.get(PAGE).await.text().contains("Secret"), "a row is what Ada may see now");
        t.suspend(ben.id).await;
        t.suspend(cem.id).await;
        assert_eq!(listed(&ada).await, ["A member of Harbour Guild"], "it would tell who it was");
        assert_eq!(tiles(&ada).await[0], "2");
    })
    .await;
}

#[tokio::test]
async fn the_chart_begins_with_ten_views_and_says_so_until_then() {
    world(async |t| {
        let ada = t.person("Ada").await;
        for number in 0..10 {
            assert!(ada.browser.get(PAGE).await.text().contains("The chart starts at 10 views"), "{number}");
            let viewer = t.person(&format!("Viewer {number}")).await;
            look(&viewer, "ada").await;
        }
        let page = ada.browser.get(PAGE).await.expect(200);
        assert_eq!(page.all(".chart rect").len(), 28);
        assert_eq!(page.attribute(".chart", "role"), "img");
        let finding = page.attribute(".chart", "aria-label");
        assert_eq!(finding, "10 views within 28 days. The most were 10, on 2 Jun.");
        let cells = page.all("table tbody td");
        assert_eq!(cells[cells.len() - 2..], ["2 Jun", "10"]);
        assert!(!page.text().contains("style="));
    })
    .await;
}

#[tokio::test]
async fn the_list_goes_on_for_its_owner_alone_and_no_cursor_tells_who_looked() {
    world(async |t| {
        let (ada, eve) = (t.person("Ada").await, t.person("Eve").await);
        choose(&ada, "full").await;
        let mut ids = Vec::new();
        for number in 10..40 {
            let viewer = t.person(&format!("Viewer {number}")).await;
            choose(&viewer, if number == 10 { "full" } else { "semi-private" }).await;
            look(&viewer, "ada").await;
            ids.push(viewer.id.get());
        }
        let first = ada.browser.get(PAGE).await.expect(200);
        let next = first.attribute(".pager a", "href");
        let rest = ada.browser.htmx().get(&next).await.expect(200);
        assert!(!rest.has("main"));
        let names: Vec<String> = first.all("main .name").into_iter().chain(rest.all(".name")).collect();
        assert_eq!(names.len(), 30);
        assert_eq!(names.iter().filter(|name| *name == "Viewer 10").count(), 1);
        eve.browser.get(&next).await.expect(404);
        let sealed = next.rsplit('=').next().unwrap();
        let plain = bs58::decode(sealed).into_vec().unwrap();
        let plain = String::from_utf8_lossy(&plain).into_owned();
        assert!(!ids.iter().any(|id| plain.contains(&id.to_string())), "{plain}");
        ada.browser.get(&format!("{PAGE}?after=forged")).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn views_are_forgotten_after_ninety_days() {
    world(async |t| {
        let (ada, ben, cem) = (t.person("Ada").await, t.person("Ben").await, t.person("Cem").await);
        choose(&ada, "full").await;
        choose(&ben, "full").await;
        look(&ben, "ada").await;
        t.clock.advance(20 * DAY_US);
        look(&cem, "ada").await;
        t.clock.advance(70 * DAY_US);
        let ada = Person { browser: t.signed_in(ada.id).await, ..ada };
        assert_eq!(tiles(&ada).await, ["0", "0", "1"]);
        assert_eq!(listed(&ada).await, Vec::<String>::new());
        t.app.outbox.get().unwrap().drain().await.unwrap();
        assert_eq!(views(t).await, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_looks_at_once_one_counts() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        choose(&ben, "full").await;
        let asks = (0..32).map(|_| {
            let browser: Browser = ben.browser.clone();
            tokio::spawn(async move { browser.get("/in/ada").await.expect(200) })
        });
        for ask in asks.collect::<Vec<_>>() {
            ask.await.unwrap();
        }
        assert_eq!(views(t).await, 1);
        assert_eq!(tiles(&ada).await[0], "1");
    })
    .await;
}

#[tokio::test]
async fn what_is_chosen_in_one_place_holds_in_the_other() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        ada.browser.post("/in/ada/edit", &[("headline", "Engines"), ("about", "Notes")]).await.expect(303);
        ada.browser.post("/in/ada/edit/skills/audience", &[("audience", "only-me")]).await.expect(303);
        let chosen = |page: &Page, field: &str| page.attribute(&format!("#{field} option[selected]"), "value");
        let page = ada.browser.get("/settings/privacy").await.expect(200);
        assert_eq!(chosen(&page, "skills_audience"), "only-me");
        assert_eq!(chosen(&page, "headline_audience"), "members");
        assert!(page.has("a[href='/in/ada/edit/contact']"));
        assert_eq!(page.attribute("input[name=viewing_mode][checked]", "value"), "private");

        let fields =
            [("headline_audience", "only-me"), ("skills_audience", "everyone"), ("photo_audience", "connections")];
        ada.browser.post("/settings/privacy", &fields).await.expect(303);
        let page = ada.browser.get("/settings/privacy").await.expect(200);
        assert_eq!(chosen(&page, "headline_audience"), "only-me");
        assert_eq!(chosen(&page, "about_audience"), "members", "what is not sent stays as it is");
        assert_eq!(chosen(&page, "photo_audience"), "connections");
        assert_eq!(chosen(&ada.browser.get("/in/ada/edit").await, "headline_audience"), "only-me");
        assert_eq!(chosen(&ada.browser.get("/in/ada/edit/skills").await, "audience"), "everyone");
        let seen = look(&ben, "ada").await.text();
        assert!(!seen.contains("Engines") && seen.contains("Notes"));

        ada.browser.post("/settings/privacy", &[("is_public", "on"), ("doors", "shown")]).await.expect(303);
        t.browser().get("/in/ada").await.expect(200);
        choose(&ada, "full").await;
        t.browser().get("/in/ada").await.expect(200);
        ada.browser.post("/settings/privacy", &[("doors", "shown")]).await.expect(303);
        t.browser().get("/in/ada").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_choice_that_is_none_is_named_at_its_field_and_nothing_is_saved() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let wrong = [("headline_audience", "friends"), ("about_audience", "only-me"), ("viewing_mode", "loud")];
        let refused = ada.browser.post("/settings/privacy", &wrong).await.expect(422);
        assert_eq!(refused.all("#errors a").len(), 2);
        assert_eq!(refused.attribute("#headline_audience", "aria-invalid"), "true");
        assert_eq!(
            refused.attribute("#about_audience option[selected]", "value"),
            "only-me",
            "what was chosen is kept"
        );
        let page = ada.browser.get("/settings/privacy").await.expect(200);
        assert_eq!(page.attribute("#about_audience option[selected]", "value"), "members");
        ada.browser.post("/settings/privacy", &[("contact_audience", "everyone")]).await.expect(422);
    })
    .await;
}
