//! Requests to addresses that members give: the only client for them, and what a page says of itself.
//!
//! [`Client`] asks nobody but public addresses: it checks the URL, resolves the name once, refuses it if one of its
//! addresses is not public ([`is_public`]), and dials what it has checked; redirects begin anew. What comes back is
//! bounded in bytes, time and number. [`Page`] reads title, description and picture out of the head of an HTML page.
//!
//! Nothing here remembers, retries or knows what an answer is for: that is the rooms' affair.
#![forbid(unsafe_code)]

mod accept;
mod address;
mod client;
mod error;
#[cfg(feature = "testing")]
mod hopeless;
mod host;
mod names;
mod page;
mod target;

pub use accept::Accept;
pub use address::is_public;
pub use client::{Client, Fetched, InvalidOptions, MOST_BYTES, MOST_REDIRECTS, Options};
pub use error::{Error, Why};
#[cfg(feature = "testing")]
pub use hopeless::HOPELESS;
pub use host::shown_host;
#[cfg(feature = "testing")]
pub use names::{Addresses, Resolver, Table};
pub use page::Page;
pub use target::check;
