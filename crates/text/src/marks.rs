//! Finds `@mentions` and `#hashtags` in a piece of text that has no Markdown in it any more.

use crate::handle::is_handle;
use crate::script::{is_emoji_part, is_han, is_hangul, is_kana};
use crate::tag::{is_part, is_tag_sign, key_of, run_len};

/// What a mark names.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A hashtag, by its key.
    Tag(String),
    /// A person, by a handle in small letters. Whether there is one is for others to find out.
    Mention(String),
}

/// A mark and where it stands.
#[derive(Debug)]
pub(crate) struct Found<'a> {
    /// Where it starts, in bytes.
    pub(crate) at: usize,
    /// The mark as it was written, with its sign.
    pub(crate) written: &'a str,
    pub(crate) mark: Mark,
}

/// All marks in the text, in order. `before` is the character in front of the text, None at the start of a line;
/// `is_literal` says of a place whether the sign there was escaped. Linear: no mark contains a sign.
pub(crate) fn find(text: &str, before: Option<char>, is_literal: impl Fn(usize) -> bool) -> Vec<Found<'_>> {
    let mut found = Vec::new();
    let mut before = before;
    for (at, c) in text.char_indices() {
        let is_sign = is_tag_sign(c) || is_mention_sign(c);
        if is_sign && before.is_none_or(may_precede) && !is_literal(at) {
            let rest = text.split_at(at.saturating_add(c.len_utf8())).1;
            let mark = if is_tag_sign(c) { tag(rest) } else { mention(rest) };
            if let Some((len, mark)) = mark {
                let written = text.split_at(at).1.split_at(c.len_utf8().saturating_add(len)).0;
                found.push(Found { at, written, mark });
            }
        }
        before = Some(c);
    }
    found
}

/// `@`, also as wide as a Chinese character.
fn is_mention_sign(c: char) -> bool {
    matches!(c, '@' | '＠')
}

/// After what a mark may start: space, opening brackets and quotes, what separates the items of a list; in other
/// scripts all punctuation, because some of them put no space after it; and emoji. Not after what joins the parts of
/// addresses and words.
fn may_precede(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_whitespace() || matches!(c, '(' | '[' | '{' | '<' | '"' | '\'' | ',' | ';' | '|');
    }
    let joins = matches!(c, '＃' | '＠' | '＆' | '／' | '＼' | '＿' | '．' | '－' | '＋' | '＝');
    is_emoji_part(c) || !(joins || is_part(c))
}

fn tag(rest: &str) -> Option<(usize, Mark)> {
    let len = run_len(rest);
    let (name, after) = rest.split_at(len);
    // `#ada@example.org` is an address.
    if after.starts_with(is_mention_sign) {
        return None;
    }
    key_of(name).map(|key| (len, Mark::Tag(key)))
}

fn mention(rest: &str) -> Option<(usize, Mark)> {
    let run = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
    let run = rest.split_at(run).0;
    // Two hyphens are a dash; one at the end is punctuation.
    let handle = run.split("--").next().unwrap_or_default();
    let handle = handle.strip_suffix('-').unwrap_or(handle);
    let after = rest.split_at(handle.len()).1;
    let lower = handle.to_ascii_lowercase();
    (is_handle(&lower) && may_end_before(after)).then_some((handle.len(), Mark::Mention(lower)))
}

/// Whether a handle may end here: not in the middle of a word, of `@ada@example.org` or of `@example.org`. Scripts that
/// put no space between words, and Korean, which puts none before its particles, may follow at once.
fn may_end_before(after: &str) -> bool {
    let mut chars = after.chars();
    match chars.next() {
        Some('.') => !chars.next().is_some_and(is_same_word),
        Some(c) => !is_mention_sign(c) && !is_same_word(c),
        None => true,
    }
}

fn is_same_word(c: char) -> bool {
    is_part(c) && !(is_han(c) || is_kana(c) || is_hangul(c) || is_southeast_asian(c))
}

/// Thai, Lao, Burmese and Khmer.
fn is_southeast_asian(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}')
}
