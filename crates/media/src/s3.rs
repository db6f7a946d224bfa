//! Files in a bucket: of Amazon, or of any server that speaks S3.

use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::TryStreamExt;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::client::{HttpClient, HttpConnector};
use object_store::path::Path;
use object_store::{
    Attribute, Attributes, BackoffConfig, ClientOptions, Error, ObjectStore, ObjectStoreExt, PutOptions, RetryConfig,
};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{MAX_BYTES, Name, StoreError};

/// How long to wait.
struct Patience {
    connect: Duration,
    /// One try of one request.
    request: Duration,
    /// Everything a caller waits for, tries and pauses included.
    in_all: Duration,
}

const PATIENCE: Patience =
    Patience { connect: Duration::from_secs(3), request: Duration::from_secs(10), in_all: Duration::from_secs(25) };

const RETRIES: usize = 2;

/// Where the bucket is and how we may use it.
#[derive(Debug, Clone)]
pub struct S3Config {
    /// The server, `https://s3.example.org`; Amazon's own if it is not given. Certificates are checked against the
    /// authorities that browsers know. With `http://` pictures travel in the clear, the secret never does.
    pub endpoint: Option<String>,
    /// As the server names it; many servers take any, such as `us-east-1`.
    pub region: String,
    /// Must exist.
    pub bucket: String,
    /// In front of every name, `athena/media`; empty for none.
    pub prefix: String,
    /// The public half of the credentials.
    pub key_id: String,
    /// The secret half.
    pub secret: SecretString,
    /// `https://server/bucket/name` instead of `https://bucket.server/name`; what most servers but Amazon's want.
    pub path_style: bool,
}

#[derive(Clone)]
pub(crate) struct S3(Arc<Inner>);

struct Inner {
    bucket: AmazonS3,
    prefix: Path,
    place: String,
    in_all: Duration,
}

impl S3 {
    pub(crate) fn new(config: S3Config) -> Result<S3, StoreError> {
        S3::with(config, &PATIENCE)
    }

    fn with(config: S3Config, patience: &Patience) -> Result<S3, StoreError> {
        let settings = |what: &str| StoreError::Settings(what.to_owned());
        for (value, name) in [(&config.region, "region"), (&config.bucket, "bucket"), (&config.key_id, "key id")] {
            if value.is_empty() || value.chars().any(|c| c.is_whitespace() || c.is_control()) {
                return Err(settings(&format!("the S3 {name} is missing or has spaces in it")));
            }
        }
        if config.secret.expose_secret().is_empty() {
            return Err(settings("the S3 secret is missing"));
        }
        let prefix = Path::parse(config.prefix.trim_matches('/'))
            .map_err(|_| settings("the S3 prefix is not a path such as athena/media"))?;
        let mut builder = AmazonS3Builder::new()
            .with_region(&config.region)
            .with_bucket_name(&config.bucket)
            .with_access_key_id(&config.key_id)
            .with_secret_access_key(config.secret.expose_secret())
            .with_virtual_hosted_style_request(!config.path_style)
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(200),
                    max_backoff: Duration::from_secs(2),
                    base: 2.0,
                },
                max_retries: RETRIES,
                retry_timeout: patience.in_all,
            });
        let mut server = "Amazon".to_owned();
        let mut is_plain = false;
        if let Some(endpoint) = &config.endpoint {
            let endpoint = server_of(endpoint).ok_or_else(|| settings("the S3 endpoint is not https://host[:port]"))?;
            is_plain = endpoint.scheme() == "http";
            server = endpoint.as_str().trim_end_matches('/').to_owned();
            let address = if config.path_style { server.clone() } else { with_bucket(endpoint, &config.bucket)? };
            builder = builder.with_endpoint(address).with_allow_http(is_plain);
        }
        let client = client(is_plain, patience).map_err(|error| StoreError::Settings(error.to_string()))?;
        let bucket = builder.with_http_connector(client).build().map_err(|error| settings(&error.to_string()))?;
        let place = format!("s3 bucket {} at {server}", config.bucket);
        Ok(S3(Arc::new(Inner { bucket, prefix, place, in_all: patience.in_all })))
    }

    pub(crate) async fn put(&self, name: &Name, bytes: Bytes) -> Result<(), StoreError> {
        self.write(&self.path(name.as_str()), bytes).await
    }

    pub(crate) async fn get(&self, name: &Name) -> Result<Option<Bytes>, StoreError> {
        let path = self.path(name.as_str());
        let limit = u64::try_from(MAX_BYTES).unwrap_or(u64::MAX);
        let read = async {
            let found = self.0.bucket.get(&path).await?;
            // Larger than anything we store: not ours, and not read.
            if found.meta.size > limit { Ok(Bytes::new()) } else { found.bytes().await }
        };
        match self.within(read).await? {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Error::NotFound { source, .. }) if !is_about_the_bucket(source.as_ref()) => Ok(None),
            Err(error) => Err(self.failed(&error)),
        }
    }

    pub(crate) async fn delete(&self, name: &Name) -> Result<(), StoreError> {
        match self.within(self.0.bucket.delete(&self.path(name.as_str()))).await? {
            Ok(()) => Ok(()),
            Err(Error::NotFound { source, .. }) if !is_about_the_bucket(source.as_ref()) => Ok(()),
            Err(error) => Err(self.failed(&error)),
        }
    }

    pub(crate) async fn list(&self, after: Option<&Name>, limit: usize) -> Result<Vec<Name>, StoreError> {
        // Without a name to begin behind: nothing sorts before the empty one.
        let offset = self.path(after.map_or("", Name::as_str));
        let prefix = Some(&self.0.prefix).filter(|prefix| !prefix.as_ref().is_empty());
        let read = async {
            let mut names = Vec::new();
            let mut objects = self.0.bucket.list_with_offset(prefix, &offset);
            while names.len() < limit
                && let Some(object) = objects.try_next().await?
            {
                let name = object.location.filename().and_then(|name| Name::parse(name).ok());
                // Others may lie deeper, under names like ours.
                names.extend(name.filter(|name| self.path(name.as_str()) == object.location));
            }
            Ok(names)
        };
        self.within(read).await?.map_err(|error| self.failed(&error))
    }

    pub(crate) async fn check(&self) -> Result<(), StoreError> {
        let path = self.path("check");
        let content = Bytes::from_static(b"check");
        self.write(&path, content.clone()).await?;
        let read = async { self.0.bucket.get(&path).await?.bytes().await };
        let found = self.within(read).await?.map_err(|error| self.failed(&error))?;
        if found != content {
            return Err(self.failure("it does not give back what it was given"));
        }
        self.within(self.0.bucket.delete(&path)).await?.map_err(|error| self.failed(&error))?;
        self.list(None, 1).await.map(|_| ())
    }

    async fn write(&self, path: &Path, bytes: Bytes) -> Result<(), StoreError> {
        let attributes = Attributes::from_iter([(Attribute::ContentType, "image/jpeg")]);
        let options = PutOptions { attributes, ..PutOptions::default() };
        let put = self.0.bucket.put_opts(path, bytes.into(), options);
        self.within(put).await?.map(|_| ()).map_err(|error| self.failed(&error))
    }

    async fn within<T>(&self, work: impl Future<Output = T>) -> Result<T, StoreError> {
        tokio::time::timeout(self.0.in_all, work).await.map_err(|_| self.failure("it takes too long to answer"))
    }

    fn path(&self, name: &str) -> Path {
        self.0.prefix.clone().join(name)
    }

    fn failed(&self, error: &Error) -> StoreError {
        self.failure(&reason(error))
    }

    fn failure(&self, reason: &str) -> StoreError {
        StoreError::Failed(format!("{}: {reason}", self.0.place))
    }
}

impl fmt::Display for S3 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.place)
    }
}

/// An address without user, path, question mark or fragment.
fn server_of(endpoint: &str) -> Option<Url> {
    let url = Url::parse(endpoint).ok()?;
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none();
    (matches!(url.scheme(), "http" | "https") && url.has_host() && is_bare).then_some(url)
}

fn with_bucket(mut endpoint: Url, bucket: &str) -> Result<String, StoreError> {
    let host = format!("{bucket}.{}", endpoint.host_str().unwrap_or_default());
    endpoint
        .set_host(Some(&host))
        .map_err(|_| StoreError::Settings("the S3 bucket's name does not fit in front of the endpoint".to_owned()))?;
    Ok(endpoint.as_str().trim_end_matches('/').to_owned())
}

/// The answer's code where there is one, else what lies at the bottom of it.
fn reason(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(deeper) = cause {
        text = deeper.to_string();
        if let Some(code) = code(&text) {
            return match code {
                "NoSuchBucket" => "there is no such bucket".to_owned(),
                "InvalidAccessKeyId" => "it does not know the key id".to_owned(),
                "SignatureDoesNotMatch" => "the secret does not belong to the key id".to_owned(),
                "AccessDenied" => "the key has no right to do this".to_owned(),
                other => format!("it answers {other}"),
            };
        }
        cause = deeper.source();
    }
    // The innermost cause says most: connection refused, certificate expired.
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

/// `<Code>…</Code>` in an error's text, which quotes the server's answer.
fn code(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 64 && code.bytes().all(|byte| byte.is_ascii_alphanumeric())).then_some(code)
}

fn is_about_the_bucket(error: &(dyn std::error::Error + 'static)) -> bool {
    error.to_string().contains("<Code>NoSuchBucket</Code>")
}

/// Our own client, so that neither the environment's proxies nor redirects lead elsewhere, and TLS is the one that the
/// rest of the program has.
#[derive(Debug)]
struct Client(reqwest::Client);

#[expect(clippy::disallowed_methods, reason = "it goes where the operator keeps pictures")]
fn client(is_plain: bool, patience: &Patience) -> Result<Client, Box<dyn std::error::Error>> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let client = reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .https_only(!is_plain)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(patience.connect)
        .timeout(patience.request)
        .build()?;
    Ok(Client(client))
}

impl HttpConnector for Client {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    fn store(endpoint: &str, patience: &Patience) -> S3 {
        let config = S3Config {
            endpoint: Some(endpoint.to_owned()),
            region: "us-east-1".to_owned(),
            bucket: "media".to_owned(),
            prefix: String::new(),
            key_id: "key".to_owned(),
            secret: "secret".into(),
            path_style: true,
        };
        S3::with(config, patience).unwrap()
    }

    /// A server that takes connections and says so much, then nothing; and how long the store waits for it.
    async fn waits(said: &'static [u8], patience: Patience) -> (Duration, StoreError) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let silent = tokio::spawn(async move {
            let mut kept = Vec::new();
            loop {
                let (mut socket, _) = listener.accept().await.unwrap();
                let _ = socket.read(&mut [0; 4096]).await;
                let _ = socket.write_all(said).await;
                kept.push(socket);
            }
        });
        let began = Instant::now();
        let (store, name) = (store(&endpoint, &patience), Name::of(b"x"));
        let outcome = tokio::time::timeout(Duration::from_secs(60), store.get(&name)).await;
        silent.abort();
        (began.elapsed(), outcome.expect("the store waits for ever").unwrap_err())
    }

    #[tokio::test]
    async fn a_server_that_falls_silent_is_an_error_in_the_end() {
        let began_to_answer = b"HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nabc";
        for said in [b"".as_slice(), began_to_answer] {
            let short = Duration::from_millis(300);
            let long = Duration::from_secs(600);
            let request = Patience { connect: short, request: short, in_all: long };
            let (waited, _) = waits(said, request).await;
            assert!(waited >= short, "each try: {waited:?}");
            let in_all = Patience { connect: long, request: long, in_all: short };
            let (waited, error) = waits(said, in_all).await;
            assert!(waited >= short, "in all: {waited:?}");
            assert!(error.to_string().contains("too long"), "{error}");
        }
    }

    #[test]
    fn only_a_code_that_is_one_is_read_out_of_an_answer() {
        assert_eq!(code("x <Error><Code>NoSuchKey</Code></Error>"), Some("NoSuchKey"));
        assert_eq!(code("<Code>a b\n</Code>"), None);
        assert_eq!(code(&format!("<Code>{}</Code>", "a".repeat(65))), None);
        assert_eq!(code("<Code>NoSuchKey"), None);
    }
}
