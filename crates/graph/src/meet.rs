//! What two lists have in common.

use std::borrow::Cow;

use crate::at;
use crate::list::{List, Neighbours};

/// From here on the entries of the shorter list are looked up in the longer one; below, both are read side by side.
const MUCH_LONGER: usize = 16;

/// Steps that are taken before what they found is handed out.
const STEPS: usize = 16;
/// Entries of either list to a step.
const WIDTH: usize = 8;

/// The nodes that are in both of two lists, ascending.
pub(crate) struct Meet<'a> {
    how: How<'a>,
    most: usize,
}

enum How<'a> {
    SideBySide(Box<SideBySide<'a>>),
    LookUp { short: Neighbours<'a>, long: List<'a>, looked: usize },
}

impl<'a> Meet<'a> {
    pub(crate) fn new(a: List<'a>, b: List<'a>) -> Meet<'a> {
        Meet::within(a, b, usize::MAX)
    }

    /// Ends early when `most` entries have been looked at, or some dozens more. Not so many are copied, either.
    pub(crate) fn within(a: List<'a>, b: List<'a>, most: usize) -> Meet<'a> {
        let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let copied = short.copied().saturating_add(long.copied());
        let how = if long.len() / MUCH_LONGER >= short.len() || copied > most {
            How::LookUp { short: short.iter(), long, looked: 0 }
        } else {
            How::SideBySide(Box::new(SideBySide::new(short.whole(), long.whole())))
        };
        Meet { how, most }
    }

    /// How many entries of the lists have been looked at.
    pub(crate) fn looked(&self) -> usize {
        match &self.how {
            How::SideBySide(lists) => lists.looked(),
            How::LookUp { looked, .. } => *looked,
        }
    }

    /// The next one where none is ready.
    fn look_on(&mut self) -> Option<u32> {
        match &mut self.how {
            How::SideBySide(lists) => {
                while lists.step_on(self.most) {
                    if let Some(found) = lists.ready() {
                        return Some(found);
                    }
                }
            }
            How::LookUp { short, long, looked } => {
                while *looked < self.most {
                    let node = short.next()?;
                    let (is_there, more) = long.skip_to(node);
                    *looked = looked.saturating_add(more).saturating_add(1);
                    if is_there {
                        return Some(node);
                    }
                }
            }
        }
        None
    }
}

impl Iterator for Meet<'_> {
    type Item = u32;

    #[inline]
    fn next(&mut self) -> Option<u32> {
        // Mostly one is ready, and then there is little to do.
        if let How::SideBySide(lists) = &mut self.how
            && let Some(found) = lists.ready()
        {
            return Some(found);
        }
        self.look_on()
    }
}

/// Two lists of like length. Which of both is behind, and whether their next entries are the same, is as good as chance,
/// and a processor that guesses wrong loses more time than to compare takes. Hence eight entries of each are compared
/// with one another at once, nothing branches on who is behind, and what is found is put down before it is counted.
struct SideBySide<'a> {
    a: Cow<'a, [u32]>,
    b: Cow<'a, [u32]>,
    at_a: usize,
    at_b: usize,
    found: [u32; STEPS * WIDTH],
    count: usize,
    given: usize,
}

impl<'a> SideBySide<'a> {
    fn new(a: Cow<'a, [u32]>, b: Cow<'a, [u32]>) -> SideBySide<'a> {
        SideBySide { a, b, at_a: 0, at_b: 0, found: [0; STEPS * WIDTH], count: 0, given: 0 }
    }

    fn looked(&self) -> usize {
        self.at_a.saturating_add(self.at_b)
    }

    /// What has been found and not been given.
    #[inline]
    fn ready(&mut self) -> Option<u32> {
        if self.given >= self.count {
            return None;
        }
        let found = self.found.get(self.given).copied();
        self.given = self.given.wrapping_add(1);
        found
    }

    /// Some steps, until there are no more or `most` entries have been looked at; `false` if there was none to take.
    fn step_on(&mut self, most: usize) -> bool {
        let (a, b) = (self.a.get(self.at_a..).unwrap_or_default(), self.b.get(self.at_b..).unwrap_or_default());
        let left = most.saturating_sub(self.looked());
        let (mut at_a, mut at_b, mut count) = (0_usize, 0_usize, 0_usize);
        for _ in 0..STEPS {
            if at_a.wrapping_add(at_b) >= left {
                break;
            }
            let (Some(xs), Some(ys)) = (some(a, at_a), some(b, at_b)) else {
                // Where there are not eight any more, one.
                if let (Some(x), Some(y)) = (a.get(at_a), b.get(at_b)) {
                    at_a = at_a.wrapping_add(usize::from(x <= y));
                    at_b = at_b.wrapping_add(usize::from(y <= x));
                    count = put_down(&mut self.found, count, *x, usize::from(x == y));
                    continue;
                }
                break;
            };
            let ([.., x], [.., y]) = (xs, ys);
            at_a = at_a.wrapping_add(WIDTH.wrapping_mul(usize::from(x <= y)));
            at_b = at_b.wrapping_add(WIDTH.wrapping_mul(usize::from(y <= x)));
            let is_there = which_are_in(xs, ys);
            if is_there.iter().fold(0, |any, mask| any | mask) != 0 {
                for (x, mask) in xs.into_iter().zip(is_there) {
                    count = put_down(&mut self.found, count, x, at(mask & 1));
                }
            }
        }
        self.at_a = self.at_a.wrapping_add(at_a);
        self.at_b = self.at_b.wrapping_add(at_b);
        (self.count, self.given) = (count, 0);
        at_a.wrapping_add(at_b) > 0
    }
}

/// For each of `xs` whether it is among `ys`: all bits or none. Written so that the compiler makes wide comparisons of it.
fn which_are_in(xs: [u32; WIDTH], ys: [u32; WIDTH]) -> [u32; WIDTH] {
    let mut is_there = [0; WIDTH];
    for y in ys {
        for (mask, x) in is_there.iter_mut().zip(xs) {
            *mask |= u32::from(x == y).wrapping_neg();
        }
    }
    is_there
}

/// Puts `node` down and counts it once or, if it is not there, not at all; then the next one takes its place.
fn put_down(found: &mut [u32; STEPS * WIDTH], count: usize, node: u32, times: usize) -> usize {
    if let Some(place) = found.get_mut(count) {
        *place = node;
    }
    count.wrapping_add(times)
}

fn some(list: &[u32], at: usize) -> Option<[u32; WIDTH]> {
    list.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{How, Meet};
    use crate::list::{Change, List};

    fn numbers(count: u32, below: u32, seed: u32) -> BTreeSet<u32> {
        let mut state = seed;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            state % below
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn lists_of_all_lengths_meet_in_what_both_have() {
        let lengths = [0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 33, 100, 400];
        for (seed, below) in [(1, 60), (2, 300), (3, 5_000)] {
            for short in lengths {
                for long in lengths {
                    let (a, b) = (numbers(short, below, seed), numbers(long, below, seed + 10));
                    let wanted: Vec<u32> = a.intersection(&b).copied().collect();
                    let (a, b): (Vec<u32>, Vec<u32>) = (a.into_iter().collect(), b.into_iter().collect());
                    let (a, b) = (List::new(&a, None), List::new(&b, None));
                    assert_eq!(Meet::new(a, b).collect::<Vec<_>>(), wanted, "{short} {long} {below}");
                    assert_eq!(Meet::new(b, a).collect::<Vec<_>>(), wanted, "{short} {long} {below}");
                }
            }
        }
    }

    #[test]
    fn changes_count_in_both_ways_of_looking() {
        let folded: Vec<u32> = (0..200).map(|number| number * 3).collect();
        let mut change = Change::default();
        change.insert(4);
        change.remove(9);
        for short in [vec![3, 4, 9, 12], (0..150).collect()] {
            let found: Vec<u32> = Meet::new(List::new(&short, None), List::new(&folded, Some(&change))).collect();
            assert!(found.starts_with(&[0, 3, 4, 6, 12][usize::from(short.len() == 4)..][..1]));
            let wanted: Vec<u32> =
                short.into_iter().filter(|node| *node == 4 || (*node != 9 && node % 3 == 0)).collect();
            assert_eq!(found, wanted);
        }
    }

    #[test]
    fn no_more_is_copied_than_may_be_looked_at() {
        let (even, all): (Vec<u32>, Vec<u32>) = ((0..1_000).map(|number| number * 2).collect(), (0..1_000).collect());
        let mut change = Change::default();
        change.insert(5);
        let changed = List::new(&even, Some(&change));
        for (most, is_copied) in [(1_000, false), (1_001, true)] {
            let mut meet = Meet::within(changed, List::new(&all, None), most);
            assert_eq!(matches!(meet.how, How::SideBySide(_)), is_copied);
            assert_eq!(meet.by_ref().take(5).collect::<Vec<_>>(), [0, 2, 4, 5, 6]);
        }
    }

    #[test]
    fn a_long_list_is_not_read_for_a_short_one_and_reading_ends_where_told() {
        let long: Vec<u32> = (0..1_000_000).collect();
        let mut meet = Meet::new(List::new(&[10, 500_000, 999_999], None), List::new(&long, None));
        assert_eq!(meet.by_ref().count(), 3);
        assert!(meet.looked() < 200, "{}", meet.looked());

        let (even, odd): (Vec<u32>, Vec<u32>) = (0..10_000).partition(|number| number % 2 == 0);
        let mut meet = Meet::within(List::new(&even, None), List::new(&odd, None), 100);
        assert_eq!(meet.next(), None);
        assert!((100..120).contains(&meet.looked()), "{}", meet.looked());

        let few: Vec<u32> = (0..100).map(|number| number * 10_000 + 1).collect();
        let even: Vec<u32> = (0..1_000_000).filter(|number| number % 2 == 0).collect();
        let mut meet = Meet::within(List::new(&few, None), List::new(&even, None), 100);
        assert_eq!(meet.next(), None);
        assert!((100..150).contains(&meet.looked()), "{}", meet.looked());
    }
}
