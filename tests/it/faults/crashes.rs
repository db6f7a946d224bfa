//! The process ends at any moment (R01), and nothing that was acknowledged is lost or half there.

use athena::wiring::MIGRATIONS;

use super::community::{copy, found, give_up, start, wait};
use super::load::{Load, workers, wrong};
use super::truth::problems_now;
use crate::commands::directory;

const KILLS: u32 = 20;
const PEOPLE: usize = 24;
/// Writes that are acknowledged before each end, at least, and by chance up to twice as many.
const WRITES: u64 = 150;

/// SplitMix64 (Steele, Lea, Flood 2014), from a seed that a failing test shows.
struct Chance(u64);

impl Chance {
    fn new() -> Chance {
        let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_micros();
        let seed = u64::try_from(seed).unwrap();
        eprintln!("seed {seed}");
        Chance(seed)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound
    }
}

#[test]
fn whatever_was_acknowledged_outlives_twenty_kills() {
    let database = wait(db::testing::fresh(MIGRATIONS));
    let url = &database.options().url;
    let place = directory();
    let data = place.path();
    let people = found(url, data, PEOPLE);
    let mut workers = workers(&people, data);
    workers[0].parked = give_up(url, data, 40);
    let mut chance = Chance::new();
    for round in 0..KILLS {
        let mut server = start(url, data);
        let load = Load::start(workers, server.port);
        load.work(WRITES + chance.below(WRITES));
        server.kill();
        workers = load.left();
        assert!(wrong(&workers).is_empty(), "round {round}: {:#?}", wrong(&workers));
        let beside = directory();
        copy(data, beside.path());
        let found = problems_now(url, beside.path(), &data.join("mail"), &workers);
        assert!(found.is_empty(), "round {round}: {found:#?}");
    }
}
