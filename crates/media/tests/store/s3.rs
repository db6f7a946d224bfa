//! The store in S3, against a server that checks signatures.

use std::time::{Duration, Instant};

use media::{S3Config, Store, StoreError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::server::{SECRET, Server};
use crate::{file, keeps_its_promises};

/// The reason of a failure; panics if there is none, or if it tells the secret.
fn reason<T: std::fmt::Debug>(outcome: Result<T, StoreError>) -> String {
    let error = outcome.unwrap_err();
    assert!(matches!(error, StoreError::Failed(_)), "{error:?}");
    let text = format!("{error} {error:?}");
    assert!(!text.contains(SECRET), "{text}");
    text
}

#[tokio::test]
async fn the_bucket_keeps_its_promises() {
    let server = Server::start().await;
    keeps_its_promises(&server.store()).await;
    let bare = Store::s3(S3Config { prefix: String::new(), ..server.config() }).unwrap();
    keeps_its_promises(&bare).await;
}

#[tokio::test]
async fn files_lie_under_the_prefix_and_others_are_passed_over() {
    let server = Server::start().await;
    let (name, bytes) = file(1);
    server.store().put(&name, bytes.clone()).await.unwrap();
    assert_eq!(std::fs::read(server.file(name.as_str())).unwrap(), bytes);

    let other = Store::s3(S3Config { prefix: "athena/other".to_owned(), ..server.config() }).unwrap();
    other.put(&file(2).0, file(2).1).await.unwrap();
    std::fs::write(server.file("notes.txt"), "x").unwrap();
    std::fs::create_dir(server.file("deeper")).unwrap();
    std::fs::write(server.file("deeper").join(file(3).0.as_str()), file(3).1).unwrap();
    assert_eq!(server.store().list(None, 10).await, Ok(vec![name]));
    assert_eq!(other.list(None, 10).await, Ok(vec![file(2).0]));
}

#[tokio::test]
async fn what_has_changed_in_the_bucket_is_noticed_and_putting_mends_it() {
    let server = Server::start().await;
    let (name, bytes) = file(1);
    let store = server.store();
    store.put(&name, bytes.clone()).await.unwrap();
    for rotten in [&b""[..], b"something else", bytes.get(1..).unwrap()] {
        std::fs::write(server.file(name.as_str()), rotten).unwrap();
        assert_eq!(store.get(&name).await, Err(StoreError::Rotten(name.clone())));
    }
    store.put(&name, bytes.clone()).await.unwrap();
    assert_eq!(store.get(&name).await, Ok(Some(bytes)));
    std::fs::File::create(server.file(name.as_str())).unwrap().set_len(1 << 36).unwrap();
    let began = Instant::now();
    assert_eq!(store.get(&name).await, Err(StoreError::Rotten(name)));
    assert!(began.elapsed() < Duration::from_secs(10), "it was read to its end");
}

#[tokio::test]
async fn a_wrong_secret_is_refused_everywhere() {
    let server = Server::start().await;
    let (name, bytes) = file(1);
    server.store().put(&name, bytes.clone()).await.unwrap();
    let wrong = S3Config { secret: "another-secret".into(), ..server.config() };
    let stranger = S3Config { key_id: "SOMEBODY".to_owned(), ..server.config() };
    for (config, words) in [(wrong, "the secret does not belong to the key id"), (stranger, "NotSignedUp")] {
        let store = Store::s3(config).unwrap();
        for reason in [
            reason(store.check().await),
            reason(store.put(&name, bytes.clone()).await),
            reason(store.get(&name).await),
            reason(store.get(&file(2).0).await),
            reason(store.delete(&name).await),
            reason(store.list(None, 10).await),
        ] {
            assert!(reason.contains(words), "{reason}");
        }
    }
    assert_eq!(server.store().get(&name).await, Ok(Some(bytes)), "it was not deleted");
}

#[tokio::test]
async fn the_operator_reads_what_the_server_says_and_a_missing_bucket_is_no_missing_file() {
    let says = [
        ("404 Not Found", "NoSuchBucket", "there is no such bucket"),
        ("403 Forbidden", "InvalidAccessKeyId", "it does not know the key id"),
        ("403 Forbidden", "AccessDenied", "the key has no right to do this"),
        ("400 Bad Request", "AuthorizationHeaderMalformed", "it answers AuthorizationHeaderMalformed"),
    ];
    for (status, code, words) in says {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>m</Message></Error>");
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}", body.len());
        let (name, bytes) = file(1);
        let reasons = answered(&answer, async |store| {
            [
                reason(store.get(&name).await),
                reason(store.put(&name, bytes).await),
                reason(store.delete(&name).await),
                reason(store.list(None, 5).await),
                reason(store.check().await),
            ]
        });
        for reason in reasons.await {
            assert!(reason.contains(words) && reason.contains("s3 bucket media at http://127.0.0.1"), "{reason}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_gone_is_an_error_soon() {
    let server = Server::start().await;
    let store = server.store();
    let (name, bytes) = file(1);
    store.put(&name, bytes.clone()).await.unwrap();
    let endpoint = server.stop().await;
    // Connections that are kept open end with their tasks; a store of its own has none.
    let store = Store::s3(S3Config { endpoint: Some(endpoint.clone()), ..config_of(&endpoint) }).unwrap();
    let began = Instant::now();
    let texts = [reason(store.get(&name).await), reason(store.put(&name, bytes).await), reason(store.check().await)];
    assert!(began.elapsed() < Duration::from_secs(40), "{:?}", began.elapsed());
    assert!(texts.iter().all(|text| text.contains("refused") && text.contains(&endpoint)), "{texts:?}");
}

#[tokio::test]
async fn answers_that_are_no_s3_are_errors() {
    let answers = [
        "HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello",
        "HTTP/1.1 403 Forbidden\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 500\r\nconnection: close\r\n\r\ncut short",
    ];
    for answer in answers {
        let name = file(1).0;
        let outcome = answered(answer, async |store| store.get(&name).await).await;
        assert!(outcome.is_err(), "{answer}: {outcome:?}");
    }
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = elsewhere.local_addr().unwrap();
    let answer =
        format!("HTTP/1.1 302 Found\r\nlocation: http://{address}/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    let name = file(1).0;
    tokio::select! {
        _ = elsewhere.accept() => panic!("the redirect was followed"),
        outcome = answered(&answer, async |store| store.get(&name).await) => assert!(outcome.is_err(), "{outcome:?}"),
    }
}

/// What becomes of work with a server that answers everything in the same way.
async fn answered<T>(answer: &str, work: impl AsyncFnOnce(Store) -> T) -> T {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let serve = async {
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = socket.read(&mut request).await;
            let _ = socket.write_all(answer.as_bytes()).await;
        }
    };
    tokio::select! {
        () = serve => unreachable!("it serves for ever"),
        outcome = work(Store::s3(config_of(&endpoint)).unwrap()) => outcome,
    }
}

fn config_of(endpoint: &str) -> S3Config {
    S3Config {
        endpoint: Some(endpoint.to_owned()),
        region: "us-east-1".to_owned(),
        bucket: "media".to_owned(),
        prefix: String::new(),
        key_id: "key".to_owned(),
        secret: SECRET.into(),
        path_style: true,
    }
}

#[test]
fn settings_that_cannot_be_right_are_refused_without_telling_the_secret() {
    let good = config_of("https://s3.example.org");
    assert!(!format!("{good:?}").contains(SECRET));
    Store::s3(good.clone()).unwrap();
    Store::s3(S3Config { endpoint: None, ..good.clone() }).unwrap();
    let virtual_host = Store::s3(S3Config { path_style: false, ..good.clone() }).unwrap();
    assert_eq!(virtual_host.to_string(), "s3 bucket media at https://s3.example.org");
    let bad = [
        S3Config { region: String::new(), ..good.clone() },
        S3Config { bucket: String::new(), ..good.clone() },
        S3Config { bucket: "two words".to_owned(), ..good.clone() },
        S3Config { key_id: String::new(), ..good.clone() },
        S3Config { secret: "".into(), ..good.clone() },
        S3Config { prefix: "a/../b".to_owned(), ..good.clone() },
        S3Config { endpoint: Some(String::new()), ..good.clone() },
        S3Config { endpoint: Some("s3.example.org".to_owned()), ..good.clone() },
        S3Config { endpoint: Some("ftp://s3.example.org".to_owned()), ..good.clone() },
        S3Config { endpoint: Some(format!("https://user:{SECRET}@s3.example.org")), ..good.clone() },
        S3Config { endpoint: Some("https://s3.example.org/path".to_owned()), ..good.clone() },
        S3Config { endpoint: Some("https://s3.example.org/?x=1".to_owned()), ..good.clone() },
        S3Config { endpoint: Some("https://".to_owned()), ..good.clone() },
        S3Config { path_style: false, bucket: "a/b#c".to_owned(), ..good },
    ];
    for config in bad {
        let shown = format!("{config:?}");
        let outcome = Store::s3(config);
        let Err(StoreError::Settings(reason)) = outcome else { panic!("{shown} was taken: {outcome:?}") };
        assert!(!reason.contains(SECRET), "{reason}");
    }
}
