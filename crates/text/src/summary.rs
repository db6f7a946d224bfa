//! The first words of a Markdown text without its marks, for Open Graph descriptions and lists.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use unicode_segmentation::UnicodeSegmentation;

use crate::markdown::prepare;

/// The text in one line without Markdown marks, at most `max_graphemes` long, cut after a word and then ended with an
/// ellipsis (which counts). It is plain text: whoever prints it escapes it.
pub fn plain_summary(source: &str, max_graphemes: usize) -> String {
    // A grapheme in ordinary text has at most some ten bytes; sixteen, and room for marks that fall away.
    let source = prepare(source, max_graphemes.saturating_mul(16).saturating_add(1024));
    let mut plain = String::new();
    for event in Parser::new_ext(&source, Options::empty()) {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                plain.push_str(&text);
            }
            Event::SoftBreak | Event::HardBreak | Event::Rule => plain.push(' '),
            Event::Start(Tag::Item) => plain.push(' '),
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item | TagEnd::CodeBlock | TagEnd::HtmlBlock,
            ) => plain.push(' '),
            _ => {}
        }
    }
    let line = plain.split_whitespace().collect::<Vec<_>>().join(" ");
    shorten(&line, max_graphemes)
}

fn shorten(line: &str, max_graphemes: usize) -> String {
    let graphemes: Vec<(usize, &str)> = line.grapheme_indices(true).collect();
    if graphemes.len() <= max_graphemes {
        return line.to_owned();
    }
    let Some(keep) = max_graphemes.checked_sub(1) else {
        return String::new();
    };
    let end = graphemes.get(keep).map_or(line.len(), |(at, _)| *at);
    let (head, tail) = line.split_at(end);
    // Cut inside a word? Go back to its start, unless that loses more than half (one long word, or a script
    // without spaces).
    let head = match head.rfind(' ') {
        Some(space) if !tail.starts_with(' ') && space.saturating_mul(2) >= end => head.split_at(space).0,
        _ => head,
    };
    format!("{}…", head.trim_end().trim_end_matches([',', ';', ':', '-']))
}

#[cfg(test)]
mod tests {
    use super::plain_summary;

    #[test]
    fn marks_fall_away_and_blocks_become_one_line() {
        let source = "# Hello\n\nI *build* [ships](https://example.org)\nand `boats`:\n\n- tall\n- small\n\n> quoted";
        assert_eq!(plain_summary(source, 200), "Hello I build ships and boats: tall small quoted");
    }

    #[test]
    fn a_long_text_ends_after_a_word_with_an_ellipsis() {
        assert_eq!(plain_summary("one two three four", 14), "one two three…");
        assert_eq!(plain_summary("one two three four", 12), "one two…");
        assert_eq!(plain_summary("one two", 7), "one two");
        assert_eq!(plain_summary("one two three, four", 15), "one two three…");
    }

    #[test]
    fn graphemes_are_counted_not_bytes_and_never_torn() {
        let family = "👨‍👩‍👧‍👦".repeat(5);
        assert_eq!(plain_summary(&family, 5), family);
        assert_eq!(plain_summary(&family, 3), format!("{}…", "👨‍👩‍👧‍👦".repeat(2)));
        assert_eq!(plain_summary("日本語の文章です", 4), "日本語…");
    }

    #[test]
    fn nothing_gives_nothing() {
        assert_eq!(plain_summary("", 10), "");
        assert_eq!(plain_summary("words", 0), "");
        assert_eq!(plain_summary("---", 10), "");
    }
}
