//! What a request says in its body or behind the question mark, read into types: each field once.

use std::collections::HashSet;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::value::{Error as Unfit, MapDeserializer};
use serde::de::{DeserializeOwned, Deserializer, IntoDeserializer, Visitor};
use serde::forward_to_deserialize_any;

use crate::kernel::{App, Error};

/// A form that was sent. Nothing unknown, if its type denies that.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Form<T> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self, Error> {
        let bytes = Bytes::from_request(request, app).await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Error::TooLarge,
            _ => Error::field("", "error-invalid-text"),
        })?;
        read(&bytes).map(Form)
    }
}

/// The part of an address that says where a list goes on.
#[derive(Debug, Deserialize)]
pub struct After {
    /// Sealed; empty for the beginning.
    #[serde(default)]
    pub after: String,
}

/// The part of the address behind the question mark.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Error> {
        read(parts.uri.query().unwrap_or_default().as_bytes()).map(Query)
    }
}

fn read<T: DeserializeOwned>(encoded: &[u8]) -> Result<T, Error> {
    let pairs: Vec<(String, Text)> =
        url::form_urlencoded::parse(encoded).map(|(name, text)| (name.into_owned(), Text(text.into_owned()))).collect();
    let mut seen = HashSet::new();
    if !pairs.iter().all(|(name, _)| seen.insert(name.as_str())) {
        return Err(Error::field("", "error-invalid-text"));
    }
    T::deserialize(MapDeserializer::<_, Unfit>::new(pairs.into_iter())).map_err(|error| {
        tracing::debug!(%error, "form refused");
        Error::field("", "error-invalid-text")
    })
}

/// The text of a field. A field that was sent is there, also where its type leaves it out at will.
struct Text(String);

impl IntoDeserializer<'_, Unfit> for Text {
    type Deserializer = Text;

    fn into_deserializer(self) -> Text {
        self
    }
}

impl<'de> Deserializer<'de> for Text {
    type Error = Unfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_string(self.0)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unfit> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Letter {
        to: String,
        copy: Option<String>,
        #[serde(default)]
        subject: String,
    }

    #[test]
    fn fields_are_read_once_and_none_is_unknown() {
        let letter = |to: &str, copy: Option<&str>, subject: &str| Letter {
            to: to.to_owned(),
            copy: copy.map(str::to_owned),
            subject: subject.to_owned(),
        };
        assert_eq!(read::<Letter>(b"to=a%20b+c").unwrap(), letter("a b c", None, ""));
        assert_eq!(read::<Letter>(b"copy=&to=a&subject=%C3%A4").unwrap(), letter("a", Some(""), "ä"));
        for wrong in ["", "copy=x", "to=a&to=a", "to=a&copy=x&copy=y", "to=a&bcc=x", "to[]=a"] {
            assert!(read::<Letter>(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
