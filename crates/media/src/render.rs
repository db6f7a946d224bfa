//! A picture in one size, as a file.
//!
//! The files are JPEG: everything shows them, mail programs and link previews included, and the encoder is Rust. WebP
//! would be a third smaller at ten times the time, by a library in C. Colour is kept at half the resolution, which saves
//! a fifth. Huffman tables made to measure would save another twentieth, but this encoder then writes each component as
//! a scan of its own, which not every decoder reads right.

use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, Resizer};
use jpeg_encoder::{ChromaSubsamplingMethod, ColorType, Encoder, SamplingFactor};

use crate::shrink::Raster;
use crate::turn::Turn;
use crate::{Name, Refused, Rendition};

/// Above it files grow faster than anybody sees.
const QUALITY: u8 = 85;

/// Resizes (Lanczos), turns upright and encodes. `size` is upright.
pub(crate) fn render(stored: &Raster, turn: Turn, size: (u32, u32)) -> Result<Rendition, Refused> {
    let upright = turn.apply(resize(stored, turn.size(size))?);
    let bytes = encode(&upright)?;
    Ok(Rendition { width: upright.width, height: upright.height, name: Name::of(&bytes), bytes })
}

// The errors below are about sizes that do not match, which ours do.
fn resize(from: &Raster, (width, height): (u32, u32)) -> Result<Raster, Refused> {
    let source = ImageRef::new(from.width, from.height, &from.rgb, PixelType::U8x3).map_err(|_| Refused::Damaged)?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    Resizer::new().resize(&source, &mut to, None).map_err(|_| Refused::Damaged)?;
    Ok(Raster { width, height, rgb: to.into_vec() })
}

fn encode(raster: &Raster) -> Result<Vec<u8>, Refused> {
    let side = |length: u32| u16::try_from(length).map_err(|_| Refused::Damaged);
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    encoder.set_chroma_subsampling_method(ChromaSubsamplingMethod::Average);
    encoder
        .encode(&raster.rgb, side(raster.width)?, side(raster.height)?, ColorType::Rgb)
        .map_err(|_| Refused::Damaged)?;
    Ok(bytes)
}
