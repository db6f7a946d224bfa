//! Times in words, in the viewer's zone and language.

use jiff::Timestamp;
use jiff::civil::Weekday;

use super::frame::Frame;

const MINUTE_US: i64 = 60_000_000;

fn zoned(frame: &Frame, us: i64) -> Option<jiff::Zoned> {
    Timestamp::from_microsecond(us).ok().map(|time| time.to_zoned(frame.time_zone.clone()))
}

/// How long ago: minutes, hours, the weekday within a week, then the day, with the year once it is another.
pub fn ago(frame: &Frame, us: i64) -> String {
    let minutes = (frame.now_us - us).max(0) / MINUTE_US;
    match minutes {
        0 => frame.t("time-now").to_owned(),
        1..60 => frame.t1("time-minutes", "n", minutes),
        60..1_440 => frame.t1("time-hours", "n", minutes / 60),
        1_440..8_640 => zoned(frame, us).map(|time| frame.t(weekday(time.weekday())).to_owned()).unwrap_or_default(),
        _ => day(frame, us),
    }
}

/// The day: `14 Nov`, with the year if it is not the present one.
pub fn day(frame: &Frame, us: i64) -> String {
    let (Some(time), Some(now)) = (zoned(frame, us), zoned(frame, frame.now_us)) else { return String::new() };
    let month = frame.t(month(time.month()));
    if time.year() == now.year() {
        frame.t2("time-day", "day", i64::from(time.day()), "month", month)
    } else {
        let year = time.year().to_string();
        format!("{} {year}", frame.t2("time-day", "day", i64::from(time.day()), "month", month))
    }
}

/// The day as machines and spreadsheets read it: `2026-11-14`.
pub fn date(frame: &Frame, us: i64) -> String {
    zoned(frame, us).map(|time| time.date().to_string()).unwrap_or_default()
}

/// Day, time and zone, for tooltips and mails.
pub fn full(frame: &Frame, us: i64) -> String {
    zoned(frame, us).map(|time| time.strftime("%Y-%m-%d %H:%M %Z").to_string()).unwrap_or_default()
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "time-monday",
        Weekday::Tuesday => "time-tuesday",
        Weekday::Wednesday => "time-wednesday",
        Weekday::Thursday => "time-thursday",
        Weekday::Friday => "time-friday",
        Weekday::Saturday => "time-saturday",
        Weekday::Sunday => "time-sunday",
    }
}

const fn month(number: i8) -> &'static str {
    match number {
        1 => "time-january",
        2 => "time-february",
        3 => "time-march",
        4 => "time-april",
        5 => "time-may",
        6 => "time-june",
        7 => "time-july",
        8 => "time-august",
        9 => "time-september",
        10 => "time-october",
        11 => "time-november",
        _ => "time-december",
    }
}
