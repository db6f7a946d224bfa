//! From the bytes that came to the pictures that stay.

use crate::kind::Kind;
use crate::plan::Area;
use crate::turn::Turn;
use crate::{Crop, Name, Plan, Refused, gif, jpeg, png, render, webp};

/// The largest file taken, in bytes: a telephone's picture at its best quality is about 12 MB.
pub const MAX_BYTES: usize = 16 * 1024 * 1024;

/// The most pixels a picture may have: those of a telephone's sensor of 50 megapixels.
pub const MAX_PIXELS: u64 = 50_000_000;

/// The most memory, in bytes, that decoding may take beside the file itself. Foretold from the header, before anything
/// is allocated, by what each decoder needs per pixel:
///
/// | format | bytes per pixel | so at most |
/// |---|---|---|
/// | JPEG | at a half, quarter or eighth of the size as soon as the full size is not needed: below 2 | 50 megapixels |
/// | JPEG, progressive | 2 for each sample: 3 for 4:2:0, 6 for 4:4:4 | 40 and 20 |
/// | PNG | none, it comes in rows | 50 |
/// | PNG, interlaced | 1 to 4 | 50 to 30 |
/// | GIF | 1 | 50 |
/// | WebP, lossy | 4.5; translucent 11.5 | 28 and 11 |
/// | WebP, lossless | 5, and its Huffman codes | 26 |
pub const MEMORY: u64 = 128 * 1024 * 1024;

/// The longest side. Longer ones are no pictures that people take.
const MAX_SIDE: u32 = 20_000;

/// A picture in all its sizes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The smallest first, each width once. Never empty, unless the plan has no widths.
    pub renditions: Vec<Rendition>,
}

impl Picture {
    /// The smallest rendition that is at least so wide, or the largest there is.
    pub fn at_least(&self, width: u32) -> Option<&Rendition> {
        self.renditions.iter().find(|rendition| rendition.width >= width).or(self.renditions.last())
    }
}

/// A picture in one size: a JPEG that holds pixels and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendition {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What it is stored under.
    pub name: Name,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What a decoder is to give.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The part of the picture as it is stored.
    pub area: Area,
    /// How many times narrower that part may be given.
    pub by: u32,
}

/// A picture whose header has been read.
enum Opened<'a> {
    Jpeg(jpeg::Jpeg<'a>),
    Png(Box<png::Png<'a>>),
    Webp(webp::Webp<'a>),
    Gif(Box<gif::Gif<'a>>),
}

impl Opened<'_> {
    /// The size as it is stored, and how to turn it upright.
    fn shape(&self) -> ((u32, u32), Turn) {
        match self {
            Opened::Jpeg(jpeg) => (jpeg.size(), jpeg.turn()),
            Opened::Png(png) => (png.size(), png.turn()),
            Opened::Webp(webp) => (webp.size(), webp.turn()),
            Opened::Gif(gif) => (gif.size(), Turn::NONE),
        }
    }
}

/// Width and height of the upright picture in pixels, from its header alone: for whoever has to say which part of it
/// is wanted.
///
/// # Errors
/// [`Refused`], as [`prepare`] finds it in the header.
pub fn size(bytes: &[u8]) -> Result<(u32, u32), Refused> {
    let (stored, turn) = open(bytes)?.shape();
    check_size(stored)?;
    Ok(turn.size(stored))
}

/// Makes a picture safe and draws it in the plan's sizes: recognised by its first bytes, turned upright, put on white
/// where it is translucent, cut, resized, encoded anew without any of its metadata. Of an animation the first frame is
/// taken. The same bytes, plan and crop give the same files.
///
/// Colour profiles are not applied: a photograph in Display P3 comes out a shade paler, as in mail programs and older
/// browsers. A profile is the part of a picture file with the most room for mischief, and nearly all uploads are sRGB.
///
/// Takes up to half a second of processor time and [`MEMORY`]; from async code use [`Workers`](crate::Workers).
///
/// # Errors
/// [`Refused`], which says why.
pub fn prepare(bytes: &[u8], plan: &Plan, crop: Option<Crop>) -> Result<Picture, Refused> {
    let opened = open(bytes)?;
    let (stored, turn) = opened.shape();
    check_size(stored)?;
    let (width, height) = turn.size(stored);
    let area = plan.area(width, height, crop)?;
    let sizes = plan.sizes(area);
    let Some(&(widest, _)) = sizes.last() else { return Ok(Picture { renditions: Vec::new() }) };
    // Averaging squares down to half as wide again and resizing from there looks like resizing from the whole.
    let wanted = Wanted { area: turn.stored(area, stored), by: (area.width * 2 / (widest * 3)).max(1) };
    let raster = match opened {
        Opened::Jpeg(jpeg) => jpeg.decode(&wanted)?,
        Opened::Png(png) => png.decode(&wanted)?,
        Opened::Webp(webp) => webp.decode(&wanted)?,
        Opened::Gif(gif) => gif.decode(&wanted)?,
    };
    let renditions = sizes.into_iter().map(|size| render::render(&raster, turn, size)).collect::<Result<_, _>>()?;
    Ok(Picture { renditions })
}

/// Recognises the file and reads its header.
fn open(bytes: &[u8]) -> Result<Opened<'_>, Refused> {
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    if bytes.len() > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    Ok(match Kind::of(bytes).ok_or(Refused::NotAPicture)? {
        Kind::Jpeg => Opened::Jpeg(jpeg::open(bytes)?),
        Kind::Png => Opened::Png(Box::new(png::open(bytes)?)),
        Kind::Webp => Opened::Webp(webp::open(bytes)?),
        Kind::Gif => Opened::Gif(Box::new(gif::open(bytes)?)),
    })
}

/// Refuses sizes that nobody needs, before they cost anything.
fn check_size((width, height): (u32, u32)) -> Result<(), Refused> {
    if width == 0 || height == 0 {
        Err(Refused::Damaged)
    } else if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS {
        Err(Refused::TooManyPixels)
    } else {
        Ok(())
    }
}

/// Refuses what would take too much memory: the decoder's share in bytes, and what [`Wanted`] costs.
pub(crate) fn check_memory(decoder: u64, wanted: &Wanted, by: u32) -> Result<(), Refused> {
    let Area { width, height, .. } = wanted.area;
    let raster = u64::from(width / by.max(1)) * u64::from(height / by.max(1)) * 3;
    if decoder.saturating_add(raster) > MEMORY { Err(Refused::TooManyPixels) } else { Ok(()) }
}
