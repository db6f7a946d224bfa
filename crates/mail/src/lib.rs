//! Mail going out: to an SMTP server, or into a directory where the operator reads it.
//!
//! One mail is one [`Message`]; [`Mailer::send`] says whether a failure is worth another try. Nothing here retries,
//! queues or knows what a mail is about: that is the outbox's and the rooms' affair.
#![forbid(unsafe_code)]

mod address;
mod file;
mod mailer;
mod message;
mod server;
mod smtp;

pub use address::{EmailAddress, InvalidAddress};
pub use file::{FileMailbox, MailId, StoredMail};
pub use mailer::{Mailer, SendError};
pub use message::{ListUnsubscribe, Message};
pub use server::InvalidServer;
