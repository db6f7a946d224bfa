//! The disk below: what it must have kept before anybody is told (fsync), what happens when it refuses (R05), and when
//! it is full (R04).

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use db::DatabaseUrl::Sqlite;

use super::community::{Caller, Somebody, cookie_of, copy, found, serve, start};
use super::is_postgres;
use super::load::{Load, Worker, workers, wrong};
use super::truth::problems_now;
use crate::commands::{Server, directory};

const PEOPLE: usize = 16;

/// Whether the test can run; where everything must, it can.
fn may(what: &str, is_there: bool) -> bool {
    if !is_there {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs {what}");
        eprintln!("\n*** SKIPPED: needs {what}: NOT TESTED ***\n");
    }
    is_there
}

fn can_trace() -> bool {
    if is_postgres() {
        return false;
    }
    let mut tried = Command::new("strace");
    tried.args(["-q", "-o", "/dev/null", "true"]).stderr(Stdio::null());
    may("strace, and the right to trace", tried.status().is_ok_and(|status| status.success()))
}

/// The program, run by another one with these arguments.
fn under(other: &mut Command, data: &Path) -> Server {
    let program = serve(&Sqlite, data);
    other.arg(program.get_program()).args(program.get_args()).env_clear();
    Server::of(other.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?)))))
}

/// The program under strace, as if it were not.
fn traced(data: &Path, options: &[&str], to: &Path) -> Server {
    let mut strace = Command::new("strace");
    under(strace.args(["-D", "-f", "-q", "-s", "30", "-o"]).arg(to).args(options).arg("--"), data)
}

/// Nothing is lost and nobody got a wrong answer. The process is gone.
#[track_caller]
fn is_sound(data: &Path, workers: &[Worker], when: &str) {
    assert!(wrong(workers).is_empty(), "{when}: {:#?}", wrong(workers));
    let beside = directory();
    copy(data, beside.path());
    let found = problems_now(&Sqlite, beside.path(), &data.join("mail"), workers);
    assert!(found.is_empty(), "{when}: {found:#?}");
}

#[test]
fn nobody_is_told_before_the_disk_has_it() {
    const EDITS: usize = 20;
    if !can_trace() {
        return;
    }
    let (place, beside) = (directory(), directory());
    let data = place.path();
    let people = found(&Sqlite, data, 1);
    let trace = beside.path().join("trace");
    let server = traced(data, &["-e", "trace=fsync,fdatasync,recvfrom,sendto,writev"], &trace);
    let mut caller = Caller::new(server.port);
    for n in 0..EDITS {
        let headline = format!("headline {n}");
        let fields = [("name", "Ada"), ("headline", headline.as_str())];
        let reply = caller.post("/in/person-0/edit", &cookie_of(&people[0].session), &fields).unwrap();
        assert_eq!(reply.status, 303);
    }
    assert_eq!(server.stop(), 0);
    // Q a request, F an fsync that has ended, A an answer.
    let of = |line: &str| {
        let (is_fsync, ended) = (line.contains("fsync") || line.contains("fdatasync"), line.ends_with("= 0"));
        match () {
            () if line.contains("POST /in/person-0/edit") => Some('Q'),
            () if line.contains("HTTP/1.1 303") => Some('A'),
            () if is_fsync && ended => Some('F'),
            () => None,
        }
    };
    let text = fs::read_to_string(&trace).unwrap();
    let events: String = text.lines().filter_map(of).collect();
    let edits = events.get(events.find('Q').unwrap()..=events.rfind('A').unwrap()).unwrap();
    assert_eq!(edits, "QFA".repeat(EDITS), "{text}");
}

#[test]
fn many_who_write_at_once_share_an_fsync() {
    if !can_trace() {
        return;
    }
    let (place, beside) = (directory(), directory());
    let data = place.path();
    let people = found(&Sqlite, data, PEOPLE);
    let trace = beside.path().join("trace");
    let server = traced(data, &["-e", "trace=fsync,fdatasync"], &trace);
    let load = Load::start(workers(&people, data), server.port);
    load.work(400);
    let ended = load.stop();
    assert!(wrong(&ended).is_empty(), "{:#?}", wrong(&ended));
    assert_eq!(server.stop(), 0);
    let fsyncs = fs::read_to_string(&trace).unwrap().lines().filter(|line| line.ends_with("= 0")).count();
    assert!(fsyncs < 300, "{fsyncs} for 400 writes of {PEOPLE} people");
}

#[test]
fn nothing_is_written_after_an_fsync_has_failed() {
    if !can_trace() {
        return;
    }
    let place = directory();
    let data = place.path();
    let people = found(&Sqlite, data, PEOPLE);
    let mut load = workers(&people, data);
    for nth in [10, 17, 30, 55] {
        // Counted for each thread: that of the writer comes to it first, some while after the start.
        let inject = format!("inject=fsync,fdatasync:error=EIO:when={nth}+");
        let mut server = traced(data, &["-e", "trace=fsync,fdatasync", "-e", &inject], Path::new("/dev/null"));
        load = Load::start(load, server.port).left();
        server.after("the disk no longer keeps what it is given");
        assert_eq!(server.ended().signal(), Some(6), "the process ends at once, by abort");
        is_sound(data, &load, &format!("fsync {nth}"));
    }
    // With a disk that works again, nothing is left to do.
    let server = start(&Sqlite, data);
    let working = Load::start(load, server.port);
    working.work(50);
    let ended = working.stop();
    assert_eq!(server.stop(), 0);
    is_sound(data, &ended, "in the end");
}

#[test]
fn a_write_that_the_disk_refuses_is_refused_and_the_next_one_is_not() {
    if !can_trace() {
        return;
    }
    let place = directory();
    let data = place.path();
    let people = found(&Sqlite, data, PEOPLE);
    let mut load = workers(&people, data);
    for kind in ["error=EIO", "error=ENOSPC"] {
        let inject = format!("inject=pwrite64:{kind}:when=80+37");
        let server = traced(data, &["-e", "trace=pwrite64", "-e", &inject], Path::new("/dev/null"));
        let working = Load::start(load, server.port);
        working.suffer(5);
        working.work(100);
        load = working.stop();
        assert_eq!(server.stop(), 0);
        is_sound(data, &load, kind);
    }
}

/// A small file system in memory that only this process and its children see.
struct SmallDisk {
    holder: Child,
    at: PathBuf,
    filler: Option<File>,
}

impl SmallDisk {
    /// Mounts it, if that is allowed.
    fn mount(at: &Path, size: &str) -> Option<SmallDisk> {
        let mut unshare = Command::new("unshare");
        let script = "mount -t tmpfs -o size=\"$1\" none \"$2\" && echo there && exec cat";
        unshare.args(["--mount", "sh", "-c", script, "sh", size]).arg(at);
        let mut holder = unshare.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
        let mut said = [0; 6];
        let is_there = holder.stdout.as_mut().is_some_and(|out| out.read_exact(&mut said).is_ok());
        let disk = SmallDisk { holder, at: at.to_owned(), filler: None };
        may("root, for a file system of its own", is_there).then_some(disk)
    }

    /// Where others see it.
    fn outside(&self) -> PathBuf {
        let root = PathBuf::from(format!("/proc/{}/root", self.holder.id()));
        root.join(self.at.strip_prefix("/").unwrap())
    }

    /// The program, with its data there.
    fn serve(&self) -> Server {
        let mut enter = Command::new("nsenter");
        under(enter.args(["--mount", "--target", &self.holder.id().to_string(), "--"]), &self.at)
    }

    /// Leaves no room at all.
    fn fill(&mut self) {
        let mut file = File::create(self.outside().join("filler")).unwrap();
        loop {
            match file.write_all(&[0; 4096]) {
                Ok(()) => {}
                Err(error) if error.kind() == ErrorKind::StorageFull => break,
                Err(error) => panic!("{error}"),
            }
        }
        self.filler = Some(file);
    }

    /// Gives it back.
    fn free(&mut self) {
        self.filler = None;
        fs::remove_file(self.outside().join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(self.holder.stdin.take());
        let _ended = self.holder.wait();
    }
}

#[test]
fn a_full_disk_refuses_writes_in_words_and_serves_on() {
    let (place, mounted) = (directory(), directory());
    let disk = (!is_postgres()).then(|| SmallDisk::mount(mounted.path(), "48m")).flatten();
    let Some(mut disk) = disk else { return };
    let people = found(&Sqlite, place.path(), PEOPLE);
    let data = disk.outside();
    copy(place.path(), &data);
    let mut load = workers(&people, &data);
    for writes in [3, 40, 120, 300] {
        let server = disk.serve();
        let working = Load::start(load, server.port);
        working.work(writes);
        disk.fill();
        working.suffer(20);
        let mut caller = Caller::new(server.port);
        let Somebody { session, .. } = &people[5];
        for path in ["/", "/login", "/feed", "/people", "/in/person-6", "/healthz"].repeat(10) {
            let reply = caller.get(path, &cookie_of(session)).unwrap();
            // From some they are sent on to another.
            let is_there = [200, 301, 303].contains(&reply.status);
            assert!(is_there, "after {writes}: {path}: {reply:?}");
        }
        disk.free();
        working.work(60);
        load = working.stop();
        assert_eq!(server.stop(), 0);
        is_sound(&data, &load, &format!("full after {writes}"));
    }
}
