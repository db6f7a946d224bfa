//! PostgreSQL goes away while everybody is at work (R11), in every way there is: nobody waits for long, everybody is
//! told, nothing that was acknowledged is lost, and it goes on by itself.

use std::time::{Duration, Instant};

use athena::wiring::MIGRATIONS;
use db::DatabaseUrl;
use db::testing::{Cluster, fresh_postgres};

use super::community::{Caller, Somebody, cookie_of, found, start, wait};
use super::is_postgres;
use super::load::{Load, workers, wrong};
use super::proxy::{How, Proxy};
use super::truth::problems_now;
use crate::commands::directory;

const PEOPLE: usize = 16;
/// Longer than any answer takes; no promise, but a test that hangs is to fail.
const HANGS: Duration = Duration::from_secs(20);

enum Fault {
    Crash,
    Pause,
    Wire(How),
}

/// What everybody is told while there is no database: at once or soon, and when to come back.
fn ask_around(port: u16, member: &Somebody) {
    let mut caller = Caller::new(port);
    for path in ["/", "/login", "/feed", "/people", "/in/person-6", "/about"] {
        for cookies in [String::new(), cookie_of(&member.session)] {
            let asked = Instant::now();
            let reply = caller.get(path, &cookies).unwrap();
            let is_told = reply.status == 503 && !reply.header("retry-after").is_empty();
            // A page that needs nothing, or the way to one.
            let is_served = [200, 303].contains(&reply.status);
            assert!(is_told || is_served, "{path}: {reply:?}");
            assert!(asked.elapsed() < HANGS, "{path} took {:?}", asked.elapsed());
        }
    }
    let status = |path: &str| Caller::new(port).get(path, "").unwrap().status;
    assert_eq!((status("/healthz"), status("/readyz")), (200, 503));
}

#[test]
fn postgresql_may_crash_stand_still_refuse_or_be_cut_off_and_the_site_lives_on() {
    if !is_postgres() {
        return;
    }
    let Some(cluster) = Cluster::start() else { return };
    let database = wait(fresh_postgres(cluster.url(), MIGRATIONS, |_| {}));
    let DatabaseUrl::Postgres(direct) = database.options().url.clone() else { panic!("not PostgreSQL") };
    let (_, rest) = direct.split_once("127.0.0.1:").unwrap();
    let (port, name) = rest.split_once('/').unwrap();
    let proxy = Proxy::to(port.parse().unwrap());
    let url = DatabaseUrl::Postgres(direct.replace(rest, &format!("{}/{name}", proxy.port)));
    let place = directory();
    let data = place.path();
    let people = found(&url, data, PEOPLE);
    let server = start(&url, data);
    let load = Load::start(workers(&people, data), server.port);
    let wires = [How::Refused, How::Cut, How::Silent].map(Fault::Wire);
    for fault in [Fault::Crash, Fault::Pause].into_iter().chain(wires) {
        load.work(100);
        proxy.calls();
        let mut paused = None;
        match fault {
            // It is back before anybody has noticed, as a rule.
            Fault::Crash => cluster.crash(),
            Fault::Pause => paused = Some(cluster.pause()),
            Fault::Wire(how) => proxy.is(how),
        }
        if !matches!(fault, Fault::Crash) {
            load.suffer(20);
            ask_around(server.port, &people[5]);
        }
        if matches!(fault, Fault::Wire(How::Cut)) {
            load.suffer(2_000);
            let calls = proxy.calls();
            assert!(calls <= 50, "{calls} connections were tried for 2,000 wishes");
        }
        drop(paused);
        proxy.is(How::Whole);
        load.work(50);
    }
    let ended = load.stop();
    assert!(wrong(&ended).is_empty(), "{:#?}", wrong(&ended));
    for worker in &ended {
        assert!(worker.slowest < HANGS, "{:?}", worker.slowest);
    }
    assert_eq!(server.stop(), 0);
    let found = problems_now(&url, data, &data.join("mail"), &ended);
    assert!(found.is_empty(), "{found:#?}");
}
