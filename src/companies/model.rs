//! The types of this room.

use db::{FromValue, ToValue, Value, ValueRef};
use unicode_segmentation::UnicodeSegmentation;

use crate::kernel::{CompanyId, FieldError, limits};

/// The row that a company stands for: itself, or the one it was merged into. `c0` is the company as it was named.
pub const COMPANY_OF: &str = "LEFT JOIN company c ON c.id = COALESCE(c0.merged_into, c0.id) AND NOT c.is_hidden";

/// What kind of company it is, as far as anybody said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyKind {
    /// Nobody said.
    Unknown,
    /// People work there.
    Employer,
    /// People learn there.
    School,
}

impl CompanyKind {
    /// All of them, in the order forms show them.
    pub const ALL: [CompanyKind; 3] = [CompanyKind::Unknown, CompanyKind::Employer, CompanyKind::School];

    /// The word in forms.
    pub const fn word(self) -> &'static str {
        match self {
            CompanyKind::Unknown => "unknown",
            CompanyKind::Employer => "employer",
            CompanyKind::School => "school",
        }
    }

    /// The key of its name.
    pub const fn name(self) -> &'static str {
        match self {
            CompanyKind::Unknown => "company-kind-unknown",
            CompanyKind::Employer => "company-kind-employer",
            CompanyKind::School => "company-kind-school",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<CompanyKind> {
        CompanyKind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    const fn number(self) -> i64 {
        match self {
            CompanyKind::Unknown => 0,
            CompanyKind::Employer => 1,
            CompanyKind::School => 2,
        }
    }
}

impl ToValue for CompanyKind {
    fn to_value(&self) -> Value<'_> {
        Value::Int(self.number())
    }
}

impl FromValue for CompanyKind {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        let found = CompanyKind::ALL.into_iter().find(|kind| kind.number() == number);
        found.ok_or_else(|| db::Error::Internal("no such kind of company".to_owned()))
    }
}

/// A company's name as somebody wrote it, and the one they chose below the field, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName {
    name: String,
    chosen: Option<CompanyId>,
}

impl CompanyName {
    /// Reads the field and the choice below it; `None` if the field is empty.
    ///
    /// # Errors
    /// What to mend.
    pub fn parse(field: &'static str, typed: &str, chosen: &str) -> Result<Option<CompanyName>, FieldError> {
        let name = limits::COMPANY_NAME.line(field, typed)?;
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok((!name.is_empty()).then(|| CompanyName { name, chosen: chosen.parse().ok() }))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// The one that was chosen.
    pub fn chosen(&self) -> Option<CompanyId> {
        self.chosen
    }

    /// By which it is looked up. Names of signs alone have none.
    pub fn key(&self) -> String {
        key(&self.name)
    }
}

/// By which a company's name is sorted and looked up.
pub fn key(name: &str) -> String {
    text::sort_key(name)
}

/// What stands for a company that has no picture: its first letter on one of ten colours. It follows from the name, so
/// that a company has it before it has a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The letter.
    pub initial: String,
    /// The colour, 0 to 9.
    pub hue: u8,
}

impl Mark {
    /// The mark of a name.
    pub fn of(name: &str) -> Mark {
        let letters = || name.graphemes(true).filter(|letter| letter.chars().any(char::is_alphanumeric));
        let initial = letters().next().map_or_else(|| "?".to_owned(), str::to_uppercase);
        // Fowler, Noll, Vo (1991), over the bytes of the key.
        let hash = key(name)
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        Mark { initial, hue: text::hue(hash.cast_signed()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_survive_forms_and_tables() {
        for kind in CompanyKind::ALL {
            assert_eq!(CompanyKind::from_word(kind.word()), Some(kind));
            assert_eq!(CompanyKind::from_value(kind.to_value()), Ok(kind));
        }
        assert_eq!(CompanyKind::from_word("bank"), None);
        assert!(CompanyKind::from_value(Value::Int(3)).is_err());
    }

    #[test]
    fn a_mark_is_a_letter_and_stays_the_same_however_the_name_is_written() {
        assert_eq!(Mark::of("tu Delft").initial, "T");
        assert_eq!(Mark::of("«Ånd»").initial, "Å");
        assert_eq!(Mark::of("臺灣大學").initial, "臺");
        assert_eq!(Mark::of("…").initial, "?");
        assert_eq!(Mark::of("Zürich Marine").hue, Mark::of("ZURICH-MARINE").hue);
        assert!(["A", "B", "C", "D", "E"].map(|name| Mark::of(name).hue).iter().any(|hue| *hue != Mark::of("A").hue));
    }

    #[test]
    fn a_name_is_a_line_and_the_choice_below_it_an_id_or_nothing() {
        let parse = |typed, chosen| CompanyName::parse("organisation", typed, chosen);
        let name = parse("  TU   Delft ", "zzz").unwrap().unwrap();
        assert_eq!((name.as_str(), name.key().as_str()), ("TU Delft", "tu delft"));
        assert_eq!(parse("TU Delft", "not an id").unwrap().unwrap().chosen(), None);
        assert_eq!(parse(" ", "zzz"), Ok(None));
        assert_eq!(parse("a\u{0}b", "").unwrap_err().message, "field-control-characters");
        assert_eq!(parse(&"x".repeat(151), "").unwrap_err().message, "field-too-long");
    }
}
