//! The server on a real socket.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, oneshot};
use tokio::task::JoinHandle;
use web::{Serving, Stopped};

use crate::site::site;

async fn start(router: Router, grace: Duration) -> (SocketAddr, oneshot::Sender<()>, JoinHandle<Stopped>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let server = tokio::spawn(async move {
        let stop = async move {
            let _ = stopped.await;
        };
        web::serve(listener, router, Serving::default(), stop, grace).await
    });
    (address, stop, server)
}

/// How the server ended; a test does not wait for one that never does.
async fn ended(server: JoinHandle<Stopped>) -> Stopped {
    tokio::time::timeout(Duration::from_secs(5), server).await.unwrap().unwrap()
}

async fn open(address: SocketAddr, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    stream
}

async fn rest(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn a_panic_costs_one_answer_and_the_peer_is_the_client() {
    let (address, stop, server) = start(site("http://localhost:8000"), Duration::from_secs(5)).await;
    assert!(rest(open(address, "/panic").await).await.starts_with("HTTP/1.1 500 "));
    let answer = rest(open(address, "/client").await).await;
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("127.0.0.1"), "{answer}");
    stop.send(()).unwrap();
    assert_eq!(ended(server).await, Stopped::Drained);
}

#[tokio::test]
async fn what_has_begun_is_finished_and_nothing_new_is_taken() {
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (has_begun, may_go_on) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = get(async move || {
        has_begun.notify_one();
        may_go_on.notified().await;
        "done"
    });
    let (address, stop, server) = start(Router::new().route("/", slow), Duration::from_secs(5)).await;
    let asked = open(address, "/").await;
    begun.notified().await;
    stop.send(()).unwrap();
    go_on.notify_one();
    assert!(rest(asked).await.ends_with("done"));
    assert_eq!(ended(server).await, Stopped::Drained);
    assert!(TcpStream::connect(address).await.is_err());
}

#[tokio::test]
async fn who_does_not_finish_in_time_is_cut() {
    let begun = Arc::new(Notify::new());
    let has_begun = Arc::clone(&begun);
    let never = get(async move || {
        has_begun.notify_one();
        std::future::pending::<()>().await;
    });
    let (address, stop, server) = start(Router::new().route("/", never), Duration::from_millis(200)).await;
    let _asked = open(address, "/").await;
    begun.notified().await;
    stop.send(()).unwrap();
    assert_eq!(ended(server).await, Stopped::Cut);
}
