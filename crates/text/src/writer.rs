//! From the events of the Markdown parser to HTML of few tags: the second of the three stages of
//! [`crate::markdown_to_html`].

use std::fmt::Write as _;
use std::ops::Range;

use linkify::{LinkFinder, LinkKind};
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};
use url::Url;

use crate::Limits;
use crate::marks::{Found, Mark, find};
use crate::room::Room;

/// What is shown for a mark: a link of our own, or the mark as it was written.
pub(crate) enum Shown {
    /// A link to a page of this site. Both parts are escaped by the writer.
    Link {
        path: String,
        text: String,
        /// Whether the text may be of the other direction than what is around it.
        is_isolated: bool,
    },
    AsWritten,
}

/// Decides about each mark, in the order of the text.
pub(crate) type OnMark<'a> = &'a mut dyn FnMut(Mark, &str) -> Shown;

/// What the writer made. Not yet sanitised.
pub(crate) struct Written {
    pub(crate) html: String,
    /// Whether something did not fit into the [`Room`].
    pub(crate) is_cut: bool,
    /// The first link to a page of the web.
    pub(crate) first_link: Option<Url>,
}

pub(crate) struct Writer<'a> {
    out: String,
    /// Of each element that the parser has open: whether its tag was written.
    open: Vec<bool>,
    /// What closes the elements whose tags were written, the outermost first.
    closers: Vec<&'static str>,
    max_depth: usize,
    /// How many links the parser is in. Inside one no other may start.
    links: usize,
    /// How many code blocks the parser is in.
    code_blocks: usize,
    finder: LinkFinder,
    /// Text that came and is not written yet: the parser tears it at every character that could mean something.
    text: String,
    /// The places in it that were escaped.
    literal: Vec<usize>,
    /// The character before the next one on its line.
    before: Option<char>,
    /// None where mentions and hashtags are nothing but text.
    on_mark: Option<OnMark<'a>>,
    /// None where the whole text is shown.
    room: Option<Room>,
    first_link: Option<Url>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(limits: Limits) -> Writer<'a> {
        let mut finder = LinkFinder::new();
        finder.kinds(&[LinkKind::Url]);
        Writer {
            out: String::new(),
            open: Vec::new(),
            closers: Vec::new(),
            max_depth: limits.depth,
            links: 0,
            code_blocks: 0,
            finder,
            text: String::new(),
            literal: Vec::new(),
            before: None,
            on_mark: None,
            room: None,
            first_link: None,
        }
    }

    pub(crate) fn with_marks(self, on_mark: OnMark<'a>) -> Writer<'a> {
        Writer { on_mark: Some(on_mark), ..self }
    }

    pub(crate) fn with_room(self, room: Room) -> Writer<'a> {
        Writer { room: Some(room), ..self }
    }

    /// Writes a text that [`crate::markdown::prepare`] made ready.
    pub(crate) fn write(mut self, source: &str) -> Written {
        self.out.reserve(source.len());
        for (event, range) in Parser::new_ext(source, Options::empty()).into_offset_iter() {
            match event {
                Event::Text(text) => self.collect(&text, source, range),
                event => {
                    self.flush();
                    self.event(event);
                }
            }
            if self.is_full() {
                break;
            }
        }
        self.flush();
        self.finish()
    }

    fn finish(mut self) -> Written {
        let is_cut = self.is_full();
        if is_cut {
            match self.room.and_then(Room::into_end) {
                Some(end) => {
                    self.out.truncate(end.len);
                    self.out.truncate(self.out.trim_end().len());
                    self.out.push('…');
                    self.out.extend(end.closers.into_iter().rev());
                }
                None => self.out = "<p>…</p>".to_owned(),
            }
        }
        Written { html: self.out, is_cut, first_link: self.first_link }
    }

    fn is_full(&self) -> bool {
        self.room.as_ref().is_some_and(Room::is_full)
    }

    fn collect(&mut self, text: &str, source: &str, range: Range<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        // An entity, in which every character is meant as itself; or what follows a backslash.
        if source.get(range.clone()) != Some(text) {
            self.literal.extend(text.char_indices().map(|(at, _)| start.saturating_add(at)));
        } else if source.get(..range.start).is_some_and(|before| before.ends_with('\\')) {
            self.literal.push(start);
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let literal = std::mem::take(&mut self.literal);
        self.linked(&text, if self.code_blocks == 0 { Some(&literal) } else { None });
    }

    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Html(text) | Event::InlineHtml(text) => self.linked(&text, None),
            Event::Code(code) => {
                self.out.push_str("<code>");
                self.closers.push("</code>");
                self.words(&code);
                self.closers.pop();
                self.out.push_str("</code>");
                self.may_end();
            }
            Event::SoftBreak | Event::HardBreak => self.line_break(),
            // A rule separates; paragraphs do so already.
            Event::Rule => {}
            // Text is collected. The extensions of the others are off, so the parser does not send them.
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) | Event::FootnoteReference(text) => {
                self.linked(&text, None)
            }
            Event::TaskListMarker(_) => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::HtmlBlock => self.open("<p>", "</p>"),
            Tag::Heading { .. } => self.open("<p><strong>", "</strong></p>"),
            Tag::CodeBlock(_) => {
                self.code_blocks = self.code_blocks.saturating_add(1);
                self.open("<p><code>", "</code></p>");
            }
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
                        let start = link_start(url.as_str());
                        self.open(&start, "</a>");
                        if self.open.last() == Some(&true) {
                            self.linked_to(&url);
                        }
                    }
                    None => self.open.push(false),
                }
                if self.links == 0 {
                    self.room.iter_mut().for_each(Room::link);
                }
                self.links = self.links.saturating_add(1);
            }
            // An image leaves its description; the others belong to extensions that are off.
            _ => self.open.push(false),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => self.links = self.links.saturating_sub(1),
            TagEnd::CodeBlock => self.code_blocks = self.code_blocks.saturating_sub(1),
            _ => {}
        }
        if self.open.pop() == Some(true)
            && let Some(close) = self.closers.pop()
        {
            // A code or HTML block ends in the newline of its last line.
            while self.out.ends_with("<br>") {
                self.out.truncate(self.out.len().saturating_sub(4));
            }
            self.out.push_str(close);
            if !is_inline(close) {
                self.room.iter_mut().for_each(Room::block_end);
            }
        }
        if !matches!(tag, TagEnd::Emphasis | TagEnd::Strong | TagEnd::Link | TagEnd::Image) {
            self.before = None;
        }
        if tag == TagEnd::Link && self.links == 0 {
            self.room.iter_mut().for_each(Room::link_end);
            self.may_end();
        }
    }

    fn open(&mut self, start: &str, close: &'static str) {
        if self.closers.len() < self.max_depth {
            self.out.push_str(start);
            self.open.push(true);
            self.closers.push(close);
            match (&mut self.room, close) {
                (Some(room), "</li>") => room.item(),
                (Some(room), close) if !is_inline(close) => room.block(),
                _ => {}
            }
        } else {
            // Keep the words of neighbours apart that lost their elements.
            if matches!(close, "</p>" | "</li>") && !self.out.ends_with(['>', ' ']) {
                self.out.push(' ');
            }
            self.open.push(false);
        }
        if !is_inline(close) {
            self.before = None;
        }
    }

    /// Text in which bare addresses become links, and marks where they may stand: `literal` has the places that are
    /// none.
    fn linked(&mut self, text: &str, literal: Option<&[usize]>) {
        if self.links > 0 {
            self.words(text);
            return;
        }
        if !text.contains("://") {
            self.marked(text, 0, literal);
            return;
        }
        let finder = std::mem::take(&mut self.finder);
        for span in finder.spans(text) {
            match span.kind().map(|_| allowed_url(span.as_str())) {
                Some(Some(url)) => self.bare_link(&url, span.as_str()),
                Some(None) => self.words(span.as_str()),
                None => self.marked(span.as_str(), span.start(), literal),
            }
        }
        self.finder = finder;
    }

    fn linked_to(&mut self, url: &Url) {
        if self.first_link.is_none() && matches!(url.scheme(), "http" | "https") {
            self.first_link = Some(url.clone());
        }
    }

    fn bare_link(&mut self, url: &Url, text: &str) {
        self.linked_to(url);
        self.room.iter_mut().for_each(Room::link);
        self.out.push_str(&link_start(url.as_str()));
        self.closers.push("</a>");
        self.words(text);
        self.closers.pop();
        self.out.push_str("</a>");
        self.room.iter_mut().for_each(Room::link_end);
        self.may_end();
    }

    /// Text in which marks become what [`OnMark`] makes of them. `offset` is its place in the collected text.
    fn marked(&mut self, text: &str, offset: usize, literal: Option<&[usize]>) {
        let found = match literal {
            Some(literal) if self.on_mark.is_some() => {
                find(text, self.before, |at| literal.binary_search(&at.saturating_add(offset)).is_ok())
            }
            _ => Vec::new(),
        };
        let mut done = 0;
        for Found { at, written, mark } in found {
            self.words(text.get(done..at).unwrap_or_default());
            self.mark(mark, written);
            done = at.saturating_add(written.len());
        }
        self.words(text.get(done..).unwrap_or_default());
    }

    fn mark(&mut self, mark: Mark, written: &str) {
        let shown = match &mut self.on_mark {
            Some(on_mark) => on_mark(mark, written),
            None => Shown::AsWritten,
        };
        match shown {
            Shown::AsWritten => self.whole(written, &Escaped(written)),
            Shown::Link { path, text, is_isolated } => {
                let (start, end) = if is_isolated { ("<bdi>", "</bdi>") } else { ("", "") };
                self.whole(&text, &format_args!("{}{start}{}{end}</a>", link_start(&path), Escaped(&text)));
            }
        }
        self.before = written.chars().next_back();
    }

    /// Writes what must not be cut: `html`, of which `text` is visible.
    fn whole(&mut self, text: &str, html: &dyn std::fmt::Display) {
        if self.room.as_mut().is_none_or(|room| !room.is_full() && room.take_whole(text)) {
            // Writing to a String cannot fail.
            let _ = write!(self.out, "{html}");
            self.may_end();
        }
    }

    /// Writes text that is nothing else.
    fn words(&mut self, text: &str) {
        let mut lines = text.split('\n');
        if let Some(first) = lines.next() {
            self.line(first);
        }
        for line in lines {
            self.line_break();
            self.line(line);
        }
    }

    fn line(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        let fitting = match &mut self.room {
            Some(room) if room.is_full() => return,
            Some(room) => room.take(text),
            None => text,
        };
        let _ = write!(self.out, "{}", Escaped(fitting));
        if !fitting.trim_end().is_empty() {
            self.may_end();
        }
        self.before = text.chars().next_back();
    }

    fn line_break(&mut self) {
        self.out.push_str("<br>");
        self.before = None;
        self.room.iter_mut().for_each(Room::line_break);
    }

    fn may_end(&mut self) {
        if let Some(room) = &mut self.room {
            room.may_end(self.out.len(), &self.closers);
        }
    }
}

/// Whether the element that this closes stands inside a line.
fn is_inline(close: &str) -> bool {
    matches!(close, "</em>" | "</strong>" | "</a>")
}

fn link_start(href: &str) -> String {
    format!("<a href=\"{}\">", Escaped(href))
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
