//! Pages and writes in a closed loop, in turns with the ceilings.

use std::time::Duration;

use super::{mb, ms, percent};
use crate::load::Closed;
use crate::report::{Report, say};
use crate::server::{Cost, Server};
use crate::site::Site;
use crate::tally::{Tally, median};
use crate::{Bench, Rate, Result};

const WARMING: Duration = Duration::from_secs(1);

/// One load, counted.
struct Measured {
    tally: Tally,
    seconds: f64,
    before: Cost,
    after: Cost,
}

impl Measured {
    fn per_second(&self) -> f64 {
        self.tally.good() as f64 / self.seconds
    }

    /// µs on a core for each answer.
    fn cpu_us(&self) -> f64 {
        (self.after.cpu - self.before.cpu) * 1e6 / self.tally.answers() as f64
    }
}

/// Measures each of these `--runs` times, in turns.
///
/// # Errors
/// The site cannot be opened, or answers otherwise than it should.
pub async fn rates(bench: &Bench, report: &mut Report, only: &[Rate]) -> Result<()> {
    let (site, ceilings) = Site::open_with_ceilings(bench).await?;
    let mut measured: Vec<Vec<Measured>> = only.iter().map(|_| Vec::new()).collect();
    for run in 0..bench.options.runs {
        for (rate, into) in only.iter().zip(&mut measured) {
            say(&format!("run {}: {}", run + 1, name(*rate)));
            into.push(one(bench, &site, &ceilings, *rate, run).await?);
        }
    }
    let of = |rate: Rate| only.iter().zip(&measured).find(|(one, _)| **one == rate).map(|(_, all)| all.as_slice());
    let rows: Vec<Vec<String>> =
        only.iter().zip(&measured).map(|(rate, all)| row(*rate, all, of(rate.ceiling()).unwrap_or_default())).collect();
    report.section(
        "Pages and writes",
        &format!(
            "`town`, {} clients in a closed loop ({} who write), two thousand members in turn, {} s \
             each, medians of {} runs. `page` is the home page from constants; for a profile it is that profile from \
             constants. CPU is µs of the server for each request; \
             times are ms; the last two columns are everything that came back in all runs, and the server's RSS in MB \
             after the last.",
            bench.options.clients, bench.options.writers, bench.options.seconds, bench.options.runs
        ),
    );
    let heads =
        ["what", "requests/s", "of `page`", "goal", "CPU", "p50", "p90", "p99", "max", "bytes", "statuses", "RSS"];
    report.table(&heads, &rows);
    Ok(())
}

async fn one(bench: &Bench, site: &Site, ceilings: &Server, rate: Rate, run: usize) -> Result<Measured> {
    let server = if rate.is_ceiling() { ceilings } else { &site.athena };
    let many = if matches!(rate, Rate::Publish | Rate::Edit | Rate::Join) {
        bench.options.writers
    } else {
        bench.options.clients
    };
    let clients = site.clients(rate, server.address, many, run);
    let load = Closed::start(server.address, &clients);
    tokio::time::sleep(WARMING).await;
    let (begun, before) = (std::time::Instant::now(), server.cost()?);
    load.count();
    tokio::time::sleep(bench.options.length()).await;
    let (seconds, after) = (begun.elapsed().as_secs_f64(), server.cost()?);
    let tally = load.stop().await;
    if tally.good() == 0 {
        return Err(format!("{} got nothing but {}", name(rate), tally.statuses()).into());
    }
    Ok(Measured { tally, seconds, before, after })
}

fn name(rate: Rate) -> &'static str {
    match rate {
        Rate::Body => "body",
        Rate::Page => "page",
        Rate::Feed => "GET /feed",
        Rate::Profile => "GET /in/{handle}",
        Rate::Full => "GET /in/{handle}, full",
        Rate::ProfileCeiling => "profile",
        Rate::FullCeiling => "full profile",
        Rate::People => "GET /people",
        Rate::Post => "GET /feed/post/{id}",
        Rate::Publish => "POST /feed",
        Rate::Edit => "POST /in/{handle}/edit",
        Rate::Join => "POST /join",
    }
}

fn goal(rate: Rate) -> &'static str {
    match rate {
        Rate::Body | Rate::Page | Rate::ProfileCeiling | Rate::FullCeiling | Rate::Join => "",
        Rate::Feed => "≥ 50 %",
        Rate::Profile | Rate::Full | Rate::People | Rate::Post => "≥ 40 %",
        Rate::Publish => "≥ 3,000/s",
        Rate::Edit => "≥ 3,000/s, p99 ≤ 30",
    }
}

fn row(rate: Rate, all: &[Measured], ceiling: &[Measured]) -> Vec<String> {
    let of = |figure: &dyn Fn(&Measured) -> f64| median(all.iter().map(figure).collect());
    let time = |figure: fn(crate::tally::Times) -> u32| ms(of(&|one| f64::from(figure(one.tally.good_times()))) as u32);
    // Of each run by itself: the machine is faster in some than in others.
    let parts = all.iter().zip(ceiling).map(|(one, page)| one.per_second() / page.per_second());
    let mut together = Tally::default();
    all.iter().for_each(|one| together.add(one.tally.clone()));
    vec![
        format!("`{}`", name(rate)),
        format!("{:.0}", of(&Measured::per_second)),
        if ceiling.is_empty() { "–".to_owned() } else { percent(median(parts.collect()), 1.0) },
        goal(rate).to_owned(),
        format!("{:.0}", of(&Measured::cpu_us)),
        time(|times| times.p50),
        time(|times| times.p90),
        time(|times| times.p99),
        time(|times| times.max),
        format!("{:.0}", of(&|one| one.tally.bytes as f64 / one.tally.answers() as f64)),
        together.statuses(),
        mb(all.last().map_or(0, |one| one.after.rss_kib)),
    ]
}
