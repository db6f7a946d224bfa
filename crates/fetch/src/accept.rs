//! What a caller wants to have, and how much of it.

use crate::client::MOST_BYTES;
use crate::error::Error;

/// Heads of pages lie far before this.
pub(crate) const MOST_PAGE_BYTES: usize = 512_000;

/// What an answer may be. Each kind has a limit in bytes that callers may lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accept {
    kind: Kind,
    most: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Page,
    Image,
    Anything,
}

impl Accept {
    /// An HTML page, of which the head is wanted: reading stops at `<body` or after 512 000 bytes, and what was read until
    /// then is the answer.
    pub fn page() -> Accept {
        Accept { kind: Kind::Page, most: MOST_PAGE_BYTES }
    }

    /// A JPEG, PNG, WebP or GIF of at most [`MOST_BYTES`]. What the server calls it decides; the bytes are not looked at.
    pub fn image() -> Accept {
        Accept { kind: Kind::Image, most: MOST_BYTES }
    }

    /// Anything of at most [`MOST_BYTES`].
    pub fn anything() -> Accept {
        Accept { kind: Kind::Anything, most: MOST_BYTES }
    }

    /// The same with at most so many bytes, if that is less.
    #[must_use]
    pub fn at_most(self, bytes: usize) -> Accept {
        Accept { most: self.most.min(bytes), ..self }
    }

    pub(crate) fn most(&self) -> usize {
        self.most
    }

    /// Whether the beginning will do.
    pub(crate) fn may_be_cut(&self) -> bool {
        self.kind == Kind::Page
    }

    /// The value of the header.
    pub(crate) fn header(&self) -> &'static str {
        match self.kind {
            Kind::Page => "text/html, application/xhtml+xml",
            Kind::Image => "image/jpeg, image/png, image/webp, image/gif",
            Kind::Anything => "*/*",
        }
    }

    /// Whether the kind is what the server says it has sent.
    pub(crate) fn check(&self, content_type: Option<&str>) -> Result<(), Error> {
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        match (self.kind, essence.as_str()) {
            (Kind::Anything, _)
            | (Kind::Page, "text/html" | "application/xhtml+xml")
            | (Kind::Image, "image/jpeg" | "image/png" | "image/webp" | "image/gif") => Ok(()),
            (Kind::Page, _) => Err(Error::NotHtml),
            (Kind::Image, _) => Err(Error::NotImage),
        }
    }

    /// Whether the caller has what it wants, though more would come; `new` bytes have come since it was last asked.
    pub(crate) fn has_enough(&self, body: &[u8], new: usize) -> bool {
        const BODY: &[u8] = b"<body";
        // A tag may lie across two pieces.
        let unseen = body.len().saturating_sub(new.saturating_add(BODY.len()));
        let unseen = body.get(unseen..).unwrap_or_default();
        self.kind == Kind::Page && unseen.windows(BODY.len()).any(|tag| tag.eq_ignore_ascii_case(BODY))
    }
}

#[cfg(test)]
mod tests {
    use super::Accept;
    use crate::client::MOST_BYTES;
    use crate::error::Error;

    #[test]
    fn limits_can_only_be_lowered() {
        assert_eq!(Accept::image().most(), MOST_BYTES);
        assert_eq!(Accept::image().at_most(10).at_most(20).most(), 10);
        assert_eq!(Accept::page().at_most(usize::MAX).most(), 512_000);
    }

    #[test]
    fn the_kind_is_read_without_its_parameters() {
        for kind in ["text/html", "TEXT/HTML ; charset=x", " application/xhtml+xml;a"] {
            assert_eq!(Accept::page().check(Some(kind)), Ok(()), "{kind}");
            assert_eq!(Accept::image().check(Some(kind)), Err(Error::NotImage), "{kind}");
        }
        for kind in [None, Some(""), Some("text/plain; text/html"), Some("image/svg+xml"), Some("text/html5")] {
            assert_eq!(Accept::page().check(kind), Err(Error::NotHtml));
            assert_eq!(Accept::image().check(kind), Err(Error::NotImage));
            assert_eq!(Accept::anything().check(kind), Ok(()));
        }
        assert_eq!(Accept::image().check(Some("image/WebP")), Ok(()));
    }

    #[test]
    fn the_body_is_found_across_pieces() {
        for (body, new, found) in [("<head></head><BODY>", 1, true), ("<bod", 4, false), ("<body x", 2, true)] {
            assert_eq!(Accept::page().has_enough(body.as_bytes(), new), found, "{body}");
        }
        assert!(!Accept::anything().has_enough(b"<body>", 6));
    }
}
