//! PNG: taken row by row, so that its size costs time but no memory, unless it is interlaced. Of an animated one the
//! picture that viewers without animation show.

use std::io::Cursor;

use ::png::{ColorType, Decoder, Limits, Reader, Transformations};

use crate::prepare::{Wanted, check_memory};
use crate::shrink::{Channels, Raster, Shrink, size};
use crate::turn::Turn;
use crate::{MAX_BYTES, Refused, exif};

pub(crate) struct Png<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
    channels: Channels,
}

pub(crate) fn open(bytes: &[u8]) -> Result<Png<'_>, Refused> {
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MAX_BYTES });
    // Compressed texts and profiles swell, and nobody reads them.
    decoder.set_ignore_text_chunk(true);
    decoder.set_ignore_iccp_chunk(true);
    // Palettes become colours, other depths eight bits.
    decoder.set_transformations(Transformations::EXPAND | Transformations::STRIP_16);
    let reader = decoder.read_info().map_err(|_| Refused::Damaged)?;
    let channels = match reader.output_color_type().0 {
        ColorType::Grayscale => Channels::Grey,
        ColorType::GrayscaleAlpha => Channels::GreyAlpha,
        ColorType::Rgb => Channels::Rgb,
        ColorType::Rgba => Channels::RgbAlpha,
        ColorType::Indexed => return Err(Refused::Damaged),
    };
    Ok(Png { reader, channels })
}

impl Png<'_> {
    pub(crate) fn size(&self) -> (u32, u32) {
        self.reader.info().size()
    }

    pub(crate) fn turn(&self) -> Turn {
        self.reader.info().exif_metadata.as_deref().map_or(Turn::NONE, exif::turn)
    }

    pub(crate) fn decode(mut self, wanted: &Wanted) -> Result<Raster, Refused> {
        let (width, height) = self.size();
        let row_bytes = u64::from(width) * u64::from(self.channels.count());
        let mut shrink = Shrink::new(wanted.area, wanted.by);
        if self.reader.info().interlaced {
            check_memory(row_bytes * u64::from(height), wanted, wanted.by)?;
            let mut pixels = vec![0; size(row_bytes * u64::from(height))];
            self.reader.next_frame(&mut pixels).map_err(|_| Refused::Damaged)?;
            for row in pixels.chunks_exact(size(row_bytes)) {
                shrink.row(row, self.channels)?;
            }
        } else {
            check_memory(0, wanted, wanted.by)?;
            // The first frame of an animation is as large as the picture, or the file is wrong.
            for _ in 0..height {
                let row = self.reader.next_row().map_err(|_| Refused::Damaged)?.ok_or(Refused::Damaged)?;
                shrink.row(row.data(), self.channels)?;
            }
        }
        shrink.done()
    }
}
