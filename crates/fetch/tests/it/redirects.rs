//! Where answers send us.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fetch::{Accept, Addresses, Client, Error, Fetched, Resolver, Table, Why};
use tokio::io::AsyncWriteExt;
use url::Url;

use crate::servers::{self, Server};

const SITE: &str = "site.example";

async fn get(client: &Client, url: &str) -> Result<Fetched, Error> {
    client.get(&Url::parse(url).unwrap(), Accept::page()).await
}

#[tokio::test]
async fn redirects_into_the_private_are_not_followed() {
    let canary = Server::page("canary").await;
    let port = canary.address.port();
    for (location, why) in [
        ("http://127.0.0.1/".to_owned(), Why::Address),
        ("http://[::1]/".to_owned(), Why::Address),
        ("http://[::ffff:7f00:1]/".to_owned(), Why::Address),
        ("http://2130706433/".to_owned(), Why::Address),
        ("//0x7f.1/".to_owned(), Why::Address),
        ("\\\\127.0.0.1\\".to_owned(), Why::Address),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), Why::Address),
        ("http://１２７.0.0.1/".to_owned(), Why::Address),
        ("http://canary.example/".to_owned(), Why::Address),
        ("http://localhost/".to_owned(), Why::Host),
        ("http://metadata.google.internal/".to_owned(), Why::Host),
        (format!("http://127.0.0.1:{port}/"), Why::Port),
        (format!("http://site.example:{port}/"), Why::Port),
        ("https://site.example:8443/".to_owned(), Why::Port),
        ("http://site.example:443/".to_owned(), Why::Port),
        ("http://user@site.example/".to_owned(), Why::UserInfo),
        ("http://site.example@127.0.0.1/".to_owned(), Why::UserInfo),
        ("file:///etc/passwd".to_owned(), Why::Scheme),
        (format!("gopher://127.0.0.1:{port}/_x"), Why::Scheme),
        ("data:text/html,hello".to_owned(), Why::Scheme),
        ("javascript:alert(1)".to_owned(), Why::Scheme),
        (format!("/{}", "a".repeat(4000)), Why::TooLong),
    ] {
        let site = Server::redirecting(&[&location]).await;
        let table: Table = [(SITE, vec![site.address]), ("canary.example", vec![canary.address])].into_iter().collect();
        let client = servers::asking(servers::options(), table, [site.address]);
        assert_eq!(get(&client, "http://site.example/").await, Err(Error::Refused { why }), "{location}");
        assert_eq!(site.connections(), 1, "{location}");
    }
    assert_eq!(canary.connections(), 0);
}

#[tokio::test]
async fn three_redirects_are_followed_and_a_fourth_is_not() {
    let end = Server::page("end").await;
    for (redirects, fetched) in [(1, true), (3, true), (4, false), (20, false)] {
        let mut locations = vec!["/next"; redirects - 1];
        locations.push("http://end.example/there");
        let site = Server::redirecting(&locations).await;
        let client = servers::client(&[(SITE, site.address), ("end.example", end.address)]);
        match get(&client, "http://site.example/").await {
            Ok(found) => {
                assert!(fetched, "{redirects}");
                assert_eq!((found.url.as_str(), found.body.as_slice()), ("http://end.example/there", &b"end"[..]));
            }
            Err(error) => {
                assert!(!fetched, "{redirects}: {error}");
                assert_eq!(error, Error::TooManyRedirects);
                assert_eq!(site.connections(), 4);
            }
        }
    }
    assert_eq!(end.connections(), 2);
}

#[tokio::test]
async fn loops_end() {
    let site = Server::redirecting(&["http://site.example/"]).await;
    let client = servers::client(&[(SITE, site.address)]);
    assert_eq!(get(&client, "http://site.example/").await, Err(Error::TooManyRedirects));
    assert_eq!(site.connections(), 4);
}

#[tokio::test]
async fn relative_redirects_of_every_kind_arrive() {
    for (status, location, end) in [
        (301, "b", "http://site.example/a/b"),
        (302, "/b?c=d", "http://site.example/b?c=d"),
        (303, "../b", "http://site.example/b"),
        (307, "?q", "http://site.example/a/?q"),
        (308, "//site.example/x#y", "http://site.example/x"),
        (302, "/grüße", "http://site.example/gr%C3%BC%C3%9Fe"),
        (302, "http://SITE.example:80/", "http://site.example/"),
    ] {
        let first = Arc::new(AtomicUsize::new(0));
        let answers = [servers::redirect(status, location), servers::ok("text/html", "there")];
        let site = Server::new(move |mut socket| {
            let answer = answers[first.fetch_add(1, Ordering::SeqCst).min(1)].clone();
            async move {
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        })
        .await;
        let client = servers::client(&[(SITE, site.address)]);
        let found = get(&client, "http://site.example/a/#fragment").await.unwrap();
        assert_eq!(found.url.as_str(), end);
        assert_eq!(found.body, b"there");
        let requests = site.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests.iter().all(|head| !head.to_ascii_lowercase().contains("referer")), "{requests:?}");
    }
}

#[tokio::test]
async fn redirects_without_a_destination_are_errors() {
    for answer in [
        "HTTP/1.1 302 Found\r\ncontent-length: 0\r\n\r\n".to_owned(),
        servers::redirect(301, ""),
        servers::redirect(301, "http://"),
        servers::redirect(301, "http://[fe80::1%25lo]/"),
        servers::redirect(301, "http://256.1.1.1/"),
    ] {
        let site = Server::saying(answer.clone()).await;
        let client = servers::client(&[(SITE, site.address)]);
        assert_eq!(get(&client, "http://site.example/").await, Err(Error::BadRedirect), "{answer}");
    }
    for status in [300, 304, 305, 306] {
        let site = Server::saying(servers::redirect(status, "http://127.0.0.1/")).await;
        let client = servers::client(&[(SITE, site.address)]);
        assert_eq!(get(&client, "http://site.example/").await, Err(Error::Status(status)));
    }
}

/// Gives the first address once, then the second.
struct Rebinding {
    addresses: [SocketAddr; 2],
    asked: Arc<AtomicUsize>,
}

impl Resolver for Rebinding {
    fn resolve<'a>(&'a self, _: &'a str) -> Addresses<'a> {
        let turn = self.asked.fetch_add(1, Ordering::SeqCst).min(1);
        Box::pin(std::future::ready(Ok(vec![self.addresses[turn]])))
    }
}

#[tokio::test]
async fn a_name_that_moves_after_the_check_is_not_followed() {
    let canary = Server::page("canary").await;
    // Keeps its connections open for another request.
    let site = Server::new(|mut socket| async move {
        let answer = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\nsite";
        let _ = socket.write_all(answer.as_bytes()).await;
        std::future::pending::<()>().await;
    })
    .await;
    let asked = Arc::new(AtomicUsize::new(0));
    let names = Rebinding { addresses: [site.address, canary.address], asked: asked.clone() };
    let client = servers::asking(servers::options(), names, [site.address]);
    // What was checked is what is dialled: one lookup for one connection.
    assert_eq!(get(&client, "http://rebinding.example/").await.unwrap().body, b"site");
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    // The next request looks again, and is refused, though the connection could have been kept.
    assert_eq!(get(&client, "http://rebinding.example/").await, Err(Error::Refused { why: Why::Address }));
    assert_eq!((site.connections(), canary.connections()), (1, 0));
}

#[tokio::test]
async fn a_name_that_moves_between_two_redirects_is_not_followed() {
    let canary = Server::page("canary").await;
    let site = Server::redirecting(&["/again"]).await;
    let names = Rebinding { addresses: [site.address, canary.address], asked: Arc::default() };
    let client = servers::asking(servers::options(), names, [site.address]);
    assert_eq!(get(&client, "http://rebinding.example/").await, Err(Error::Refused { why: Why::Address }));
    assert_eq!((site.connections(), canary.connections()), (1, 0));
}

#[tokio::test]
async fn a_name_that_moves_while_its_server_falls_silent_is_not_asked_again() {
    let canary = Server::page("canary").await;
    // Takes the request and hangs up: libraries like to try such a request again.
    let site = Server::saying("").await;
    let names = Rebinding { addresses: [site.address, canary.address], asked: Arc::default() };
    let client = servers::asking(servers::options(), names, [site.address]);
    assert_eq!(get(&client, "http://rebinding.example/").await, Err(Error::Garbled));
    assert_eq!((site.connections(), canary.connections()), (1, 0));
}
