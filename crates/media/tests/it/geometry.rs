//! Shapes, sizes and crops.

use media::{Aspect, Crop, Picture, Plan, Refused, prepare, size};

use crate::make::{self, BLUE, GREEN, GREY, RED};
use crate::{SQUARE, assert_clean, assert_quarters, at, is_near};

fn sizes(picture: &Picture) -> Vec<(u32, u32)> {
    picture.renditions.iter().map(|one| (one.width, one.height)).collect()
}

#[test]
fn small_pictures_are_not_enlarged() {
    let picture = |side| prepare(&make::png(&make::quarters(side, side), side, side), &SQUARE, None).unwrap();
    assert_eq!(sizes(&picture(600)), [(64, 64), (128, 128), (256, 256), (512, 512)]);
    assert_eq!(sizes(&picture(512)), [(64, 64), (128, 128), (256, 256), (512, 512)]);
    assert_eq!(sizes(&picture(200)), [(64, 64), (128, 128), (200, 200)]);
    assert_eq!(sizes(&picture(64)), [(64, 64)]);
    assert_eq!(sizes(&picture(40)), [(40, 40)]);
    let small = picture(200);
    let width = |wanted| small.at_least(wanted).unwrap().width;
    assert_eq!([width(1), width(64), width(65), width(129), width(4000)], [64, 64, 128, 200, 200]);
}

#[test]
fn a_plan_without_widths_makes_nothing() {
    let none = Plan { widths: &[], ..SQUARE };
    let picture = prepare(&make::gif_still(100, 100), &none, None).unwrap();
    assert!(picture.renditions.is_empty() && picture.at_least(64).is_none());
}

#[test]
fn very_wide_and_very_high_pictures_give_their_middle() {
    for (width, height) in [(8000, 40), (40, 8000), (19_999, 16), (17, 20_000)] {
        let rgb = make::quarters(width, height);
        for file in [make::png(&rgb, width, height), make::jpeg(&rgb, width, height)] {
            let picture = prepare(&file, &SQUARE, None).unwrap();
            assert_clean(&picture);
            let largest = picture.renditions.last().unwrap();
            assert_eq!((largest.width, largest.height), (width.min(height).min(512), width.min(height).min(512)));
            let corners = [(0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)].map(|(x, y)| at(largest, x, y));
            assert!(corners.iter().zip([RED, GREEN, BLUE, GREY]).all(|(&a, b)| is_near(a, b)), "{width}: {corners:?}");
        }
    }
}

#[test]
fn a_crop_shows_its_part_of_the_upright_picture() {
    let rgb = make::quarters(800, 800);
    // Stored lying on its side: upright, blue is above left and red above right.
    let lying = make::Jpeg { segments: vec![make::exif_segment(6)], ..make::Jpeg::default() };
    let lying = lying.of(&rgb, 800, 800, jpeg_encoder::ColorType::Rgb);
    let files = [
        (make::png(&rgb, 800, 800), [RED, GREEN, BLUE, GREY]),
        (make::jpeg(&rgb, 800, 800), [RED, GREEN, BLUE, GREY]),
        (make::webp_lossy(&rgb, 800, 800), [RED, GREEN, BLUE, GREY]),
        (make::gif_still(800, 800), [RED, GREEN, BLUE, GREY]),
        (lying, [BLUE, RED, GREY, GREEN]),
    ];
    for (file, quarters) in files {
        for ((x, y), wanted) in [(0, 0), (500, 0), (0, 500), (500, 500)].into_iter().zip(quarters) {
            let crop = Crop { x, y, width: 500, height: 500 };
            let picture = prepare(&file, &SQUARE, Some(crop)).unwrap();
            assert_eq!(sizes(&picture).last(), Some(&(400, 400)));
            picture.renditions.iter().for_each(|one| assert_quarters(one, [wanted; 4]));
        }
        let middle = prepare(&file, &SQUARE, Some(Crop { x: 250, y: 250, width: 500, height: 500 })).unwrap();
        middle.renditions.iter().for_each(|one| assert_quarters(one, quarters));
    }
}

#[test]
fn the_size_is_that_of_the_upright_picture_and_comes_from_the_header() {
    let rgb = make::quarters(300, 200);
    let lying = make::Jpeg { segments: vec![make::exif_segment(6)], ..make::Jpeg::default() };
    assert_eq!(size(&make::png(&rgb, 300, 200)), Ok((300, 200)));
    assert_eq!(size(&make::webp_lossy(&rgb, 300, 200)), Ok((300, 200)));
    assert_eq!(size(&make::gif_still(300, 200)), Ok((300, 200)));
    assert_eq!(size(&lying.of(&rgb, 300, 200, jpeg_encoder::ColorType::Rgb)), Ok((200, 300)));
    assert_eq!(size(b""), Err(Refused::Empty));
    assert_eq!(size(b"<svg/>"), Err(Refused::NotAPicture));
}

#[test]
fn a_crop_of_another_shape_gives_its_middle() {
    let file = make::png(&make::quarters(1000, 500), 1000, 500);
    let picture = prepare(&file, &SQUARE, Some(Crop { x: 0, y: 0, width: 1000, height: 500 })).unwrap();
    assert_eq!(sizes(&picture).last(), Some(&(250, 250)));
    picture.renditions.iter().for_each(|one| assert_quarters(one, [RED, GREEN, RED, GREEN]));
}

#[test]
fn bad_crops_are_cut_off_or_refused() {
    let file = make::jpeg(&make::quarters(400, 400), 400, 400);
    let crop = |x, y, width, height| prepare(&file, &SQUARE, Some(Crop { x, y, width, height }));
    assert_eq!(sizes(&crop(0, 0, u32::MAX, u32::MAX).unwrap()).last(), Some(&(400, 400)));
    assert_eq!(sizes(&crop(500, 500, 9999, 9999).unwrap()).last(), Some(&(200, 200)));
    for (x, y, width, height) in [
        (0, 0, 0, 0),
        (1000, 0, 10, 10),
        (u32::MAX, u32::MAX, 1, 1),
        (0, 0, 1000, 1),
        (999, 999, 1, 1),
        (0, 0, 37, 1000),
        (0, 0, 1000, 37),
    ] {
        assert_eq!(crop(x, y, width, height), Err(Refused::TooSmall));
    }
}

#[test]
fn wide_shapes_keep_their_ratio() {
    let file = make::jpeg(&make::quarters(2000, 1500), 2000, 1500);
    let cover = Plan { aspect: Aspect::Ratio(4, 1), widths: &[400, 800, 1600] };
    assert_eq!(sizes(&prepare(&file, &cover, None).unwrap()), [(400, 100), (800, 200), (1600, 400)]);
    let odd = Plan { aspect: Aspect::Ratio(0, 0), widths: &[0, 1, u32::MAX] };
    assert_eq!(sizes(&prepare(&file, &odd, None).unwrap()), [(1, 1), (1500, 1500)]);
}

#[test]
fn a_small_part_of_a_large_jpeg_keeps_its_detail() {
    // Stripes of four pixels: averaged away if the picture were decoded at an eighth.
    let rgb: Vec<u8> = (0..3000 * 2000).flat_map(|at| [if at % 3000 / 4 % 2 == 0 { 0 } else { 255 }; 3]).collect();
    let file = make::jpeg(&rgb, 3000, 2000);
    let plan = Plan { aspect: Aspect::Square, widths: &[200] };
    let picture = prepare(&file, &plan, Some(Crop { x: 400, y: 400, width: 67, height: 100 })).unwrap();
    let pixels = crate::pixels(&picture.renditions[0]);
    let dark = pixels.iter().filter(|pixel| pixel[0] < 60).count();
    let light = pixels.iter().filter(|pixel| pixel[0] > 195).count();
    assert!(dark * 3 > pixels.len() && light * 3 > pixels.len(), "{dark} dark and {light} light of {}", pixels.len());
}
