//! What people read word for word, kept as snapshots: mails in both languages, and what machines read of a profile.

use crate::support::{PASSWORD, Site, world};

/// The text of the last mail to an address, its secret link named.
async fn letter(t: &Site, address: &str) -> String {
    let mail = t.mails_to(address).await.pop().unwrap();
    let words = mail.text.split_inclusive(char::is_whitespace).map(|word| {
        let is_secret = word.contains("/verify/") || word.contains("/reset/");
        match word.rsplit_once('/') {
            Some((path, rest)) if is_secret => format!("{path}/LINK{}", &rest[rest.trim_end().len()..]),
            _ => word.to_owned(),
        }
    });
    format!("{}\n\n{}", mail.subject, words.collect::<String>())
}

#[tokio::test]
async fn mails_read_well_in_both_languages() {
    world(async |t| {
        for (lang, accept) in [("en", "en"), ("de", "de-AT,de;q=0.9")] {
            let email = format!("ada.{lang}@example.org");
            let fields = [("name", "Ada Lovelace"), ("email", email.as_str()), ("password", PASSWORD)];
            let browser = t.browser().with("accept-language", accept);
            browser.post("/join", &fields).await.expect(303);
            insta::assert_snapshot!(format!("mail_confirm_{lang}"), letter(t, &email).await);
            let link = t.link_to(&email).await;
            browser.post(&link, &[]).await.expect(303);
            t.browser().post("/join", &fields).await.expect(303);
            insta::assert_snapshot!(format!("mail_known_{lang}"), letter(t, &email).await);
            t.browser().post("/forgot", &[("email", &email)]).await.expect(303);
            let reset = letter(t, &email).await;
            let from = reset.split_whitespace().find(|word| word.starts_with("198.18.")).unwrap();
            let reset = reset.replace(from.trim_end_matches('.'), "ADDRESS");
            insta::assert_snapshot!(format!("mail_reset_{lang}"), reset);
            let link = t.link_to(&email).await;
            t.browser().post(&link, &[("password", "another fine phrase")]).await.expect(303);
            insta::assert_snapshot!(format!("mail_changed_{lang}"), letter(t, &email).await);
        }
    })
    .await;
}

#[tokio::test]
async fn letters_about_reports_read_well_in_both_languages() {
    world(async |t| {
        let olga = t.operator("Olga").await;
        for lang in ["en", "de"] {
            let (ada, bob) = (t.person(&format!("Ada {lang}")).await, t.person(&format!("Bob {lang}")).await);
            if lang == "de" {
                for person in [&ada, &bob] {
                    t.sql(db::sql!("UPDATE account SET language = 'de' WHERE id = $1"), person.id).await;
                }
            }
            for (measure, name) in [("dismiss", "dismissed"), ("warn", "warned"), ("suspend", "suspended")] {
                let path = format!("/in/{}/report", bob.handle);
                let token = ada.browser.get(&path).await.attribute("input[name=request_id]", "value");
                let form = [("category", "fake"), ("request_id", token.as_str())];
                ada.browser.post(&path, &form).await.expect(303);
                let report = olga.browser.get("/admin/reports").await.attribute("main li a.btn", "href");
                let form = [("reason", "The licence is not yours.\r\nTake it out.")];
                olga.browser.post(&format!("{report}/{measure}"), &form).await.expect(303);
                if measure != "suspend" {
                    insta::assert_snapshot!(format!("mail_report_{name}_{lang}"), letter(t, &ada.email).await);
                }
                if measure != "dismiss" {
                    insta::assert_snapshot!(format!("mail_{name}_{lang}"), letter(t, &bob.email).await);
                }
            }
        }
    })
    .await;
}

#[tokio::test]
async fn mails_about_what_one_is_open_to_read_well_in_both_languages() {
    world(async |t| {
        for (lang, name) in [("en", "Ada Lovelace"), ("de", "Bea Lovelace")] {
            let person = t.person(name).await;
            let choice = [("theme", "system"), ("language", lang), ("time_zone", "UTC")];
            person.browser.post("/settings/appearance", &choice).await.expect(303);
            for kind in ["work", "hiring"] {
                let (line, audience) = (format!("{kind}_line"), format!("{kind}_audience"));
                let fields = [(line.as_str(), "Mate"), (audience.as_str(), "members")];
                person.browser.post(&format!("/settings/open-to/{kind}"), &fields).await.expect(303);
                t.clock.advance(83 * 24 * 3_600 * 1_000_000 + 3_600_000_000);
                insta::assert_snapshot!(format!("mail_{kind}_ending_{lang}"), letter(t, &person.email).await);
                let browser = t.signed_in(person.id).await;
                browser.post(&format!("/settings/open-to/{kind}/end"), &[]).await.expect(303);
                person.browser.set_cookie("__Host-session", &browser.cookie("__Host-session").unwrap());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn machines_read_of_a_public_profile_what_guests_read() {
    world(async |t| {
        let ada = t.person("Ada Lovelace").await;
        let form = [
            ("name", "Ada Lovelace"),
            ("headline", "Analyst </script> of engines"),
            ("headline_audience", "everyone"),
            ("about", "I write **programs**."),
            ("about_audience", "everyone"),
            ("pronouns", "she/her"),
            ("pronouns_audience", "members"),
        ];
        ada.browser.post("/in/ada-lovelace/edit", &form).await.expect(303);
        ada.browser.post("/settings/privacy", &[("is_public", "true"), ("is_indexed", "true")]).await.expect(303);
        let page = t.browser().get("/in/ada-lovelace").await.expect(200);
        let meta: Vec<String> = page
            .text()
            .lines()
            .filter(|line| {
                line.starts_with("<meta property") || line.starts_with("<script type=\"application/ld+json\"")
            })
            .map(str::to_owned)
            .collect();
        insta::assert_snapshot!("profile_for_machines", meta.join("\n"));
    })
    .await;
}
