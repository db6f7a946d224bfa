//! From a name to addresses that may be dialled.

#[cfg(feature = "testing")]
use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::io;
use std::net::{SocketAddr, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::sync::Semaphore;

use crate::error::{Error, Why};
use crate::is_public;

/// Most addresses that are tried for one name.
const MOST_ADDRESSES: usize = 8;
/// Lookups of the system cannot be given up, so that a name server that is silent would gather threads.
const LOOKUPS_AT_ONCE: usize = 16;

/// The addresses of a name to come. Port 0 stands for the port of the URL.
pub type Addresses<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<SocketAddr>>> + Send + 'a>>;

/// Who knows the addresses of names.
pub trait Resolver: Send + Sync {
    /// All addresses of a name, in the order in which they should be tried.
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a>;
}

/// What the operating system says.
pub(crate) struct System(Arc<Semaphore>);

impl System {
    pub(crate) fn new() -> System {
        System(Arc::new(Semaphore::new(LOOKUPS_AT_ONCE)))
    }
}

impl Resolver for System {
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a> {
        Box::pin(async move {
            let place = self.0.clone().acquire_owned().await.map_err(io::Error::other)?;
            // The dot at the end keeps the system from trying the name below its own domain.
            let name = format!("{name}.");
            #[expect(clippy::disallowed_methods, reason = "what it gives is checked before it is dialled")]
            let lookup = tokio::task::spawn_blocking(move || {
                let addresses = (name.as_str(), 0).to_socket_addrs().map(Iterator::collect);
                drop(place);
                addresses
            });
            lookup.await.map_err(io::Error::other)?
        })
    }
}

/// Gives the client public addresses or none: one that is not spoils the name, for whoever mixes them means no good. The
/// client dials what it is given here and never asks for the same connection again, so what is checked is what is dialled.
pub(crate) struct Checked {
    resolver: Arc<dyn Resolver>,
    #[cfg(feature = "testing")]
    reachable: Arc<HashSet<SocketAddr>>,
}

impl Checked {
    pub(crate) fn new(resolver: Arc<dyn Resolver>) -> Checked {
        Checked {
            resolver,
            #[cfg(feature = "testing")]
            reachable: Arc::default(),
        }
    }

    /// With addresses that count as public though they are not.
    #[cfg(feature = "testing")]
    pub(crate) fn with_reachable(resolver: Arc<dyn Resolver>, reachable: HashSet<SocketAddr>) -> Checked {
        Checked { resolver, reachable: Arc::new(reachable) }
    }

    fn judge(&self) -> impl Fn(&SocketAddr) -> bool + Send + 'static {
        #[cfg(feature = "testing")]
        let reachable = self.reachable.clone();
        move |address| {
            #[cfg(feature = "testing")]
            if reachable.contains(address) {
                return true;
            }
            is_public(address.ip())
        }
    }
}

impl Resolve for Checked {
    fn resolve(&self, name: Name) -> Resolving {
        let (resolver, may_be_dialled) = (self.resolver.clone(), self.judge());
        Box::pin(async move {
            let addresses = resolver.resolve(name.as_str()).await.map_err(|_| Error::Unreachable)?;
            if addresses.is_empty() {
                return Err(Error::Unreachable.into());
            }
            if !addresses.iter().all(may_be_dialled) {
                return Err(Error::from(Why::Address).into());
            }
            let addresses: Addrs = Box::new(addresses.into_iter().take(MOST_ADDRESSES));
            Ok(addresses)
        })
    }
}

/// Names with addresses from a list, for tests. An address with a port is dialled there, whatever the URL's scheme says.
#[cfg(feature = "testing")]
#[derive(Debug, Clone, Default)]
pub struct Table(HashMap<String, Vec<SocketAddr>>);

#[cfg(feature = "testing")]
impl<N: Into<String>> FromIterator<(N, Vec<SocketAddr>)> for Table {
    fn from_iter<I: IntoIterator<Item = (N, Vec<SocketAddr>)>>(names: I) -> Table {
        Table(names.into_iter().map(|(name, addresses)| (name.into(), addresses)).collect())
    }
}

#[cfg(feature = "testing")]
impl Resolver for Table {
    fn resolve<'a>(&'a self, name: &'a str) -> Addresses<'a> {
        let found = self.0.get(name).cloned().ok_or_else(|| io::Error::other("no such name"));
        Box::pin(std::future::ready(found))
    }
}
