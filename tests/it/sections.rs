//! Sections of a profile as their owner and others meet them: adding, editing, ordering, taking away, who sees what.

use crate::support::{Browser, Page, Person, Site, world};

const SHOP: &str = "/in/ada/edit/experience";

/// The request id of the form that adds an entry.
async fn token(browser: &Browser, shop: &str) -> String {
    browser.get(&format!("{shop}/new")).await.expect(200).attribute("input[name=request_id]", "value")
}

/// Sends the form that adds an entry.
async fn add(person: &Person, section: &str, fields: &[(&str, &str)]) -> Page {
    let shop = format!("/in/{}/edit/{section}", person.handle);
    let token = token(&person.browser, &shop).await;
    let mut fields = fields.to_vec();
    fields.push(("request_id", &token));
    person.browser.post(&shop, &fields).await
}

fn role<'a>(title: &'a str, employer: &'a str, from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    let end = if to == "now" { ("is_current", "true") } else { ("end_year", to) };
    vec![("title", title), ("organisation", employer), ("start_year", from), end]
}

/// The titles in the workshop, in their order, and the addresses of their forms.
async fn rows(person: &Person, section: &str) -> (Vec<String>, Vec<String>) {
    let shop = person.browser.get(&format!("/in/{}/edit/{section}", person.handle)).await.expect(200);
    let document = scraper::Html::parse_document(&shop.text());
    let links = scraper::Selector::parse(".entry-tools > a").unwrap();
    let links = document.select(&links).filter_map(|link| link.value().attr("href")).map(str::to_owned).collect();
    (shop.all(".entry-line .b"), links)
}

async fn seen(person: &Person, of: &str) -> Page {
    person.browser.get(&format!("/in/{of}")).await.expect(200)
}

#[tokio::test]
async fn roles_of_one_employer_stand_together_with_the_time_they_took() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        let mut first = role("Deckhand", "Tidewater", "2019", "2021");
        first.extend([("start_month", "1"), ("end_month", "6"), ("location", "Hull")]);
        assert_eq!(add(&ada, "experience", &first).await.expect(303).location(), SHOP);
        let mut second = role("Mate", "tidewater", "2021", "now");
        second.extend([("start_month", "6"), ("location", "Hull"), ("points", "- Fog\n- Ice")]);
        add(&ada, "experience", &second).await.expect(303);
        add(&ada, "experience", &role("Cook", "Kai & Co", "2018", "2018")).await.expect(303);

        let page = seen(&ben, "ada").await;
        assert_eq!(page.all(".timeline .org"), ["Tidewater", "Kai & Co"]);
        assert_eq!(page.all(".roles h3"), ["Mate", "Deckhand", "Cook"]);
        // The clock stands at June 2025.
        assert_eq!(page.all(".timeline .length"), ["6 years 6 months · Hull"]);
        assert!(
            page.one(".roles .now p").contains("June 2021 to now · 4 years 1 month"),
            "{}",
            page.one(".roles .now")
        );
        assert_eq!(page.all(".points li"), ["Fog", "Ice"]);
        assert_eq!(page.one(".hero .facts"), "Tidewater");
        assert_eq!(page.attribute(".timeline .org a", "href"), "/company/tidewater");
    })
    .await;
}

#[tokio::test]
async fn a_form_with_mistakes_names_each_keeps_what_was_typed_and_adds_nothing() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let mut wrong = role("Mate", "", "2021", "2019");
        wrong.push(("summary", "Much **fog**"));
        let refused = add(&ada, "experience", &wrong).await.expect(422);
        assert_eq!(refused.all("#errors a").len(), 2);
        assert_eq!(refused.attribute("#organisation", "aria-invalid"), "true");
        assert_eq!(refused.attribute("#end_year", "aria-invalid"), "true");
        assert_eq!(refused.attribute("#title", "value"), "Mate");
        assert_eq!(refused.one("#summary").trim(), "Much **fog**");
        assert_eq!(rows(&ada, "experience").await.0, Vec::<String>::new());
        // Mended, the same form is taken: it carries its request id on.
        let token = refused.attribute("input[name=request_id]", "value");
        let mut right = role("Mate", "Tidewater", "2019", "2021");
        right.push(("request_id", &token));
        ada.browser.post(SHOP, &right).await.expect(303);
        ada.browser.post(SHOP, &right).await.expect(303);
        assert_eq!(rows(&ada, "experience").await.0, ["Mate"], "a double click adds once");
        ada.browser.post(SHOP, &role("No form", "Tidewater", "2019", "2021")).await.expect(422);
    })
    .await;
}

#[tokio::test]
async fn an_entry_is_edited_moved_taken_away_and_brought_back() {
    world(async |t| {
        let ada = t.person("Ada").await;
        for title in ["Fog", "Ice", "Knots"] {
            add(&ada, "skills", &[("title", title)]).await.expect(303);
        }
        let again = add(&ada, "skills", &[("title", "ice")]).await.expect(422);
        assert_eq!(again.attribute("#title", "aria-invalid"), "true", "one has a skill once");
        let (_, forms) = rows(&ada, "skills").await;
        let form = ada.browser.get(&forms[1]).await.expect(200);
        assert_eq!(form.attribute("#title", "value"), "Ice");
        ada.browser.post(&forms[1], &[("title", "Pack ice"), ("choice", "expert")]).await.expect(303);
        assert_eq!(rows(&ada, "skills").await.0, ["Fog", "Pack ice", "Knots"]);

        ada.browser.post(&format!("{}/move", forms[2]), &[("to", "up")]).await.expect(303);
        assert_eq!(rows(&ada, "skills").await.0, ["Fog", "Knots", "Pack ice"]);
        let fog = forms[0].rsplit('/').next().unwrap();
        ada.browser.post(&format!("{}/move", forms[1]), &[("before", fog)]).await.expect(303);
        assert_eq!(rows(&ada, "skills").await.0, ["Pack ice", "Fog", "Knots"]);
        ada.browser.post(&format!("{}/move", forms[1]), &[("before", "")]).await.expect(303);
        assert_eq!(rows(&ada, "skills").await.0, ["Fog", "Knots", "Pack ice"]);
        ada.browser.post(&format!("{}/move", forms[1]), &[("to", "heaven")]).await.expect(422);

        assert_eq!(
            ada.browser.post(&format!("{}/remove", forms[0]), &[]).await.expect(303).location(),
            "/in/ada/edit/skills"
        );
        let said = ada.browser.get("/in/ada/edit/skills").await.expect(200);
        assert_eq!(said.all(".entry-line .b"), ["Knots", "Pack ice"]);
        let undo = said.attribute(".toast form", "action");
        assert_eq!(undo, format!("{}/restore", forms[0]));
        ada.browser.post(&undo, &[]).await.expect(303);
        assert_eq!(rows(&ada, "skills").await.0, ["Fog", "Knots", "Pack ice"]);
    })
    .await;
}

#[tokio::test]
async fn a_page_that_is_there_already_gets_the_list_alone_with_what_is_said() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let htmx = ada.browser.htmx();
        let form = htmx.get("/in/ada/edit/skills/new").await.expect(200);
        assert!(!form.has("main") && form.has("#entries form"));
        let token = form.attribute("input[name=request_id]", "value");
        let refused = htmx.post("/in/ada/edit/skills", &[("title", ""), ("request_id", &token)]).await.expect(422);
        assert!(refused.has("#entries form #errors"));
        let list = htmx.post("/in/ada/edit/skills", &[("title", "Fog"), ("request_id", &token)]).await.expect(200);
        assert_eq!(list.all(".entry-line .b"), ["Fog"]);
        assert_eq!(list.header("hx-replace-url"), "/in/ada/edit/skills");
        assert!(list.one("hx-partial .toast").contains("Saved"));
        let (_, forms) = rows(&ada, "skills").await;
        let gone = htmx.post(&format!("{}/remove", forms[0]), &[]).await.expect(200);
        assert_eq!(gone.attribute("hx-partial form", "action"), format!("{}/restore", forms[0]));
    })
    .await;
}

#[tokio::test]
async fn a_section_is_seen_by_those_its_owner_chose_on_every_page() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
        add(&ada, "skills", &[("title", "Lockpicking")]).await.expect(303);
        for (audience, connection, member, guest) in [
            ("everyone", true, true, true),
            ("members", true, true, false),
            ("connections", true, false, false),
            ("only-me", false, false, false),
        ] {
            ada.browser.post("/in/ada/edit/skills/audience", &[("audience", audience)]).await.expect(303);
            for path in ["/in/ada", "/in/ada/details/skills"] {
                let shown = |page: Page| page.expect(200).text().contains("Lockpicking");
                assert_eq!(shown(ben.browser.get(path).await), member, "{audience} {path}");
                assert_eq!(shown(t.browser().get(path).await), guest, "{audience} {path}");
                assert!(shown(ada.browser.get(path).await), "{audience} {path}");
                for (eyes, told) in [("connection", connection), ("member", member), ("guest", guest)] {
                    let through = format!("{path}?as={eyes}");
                    assert_eq!(shown(ada.browser.get(&through).await), told, "{audience} {through}");
                    // The choice is the owner's alone.
                    assert_eq!(shown(ben.browser.get(&through).await), member, "{audience} {through}");
                    assert_eq!(shown(t.browser().get(&through).await), guest, "{audience} {through}");
                }
            }
        }
        ada.browser.post("/in/ada/edit/skills/audience", &[("audience", "friends")]).await.expect(422);
        ada.browser.post("/in/ada/edit/contact/audience", &[("audience", "everyone")]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn ways_to_reach_somebody_have_audiences_of_their_own() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        let phone = [("choice", "phone"), ("title", "+31 10 123"), ("audience", "connections")];
        add(&ada, "contact", &phone).await.expect(303);
        let mail = [("choice", "email"), ("title", "ada?cc=x@example.org"), ("audience", "members")];
        add(&ada, "contact", &mail).await.expect(303);
        let page = seen(&ben, "ada").await;
        assert!(!page.text().contains("+31 10"));
        assert_eq!(page.attribute(".aside a[href^='mailto:']", "href"), "mailto:ada%3Fcc=x@example.org");
        let own = seen(&ada, "ada").await;
        assert_eq!(own.attribute(".aside a[href^='tel:']", "href"), "tel:+3110123");
        assert!(!t.browser().get("/in/ada").await.text().contains("mailto"));
    })
    .await;
}

#[tokio::test]
async fn long_sections_go_on_on_a_page_of_their_own() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        for title in ["One", "Two", "Three", "Four"] {
            add(&ada, "skills", &[("title", title)]).await.expect(303);
        }
        let page = seen(&ben, "ada").await;
        assert_eq!(page.all(".skill b"), ["One", "Two", "Three"]);
        assert_eq!(page.one(".show-all a"), "Show all 4");
        let all = ben.browser.get(&page.attribute(".show-all a", "href")).await.expect(200);
        assert_eq!(all.all(".skill b"), ["One", "Two", "Three", "Four"]);
        assert!(!all.has("main a[href*='/edit']"));
        assert!(ada.browser.get("/in/ada/details/skills").await.has("main a[href*='/edit']"));
        assert_eq!(ben.browser.get("/in/ada/details/hobbies").await.expect(404).location(), "");
        ada.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(303);
        let moved = ben.browser.get("/in/ada/details/skills").await.expect(301);
        assert_eq!(moved.location(), "/in/countess/details/skills");
        assert_eq!(ada.browser.get("/in/ada/edit/skills").await.expect(301).location(), "/in/countess/edit/skills");
    })
    .await;
}

#[tokio::test]
async fn nobody_works_in_another_s_workshop_or_with_another_s_entries() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        add(&ada, "skills", &[("title", "Fog")]).await.expect(303);
        let (_, forms) = rows(&ada, "skills").await;
        let id = forms[0].rsplit('/').next().unwrap();
        for path in [
            format!("/in/ada/edit/skills/{id}"),
            format!("/in/ben/edit/skills/{id}"),
            format!("/in/ada/edit/languages/{id}"),
        ] {
            let browser = if path.starts_with("/in/ada/edit/languages") { &ada.browser } else { &ben.browser };
            browser.get(&path).await.expect(404);
            browser.post(&path, &[("title", "Mine"), ("choice", "native")]).await.expect(404);
            for verb in ["remove", "restore", "move"] {
                browser.post(&format!("{path}/{verb}"), &[]).await.expect(404);
            }
        }
        assert_eq!(rows(&ada, "skills").await.0, ["Fog"]);
    })
    .await;
}

#[tokio::test]
async fn what_people_write_is_text_wherever_it_stands() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        let evil = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
        let mut entry = role(evil, evil, "2020", "now");
        entry.extend([("location", evil), ("summary", evil), ("points", evil), ("is_listed", "true")]);
        add(&ada, "experience", &entry).await.expect(303);
        add(&ada, "skills", &[("title", evil), ("keywords", evil)]).await.expect(303);
        let shop = ada.browser.get(SHOP).await;
        let form = ada.browser.get(&rows(&ada, "experience").await.1[0]).await;
        let company = seen(&ben, "ada").await.attribute(".timeline .org a", "href");
        let offers = ben.browser.htmx().get("/companies/offers?organisation=%22").await;
        let skills = ben.browser.htmx().get("/skills/offers?title=%22").await;
        for page in [seen(&ben, "ada").await, shop, form, ben.browser.get(&company).await, offers, skills] {
            let page = page.expect(200);
            assert!(!page.has("main script, main img, #entries script, [onerror]"), "{}", page.text());
            assert!(!page.text().contains("<script>alert"), "{}", page.text());
        }
        let json = {
            ada.browser.post("/settings/privacy", &[("is_public", "on")]).await.expect(303);
            ada.browser.post("/in/ada/edit/experience/audience", &[("audience", "everyone")]).await.expect(303);
            t.browser().get("/in/ada").await.expect(200)
        };
        assert!(json.one("script[type='application/ld+json']").contains("worksFor"));
        assert!(!json.text().contains("<script>alert"));
    })
    .await;
}

#[tokio::test]
async fn the_guide_names_the_next_step_until_it_is_sent_away() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let step = async || ada.browser.get("/in/ada").await.expect(200);
        assert!(step().await.attribute("section[aria-labelledby=guide] a", "href").ends_with("/in/ada/edit#headline"));
        ada.browser.post("/in/ada/edit", &[("headline", "Engines")]).await.expect(303);
        assert_eq!(step().await.attribute("section[aria-labelledby=guide] a", "href"), "/in/ada/edit/experience/new");
        let feed = ada.browser.get("/feed").await.expect(200);
        assert_eq!(feed.attribute("section[aria-labelledby=guide] a", "href"), "/in/ada/edit/experience/new");
        ada.browser.post("/settings/guide/hide", &[]).await.expect(303);
        let gone = step().await;
        assert!(!gone.has("section[aria-labelledby=guide]"));
        assert_eq!(gone.attribute(".toast form", "action"), "/settings/guide/show");
        ada.browser.post("/settings/guide/show", &[]).await.expect(303);
        assert!(step().await.has("section[aria-labelledby=guide]"));
        assert!(!t.person("Ben").await.browser.get("/in/ada").await.has("section[aria-labelledby=guide]"));
    })
    .await;
}

#[tokio::test]
async fn sections_that_hold_nothing_are_offered_to_their_owner_alone() {
    world(async |t: &Site| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        let own = seen(&ada, "ada").await;
        assert_eq!(own.all(".chips .chip").len(), 12);
        add(&ada, "skills", &[("title", "Fog")]).await.expect(303);
        assert_eq!(seen(&ada, "ada").await.all(".chips .chip").len(), 11);
        let others = seen(&ben, "ada").await;
        assert!(!others.has(".chips") && !others.has("main a[href*='/edit']"));
    })
    .await;
}
