//! Business hours: when somebody is at work, week after week.
//!
//! In: what the contract says, `Mon-Thu 08:00-18:00, Fri 08:00-16:00`. Out: the windows of each
//! weekday, and the same in one spelling.

use crate::clock::weekday::{NAMES, weekday};
use crate::text::nearest::nearest;
use std::fmt;

const MINUTES_PER_DAY: u16 = 24 * 60;

/// A stretch of one day, in minutes since midnight; 24:00 is 1440. It ends after it begins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Window {
    opens: u16,
    closes: u16,
}

/// The hours of a week in which somebody is at work.
///
/// On one day at least; the windows of a day are sorted and do not touch. A night is written as
/// two windows, one until 24:00 and one from 00:00 of the next day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Hours {
    week: [Vec<Window>; 7],
}

impl Hours {
    /// Parses a list such as `Mon-Thu 08:00-18:00, Fri 08:00-16:00`.
    ///
    /// Days have their whole name or its beginning; a dash of any length or `to` spans days and
    /// hours; commas, `;`, `&` and `and` only separate. Several hours may follow one list of days.
    ///
    /// # Errors
    /// A sentence for the author: an unknown day (with the nearest), a time that does not exist,
    /// hours that end before they begin or overlap, days without hours, hours without days.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut week: [Vec<Window>; 7] = Default::default();
        let (mut days, mut has_hours) = (Vec::new(), false);
        for (first, last) in ranges(text)? {
            if !first.starts_with(|c: char| c.is_ascii_digit()) {
                if has_hours {
                    days.clear();
                }
                has_hours = false;
                days.extend(days_between(&first, last.as_deref())?);
                continue;
            }
            let Some(last) = last else {
                return Err(format!("`{first}` has no end, as 08:00-18:00 has"));
            };
            let window = window(&first, &last)?;
            if days.is_empty() {
                return Err(format!("the hours {window} are of no day"));
            }
            for day in &days {
                week[*day].push(window);
            }
            has_hours = true;
        }
        if !has_hours {
            return Err(not_hours(text));
        }
        for (day, windows) in week.iter_mut().enumerate() {
            *windows = joined(day, windows)?;
        }
        Ok(Self { week })
    }

    /// Returns the hours in one spelling: `Mon–Thu 08:00–18:00, Fri 08:00–16:00`.
    ///
    /// Days with the same hours are named together, where the first of them comes. The result
    /// parses to equal hours.
    pub(crate) fn in_words(&self) -> String {
        let mut groups: Vec<(&[Window], Vec<usize>)> = Vec::new();
        for (day, windows) in self.week.iter().enumerate().filter(|(_, day)| !day.is_empty()) {
            match groups.iter_mut().find(|(same, _)| same == windows) {
                Some((_, days)) => days.push(day),
                None => groups.push((windows, vec![day])),
            }
        }
        let groups = groups.iter().map(|(windows, days)| {
            let hours: Vec<String> = windows.iter().map(Window::to_string).collect();
            format!("{} {}", list(&runs(days)), list(&hours))
        });
        groups.collect::<Vec<_>>().join(", ")
    }

    /// Returns whether anybody is at work on a weekday, 0 for Monday.
    pub(super) fn opens_on(&self, weekday: usize) -> bool {
        !self.week[weekday].is_empty()
    }

    /// Returns when each window of a day since 1970-01-01 opens and closes, in minutes since its
    /// midnight.
    pub(super) fn windows(&self, day: i64) -> impl Iterator<Item = (i64, i64)> {
        let windows = self.week[weekday(day)].iter();
        windows.map(|window| (i64::from(window.opens), i64::from(window.closes)))
    }

    /// Returns the minutes of a week that are open, at least 1.
    pub(super) fn minutes_per_week(&self) -> i64 {
        (0..7).flat_map(|day| self.windows(day)).map(|(opens, closes)| closes - opens).sum()
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { opens, closes } = self;
        write!(f, "{:02}:{:02}–{:02}:{:02}", opens / 60, opens % 60, closes / 60, closes % 60)
    }
}

fn not_hours(text: &str) -> String {
    format!("`{}` is not a list of hours such as Mon-Fri 08:00-18:00", text.trim())
}

/// Splits the text into what spans something, with its end, and what stands alone.
fn ranges(text: &str) -> Result<Vec<(String, Option<String>)>, String> {
    let spaced = text.replace(['-', '‐', '–', '—', '−'], " - ").replace([',', ';', '&'], " ");
    let words = spaced.split_whitespace().filter(|word| !word.eq_ignore_ascii_case("and"));
    let mut words = words.map(|word| if word.eq_ignore_ascii_case("to") { "-" } else { word });
    let mut ranges: Vec<(String, Option<String>)> = Vec::new();
    while let Some(word) = words.next() {
        if word != "-" {
            ranges.push((word.to_owned(), None));
            continue;
        }
        let end = words.next().filter(|end| *end != "-");
        match (ranges.last_mut(), end) {
            (Some((_, last @ None)), Some(end)) => *last = Some(end.to_owned()),
            _ => return Err(not_hours(text)),
        }
    }
    Ok(ranges)
}

/// Returns the weekdays from one to another, past Sunday if need be.
fn days_between(first: &str, last: Option<&str>) -> Result<Vec<usize>, String> {
    let first = day(first)?;
    let last = last.map_or(Ok(first), day)?;
    let count = (last + 7 - first) % 7;
    Ok((first..=first + count).map(|day| day % 7).collect())
}

fn day(word: &str) -> Result<usize, String> {
    let lower = word.to_ascii_lowercase();
    let is_it = |name: &str| lower.len() >= 3 && name.to_ascii_lowercase().starts_with(&lower);
    NAMES.iter().position(|name| is_it(name)).ok_or_else(|| {
        let names = NAMES.iter().flat_map(|name| [*name, short(name)]);
        match nearest(word, names) {
            Some(near) => format!("`{word}` is no day of the week; did you mean `{near}`?"),
            None => format!("`{word}` is no day of the week such as Mon or Monday"),
        }
    })
}

fn window(opens: &str, closes: &str) -> Result<Window, String> {
    let window = Window { opens: minute(opens)?, closes: minute(closes)? };
    if window.opens < window.closes {
        return Ok(window);
    }
    Err(format!(
        "the hours {window} do not end after they begin; end the day at 24:00, and go on with the next"
    ))
}

/// Returns the minutes since midnight.
fn minute(word: &str) -> Result<u16, String> {
    let number = |digits: &str, widths: &[usize]| {
        let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| is_number && widths.contains(&digits.len()))
    };
    let parts = word.split_once(':');
    let parts = parts.and_then(|(h, m)| Some((number(h, &[1, 2])?, number(m, &[2])?)));
    let Some((hour, minute)) = parts else {
        return Err(format!("`{word}` is not a time such as 08:00"));
    };
    let sum = hour * 60 + minute;
    if minute > 59 || sum > MINUTES_PER_DAY {
        return Err(format!("{word} does not exist"));
    }
    Ok(sum)
}

/// Returns the windows of a day sorted, those that touch made one.
fn joined(day: usize, windows: &[Window]) -> Result<Vec<Window>, String> {
    let mut sorted = windows.to_vec();
    sorted.sort();
    let mut joined: Vec<Window> = Vec::new();
    for window in sorted {
        match joined.last_mut() {
            Some(before) if before.closes > window.opens => {
                return Err(format!("the hours of {} overlap: {before} and {window}", NAMES[day]));
            }
            Some(before) if before.closes == window.opens => before.closes = window.closes,
            _ => joined.push(window),
        }
    }
    Ok(joined)
}

/// Returns the names of weekdays, neighbours as `Mon–Fri`.
fn runs(days: &[usize]) -> Vec<String> {
    let runs = days.chunk_by(|one, next| one + 1 == *next);
    runs.map(|run| match run {
        [first, .., last] => format!("{}–{}", short(NAMES[*first]), short(NAMES[*last])),
        _ => run.iter().map(|day| short(NAMES[*day])).collect(),
    })
    .collect()
}

fn short(name: &str) -> &str {
    name.get(..3).unwrap_or(name)
}

fn list(words: &[String]) -> String {
    match words {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        _ => words.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_have_one_spelling() {
        for (text, words) in [
            ("Mon-Fri 08:00-18:00", "Mon–Fri 08:00–18:00"),
            ("monday to FRIDAY 8:00 to 18:00", "Mon–Fri 08:00–18:00"),
            (" Mon – Fri  08:00 — 18:00 ", "Mon–Fri 08:00–18:00"),
            ("Mon-Thu 08:00-18:00, Fri 08:00-16:00", "Mon–Thu 08:00–18:00, Fri 08:00–16:00"),
            ("Mon,Wed 09:00-17:00", "Mon and Wed 09:00–17:00"),
            ("Mon, Wed and Fri 09:00-17:00", "Mon, Wed and Fri 09:00–17:00"),
            ("Thurs 09:00-17:00; Tues 09:00-17:00", "Tue and Thu 09:00–17:00"),
            ("Sat-Mon 00:00-24:00", "Mon and Sat–Sun 00:00–24:00"),
            ("Sun 10:00-12:00", "Sun 10:00–12:00"),
            ("Mon-Fri 08:00-12:00, 13:00-17:00", "Mon–Fri 08:00–12:00 and 13:00–17:00"),
            ("Mon 12:00-18:00, Mon 08:00-12:00", "Mon 08:00–18:00"),
            ("Mon-Fri, 08:00-18:00", "Mon–Fri 08:00–18:00"),
            (
                "Mon-Wed & Fri 09:00-17:00, Thu 12:00-20:00",
                "Mon–Wed and Fri 09:00–17:00, Thu 12:00–20:00",
            ),
        ] {
            let hours = Hours::parse(text).unwrap();
            assert_eq!(hours.in_words(), words);
            assert_eq!(Hours::parse(words).unwrap(), hours, "{words}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let form =
            |text: &str| format!("`{text}` is not a list of hours such as Mon-Fri 08:00-18:00");
        let late = |hours: &str| {
            format!(
                "the hours {hours} do not end after they begin; \
                 end the day at 24:00, and go on with the next"
            )
        };
        for (text, reason) in [
            ("", form("")),
            (",", form(",")),
            ("Mon-Fri", form("Mon-Fri")),
            ("Mon 09:00-17:00, Tue", form("Mon 09:00-17:00, Tue")),
            ("Mon- 09:00-17:00", form("Mon- 09:00-17:00")),
            ("-Mon 09:00-17:00", form("-Mon 09:00-17:00")),
            ("Mon--Fri 09:00-17:00", form("Mon--Fri 09:00-17:00")),
            ("Mon-Fri 09:00-", form("Mon-Fri 09:00-")),
            ("Mon-Fri 09:00", "`09:00` has no end, as 08:00-18:00 has".to_owned()),
            ("08:00-18:00", "the hours 08:00–18:00 are of no day".to_owned()),
            (
                "Mnoday 08:00-18:00",
                "`Mnoday` is no day of the week; did you mean `Monday`?".to_owned(),
            ),
            ("Weds 08:00-18:00", "`Weds` is no day of the week; did you mean `Wed`?".to_owned()),
            ("Mo-Fr 08:00-18:00", "`Mo` is no day of the week; did you mean `Mon`?".to_owned()),
            ("daily 08:00-18:00", "`daily` is no day of the week such as Mon or Monday".to_owned()),
            ("Mon 9am-5pm", "`9am` is not a time such as 08:00".to_owned()),
            ("Mon 0800-1800", "`0800` is not a time such as 08:00".to_owned()),
            ("Mon 08:00-18", "`18` is not a time such as 08:00".to_owned()),
            ("Mon 08:60-18:00", "08:60 does not exist".to_owned()),
            ("Mon 08:00-24:01", "24:01 does not exist".to_owned()),
            ("Mon 08:00-25:00", "25:00 does not exist".to_owned()),
            ("Mon 18:00-08:00", late("18:00–08:00")),
            ("Mon 18:00-00:00", late("18:00–00:00")),
            ("Mon 08:00-08:00", late("08:00–08:00")),
            ("Mon 24:00-24:00", late("24:00–24:00")),
            (
                "Mon-Fri 08:00-12:00, Tue 11:59-18:00",
                "the hours of Tuesday overlap: 08:00–12:00 and 11:59–18:00".to_owned(),
            ),
            (
                "Mon,Mon 09:00-17:00",
                "the hours of Monday overlap: 09:00–17:00 and 09:00–17:00".to_owned(),
            ),
        ] {
            assert_eq!(Hours::parse(text), Err(reason), "{text}");
        }
    }

    #[test]
    fn the_week_is_added_up() {
        let minutes = |text: &str| Hours::parse(text).unwrap().minutes_per_week();
        assert_eq!(minutes("Mon-Fri 08:00-18:00"), 5 * 600);
        assert_eq!(minutes("Mon-Sun 00:00-24:00"), 7 * 24 * 60);
        assert_eq!(minutes("Sun 00:00-00:01"), 1);
    }
}
