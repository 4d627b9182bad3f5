//! A moment: an instant, as the wall clocks of one time zone show it.

use crate::clock::weekday::{NAMES, date_of, day_of, weekday};
use crate::clock::zone::{LATEST, SECONDS_PER_DAY, Zone};
use crate::date::Date;
use std::fmt;

/// An instant seen from a time zone. Moments are ordered by instant, then by the zone's name.
///
/// Saturates two days before the year 9999 ends.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Moment {
    /// Seconds since 1970-01-01 UTC.
    instant: i64,
    zone: Zone,
}

impl Moment {
    /// Returns the moment at which wall clocks in `zone` show this day, hour (to 23) and minute
    /// (to 59); greater numbers count on from there.
    ///
    /// A time that daylight saving skips moves forward by what is skipped; of a time that comes
    /// twice, the first is meant.
    pub(crate) fn at(date: Date, hour: u8, minute: u8, zone: &Zone) -> Self {
        let seconds = (i64::from(hour) * 60 + i64::from(minute)) * 60;
        Self::from_wall(day_of(date) * SECONDS_PER_DAY + seconds, zone)
    }

    /// Returns the day on the wall calendar.
    pub(crate) fn date(&self) -> Date {
        date_of(self.day())
    }

    /// Returns the weekday and the wall clock's time: `Friday 17:40`.
    pub(crate) fn weekday_and_time(&self) -> String {
        format!("{} {}", NAMES[weekday(self.day())], self.time())
    }

    /// Returns how far wall clocks are from UTC at this moment: `UTC+01:00`, `UTC−03:30`, `UTC`.
    pub(crate) fn utc_offset(&self) -> String {
        let minutes = self.zone.offset(self.instant) / 60;
        let sign = match minutes {
            0 => return "UTC".to_owned(),
            ..0 => '−',
            1.. => '+',
        };
        let minutes = minutes.abs();
        format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }

    /// Returns the whole minutes from `earlier` until this moment, 0 when it is not earlier.
    pub(crate) fn minutes_since(&self, earlier: &Self) -> u64 {
        u64::try_from((self.instant - earlier.instant) / 60).unwrap_or(0)
    }

    pub(super) fn from_wall(wall: i64, zone: &Zone) -> Self {
        Self { instant: zone.instant(wall), zone: zone.clone() }
    }

    /// Returns this moment's zone, at another instant.
    pub(super) fn moved_to(&self, instant: i64) -> Self {
        Self { instant: instant.min(LATEST), zone: self.zone.clone() }
    }

    pub(super) fn instant(&self) -> i64 {
        self.instant
    }

    pub(super) fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Returns what the wall clock shows, in seconds since 1970-01-01 on it.
    pub(super) fn wall(&self) -> i64 {
        self.instant + self.zone.offset(self.instant)
    }

    /// Returns the day the wall calendar shows, since 1970-01-01.
    pub(super) fn day(&self) -> i64 {
        self.wall().div_euclid(SECONDS_PER_DAY)
    }

    fn time(&self) -> String {
        let minute = self.wall().rem_euclid(SECONDS_PER_DAY) / 60;
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }
}

/// As HTML's `time` element wants it: `2026-08-28T17:40+01:00`.
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minutes = self.zone.offset(self.instant) / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        let (hours, minutes) = (minutes.abs() / 60, minutes.abs() % 60);
        write!(f, "{}T{}{sign}{hours:02}:{minutes:02}", self.date(), self.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(date: &str, hour: u8, minute: u8, zone: &str) -> Moment {
        Moment::at(Date::parse(date).unwrap(), hour, minute, &Zone::parse(zone).unwrap())
    }

    #[test]
    fn moments_show_what_the_wall_does() {
        let moment = at("2026-08-28", 17, 40, "Europe/London");
        assert_eq!(moment.weekday_and_time(), "Friday 17:40");
        assert_eq!(moment.date().to_string(), "2026-08-28");
        assert_eq!(moment.to_string(), "2026-08-28T17:40+01:00");
        assert_eq!(moment.utc_offset(), "UTC+01:00");
        assert_eq!(at("2026-01-05", 9, 0, "Europe/London").utc_offset(), "UTC");
    }

    #[test]
    fn times_that_daylight_saving_skips_or_repeats() {
        let skipped = at("2026-03-29", 1, 30, "Europe/London");
        assert_eq!(skipped.to_string(), "2026-03-29T02:30+01:00");
        let repeated = at("2026-10-25", 1, 30, "Europe/London");
        assert_eq!(repeated.to_string(), "2026-10-25T01:30+01:00");
        let across = |date, until| {
            at(until, 0, 0, "Europe/London").minutes_since(&at(date, 0, 0, "Europe/London"))
        };
        assert_eq!(across("2026-03-29", "2026-03-30"), 23 * 60);
        assert_eq!(across("2026-10-25", "2026-10-26"), 25 * 60);
    }

    #[test]
    fn moments_are_ordered_by_instant() {
        let london = at("2026-08-28", 12, 0, "Europe/London");
        let tokyo = at("2026-08-28", 19, 59, "Asia/Tokyo");
        assert!(tokyo < london);
        assert_eq!(london.minutes_since(&tokyo), 1);
        assert_eq!(tokyo.minutes_since(&london), 0);
    }

    #[test]
    fn the_ends_of_the_calendar_can_be_shown() {
        for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"] {
            assert_eq!(at("9999-12-31", 255, 255, zone).date().to_string().get(..4), Some("9999"));
            assert_eq!(at("0000-01-01", 0, 0, zone).date().to_string(), "0000-01-01");
        }
    }
}
