//! Months, years without a month, and the time between two of them.

use db::{FromValue, ToValue, Value, ValueRef};

use crate::kernel::FieldError;

/// The first year that can be told.
const FIRST_YEAR: i16 = 1900;
/// How many years ahead something may be expected to end.
const YEARS_AHEAD: i16 = 15;

/// A month, or a year of which no month is told. In the tables: year × 100 + month, the month 0 if not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    /// 1 to 12; 0 if not told.
    month: u8,
}

/// The names of a month's two fields in a form.
#[derive(Debug, Clone, Copy)]
pub struct MonthFields {
    /// The field of the year.
    pub year: &'static str,
    /// The field of the month.
    pub month: &'static str,
}

impl Month {
    /// The month of a moment in a time zone.
    pub fn of(us: i64, zone: &jiff::tz::TimeZone) -> Month {
        let zoned = jiff::Timestamp::from_microsecond(us).map(|time| time.to_zoned(zone.clone()));
        zoned.map_or(Month { year: FIRST_YEAR, month: 0 }, |day| Month {
            year: day.year(),
            month: u8::try_from(day.month()).unwrap_or(0),
        })
    }

    /// A month of a year, for those that are written down in the program; 0 for the year alone.
    pub const fn new(year: i16, month: u8) -> Month {
        Month { year, month }
    }

    /// Reads the two fields; `None` if both are empty. `now` bounds the year.
    ///
    /// # Errors
    /// What to mend.
    pub fn parse(fields: MonthFields, year: &str, month: &str, now: Month) -> Result<Option<Month>, FieldError> {
        let (year, month) = (year.trim(), month.trim());
        if year.is_empty() && month.is_empty() {
            return Ok(None);
        }
        let wrong = |field, message| FieldError { field, message, limit: i64::from(now.year + YEARS_AHEAD) };
        if year.is_empty() {
            return Err(wrong(fields.year, "month-year-missing"));
        }
        let known = FIRST_YEAR..=now.year + YEARS_AHEAD;
        let year = year.parse().ok().filter(|year| known.contains(year));
        let year = year.ok_or(wrong(fields.year, "month-year-unknown"))?;
        let month = match month {
            "" => 0,
            month => month
                .parse()
                .ok()
                .filter(|month| (1..=12).contains(month))
                .ok_or(wrong(fields.month, "month-unknown"))?,
        };
        Ok(Some(Month { year, month }))
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.year
    }

    /// 1 to 12; `None` if only the year is told.
    pub fn month(self) -> Option<u8> {
        (self.month != 0).then_some(self.month)
    }

    /// Months since the year 0, if the month is told.
    fn count(self) -> Option<i32> {
        self.month().map(|month| i32::from(self.year) * 12 + i32::from(month) - 1)
    }

    /// Whether this is surely before the other: of a year without a month nobody knows where in the year it lies.
    pub fn is_before(self, other: Month) -> bool {
        self.year < other.year || (self.year == other.year && self.month != 0 && other.month != 0 && self < other)
    }

    /// The column.
    pub fn number(this: Option<Month>) -> i64 {
        this.map_or(0, |month| i64::from(month.year) * 100 + i64::from(month.month))
    }
}

/// The column: 0 is not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoredMonth(pub Option<Month>);

impl ToValue for StoredMonth {
    fn to_value(&self) -> Value<'_> {
        Value::Int(Month::number(self.0))
    }
}

impl FromValue for StoredMonth {
    fn from_value(value: ValueRef<'_>) -> Result<Self, db::Error> {
        let number = i64::from_value(value)?;
        if number == 0 {
            return Ok(StoredMonth(None));
        }
        let parts = (i16::try_from(number / 100), u8::try_from(number % 100));
        match parts {
            (Ok(year), Ok(month)) if month <= 12 && year > 0 => Ok(StoredMonth(Some(Month { year, month }))),
            _ => Err(db::Error::Internal("no such month".to_owned())),
        }
    }
}

/// From one month to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    from: i32,
    to: i32,
}

impl Span {
    /// The time from a month to another; `None` if either is a year alone.
    pub fn new(from: Month, to: Month) -> Option<Span> {
        let (from, to) = (from.count()?, to.count()?);
        (from <= to).then_some(Span { from, to })
    }
}

/// How many months the spans cover together; those they share count once.
pub fn months_of(spans: &[Span]) -> i64 {
    let mut spans = spans.to_vec();
    spans.sort_by_key(|span| span.from);
    let (mut months, mut covered) = (0_i64, i32::MIN);
    for Span { from, to } in spans {
        let begin = from.max(covered.saturating_add(1));
        if to >= begin {
            months += i64::from(to - begin + 1);
            covered = to;
        }
    }
    months
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const FIELDS: MonthFields = MonthFields { year: "start_year", month: "start_month" };
    const NOW: Month = Month::new(2026, 11);

    fn parse(year: &str, month: &str) -> Result<Option<Month>, (&'static str, &'static str)> {
        Month::parse(FIELDS, year, month, NOW).map_err(|error| (error.field, error.message))
    }

    #[test]
    fn a_month_is_read_and_survives_the_table() {
        assert_eq!(parse(" 2020 ", "3"), Ok(Some(Month::new(2020, 3))));
        assert_eq!(parse("2020", ""), Ok(Some(Month::new(2020, 0))));
        assert_eq!(parse("", ""), Ok(None));
        assert_eq!(parse("2041", ""), Ok(Some(Month::new(2041, 0))));
        assert_eq!(parse("", "3"), Err(("start_year", "month-year-missing")));
        for year in ["1899", "2042", "20", "-2020", "soon", "2020.5", "99999999999"] {
            assert_eq!(parse(year, "3"), Err(("start_year", "month-year-unknown")), "{year}");
        }
        for month in ["0", "13", "-1", "May"] {
            assert_eq!(parse("2020", month), Err(("start_month", "month-unknown")), "{month}");
        }
        for month in [None, Some(Month::new(2020, 0)), Some(Month::new(1999, 12))] {
            let stored = StoredMonth(month);
            assert_eq!(StoredMonth::from_value(stored.to_value()), Ok(stored));
        }
        for wrong in [-1, 13, 202_013] {
            assert!(StoredMonth::from_value(Value::Int(wrong)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_month_of_a_moment_depends_on_where_one_is() {
        let new_year = 1_767_225_600_000_000; // 2026-01-01T00:00:00Z
        let zone = |name| jiff::tz::TimeZone::get(name).unwrap();
        assert_eq!(Month::of(new_year, &zone("UTC")), Month::new(2026, 1));
        assert_eq!(Month::of(new_year, &zone("America/New_York")), Month::new(2025, 12));
    }

    #[test]
    fn a_year_alone_is_neither_before_nor_after_its_months() {
        assert!(Month::new(2019, 12).is_before(Month::new(2020, 1)));
        assert!(Month::new(2020, 1).is_before(Month::new(2020, 2)));
        assert!(!Month::new(2020, 2).is_before(Month::new(2020, 2)));
        assert!(!Month::new(2020, 5).is_before(Month::new(2020, 0)));
        assert!(!Month::new(2020, 0).is_before(Month::new(2020, 5)));
        assert!(Month::new(2019, 0).is_before(Month::new(2020, 0)));
    }

    #[test]
    fn first_and_last_month_count_and_shared_ones_once() {
        let span = |from: (i16, u8), to: (i16, u8)| Span::new(Month::new(from.0, from.1), Month::new(to.0, to.1));
        let months = |spans: &[Option<Span>]| months_of(&spans.iter().flatten().copied().collect::<Vec<_>>());
        assert_eq!(months(&[span((2023, 3), (2026, 11))]), 45);
        assert_eq!(months(&[span((2020, 9), (2023, 3)), span((2023, 3), (2026, 11))]), 75);
        assert_eq!(months(&[span((2020, 1), (2020, 12)), span((2020, 3), (2020, 4))]), 12);
        assert_eq!(months(&[span((2020, 1), (2020, 1)), span((2021, 1), (2021, 1))]), 2);
        assert_eq!(months(&[]), 0);
        assert_eq!(span((2020, 0), (2021, 5)), None);
        assert_eq!(span((2021, 5), (2020, 5)), None);
    }

    proptest! {
        #[test]
        fn the_months_of_spans_are_those_in_any_of_them(pairs in prop::collection::vec((0_i32..200, 0_i32..30), 0..8)) {
            let spans: Vec<Span> = pairs.iter().map(|(from, more)| Span { from: *from, to: from + more }).collect();
            let counted = (0..260).filter(|month| spans.iter().any(|span| (span.from..=span.to).contains(month))).count();
            prop_assert_eq!(months_of(&spans), i64::try_from(counted).unwrap());
        }
    }
}
