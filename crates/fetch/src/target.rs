//! What a URL must be like before anything is asked for it.

use url::{Host, Url};

use crate::error::Why;
use crate::is_public;

/// What browsers and servers agree to carry.
const MOST_URL_BYTES: usize = 2048;

/// Domains that never mean a server on the internet: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and ICANN's `internal`.
const PRIVATE_DOMAINS: [&str; 5] = ["localhost", "local", "internal", "home.arpa", "onion"];

/// Everything that can be said without asking for the name's addresses: what [`Client::get`](crate::Client::get) refuses
/// unseen. Addresses in the place of a name never reach the resolver, so they are judged here. The port is the scheme's
/// own: what lies elsewhere is not for the public.
///
/// # Errors
/// The first thing that is wrong.
pub fn check(url: &Url) -> Result<(), Why> {
    if url.as_str().len() > MOST_URL_BYTES {
        return Err(Why::TooLong);
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Why::Scheme);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Why::UserInfo);
    }
    if url.port().is_some() {
        return Err(Why::Port);
    }
    match url.host() {
        Some(Host::Domain(name)) if is_public_name(name) => Ok(()),
        Some(Host::Domain(_)) => Err(Why::Host),
        Some(Host::Ipv4(address)) if is_public(address.into()) => Ok(()),
        Some(Host::Ipv6(address)) if is_public(address.into()) => Ok(()),
        Some(Host::Ipv4(_) | Host::Ipv6(_)) => Err(Why::Address),
        None => Err(Why::Malformed),
    }
}

/// A dot inside, none at the end, and none of the private domains. `url` has brought it into lower case and ASCII.
fn is_public_name(name: &str) -> bool {
    let is_private = PRIVATE_DOMAINS
        .iter()
        .any(|domain| name.strip_suffix(domain).is_some_and(|before| before.is_empty() || before.ends_with('.')));
    name.contains('.') && !name.ends_with('.') && !is_private
}

#[cfg(test)]
mod tests {
    use url::Url;

    use super::check;
    use crate::error::Why;

    #[test]
    fn what_lies_in_the_open_passes() {
        for url in [
            "http://example.org",
            "https://example.org/a?b#c",
            "https://example.org:443/",
            "http://example.org:80/",
            "HTTPS://EXAMPLE.ORG/",
            "https://bücher.example/",
            "https://notlocal.example/",
            "https://mylocalhost.org/",
            "https://local.example.org/",
            "https://8.8.8.8/",
            "https://134744072/",
            "https://[2606:4700:4700::1111]/",
            "http://example.org\\path",
        ] {
            assert_eq!(check(&Url::parse(url).unwrap()), Ok(()), "{url}");
        }
    }

    #[test]
    fn the_reason_is_the_first_thing_that_is_wrong() {
        let long = format!("https://example.org/{}", "a".repeat(2048));
        for (url, why) in [
            (long.as_str(), Why::TooLong),
            ("ftp://u@127.0.0.1:21/", Why::Scheme),
            ("https://u@127.0.0.1:8443/", Why::UserInfo),
            ("https://127.0.0.1:8443/", Why::Port),
            ("http://example.org:443/", Why::Port),
            ("https://example.org:80/", Why::Port),
            ("https://127.0.0.1/", Why::Address),
            ("https://localhost/", Why::Host),
            ("https://example.org./", Why::Host),
        ] {
            assert_eq!(check(&Url::parse(url).unwrap()), Err(why), "{url}");
        }
    }
}
