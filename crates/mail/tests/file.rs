//! Mail into a directory, read back.
#![expect(clippy::unwrap_used, reason = "helpers of tests say what they expect by panicking, too")]

use std::fs;
use std::path::Path;

use mail::{EmailAddress, MailId, Mailer, Message, SendError};

fn message(number: i64) -> Message {
    Message {
        to: EmailAddress::parse("ada@example.org").unwrap(),
        to_name: None,
        from: EmailAddress::parse("athena@example.org").unwrap(),
        from_name: Some("Athena".to_owned()),
        subject: format!("Mail {number} ü"),
        text: "Hello\nhttps://example.org/confirm/abc".to_owned(),
        html: (number % 2 == 0).then(|| "<p>Hello</p>".to_owned()),
        message_id: format!("{number}@example.org"),
        date_us: 1_700_000_000_000_000 + number,
        list_unsubscribe: None,
    }
}

fn names(directory: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(directory).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn mails_are_listed_newest_first_page_by_page() {
    let directory = tempfile::tempdir().unwrap();
    let mailer = Mailer::file(directory.path().join("mail")).unwrap();
    for number in [3, 1, 2, 5, 4] {
        mailer.send(&message(number)).await.unwrap();
    }
    let mailbox = mailer.mailbox().unwrap();
    let first = mailbox.list(2, None).await.unwrap();
    assert_eq!(first.iter().map(|m| m.subject.as_str()).collect::<Vec<_>>(), ["Mail 5 ü", "Mail 4 ü"]);
    let last: MailId = first[1].id.parse().unwrap();
    let rest = mailbox.list(10, Some(last)).await.unwrap();
    assert_eq!(rest.iter().map(|m| m.subject.as_str()).collect::<Vec<_>>(), ["Mail 3 ü", "Mail 2 ü", "Mail 1 ü"]);
    let mail = mailbox.get(&rest[1].id.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(mail, rest[1]);
    assert_eq!(mail.to, "ada@example.org");
    assert_eq!(mail.text, "Hello\nhttps://example.org/confirm/abc");
    assert_eq!(mail.html.as_deref(), Some("<p>Hello</p>"));
    assert_eq!(mail.sent_us, 1_700_000_000_000_002);
    let unknown: MailId = "1700000000000002-0123456789abcdef".parse().unwrap();
    assert_eq!(mailbox.get(&unknown).await.unwrap(), None);
}

#[tokio::test]
async fn a_mail_is_two_files_for_us_alone_and_a_second_try_adds_none() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("mail");
    let mailer = Mailer::file(&path).unwrap();
    mailer.send(&message(1)).await.unwrap();
    mailer.send(&message(1)).await.unwrap();
    mailer.check().await.unwrap();
    let names = names(&path);
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names[0].starts_with("1700000000000001-") && names[0].ends_with(".eml") && names[1].ends_with(".json"));
    let eml = fs::read_to_string(path.join(&names[0])).unwrap();
    assert!(eml.contains("Message-ID: <1@example.org>\r\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
        assert_eq!(fs::metadata(path.join(&names[1])).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn other_files_in_the_directory_do_not_disturb() {
    let directory = tempfile::tempdir().unwrap();
    let mailer = Mailer::file(directory.path()).unwrap();
    mailer.send(&message(1)).await.unwrap();
    for name in [
        "notes.txt",
        "x.json",
        ".1700000000000009-0123456789abcdef.json.1.tmp",
        "1700000000000009-0123456789abcdef.eml",
    ] {
        fs::write(directory.path().join(name), "{").unwrap();
    }
    assert_eq!(mailer.mailbox().unwrap().list(10, None).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_directory_that_is_gone_is_a_temporary_failure() {
    let directory = tempfile::tempdir().unwrap();
    let mailer = Mailer::file(directory.path().join("mail")).unwrap();
    fs::remove_dir(directory.path().join("mail")).unwrap();
    assert!(matches!(mailer.send(&message(1)).await, Err(SendError::Temporary(_))));
    assert!(matches!(mailer.check().await, Err(SendError::Temporary(_))));
}

#[test]
fn ids_are_never_paths() {
    for text in [
        "",
        "-",
        ".",
        "..",
        "/",
        "../../etc/passwd",
        "1700000000000001-0123456789abcde",
        "1700000000000001-0123456789ABCDEF",
        "170000000000000-0123456789abcdef",
        "1700000000000001-0123456789abcdef.json",
        "1700000000000001-0123456789abcdef/",
        "1700000000000001/0123456789abcdef",
        "17000000000000x1-0123456789abcdef",
        "1700000000000001-0123456789abcdef\0",
        "1700000000000001_0123456789abcdef",
        " 1700000000000001-0123456789abcdef",
        "1700000000000001-01234567-9abcdef",
    ] {
        assert!(text.parse::<MailId>().is_err(), "{text:?}");
    }
    assert!("1700000000000001-0123456789abcdef".parse::<MailId>().is_ok());
}
