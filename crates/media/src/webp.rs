//! WebP: the first frame. The decoder never sees the file that came, but a plain one that is put together from the parts
//! of it that have been looked at, so that a small canvas cannot hide a large frame.

mod chunks;
mod lossless;

use std::io::Cursor;

use chunks::{Coding, Still};
use image_webp::WebPDecoder;

use crate::prepare::{Wanted, check_memory};
use crate::shrink::{Channels, Raster, Shrink, size};
use crate::turn::Turn;
use crate::{MEMORY, Refused};

pub(crate) struct Webp<'a> {
    still: Still<'a>,
}

pub(crate) fn open(bytes: &[u8]) -> Result<Webp<'_>, Refused> {
    Ok(Webp { still: chunks::first_frame(bytes).ok_or(Refused::Damaged)? })
}

impl Webp<'_> {
    /// Of the canvas, on which the frame may cover a part.
    pub(crate) fn size(&self) -> (u32, u32) {
        self.still.canvas
    }

    pub(crate) fn turn(&self) -> Turn {
        self.still.turn
    }

    pub(crate) fn decode(self, wanted: &Wanted) -> Result<Raster, Refused> {
        let still = self.still;
        let (width, height) = still.frame;
        if width == 0 || height == 0 || still.left + width > still.canvas.0 || still.top + height > still.canvas.1 {
            return Err(Refused::Damaged);
        }
        let file = still.file().ok_or(Refused::Damaged)?;
        let pixels = u64::from(width) * u64::from(height);
        let copies = u64::try_from(file.len()).unwrap_or(u64::MAX).saturating_mul(2);
        let codes = still.code_bytes(MEMORY).ok_or(Refused::Damaged)?;
        check_memory(pixels * still.coding.half_bytes_per_pixel() / 2 + copies + codes, wanted, wanted.by)?;

        let mut decoder = WebPDecoder::new(Cursor::new(&file)).map_err(|_| Refused::Damaged)?;
        let channels = match still.coding {
            Coding::Lossy => Channels::Rgb,
            Coding::LossyAlpha | Coding::LosslessAlpha => Channels::RgbAlpha,
            Coding::Lossless => Channels::RgbOther,
        };
        let row_bytes = size(u64::from(width) * u64::from(channels.count()));
        let mut pixel_bytes = vec![0; size(pixels * u64::from(channels.count()))];
        if decoder.dimensions() != still.frame || decoder.output_buffer_size() != Some(pixel_bytes.len()) {
            return Err(Refused::Damaged);
        }
        decoder.read_image(&mut pixel_bytes).map_err(|_| Refused::Damaged)?;

        let mut shrink = Shrink::new(wanted.area, wanted.by);
        if still.frame == still.canvas {
            for row in pixel_bytes.chunks_exact(row_bytes) {
                shrink.row(row, channels)?;
            }
        } else {
            place(&still, &pixel_bytes, channels, &mut shrink)?;
        }
        shrink.done()
    }
}

/// Rows of the canvas, which is transparent where the frame does not cover it.
fn place(still: &Still, frame: &[u8], channels: Channels, shrink: &mut Shrink) -> Result<(), Refused> {
    let channel_count = size(channels.count().into());
    let mut rows = frame.chunks_exact(size(u64::from(still.frame.0) * u64::from(channels.count())));
    let mut canvas_row = vec![0; size(u64::from(still.canvas.0) * 4)];
    for y in 0..still.canvas.1 {
        canvas_row.fill(0);
        if let Some(row) = (y >= still.top).then(|| rows.next()).flatten() {
            let pixels = canvas_row.as_chunks_mut::<4>().0.iter_mut().skip(size(still.left.into()));
            for (to, from) in pixels.zip(row.chunks_exact(channel_count)) {
                to[3] = 255;
                let known = if channels == Channels::RgbAlpha { 4 } else { 3 };
                for (to, &from) in to.iter_mut().zip(from).take(known) {
                    *to = from;
                }
            }
        }
        shrink.row(&canvas_row, Channels::RgbAlpha)?;
    }
    Ok(())
}
