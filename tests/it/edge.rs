//! What holds for every route: headers (R37), no change asked for by other sites (R33),
//! errors that show nothing of the inside.

use axum::body::Body;
use axum::http::Method;

use crate::support::{PASSWORD, world};

/// Every route with sample values in the place of parameters.
fn paths() -> Vec<(Method, String)> {
    athena::wiring::route_list()
        .into_iter()
        .map(|route| {
            let path = route.path.split('/').map(|part| if part.starts_with('{') { "zzz" } else { part });
            (route.method, path.collect::<Vec<_>>().join("/"))
        })
        .collect()
}

#[tokio::test]
async fn every_answer_has_the_security_headers() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let operator = t.operator("Olga").await;
        let mut paths = paths();
        paths.push((Method::GET, "/nowhere".to_owned()));
        paths.push((Method::GET, "/static/nothing.css".to_owned()));
        paths.push((Method::PATCH, "/login".to_owned()));
        let asset = t.browser().get("/").await.attribute("link[rel=stylesheet]", "href");
        paths.push((Method::GET, asset));
        for (method, path) in paths {
            for browser in [&t.browser(), &ada.browser, &operator.browser] {
                let page = browser.send(method.clone(), &path, None, Body::empty()).await;
                let csp = page.header("content-security-policy");
                assert!(csp.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"), "{path}: {csp}");
                assert!(!csp.contains("unsafe"), "{path}");
                assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
                assert!(!page.header("referrer-policy").is_empty(), "{path}");
                assert!(!page.header("permissions-policy").is_empty(), "{path}");
                assert!(!page.header("cross-origin-opener-policy").is_empty(), "{path}");
                assert!(!page.header("cache-control").is_empty(), "{path}");
                assert!(!page.header("x-request-id").is_empty(), "{path}");
                assert!(!page.text().contains(" style="), "{path} has an inline style");
                assert!(page.status.as_u16() != 500, "{method} {path}: {}", page.text());
                for cookie in page.headers.get_all("set-cookie") {
                    let cookie = cookie.to_str().unwrap();
                    for part in ["__Host-", "; Path=/", "; HttpOnly", "; SameSite=Lax", "; Secure"] {
                        assert!(cookie.contains(part), "{path}: {cookie}");
                    }
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn no_other_site_changes_anything() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let changing: Vec<String> =
            paths().into_iter().filter(|(method, _)| *method == Method::POST).map(|(_, path)| path).collect();
        assert!(changing.len() > 8);
        let rows = || t.count(db::sql!("SELECT (SELECT COUNT(*) FROM session) + (SELECT COUNT(*) FROM sign_up)"));
        let before = rows().await;
        let foreign = [
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
            ("origin", "https://elsewhere.example"),
            ("origin", "http://evil.localhost:8000"),
            ("origin", "http://localhost:8001"),
            ("origin", "null"),
        ];
        for path in &changing {
            for (name, value) in foreign {
                let page = ada.browser.with(name, value).post(path, &[("email", "x@example.org")]).await;
                assert_eq!(page.status.as_u16(), 403, "{path} with {name}: {value}");
            }
            // A GET with the arguments of the change changes nothing either.
            let page = ada.browser.get(&format!("{path}?_method=POST")).await;
            assert_ne!(page.status.as_u16(), 500, "{path}");
        }
        assert_eq!(rows().await, before);
        ada.browser.get("/settings/account").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn errors_are_pages_fragments_or_problems_and_say_nothing_of_the_inside() {
    world(async |t| {
        let guest = t.browser();
        let page = guest.get("/nowhere").await.expect(404);
        assert!(page.has("h1") && page.has("a.btn"));
        let fragment = guest.htmx().get("/nowhere").await.expect(404);
        assert!(!fragment.has("header") && fragment.has(".toast"));
        let problem = guest.with("accept", "application/json").get("/nowhere").await.expect(404);
        assert_eq!(problem.header("content-type"), "application/problem+json");
        let large = "x".repeat(300_000);
        let page = guest.post("/login", &[("email", &large), ("password", "")]).await.expect(413);
        assert!(page.has("h1"));
        let twice = guest.post("/login", &[("email", "a"), ("email", "b"), ("password", PASSWORD)]).await;
        twice.expect(422);
        let binary = guest
            .with("sec-fetch-site", "same-origin")
            .send(Method::POST, "/login", Some("application/x-www-form-urlencoded"), Body::from(vec![0xff, 0, 0xfe]))
            .await;
        binary.expect(422);
        for page in [guest.send(Method::PATCH, "/login", None, Body::empty()).await, guest.get("/logout").await] {
            let page = page.expect(405);
            assert!(page.has("h1") && page.has("a.btn") && page.header("allow").contains("POST"));
        }
        let hidden = guest.with("accept", "application/problem+json").get("/people").await.expect(401);
        assert_eq!(hidden.header("content-type"), "application/problem+json");
        let foreign = guest.with("origin", "https://elsewhere.example").post("/login", &[]).await.expect(403);
        assert_eq!(foreign.one("h1"), "This came from another page");
        let german = guest.with("accept-language", "de-DE,de;q=0.9").get("/nowhere").await.expect(404);
        assert_eq!(german.attribute("html", "lang"), "de");
    })
    .await;
}

#[tokio::test]
async fn fragments_for_those_who_must_sign_in_lead_the_whole_page_there() {
    world(async |t| {
        let answer = t.browser().htmx().get("/settings/sessions").await.expect(200);
        assert_eq!(answer.header("hx-redirect"), "/login?next=%2Fsettings%2Fsessions");
    })
    .await;
}

#[tokio::test]
async fn whoever_sends_a_form_too_late_signs_in_and_comes_back_to_its_page() {
    world(async |t| {
        let guest = t.browser();
        let from = |referer: &str| guest.with("referer", referer);
        let answer = from("http://localhost:8000/settings/sessions").post("/settings/sessions/end", &[]).await;
        assert_eq!(answer.expect(303).location(), "/login?next=%2Fsettings%2Fsessions");
        for elsewhere in ["https://elsewhere.example/settings", "http://localhost:8000.evil.example/", "x"] {
            let answer = from(elsewhere).post("/settings/sessions/end", &[]).await.expect(303);
            assert!(!answer.location().contains("evil") && !answer.location().contains("elsewhere"), "{elsewhere}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_member_who_asks_without_end_waits_and_nobody_else_does() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let ben = t.person("Ben").await;
        let mut refused = None;
        // Between using up what is left and asking once more there may be time for one more yes.
        for _ in 0..1_000 {
            while t.app.member_rate.check(&ada.id).is_ok() {}
            let page = ada.browser.get("/feed").await;
            if page.status.as_u16() == 429 {
                refused = Some(page);
                break;
            }
        }
        let refused = refused.unwrap();
        assert_eq!(refused.header("retry-after"), "1");
        assert!(refused.text().contains("Try again in less than a minute."), "{}", refused.text());
        ben.browser.get("/feed").await.expect(200);
        t.browser().get("/login").await.expect(200);
    })
    .await;
}
