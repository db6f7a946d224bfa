//! What operators do, and what everybody else notices of it.

use crate::support::{PASSWORD, world};

#[tokio::test]
async fn the_community_s_name_colour_and_door_change_for_everybody_at_once() {
    world(async |t| {
        let olga = t.operator("Olga").await;
        let fields = [
            ("community", "Pilots' Guild"),
            ("tagline", "Everybody who works by the water"),
            ("about", "We meet on **Thursdays**."),
            ("accent", "#336699"),
            ("registration", "closed"),
            ("door", "nobody"),
        ];
        olga.browser.post("/admin/settings", &fields).await.expect(303);
        let front = t.browser().get("/").await.expect(200);
        assert_eq!(front.one("h1"), "Everybody who works by the water");
        assert!(front.text().contains("Pilots&#39; Guild") && !front.has("form[action='/join']"));
        let about = t.browser().get("/about").await.expect(200);
        assert_eq!(about.one("main strong"), "Thursdays");
        let log = olga.browser.get("/admin/log").await.expect(200).one("main");
        assert!(log.contains("Olga") && log.contains("changed the community’s settings"), "{log}");

        let mut mistaken = fields;
        (mistaken[0].1, mistaken[3].1, mistaken[5].1) = ("", "red", "all");
        let refused = olga.browser.post("/admin/settings", &mistaken).await.expect(422);
        assert_eq!(refused.attribute("#community", "aria-invalid"), "true");
        assert_eq!(refused.attribute("#tagline", "value"), "Everybody who works by the water");
        assert!(refused.has("#door-error"));
        assert!(t.browser().get("/").await.expect(200).text().contains("Pilots&#39; Guild"));
    })
    .await;
}

#[tokio::test]
async fn whoever_waits_is_confirmed_by_hand_and_signs_in() {
    world(async |t| {
        let olga = t.operator("Olga").await;
        let (_, link) = t.joining("Hans Anker", "hans@example.org").await;
        let waiting = olga.browser.get("/admin/people").await.expect(200);
        assert!(waiting.one("main li").contains("Hans Anker"));
        let action = waiting.attribute("form[action$='/confirm']", "action");
        olga.browser.post(&action, &[]).await.expect(303);
        assert!(!olga.browser.get("/admin/people").await.expect(200).has("form[action$='/confirm']"));
        olga.browser.post(&action, &[]).await.expect(404);
        let fields = [("email", "hans@example.org"), ("password", PASSWORD)];
        assert_eq!(t.browser().post("/login", &fields).await.expect(303).location(), "/feed");
        assert!(t.browser().get(&link).await.expect(410).text().contains("This link no longer works"));
        assert!(olga.browser.get("/admin/log").await.expect(200).one("main").contains("Hans Anker"));
    })
    .await;
}

#[tokio::test]
async fn an_invitation_with_mistakes_is_not_made_and_one_sent_twice_is_made_once() {
    world(async |t| {
        let olga = t.operator("Olga").await;
        let form = olga.browser.get("/admin/invites").await.expect(200);
        let id = form.attribute("input[name=request_id]", "value");
        let wrong = [("note", "Crew"), ("uses", "0"), ("days", "366"), ("request_id", &id)];
        let refused = olga.browser.post("/admin/invites", &wrong).await.expect(422);
        assert_eq!(refused.all("#errors a").len(), 2);
        assert_eq!(refused.attribute("#note", "value"), "Crew");
        assert_eq!(refused.attribute("#days", "value"), "366");
        let right = [("note", "Crew"), ("uses", "2"), ("days", "7"), ("request_id", &id)];
        let made = olga.browser.post("/admin/invites", &right).await.expect(200);
        let link = made.attribute("#link", "value");
        olga.browser.post("/admin/invites", &right).await.expect(303);
        let list = olga.browser.get("/admin/invites").await.expect(200);
        assert_eq!(list.all("form[action$='/end']").len(), 1);
        assert!(!list.text().contains(&link), "the link is shown once");

        olga.browser.post(&list.attribute("form[action$='/end']", "action"), &[]).await.expect(303);
        let path = link.trim_start_matches("http://localhost:8000");
        let guest = t.browser();
        let page = guest.get(path).await.expect(303).location().to_owned();
        guest.get(&page).await.expect(200);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM invite WHERE uses_left > 0")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn mail_that_is_kept_can_be_read_and_what_was_given_up_can_be_tried_again_or_discarded() {
    world(async |t| {
        let olga = t.operator("Olga").await;
        t.joining("Hans Anker", "hans@example.org").await;
        let list = olga.browser.get("/admin/mail").await.expect(200);
        let one = olga.browser.get(&list.attribute("main li a", "href")).await.expect(200);
        assert!(one.text().contains("hans@example.org") && one.text().contains("/verify/"));
        olga.browser.get("/admin/mail/../../secret").await.expect(404);

        t.parked_delivery("the mail server said no").await;
        let noted = olga.browser.get("/admin/mail").await.expect(200);
        assert!(noted.has("a[href='/admin/deliveries']"));
        let parked = olga.browser.get("/admin/deliveries").await.expect(200);
        assert!(parked.text().contains("the mail server said no"));
        olga.browser.post(&parked.attribute("form[action$='/retry']", "action"), &[]).await.expect(303);
        assert!(!olga.browser.get("/admin/deliveries").await.expect(200).has("form[action$='/retry']"));
        t.parked_delivery("again").await;
        let parked = olga.browser.get("/admin/deliveries").await.expect(200);
        olga.browser.post(&parked.attribute("form[action$='/discard']", "action"), &[]).await.expect(303);
        assert!(!olga.browser.get("/admin/deliveries").await.expect(200).has("form[action$='/discard']"));
    })
    .await;
}
