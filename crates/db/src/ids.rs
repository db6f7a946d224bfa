//! Ids of 63 bits: 41 bits of milliseconds since 2025, 10 bits of node, 12 bits of sequence.
//!
//! They are made in memory. What keeps them unique across restarts is the *ceiling* in the table `node`: the
//! newest millisecond this node may have used. A start begins above it; a clock far below it refuses to start.

use std::sync::{Mutex, PoisonError};

use crate::{Clock, OpenError};

/// 2025-01-01T00:00:00Z in milliseconds since 1970.
const EPOCH_MS: i64 = 1_735_689_600_000;

/// When an id was made, µs since 1970, to the millisecond.
pub const fn id_time_us(id: i64) -> i64 {
    ((id >> 22) + EPOCH_MS) * 1_000
}
const NODE_BITS: u32 = 10;
const SEQUENCE_BITS: u32 = 12;
const SEQUENCES: i64 = 1 << SEQUENCE_BITS;
/// Node numbers run from 0 to this, exclusively.
pub(crate) const NODES: i64 = 1 << NODE_BITS;
/// How far SQLite stores the ceiling ahead of what was used: at most ten updates a second, and hardly anything
/// lost to restarts in a row.
pub(crate) const AHEAD_MS: i64 = 100;
/// How far the clock may be behind the ceiling at a start.
const PATIENCE_MS: i64 = 5_000;

/// Makes ids.
#[derive(Debug, Default)]
pub(crate) struct Mint(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    node: i64,
    last_ms: i64,
    sequence: i64,
}

/// Milliseconds since 2025 on this clock, never negative.
pub(crate) fn now_ms(clock: &Clock) -> i64 {
    (clock.now_us() / 1_000 - EPOCH_MS).max(0)
}

impl Mint {
    /// Starts above what this node has used before.
    ///
    /// # Errors
    /// `ClockBehind` if the clock shows a time more than 5 s before that.
    pub(crate) fn start(&self, node: i64, ceiling_ms: i64, clock: &Clock) -> Result<(), OpenError> {
        let behind = ceiling_ms - now_ms(clock);
        if behind > PATIENCE_MS {
            return Err(OpenError::ClockBehind(behind));
        }
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The ceiling itself may have been used: its whole millisecond is taken as spent.
        *state = State { node, last_ms: ceiling_ms.max(state.last_ms), sequence: SEQUENCES };
        Ok(())
    }

    /// The next id. A clock that stands or runs backwards, and more than 4,096 ids in a millisecond, take from
    /// the milliseconds to come.
    pub(crate) fn next(&self, clock: &Clock) -> i64 {
        let now = now_ms(clock);
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if now > state.last_ms {
            state.last_ms = now;
            state.sequence = 0;
        } else if state.sequence + 1 < SEQUENCES {
            state.sequence += 1;
        } else {
            state.last_ms += 1;
            state.sequence = 0;
        }
        (state.last_ms << (NODE_BITS + SEQUENCE_BITS)) | (state.node << SEQUENCE_BITS) | state.sequence
    }

    /// The newest millisecond used.
    pub(crate) fn last_ms(&self) -> i64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).last_ms
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    const START_US: i64 = 1_800_000_000_000_000;

    fn parts(id: i64) -> (i64, i64, i64) {
        (id >> 22, (id >> SEQUENCE_BITS) & (NODES - 1), id & (SEQUENCES - 1))
    }

    #[test]
    fn an_id_holds_time_node_and_sequence() {
        let clock = Clock::manual(START_US);
        let mint = Mint::default();
        mint.start(5, 0, &clock).unwrap();
        let ms = START_US / 1000 - EPOCH_MS;
        assert_eq!(parts(mint.next(&clock)), (ms, 5, 0));
        assert_eq!(parts(mint.next(&clock)), (ms, 5, 1));
        clock.advance(1_000);
        assert_eq!(parts(mint.next(&clock)), (ms + 1, 5, 0));
    }

    #[test]
    fn ids_rise_whatever_the_clock_does() {
        let clock = Clock::manual(START_US);
        let mint = Mint::default();
        mint.start(1023, 0, &clock).unwrap();
        let mut last = 0;
        for n in 0..30_000_i64 {
            match n % 10_000 {
                3_000 => clock.advance(-3_600_000_000),
                6_000 => clock.advance(3_600_000_500),
                9_000 => clock.set(0),
                _ => {}
            }
            let id = mint.next(&clock);
            assert!(id > last);
            last = id;
        }
    }

    #[test]
    fn threads_share_a_mint_without_meeting() {
        let clock = Clock::system();
        let mint = Mint::default();
        let ids: Vec<i64> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                (0..8).map(|_| scope.spawn(|| (0..5_000).map(|_| mint.next(&clock)).collect::<Vec<_>>())).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
    }

    #[test]
    fn a_start_is_above_the_ceiling_or_refused() {
        let clock = Clock::manual(START_US);
        let now = now_ms(&clock);
        let mint = Mint::default();
        mint.start(0, now + PATIENCE_MS, &clock).unwrap();
        assert_eq!(parts(mint.next(&clock)), (now + PATIENCE_MS + 1, 0, 0));
        let refused = mint.start(0, now + PATIENCE_MS + 1, &clock);
        assert!(matches!(refused, Err(OpenError::ClockBehind(5_001))), "{refused:?}");
    }
}
