//! Time zones: which one the author means, and how its wall clocks run.
//!
//! The rules are those compiled into this program, never the machine's: the same input gives the
//! same bytes everywhere. This is the only file that asks for them.

use crate::text::nearest::nearest;
use jiff::civil;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};
use std::cmp::Ordering;
use std::sync::Arc;

pub(super) const SECONDS_PER_DAY: i64 = 24 * 60 * 60;

/// Where [`Zone::instant`] saturates, in seconds since 1970-01-01 UTC: two days short of what
/// [`Timestamp`] holds, so that wall clocks can show it in every zone.
pub(super) const LATEST: i64 = 253_402_207_200 - 2 * SECONDS_PER_DAY;
const EARLIEST: i64 = -377_705_023_201 + 2 * SECONDS_PER_DAY;

/// A time zone of the IANA database.
///
/// The name is part of the value: to `TimeZone`, `GB` equals `Europe/London`, but pages show one
/// of them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Zone {
    name: Arc<str>,
    rules: TimeZone,
}

impl Zone {
    /// Parses a name such as `Europe/London`, in any case.
    ///
    /// # Errors
    /// A sentence for the author, with the nearest name if there is one.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let rules = TimeZoneDatabase::bundled().get(text).ok().filter(|rules| !rules.is_unknown());
        let named = rules.as_ref().and_then(TimeZone::iana_name).map(Arc::from);
        if let (Some(rules), Some(name)) = (rules, named) {
            return Ok(Self { name, rules });
        }
        Err(match suggestion(text) {
            Some(near) => format!("`{text}` is no time zone; did you mean `{near}`?"),
            None => format!("`{text}` is no time zone such as Europe/London or UTC"),
        })
    }

    /// Returns Coordinated Universal Time, which knows no daylight saving.
    pub(crate) fn utc() -> Self {
        Self { name: Arc::from("UTC"), rules: TimeZone::UTC }
    }

    /// Returns the name as the database spells it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the instant at which wall clocks show `wall`, both in seconds since 1970-01-01.
    ///
    /// A time that daylight saving skips moves forward by what is skipped; of a time that comes
    /// twice, the first is meant. What the calendar cannot hold is moved to its end.
    pub(super) fn instant(&self, wall: i64) -> i64 {
        // Times are compared in UTC, thousands of them for each plan.
        if self.rules == TimeZone::UTC {
            return wall.clamp(EARLIEST, LATEST);
        }
        let epoch = civil::date(1970, 1, 1).at(0, 0, 0, 0);
        let shown = epoch.saturating_add(SignedDuration::from_secs(wall));
        let beyond = if wall < 0 { EARLIEST } else { LATEST };
        let instant = self.rules.to_timestamp(shown).map_or(beyond, Timestamp::as_second);
        instant.clamp(EARLIEST, LATEST)
    }

    /// Returns what wall clocks are ahead of UTC at an instant, in seconds.
    pub(super) fn offset(&self, instant: i64) -> i64 {
        i64::from(self.rules.to_offset(timestamp(instant)).seconds())
    }

    /// Returns the next instant at which wall clocks are changed, if ever.
    pub(super) fn next_change(&self, instant: i64) -> Option<i64> {
        let change = self.rules.following(timestamp(instant)).next()?;
        Some(change.timestamp().as_second())
    }
}

/// By name, which decides the rules.
impl Ord for Zone {
    fn cmp(&self, other: &Self) -> Ordering {
        self.name.cmp(&other.name)
    }
}

impl PartialOrd for Zone {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn timestamp(instant: i64) -> Timestamp {
    Timestamp::from_second(instant.clamp(EARLIEST, LATEST)).expect("within the calendar")
}

/// Returns the name an author may have meant: the zone of the city, else the nearest name.
///
/// Only names of the form `Area/City` are suggested. Abbreviations are all near each other and
/// ambiguous besides.
fn suggestion(text: &str) -> Option<String> {
    let database = TimeZoneDatabase::bundled();
    let available = database.available().map(|name| name.as_str().to_owned());
    let mut names: Vec<String> = available
        .filter(|name| name.contains('/') && !name.starts_with("Etc/") && !name.contains("SystemV"))
        .collect();
    names.sort();
    let city = text.replace(' ', "_").to_lowercase();
    let is_its_city =
        |name: &&String| name.rsplit('/').next().is_some_and(|last| last.to_lowercase() == city);
    let found = names.iter().find(is_its_city).map(String::as_str);
    found.or_else(|| nearest(text, names.iter().map(String::as_str))).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_lie_within_the_calendar() {
        assert_eq!(LATEST + 2 * SECONDS_PER_DAY, Timestamp::MAX.as_second());
        assert_eq!(EARLIEST - 2 * SECONDS_PER_DAY, Timestamp::MIN.as_second());
    }

    #[test]
    fn names_are_known_in_any_case() {
        for (text, name) in [
            ("Europe/London", "Europe/London"),
            (" europe/LONDON ", "Europe/London"),
            ("america/new_york", "America/New_York"),
            ("utc", "UTC"),
        ] {
            assert_eq!(Zone::parse(text).unwrap().name(), name);
        }
        assert_eq!(Zone::parse("UTC").unwrap(), Zone::utc());
    }

    #[test]
    fn two_names_of_one_zone_are_two_values() {
        let (one, other) = (Zone::parse("GB").unwrap(), Zone::parse("Europe/London").unwrap());
        assert_ne!(one, other);
        assert!(one > other);
    }

    #[test]
    fn unknown_names_are_refused_with_a_near_one() {
        for (text, reason) in [
            ("Europe/Lundon", "`Europe/Lundon` is no time zone; did you mean `Europe/London`?"),
            ("london", "`london` is no time zone; did you mean `Europe/London`?"),
            ("New York", "`New York` is no time zone; did you mean `America/New_York`?"),
            ("BST", "`BST` is no time zone such as Europe/London or UTC"),
            ("Etc/Unknown", "`Etc/Unknown` is no time zone such as Europe/London or UTC"),
            ("+01:00", "`+01:00` is no time zone such as Europe/London or UTC"),
            ("", "`` is no time zone such as Europe/London or UTC"),
        ] {
            assert_eq!(Zone::parse(text).unwrap_err(), reason);
        }
    }
}
