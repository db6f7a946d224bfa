//! From names to the ASCII words of addresses.

use deunicode::deunicode_with_tofu;
use unicode_normalization::UnicodeNormalization;

/// The shortest handle offered; shorter ones are kept for nobody in particular.
const MIN_HANDLE: usize = 3;
/// The longest handle offered, in bytes (all of them ASCII).
const MAX_HANDLE: usize = 30;

/// A text as words of `a-z0-9` joined by hyphens, at most `max_bytes` long, cut between words where that leaves
/// something. Other scripts are transliterated; symbols and emoji fall away. May be empty.
pub fn slug(text: &str, max_bytes: usize) -> String {
    let readable: String = text
        .nfc()
        .filter(|c| !matches!(c, '\'' | '’' | 'ʼ'))
        .map(|c| if c.is_alphanumeric() || is_part_of_letter(c) { c } else { ' ' })
        .collect();
    let ascii = deunicode_with_tofu(&readable, " ");
    let mut out = String::new();
    for word in ascii
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '\'')
        .map(|word| word.replace('\'', ""))
        .filter(|word| !word.is_empty())
    {
        let hyphen = usize::from(!out.is_empty());
        let room = max_bytes.saturating_sub(out.len());
        if word.len().saturating_add(hyphen) > room {
            if out.is_empty() {
                out.push_str(word.get(..room).unwrap_or_default());
            }
            break;
        }
        if hyphen == 1 {
            out.push('-');
        }
        out.push_str(&word);
    }
    out.make_ascii_lowercase();
    out
}

/// Handles to offer for a name, the best first, each 3 to 30 characters of `a-z0-9` and single inner hyphens. Whether
/// one is free or reserved is for the caller to find out. Empty if the name has nothing to transliterate.
pub fn handle_from_name(name: &str) -> Vec<String> {
    // The same without marks and with the spelling of German umlauts: who it is for knows which.
    let plain = slug(name, MAX_HANDLE);
    let german = slug(&spell_umlauts(name), MAX_HANDLE);
    let mut offered: Vec<String> = Vec::new();
    for base in [&plain, &german] {
        let words: Vec<&str> = base.split('-').collect();
        let initial_and_last = match words.as_slice() {
            [first, .., last] => first.get(..1).map(|initial| format!("{initial}{last}")),
            _ => None,
        };
        for candidate in [Some(base.clone()), Some(words.concat()), initial_and_last].into_iter().flatten() {
            if candidate.len() >= MIN_HANDLE && !offered.contains(&candidate) {
                offered.push(candidate);
            }
        }
    }
    offered
}

/// Whether this is a handle as it stands in addresses: 3 to 30 characters of `a-z0-9` and single inner hyphens.
pub(crate) fn is_handle(text: &str) -> bool {
    (MIN_HANDLE..=MAX_HANDLE).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !(text.starts_with('-') || text.ends_with('-') || text.contains("--"))
}

fn spell_umlauts(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfc() {
        match c {
            'ä' | 'Ä' => out.push_str("ae"),
            'ö' | 'Ö' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            c => out.push(c),
        }
    }
    out
}

fn is_part_of_letter(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{handle_from_name, slug};

    #[test]
    fn slugs_are_readable_in_many_scripts() {
        for (text, wanted) in [
            ("Ada Lovelace", "ada-lovelace"),
            ("  Jean-Luc  Picard ", "jean-luc-picard"),
            ("O’Neil", "oneil"),
            ("Łukasz Żółć", "lukasz-zolc"),
            ("Straße", "strasse"),
            ("Ærøskøbing", "aeroskobing"),
            ("Юрий Гагарин", "iurii-gagarin"),
            ("Ольга Кузьмина", "olga-kuzmina"),
            ("Άννα Παππά", "anna-pappa"),
            ("王小明", "wang-xiao-ming"),
            ("🦄 Sparkle ✨", "sparkle"),
            ("🦄", ""),
            ("<script>alert(1)</script>", "script-alert-1-script"),
            ("../../etc/passwd", "etc-passwd"),
            ("", ""),
        ] {
            assert_eq!(slug(text, 60), wanted, "{text}");
        }
    }

    #[test]
    fn long_slugs_end_after_a_word() {
        assert_eq!(slug("one two three", 8), "one-two");
        assert_eq!(slug("one two three", 7), "one-two");
        assert_eq!(slug("extraordinary", 5), "extra");
    }

    #[test]
    fn names_offer_several_handles() {
        assert_eq!(handle_from_name("Ada King Lovelace"), ["ada-king-lovelace", "adakinglovelace", "alovelace"]);
        assert_eq!(
            handle_from_name("Jürgen Müller"),
            ["jurgen-muller", "jurgenmuller", "jmuller", "juergen-mueller", "juergenmueller", "jmueller"]
        );
        assert_eq!(handle_from_name("Madonna"), ["madonna"]);
        assert!(handle_from_name("Bo").is_empty());
        assert!(handle_from_name("🦄🦄🦄").is_empty());
    }

    proptest! {
        #[test]
        fn any_name_offers_only_well_formed_handles(name in "\\PC{0,40}") {
            for handle in handle_from_name(&name) {
                prop_assert!((3..=30).contains(&handle.len()), "{}", handle);
                prop_assert!(handle.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
                prop_assert!(!handle.starts_with('-') && !handle.ends_with('-') && !handle.contains("--"));
            }
        }
    }
}
