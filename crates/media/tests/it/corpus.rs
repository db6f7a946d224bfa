//! Files that mean harm, or look like it, and what must become of them.
#![expect(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "helpers of tests may panic, too"
)]

use std::io::Write;

use jpeg_encoder::{ColorType, SamplingFactor};
use media::Refused;

use crate::make::{self, Jpeg};

/// What must become of a file.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fate {
    Is(Refused),
    /// Taken, and nothing but pixels comes out.
    Clean,
    /// One or the other, as long as nothing breaks.
    Either,
}

use Fate::{Clean, Either, Is};
use Refused::{Damaged, NotAPicture, TooManyPixels, TooSmall};

pub type File = (&'static str, Vec<u8>, Fate);

pub fn all() -> Vec<File> {
    [others(), polyglots(), pngs(), jpegs(), gifs(), webps()].concat()
}

const SCRIPT: &str = "<html><script>alert(document.domain)</script></html>";

/// What is no picture of ours.
fn others() -> Vec<File> {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>";
    let video = |brand: &[u8; 4]| [&[0, 0, 0, 24], b"ftyp".as_slice(), brand, &[0; 4], b"mif1", brand].concat();
    let mut random = make::Random(7);
    let noise: Vec<u8> = (0..100_000).map(|_| random.next() as u8).collect();
    let tiff = [b"II*\0\x08\0\0\0".as_slice(), &[0; 64]].concat();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("html", SCRIPT.into()),
        ("svg", svg.into()),
        ("svg with a byte order mark", [b"\xEF\xBB\xBF", svg.as_bytes()].concat()),
        ("svg in utf-16", svg.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("svg with a prologue", format!("<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a 'b'>]>{svg}").into()),
        ("compressed svg", make::deflate(svg.as_bytes())),
        ("pdf", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj".into()),
        ("postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n(/etc/passwd) (r) file".into()),
        ("bmp", [b"BM".as_slice(), &[0; 100]].concat()),
        ("tiff", tiff),
        ("tiff, the other way round", [b"MM\0*\0\0\0\x08".as_slice(), &[0; 64]].concat()),
        ("ico", [&[0, 0, 1, 0, 1, 0], [16; 60].as_slice()].concat()),
        ("heic", video(b"heic")),
        ("avif", video(b"avif")),
        ("mp4", video(b"mp42")),
        ("jpeg xl", [&[0xFF, 0x0A], [0; 60].as_slice()].concat()),
        ("jpeg 2000", [b"\0\0\0\x0CjP  \r\n\x87\n".as_slice(), &[0; 60]].concat()),
        ("webm", [&[0x1A, 0x45, 0xDF, 0xA3], [0; 60].as_slice()].concat()),
        ("wave in riff", [b"RIFF\x24\0\0\0WAVEfmt ".as_slice(), &[0; 60]].concat()),
        ("zip", [b"PK\x03\x04".as_slice(), &[0; 60]].concat()),
        ("program", [b"\x7FELF\x02\x01\x01".as_slice(), &[0; 60]].concat()),
        ("script", b"#!/bin/sh\nrm -rf /".into()),
        ("push graphic-context, for ImageMagick", b"push graphic-context\nimage over 0,0 0,0 'https://x'".into()),
        ("photoshop", [b"8BPS\0\x01".as_slice(), &[0; 60]].concat()),
        ("portable bitmap", b"P6 60000 60000 255\n".into()),
        ("one byte", vec![0xFF]),
        ("half a jpeg's magic", vec![0xFF, 0xD8]),
        ("zeros", vec![0; 10_000]),
        ("noise", noise),
        ("space, then a gif", [b" ".as_slice(), &make::gif_still(32, 32)].concat()),
    ];
    files.into_iter().map(|(name, bytes)| (name, bytes, Is(NotAPicture))).collect()
}

/// Pictures that are something else, too. What comes out is only the picture.
fn polyglots() -> Vec<File> {
    let rgb = make::quarters(64, 64);
    let jpeg = || make::jpeg(&rgb, 64, 64);
    let mut zip = jpeg();
    zip.extend(b"PK\x03\x04\x14\0\0\0\0\0META-INF/MANIFEST.MF");
    let mut commented = jpeg();
    commented.splice(2..2, [&[0xFF, 0xFE, 0, 2 + SCRIPT.len() as u8], SCRIPT.as_bytes()].concat());
    let mut html = make::png(&rgb, 64, 64);
    html.extend(SCRIPT.as_bytes());
    let text = make::png_chunk(b"tEXt", format!("Comment\0{SCRIPT}").as_bytes());
    let inside = make::png_of(make::ihdr(64, 64, 8, 2, 0), &[text], &make::png_rows(&rgb, 192));
    // The width reads as the start of a comment in JavaScript.
    let mut script = make::gif_still(0x2A2F, 16);
    script.extend(b"*/=1;alert(document.domain)//");
    let mut webp = make::webp_lossy(&rgb, 64, 64);
    webp.extend(SCRIPT.as_bytes());
    vec![
        ("jpeg and zip", zip, Clean),
        ("jpeg and another jpeg", [jpeg(), jpeg()].concat(), Clean),
        ("jpeg with html in a comment", commented, Clean),
        ("png and html", html, Clean),
        ("png with html in a text", inside, Clean),
        ("gif and javascript", script, Clean),
        ("webp and html", webp, Clean),
        ("gif's magic, then html", [b"GIF89a".as_slice(), SCRIPT.as_bytes()].concat(), Either),
        ("png's magic, then html", [make::PNG_SIGNATURE, SCRIPT.as_bytes()].concat(), Is(Damaged)),
        ("jpeg's magic, then html", [&[0xFF, 0xD8, 0xFF], SCRIPT.as_bytes()].concat(), Is(Damaged)),
        ("jpeg's magic, then php", b"\xFF\xD8\xFF\xE0<?php system($_GET['c']); ?>".to_vec(), Is(Damaged)),
        ("webp's magic, then html", [b"RIFF\0\0\0\0WEBP".as_slice(), SCRIPT.as_bytes()].concat(), Is(Damaged)),
    ]
}

fn pngs() -> Vec<File> {
    let rgb = make::quarters(64, 64);
    let rows = make::png_rows(&rgb, 192);
    let of = |header, before: &[Vec<u8>], rows: &[u8]| make::png_of(header, before, rows);
    let plain = |before: &[Vec<u8>]| make::png_of(make::ihdr(64, 64, 8, 2, 0), before, &make::png_rows(&rgb, 192));
    let swelling = swollen(200 << 20);
    let mut wrong_sum = plain(&[]);
    let header_sum = 8 + 8 + 13;
    wrong_sum[header_sum] ^= 1;
    let mut wrong_data_sum = plain(&[]);
    let end = wrong_data_sum.len() - 12 - 4;
    wrong_data_sum[end] ^= 1;
    let with = |data: &[u8], width, height, colour, interlace| {
        let parts = [make::ihdr(width, height, 8, colour, interlace), make::png_chunk(b"IDAT", data)];
        [make::PNG_SIGNATURE, &parts.concat(), &make::png_chunk(b"IEND", b"")].concat()
    };
    let odd_frame =
        make::png_chunk(b"fcTL", &[&[0; 4], [0, 0, 0x40, 0].as_slice(), &[0, 0, 0x40, 0], &[0; 14]].concat());
    let control = make::png_chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]);
    let endless_control = make::png_chunk(b"acTL", &[0xFF; 8]);
    vec![
        ("png of 60,000 by 60,000", of(make::ihdr(60_000, 60_000, 8, 2, 0), &[], &rows), Is(TooManyPixels)),
        ("png of 20,001 by 16", of(make::ihdr(20_001, 16, 8, 2, 0), &[], &rows), Is(TooManyPixels)),
        ("png of 7,072 by 7,072", of(make::ihdr(7_072, 7_072, 8, 2, 0), &[], &rows), Is(TooManyPixels)),
        ("png of two thousand million squared", of(make::ihdr(0x7FFF_FFFF, 0x7FFF_FFFF, 16, 6, 0), &[], &rows), Either),
        ("png without width", of(make::ihdr(0, 64, 8, 2, 0), &[], &rows), Is(Damaged)),
        ("png without height", of(make::ihdr(64, 0, 8, 2, 0), &[], &rows), Is(Damaged)),
        ("png of one pixel", make::png(&[1, 2, 3], 1, 1), Is(TooSmall)),
        ("png whose header promises more", of(make::ihdr(1000, 1000, 8, 2, 0), &[], &rows), Is(Damaged)),
        ("png whose header promises less", of(make::ihdr(32, 32, 8, 2, 0), &[], &rows), Either),
        ("png of a depth that there is not", of(make::ihdr(64, 64, 3, 2, 0), &[], &rows), Is(Damaged)),
        ("png of a colour that there is not", of(make::ihdr(64, 64, 8, 5, 0), &[], &rows), Is(Damaged)),
        ("png without its palette", of(make::ihdr(64, 64, 8, 3, 0), &[], &rows), Is(Damaged)),
        (
            "png with indices beyond its palette",
            {
                let palette = make::png_chunk(b"PLTE", &[1, 2, 3]);
                of(make::ihdr(64, 64, 8, 3, 0), &[palette], &make::png_rows(&[200; 64 * 64], 64))
            },
            Either,
        ),
        (
            "png without data",
            [make::PNG_SIGNATURE, &make::ihdr(64, 64, 8, 2, 0), &make::png_chunk(b"IEND", b"")].concat(),
            Is(Damaged),
        ),
        ("png whose header's sum is wrong", wrong_sum, Is(Damaged)),
        ("png whose data's sum is wrong", wrong_data_sum, Either),
        ("png that swells to 200 MB and shows it", with(&swelling, 20_000, 2_500, 6, 0), Clean),
        ("png that swells to 200 MB and shows 12 kB of it", with(&swelling, 64, 64, 2, 0), Clean),
        ("interlaced png of 200 MB", with(&swelling, 20_000, 2_500, 6, 1), Is(TooManyPixels)),
        ("interlaced png of 120 MB", with(&swelling, 6_000, 5_000, 6, 1), Either),
        (
            "png with a text that swells",
            plain(&[make::png_chunk(b"zTXt", &[b"a\0\0", swelling.as_slice()].concat())]),
            Clean,
        ),
        (
            "png with an international text that swells",
            plain(&[make::png_chunk(b"iTXt", &[b"a\0\x01\0\0\0", swelling.as_slice()].concat())]),
            Clean,
        ),
        (
            "png with a profile that swells",
            plain(&[make::png_chunk(b"iCCP", &[b"a\0\0", swelling.as_slice()].concat())]),
            Clean,
        ),
        ("png with a giant exif", plain(&[make::png_chunk(b"eXIf", &vec![0x4D; 8 << 20])]), Clean),
        ("png with ten thousand texts", plain(&vec![make::png_chunk(b"tEXt", b"a\0b"); 10_000]), Clean),
        ("png with two headers", plain(&[make::ihdr(64, 64, 8, 6, 0)]), Either),
        ("png whose frame is larger than itself", plain(&[control, odd_frame]), Is(Damaged)),
        ("png of four thousand million frames", plain(&[endless_control]), Either),
        (
            "png of a chunk that never ends",
            [make::PNG_SIGNATURE, &make::ihdr(64, 64, 8, 2, 0), b"\xFF\xFF\xFF\xFFIDAT"].concat(),
            Is(Damaged),
        ),
    ]
}

/// Zeros, so many, compressed a thousand times.
fn swollen(length: usize) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    let zeros = vec![0; 1 << 20];
    (0..length >> 20).for_each(|_| encoder.write_all(&zeros).unwrap());
    encoder.finish().unwrap()
}

fn find(bytes: &[u8], marker: u8) -> usize {
    bytes.windows(2).position(|pair| pair == [0xFF, marker]).unwrap()
}

fn jpegs() -> Vec<File> {
    let rgb = make::photograph(64, 64, 20);
    let plain = make::jpeg(&rgb, 64, 64);
    let frame = find(&plain, 0xC0);
    let scan = find(&plain, 0xDA);
    let end = plain.len() - 2;
    let with = |at: usize, value: &[u8]| {
        let mut bytes = plain.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let sized = |width: u16, height: u16| with(frame + 5, &[height.to_be_bytes(), width.to_be_bytes()].concat());
    let inserted = |at: usize, more: &[u8]| [&plain[..at], more, &plain[at..]].concat();
    let progressive = Jpeg { is_progressive: true, sampling: SamplingFactor::R_4_4_4, ..Jpeg::default() };
    let progressive = progressive.of(&rgb, 64, 64, ColorType::Rgb);
    let progressive_end = progressive.len() - 2;
    let last_scan = progressive.windows(2).rposition(|pair| pair == [0xFF, 0xDA]).unwrap();
    let scans = |times: usize| {
        let again = progressive[last_scan..progressive_end].repeat(times);
        [&progressive[..progressive_end], &again, &[0xFF, 0xD9]].concat()
    };
    let first_scan = find(&progressive, 0xDA);
    let mut huge_progressive = progressive.clone();
    let progressive_frame = find(&progressive, 0xC2);
    huge_progressive[progressive_frame + 5..progressive_frame + 9].copy_from_slice(&[0x13, 0x88, 0x26, 0xAC]); // 9,900 by 5,000
    let restarting = Jpeg { restart: 1, ..Jpeg::default() }.of(&rgb, 64, 64, ColorType::Rgb);
    let mut disordered = restarting.clone();
    let second = find(&disordered, 0xD1);
    disordered[second + 1] = 0xD5;
    let segment = |marker: u8, length: usize| {
        [&[0xFF, marker], ((length + 2) as u16).to_be_bytes().as_slice(), &vec![0x41; length]].concat()
    };
    let exif = |tail: &[u8]| {
        let content = [b"Exif\0\0".as_slice(), tail].concat();
        [&[0xFF, 0xE1], ((content.len() + 2) as u16).to_be_bytes().as_slice(), &content].concat()
    };
    let tables = [&[0xFF, 0xC4, 0, 19, 0], [255; 16].as_slice()].concat();
    vec![
        ("jpeg of 65,500 by 65,500", sized(65_500, 65_500), Is(TooManyPixels)),
        ("jpeg of 7,072 by 7,072", sized(7_072, 7_072), Is(TooManyPixels)),
        ("jpeg of 19,000 by 2,600 without the data", sized(19_000, 2_600), Either),
        ("progressive jpeg of 49 megapixels", huge_progressive, Is(TooManyPixels)),
        ("jpeg without width", sized(0, 64), Is(Damaged)),
        ("jpeg whose lines are counted later", sized(64, 0), Is(Damaged)),
        ("jpeg of 15 lines", sized(64, 15), Is(TooSmall)),
        ("jpeg of twelve bits", with(frame + 4, &[12]), Is(Damaged)),
        ("lossless jpeg", with(frame + 1, &[0xC3]), Is(Damaged)),
        ("arithmetic jpeg", with(frame + 1, &[0xC9]), Is(Damaged)),
        ("hierarchical jpeg", with(frame + 1, &[0xC5]), Is(Damaged)),
        ("jpeg that says it is progressive", with(frame + 1, &[0xC2]), Either),
        ("jpeg of two components", with(frame + 9, &[2]), Is(Damaged)),
        ("jpeg of no components", with(frame + 9, &[0]), Is(Damaged)),
        ("jpeg of 255 components", with(frame + 9, &[255]), Is(Damaged)),
        ("jpeg with a sampling of nothing", with(frame + 11, &[0]), Is(Damaged)),
        ("jpeg with a sampling of fifteen", with(frame + 11, &[0xFF]), Is(Damaged)),
        ("jpeg with a sampling of three", with(frame + 11, &[0x33]), Either),
        ("jpeg with equal components", with(frame + 13, &[1]), Either),
        ("jpeg whose scan names a stranger", with(scan + 5, &[77]), Is(Damaged)),
        ("jpeg whose scan ends before it begins", with(scan + 11, &[5, 2]), Is(Damaged)),
        ("jpeg with a quantization table that there is not", with(frame + 12, &[3]), Is(Damaged)),
        ("jpeg with an overfull huffman table", inserted(scan, &tables), Is(Damaged)),
        ("jpeg with two frames", inserted(scan, &plain[frame..frame + 19]), Is(Damaged)),
        ("jpeg with a scan before its frame", [&plain[..2], &plain[scan..]].concat(), Is(Damaged)),
        ("jpeg with the same scan twice", [&plain[..end], &plain[scan..]].concat(), Is(Damaged)),
        (
            "jpeg with the same scan a hundred times",
            [&plain[..end], &plain[scan..end].repeat(100), &plain[end..]].concat(),
            Is(Damaged),
        ),
        ("progressive jpeg with three thousand scans", scans(3_000), Is(Damaged)),
        ("progressive jpeg with twenty scans", scans(10), Either),
        ("progressive jpeg with one scan", [&progressive[..last_scan], &[0xFF, 0xD9]].concat(), Clean),
        ("progressive jpeg without scans", [&progressive[..first_scan], &[0xFF, 0xD9]].concat(), Either),
        ("jpeg with restarts out of order", disordered, Is(Damaged)),
        ("jpeg that should restart and does not", inserted(scan, &[0xFF, 0xDD, 0, 4, 0, 1]), Is(Damaged)),
        ("jpeg with a hundred thousand restarts at its end", inserted(end, &[0xFF, 0xD0].repeat(100_000)), Either),
        ("jpeg with a hundred thousand fill bytes", inserted(scan, &vec![0xFF; 100_000]), Clean),
        ("jpeg with twelve megabytes of exif", inserted(2, &segment(0xE1, 65_000).repeat(190)), Clean),
        ("jpeg with ten thousand comments", inserted(2, &segment(0xFE, 9).repeat(10_000)), Clean),
        ("jpeg with a directory that is its own", inserted(2, &exif(b"II*\0\x08\0\0\0\xFF\xFF")), Clean),
        ("jpeg with a directory far away", inserted(2, &exif(b"MM\0*\xFF\xFF\xFF\xFF")), Clean),
        (
            "jpeg with a profile in 255 parts of which one is there",
            inserted(2, &[b"\xFF\xE2\0\x14ICC_PROFILE\0\xFF\xFF".as_slice(), &[1; 4]].concat()),
            Clean,
        ),
        ("jpeg with a segment of length nought", inserted(2, &[0xFF, 0xE5, 0, 0]), Is(Damaged)),
        ("jpeg with a segment longer than the file", inserted(2, &[0xFF, 0xE5, 0xFF, 0xFF]), Is(Damaged)),
        ("jpeg with a second beginning", inserted(scan, &[0xFF, 0xD8]), Is(Damaged)),
        ("jpeg without its end", plain[..end].to_vec(), Is(Damaged)),
        ("jpeg of markers alone", [&[0xFF, 0xD8], [0xFF, 0xD0].repeat(200_000).as_slice()].concat(), Is(Damaged)),
        ("jpeg of dashes alone", [&[0xFF, 0xD8], vec![0xFF; 5_000_000].as_slice()].concat(), Is(Damaged)),
    ]
}

fn gifs() -> Vec<File> {
    let plain = make::gif_still(64, 64);
    let palette = make::quarter_palette();
    let frame = |at, size: (u16, u16)| make::GifFrame {
        at,
        size,
        indices: vec![1; usize::from(size.0) * usize::from(size.1)],
        transparent: None,
        is_interlaced: false,
    };
    let image = plain.windows(5).rposition(|bytes| bytes == [0x2C, 0, 0, 0, 0]).unwrap();
    let with = |at: usize, value: &[u8]| {
        let mut bytes = plain.clone();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    let huge = [0xFF; 4];
    vec![
        (
            "gif of ten thousand frames",
            make::gif((64, 64), &palette, (0..10_000).map(|_| frame((0, 0), (16, 16)))),
            Clean,
        ),
        ("gif of 65,535 by 65,535", with(6, &huge), Is(TooManyPixels)),
        ("gif with a frame of 65,535 by 65,535", with(image + 5, &huge), Is(TooManyPixels)),
        ("gif with a frame of 10,000 by 10,000", with(image + 5, &[0x10, 0x27, 0x10, 0x27]), Is(Damaged)),
        ("gif with a frame without width", with(image + 5, &[0, 0]), Is(Damaged)),
        (
            "gif with a frame without width and without data",
            [&plain[..image + 5], &[0, 0, 64, 0, 0, 2, 0, b';']].concat(),
            Is(Damaged),
        ),
        ("gif with a frame without height", with(image + 7, &[0, 0]), Is(Damaged)),
        ("gif without width", with(6, &[0, 0]), Is(Damaged)),
        ("gif with a frame outside", make::gif((64, 64), &palette, [frame((5000, 5000), (64, 64))]), Clean),
        ("gif with a frame that reaches out", make::gif((64, 64), &palette, [frame((32, 32), (64, 64))]), Clean),
        ("gif with a frame that is larger", make::gif((64, 64), &palette, [frame((0, 0), (640, 640))]), Clean),
        ("gif without frames", [&plain[..image], b";"].concat(), Is(Damaged)),
        (
            "gif without palettes",
            [b"GIF89a\x40\0\x40\0\0\0\0,\0\0\0\0\x40\0\x40\0\0".as_slice(), &plain[image + 10..]].concat(),
            Is(Damaged),
        ),
        (
            "gif with indices beyond its palette",
            make::gif((64, 64), &[1, 2, 3], [make::GifFrame { indices: vec![200; 4096], ..frame((0, 0), (64, 64)) }]),
            Either,
        ),
        ("gif with a code size of twelve", with(image + 10, &[12]), Is(Damaged)),
        ("gif with a code size of nought", with(image + 10, &[0]), Either),
        (
            "gif with four megabytes of comments",
            [
                &plain[..image],
                &[&[0x21, 0xFE], [&[255], [0x41; 255].as_slice()].concat().repeat(16_000).as_slice(), &[0]].concat(),
                &plain[image..],
            ]
            .concat(),
            Clean,
        ),
        ("gif with a comment that never ends", [&plain[..image], &[0x21, 0xFE, 255, 1, 2, 3]].concat(), Is(Damaged)),
        ("gif with an unknown block", [&plain[..image], b"?", &plain[image..]].concat(), Is(Damaged)),
    ]
}

fn webps() -> Vec<File> {
    let rgb = make::photograph(64, 64, 20);
    let lossy = make::webp_lossy(&rgb, 64, 64);
    let lossless = make::webp_lossless(&make::rgba(&rgb, |_| 255), 64, 64);
    let chunks = make::webp_chunks(&lossy);
    let with = |bytes: &[u8], at: usize, value: &[u8]| {
        let mut bytes = bytes.to_vec();
        bytes[at..at + value.len()].copy_from_slice(value);
        bytes
    };
    // The sides of a lossy frame stand 26 bytes into a simple file, those of a lossless one 21.
    let wide_lossy = with(&lossy, 26, &[0xFF, 0x3F, 0xFF, 0x3F]);
    let wide_lossless = with(&lossless, 21, &[0xFF, 0xFF, 0xFF, 0x0F]);
    let large_lossy = with(&lossy, 26, &6_000_u32.to_le_bytes()[..2]);
    let large_lossy = with(&large_lossy, 28, &6_000_u32.to_le_bytes()[..2]);
    let extended =
        |flags, width, height, rest: &[Vec<u8>]| make::riff(&[&[make::vp8x(flags, width, height)], rest].concat());
    let animated = |header: [u8; 16], frame: &[u8]| {
        let anim = make::riff_chunk(b"ANIM", &[0; 6]);
        extended(2, 64, 64, &[anim, make::riff_chunk(b"ANMF", &[header.as_slice(), frame].concat())])
    };
    let header = |x: u8, y: u8, width: u8, height: u8| [x, 0, 0, y, 0, 0, width, 0, 0, height, 0, 0, 9, 0, 0, 0];
    vec![
        ("webp of 16,383 by 16,383", wide_lossy.clone(), Is(TooManyPixels)),
        ("lossless webp of 16,384 by 16,384", wide_lossless.clone(), Is(TooManyPixels)),
        ("webp of 36 megapixels", large_lossy, Is(TooManyPixels)),
        (
            "webp with a small canvas and a large frame",
            extended(0, 64, 64, &[make::webp_chunks(&wide_lossy)]),
            Is(Damaged),
        ),
        (
            "webp with a small canvas and a large lossless frame",
            extended(0, 64, 64, &[make::webp_chunks(&wide_lossless)]),
            Is(Damaged),
        ),
        (
            "webp with a large canvas and a small frame",
            extended(0, 5_000, 5_000, std::slice::from_ref(&chunks)),
            Is(Damaged),
        ),
        ("webp of sixteen million squared", extended(0, 1 << 24, 1 << 24, std::slice::from_ref(&chunks)), Is(Damaged)),
        (
            "webp of too large a canvas that moves",
            extended(
                2,
                1 << 24,
                1 << 24,
                &[make::riff_chunk(b"ANMF", &[header(0, 0, 63, 63).as_slice(), &chunks].concat())],
            ),
            Is(TooManyPixels),
        ),
        ("webp without frames", extended(0, 64, 64, &[]), Is(Damaged)),
        (
            "webp with transparency that ends early",
            extended(0x10, 64, 64, &[make::riff_chunk(b"ALPH", &[0, 1, 2]), chunks.clone()]),
            Is(Damaged),
        ),
        (
            "webp with transparency of an unknown kind",
            extended(0x10, 64, 64, &[make::riff_chunk(b"ALPH", &vec![0xFF; 5000]), chunks.clone()]),
            Is(Damaged),
        ),
        ("webp with both kinds of frame", extended(0, 64, 64, &[chunks.clone(), make::webp_chunks(&lossless)]), Either),
        ("webp with a frame outside", animated(header(200, 200, 63, 63), &chunks), Is(Damaged)),
        ("webp whose frame says it is smaller", animated(header(0, 0, 9, 9), &chunks), Is(Damaged)),
        (
            "webp with a large frame in a small header",
            animated(header(0, 0, 63, 63), &make::webp_chunks(&wide_lossy)),
            Is(Damaged),
        ),
        ("webp with an empty frame", animated(header(0, 0, 63, 63), &[]), Is(Damaged)),
        ("webp whose file says it is larger", with(&lossy, 4, &[0xFF; 4]), Either),
        ("webp whose file says it is empty", with(&lossy, 4, &[0; 4]), Either),
        ("webp whose chunk says it is larger", with(&lossy, 16, &[0xFF; 4]), Is(Damaged)),
        ("webp whose chunk says it is empty", with(&lossy, 16, &[0; 4]), Is(Damaged)),
        ("webp without a key frame", with(&lossy, 20, &[lossy[20] | 1]), Is(Damaged)),
        ("webp without the frame's magic", with(&lossy, 23, &[0; 3]), Is(Damaged)),
        (
            "webp with a giant exif",
            extended(8, 64, 64, &[chunks.clone(), make::riff_chunk(b"EXIF", &vec![0x49; 8 << 20])]),
            Clean,
        ),
        (
            "webp with a giant profile",
            extended(0x20, 64, 64, &[make::riff_chunk(b"ICCP", &vec![0x49; 8 << 20]), chunks.clone()]),
            Clean,
        ),
        (
            "webp with a hundred thousand chunks",
            extended(0, 64, 64, &[make::riff_chunk(b"WHAT", b"ab").repeat(100_000), chunks]),
            Clean,
        ),
        ("lossless webp of one group of large codes", make::webp_of_many_codes(1), Clean),
        ("lossless webp of a thousand groups of large codes", make::webp_of_many_codes(1_000), Clean),
        ("lossless webp of 8,000 groups of large codes", make::webp_of_many_codes(8_000), Is(TooManyPixels)),
        ("lossless webp of 65,535 groups of large codes", make::webp_of_many_codes(65_535), Is(TooManyPixels)),
        (
            "webp with transparency of 8,000 groups of large codes",
            {
                let lossless = make::webp_of_many_codes(8_000);
                let alpha = make::riff_chunk(b"ALPH", &[&[1], &lossless[25..]].concat());
                extended(0x10, 64, 64, &[alpha, make::webp_chunks(&lossy)])
            },
            Is(TooManyPixels),
        ),
        ("lossless webp of noise", [&lossless[..25], [0xA5; 4096].as_slice()].concat(), Is(Damaged)),
    ]
}
