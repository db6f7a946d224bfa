//! Against a real SMTP server: `tests/peers/smtp_sink.py`, whose ports `bin/test` names in `ATHENA_TEST_SMTP` and
//! `ATHENA_TEST_SMTP_HTTP`.
#![expect(clippy::expect_used, clippy::unwrap_used, reason = "helpers of tests say what they expect by panicking, too")]
#![expect(clippy::disallowed_methods, reason = "tests reach servers of their own")]

use std::io::{Read, Write};
use std::net::TcpStream;

use mail::{EmailAddress, ListUnsubscribe, Mailer, Message, SendError};
use serde_json::Value;

/// The ports of SMTP and HTTP; without a sink the tests say so and, in CI, fail.
fn sink() -> Option<(u16, u16)> {
    let port = |name: &str| std::env::var(name).ok().map(|port| port.parse::<u16>().expect(name));
    let ports = port("ATHENA_TEST_SMTP").zip(port("ATHENA_TEST_SMTP_HTTP"));
    if ports.is_none() {
        let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
        assert!(!ci, "CI runs no SMTP sink: ATHENA_TEST_SMTP and ATHENA_TEST_SMTP_HTTP are not set");
        // Past the test harness, which would keep the words of a passing test to itself.
        let _ = writeln!(
            std::io::stderr(),
            "\n!!! SKIPPED: no SMTP sink (ATHENA_TEST_SMTP is not set); bin/test starts one"
        );
    }
    ports
}

fn message(to: &str, id: &str) -> Message {
    Message {
        to: EmailAddress::parse(to).unwrap(),
        to_name: Some("Ádá \"the\" King".to_owned()),
        from: EmailAddress::parse("athena@example.org").unwrap(),
        from_name: Some("Athena".to_owned()),
        subject: "Willkommen, Ádá 🦉".to_owned(),
        text:
            "Grüße\n.\n..\nhttps://example.org/confirm/abcdefghijklmnopqrstuvwxyz0123456789abcdefghijklmnopqrstuvwxyz\n"
                .to_owned(),
        html: Some("<p>Grüße</p>".to_owned()),
        message_id: format!("{id}@example.org"),
        date_us: 1_700_000_000_000_000,
        list_unsubscribe: Some(ListUnsubscribe { url: "https://example.org/u/1".parse().unwrap(), one_click: true }),
    }
}

/// What the sink has received for one message id.
fn received(http: u16, id: &str) -> Vec<Value> {
    let mut stream = TcpStream::connect(("127.0.0.1", http)).unwrap();
    stream.write_all(b"GET /mails HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let mails: Vec<Value> = serde_json::from_str(body).unwrap();
    mails.into_iter().filter(|mail| mail["message_id"] == format!("<{id}@example.org>")).collect()
}

fn unique(name: &str) -> String {
    format!("{name}-{}", std::process::id())
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_written() {
    let Some((smtp, http)) = sink() else { return };
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{smtp}")).unwrap();
    mailer.check().await.unwrap();
    let id = unique("whole");
    mailer.send(&message("ada@example.org", &id)).await.unwrap();
    let mails = received(http, &id);
    assert_eq!(mails.len(), 1);
    let mail = &mails[0];
    assert_eq!(mail["from"], "athena@example.org");
    assert_eq!(mail["to"], serde_json::json!(["ada@example.org"]));
    assert_eq!(mail["subject"], "Willkommen, Ádá 🦉");
    assert_eq!(mail["headers"]["list-unsubscribe"], "<https://example.org/u/1>");
    assert_eq!(mail["headers"]["list-unsubscribe-post"], "List-Unsubscribe=One-Click");
    assert_eq!(mail["headers"]["auto-submitted"], "auto-generated");
    assert!(mail["headers"]["to"].as_str().unwrap().contains("Ádá"));
    assert_eq!(
        mail["text"].as_str().unwrap().replace("\r\n", "\n").trim_end(),
        message("a@b.org", "x").text.trim_end()
    );
    assert_eq!(mail["html"].as_str().unwrap().trim_end(), "<p>Grüße</p>");
}

#[tokio::test]
async fn answers_are_told_apart_and_do_not_spoil_the_next_mail() {
    let Some((smtp, http)) = sink() else { return };
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{smtp}")).unwrap();
    for (local, permanent) in [
        ("temp-fail", false),
        ("perm-fail", true),
        ("temp-fail-data", false),
        ("perm-fail-data", true),
        ("drop-data", false),
    ] {
        let id = unique(local);
        let to = format!("{local}@example.org");
        let error = mailer.send(&message(&to, &id)).await.unwrap_err();
        assert_eq!(matches!(error, SendError::Permanent(_)), permanent, "{error:?}");
        assert!(!error.to_string().contains('@'), "{error}");
        let id = unique(&format!("after-{local}"));
        mailer.send(&message("ada@example.org", &id)).await.unwrap();
        assert_eq!(received(http, &id).len(), 1);
    }
    // The lost answer: the server has it. The second try is the same mail, which readers see once.
    assert_eq!(received(http, &unique("drop-data")).len(), 1);
}

#[tokio::test]
async fn many_mails_at_once_all_arrive() {
    let Some((smtp, http)) = sink() else { return };
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{smtp}")).unwrap();
    let id = unique("many");
    let sending: Vec<_> = (0..120)
        .map(|_| {
            let (mailer, mail) = (mailer.clone(), message("ada@example.org", &id));
            tokio::spawn(async move { mailer.send(&mail).await })
        })
        .collect();
    for task in sending {
        task.await.unwrap().unwrap();
    }
    assert_eq!(received(http, &id).len(), 120);
    mailer.close().await;
    assert!(matches!(mailer.send(&message("ada@example.org", &id)).await, Err(SendError::Temporary(_))));
}

#[tokio::test]
async fn a_server_without_tls_is_refused_where_tls_is_required() {
    let Some((smtp, http)) = sink() else { return };
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{smtp}?tls=required")).unwrap();
    let id = unique("tls");
    assert!(matches!(mailer.send(&message("ada@example.org", &id)).await, Err(SendError::Temporary(_))));
    let mailer = Mailer::smtp(&format!("smtp://127.0.0.1:{smtp}?tls=starttls")).unwrap();
    mailer.send(&message("ada@example.org", &id)).await.unwrap();
    assert_eq!(received(http, &id).len(), 1);
}
