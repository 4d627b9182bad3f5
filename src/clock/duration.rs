//! How long something may take, as contracts write it: `15m 4h 3d 10bd 2w 12m`.

use crate::clock::weekday::{DAYS_PER_WEEK, add_months, date_of, day_of, weekday};
use crate::date::Date;
use std::fmt;

/// What a duration counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Unit {
    /// `m` in a response time.
    Minutes,
    /// `h`.
    Hours,
    /// `d`.
    Days,
    /// `bd`, days on which somebody works.
    BusinessDays,
    /// `w`.
    Weeks,
    /// `m` in an interval between reviews.
    Months,
}

impl Unit {
    /// Returns the letters, the word for one, and how many of it are in ten years.
    ///
    /// Ten years are at most 3653 days, in which at most 2610 are from Monday to Friday.
    fn facts(self) -> (&'static str, &'static str, u32) {
        match self {
            Self::Minutes => ("m", "minute", 3653 * 24 * 60),
            Self::Hours => ("h", "hour", 3653 * 24),
            Self::Days => ("d", "day", 3653),
            Self::BusinessDays => ("bd", "business day", 2610),
            Self::Weeks => ("w", "week", 521),
            Self::Months => ("m", "month", 120),
        }
    }
}

/// What the letter `m` stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Meaning {
    /// Minutes, in response times.
    Minutes,
    /// Months, in intervals between reviews and exercises.
    Months,
}

/// A length of time in the unit it was agreed in: a day is not always 24 hours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Duration {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: Unit,
}

impl Duration {
    /// Parses `15m`, `4h`, `3d`, `10bd` or `2w`, in any case, with blanks around it.
    ///
    /// # Errors
    /// A sentence for the author: not of that form, nothing at all, or more than ten years.
    pub(crate) fn parse(text: &str, m: Meaning) -> Result<Self, String> {
        let text = text.trim();
        let amount = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        let letters = text.strip_prefix(amount).unwrap_or_default().to_ascii_lowercase();
        let unit = match (letters.as_str(), m) {
            ("m", Meaning::Minutes) => Some(Unit::Minutes),
            ("m", Meaning::Months) => Some(Unit::Months),
            ("h", _) => Some(Unit::Hours),
            ("d", _) => Some(Unit::Days),
            ("bd", _) => Some(Unit::BusinessDays),
            ("w", _) => Some(Unit::Weeks),
            _ => None,
        };
        let is_number = !amount.is_empty() && amount.bytes().all(|byte| byte.is_ascii_digit());
        let (Some(unit), true) = (unit, is_number) else {
            return Err(format!("`{text}` is not a duration such as {}", examples(m)));
        };
        // Only too many digits are left to fail.
        let amount = amount.parse().unwrap_or(u32::MAX);
        let (_, _, most) = unit.facts();
        match amount {
            0 => Err(format!("`{text}` is no time at all")),
            _ if amount > most => Err(format!("`{text}` is longer than 10 years")),
            _ => Ok(Self { amount, unit }),
        }
    }

    /// Returns the duration as contracts write it: `15m`.
    pub(crate) fn as_written(self) -> String {
        self.to_string()
    }

    /// Returns the duration as people say it: `1 business day`, `12 months`.
    pub(crate) fn in_words(self) -> String {
        let (_, word, _) = self.unit.facts();
        let plural = if self.amount == 1 { "" } else { "s" };
        format!("{} {word}{plural}", self.amount)
    }

    /// Returns the day this long after `date`, for reviews and exercises.
    ///
    /// Months are calendar months: 31 January plus one is the last day of February. Hours and
    /// minutes count as the days they begin. Business days are Monday to Friday, since a review
    /// happens in nobody's business hours.
    pub(crate) fn after(self, date: Date) -> Date {
        let amount = i64::from(self.amount);
        let day = day_of(date);
        date_of(match self.unit {
            Unit::Minutes => day + i64::from(self.amount.div_ceil(24 * 60)),
            Unit::Hours => day + i64::from(self.amount.div_ceil(24)),
            Unit::Days => day + amount,
            Unit::BusinessDays => nth_open_day(day, amount, |weekday| weekday < 5),
            Unit::Weeks => day + amount * DAYS_PER_WEEK,
            Unit::Months => add_months(day, amount),
        })
    }
}

/// Returns the `n`-th day after `day` that is open; `day` itself for none.
///
/// `is_open` is asked about weekdays, 0 for Monday, and says yes to one of them at least.
pub(super) fn nth_open_day(day: i64, n: i64, is_open: impl Fn(usize) -> bool) -> i64 {
    let per_week = (0..7).filter(|weekday| is_open(*weekday)).fold(0, |sum, _| sum + 1);
    if n == 0 || per_week == 0 {
        return day;
    }
    let weeks = (n - 1) / per_week;
    let mut left = n - weeks * per_week;
    let mut day = day + weeks * DAYS_PER_WEEK;
    while left > 0 {
        day += 1;
        left -= i64::from(is_open(weekday(day)));
    }
    day
}

fn examples(m: Meaning) -> &'static str {
    match m {
        Meaning::Minutes => "15m, 4h, 3d, 10bd or 2w",
        Meaning::Months => "12m, 26w or 90d",
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (letters, _, _) = self.unit.facts();
        write!(f, "{}{letters}", self.amount)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(text: &str) -> Result<Duration, String> {
        Duration::parse(text, Meaning::Minutes)
    }

    #[test]
    fn durations_read_back_as_they_were_written() {
        for (text, words) in [
            ("15m", "15 minutes"),
            ("1h", "1 hour"),
            ("3d", "3 days"),
            ("1bd", "1 business day"),
            ("10bd", "10 business days"),
            ("2w", "2 weeks"),
        ] {
            let duration = minutes(text).unwrap();
            assert_eq!(
                (duration.as_written().as_str(), duration.in_words().as_str()),
                (text, words)
            );
        }
        assert_eq!(minutes(" 10BD\t").unwrap().to_string(), "10bd");
        let interval = Duration::parse("12M", Meaning::Months).unwrap();
        assert_eq!(interval, Duration { amount: 12, unit: Unit::Months });
        assert_eq!((interval.to_string(), interval.in_words()), ("12m".into(), "12 months".into()));
    }

    #[test]
    fn other_forms_are_refused() {
        let others = [
            "4 hours", "4 h", "", "h", "15", "1.5h", "-1d", "+1d", "1h30m", "1y", "4µ", "４h",
            "4h.", "P1D",
        ];
        for text in others {
            let reason = format!("`{text}` is not a duration such as 15m, 4h, 3d, 10bd or 2w");
            assert_eq!(minutes(text), Err(reason));
        }
        assert_eq!(
            Duration::parse("a year", Meaning::Months).unwrap_err(),
            "`a year` is not a duration such as 12m, 26w or 90d"
        );
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(minutes("0h").unwrap_err(), "`0h` is no time at all");
        for text in ["5260321m", "87673h", "3654d", "2611bd", "522w", "99999999999999999999d"] {
            assert_eq!(minutes(text), Err(format!("`{text}` is longer than 10 years")));
        }
        for text in ["5260320m", "87672h", "3653d", "2610bd", "521w"] {
            assert!(minutes(text).is_ok(), "{text}");
        }
        assert!(Duration::parse("120m", Meaning::Months).is_ok());
        assert!(Duration::parse("121m", Meaning::Months).is_err());
    }

    #[test]
    fn intervals_follow_the_calendar() {
        for (from, interval, until) in [
            ("2026-02-09", "12m", "2027-02-09"),
            ("2024-02-29", "12m", "2025-02-28"),
            ("2026-01-31", "1m", "2026-02-28"),
            ("2028-01-31", "1m", "2028-02-29"),
            ("2026-12-25", "2w", "2027-01-08"),
            ("2026-02-27", "3d", "2026-03-02"),
            ("2026-03-28", "24h", "2026-03-29"),
            ("2026-03-28", "25h", "2026-03-30"),
            // From a Friday, a Saturday and a Sunday.
            ("2026-08-28", "1bd", "2026-08-31"),
            ("2026-08-29", "1bd", "2026-08-31"),
            ("2026-08-30", "5bd", "2026-09-04"),
            ("2026-08-28", "10bd", "2026-09-11"),
            ("9999-12-20", "120m", "9999-12-31"),
        ] {
            let interval = Duration::parse(interval, Meaning::Months).unwrap();
            assert_eq!(interval.after(Date::parse(from).unwrap()).to_string(), until);
        }
        let minute = minutes("1m").unwrap();
        assert_eq!(minute.after(Date::parse("2026-08-28").unwrap()).to_string(), "2026-08-29");
    }

    #[test]
    fn an_interval_is_never_longer_than_a_greater_one() {
        for unit in [Unit::Minutes, Unit::Hours, Unit::Days, Unit::BusinessDays, Unit::Months] {
            for day in 20_000..20_014 {
                let ends =
                    (0..200).map(|amount| day_of(Duration { amount, unit }.after(date_of(day))));
                assert!(
                    ends.clone().zip(ends.skip(1)).all(|(one, next)| day <= one && one <= next)
                );
            }
            let huge = Duration { amount: u32::MAX, unit };
            assert!(huge.after(date_of(0)) > date_of(20_000));
        }
    }
}
