//! A PostgreSQL cluster of one's own: on loopback, on a free port, without fsync, gone with its owner.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long a server may need to start.
const START: Duration = Duration::from_secs(30);

/// A running server.
pub struct Cluster {
    server: Child,
    /// Kills the server and removes its files when we are gone, however we went.
    guard: Child,
    port: u16,
}

/// The cluster of this process, for `postgres-own`.
pub(super) fn own() -> &'static Cluster {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    OWN.get_or_init(|| Cluster::start().expect("PostgreSQL is installed"))
}

impl Cluster {
    /// Starts a cluster; none if PostgreSQL is not installed, which is an error where `CI=true`.
    pub fn start() -> Option<Cluster> {
        Cluster::start_with(|_| Vec::new())
    }

    /// As [`Cluster::start`], after `prepare` has put what it wants into the data directory; it gives settings
    /// such as `ssl=on`.
    pub fn start_with(prepare: impl FnOnce(&Path) -> Vec<&'static str>) -> Option<Cluster> {
        let Some(bin) = installed() else {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "CI needs PostgreSQL's initdb and postgres");
            eprintln!("\n*** SKIPPED: no initdb and postgres in PATH or /usr/lib/postgresql: NOT TESTED ***\n");
            return None;
        };
        let files = tempfile::Builder::new().prefix("athena-pg-").tempdir().expect("a directory").keep();
        if as_postgres() {
            run(Command::new("chown").arg("postgres").arg(&files));
        }
        let data = files.join("data");
        run(command(&bin.join("initdb"))
            .args(["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--username=app"])
            .arg("--pgdata")
            .arg(&data)
            .stdout(Stdio::null()));
        let settings = prepare(&data);
        if as_postgres() {
            run(Command::new("chown").args(["-R", "postgres"]).arg(&data));
        }
        let start = || {
            let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
            let server = command(&bin.join("postgres"))
                .arg("-D")
                .arg(&data)
                .args(["-p", &port.to_string(), "-c", "listen_addresses=127.0.0.1"])
                .args(["-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200"])
                .args(settings.iter().flat_map(|setting| ["-c", setting]))
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .process_group(0)
                .spawn()
                .expect("the server starts");
            let guard = guard(server.id(), &files);
            let mut cluster = Cluster { server, guard, port };
            if cluster.answers(&data) {
                return Some(cluster);
            }
            // It would remove the files.
            cluster.guard.kill().expect("the guard ends");
            None
        };
        // The port was free a moment ago: somebody else may have been faster.
        let cluster = (0..5).find_map(|_| start());
        Some(cluster.expect("the server answers"))
    }

    /// The address of its database `postgres`.
    pub fn url(&self) -> String {
        format!("postgres://app@127.0.0.1:{}/postgres", self.port)
    }

    /// Stops every process of the server (SIGSTOP), until the answer is dropped: connections stay, nothing answers.
    pub fn pause(&self) -> Paused<'_> {
        self.signal("-STOP");
        Paused(self)
    }

    /// Kills one of its processes: the server ends all connections at once, and recovers from its log.
    pub fn crash(&self) {
        let one = self.children().pop().expect("a server at work has processes");
        run(Command::new("kill").args(["-KILL", &one]));
    }

    fn signal(&self, signal: &str) {
        let mut pids = self.children();
        pids.insert(0, self.server.id().to_string());
        run(Command::new("kill").arg(signal).args(pids));
    }

    fn children(&self) -> Vec<String> {
        let server = self.server.id().to_string();
        let mut pids = Vec::new();
        for entry in std::fs::read_dir("/proc").expect("/proc").flatten() {
            let stat = std::fs::read_to_string(entry.path().join("stat")).unwrap_or_default();
            // "pid (name) state parent …": a name may hold anything but the last parenthesis.
            let parent = stat.rsplit_once(") ").and_then(|(_, rest)| rest.split(' ').nth(1));
            if parent == Some(&server) {
                pids.push(entry.file_name().to_string_lossy().into_owned());
            }
        }
        pids
    }

    /// Waits until the server of these files answers; false if it ends instead.
    fn answers(&mut self, data: &Path) -> bool {
        let until = Instant::now() + START;
        let url = self.url();
        let server = &mut self.server;
        // The driver must not run on a thread that drives a runtime, as that of a test does.
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                while !is_of(&url, data) {
                    if server.try_wait().is_ok_and(|ended| ended.is_some()) {
                        return false;
                    }
                    assert!(Instant::now() < until, "the server does not answer");
                    // There is nothing to wait on but the server itself.
                    std::thread::sleep(Duration::from_millis(20));
                }
                true
            });
            waiting.join().expect("the wait ends")
        })
    }
}

/// A server that stands still; it goes on when this is dropped, lest the end of a test waits for it.
#[must_use]
pub struct Paused<'a>(&'a Cluster);

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        self.0.signal("-CONT");
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // Closing its input is the guard's signal; it has done its work when it ends.
        drop(self.guard.stdin.take());
        let _ended = self.guard.wait();
        let _ended = self.server.wait();
    }
}

/// Whether what answers there is the server of these files, and not one that was faster.
fn is_of(url: &str, data: &Path) -> bool {
    let asked = postgres::Client::connect(url, postgres::NoTls)
        .and_then(|mut client| client.query_one("SHOW data_directory", &[]));
    asked.is_ok_and(|row| Path::new(row.get::<_, &str>(0)) == data)
}

/// A shell that waits for our end of its input to close.
fn guard(server: u32, files: &Path) -> Child {
    let script = format!(
        "read -r _; kill -CONT {server} 2>/dev/null; kill -QUIT {server} 2>/dev/null; \
         while kill -0 {server} 2>/dev/null && ! grep -q ') Z' /proc/{server}/stat 2>/dev/null; do sleep 0.05; done; \
         rm -rf '{}'",
        files.display()
    );
    Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
        .expect("a shell")
}

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut places: Vec<PathBuf> =
        std::env::var_os("ATHENA_TEST_POSTGRES_BIN").into_iter().map(PathBuf::from).collect();
    places.extend(std::env::split_paths(&path));
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    places.extend(versions.map(|version| version.path().join("bin")));
    places.into_iter().find(|place| place.join("initdb").exists() && place.join("postgres").exists())
}

/// PostgreSQL refuses to run as root.
fn as_postgres() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0)
}

fn command(program: &Path) -> Command {
    if !as_postgres() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--"]).arg(program);
    // The working directory of root is closed to others.
    command.current_dir("/");
    command
}

fn run(command: &mut Command) {
    let status = command.status();
    assert!(status.is_ok_and(|status| status.success()), "{command:?} failed");
}
