//! The SMTP client: a few kept connections, each used by one mail at a time.
//!
//! Not lettre's own pool: that takes a connection back whose mail was given up half-way (by a deadline or a client that
//! left), and the next mail would read answers meant for the last one. Here a connection returns only after a
//! completed mail.

use std::fmt;
use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::sync::Semaphore;

use crate::SendError;
use crate::message::Encoded;
use crate::server::{Security, Server};

/// Mails on their way at once; more wait.
const CONNECTIONS: usize = 4;
/// Servers close silent connections, some after a minute.
const MAX_IDLE: Duration = Duration::from_secs(30);
/// Many servers take a hundred mails per connection.
const MAX_MAILS: u32 = 50;

/// How long the server may take, by phase.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadlines {
    /// From the first packet to the end of signing in.
    pub(crate) connect: Duration,
    /// From MAIL to the answer to the text. Longer than the other: some servers look into a mail before they answer,
    /// and giving up on one that was taken sends it twice.
    pub(crate) transfer: Duration,
}

impl Default for Deadlines {
    fn default() -> Deadlines {
        Deadlines { connect: Duration::from_secs(10), transfer: Duration::from_secs(30) }
    }
}

pub(crate) struct Smtp {
    server: Server,
    deadlines: Deadlines,
    permits: Semaphore,
    idle: Mutex<Vec<Kept>>,
}

struct Kept {
    connection: AsyncSmtpConnection,
    since: Instant,
    mails: u32,
}

impl Smtp {
    pub(crate) fn new(server: Server, deadlines: Deadlines) -> Smtp {
        Smtp { server, deadlines, permits: Semaphore::new(CONNECTIONS), idle: Mutex::new(Vec::new()) }
    }

    pub(crate) async fn send(&self, mail: &Encoded) -> Result<(), SendError> {
        let _permit = self.permits.acquire().await.map_err(|_| temporary("the mailer is shutting down"))?;
        let mut kept = match self.reuse().await {
            Some(kept) => kept,
            None => self.connect().await?,
        };
        within(self.deadlines.transfer, kept.connection.send(&mail.envelope, &mail.bytes)).await?.map_err(refused)?;
        kept.mails = kept.mails.saturating_add(1);
        self.keep(kept);
        Ok(())
    }

    /// Signs in and asks for nothing.
    pub(crate) async fn check(&self) -> Result<(), SendError> {
        let kept = self.connect().await?;
        self.keep(kept);
        Ok(())
    }

    /// Says goodbye on the kept connections; mails on their way are not waited for.
    pub(crate) async fn close(&self) {
        self.permits.close();
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for mut kept in idle {
            let _ = within(Duration::from_secs(1), kept.connection.abort()).await;
        }
    }

    async fn connect(&self) -> Result<Kept, SendError> {
        let connection = within(self.deadlines.connect, self.open()).await?.map_err(|error| {
            // Whatever the code: the server refused us, it has not seen the mail.
            SendError::Temporary(format!("{}: {}", self.server, describe(&error)))
        })?;
        Ok(Kept { connection, since: Instant::now(), mails: 0 })
    }

    #[expect(clippy::disallowed_methods, reason = "it goes to the operator's mail server")]
    async fn open(&self) -> Result<AsyncSmtpConnection, Error> {
        let Server { host, port, security, credentials } = &self.server;
        let hello = ClientId::default();
        let tls = || TlsParameters::new(host.clone());
        let wrapped = match security {
            Security::Wrapped => Some(tls()?),
            _ => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            (host.as_str(), *port),
            Some(self.deadlines.connect),
            &hello,
            wrapped,
            None,
        )
        .await?;
        let start_tls = match security {
            Security::Required => true,
            Security::Opportunistic => connection.can_starttls(),
            Security::None | Security::Wrapped => false,
        };
        if start_tls {
            connection.starttls(tls()?, &hello).await?;
        }
        if let Some(credentials) = credentials {
            connection.auth(&[Mechanism::Plain, Mechanism::Login], credentials).await?;
        }
        Ok(connection)
    }

    /// The youngest kept connection that still answers.
    async fn reuse(&self) -> Option<Kept> {
        loop {
            let mut kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
            let fresh = kept.since.elapsed() < MAX_IDLE && kept.mails < MAX_MAILS;
            if fresh && within(self.deadlines.connect, kept.connection.test_connected()).await == Ok(true) {
                return Some(kept);
            }
        }
    }

    fn keep(&self, mut kept: Kept) {
        if kept.connection.has_broken() || self.permits.is_closed() {
            return;
        }
        kept.since = Instant::now();
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|kept| kept.since.elapsed() < MAX_IDLE);
        if idle.len() < CONNECTIONS {
            idle.push(kept);
        }
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Smtp").field("server", &self.server).finish_non_exhaustive()
    }
}

impl fmt::Display for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.server.fmt(f)
    }
}

async fn within<T>(deadline: Duration, work: impl Future<Output = T>) -> Result<T, SendError> {
    tokio::time::timeout(deadline, work).await.map_err(|_| temporary("the mail server took too long to answer"))
}

fn temporary(why: &str) -> SendError {
    SendError::Temporary(why.to_owned())
}

/// What the server's answer to a mail means for a second try. 530 to 538 are about us and not about the mail.
fn refused(error: Error) -> SendError {
    let about_us = error.status().is_some_and(|code| (530..=538).contains(&u16::from(code)));
    if error.is_permanent() && !about_us {
        SendError::Permanent(describe(&error))
    } else {
        SendError::Temporary(describe(&error))
    }
}

/// The error and its causes in one line, without addresses: servers like to repeat the recipient.
fn describe(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    let hidden: Vec<&str> = words.map(|word| if word.contains('@') { "…" } else { word }).collect();
    hidden.join(" ").chars().take(300).collect()
}

#[cfg(test)]
mod tests;
