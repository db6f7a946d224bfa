//! Where pictures are kept: `media`.

use std::fmt;

use media::S3Config;
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

/// What the key's value must look like.
pub(super) const FORM: &str =
    "use `files`, or s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=REGION (s3+http:// for a server without TLS)";

/// Where pictures are kept.
#[derive(Clone)]
pub enum MediaPlace {
    /// In the data directory.
    Files,
    /// In a bucket of an S3 server.
    S3(S3Config),
}

/// Says what kind of place it is, and no credentials.
impl fmt::Debug for MediaPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MediaPlace::Files => "files",
            MediaPlace::S3(_) => "s3://…",
        })
    }
}

impl MediaPlace {
    /// Reads the key's value; `None` if it is neither.
    pub(super) fn parse(text: &str) -> Option<MediaPlace> {
        if text == "files" {
            return Some(MediaPlace::Files);
        }
        let (scheme, rest) = text.split_once("://")?;
        let web = match scheme {
            "s3" => "https",
            "s3+http" => "http",
            _ => return None,
        };
        // As an address of the web: the crate reads hosts, ports and percent signs in those alone.
        let url = Url::parse(&format!("{web}://{rest}")).ok()?;
        let decoded = |part: &str| percent_decode_str(part).decode_utf8().ok().map(String::from);
        let mut path = url.path().trim_matches('/').splitn(2, '/');
        let (mut region, mut path_style) = ("us-east-1".to_owned(), true);
        for (name, value) in url.query_pairs() {
            match (name.as_ref(), value.as_ref()) {
                ("region", value) if !value.is_empty() => region = value.to_owned(),
                ("style", "path") => path_style = true,
                ("style", "host") => path_style = false,
                _ => return None,
            }
        }
        let bucket = decoded(path.next()?).filter(|bucket| !bucket.is_empty())?;
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        Some(MediaPlace::S3(S3Config {
            endpoint: Some(format!("{web}://{}{port}", url.host_str()?)),
            region,
            bucket,
            prefix: decoded(path.next().unwrap_or_default())?,
            key_id: decoded(url.username()).filter(|key| !key.is_empty())?,
            secret: SecretString::from(decoded(url.password()?)?),
            path_style,
        }))
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn s3(text: &str) -> S3Config {
        match MediaPlace::parse(text) {
            Some(MediaPlace::S3(config)) => config,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn a_bucket_is_named_by_an_address() {
        let config = s3("s3://AK%2FID:se%2Fcr+et@s3.example.org/media/athena/pictures?region=eu-central-1");
        assert_eq!(config.endpoint.as_deref(), Some("https://s3.example.org"));
        assert_eq!((config.bucket.as_str(), config.prefix.as_str()), ("media", "athena/pictures"));
        assert_eq!((config.key_id.as_str(), config.secret.expose_secret()), ("AK/ID", "se/cr+et"));
        assert_eq!((config.region.as_str(), config.path_style), ("eu-central-1", true));
        let plain = s3("s3+http://key:secret@127.0.0.1:9000/media");
        assert_eq!(plain.endpoint.as_deref(), Some("http://127.0.0.1:9000"));
        assert_eq!((plain.prefix.as_str(), plain.region.as_str()), ("", "us-east-1"));
        assert!(!s3("s3://key:secret@s3.example.org/media?style=host").path_style);
    }

    #[test]
    fn what_lacks_something_is_refused_and_nothing_is_told() {
        for wrong in [
            "",
            "file",
            "s3://",
            "s3://s3.example.org/media",
            "s3://key@s3.example.org/media",
            "s3://key:secret@s3.example.org",
            "s3://key:secret@s3.example.org/media?style=neither",
            "s3://key:secret@s3.example.org/media?secret=x",
            "https://key:secret@s3.example.org/media",
        ] {
            assert!(MediaPlace::parse(wrong).is_none(), "{wrong}");
        }
        let shown = format!("{:?}", MediaPlace::parse("s3://key:hunter2@s3.example.org/media"));
        assert!(!shown.contains("hunter2") && !shown.contains("key"), "{shown}");
    }
}
