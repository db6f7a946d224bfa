//! Which addresses are public.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address belongs to the public internet, as far as addresses tell.
///
/// Sources: the IANA IPv4 and IPv6 Special-Purpose Address Registries
/// (<https://www.iana.org/assignments/iana-ipv4-special-registry>,
/// <https://www.iana.org/assignments/iana-ipv6-special-registry>) and the IPv6 Global Unicast Address Space
/// (<https://www.iana.org/assignments/ipv6-unicast-address-assignments>), as of RFC 6890 and its updates.
///
/// IPv4 is a deny list. Of IPv6 only what is handed out, `2000::/3`, is public, without its special blocks and without
/// those that carry an IPv4 address inside (6to4, Teredo). Mapped, compatible and NAT64 addresses lie outside `2000::/3`
/// and are refused even if the address inside is a public one: a resolver has no reason to give them.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    match address.octets() {
        [0, ..] // this network (RFC 791)
        | [10, ..] // private use (RFC 1918)
        | [100, 64..=127, ..] // shared address space (RFC 6598)
        | [127, ..] // loopback (RFC 1122)
        | [169, 254, ..] // link local, metadata of clouds (RFC 3927)
        | [172, 16..=31, ..] // private use (RFC 1918)
        | [192, 0, 0, _] // protocol assignments (RFC 6890)
        | [192, 0, 2, _] // documentation (RFC 5737)
        | [192, 88, 99, _] // 6to4 relays, given up (RFC 7526)
        | [192, 168, ..] // private use (RFC 1918)
        | [198, 18..=19, ..] // benchmarking (RFC 2544)
        | [198, 51, 100, _] // documentation (RFC 5737)
        | [203, 0, 113, _] // documentation (RFC 5737)
        | [224..=239, ..] // multicast (RFC 5771)
        | [240..=255, ..] // reserved, and broadcast (RFC 1112, RFC 919)
        => false,
        _ => true,
    }
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    match address.segments() {
        [0x2001, 0x0000..=0x01ff, ..] // protocol assignments: Teredo, ORCHID, benchmarking (RFC 2928)
        | [0x2001, 0x0db8, ..] // documentation (RFC 3849)
        | [0x2002, ..] // 6to4 (RFC 3056)
        | [0x3fff, 0x0000..=0x0fff, ..] // documentation (RFC 9637)
        => false,
        [first, ..] => (0x2000..=0x3fff).contains(&first),
    }
}

#[cfg(test)]
mod tests {
    use super::is_public;

    /// First and last address of every block, and their neighbours outside: `-` refused, `+` public.
    const EDGES: &str = "
        - 0.0.0.0  - 0.0.0.1  - 0.255.255.255  + 1.0.0.0  + 1.1.1.1
        + 9.255.255.255  - 10.0.0.0  - 10.255.255.255  + 11.0.0.0
        + 100.63.255.255  - 100.64.0.0  - 100.100.100.200  - 100.127.255.255  + 100.128.0.0
        + 126.255.255.255  - 127.0.0.0  - 127.0.0.1  - 127.255.255.255  + 128.0.0.0
        + 169.253.255.255  - 169.254.0.0  - 169.254.169.254  - 169.254.255.255  + 169.255.0.0
        + 172.15.255.255  - 172.16.0.0  - 172.31.255.255  + 172.32.0.0
        + 191.255.255.255  - 192.0.0.0  - 192.0.0.192  - 192.0.0.255  + 192.0.1.0
        + 192.0.1.255  - 192.0.2.0  - 192.0.2.255  + 192.0.3.0
        + 192.88.98.255  - 192.88.99.0  - 192.88.99.255  + 192.88.100.0
        + 192.167.255.255  - 192.168.0.0  - 192.168.255.255  + 192.169.0.0
        + 198.17.255.255  - 198.18.0.0  - 198.19.255.255  + 198.20.0.0
        + 198.51.99.255  - 198.51.100.0  - 198.51.100.255  + 198.51.101.0
        + 203.0.112.255  - 203.0.113.0  - 203.0.113.255  + 203.0.114.0
        + 223.255.255.255  - 224.0.0.0  - 239.255.255.255  - 240.0.0.0  - 255.255.255.254  - 255.255.255.255
        - ::  - ::1  - ::2  - ::7f00:1  - ::8.8.8.8  - ::ffff:0:0  - ::ffff:127.0.0.1  - ::ffff:8.8.8.8
        - ::ffff:0:8.8.8.8  - ::ffff:ffff:ffff
        - 64:ff9b::  - 64:ff9b::8.8.8.8  - 64:ff9b::127.0.0.1  - 64:ff9b::ffff:ffff
        - 64:ff9b:1::  - 64:ff9b:1:ffff:ffff:ffff:ffff:ffff  - 64:ff9b:2::
        - 100::  - 100::ffff:ffff:ffff:ffff  - 100:0:0:1::
        - 1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff  + 2000::  + 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        - 2001::  - 2001::1  - 2001:0:ffff:ffff:ffff:ffff:ffff:ffff  - 2001:1::1  - 2001:2::  - 2001:3::  - 2001:4:112::
        - 2001:10::  - 2001:20::  - 2001:30::  - 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff  + 2001:200::
        + 2001:db7:ffff:ffff:ffff:ffff:ffff:ffff  - 2001:db8::  - 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff  + 2001:db9::
        + 2001:4860:4860::8888  + 2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        - 2002::  - 2002:7f00:1::  - 2002:808:808::1  - 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff  + 2003::
        + 2606:4700:4700::1111  + 2a00:1450::1
        + 3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff  - 3fff::  - 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff  + 3fff:1000::
        + 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff  - 4000::  - 5f00::  - 8000::
        - fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff  - fc00::  - fd00:ec2::254  - fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
        - fe00::  - fe80::  - fe80::1  - febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff  - fec0::  - feff::
        - ff00::  - ff02::1  - ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff
    ";

    #[test]
    fn every_block_ends_where_the_registries_say() {
        let mut words = EDGES.split_whitespace();
        let mut count = 0;
        while let (Some(sign), Some(address)) = (words.next(), words.next()) {
            assert_eq!(is_public(address.parse().unwrap()), sign == "+", "{address}");
            count += 1;
        }
        assert!(count > 110, "{count}");
    }
}
