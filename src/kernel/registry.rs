//! Slots: what the left of the house needs from rooms further right, as function pointers that `wiring` fills.

use std::net::IpAddr;
use std::pin::Pin;

use super::secrets::Token;
use super::{App, MemberActor, Result};

/// A future that may cross threads.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send + 'static>>;

/// What a session tells about the person behind a request: enough for permissions and the page's frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// Who acts.
    pub actor: MemberActor,
    /// The person's name.
    pub name: String,
    /// The handle, without `@`.
    pub handle: String,
    /// The line under the name, if any.
    pub headline: String,
    /// The language chosen, such as `de`; empty: the browser's.
    pub language: String,
    /// `light`, `dark` or `system`.
    pub theme: String,
    /// An IANA time zone.
    pub time_zone: String,
}

/// Finds out whose token it is; `None` for one that is unknown, over or of somebody who may not act.
pub type Authenticate = fn(App, Token, Option<IpAddr>) -> BoxFuture<Result<Option<Signed>>>;

/// Makes memory follow a change of the topic; the key says which thing to reload.
pub type OnChange = fn(App, i64) -> BoxFuture<Result<()>>;

/// All slots.
#[derive(Clone)]
pub struct Registry {
    /// Filled by `accounts`.
    pub authenticate: Authenticate,
    /// Whether strangers may join without being invited: pages then say so. Filled by `accounts`.
    pub may_join: fn(&App) -> bool,
    /// Topic and what follows it, filled by every room that keeps something in memory.
    pub on_change: &'static [(&'static str, OnChange)],
}
