//! Days counted from 1970-01-01, and the weekdays they fall on.

use crate::date::Date;

/// The days of the week, Monday first.
pub(super) const NAMES: [&str; 7] =
    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

pub(super) const DAYS_PER_WEEK: i64 = 7;

/// Returns the weekday of a day since 1970-01-01, 0 for Monday.
pub(super) fn weekday(day: i64) -> usize {
    // The first of January 1970 was a Thursday.
    usize::try_from((day + 3).rem_euclid(DAYS_PER_WEEK)).expect("a remainder of seven")
}

/// Returns the day as it is counted here.
pub(super) fn day_of(date: Date) -> i64 {
    i64::from(epoch().days_until(date))
}

/// Returns the day `months` later; the last day of the month when there is no such day.
pub(super) fn add_months(day: i64, months: i64) -> i64 {
    // More months than this leave the calendar, which ends with the year 9999.
    let months = i32::try_from(months.min(120_000)).expect("at most 120,000");
    day_of(date_of(day).add_months(months))
}

/// Returns the date of a day.
pub(super) fn date_of(day: i64) -> Date {
    epoch().add_days(i32::try_from(day.min(4_000_000)).expect("a day within four million of 1970"))
}

fn epoch() -> Date {
    Date::from_unix(0).expect("1970-01-01 exists")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_are_the_same_thing() {
        for (date, name) in [
            ("1969-12-31", "Wednesday"),
            ("1970-01-01", "Thursday"),
            ("2024-02-29", "Thursday"),
            ("2026-08-28", "Friday"),
            ("9999-12-31", "Friday"),
        ] {
            let date = Date::parse(date).unwrap();
            assert_eq!(NAMES[weekday(day_of(date))], name);
            assert_eq!(date_of(day_of(date)), date);
        }
    }
}
