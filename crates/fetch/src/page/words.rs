//! Text of strangers, made fit for one line.

use unicode_segmentation::UnicodeSegmentation;

/// A grapheme may have any number of marks; so many characters stand for one on average before the text is cut.
const CHARS_PER_GRAPHEME: usize = 4;

/// One line without what is invisible or changes the direction of its neighbours, cut to so many graphemes with an
/// ellipsis as the last. `None` if nothing is left.
pub(crate) fn tidy(raw: &str, graphemes: usize) -> Option<String> {
    let visible: String = raw.chars().filter(|c| c.is_whitespace() || !is_unwanted(*c)).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = cut(line, graphemes);
    // Joiners with nothing to join are invisible, however many were cut off.
    line.chars().any(|c| !is_joiner(c) && !c.is_whitespace() && c != '…').then_some(line)
}

fn cut(line: String, graphemes: usize) -> String {
    let most_chars = graphemes.saturating_mul(CHARS_PER_GRAPHEME);
    // Where the last grapheme that may be kept begins; it gives way to the ellipsis if another follows.
    let (mut end, mut chars, mut count) = (0, 0_usize, 0_usize);
    for (start, grapheme) in line.grapheme_indices(true) {
        count = count.saturating_add(1);
        chars = chars.saturating_add(grapheme.chars().count());
        if count > graphemes || chars > most_chars {
            let kept = line.get(..end).unwrap_or_default();
            return format!("{}…", kept.trim_end());
        }
        if count < graphemes {
            end = start.saturating_add(grapheme.len());
        }
    }
    line
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}')
}

/// Controls, soft hyphens and letters without a shape, marks of direction, what is no character. The joiners stay, which
/// Persian, the scripts of India and emoji need.
fn is_unwanted(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}'
            | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2800}'
            | '\u{3164}' | '\u{FDD0}'..='\u{FDEF}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFF}'
            | '\u{E0000}'..='\u{E001F}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use unicode_segmentation::UnicodeSegmentation;

    use super::tidy;

    #[test]
    fn lines_are_folded_and_freed_of_what_deceives() {
        for (raw, line) in [
            (" a\n\t b\u{a0}\u{2028}c ", Some("a b c")),
            ("moc.elgoog\u{202e}\u{2066}x\u{2069}", Some("moc.elgoogx")),
            ("a\u{0}b\u{7}\u{1b}[31m\u{85}c", Some("ab[31m c")),
            ("\u{feff}\u{200b}\u{200e}x\u{ad}y\u{fffd}", Some("xy")),
            ("می\u{200c}خواهم 👩\u{200d}👩\u{200d}👧", Some("می\u{200c}خواهم 👩\u{200d}👩\u{200d}👧")),
            ("", None),
            (" \u{202e}\u{0}\u{3164} ", None),
            ("\u{200d}\u{200c} \u{fe0f}", None),
            (&"\u{200d}".repeat(5_000), None),
        ] {
            assert_eq!(tidy(raw, 50).as_deref(), line, "{raw:?}");
        }
    }

    #[test]
    fn long_lines_end_in_an_ellipsis_at_a_grapheme() {
        assert_eq!(tidy("abcde", 5).as_deref(), Some("abcde"));
        assert_eq!(tidy("abcdef", 5).as_deref(), Some("abcd…"));
        assert_eq!(tidy("abc def", 5).as_deref(), Some("abc…"));
        assert_eq!(tidy("🇩🇪🇫🇷🇮🇹🇪🇸", 3).as_deref(), Some("🇩🇪🇫🇷…"));
        let marks = format!("ab{}c", "\u{301}".repeat(5000));
        assert_eq!(tidy(&marks, 200).as_deref(), Some("a…"));
        let many = tidy(&"e\u{301}".repeat(5000), 200).unwrap();
        assert_eq!(many.graphemes(true).count(), 200);
    }
}
