//! What was counted under load, and how it reads.

use std::collections::BTreeMap;
use std::time::Duration;

/// Counts of one load.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// µs of each answer, by status.
    took: BTreeMap<u16, Vec<u32>>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Connections that broke, or answers that were none.
    pub broken: u64,
    /// Requests given up after [`crate::load::PATIENCE`].
    pub late: u64,
    /// Requests that should have been sent by the end and were not: no connection was free.
    pub unsent: u64,
}

impl Tally {
    /// Notes an answer.
    pub fn answered(&mut self, status: u16, bytes: usize, took: Duration) {
        let us = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        self.took.entry(status).or_default().push(us);
        self.bytes += bytes as u64;
    }

    /// Adds another's counts.
    pub fn add(&mut self, other: Tally) {
        for (status, took) in other.took {
            self.took.entry(status).or_default().extend(took);
        }
        self.bytes += other.bytes;
        self.broken += other.broken;
        self.late += other.late;
        self.unsent += other.unsent;
    }

    /// Answers in all.
    pub fn answers(&self) -> u64 {
        self.took.values().map(|took| took.len() as u64).sum()
    }

    /// Answers that did what was asked: 2xx and 3xx.
    pub fn good(&self) -> u64 {
        self.took.range(200..400).map(|(_, took)| took.len() as u64).sum()
    }

    /// Everything that was asked for or should have been.
    pub fn wanted(&self) -> u64 {
        self.answers() + self.broken + self.late + self.unsent
    }

    /// How long the good answers took.
    pub fn good_times(&self) -> Times {
        Times::of(self.took.range(200..400).flat_map(|(_, took)| took).copied().collect())
    }

    /// How long the answers with a status took.
    pub fn times(&self, status: u16) -> Times {
        Times::of(self.took.get(&status).cloned().unwrap_or_default())
    }

    /// Answers with a status.
    pub fn count(&self, status: u16) -> u64 {
        self.took.get(&status).map_or(0, |took| took.len() as u64)
    }

    /// `200: 5000, 503: 3`, and what came back in no other way.
    pub fn statuses(&self) -> String {
        let mut parts: Vec<String> =
            self.took.iter().map(|(status, took)| format!("{status}: {}", took.len())).collect();
        for (word, count) in [("broken", self.broken), ("late", self.late), ("unsent", self.unsent)] {
            if count > 0 {
                parts.push(format!("{word}: {count}"));
            }
        }
        parts.join(", ")
    }
}

/// Quantiles, µs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// Half took no longer.
    pub p50: u32,
    /// Nine of ten.
    pub p90: u32,
    /// 99 of a hundred.
    pub p99: u32,
    /// All.
    pub max: u32,
}

impl Times {
    fn of(mut all: Vec<u32>) -> Times {
        all.sort_unstable();
        let at = |part: f64| {
            let rank = (all.len() as f64 * part).ceil() as usize;
            all.get(rank.max(1) - 1).or(all.last()).copied().unwrap_or(0)
        };
        Times { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1.0) }
    }
}

/// The middle of several figures; of an even number the upper one.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_answers_that_were_really_given() {
        let mut tally = Tally::default();
        for ms in 1..=1000 {
            tally.answered(200, 2, Duration::from_millis(ms));
        }
        tally.answered(503, 1, Duration::from_micros(7));
        let Times { p50, p90, p99, max } = tally.good_times();
        assert_eq!([p50, p90, p99, max], [500_000, 900_000, 990_000, 1_000_000]);
        assert_eq!(tally.times(503).p50, 7);
        assert_eq!(tally.times(404).max, 0);
        assert_eq!((tally.good(), tally.answers(), tally.bytes), (1000, 1001, 2001));
    }

    #[test]
    fn the_median_is_a_figure_that_was_measured() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![7.0]), 7.0);
    }
}
