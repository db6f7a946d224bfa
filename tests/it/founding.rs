//! The first minutes of a community: only the code of the log opens them, and only once.

use athena::kernel::settings;

use crate::support::{PASSWORD, unfounded};

fn form(code: &str) -> [(&str, &str); 7] {
    [
        ("code", code),
        ("community", "Harbour Guild"),
        ("accent", "#336699"),
        ("registration", "open"),
        ("name", "Olga"),
        ("email", "olga@example.org"),
        ("password", PASSWORD),
    ]
}

#[tokio::test]
async fn the_code_founds_the_community_and_signs_its_first_operator_in() {
    unfounded(async |t| {
        let code = t.app.setup_code.clone();
        let browser = t.browser();
        assert_eq!(browser.get("/").await.expect(303).location(), "/setup");
        assert!(browser.get("/setup").await.expect(200).has("input[name=code]:not([type=hidden])"));
        let page = browser.get(&format!("/setup?code={code}")).await.expect(200);
        assert!(page.has("input[name=community]") && page.has("input[name=password]"));
        browser.post("/setup", &form(&code)).await.expect(303);
        browser.get("/admin").await.expect(200);
        assert_eq!(settings::COMMUNITY_NAME.get(&t.app.settings), "Harbour Guild");
        assert!(t.browser().get("/").await.expect(200).text().contains("Harbour Guild"));
        browser.get("/setup").await.expect(404);
        t.browser().post("/setup", &form(&code)).await.expect(404);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 1);
    })
    .await;
}

#[tokio::test]
async fn another_code_founds_nothing_and_cannot_be_guessed_for_long() {
    unfounded(async |t| {
        let guesser = t.browser();
        guesser.get("/setup?code=aaaa-bbbb-cccc").await.expect(422);
        for _ in 0..29 {
            let page = guesser.post("/setup", &form("aaaa-bbbb-cccc")).await.expect(422);
            assert!(!page.has("#community"), "what follows stays unseen");
        }
        guesser.post("/setup", &form(&t.app.setup_code)).await.expect(429);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 0);
        let mut mistaken = form(&t.app.setup_code);
        mistaken[6].1 = "short";
        let page = t.browser().post("/setup", &mistaken).await.expect(422);
        assert_eq!(page.attribute("#password", "aria-invalid"), "true");
        assert_eq!(page.attribute("#community", "value"), "Harbour Guild");
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn what_was_typed_under_a_code_of_before_the_last_start_is_kept_for_the_new_one() {
    unfounded(async |t| {
        let page = t.browser().post("/setup", &form("aaaa-bbbb-cccc")).await.expect(422);
        assert_eq!(page.attribute("#code", "aria-invalid"), "true");
        assert!(!page.has("[name=password]") && !page.text().contains(PASSWORD));
        let kept = ["community", "tagline", "accent", "registration", "name", "email"];
        let kept = kept.map(|name| (name, page.attribute(&format!("input[type=hidden][name={name}]"), "value")));
        let mut again: Vec<(&str, &str)> = kept.iter().map(|(name, value)| (*name, value.as_str())).collect();
        again.push(("code", &t.app.setup_code));
        let page = t.browser().post("/setup", &again).await.expect(422);
        assert_eq!(page.attribute("#community", "value"), "Harbour Guild");
        assert_eq!(page.attribute("#email", "value"), "olga@example.org");
        assert_eq!(page.attribute("#password", "aria-invalid"), "true");
        assert!(!page.has("#name[aria-invalid=true], #community[aria-invalid=true], #email[aria-invalid=true]"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_founders_at_once_one_founds() {
    unfounded(async |t| {
        let mut founders = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (browser, code) = (t.browser(), t.app.setup_code.clone());
            founders.spawn(async move {
                let email = format!("olga{number}@example.org");
                let mut form = form(&code);
                form[5].1 = &email;
                browser.post("/setup", &form).await.status.as_u16()
            });
        }
        let mut statuses = founders.join_all().await;
        statuses.sort_unstable();
        assert_eq!(statuses, [vec![303], vec![404; 7]].concat());
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM account")).await, 1);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM session")).await, 1);
    })
    .await;
}
