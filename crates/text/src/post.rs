//! Posts and comments: the Markdown subset with `@mentions` and `#hashtags`.
//!
//! What [`tags`] and [`mentions`] find and what [`post_to_html`] links is decided by the same code in one place, the
//! writer. Links of members are absolute or nothing; only we link to our own pages, in two forms, which the sanitiser
//! knows ([`is_own_path`]).

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use url::Url;

use crate::handle::is_handle;
use crate::markdown::{LINK_REL, TAGS, prepare, sanitiser};
use crate::marks::Mark;
use crate::room::Room;
use crate::tag::{TAG_KEY_BYTES, Tag};
use crate::writer::{OnMark, Shown, Writer, Written};
use crate::{Limits, SafeHtml};

/// Somebody whom a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mentioned {
    /// Their present handle, which may be another than the one that was written.
    pub handle: String,
    /// Their name, as text. It is escaped, and shown in its own direction of writing.
    pub name: String,
}

/// The hashtags of a text, in the order in which they first occur, each once and as it was first written: those that
/// [`post_to_html`] makes links with [`Limits::default`].
///
/// A hashtag is `#` (or the wide `＃`) after space, an opening bracket or quote, and then up to
/// [`TAG_CHARS`](crate::TAG_CHARS) letters, marks, digits and underscores of any script, at least one of them a
/// letter. There are none in code, HTML, the text of links and addresses. `\#` is no sign of one.
pub fn tags(source: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    read(source, &mut |mark, written| {
        if let Mark::Tag(key) = mark
            && seen.insert(key.clone())
        {
            found.push(Tag { key, name: written.chars().skip(1).collect() });
        }
        Shown::AsWritten
    });
    found
}

/// The handles that a text mentions, in small letters, in the order in which they first occur, each once: those for
/// which [`post_to_html`] with [`Limits::default`] asks. Whether they belong to somebody is for the caller to find out.
///
/// A mention is `@` (or the wide `＠`) where a hashtag could start, and a handle that ends with its word: not
/// `@example.org`, `@me@example.org` or `@some_body`. There are none where there are no hashtags.
pub fn mentions(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    read(source, &mut |mark, _| {
        if let Mark::Mention(handle) = mark
            && seen.insert(handle.clone())
        {
            found.push(handle);
        }
        Shown::AsWritten
    });
    found
}

/// Renders a post or comment as [`crate::markdown_to_html`] does, and its marks as links to our own pages:
///
/// - a mention that `resolve` knows: `<a class="mention" href="/in/{handle}"><bdi>@{name}</bdi></a>`. `resolve` is
///   given the handle in small letters. What it does not know (nobody, somebody blocked, somebody who does not want to
///   be mentioned here) stays as it was written;
/// - a hashtag: `<a class="hashtag" href="/tag/{key}">#As written</a>`, its key percent-encoded.
///
/// No other link is relative or has a class, and these two have no `rel`.
pub fn post_to_html(source: &str, limits: Limits, resolve: &dyn Fn(&str) -> Option<Mentioned>) -> SafeHtml {
    render(source, limits, resolve, None).0
}

/// The start of a post, rendered as [`post_to_html`] does, and whether anything is left out. What is left out is
/// replaced by an ellipsis at the end of the last words shown.
///
/// At most `graphemes` are shown (mentions count as shown, the ellipsis does not count) in at most `lines`: line
/// breaks, paragraphs and items of lists begin lines; those that only the width of a screen breaks do not count. Cut is
/// between words, or within one that is longer than half the excerpt; never within a mention, hashtag or link, except
/// that a link at the very start that is too long keeps its address and shows the start of its text.
pub fn post_excerpt(
    source: &str,
    graphemes: usize,
    lines: usize,
    limits: Limits,
    resolve: &dyn Fn(&str) -> Option<Mentioned>,
) -> (SafeHtml, bool) {
    let (html, is_cut) = render(source, limits, resolve, Some(Room::new(graphemes, lines)));
    (html, is_cut || source.len() > limits.bytes)
}

/// The first link of a text to a page of the web (`http`, `https`), of those that [`post_to_html`] makes with
/// [`Limits::default`]; not one of a mention or hashtag.
pub fn first_link(source: &str) -> Option<Url> {
    let limits = Limits::default();
    Writer::new(limits).write(&prepare(source, limits.bytes)).first_link
}

fn read(source: &str, on_mark: OnMark<'_>) {
    let limits = Limits::default();
    Writer::new(limits).with_marks(on_mark).write(&prepare(source, limits.bytes));
}

fn render(
    source: &str,
    limits: Limits,
    resolve: &dyn Fn(&str) -> Option<Mentioned>,
    room: Option<Room>,
) -> (SafeHtml, bool) {
    let mut on_mark = |mark, written: &str| shown(mark, written, resolve);
    let writer = Writer::new(limits).with_marks(&mut on_mark);
    let writer = match room {
        Some(room) => writer.with_room(room),
        None => writer,
    };
    let Written { html, is_cut, .. } = writer.write(&prepare(source, limits.bytes));
    (SafeHtml::sanitised(with_classes(&SANITISER.clean(&html).to_string())), is_cut)
}

fn shown(mark: Mark, written: &str, resolve: &dyn Fn(&str) -> Option<Mentioned>) -> Shown {
    match mark {
        Mark::Tag(key) => Shown::Link { path: tag_path(&key), text: written.to_owned(), is_isolated: false },
        Mark::Mention(handle) => match resolve(&handle) {
            Some(person) if is_handle(&person.handle) => Shown::Link {
                path: format!("{PROFILES}{}", person.handle),
                text: format!("@{}", shown_name(&person)),
                is_isolated: true,
            },
            _ => Shown::AsWritten,
        },
    }
}

/// The name in one line, without characters that turn the direction of what follows; the handle if nothing is left.
fn shown_name(person: &Mentioned) -> String {
    let visible: String = person.name.chars().map(|c| if turns(c) { ' ' } else { c }).collect();
    let name = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() { person.handle.clone() } else { name }
}

/// Controls, and those of the direction of writing.
fn turns(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

const PROFILES: &str = "/in/";
const TAG_PAGES: &str = "/tag/";

/// Where the posts with a hashtag are listed, by its key.
pub fn tag_path(key: &str) -> String {
    let mut path = TAG_PAGES.to_owned();
    for byte in key.bytes() {
        if byte.is_ascii_alphanumeric() || byte == b'_' {
            path.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(path, "%{byte:02X}");
        }
    }
    path
}

/// Whether an address is one of the two that we write ourselves.
fn is_own_path(path: &str) -> bool {
    if let Some(handle) = path.strip_prefix(PROFILES) {
        return is_handle(handle);
    }
    path.strip_prefix(TAG_PAGES).is_some_and(|key| {
        // Three bytes for each of the key, and no dot, slash, question mark or hash.
        (1..=TAG_KEY_BYTES.saturating_mul(3)).contains(&key.len())
            && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'%'))
    })
}

/// As that of [`crate::markdown_to_html`], and our own paths and the isolation of names.
static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = sanitiser();
    builder
        .tags(TAGS.into_iter().chain(["bdi"]).collect())
        .url_relative(ammonia::UrlRelative::Custom(Box::new(own_path)));
    builder
});

fn own_path(path: &str) -> Option<Cow<'_, str>> {
    is_own_path(path).then_some(Cow::Borrowed(path))
}

/// Gives the links to our own pages their class in place of the `rel` of links that members wrote.
///
/// The HTML is the sanitiser's output, in which `<` starts a tag and nothing else, and in which a path that starts with
/// a slash passed [`is_own_path`]. No class can come from anywhere else: the sanitiser lets none pass.
fn with_classes(html: &str) -> String {
    let rel = format!("\" rel=\"{LINK_REL}\">");
    let mut parts = html.split("<a href=\"/");
    let mut out = String::with_capacity(html.len());
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let class = if part.starts_with("in/") { "mention" } else { "hashtag" };
        // Writing to a String cannot fail.
        let _ = match part.split_once(&rel) {
            Some((path, rest)) => write!(out, "<a class=\"{class}\" href=\"/{path}\">{rest}"),
            None => write!(out, "<a href=\"/{part}"),
        };
    }
    out
}
