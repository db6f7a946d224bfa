//! Who you are to us: joining, ways in, sessions, passwords, invitations, the audit log.
//!
//! There is one way from proof to session, [`sessions::open`]. An address that waits for confirmation is no account:
//! it lies in `sign_up` and can do nothing.

pub mod audit;
pub mod emails;
pub mod flow;
pub mod invites;
pub mod letters;
pub mod memory;
pub mod model;
pub mod passwords;
pub mod people;
pub mod preferences;
pub mod sessions;
pub mod sign_up;
pub mod staff;
pub mod standing;
pub mod subscriber;
pub mod throttle;
pub mod web;

/// Whether strangers may join without being invited.
pub fn is_open(app: &crate::kernel::App) -> bool {
    REGISTRATION.get(&app.settings) == Registration::Open
}

pub use model::{Email, Handle, Password, PersonName, REGISTRATION, Registration, Theme};
