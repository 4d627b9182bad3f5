//! What is known of a document: the facts of its control strip, and what a reader must be told.

use crate::date::Date;
use crate::parse::Parsed;
use crate::parse::front_matter::{DocumentType, Status};
use crate::render::context::{Fact, List, Notice};
use crate::render::labels;
use crate::render::standing::{Standing, distance};
use crate::yaml::Placed;

/// How many facts the strip shows; the first ones of [`facts`] matter most.
const FACTS_MAX: usize = 8;

/// The title of the notice that another policy has taken the place of this one.
pub(super) const SUPERSEDED: &str = "Superseded";

/// What depends on the day of what a document's page says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct AsOf {
    /// How the next review stands; none when no day is known for it.
    review: Option<ReviewState>,
    /// Where the document is in its life: the word, and its class.
    status: (&'static str, &'static str),
}

/// How the next review of a document stands, as far as its page says so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct ReviewState {
    standing: Standing,
    /// The days until then, negative when it is over; none while it is far off, so that a page does not
    /// change from day to day.
    days: Option<i32>,
}

/// Returns what a document's page says as of a day.
pub(super) fn as_of(parsed: &Parsed, today: Date) -> AsOf {
    let front = &parsed.front;
    let is_over = front.expires.as_ref().is_some_and(|day| day.value < today);
    let is_to_come = front.effective.as_ref().is_some_and(|day| day.value > today);
    let status = match status_word(parsed.status()) {
        (Some(word), Some(state)) => (word, state),
        _ if is_over => ("Expired", "bad"),
        _ if is_to_come => ("Not in force yet", "warn"),
        _ => ("In force", "ok"),
    };
    AsOf { review: review_state(parsed, today), status }
}

/// Returns how the next review of a document stands; none when no day is known for it.
fn review_state(parsed: &Parsed, today: Date) -> Option<ReviewState> {
    let due = due(parsed)?;
    let standing = Standing::of(due, today);
    let days = (standing != Standing::InDate).then(|| today.days_until(due));
    Some(ReviewState { standing, days })
}

/// Returns the facts of a document that are known, the most important first. One that says nothing of
/// itself has none: that it is in force is no news.
pub(super) fn facts(parsed: &Parsed, title: &str, as_of: AsOf) -> Vec<Fact> {
    let front = &parsed.front;
    let review = as_of.review;
    let mut facts = Vec::new();
    let mut add = |label: &'static str, value: Option<String>, note: Option<String>| {
        if let Some(value) = value {
            let counts = List::default();
            facts.push(Fact { label, value, note, href: None, state: None, day: None, counts });
        }
    };
    let text = |placed: &Option<Placed<String>>| placed.as_ref().map(|text| text.value.clone());
    let list = |placed: &[Placed<String>]| {
        let values: Vec<&str> = placed.iter().map(|text| text.value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    };
    let label = |text: String| labels::label(&text);
    add(
        "Owner",
        text(&front.owner).map(label),
        list(&front.approver).map(|who| format!("approved by {who}")),
    );
    let due = due(parsed);
    let cycle =
        front.review.every.as_ref().map(|every| format!("every {}", interval_words(&every.value)));
    let last =
        front.review.last.as_ref().map(|last| format!("last reviewed {}", last.value.in_words()));
    let distance = review.and_then(|review| review.days).map(distance);
    let review_note = [distance, cycle, last].into_iter().flatten().collect::<Vec<_>>().join(", ");
    add("Review due", due.map(Date::in_words), (!review_note.is_empty()).then_some(review_note));
    let since =
        front.effective.as_ref().map(|day| format!("in force from {}", day.value.in_words()));
    match (&front.version, &front.effective) {
        (Some(version), _) => add("Version", Some(version.value.clone()), since),
        (None, Some(day)) => add("In force from", Some(day.value.in_words()), None),
        (None, None) => {}
    }
    add("Applies to", list(&front.applies_to).map(label), None);
    let stated = front.document_type.is_some();
    let kind = type_word(parsed.document_type(title)).map(str::to_owned);
    add("Type", kind, (!stated).then(|| "by its title".to_owned()));
    add("Classification", text(&front.classification).map(label), None);
    let controls = front.controls.iter().map(|control| control.value.as_str());
    add("Controls", labels::controls(controls), None);
    let (word, state) = as_of.status;
    if front.status.is_some() || word != "In force" || facts.iter().any(|fact| fact.label != "Type")
    {
        facts.insert(0, status(word, state));
    }
    if let Some(fact) = facts.iter_mut().find(|fact| fact.label == "Review due") {
        fact.state = review.map(|review| review.standing.state());
        fact.day = due.map(|day| day.to_string());
    }
    if let Some(fact) = facts.iter_mut().find(|fact| fact.label == "In force from") {
        fact.day = front.effective.as_ref().map(|day| day.value.to_string());
    }
    facts.truncate(FACTS_MAX);
    facts
}

fn status(word: &str, state: &'static str) -> Fact {
    Fact {
        label: "Status",
        value: word.to_owned(),
        note: None,
        href: None,
        state: Some(state),
        day: None,
        counts: List::default(),
    }
}

/// Returns what a reader must know before relying on a document.
pub(super) fn notices(parsed: &Parsed, today: Date) -> Vec<Notice> {
    let front = &parsed.front;
    let mut notices = Vec::new();
    let mut add =
        |class, title, text: String| notices.push(Notice { class, title, text, link: None });
    match parsed.status() {
        Status::Draft => {
            add("warn", "Draft", "This text is being written and is not in force.".to_owned());
        }
        Status::Review => add(
            "warn",
            "In review",
            "This text is being reviewed and is not in force yet.".to_owned(),
        ),
        Status::Superseded => {
            add("bad", SUPERSEDED, "Another policy has taken the place of this one.".to_owned());
        }
        Status::Withdrawn => {
            add("bad", "Withdrawn", "This policy is no longer in force.".to_owned());
        }
        Status::Approved | Status::Published => {}
    }
    if let Some(expires) = front.expires.as_ref().filter(|expires| expires.value < today) {
        let text = format!(
            "This policy expired on {} (as of {}).",
            expires.value.in_words(),
            today.in_words()
        );
        add("bad", "Expired", text);
    }
    if let Some(due) = due(parsed).filter(|due| *due < today) {
        let whom = front.owner.as_ref().map_or("its owner", |owner| &owner.value);
        let text = format!(
            "This policy was due for review on {} (as of {}). Check with {whom} before you rely on it.",
            due.in_words(),
            today.in_words()
        );
        add("warn", "Review overdue", text);
    }
    notices
}

/// Returns the day of the next review: as stated, else counted from the last one.
pub(super) fn due(parsed: &Parsed) -> Option<Date> {
    let review = &parsed.front.review;
    if let Some(next) = &review.next {
        return Some(next.value);
    }
    let last = review.last.as_ref()?.value;
    match interval(&review.every.as_ref()?.value)? {
        (number, Unit::Days) => Some(last.add_days(number)),
        (number, Unit::Months) => Some(last.add_months(number)),
    }
}

enum Unit {
    Days,
    Months,
}

/// Reads an interval such as `12m`, `1 year` or `6 weeks`.
fn interval(text: &str) -> Option<(i32, Unit)> {
    let text = text.trim().to_lowercase();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: i32 =
        text.get(..digits)?.parse().ok().filter(|number| (1..=1200).contains(number))?;
    match text.get(digits..)?.trim() {
        "d" | "day" | "days" => Some((number, Unit::Days)),
        "w" | "week" | "weeks" => Some((number * 7, Unit::Days)),
        "m" | "month" | "months" => Some((number, Unit::Months)),
        "y" | "year" | "years" => Some((number * 12, Unit::Months)),
        _ => None,
    }
}

/// Returns an interval in words: `12m` is "12 months".
fn interval_words(text: &str) -> String {
    let plural =
        |number: i32, unit: &str| format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    match interval(text) {
        Some((number, Unit::Months)) => plural(number, "month"),
        Some((number, Unit::Days)) => plural(number, "day"),
        None => text.to_owned(),
    }
}

/// Returns the word for a state worth showing, and its class.
pub(super) fn status_word(status: Status) -> (Option<&'static str>, Option<&'static str>) {
    match status {
        Status::Published => (None, None),
        Status::Approved => (Some("Approved"), Some("ok")),
        Status::Draft => (Some("Draft"), Some("warn")),
        Status::Review => (Some("In review"), Some("warn")),
        Status::Superseded => (Some("Superseded"), Some("bad")),
        Status::Withdrawn => (Some("Withdrawn"), Some("bad")),
    }
}

/// Returns the word for a kind of document, unless it is a policy.
pub(super) fn type_word(document_type: DocumentType) -> Option<&'static str> {
    match document_type {
        DocumentType::Policy => None,
        DocumentType::Standard => Some("Standard"),
        DocumentType::Procedure => Some("Procedure"),
        DocumentType::Plan => Some("Plan"),
        DocumentType::Guideline => Some("Guideline"),
        DocumentType::Form => Some("Form"),
        DocumentType::Register => Some("Register"),
        DocumentType::Notice => Some("Notice"),
        DocumentType::TopPolicy => Some("Top policy"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_read_as_people_write_them() {
        assert_eq!(interval_words("12m"), "12 months");
        assert_eq!(interval_words("1 year"), "12 months");
        assert_eq!(interval_words("6 weeks"), "42 days");
        assert_eq!(interval_words("quarterly"), "quarterly");
    }
}
