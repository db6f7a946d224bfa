//! The Markdown subset of posts, messages and profiles.
//!
//! Three stages, each safe by itself: [`pulldown_cmark`] reads, our own writer emits only the tags of [`TAGS`] and
//! escapes everything else, and ammonia parses the result as a browser would and keeps only what is on the list.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::LazyLock;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};
use url::Url;

use crate::SafeHtml;

/// Counts up with every change of this module's output. Caches of rendered text carry it in their key.
pub const SANITISER_VERSION: u32 = 1;

/// Every tag that can come out. `a` has `href` and `rel`, `ol` has `start`, nothing else has any attribute.
pub(crate) const TAGS: [&str; 10] = ["p", "br", "strong", "em", "a", "ul", "ol", "li", "blockquote", "code"];

/// What a link says about itself: written by members, not vouched for, and without power over our window.
const LINK_REL: &str = "ugc nofollow noopener";

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
    let source = prepare(source, limits.bytes);
    let mut writer = Writer::new(source.len(), limits.depth);
    for event in TextMergeStream::new(Parser::new_ext(&source, Options::empty())) {
        writer.event(event);
    }
    SafeHtml::sanitised(SANITISER.clean(&writer.out).to_string())
}

static SANITISER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from(TAGS))
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some(LINK_REL));
    builder
});

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

struct Writer {
    out: String,
    /// What closes each element that the parser has open; empty for those whose tag was not written.
    open: Vec<&'static str>,
    /// How many of them were written.
    depth: usize,
    max_depth: usize,
    /// How many links the parser is in. Inside one no other may start.
    links: usize,
    finder: LinkFinder,
}

impl Writer {
    fn new(source_len: usize, max_depth: usize) -> Writer {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        Writer {
            out: String::with_capacity(source_len.saturating_mul(2)),
            open: Vec::new(),
            depth: 0,
            max_depth,
            links: 0,
            finder,
        }
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => self.text(&text),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.escape(&code);
                self.out.push_str("</code>");
            }
            Event::SoftBreak | Event::HardBreak => self.out.push_str("<br>"),
            // A rule separates; paragraphs do so already.
            Event::Rule => {}
            // Their extensions are off, so the parser does not send them.
            Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.text(&text);
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open("<p>", "</p>"),
            Tag::Heading { .. } => self.open("<p><strong>", "</strong></p>"),
            Tag::CodeBlock(_) => self.open("<p><code>", "</code></p>"),
            Tag::BlockQuote(_) => self.open("<blockquote>", "</blockquote>"),
            Tag::List(None) => self.open("<ul>", "</ul>"),
            Tag::List(Some(1)) => self.open("<ol>", "</ol>"),
            Tag::List(Some(first)) => {
                let start = format!("<ol start=\"{first}\">");
                self.open(&start, "</ol>");
            }
            Tag::Item => self.open("<li>", "</li>"),
            Tag::Emphasis => self.open("<em>", "</em>"),
            Tag::Strong => self.open("<strong>", "</strong>"),
            Tag::Link { link_type, dest_url, .. } => {
                let url = match link_type {
                    LinkType::Email => allowed_url(&format!("mailto:{dest_url}")),
                    _ => allowed_url(&dest_url),
                };
                match url.filter(|_| self.links == 0) {
                    Some(url) => {
                        let start = format!("<a href=\"{}\">", Escaped(url.as_str()));
                        self.open(&start, "</a>");
                    }
                    None => self.open.push(""),
                }
                self.links = self.links.saturating_add(1);
            }
            // An image leaves its description; the others belong to extensions that are off.
            _ => self.open.push(""),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        if tag == TagEnd::Link {
            self.links = self.links.saturating_sub(1);
        }
        let Some(close) = self.open.pop() else {
            return;
        };
        if !close.is_empty() {
            // A code or HTML block ends in the newline of its last line.
            while self.out.ends_with("<br>") {
                self.out.truncate(self.out.len().saturating_sub(4));
            }
            self.out.push_str(close);
            self.depth = self.depth.saturating_sub(1);
        }
    }

    fn open(&mut self, start: &str, close: &'static str) {
        if self.depth < self.max_depth {
            self.out.push_str(start);
            self.open.push(close);
            self.depth = self.depth.saturating_add(1);
        } else {
            // Keep the words of neighbours apart that lost their elements.
            if matches!(close, "</p>" | "</li>") && !self.out.ends_with(['>', ' ']) {
                self.out.push(' ');
            }
            self.open.push("");
        }
    }

    fn text(&mut self, text: &str) {
        if self.links > 0 || !text.contains("://") {
            self.escape(text);
            return;
        }
        let finder = std::mem::take(&mut self.finder);
        for span in finder.spans(text) {
            match allowed_url(span.as_str()).filter(|_| span.kind().is_some()) {
                Some(url) => {
                    // Writing to a String cannot fail.
                    let _ = write!(self.out, "<a href=\"{}\">", Escaped(url.as_str()));
                    self.escape(span.as_str());
                    self.out.push_str("</a>");
                }
                None => self.escape(span.as_str()),
            }
        }
        self.finder = finder;
    }

    fn escape(&mut self, text: &str) {
        let mut lines = text.split('\n');
        if let Some(first) = lines.next() {
            let _ = write!(self.out, "{}", Escaped(first));
        }
        for line in lines {
            let _ = write!(self.out, "<br>{}", Escaped(line));
        }
    }
}

/// The address if it is one that members may link to: absolute, `http`, `https` (with a host, without a password) or
/// `mailto`. Parsed as browsers parse, so that what was checked is what is followed.
pub(crate) fn allowed_url(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let allowed = match url.scheme() {
        "http" | "https" => {
            url.host_str().is_some_and(|host| !host.is_empty()) && url.username().is_empty() && url.password().is_none()
        }
        // Only an address: a link must not prepare subject, copies or attachments.
        "mailto" => url.path().contains('@') && url.query().is_none(),
        _ => false,
    };
    allowed.then_some(url)
}

/// Text for element content and double-quoted attributes.
struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut rest = self.0;
        while let Some(at) = rest.find(['&', '<', '>', '"', '\'']) {
            let (before, from) = rest.split_at(at);
            f.write_str(before)?;
            let mut chars = from.chars();
            f.write_str(match chars.next() {
                Some('&') => "&amp;",
                Some('<') => "&lt;",
                Some('>') => "&gt;",
                Some('"') => "&quot;",
                _ => "&#39;",
            })?;
            rest = chars.as_str();
        }
        f.write_str(rest)
    }
}
