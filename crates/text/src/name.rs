//! Names of people and things as they are stored, and as they are sorted.

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

use crate::script::{is_emoji_part, needs_joiners};

/// Why a name was refused. The visitor's sentence is the page's affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing visible is left.
    #[error("the name is empty")]
    Empty,
    /// More graphemes than allowed.
    #[error("the name is longer than {0} characters")]
    TooLong(usize),
    /// A character that is invisible, changes the direction of its neighbours, or belongs to nobody.
    #[error("the name contains the character U+{:04X}", u32::from(*.0))]
    Forbidden(char),
    /// More marks on one letter than any language writes.
    #[error("the name has too many marks on one letter")]
    TooManyMarks,
}

/// Letters of Burmese and Tibetan carry up to five.
const MAX_MARKS: usize = 6;

/// Brings a name into the form in which it is stored: composed (NFC), without space around it, with single spaces
/// inside. Refuses what could deceive: control characters, line breaks, changes of direction, invisible characters.
/// Zero width joiners pass where spelling or emoji need them.
///
/// # Errors
/// [`NameError`]; `max_graphemes` is counted after normalisation.
pub fn normalise_name(raw: &str, max_graphemes: usize) -> Result<String, NameError> {
    // No grapheme that passes has more code points than its marks and an emoji sequence allow; refuse a novel early.
    if raw.len() > max_graphemes.saturating_mul(64).saturating_add(1024) {
        return Err(NameError::TooLong(max_graphemes));
    }
    let composed: String = raw.trim().nfc().collect();
    check_characters(&composed)?;
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.graphemes(true).count() > max_graphemes {
        return Err(NameError::TooLong(max_graphemes));
    }
    Ok(name)
}

/// The form by which names are sorted and looked up: without case, diacritics and apostrophes, hyphens as spaces.
/// Scripts without case keep their letters. Not for showing.
pub fn sort_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    let stripped: String = name.nfkd().filter(|c| !is_diacritic(*c)).nfc().collect();
    for c in stripped.chars().flat_map(char::to_lowercase) {
        match c {
            'ß' => key.push_str("ss"),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'þ' => key.push_str("th"),
            'ø' => key.push('o'),
            'đ' | 'ð' => key.push('d'),
            'ł' => key.push('l'),
            'ħ' => key.push('h'),
            'ı' => key.push('i'),
            'ŧ' => key.push('t'),
            'ς' => key.push('σ'),
            '\'' | '’' | '‘' | '`' | 'ʼ' | '"' | '“' | '”' | '.' => {}
            '-' | '‐' | '‑' | '–' | '_' | ',' | '/' => key.push(' '),
            c if is_diacritic(c) || matches!(c, '\u{200C}' | '\u{200D}') => {}
            c => key.push(c),
        }
    }
    key.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The combining marks of the European scripts. Those of others are letters to their readers.
pub(crate) fn is_diacritic(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn check_characters(name: &str) -> Result<(), NameError> {
    let mut previous = None;
    let mut marks = 0_usize;
    let mut chars = name.chars().peekable();
    while let Some(c) = chars.next() {
        if is_combining_mark(c) {
            marks = marks.saturating_add(1);
            if marks > MAX_MARKS {
                return Err(NameError::TooManyMarks);
            }
            if previous.is_none_or(char::is_whitespace) {
                return Err(NameError::Forbidden(c));
            }
        } else {
            marks = 0;
        }
        let fits = match c {
            '\u{200C}' => between(previous, chars.peek(), needs_joiners),
            '\u{200D}' => {
                between(previous, chars.peek(), needs_joiners) || between(previous, chars.peek(), is_emoji_part)
            }
            '\u{FE0E}' | '\u{FE0F}' => previous.is_some_and(takes_variation_selector),
            c => !is_forbidden(c),
        };
        if !fits {
            return Err(NameError::Forbidden(c));
        }
        previous = Some(c);
    }
    Ok(())
}

fn between(before: Option<char>, after: Option<&char>, belongs: fn(char) -> bool) -> bool {
    before.is_some_and(belongs) && after.is_some_and(|c| belongs(*c))
}

fn takes_variation_selector(c: char) -> bool {
    is_emoji_part(c) || matches!(c, '0'..='9' | '#' | '*')
}

/// Controls, separators of lines, marks of direction, invisible letters, private use, what is no character at all, and
/// the letter parts that spell invisible flags.
fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{2800}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}'
            | '\u{FDD0}'..='\u{FDEF}' | '\u{FE00}'..='\u{FE0D}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFF}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{10FFFF}')
        // The last two of every plane are no characters.
        || u32::from(c) & 0xFFFE == 0xFFFE
}

#[cfg(test)]
mod tests {
    use super::{NameError, normalise_name, sort_key};

    #[test]
    fn names_are_composed_trimmed_and_single_spaced() {
        for (raw, wanted) in [
            ("  Ada   Lovelace ", "Ada Lovelace"),
            ("Zoe\u{308}", "Zoë"),
            ("Ada\u{A0}King", "Ada King"),
            ("山田\u{3000}太郎", "山田 太郎"),
            ("Ada\n", "Ada"),
            ("O’Neil-Smith, Jr.", "O’Neil-Smith, Jr."),
            ("Ada <script>", "Ada <script>"),
            // joiners where they are spelling
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            ("ශ්\u{200D}රී", "ශ්\u{200D}රී"),
            ("क्\u{200D}ष", "क्\u{200D}ष"),
            ("👩\u{200D}🚀", "👩\u{200D}🚀"),
            ("👩🏽\u{200D}🚀 ❤\u{FE0F}", "👩🏽\u{200D}🚀 ❤\u{FE0F}"),
            ("🇳🇱 1\u{FE0F}\u{20E3}", "🇳🇱 1\u{FE0F}\u{20E3}"),
            ("ဖြို့", "ဖြို့"),
        ] {
            assert_eq!(normalise_name(raw, 50).as_deref(), Ok(wanted), "{raw:?}");
        }
    }

    #[test]
    fn what_could_deceive_is_refused() {
        for c in [
            '\0',
            '\u{7}',
            '\u{1B}',
            '\u{7F}',
            '\u{85}',
            '\r',
            '\n',
            '\t',
            '\u{AD}',
            '\u{34F}',
            '\u{61C}',
            '\u{115F}',
            '\u{200B}',
            '\u{200C}',
            '\u{200D}',
            '\u{200E}',
            '\u{200F}',
            '\u{2028}',
            '\u{2029}',
            '\u{202A}',
            '\u{202E}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{2800}',
            '\u{3164}',
            '\u{E000}',
            '\u{FDD0}',
            '\u{FE0F}',
            '\u{FEFF}',
            '\u{FFFD}',
            '\u{FFFE}',
            '\u{1FFFE}',
            '\u{E0041}',
            '\u{10FFFF}',
        ] {
            let raw = format!("Ada{c}King");
            assert_eq!(normalise_name(&raw, 50), Err(NameError::Forbidden(c)), "{raw:?}");
        }
        assert_eq!(normalise_name("\u{301}Ada", 50), Err(NameError::Forbidden('\u{301}')));
        let zalgo = format!("A{}da", "\u{301}\u{316}".repeat(20));
        assert_eq!(normalise_name(&zalgo, 50), Err(NameError::TooManyMarks));
    }

    #[test]
    fn length_is_counted_in_graphemes() {
        assert_eq!(normalise_name("", 5), Err(NameError::Empty));
        assert_eq!(normalise_name(" \u{3000} ", 5), Err(NameError::Empty));
        assert!(normalise_name(&"👩\u{200D}🚀".repeat(5), 5).is_ok());
        assert_eq!(normalise_name(&"👩\u{200D}🚀".repeat(6), 5), Err(NameError::TooLong(5)));
        assert_eq!(normalise_name(&"a".repeat(100_000), 5), Err(NameError::TooLong(5)));
    }

    #[test]
    fn a_normalised_name_stays_as_it_is() {
        use proptest::prelude::*;
        proptest!(|(raw in "\\PC{0,20}")| {
            if let Ok(name) = normalise_name(&raw, 50) {
                prop_assert_eq!(normalise_name(&name, 50), Ok(name));
            }
        });
    }

    #[test]
    fn sort_keys_ignore_case_diacritics_and_punctuation() {
        for (name, key) in [
            ("Ångström", "angstrom"),
            ("ÇELİK", "celik"),
            ("Łukasz Żółć", "lukasz zolc"),
            ("Straße", "strasse"),
            ("Ærø", "aero"),
            ("O’Neil-Smith", "oneil smith"),
            ("J. R. R. Tolkien", "j r r tolkien"),
            ("  Two   Words ", "two words"),
            ("ΟΔΥΣΣΕΎΣ", "οδυσσευσ"),
            ("ＡＤＡ", "ada"),
            ("Юрий", "юрии"),
            ("김민수", "김민수"),
            ("がく", "がく"),
            ("प्रिया", "प्रिया"),
            ("Đặng", "dang"),
        ] {
            assert_eq!(sort_key(name), key, "{name}");
        }
        assert_eq!(sort_key("Zoe\u{308}"), sort_key("Zoë"));
    }
}
