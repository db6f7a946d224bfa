//! How many connections there may be, in all and from one address.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::client::network;

/// How many connections there may be.
#[derive(Debug, Clone, Copy)]
pub struct Caps {
    /// In all; each takes a file descriptor.
    pub in_all: usize,
    /// From one address (IPv6: one /64). Trusted proxies have no cap of their own: theirs are many visitors'.
    pub per_address: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self { in_all: 20_000, per_address: 512 }
    }
}

/// Counts who is inside; cloning is cheap.
#[derive(Debug, Clone)]
pub(super) struct Door(Arc<Inside>);

#[derive(Debug)]
struct Inside {
    caps: Caps,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    in_all: usize,
    by_network: HashMap<IpAddr, usize>,
}

/// Leave to be inside, until it is dropped.
#[derive(Debug)]
pub(super) struct Pass {
    door: Door,
    /// `None` for trusted proxies.
    network: Option<IpAddr>,
}

impl Door {
    pub(super) fn new(caps: Caps) -> Self {
        Self(Arc::new(Inside { caps, counts: Mutex::default() }))
    }

    /// Lets a connection in if there is room.
    pub(super) fn enter(&self, peer: IpAddr, trusted: bool) -> Option<Pass> {
        let mut counts = self.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.in_all >= self.0.caps.in_all {
            return None;
        }
        let network = (!trusted).then(|| network(peer));
        if let Some(network) = network {
            let inside = counts.by_network.entry(network).or_default();
            if *inside >= self.0.caps.per_address {
                return None;
            }
            *inside += 1;
        }
        counts.in_all += 1;
        Some(Pass { door: self.clone(), network })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut counts = self.door.0.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.in_all = counts.in_all.saturating_sub(1);
        if let Some(network) = self.network
            && let Entry::Occupied(mut inside) = counts.by_network.entry(network)
        {
            match inside.get().checked_sub(1) {
                None | Some(0) => {
                    inside.remove();
                }
                Some(left) => *inside.get_mut() = left,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn enter(door: &Door, peer: &str) -> Option<Pass> {
        door.enter(peer.parse().unwrap(), false)
    }

    #[test]
    fn an_address_has_its_share_and_gets_it_back() {
        let door = Door::new(Caps { in_all: 100, per_address: 2 });
        let first = enter(&door, "192.0.2.1").unwrap();
        let second = enter(&door, "::ffff:192.0.2.1").unwrap();
        assert!(enter(&door, "192.0.2.1").is_none());
        let other = enter(&door, "192.0.2.2").unwrap();
        drop(first);
        let third = enter(&door, "192.0.2.1").unwrap();
        drop((second, third, other));
        let counts = door.0.counts.lock().unwrap();
        assert_eq!((counts.in_all, counts.by_network.len()), (0, 0), "nothing is remembered of those who left");
    }

    #[test]
    fn one_ipv6_network_is_one_address() {
        let door = Door::new(Caps { in_all: 100, per_address: 1 });
        let _first = enter(&door, "2001:db8:1:2::1").unwrap();
        assert!(enter(&door, "2001:db8:1:2:ffff::9").is_none());
        assert!(enter(&door, "2001:db8:1:3::1").is_some());
    }

    #[test]
    fn the_house_has_room_for_so_many_and_proxies_bring_as_many_as_there_is_room_for() {
        let door = Door::new(Caps { in_all: 3, per_address: 1 });
        let proxied: Vec<_> = (0..3).map(|_| door.enter("10.0.0.1".parse().unwrap(), true).unwrap()).collect();
        assert!(door.enter("10.0.0.1".parse().unwrap(), true).is_none());
        assert!(enter(&door, "192.0.2.1").is_none());
        drop(proxied);
        assert!(enter(&door, "192.0.2.1").is_some());
    }
}
