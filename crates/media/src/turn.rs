//! Cameras store pictures as the sensor lay and note how to hold them.

use crate::plan::Area;
use crate::shrink::Raster;

/// How a stored picture must be turned or mirrored to stand upright: a value of EXIF's tag Orientation, 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Turn(u8);

impl Turn {
    pub(crate) const NONE: Turn = Turn(1);

    /// Other values mean nothing, as in browsers.
    pub(crate) fn new(orientation: u16) -> Turn {
        u8::try_from(orientation).ok().filter(|value| (1..=8).contains(value)).map_or(Turn::NONE, Turn)
    }

    fn swaps(self) -> bool {
        self.0 >= 5
    }

    fn is_from_the_right(self) -> bool {
        matches!(self.0, 2 | 3 | 7 | 8)
    }

    fn is_from_below(self) -> bool {
        matches!(self.0, 3 | 4 | 6 | 7)
    }

    /// A size after turning; turning it again gives the size before.
    pub(crate) fn size(self, (width, height): (u32, u32)) -> (u32, u32) {
        if self.swaps() { (height, width) } else { (width, height) }
    }

    /// Where a part of the upright picture lies in the stored one, whose size is given.
    pub(crate) fn stored(self, upright: Area, (width, height): (u32, u32)) -> Area {
        let (x, y) = self.size((upright.x, upright.y));
        let (wide, high) = self.size((upright.width, upright.height));
        Area {
            x: if self.is_from_the_right() { width.saturating_sub(x + wide) } else { x },
            y: if self.is_from_below() { height.saturating_sub(y + high) } else { y },
            width: wide,
            height: high,
        }
    }

    /// The picture, upright.
    pub(crate) fn apply(self, stored: Raster) -> Raster {
        if self == Turn::NONE {
            return stored;
        }
        let (width, height) = self.size((stored.width, stored.height));
        let mut rgb = Vec::with_capacity(stored.rgb.len());
        for y in 0..height {
            for x in 0..width {
                let one = self.stored(Area { x, y, width: 1, height: 1 }, (stored.width, stored.height));
                rgb.extend_from_slice(stored.pixel(one.x, one.y));
            }
        }
        Raster { width, height, rgb }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one row per text, one letter per pixel.
    fn raster(rows: &[&str]) -> Raster {
        let rgb = rows.iter().flat_map(|row| row.bytes()).flat_map(|letter| [letter; 3]).collect();
        Raster { width: rows[0].len().try_into().unwrap(), height: rows.len().try_into().unwrap(), rgb }
    }

    #[test]
    fn every_orientation_stands_upright() {
        let upright = raster(&["ABC", "DEF"]);
        let stored: [&[&str]; 8] = [
            &["ABC", "DEF"],
            &["CBA", "FED"],
            &["FED", "CBA"],
            &["DEF", "ABC"],
            &["AD", "BE", "CF"],
            &["CF", "BE", "AD"],
            &["FC", "EB", "DA"],
            &["DA", "EB", "FC"],
        ];
        for (orientation, rows) in (1..).zip(stored) {
            assert_eq!(Turn::new(orientation).apply(raster(rows)), upright, "orientation {orientation}");
        }
        assert_eq!(Turn::new(0), Turn::NONE);
        assert_eq!(Turn::new(9), Turn::NONE);
        assert_eq!(Turn::new(257), Turn::NONE);
    }
}
