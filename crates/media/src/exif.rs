//! The one thing we read from EXIF: which way is up. The format is TIFF 6.0, sections 2 and 8.

use crate::turn::Turn;

const ORIENTATION: u16 = 0x0112;
const SHORT: u16 = 3;
/// Each entry of a directory.
const ENTRY: usize = 12;

/// The orientation in a TIFF block, with or without the `Exif` in front. Whatever is wrong with the block, the picture
/// is then shown as it is stored.
pub(crate) fn turn(block: &[u8]) -> Turn {
    let tiff = block.strip_prefix(b"Exif\0\0").unwrap_or(block);
    orientation(tiff).map_or(Turn::NONE, Turn::new)
}

fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| -> Option<u16> {
        let bytes: [u8; 2] = tiff.get(at..at.checked_add(2)?)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(bytes) } else { u16::from_be_bytes(bytes) })
    };
    let long: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let long = if is_little { u32::from_le_bytes(long) } else { u32::from_be_bytes(long) };
    let directory = usize::try_from(long).ok()?;
    let first = directory.checked_add(2)?;
    for entry in 0..usize::from(short(directory)?) {
        let at = first.checked_add(entry * ENTRY)?;
        if short(at)? == ORIENTATION {
            return if short(at + 2)? == SHORT { short(at + 8) } else { None };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(is_little: bool, orientation: u16) -> Vec<u8> {
        let short = |value: u16| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
        let long = |value: u32| if is_little { value.to_le_bytes() } else { value.to_be_bytes() };
        let mut block = if is_little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        block.extend(long(8));
        block.extend(short(2));
        for (tag, value) in [(0x0100, 9), (ORIENTATION, orientation)] {
            block.extend(short(tag));
            block.extend(short(SHORT));
            block.extend(long(1));
            block.extend(short(value));
            block.extend([0, 0]);
        }
        block
    }

    #[test]
    fn the_orientation_is_found_in_both_byte_orders() {
        for is_little in [true, false] {
            assert_eq!(turn(&block(is_little, 6)), Turn::new(6));
            let mut long_form = b"Exif\0\0".to_vec();
            long_form.extend(block(is_little, 8));
            assert_eq!(turn(&long_form), Turn::new(8));
        }
    }

    #[test]
    fn a_broken_block_turns_nothing() {
        let whole = block(true, 6);
        for length in 0..whole.len() - 3 {
            assert_eq!(turn(&whole[..length]), Turn::NONE, "{length} bytes");
        }
        let mut far = whole.clone();
        far[4..8].copy_from_slice(&u32::MAX.to_le_bytes());
        assert_eq!(turn(&far), Turn::NONE);
        let mut many = whole;
        many[8..10].copy_from_slice(&u16::MAX.to_le_bytes());
        assert_eq!(turn(&many), Turn::new(6));
    }
}
