//! Pictures of twelve megabytes, one after the other, and pages beside them.

use std::sync::Arc;
use std::time::Duration;

use super::{mb, ms};
use crate::load::{Closed, Crowd};
use crate::report::{Report, say};
use crate::site::Site;
use crate::tally::{Tally, median};
use crate::{Bench, Rate, Result};

/// Members who ask for pages, and how often they do, all together, in a second.
const READERS: usize = 100;
const RATE: f64 = 200.0;
/// A telephone's picture at its best quality.
const SIZE: (u16, u16) = (6000, 4000);
const BYTES: usize = 12_000_000;

/// Measures pages alone, then beside somebody who sends one picture after the other, `--runs` times.
///
/// # Errors
/// The site cannot be opened.
pub async fn photos(bench: &Bench, report: &mut Report) -> Result<()> {
    let picture: Arc<[u8]> = photograph()?.into();
    let site = Site::open_behind_a_proxy(bench).await?;
    let (address, length) = (site.athena.address, bench.options.length() * 2);
    let mut readers = Crowd::new(address, site.people(Rate::Feed, READERS));
    // Once to have all connections open.
    readers.open(RATE, Duration::from_secs(2)).await;
    let (mut alone, mut beside, mut sent, mut ratios) =
        (Tally::default(), Tally::default(), Tally::default(), Vec::new());
    for run in 0..bench.options.runs {
        say(&format!("run {}: pages alone", run + 1));
        let quiet = readers.open(RATE, length).await;
        say(&format!("run {}: and pictures", run + 1));
        let camera = Closed::start(address, &[site.photographer(Arc::clone(&picture))]);
        camera.count();
        let busy = readers.open(RATE, length).await;
        sent.add(camera.stop().await);
        ratios.push(f64::from(busy.good_times().p99) / f64::from(quiet.good_times().p99.max(1)));
        alone.add(quiet);
        beside.add(busy);
    }
    let row = |what: &str, tally: &Tally, ratio: String| {
        let times = tally.good_times();
        let times = [ms(times.p50), ms(times.p90), ms(times.p99), ms(times.max)];
        [vec![what.to_owned()], times.to_vec(), vec![ratio, tally.statuses()]].concat()
    };
    report.section(
        "Pictures beside pages",
        &format!(
            "`town`: {READERS} members ask for `/feed`, {RATE:.0} times a second together, in an open loop for {} s; then \
             again while somebody sends a JPEG of {} × {} pixels and {:.1} MB as their photo, the next as soon as one is \
             shown. Times are ms, of all {} runs; the ratio is the median of the runs. Goals: a picture's p99 ≤ 1,500; pages \
             p99 ≤ 2× of alone. The server's RSS after it: {} MB.",
            length.as_secs(),
            SIZE.0,
            SIZE.1,
            picture.len() as f64 / 1e6,
            bench.options.runs,
            mb(site.athena.cost()?.rss_kib),
        ),
    );
    report.table(
        &["what", "p50", "p90", "p99", "max", "p99 of alone", "statuses"],
        &[
            row("pages alone", &alone, String::new()),
            row("pages beside pictures", &beside, format!("{:.1}×", median(ratios))),
            row("a picture", &sent, String::new()),
        ],
    );
    Ok(())
}

/// A picture of the size and weight of a photograph: large soft shapes, and as much noise as makes it as heavy.
fn photograph() -> Result<Vec<u8>> {
    let (width, height) = (usize::from(SIZE.0), usize::from(SIZE.1));
    let mut file = Vec::new();
    for strength in 1_u32..=16 {
        let mut noise = 0x2545_F491_u32;
        let mut pixels = Vec::with_capacity(width * height * 3);
        for at in 0..width * height {
            let shade = (at / width * 128 / height + at % width * 64 / width) as u32;
            for colour in 0..3 {
                // Xorshift: anything that does not compress will do.
                noise ^= noise << 13;
                noise ^= noise >> 17;
                noise ^= noise << 5;
                pixels.push((shade + colour * 10 + noise % (strength * 4)) as u8);
            }
        }
        file.clear();
        let encoder = jpeg_encoder::Encoder::new(&mut file, 92);
        encoder.encode(&pixels, SIZE.0, SIZE.1, jpeg_encoder::ColorType::Rgb)?;
        if file.len() >= BYTES {
            break;
        }
    }
    Ok(file)
}
