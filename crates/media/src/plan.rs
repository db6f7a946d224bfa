//! Which part of a picture is wanted, and in which sizes.

use crate::Refused;

/// Shorter sides are nobody's portrait, and leave the resizer nothing to work with.
pub(crate) const MIN_SIDE: u32 = 16;

/// What a picture is made into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// The shape of all renditions.
    pub aspect: Aspect,
    /// Their widths in pixels. A picture is never enlarged: where it is narrower than some of these, they are replaced
    /// by one rendition of its own width.
    pub widths: &'static [u32],
}

/// The shape of a rendition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// As wide as high.
    Square,
    /// Width to height; zero counts as one.
    Ratio(u32, u32),
    /// The picture's own. What is more than twice as high as wide is made narrower than asked for, so that it is at most
    /// twice as high as the width asked for.
    Whole,
}

/// The part of the upright picture that is wanted, in thousandths of its width and height. What lies outside the
/// picture is cut off; of what remains, the middle is taken in the shape of the [`Plan`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crop {
    /// From the left edge.
    pub x: u32,
    /// From the upper edge.
    pub y: u32,
    /// Of the picture's width.
    pub width: u32,
    /// Of the picture's height.
    pub height: u32,
}

/// A rectangle in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

impl Area {
    pub(crate) fn whole(width: u32, height: u32) -> Area {
        Area { x: 0, y: 0, width, height }
    }

    /// The same part of a picture that was drawn in another size.
    pub(crate) fn scaled(self, from: (u32, u32), to: (u32, u32)) -> Area {
        let x = part(self.x, to.0, from.0);
        let y = part(self.y, to.1, from.1);
        let width = part(self.width, to.0, from.0).clamp(1, to.0.saturating_sub(x).max(1));
        let height = part(self.height, to.1, from.1).clamp(1, to.1.saturating_sub(y).max(1));
        Area { x, y, width, height }
    }
}

impl Plan {
    /// The part of an upright picture that renditions show: the largest of the plan's shape, in the middle of the crop.
    pub(crate) fn area(&self, width: u32, height: u32, crop: Option<Crop>) -> Result<Area, Refused> {
        let frame = match crop {
            None => Area::whole(width, height),
            Some(crop) => {
                let (x, y) = (crop.x.min(1000), crop.y.min(1000));
                let (wide, high) = (crop.width.min(1000 - x), crop.height.min(1000 - y));
                Area {
                    x: part(x, width, 1000),
                    y: part(y, height, 1000),
                    width: part(wide, width, 1000),
                    height: part(high, height, 1000),
                }
            }
        };
        let (across, down) = self.ratio((frame.width, frame.height));
        let is_too_wide = u64::from(frame.width) * u64::from(down) > u64::from(frame.height) * u64::from(across);
        let (wide, high) = if is_too_wide {
            (part(frame.height, across, down), frame.height)
        } else {
            (frame.width, part(frame.width, down, across))
        };
        if wide < MIN_SIDE || high < MIN_SIDE {
            return Err(Refused::TooSmall);
        }
        Ok(Area {
            x: frame.x + (frame.width - wide) / 2,
            y: frame.y + (frame.height - high) / 2,
            width: wide,
            height: high,
        })
    }

    /// The sizes to make of an area, each once, the smallest first.
    pub(crate) fn sizes(&self, area: Area) -> Vec<(u32, u32)> {
        let (across, down) = self.ratio((area.width, area.height));
        // The widest that is at most twice as high as that.
        let fitting = |width: u32| match self.aspect {
            Aspect::Whole => width.min(part(width.saturating_mul(2), across, down)),
            Aspect::Square | Aspect::Ratio(..) => width,
        };
        let mut widths: Vec<u32> = self.widths.iter().map(|&width| fitting(width).clamp(1, area.width)).collect();
        widths.sort_unstable();
        widths.dedup();
        let height = |width: u32| (part(width * 2, down, across).saturating_add(1) / 2).clamp(1, area.height);
        widths.into_iter().map(|width| (width, height(width))).collect()
    }

    fn ratio(&self, (width, height): (u32, u32)) -> (u32, u32) {
        match self.aspect {
            Aspect::Square => (1, 1),
            Aspect::Ratio(across, down) => (across.max(1), down.max(1)),
            Aspect::Whole => (width.max(1), height.max(1)),
        }
    }
}

/// `length × of ÷ in_all`, rounded down.
fn part(length: u32, of: u32, in_all: u32) -> u32 {
    let part = u64::from(length) * u64::from(of) / u64::from(in_all.max(1));
    u32::try_from(part).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: Plan = Plan { aspect: Aspect::Square, widths: &[64, 256] };

    #[test]
    fn without_a_crop_the_middle_is_shown() {
        assert_eq!(SQUARE.area(400, 300, None), Ok(Area { x: 50, y: 0, width: 300, height: 300 }));
        assert_eq!(SQUARE.area(300, 400, None), Ok(Area { x: 0, y: 50, width: 300, height: 300 }));
        let wide = Plan { aspect: Aspect::Ratio(4, 1), widths: &[400] };
        assert_eq!(wide.area(400, 300, None), Ok(Area { x: 0, y: 100, width: 400, height: 100 }));
    }

    #[test]
    fn a_crop_outside_the_picture_is_cut_off_and_a_tiny_one_refused() {
        let crop = |x, y, width, height| SQUARE.area(1000, 1000, Some(Crop { x, y, width, height }));
        assert_eq!(crop(500, 500, 4_000_000_000, u32::MAX), Ok(Area { x: 500, y: 500, width: 500, height: 500 }));
        assert_eq!(crop(0, 0, 15, 1000), Err(Refused::TooSmall));
        assert_eq!(crop(u32::MAX, u32::MAX, 10, 10), Err(Refused::TooSmall));
        assert_eq!(crop(0, 0, 0, 0), Err(Refused::TooSmall));
    }

    #[test]
    fn a_shape_that_the_picture_cannot_hold_is_too_small() {
        let strip = Plan { aspect: Aspect::Ratio(u32::MAX, 1), widths: &[64] };
        assert_eq!(strip.area(20_000, 2_000, None), Err(Refused::TooSmall));
        let column = Plan { aspect: Aspect::Ratio(0, u32::MAX), widths: &[64] };
        assert_eq!(column.area(2_000, 20_000, None), Err(Refused::TooSmall));
    }

    #[test]
    fn nothing_is_enlarged_and_nothing_made_twice() {
        let plan = Plan { aspect: Aspect::Ratio(3, 2), widths: &[512, 64, 128, 64, 256] };
        assert_eq!(plan.sizes(Area::whole(600, 400)), [(64, 43), (128, 85), (256, 171), (512, 341)]);
        assert_eq!(plan.sizes(Area::whole(150, 100)), [(64, 43), (128, 85), (150, 100)]);
        assert_eq!(plan.sizes(Area::whole(30, 20)), [(30, 20)]);
    }

    #[test]
    fn a_whole_picture_keeps_its_shape_and_a_tower_is_narrow() {
        let plan = Plan { aspect: Aspect::Whole, widths: &[480, 1_080, 2_048] };
        assert_eq!(plan.area(4_000, 3_000, None), Ok(Area::whole(4_000, 3_000)));
        assert_eq!(plan.sizes(Area::whole(4_000, 3_000)), [(480, 360), (1_080, 810), (2_048, 1_536)]);
        assert_eq!(plan.sizes(Area::whole(600, 400)), [(480, 320), (600, 400)]);
        assert_eq!(plan.sizes(Area::whole(2_000, 20_000)), [(96, 960), (216, 2_160), (409, 4_090)]);
        assert_eq!(plan.sizes(Area::whole(20_000, 16)), [(480, 1), (1_080, 1), (2_048, 2)]);
        assert_eq!(plan.sizes(Area::whole(16, 20_000)), [(1, 1_250), (3, 3_750)]);
        assert_eq!(plan.area(4_000, 15, None), Err(Refused::TooSmall));
    }

    #[test]
    fn a_scaled_area_stays_inside() {
        let area = Area { x: 999, y: 0, width: 1, height: 1000 };
        assert_eq!(area.scaled((1000, 1000), (125, 125)), Area { x: 124, y: 0, width: 1, height: 125 });
    }
}
