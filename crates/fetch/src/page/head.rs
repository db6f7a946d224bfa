//! The head of an HTML page, read tag by tag. No tree is built: nothing in it depends on what lies in what.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::interface::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::{Rawtext, Rcdata, ScriptData};
use html5ever::tokenizer::{BufferQueue, StartTag, Tag, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// What is kept of the element `<title>`.
pub(crate) const TITLE: &str = "<title>";
/// What is kept of `<link rel=canonical>`.
pub(crate) const CANONICAL: &str = "<canonical>";

/// The names of `<meta>` that anybody asks for.
const NAMES: [&str; 13] = [
    "application-name",
    "description",
    "og:description",
    "og:image",
    "og:image:secure_url",
    "og:image:url",
    "og:site_name",
    "og:title",
    "og:url",
    "twitter:description",
    "twitter:image",
    "twitter:image:src",
    "twitter:title",
];

/// A page may say the same thing so often before we stop listening.
const MOST_OF_A_NAME: usize = 4;
/// Far more than is ever shown.
const MOST_BYTES_OF_A_TEXT: usize = 8192;
/// The tokenizer compares each attribute of a tag with all before it, so that a tag may not have any number.
const MOST_GAPS_IN_A_TAG: usize = 4096;
/// Nor may all tags together; the square of their attributes is counted, as they are compared.
const MOST_COMPARISONS: usize = 4_000_000;
const PIECE: usize = 4096;

/// What a head says, by name.
#[derive(Default)]
pub(crate) struct Head(HashMap<&'static str, Vec<String>>);

impl Head {
    /// What was said under a name, in the page's order.
    pub(crate) fn said(&self, name: &str) -> impl Iterator<Item = &str> {
        self.0.get(name).into_iter().flatten().map(String::as_str)
    }

    fn add(&mut self, name: &'static str, text: &str) {
        let texts = self.0.entry(name).or_default();
        if texts.len() < MOST_OF_A_NAME {
            texts.push(beginning(text, MOST_BYTES_OF_A_TEXT).to_owned());
        }
    }
}

/// Reads until `<body>`, the end, or a tag that is out of all bounds.
pub(crate) fn read(page: &str) -> Head {
    let options = TokenizerOpts { exact_errors: false, ..TokenizerOpts::default() };
    let tokenizer = Tokenizer::new(Reader::default(), options);
    let input = BufferQueue::default();
    let (mut rest, mut gaps, mut tokens) = (page, 0_usize, 0);
    while !rest.is_empty() && gaps <= MOST_GAPS_IN_A_TAG {
        let piece = beginning(rest, PIECE);
        rest = rest.get(piece.len()..).unwrap_or_default();
        input.push_back(StrTendril::from(piece));
        if let TokenizerResult::Script(()) = tokenizer.feed(&input) {
            break;
        }
        let seen = tokenizer.sink.tokens.get();
        gaps = if seen == tokens { gaps.saturating_add(gaps_in(piece)) } else { 0 };
        tokens = seen;
    }
    // The tokenizer is not told of the end: a tag that is open there is none. A title is.
    tokenizer.sink.end_title();
    tokenizer.sink.head.take()
}

/// No attribute begins without one of these before it.
fn gaps_in(piece: &str) -> usize {
    piece.bytes().filter(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'"' | b'\'')).count()
}

/// At most so many bytes, without cutting a character.
fn beginning(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or(text)
}

#[derive(Default)]
struct Reader {
    head: RefCell<Head>,
    title: RefCell<Option<String>>,
    tokens: Cell<u64>,
    comparisons: Cell<usize>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        if !matches!(token, Token::ParseError(_)) {
            self.tokens.set(self.tokens.get().saturating_add(1));
        }
        match token {
            Token::TagToken(tag) if self.is_too_much(&tag) => TokenSinkResult::Script(()),
            Token::TagToken(tag) if tag.kind == StartTag => self.start(&tag),
            Token::TagToken(tag) => {
                if tag.name == *"title" {
                    self.end_title();
                }
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                if let Some(title) = self.title.borrow_mut().as_mut().filter(|title| title.len() < MOST_BYTES_OF_A_TEXT)
                {
                    title.push_str(beginning(&text, MOST_BYTES_OF_A_TEXT));
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Reader {
    fn is_too_much(&self, tag: &Tag) -> bool {
        let attributes = tag.attrs.len();
        self.comparisons.set(self.comparisons.get().saturating_add(attributes.saturating_mul(attributes)));
        self.comparisons.get() > MOST_COMPARISONS
    }

    /// Keeps what the tag says, and tells the tokenizer what kind of text follows. A "script" is where it stops.
    fn start(&self, tag: &Tag) -> TokenSinkResult<()> {
        match &*tag.name {
            "meta" => self.meta(tag),
            "link" => self.link(tag),
            "title" => {
                self.title.replace(Some(String::new()));
                return TokenSinkResult::RawData(Rcdata);
            }
            "textarea" => return TokenSinkResult::RawData(Rcdata),
            "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                return TokenSinkResult::RawData(Rawtext);
            }
            "script" => return TokenSinkResult::RawData(ScriptData),
            "plaintext" => return TokenSinkResult::Plaintext,
            "body" | "frameset" => return TokenSinkResult::Script(()),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    /// `property` is Open Graph's, `name` is HTML's; pages mix them up. Each may hold several names.
    fn meta(&self, tag: &Tag) {
        let Some(content) = attribute(tag, "content") else { return };
        let said = ["property", "name"].into_iter().filter_map(|name| attribute(tag, name));
        for word in said.flat_map(str::split_ascii_whitespace) {
            if let Some(name) = NAMES.into_iter().find(|name| name.eq_ignore_ascii_case(word)) {
                self.head.borrow_mut().add(name, content);
            }
        }
    }

    fn link(&self, tag: &Tag) {
        let mut relations = attribute(tag, "rel").unwrap_or_default().split_ascii_whitespace();
        if let Some(address) = attribute(tag, "href")
            && relations.any(|relation| relation.eq_ignore_ascii_case("canonical"))
        {
            self.head.borrow_mut().add(CANONICAL, address);
        }
    }

    fn end_title(&self) {
        if let Some(title) = self.title.take() {
            self.head.borrow_mut().add(TITLE, &title);
        }
    }
}

fn attribute<'a>(tag: &'a Tag, name: &str) -> Option<&'a str> {
    tag.attrs.iter().find(|attribute| &*attribute.name.local == name).map(|attribute| &*attribute.value)
}
