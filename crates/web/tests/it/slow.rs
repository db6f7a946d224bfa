//! Many who say little (R15): they are closed, and others are answered meanwhile.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinSet;
use web::{Caps, Pace, Patience, Serving, Stopped};

use crate::site::{site, site_with};

/// Shorter than shipped, so that nobody has to wait; the proportions are tested on a clock of their own.
fn impatient() -> Patience {
    Patience {
        first_byte: Duration::from_secs(2),
        head: Duration::from_secs(1),
        idle: Duration::from_secs(1),
        answer: Pace { grace: Duration::from_secs(1), bytes_per_second: 1024 },
    }
}

/// What nobody who behaves reaches on the slowest machine.
const FOREVER: Duration = Duration::from_secs(60);

/// Connects from one of eight addresses of this machine.
async fn connect(to: SocketAddr, number: u32) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::new(format!("127.0.0.{}", number % 8 + 1).parse().unwrap(), 0)).unwrap();
    socket.connect(to).await.unwrap()
}

/// Waits until the server has closed the connection.
async fn closed(mut stream: TcpStream) -> Vec<u8> {
    let mut rest = Vec::new();
    // A reset is as good as an end.
    let _ended = tokio::time::timeout(FOREVER, stream.read_to_end(&mut rest)).await.unwrap();
    rest
}

/// One byte every 50 ms for as long as somebody takes them.
async fn drip(mut stream: TcpStream, begin: &str) -> Vec<u8> {
    stream.write_all(begin.as_bytes()).await.unwrap();
    let (mut read, mut write) = stream.into_split();
    let dripping = tokio::spawn(async move {
        let mut every = tokio::time::interval(Duration::from_millis(50));
        loop {
            every.tick().await;
            if write.write_all(b"a").await.is_err() {
                return;
            }
        }
    });
    let mut rest = Vec::new();
    let _ended = tokio::time::timeout(FOREVER, read.read_to_end(&mut rest)).await.unwrap();
    dripping.abort();
    rest
}

async fn ask(to: SocketAddr) -> String {
    let mut stream = connect(to, 7).await;
    stream.write_all(b"GET /page HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nine_hundred_who_keep_us_waiting_keep_nobody_else_waiting() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Serving { patience: impatient(), ..Serving::default() };
    let (stop, stopped) = oneshot::channel::<()>();
    let pace = Pace { grace: Duration::from_secs(1), bytes_per_second: 512 };
    let router = site_with("http://localhost:8000", |config| config.body_pace = pace);
    let server = tokio::spawn(async move {
        let stop = async move {
            let _ = stopped.await;
        };
        web::serve(listener, router, serving, stop, Duration::from_secs(5)).await
    });
    let (mut silent, mut heads, mut bodies) = (JoinSet::new(), JoinSet::new(), JoinSet::new());
    for number in 0..200 {
        silent.spawn(closed(connect(address, number).await));
        let body = "POST /write HTTP/1.1\r\nhost: x\r\nsec-fetch-site: same-origin\r\ncontent-length: 900\r\n\r\n";
        bodies.spawn(drip(connect(address, number).await, body));
    }
    for number in 0..500 {
        heads.spawn(drip(connect(address, number).await, "GET /page HTTP/1.1\r\nx-slow: "));
    }
    for _ in 0..50 {
        assert!(ask(address).await.starts_with("HTTP/1.1 200 "));
    }
    for rest in silent.join_all().await.into_iter().chain(heads.join_all().await) {
        assert!(rest.is_empty(), "{}", String::from_utf8_lossy(&rest));
    }
    for rest in bodies.join_all().await {
        let rest = String::from_utf8_lossy(&rest);
        // The page may be lost on its way: the server closes while bytes still come.
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408 "), "{rest}");
    }
    stop.send(()).unwrap();
    assert_eq!(tokio::time::timeout(FOREVER, server).await.unwrap().unwrap(), Stopped::Drained);
}

#[tokio::test]
async fn one_address_takes_no_more_than_its_share() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let serving = Serving { caps: Caps { in_all: 100, per_address: 3 }, ..Serving::default() };
    let (_stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        let stop = async move {
            let _ = stopped.await;
        };
        web::serve(listener, site("http://localhost:8000"), serving, stop, Duration::ZERO).await
    });
    let mut held = Vec::new();
    for _ in 0..3 {
        held.push(connect(address, 0).await);
    }
    // The fourth is closed without a word, while another address is served.
    assert!(closed(connect(address, 0).await).await.is_empty());
    assert!(ask(address).await.starts_with("HTTP/1.1 200 "));
    drop(held);
    // Places are given back once the server has seen that they are free.
    let mut tries = 0;
    loop {
        let mut stream = connect(address, 0).await;
        let asked = stream.write_all(b"GET /page HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await;
        if asked.is_ok() && closed(stream).await.starts_with(b"HTTP/1.1 200 ") {
            break;
        }
        tries += 1;
        assert!(tries < 1_000, "the places were never given back");
        tokio::task::yield_now().await;
    }
}
