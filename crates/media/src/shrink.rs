//! Pixels, row by row, into a smaller picture: so that a decoder which gives rows never holds a whole picture.

use crate::Refused;
use crate::plan::Area;

/// A picture in RGB, eight bits each, without padding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Raster {
    pub width: u32,
    pub height: u32,
    pub rgb: Vec<u8>,
}

impl Raster {
    /// Three bytes, or none outside of the picture.
    pub(crate) fn pixel(&self, x: u32, y: u32) -> &[u8] {
        let at = size(u64::from(y) * u64::from(self.width) + u64::from(x)).saturating_mul(3);
        self.rgb.get(at..at.saturating_add(3)).unwrap_or_default()
    }
}

/// What the bytes of a row mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Grey,
    GreyAlpha,
    Rgb,
    RgbAlpha,
    /// RGB and a byte that means nothing.
    RgbOther,
    /// Amounts of ink.
    Cmyk,
}

impl Channels {
    pub(crate) fn count(self) -> u32 {
        match self {
            Channels::Grey => 1,
            Channels::GreyAlpha => 2,
            Channels::Rgb => 3,
            Channels::RgbAlpha | Channels::RgbOther | Channels::Cmyk => 4,
        }
    }
}

/// Takes the rows of a picture from above and averages squares of pixels, each into one, inside an area.
pub(crate) struct Shrink {
    area: Area,
    by: u32,
    next_row: u32,
    sums: Vec<u32>,
    raster: Raster,
}

impl Shrink {
    /// `by` is the side of the squares, 256 at most, so that sums stay small. What is left over at the right and the
    /// lower edge of the area is dropped.
    pub(crate) fn new(area: Area, by: u32) -> Shrink {
        let by = by.clamp(1, area.width.min(area.height).clamp(1, 256));
        let (width, height) = (area.width / by, area.height / by);
        let bytes = u64::from(width) * u64::from(height) * 3;
        let raster = Raster { width, height, rgb: Vec::with_capacity(size(bytes)) };
        Shrink { area, by, next_row: 0, sums: vec![0; size(u64::from(width) * 3)], raster }
    }

    /// The next row of the whole picture.
    pub(crate) fn row(&mut self, row: &[u8], channels: Channels) -> Result<(), Refused> {
        let y = self.next_row.checked_sub(self.area.y);
        self.next_row += 1;
        let Some(y) = y.filter(|&y| y < self.raster.height * self.by) else { return Ok(()) };
        let start = size(u64::from(self.area.x) * u64::from(channels.count()));
        let length = size(u64::from(self.raster.width * self.by) * u64::from(channels.count()));
        let row = row.get(start..start.saturating_add(length)).ok_or(Refused::Damaged)?;
        match channels {
            Channels::Grey => self.add(row, |&[grey]| [grey; 3]),
            Channels::GreyAlpha => self.add(row, |&[grey, alpha]| [on_white(grey, alpha); 3]),
            Channels::Rgb => self.add(row, |&rgb| rgb),
            Channels::RgbAlpha => self.add(row, |&[r, g, b, alpha]| [r, g, b].map(|value| on_white(value, alpha))),
            Channels::RgbOther => self.add(row, |&[r, g, b, _]| [r, g, b]),
            // Without the printer's profile this is what ink does on white paper, near enough; browsers do the same.
            Channels::Cmyk => self.add(row, |&[c, m, y, k]| [c, m, y].map(|ink| over(255 - ink, 255 - k))),
        }
        if (y + 1) % self.by == 0 {
            let pixels = self.by * self.by;
            let average = |sum: &mut u32| u8::try_from((std::mem::take(sum) + pixels / 2) / pixels).unwrap_or(255);
            self.raster.rgb.extend(self.sums.iter_mut().map(average));
        }
        Ok(())
    }

    fn add<const N: usize>(&mut self, row: &[u8], rgb: impl Fn(&[u8; N]) -> [u8; 3]) {
        let (pixels, _) = row.as_chunks::<N>();
        let (sums, _) = self.sums.as_chunks_mut::<3>();
        for (pixels, sums) in pixels.chunks_exact(size(u64::from(self.by))).zip(sums) {
            for pixel in pixels {
                for (sum, value) in sums.iter_mut().zip(rgb(pixel)) {
                    *sum += u32::from(value);
                }
            }
        }
    }

    /// The small picture.
    ///
    /// # Errors
    /// Rows are missing.
    pub(crate) fn done(self) -> Result<Raster, Refused> {
        let bytes = u64::from(self.raster.width) * u64::from(self.raster.height) * 3;
        if self.raster.rgb.len() == size(bytes) { Ok(self.raster) } else { Err(Refused::Damaged) }
    }
}

/// The colour of a translucent pixel on white paper.
fn on_white(value: u8, alpha: u8) -> u8 {
    over(value, alpha).saturating_add(255 - alpha)
}

/// `value × share ÷ 255`, rounded.
fn over(value: u8, share: u8) -> u8 {
    u8::try_from((u32::from(value) * u32::from(share) + 127) / 255).unwrap_or(255)
}

/// What does not fit becomes a size that no slice has.
pub(crate) fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn squares_are_averaged_inside_the_area() {
        let mut shrink = Shrink::new(Area { x: 1, y: 1, width: 5, height: 2 }, 2);
        for row in [[9, 9, 9, 9, 9, 9], [9, 0, 10, 100, 200, 9], [9, 20, 30, 0, 100, 9], [9, 9, 9, 9, 9, 9]] {
            shrink.row(&row, Channels::Grey).unwrap();
        }
        let raster = shrink.done().unwrap();
        assert_eq!((raster.width, raster.height), (2, 1));
        assert_eq!(raster.rgb, [15, 15, 15, 100, 100, 100]);
    }

    #[test]
    fn translucent_pixels_lie_on_white_paper() {
        let mut shrink = Shrink::new(Area::whole(3, 1), 1);
        shrink.row(&[10, 20, 30, 255, 10, 20, 30, 0, 0, 0, 0, 128], Channels::RgbAlpha).unwrap();
        assert_eq!(shrink.done().unwrap().rgb, [10, 20, 30, 255, 255, 255, 127, 127, 127]);
    }

    #[test]
    fn ink_darkens_paper() {
        let mut shrink = Shrink::new(Area::whole(4, 1), 1);
        shrink.row(&[0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 0, 255, 255, 128], Channels::Cmyk).unwrap();
        assert_eq!(shrink.done().unwrap().rgb, [255, 255, 255, 0, 255, 255, 0, 0, 0, 127, 0, 0]);
    }

    #[test]
    fn missing_and_short_rows_are_damage() {
        let mut shrink = Shrink::new(Area::whole(4, 2), 1);
        assert_eq!(shrink.row(&[1, 2, 3], Channels::Grey), Err(Refused::Damaged));
        shrink.row(&[1, 2, 3, 4], Channels::Grey).unwrap();
        assert_eq!(shrink.done(), Err(Refused::Damaged));
    }
}
