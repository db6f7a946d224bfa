//! Sound files, cut short and with single bits turned.

use media::{Refused, prepare};

use crate::make::{self, Jpeg, Random};
use crate::{SQUARE, assert_clean};

fn files() -> Vec<(&'static str, Vec<u8>)> {
    let rgb = make::photograph(96, 80, 40);
    let rgba = make::rgba(&rgb, |at| (at % 256).try_into().unwrap());
    let colours = jpeg_encoder::ColorType::Rgb;
    let segments = vec![make::exif_segment(6)];
    let palette = make::png_chunk(b"PLTE", &make::quarter_palette());
    vec![
        ("jpeg", Jpeg { segments, ..Jpeg::default() }.of(&rgb, 96, 80, colours)),
        ("restarting jpeg", Jpeg { restart: 3, ..Jpeg::default() }.of(&rgb, 96, 80, colours)),
        ("progressive jpeg", Jpeg { is_progressive: true, ..Jpeg::default() }.of(&rgb, 96, 80, colours)),
        ("printer's jpeg", Jpeg::default().of(&rgba, 96, 80, jpeg_encoder::ColorType::CmykAsYcck)),
        ("png", make::png_of(make::ihdr(96, 80, 8, 6, 0), &[], &make::png_rows(&rgba, 384))),
        ("interlaced png", make::png_of(make::ihdr(96, 80, 8, 2, 1), &[], &make::png_interlaced(&rgb, 96, 80, 3))),
        ("png with a palette", {
            let rows = make::png_rows(&make::quarter_indices(96, 80), 96);
            make::png_of(make::ihdr(96, 80, 8, 3, 0), &[palette], &rows)
        }),
        ("webp", make::webp_lossy(&rgb, 96, 80)),
        ("translucent webp", webp::Encoder::from_rgba(&rgba, 96, 80).encode(80.0).to_vec()),
        ("lossless webp", make::webp_lossless(&rgba, 96, 80)),
        ("gif", make::gif_still(96, 80)),
    ]
}

#[test]
fn files_cut_short_are_refused() {
    for (name, bytes) in files() {
        assert_clean(&prepare(&bytes, &SQUARE, None).unwrap());
        for cut in (0..bytes.len()).step_by(bytes.len() / 150 + 1) {
            match prepare(&bytes[..cut], &SQUARE, None) {
                Err(Refused::Empty) => assert_eq!(cut, 0),
                Err(Refused::NotAPicture) => assert!(cut < 12),
                Err(refused) => assert_eq!(refused, Refused::Damaged, "{name}, {cut} of {} bytes", bytes.len()),
                Ok(picture) => {
                    // The end of the last chunk: checksums after the last pixel.
                    assert!(cut + 32 > bytes.len(), "{name} was taken with {cut} of {} bytes", bytes.len());
                    assert_clean(&picture);
                }
            }
        }
    }
}

#[test]
fn turned_bits_break_nothing() {
    let mut refused = 0;
    let mut taken = 0;
    for (seed, (name, bytes)) in (1..).zip(files()) {
        let mut random = Random(0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(seed));
        for round in 0..300 {
            let mut spoiled = bytes.clone();
            // Mostly in the headers, where a bit changes the most.
            for _ in 0..=round % 3 {
                let range = if random.next().is_multiple_of(2) { spoiled.len().min(700) } else { spoiled.len() };
                let at = usize::try_from(random.next()).unwrap() % range;
                spoiled[at] ^= 1 << (random.next() % 8);
            }
            match std::panic::catch_unwind(|| prepare(&spoiled, &SQUARE, None)) {
                Ok(Ok(picture)) => {
                    taken += 1;
                    assert_clean(&picture);
                }
                Ok(Err(_)) => refused += 1,
                Err(_) => panic!("{name}, seed {seed}, round {round}: a decoder panicked"),
            }
        }
    }
    assert!(refused > 500 && taken > 500, "{refused} refused, {taken} taken: the flips do not reach the decoders");
}
