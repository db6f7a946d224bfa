//! Opening connections: what each kind may do and how long it waits, and not too many attempts at once.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use postgres::{Client, NoTls};

use super::address::Address;
use crate::OpenError;

/// The time for one attempt.
const CONNECT: Duration = Duration::from_secs(2);
/// After a failed attempt nobody of the pool tries again for this long.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a transaction may stand still.
const IDLE: Duration = Duration::from_secs(10);
/// How long a silent peer counts as alive.
const SILENCE: Duration = Duration::from_secs(10);

/// What a connection is for; the time is the longest a statement may take.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    /// Migrations and leases: no limits but the lock's.
    Setup,
    /// Refuses to write.
    Read(Duration),
    /// Reads and writes.
    Write(Duration),
}

/// Opens the connections of one pool.
pub(super) struct Connector {
    address: Address,
    role: Role,
    failed: Mutex<Option<Instant>>,
}

impl Connector {
    pub(super) fn new(address: Address, role: Role) -> Connector {
        Connector { address, role, failed: Mutex::new(None) }
    }

    pub(super) fn writes(&self) -> bool {
        !matches!(self.role, Role::Read(_))
    }

    /// A new connection, or nothing: the server is away, or was a moment ago.
    pub(super) fn connect(&self) -> Option<Client> {
        if let Some(at) = *self.failed.lock().unwrap_or_else(PoisonError::into_inner)
            && at.elapsed() < PAUSE
        {
            return None;
        }
        match open(&self.address, self.role) {
            Ok(client) => Some(client),
            Err(error) => {
                *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                tracing::warn!(error = %error, "the database cannot be reached");
                None
            }
        }
    }
}

/// Opens one connection.
///
/// # Errors
/// What the system or the server said; never the password.
pub(super) fn open(address: &Address, role: Role) -> Result<Client, OpenError> {
    let mut config = address.config.clone();
    config
        .application_name("athena")
        .connect_timeout(CONNECT)
        .keepalives(true)
        .keepalives_idle(SILENCE)
        .keepalives_interval(SILENCE / 5)
        .keepalives_retries(3)
        .tcp_user_timeout(SILENCE);
    let connected = match &address.tls {
        Some(tls) => config.connect(tls.clone()),
        None => config.connect(NoTls),
    };
    let mut client = connected.map_err(|error| OpenError::Other(describe(&error)))?;
    client.batch_execute(&settings(role)).map_err(|error| OpenError::Other(describe(&error)))?;
    Ok(client)
}

fn settings(role: Role) -> String {
    let (statement, read_only) = match role {
        Role::Setup => (Duration::ZERO, "off"),
        Role::Read(limit) => (limit, "on"),
        Role::Write(limit) => (limit, "off"),
    };
    format!(
        "SET statement_timeout = {statement}; SET lock_timeout = {lock};
         SET idle_in_transaction_session_timeout = {idle};
         SET default_transaction_read_only = {read_only}; SET default_transaction_isolation = 'read committed';
         SET synchronous_commit = on; SET timezone = 'UTC'; SET client_min_messages = warning",
        statement = statement.as_millis(),
        lock = (statement / 2).as_millis(),
        idle = IDLE.as_millis(),
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
