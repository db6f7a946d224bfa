//! The container (RFC 9649): RIFF chunks, of which we keep those of one frame.

use super::lossless;
use crate::exif;
use crate::turn::Turn;

/// How the pixels of a frame are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Coding {
    Lossy,
    LossyAlpha,
    Lossless,
    LosslessAlpha,
}

impl Coding {
    /// What decoding takes, in half bytes per pixel: for lossy ones brightness and colours and then the pixels, for
    /// their transparency a picture of its own; for lossless ones the pixels and the tables of their predictions.
    pub(crate) fn half_bytes_per_pixel(self) -> u64 {
        match self {
            Coding::Lossy => 9,
            Coding::LossyAlpha => 23,
            Coding::Lossless | Coding::LosslessAlpha => 10,
        }
    }
}

/// One frame.
pub(crate) struct Still<'a> {
    pub canvas: (u32, u32),
    pub left: u32,
    pub top: u32,
    /// Of the frame, as its own data say.
    pub frame: (u32, u32),
    pub coding: Coding,
    pub turn: Turn,
    data: &'a [u8],
    alpha: &'a [u8],
}

type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

/// Splits off a chunk. One that is cut short is none.
fn chunk(bytes: &[u8]) -> Option<(Chunk<'_>, &[u8])> {
    let (name, rest) = bytes.split_first_chunk::<4>()?;
    let (length, rest) = rest.split_first_chunk()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let (content, rest) = rest.split_at_checked(length)?;
    // Odd chunks are padded; the last one often is not.
    Some(((name, content), rest.get(length % 2..).unwrap_or_default()))
}

pub(crate) fn first_frame(bytes: &[u8]) -> Option<Still<'_>> {
    let (first, mut rest) = chunk(bytes.get(12..)?)?;
    if first.0 != b"VP8X" {
        return frame(None, first, &[]);
    }
    let &[_, _, _, _, w1, w2, w3, h1, h2, h3, ..] = first.1 else { return None };
    let canvas = (number([w1, w2, w3]) + 1, number([h1, h2, h3]) + 1);
    let (mut still, mut alpha, mut turn) = (None, None, None);
    while let Some((next, after)) = chunk(rest) {
        rest = after;
        match next.0 {
            b"EXIF" => turn = turn.or(Some(exif::turn(next.1))),
            b"ALPH" => alpha = alpha.or(Some(next.1)),
            _ if still.is_some() => {}
            b"ANMF" => still = Some(animated(next.1, canvas)?),
            b"VP8 " | b"VP8L" => still = Some(frame(None, next, alpha.unwrap_or_default())?),
            _ => {}
        }
    }
    let mut still = still?;
    still.turn = turn.unwrap_or(Turn::NONE);
    // The frame of a picture that does not move fills it.
    (still.canvas == canvas).then_some(still)
}

/// The frame of an animation: a header of sixteen bytes, then chunks.
fn animated(content: &[u8], canvas: (u32, u32)) -> Option<Still<'_>> {
    let (&[x1, x2, x3, y1, y2, y3, w1, w2, w3, h1, h2, h3, _, _, _, _], mut rest) = content.split_first_chunk()?;
    let mut alpha: &[u8] = &[];
    loop {
        let (next, after) = chunk(rest)?;
        rest = after;
        match next.0 {
            b"ALPH" => alpha = next.1,
            b"VP8 " | b"VP8L" => {
                let mut still = frame(Some(canvas), next, alpha)?;
                (still.left, still.top) = (number([x1, x2, x3]) * 2, number([y1, y2, y3]) * 2);
                let size = (number([w1, w2, w3]) + 1, number([h1, h2, h3]) + 1);
                return (still.frame == size).then_some(still);
            }
            _ => {}
        }
    }
}

fn frame<'a>(canvas: Option<(u32, u32)>, (name, data): Chunk<'a>, alpha: &'a [u8]) -> Option<Still<'a>> {
    let (size, coding) = match name {
        b"VP8 " => {
            let &[_, _, _, 0x9D, 0x01, 0x2A, w1, w2, h1, h2, ..] = data else { return None };
            let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
            let coding = if alpha.is_empty() { Coding::Lossy } else { Coding::LossyAlpha };
            ((side(w1, w2), side(h1, h2)), coding)
        }
        b"VP8L" => {
            let &[0x2F, b1, b2, b3, b4, ..] = data else { return None };
            let bits = u32::from_le_bytes([b1, b2, b3, b4]);
            let coding = if bits >> 28 & 1 == 1 { Coding::LosslessAlpha } else { Coding::Lossless };
            (((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), coding)
        }
        _ => return None,
    };
    Some(Still { canvas: canvas.unwrap_or(size), left: 0, top: 0, frame: size, coding, turn: Turn::NONE, data, alpha })
}

impl Still<'_> {
    /// The bytes that the codes of lossless data take, at least `limit` + 1 if more than that; `None` if they are damaged.
    pub(crate) fn code_bytes(&self, limit: u64) -> Option<u64> {
        let lossless = match self.coding {
            Coding::Lossy => return Some(0),
            // The two lowest bits of the first byte: 0 is not compressed.
            Coding::LossyAlpha => match self.alpha.split_first()? {
                (first, data) if first & 3 == 1 => data,
                _ => return Some(0),
            },
            Coding::Lossless | Coding::LosslessAlpha => self.data.get(5..)?,
        };
        lossless::code_bytes(lossless, self.frame, limit)
    }

    /// The frame as a file of its own.
    pub(crate) fn file(&self) -> Option<Vec<u8>> {
        let mut chunks = Vec::with_capacity(self.data.len() + self.alpha.len() + 64);
        match self.coding {
            Coding::Lossy => push(&mut chunks, b"VP8 ", self.data)?,
            Coding::LossyAlpha => {
                let [w1, w2, w3, _] = self.frame.0.checked_sub(1)?.to_le_bytes();
                let [h1, h2, h3, _] = self.frame.1.checked_sub(1)?.to_le_bytes();
                let has_alpha = 0x10;
                push(&mut chunks, b"VP8X", &[has_alpha, 0, 0, 0, w1, w2, w3, h1, h2, h3])?;
                push(&mut chunks, b"ALPH", self.alpha)?;
                push(&mut chunks, b"VP8 ", self.data)?;
            }
            // Said to be translucent even where it is not: the decoder then works inside the buffer it is given.
            Coding::Lossless | Coding::LosslessAlpha => {
                let (&[signature, b1, b2, b3, b4], pixels) = self.data.split_first_chunk()?;
                push(&mut chunks, b"VP8L", &[&[signature, b1, b2, b3, b4 | 0x10], pixels].concat())?;
            }
        }
        let mut file = b"RIFF".to_vec();
        file.extend(u32::try_from(chunks.len() + 4).ok()?.to_le_bytes());
        file.extend(b"WEBP");
        file.append(&mut chunks);
        Some(file)
    }
}

fn push(chunks: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) -> Option<()> {
    chunks.extend(name);
    chunks.extend(u32::try_from(content.len()).ok()?.to_le_bytes());
    chunks.extend(content);
    if content.len() % 2 == 1 {
        chunks.push(0);
    }
    Some(())
}

/// Three bytes, the smallest first.
fn number([low, middle, high]: [u8; 3]) -> u32 {
    u32::from_le_bytes([low, middle, high, 0])
}
