//! What a JPEG says of itself, read from its markers (ITU T.81, annex B) without decoding anything: the size, the
//! memory it will take, which way is up, and that it does not go round in circles.

use crate::Refused;
use crate::exif;
use crate::turn::Turn;

/// The usual progressive file has ten; each goes over the whole picture again.
const MAX_SCANS: u32 = 64;

const START_OF_IMAGE: u8 = 0xD8;
const END_OF_IMAGE: u8 = 0xD9;
const START_OF_SCAN: u8 = 0xDA;
const NUMBER_OF_LINES: u8 = 0xDC;
const APP1: u8 = 0xE1;

pub(crate) struct Survey {
    pub width: u32,
    pub height: u32,
    pub turn: Turn,
    is_progressive: bool,
    components: Vec<Component>,
}

struct Component {
    id: u8,
    /// Sampling factors, 1 to 4.
    across: u32,
    down: u32,
    /// One bit for each coefficient of which all bits have come.
    finished: u64,
}

pub(crate) fn survey(bytes: &[u8]) -> Result<Survey, Refused> {
    let mut turn = None;
    let mut frame: Option<Survey> = None;
    let mut scans = 0;
    let mut rest = bytes.get(2..).unwrap_or_default();
    loop {
        let (marker, after) = next_marker(rest).ok_or(Refused::Damaged)?;
        rest = after;
        match marker {
            END_OF_IMAGE => break,
            // A second start, lines counted after the fact, hierarchies, lossless and arithmetic coding: nobody's
            // photograph has them.
            START_OF_IMAGE | NUMBER_OF_LINES | 0xC3 | 0xC5..=0xC7 | 0xC8..=0xCF | 0xDE | 0xDF => {
                return Err(Refused::Damaged);
            }
            // Without content.
            0x01 | 0xD0..=0xD7 => continue,
            _ => {}
        }
        let (content, after) = segment(rest).ok_or(Refused::Damaged)?;
        rest = after;
        match marker {
            0xC0..=0xC2 if frame.is_some() => return Err(Refused::Damaged),
            0xC0..=0xC2 => frame = Some(start_of_frame(content, marker == 0xC2)?),
            APP1 if content.starts_with(b"Exif\0\0") => turn = turn.or(Some(exif::turn(content))),
            START_OF_SCAN => {
                scans += 1;
                if scans > MAX_SCANS {
                    return Err(Refused::Damaged);
                }
                frame.as_mut().ok_or(Refused::Damaged)?.start_of_scan(content)?;
            }
            _ => {}
        }
    }
    let mut frame = frame.filter(Survey::is_decodable).ok_or(Refused::Damaged)?;
    frame.turn = turn.unwrap_or(Turn::NONE);
    Ok(frame)
}

/// The next marker and what follows it. Skips coded data and what lies between segments, as all decoders do.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let at = bytes.iter().position(|&byte| byte == 0xFF)?;
        bytes = bytes.get(at..)?;
        let filled = bytes.iter().position(|&byte| byte != 0xFF)?;
        let (&marker, after) = bytes.get(filled..)?.split_first()?;
        bytes = after;
        // A zero says that the 255 before it was data; the eight restart markers stand inside of coded data.
        if marker != 0 && !matches!(marker, 0xD0..=0xD7) {
            return Some((marker, bytes));
        }
    }
}

/// A segment's content and what follows it.
fn segment(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, after) = bytes.split_first_chunk()?;
    after.split_at_checked(usize::from(u16::from_be_bytes(*length)).checked_sub(2)?)
}

fn start_of_frame(content: &[u8], is_progressive: bool) -> Result<Survey, Refused> {
    let (&[precision, h1, h2, w1, w2, count], components) = content.split_first_chunk().ok_or(Refused::Damaged)?;
    let (components, _) = components.as_chunks::<3>();
    if precision != 8 || !matches!(count, 1 | 3 | 4) || components.len() != usize::from(count) {
        return Err(Refused::Damaged);
    }
    let components = components
        .iter()
        .map(|&[id, sampling, _]| {
            let (across, down) = (u32::from(sampling >> 4), u32::from(sampling & 15));
            let is_valid = (1..=4).contains(&across) && (1..=4).contains(&down);
            is_valid.then_some(Component { id, across, down, finished: 0 }).ok_or(Refused::Damaged)
        })
        .collect::<Result<_, _>>()?;
    Ok(Survey {
        width: u32::from(u16::from_be_bytes([w1, w2])),
        height: u32::from(u16::from_be_bytes([h1, h2])),
        turn: Turn::NONE,
        is_progressive,
        components,
    })
}

impl Survey {
    fn start_of_scan(&mut self, content: &[u8]) -> Result<(), Refused> {
        let (&count, content) = content.split_first().ok_or(Refused::Damaged)?;
        let (ids, rest) = content.split_at_checked(usize::from(count) * 2).ok_or(Refused::Damaged)?;
        let &[first, last, approximation] = rest.first_chunk().ok_or(Refused::Damaged)?;
        if first > last || last > 63 {
            return Err(Refused::Damaged);
        }
        for &[id, _] in ids.as_chunks().0 {
            let component = self.components.iter_mut().find(|component| component.id == id).ok_or(Refused::Damaged)?;
            if !self.is_progressive {
                // Once more and once more would cost time without end.
                if component.finished != 0 {
                    return Err(Refused::Damaged);
                }
                component.finished = u64::MAX;
            } else if approximation & 15 == 0 {
                component.finished |= (u64::MAX << first) & (u64::MAX >> (63 - last));
            }
        }
        Ok(())
    }

    /// Whether all components of a sequential picture have come. What a progressive one lacks is detail.
    fn is_decodable(&self) -> bool {
        self.is_progressive || self.components.iter().all(|component| component.finished != 0)
    }

    /// The bytes that decoding takes at one `divisor`th of the size: the samples, then the pixels, and all coefficients
    /// of a progressive picture, those of an unfinished component twice.
    pub(crate) fn memory(&self, divisor: u32) -> u64 {
        let across = self.components.iter().map(|component| component.across).max().unwrap_or(1);
        let down = self.components.iter().map(|component| component.down).max().unwrap_or(1);
        let units = u64::from(self.width.div_ceil(8 * across)) * u64::from(self.height.div_ceil(8 * down));
        let blocks = |component: &Component| units * u64::from(component.across) * u64::from(component.down);
        let all: u64 = self.components.iter().map(blocks).sum();
        let side = u64::from(8 / divisor.clamp(1, 8));
        let pixels = u64::from(self.width.div_ceil(divisor)) * u64::from(self.height.div_ceil(divisor));
        let channels = self.components.iter().map(|_| 1).sum::<u64>();
        let mut bytes = all * side * side + pixels * channels;
        if self.is_progressive {
            let unfinished = self.components.iter().filter(|component| component.finished != u64::MAX);
            bytes += (all + unfinished.map(blocks).max().unwrap_or(0)) * 128;
        }
        bytes
    }
}
