//! Cookies that only this host sets and only this site sends.

use std::time::Duration;

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::Origin;

/// How cookies of this site look: `HttpOnly; SameSite=Lax; Path=/`, and where the browser allows it
/// also `Secure` under a `__Host-` name, which no sibling subdomain and no plain-http page can set.
///
/// That is the case for https and for the name `localhost`. For `http://127.0.0.1` browsers differ
/// (Chromium 156 takes such a cookie, others do not), so there, as on any plain-http address, the
/// cookie has neither: one can sign in, and is no safer than plain http is.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    secure: bool,
}

impl Cookies {
    /// The rules for a site at this address.
    pub fn of(public: &Origin) -> Self {
        Self { secure: public.is_https() || public.is_localhost() }
    }

    /// The value of a cookie, `None` if it was not sent. Two different values under one name mean
    /// that somebody else planted one: neither is believed.
    pub fn read(self, headers: &HeaderMap, name: &str) -> Option<String> {
        let wanted = self.name(name);
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut values = pairs.filter(|(name, _)| *name == wanted).map(|(_, value)| value);
        let first = values.next()?;
        if values.any(|other| other != first) {
            return None;
        }
        percent_decode_str(first).decode_utf8().ok().map(|value| value.into_owned())
    }

    /// A `Set-Cookie` value. Without `max_age` the cookie ends with the browser's session.
    pub fn set(self, name: &str, value: &str, max_age: Option<Duration>) -> HeaderValue {
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        let age = max_age.map(|age| format!("; Max-Age={}", age.as_secs())).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}", self.name(name));
        // Everything but the name is ASCII by construction; a name that is not is no cookie.
        HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static(""))
    }

    /// A `Set-Cookie` value that takes the cookie away.
    pub fn remove(self, name: &str) -> HeaderValue {
        self.set(name, "", Some(Duration::ZERO))
    }

    fn name(self, name: &str) -> String {
        if self.secure { format!("__Host-{name}") } else { name.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(origin: &str) -> Cookies {
        Cookies::of(&origin.parse().unwrap())
    }

    fn sent(lines: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(COOKIE, HeaderValue::from_str(line).unwrap());
        }
        headers
    }

    #[test]
    fn cookies_are_host_bound_wherever_browsers_agree_to_it() {
        for secure in ["https://people.example", "http://localhost:8000", "http://a.localhost", "https://127.0.0.1"] {
            assert_eq!(
                cookies(secure).set("s", "v1", None),
                "__Host-s=v1; Path=/; HttpOnly; SameSite=Lax; Secure",
                "{secure}"
            );
        }
        for plain in ["http://127.0.0.1:8000", "http://people.example", "http://localhost.example", "http://[::1]"] {
            assert_eq!(cookies(plain).set("s", "v1", None), "s=v1; Path=/; HttpOnly; SameSite=Lax", "{plain}");
        }
    }

    #[test]
    fn a_removal_has_the_attributes_of_the_cookie_it_removes() {
        let removal = cookies("https://people.example").remove("s");
        assert_eq!(removal, "__Host-s=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0");
    }

    #[test]
    fn no_value_breaks_out_of_the_header_and_every_value_comes_back() {
        let cookies = cookies("https://people.example");
        for value in ["plain", "a;b=c", "x\r\nSet-Cookie: y=z", "\"q\"", "zoë", "%41", " ", ""] {
            let set = cookies.set("s", value, Some(Duration::from_secs(60)));
            let set = set.to_str().unwrap();
            assert_eq!(set.matches(';').count(), 5, "{set}");
            let pair = set.split(';').next().unwrap();
            assert_eq!(cookies.read(&sent(&[pair]), "s").as_deref(), Some(value));
        }
    }

    #[test]
    fn only_the_exact_cookie_is_read_and_planted_twins_are_refused() {
        let strict = cookies("https://people.example");
        assert_eq!(strict.read(&sent(&["a=b; __Host-s=v", "c=d"]), "s").as_deref(), Some("v"));
        assert_eq!(strict.read(&sent(&["a=b", "__Host-s=v"]), "s").as_deref(), Some("v"));
        for lines in [&["s=v"][..], &["__host-s=v"], &["x__Host-s=v"], &["__Host-s"], &["a=__Host-s=v"], &[]] {
            assert_eq!(strict.read(&sent(lines), "s"), None, "{lines:?}");
        }
        let plain = cookies("http://people.example");
        assert_eq!(plain.read(&sent(&["s=mine; s=planted"]), "s"), None);
        assert_eq!(plain.read(&sent(&["s=mine", "s=planted"]), "s"), None);
        assert_eq!(plain.read(&sent(&["s=same; s=same"]), "s").as_deref(), Some("same"));
        assert_eq!(plain.read(&sent(&["s=%ff"]), "s"), None);
    }
}
