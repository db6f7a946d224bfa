//! Backups while everybody writes (R07): each is a community that can be served, with all that was acknowledged before
//! it began and no half of what came later.

use db::DatabaseUrl;

use super::community::{found, start};
use super::is_postgres;
use super::load::{Load, workers, wrong};
use super::truth::problems;
use crate::commands::{athena, directory, run};

const BACKUPS: u32 = 10;
const PEOPLE: usize = 24;
/// Writes between one backup and the next.
const WRITES: u64 = 60;

#[test]
fn ten_backups_under_load_are_ten_communities() {
    if is_postgres() {
        return;
    }
    let place = directory();
    let data = place.path();
    let people = found(&DatabaseUrl::Sqlite, data, PEOPLE);
    let load_of = workers(&people, data);
    let server = start(&DatabaseUrl::Sqlite, data);
    let load = Load::start(workers(&people, data), server.port);
    for round in 0..BACKUPS {
        load.work(WRITES);
        let beside = directory();
        let (copy, again) = (beside.path().join("copy"), beside.path().join("again"));
        let before = load.known();
        run(athena(&["backup"]).arg(&copy).arg("--data").arg(data)).well();
        let after = load.known();
        run(athena(&["restore"]).arg(&copy).arg("--data").arg(&again)).well();
        let found = problems(&DatabaseUrl::Sqlite, &again, None, (&load_of, &before, &after));
        assert!(found.is_empty(), "round {round}: {found:#?}");
    }
    let ended = load.stop();
    assert!(wrong(&ended).is_empty(), "{:#?}", wrong(&ended));
    assert_eq!(server.stop(), 0);
}
