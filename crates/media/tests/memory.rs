//! What a picture takes while it is prepared, measured as the growth of a process that does nothing else.
#![expect(clippy::unwrap_used, clippy::as_conversions, reason = "helpers of tests may panic, too")]

#[path = "it/corpus.rs"]
mod corpus;
#[path = "it/make.rs"]
#[expect(dead_code, reason = "the other tests need more of it")]
mod make;

use std::fs;
use std::process::Command;

use jpeg_encoder::{ColorType, SamplingFactor};
use make::Jpeg;
use media::{Aspect, Crop, MEMORY, Plan, prepare};

/// The renditions, the encoder, what the allocator keeps back.
const BESIDE: u64 = 24 << 20;

const CHILD: &str = "MEDIA_TEST_MEMORY";
const PLAN: Plan = Plan { aspect: Aspect::Square, widths: &[64, 128, 256, 512, 1024] };

#[test]
fn no_picture_takes_more_memory_than_promised() {
    if std::env::var_os(CHILD).is_some() {
        return measure();
    }
    // Large blocks go back to the system at once; otherwise a picture would hide in what the one before has left.
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "no_picture_takes_more_memory_than_promised", "--nocapture"])
        .env(CHILD, "1")
        .env("MALLOC_MMAP_THRESHOLD_", "65536")
        .env("MALLOC_TRIM_THRESHOLD_", "65536")
        .status();
    assert!(status.unwrap().success());
}

fn measure() {
    let mut wrong = Vec::new();
    let mut most = 0;
    let hostile = corpus::all().into_iter().map(|(name, bytes, _)| (name, bytes, None, false));
    let honest = large().into_iter().map(|(name, bytes, crop)| (name, bytes, crop, true));
    for (name, bytes, crop, is_honest) in hostile.chain(honest) {
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = field("VmRSS:");
        let outcome = prepare(&bytes, &PLAN, crop);
        let grown = field("VmHWM:").saturating_sub(before);
        most = most.max(grown);
        let outcome = outcome.map(|picture| picture.renditions.len());
        assert!(!is_honest || outcome.is_ok(), "{name}: {outcome:?}");
        if grown > 4 << 20 {
            println!("{:>4} MB for {name} ({} kB): {outcome:?}", grown >> 20, bytes.len() >> 10);
        }
        if grown > MEMORY + BESIDE {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "too much memory for {wrong:?}");
    // Some come near the limit; if none did, nothing would have been measured.
    assert!(most > MEMORY / 2, "at most {} MB", most >> 20);
}

/// Honest pictures, as large as they may be.
fn large() -> Vec<(&'static str, Vec<u8>, Option<Crop>)> {
    let of = |sampling, is_progressive| Jpeg { sampling, is_progressive, quality: 80, ..Jpeg::default() };
    let rgb = make::photograph(8160, 6120, 6);
    let fifty = of(SamplingFactor::R_4_2_0, false).of(&rgb, 8160, 6120, ColorType::Rgb);
    let full = of(SamplingFactor::R_4_4_4, false).of(&rgb, 8160, 6120, ColorType::Rgb);
    drop(rgb);
    let rgb = make::photograph(6000, 4000, 6);
    let progressive = of(SamplingFactor::R_4_2_0, true).of(&rgb, 6000, 4000, ColorType::Rgb);
    let twenty = make::photograph(5000, 4000, 6);
    let full_progressive = of(SamplingFactor::R_4_4_4, true).of(&twenty, 5000, 4000, ColorType::Rgb);
    let mut config = webp::WebPConfig::new().unwrap();
    config.method = 0;
    let lossy = webp::Encoder::from_rgb(&rgb, 6000, 4000).encode_advanced(&config).unwrap().to_vec();
    let translucent = make::rgba(rgb.get(..3000 * 3000 * 3).unwrap(), |at| at as u8);
    let translucent = webp::Encoder::from_rgba(&translucent, 3000, 3000).encode_advanced(&config).unwrap().to_vec();
    config.lossless = 1;
    config.quality = 0.0;
    let flat = vec![90; 6000 * 4000 * 3];
    let lossless = webp::Encoder::from_rgb(&flat, 6000, 4000).encode_advanced(&config).unwrap().to_vec();
    let indices = vec![1; 7000 * 7000];
    let frame = make::GifFrame { at: (0, 0), size: (7000, 7000), indices, transparent: None, is_interlaced: false };
    let gif = make::gif((7000, 7000), &make::quarter_palette(), [frame]);
    // Cut so small that it has to be decoded as large as memory allows.
    let part = Some(Crop { x: 450, y: 450, width: 100, height: 130 });
    vec![
        ("a jpeg of 50 megapixels", fifty.clone(), None),
        ("a small part of it", fifty, part),
        ("a jpeg of 50 megapixels, colours in full", full.clone(), None),
        ("a small part of that", full, part),
        ("a progressive jpeg of 24 megapixels", progressive.clone(), None),
        ("a small part of that one", progressive, part),
        ("a progressive jpeg of 20 megapixels, colours in full", full_progressive, None),
        ("a webp of 24 megapixels", lossy, None),
        ("a translucent webp of 9 megapixels", translucent, None),
        ("a lossless webp of 24 megapixels", lossless, None),
        ("a gif of 49 megapixels", gif, None),
    ]
}

/// A line of `/proc/self/status`, in bytes.
fn field(name: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
}
