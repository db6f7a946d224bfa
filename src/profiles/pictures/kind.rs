//! The two pictures of a person, and how each is cut.

use db::{ToValue, Value};
use media::{Aspect, Crop, Plan};

/// Which of a person's pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Beside the name, round.
    Photo,
    /// Wide, at the head of the profile.
    Cover,
}

impl Kind {
    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Photo => "photo",
            Kind::Cover => "cover",
        }
    }

    /// What a picture that was sent is made into: twice as wide as it is shown, for fine screens.
    pub const fn plan(self) -> Plan {
        match self {
            Kind::Photo => Plan { aspect: Aspect::Square, widths: &[96, 320] },
            Kind::Cover => Plan { aspect: Aspect::Ratio(4, 1), widths: &[800, 1584] },
        }
    }

    /// Width to height.
    const fn ratio(self) -> (u64, u64) {
        match self {
            Kind::Photo => (1, 1),
            Kind::Cover => (4, 1),
        }
    }
}

impl ToValue for Kind {
    fn to_value(&self) -> Value<'_> {
        Value::Int(match self {
            Kind::Photo => 1,
            Kind::Cover => 2,
        })
    }
}

/// Which part of a picture is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    /// The middle.
    Middle,
    /// The upper or left part.
    Start,
    /// The lower or right part.
    End,
    /// What was chosen on the picture itself.
    Part(Crop),
}

impl Keep {
    /// Reads the words of a form: `middle`, `start`, `end`; or the four numbers, where scripts have set them.
    pub fn parse(word: &str, part: [&str; 4]) -> Option<Keep> {
        if part.iter().any(|number| !number.is_empty()) {
            let [x, y, width, height] = part.map(|number| number.parse::<u32>().ok().filter(|number| *number <= 1000));
            return Some(Keep::Part(Crop { x: x?, y: y?, width: width?, height: height? }));
        }
        match word {
            "" | "middle" => Some(Keep::Middle),
            "start" => Some(Keep::Start),
            "end" => Some(Keep::End),
            _ => None,
        }
    }

    /// The part of a picture of this size, if not its middle.
    pub fn crop(self, kind: Kind, (width, height): (u32, u32)) -> Option<Crop> {
        let is_end = match self {
            Keep::Middle => return None,
            Keep::Part(crop) => return Some(crop),
            Keep::Start => false,
            Keep::End => true,
        };
        let (across, down) = kind.ratio();
        let (width, height) = (u64::from(width).max(1), u64::from(height).max(1));
        // The largest part of the shape, in thousandths; one of the two is all of it.
        let wide = part(height * across, width * down);
        let high = part(width * down, height * across);
        let from = |length: u32| if is_end { 1000 - length } else { 0 };
        Some(Crop { x: from(wide), y: from(high), width: wide, height: high })
    }
}

/// `length ÷ of`, in thousandths, at most all of it.
fn part(length: u64, of: u64) -> u32 {
    u32::try_from(length.saturating_mul(1000) / of.max(1)).unwrap_or(1000).min(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn crop(x: u32, y: u32, width: u32, height: u32) -> Crop {
        Crop { x, y, width, height }
    }

    #[test]
    fn a_part_is_kept_at_either_end_of_the_longer_side() {
        assert_eq!(Keep::Start.crop(Kind::Photo, (400, 300)), Some(crop(0, 0, 750, 1000)));
        assert_eq!(Keep::End.crop(Kind::Photo, (400, 300)), Some(crop(250, 0, 750, 1000)));
        assert_eq!(Keep::Start.crop(Kind::Photo, (300, 400)), Some(crop(0, 0, 1000, 750)));
        assert_eq!(Keep::End.crop(Kind::Photo, (300, 400)), Some(crop(0, 250, 1000, 750)));
        assert_eq!(Keep::End.crop(Kind::Cover, (1000, 1000)), Some(crop(0, 750, 1000, 250)));
        assert_eq!(Keep::End.crop(Kind::Photo, (500, 500)), Some(crop(0, 0, 1000, 1000)));
        assert_eq!(Keep::Middle.crop(Kind::Photo, (400, 300)), None);
    }

    #[test]
    fn words_and_numbers_of_the_form_are_read_or_refused() {
        let none = [""; 4];
        assert_eq!(Keep::parse("", none), Some(Keep::Middle));
        assert_eq!(Keep::parse("end", none), Some(Keep::End));
        assert_eq!(Keep::parse("start", ["1", "2", "300", "400"]), Some(Keep::Part(crop(1, 2, 300, 400))));
        assert_eq!(Keep::parse("upside-down", none), None);
        for wrong in [["1", "2", "3", ""], ["-1", "0", "1", "1"], ["0", "0", "1001", "1"], ["x", "0", "1", "1"]] {
            assert_eq!(Keep::parse("", wrong), None, "{wrong:?}");
        }
    }
}
