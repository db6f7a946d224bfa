//! A new program in the place of the old one, while people ask (R20): the socket is held by somebody else, as systemd
//! does, and nobody is refused.

use std::net::TcpListener;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::commands::{Server, answer, athena, create_operator, directory};

const RESTARTS: u32 = 20;

/// The program with a socket that stays ours as descriptor 3. The shell becomes the program, so its process is the one
/// that `LISTEN_PID` names.
fn on_socket(listener: &TcpListener, data: &Path) -> Server {
    let program = athena(&["serve", "--data", data.to_str().unwrap(), "--requests-per-address", "0"]);
    let mut shell = Command::new("sh");
    shell.args(["-c", "exec 3<&0 0</dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec \"$@\"", "sh"]);
    shell.arg(program.get_program()).args(program.get_args()).env_clear();
    shell.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Server::on(shell.stdin(Stdio::from(OwnedFd::from(listener.try_clone().unwrap()))))
}

#[test]
fn nobody_is_refused_while_the_program_is_replaced_again_and_again() {
    let place = directory();
    create_operator(place.path(), "ada@example.org").well();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (ended, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
    let people: Vec<_> = ["/", "/login", "/about", "/healthz"]
        .map(|path| {
            let (ended, asked) = (Arc::clone(&ended), Arc::clone(&asked));
            std::thread::spawn(move || {
                let mut failed = Vec::new();
                while !ended.load(Ordering::Relaxed) {
                    let answer = answer(port, &format!("GET {path} HTTP/1.1"), "");
                    asked.fetch_add(1, Ordering::Relaxed);
                    if !answer.starts_with("HTTP/1.1 200 ") {
                        failed.push(format!("{path}: {answer:?}"));
                    }
                }
                failed
            })
        })
        .into();
    for round in 0..RESTARTS {
        let before = asked.load(Ordering::Relaxed);
        let server = on_socket(&listener, place.path());
        assert_eq!(server.port, port, "the socket takes the place of the configured address");
        // Everybody is at work, in this process, before it has to go.
        let patience = Instant::now() + Duration::from_secs(60);
        while asked.load(Ordering::Relaxed) < before + 40 {
            assert!(Instant::now() < patience, "nobody is answered");
            std::thread::yield_now();
        }
        assert_eq!(server.stop(), 0, "round {round}");
    }
    ended.store(true, Ordering::Relaxed);
    let last = on_socket(&listener, place.path());
    for person in people {
        assert_eq!(person.join().unwrap(), Vec::<String>::new());
    }
    assert_eq!(last.stop(), 0);
}
