//! A new program in the place of the old one, while people ask (R20) and pages are open (R19): the socket is held by
//! somebody else, as systemd does, and nobody is refused.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use db::DatabaseUrl;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;

use crate::commands::{Server, answer, athena, create_operator, directory};
use crate::faults::community::{Somebody, cookie_of, found};

const RESTARTS: u32 = 20;
/// Members, and the pages that each has open.
const MEMBERS: usize = 25;
const PAGES: usize = 8;
/// What must happen happens within this time; nothing waits for it to pass.
const PATIENCE: Duration = Duration::from_secs(60);

/// The program with a socket that stays ours as descriptor 3. The shell becomes the program, so its process is the one
/// that `LISTEN_PID` names.
fn on_socket(listener: &TcpListener, data: &Path) -> Server {
    let program = athena(&["serve", "--data", data.to_str().unwrap(), "--requests-per-address", "0"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh"]);
    shell.arg(program.get_program()).args(program.get_args()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Server::on(shell.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap()))))
}

#[test]
fn nobody_is_refused_while_the_program_is_replaced_again_and_again() {
    let place = directory();
    create_operator(place.path(), "ada@example.org").well();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (ended, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let people: Vec<_> = ["/", "/login", "/about", "/healthz"]
        .map(|path| {
            let (ended, asked) = (Arc::clone(&ended), Arc::clone(&asked));
            std::thread::spawn(move || {
                let mut failed = Vec::new();
                while !ended.load(Ordering::Relaxed) {
                    let answer = answer(port, &format!("GET {path} HTTP/1.1"), "");
                    asked.fetch_add(1, Ordering::Relaxed);
                    if !answer.starts_with("HTTP/1.1 200 ") {
                        failed.push(format!("{path}: {answer:?}"));
                    }
                }
                failed
            })
        })
        .into();
    for round in 0..RESTARTS {
        let before = asked.load(Ordering::Relaxed);
        let server = on_socket(&listener, place.path());
        assert_eq!(server.port, port, "the socket takes the place of the configured address");
        // Everybody is at work, in this process, before it has to go.
        let patience = Instant::now() + Duration::from_secs(60);
        while asked.load(Ordering::Relaxed) < before + 40 {
            assert!(Instant::now() < patience, "nobody is answered");
            std::thread::yield_now();
        }
        assert_eq!(server.stop(), 0, "round {round}");
    }
    ended.store(true, Ordering::Relaxed);
    let last = on_socket(&listener, place.path());
    for person in people {
        assert_eq!(person.join().unwrap(), Vec::<String>::new());
    }
    assert_eq!(last.stop(), 0);
}

type Page = WebSocketStream<TcpStream>;

/// A page that listens to who joins, and is known to.
async fn page(port: u16, member: &Somebody) -> Page {
    let mut request = format!("ws://127.0.0.1:{port}/live").into_client_request().unwrap();
    let headers = request.headers_mut();
    headers.insert("origin", format!("http://localhost:{port}").parse().unwrap());
    headers.insert("cookie", cookie_of(&member.session).parse().unwrap());
    let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    let (mut page, _) = tokio_tungstenite::client_async(request, stream).await.unwrap();
    // A topic that does not exist is refused once the others are taken.
    page.send(Message::text(json!({ "subscribe": ["people", "nothing"] }).to_string())).await.unwrap();
    assert_eq!(hear(&mut page).await, Ok(json!({ "refused": ["nothing"] })));
    page
}

/// The next text, or the reason of the goodbye.
async fn hear(page: &mut Page) -> Result<Value, Value> {
    loop {
        match timeout(PATIENCE, page.next()).await.expect("nothing is said") {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(Some(close)))) => return Err(serde_json::from_str(&close.reason).unwrap()),
            Some(Ok(Message::Ping(_))) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn two_hundred_open_pages_are_told_when_to_come_back_and_hear_everything_afterwards() {
    let place = directory();
    let members = found(&DatabaseUrl::Sqlite, place.path(), MEMBERS);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let open = || {
        let pages = members.iter().flat_map(|member| std::iter::repeat_n(member, PAGES));
        // A few at a time, as pages come back: all at once, some would be told to come later.
        let pages = futures_util::stream::iter(pages.map(|member| page(port, member))).buffer_unordered(8);
        runtime.block_on(pages.collect::<Vec<_>>())
    };
    let mut server = on_socket(&listener, place.path());
    for round in 0..3 {
        let mut pages = open();
        create_operator(place.path(), &format!("ada{round}@example.org")).well();
        for page in &mut pages {
            assert_eq!(runtime.block_on(hear(page)).unwrap()["topic"], "people", "round {round}");
        }
        // They read on meanwhile, as browsers do, and answer the goodbye.
        let ends = runtime.spawn(async move {
            let ends = pages.iter_mut().map(async |page| {
                let end = hear(page).await;
                let _gone = page.close(None).await;
                end
            });
            futures_util::future::join_all(ends).await
        });
        assert_eq!(server.stop(), 0);
        for end in runtime.block_on(ends).unwrap() {
            let reason = end.expect_err("a goodbye");
            assert!(reason["retry_ms"].as_u64().is_some_and(|window| window >= 1_000), "{reason}");
        }
        server = on_socket(&listener, place.path());
    }
    assert_eq!(server.stop(), 0);
}
