//! Whether a text says a word or a phrase, in any script and however it is written.

use crate::script::{is_han, is_hangul, is_kana};
use crate::summary::plain_summary;
use crate::tag::{folded, is_part};

/// The key of a word or a phrase that somebody typed: the same for all spellings of it. None if nothing is left of it.
///
/// It is what [`tag_key`](crate::tag_key) makes of letters: NFKC, lower case, without what nobody sees; and each run of
/// space is one space. A key is its own key.
pub fn phrase_key(typed: &str) -> Option<String> {
    let key = normal(typed);
    (!key.is_empty()).then_some(key)
}

/// A text in which phrases are looked for.
#[derive(Debug, Clone)]
pub struct Phrases(String);

impl Phrases {
    /// What is read of a text in Markdown, at most so many characters of it.
    pub fn of(source: &str, most: usize) -> Phrases {
        Phrases(normal(&plain_summary(source, most)))
    }

    /// Whether the text says a phrase, by its [`phrase_key`]: as whole words, or anywhere in scripts that write words
    /// without space between them or grow endings on them (Chinese, Japanese, Korean, Thai and others).
    pub fn say(&self, key: &str) -> bool {
        let (Some(first), Some(last)) = (key.chars().next(), key.chars().next_back()) else { return false };
        let mut from = 0;
        while let Some((before, rest)) = self.0.split_at_checked(from) {
            let Some(at) = rest.find(key) else { return false };
            let (skipped, found) = rest.split_at(at);
            let ahead = skipped.chars().next_back().or_else(|| before.chars().next_back());
            let behind = found.strip_prefix(key).and_then(|behind| behind.chars().next());
            let begins = ahead.is_none_or(|ahead| !is_one_word(ahead, first));
            if begins && behind.is_none_or(|behind| !is_one_word(last, behind)) {
                return true;
            }
            from = from.saturating_add(at).saturating_add(first.len_utf8());
        }
        false
    }
}

/// Whether two neighbours stand within one word.
fn is_one_word(left: char, right: char) -> bool {
    is_part(left) && is_part(right) && !is_unspaced(left) && !is_unspaced(right)
}

/// Scripts whose words are not told apart by space, or not by space alone.
fn is_unspaced(c: char) -> bool {
    is_han(c)
        || is_kana(c)
        || is_hangul(c)
        // Thai, Lao, Tibetan, Burmese; Khmer; Tai Le, New Tai Lue, Tai Tham; Javanese.
        || matches!(c,
            '\u{0E00}'..='\u{0FFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1950}'..='\u{19DF}'
            | '\u{1A20}'..='\u{1AAF}' | '\u{A980}'..='\u{A9FF}' | '\u{AA60}'..='\u{AADF}')
}

fn normal(text: &str) -> String {
    // Folding leaves what breaks or joins lines without being seen, which is no part of a hashtag.
    let seen: String = text.chars().filter(|c| !is_between(*c)).collect();
    folded(&seen).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The soft hyphen, space without width, marks of direction.
fn is_between(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'
        | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Phrases, phrase_key};

    fn says(text: &str, typed: &str) -> bool {
        Phrases::of(text, 3_000).say(&phrase_key(typed).unwrap())
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for (text, typed) in [
            ("Buy CRYPTO now", "crypto"),
            ("crypto", "Crypto"),
            ("cr**yp**to!", "crypto"),
            ("#crypto, again", "crypto"),
            ("the cryp\u{AD}to\u{200B} market", "crypto"),
            ("𝐂𝐫𝐲𝐩𝐭𝐨", "crypto"),
            ("Die Straße", "STRASSE"),
            ("Café", "cafe\u{301}"),
            ("ΟΔΟΣ", "οδος"),
            ("İstanbul", "istanbul"),
            ("Growth\nhacking", "growth  hacking"),
            ("so-called growth hacking.", "growth hacking"),
            ("a a a", "a a"),
            ("ba a a", "a a"),
            ("C++ and Rust", "c++"),
            ("to the 🚀!", "🚀"),
            ("我喜欢加密货币", "加密"),
            ("ビットコインの話", "ビットコイン"),
            ("비트코인을 샀다", "비트코인"),
            ("ฉันชอบคริปโตมาก", "คริปโต"),
            ("私のAI活用", "ai"),
            ("Привет, мир", "МИР"),
            ("أحب العملات الرقمية", "العملات"),
        ] {
            assert!(says(text, typed), "{typed:?} in {text:?}");
        }
    }

    #[test]
    fn a_part_of_a_word_is_no_word() {
        for (text, typed) in [
            ("cryptography", "crypto"),
            ("encrypto", "crypto"),
            ("cryptó", "crypto"),
            ("snake_crypto", "crypto"),
            ("growth and hacking", "growth hacking"),
            ("growth hackings", "growth hacking"),
            ("миру мир", "ми"),
            ("[text](https://crypto.example)", "crypto"),
            ("", "a"),
        ] {
            assert!(!says(text, typed), "{typed:?} in {text:?}");
        }
        for nothing in ["", " ", "\u{200B}", "\u{AD} \u{FEFF}"] {
            assert_eq!(phrase_key(nothing), None, "{nothing:?}");
        }
    }

    proptest! {
        #[test]
        fn a_key_is_its_own_key(typed in any::<String>()) {
            if let Some(key) = phrase_key(&typed) {
                prop_assert_eq!(phrase_key(&key), Some(key));
            }
        }

        #[test]
        fn any_text_says_its_words(word in "[a-zäß]{1,8}", before in "[a-z ]{0,8}", behind in "[a-z ]{0,8}") {
            let text = format!("{before} {word} {behind}");
            prop_assert!(says(&text, &word));
        }
    }
}
