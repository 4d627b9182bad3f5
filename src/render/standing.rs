//! [`Standing`]: how the review of a policy stands on a day, and how many policies stand so.

use crate::date::Date;
use crate::render::card::Card;
use crate::render::charts::bar;
use crate::render::context::{Review, Reviews, StateCount, list};
use crate::render::judged::counted;
use crate::render::markup::Writer;
use crate::render::record::Record;

/// A review that is due within so many days is due soon.
const SOON_DAYS: i32 = 30;

/// How the review of a policy stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Standing {
    /// It is due later than in thirty days.
    InDate,
    /// It is due today or within thirty days.
    DueSoon,
    /// It should have been by now.
    Overdue,
}

impl Standing {
    /// All of them, the best first.
    pub(crate) const ALL: &'static [Self] = &[Self::InDate, Self::DueSoon, Self::Overdue];

    /// Returns how a review that is due on a day stands.
    pub(crate) fn of(due: Date, today: Date) -> Self {
        match today.days_until(due) {
            ..0 => Self::Overdue,
            0..=SOON_DAYS => Self::DueSoon,
            _ => Self::InDate,
        }
    }

    /// Returns the class of a status.
    pub(crate) fn state(self) -> &'static str {
        match self {
            Self::InDate => "ok",
            Self::DueSoon => "warn",
            Self::Overdue => "bad",
        }
    }

    /// Returns the words that follow a number.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::InDate => "in date",
            Self::DueSoon => "due soon",
            Self::Overdue => "overdue",
        }
    }

    /// Returns the words that stand alone.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::InDate => "In date",
            Self::DueSoon => "Due soon",
            Self::Overdue => "Overdue",
        }
    }
}

/// Returns how far a day is from today, in days: `in 8 days`, `today`, `53 days late`.
pub(crate) fn distance(days: i32) -> String {
    let number = counted(days.unsigned_abs() as usize, "day");
    match days {
        0 => "today".to_owned(),
        1.. => format!("in {number}"),
        _ => format!("{number} late"),
    }
}

/// Returns how the review of a policy stands, in a few words; none when no day is known for it, and for
/// what is no longer in force.
pub(crate) fn review(card: &Card, record: &Record, today: Date) -> Option<Review> {
    let due = record.due.filter(|_| card.is_current())?;
    let standing = Standing::of(due, today);
    let text = match standing {
        Standing::InDate => format!("Review {}", due.in_words()),
        Standing::DueSoon => format!("Review due {}", distance(today.days_until(due))),
        Standing::Overdue => format!("Review {}", distance(today.days_until(due))),
    };
    Some(Review { state: standing.state(), text })
}

/// Counts how the reviews of policies stand; none when no day is known for any.
pub(crate) fn reviews<'a>(
    policies: impl Iterator<Item = (&'a Card, &'a Record)>,
    today: Date,
) -> Option<Reviews> {
    let mut counts = [0; Standing::ALL.len()];
    let (mut dated, mut undated) = (0, 0);
    for (_, record) in policies.filter(|(card, _)| card.is_current()) {
        match record.due {
            Some(due) => {
                dated += 1;
                counts[Standing::of(due, today) as usize] += 1;
            }
            None => undated += 1,
        }
    }
    let states = Standing::ALL.iter().zip(counts).filter(|(_, number)| *number > 0);
    let parts: Vec<(&'static str, usize)> =
        states.clone().map(|(standing, number)| (standing.state(), number)).collect();
    let said = states.clone().map(|(standing, number)| format!("{number} {}", standing.words()));
    let label = format!("Reviews: {}", said.collect::<Vec<_>>().join(", "));
    let mut html = Writer::default();
    bar(&parts, Some(&label), &mut html);
    let parts = states.map(|(standing, number)| StateCount {
        state: standing.state(),
        number,
        words: standing.words(),
        title: standing.title(),
    });
    (dated > 0).then(|| Reviews { dated, undated, bar: html.into_html(), parts: list(parts) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn day(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn thirty_days_are_soon_and_a_day_more_is_not() {
        let today = day("2026-11-22");
        let of = |due: &str| Standing::of(day(due), today);
        assert_eq!(of("2026-11-21"), Standing::Overdue);
        assert_eq!(of("2026-11-22"), Standing::DueSoon);
        assert_eq!(of("2026-12-22"), Standing::DueSoon);
        assert_eq!(of("2026-12-23"), Standing::InDate);
    }

    #[test]
    fn distances_are_said_in_days() {
        assert_eq!(distance(0), "today");
        assert_eq!(distance(1), "in 1 day");
        assert_eq!(distance(-53), "53 days late");
    }
}
