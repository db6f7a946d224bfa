//! How much memory the Huffman codes of a lossless frame will take (RFC 9649, sections 4 to 6).
//!
//! A frame may have 65,536 groups of five codes each, whose tables the decoder builds before the first pixel: 16 MB of
//! file can ask for gigabytes, whatever size the picture has. So we read the codes first, without keeping them. What
//! precedes them, pictures of transforms and of group numbers, must be gone through symbol by symbol; their pixels are
//! not needed but for the largest group number.

/// The codes of a group: green and lengths, red, blue, alpha, distances.
const ALPHABETS: [u16; 5] = [256 + 24, 256, 256, 256, 40];
/// The order in which lengths of code lengths are written.
const ORDER: [u16; 19] = [17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const MAX_LENGTH: usize = 15;
/// A group without its tables, as often as a growing list holds it.
const GROUP_BYTES: u64 = 1024;

/// The bytes that the codes take, or more than `limit` if they do; `None` if the frame is damaged. `bytes` begin behind
/// the frame's header.
pub(crate) fn code_bytes(bytes: &[u8], (mut width, height): (u32, u32), limit: u64) -> Option<u64> {
    let mut bits = Bits { bytes: bytes.iter(), held: 0, count: 0 };
    let mut transforms = 0;
    while bits.take(1)? == 1 {
        let kind = bits.take(2)?;
        // Each once, which is also what keeps them few.
        if transforms & (1 << kind) != 0 {
            return None;
        }
        transforms |= 1 << kind;
        match kind {
            0 | 1 => {
                let side = 1 << (bits.take(3)? + 2);
                largest_number(&mut bits, width.div_ceil(side), height.div_ceil(side))?;
            }
            2 => {}
            _ => {
                let colours = bits.take(8)? + 1;
                largest_number(&mut bits, colours, 1)?;
                let in_a_byte = match colours {
                    ..=2 => 8,
                    3..=4 => 4,
                    5..=16 => 2,
                    _ => 1,
                };
                width = width.div_ceil(in_a_byte);
            }
        }
    }
    let cache = cache_size(&mut bits)?;
    let mut groups = 1;
    if bits.take(1)? == 1 {
        let side = 1 << (bits.take(3)? + 2);
        groups = largest_number(&mut bits, width.div_ceil(side), height.div_ceil(side))? + 1;
    }
    let mut sum = 0;
    for _ in 0..groups {
        sum += GROUP_BYTES;
        for code in codes(&mut bits, cache)? {
            sum += code.bytes();
        }
        if sum > limit {
            break;
        }
    }
    Some(sum)
}

/// Goes through a small picture and returns the largest number that its pixels hold in red and green.
fn largest_number(bits: &mut Bits, width: u32, height: u32) -> Option<u32> {
    let cache = cache_size(bits)?;
    let [green, red, blue, alpha, distance] = codes(bits, cache)?;
    let (mut largest, mut seen) = (0, 0);
    let all = u64::from(width) * u64::from(height);
    while seen < all {
        let symbol = green.read(bits)?;
        seen += match symbol {
            0..256 => {
                let number = u32::from(red.read(bits)?) << 8 | u32::from(symbol);
                blue.read(bits)?;
                alpha.read(bits)?;
                largest = largest.max(number);
                1
            }
            // Pixels from further back, which hold no new numbers.
            256..280 => {
                let length = prefixed(bits, symbol - 256)?;
                let code = distance.read(bits)?;
                prefixed(bits, code)?;
                u64::from(length)
            }
            // As does the cache.
            _ => 1,
        };
    }
    Some(largest)
}

fn cache_size(bits: &mut Bits) -> Option<u16> {
    if bits.take(1)? == 0 {
        return Some(0);
    }
    let size = bits.take(4)?;
    (1..=11).contains(&size).then_some(1 << size)
}

/// A number written as a prefix and further bits.
fn prefixed(bits: &mut Bits, code: u16) -> Option<u32> {
    let code = u32::from(code);
    if code < 4 {
        return Some(code + 1);
    }
    let more = (code - 2) >> 1;
    Some(((2 + (code & 1)) << more) + bits.take(more)? + 1)
}

fn codes(bits: &mut Bits, cache: u16) -> Option<[Code; 5]> {
    let [green, red, blue, alpha, distance] = ALPHABETS;
    let mut code = |alphabet| Code::parse(bits, alphabet);
    Some([code(green + cache)?, code(red)?, code(blue)?, code(alpha)?, code(distance)?])
}

/// A canonical Huffman code.
struct Code {
    /// How many symbols have a code of each length; a single symbol has length 0 and costs nothing to read.
    counts: [u16; MAX_LENGTH + 1],
    /// In the order of their codes.
    symbols: Vec<u16>,
}

impl Code {
    fn parse(bits: &mut Bits, alphabet: u16) -> Option<Code> {
        if bits.take(1)? == 1 {
            return Code::simple(bits);
        }
        let mut lengths = [0; 19];
        for &symbol in ORDER.iter().take(usize::try_from(bits.take(4)?).ok()? + 4) {
            *lengths.get_mut(usize::from(symbol))? = u8::try_from(bits.take(3)?).ok()?;
        }
        let of_lengths = Code::new(&lengths)?;
        let mut left = u32::from(alphabet);
        if bits.take(1)? == 1 {
            let width = 2 + 2 * bits.take(3)?;
            left = bits.take(width)? + 2;
        }
        let mut lengths = Vec::with_capacity(usize::from(alphabet));
        let mut last = 8;
        while lengths.len() < usize::from(alphabet) && left > 0 {
            left -= 1;
            let (length, times) = match of_lengths.read(bits)? {
                16 => (last, bits.take(2)? + 3),
                17 => (0, bits.take(3)? + 3),
                18 => (0, bits.take(7)? + 11),
                length => (u8::try_from(length).ok()?, 1),
            };
            if length != 0 {
                last = length;
            }
            lengths.resize(lengths.len() + usize::try_from(times).ok()?, length);
        }
        if lengths.len() > usize::from(alphabet) { None } else { Code::new(&lengths) }
    }

    /// One or two symbols, as they come.
    fn simple(bits: &mut Bits) -> Option<Code> {
        let are_two = bits.take(1)? == 1;
        let width = if bits.take(1)? == 1 { 8 } else { 1 };
        let mut symbols = vec![u16::try_from(bits.take(width)?).ok()?];
        let mut counts = [0; MAX_LENGTH + 1];
        if are_two {
            symbols.push(u16::try_from(bits.take(8)?).ok()?);
            counts = [0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        }
        Some(Code { counts, symbols })
    }

    /// From the lengths of all symbols' codes. A code must leave no sequence of bits without a meaning.
    fn new(lengths: &[u8]) -> Option<Code> {
        let mut counts = [0; MAX_LENGTH + 1];
        let mut symbols: Vec<(u8, u16)> = lengths.iter().copied().zip(0..).filter(|&(length, _)| length > 0).collect();
        symbols.sort_unstable();
        for &(length, _) in &symbols {
            *counts.get_mut(usize::from(length))? += 1;
        }
        let used: u32 = counts.iter().zip((0..=15).rev()).map(|(&count, shift)| u32::from(count) << shift).sum();
        match symbols.len() {
            0 => return None,
            1 => counts = [0; MAX_LENGTH + 1],
            _ if used != 1 << MAX_LENGTH => return None,
            _ => {}
        }
        Some(Code { counts, symbols: symbols.into_iter().map(|(_, symbol)| symbol).collect() })
    }

    fn read(&self, bits: &mut Bits) -> Option<u16> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        if self.symbols.len() > 1 {
            for &count in self.counts.iter().skip(1) {
                code |= bits.take(1)?;
                let count = u32::from(count);
                if code < first + count {
                    index += code - first;
                    break;
                }
                index += count;
                first = (first + count) << 1;
                code <<= 1;
            }
        }
        self.symbols.get(usize::try_from(index).ok()?).copied()
    }

    /// What `image-webp` allocates for it: a table of up to ten bits, and a tree for what is longer.
    fn bytes(&self) -> u64 {
        let longest = self.counts.iter().rposition(|&count| count > 0).unwrap_or(0);
        if longest == 0 {
            return 0;
        }
        let in_the_tree: u64 = self.counts.iter().skip(11).map(|&count| u64::from(count)).sum();
        (4 << longest.min(10)) + in_the_tree * 2 * 16 + 64
    }
}

/// Bits, the lowest of each byte first.
struct Bits<'a> {
    bytes: std::slice::Iter<'a, u8>,
    held: u64,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.held |= u64::from(*self.bytes.next()?) << self.count;
            self.count += 8;
        }
        let taken = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        u32::try_from(taken).ok()
    }
}
