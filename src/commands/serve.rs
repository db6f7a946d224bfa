//! `athena serve`: the site, until somebody asks it to stop.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use listenfd::ListenFd;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{Serving, Stopped};

use super::control::Control;
use super::log::{self, Reader};
use super::metrics::Metrics;
use super::options::{DataDir, Flags, Loaded, load, make_private};
use super::{Failure, Outcome, say};
use crate::accounts::staff;
use crate::kernel::app::HashCost;
use crate::kernel::registry::BoxFuture;
use crate::kernel::secrets::Randomness;
use crate::kernel::{App, Config};
use crate::live;
use crate::wiring::{self, Build, BuildError, Running};

/// How long requests that have begun may take after the order to stop.
const FINISHING: Duration = Duration::from_secs(3);
/// How long background work and the database may take after that. Together less than the 10 s supervisors give.
const CLOSING: Duration = Duration::from_secs(6);
/// Files that are open beside the visitors' connections, at most: the database's, its pools' and the mail server's.
const OTHER_FILES: u64 = 256;

const EXAMPLES: &str = "\
Examples:
  athena serve --data /srv/athena
      On http://localhost:8000. The first start prints the address that founds the community.
  athena serve --data /srv/athena --listen 127.0.0.1:9000 --public-url https://people.example.org
      Behind a reverse proxy that speaks HTTPS.
  ATHENA_DATABASE=postgres://athena@db.internal/athena athena serve --data /srv/athena

`database` and `mail` may hold passwords, so they have no flags: set them in athena.toml or the
environment (ATHENA_DATABASE, ATHENA_MAIL). SIGTERM or Ctrl-C ends it within ten seconds.";

/// The command's arguments.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Serve {
    #[command(flatten)]
    place: DataDir,
    #[command(flatten)]
    flags: Flags,
}

impl Serve {
    pub(super) async fn run(&self) -> Outcome {
        let mut loaded = load(&self.place.data, &self.flags)?;
        let reader = log::start(&loaded.config.log, loaded.config.log_format)?;
        let listener = match inherited()? {
            Some(listener) => listener,
            None => listen(loaded.config.listen, "--listen").await?,
        };
        take_port(&mut loaded, listener.local_addr()?)?;
        let house = House::open(loaded.config, false).await?;
        announce(&house.running.app, reader).await?;
        house.serve(listener).await
    }
}

/// The socket that a supervisor holds for us (`LISTEN_FDS`, as systemd does): it takes the place of `listen`. Whoever
/// connects while one process ends and the next begins waits in it instead of being refused.
///
/// # Errors
/// What was handed over is no TCP socket.
fn inherited() -> Result<Option<TcpListener>, Failure> {
    let taken = ListenFd::from_env().take_tcp_listener(0).and_then(|listener| {
        let Some(listener) = listener else { return Ok(None) };
        listener.set_nonblocking(true)?;
        TcpListener::from_std(listener).map(Some)
    });
    taken.map_err(|error| Failure(format!("the socket handed over by LISTEN_FDS cannot be used: {error}")))
}

/// Takes the address, in words if it is not to be had.
///
/// # Errors
/// It is taken, not ours, or not allowed.
pub(super) async fn listen(address: SocketAddr, flag: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        Failure(match error.kind() {
            ErrorKind::AddrInUse => {
                format!("{address} is taken by another program. Choose another port with {flag}")
            }
            ErrorKind::PermissionDenied => format!(
                "the system does not let us listen on {address}. Ports below 1024 belong to a reverse proxy in front"
            ),
            _ => format!("cannot listen on {address}: {error}"),
        })
    })
}

/// Notes the port that was really given, which the default public address shows.
///
/// # Errors
/// There is none: an address of ours can be read.
pub(super) fn take_port(loaded: &mut Loaded, bound: SocketAddr) -> Result<(), Failure> {
    loaded.config.listen = bound;
    if loaded.layers.text("public_url").is_empty() {
        loaded.config.public_url = format!("http://localhost:{}", bound.port()).parse()?;
    }
    Ok(())
}

/// Says where the site is, and how to found a community that has no operator yet.
async fn announce(app: &App, reader: Reader) -> Result<(), Failure> {
    let url = &app.config.public_url;
    match reader {
        Reader::Person => say(format!("Athena is ready at {url}")),
        Reader::Machine => tracing::info!(%url, listen = %app.config.listen, "ready"),
    }
    if !app.db.read(staff::has_operator).await? {
        let setup = format!("{url}/setup?code={}", app.setup_code);
        if tracing::enabled!(tracing::Level::WARN) {
            tracing::warn!("this community has no operator yet: open {setup}");
        } else {
            say(format!("This community has no operator yet: open {setup}"));
        }
    }
    Ok(())
}

/// A running site with its local socket and, where wanted, its metrics.
pub(super) struct House {
    pub(super) running: Running,
    asked_to_stop: BoxFuture<std::io::Result<()>>,
    control: Option<Control>,
    metrics: Option<(Metrics, TcpListener)>,
}

impl House {
    /// Opens everything but the pages' own listener.
    ///
    /// # Errors
    /// What the operator must mend first.
    pub(super) async fn open(config: Config, demo: bool) -> Result<House, Failure> {
        make_private(&config.data)?;
        let mut asked_to_stop: BoxFuture<_> = Box::pin(web::stop_signal());
        // Polled once, it hears everything from here on: whoever reads that the site is ready may stop it at once.
        tokio::select! {
            biased;
            asked = &mut asked_to_stop => return Err(Failure(format!("stopped before it began ({asked:?})"))),
            () = std::future::ready(()) => {}
        }
        let metrics = match config.metrics_listen {
            Some(address) => Some((Metrics::install()?, listen(address, "--metrics-listen").await?)),
            None => None,
        };
        allow_connections(config.caps.in_all);
        let data = config.data.clone();
        super::control::refuse_second(&data).await?;
        let build = Build {
            config,
            randomness: Randomness::system(),
            hash_cost: HashCost::SHIPPED,
            pages: None,
            demo,
            background: true,
        };
        let running = tokio::select! {
            built = wiring::build(build) => built.map_err(|error| match error {
                BuildError::Database(error) => super::migrate::in_use(error),
                other => other.into(),
            })?,
            asked = &mut asked_to_stop => return Err(Failure(format!("stopped before it began ({asked:?})"))),
        };
        // After the lock on the data was taken: a socket that is still there belongs to nobody.
        let control = Control::open(&data).inspect_err(|error| {
            tracing::warn!(%error, "commands cannot reach this server: stop it before you use them");
        });
        Ok(House { running, asked_to_stop, control: control.ok(), metrics })
    }

    /// Does some work first. `None` if the process was asked to stop meanwhile.
    pub(super) async fn unless_stopped<T>(&mut self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            done = work => Some(done),
            _ = &mut self.asked_to_stop => None,
        }
    }

    /// Serves until the process is asked to stop, then ends in good order.
    ///
    /// # Errors
    /// Those of the listener.
    pub(super) async fn serve(self, listener: TcpListener) -> Outcome {
        let House { running, asked_to_stop, control, metrics } = self;
        let (stop, stopping) = watch::channel(false);
        let mut pages = wiring::router(&running.app)?;
        if let Some((metrics, listener)) = metrics {
            pages = Metrics::measure(pages);
            let router = metrics.router(&running.app);
            tracing::info!(listen = %listener.local_addr()?, "metrics are at /metrics");
            tokio::spawn(web::serve(listener, router, Serving::default(), stopped(stopping.clone()), Duration::ZERO));
        }
        let control = control.map(|control| tokio::spawn(control.serve(running.app.clone(), stopping.clone())));
        tokio::spawn(live::stop_after(running.app.clone(), stopped(stopping.clone())));
        tokio::spawn(wait_for_signals(asked_to_stop, stop));
        let config = &running.app.config;
        let serving = Serving { caps: config.caps, proxies: config.trusted_proxies.clone(), ..Serving::default() };
        if web::serve(listener, pages, serving, stopped(stopping), FINISHING).await == Stopped::Cut {
            tracing::warn!("some requests were cut short");
        }
        let close = async {
            if let Some(control) = control {
                control.await?;
            }
            running.stop().await;
            Ok::<_, Failure>(())
        };
        match tokio::time::timeout(CLOSING, close).await {
            Ok(closed) => closed?,
            Err(_) => tracing::warn!("background work was cut short; it goes on after the next start"),
        }
        tracing::info!("stopped");
        Ok(ExitCode::SUCCESS)
    }
}

/// Opens as many files as the system lets this process: each connection is one, and the limit a process begins with
/// is made for programs that have few. Says so if that is less than the configured connections need.
fn allow_connections(most: usize) {
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    let raised = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    let allowed = if raised.is_ok() { maximum } else { getrlimit(Resource::Nofile).current };
    let wanted = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(OTHER_FILES);
    if let Some(allowed) = allowed.filter(|allowed| *allowed < wanted) {
        tracing::warn!("the system allows {allowed} open files; {most} connections need {wanted}: raise LimitNOFILE");
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that nobody can order a stop any more, which is one.
    let _stopped = stop.wait_for(|stop| *stop).await;
}

async fn wait_for_signals(asked: BoxFuture<std::io::Result<()>>, stop: watch::Sender<bool>) {
    if let Err(error) = asked.await {
        tracing::error!(%error, "signals cannot be heard");
    }
    tracing::info!("stopping");
    // Nobody listens if the site has ended by itself.
    let _ordered = stop.send(true);
    if web::stop_signal().await.is_ok() {
        tracing::warn!("stopping at once");
        std::process::exit(130);
    }
}
