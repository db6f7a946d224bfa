//! One member at maximum rate, from one address, beside two hundred normal ones.

use std::time::Duration;

use super::ms;
use crate::load::{Client, Closed, Crowd};
use crate::report::{Report, say};
use crate::site::{Site, loopback};
use crate::tally::Tally;
use crate::{Bench, Rate, Result};

const NORMAL: usize = 200;
/// Requests of all normal members in a second.
const RATE: f64 = 400.0;
/// Connections of the one who does not stop.
const NOISY: usize = 100;

/// Measures the normal members alone, then with their neighbour.
///
/// # Errors
/// The site cannot be opened.
pub async fn neighbour(bench: &Bench, report: &mut Report) -> Result<()> {
    let site = Site::open(bench).await?;
    let (address, length) = (site.athena.address, bench.options.length() * 2);
    let mut normal = Crowd::new(address, site.people(Rate::Feed, NORMAL));
    say("two hundred normal members");
    // Once to have all connections open.
    normal.open(RATE, Duration::from_secs(2)).await;
    let alone = normal.open(RATE, length).await;

    say("and a noisy one");
    let one = site.people(Rate::People, NORMAL + 1).pop();
    let noisy: Vec<Client> =
        one.into_iter().cycle().take(NOISY).map(|one| Client { from: loopback(9, 9), ..one }).collect();
    let noise = Closed::start(address, &noisy);
    noise.count();
    let beside = normal.open(RATE, length).await;
    let noise = noise.stop().await;

    let times = |tally: &Tally| {
        let times = tally.good_times();
        [ms(times.p50), ms(times.p90), ms(times.p99), ms(times.max)]
    };
    let row = |who: &str, tally: &Tally, ratio: String| {
        [vec![who.to_owned()], times(tally).to_vec(), vec![ratio, tally.statuses()]].concat()
    };
    let ratio = f64::from(beside.good_times().p99) / f64::from(alone.good_times().p99.max(1));
    report.section(
        "A noisy neighbour",
        &format!(
            "`town`: {NORMAL} members ask for `/feed`, {RATE:.0} times a second together, in an open loop for {} s; then \
             again while one member asks for `/people` on {NOISY} connections from one address, as often as it is \
             answered. Times are ms. Goals: p99 ≤ 1.5× of alone; the neighbour gets 429.",
            length.as_secs()
        ),
    );
    report.table(
        &["who", "p50", "p90", "p99", "max", "p99 of alone", "statuses"],
        &[
            row("alone", &alone, String::new()),
            row("beside the noisy one", &beside, format!("{ratio:.1}×")),
            row("the noisy one", &noise, String::new()),
        ],
    );
    Ok(())
}
