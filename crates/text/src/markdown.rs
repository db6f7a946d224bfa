//! The Markdown subset of posts, messages and profiles.
//!
//! Three stages, each safe by itself: [`pulldown_cmark`] reads, our own [`Writer`] emits only the tags of [`TAGS`] and
//! escapes everything else, and ammonia parses the result as a browser would and keeps only what is on the list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::SafeHtml;
use crate::writer::Writer;

/// Counts up with every change of this module's output. Caches of rendered text carry it in their key.
pub const SANITISER_VERSION: u32 = 1;

/// Every tag that can come out of [`markdown_to_html`]; posts add `bdi`. `a` has `href` and `rel`, `ol` has `start`,
/// nothing else has any attribute.
pub(crate) const TAGS: [&str; 10] = ["p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code"];

/// What a link says about itself: written by members, not vouched for, and without power over our window.
pub(crate) const LINK_REL: &str = "ugc nofollow noopener";

/// More container markers (`>`, `-`, `1.`) than this at the start of one line are text. Beyond it the nesting means
/// nothing to a reader, and the time to parse grows with it.
const MAX_MARKERS: usize = 16;

/// How much of a text is rendered. Verbs refuse longer texts when they are written; this is the second line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the source that are read; the rest is cut off at a character and marked with an ellipsis.
    pub bytes: usize,
    /// Elements inside each other; deeper ones lose their tags and keep their text.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { bytes: 128 * 1024, depth: 12 }
    }
}

/// Renders the Markdown subset: paragraphs, line breaks (a single newline is one), bold, italic, links, lists, quotes
/// and inline code. Headings become bold paragraphs; images, HTML and tables become the text they were written as. Bare
/// `http` and `https` addresses become links. Never fails: any input is some text.
pub fn markdown_to_html(source: &str, limits: Limits) -> SafeHtml {
    let written = Writer::new(limits).write(&prepare(source, limits.bytes));
    SafeHtml::sanitised(SANITISER.clean(&written.html).to_string())
}

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(sanitiser);

/// Keeps [`TAGS`] and absolute links.
pub(crate) fn sanitiser() -> ammonia::Builder<'static> {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some(LINK_REL));
    builder
}

/// Cuts, drops control characters and tames absurd nesting. Linear in the length.
pub(crate) fn prepare(source: &str, max_bytes: usize) -> String {
    let (kept, cut) = match source.get(..source.floor_char_boundary(max_bytes)) {
        Some(kept) if kept.len() < source.len() => (kept, true),
        _ => (source, false),
    };
    let mut out = String::with_capacity(kept.len().saturating_add(16));
    for line in kept.split_inclusive('\n') {
        let (markers, rest) = split_markers(line);
        push_visible(&mut out, markers);
        if !markers.is_empty() {
            out.push('\\');
        }
        push_visible(&mut out, rest);
    }
    if cut {
        out.push('…');
    }
    out
}

/// Where the container marker after the [`MAX_MARKERS`]th stands in a line: what is before it, and from it on. With
/// fewer markers: nothing, and the line.
fn split_markers(line: &str) -> (&str, &str) {
    if is_rule(line) {
        return ("", line);
    }
    let mut seen = 0_usize;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before_space = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        match c {
            ' ' | '\t' | '0'..='9' => {}
            '>' => seen = seen.saturating_add(1),
            '-' | '+' | '*' | '.' | ')' if before_space => seen = seen.saturating_add(1),
            _ => break,
        }
        if seen > MAX_MARKERS {
            return line.split_at(at);
        }
    }
    ("", line)
}

/// "- - - - -", of any length.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| !c.is_whitespace());
    marks.next().is_some_and(|first| matches!(first, '-' | '*') && marks.all(|c| c == first))
}

fn push_visible(out: &mut String, text: &str) {
    out.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
}
