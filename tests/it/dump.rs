//! A stolen database opens nothing (R30): every text, every hash and every id in it is tried as a cookie, a bearer, a
//! link and a code.

use athena::kernel::{Error, secrets};
use db::sql;

use crate::support::{PASSWORD, Site, world};

/// Every text of the product's tables. A column that is missing here fails the test.
fn texts() -> db::Sql {
    sql!(
        "SELECT account.name FROM account UNION SELECT account.name_sort FROM account
         UNION SELECT account.headline FROM account UNION SELECT account.language FROM account
         UNION SELECT account.theme FROM account UNION SELECT account.time_zone FROM account
         UNION SELECT email.address FROM email UNION SELECT email.address_key FROM email
         UNION SELECT credential.kind FROM credential UNION SELECT credential.secret FROM credential
         UNION SELECT handle.handle_key FROM handle
         UNION SELECT session.user_agent FROM session UNION SELECT session.address FROM session
         UNION SELECT sign_up.request_id FROM sign_up UNION SELECT sign_up.name FROM sign_up
         UNION SELECT sign_up.address FROM sign_up UNION SELECT sign_up.address_key FROM sign_up
         UNION SELECT sign_up.secret FROM sign_up UNION SELECT sign_up.language FROM sign_up
         UNION SELECT sign_up.time_zone FROM sign_up
         UNION SELECT password_reset.asked_from FROM password_reset
         UNION SELECT invite.request_id FROM invite UNION SELECT invite.note FROM invite
         UNION SELECT throttle.bucket FROM throttle
         UNION SELECT audit.action FROM audit UNION SELECT audit.detail FROM audit
         UNION SELECT setting.key FROM setting UNION SELECT setting.value FROM setting
         UNION SELECT profile.pronouns FROM profile UNION SELECT profile.about FROM profile
         UNION SELECT profile.location FROM profile
         UNION SELECT picture_file.name FROM picture_file UNION SELECT stray_file.name FROM stray_file
         UNION SELECT company.slug FROM company UNION SELECT company.name FROM company
         UNION SELECT company.name_sort FROM company UNION SELECT company.location FROM company
         UNION SELECT company.website FROM company
         UNION SELECT skill.name FROM skill UNION SELECT skill.name_sort FROM skill
         UNION SELECT profile_entry.request_id FROM profile_entry UNION SELECT profile_entry.title FROM profile_entry
         UNION SELECT profile_entry.organisation FROM profile_entry
         UNION SELECT profile_entry.subtitle FROM profile_entry UNION SELECT profile_entry.detail FROM profile_entry
         UNION SELECT profile_entry.remark FROM profile_entry UNION SELECT profile_entry.location FROM profile_entry
         UNION SELECT profile_entry.url FROM profile_entry UNION SELECT profile_entry.summary FROM profile_entry
         UNION SELECT profile_entry.points FROM profile_entry UNION SELECT profile_entry.keywords FROM profile_entry
         UNION SELECT profile_view.hint FROM profile_view UNION SELECT profile_badge.line FROM profile_badge
         UNION SELECT post.source FROM post UNION SELECT post.request_id FROM post
         UNION SELECT post_version.source FROM post_version UNION SELECT post_tag.tag_key FROM post_tag
         UNION SELECT post_mention.handle_key FROM post_mention
         UNION SELECT comment.source FROM comment UNION SELECT comment.request_id FROM comment
         UNION SELECT comment_mention.handle_key FROM comment_mention
         UNION SELECT muted_tag.tag_key FROM muted_tag UNION SELECT muted_word.word_key FROM muted_word
         UNION SELECT muted_word.word FROM muted_word
         UNION SELECT draft.source FROM draft UNION SELECT draft.request_id FROM draft
         UNION SELECT poll_option.words FROM poll_option
         UNION SELECT post_image.alt FROM post_image UNION SELECT post_image_file.name FROM post_image_file
         UNION SELECT link_preview.url FROM link_preview UNION SELECT link_preview.found_url FROM link_preview
         UNION SELECT link_preview.host FROM link_preview UNION SELECT link_preview.title FROM link_preview
         UNION SELECT link_preview.description FROM link_preview
         UNION SELECT link_preview_file.name FROM link_preview_file
         UNION SELECT connection.note FROM connection UNION SELECT connection.introduction FROM connection
         UNION SELECT introduction.note FROM introduction
         UNION SELECT contact.note FROM contact UNION SELECT contact.note_sort FROM contact
         UNION SELECT contact_label.label FROM contact_label UNION SELECT contact_label.label_sort FROM contact_label
         UNION SELECT profile_link.label FROM profile_link UNION SELECT profile_link.url FROM profile_link
         UNION SELECT report.request_id FROM report UNION SELECT report.subject_name FROM report
         UNION SELECT report.note FROM report UNION SELECT report.evidence FROM report
         UNION SELECT report.reason FROM report
         UNION SELECT delivery.subscriber FROM delivery UNION SELECT delivery.kind FROM delivery
         UNION SELECT delivery.payload FROM delivery UNION SELECT COALESCE(delivery.last_error, '') FROM delivery
         UNION SELECT delivery_schedule.name FROM delivery_schedule
         ORDER BY 1"
    )
}

fn hashes() -> db::Sql {
    sql!(
        "SELECT session.token_hash FROM session UNION SELECT sign_up.browser_hash FROM sign_up
         UNION SELECT invite.code_hash FROM invite"
    )
}

fn ids() -> db::Sql {
    sql!(
        "SELECT id FROM account UNION SELECT address FROM picture UNION SELECT id FROM session UNION SELECT id FROM sign_up
         UNION SELECT id FROM password_reset UNION SELECT id FROM invite UNION SELECT id FROM delivery"
    )
}

/// Every string a thief would try.
async fn stolen(t: &Site) -> Vec<String> {
    let (texts, hashes, ids): (Vec<String>, Vec<Vec<u8>>, Vec<i64>) = t
        .app
        .db
        .read(|r| Ok::<_, Error>((r.all(texts(), &[])?, r.all(hashes(), &[])?, r.all(ids(), &[])?)))
        .await
        .unwrap();
    let mut stolen = texts;
    for hash in hashes {
        stolen.push(bs58::encode(&hash).into_string());
        stolen.push(secrets::hex(&hash));
    }
    for id in ids {
        stolen.push(id.to_string());
        stolen.push(bs58::encode(id.to_be_bytes()).into_string());
    }
    stolen.retain(|text| !text.is_empty());
    stolen
}

#[tokio::test]
async fn every_column_of_the_product_is_replayed() {
    world(async |t| {
        let replayed = format!("{} {}", texts().text().text, hashes().text().text);
        let own = ["changes", "node", "node_lease", "schema_migration"];
        let owners = db::schema::owners(athena::wiring::MIGRATIONS);
        for column in db::schema::shape(&t.app.db).await.unwrap().columns {
            let (table, name) = (column.table_name.as_str(), column.column_name.as_str());
            // What the database library keeps for itself holds names of migrations, topics and processes.
            let is_own = own.contains(&table) || owners.iter().any(|(t, owner)| t == table && *owner == "db");
            if is_own || !["text", "bytes"].contains(&column.kind.as_str()) {
                continue;
            }
            assert!(replayed.contains(&format!("{table}.{name}")), "{table}.{name} is not replayed");
        }
    })
    .await;
}

#[tokio::test]
async fn what_a_stolen_database_holds_opens_nothing() {
    world(async |t| {
        let ada = t.person("Ada").await;
        t.browser().post("/login", &[("email", &ada.email), ("password", "not the password")]).await.expect(422);
        let joining = [("name", "Bob"), ("email", "bob@example.org"), ("password", PASSWORD)];
        t.browser().post("/join", &joining).await.expect(303);
        t.browser().post("/forgot", &[("email", &ada.email)]).await.expect(303);
        let operator = t.operator("Olga").await;
        let form = operator.browser.get("/admin/invites").await;
        let request_id = form.attribute("input[name=request_id]", "value");
        let invite = [("note", "for Cem"), ("uses", "2"), ("days", "3"), ("request_id", request_id.as_str())];
        operator.browser.post("/admin/invites", &invite).await.expect(200);
        ada.browser.upload("/in/ada/edit/photo", &crate::pictures::red(), &[]).await.expect(303);
        // The deliveries still wait, so their payloads are part of what is stolen.
        let stolen = stolen(t).await;
        assert!(stolen.len() > 40, "{stolen:?}");
        assert!(stolen.iter().any(|text| text.contains("sign_up")), "a payload is among it");
        for text in stolen {
            let escaped: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let thief = t.browser();
            thief.set_cookie("__Host-session", &escaped);
            thief.get("/settings/account").await.expect(303);
            let bearer = secrets::hex(text.as_bytes());
            for token in [escaped.as_str(), bearer.as_str()] {
                let thief = t.browser().with("authorization", &format!("Bearer {token}"));
                thief.get("/settings/account").await.expect(303);
            }
            let in_path = escaped.replace('+', "%20");
            let day = crate::support::START_US / (24 * 3_600 * 1_000_000);
            t.browser().get(&format!("/media/{in_path}/0/{day}/{in_path}")).await.expect(404);
            for link in ["reset", "verify"] {
                let answer = t.browser().get(&format!("/{link}/{in_path}")).await;
                assert!([404, 410].contains(&answer.status.as_u16()), "{link}: {text}");
            }
        }
        t.registration(athena::accounts::Registration::Invite).await;
        for text in self::stolen(t).await.into_iter().take(60) {
            let escaped: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            let page = t.browser().get(&format!("/join?invite={escaped}")).await.expect(200);
            assert!(!page.has("input[name=email]"), "{text} is taken for an invitation");
        }
    })
    .await;
}
