//! How much, how long, how many.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use fetch::{Accept, Addresses, Error, MOST_BYTES, Options, Resolver};
use tokio::io::AsyncWriteExt;
use tokio::sync::Notify;
use url::Url;

use crate::servers::{self, Server};

const SITE: &str = "site.example";
const SHORT: Duration = Duration::from_millis(300);

fn site() -> Url {
    Url::parse("http://site.example/").unwrap()
}

fn impatient() -> Options {
    Options { time: SHORT, ..servers::options() }
}

/// Says `before` and then `again` for ever, with a pause after each.
async fn endless(before: &'static str, again: &'static [u8], pause: Duration) -> (Server, Arc<AtomicUsize>) {
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = sent.clone();
    let server = Server::new(move |mut socket| {
        let counted = counted.clone();
        async move {
            let _ = socket.write_all(before.as_bytes()).await;
            while socket.write_all(again).await.is_ok() {
                counted.fetch_add(again.len(), Ordering::SeqCst);
                tokio::time::sleep(pause).await;
            }
        }
    })
    .await;
    (server, sent)
}

#[tokio::test]
async fn everything_ends_when_the_time_is_over() {
    let drip = Duration::from_millis(20);
    let html = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n";
    for (before, again) in [
        ("", &b""[..]),
        ("HTTP/1.1 200 OK\r\n", b"x: y\r\n"),
        ("HTTP/1.1 200 OK\r\nx: ", b"x"),
        ("", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (html, b"a"),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ntransfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        ("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n", b"a"),
    ] {
        let (server, _) = endless(before, again, drip).await;
        let client = servers::client_with(impatient(), &[(SITE, server.address)]);
        let began = Instant::now();
        assert_eq!(client.get(&site(), Accept::page()).await, Err(Error::TooSlow), "{before}");
        let took = began.elapsed();
        assert!((SHORT..SHORT * 10).contains(&took), "{took:?}");
    }
}

/// Each redirect takes a part of the time; together they take too much.
#[tokio::test]
async fn redirects_share_the_time() {
    let server = Server::new(|mut socket| async move {
        tokio::time::sleep(SHORT * 2 / 3).await;
        let _ = socket.write_all(servers::redirect(302, "/next").as_bytes()).await;
    })
    .await;
    let client = servers::client_with(impatient(), &[(SITE, server.address)]);
    assert_eq!(client.get(&site(), Accept::page()).await, Err(Error::TooSlow));
    assert!(server.connections() <= 2);
}

struct Silent;

impl Resolver for Silent {
    fn resolve<'a>(&'a self, _: &'a str) -> Addresses<'a> {
        Box::pin(std::future::pending())
    }
}

#[tokio::test]
async fn a_silent_name_server_takes_no_longer() {
    let client = servers::asking(impatient(), Silent, []);
    assert_eq!(client.get(&site(), Accept::page()).await, Err(Error::TooSlow));
}

#[tokio::test]
async fn endless_bodies_are_cut_or_refused() {
    const PIECE: &[u8] = &[b'a'; 16_384];
    for (content_type, accept) in [("text/html", Accept::page()), ("image/png", Accept::image())] {
        let before: &'static str = match content_type {
            "text/html" => "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n",
            _ => "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n\r\n",
        };
        let (server, sent) = endless(before, PIECE, Duration::ZERO).await;
        let client = servers::client(&[(SITE, server.address)]);
        match client.get(&site(), accept).await {
            Ok(found) => assert_eq!((content_type, found.body.len(), found.is_cut), ("text/html", 512_000, true)),
            Err(error) => assert_eq!((content_type, error), ("image/png", Error::TooLarge)),
        }
        // The connection has ended: the server's writes fail, and what was under way fits into the buffers of sockets.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let after = sent.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(sent.load(Ordering::SeqCst), after);
        assert!(after < 12_000_000, "{after}");
    }
}

#[tokio::test]
async fn the_limit_is_the_last_byte_that_is_taken() {
    for (length, most, fits) in
        [(MOST_BYTES, usize::MAX, true), (MOST_BYTES + 1, usize::MAX, false), (10, 10, true), (11, 10, false)]
    {
        let body = "a".repeat(length);
        let chunked = format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n");
        let closed = format!("HTTP/1.1 200 OK\r\n\r\n{body}");
        for answer in [servers::ok("a/b", &body), chunked, closed] {
            let server = Server::saying(answer).await;
            let client = servers::client(&[(SITE, server.address)]);
            match client.get(&site(), Accept::anything().at_most(most)).await {
                Ok(found) => assert_eq!((found.body.len(), fits), (length, true)),
                Err(error) => assert_eq!((error, fits), (Error::TooLarge, false), "{length} {most}"),
            }
        }
    }
}

/// The length alone is enough to refuse; no byte of the body comes.
#[tokio::test]
async fn a_length_beyond_the_limit_is_not_waited_for() {
    for length in ["1000001", "18446744073709551615"] {
        let server = Server::new(move |mut socket| async move {
            let _ = socket.write_all(format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").as_bytes()).await;
            std::future::pending::<()>().await;
        })
        .await;
        let client = servers::client(&[(SITE, server.address)]);
        let outcome = client.get(&site(), Accept::anything()).await;
        // The second is more than HTTP libraries count.
        assert!(matches!(outcome, Err(Error::TooLarge | Error::Garbled)), "{outcome:?}");
    }
}

#[tokio::test]
async fn a_page_is_not_read_beyond_its_head() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>a</title><BoDy class=b>";
    let (server, _) = endless(head, b"", Duration::from_millis(20)).await;
    let client = servers::client(&[(SITE, server.address)]);
    let found = client.get(&site(), Accept::page()).await.unwrap();
    assert_eq!(found.body, b"<title>a</title><BoDy class=b>");
    assert!(found.is_cut);
}

/// A server that answers when told to, and how many it has had at once.
async fn waiting(go: Arc<Notify>) -> (Server, Arc<AtomicUsize>) {
    let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let highest = most.clone();
    let server = Server::new(move |mut socket| {
        let (now, highest, go) = (now.clone(), highest.clone(), go.clone());
        async move {
            highest.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            go.notified().await;
            now.fetch_sub(1, Ordering::SeqCst);
            let _ = socket.write_all(servers::ok("text/html", "hi").as_bytes()).await;
        }
    })
    .await;
    (server, most)
}

async fn until_connections(server: &Server, wanted: usize) {
    while server.connections() < wanted {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn the_ninth_waits_a_while_and_is_sent_away() {
    let go = Arc::new(Notify::new());
    let (server, most) = waiting(go.clone()).await;
    let options = Options { wait: SHORT, ..servers::options() };
    let client = servers::client_with(options, &[(SITE, server.address)]);
    let eight: Vec<_> = (0..8)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.get(&site(), Accept::page()).await })
        })
        .collect();
    until_connections(&server, 8).await;
    assert_eq!(client.get(&site(), Accept::page()).await, Err(Error::Busy));
    // One that waits is served when a place becomes free.
    let ninth = tokio::spawn({
        let client = client.clone();
        async move { client.get(&site(), Accept::page()).await }
    });
    go.notify_one();
    until_connections(&server, 9).await;
    for _ in 0..8 {
        go.notify_one();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    for request in eight.into_iter().chain([ninth]) {
        assert_eq!(request.await.unwrap().unwrap().body, b"hi");
    }
    assert_eq!((server.connections(), most.load(Ordering::SeqCst)), (9, 8));
}

#[tokio::test]
async fn what_is_given_up_gives_its_place_back() {
    let go = Arc::new(Notify::new());
    let (server, _) = waiting(go.clone()).await;
    let options = Options { at_once: 1, ..servers::options() };
    let client = servers::client_with(options, &[(SITE, server.address)]);
    for turn in 1..=3 {
        let client = client.clone();
        let request = tokio::spawn(async move { client.get(&site(), Accept::page()).await });
        until_connections(&server, turn).await;
        request.abort();
        let _ = request.await;
    }
    let last = tokio::spawn(async move { client.get(&site(), Accept::page()).await });
    until_connections(&server, 4).await;
    while !last.is_finished() {
        go.notify_waiters();
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(last.await.unwrap().unwrap().body, b"hi");
}
