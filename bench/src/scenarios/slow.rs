//! Sockets that send or read as slowly as they may (Slowloris and its kin), beside a normal visitor.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::{mb, ms, percent};
use crate::client::{Connection, connect};
use crate::load::{Client, Crowd};
use crate::report::{Report, say};
use crate::site::{Site, loopback};
use crate::{Bench, Rate, Result, plain_get};

/// Kinds of slow sockets, and how many there are of each.
const KINDS: [(Kind, usize); 4] =
    [(Kind::Headers, 5000), (Kind::Silent, 1000), (Kind::Body, 1000), (Kind::Reader, 500)];
/// Addresses they come from.
const ADDRESSES: usize = 16;
/// Each sends or reads a byte this often: often enough for a timer that starts anew with every byte.
const DRIP: Duration = Duration::from_secs(1);
/// New slow sockets in a second.
const OPENED: f64 = 1500.0;
/// How long they stay if they are let.
const LENGTH: Duration = Duration::from_secs(40);
/// Requests of the normal visitor in a second, each on a new connection.
const NORMAL: f64 = 50.0;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Headers,
    Silent,
    Body,
    Reader,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Headers => "slow headers",
            Kind::Silent => "silent",
            Kind::Body => "slow bodies",
            Kind::Reader => "slow readers",
        }
    }
}

/// How a slow socket ended.
enum End {
    /// It was not let in, or closed within two seconds.
    Refused,
    /// The server closed it after so long.
    Closed(Duration),
    /// It was still open at the end.
    Open,
}

/// Opens all slow sockets while a normal visitor asks, and then asks the server to stop.
///
/// # Errors
/// The site cannot be opened.
pub async fn slow(bench: &Bench, report: &mut Report) -> Result<()> {
    let site = Site::open(bench).await?;
    let address = site.athena.address;
    let visitor = site.people(Rate::Feed, 40);
    let visitor: Vec<Client> = visitor.into_iter().map(|client| Client { reconnects: true, ..client }).collect();
    say("a normal visitor");
    let mut visitor = Crowd::new(address, visitor);
    let alone = visitor.open(NORMAL, bench.options.length()).await;
    let before = site.athena.cost()?;

    say("and thousands of slow sockets");
    let over = Arc::new(AtomicBool::new(false));
    let file = large_file(address).await?;
    let attack = tokio::spawn(attack(address, file, Arc::clone(&over)));
    let watching = tokio::spawn(async move { visitor.open(NORMAL, LENGTH).await });
    let mut most = before;
    while !watching.is_finished() {
        let now = site.athena.cost()?;
        if now.rss_kib > most.rss_kib {
            most = now;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let beside = watching.await?;
    say("stopping the server");
    // With the slow sockets still there.
    let (stop, by_itself) = site.athena.stop().await?;
    over.store(true, Ordering::Relaxed);
    let ends = attack.await?;

    report.section(
        "Slow sockets",
        &format!(
            "`town`: 7,500 sockets from {ADDRESSES} addresses send or read a byte every {} s for {} s, while a visitor asks \
             for `/feed` {NORMAL:.0} times a second, each time on a new connection. Goals: ≥ 99.9 % of the visitor's \
             requests succeed; each slow socket is closed within 15 s; RSS ≤ +64 MB; the server still stops within 10 s.",
            DRIP.as_secs(),
            LENGTH.as_secs()
        ),
    );
    let rows: Vec<Vec<String>> = KINDS.iter().map(|(kind, many)| row(*kind, *many, &ends)).collect();
    report.table(&["sockets", "opened", "refused", "closed", "longest s", "open at the end"], &rows);
    report.section("The visitor beside them", "Times are ms.");
    let visitor = |who: &str, tally: &crate::tally::Tally| {
        let times = tally.good_times();
        let good = percent(tally.good() as f64, tally.wanted() as f64);
        vec![who.to_owned(), good, ms(times.p50), ms(times.p99), ms(times.max), tally.statuses()]
    };
    let heads = ["", "answered well", "p50", "p99", "max", "statuses"];
    report.table(&heads, &[visitor("alone", &alone), visitor("beside slow sockets", &beside)]);
    let stopped = if by_itself { format!("{:.1}", stop.as_secs_f64()) } else { "killed".to_owned() };
    let memory = vec![mb(before.rss_kib), mb(most.rss_kib), stopped];
    report.section("The server among them", "RSS in MB, before and at most; seconds to stop.");
    report.table(&["before", "at most", "stop s"], &[memory]);
    Ok(())
}

/// The largest file of all that every page asks for.
async fn large_file(to: SocketAddr) -> Result<String> {
    let mut connection = Connection::open(loopback(0, 0), to).await?;
    connection.ask(&plain_get("/about", to, None)).await?;
    let page = connection.received();
    let (_, rest) = page.split_once("\"/static/fonts/").ok_or("a page without a font")?;
    let (name, _) = rest.split_once('"').ok_or("a page without a font")?;
    Ok(format!("/static/fonts/{name}"))
}

async fn attack(to: SocketAddr, file: String, over: Arc<AtomicBool>) -> Vec<(Kind, End)> {
    let file: Arc<[u8]> = plain_get(&file, to, None).repeat(200).into();
    let mut sockets = JoinSet::new();
    let mut number = 0;
    let begun = Instant::now();
    for (kind, many) in KINDS {
        for _ in 0..many {
            let from = loopback(100, number % ADDRESSES);
            sockets.spawn(socket(kind, from, to, Arc::clone(&file), Arc::clone(&over)));
            number += 1;
            let at = begun + Duration::from_secs_f64(number as f64 / OPENED);
            tokio::time::sleep_until(at.into()).await;
        }
    }
    let mut ends = Vec::new();
    while let Some(end) = sockets.join_next().await {
        ends.extend(end);
    }
    ends
}

async fn socket(kind: Kind, from: Ipv4Addr, to: SocketAddr, file: Arc<[u8]>, over: Arc<AtomicBool>) -> (Kind, End) {
    let begun = Instant::now();
    let buffer = (kind == Kind::Reader).then_some(4096);
    let opened = tokio::time::timeout(Duration::from_secs(5), connect(from, to, buffer)).await;
    let Ok(Ok(mut stream)) = opened else { return (kind, End::Refused) };
    let first = match kind {
        Kind::Headers => b"GET /about HTTP/1.1\r\nhost: localhost\r\n".to_vec(),
        Kind::Silent => Vec::new(),
        Kind::Body => b"POST /login HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9000\r\n\
                        content-type: application/x-www-form-urlencoded\r\n\r\nemail="
            .to_vec(),
        Kind::Reader => file.to_vec(),
    };
    let mut is_open = stream.write_all(&first).await.is_ok();
    while is_open && begun.elapsed() < LENGTH && !over.load(Ordering::Relaxed) {
        tokio::time::sleep(DRIP).await;
        is_open = drip(kind, &mut stream).await;
    }
    let age = begun.elapsed();
    match is_open {
        true => {
            // The server may be asked to stop first: that it can with these about is the point.
            while !over.load(Ordering::Relaxed) {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            (kind, End::Open)
        }
        false if age < Duration::from_secs(2) => (kind, End::Refused),
        false => (kind, End::Closed(age)),
    }
}

/// Sends or reads a little; says whether the socket is still open.
async fn drip(kind: Kind, stream: &mut TcpStream) -> bool {
    let sent = match kind {
        Kind::Headers => stream.try_write(b"x-a: b\r\n"),
        Kind::Body => stream.try_write(b"a"),
        Kind::Silent | Kind::Reader => Ok(0),
    };
    if sent.is_err_and(|error| error.kind() != ErrorKind::WouldBlock) {
        return false;
    }
    // A reader takes a byte; the others would only hear that they are no longer wanted.
    let mut some = [0; 1];
    let mut much = [0; 1024];
    let into: &mut [u8] = if kind == Kind::Reader { &mut some } else { &mut much };
    match tokio::time::timeout(Duration::from_millis(1), stream.read(into)).await {
        Err(_) => true,
        // What has arrived can be read long after the server has hung up.
        Ok(Ok(bytes)) => bytes > 0 && matches!(stream.take_error(), Ok(None)),
        Ok(Err(_)) => false,
    }
}

fn row(kind: Kind, many: usize, ends: &[(Kind, End)]) -> Vec<String> {
    let (mut refused, mut closed, mut open, mut longest) = (0, 0, 0, Duration::ZERO);
    for (_, end) in ends.iter().filter(|(of, _)| *of == kind) {
        match end {
            End::Refused => refused += 1,
            End::Closed(age) => {
                closed += 1;
                longest = longest.max(*age);
            }
            End::Open => open += 1,
        }
    }
    vec![
        kind.name().to_owned(),
        many.to_string(),
        refused.to_string(),
        closed.to_string(),
        format!("{:.1}", longest.as_secs_f64()),
        open.to_string(),
    ]
}
