//! More requests than the server can answer, in an open loop: what is admitted, how fast, and how soon it is over.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{mb, ms, percent};
use crate::load::{Client, Closed, Crowd};
use crate::report::{Report, say};
use crate::site::{Site, loopback};
use crate::tally::Tally;
use crate::{Bench, Rate, Result, plain_get};

/// Connections of the flood.
const CONNECTIONS: usize = 5000;
/// What the load is after it.
const NORMAL: f64 = 0.1;
/// How much longer each load lasts than other scenarios': its beginning, when all come at once, is not what it is about.
const LONGER: u32 = 4;
/// After this nobody waits for better times.
const RECOVERY: Duration = Duration::from_secs(20);
const STEPS: [f64; 3] = [0.8, 1.0, 5.0];
/// What must be reachable all the while, and how often it is asked for in a second.
const WATCHED: [&str; 3] = ["/readyz", "/healthz", "/login"];
const WATCHES: f64 = 10.0;
/// Connections in the closed loop that finds out what the server can do.
const CALLERS: usize = 16;

/// Runs the three steps, with a quiet time after each.
///
/// # Errors
/// The site cannot be opened.
pub async fn overload(bench: &Bench, report: &mut Report) -> Result<()> {
    let site = Site::open_behind_a_proxy(bench).await?;
    let address = site.athena.address;
    say("how much the server can do");
    let closed = closed(bench, &site).await;
    let mut crowd = Crowd::new(address, site.clients(Rate::People, address, CONNECTIONS, 0));
    let mut watching = Crowd::new(address, watched(address));
    // The most it does for so many, however many come: each has a connection, which costs as well.
    crowd.open(closed * NORMAL, Duration::from_secs(3)).await;
    let mut capacity: f64 = 0.0;
    for _ in 0..2 {
        let most = crowd.open_to_the_patient(closed * 3.0, bench.options.length()).await;
        capacity = capacity.max(most.good() as f64 / bench.options.length().as_secs_f64());
    }
    // Once more: what was refused is over.
    crowd.open(capacity * NORMAL, Duration::from_secs(3)).await;
    let normal = crowd.open(capacity * NORMAL, Duration::from_secs(3)).await;
    let calm = normal.good_times().p99.max(1000);
    let mut rows = Vec::new();
    let mut peak: f64 = 0.0;
    for step in STEPS {
        say(&format!("{:.0} % of it", step * 100.0));
        let before = site.athena.cost()?;
        let length = bench.options.length() * LONGER;
        let flood = crowd.open_to_the_patient(capacity * step, length);
        let watch = watching.open(WATCHES, length);
        let (flood, watch) = tokio::join!(flood, watch);
        let after = site.athena.cost()?;
        let goodput = flood.good() as f64 / length.as_secs_f64();
        peak = peak.max(goodput);
        let normal_after = recovery(&mut crowd, capacity, calm).await;
        rows.push(row(step, capacity, &flood, &watch, (goodput, peak), (before.rss_kib, after.rss_kib), normal_after));
    }
    report.section(
        "Overload",
        &format!(
            "`town`, `GET /people`, {CONNECTIONS} connections of a proxy for 2,000 members in an open loop, {} s \
             each. Whoever waits for an answer does not ask again, so that some of what is wanted is *unsent*. The server \
             does {closed:.0}/s for {CALLERS} clients in a closed loop and {capacity:.0}/s for these, which is the 100 %. \
             Times are ms from when a request was due. *Normal after*: seconds until the p99 at \
             {:.0} % of capacity is at most twice what it was before ({} ms). *Watched*: `/readyz`, `/healthz` and \
             `/login`, on new connections. Goals: p99 ≤ 500 and ≤ 2× that at 80 %; goodput ≥ 90 % of its peak; the rest \
             503 within 50 ms; RSS ≤ +25 %; normal after ≤ 5.",
            bench.options.seconds * u64::from(LONGER),
            NORMAL * 100.0,
            ms(calm)
        ),
    );
    let heads = [
        "load",
        "wanted/s",
        "goodput/s",
        "of peak",
        "p50",
        "p99",
        "max",
        "503",
        "503 p99",
        "statuses",
        "watched p99",
        "watched",
        "RSS",
        "normal after",
    ];
    report.table(&heads, &rows);
    Ok(())
}

async fn closed(bench: &Bench, site: &Site) -> f64 {
    let clients = site.clients(Rate::People, site.athena.address, CALLERS, 0);
    let load = Closed::start(site.athena.address, &clients);
    tokio::time::sleep(Duration::from_secs(1)).await;
    let begun = Instant::now();
    load.count();
    tokio::time::sleep(bench.options.length()).await;
    let seconds = begun.elapsed().as_secs_f64();
    load.stop().await.good() as f64 / seconds
}

fn watched(to: SocketAddr) -> Vec<Client> {
    let client = |(number, path): (usize, &str)| {
        let client = Client::repeating(loopback(200, number), plain_get(path, to, None));
        Client { reconnects: true, ..client }
    };
    WATCHED.into_iter().cycle().take(30).enumerate().map(client).collect()
}

/// Seconds until a second of normal load is as fast as before; `None` if it does not come to that.
async fn recovery(crowd: &mut Crowd, capacity: f64, calm_us: u32) -> Option<f64> {
    let begun = Instant::now();
    while begun.elapsed() < RECOVERY {
        let since = begun.elapsed().as_secs_f64();
        let second = crowd.open(capacity * NORMAL, Duration::from_secs(1)).await;
        if second.good() == second.wanted() && second.good_times().p99 <= calm_us * 2 {
            return Some(since);
        }
    }
    None
}

fn row(
    step: f64,
    capacity: f64,
    flood: &Tally,
    watch: &Tally,
    (goodput, peak): (f64, f64),
    (before, after): (u64, u64),
    normal_after: Option<f64>,
) -> Vec<String> {
    let times = flood.good_times();
    vec![
        format!("{:.0} %", step * 100.0),
        format!("{:.0}", capacity * step),
        format!("{goodput:.0}"),
        percent(goodput, peak),
        ms(times.p50),
        ms(times.p99),
        ms(times.max),
        percent(flood.count(503) as f64, flood.wanted() as f64),
        ms(flood.times(503).p99),
        flood.statuses(),
        ms(watch.good_times().p99),
        watch.statuses(),
        format!("{} → {}", mb(before), mb(after)),
        normal_after.map_or_else(|| format!("> {}", RECOVERY.as_secs()), |seconds| format!("{seconds:.0}")),
    ]
}
