//! Reads the packed file; its format is described in `make-data.py`.

use std::io::Read;

use flate2::read::GzDecoder;

/// Unpacks the gzip around the sections.
pub(crate) fn gunzip(packed: &[u8]) -> Option<Vec<u8>> {
    let mut raw = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut raw).ok()?;
    Some(raw)
}

/// The sections one after the other.
pub(crate) struct Sections<'a>(pub(crate) &'a [u8]);

impl<'a> Sections<'a> {
    pub(crate) fn bytes(&mut self) -> Option<&'a [u8]> {
        let (length, rest) = self.0.split_first_chunk::<4>()?;
        let (section, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        self.0 = rest;
        Some(section)
    }

    pub(crate) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }

    /// Numbers stored as differences.
    pub(crate) fn numbers(&mut self) -> Option<Vec<i32>> {
        let mut numbers = Vec::new();
        let (mut last, mut zigzag, mut shift) = (0_i32, 0_u32, 0_u32);
        for byte in self.bytes()? {
            zigzag |= u32::from(byte & 0x7F).checked_shl(shift)?;
            shift = shift.checked_add(7)?;
            if byte & 0x80 == 0 {
                let half = (zigzag >> 1).cast_signed();
                let step = if zigzag & 1 == 0 { half } else { !half };
                last = last.checked_add(step)?;
                numbers.push(last);
                (zigzag, shift) = (0, 0);
            }
        }
        numbers.shrink_to_fit();
        Some(numbers)
    }
}

/// Many short texts in one piece of memory.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    text: String,
    ends: Vec<u32>,
}

impl Texts {
    /// One text a line.
    pub(crate) fn lines(text: &str) -> Option<Texts> {
        let mut texts = Texts::default();
        for line in text.split('\n') {
            texts.push(line)?;
        }
        texts.shrink();
        Some(texts)
    }

    /// Texts that share their beginnings with the one before.
    pub(crate) fn front_coded(shared: &[u8], lengths: &[u8], suffixes: &[u8]) -> Option<Texts> {
        let mut texts = Texts::default();
        let mut last: Vec<u8> = Vec::new();
        let mut suffixes = suffixes;
        for (shared, length) in shared.iter().zip(lengths) {
            let (suffix, rest) = suffixes.split_at_checked(usize::from(*length))?;
            suffixes = rest;
            last.truncate(usize::from(*shared));
            last.extend_from_slice(suffix);
            texts.push(std::str::from_utf8(&last).ok()?)?;
        }
        texts.shrink();
        (shared.len() == lengths.len() && suffixes.is_empty()).then_some(texts)
    }

    pub(crate) fn get(&self, index: usize) -> Option<&str> {
        let end = usize::try_from(*self.ends.get(index)?).ok()?;
        let start = match index.checked_sub(1) {
            Some(before) => usize::try_from(*self.ends.get(before)?).ok()?,
            None => 0,
        };
        self.text.get(start..end)
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, text: &str) -> Option<()> {
        self.text.push_str(text);
        self.ends.push(u32::try_from(self.text.len()).ok()?);
        Some(())
    }

    fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
    }

    #[cfg(test)]
    pub(crate) fn heap_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Sections, Texts, gunzip};

    proptest! {
        #[test]
        fn broken_data_is_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = gunzip(&bytes);
            let _ = Sections(&bytes).numbers();
            let _ = Sections(&bytes).text();
            let (a, b) = bytes.split_at(bytes.len() / 2);
            let _ = Texts::front_coded(a, a, b);
        }
    }

    #[test]
    fn numbers_come_back() {
        // 5, then -3, then 300 more: zigzag 10, 15, 594.
        assert_eq!(Sections(&[4, 0, 0, 0, 10, 15, 0xD2, 4]).numbers(), Some(vec![5, -3, 294]));
    }
}
