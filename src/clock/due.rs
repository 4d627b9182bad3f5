//! When a time runs out: the moment until which something is to be done.
//!
//! In: when it was reported, what was agreed, and the hours. Out: the last moment that still
//! keeps the agreement, or how long that may take at worst.
//!
//! The rules, where contracts are silent, are those of European law on periods (Regulation 1182/71,
//! article 3): the day of the report does not count, the last day counts to its end, and a period
//! that would end on a day off ends with the next working day. Here a working day is one with
//! business hours, and it ends when the last of them do. Reported on Friday at 17:40, *one
//! business day* ends on Monday at 18:00, in hours of Mon–Fri 08:00–18:00; so it does when
//! reported on Saturday.

use crate::clock::duration::{Duration, Unit, nth_open_day};
use crate::clock::hours::Hours;
use crate::clock::moment::Moment;
use crate::clock::weekday::{DAYS_PER_WEEK, add_months};
use crate::clock::zone::{LATEST, SECONDS_PER_DAY, Zone};

/// Which clock a time runs on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Clock {
    /// Always.
    RoundTheClock,
    /// In business hours only.
    Business,
}

impl Clock {
    /// Returns what to say of a time that runs on this clock: `72 hours, round the clock`.
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::RoundTheClock => "round the clock",
            Self::Business => "in business hours",
        }
    }
}

/// Returns the moment at which `duration`, begun at `start`, has run out.
///
/// | | round the clock | in business hours |
/// |---|---|---|
/// | minutes, hours | elapsed time | elapsed time while open, from the next opening on |
/// | days | the same wall time that many days later | business days |
/// | business days | business days | business days |
/// | weeks, months | the same wall time, that many later | the end of that day, or of the next business day |
///
/// *Business days*: the end of the last window of the n-th day with business hours after the day
/// of `start`. So the result is never before `start`; no time at all is `start` itself. Time that
/// runs out as the hours end is due then, not at the next opening. What lies beyond the year 9999
/// is due at its end.
pub(crate) fn due(start: &Moment, duration: Duration, clock: Clock, hours: &Hours) -> Moment {
    let amount = i64::from(duration.amount);
    if amount == 0 {
        return start.clone();
    }
    let today = start.day();
    match (duration.unit, clock) {
        (Unit::Minutes, _) => run(start, amount * 60, clock, hours),
        (Unit::Hours, _) => run(start, amount * 60 * 60, clock, hours),
        (Unit::BusinessDays, _) | (Unit::Days, Clock::Business) => {
            end_of(start, nth_open_day(today, amount, |day| hours.opens_on(day)), hours)
        }
        (Unit::Days, Clock::RoundTheClock) => same_time(start, today + amount),
        (Unit::Weeks, _) => on_day(start, today + amount * DAYS_PER_WEEK, clock, hours),
        (Unit::Months, _) => on_day(start, add_months(today, amount), clock, hours),
    }
}

/// Returns the longest time, in minutes, that `due` can take to come, whenever it starts.
///
/// For comparing times on different clocks: weekends and long months are counted, changes of the
/// wall clock are not, so the answer is the same in every zone.
pub(crate) fn slowest(duration: Duration, clock: Clock, hours: &Hours) -> u64 {
    let amount = u64::from(duration.amount);
    match (duration.unit, clock) {
        (Unit::Minutes, Clock::RoundTheClock) => return amount,
        (Unit::Hours, Clock::RoundTheClock) => return amount * 60,
        (Unit::Days, Clock::RoundTheClock) => return amount * 24 * 60,
        (Unit::Weeks, Clock::RoundTheClock) => return amount * 7 * 24 * 60,
        _ => {}
    }
    let utc = Zone::utc();
    let took = |day: i64, minute: i64| {
        let start = Moment::from_wall(day * SECONDS_PER_DAY + minute * 60, &utc);
        due(&start, duration, clock, hours).minutes_since(&start)
    };
    if duration.unit == Unit::Months {
        // Which months are long, and the weekdays they end on, repeat after 28 years, and a month
        // is never longer than when begun on its first day, as 1970-01-01 is.
        let firsts = (0..28 * 12).map(|month| add_months(0, month));
        return firsts.map(|day| took(day, 0)).max().unwrap_or(0);
    }
    // Periods of days wait longest from the beginning of a day. Times that run in business hours
    // wait longest from a closing: while open, a later start is due later by as much or more, and
    // while closed it is due at the same moment.
    let starts = (0..DAYS_PER_WEEK).flat_map(|day| {
        let closings = hours.windows(day).map(move |(_, closes)| (day, closes));
        [(day, 0)].into_iter().chain(closings)
    });
    starts.map(|(day, minute)| took(day, minute)).max().unwrap_or(0)
}

fn on_day(start: &Moment, day: i64, clock: Clock, hours: &Hours) -> Moment {
    match clock {
        Clock::RoundTheClock => same_time(start, day),
        Clock::Business => {
            end_of(start, nth_open_day(day - 1, 1, |weekday| hours.opens_on(weekday)), hours)
        }
    }
}

fn same_time(start: &Moment, day: i64) -> Moment {
    let second = start.wall().rem_euclid(SECONDS_PER_DAY);
    Moment::from_wall(day * SECONDS_PER_DAY + second, start.zone())
}

/// Returns the end of the last business hours of a day that has some.
fn end_of(start: &Moment, day: i64, hours: &Hours) -> Moment {
    let closing = hours.windows(day).last().map_or(0, |(_, closes)| closes);
    Moment::from_wall(day * SECONDS_PER_DAY + closing * 60, start.zone())
}

/// Lets `seconds` run from `start`.
fn run(start: &Moment, seconds: i64, clock: Clock, hours: &Hours) -> Moment {
    if clock == Clock::RoundTheClock {
        return start.moved_to(start.instant() + seconds);
    }
    let instant = |day: i64, minute: i64| start.zone().instant(day * SECONDS_PER_DAY + minute * 60);
    let (mut left, mut now, mut day) = (seconds, start.instant(), start.day());
    while now < LATEST {
        for (opens, closes) in hours.windows(day) {
            // Where wall clocks are changed, a window may be shorter than it says, or nothing.
            let (opens, closes) = (instant(day, opens).max(now), instant(day, closes));
            if left <= closes - opens {
                return start.moved_to(opens + left);
            }
            left -= (closes - opens).max(0);
            now = now.max(closes);
        }
        day += 1;
        let per_week = hours.minutes_per_week() * 60;
        if left > per_week {
            let weeks = ((left - 1) / per_week).min(steady_weeks(start.zone(), instant(day, 0)));
            day += weeks * DAYS_PER_WEEK;
            left -= weeks * per_week;
        }
    }
    start.moved_to(LATEST)
}

/// Returns the whole weeks from an instant in which nobody changes the wall clocks.
fn steady_weeks(zone: &Zone, from: i64) -> i64 {
    let week = DAYS_PER_WEEK * SECONDS_PER_DAY;
    zone.next_change(from).map_or(i64::MAX, |change| (change - from) / week)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::duration::Meaning;
    use crate::clock::weekday::weekday;
    use crate::date::Date;

    const OFFICE: &str = "Mon-Fri 08:00-18:00";

    fn hours(text: &str) -> Hours {
        Hours::parse(text).unwrap()
    }

    fn length(text: &str) -> Duration {
        Duration::parse(text, Meaning::Minutes).unwrap()
    }

    fn moment(text: &str, zone: &str) -> Moment {
        let (date, time) = text.split_once(' ').unwrap();
        let (hour, minute) = time.split_once(':').unwrap();
        let date = Date::parse(date).unwrap();
        let zone = Zone::parse(zone).unwrap();
        Moment::at(date, hour.parse().unwrap(), minute.parse().unwrap(), &zone)
    }

    /// Asserts when each of the durations, begun in London, has run out.
    #[track_caller]
    fn check(start: &str, clock: Clock, hours: &str, cases: &[(&str, &str)]) {
        let start = moment(start, "Europe/London");
        for (text, expected) in cases {
            let end = due(&start, length(text), clock, &self::hours(hours));
            assert_eq!(&end.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn round_the_clock() {
        // A Friday.
        check(
            "2026-08-28 17:40",
            Clock::RoundTheClock,
            OFFICE,
            &[
                ("15m", "2026-08-28T17:55+01:00"),
                ("72h", "2026-08-31T17:40+01:00"),
                ("3d", "2026-08-31T17:40+01:00"),
                ("2w", "2026-09-11T17:40+01:00"),
                ("1bd", "2026-08-31T18:00+01:00"),
            ],
        );
    }

    #[test]
    fn daylight_saving_moves_hours_and_not_days() {
        check(
            "2026-03-28 12:00",
            Clock::RoundTheClock,
            OFFICE,
            &[
                ("24h", "2026-03-29T13:00+01:00"),
                ("1d", "2026-03-29T12:00+01:00"),
                ("1w", "2026-04-04T12:00+01:00"),
            ],
        );
        check(
            "2026-10-24 12:00",
            Clock::RoundTheClock,
            OFFICE,
            &[("24h", "2026-10-25T11:00+00:00"), ("1d", "2026-10-25T12:00+00:00")],
        );
        // The same time on the next day is skipped, and later comes twice.
        check(
            "2026-03-28 01:30",
            Clock::RoundTheClock,
            OFFICE,
            &[("1d", "2026-03-29T02:30+01:00"), ("2d", "2026-03-30T01:30+01:00")],
        );
        check(
            "2026-10-24 01:30",
            Clock::RoundTheClock,
            OFFICE,
            &[("1d", "2026-10-25T01:30+01:00"), ("25h", "2026-10-25T01:30+00:00")],
        );
    }

    #[test]
    fn months_end_where_the_calendar_does() {
        let after = |start: &str, amount: u32, clock: Clock| {
            let months = Duration { amount, unit: Unit::Months };
            due(&moment(start, "Europe/London"), months, clock, &hours(OFFICE)).to_string()
        };
        assert_eq!(after("2028-01-31 09:00", 1, Clock::RoundTheClock), "2028-02-29T09:00+00:00");
        assert_eq!(after("2028-02-29 09:00", 12, Clock::RoundTheClock), "2029-02-28T09:00+00:00");
        // The 28th of February 2026 is a Saturday.
        assert_eq!(after("2026-01-31 09:00", 1, Clock::Business), "2026-03-02T18:00+00:00");
        assert_eq!(after("2026-02-27 09:00", 1, Clock::Business), "2026-03-27T18:00+00:00");
    }

    #[test]
    fn business_hours_stop_at_the_weekend() {
        check(
            "2026-08-28 17:40",
            Clock::Business,
            OFFICE,
            &[
                ("15m", "2026-08-28T17:55+01:00"),
                ("20m", "2026-08-28T18:00+01:00"),
                ("30m", "2026-08-31T08:10+01:00"),
                ("4h", "2026-08-31T11:40+01:00"),
                ("10h", "2026-08-31T17:40+01:00"),
                ("100h", "2026-09-11T17:40+01:00"),
                ("1bd", "2026-08-31T18:00+01:00"),
                ("1d", "2026-08-31T18:00+01:00"),
                ("10d", "2026-09-11T18:00+01:00"),
                ("1w", "2026-09-04T18:00+01:00"),
            ],
        );
    }

    #[test]
    fn reports_out_of_hours_begin_at_the_next_opening() {
        for start in ["2026-08-28 18:00", "2026-08-29 11:00", "2026-08-31 07:59"] {
            check(start, Clock::Business, OFFICE, &[("30m", "2026-08-31T08:30+01:00")]);
        }
        // The day of the report does not count, open or not.
        check("2026-08-29 11:00", Clock::Business, OFFICE, &[("1bd", "2026-08-31T18:00+01:00")]);
        check("2026-08-31 07:00", Clock::Business, OFFICE, &[("1bd", "2026-09-01T18:00+01:00")]);
        check("2026-08-29 11:00", Clock::Business, OFFICE, &[("1w", "2026-09-07T18:00+01:00")]);
    }

    #[test]
    fn hours_with_breaks_and_nights() {
        let breaks = "Mon-Thu 08:00-12:00, 13:00-18:00, Fri 08:00-12:00";
        check(
            "2026-08-27 17:00",
            Clock::Business,
            breaks,
            &[
                ("2h", "2026-08-28T09:00+01:00"),
                ("6h", "2026-08-31T09:00+01:00"),
                ("1bd", "2026-08-28T12:00+01:00"),
                ("2bd", "2026-08-31T18:00+01:00"),
            ],
        );
        let night = "Sat 22:00-24:00, Sun 00:00-06:00";
        check(
            "2026-03-28 23:00",
            Clock::Business,
            night,
            &[
                ("60m", "2026-03-29T00:00+00:00"),
                ("3h", "2026-03-29T03:00+01:00"),
                ("7h", "2026-04-04T23:00+01:00"),
                ("1bd", "2026-03-29T06:00+01:00"),
                ("2bd", "2026-04-05T00:00+01:00"),
            ],
        );
        check("2026-10-24 23:00", Clock::Business, night, &[("3h", "2026-10-25T01:00+00:00")]);
        // Hours that the change of clocks swallows are nobody's.
        check(
            "2026-03-28 12:00",
            Clock::Business,
            "Sun 01:15-02:00",
            &[("10m", "2026-04-05T01:25+01:00")],
        );
    }

    /// Whole weeks are leapt over; this counts every minute instead.
    #[test]
    fn long_times_are_counted_like_short_ones() {
        for (zone, hours) in [("Europe/London", "Sat-Sun 00:30-03:10"), ("UTC", OFFICE)] {
            let hours = self::hours(hours);
            let start = moment("2026-02-26 15:00", zone);
            let mut now = start.clone();
            for amount in (97..40_000).step_by(97) {
                now = due(&now, length("97m"), Clock::Business, &hours);
                let minutes = Duration { amount, unit: Unit::Minutes };
                assert_eq!(due(&start, minutes, Clock::Business, &hours), now, "{amount}");
            }
        }
    }

    const UNITS: [Unit; 6] =
        [Unit::Minutes, Unit::Hours, Unit::Days, Unit::BusinessDays, Unit::Weeks, Unit::Months];

    fn durations() -> Vec<Duration> {
        let amounts = [1, 2, 5, 15, 61, 100];
        let of_unit = |unit| amounts.map(|amount| Duration { amount, unit });
        UNITS.into_iter().flat_map(of_unit).collect()
    }

    const WEEKS: [&str; 4] = [
        OFFICE,
        "Mon-Sun 00:00-24:00",
        "Tue 23:00-24:00, Wed 00:00-01:30, Sat-Sun 00:45-01:15, 01:45-04:00",
        "Sun 01:00-02:00",
    ];

    /// Visits starts through both changes of the wall clock.
    fn each_start(visit: impl Fn(&Moment, i64, &Hours)) {
        for zone in ["Europe/London", "Australia/Lord_Howe", "America/Havana", "UTC"] {
            for from in ["2026-03-27 00:00", "2026-10-23 00:00", "2028-02-28 00:00"] {
                let start = moment(from, zone);
                for hours in WEEKS {
                    let hours = self::hours(hours);
                    for minute in (0..5 * 24 * 60).step_by(173) {
                        visit(&start.moved_to(start.instant() + minute * 60), 173 * 60, &hours);
                    }
                }
            }
        }
    }

    #[test]
    fn nothing_is_due_before_it_starts_nor_earlier_for_starting_later() {
        each_start(|start, step, hours| {
            let later = start.moved_to(start.instant() + step);
            for duration in durations() {
                let more = Duration { amount: duration.amount + 1, ..duration };
                for clock in [Clock::RoundTheClock, Clock::Business] {
                    let end = due(start, duration, clock, hours);
                    assert!(*start < end, "{duration} from {start}");
                    // Of two days at the end of a long month, the later has the shorter month.
                    if duration.unit != Unit::Months {
                        let later_end = due(&later, duration, clock, hours);
                        assert!(end <= later_end, "{duration} from {start}");
                    }
                    assert!(end <= due(start, more, clock, hours), "{duration} from {start}");
                }
            }
        });
    }

    #[test]
    fn what_runs_in_business_hours_ends_in_them() {
        each_start(|start, _, hours| {
            for duration in durations() {
                let end = due(start, duration, Clock::Business, hours);
                let instant =
                    |day: i64, minute: i64| end.zone().instant(day * SECONDS_PER_DAY + minute * 60);
                // A window that ends at 24:00 is of the day before.
                let is_open = [end.day() - 1, end.day()].into_iter().any(|day| {
                    hours.windows(day).any(|(opens, closes)| {
                        instant(day, opens) <= end.instant()
                            && end.instant() <= instant(day, closes)
                    })
                });
                assert!(is_open, "{duration} from {start}: {end}");
            }
        });
    }

    #[test]
    fn the_slowest_case_is_never_beaten_and_sometimes_met() {
        for hours in WEEKS {
            let hours = self::hours(hours);
            for duration in durations().into_iter().filter(|length| length.unit != Unit::Months) {
                for clock in [Clock::RoundTheClock, Clock::Business] {
                    let starts = (0..7 * 24 * 60).step_by(15).map(|minute| {
                        let start = moment("2026-06-01 00:00", "UTC");
                        let start = start.moved_to(start.instant() + minute * 60);
                        due(&start, duration, clock, &hours).minutes_since(&start)
                    });
                    let worst = slowest(duration, clock, &hours);
                    assert_eq!(starts.max(), Some(worst), "{duration}");
                    let more = Duration { amount: duration.amount + 1, ..duration };
                    assert!(worst < slowest(more, clock, &hours), "{duration}");
                }
            }
        }
    }

    #[test]
    fn clocks_can_be_compared() {
        let slow = |text: &str, clock| slowest(length(text), clock, &hours(OFFICE));
        assert_eq!(slow("15m", Clock::RoundTheClock), 15);
        assert_eq!(slow("72h", Clock::RoundTheClock), 72 * 60);
        assert_eq!(slow("2w", Clock::RoundTheClock), 14 * 24 * 60);
        // From the closing on Friday; from the beginning of Friday to the end of Monday.
        assert_eq!(slow("15m", Clock::Business), 62 * 60 + 15);
        assert_eq!(slow("1bd", Clock::Business), (3 * 24 + 18) * 60);
        assert_eq!(slow("1d", Clock::Business), slow("1bd", Clock::RoundTheClock));
        // Due on a Saturday, so on the Monday after.
        assert_eq!(slow("1w", Clock::Business), (9 * 24 + 18) * 60);
        let months = |amount, clock| {
            slowest(Duration { amount, unit: Unit::Months }, clock, &hours(OFFICE)) / (24 * 60)
        };
        assert_eq!([1, 2, 12, 48].map(|n| months(n, Clock::RoundTheClock)), [31, 62, 366, 1461]);
        assert_eq!(months(1, Clock::Business), 33);
    }

    #[test]
    fn no_time_is_over_at_once_and_too_much_at_the_end_of_the_calendar() {
        let start = moment("2026-08-29 11:00", "Europe/London");
        for unit in UNITS {
            for clock in [Clock::RoundTheClock, Clock::Business] {
                let hours = hours("Sun 01:00-01:01");
                let none = Duration { amount: 0, unit };
                assert_eq!(due(&start, none, clock, &hours), start);
                let all = Duration { amount: u32::MAX, unit };
                let end = due(&start, all, clock, &hours);
                assert!(end > moment("2099-01-01 00:00", "Europe/London"));
                assert_eq!(
                    due(&end, all, clock, &hours),
                    due(&due(&end, all, clock, &hours), none, clock, &hours)
                );
                assert!(slowest(all, clock, &hours) > slowest(length("10bd"), clock, &hours));
            }
        }
    }

    #[test]
    fn moments_are_told_in_the_words_of_the_plan() {
        let start = moment("2026-08-28 17:40", "Europe/London");
        assert_eq!(start.weekday_and_time(), "Friday 17:40");
        let end = due(&start, length("1bd"), Clock::Business, &hours(OFFICE));
        assert_eq!(end.weekday_and_time(), "Monday 18:00");
        assert_eq!(weekday(end.day()), 0);
        assert_eq!(Clock::RoundTheClock.in_words(), "round the clock");
        assert_eq!(Clock::Business.in_words(), "in business hours");
    }
}
