//! Where mail goes, by the operator's choice.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use thiserror::Error;

use crate::file::FileMailbox;
use crate::server::{InvalidServer, Server};
use crate::smtp::{Deadlines, Smtp};
use crate::{Message, SendError::Temporary};

/// Why a mail was not sent, and whether to try again. The text is for the operator: it names no addresses.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum SendError {
    /// Worth another try later: 4xx answers, a server that is away, slow or refuses us, a full disk.
    #[error("not sent for now: {0}")]
    Temporary(String),
    /// No second try will do better: 5xx answers to the mail itself, a mail that cannot be written.
    #[error("refused: {0}")]
    Permanent(String),
}

/// Sends mail. Cloning is cheap; clones share their connections.
#[derive(Clone)]
pub struct Mailer(Way);

#[derive(Clone)]
enum Way {
    Smtp(Arc<Smtp>),
    File(FileMailbox),
}

impl Mailer {
    /// Mail through a server: `smtp://user:password@host:port?tls=none|starttls|required` or `smtps://…`. Without `tls`
    /// it is `none` on this machine and `required` elsewhere. Connects at the first mail.
    ///
    /// # Errors
    /// [`InvalidServer`], which never repeats the line.
    pub fn smtp(server: &str) -> Result<Mailer, InvalidServer> {
        let server = Server::parse(server)?;
        Ok(Mailer(Way::Smtp(Arc::new(Smtp::new(server, Deadlines::default())))))
    }

    /// Mail into a directory, which is created when needed, readable by us alone.
    ///
    /// # Errors
    /// The directory cannot be created.
    pub fn file(directory: impl Into<PathBuf>) -> std::io::Result<Mailer> {
        Ok(Mailer(Way::File(FileMailbox::open(directory.into())?)))
    }

    /// Sends one mail: `Ok` means that the server has taken it, or that it is on disk. May be dropped at any point; the
    /// mail was then sent or not, as after [`SendError::Temporary`].
    ///
    /// # Errors
    /// [`SendError`]; after a temporary one the mail may have been taken all the same (an answer that was lost), which is
    /// what the message id is for.
    pub async fn send(&self, message: &Message) -> Result<(), SendError> {
        let encoded = message.encode()?;
        match &self.0 {
            Way::Smtp(smtp) => smtp.send(&encoded).await,
            // The operating system's words name the path; the visitor never sees them.
            Way::File(mailbox) => {
                mailbox.store(message, encoded.bytes).await.map_err(|error| Temporary(error.to_string()))
            }
        }
    }

    /// Whether mail could be sent now: signs in to the server, or writes and removes a file.
    ///
    /// # Errors
    /// [`SendError::Temporary`] with the reason.
    pub async fn check(&self) -> Result<(), SendError> {
        match &self.0 {
            Way::Smtp(smtp) => smtp.check().await,
            Way::File(mailbox) => mailbox.check().await.map_err(|error| Temporary(error.to_string())),
        }
    }

    /// What was sent, if mail goes into a directory.
    pub fn mailbox(&self) -> Option<&FileMailbox> {
        match &self.0 {
            Way::Smtp(_) => None,
            Way::File(mailbox) => Some(mailbox),
        }
    }

    /// Ends the kept connections; later mails are refused as temporary.
    pub async fn close(&self) {
        if let Way::Smtp(smtp) = &self.0 {
            smtp.close().await;
        }
    }
}

/// The way without credentials: `smtp://host:587?tls=required`, `file:/srv/athena/mail`.
impl fmt::Display for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Way::Smtp(smtp) => smtp.fmt(f),
            Way::File(mailbox) => mailbox.fmt(f),
        }
    }
}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mailer({self})")
    }
}
