//! Starts the programs under load on one core, looks at what they cost, and ends them: by their id, whatever happens.

use std::fs::{self, File};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, Signal, getrlimit, kill_process, setrlimit};
use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::client::Connection;
use crate::{Result, plain_get};

/// Where the server runs.
const SERVERS_CORE: usize = 0;
/// Where this program runs.
const OUR_CORE: usize = 1;
/// A start that takes longer has failed.
const START: Duration = Duration::from_secs(120);
/// A stop that takes longer is forced.
const STOP: Duration = Duration::from_secs(15);

/// A running server. Dropping it kills it.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// From its start to its first answer.
    pub started_in: Duration,
}

/// What the operating system says of a process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// Time on a core, user and system, in seconds; in steps of a clock tick.
    pub cpu: f64,
    /// Resident memory, KiB.
    pub rss_kib: u64,
    /// The same, pages shared with others counted in part.
    pub pss_kib: u64,
}

/// Keeps this program on its own core and lets it and its children open as many sockets as the system allows.
///
/// # Errors
/// As the system says.
pub fn prepare() -> Result<()> {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum })?;
    pin(OUR_CORE)
}

/// Whether server and generator have a core each.
pub fn has_two_cores() -> bool {
    std::thread::available_parallelism().is_ok() && fs::read_dir("/sys/devices/system/cpu/cpu1").is_ok()
}

fn pin(core: usize) -> Result<()> {
    if has_two_cores() {
        let mut cores = CpuSet::new();
        cores.set(core);
        sched_setaffinity(None, &cores)?;
    }
    Ok(())
}

/// A free port of this machine's own address.
///
/// # Errors
/// There is none.
pub fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

/// The command with its output in a file, on the servers' core. A child inherits the core of the thread that makes it.
///
/// # Errors
/// As the system says.
pub fn spawn(command: &mut Command, log: &Path) -> Result<Child> {
    let file = File::options().create(true).append(true).open(log)?;
    command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    let ours = sched_getaffinity(None)?;
    pin(SERVERS_CORE)?;
    let child = command.spawn();
    sched_setaffinity(None, &ours)?;
    child.map_err(|error| format!("{} cannot be started: {error}", command.get_program().display()).into())
}

impl Server {
    /// Starts a program that listens on `address`, and waits for the 200 of `/readyz`.
    ///
    /// # Errors
    /// It ends, or does not answer in time; its log says why.
    pub async fn start(command: &mut Command, address: SocketAddr, log: &Path) -> Result<Server> {
        let begun = Instant::now();
        let child = spawn(command, log)?;
        let mut server = Server { child, address, started_in: Duration::ZERO };
        let request = plain_get("/readyz", address, None);
        loop {
            if let Ok(mut connection) = Connection::open(Ipv4Addr::LOCALHOST, address).await
                && connection.ask(&request).await.is_ok_and(|answer| answer.status == 200)
            {
                server.started_in = begun.elapsed();
                return Ok(server);
            }
            if let Some(status) = server.child.try_wait()? {
                return Err(format!("the server ended ({status}); see {}", log.display()).into());
            }
            if begun.elapsed() > START {
                return Err(format!("the server does not answer; see {}", log.display()).into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// `athena serve` on a data directory, with the configuration it ships with but for `flags`.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn athena(program: &Path, data: &Path, flags: &[&str]) -> Result<Server> {
        Server::athena_at(free_address()?, program, data, flags).await
    }

    /// The same at an address that is known already.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn athena_at(address: SocketAddr, program: &Path, data: &Path, flags: &[&str]) -> Result<Server> {
        let mut command = Command::new(program);
        command.arg("serve").arg("--data").arg(data);
        command.args(["--listen", &address.to_string()]).args(["--public-url", &public_url(address)]);
        command.args(flags);
        Server::start(&mut command, address, &log_beside(data)).await
    }

    /// This program as the server of the ceilings.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub async fn ceilings(data: &Path) -> Result<Server> {
        let address = free_address()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve-ceilings").arg("--data").arg(data).args(["--listen", &address.to_string()]);
        Server::start(&mut command, address, &log_beside(data)).await
    }

    /// What it has cost so far.
    ///
    /// # Errors
    /// It is gone.
    pub fn cost(&self) -> Result<Cost> {
        let place = PathBuf::from(format!("/proc/{}", self.child.id()));
        let stat = fs::read_to_string(place.join("stat"))?;
        // The name in parentheses may hold anything. After it, from field 3 on; utime and stime are 14 and 15.
        let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
        let ticks = |field: usize| fields.get(field).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        let rollup = fs::read_to_string(place.join("smaps_rollup"))?;
        let kib = |key: &str| {
            let line = rollup.lines().find_map(|line| line.strip_prefix(key)).unwrap_or_default();
            line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
        };
        Ok(Cost {
            cpu: (ticks(11) + ticks(12)) as f64 / rustix::param::clock_ticks_per_second() as f64,
            rss_kib: kib("Rss:"),
            pss_kib: kib("Pss:"),
        })
    }

    /// Asks it to stop and waits; answers how long that took and whether it went by itself.
    ///
    /// # Errors
    /// As the system says.
    pub async fn stop(mut self) -> Result<(Duration, bool)> {
        let begun = Instant::now();
        let by_itself = end(&mut self.child, Signal::TERM).await?;
        Ok((begun.elapsed(), by_itself))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing to do.
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

/// Sends the signal and waits; after [`STOP`] it kills. Says whether the child went by itself.
///
/// # Errors
/// As the system says.
pub async fn end(child: &mut Child, signal: Signal) -> Result<bool> {
    kill_process(Pid::from_child(child), signal)?;
    let begun = Instant::now();
    while child.try_wait()?.is_none() {
        if begun.elapsed() > STOP {
            child.kill()?;
            child.wait()?;
            return Ok(false);
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    Ok(true)
}

/// The address people would type.
pub fn public_url(address: SocketAddr) -> String {
    format!("http://localhost:{}", address.port())
}

/// The log of whatever runs on a data directory.
pub fn log_beside(data: &Path) -> PathBuf {
    data.with_extension("log")
}

/// A copy of a data directory that nobody uses, its socket and mails left behind.
///
/// # Errors
/// As the system says.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
