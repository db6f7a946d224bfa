//! What a page says of itself.

mod charset;
mod head;
mod words;

use url::Url;

use crate::accept::MOST_PAGE_BYTES;
use crate::target;

/// What a preview of a page shows: Open Graph first (<https://ogp.me>), then the names of Twitter's cards, then what HTML
/// itself has. Texts are plain text, to be escaped like any other; they say what their author wants, not what is true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// At most 150 graphemes.
    pub title: Option<String>,
    /// At most 300 graphemes.
    pub description: Option<String>,
    /// The name of the whole site, at most 80 graphemes.
    pub site_name: Option<String>,
    /// A picture, at an address that [`Client::get`](crate::Client::get) would not refuse unseen.
    pub image: Option<Url>,
    /// The address that the page would like to be known by, if it is on the same host.
    pub canonical: Option<Url>,
}

impl Page {
    /// Reads the head of an HTML page: up to `<body>`, or 512 000 bytes. Never fails; what is not there is `None`.
    /// `content_type` is the header's value, which may name the charset; `url` is where the page came from in the end.
    /// Takes some milliseconds of the processor, some tens for a page made to be slow.
    pub fn read(body: &[u8], content_type: Option<&str>, url: &Url) -> Page {
        let body = body.get(..MOST_PAGE_BYTES).unwrap_or(body);
        let head = head::read(&charset::decode(body, content_type));
        let text = |names: &[&str], graphemes: usize| {
            names.iter().flat_map(|name| head.said(name)).find_map(|text| words::tidy(text, graphemes))
        };
        let link = |names: &[&str], is_wanted: &dyn Fn(&Url) -> bool| {
            let addresses = names.iter().flat_map(|name| head.said(name));
            addresses.filter_map(|address| resolve(address, url)).find(|address| is_wanted(address))
        };
        Page {
            title: text(&["og:title", "twitter:title", head::TITLE], 150),
            description: text(&["og:description", "twitter:description", "description"], 300),
            site_name: text(&["og:site_name", "application-name"], 80),
            image: link(
                &["og:image", "og:image:secure_url", "og:image:url", "twitter:image", "twitter:image:src"],
                &|_| true,
            ),
            canonical: link(&[head::CANONICAL, "og:url"], &|address| address.host() == url.host()),
        }
    }
}

/// An address on a page, if it is one that we would ask.
fn resolve(address: &str, url: &Url) -> Option<Url> {
    let address = address.trim();
    let address = url.join(address).ok().filter(|_| !address.is_empty())?;
    target::check(&address).is_ok().then_some(address)
}
