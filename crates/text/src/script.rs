//! The few questions about writing systems that names raise. Ranges are those of the Unicode blocks (version 16).

/// Chinese characters, as written in Chinese, Japanese and sometimes Korean names.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{2FDF}' | '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Hiragana and katakana.
pub(crate) fn is_kana(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF66}'..='\u{FF9F}')
}

/// Korean syllables and letters.
pub(crate) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{A960}'..='\u{A97F}' | '\u{AC00}'..='\u{D7FF}')
}

/// Scripts whose neighbouring letters join into one shape.
pub(crate) fn is_joined(c: char) -> bool {
    matches!(c, '\u{0600}'..='\u{08FF}' | '\u{1800}'..='\u{18AF}' | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFE}')
}

/// Scripts in whose spelling a zero width joiner or non-joiner has meaning: the joined ones, those of South and
/// South-East Asia.
pub(crate) fn needs_joiners(c: char) -> bool {
    is_joined(c)
        || matches!(c,
            '\u{0900}'..='\u{0DFF}' | '\u{0F00}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{1900}'..='\u{1C4F}'
            | '\u{A800}'..='\u{A82F}' | '\u{A8E0}'..='\u{A9DF}' | '\u{AA00}'..='\u{AA7F}' | '\u{11000}'..='\u{11FFF}')
}

/// What emoji sequences are built from: pictographs, skin tones, the variation selector and keycap marks.
pub(crate) fn is_emoji_part(c: char) -> bool {
    matches!(c,
        '\u{FE0F}' | '\u{20E3}' | '©' | '®' | '‼' | '⁉' | '™' | 'ℹ' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}'
        | '\u{2460}'..='\u{24FF}' | '\u{25A0}'..='\u{27BF}' | '\u{2900}'..='\u{297F}' | '\u{2B00}'..='\u{2BFF}'
        | '〰' | '〽' | '㊗' | '㊙' | '\u{1F000}'..='\u{1FAFF}')
}

/// Thai and Lao vowels that are written before the consonant they follow in speech.
pub(crate) fn is_leading_vowel(c: char) -> bool {
    matches!(c, 'เ'..='ไ' | 'ເ'..='ໄ')
}

/// Scripts whose initials are written as capitals. (Georgian has capitals, but not for this.)
pub(crate) fn has_capital_initials(c: char) -> bool {
    matches!(c,
        'A'..='Z' | 'a'..='z' | '\u{00AA}'..='\u{058F}' | '\u{1E00}'..='\u{1FFF}' | '\u{2C60}'..='\u{2C7F}'
        | '\u{A640}'..='\u{A69F}' | '\u{A720}'..='\u{A7FF}' | '\u{FF21}'..='\u{FF5A}' | '\u{10400}'..='\u{1044F}')
}
