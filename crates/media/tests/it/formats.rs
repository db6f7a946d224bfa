//! Every kind of picture that people send comes out as it looked.

use jpeg_encoder::{ColorType, SamplingFactor};
use media::{Picture, Refused, prepare};

use crate::make::{self, BLUE, CANARY, GREEN, GREY, Jpeg, RED};
use crate::{SQUARE, assert_clean, assert_quarters, at, is_near};

const ALL: [[u8; 3]; 4] = [RED, GREEN, BLUE, GREY];
const WHITE: [u8; 3] = [255, 255, 255];

#[track_caller]
fn prepared(bytes: &[u8]) -> Picture {
    let picture = prepare(bytes, &SQUARE, None).unwrap();
    assert_clean(&picture);
    picture
}

#[track_caller]
fn assert_shows(bytes: &[u8], wanted: [[u8; 3]; 4]) {
    for rendition in &prepared(bytes).renditions {
        assert_quarters(rendition, wanted);
    }
}

#[test]
fn all_four_formats_come_out_as_they_looked() {
    let rgb = make::quarters(600, 600);
    assert_shows(&make::jpeg(&rgb, 600, 600), ALL);
    assert_shows(&make::png(&rgb, 600, 600), ALL);
    assert_shows(&make::webp_lossy(&rgb, 600, 600), ALL);
    assert_shows(&make::webp_lossless(&make::rgba(&rgb, |_| 255), 600, 600), ALL);
    assert_shows(&make::gif_still(600, 600), ALL);
}

#[test]
fn jpegs_of_every_sampling_and_order_come_out_right() {
    let rgb = make::quarters(333, 333);
    use SamplingFactor::{R_4_1_1, R_4_2_0, R_4_2_2, R_4_4_0, R_4_4_4};
    for sampling in [R_4_4_4, R_4_4_0, R_4_2_2, R_4_2_0, R_4_1_1] {
        for is_progressive in [false, true] {
            for restart in [0, 1, 7] {
                let jpeg = Jpeg { sampling, is_progressive, restart, ..Jpeg::default() };
                assert_shows(&jpeg.of(&rgb, 333, 333, ColorType::Rgb), ALL);
            }
        }
    }
}

#[test]
fn large_jpegs_come_out_right_at_every_scale() {
    // Decoded in full, at a half, a quarter and an eighth.
    for side in [700, 2100, 4200, 5000] {
        let rgb = make::quarters(side, side);
        assert_shows(&make::jpeg(&rgb, side, side), ALL);
        let small = media::Plan { widths: &[64, 150], ..SQUARE };
        let picture = prepare(&make::jpeg(&rgb, side, side), &small, None).unwrap();
        picture.renditions.iter().for_each(|rendition| assert_quarters(rendition, ALL));
    }
}

#[test]
fn printers_jpegs_come_out_in_the_right_colours() {
    // Amounts of ink for red, green, blue and a grey of black ink; the encoder writes them upside down, as Adobe does.
    let inks: [[u8; 4]; 4] = [[0, 255, 255, 0], [255, 0, 255, 40], [255, 255, 0, 0], [0, 0, 0, 127]];
    let wanted = [[255, 0, 0], [0, 215, 0], [0, 0, 255], [128; 3]];
    let cmyk: Vec<u8> = make::quarter_indices(200, 200).iter().flat_map(|&index| inks[usize::from(index)]).collect();
    for colours in [ColorType::Cmyk, ColorType::CmykAsYcck] {
        for is_progressive in [false, true] {
            let jpeg = Jpeg { sampling: SamplingFactor::R_4_4_4, is_progressive, ..Jpeg::default() };
            assert_shows(&jpeg.of(&cmyk, 200, 200, colours), wanted);
        }
    }
}

#[test]
fn grey_pictures_stay_grey() {
    let grey: Vec<u8> = make::quarters(200, 200).as_chunks::<3>().0.iter().map(|pixel| pixel[0]).collect();
    let wanted = [[RED[0]; 3], [GREEN[0]; 3], [BLUE[0]; 3], [GREY[0]; 3]];
    assert_shows(&Jpeg::default().of(&grey, 200, 200, ColorType::Luma), wanted);
    assert_shows(&make::png_of(make::ihdr(200, 200, 8, 0, 0), &[], &make::png_rows(&grey, 200)), wanted);
    let with_alpha: Vec<u8> = grey.iter().flat_map(|&grey| [grey, 255]).collect();
    assert_shows(&make::png_of(make::ihdr(200, 200, 8, 4, 0), &[], &make::png_rows(&with_alpha, 400)), wanted);
}

#[test]
fn sixteen_bits_become_eight() {
    let wide: Vec<u8> = make::quarters(200, 200).iter().flat_map(|&value| [value, 77]).collect();
    assert_shows(&make::png_of(make::ihdr(200, 200, 16, 2, 0), &[], &make::png_rows(&wide, 1200)), ALL);
    let rgba = make::rgba(&make::quarters(200, 200), |_| 255);
    let wide: Vec<u8> = rgba.iter().flat_map(|&value| [value, value]).collect();
    assert_shows(&make::png_of(make::ihdr(200, 200, 16, 6, 0), &[], &make::png_rows(&wide, 1600)), ALL);
}

#[test]
fn palettes_become_colours_at_every_depth() {
    let palette = make::png_chunk(b"PLTE", &make::quarter_palette());
    let indices = make::quarter_indices(200, 200);
    for depth in [2, 4, 8] {
        let per_byte = 8 / depth;
        let packed: Vec<u8> = indices
            .chunks(usize::from(per_byte))
            .map(|pixels| pixels.iter().fold(0, |byte, &index| if depth == 8 { index } else { byte << depth | index }))
            .collect();
        let rows = make::png_rows(&packed, 200 / usize::from(per_byte));
        assert_shows(&make::png_of(make::ihdr(200, 200, depth, 3, 0), std::slice::from_ref(&palette), &rows), ALL);
    }
    // One bit of grey: black and white.
    let bits: Vec<u8> = (0..200).flat_map(|y| [if y < 100 { 0 } else { 255 }; 25]).collect();
    let picture = prepared(&make::png_of(make::ihdr(200, 200, 1, 0, 0), &[], &make::png_rows(&bits, 25)));
    assert!(is_near(at(&picture.renditions[0], 0.5, 0.25), [0; 3]));
    assert!(is_near(at(&picture.renditions[0], 0.5, 0.75), WHITE));
}

#[test]
fn interlaced_pngs_come_out_right() {
    let rgb = make::quarters(201, 203);
    let rows = make::png_interlaced(&rgb, 201, 203, 3);
    assert_shows(&make::png_of(make::ihdr(201, 203, 8, 2, 1), &[], &rows), ALL);
}

#[test]
fn what_is_transparent_lies_on_white_paper() {
    let wanted = [WHITE, GREEN, BLUE, GREY];
    let alpha = |at: usize| if at % 200 < 100 && at / 200 < 100 { 0 } else { 255 };
    let rgba = make::rgba(&make::quarters(200, 200), alpha);
    assert_shows(&make::png_of(make::ihdr(200, 200, 8, 6, 0), &[], &make::png_rows(&rgba, 800)), wanted);
    assert_shows(&make::webp_lossless(&rgba, 200, 200), wanted);
    assert_shows(&webp::Encoder::from_rgba(&rgba, 200, 200).encode(90.0), wanted);
    // A palette's and a colour's transparency.
    let palette = [make::png_chunk(b"PLTE", &make::quarter_palette()), make::png_chunk(b"tRNS", &[0, 255])];
    let indices = make::quarter_indices(200, 200);
    assert_shows(&make::png_of(make::ihdr(200, 200, 8, 3, 0), &palette, &make::png_rows(&indices, 200)), wanted);
    let key = make::png_chunk(b"tRNS", &[0, RED[0], 0, RED[1], 0, RED[2]]);
    let rows = make::png_rows(&make::quarters(200, 200), 600);
    assert_shows(&make::png_of(make::ihdr(200, 200, 8, 2, 0), &[key], &rows), wanted);
    let frame = make::GifFrame {
        at: (0, 0),
        size: (200, 200),
        indices: make::quarter_indices(200, 200),
        transparent: Some(0),
        is_interlaced: true,
    };
    assert_shows(&make::gif((200, 200), &make::quarter_palette(), [frame]), wanted);
}

#[test]
fn half_transparent_is_half_white() {
    let rgba = make::rgba(&make::quarters(64, 64), |_| 128);
    let picture = prepared(&make::png_of(make::ihdr(64, 64, 8, 6, 0), &[], &make::png_rows(&rgba, 256)));
    let half = |colour: [u8; 3]| colour.map(|value| value / 2 + 127);
    assert_quarters(&picture.renditions[0], ALL.map(half));
}

#[test]
fn all_eight_orientations_stand_upright_in_every_format_that_has_them() {
    // What the stored quarters become: above left, above right, below left, below right.
    let [a, b, c, d] = ALL;
    let upright = [
        [a, b, c, d],
        [b, a, d, c],
        [d, c, b, a],
        [c, d, a, b],
        [a, c, b, d],
        [c, a, d, b],
        [d, b, c, a],
        [b, d, a, c],
    ];
    let rgb = make::quarters(320, 160);
    let wide = media::Plan { aspect: media::Aspect::Ratio(2, 1), widths: &[64, 320] };
    let high = media::Plan { aspect: media::Aspect::Ratio(1, 2), widths: &[64, 160] };
    for (orientation, wanted) in (1..).zip(upright) {
        let jpeg = Jpeg { segments: vec![make::exif_segment(orientation)], ..Jpeg::default() };
        let png = make::png_chunk(b"eXIf", &make::exif(orientation));
        let webp = make::webp_chunks(&make::webp_lossy(&rgb, 320, 160));
        let exif = make::riff_chunk(b"EXIF", &make::exif(orientation));
        let files = [
            jpeg.of(&rgb, 320, 160, ColorType::Rgb),
            make::png_of(make::ihdr(320, 160, 8, 2, 0), &[png], &make::png_rows(&rgb, 960)),
            make::riff(&[make::vp8x(0x08, 320, 160), webp, exif]),
        ];
        for file in files {
            let plan = if orientation < 5 { wide } else { high };
            let picture = prepare(&file, &plan, None).unwrap();
            assert_clean(&picture);
            let largest = picture.renditions.last().unwrap();
            let size = if orientation < 5 { (320, 160) } else { (160, 320) };
            assert_eq!((largest.width, largest.height), size, "orientation {orientation}");
            picture.renditions.iter().for_each(|rendition| assert_quarters(rendition, wanted));
        }
    }
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    let palette = make::quarter_palette();
    let frame = |index: u8, at, size: (u16, u16)| make::GifFrame {
        at,
        size,
        indices: vec![index; usize::from(size.0) * usize::from(size.1)],
        transparent: None,
        is_interlaced: false,
    };
    let gif = make::gif((100, 100), &palette, [frame(0, (0, 0), (100, 100)), frame(1, (0, 0), (100, 100))]);
    assert_shows(&gif, [RED; 4]);
    // A first frame that covers a quarter.
    let part = make::gif((100, 100), &palette, [frame(1, (50, 0), (50, 50)), frame(0, (0, 0), (100, 100))]);
    assert_shows(&part, [WHITE, GREEN, WHITE, WHITE]);

    let (red, blue) = (RED.repeat(100 * 100), BLUE.repeat(100 * 100));
    let mut config = webp::WebPConfig::new().unwrap();
    for is_lossless in [0, 1] {
        config.lossless = is_lossless;
        let mut encoder = webp::AnimEncoder::new(100, 100, &config);
        encoder.add_frame(webp::AnimFrame::from_rgb(&red, 100, 100, 0));
        encoder.add_frame(webp::AnimFrame::from_rgb(&blue, 100, 100, 100));
        assert_shows(&encoder.encode(), [RED; 4]);
    }
    // An animated PNG: the default picture is the first frame.
    let control = make::png_chunk(b"acTL", &[0, 0, 0, 2, 0, 0, 0, 0]);
    let frame_control = |sequence: u8| {
        let zeros = [0; 8];
        let size = [0, 0, 0, 100, 0, 0, 0, 100];
        make::png_chunk(b"fcTL", &[&[0, 0, 0, sequence], size.as_slice(), &zeros, &[0, 1, 0, 10, 0, 0]].concat())
    };
    let second = make::deflate(&make::png_rows(&blue, 300));
    let apng = [
        make::PNG_SIGNATURE,
        &make::ihdr(100, 100, 8, 2, 0),
        &control,
        &frame_control(0),
        &make::png_chunk(b"IDAT", &make::deflate(&make::png_rows(&red, 300))),
        &frame_control(1),
        &make::png_chunk(b"fdAT", &[&[0, 0, 0, 2], second.as_slice()].concat()),
        &make::png_chunk(b"IEND", b""),
    ]
    .concat();
    assert_shows(&apng, [RED; 4]);
}

#[test]
fn a_webp_frame_that_covers_a_part_lies_on_white() {
    let rgb = GREEN.repeat(50 * 50);
    let header = |x: u8, y: u8| [x / 2, 0, 0, y / 2, 0, 0, 49, 0, 0, 49, 0, 0, 100, 0, 0, 0];
    for still in [make::webp_lossy(&rgb, 50, 50), make::webp_lossless(&make::rgba(&rgb, |_| 255), 50, 50)] {
        let frame = [header(50, 0).as_slice(), &make::webp_chunks(&still)].concat();
        let anim = make::riff_chunk(b"ANIM", &[0; 6]);
        let file = make::riff(&[make::vp8x(0x02, 100, 100), anim, make::riff_chunk(b"ANMF", &frame)]);
        assert_shows(&file, [WHITE, GREEN, WHITE, WHITE]);
    }
}

#[test]
fn nothing_but_pixels_comes_through() {
    let rgb = make::quarters(100, 100);
    let xmp = [b"http://ns.adobe.com/xap/1.0/\0".as_slice(), &make::xmp()].concat();
    let icc = [b"ICC_PROFILE\0\x01\x01".as_slice(), CANARY.as_bytes()].concat();
    let photoshop = [b"Photoshop 3.0\0".as_slice(), CANARY.as_bytes()].concat();
    let segments = vec![make::exif_segment(1), (1, xmp.clone()), (2, icc), (13, photoshop), (11, CANARY.into())];
    let mut jpeg = Jpeg { segments, ..Jpeg::default() }.of(&rgb, 100, 100, ColorType::Rgb);
    let comment = [&[0xFF, 0xFE, 0, 2 + CANARY.len() as u8], CANARY.as_bytes()].concat();
    jpeg.splice(2..2, comment);

    let text =
        |name: &[u8; 4], middle: &[u8]| make::png_chunk(name, &[b"Comment\0", middle, CANARY.as_bytes()].concat());
    let chunks = [
        make::png_chunk(b"eXIf", &make::exif(1)),
        text(b"tEXt", b""),
        text(b"iTXt", b"\0\0\0\0"),
        make::png_chunk(b"iTXt", &[b"XML:com.adobe.xmp\0\0\0\0\0".as_slice(), &make::xmp()].concat()),
        make::png_chunk(b"iCCP", &[b"p\0\0".as_slice(), &make::deflate(CANARY.as_bytes())].concat()),
    ];
    let png = make::png_of(make::ihdr(100, 100, 8, 2, 0), &chunks, &make::png_rows(&rgb, 300));

    let pixels = make::webp_chunks(&make::webp_lossy(&rgb, 100, 100));
    let webp = make::riff(&[
        make::vp8x(0x2C, 100, 100),
        make::riff_chunk(b"ICCP", CANARY.as_bytes()),
        pixels,
        make::riff_chunk(b"EXIF", &make::exif(1)),
        make::riff_chunk(b"XMP ", &make::xmp()),
    ]);

    let mut gif = make::gif_still(100, 100);
    let comment = [&[0x21, 0xFE, CANARY.len() as u8], CANARY.as_bytes(), &[0]].concat();
    gif.splice(13 + 12..13 + 12, comment);

    for (name, file) in [("jpeg", jpeg), ("png", png), ("webp", webp), ("gif", gif)] {
        let has_canary = file.windows(CANARY.len()).any(|window| window == CANARY.as_bytes());
        assert!(has_canary, "the {name} carries it in");
        assert_shows(&file, ALL);
    }
}

#[test]
fn the_same_picture_has_the_same_names() {
    let jpeg = make::jpeg(&make::photograph(700, 500, 20), 700, 500);
    let names = |picture: Picture| picture.renditions.into_iter().map(|one| one.name).collect::<Vec<_>>();
    let first = names(prepare(&jpeg, &SQUARE, None).unwrap());
    assert_eq!(first, names(prepare(&jpeg, &SQUARE, None).unwrap()));
    assert_eq!(first.len(), 4);
    let with_exif = Jpeg { segments: vec![make::exif_segment(1)], ..Jpeg::default() };
    let with_exif = with_exif.of(&make::photograph(700, 500, 20), 700, 500, ColorType::Rgb);
    assert_eq!(first, names(prepare(&with_exif, &SQUARE, None).unwrap()));
}

#[test]
fn limits_are_told_apart() {
    assert_eq!(prepare(b"", &SQUARE, None), Err(Refused::Empty));
    assert_eq!(prepare(&vec![0; media::MAX_BYTES + 1], &SQUARE, None), Err(Refused::TooLarge));
    let mut padded = make::jpeg(&make::quarters(100, 100), 100, 100);
    padded.resize(media::MAX_BYTES, 0);
    prepared(&padded);
    assert_eq!(prepare(&make::png(&make::quarters(16, 15), 16, 15), &SQUARE, None), Err(Refused::TooSmall));
    prepared(&make::png(&make::quarters(16, 16), 16, 16));
}
