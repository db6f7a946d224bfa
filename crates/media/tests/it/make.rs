//! Pictures of every kind, made here, and what is needed to spoil them.
#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic, too"
)]

use std::io::Write;

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

pub const RED: [u8; 3] = [220, 30, 30];
pub const GREEN: [u8; 3] = [30, 200, 40];
pub const BLUE: [u8; 3] = [30, 40, 210];
pub const GREY: [u8; 3] = [128, 128, 128];

/// A word that must not come out again.
pub const CANARY: &str = "Canary-48.2082N-16.3738E";

/// Four quarters: red and green above, blue and grey below.
pub fn quarters(width: u32, height: u32) -> Vec<u8> {
    let mut rgb = Vec::new();
    for y in 0..height {
        for x in 0..width {
            rgb.extend(match (x < width / 2, y < height / 2) {
                (true, true) => RED,
                (false, true) => GREEN,
                (true, false) => BLUE,
                (false, false) => GREY,
            });
        }
    }
    rgb
}

/// Something between a photograph and noise; a seed always gives the same.
pub fn photograph(width: u32, height: u32, noise: u32) -> Vec<u8> {
    let mut random = Random(u64::from(width) << 32 | u64::from(height) | 1);
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height {
        for x in 0..width {
            let wave = ((x as f32 * 0.01).sin() * (y as f32 * 0.013).cos() * 80.0) as i32;
            let grain = (random.next() % (u64::from(noise) + 1)) as i32 - (noise / 2) as i32;
            for tint in [10, 0, -20] {
                rgb.push((128 + wave + grain + tint).clamp(0, 255) as u8);
            }
        }
    }
    rgb
}

/// A generator that repeats itself (xorshift), for spoiling files.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}

pub struct Jpeg {
    pub sampling: SamplingFactor,
    pub is_progressive: bool,
    pub restart: u16,
    pub quality: u8,
    pub segments: Vec<(u8, Vec<u8>)>,
}

impl Default for Jpeg {
    fn default() -> Jpeg {
        let sampling = SamplingFactor::R_4_2_0;
        Jpeg { sampling, is_progressive: false, restart: 0, quality: 92, segments: Vec::new() }
    }
}

impl Jpeg {
    pub fn of(&self, pixels: &[u8], width: u32, height: u32, colours: ColorType) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut encoder = Encoder::new(&mut bytes, self.quality);
        encoder.set_sampling_factor(self.sampling);
        encoder.set_progressive(self.is_progressive);
        if self.restart > 0 {
            encoder.set_restart_interval(self.restart);
        }
        for (number, data) in &self.segments {
            encoder.add_app_segment(*number, data.clone()).unwrap();
        }
        encoder.encode(pixels, width as u16, height as u16, colours).unwrap();
        bytes
    }
}

pub fn jpeg(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    Jpeg::default().of(rgb, width, height, ColorType::Rgb)
}

/// An EXIF block with an orientation, a GPS directory and the canary.
pub fn exif(orientation: u8) -> Vec<u8> {
    let mut block = b"MM\0*\0\0\0\x08\0\x03".to_vec();
    block.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    block.extend([0x01, 0x0E, 0, 2, 0, 0, 0, CANARY.len() as u8, 0, 0, 0, 68]);
    block.extend([0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 50]);
    block.extend([0; 4]);
    block.extend([0, 1, 0, 1, 0, 2, 0, 0, 0, 2, b'N', 0, 0, 0, 0, 0, 0, 0]);
    block.extend(CANARY.as_bytes());
    block
}

pub fn exif_segment(orientation: u8) -> (u8, Vec<u8>) {
    (1, [b"Exif\0\0".as_slice(), &exif(orientation)].concat())
}

pub fn xmp() -> Vec<u8> {
    format!("<x:xmpmeta xmlns:x='adobe:ns:meta/'><exif:GPSLatitude>{CANARY}</exif:GPSLatitude></x:xmpmeta>")
        .into_bytes()
}

pub const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

pub fn png_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(name);
    crc.update(content);
    [&(content.len() as u32).to_be_bytes(), name.as_slice(), content, &crc.sum().to_be_bytes()].concat()
}

pub fn ihdr(width: u32, height: u32, depth: u8, colour: u8, interlace: u8) -> Vec<u8> {
    let rest = [depth, colour, 0, 0, interlace];
    png_chunk(b"IHDR", &[width.to_be_bytes().as_slice(), &height.to_be_bytes(), &rest].concat())
}

pub fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Rows without filters, packed as they are.
pub fn png_rows(raw: &[u8], row_bytes: usize) -> Vec<u8> {
    raw.chunks(row_bytes).flat_map(|row| std::iter::once(0).chain(row.iter().copied())).collect()
}

/// A PNG of one IDAT with other chunks before it.
pub fn png_of(header: Vec<u8>, before: &[Vec<u8>], rows: &[u8]) -> Vec<u8> {
    [PNG_SIGNATURE, &header, &before.concat(), &png_chunk(b"IDAT", &deflate(rows)), &png_chunk(b"IEND", b"")].concat()
}

pub fn png(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    png_of(ihdr(width, height, 8, 2, 0), &[], &png_rows(rgb, width as usize * 3))
}

/// The seven passes of Adam7, for whole bytes per pixel.
pub fn png_interlaced(pixels: &[u8], width: usize, height: usize, channels: usize) -> Vec<u8> {
    let passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
    let mut rows = Vec::new();
    for (x0, y0, dx, dy) in passes {
        if x0 >= width {
            continue;
        }
        for y in (y0..height).step_by(dy) {
            rows.push(0);
            for x in (x0..width).step_by(dx) {
                let at = (y * width + x) * channels;
                rows.extend(&pixels[at..at + channels]);
            }
        }
    }
    rows
}

pub struct GifFrame {
    pub at: (u16, u16),
    pub size: (u16, u16),
    pub indices: Vec<u8>,
    pub transparent: Option<u8>,
    pub is_interlaced: bool,
}

pub fn gif(canvas: (u16, u16), palette: &[u8], frames: impl IntoIterator<Item = GifFrame>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = gif::Encoder::new(&mut bytes, canvas.0, canvas.1, palette).unwrap();
    for mut frame in frames {
        if frame.is_interlaced {
            let rows: Vec<&[u8]> = frame.indices.chunks(usize::from(frame.size.0)).collect();
            let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
            let order = passes.iter().flat_map(|&(first, step)| rows.iter().skip(first).step_by(step));
            frame.indices = order.copied().collect::<Vec<_>>().concat();
        }
        let made = gif::Frame {
            left: frame.at.0,
            top: frame.at.1,
            width: frame.size.0,
            height: frame.size.1,
            buffer: frame.indices.into(),
            transparent: frame.transparent,
            interlaced: frame.is_interlaced,
            ..gif::Frame::default()
        };
        encoder.write_frame(&made).unwrap();
    }
    drop(encoder);
    bytes
}

/// Quarters as palette indices 0 to 3 of [`quarter_palette`].
pub fn quarter_indices(width: usize, height: usize) -> Vec<u8> {
    (0..width * height).map(|at| u8::from(at % width >= width / 2) + 2 * u8::from(at / width >= height / 2)).collect()
}

pub fn quarter_palette() -> Vec<u8> {
    [RED, GREEN, BLUE, GREY].concat()
}

pub fn gif_still(width: u16, height: u16) -> Vec<u8> {
    let indices = quarter_indices(width.into(), height.into());
    let frame = GifFrame { at: (0, 0), size: (width, height), indices, transparent: None, is_interlaced: false };
    gif((width, height), &quarter_palette(), [frame])
}

pub fn webp_lossy(rgb: &[u8], width: u32, height: u32) -> Vec<u8> {
    webp::Encoder::from_rgb(rgb, width, height).encode(90.0).to_vec()
}

pub fn webp_lossless(rgba: &[u8], width: u32, height: u32) -> Vec<u8> {
    webp::Encoder::from_rgba(rgba, width, height).encode_lossless().to_vec()
}

pub fn riff_chunk(name: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let padding: &[u8] = if content.len() % 2 == 1 { &[0] } else { &[] };
    [name.as_slice(), &(content.len() as u32).to_le_bytes(), content, padding].concat()
}

pub fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let chunks = chunks.concat();
    [b"RIFF".as_slice(), &(chunks.len() as u32 + 4).to_le_bytes(), b"WEBP", &chunks].concat()
}

pub fn vp8x(flags: u8, width: u32, height: u32) -> Vec<u8> {
    let size = [&(width - 1).to_le_bytes()[..3], &(height - 1).to_le_bytes()[..3]].concat();
    riff_chunk(b"VP8X", &[&[flags, 0, 0, 0], size.as_slice()].concat())
}

/// The chunks of a simple WebP file behind its header.
pub fn webp_chunks(file: &[u8]) -> Vec<u8> {
    file[12..].to_vec()
}

pub fn rgba(rgb: &[u8], alpha: impl Fn(usize) -> u8) -> Vec<u8> {
    rgb.chunks(3).enumerate().flat_map(|(at, pixel)| [pixel[0], pixel[1], pixel[2], alpha(at)]).collect()
}

/// A lossless WebP of 64 by 64 whose pixels are divided into so many groups of codes, each with the largest tables there
/// can be: about 150 bytes of file for 78 kB of memory.
pub fn webp_of_many_codes(groups: u16) -> Vec<u8> {
    let mut bits = BitWriter::default();
    bits.put(0x2F, 8);
    bits.put(63, 14);
    bits.put(63, 14);
    bits.put(0, 1 + 3 + 1); // no alpha, version 0, no transforms
    bits.put(1, 1);
    bits.put(11, 4); // a cache of 2048 colours, so that the first code has 2328 symbols
    bits.put(1, 1);
    bits.put(0, 3); // group numbers for squares of four pixels
    bits.put(0, 1); // in a picture without a cache
    let [high, low] = (groups - 1).to_be_bytes();
    for symbol in [low, high, 0, 0, 0] {
        bits.single(symbol);
    }
    for _ in 0..groups {
        bits.put(0, 1);
        bits.put(16 - 4, 4);
        for symbol in [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12] {
            bits.put(
                match symbol {
                    16 => 1,
                    11 | 12 => 2,
                    _ => 0,
                },
                3,
            );
        }
        bits.put(0, 1); // all symbols
        let (eleven, twelve) = (0b01, 0b11);
        let repeat = |bits: &mut BitWriter, times: u32| {
            bits.put(0, 1);
            bits.put(times - 3, 2);
        };
        bits.put(eleven, 2);
        (0..294).for_each(|_| repeat(&mut bits, 6));
        repeat(&mut bits, 3);
        bits.put(twelve, 2);
        (0..93).for_each(|_| repeat(&mut bits, 6));
        bits.put(twelve, 2);
        for _ in 0..4 {
            bits.single(0);
        }
    }
    // Pixels: whatever the zeros mean.
    bits.bytes.extend([0; 16_384]);
    riff(&[riff_chunk(b"VP8L", &bits.bytes)])
}

#[derive(Default)]
struct BitWriter {
    bytes: Vec<u8>,
    used: u32,
}

impl BitWriter {
    fn put(&mut self, value: u32, count: u32) {
        for bit in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            *self.bytes.last_mut().unwrap() |= ((value >> bit & 1) as u8) << (self.used % 8);
            self.used += 1;
        }
    }

    /// A code of one symbol.
    fn single(&mut self, symbol: u8) {
        self.put(0b101, 3);
        self.put(symbol.into(), 8);
    }
}
