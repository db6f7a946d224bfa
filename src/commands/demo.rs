//! `athena demo`: a community with made-up people, to look around in.
//!
//! `demo.json` marks the directory as a demo's and keeps its two sign-ins; only such a directory is ever emptied.

use std::fs;
use std::io::{ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;

use super::options::{Flags, Loaded, is_empty, load_demo, make_private, shown};
use super::serve::{House, listen, take_port};
use super::{Failure, Outcome, control, log, say};
use crate::accounts::{Email, passwords};
use crate::demo::{self, Plan, Progress, SignIn, SignIns, Size};
use crate::kernel::App;
use crate::kernel::secrets::write_private;

/// The file that marks a demo's directory.
const MARK: &str = "demo.json";
/// Ports tried after the usual one.
const MORE_PORTS: u16 = 50;

const EXAMPLES: &str = "\
Examples:
  athena demo
      A small community in ./athena-demo, on http://localhost:8000 or the next free port.
  athena demo --size town
      Twenty thousand people, made in less than a minute.
  athena demo --fresh --seed 7
      Forget what was changed and make another community.

Nothing leaves this machine: mails are kept and shown in the pages. A demo looks at neither
athena.toml nor ATHENA_… (but for ATHENA_LOG and ATHENA_LOG_FORMAT), so it never touches a real
community. Ctrl-C ends it; the next start goes on where this one ended.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Demo {
    /// Directory of the demo
    #[arg(long, value_name = "DIR", default_value = "athena-demo")]
    data: PathBuf,
    /// Address and port [default: 127.0.0.1:8000, or the next free port]
    #[arg(long, value_name = "ADDR:PORT")]
    listen: Option<SocketAddr>,
    /// Address under which people reach it, if not http://localhost
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    /// How many people: small (60), town (20,000) or city (a million; takes a while, and some gigabytes)
    #[arg(long, value_enum, default_value_t = Wanted::Small, hide_possible_values = true)]
    size: Wanted,
    /// Another seed makes other people; the same one the same
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Begin anew: what is in the demo's directory is deleted
    #[arg(long)]
    fresh: bool,
    /// Let others than this machine in, although the people are made up and mails are shown to everybody
    #[arg(long)]
    yes_publicly: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Wanted {
    Small,
    Town,
    City,
}

/// What [`MARK`] holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// Absent until all people are there.
    sign_ins: Option<KeptSignIns>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptSignIns {
    operator: KeptSignIn,
    member: KeptSignIn,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptSignIn {
    email: String,
    password: String,
}

/// Whether the password opens the account still: both may have been changed in the pages.
async fn is_still(app: &App, way_in: &KeptSignIn) -> Result<bool, Failure> {
    let Ok(email) = Email::parse(&way_in.email) else { return Ok(false) };
    let key = email.key();
    let stored = app.db.read(move |r| passwords::stored_for_address(r, &key)).await?;
    Ok(passwords::verify(app, stored.map(|(_, hash, _)| hash), way_in.password.clone()).await?)
}

impl Demo {
    pub(super) async fn run(&self) -> Outcome {
        let (mut loaded, listener) = self.listen().await?;
        log::start(&loaded.config.log, loaded.config.log_format)?;
        control::refuse_second(&self.data).await?;
        let kept = self.prepare()?;
        take_port(&mut loaded, listener.local_addr()?)?;
        let url = loaded.config.public_url.clone();
        let mut house = House::open(loaded.config, true).await?;
        let sign_ins = match kept {
            Some(sign_ins) => sign_ins,
            None => {
                let app = house.running.app.clone();
                match house.unless_stopped(self.fill(&app)).await {
                    Some(made) => made?,
                    // The next start begins anew.
                    None => return Ok(ExitCode::from(130)),
                }
            }
        };
        say(format!("\nAthena's demo is ready at {url}\n\nSign in as"));
        let width = sign_ins.operator.email.len().max(sign_ins.member.email.len());
        for (who, way_in) in [("operator", &sign_ins.operator), ("member", &sign_ins.member)] {
            let password =
                if is_still(&house.running.app, way_in).await? { &way_in.password } else { "(changed since)" };
            say(format!("  {who:<9} {:<width$}  password: {password}", way_in.email));
        }
        say(format!("\nIt is kept in {}. Ctrl-C ends it; --fresh begins anew.", shown(&self.data)));
        house.serve(listener).await
    }

    /// Takes the address wanted, or the usual one, or the next that is free.
    async fn listen(&self) -> Result<(Loaded, TcpListener), Failure> {
        let load = |address: SocketAddr| {
            let (listen, public_url) = (Some(address.to_string()), self.public_url.clone());
            load_demo(&self.data, &Flags::at(listen, public_url))
        };
        if let Some(address) = self.listen {
            if !address.ip().is_loopback() && !self.yes_publicly {
                return Err(Failure(format!(
                    "a demo is for this machine alone, and {address} is not: its people are made up, and it shows \
                     everybody the mails it would send. If that is what you want, add --yes-publicly"
                )));
            }
            return Ok((load(address)?, listen(address, "--listen").await?));
        }
        let mut loaded = load(SocketAddr::from(([127, 0, 0, 1], 8000)))?;
        let usual = loaded.config.listen;
        for port in usual.port()..=usual.port().saturating_add(MORE_PORTS) {
            loaded.config.listen.set_port(port);
            match TcpListener::bind(loaded.config.listen).await {
                Err(error) if error.kind() == ErrorKind::AddrInUse => {}
                bound => return Ok((loaded, bound?)),
            }
        }
        Err(Failure(format!("{usual} and the {MORE_PORTS} ports after it are taken. Choose another with --listen")))
    }

    /// The sign-ins of a demo that is complete; otherwise an empty directory with its mark.
    fn prepare(&self) -> Result<Option<KeptSignIns>, Failure> {
        let mark = self.data.join(MARK);
        let kept = match fs::read_to_string(&mark) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure(format!("{}: {error}", shown(&mark)))),
        };
        match kept {
            Some(text) if !self.fresh => {
                let kept: Kept = serde_json::from_str(&text).map_err(|error| {
                    Failure(format!("{} cannot be read ({error}). Begin anew with --fresh", shown(&mark)))
                })?;
                if kept.sign_ins.is_some() {
                    return Ok(kept.sign_ins);
                }
                // An earlier start was interrupted while it made the people.
                fs::remove_dir_all(&self.data)?;
            }
            Some(_) => fs::remove_dir_all(&self.data)?,
            None if !is_empty(&self.data)? => {
                return Err(Failure(format!(
                    "{} holds something that is not a demo, and is left as it is. Choose another --data",
                    shown(&self.data)
                )));
            }
            None => {}
        }
        make_private(&self.data)?;
        write_private(&mark, &serde_json::to_string(&Kept { sign_ins: None })?)?;
        Ok(None)
    }

    async fn fill(&self, app: &App) -> Result<KeptSignIns, Failure> {
        say(format!("Making the people of the demo in {} …", shown(&self.data)));
        let size = match self.size {
            Wanted::Small => Size::Small,
            Wanted::Town => Size::Town,
            Wanted::City => Size::City,
        };
        let on_terminal = std::io::stdout().is_terminal();
        // What comes next takes another time for each.
        let begun = std::cell::Cell::new(("", Instant::now()));
        let progress = move |progress: Progress| {
            if begun.get().0 != progress.what {
                begun.set((progress.what, Instant::now()));
            }
            show(on_terminal, &progress, begun.get().1.elapsed());
        };
        let made = demo::fill(app, &Plan { size, seed: self.seed }, progress).await?;
        let sign_ins = KeptSignIns::from(made);
        keep(&self.data, sign_ins)
    }
}

/// Rewrites one line on a terminal; says nothing elsewhere.
fn show(on_terminal: bool, progress: &Progress, since: Duration) {
    if on_terminal {
        let end = if progress.done >= progress.of { "\n" } else { "" };
        let mut screen = std::io::stdout();
        // Nobody needs to see it. The spaces cover what a longer line left.
        let _unseen = write!(screen, "\r  {:<60}{end}", line(progress, since));
        let _unseen = screen.flush();
    }
}

/// How many, what part of the whole that is, and how long the rest takes if it goes on like this.
fn line(progress: &Progress, since: Duration) -> String {
    let Progress { what, done, of } = *progress;
    let percent = done.saturating_mul(100).checked_div(of).unwrap_or(100);
    let all = format!("{what}: {done} of {of}, {percent} %");
    let rest = u32::try_from(of.saturating_sub(done)).unwrap_or(u32::MAX);
    let each = u32::try_from(done).ok().and_then(|done| since.checked_div(done));
    match each {
        // The first moments tell too little.
        Some(each) if rest > 0 && since >= Duration::from_secs(1) => {
            format!("{all}, {} s left", each.saturating_mul(rest).as_secs().saturating_add(1))
        }
        _ => all,
    }
}

/// Puts the finished mark in the place of the first one, by a rename.
fn keep(data: &Path, sign_ins: KeptSignIns) -> Result<KeptSignIns, Failure> {
    let kept = Kept { sign_ins: Some(sign_ins) };
    let part = data.join(format!("{MARK}.part"));
    write_private(&part, &serde_json::to_string_pretty(&kept)?)?;
    fs::rename(&part, data.join(MARK))?;
    kept.sign_ins.ok_or_else(|| Failure("the sign-ins were lost".to_owned()))
}

impl From<SignIns> for KeptSignIns {
    fn from(made: SignIns) -> Self {
        KeptSignIns { operator: made.operator.into(), member: made.member.into() }
    }
}

impl From<SignIn> for KeptSignIn {
    fn from(made: SignIn) -> Self {
        KeptSignIn { email: made.email, password: made.password }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn demo(data: &Path, fresh: bool) -> Demo {
        Demo {
            data: data.to_owned(),
            listen: None,
            public_url: None,
            size: Wanted::Small,
            seed: 1,
            fresh,
            yes_publicly: false,
        }
    }

    fn sign_ins() -> KeptSignIns {
        let one = |email: &str| KeptSignIn { email: email.to_owned(), password: "p".to_owned() };
        KeptSignIns { operator: one("o@example.org"), member: one("m@example.org") }
    }

    #[test]
    fn progress_tells_the_part_and_the_time_left() {
        let at = |done, ms| line(&Progress { what: "people", done, of: 20_000 }, Duration::from_millis(ms));
        assert_eq!(at(1, 10), "people: 1 of 20000, 0 %");
        assert_eq!(at(5_000, 4_000), "people: 5000 of 20000, 25 %, 13 s left");
        assert_eq!(at(20_000, 9_000), "people: 20000 of 20000, 100 %");
        assert_eq!(at(0, 2_000), "people: 0 of 20000, 0 %");
    }

    #[test]
    fn only_a_demo_s_own_directory_is_ever_emptied() {
        let dir = tempfile::tempdir().unwrap();
        let foreign = dir.path().join("foreign");
        fs::create_dir(&foreign).unwrap();
        fs::write(foreign.join("thesis.tex"), "years of work").unwrap();
        for fresh in [false, true] {
            assert!(demo(&foreign, fresh).prepare().is_err());
            assert!(foreign.join("thesis.tex").exists());
        }
    }

    #[test]
    fn a_complete_demo_goes_on_and_an_interrupted_one_begins_anew() {
        let dir = tempfile::tempdir().unwrap();
        let data = dir.path().join("demo");
        assert!(demo(&data, false).prepare().unwrap().is_none());
        fs::write(data.join("athena.db"), "half").unwrap();
        assert!(demo(&data, false).prepare().unwrap().is_none());
        assert!(!data.join("athena.db").exists());

        keep(&data, sign_ins()).unwrap();
        fs::write(data.join("athena.db"), "whole").unwrap();
        assert_eq!(demo(&data, false).prepare().unwrap().unwrap().member.email, "m@example.org");
        assert!(data.join("athena.db").exists());
        assert!(demo(&data, true).prepare().unwrap().is_none());
        assert!(!data.join("athena.db").exists());
    }

    #[tokio::test]
    async fn a_demo_stays_on_this_machine_unless_told_otherwise() {
        let dir = tempfile::tempdir().unwrap();
        for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
            let public = Demo { listen: Some(address.parse().unwrap()), ..demo(dir.path(), false) };
            let Err(Failure(why)) = public.listen().await else { panic!("{address}") };
            assert!(why.contains("--yes-publicly"), "{why}");
        }
        let local = Demo { listen: Some("127.0.0.1:0".parse().unwrap()), ..demo(dir.path(), false) };
        assert!(local.listen().await.is_ok());
    }
}
