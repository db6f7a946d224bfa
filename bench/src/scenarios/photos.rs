//! Pictures of twelve megabytes, one after the other, and pages beside them.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rustix::process::setpriority_process;

use super::{mb, ms};
use crate::load::Crowd;
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
/// Who gives way to everybody.
const NICEST: i32 = 19;

/// Measures pages alone, then beside somebody who sends one picture after the other, `--runs` times.
///
/// # Errors
/// The site cannot be opened.
pub async fn photos(bench: &Bench, report: &mut Report) -> Result<()> {
    let picture: Arc<[u8]> = photograph()?.into();
    let site = Site::open_behind_a_proxy(bench).await?;
    let uploads: Arc<[_]> = site.uploads(picture.len()).into();
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
        let is_over = Arc::new(AtomicBool::new(false));
        let camera = {
            let (uploads, picture, is_over) = (Arc::clone(&uploads), Arc::clone(&picture), Arc::clone(&is_over));
            std::thread::spawn(move || {
                // Else moving millions of bytes on this core would keep the loop waiting that measures pages.
                setpriority_process(None, NICEST)?;
                again_and_again(address, &uploads, &picture, &is_over)
            })
        };
        let busy = readers.open(RATE, length).await;
        is_over.store(true, Ordering::Relaxed);
        sent.add(camera.join().map_err(|_| "the camera broke")??);
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

/// What is sent before a picture and after it.
type Upload = (Vec<u8>, Vec<u8>);

/// Sends one picture after the other, on a thread of its own and without a copy.
#[expect(clippy::disallowed_methods, reason = "it goes to the server that is measured")]
fn again_and_again(to: SocketAddr, uploads: &[Upload], picture: &[u8], is_over: &AtomicBool) -> std::io::Result<Tally> {
    let (mut tally, mut answer) = (Tally::default(), vec![0; 64 * 1024]);
    let mut stream = TcpStream::connect(to)?;
    for (before, after) in uploads.iter().cycle() {
        if is_over.load(Ordering::Relaxed) {
            break;
        }
        let begun = Instant::now();
        for part in [before, picture, after] {
            stream.write_all(part)?;
        }
        // A redirect has no body: its head is all there is, and comes in one piece.
        let length = stream.read(&mut answer)?;
        let head = String::from_utf8_lossy(answer.get(..length).unwrap_or_default()).into_owned();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        tally.answered(status, length, begun.elapsed());
        if status != 303 {
            stream = TcpStream::connect(to)?;
        }
    }
    Ok(tally)
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
