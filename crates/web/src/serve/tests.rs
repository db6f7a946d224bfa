//! Patience with one connection, on a clock that the tests move.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::routing::{get, post};
use rustix::net::sockopt;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::door::Door;
use super::{Serving, connection};

const SECOND: Duration = Duration::from_secs(1);
const ASK: &[u8] = b"GET / HTTP/1.1\r\nhost: x\r\n\r\n";

/// The other end of a connection to a small site.
struct Peer {
    stream: DuplexStream,
    stopping: watch::Sender<bool>,
    server: JoinHandle<()>,
}

fn router() -> Router {
    Router::new()
        .route("/", get(async || "hello"))
        .route("/large", get(async || vec![b'x'; 10_000_000]))
        .route("/read", post(async |body: Body| format!("{:?}", axum::body::to_bytes(body, 1_000).await.is_ok())))
}

fn connect(router: Router, trusted: bool) -> Peer {
    let (stream, server) = tokio::io::duplex(16 * 1024);
    let (stopping, stopped) = watch::channel(false);
    let peer: SocketAddr = "192.0.2.1:4711".parse().unwrap();
    let pass = Door::new(super::Caps::default()).enter(peer.ip(), trusted).unwrap();
    let serving = Arc::new(Serving::default());
    let server = tokio::spawn(connection::run(server, peer, pass, trusted, router, serving, stopped));
    Peer { stream, stopping, server }
}

impl Peer {
    /// Reads to the end of one small answer.
    async fn answer(&mut self) -> String {
        let mut text = Vec::new();
        while !text.ends_with(b"hello") {
            text.push(self.stream.read_u8().await.unwrap());
        }
        String::from_utf8(text).unwrap()
    }

    /// Seconds until the connection is closed.
    async fn closed(&mut self) -> u128 {
        let from = Instant::now();
        let mut rest = Vec::new();
        // A reset is as good as an end.
        let _ended = self.stream.read_to_end(&mut rest).await;
        (&mut self.server).await.unwrap();
        (from.elapsed().as_millis() + 500) / 1000
    }

    /// Sends one byte each second; gives how many were taken before the connection was closed.
    async fn drip(&mut self, bytes: &[u8]) -> usize {
        for (sent, byte) in bytes.iter().enumerate() {
            if self.server.is_finished() || self.stream.write_all(&[*byte]).await.is_err() {
                return sent;
            }
            tokio::time::sleep(SECOND).await;
        }
        bytes.len()
    }
}

#[tokio::test(start_paused = true)]
async fn silence_is_borne_for_five_seconds() {
    assert_eq!(connect(router(), false).closed().await, 5);
    assert_eq!(connect(router(), true).closed().await, 5);
}

#[tokio::test(start_paused = true)]
async fn a_head_has_ten_seconds_however_steadily_it_comes() {
    let head = b"GET / HTTP/1.1\r\nx-slow: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n\r\n";
    let taken = connect(router(), false).drip(head).await;
    assert!((10..=11).contains(&taken), "{taken}");
}

#[tokio::test(start_paused = true)]
async fn a_head_may_come_in_any_pieces_and_end_in_either_way() {
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\nx-long: {}\r\n\r\n", "x".repeat(20_000));
    let pipelined = [ASK, ASK].concat();
    for head in [ASK, b"\r\nGET / HTTP/1.1\nhost: x\n\n", long.as_bytes(), &pipelined] {
        for size in [1, 2, 3, 511, 512, 513, 4_096, 30_000] {
            let mut peer = connect(router(), false);
            for piece in head.chunks(size) {
                peer.stream.write_all(piece).await.unwrap();
                tokio::task::yield_now().await;
            }
            assert!(peer.answer().await.starts_with("HTTP/1.1 200"), "{size}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn the_next_request_is_waited_for_a_minute() {
    let mut peer = connect(router(), false);
    peer.stream.write_all(ASK).await.unwrap();
    peer.answer().await;
    tokio::time::sleep(50 * SECOND).await;
    peer.stream.write_all(ASK).await.unwrap();
    peer.answer().await;
    assert_eq!(peer.closed().await, 60);
}

#[tokio::test(start_paused = true)]
async fn a_second_head_has_ten_seconds_too() {
    let mut peer = connect(router(), false);
    peer.stream.write_all(ASK).await.unwrap();
    peer.answer().await;
    tokio::time::sleep(20 * SECOND).await;
    peer.stream.write_all(b"GET / HT").await.unwrap();
    assert_eq!(peer.closed().await, 10);
}

#[tokio::test(start_paused = true)]
async fn while_we_work_the_peer_need_not_say_anything() {
    let go_on = Arc::new(Notify::new());
    let may_go_on = Arc::clone(&go_on);
    let slow = get(async move || {
        may_go_on.notified().await;
        "hello"
    });
    let mut peer = connect(Router::new().route("/", slow), false);
    peer.stream.write_all(ASK).await.unwrap();
    tokio::time::sleep(300 * SECOND).await;
    go_on.notify_one();
    peer.answer().await;
    assert_eq!(peer.closed().await, 60);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_takes_is_given_up() {
    let mut peer = connect(router(), false);
    peer.stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let from = Instant::now();
    (&mut peer.server).await.unwrap();
    assert_eq!(from.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_taken_byte_by_byte_is_given_up_as_well() {
    let mut peer = connect(router(), false);
    peer.stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let from = Instant::now();
    while !peer.server.is_finished() {
        let _one = peer.stream.read_u8().await;
        tokio::time::sleep(SECOND).await;
    }
    assert!(from.elapsed() <= 12 * SECOND, "{:?}", from.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_who_keeps_the_pace_gets_it_all() {
    let mut peer = connect(router(), false);
    peer.stream.write_all(b"GET /large HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut taken = 0;
    let mut part = vec![0; 16 * 1024];
    loop {
        let bytes = peer.stream.read(&mut part).await.unwrap();
        if bytes == 0 {
            break;
        }
        taken += bytes;
        tokio::time::sleep(SECOND).await;
    }
    assert!(taken > 10_000_000, "{taken}");
}

#[tokio::test(start_paused = true)]
async fn only_proxies_speak_http_2() {
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
    let mut stranger = connect(router(), false);
    stranger.stream.write_all(preface).await.unwrap();
    let mut answer = Vec::new();
    let _ended = stranger.stream.read_to_end(&mut answer).await;
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{answer:?}");
    let mut proxy = connect(router(), true);
    proxy.stream.write_all(preface).await.unwrap();
    let mut frame = [0; 9];
    proxy.stream.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame[3], 4, "the server's settings");
    assert!(proxy.closed().await <= 60, "whoever opens no stream and answers no ping is gone");
}

#[tokio::test(start_paused = true)]
async fn at_the_end_a_request_on_its_way_is_answered() {
    let mut peer = connect(router(), false);
    tokio::task::yield_now().await;
    peer.stopping.send_replace(true);
    tokio::time::sleep(SECOND / 2).await;
    peer.stream.write_all(ASK).await.unwrap();
    peer.answer().await;
    assert!(peer.closed().await <= 1);
    // Silence is not waited for.
    let mut silent = connect(router(), false);
    tokio::task::yield_now().await;
    silent.stopping.send_replace(true);
    assert_eq!(silent.closed().await, 1);
    // Nor is a second request.
    let mut idle = connect(router(), false);
    idle.stream.write_all(ASK).await.unwrap();
    idle.answer().await;
    idle.stopping.send_replace(true);
    assert_eq!(idle.closed().await, 0);
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "it goes to the server of the test")]
async fn the_system_holds_little_of_answers_that_nobody_takes_and_not_for_long() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    super::bound_answers(&listener).unwrap();
    let _peer = tokio::net::TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = super::accept(&listener).await;
    assert_eq!(sockopt::socket_send_buffer_size(&stream).unwrap(), 2 * super::UNTAKEN);
    assert_eq!(sockopt::tcp_user_timeout(&stream).unwrap(), super::UNTAKEN_MS);
}
