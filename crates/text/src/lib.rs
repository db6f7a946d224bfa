//! What people write, made fit to show: Markdown to safe HTML, posts with mentions and hashtags, excerpts,
//! plain summaries, names, initials, handles.
//!
//! Everything here is a pure function of its arguments. Sources are stored as they were written; what is shown is
//! derived from them, so that a mended sanitiser mends old texts too ([`SANITISER_VERSION`]).
#![forbid(unsafe_code)]

mod handle;
mod initials;
mod markdown;
mod marks;
mod name;
mod phrase;
mod post;
mod room;
mod safe_html;
mod script;
mod summary;
mod tag;
mod writer;

pub use handle::{handle_from_name, slug};
pub use initials::{hue, initials};
pub use markdown::{Limits, SANITISER_VERSION, markdown_to_html};
pub use name::{NameError, normalise_name, sort_key};
pub use phrase::{Phrases, phrase_key};
pub use post::{Mentioned, first_link, mentions, post_excerpt, post_to_html, tag_path, tags};
pub use safe_html::SafeHtml;
pub use summary::plain_summary;
pub use tag::{TAG_CHARS, TAG_KEY_BYTES, Tag, tag_key};
