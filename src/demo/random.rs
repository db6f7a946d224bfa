//! Numbers that look random and are the same for the same seed, on every machine.

/// `SplitMix64` (Steele, Lea and Flood, 2014): 64 bits of state, and no two seeds share a sequence for long.
#[derive(Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 if that is 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        // Below `bound`, which was a `usize`.
        usize::try_from(self.roll().checked_rem(bound).unwrap_or(0)).unwrap_or(0)
    }

    /// `true` in `percent` of a hundred cases.
    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of them, each as often; `None` if there is none.
    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// One of them, the first ones more often: of two draws the earlier.
    pub(super) fn pick_skewed<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        let (one, other) = (self.below(from.len()), self.below(from.len()));
        from.get(one.min(other))
    }

    /// Puts them in another order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}
