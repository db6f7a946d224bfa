//! The address of a page somewhere in the web, as people put it into forms.

use url::Url;

use super::{FieldError, limits};

/// http or https, to a host with a name, without a user or password in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// Reads a field; `None` if it is empty. `example.org` gets its `https://`.
    ///
    /// # Errors
    /// What to mend.
    pub fn parse(field: &'static str, typed: &str) -> Result<Option<WebAddress>, FieldError> {
        let typed = limits::WEB_ADDRESS.line(field, typed)?;
        if typed.is_empty() {
            return Ok(None);
        }
        let wrong = FieldError { field, message: "link-url-unreadable", limit: 0 };
        let url = read(&typed).ok_or(wrong)?;
        // Escaping may have made it longer than what was typed.
        limits::WEB_ADDRESS.line(field, url.as_str()).map(|url| Some(WebAddress(url)))
    }

    /// As a browser would write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn read(typed: &str) -> Option<Url> {
    let url = match Url::parse(typed) {
        Err(url::ParseError::RelativeUrlWithoutBase) if !typed.starts_with(['/', '\\']) => {
            Url::parse(&format!("https://{typed}")).ok()?
        }
        other => other.ok()?,
    };
    let scheme = matches!(url.scheme(), "http" | "https");
    let named = url.domain().is_some_and(|host| host.contains('.'));
    let user = !url.username().is_empty() || url.password().is_some();
    (scheme && named && !user).then_some(url)
}

/// The host of an address, without `www.`: where it leads, whatever it is called. Empty if there is none.
pub fn host(address: &str) -> String {
    let url = Url::parse(address).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Result<Option<String>, &'static str> {
        WebAddress::parse("url", typed).map(|url| url.map(|url| url.0)).map_err(|error| error.message)
    }

    #[test]
    fn an_address_is_written_as_browsers_do() {
        let url = |typed| read(typed).unwrap().unwrap();
        assert_eq!(url("https://Example.org/Ä b?q=1#x"), "https://example.org/%C3%84%20b?q=1#x");
        assert_eq!(url(" example.org "), "https://example.org/");
        assert_eq!(url("example.org/@ada"), "https://example.org/@ada");
        assert_eq!(url("http://example.org:8080"), "http://example.org:8080/");
        assert_eq!(url("https://bücher.example"), "https://xn--bcher-kva.example/");
        assert_eq!(read(" "), Ok(None));
    }

    #[test]
    fn hostile_addresses_are_refused() {
        for hostile in [
            "javascript:alert(1)",
            "JavaScript://example.org/%0aalert(1)",
            "data:text/html,<script>",
            "vbscript:x",
            "file:///etc/passwd",
            "ftp://example.org",
            "mailto:a@example.org",
            "tel:+49123",
            "blob:https://example.org/x",
            "https://user@example.org",
            "https://user:secret@example.org",
            "https://paypal.example@evil.example/",
            "user@example.org",
            "//evil.example",
            "/feed",
            "\\\\evil.example",
            "https://",
            "https:///",
            "localhost",
            "https://localhost:8000/",
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://0x7f.1/",
            "intranet",
            "https://exa mple.org",
            "view-source:https://example.org",
            "htt ps://example.org",
            "https://example.org:99999",
            "about:blank",
        ] {
            assert_eq!(read(hostile), Err("link-url-unreadable"), "{hostile}");
        }
        for control in ["java\nscript:alert(1)", "https://exam\tple.org", "https://example.org/\u{0}"] {
            assert_eq!(read(control), Err("field-control-characters"), "{control}");
        }
        assert_eq!(read(&format!("https://example.org/{}", "a".repeat(500))), Err("field-too-long"));
        assert_eq!(read(&format!("https://example.org/{}", "ä".repeat(200))), Err("field-too-long"));
    }

    #[test]
    fn an_address_tells_where_it_leads() {
        assert_eq!(super::host("https://www.example.org/a"), "example.org");
        assert_eq!(super::host("https://bank.example.evil.example/"), "bank.example.evil.example");
        assert_eq!(super::host("nonsense"), "");
    }
}
