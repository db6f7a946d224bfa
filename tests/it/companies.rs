//! Companies as members name them and staff mends them.

use crate::support::{Page, Person, world};

async fn works(person: &Person, employer: &str, more: &[(&str, &str)]) -> Page {
    let shop = format!("/in/{}/edit/experience", person.handle);
    let token = person.browser.get(&format!("{shop}/new")).await.attribute("input[name=request_id]", "value");
    let mut fields = vec![
        ("title", "Pilot"),
        ("organisation", employer),
        ("start_year", "2020"),
        ("is_current", "true"),
        ("request_id", token.as_str()),
    ];
    fields.extend(more);
    person.browser.post(&shop, &fields).await.expect(303)
}

/// The employer's page from somebody's profile; empty if there is none.
async fn page_of(viewer: &Person, handle: &str) -> String {
    let profile = viewer.browser.get(&format!("/in/{handle}")).await.expect(200);
    if profile.has(".timeline .org a") { profile.attribute(".timeline .org a", "href") } else { String::new() }
}

#[tokio::test]
async fn two_who_name_one_employer_meet_on_its_page_if_they_chose_to() {
    world(async |t| {
        let (ada, ben, cem) = (t.person("Ada").await, t.person("Ben").await, t.person("Cem").await);
        works(&ada, "Zürich Marine", &[("is_listed", "true")]).await;
        works(&ben, "zurich marine", &[]).await;
        let path = page_of(&cem, "ada").await;
        assert_eq!(path, "/company/zurich-marine");
        assert_eq!(page_of(&cem, "ben").await, path);
        let page = cem.browser.get(&path).await.expect(200);
        assert_eq!(page.one("h1"), "Zürich Marine");
        assert_eq!(page.all("main .person .name"), ["Ada"], "Ben did not choose to be listed");
        assert_eq!(page.one("main .person .why"), "Pilot");
        ada.browser.post("/in/ada/edit/experience/audience", &[("audience", "connections")]).await.expect(303);
        let page = cem.browser.get(&path).await.expect(200);
        assert!(!page.has("main .person") && page.text().contains("Nobody is listed here"));
        assert!(t.browser().get(&path).await.location().starts_with("/login"));
        cem.browser.get("/company/a%00b").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn companies_are_offered_while_one_types_and_the_choice_is_kept() {
    world(async |t| {
        let (ada, ben) = (t.person("Ada").await, t.person("Ben").await);
        works(&ada, "Delta & Strand", &[]).await;
        let offered = ben.browser.htmx().get("/companies/offers?organisation=delta").await.expect(200);
        assert_eq!(offered.all("label"), ["Delta & Strand", "None of these: take the name as I wrote it"]);
        let id = offered.attribute("input[name=company]", "value");
        works(&ben, "Delta & Strand", &[("company", &id)]).await;
        assert_eq!(page_of(&ada, "ben").await, "/company/delta-strand");
        let form = {
            let shop = ben.browser.get("/in/ben/edit/experience").await;
            ben.browser.get(&shop.attribute(".entry-tools > a", "href")).await.expect(200)
        };
        assert!(form.has(&format!("input[name=company][value='{id}'][checked]")));
        let none = ben.browser.htmx().get("/companies/offers?organisation=zzz").await.expect(200);
        assert!(!none.has("input"));
    })
    .await;
}

#[tokio::test]
async fn staff_joins_doubles_and_can_separate_them() {
    world(async |t| {
        let (ada, ben, olga) = (t.person("Ada").await, t.person("Ben").await, t.operator("Olga").await);
        works(&ada, "TU Delft", &[("is_listed", "true")]).await;
        works(&ben, "Delft University of Technology", &[("is_listed", "true")]).await;
        let list = olga.browser.get("/admin/companies?q=tu").await.expect(200);
        let path = list.attribute("main li a", "href");
        let merge = format!("{path}/merge");
        let unknown = olga.browser.post(&merge, &[("into", "/company/nowhere")]).await.expect(422);
        assert_eq!(unknown.attribute("#into", "value"), "/company/nowhere");
        olga.browser.post(&merge, &[("into", "tu-delft")]).await.expect(422);
        let into = "http://localhost:8000/company/delft-university-of-technology/";
        olga.browser.post(&merge, &[("into", into)]).await.expect(303);
        assert_eq!(page_of(&ben, "ada").await, "/company/delft-university-of-technology");
        let moved = ben.browser.get("/company/tu-delft").await.expect(301);
        assert_eq!(ben.browser.get(moved.location()).await.expect(200).all("main .person .name"), ["Ben", "Ada"]);
        let said = olga.browser.get(&path).await.expect(200);
        let undo = said.attribute(".toast form", "action");
        olga.browser.post(&undo, &[]).await.expect(303);
        assert_eq!(page_of(&ben, "ada").await, "/company/tu-delft");
        let log = olga.browser.get("/admin/log").await.expect(200).text();
        assert!(log.contains("joined two companies") && log.contains("separated two companies"));
    })
    .await;
}

#[tokio::test]
async fn staff_mends_what_is_known_and_hides_what_is_no_company() {
    world(async |t| {
        let (ada, ben, olga) = (t.person("Ada").await, t.person("Ben").await, t.operator("Olga").await);
        works(&ada, "Haylard", &[("is_listed", "true")]).await;
        let path = olga.browser.get("/admin/companies").await.expect(200).attribute("main li a", "href");
        let wrong = [("name", " "), ("kind", "circus"), ("website", "javascript:alert(1)")];
        let refused = olga.browser.post(&path, &wrong).await.expect(422);
        assert_eq!(refused.all("#errors a").len(), 3);
        assert_eq!(refused.attribute("#website", "value"), "javascript:alert(1)");
        let right = [("name", "Halyard"), ("kind", "employer"), ("location", "Hull"), ("website", "example.org")];
        olga.browser.post(&path, &right).await.expect(303);
        let page = ben.browser.get("/company/haylard").await.expect(200);
        assert_eq!(page.one("h1"), "Halyard");
        assert_eq!(page.attribute(".hero .facts a", "href"), "https://example.org/");
        assert!(ben.browser.get("/in/ada").await.text().contains("Halyard"), "profiles show its name");
        let hidden = [("name", "Halyard"), ("kind", "employer"), ("is_hidden", "true")];
        olga.browser.post(&path, &hidden).await.expect(303);
        ben.browser.get("/company/haylard").await.expect(404);
        let profile = ben.browser.get("/in/ada").await.expect(200);
        assert!(profile.text().contains("Haylard") && !profile.has(".timeline .org a"), "as it was written");
        assert!(!ben.browser.htmx().get("/companies/offers?organisation=hal").await.has("input"));
    })
    .await;
}

#[tokio::test]
async fn staff_joins_skills_that_are_one() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        for title in ["Welding", "MAG welding"] {
            let token = ada.browser.get("/in/ada/edit/skills/new").await.attribute("input[name=request_id]", "value");
            ada.browser.post("/in/ada/edit/skills", &[("title", title), ("request_id", &token)]).await.expect(303);
        }
        let list = olga.browser.get("/admin/skills?q=mag").await.expect(200);
        let merge = list.attribute("main li form", "action");
        let unknown = olga.browser.post(&merge, &[("into", "Cooking")]).await.expect(422);
        assert!(unknown.one("#errors").contains("no skill of this name"));
        olga.browser.post(&merge, &[("into", "welding")]).await.expect(303);
        assert_eq!(ada.browser.get("/in/ada").await.all(".skill b"), ["Welding", "Welding"]);
        let undo = olga.browser.get("/admin/skills").await.attribute(".toast form", "action");
        olga.browser.post(&undo, &[]).await.expect(303);
        assert_eq!(ada.browser.get("/in/ada").await.all(".skill b"), ["Welding", "MAG welding"]);
    })
    .await;
}
