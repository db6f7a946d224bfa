//! The program with a clock that jumps and stands still (R12), as the system's own does for it.

use std::path::Path;

use athena::wiring::MIGRATIONS;

use super::community::{Caller, Somebody, cookie_of, found, serve, wait};
use crate::commands::{Server, directory};
use crate::support::PASSWORD;

struct Visit<'a> {
    caller: Caller,
    who: &'a Somebody,
}

impl Visit<'_> {
    /// Whether the session opens a page.
    fn opens(&mut self, session: &str) -> bool {
        self.caller.get("/feed", &cookie_of(session)).unwrap().status == 200
    }

    fn sign_in(&mut self) -> String {
        let reply = self.caller.post("/login", "", &[("email", &self.who.email), ("password", PASSWORD)]).unwrap();
        assert_eq!(reply.status, 303, "{reply:?}");
        reply.cookie("session").unwrap()
    }

    /// Writes rows with new ids.
    fn edit(&mut self, session: &str, times: usize) {
        for n in 0..times {
            let link = format!("https://example.org/{n}");
            let fields = [("name", "Ada"), ("url_1", link.as_str()), ("url_2", &link), ("url_3", &link)];
            let reply = self.caller.post("/in/person-0/edit", &cookie_of(session), &fields).unwrap();
            assert_eq!(reply.status, 303, "{reply:?}");
        }
    }
}

/// The program with a clock that this file tells: as far from the real one as it says, or standing where it says.
fn start(url: &db::DatabaseUrl, data: &Path, library: &str, clock: &Path) -> Server {
    let mut command = serve(url, data);
    command.env("LD_PRELOAD", library).env("FAKETIME_TIMESTAMP_FILE", clock);
    Server::of(command.envs([("FAKETIME_NO_CACHE", "1"), ("FAKETIME_DONT_FAKE_MONOTONIC", "1")]))
}

#[test]
fn the_program_goes_on_when_its_clock_jumps_or_stands_still() {
    let library = std::env::var("ATHENA_TEST_FAKETIME").unwrap_or_default();
    if library.is_empty() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs libfaketime");
        eprintln!("\n*** SKIPPED: ATHENA_TEST_FAKETIME does not name libfaketimeMT.so.1: NOT TESTED ***\n");
        return;
    }
    let database = wait(db::testing::fresh(MIGRATIONS));
    let url = &database.options().url;
    let (place, beside) = (directory(), directory());
    let people = found(url, place.path(), 1);
    let clock = beside.path().join("clock");
    let set = |how: &str| {
        std::fs::write(beside.path().join("next"), format!("{how}\n")).unwrap();
        std::fs::rename(beside.path().join("next"), &clock).unwrap();
    };
    set("+0");
    let server = start(url, place.path(), &library, &clock);
    let mut visit = Visit { caller: Caller::new(server.port), who: &people[0] };
    let first = visit.sign_in();
    visit.edit(&first, 10);

    set("-1h");
    assert!(visit.opens(&first));
    let second = visit.sign_in();
    visit.edit(&second, 10);

    set("1970-01-02 00:00:00");
    assert!(visit.opens(&first) && visit.opens(&second));
    visit.edit(&first, 200);

    set("+0");
    assert!(visit.opens(&first) && visit.opens(&second));
    visit.edit(&second, 10);

    set("+3650d");
    assert!(!visit.opens(&first));
    let third = visit.sign_in();
    visit.edit(&third, 10);

    set("+0");
    assert!(!visit.opens(&first), "a session that was over is back");
    assert!(visit.opens(&third));
    visit.edit(&third, 10);
    assert_eq!(visit.caller.get("/readyz", "").unwrap().status, 200);
    assert_eq!(server.stop(), 0);
}
