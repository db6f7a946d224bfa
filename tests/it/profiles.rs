//! Profiles as their owner and others meet them: editing, who sees what, and the list of people.

use crate::support::{Page, Person, Site, world};

/// The names on a page of people, in its order.
fn names(page: &Page) -> Vec<String> {
    page.all(".person-card .name")
}

/// The address of the next page; empty on the last.
fn next(page: &Page) -> String {
    if page.has("a[href*='after=']") { page.attribute("a[href*='after=']", "href") } else { String::new() }
}

async fn edit(person: &Person, fields: &[(&str, &str)]) -> Page {
    person.browser.post(&format!("/in/{}/edit", person.handle), fields).await
}

/// The profile's page as a guest finds it.
async fn as_guest(t: &Site, person: &Person) -> Page {
    t.browser().get(&format!("/in/{}", person.handle)).await
}

#[tokio::test]
async fn what_is_saved_is_shown_and_stands_in_the_form_again() {
    world(async |t| {
        let ada = t.person("Ada Lovelace").await;
        let fields = [
            ("pronouns", "she/her"),
            ("headline", "Engines & poetry"),
            ("about", "I **compute** <script>alert(1)</script>"),
            ("location", "London"),
            ("label_1", "Notes"),
            ("url_1", "https://example.org/notes"),
        ];
        assert_eq!(edit(&ada, &fields).await.expect(303).location(), "/in/ada-lovelace");
        let page = t.person("Ben").await.browser.get("/in/ada-lovelace").await.expect(200);
        assert_eq!(page.one("main .headline"), "Engines & poetry");
        assert_eq!(page.one("main .prose strong"), "compute");
        assert!(!page.has("main script"));
        assert!(page.one("main .prose").contains("<script>alert(1)</script>"), "as text");
        assert_eq!(page.attribute("main a[href='https://example.org/notes']", "rel"), "ugc nofollow noopener");
        let form = ada.browser.get("/in/ada-lovelace/edit").await.expect(200);
        assert_eq!(form.attribute("#headline", "value"), "Engines & poetry");
        assert_eq!(form.attribute("#url_1", "value"), "https://example.org/notes");
        assert_eq!(form.one("#about").trim(), "I **compute** <script>alert(1)</script>");
    })
    .await;
}

#[tokio::test]
async fn a_form_with_mistakes_names_each_keeps_what_was_typed_and_changes_nothing() {
    world(async |t| {
        let ada = t.person("Ada").await;
        edit(&ada, &[("headline", "Before")]).await.expect(303);
        let long = "x".repeat(221);
        let fields = [("headline", long.as_str()), ("about", "Kept"), ("url_2", "javascript:alert(1)")];
        let refused = edit(&ada, &fields).await.expect(422);
        assert_eq!(refused.one("#errors strong"), "2 things to fix");
        assert_eq!(refused.all("#errors a").len(), 2);
        assert_eq!(refused.attribute("#headline", "aria-invalid"), "true");
        assert_eq!(refused.attribute("#headline", "value"), long);
        assert_eq!(refused.attribute("#url_2", "value"), "javascript:alert(1)");
        assert_eq!(refused.one("#about").trim(), "Kept");
        let one = edit(&ada, &[("name", " ")]).await.expect(422);
        assert_eq!(one.one("#errors strong"), "One thing to fix");
        let page = ada.browser.get("/in/ada").await.expect(200);
        assert_eq!(page.one("main .headline"), "Before");
    })
    .await;
}

#[tokio::test]
async fn guests_find_only_what_is_opened_to_everyone_on_a_page_that_is_public() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let fields = [
            ("headline", "Engines"),
            ("headline_audience", "everyone"),
            ("pronouns", "she/her"),
            ("pronouns_audience", "only-me"),
            ("about", "For members"),
            ("about_audience", "members"),
        ];
        edit(&ada, &fields).await.expect(303);
        as_guest(t, &ada).await.expect(404);
        ada.browser.post("/settings/privacy", &[("is_public", "true")]).await.expect(303);
        let open = as_guest(t, &ada).await.expect(200);
        assert_eq!(open.one("main .headline"), "Engines");
        assert!(!open.text().contains("For members") && !open.text().contains("she/her"));
        assert!(open.has("meta[name=robots][content*=noindex]"));
        assert_eq!(open.attribute("meta[property='og:title']", "content"), "Ada");
        let connection = ada.browser.get("/in/ada?as=connection").await.expect(200);
        assert!(connection.one(".owner-bar").contains("This is what your connections see."));
        assert!(!ada.browser.get("/in/ada?as=member").await.one(".owner-bar").contains("your connections see"));
        let owner = ada.browser.get("/in/ada?as=guest").await.expect(200);
        assert!(!owner.text().contains("For members"), "the owner sees what guests see");
        ada.browser.post("/settings/privacy", &[("is_public", "true"), ("is_indexed", "true")]).await.expect(303);
        assert!(!as_guest(t, &ada).await.expect(200).has("meta[name=robots][content*=noindex]"));
        ada.browser.post("/settings/privacy", &[]).await.expect(303);
        as_guest(t, &ada).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn a_page_with_nothing_more_says_so_to_others() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        let nothing = "There is nothing more to read here yet.";
        assert!(ben.browser.get("/in/ada").await.expect(200).text().contains(nothing));
        assert!(!ada.browser.get("/in/ada").await.expect(200).text().contains(nothing), "its owner may write");
        edit(&ada, &[("about", "Engines")]).await.expect(303);
        assert!(!ben.browser.get("/in/ada").await.expect(200).text().contains(nothing));
    })
    .await;
}

#[tokio::test]
async fn a_former_handle_leads_to_the_present_page() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        assert_eq!(ben.browser.get("/in/ada").await.expect(301).location(), "/in/countess");
        assert_eq!(ada.browser.get("/in/ada/edit").await.expect(301).location(), "/in/countess/edit");
        assert_eq!(t.browser().get("/in/ada").await.expect(404).location(), "", "guests learn of neither");
        ada.browser.post("/in/ada/edit", &[("headline", "From a tab of before")]).await.expect(303);
        let page = ben.browser.get("/in/countess").await.expect(200);
        assert_eq!(page.one("main .headline"), "From a tab of before");
    })
    .await;
}

#[tokio::test]
async fn places_are_offered_and_the_chosen_one_is_named_in_the_reader_s_language() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let offered = ada.browser.htmx().get("/places?location=Vienna").await.expect(200);
        let id = offered.attribute("input[name=place]:not([value=''])", "value");
        edit(&ada, &[("location", "Vienna"), ("place", &id)]).await.expect(303);
        let ben = t.person("Ben").await;
        assert!(ben.browser.get("/in/ada").await.expect(200).one("main .facts").contains("Vienna, Austria"));
        let german = [("theme", "system"), ("language", "de"), ("time_zone", "UTC")];
        ben.browser.post("/settings/appearance", &german).await.expect(303);
        assert!(ben.browser.get("/in/ada").await.expect(200).one("main .facts").contains("Österreich"));
        let none = ada.browser.htmx().get("/places?location=zzzz").await.expect(200);
        assert!(!none.has("input"));
    })
    .await;
}

#[tokio::test]
async fn people_are_listed_page_after_page_and_found_by_the_beginning_of_their_name() {
    world(async |t| {
        let ada = t.person("Ada").await;
        for number in 10..40 {
            t.person(&format!("Sam {number}")).await;
        }
        let first = ada.browser.get("/people").await.expect(200);
        assert_eq!(names(&first).len(), 24);
        let more = ada.browser.htmx().get(&next(&first)).await.expect(200);
        assert!(!more.has("main"), "rows alone for a page that is there already");
        let all: Vec<String> = names(&first).into_iter().chain(names(&more)).collect();
        let expected: Vec<String> =
            std::iter::once("Ada".to_owned()).chain((10..40).map(|number| format!("Sam {number}"))).collect();
        assert_eq!(all, expected);
        assert_eq!(next(&more), "");
        assert_eq!(names(&ada.browser.get("/people?q=sam+3").await.expect(200)).len(), 10);
        let nobody = ada.browser.get("/people?q=zo%C3%AB").await.expect(200);
        assert!(nobody.text().contains("zoë") && nobody.has(".empty a[href='/people']"));
        ada.browser.get("/people?after=forged").await.expect(404);
        t.person("Ben").await.browser.get(&next(&first)).await.expect(404);
    })
    .await;
}
