//! Measures the product as a stranger would meet it: the release program on a loopback port, under load.
//!
//! `cargo run --release -p bench -- all --runs 5 --write` makes every table of `bench/RESULTS.md` anew. The server runs
//! on the first core and this program on the second; loads are bounded in time and go to this machine alone.

#![forbid(unsafe_code)]
#![expect(clippy::as_conversions, reason = "counts become fractions, for people to read")]

mod ceiling;
mod client;
mod load;
mod report;
mod scenarios;
mod server;
mod site;
mod tally;
mod town;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use report::Report;
use town::Place;

/// What went wrong, in words.
type Error = Box<dyn std::error::Error + Send + Sync>;
type Result<T> = std::result::Result<T, Error>;

#[derive(Debug, Parser)]
#[command(name = "bench", about = "Measures Athena under load")]
struct Cli {
    #[command(subcommand)]
    command: Measure,
}

#[derive(Debug, Subcommand)]
enum Measure {
    /// Everything below, one after the other
    All(Options),
    /// Pages and writes in a closed loop, and the ceilings they are compared with
    Rates {
        /// Only these
        #[arg(
            long,
            value_enum,
            value_delimiter = ',',
            default_value = "body,page,feed,profile,profile-ceiling,full,full-ceiling,people,edit,join"
        )]
        only: Vec<Rate>,
        #[command(flatten)]
        options: Options,
    },
    /// From the start of the program to its first answer, and its memory when idle
    Start(Options),
    /// How long `athena demo --size town` takes to fill
    Fill(Options),
    /// Requests at 80 %, 100 % and 500 % of what the server can do, whoever waits
    Overload(Options),
    /// One member at maximum rate beside two hundred normal ones
    Neighbour(Options),
    /// Sockets that send or read as slowly as they may, beside a normal visitor
    Slow(Options),
    /// Pictures of 12 MB, one after the other, and pages beside them
    Photos(Options),
    /// Connections in memory: answers, memory and starts, and the same in SQL
    Graph {
        /// These data sets: town, city (which takes a while to make, and some gigabytes)
        #[arg(long, value_delimiter = ',', default_value = "town")]
        sizes: Vec<String>,
        /// An empty PostgreSQL database, postgres://…: the people are made there, and memory and its tables are asked;
        /// for one size
        #[arg(long, value_name = "URL")]
        postgres: Option<String>,
        #[command(flatten)]
        options: Options,
    },
    /// Ten thousand live sockets: what they cost while idle, and how they come back after a restart
    Sockets(Options),
    #[command(hide = true)]
    ServeCeilings {
        #[arg(long)]
        data: PathBuf,
        #[arg(long)]
        listen: SocketAddr,
    },
}

/// What is measured in a closed loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Rate {
    /// Constant bytes of the home page's size
    Body,
    /// The home page, from constants
    Page,
    /// GET /feed
    Feed,
    /// GET /in/{handle}
    Profile,
    /// These profiles, from constants
    ProfileCeiling,
    /// GET /in/{handle} of somebody with eight roles and thirty skills
    Full,
    /// That profile, from constants
    FullCeiling,
    /// GET /people
    People,
    /// GET /feed/post/{id}
    Post,
    /// POST /feed
    Publish,
    /// POST /in/{handle}/edit
    Edit,
    /// POST /join
    Join,
}

impl Rate {
    /// Whether it is served by the ceilings' server.
    fn is_ceiling(self) -> bool {
        matches!(self, Rate::Body | Rate::Page | Rate::ProfileCeiling | Rate::FullCeiling)
    }

    /// What it is compared with: the same page without anything to look up, or the home page.
    fn ceiling(self) -> Rate {
        match self {
            Rate::Profile | Rate::ProfileCeiling => Rate::ProfileCeiling,
            Rate::Full | Rate::FullCeiling => Rate::FullCeiling,
            _ => Rate::Page,
        }
    }
}

#[derive(Debug, Clone, Args)]
struct Options {
    /// The program to measure, instead of the one built from here
    #[arg(long, value_name = "FILE")]
    athena: Option<PathBuf>,
    /// Where the data sets are kept for the next time [default: a directory that goes with this run]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// How often each figure is measured; the median is told
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// How long each load is counted
    #[arg(long, value_name = "N", default_value_t = 5)]
    seconds: u64,
    /// How many ask for pages at once in a closed loop; as many as are let in at once
    #[arg(long, value_name = "N", default_value_t = 16)]
    clients: usize,
    /// How many change something at once
    #[arg(long, value_name = "N", default_value_t = 64)]
    writers: usize,
    /// Put the tables into bench/RESULTS.md
    #[arg(long)]
    write: bool,
}

impl Options {
    fn length(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// What every scenario needs.
struct Bench {
    options: Options,
    program: PathBuf,
    place: Place,
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match &cli.command {
        // As the product: all the cores it is given.
        Measure::ServeCeilings { data, listen } => {
            runtime(true).and_then(|rt| rt.block_on(ceiling::serve(data, *listen)))
        }
        measure => runtime(false).and_then(|rt| rt.block_on(run(measure))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn runtime(on_all_cores: bool) -> Result<tokio::runtime::Runtime> {
    use tokio::runtime::Builder;
    let mut builder = if on_all_cores { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    Ok(builder.enable_all().build()?)
}

async fn run(measure: &Measure) -> Result<()> {
    let (Measure::All(options)
    | Measure::Rates { options, .. }
    | Measure::Start(options)
    | Measure::Fill(options)
    | Measure::Overload(options)
    | Measure::Neighbour(options)
    | Measure::Slow(options)
    | Measure::Photos(options)
    | Measure::Graph { options, .. }
    | Measure::Sockets(options)) = measure
    else {
        return Ok(());
    };
    server::prepare()?;
    let program = match &options.athena {
        Some(program) => program.clone(),
        None => built()?,
    };
    let place = Place::new(options.data.as_deref())?;
    let bench = Bench { options: options.clone(), program, place };
    let mut report = Report::new()?;
    let all = matches!(measure, Measure::All(_));
    if all || matches!(measure, Measure::Fill(_)) {
        scenarios::fill(&bench, &mut report).await?;
    }
    if all || matches!(measure, Measure::Start(_)) {
        scenarios::start(&bench, &mut report).await?;
    }
    if let Measure::Rates { only, .. } = measure {
        scenarios::rates(&bench, &mut report, only).await?;
    } else if all {
        scenarios::rates(&bench, &mut report, Rate::value_variants()).await?;
    }
    if all || matches!(measure, Measure::Overload(_)) {
        scenarios::overload(&bench, &mut report).await?;
    }
    if all || matches!(measure, Measure::Neighbour(_)) {
        scenarios::neighbour(&bench, &mut report).await?;
    }
    if all || matches!(measure, Measure::Slow(_)) {
        scenarios::slow(&bench, &mut report).await?;
    }
    if all || matches!(measure, Measure::Photos(_)) {
        scenarios::photos(&bench, &mut report).await?;
    }
    if let Measure::Graph { sizes, postgres, .. } = measure {
        scenarios::graph(&bench, &mut report, sizes, postgres.as_deref()).await?;
    }
    if all || matches!(measure, Measure::Sockets(_)) {
        scenarios::sockets(&bench, &mut report).await?;
    }
    if options.write { report.write() } else { Ok(()) }
}

/// The release program, brought up to date by the cargo that runs this one. Both are built in one go, so that the
/// library is built once.
fn built() -> Result<PathBuf> {
    let ours = std::env::current_exe()?;
    if let Some(cargo) = std::env::var_os("CARGO") {
        let mut build = Command::new(cargo);
        build.args(["build", "--release", "--locked", "-p", "athena", "-p", "bench", "--bin", "athena"]);
        if !build.current_dir(root()).status()?.success() {
            return Err("athena cannot be built".into());
        }
    }
    let program = ours.with_file_name("athena");
    if program.exists() { Ok(program) } else { Err(format!("{} does not exist", program.display()).into()) }
}

/// The repository.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// A request for a page, as a browser would send it, but without `Accept-Encoding`.
fn plain_get(path: &str, to: SocketAddr, cookie: Option<&str>) -> Vec<u8> {
    head("GET", path, to, cookie, "\r\n").into_bytes()
}

/// A form, as a browser would send it.
fn form_post(path: &str, to: SocketAddr, cookie: Option<&str>, fields: &[(&str, &str)]) -> Vec<u8> {
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let more = format!(
        "origin: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n{body}",
        server::public_url(to),
        body.len()
    );
    head("POST", path, to, cookie, &more).into_bytes()
}

fn head(method: &str, path: &str, to: SocketAddr, cookie: Option<&str>, more: &str) -> String {
    let cookie = cookie.map(|cookie| format!("cookie: {cookie}\r\n")).unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost:{}\r\nuser-agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) bench\r\n\
         accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\naccept-language: en-GB,en;q=0.5\r\n\
         {cookie}{more}",
        to.port()
    )
}
