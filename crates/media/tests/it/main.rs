//! Pictures of all kinds through [`media::prepare`].
#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic, too"
)]

mod corpus;
mod formats;
mod geometry;
mod hostile;
mod make;
mod names;
mod spoiled;

use media::{Aspect, Picture, Plan, Rendition};

/// The plan that most tests use.
pub const SQUARE: Plan = Plan { aspect: Aspect::Square, widths: &[64, 128, 256, 512] };

/// Decodes a rendition with another decoder than ours.
pub fn pixels(rendition: &Rendition) -> Vec<[u8; 3]> {
    let mut decoder = zune_jpeg::JpegDecoder::new(zune_jpeg::zune_core::bytestream::ZCursor::new(&rendition.bytes));
    let rgb = decoder.decode().unwrap();
    let size = decoder.dimensions().unwrap();
    assert_eq!(size, (rendition.width as usize, rendition.height as usize));
    let (pixels, rest) = rgb.as_chunks();
    assert!(rest.is_empty());
    pixels.to_vec()
}

/// The colour at a place given in shares of the width and height.
pub fn at(rendition: &Rendition, x: f64, y: f64) -> [u8; 3] {
    let place = |share: f64, length: u32| ((share * f64::from(length)) as usize).min(length as usize - 1);
    pixels(rendition)[place(y, rendition.height) * rendition.width as usize + place(x, rendition.width)]
}

/// Whether two colours are the same but for what JPEG does to them.
pub fn is_near(found: [u8; 3], wanted: [u8; 3]) -> bool {
    found.iter().zip(wanted).all(|(&found, wanted)| found.abs_diff(wanted) <= 14)
}

/// The colours in the middles of the quarters: above left, above right, below left, below right.
#[track_caller]
pub fn assert_quarters(rendition: &Rendition, wanted: [[u8; 3]; 4]) {
    let places = [(0.25, 0.25), (0.75, 0.25), (0.25, 0.75), (0.75, 0.75)];
    let found = places.map(|(x, y)| at(rendition, x, y));
    assert!(
        found.iter().zip(wanted).all(|(&found, wanted)| is_near(found, wanted)),
        "{}×{}: found {found:?}, wanted {wanted:?}",
        rendition.width,
        rendition.height
    );
}

/// That every rendition is a plain JPEG under its own name, with nothing in it but what pixels need.
#[track_caller]
pub fn assert_clean(picture: &Picture) {
    assert!(!picture.renditions.is_empty());
    for rendition in &picture.renditions {
        assert!(rendition.name.fits(&rendition.bytes));
        assert_eq!(pixels(rendition).len(), (rendition.width * rendition.height) as usize);
        let markers = markers(&rendition.bytes);
        let known = [0xD8, 0xE0, 0xDB, 0xC0, 0xC4, 0xDA, 0xD9];
        assert!(markers.iter().all(|marker| known.contains(marker)), "{markers:x?}");
        for word in [make::CANARY, "Exif", "http:", "xmp", "ICC_PROFILE", "GPS", "<script", "<html", "PK\u{3}\u{4}"] {
            let is_there = rendition.bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!is_there, "{word} came through");
        }
    }
}

/// The markers of a JPEG in order, up to its end, which must be the end of the file.
fn markers(bytes: &[u8]) -> Vec<u8> {
    let (mut found, mut at) = (vec![bytes[1]], 2);
    loop {
        while bytes[at] != 0xFF || matches!(bytes[at + 1], 0 | 0xD0..=0xD7) {
            at += 1;
        }
        found.push(bytes[at + 1]);
        if bytes[at + 1] == 0xD9 {
            assert_eq!(at + 2, bytes.len(), "something follows the end");
            return found;
        }
        at += 2 + usize::from(u16::from_be_bytes([bytes[at + 2], bytes[at + 3]]));
    }
}
