//! GIF: the first frame.

use std::num::NonZeroU64;

use ::gif::{ColorOutput, DecodeOptions, Decoder, MemoryLimit};

use crate::prepare::{Wanted, check_memory};
use crate::shrink::{Channels, Raster, Shrink, size};
use crate::{MEMORY, Refused};

pub(crate) struct Gif<'a> {
    decoder: Decoder<&'a [u8]>,
}

pub(crate) fn open(bytes: &[u8]) -> Result<Gif<'_>, Refused> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(NonZeroU64::new(MEMORY).map_or(MemoryLimit::Unlimited, MemoryLimit::Bytes));
    let decoder = options.read_info(bytes).map_err(|_| Refused::Damaged)?;
    Ok(Gif { decoder })
}

impl Gif<'_> {
    /// Of the canvas, on which the frame may cover a part.
    pub(crate) fn size(&self) -> (u32, u32) {
        (u32::from(self.decoder.width()), u32::from(self.decoder.height()))
    }

    pub(crate) fn decode(mut self, wanted: &Wanted) -> Result<Raster, Refused> {
        let (width, height) = self.size();
        let frame = self.decoder.next_frame_info().map_err(|_| Refused::Damaged)?.ok_or(Refused::Damaged)?.clone();
        let pixels = u64::from(frame.width) * u64::from(frame.height);
        if pixels == 0 {
            return Err(Refused::Damaged);
        }
        check_memory(pixels, wanted, wanted.by)?;
        let palette = frame.palette.as_deref().or(self.decoder.global_palette()).ok_or(Refused::Damaged)?.to_vec();
        let (colours, _) = palette.as_chunks::<3>();
        let mut indices = vec![0; size(pixels)];
        self.decoder.read_into_buffer(&mut indices).map_err(|_| Refused::Damaged)?;

        let mut shrink = Shrink::new(wanted.area, wanted.by);
        let mut frame_rows = indices.chunks_exact(usize::from(frame.width));
        let mut row = vec![0; size(u64::from(width) * 4)];
        for y in 0..height {
            let is_covered = y >= u32::from(frame.top);
            row.fill(0);
            if let Some(frame_row) = is_covered.then(|| frame_rows.next()).flatten() {
                let pixels = row.as_chunks_mut::<4>().0.iter_mut().skip(usize::from(frame.left));
                for (pixel, &index) in pixels.zip(frame_row) {
                    // A colour that is not in the palette is as good as none.
                    if let Some(&[red, green, blue]) = colours.get(usize::from(index))
                        && frame.transparent != Some(index)
                    {
                        *pixel = [red, green, blue, 255];
                    }
                }
            }
            shrink.row(&row, Channels::RgbAlpha)?;
        }
        shrink.done()
    }
}
