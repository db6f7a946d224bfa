//! The stand-in for a portrait: one or two letters, and one of ten colours.

use unicode_segmentation::UnicodeSegmentation;

use crate::script::{has_capital_initials, is_han, is_hangul, is_joined, is_kana, is_leading_vowel};

/// One or two letters that stand for a name in any script:
///
/// - most scripts: the first letters of first and last word, without titles, brackets and what follows a comma
///   ("Dr. Ada King, PhD" is AK);
/// - Chinese and Korean without a space: the given name, so the last two characters (the last of two);
/// - Japanese, and Chinese characters with a space: the first character of the first word;
/// - Korean with a space: the last word;
/// - Arabic and other joined scripts: two letters kept apart by a zero width non-joiner.
///
/// A name without letters gives its first character, an empty one a question mark.
pub fn initials(name: &str) -> String {
    let words = words_that_count(name);
    let (Some(first), Some(last)) = (words.first(), words.last()) else {
        return name.trim().graphemes(true).next().map_or_else(|| "?".to_owned(), str::to_owned);
    };
    let Some(script) = first.chars().find(|c| c.is_alphanumeric()) else {
        return "?".to_owned();
    };
    if is_hangul(script) {
        return given_name(last, words.len() > 1);
    }
    if first.chars().any(is_kana) || last.chars().any(is_kana) {
        return letter(first);
    }
    if is_han(script) {
        return if words.len() > 1 { letter(first) } else { given_name(first, false) };
    }
    if words.len() == 1 {
        return letter(first);
    }
    let (a, b) = (letter(first), letter(last));
    let joined = a.chars().any(is_joined) && b.chars().any(is_joined);
    if joined { format!("{a}\u{200C}{b}") } else { a + &b }
}

/// The colour of an avatar without a portrait, 0 to 9, equally spread over neighbouring ids.
pub fn hue(id: i64) -> u8 {
    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014): ids differ in a few low bits, colours should not.
    let mut x = id.cast_unsigned();
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^= x >> 31;
    u8::try_from(x % 10).unwrap_or(0)
}

/// The words of a name that have a letter, without titles ("Dr.", "Jr."), brackets ("(she/her)") and suffixes after a
/// comma; unless nothing else is left.
fn words_that_count(name: &str) -> Vec<&str> {
    let has_letter = |word: &&str| word.chars().any(char::is_alphabetic);
    let all: Vec<&str> = name.split_whitespace().filter(has_letter).collect();
    let plain = name.split([',', '，', '(', '（', '[', '|']).next().unwrap_or(name);
    let kept: Vec<&str> = plain.split_whitespace().filter(has_letter).filter(|word| !is_title(word)).collect();
    if kept.is_empty() { all } else { kept }
}

/// "Dr.", "Prof.", "Dipl.-Ing.", "Jr.": several letters and a full stop. "J." and "J.R.R." are initials.
fn is_title(word: &str) -> bool {
    word.ends_with('.') && word.split(['.', '-']).any(|part| part.graphemes(true).count() > 1)
}

fn letter(word: &str) -> String {
    let grapheme = word
        .graphemes(true)
        .find(|g| g.chars().any(char::is_alphabetic) && !g.chars().all(is_leading_vowel))
        .or_else(|| word.graphemes(true).next())
        .unwrap_or_default();
    let Some(c) = grapheme.chars().next() else {
        return String::new();
    };
    // "ß" would become two letters: then leave it.
    if has_capital_initials(c) && c.to_uppercase().count() == 1 {
        return grapheme.to_uppercase();
    }
    grapheme.to_owned()
}

/// The last two characters of a name written without spaces; of two characters the first is the family's.
fn given_name(word: &str, family_is_apart: bool) -> String {
    let graphemes: Vec<&str> = word.graphemes(true).filter(|g| g.chars().any(char::is_alphanumeric)).collect();
    let wanted = if graphemes.len() == 2 && !family_is_apart { 1 } else { 2 };
    graphemes.iter().skip(graphemes.len().saturating_sub(wanted)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::{hue, initials};

    #[test]
    fn initials_suit_the_script() {
        for (name, wanted) in [
            // Latin
            ("Ada Lovelace", "AL"),
            ("ada lovelace", "AL"),
            ("Jean-Luc Picard", "JP"),
            ("Vincent van Gogh", "VG"),
            ("J. R. R. Tolkien", "JT"),
            ("Dr. Ada King, PhD", "AK"),
            ("Prof. Dr.-Ing. Emmy Noether (she/her)", "EN"),
            ("Martin Luther King Jr.", "MK"),
            ("Émile Zola", "ÉZ"),
            ("Øyvind Åsen", "ØÅ"),
            ("ßen Meyer", "ßM"),
            ("O'Neil", "O"),
            ("\"Ada\" Byron", "AB"),
            ("Madonna", "M"),
            ("  Plato  ", "P"),
            ("Dr.", "D"),
            ("Ada 2", "A"),
            ("Đặng Văn Lâm", "ĐL"),
            ("ilker Özgür", "IÖ"),
            // a decomposed letter stays whole
            ("e\u{301}lan vital", "E\u{301}V"),
            // Greek, Cyrillic, Armenian, Georgian, Hebrew
            ("Άννα Παππά", "ΆΠ"),
            ("юрий гагарин", "ЮГ"),
            ("Արամ Խաչատրյան", "ԱԽ"),
            ("ნინო ბურჯანაძე", "ნბ"),
            ("דוד כהן", "דכ"),
            // Arabic and Persian, kept apart
            ("محمد علي", "م\u{200C}ع"),
            ("فاطمه", "ف"),
            // Devanagari, Tamil, Bengali: clusters
            ("प्रिया शर्मा", "प्रिश"),
            ("नरेंद्र मोदी", "नमो"),
            ("கிருஷ்ணன்", "கி"),
            // Thai: not the vowel written first
            ("เอกชัย แสงทอง", "อส"),
            // Chinese, Japanese, Korean
            ("王小明", "小明"),
            ("王伟", "伟"),
            ("欧阳娜娜", "娜娜"),
            ("王", "王"),
            ("山田 太郎", "山"),
            ("山田たろう", "山"),
            ("さくら", "さ"),
            ("김민수", "민수"),
            ("김 민수", "민수"),
            ("이준", "준"),
            // mixed
            ("王小明 (Xiaoming Wang)", "小明"),
            // no letters
            ("🦄 Sparkle", "S"),
            ("🦄", "🦄"),
            ("👩‍🚀", "👩‍🚀"),
            ("🇳🇱🇩🇪", "🇳🇱"),
            ("42", "4"),
            ("...", "."),
            ("", "?"),
            ("   ", "?"),
        ] {
            assert_eq!(initials(name), wanted, "{name}");
        }
    }

    #[test]
    fn hues_are_spread_evenly_over_neighbouring_ids() {
        let mut counts = [0_u32; 10];
        for id in 0..10_000_i64 {
            counts[usize::from(hue(id << 12))] += 1;
        }
        assert!(counts.iter().all(|n| (900..1100).contains(n)), "{counts:?}");
        assert!(hue(i64::MIN) < 10 && hue(i64::MAX) < 10 && hue(-1) < 10);
        assert_eq!(hue(7), hue(7));
    }
}
