//! Hashtags: which characters one is made of, and when two of them are the same.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::script::{is_emoji_part, needs_joiners};

/// The longest hashtag, in characters without its `#`, as written and as a key. What is longer is no hashtag.
pub const TAG_CHARS: usize = 60;

/// The longest key of a hashtag, in bytes of UTF-8.
pub const TAG_KEY_BYTES: usize = 4 * TAG_CHARS;

/// A hashtag in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The same for all spellings of one hashtag ([`tag_key`]). What is stored, compared and put into addresses.
    pub key: String,
    /// As it was written, without the `#`. For showing.
    pub name: String,
}

/// The key of a hashtag that somebody typed, with or without its `#` and with space around it. None if it is no
/// hashtag. A key is its own key. It has 1 to [`TAG_KEY_BYTES`] bytes.
///
/// Two hashtags are the same when their keys are: NFKC, lower case, NFKC again. Beyond that, `ß` is `ss` and a final
/// sigma is a sigma, as in Unicode's case folding (`str::to_lowercase` leaves both); the dotted `İ` and the dotless
/// `ı` are `i`, so that a Turkish word is one hashtag in capitals and in small letters, whoever lowered them; and
/// joiners and selectors of variants, which nobody sees, fall away. Accents count.
pub fn tag_key(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let name = typed.strip_prefix(is_tag_sign).unwrap_or(typed);
    if run_len(name) == name.len() { key_of(name) } else { None }
}

/// `#`, also as wide as a Chinese character.
pub(crate) fn is_tag_sign(c: char) -> bool {
    matches!(c, '#' | '＃')
}

/// How many bytes at the start of a text could be the name of a hashtag. Whether they are one, [`key_of`] says.
pub(crate) fn run_len(text: &str) -> usize {
    let mut end = 0;
    let mut before = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let belongs = match c {
            '\u{200C}' | '\u{200D}' => {
                before.is_some_and(needs_joiners) && next.is_some_and(|next| needs_joiners(next) && is_part(next))
            }
            c if is_between_letters(c) => {
                before.is_some_and(|c| is_letter(c) || is_combining_mark(c)) && next.is_some_and(is_letter)
            }
            // A mark at the start would stand on the sign: the keycap `#️⃣` is no hashtag.
            c => is_part(c) && (at > 0 || !is_combining_mark(c)),
        };
        if !belongs {
            break;
        }
        end = at.saturating_add(c.len_utf8());
        before = Some(c);
    }
    end
}

/// The key of a name that [`run_len`] found; None if it is no hashtag.
pub(crate) fn key_of(name: &str) -> Option<String> {
    if !is_tag(name) {
        return None;
    }
    let key = folded(name);
    // Some letters are short for what no hashtag may contain, or for many letters.
    (key.len() <= TAG_KEY_BYTES && is_tag(&key) && run_len(&key) == key.len()).then_some(key)
}

/// Letters, marks and digits of any script, and the underscore.
pub(crate) fn is_part(c: char) -> bool {
    c == '_' || ((c.is_alphanumeric() || is_combining_mark(c)) && !is_emoji_part(c) && !is_without_shape(c))
}

/// Short enough, and more than digits.
fn is_tag(name: &str) -> bool {
    name.chars().nth(TAG_CHARS).is_none() && name.chars().any(is_letter)
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !is_combining_mark(c) && is_part(c)
}

/// What joins two letters into one word: the middle dots of Catalan and Katakana, Hebrew geresh and gershayim, the
/// Tibetan tsheg. (UAX 31, tables 3a and 3b.)
fn is_between_letters(c: char) -> bool {
    matches!(c, '\u{00B7}' | '\u{30FB}' | '\u{FF65}' | '\u{05F3}' | '\u{05F4}' | '\u{0F0B}')
}

/// Letters and marks that draw nothing and mean nothing in a word of today: Hangul fillers and the selectors between
/// text and emoji.
fn is_without_shape(c: char) -> bool {
    matches!(c, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{FE00}'..='\u{FE0F}')
}

/// What may stand in a hashtag, is not seen, and makes no other hashtag of it.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{034F}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200C}' | '\u{200D}'
        | '\u{E0100}'..='\u{E01EF}')
}

/// The letters of a text as a key has them.
pub(crate) fn folded(name: &str) -> String {
    let composed: String = name.chars().filter(|c| !is_unseen(*c)).nfkc().collect();
    let mut folded = String::with_capacity(composed.len());
    for c in composed.to_lowercase().chars() {
        match c {
            'ς' => folded.push('σ'),
            'ß' => folded.push_str("ss"),
            'ı' => folded.push('i'),
            // What lowering leaves of `İ`.
            '\u{0307}' if folded.ends_with('i') => {}
            c => folded.push(c),
        }
    }
    folded.nfkc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{TAG_KEY_BYTES, run_len, tag_key};

    #[test]
    fn one_hashtag_has_one_key_however_it_is_written() {
        for (key, spellings) in [
            ("rust", &["rust", "#Rust", " #RUST ", "＃ｒｕｓｔ", "𝐑𝐮𝐬𝐭"][..]),
            ("café", &["Café", "CAFE\u{301}"]),
            ("οδοσ", &["ΟΔΟΣ", "οδος", "οδοσ"]),
            ("strasse", &["Straße", "STRASSE", "STRAẞE"]),
            ("istanbul", &["İstanbul", "Istanbul", "ıstanbul", "I\u{307}STANBUL"]),
            ("iğdir", &["Iğdır", "IĞDIR", "ığdır"]),
            ("میخواهم", &["می\u{200C}خواهم", "میخواهم"]),
            ("ガンダム", &["ガンダム", "ｶﾞﾝﾀﾞﾑ"]),
            ("スター・ウォーズ", &["スター・ウォーズ", "ｽﾀｰ･ｳｫｰｽﾞ"]),
            ("葛城", &["葛\u{E0100}城", "葛城"]),
            ("2026goals", &["2026Goals"]),
            ("under_score_", &["under_score_"]),
        ] {
            for spelling in spellings {
                assert_eq!(tag_key(spelling).as_deref(), Some(key), "{spelling:?}");
            }
        }
        assert_ne!(tag_key("resume"), tag_key("résumé"));
    }

    #[test]
    fn what_is_no_hashtag_has_no_key() {
        for typed in [
            "",
            "#",
            "##a",
            "1",
            "2026",
            "_",
            "___1",
            "a b",
            "a-b",
            "a.b",
            "a/b",
            "a·",
            "·a",
            "a··b",
            "🎉",
            "a🎉",
            "\u{301}a",
            "\u{FE0F}\u{20E3}a",
            "🅰",
            "Ⓜ",
            "ℹ",
            "①a",
            "\u{3164}",
            "ﷺ",
            "½a",
            "a\u{200C}b",
            "a\u{200C}",
            "می\u{200C}",
            "<b>",
            "a\"b",
            "a\0b",
        ] {
            assert_eq!(tag_key(typed), None, "{typed:?}");
        }
        assert!(tag_key(&"a".repeat(60)).is_some());
        assert!(tag_key(&"𝐚".repeat(60)).is_some());
        for long in ["a".repeat(61), "ß".repeat(60), "ﬃ".repeat(60), "a".repeat(100_000)] {
            assert_eq!(tag_key(&long), None);
        }
    }

    proptest! {
        #[test]
        fn a_key_is_short_and_its_own_key(typed in "[#＃]?(\\w|[·・\u{200C}\u{200D}İıßς\u{307}\u{323}]){1,20}") {
            if let Some(key) = tag_key(&typed) {
                prop_assert!(!key.is_empty() && key.len() <= TAG_KEY_BYTES);
                prop_assert_eq!(tag_key(&key), Some(key));
            }
        }

        #[test]
        fn any_text_is_measured_at_a_character(typed in any::<String>()) {
            prop_assert!(typed.is_char_boundary(run_len(&typed)));
            tag_key(&typed);
        }
    }
}
