//! Sockets over real connections (R18, R23): one who does not read keeps nobody waiting, one that panics takes nobody
//! with it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse, Response};
use futures_util::{SinkExt, StreamExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use web::live::{Asked, Close, Line, attend};
use web::{Caps, Origin, Routes, Serving};

use crate::site::Public;

const ORIGIN: &str = "http://localhost:8000";
const READERS: usize = 50;

/// The lines to all sockets, in the order they opened.
type Lines = Arc<Mutex<Vec<Line>>>;

/// Takes everything with equanimity but one word.
fn heard(text: &str) -> Result<(), Close> {
    assert_ne!(text, "panic");
    Ok(())
}

/// A server whose sockets' lines are put in a list, for a few at once.
async fn serve(lines: Lines) -> (SocketAddr, oneshot::Sender<()>) {
    let open = async move |_: Public, asked: Asked| -> Response {
        let public: Origin = ORIGIN.parse().unwrap();
        let Some(upgrade) = asked.from_origin(&public) else { return "another site".into_response() };
        let line = Line::default();
        lines.lock().unwrap().push(line.clone());
        upgrade.open(async move |socket| attend(socket, &line, heard).await)
    };
    let router: Router = Routes::new().get("/live", open).into_router().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (until_dropped, dropped) = oneshot::channel::<()>();
    let stop = async {
        let _dropped = dropped.await;
    };
    let caps = Caps { in_all: READERS + 1, per_address: READERS + 1 };
    let serving = Serving { caps, ..Serving::default() };
    tokio::spawn(web::serve(listener, router, serving, stop, Duration::ZERO));
    (address, until_dropped)
}

async fn open(address: SocketAddr, receive_buffer: u32) -> WebSocketStream<TcpStream> {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(receive_buffer).unwrap();
    let stream = socket.connect(address).await.unwrap();
    let mut request = format!("ws://{address}/live").into_client_request().unwrap();
    request.headers_mut().insert("origin", ORIGIN.parse().unwrap());
    tokio_tungstenite::client_async(request, stream).await.unwrap().0
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_who_does_not_read_is_sent_away_and_keeps_nobody_waiting() {
    let lines = Lines::default();
    let (address, _until_dropped) = serve(Arc::clone(&lines)).await;
    let mut slow = open(address, 4096).await;
    let mut readers = Vec::new();
    for _ in 0..READERS {
        readers.push(open(address, 262_144).await);
    }
    let all: Vec<Line> = lines.lock().unwrap().clone();
    assert_eq!(all.len(), READERS + 1);

    let text = "x".repeat(16_384);
    let mut rounds = 0;
    // Until the slow one is behind by more than the system's buffers and its queue hold.
    while all[0].end().is_none() {
        for line in &all {
            line.send(text.clone());
        }
        for reader in &mut readers {
            let heard = timeout(Duration::from_secs(5), reader.next()).await.expect("a reader waits");
            assert!(matches!(heard, Some(Ok(Message::Text(_)))));
        }
        rounds += 1;
        assert!(rounds < 2_000, "the queue of the slow one is not bounded");
    }
    assert!(all[1..].iter().all(|line| line.end().is_none()));

    // Reading at last, it finds what was on its way and then when to come back.
    let reason = async {
        loop {
            match slow.next().await {
                Some(Ok(Message::Close(Some(close)))) => return (u16::from(close.code), close.reason.to_string()),
                Some(Ok(_)) => {}
                other => panic!("{other:?} instead of a goodbye"),
            }
        }
    };
    let (code, reason) = timeout(Duration::from_secs(5), reason).await.unwrap();
    assert_eq!((code, reason.as_str()), (1013, r#"{"why":"slow","retry_ms":15000}"#));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_socket_that_panics_ends_alone_and_gives_its_place_back() {
    let lines = Lines::default();
    let (address, _until_dropped) = serve(Arc::clone(&lines)).await;
    let mut bystander = open(address, 262_144).await;
    // More than there is room for, if each kept its place.
    for _ in 0..READERS * 2 {
        let mut unlucky = open(address, 262_144).await;
        unlucky.send(Message::text("panic")).await.unwrap();
        let gone = async { while let Some(Ok(_)) = unlucky.next().await {} };
        timeout(Duration::from_secs(5), gone).await.expect("it is told that the socket is gone");
    }
    lines.lock().unwrap()[0].send("still here".to_owned());
    let heard = timeout(Duration::from_secs(5), bystander.next()).await.unwrap();
    assert!(matches!(&heard, Some(Ok(Message::Text(text))) if text.as_str() == "still here"), "{heard:?}");
}
