//! Keyset cursors: where the next page of a list begins, signed for one list and one viewer.
//!
//! The signature is no permission (every page is read with the viewer's own rights); it keeps a cursor from being
//! used on another list, by another person, or as a probe into sort keys.

use super::secrets::InstanceSecret;
use super::{Actor, Error, Result};

/// One value of the sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// A number or id.
    Int(i64),
    /// A text, such as a sorted name.
    Text(String),
}

/// The sort key of the last row of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub Vec<Part>);

impl Cursor {
    /// The text for a URL.
    pub fn seal(&self, secret: &InstanceSecret, list: &str, viewer: &Actor) -> String {
        let body: Vec<String> = self
            .0
            .iter()
            .map(|part| match part {
                Part::Int(number) => format!("i{number}"),
                Part::Text(text) => format!("t{text}"),
            })
            .collect();
        let body = body.join("\u{1f}");
        let mut bytes = secret.sign(&purpose(list, viewer), body.as_bytes()).to_vec();
        bytes.extend_from_slice(body.as_bytes());
        bs58::encode(bytes).into_string()
    }

    /// Where this list goes on for this viewer, as its address says; none for its beginning, of which it says nothing.
    ///
    /// # Errors
    /// As [`Cursor::open`].
    pub fn after(text: &str, secret: &InstanceSecret, list: &str, viewer: &Actor) -> Result<Option<Cursor>> {
        if text.is_empty() { Ok(None) } else { Cursor::open(text, secret, list, viewer).map(Some) }
    }

    /// Reads a cursor of this list and viewer.
    ///
    /// # Errors
    /// [`Error::NotFound`] for anything that was not sealed for them.
    pub fn open(text: &str, secret: &InstanceSecret, list: &str, viewer: &Actor) -> Result<Cursor> {
        // Base-58 takes quadratic time: a cursor is short, anything longer is not ours.
        if text.len() > 1_500 {
            return Err(Error::NotFound);
        }
        let bytes = bs58::decode(text).into_vec().map_err(|_| Error::NotFound)?;
        let (signature, body) = bytes.split_at_checked(16).ok_or(Error::NotFound)?;
        if !secret.verify(&purpose(list, viewer), body, signature) {
            return Err(Error::NotFound);
        }
        let body = std::str::from_utf8(body).map_err(|_| Error::NotFound)?;
        let parts = body.split('\u{1f}').map(|part| match part.split_at_checked(1) {
            Some(("i", number)) => number.parse().map(Part::Int).map_err(|_| Error::NotFound),
            Some(("t", text)) => Ok(Part::Text(text.to_owned())),
            _ => Err(Error::NotFound),
        });
        parts.collect::<Result<Vec<_>>>().map(Cursor)
    }
}

fn purpose(list: &str, viewer: &Actor) -> String {
    format!("cursor/{list}/{}", viewer.account_or_zero())
}

/// A page of a list, and where the next begins if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The sort key of the last row, if more follow.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page from one row more than it shows.
    pub fn from_rows(mut rows: Vec<T>, limit: i64, key: impl Fn(&T) -> Cursor) -> Page<T> {
        let limit = usize::try_from(limit).unwrap_or(0);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = if more { rows.last().map(key) } else { None };
        Page { items: rows, next }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{AccountId, MemberActor, SessionId};
    use super::*;

    fn member(id: i64) -> Actor {
        MemberActor { account: AccountId::from_raw(id), session: SessionId::from_raw(1), caps: 0 }.into()
    }

    #[test]
    fn a_cursor_opens_for_its_list_and_viewer_alone() {
        let secret = InstanceSecret::from_bytes([1; 32]);
        let cursor = Cursor(vec![Part::Text("ångström 李".to_owned()), Part::Int(-7)]);
        let text = cursor.seal(&secret, "people", &member(5));
        assert_eq!(Cursor::open(&text, &secret, "people", &member(5)).unwrap(), cursor);
        assert!(Cursor::open(&text, &secret, "people", &member(6)).is_err());
        assert!(Cursor::open(&text, &secret, "mail", &member(5)).is_err());
        assert!(Cursor::open(&text, &InstanceSecret::from_bytes([2; 32]), "people", &member(5)).is_err());
        for wrong in ["", "1", "0OIl", &text[1..], &"1".repeat(5_000)] {
            assert!(Cursor::open(wrong, &secret, "people", &member(5)).is_err());
        }
    }

    #[test]
    fn a_page_knows_whether_more_follows() {
        let key = |n: &i64| Cursor(vec![Part::Int(*n)]);
        assert_eq!(Page::from_rows(vec![1, 2, 3], 3, key).next, None);
        assert_eq!(Page::from_rows(vec![1, 2, 3], 2, key), Page { items: vec![1, 2], next: Some(key(&2)) });
        assert_eq!(Page::from_rows(Vec::new(), 2, key).items, Vec::<i64>::new());
    }
}
