//! JPEG: `jpeg-decoder`, because it can decode at a half, a quarter or an eighth of the size. For a portrait out of a
//! telephone's picture that is faster than decoding all pixels, and takes a tenth of the memory.

mod markers;

use jpeg_decoder::{Decoder, PixelFormat};
use markers::Survey;

use crate::Refused;
use crate::prepare::{Wanted, check_memory};
use crate::shrink::{Channels, Raster, Shrink, size};
use crate::turn::Turn;

pub(crate) struct Jpeg<'a> {
    bytes: &'a [u8],
    survey: Survey,
}

pub(crate) fn open(bytes: &[u8]) -> Result<Jpeg<'_>, Refused> {
    Ok(Jpeg { bytes, survey: markers::survey(bytes)? })
}

impl Jpeg<'_> {
    pub(crate) fn size(&self) -> (u32, u32) {
        (self.survey.width, self.survey.height)
    }

    pub(crate) fn turn(&self) -> Turn {
        self.survey.turn
    }

    pub(crate) fn decode(self, wanted: &Wanted) -> Result<Raster, Refused> {
        let divisor = self.divisor(wanted)?;
        let side = |length: u32| u16::try_from(length.div_ceil(divisor)).map_err(|_| Refused::TooManyPixels);
        let mut decoder = Decoder::new(self.bytes);
        let (width, height) =
            decoder.scale(side(self.survey.width)?, side(self.survey.height)?).map_err(|_| Refused::Damaged)?;
        let pixels = decoder.decode().map_err(|_| Refused::Damaged)?;
        let channels = match decoder.info().map(|info| info.pixel_format) {
            Some(PixelFormat::L8) => Channels::Grey,
            Some(PixelFormat::RGB24) => Channels::Rgb,
            Some(PixelFormat::CMYK32) => Channels::Cmyk,
            Some(PixelFormat::L16) | None => return Err(Refused::Damaged),
        };
        let decoded = (u32::from(width), u32::from(height));
        let mut shrink = Shrink::new(wanted.area.scaled(self.size(), decoded), wanted.by / divisor);
        for row in pixels.chunks_exact(size(u64::from(width) * u64::from(channels.count()))) {
            shrink.row(row, channels)?;
        }
        shrink.done()
    }

    /// The largest of 1, 2, 4 and 8 that leaves enough pixels; a larger one if the memory demands it, at the price of a
    /// softer picture where somebody cuts a small part out of a very large one.
    fn divisor(&self, wanted: &Wanted) -> Result<u32, Refused> {
        let mut divisor = 8;
        while divisor > wanted.by.max(1) {
            divisor /= 2;
        }
        loop {
            // Segments are copied while they are read.
            let copies = u64::try_from(self.bytes.len()).unwrap_or(u64::MAX);
            match check_memory(self.survey.memory(divisor) + copies, wanted, wanted.by.max(divisor)) {
                Err(_) if divisor < 8 => divisor *= 2,
                checked => return checked.map(|()| divisor),
            }
        }
    }
}
