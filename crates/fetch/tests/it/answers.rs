//! What is asked, and what comes back.

use std::process::Command;
use std::time::Duration;

use fetch::{Accept, Client, Error, InvalidOptions, Options};
use url::Url;

use crate::servers::{self, Server};

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[tokio::test]
async fn a_request_says_who_asks_and_nothing_else() {
    let site = Server::saying(
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nset-cookie: a=b\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi",
    )
    .await;
    let client = servers::client(&[("xn--bcher-kva.example", site.address)]);
    for _ in 0..2 {
        let found = client.get(&url("http://bücher.example/a b?c#d"), Accept::page()).await.unwrap();
        assert_eq!(found.url.as_str(), "http://xn--bcher-kva.example/a%20b?c");
        assert_eq!(found.content_type.as_deref(), Some("text/html"));
        assert_eq!((found.body.as_slice(), found.is_cut), (&b"hi"[..], false));
    }
    for head in site.requests() {
        let mut lines: Vec<_> = head.trim_end().split("\r\n").map(str::to_ascii_lowercase).collect();
        lines.sort();
        assert_eq!(
            lines,
            [
                "accept-encoding: identity",
                "accept: text/html, application/xhtml+xml",
                "get /a%20b?c http/1.1",
                "host: xn--bcher-kva.example",
                "user-agent: athena (+https://athena.example/about)",
            ]
        );
    }
}

#[tokio::test]
async fn statuses_are_told_apart() {
    for status in [400, 401, 403, 404, 410, 429, 451, 500, 503] {
        let site = Server::saying(format!("HTTP/1.1 {status} No\r\ncontent-length: 0\r\n\r\n")).await;
        let client = servers::client(&[("site.example", site.address)]);
        assert_eq!(client.get(&url("http://site.example/"), Accept::page()).await, Err(Error::Status(status)));
    }
}

#[tokio::test]
async fn only_the_kind_asked_for_is_taken() {
    for (content_type, accept, outcome) in [
        ("text/html", Accept::page(), Ok(())),
        ("Application/XHTML+XML; charset=utf-8", Accept::page(), Ok(())),
        ("image/png", Accept::page(), Err(Error::NotHtml)),
        ("application/pdf", Accept::page(), Err(Error::NotHtml)),
        ("", Accept::page(), Err(Error::NotHtml)),
        ("image/png", Accept::image(), Ok(())),
        ("image/svg+xml", Accept::image(), Err(Error::NotImage)),
        ("text/html", Accept::image(), Err(Error::NotImage)),
        ("application/json", Accept::anything(), Ok(())),
    ] {
        let site = Server::saying(servers::ok(content_type, "x")).await;
        let client = servers::client(&[("site.example", site.address)]);
        let found = client.get(&url("http://site.example/"), accept).await;
        assert_eq!(found.map(|_| ()), outcome, "{content_type}");
    }
}

#[tokio::test]
async fn encoded_answers_are_refused_unread() {
    for encoding in ["gzip", "br", "deflate", "zstd", "identity, gzip", "GZIP", "x"] {
        let answer =
            format!("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: {encoding}\r\n\r\n\u{1f}");
        let site = Server::saying(answer).await;
        let client = servers::client(&[("site.example", site.address)]);
        let found = client.get(&url("http://site.example/"), Accept::page()).await;
        assert_eq!(found, Err(Error::Encoded), "{encoding}");
    }
    let twice =
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: identity\r\ncontent-encoding: gzip\r\n\r\n";
    let site = Server::saying(twice).await;
    let client = servers::client(&[("site.example", site.address)]);
    assert_eq!(client.get(&url("http://site.example/"), Accept::page()).await, Err(Error::Encoded));
    let identity = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-encoding: Identity\r\n\r\nhi";
    let site = Server::saying(identity).await;
    let client = servers::client(&[("site.example", site.address)]);
    assert_eq!(client.get(&url("http://site.example/"), Accept::page()).await.unwrap().body, b"hi");
}

#[tokio::test]
async fn what_is_not_http_is_an_error() {
    let garbage: Vec<u8> = (0..20_000_u32).map(|n| u8::try_from(n * 7919 % 251).unwrap()).collect();
    let long_header = format!("HTTP/1.1 200 OK\r\nx: {}\r\n\r\n", "x".repeat(2_000_000));
    let many_headers = format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(101));
    for answer in [
        b"".to_vec(),
        garbage,
        b"SSH-2.0-OpenSSH_9.9\r\n".to_vec(),
        b"220 mail.example.org ESMTP\r\n".to_vec(),
        b"-ERR unknown command 'GET'\r\n".to_vec(),
        b"<html><title>HTTP 0.9</title>".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: te".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: -1\r\n\r\nab".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 100\r\n\r\nends early".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n5\r\nab".to_vec(),
        b"HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff1\r\nab"
            .to_vec(),
        b"HTTP/2.0 200 OK\r\ncontent-type: text/html\r\n\r\nab".to_vec(),
        long_header.into_bytes(),
        many_headers.into_bytes(),
    ] {
        let site = Server::saying(answer.clone()).await;
        let client = servers::client(&[("site.example", site.address)]);
        let found = client.get(&url("http://site.example/"), Accept::page()).await;
        let shown = String::from_utf8_lossy(answer.get(..200).unwrap_or(&answer)).into_owned();
        assert_eq!(found, Err(Error::Garbled), "{shown}");
    }
}

#[tokio::test]
async fn a_shorter_length_than_the_body_ends_it() {
    let site =
        Server::saying("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nhere and more").await;
    let client = servers::client(&[("site.example", site.address)]);
    assert_eq!(client.get(&url("http://site.example/"), Accept::page()).await.unwrap().body, b"here");
}

#[tokio::test]
async fn nobody_at_home_is_unreachable() {
    let gone = Server::page("").await.address;
    // A port that was free a moment ago, on an address where nobody else listens.
    let nobody = std::net::SocketAddr::from(([127, 99, 98, 97], gone.port()));
    let client = servers::client(&[("site.example", nobody)]);
    for name in ["site.example", "unknown.example"] {
        let found = client.get(&url(&format!("http://{name}/")), Accept::page()).await;
        assert_eq!(found, Err(Error::Unreachable), "{name}");
    }
}

#[test]
fn the_systems_names_are_asked_within_the_time() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let options = Options { time: Duration::from_millis(500), ..servers::options() };
    let client = Client::new(options).unwrap();
    let found = runtime.block_on(client.get(&url("http://no-such-name.invalid/"), Accept::page()));
    assert!(matches!(found, Err(Error::Unreachable | Error::TooSlow)), "{found:?}");
    // A lookup cannot be given up; where the name server is silent, its thread is left to itself.
    runtime.shutdown_background();
}

#[test]
fn a_user_agent_cannot_bring_headers_along() {
    let made = Client::new(Options::new("Athena\r\nCookie: a=b"));
    assert_eq!(made.unwrap_err(), InvalidOptions::UserAgent);
}

/// The environment of a process is not ours to change while it runs, so that this is asked in another one.
#[tokio::test]
async fn proxies_of_the_environment_are_ignored() {
    const NAME: &str = "answers::proxies_of_the_environment_are_ignored";
    const CHILD: &str = "ATHENA_TEST_BEHIND_A_PROXY";
    if std::env::var_os(CHILD).is_some() {
        let site = Server::page("site").await;
        let options = Options { time: Duration::from_secs(1), ..servers::options() };
        let client = servers::client_with(options, &[("site.example", site.address)]);
        assert_eq!(client.get(&url("http://site.example/"), Accept::page()).await.unwrap().body, b"site");
        // The site waits for the end of a request, which TLS does not send.
        assert_eq!(client.get(&url("https://site.example/"), Accept::page()).await, Err(Error::TooSlow));
        assert_eq!(site.connections(), 2);
        return;
    }
    let proxy = Server::page("proxy").await;
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", NAME]).env(CHILD, "1");
    for variable in ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
        child.env(variable, format!("http://{}", proxy.address));
    }
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
    assert_eq!(proxy.connections(), 0);
}
