//! Posts and comments that members report: what the team sees of them, and how they are taken down.

use athena::kernel::Error;
use db::sql;

use crate::comments::say;
use crate::connections::connect;
use crate::posts::post;
use crate::support::{Page, Person, Site, world};

/// Fills the form of a page and sends it.
async fn report(who: &Person, page: &str, note: &str) -> Page {
    let path = format!("{page}/report");
    let token = who.browser.get(&path).await.expect(200).attribute("input[name=request_id]", "value");
    who.browser.post(&path, &[("category", "hate"), ("note", note), ("request_id", &token)]).await
}

/// The page of the oldest report that waits.
async fn first(staff: &Person) -> String {
    staff.browser.get("/admin/reports").await.expect(200).attribute("main li a.btn", "href")
}

async fn decide(staff: &Person, report: &str, measure: &str, reason: &str) -> Page {
    staff.browser.post(&format!("{report}/{measure}"), &[("reason", reason), ("is_for_all", "true")]).await
}

async fn edit(who: &Person, path: &str, text: &str) {
    let seen = who.browser.get(&format!("{path}/edit")).await.attribute("input[name=seen]", "value");
    let mut form = vec![("text", text), ("seen", seen.as_str())];
    if path.contains("/post/") {
        form.push(("audience", "members"));
    }
    who.browser.post(&format!("{path}/edit"), &form).await.expect(303);
}

async fn reports(t: &Site) -> i64 {
    t.count(sql!("SELECT COUNT(*) FROM report")).await
}

#[tokio::test]
async fn the_team_reads_what_a_post_said_when_it_was_reported_and_takes_it_down() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        let cem = t.person("Cem").await;
        let path = post(&bob, "Go **away**\nname: Cem", "members").await;
        let page = ada.browser.get(&path).await.expect(200);
        assert_eq!(page.attribute(".post .menu a[href$='/report']", "href"), format!("{path}/report"));
        assert!(!bob.browser.get(&path).await.has("a[href$='/report']"), "not one's own");
        let form = ada.browser.get(&format!("{path}/report")).await.expect(200);
        assert_eq!(form.one("h1"), "Report a post by Bob");
        assert_eq!(report(&ada, &path, "Look").await.expect(303).location(), "/settings/reports");
        let list = ada.browser.get("/settings/reports").await.expect(200);
        assert!(
            list.one("main li").contains("Bob Post") && list.has("main li a[href='/in/bob/block']"),
            "{}",
            list.one("main li")
        );
        // Twice the same is one report.
        let again = ada.browser.get(&format!("{path}/report")).await.expect(200);
        assert!(!again.has("main form") && again.one("main").contains("already"));
        report(&cem, &path, "").await.expect(303);
        assert_eq!(reports(t).await, 2);

        edit(&bob, &path, "Stay, dear").await;
        assert!(olga.browser.get("/admin/reports").await.one("main li").contains("Bob Post"));
        let report_path = first(&olga).await;
        let page = olga.browser.get(&report_path).await.expect(200);
        let seen = page.all(".panel p");
        assert_eq!(seen, ["name: Bob", &format!("address: {path}"), "text: Go **away**", "text: name: Cem"]);
        assert!(page.has(&format!("a[href='{path}']")) && page.has("a[href='/in/bob']"));
        assert!(page.text().contains("the other open report"));
        for measure in ["mend", "warn", "suspend"] {
            assert!(page.has(&format!("button[formaction$='/{measure}']")), "{measure}");
        }
        decide(&olga, &report_path, "mend", "This goes for people").await.expect(303);
        for who in [&ada, &bob, &olga] {
            who.browser.get(&path).await.expect(404);
        }
        assert!(!bob.browser.get("/feed").await.has(".post"));
        bob.browser.post(&format!("{path}/restore"), &[]).await.expect(404);
        bob.browser.post(&format!("{path}/remove"), &[]).await.expect(303);
        bob.browser.post(&format!("{path}/restore"), &[]).await.expect(404);
        ada.browser.get(&path).await.expect(404);
        assert_eq!(t.count(sql!("SELECT COUNT(*) FROM report WHERE outcome = 2")).await, 2, "both");
        let page = olga.browser.get(&report_path).await.expect(200);
        assert!(page.all(".tag").contains(&"Gone".to_owned()));
        assert!(page.all(".panel p").contains(&"text: Go **away**".to_owned()), "the evidence stays");
        let log = olga.browser.get("/admin/log").await.expect(200).one("main");
        assert!(log.contains("took down what was reported (Bob)") && log.contains("This goes for people"), "{log}");
        let told = t.mails_to(&bob.email).await;
        assert_eq!(told.len(), 1, "once");
        assert!(told[0].subject.contains("Your post") && told[0].text.contains("This goes for people"));
        assert!(!told[0].text.contains("Ada") && !told[0].text.contains("Look"));
        for who in [&ada, &cem] {
            let mail = t.mails_to(&who.email).await.pop().unwrap();
            assert!(mail.subject.contains("a post by Bob") && mail.text.contains("agreed"), "{}", mail.subject);
        }
    })
    .await;
}

#[tokio::test]
async fn a_comment_is_taken_down_and_what_others_replied_stays() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let olga = t.operator("Olga").await;
        let path = post(&ada, "Open", "members").await;
        let id = say(&bob, &path, "Nonsense", "").await;
        say(&cem, &path, "Quite", &id).await;
        let comment = format!("/feed/comment/{id}");
        let page = cem.browser.get(&path).await.expect(200);
        assert!(page.has(&format!("#comment-{id} .menu a[href='{comment}/report']")));
        assert!(!bob.browser.get(&path).await.has(&format!("a[href='{comment}/report']")));
        assert_eq!(cem.browser.get(&format!("{comment}/report")).await.one("h1"), "Report a comment by Bob");
        report(&cem, &comment, "").await.expect(303);
        // Its author takes it back before the team decides; the team decides all the same.
        bob.browser.post(&format!("{comment}/remove"), &[]).await.expect(303);
        let report_path = first(&olga).await;
        let page = olga.browser.get(&report_path).await.expect(200);
        assert_eq!(
            page.all(".panel p"),
            ["name: Bob", &format!("address: {comment}"), &format!("post: {path}"), "text: Nonsense"]
        );
        decide(&olga, &report_path, "warn", "Be kind").await.expect(303);
        bob.browser.post(&format!("{comment}/restore"), &[]).await.expect(404);
        let page = cem.browser.get(&path).await.expect(200);
        assert_eq!(page.one(".thread .gone"), "This comment was taken down by the team.");
        assert_eq!(page.all(".comment .prose"), ["Quite"]);
        assert_eq!(t.count(sql!("SELECT comments FROM post")).await, 1, "counted once");
        let told = t.mails_to(&bob.email).await.pop().unwrap();
        assert!(told.text.contains("a comment of yours") && told.text.contains("Be kind"));

        // What is there is counted less, once.
        let other = say(&bob, &path, "More nonsense", "").await;
        report(&cem, &format!("/feed/comment/{other}"), "").await.expect(303);
        report(&ada, &format!("/feed/comment/{other}"), "").await.expect(303);
        decide(&olga, &first(&olga).await, "suspend", "Enough").await.expect(303);
        assert_eq!(t.count(sql!("SELECT comments FROM post")).await, 1);
        assert!(bob.browser.get("/feed").await.expect(303).location().starts_with("/login"));
    })
    .await;
}

#[tokio::test]
async fn only_what_one_may_read_can_be_reported_and_only_the_team_takes_down() {
    world(async |t| {
        let [ada, bob, cem] = t.people(["Ada", "Bob", "Cem"]).await;
        let olga = t.operator("Olga").await;
        connect(&ada, &bob).await;
        let open = post(&ada, "Open", "members").await;
        let said = format!("/feed/comment/{}", say(&ada, &open, "zqmine", "").await);
        let narrow = post(&ada, "zqnarrow", "connections").await;
        let within = format!("/feed/comment/{}", say(&bob, &narrow, "zqwithin", "").await);
        let token = cem.browser.get(&format!("{open}/report")).await.attribute("input[name=request_id]", "value");
        let fields = [("category", "spam"), ("request_id", token.as_str())];
        let refused = async |who: &crate::support::Browser, path: &str, guest: bool| {
            let path = format!("{path}/report");
            for page in [who.get(&path).await, who.post(&path, &fields).await] {
                assert_eq!(page.status.as_u16(), if guest { 303 } else { 404 }, "{path}");
                assert!(!page.text().contains("zq"));
            }
        };
        for path in [&narrow, &within, &"/feed/post/nil".to_owned(), &"/feed/comment/nil".to_owned()] {
            refused(&cem.browser, path, false).await;
        }
        for path in [&open, &said, &narrow] {
            refused(&ada.browser, path, false).await;
            refused(&t.browser(), path, true).await;
        }
        ada.browser.post("/in/cem/block", &[]).await.expect(303);
        refused(&cem.browser, &open, false).await;
        refused(&cem.browser, &said, false).await;
        bob.browser.get(&format!("{narrow}/report")).await.expect(200);
        assert_eq!(reports(t).await, 0);

        report(&bob, &narrow, "").await.expect(303);
        let report_path = first(&olga).await;
        for thief in [&ada.browser, &bob.browser, &cem.browser, &t.browser()] {
            for measure in ["dismiss", "mend", "warn", "suspend"] {
                let page = thief.post(&format!("{report_path}/{measure}"), &[("reason", "x")]).await;
                assert!([303, 404].contains(&page.status.as_u16()), "{measure}");
            }
        }
        bob.browser.get(&narrow).await.expect(200);
        decide(&olga, &report_path, "dismiss", "Fine").await.expect(303);
        bob.browser.get(&narrow).await.expect(200);
        assert!(t.mails_to(&ada.email).await.is_empty(), "whom nothing happened hears nothing");
        // The verbs themselves refuse everybody else.
        let nobody = athena::kernel::Actor::Guest;
        let id = t.count(sql!("SELECT MAX(id) FROM post")).await;
        let post = athena::kernel::PostId::from_raw(id);
        let taken = t.app.db.write(move |tx| athena::posts::post::take_down(tx, &nobody, post)).await;
        assert!(matches!(taken, Err(Error::Forbidden)));
        let comment = athena::kernel::CommentId::from_raw(t.count(sql!("SELECT MAX(id) FROM comment")).await);
        let taken = t.app.db.write(move |tx| athena::posts::comment::take_down(tx, &nobody, comment)).await;
        assert!(matches!(taken, Err(Error::Forbidden)));
    })
    .await;
}

#[tokio::test]
async fn what_a_hostile_post_says_stands_before_the_team_as_text() {
    world(async |t| {
        let (ada, bob, olga) = (t.person("Ada").await, t.person("Bob").await, t.operator("Olga").await);
        let attack = "<script>alert(1)</script> <img src=x onerror=alert(2)> \u{202e}{{ frame }}";
        let path = post(&bob, attack, "members").await;
        report(&ada, &path, attack).await.expect(303);
        let page = olga.browser.get(&first(&olga).await).await.expect(200);
        assert!(!page.has("main script") && !page.has("main img") && !page.text().contains("<script>alert"));
        assert!(page.all(".panel p").iter().any(|line| line.starts_with("text: <script>alert(1)")));
    })
    .await;
}
