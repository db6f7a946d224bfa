//! The client.

#[cfg(feature = "testing")]
use std::collections::HashSet;
use std::fmt;
#[cfg(feature = "testing")]
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{
    ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use reqwest::{Response, StatusCode, redirect, retry};
use rustls::{ClientConfig, RootCertStore};
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use url::Url;

use crate::Accept;
use crate::error::Error;
#[cfg(feature = "testing")]
use crate::names::Resolver;
use crate::names::{Checked, System};
use crate::target;

/// Most bytes of an answer's body.
pub const MOST_BYTES: usize = 1_000_000;
/// Most redirects that are followed.
pub const MOST_REDIRECTS: usize = 3;

const MOST_HEADERS: usize = 100;
const MOST_AT_ONCE: usize = 64;

/// How a client behaves. The defaults are what the product promises; tests are more impatient.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Who we say we are: `Athena (+https://example.org/about)`.
    pub user_agent: String,
    /// The time for all of one request: waiting for a place, looking up names, redirects and the body. 5 s.
    pub time: Duration,
    /// The time to wait for a place when all are taken. 2 s.
    pub wait: Duration,
    /// How many requests are under way at once, from 1 to 64. 8.
    pub at_once: usize,
}

impl Options {
    /// The defaults under a name.
    pub fn new(user_agent: impl Into<String>) -> Options {
        Options {
            user_agent: user_agent.into(),
            time: Duration::from_secs(5),
            wait: Duration::from_secs(2),
            at_once: 8,
        }
    }
}

/// Why there is no client.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidOptions {
    /// The user agent cannot stand in a header.
    #[error("the user agent contains characters that a header may not have")]
    UserAgent,
    /// TLS does not come up.
    #[error("the client for outgoing requests cannot be set up: {0}")]
    Tls(String),
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    /// Where it came from in the end, without fragment.
    pub url: Url,
    /// What the server says it is, if it does so in ASCII.
    pub content_type: Option<String>,
    /// The bytes.
    pub body: Vec<u8>,
    /// Whether there is more that was not read. Only pages are cut.
    pub is_cut: bool,
}

impl fmt::Debug for Fetched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Fetched { url, content_type, body, is_cut } = self;
        write!(f, "Fetched({url}, {content_type:?}, {} bytes, is_cut: {is_cut})", body.len())
    }
}

/// Asks public servers for what members point at. Cloning is cheap; clones share their places.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    places: Semaphore,
    options: Options,
}

impl Client {
    /// A client that asks the system for addresses.
    ///
    /// # Errors
    /// [`InvalidOptions`].
    pub fn new(options: Options) -> Result<Client, InvalidOptions> {
        Client::with(options, Checked::new(Arc::new(System::new())))
    }

    /// A client with names of one's own that may also reach the given addresses, though they are not public.
    ///
    /// # Errors
    /// [`InvalidOptions`].
    #[cfg(feature = "testing")]
    pub fn for_tests(
        options: Options,
        resolver: Arc<dyn Resolver>,
        reachable: HashSet<SocketAddr>,
    ) -> Result<Client, InvalidOptions> {
        Client::with(options, Checked::with_reachable(resolver, reachable))
    }

    fn with(options: Options, names: Checked) -> Result<Client, InvalidOptions> {
        let http = http(&options, names)?;
        let places = Semaphore::new(options.at_once.clamp(1, MOST_AT_ONCE));
        Ok(Client(Arc::new(Inner { http, places, options })))
    }

    /// Asks for a URL with GET. May be dropped at any point, which ends the request.
    ///
    /// # Errors
    /// [`Error`](enum@Error).
    pub async fn get(&self, url: &Url, accept: Accept) -> Result<Fetched, Error> {
        target::check(url)?;
        let Inner { places, options, .. } = self.0.as_ref();
        let request = async {
            let place = timeout(options.wait, places.acquire()).await;
            let _place = place.map_err(|_| Error::Busy)?.map_err(|_| Error::Busy)?;
            self.follow(url.clone(), accept).await
        };
        timeout(options.time, request).await.map_err(|_| Error::TooSlow)?
    }

    async fn follow(&self, mut url: Url, accept: Accept) -> Result<Fetched, Error> {
        for _ in 0..=MOST_REDIRECTS {
            url.set_fragment(None);
            let response = self.ask(&url, accept).await?;
            let Some(next) = redirection(&response, &url)? else {
                return read(response, url, accept).await;
            };
            target::check(&next)?;
            url = next;
        }
        Err(Error::TooManyRedirects)
    }

    async fn ask(&self, url: &Url, accept: Accept) -> Result<Response, Error> {
        let request = self.0.http.get(url.clone()).header(ACCEPT, accept.header());
        request.send().await.map_err(|error| Error::of(&error))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({:?})", self.0.options)
    }
}

/// Whatever other crates have switched on in the library is switched off here again: proxies of the environment,
/// redirects, decompression, HTTP/2, second tries. Connections are not kept, so that each is to an address just checked.
#[expect(clippy::disallowed_methods, reason = "this is the client that checks where it goes")]
fn http(options: &Options, names: Checked) -> Result<reqwest::Client, InvalidOptions> {
    let user_agent = HeaderValue::from_str(&options.user_agent).map_err(|_| InvalidOptions::UserAgent)?;
    let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls().map_err(|error| InvalidOptions::Tls(error.to_string()))?)
        .dns_resolver(names)
        .no_proxy()
        .redirect(redirect::Policy::none())
        .referer(false)
        .retry(retry::never())
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        .http1_max_headers(MOST_HEADERS)
        .pool_max_idle_per_host(0)
        .connect_timeout(options.time)
        .timeout(options.time)
        .user_agent(user_agent)
        .default_headers(headers)
        .build()
        .map_err(|error| InvalidOptions::Tls(error.to_string()))
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(config)
}

/// Where an answer sends us, if it does.
fn redirection(response: &Response, url: &Url) -> Result<Option<Url>, Error> {
    match response.status() {
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::SEE_OTHER
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => {}
        status if status.is_success() => return Ok(None),
        status => return Err(Error::Status(status.as_u16())),
    }
    // Many servers write names and paths in UTF-8, which `url` puts into ASCII.
    let location = response.headers().get(LOCATION).map(HeaderValue::as_bytes).unwrap_or_default();
    let location = std::str::from_utf8(location).map_err(|_| Error::BadRedirect)?;
    if location.is_empty() {
        return Err(Error::BadRedirect);
    }
    url.join(location).map(Some).map_err(|_| Error::BadRedirect)
}

async fn read(mut response: Response, url: Url, accept: Accept) -> Result<Fetched, Error> {
    if values(&response, CONTENT_ENCODING).any(|value| !is_identity(value)) {
        return Err(Error::Encoded);
    }
    let content_type = values(&response, CONTENT_TYPE).next().and_then(|value| value.to_str().ok()).map(str::to_owned);
    accept.check(content_type.as_deref())?;
    let most = accept.most();
    let is_said_too_large =
        response.content_length().is_some_and(|said| usize::try_from(said).is_ok_and(|said| said > most));
    if is_said_too_large && !accept.may_be_cut() {
        return Err(Error::TooLarge);
    }
    let mut fetched = Fetched { url, content_type, body: Vec::new(), is_cut: false };
    while let Some(piece) = response.chunk().await.map_err(|error| Error::of(&error))? {
        let room = most.saturating_sub(fetched.body.len());
        if piece.len() > room && !accept.may_be_cut() {
            return Err(Error::TooLarge);
        }
        let taken = piece.get(..room).unwrap_or(&piece);
        fetched.body.extend_from_slice(taken);
        if piece.len() > room || accept.has_enough(&fetched.body, taken.len()) {
            fetched.is_cut = true;
            break;
        }
    }
    Ok(fetched)
}

fn values(response: &Response, name: HeaderName) -> impl Iterator<Item = &HeaderValue> {
    response.headers().get_all(name).iter()
}

fn is_identity(encoding: &HeaderValue) -> bool {
    let encoding = encoding.as_bytes().trim_ascii();
    encoding.is_empty() || encoding.eq_ignore_ascii_case(b"identity")
}
