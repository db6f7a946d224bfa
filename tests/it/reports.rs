//! What members report, what the team sees of it, and what becomes of it.

use crate::support::{PASSWORD, Page, Person, Site, world};

const DAY_US: i64 = 24 * 3_600 * 1_000_000;

/// Fills the form of a page and sends it.
async fn report(who: &Person, page: &str, category: &str, note: &str) -> Page {
    let path = format!("{page}/report");
    let form = who.browser.get(&path).await.expect(200);
    // Where the team has one already there is no form any more; an older tab still shows it.
    let token = if form.has("input[name=request_id]") {
        form.attribute("input[name=request_id]", "value")
    } else {
        who.browser.get("/in/zoe/report").await.expect(200).attribute("input[name=request_id]", "value")
    };
    who.browser.post(&path, &[("category", category), ("note", note), ("request_id", &token)]).await
}

/// The page of the oldest report that waits.
async fn first(staff: &Person) -> String {
    staff.browser.get("/admin/reports").await.expect(200).attribute("main li a.btn", "href")
}

async fn decide(staff: &Person, report: &str, measure: &str, reason: &str) -> Page {
    staff.browser.post(&format!("{report}/{measure}"), &[("reason", reason), ("is_for_all", "true")]).await
}

async fn reports(t: &Site) -> i64 {
    t.count(db::sql!("SELECT COUNT(*) FROM report")).await
}

#[tokio::test]
async fn a_report_reaches_the_team_as_it_was_seen_and_the_reporter_hears_of_the_end() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        let own = [
            ("headline", "Cheap berths"),
            ("about", "Only for me"),
            ("about_audience", "only-me"),
            ("label_1", "Shop"),
            ("url_1", "https://berths.example/"),
        ];
        bob.browser.post("/in/bob/edit", &own).await.expect(303);
        t.sql(db::sql!("UPDATE account SET photo = 7 WHERE id = $1"), bob.id).await;
        let door = ada.browser.get("/in/bob").await.expect(200).attribute("#person-menu a[href$='/report']", "href");
        let form = ada.browser.get(&door).await.expect(200);
        assert_eq!(form.one("h1"), "Report Bob");
        let token = form.attribute("input[name=request_id]", "value");
        let refused =
            ada.browser.post(&door, &[("note", "Look <b>here</b>"), ("request_id", &token)]).await.expect(422);
        assert_eq!(refused.one("#category-error"), "Choose what is wrong.");
        assert_eq!(refused.one("#note"), "Look <b>here</b>");
        assert_eq!(refused.attribute("input[name=request_id]", "value"), token);
        let other = [("category", "other"), ("request_id", token.as_str())];
        let refused = ada.browser.post(&door, &other).await.expect(422);
        assert_eq!(refused.one("#note-error"), "Say in a few words what is wrong.");
        assert!(refused.has("input[value=other][checked]"));
        let right = [("category", "spam"), ("note", "Look <b>here</b>"), ("request_id", token.as_str())];
        assert_eq!(ada.browser.post(&door, &right).await.expect(303).location(), "/settings/reports");
        let list = ada.browser.get("/settings/reports").await.expect(200);
        assert!(list.one("main li").contains("The team has not decided yet"));
        assert!(list.one(".toast").contains("The team has your report"));
        assert_eq!(list.attribute("main li a.btn", "href"), "/in/bob/block", "blocking is offered");

        bob.browser.post("/in/bob/edit", &[("headline", "Quite another man")]).await.expect(303);
        let home = olga.browser.get("/admin").await.expect(200);
        assert_eq!(home.one(".stat-list li:nth-child(3)"), "Reports that wait for a decision1");
        assert!(home.all(".topbar .badge").iter().any(|badge| badge == "1 report waits"), "{:?}", home.all(".badge"));
        assert_eq!(olga.browser.get("/badges?of=reports").await.expect(200).one(".count"), "1 report waits");
        let queue = olga.browser.get("/admin/reports").await.expect(200).one("main li");
        assert!(queue.contains("Bob") && queue.contains("Reported by Ada (nothing decided before)"), "{queue}");
        let path = first(&olga).await;
        let page = olga.browser.get(&path).await.expect(200);
        let seen = page.all(".panel p");
        for line in ["name: Bob", "photo: shown", "headline: Cheap berths", "link: Shop https://berths.example/"] {
            assert!(seen.contains(&line.to_owned()), "{line} in {seen:?}");
        }
        assert!(!page.text().contains("Only for me") && !page.text().contains("Quite another"));
        assert!(page.text().contains("Look &#60;b&#62;here") || page.text().contains("Look &lt;b&gt;here"));

        let refused = decide(&olga, &path, "dismiss", " ").await.expect(422);
        assert!(refused.has("#reason[aria-invalid]"));
        decide(&olga, &path, "dismiss", "A berth is a berth").await.expect(303);
        assert!(!olga.browser.get("/admin/reports").await.expect(200).has("main li"));
        let closed = olga.browser.get("/admin/reports/closed").await.expect(200);
        assert!(closed.one("main li").contains("Dismissed"));
        assert!(
            olga.browser.get(&path).await.expect(200).one("[aria-labelledby=decided]").contains("A berth is a berth")
        );
        let log = olga.browser.get("/admin/log").await.expect(200).one("main");
        assert!(log.contains("dismissed a report (Bob)") && log.contains("A berth is a berth"), "{log}");
        let list = ada.browser.get("/settings/reports").await.expect(200);
        assert!(list.one("main li").contains("The team found nothing that breaks the rules"));
        assert!(!list.text().contains("A berth is a berth"), "the reason is the team's");
        let mails = t.mails_to(&ada.email).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].subject.contains("Your report about Bob"));
        assert!(t.mails_to(&bob.email).await.is_empty());
        assert!(!olga.browser.get("/badges?of=reports").await.expect(200).has(".count"));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_warned_or_suspended_reads_why_and_not_who_reported() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada Zqone").await, t.person("Bob").await, t.operator("Olga").await);
        report(&ada, "/in/bob", "fake", "He is no pilot").await.expect(303);
        decide(&olga, &first(&olga).await, "warn", "Take the licence out").await.expect(303);
        let warned = t.mails_to(&bob.email).await.pop().unwrap();
        assert!(warned.text.contains("Take the licence out"), "{}", warned.text);
        bob.browser.get("/feed").await.expect(200);
        assert!(ada.browser.get("/settings/reports").await.expect(200).one("main li").contains("has acted"));

        report(&ada, "/in/bob", "fake", "He still is no pilot").await.expect(303);
        let path = first(&olga).await;
        let page = olga.browser.get(&path).await.expect(200);
        assert!(page.text().contains("Take the licence out"), "earlier measures stand beside it");
        assert!(page.text().contains("agreed to 1 of 1 before"));
        decide(&olga, &path, "suspend", "The licence is forged").await.expect(303);
        assert!(bob.browser.get("/feed").await.expect(303).location().starts_with("/login"));
        ada.browser.get("/in/bob").await.expect(404);
        let told = t.mails_to(&bob.email).await.pop().unwrap();
        assert!(told.subject.contains("is suspended") && told.text.contains("The licence is forged"));
        for mail in t.mails_to(&bob.email).await {
            assert!(!mail.text.contains("Zqone") && !mail.text.contains("no pilot"), "{}", mail.text);
        }
        assert_eq!(t.mails_to(&ada.email).await.len(), 2);

        let login =
            async |password: &str| t.browser().post("/login", &[("email", &bob.email), ("password", password)]).await;
        let right = login(PASSWORD).await.expect(422);
        assert!(right.one("#errors").contains("This account is suspended"));
        assert!(!right.header("set-cookie").contains("session"));
        let wrong = login("not the password").await.expect(422);
        assert!(wrong.one("#errors").contains("Address or password is not right"));
        assert!(!ada.browser.get("/settings/reports").await.expect(200).has("main li a.btn"), "nobody to block");

        let list = olga.browser.get("/admin/people/suspended").await.expect(200);
        assert_eq!(list.all("main li .b"), ["Bob"]);
        let back = list.attribute("main li form", "action");
        olga.browser.post(&back, &[]).await.expect(303);
        olga.browser.post(&back, &[]).await.expect(404);
        bob.browser.get("/feed").await.expect(303);
        assert_eq!(login(PASSWORD).await.expect(303).location(), "/feed");
        ada.browser.get("/in/bob").await.expect(200);
        let log = olga.browser.get("/admin/log").await.expect(200).one("main");
        for deed in ["warned somebody over a report (Bob)", "suspended a member (Bob)", "let a member back (Bob)"] {
            assert!(log.contains(deed), "{log}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_mail_about_a_suspension_that_was_taken_back_is_not_sent() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        report(&ada, "/in/bob", "spam", "").await.expect(303);
        decide(&olga, &first(&olga).await, "suspend", "Wrong person").await.expect(303);
        let back = olga.browser.get("/admin/people/suspended").await.attribute("main li form", "action");
        olga.browser.post(&back, &[]).await.expect(303);
        assert!(t.mails_to(&bob.email).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn who_reports_again_before_the_team_decided_is_told_that_the_team_has_it() {
    world(async |t| {
        let (ada, _bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        t.person("Zoe").await;
        report(&ada, "/in/bob", "spam", "").await.expect(303);
        let page = ada.browser.get("/in/bob/report").await.expect(200);
        assert!(!page.has("main form") && page.one("main").contains("The team has your report about this already"));
        report(&ada, "/in/bob", "hate", "More").await.expect(303);
        assert!(ada.browser.get("/settings/reports").await.expect(200).one(".toast").contains("already"));
        assert_eq!(reports(t).await, 1);
        decide(&olga, &first(&olga).await, "dismiss", "Fine").await.expect(303);
        report(&ada, "/in/bob", "hate", "More").await.expect(303);
        assert_eq!(reports(t).await, 2);
        let page = olga.browser.get(&first(&olga).await).await.expect(200);
        assert!(page.one("[aria-labelledby=beside]").contains("Fine"));
    })
    .await;
}

#[tokio::test]
async fn a_member_reports_twenty_times_a_day_and_no_more() {
    world(async |t| {
        let ada = t.person("Ada").await;
        for number in 0..20 {
            let other = t.person(&format!("Sam {number}")).await;
            report(&ada, &format!("/in/{}", other.handle), "spam", "").await.expect(303);
        }
        t.person("Bob").await;
        let refused = report(&ada, "/in/bob", "fraud", "Keep me").await.expect(429);
        assert!(refused.one("#errors").contains("twenty times within a day"));
        assert_eq!(refused.one("#note"), "Keep me");
        assert!(refused.has("input[value=fraud][checked]"));
        assert_eq!(reports(t).await, 20);
        let first = ada.browser.get("/settings/reports").await.expect(200);
        assert_eq!(first.all("main li .b").len(), 20);
        t.clock.advance(DAY_US + 1);
        report(&ada, "/in/bob", "fraud", "Keep me").await.expect(303);
        for number in 20..25 {
            let other = t.person(&format!("Sam {number}")).await;
            report(&ada, &format!("/in/{}", other.handle), "spam", "").await.expect(303);
        }
        let first = ada.browser.get("/settings/reports").await.expect(200);
        assert_eq!(first.all("main li .b").len(), 24);
        let next = first.attribute("main li > a[href*=after]", "href");
        assert_eq!(ada.browser.get(&next).await.expect(200).all("main li .b").len(), 2);
        t.person("Eve").await.browser.get(&next).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn reports_about_the_same_are_closed_together_if_staff_says_so() {
    world(async |t| {
        let (bob, cem, olga) = (t.person("Bob").await, t.person("Cem").await, t.operator("Olga").await);
        let mut reporters = Vec::new();
        for name in ["Ada", "Ben", "Dan"] {
            let reporter = t.person(name).await;
            report(&reporter, "/in/bob", "spam", "").await.expect(303);
            reporters.push(reporter);
        }
        report(&cem, "/in/ada", "spam", "").await.expect(303);
        let path = first(&olga).await;
        let page = olga.browser.get(&path).await.expect(200);
        assert!(page.has("input[name=is_for_all][checked]") && page.text().contains("the other 2 open reports"));
        assert!(olga.browser.get("/admin/reports").await.expect(200).one("main li").contains("3 reports"));
        // Only this one: Ada's.
        olga.browser.post(&format!("{path}/dismiss"), &[("reason", "No")]).await.expect(303);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM report WHERE outcome = 0")).await, 3);
        decide(&olga, &first(&olga).await, "warn", "Stop it").await.expect(303);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM report WHERE outcome = 0")).await, 1, "Cem's about Ada");
        for reporter in &reporters {
            assert_eq!(t.mails_to(&reporter.email).await.len(), 1, "{}", reporter.handle);
        }
        assert_eq!(t.mails_to(&bob.email).await.len(), 1, "warned once");
        decide(&olga, &path, "warn", "Stop it").await.expect(409);
        assert!(t.mails_to(&cem.email).await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_company_is_reported_and_mended_and_nobody_is_warned_for_it() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        t.company("Tidewater", None).await;
        let page = ada.browser.get("/company/tidewater").await.expect(200);
        assert!(page.has("main a[href='/company/tidewater/report']"));
        report(&ada, "/company/tidewater", "fraud", "There is no such firm").await.expect(303);
        let list = ada.browser.get("/settings/reports").await.expect(200);
        assert!(list.one("main li").contains("Tidewater") && !list.has("main li a.btn"));
        assert!(!list.one(".toast").contains("block"), "nobody is there to be blocked");
        let path = first(&olga).await;
        let page = olga.browser.get(&path).await.expect(200);
        assert!(page.all(".panel p").contains(&"address: /company/tidewater".to_owned()));
        assert!(page.has("a[href='/company/tidewater']") && page.has("a.btn[href^='/admin/companies/']"));
        assert!(!page.has("button[formaction$='/suspend']"));
        for measure in ["warn", "suspend"] {
            decide(&olga, &path, measure, "No").await.expect(404);
        }
        decide(&olga, &path, "mend", "Hidden").await.expect(303);
        assert!(t.mails_to(&ada.email).await.pop().unwrap().text.contains("agreed, and acted"));
        // An old address leads to the present one.
        let halyard = t.company("Halyard", None).await;
        t.company("Tidewater", Some(halyard)).await;
        let moved = ada.browser.get("/company/tidewater/report").await.expect(301);
        assert_eq!(moved.location(), "/company/halyard/report");
    })
    .await;
}

#[tokio::test]
async fn what_one_cannot_see_one_cannot_report_and_others_reports_one_cannot_see() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        let (sol, zoe) = (t.person("Sol").await, t.person("Zoe").await);
        report(&zoe, "/in/ada", "spam", "zqnote").await.expect(303);
        t.suspend(sol.id).await;
        bob.browser.post("/in/ada/block", &[]).await.expect(303);
        let token = ada.browser.get("/in/zoe/report").await.attribute("input[name=request_id]", "value");
        let fields = [("category", "spam"), ("note", ""), ("request_id", token.as_str())];
        for nobody in ["/in/ada", "/in/sol", "/in/bob", "/in/nil", "/company/nil", "/company/a%00b"] {
            let path = format!("{nobody}/report");
            ada.browser.get(&path).await.expect(404);
            ada.browser.post(&path, &fields).await.expect(404);
        }
        // Neither the blocked nor who blocked reports: to them, the other is not there.
        bob.browser.get("/in/ada/report").await.expect(404);
        assert_eq!(reports(t).await, 1);
        // A form that is not whole, too long, or made up.
        let long = "x".repeat(1_001);
        for (name, text) in [("category", "nonsense"), ("note", long.as_str()), ("request_id", "x"), ("outcome", "4")] {
            let mut fields: Vec<(&str, &str)> = fields.into_iter().filter(|(known, _)| *known != name).collect();
            fields.push((name, text));
            ada.browser.post("/in/zoe/report", &fields).await.expect(422);
        }
        ada.browser.post("/in/zoe/report", &[("category", "spam")]).await.expect(422);
        assert_eq!(reports(t).await, 1);
        // The same form from somebody else is theirs.
        ada.browser.post("/in/zoe/report", &fields).await.expect(303);
        assert_eq!(reports(t).await, 2);
        let path = first(&olga).await;
        for thief in [&ada.browser, &bob.browser, &sol.browser, &t.browser()] {
            for path in [path.as_str(), "/admin/reports", "/admin/reports/closed", "/admin/people/suspended"] {
                let page = thief.get(path).await;
                assert!([303, 404].contains(&page.status.as_u16()) && !page.text().contains("zqnote"), "{path}");
            }
            for measure in ["dismiss", "mend", "warn", "suspend"] {
                let page = thief.post(&format!("{path}/{measure}"), &[("reason", "x")]).await;
                assert!([303, 404].contains(&page.status.as_u16()), "{measure}");
            }
            assert!(!thief.get("/settings/reports").await.text().contains("zqnote"));
        }
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM report WHERE outcome > 0")).await, 0);
        assert!(zoe.browser.get("/settings/reports").await.expect(200).has("main li a.btn"));
        zoe.browser.post("/in/ada/block", &[]).await.expect(303);
        assert!(!zoe.browser.get("/settings/reports").await.expect(200).has("main li a.btn"), "blocked already");
        decide(&olga, &path, "mend", "a person is not mended").await.expect(404);
        decide(&olga, "/admin/reports/zzz", "dismiss", "x").await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn what_is_hostile_stands_before_the_team_as_text() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        let attack = "<script>alert(1)</script><img src=x onerror=alert(2)>\u{202e}{{ frame }}";
        bob.browser.post("/in/bob/edit", &[("headline", attack), ("about", attack)]).await.expect(303);
        report(&ada, "/in/bob", "other", attack).await.expect(303);
        for path in [first(&olga).await.as_str(), "/admin/reports"] {
            let page = olga.browser.get(path).await.expect(200);
            assert!(!page.has("main script") && !page.has("main img"), "{path}");
            assert!(!page.text().contains("<script>alert"), "{path}");
        }
        decide(&olga, &first(&olga).await, "warn", attack).await.expect(303);
        let mail = t.mails_to(&bob.email).await.pop().unwrap();
        assert!(mail.text.contains("alert(1)"));
    })
    .await;
}

#[tokio::test]
async fn nobody_suspends_themselves_and_the_page_says_so() {
    world(async |t| {
        let (ada, olga) = (t.person("Ada").await, t.operator("Olga").await);
        report(&ada, "/in/olga", "harassment", "").await.expect(303);
        let path = first(&olga).await;
        let refused = decide(&olga, &path, "suspend", "Off with me").await.expect(422);
        assert!(refused.one("#errors").contains("You cannot suspend yourself"));
        assert_eq!(refused.one("#reason"), "Off with me");
        assert!(olga.browser.get(&path).await.expect(200).has("#reason"), "still open");
        olga.browser.get("/admin").await.expect(200);
        assert!(t.mails_to(&ada.email).await.is_empty());
        let second = t.operator("Per").await;
        decide(&second, &path, "suspend", "Off with her").await.expect(303);
        olga.browser.get("/admin").await.expect(303);
        second.browser.get("/admin").await.expect(200);
    })
    .await;
}
