//! When to try again.

/// After so many attempts a delivery is parked with its last error and shown to staff.
pub const MAX_ATTEMPTS: i64 = 12;

const FIRST_US: i64 = 10_000_000;
const LONGEST_US: i64 = 3_600_000_000;

/// How long (µs) to wait after attempt `attempt` (from 1) of delivery `id` has failed: 10 s, doubled each time, at most
/// one hour, of which the second half is jitter. All attempts together span between two and four hours.
///
/// The jitter is a hash of the two numbers, not chance: it spreads deliveries that failed together just as well, and a
/// test can say when a retry is due.
pub fn backoff_us(id: i64, attempt: i64) -> i64 {
    let doublings = u32::try_from(attempt.saturating_sub(1)).unwrap_or(0).min(16);
    let ceiling = FIRST_US.saturating_mul(1_i64 << doublings).min(LONGEST_US);
    let half = ceiling / 2;
    let spread = scramble(id.wrapping_mul(31).wrapping_add(attempt)).rem_euclid(half.saturating_add(1));
    half.saturating_add(spread)
}

/// The finaliser of SplitMix64 (Steele, Lea, Flood 2014): neighbouring numbers come out far apart.
fn scramble(number: i64) -> i64 {
    let z = number.cast_unsigned().wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_ten_seconds_to_one_hour_and_never_more() {
        for id in 0..1_000 {
            for attempt in 1..=MAX_ATTEMPTS {
                let ceiling = (10_000_000_i64 << (attempt - 1)).min(3_600_000_000);
                let wait = backoff_us(id, attempt);
                assert!(wait >= ceiling / 2 && wait <= ceiling, "attempt {attempt}: {wait}");
            }
        }
        assert!(backoff_us(1, i64::MAX) <= 3_600_000_000);
    }

    #[test]
    fn deliveries_that_failed_together_do_not_come_back_together() {
        let mut seconds: Vec<i64> = (0..1_000).map(|id| backoff_us(id, 9) / 1_000_000).collect();
        seconds.sort_unstable();
        seconds.dedup();
        assert!(seconds.len() > 500, "{} different seconds", seconds.len());
    }
}
