//! `id_type!`: ids as types, so that a post's id is never taken for a person's.

use crate::Error;

/// Base 58 of the big-endian bytes without leading zeros: how an id stands in a URL.
pub fn encode(id: i64) -> String {
    let bytes = id.to_be_bytes();
    let start = bytes.iter().position(|byte| *byte != 0).unwrap_or(bytes.len());
    bs58::encode(bytes.get(start..).unwrap_or_default()).into_string()
}

/// The reverse of [`encode`].
///
/// # Errors
/// `Error::NotFound` for anything that `encode` would not have written.
pub fn decode(text: &str) -> Result<i64, Error> {
    let mut bytes = [0_u8; 8];
    // 63 bits need at most 11 digits; longer texts are not worth decoding.
    if text.is_empty() || text.len() > 11 {
        return Err(Error::NotFound);
    }
    let found = bs58::decode(text).into_vec().map_err(|_| Error::NotFound)?;
    let start = bytes.len().checked_sub(found.len()).ok_or(Error::NotFound)?;
    bytes.get_mut(start..).ok_or(Error::NotFound)?.copy_from_slice(&found);
    let id = i64::from_be_bytes(bytes);
    // One id, one address: leading zeros and negative numbers would be second ones.
    if id <= 0 || encode(id) != text {
        return Err(Error::NotFound);
    }
    Ok(id)
}

/// Declares a newtype over `i64` for the ids of one table.
///
/// It goes into statements and comes out of rows as an integer, stands in URLs in base 58 (`Display`,
/// `FromStr`) and in JSON as that same text.
///
/// ```
/// db::id_type!(pub struct AccountId);
/// let id = AccountId::from_raw(1_234_567);
/// assert_eq!(id.to_string().parse::<AccountId>().ok(), Some(id));
/// ```
#[macro_export]
macro_rules! id_type {
    ($(#[$meta:meta])* $vis:vis struct $name:ident;) => { $crate::id_type!($(#[$meta])* $vis struct $name); };
    ($(#[$meta:meta])* $vis:vis struct $name:ident) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(i64);

        impl $name {
            /// The id of this number.
            $vis const fn from_raw(raw: i64) -> Self {
                Self(raw)
            }

            /// The number.
            $vis const fn get(self) -> i64 {
                self.0
            }
        }

        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value<'_> {
                $crate::Value::Int(self.0)
            }
        }

        impl $crate::FromValue for $name {
            fn from_value(value: $crate::ValueRef<'_>) -> ::core::result::Result<Self, $crate::Error> {
                <i64 as $crate::FromValue>::from_value(value).map(Self)
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&$crate::__private::encode(self.0))
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Error;

            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::Error> {
                $crate::__private::decode(text).map(Self)
            }
        }

        impl $crate::__private::serde::Serialize for $name {
            fn serialize<S: $crate::__private::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> $crate::__private::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::__private::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::__private::serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err($crate::__private::serde::de::Error::custom)
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_exactly_one_address() {
        for id in [1, 57, 58, 255, 256, 1 << 40, i64::MAX] {
            assert_eq!(decode(&encode(id)), Ok(id));
            assert_eq!(decode(&format!("1{}", encode(id))), Err(Error::NotFound));
        }
        for text in ["", "0", "l", "1", "ä", "zzzzzzzzzzzz", "zzzzzzzzzzz"] {
            assert_eq!(decode(text), Err(Error::NotFound), "{text}");
        }
    }
}
