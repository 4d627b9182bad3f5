//! Calendar days. There is no clock here: today is an input.

use std::fmt;

/// A day of the Gregorian calendar, years 0 to 9999.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Parses `2026-03-31`.
    ///
    /// # Errors
    /// A sentence for the author: not of that form, or a day that does not exist.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, '-');
        let mut part = |width: usize| {
            let digits = parts.next().filter(|part| part.len() == width);
            digits
                .filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?
                .parse::<i16>()
                .ok()
        };
        let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else {
            return Err(format!("`{text}` is not a date of the form 2026-03-31"));
        };
        let narrow = |number: i16| i8::try_from(number).unwrap_or(i8::MAX);
        jiff::civil::Date::new(year, narrow(month), narrow(day))
            .map(Self)
            .map_err(|_| format!("{text} does not exist"))
    }

    /// Returns the day of a moment given in seconds since 1970-01-01 UTC, in UTC.
    pub fn from_unix(seconds: i64) -> Option<Self> {
        let moment = jiff::Timestamp::from_second(seconds).ok()?;
        Some(Self(jiff::tz::Offset::UTC.to_datetime(moment).date()))
    }

    /// Returns the day `months` later; 31 January plus one month is the last day of February.
    #[must_use]
    pub fn add_months(self, months: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().months(months)))
    }

    /// Returns the day `days` later.
    #[must_use]
    pub fn add_days(self, days: i32) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().days(days)))
    }

    /// Returns the days from `self` to `other`, negative when `other` is earlier.
    pub fn days_until(self, other: Self) -> i32 {
        self.0.until(other.0).map_or(0, |span| span.get_days())
    }

    /// Returns the first day of its month.
    #[must_use]
    pub(crate) fn month_start(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// Returns its month in three letters, and its year: `Dec`, `2026`.
    pub(crate) fn month_and_year(self) -> (String, String) {
        (self.0.strftime("%b").to_string(), self.0.strftime("%Y").to_string())
    }

    /// Returns the day as people write it: `12 December 2026`.
    pub fn in_words(self) -> String {
        self.0.strftime("%-d %B %Y").to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn impossible_days_are_named() {
        let reason = |text: &str| Date::parse(text).unwrap_err();
        assert_eq!(reason("2026-02-30"), "2026-02-30 does not exist");
        assert_eq!(reason("30/02/2026"), "`30/02/2026` is not a date of the form 2026-03-31");
        assert_eq!(reason("2026-2-3"), "`2026-2-3` is not a date of the form 2026-03-31");
    }

    #[test]
    fn months_end_on_the_last_day() {
        let day = Date::parse("2027-01-31").unwrap();
        assert_eq!(day.add_months(1).to_string(), "2027-02-28");
        assert_eq!(day.days_until(day.add_months(1)), 28);
        assert_eq!(Date::from_unix(0).unwrap().in_words(), "1 January 1970");
    }
}
