//! Live sockets by the thousand: what an idle one costs, and how all of them come back after a restart.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::{mb, ms, percent};
use crate::client::connect;
use crate::load::Crowd;
use crate::report::{Report, say};
use crate::server::{Server, public_url};
use crate::site::{Site, loopback};
use crate::{Bench, Rate, Result, head};

/// Sockets in all.
const SOCKETS: usize = 10_000;
/// Sockets from each network address.
const PER_ADDRESS: usize = 400;
/// New sockets in a second, as long as the server keeps up.
const OPENED: f64 = 1000.0;
/// How long they are only pinged while their cost is counted.
const IDLE: Duration = Duration::from_secs(60);
/// Page requests in a second while all come back.
const NORMAL: f64 = 50.0;
/// Bytes that the head of an answer has at most.
const HEAD: usize = 4096;
/// Until when they must be back.
const RETURN: Duration = Duration::from_secs(40);

/// How many are connected, and whether they should come back when they are sent away.
#[derive(Default)]
struct Shared {
    connected: AtomicUsize,
    refused: AtomicUsize,
    over: AtomicBool,
}

/// Opens all sockets, lets them idle, restarts the server and waits until they are back.
///
/// # Errors
/// The site cannot be opened, or a socket is refused.
pub async fn sockets(bench: &Bench, report: &mut Report) -> Result<()> {
    let site = Site::open(bench).await?;
    let address = site.athena.address;
    say("warming up");
    let mut visitor = Crowd::new(address, site.people(Rate::Feed, 40));
    let alone = visitor.open(NORMAL, bench.options.length()).await;
    let before = site.athena.cost()?;

    say("opening sockets");
    let shared = Arc::new(Shared::default());
    let mut sockets = JoinSet::new();
    let begun = Instant::now();
    for (number, cookie) in site.cookies().take(SOCKETS).enumerate() {
        let request = head("GET", "/live", address, Some(cookie), &upgrade(address)).into_bytes();
        sockets.spawn(sit(loopback(200, number / PER_ADDRESS), address, request, Arc::clone(&shared)));
        let at = begun + Duration::from_secs_f64(number as f64 / OPENED);
        tokio::time::sleep_until(at.into()).await;
    }
    wait_for(&shared, SOCKETS, Duration::from_secs(60)).await;
    let opening = begun.elapsed();
    let opened = shared.connected.load(Ordering::Relaxed);

    say("letting them idle");
    // What opening needed is given back, and each has been pinged once.
    tokio::time::sleep(Duration::from_secs(40)).await;
    let idle = site.athena.cost()?;
    tokio::time::sleep(IDLE).await;
    let after = site.athena.cost()?;

    say("restarting the server");
    let (site, stop, by_itself, back, beside) = restart(bench, site, visitor, &shared).await?;
    let returned = shared.connected.load(Ordering::Relaxed);
    shared.over.store(true, Ordering::Relaxed);
    drop(site);
    sockets.shutdown().await;

    report.section(
        "Live sockets",
        &format!(
            "`town`: {SOCKETS} sockets of 2,002 members, opened at up to {OPENED:.0} a second, then idle but for pings. \
             Goals: RSS ≤ +150 MB, ≤ 3 % of a core, ≥ 500 opened a second."
        ),
    );
    let grown = after.rss_kib.saturating_sub(before.rss_kib);
    report.table(
        &["open", "opened /s", "refused", "RSS before", "RSS with them", "grown by", "KB each", "core, idle"],
        &[vec![
            opened.to_string(),
            format!("{:.0}", opened as f64 / opening.as_secs_f64()),
            shared.refused.load(Ordering::Relaxed).to_string(),
            mb(before.rss_kib),
            mb(after.rss_kib),
            mb(grown),
            format!("{:.1}", grown as f64 * 1.024 / opened.max(1) as f64),
            percent(after.cpu - idle.cpu, IDLE.as_secs_f64()),
        ]],
    );
    report.section(
        "All back after a restart",
        &format!(
            "The server is stopped and started while a visitor asks for `/feed` {NORMAL:.0} times a second. The sockets \
             come back at random within the time that their goodbye names. Goals: all back in ≤ 30 s, p99 of pages ≤ 1 s. \
             Times of pages are ms; without a supervisor's socket, those that come while nobody listens are broken."
        ),
    );
    let stopped = if by_itself { format!("{:.1}", stop.as_secs_f64()) } else { "killed".to_owned() };
    let (quiet, busy) = (alone.good_times(), beside.good_times());
    report.table(
        &["stop s", "back", "in s", "pages alone p50", "p99", "meanwhile p50", "p99", "max", "statuses"],
        &[vec![
            stopped,
            returned.to_string(),
            format!("{:.1}", back.as_secs_f64()),
            ms(quiet.p50),
            ms(quiet.p99),
            ms(busy.p50),
            ms(busy.p99),
            ms(busy.max),
            beside.statuses(),
        ]],
    );
    Ok(())
}

/// Stops the server and starts it where it was; gives how long the stop took, whether the server went by itself, when
/// all sockets were back, and what a visitor met meanwhile.
async fn restart(
    bench: &Bench,
    site: Site,
    mut visitor: Crowd,
    shared: &Arc<Shared>,
) -> Result<(Server, Duration, bool, Duration, crate::tally::Tally)> {
    let address = site.athena.address;
    let data = bench.place.data(&bench.program, "town").await?;
    let (stop, by_itself) = site.athena.stop().await?;
    let server = Server::athena_at(address, &bench.program, &data, &[]).await?;
    let begun = Instant::now();
    let watching = tokio::spawn(async move { visitor.open(NORMAL, RETURN).await });
    wait_for(shared, SOCKETS, RETURN).await;
    let back = begun.elapsed();
    Ok((server, stop, by_itself, back, watching.await?))
}

/// Waits until so many are connected, or for so long.
async fn wait_for(shared: &Shared, many: usize, most: Duration) {
    let begun = Instant::now();
    while shared.connected.load(Ordering::Relaxed) < many && begun.elapsed() < most {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn upgrade(to: SocketAddr) -> String {
    format!(
        "origin: {}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        public_url(to)
    )
}

/// A page: it answers pings, and comes back when it is sent away with a time.
async fn sit(from: Ipv4Addr, to: SocketAddr, request: Vec<u8>, shared: Arc<Shared>) {
    let mut number = u64::from(u32::from(from)) ^ request.as_ptr().addr() as u64;
    loop {
        let window = once(from, to, &request, &shared).await.unwrap_or(Duration::from_secs(2));
        if shared.over.load(Ordering::Relaxed) {
            return;
        }
        // Any spread will do; a generator of its own keeps the library out of it.
        number = number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (number >> 40) as f64 / (1_u64 << 24) as f64;
        tokio::time::sleep(window.mul_f64(share)).await;
    }
}

/// One connection from its upgrade to its end; gives the time within which to come back, if one was named.
async fn once(from: Ipv4Addr, to: SocketAddr, request: &[u8], shared: &Shared) -> Option<Duration> {
    let mut stream = connect(from, to, None).await.ok()?;
    stream.write_all(request).await.ok()?;
    let mut received = Vec::with_capacity(HEAD);
    let head = loop {
        if let Some(end) = received.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        // Longer than any head: the page that says why there is no socket.
        if received.len() > HEAD || stream.read_buf(&mut received).await.ok()? == 0 {
            shared.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
    };
    if !received.starts_with(b"HTTP/1.1 101 ") {
        shared.refused.fetch_add(1, Ordering::Relaxed);
        return None;
    }
    let rest = received.split_off(head);
    drop(received);
    shared.connected.fetch_add(1, Ordering::Relaxed);
    let window = listen(&mut stream, rest).await;
    shared.connected.fetch_sub(1, Ordering::Relaxed);
    window
}

/// Answers pings until the server says goodbye. Frames of the server are short: its pings are empty.
async fn listen(stream: &mut TcpStream, mut received: Vec<u8>) -> Option<Duration> {
    const TEXT_LENGTHS: u8 = 125;
    loop {
        while let [kind, length, ..] = *received.as_slice() {
            let length = usize::from(length.min(TEXT_LENGTHS));
            if received.len() < 2 + length {
                break;
            }
            let frame: Vec<u8> = received.drain(..2 + length).skip(2).collect();
            match kind & 0x0f {
                // A masked pong of nothing.
                0x9 => stream.write_all(&[0x8a, 0x80, 0, 0, 0, 0]).await.ok()?,
                0x8 => {
                    let text = String::from_utf8_lossy(&frame).into_owned();
                    let (_, after) = text.split_once("\"retry_ms\":")?;
                    return after.trim_end_matches('}').parse().ok().map(Duration::from_millis);
                }
                _ => {}
            }
        }
        let mut bytes = [0; 256];
        let read = stream.read(&mut bytes).await.ok().filter(|read| *read > 0)?;
        received.extend_from_slice(bytes.get(..read)?);
    }
}
