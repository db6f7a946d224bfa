//! Joining, signing in, passwords and sessions, as people and attackers use them.

use athena::accounts::Registration;

use crate::support::{PASSWORD, world};

const HOUR_US: i64 = 3_600_000_000;

#[tokio::test]
async fn joining_asks_for_confirmation_and_the_link_signs_in() {
    world(async |t| {
        let (browser, link) = t.joining("Ada Lovelace", "ada@example.org").await;
        assert!(browser.cookie("__Host-session").is_none(), "no session before the address is confirmed");
        let page = browser.get(&link).await.expect(200);
        assert_eq!(page.one("h1"), "Welcome, Ada Lovelace");
        assert!(!page.has("input[name=password]"), "the browser that asked needs no password");
        let entered = browser.post(&link, &[]).await.expect(303);
        assert_eq!(entered.location(), "/feed");
        browser.get("/settings/account").await.expect(200);
        browser.get(&link).await.expect(410);
    })
    .await;
}

#[tokio::test]
async fn a_link_opened_elsewhere_needs_the_password() {
    world(async |t| {
        let (_, link) = t.joining("Ada Lovelace", "ada@example.org").await;
        let phone = t.browser();
        let page = phone.get(&link).await.expect(200);
        assert!(page.has("input[name=password]"));
        let refused = phone.post(&link, &[("password", "something else 77")]).await.expect(422);
        assert_eq!(refused.attribute("input[name=password]", "aria-invalid"), "true");
        assert!(phone.cookie("__Host-session").is_none());
        phone.post(&link, &[("password", PASSWORD)]).await.expect(303);
        phone.get("/settings/account").await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_stranger_cannot_plant_a_password_in_somebody_s_future_account() {
    world(async |t| {
        // The stranger asks with the victim's address; the victim opens the link, in another browser.
        let (stranger, planted) = t.joining("Ada Lovelace", "ada@example.org").await;
        let victim = t.browser();
        victim.post(&planted, &[("password", "")]).await.expect(422);
        // The victim joins properly.
        let fields = [("name", "Ada Lovelace"), ("email", "ada@example.org"), ("password", "my very own phrase")];
        victim.post("/join", &fields).await.expect(303);
        let own = t.link_to("ada@example.org").await;
        victim.post(&own, &[]).await.expect(303);
        // What the stranger planted is gone, and their password opens nothing.
        stranger.post(&planted, &[]).await.expect(410);
        let refused = stranger.post("/login", &[("email", "ada@example.org"), ("password", PASSWORD)]).await;
        refused.expect(422);
    })
    .await;
}

#[tokio::test]
async fn known_and_unknown_addresses_get_the_same_answer_and_the_owner_a_mail() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let ask = async |email: &str| {
            let fields = [("name", "Somebody"), ("email", email), ("password", PASSWORD)];
            let browser = t.browser();
            let asked = browser.post("/join", &fields).await.expect(303);
            let shown = browser.get("/join/sent").await.expect(200).text().replace(email, "…");
            (asked.location().to_owned(), asked.bytes, shown)
        };
        let known = ask(&ada.email).await;
        let unknown = ask("bob@example.org").await;
        assert_eq!(known, unknown);
        let mails = t.mails_to(&ada.email).await;
        assert_eq!(mails.len(), 1);
        assert!(mails[0].subject.contains("already"), "{}", mails[0].subject);
        let forgot = async |email: &str| {
            let asked = t.browser().post("/forgot", &[("email", email)]).await.expect(303);
            (asked.location().to_owned(), asked.bytes)
        };
        assert_eq!(forgot(&ada.email).await, forgot("nobody@example.org").await);
        assert!(t.mails_to("nobody@example.org").await.is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_form_with_mistakes_says_so_at_each_field_and_keeps_what_was_typed() {
    world(async |t| {
        let fields = [("name", " "), ("email", "ada at example"), ("password", "password123")];
        let page = t.browser().post("/join", &fields).await.expect(422);
        for field in ["name", "email", "password"] {
            assert_eq!(page.attribute(&format!("#{field}"), "aria-invalid"), "true", "{field}");
        }
        assert_eq!(page.attribute("#email", "value"), "ada at example");
        assert_eq!(page.attribute("#password", "value"), "", "a password is never sent back");
        assert!(!page.text().contains("password123"));
        let unknown = [("name", "A"), ("email", "a@b.c"), ("password", PASSWORD), ("is_operator", "true")];
        t.browser().post("/join", &unknown).await.expect(422);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM sign_up")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn links_end_after_their_time() {
    world(async |t| {
        let (browser, link) = t.joining("Ada Lovelace", "ada@example.org").await;
        t.clock.advance(24 * HOUR_US + 1);
        browser.get(&link).await.expect(410);
        browser.post(&link, &[]).await.expect(410);
        let bob = t.person("Bob").await;
        t.browser().post("/forgot", &[("email", &bob.email)]).await.expect(303);
        let reset = t.link_to(&bob.email).await;
        t.browser().get(&reset).await.expect(200);
        t.clock.advance(30 * 60_000_000 + 1);
        t.browser().get(&reset).await.expect(410);
        t.browser().post(&reset, &[("password", "another fine phrase")]).await.expect(410);
    })
    .await;
}

#[tokio::test]
async fn a_reset_ends_all_sessions_and_older_links() {
    world(async |t| {
        let ada = t.person("Ada").await;
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        let older = t.link_to(&ada.email).await;
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        let newer = t.link_to(&ada.email).await;
        assert_ne!(older, newer);
        let mail = t.mails_to(&ada.email).await.pop().unwrap();
        assert!(mail.text.contains("2025-06-02 08:00 UTC"), "the mail says when: {}", mail.text);
        let phone = t.browser();
        phone.post(&newer, &[("password", "short")]).await.expect(422);
        phone.post(&newer, &[("password", "another fine phrase")]).await.expect(303);
        phone.get("/settings/account").await.expect(200);
        ada.browser.get("/settings/account").await.expect(303);
        phone.post(&older, &[("password", "yet another phrase")]).await.expect(410);
        phone.post(&newer, &[("password", "yet another phrase")]).await.expect(410);
        let told = t.mails_to(&ada.email).await.pop().unwrap();
        assert!(told.subject.contains("was changed"), "{}", told.subject);
        t.browser().post("/login", &[("email", &ada.email), ("password", "another fine phrase")]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn signing_in_returns_to_the_page_that_was_wanted_and_nowhere_else() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let browser = t.browser();
        let sent = browser.get("/settings/sessions?x=1").await.expect(303);
        assert_eq!(sent.location(), "/login?next=%2Fsettings%2Fsessions%3Fx%3D1");
        let login = browser.get(sent.location()).await.expect(200);
        let next = login.attribute("form[action='/login'] input[name=next]", "value");
        let fields = [("email", ada.email.as_str()), ("password", PASSWORD), ("next", next.as_str())];
        assert_eq!(browser.post("/login", &fields).await.expect(303).location(), "/settings/sessions?x=1");
        for attack in ["//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "javascript:1"] {
            let fields = [("email", ada.email.as_str()), ("password", PASSWORD), ("next", attack)];
            assert_eq!(t.browser().post("/login", &fields).await.expect(303).location(), "/feed", "{attack}");
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_password_and_unknown_address_are_told_apart_by_nobody() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let attempt = async |email: &str| {
            let fields = [("email", email), ("password", "not the password")];
            let page = t.browser().post("/login", &fields).await.expect(422);
            page.text().replace(email, "…")
        };
        let (known, unknown) = (attempt(&ada.email).await, attempt("nobody@example.org").await);
        assert_eq!(known, unknown);
        assert!(known.contains("Address or password is not right."));
    })
    .await;
}

#[tokio::test]
async fn guesses_are_limited_and_the_owner_s_browser_still_gets_in() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let right = [("email", ada.email.as_str()), ("password", PASSWORD)];
        let home = t.browser();
        home.post("/login", &right).await.expect(303);
        home.post("/logout", &[]).await.expect(303);
        let wrong = [("email", ada.email.as_str()), ("password", "not the password")];
        for _ in 0..10 {
            t.browser().post("/login", &wrong).await.expect(422);
        }
        let refused = t.browser().post("/login", &right).await.expect(429);
        assert!(refused.header("retry-after").parse::<u32>().unwrap() > 3_000);
        assert!(refused.text().contains("60 minutes"), "{}", refused.text());
        home.post("/login", &right).await.expect(303);
        t.clock.advance(HOUR_US);
        t.browser().post("/login", &right).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn one_address_cannot_guess_at_many_accounts_nor_make_us_send_many_mails() {
    world(async |t| {
        let browser = t.browser();
        for number in 0..60 {
            let email = format!("p{number}@example.org");
            browser.post("/login", &[("email", &email), ("password", "not the password")]).await.expect(422);
        }
        let last = [("email", "p99@example.org"), ("password", "not the password")];
        browser.post("/login", &last).await.expect(429);
        for number in 0..30 {
            let email = format!("p{number}@example.org");
            browser.post("/forgot", &[("email", &email)]).await.expect(303);
        }
        browser.post("/forgot", &[("email", "p99@example.org")]).await.expect(429);
    })
    .await;
}

#[tokio::test]
async fn sessions_are_listed_ended_one_by_one_and_all_at_once() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let phone = t.signed_in(ada.id).await;
        let tablet = t.signed_in(ada.id).await;
        let list = ada.browser.get("/settings/sessions").await.expect(200);
        assert_eq!(list.all("li form[action$='/end'] button").len(), 3);
        assert!(list.has("form[action='/settings/sessions/end']") && list.has("button[form='end-all']"));
        assert_eq!(list.all(".tag-success").len(), 1, "one of them is this one");
        let action = phone.get("/settings/sessions").await.expect(200).attribute("li:has(.tag-success) form", "action");
        ada.browser.post(&action, &[]).await.expect(303);
        phone.get("/settings/account").await.expect(303);
        tablet.get("/settings/account").await.expect(200);
        ada.browser.post(&action, &[]).await.expect(404);
        tablet.post("/settings/sessions/end", &[]).await.expect(303);
        tablet.get("/settings/account").await.expect(303);
        ada.browser.get("/settings/account").await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_another_person_s_session() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let eve = t.person("Eve").await;
        let action = ada.browser.get("/settings/sessions").await.attribute("li form", "action");
        eve.browser.post(&action, &[]).await.expect(404);
        ada.browser.get("/settings/account").await.expect(200);
        eve.browser.post("/settings/sessions/zzz/end", &[]).await.expect(404);
    })
    .await;
}

#[tokio::test]
async fn an_idle_or_old_session_is_over_and_use_keeps_it() {
    world(async |t| {
        const DAY: i64 = 24 * HOUR_US;
        let ada = t.person("Ada").await;
        let idle = t.signed_in(ada.id).await;
        for _ in 0..8 {
            t.clock.advance(20 * DAY);
            ada.browser.get("/settings/account").await.expect(200);
        }
        idle.get("/settings/account").await.expect(303);
        t.clock.advance(20 * DAY);
        ada.browser.get("/settings/account").await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn changing_the_password_needs_the_present_one_and_signs_out_everywhere_else() {
    world(async |t| {
        let ada = t.person("Ada").await;
        let phone = t.signed_in(ada.id).await;
        let before = ada.browser.cookie("__Host-session");
        let wrong = [("present", "not the password"), ("password", "another fine phrase")];
        let page = ada.browser.post("/settings/password", &wrong).await.expect(422);
        assert_eq!(page.attribute("#present", "aria-invalid"), "true");
        let right = [("present", PASSWORD), ("password", "another fine phrase")];
        ada.browser.post("/settings/password", &right).await.expect(303);
        assert_ne!(ada.browser.cookie("__Host-session"), before, "the token is a new one");
        ada.browser.get("/settings/account").await.expect(200);
        phone.get("/settings/account").await.expect(303);
        assert_eq!(t.mails_to(&ada.email).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn registration_may_be_closed_or_by_invitation() {
    world(async |t| {
        let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
        t.registration(Registration::Closed).await;
        assert!(!t.browser().get("/join").await.expect(200).has("input[name=email]"));
        assert!(!t.browser().get("/login").await.expect(200).has("a[href='/join']"), "nobody is sent to a closed door");
        t.browser().post("/join", &fields).await.expect(409);
        t.registration(Registration::Invite).await;
        assert!(!t.browser().get("/join").await.expect(200).has("input[name=email]"));
        let alone = t.browser().post("/join", &fields).await.expect(409);
        assert!(alone.text().contains("ask somebody who is here"), "{}", alone.text());
        let wrong = [fields.as_slice(), &[("invite", "aaaa-bbbb-cccc-dddd")]].concat();
        t.browser().post("/join", &wrong).await.expect(409);
        assert_eq!(t.count(db::sql!("SELECT COUNT(*) FROM sign_up")).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_handle_can_change_and_nobody_takes_the_old_one() {
    world(async |t| {
        let ada = t.person("Ada Lovelace").await;
        let eve = t.person("Eve").await;
        assert_eq!(ada.handle, "ada-lovelace");
        ada.browser.post("/settings/handle", &[("handle", "Countess")]).await.expect(303);
        let page = eve.browser.post("/settings/handle", &[("handle", "ada-lovelace")]).await.expect(422);
        assert_eq!(page.attribute("#handle", "aria-invalid"), "true");
        eve.browser.post("/settings/handle", &[("handle", "countess")]).await.expect(422);
        eve.browser.post("/settings/handle", &[("handle", "a--b")]).await.expect(422);
        ada.browser.post("/settings/handle", &[("handle", "ada-lovelace")]).await.expect(303);
    })
    .await;
}

#[tokio::test]
async fn theme_and_language_follow_the_account_and_a_guest_s_cookies() {
    world(async |t| {
        let guest = t.browser();
        let to = guest.post("/preferences", &[("theme", "dark"), ("next", "/about")]).await.expect(303);
        assert_eq!(to.location(), "/about");
        guest.post("/preferences", &[("language", "de"), ("next", "//elsewhere")]).await.expect(303);
        let page = guest.get("/about").await.expect(200);
        assert_eq!(page.attribute("html", "data-theme"), "dark");
        assert_eq!(page.attribute("html", "lang"), "de");
        let ada = t.person("Ada").await;
        let fields = [("theme", "light"), ("language", "de"), ("time_zone", "Europe/Berlin")];
        ada.browser.post("/settings/appearance", &fields).await.expect(303);
        let elsewhere = t.signed_in(ada.id).await.get("/settings/appearance").await.expect(200);
        assert_eq!(elsewhere.attribute("html", "data-theme"), "light");
        assert_eq!(elsewhere.attribute("html", "lang"), "de");
        assert_eq!(elsewhere.attribute("option[selected]", "value"), "Europe/Berlin");
    })
    .await;
}

#[tokio::test]
async fn an_invitation_lets_in_as_many_as_it_says_until_it_ends() {
    world(async |t| {
        t.registration(Registration::Invite).await;
        let operator = t.operator("Olga").await;
        let code = t.invited_by(&operator, "2").await;
        let guest = t.browser();
        let form = guest.get(guest.get(&format!("/invite/{code}")).await.expect(303).location()).await.expect(200);
        assert_eq!(form.attribute("input[name=invite]", "value"), code);
        let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD), ("invite", &code)];
        guest.post("/join", &fields).await.expect(303);
        guest.post(&t.link_to("ada@example.org").await, &[]).await.expect(303);
        guest.get("/feed").await.expect(200);
        assert!(!operator.browser.get("/admin/invites").await.text().contains(&code), "the code is not kept");
        let end = operator.browser.get("/admin/invites").await.attribute("form[action$='/end']", "action");
        operator.browser.post(&end, &[]).await.expect(303);
        operator.browser.post(&end, &[]).await.expect(404);
        assert!(!t.browser().get(&format!("/join?invite={code}")).await.expect(200).has("input[name=email]"));
    })
    .await;
}

#[tokio::test]
async fn whoever_is_suspended_is_out_at_once_and_cannot_come_back() {
    world(async |t| {
        let ada = t.person("Ada").await;
        ada.browser.get("/feed").await.expect(200);
        t.suspend(ada.id).await;
        ada.browser.get("/feed").await.expect(303);
        let fields = [("email", ada.email.as_str()), ("password", PASSWORD)];
        t.browser().post("/login", &fields).await.expect(422);
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        assert!(t.mails_to(&ada.email).await.is_empty());
    })
    .await;
}
