//! Opening connections: what each kind may do and how long it waits, and not too many attempts at once.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use super::address::Address;
use crate::OpenError;

/// The time for one attempt.
const CONNECT: Duration = Duration::from_secs(2);
/// The time in which somebody who waits for a connection gets one or hears that there is none.
const ANSWER: Duration = Duration::from_secs(5);
/// While the server is away, one attempt is made in this time, by all pools together.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a transaction may stand still.
const IDLE: Duration = Duration::from_secs(10);
/// How long a silent peer counts as alive.
const SILENCE: Duration = Duration::from_secs(10);
/// Both for a move: a server that writes millions of rows may stop reading for a while.
const LONG: Duration = Duration::from_secs(120);

/// What a connection is for; the time is the longest a statement may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    /// Migrations and leases: no limits but the lock's.
    Setup,
    /// A move of a whole database: no limits, and patience.
    Transfer,
    /// Refuses to write.
    Read(Duration),
    /// Reads and writes.
    Write(Duration),
}

/// Whether the server was away when last asked; shared by all pools.
#[derive(Default)]
pub(super) struct Outage(Mutex<Option<Instant>>);

impl Outage {
    /// Whether an attempt may be made now. During an outage the one who may has the turn to himself.
    fn allows(&self) -> bool {
        let mut since = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match *since {
            Some(at) if at.elapsed() < PAUSE => false,
            Some(_) => {
                *since = Some(Instant::now());
                true
            }
            None => true,
        }
    }

    fn note(&self, away: bool) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = away.then(Instant::now);
    }
}

/// Opens the connections of one pool.
pub(super) struct Connector {
    address: Address,
    role: Role,
    outage: Arc<Outage>,
}

impl Connector {
    pub(super) fn new(address: Address, role: Role, outage: Arc<Outage>) -> Connector {
        Connector { address, role, outage }
    }

    pub(super) fn writes(&self) -> bool {
        !matches!(self.role, Role::Read(_))
    }

    /// A new connection, or nothing: the server is away, or was a moment ago.
    pub(super) fn connect(&self) -> Option<Client> {
        if !self.outage.allows() {
            return None;
        }
        let opened = open(&self.address, self.role);
        self.outage.note(opened.is_err());
        opened.inspect_err(|error| tracing::warn!(%error, "the database cannot be reached")).ok()
    }
}

/// Opens a connection that somebody waits for before anything else can begin.
///
/// # Errors
/// As [`open`], and after [`ANSWER`]: a server that stands still takes connections, because the system does that for
/// it, and never says a word.
pub(super) fn open_in_time(address: &Address, role: Role) -> Result<Client, OpenError> {
    let (send, opened) = mpsc::channel();
    let address = address.clone();
    // Left behind when it is late: there is no way to end it, and it ends when the server does.
    std::thread::spawn(move || {
        let _nobody_waits_any_more = send.send(open(&address, role));
    });
    let late = |_| Err(OpenError::Other("the server takes connections and does not answer".to_owned()));
    opened.recv_timeout(ANSWER).unwrap_or_else(late)
}

/// Opens one connection.
///
/// # Errors
/// What the system or the server said; never the password.
#[expect(clippy::disallowed_methods, reason = "it goes to the operator's database")]
pub(super) fn open(address: &Address, role: Role) -> Result<Client, OpenError> {
    let mut config = address.config.clone();
    let silence = if matches!(role, Role::Transfer) { LONG } else { SILENCE };
    config
        .application_name("athena")
        .connect_timeout(CONNECT)
        .keepalives(true)
        .keepalives_idle(SILENCE)
        .keepalives_interval(SILENCE / 5)
        .keepalives_retries(3)
        .tcp_user_timeout(silence);
    let connected = match &address.tls {
        Some(tls) => config.connect(tls.clone()),
        None => config.connect(NoTls),
    };
    let mut client = connected.map_err(|error| OpenError::Other(describe(&error)))?;
    client.batch_execute(&settings(role)).map_err(|error| OpenError::Other(describe(&error)))?;
    Ok(client)
}

fn settings(role: Role) -> String {
    let (statement, idle, read_only) = match role {
        Role::Setup => (Duration::ZERO, IDLE, "off"),
        Role::Transfer => (Duration::ZERO, LONG, "off"),
        Role::Read(limit) => (limit, IDLE, "on"),
        Role::Write(limit) => (limit, IDLE, "off"),
    };
    format!(
        "SET statement_timeout = {statement}; SET lock_timeout = {lock};
         SET idle_in_transaction_session_timeout = {idle};
         SET default_transaction_read_only = {read_only}; SET default_transaction_isolation = 'read committed';
         SET synchronous_commit = on; SET timezone = 'UTC'; SET client_min_messages = warning",
        statement = statement.as_millis(),
        lock = (statement / 2).as_millis(),
        idle = idle.as_millis(),
    )
}

/// A driver's error with its cause, without the values that a server's DETAIL holds.
pub(super) fn describe(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(cause) => format!("{} ({})", cause.message(), cause.code().code()),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn while_the_server_is_away_few_ask() {
        let outage = Outage::default();
        assert!(outage.allows() && outage.allows());
        outage.note(true);
        assert!(!outage.allows());
        *outage.0.lock().unwrap() = Instant::now().checked_sub(PAUSE);
        assert!(outage.allows());
        assert!(!outage.allows(), "one asks, the others wait for what it hears");
        outage.note(false);
        assert!(outage.allows() && outage.allows());
    }
}
