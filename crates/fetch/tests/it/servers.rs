//! Servers that answer as told, and clients that may reach them.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fetch::{Client, Options, Resolver, Table};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server on this machine that ends with its test.
pub struct Server {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Handles each connection, once the request's head has been read, with `answer`.
    pub async fn new<F, W>(answer: F) -> Server
    where
        F: Fn(TcpStream) -> W + Send + Sync + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(Vec::new())));
        let (counted, kept) = (connections.clone(), requests.clone());
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((mut socket, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let (answer, kept) = (answer.clone(), kept.clone());
                tokio::spawn(async move {
                    let head = head(&mut socket).await;
                    kept.lock().unwrap().push(head);
                    answer(socket).await;
                });
            }
        });
        Server { address, connections, requests }
    }

    /// The same bytes for everyone, then the end.
    pub async fn saying(answer: impl Into<Vec<u8>>) -> Server {
        let answer = Arc::new(answer.into());
        Server::new(move |mut socket| {
            let answer = answer.clone();
            async move {
                let _ = socket.write_all(&answer).await;
                let _ = socket.shutdown().await;
            }
        })
        .await
    }

    /// A page.
    pub async fn page(body: &str) -> Server {
        Server::saying(ok("text/html; charset=utf-8", body)).await
    }

    /// A redirect to each of these in turn, then to the last for ever.
    pub async fn redirecting(locations: &[&str]) -> Server {
        let locations: Vec<_> = locations.iter().map(|location| redirect(302, location)).collect();
        let turn = Arc::new(AtomicUsize::new(0));
        Server::new(move |mut socket| {
            let turn = turn.fetch_add(1, Ordering::SeqCst).min(locations.len() - 1);
            let answer = locations[turn].clone();
            async move {
                let _ = socket.write_all(answer.as_bytes()).await;
            }
        })
        .await
    }

    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of the requests so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

async fn head(socket: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0; 1]);
    while !head.ends_with(b"\r\n\r\n") && socket.read(&mut byte).await.is_ok_and(|read| read == 1) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

pub fn ok(content_type: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {content_type}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}

pub fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Go\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

pub fn options() -> Options {
    Options { time: Duration::from_secs(4), ..Options::new("Athena (+https://athena.example/about)") }
}

/// Names, each with one address, which may all be reached.
pub fn client(names: &[(&str, SocketAddr)]) -> Client {
    client_with(options(), names)
}

pub fn client_with(options: Options, names: &[(&str, SocketAddr)]) -> Client {
    let table: Table = names.iter().map(|(name, address)| (*name, vec![*address])).collect();
    asking(options, table, names.iter().map(|(_, address)| *address))
}

pub fn asking(
    options: Options,
    resolver: impl Resolver + 'static,
    reachable: impl IntoIterator<Item = SocketAddr>,
) -> Client {
    Client::for_tests(options, Arc::new(resolver), reachable.into_iter().collect()).unwrap()
}
