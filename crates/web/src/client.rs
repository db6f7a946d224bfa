//! Who is at the other end, behind as many proxies as the operator trusts.

use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use axum::http::HeaderMap;

/// A request's client address, in the extensions of every request that went through
/// [`crate::stack`]. IPv4 addresses inside IPv6 are given as IPv4.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientAddr(pub IpAddr);

impl ClientAddr {
    /// What stands for the client when there is no connection (requests made in tests): one address
    /// for all, so that limits per address are stricter and never absent.
    pub const UNKNOWN: Self = Self(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
}

/// The address that shares a visitor's limits: IPv4 as it is, IPv6 as the first of its /64, because providers hand
/// those out whole.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(v4) => IpAddr::V4(v4),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
    }
}

/// The header in which the operator's proxy reports its client. One, chosen: a proxy writes one of
/// them and hands on the other as the visitor sent it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForwardedBy {
    /// `X-Forwarded-For`, which nearly all proxies append to.
    #[default]
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// The proxies whose word counts.
#[derive(Debug, Clone, Default)]
pub struct TrustedProxies {
    /// Address ranges of the proxies; none by default, and then no header is read at all.
    pub ranges: Vec<Cidr>,
    /// Which header they write.
    pub header: ForwardedBy,
}

impl TrustedProxies {
    /// The client: the peer itself, or if the peer is a trusted proxy, the right-most address of the
    /// header that is not one. What stands further left was written by the visitor.
    pub fn client(&self, peer: IpAddr, headers: &HeaderMap) -> ClientAddr {
        // More proxies than anybody chains; the header may hold thousands of entries.
        const HOPS: usize = 32;
        let mut client = peer.to_canonical();
        let hops = match self.header {
            ForwardedBy::XForwardedFor => hops(headers, "x-forwarded-for", Some),
            ForwardedBy::Forwarded => hops(headers, "forwarded", forwarded_for),
        };
        for hop in hops.take(HOPS) {
            if !self.trusts(client) {
                break;
            }
            // "unknown", "_hidden" or rubbish: nobody we trust vouches for anything further left.
            let Some(address) = hop.and_then(address) else { break };
            client = address.to_canonical();
        }
        ClientAddr(client)
    }

    /// Whether an address is one of the proxies'.
    pub fn trusts(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(address))
    }
}

/// All entries of a list header from right to left, over all its lines.
fn hops<'h>(
    headers: &'h HeaderMap,
    name: &'static str,
    read: fn(&'h str) -> Option<&'h str>,
) -> impl Iterator<Item = Option<&'h str>> {
    let lines: Vec<_> = headers.get_all(name).iter().collect();
    lines.into_iter().rev().flat_map(move |line| line.to_str().unwrap_or_default().rsplit(',').map(read))
}

/// The `for` of one element such as `for="[2001:db8::1]:4711";proto=https`.
fn forwarded_for(element: &str) -> Option<&str> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        name.eq_ignore_ascii_case("for").then(|| value.trim_matches('"'))
    })
}

/// An address with or without port: `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse().ok();
    }
    text.parse().ok().or_else(|| text.split_once(':')?.0.parse().ok())
}

/// A range of addresses such as `10.0.0.0/8`, `fd00::/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cidr {
    bits: u128,
    /// Length of the prefix, counted in IPv6 (96 + n for IPv4).
    length: u32,
}

/// A range that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address range such as 10.0.0.0/8, fd00::/8 or 192.0.2.1")]
pub struct CidrError(String);

impl FromStr for Cidr {
    type Err = CidrError;

    fn from_str(text: &str) -> Result<Self, CidrError> {
        let wrong = || CidrError(text.to_owned());
        let (address, length) = match text.split_once('/') {
            Some((address, length)) if length.bytes().all(|digit| digit.is_ascii_digit()) => {
                (address, Some(length.parse::<u32>().map_err(|_| wrong())?))
            }
            Some(_) => return Err(wrong()),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let (offset, width) = if address.is_ipv4() { (96, 32) } else { (0, 128) };
        let length = length.unwrap_or(width);
        if length > width {
            return Err(wrong());
        }
        Ok(Self { bits: bits(address), length: offset + length })
    }
}

impl Cidr {
    /// Does the range hold this address? IPv4 in IPv6 counts as IPv4.
    pub fn contains(&self, address: IpAddr) -> bool {
        // Shifting by all 128 bits, for ::/0, is None: everything is inside.
        (self.bits ^ bits(address)).checked_shr(128 - self.length).unwrap_or(0) == 0
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn proxies(header: ForwardedBy) -> TrustedProxies {
        let ranges = ["10.0.0.0/8", "::1", "2001:db8:1::/48"].map(|range| range.parse().unwrap());
        TrustedProxies { ranges: ranges.to_vec(), header }
    }

    fn client(header: ForwardedBy, peer: &str, lines: &[(&'static str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
        }
        proxies(header).client(peer.parse().unwrap(), &headers).0.to_string()
    }

    #[test]
    fn neighbours_in_one_ipv6_network_are_one() {
        let of = |text: &str| network(text.parse().unwrap()).to_string();
        assert_eq!(of("2001:db8:1:2:3::1"), "2001:db8:1:2::");
        assert_eq!(of("2001:db8:1:2:ffff::9"), of("2001:db8:1:2:3::1"));
        assert_ne!(of("2001:db8:1:3::1"), of("2001:db8:1:2::1"));
        assert_eq!(of("::ffff:192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn nobody_but_a_trusted_proxy_may_speak_for_another_address() {
        let forged = [("x-forwarded-for", "10.0.0.1"), ("forwarded", "for=10.0.0.1")];
        for header in [ForwardedBy::XForwardedFor, ForwardedBy::Forwarded] {
            assert_eq!(client(header, "192.0.2.7", &forged), "192.0.2.7");
            assert_eq!(client(header, "10.0.0.2", &[]), "10.0.0.2");
        }
        let nobody = TrustedProxies::default();
        let headers = HeaderMap::from_iter([(HeaderName::from_static("x-forwarded-for"), "1.2.3.4".parse().unwrap())]);
        assert_eq!(nobody.client("127.0.0.1".parse().unwrap(), &headers).0.to_string(), "127.0.0.1");
    }

    #[test]
    fn the_right_most_address_that_is_no_proxy_is_the_client() {
        let xff = |peer: &str, value: &str| client(ForwardedBy::XForwardedFor, peer, &[("x-forwarded-for", value)]);
        assert_eq!(xff("10.0.0.2", "192.0.2.7"), "192.0.2.7");
        assert_eq!(xff("10.0.0.2", "1.1.1.1, 192.0.2.7, 10.9.9.9"), "192.0.2.7");
        assert_eq!(xff("10.0.0.2", "127.0.0.1, 192.0.2.7"), "192.0.2.7");
        assert_eq!(xff("::1", "2001:db8::7"), "2001:db8::7");
        assert_eq!(xff("::ffff:10.0.0.2", "::ffff:192.0.2.7"), "192.0.2.7");
        assert_eq!(xff("10.0.0.2", "192.0.2.7:4711"), "192.0.2.7");
        assert_eq!(xff("10.0.0.2", "[2001:db8::7]:4711"), "2001:db8::7");
        // Only proxies: the left-most of them asked.
        assert_eq!(xff("10.0.0.2", "10.0.0.4, 10.0.0.3"), "10.0.0.4");
    }

    #[test]
    fn rubbish_stops_the_search_at_the_last_address_somebody_vouched_for() {
        let xff = |value: &str| client(ForwardedBy::XForwardedFor, "10.0.0.2", &[("x-forwarded-for", value)]);
        for rubbish in ["", ",", "unknown", "1.1.1.1, unknown", "1.1.1.1,", "999.1.1.1", "<script>", "1.1.1.1;"] {
            assert_eq!(xff(rubbish), "10.0.0.2", "{rubbish:?}");
        }
        assert_eq!(xff("1.1.1.1, rubbish, 10.0.0.3"), "10.0.0.3");
        assert_eq!(xff(&["10.0.0.1"; 10_000].join(",")), "10.0.0.1");
    }

    #[test]
    fn several_lines_are_one_list_and_the_other_header_is_ignored() {
        let lines =
            [("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "192.0.2.7, 10.0.0.9"), ("forwarded", "for=6.6.6.6")];
        assert_eq!(client(ForwardedBy::XForwardedFor, "10.0.0.2", &lines), "192.0.2.7");
        assert_eq!(client(ForwardedBy::Forwarded, "10.0.0.2", &lines), "6.6.6.6");
        let rfc = |value: &str| client(ForwardedBy::Forwarded, "10.0.0.2", &[("forwarded", value)]);
        assert_eq!(rfc("for=1.1.1.1, For=\"[2001:db8::7]:80\";proto=https;by=10.0.0.2"), "2001:db8::7");
        assert_eq!(rfc("for=1.1.1.1, proto=https"), "10.0.0.2");
        assert_eq!(rfc("for=1.1.1.1, for=_hidden"), "10.0.0.2");
    }

    #[test]
    fn ranges_hold_their_addresses_and_no_others() {
        let holds = |range: &str, address: &str| range.parse::<Cidr>().unwrap().contains(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.255.255.255") && !holds("10.0.0.0/8", "11.0.0.0"));
        assert!(holds("10.1.2.3/8", "10.0.0.1"), "bits after the prefix do not matter");
        assert!(holds("0.0.0.0/0", "203.0.113.1") && !holds("0.0.0.0/0", "2001:db8::1"));
        assert!(holds("::/0", "2001:db8::1") && holds("::/0", "203.0.113.1"));
        assert!(holds("192.0.2.1", "192.0.2.1") && !holds("192.0.2.1", "192.0.2.2"));
        assert!(holds("192.0.2.1/32", "::ffff:192.0.2.1"));
        assert!(holds("2001:db8::/33", "2001:db8:7fff::") && !holds("2001:db8::/33", "2001:db8:8000::"));
        for wrong in
            ["", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "localhost", "10.0.0/8"]
        {
            assert!(wrong.parse::<Cidr>().is_err(), "{wrong}");
        }
    }
}
