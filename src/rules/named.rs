//! Names of people in a text: known given names and the capitalised words behind them.

use crate::rules::given_names::is_given_name;
use std::ops::Range;

/// Words behind a given name that make it that of a place, a thing or a body.
const NO_SURNAMES: &[&str] = &[
    "Academy",
    "Account",
    "Act",
    "And",
    "Associates",
    "Avenue",
    "Award",
    "Bank",
    "Board",
    "Building",
    "Centre",
    "Charter",
    "Church",
    "Clause",
    "Client",
    "College",
    "Committee",
    "Company",
    "Court",
    "Data",
    "Date",
    "Day",
    "Department",
    "Digital",
    "Email",
    "Foundation",
    "From",
    "Gardens",
    "Group",
    "Hall",
    "Head",
    "Hospital",
    "Hotel",
    "House",
    "Institute",
    "Is",
    "Lane",
    "Lead",
    "Limited",
    "Ltd",
    "Manager",
    "Museum",
    "Office",
    "Officer",
    "Park",
    "Partnership",
    "Place",
    "Plan",
    "Platform",
    "Plaza",
    "Policy",
    "Prize",
    "Report",
    "Road",
    "Room",
    "School",
    "Scheme",
    "Science",
    "Security",
    "Service",
    "Services",
    "Slack",
    "Square",
    "Street",
    "Suite",
    "System",
    "Team",
    "Technology",
    "Tel",
    "Terrace",
    "The",
    "Tower",
    "Trust",
    "University",
    "Way",
    "Who",
    "Will",
];

/// Returns whether a text may hold a name at all: most do not, and need no closer look.
pub(super) fn may_name(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b' ', bytes).any(|at| {
        let is_capital = |next: &u8| next.is_ascii_uppercase() || !next.is_ascii();
        if !bytes.get(at + 1).is_some_and(is_capital) {
            return false;
        }
        let before = text.get(..at).unwrap_or("");
        let start = before.trim_end_matches(char::is_alphabetic).len();
        before.get(start..).is_some_and(is_given_name)
    })
}

/// Returns the bytes of what may be names, in order.
pub(super) fn names(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut words = words(text).peekable();
    while let Some((at, word)) = words.next() {
        if !is_given_name(word) {
            continue;
        }
        let mut end = at + word.len();
        while let Some((next, surname)) = words.peek().copied() {
            let surname = without_genitive(surname);
            if text.get(end..next) != Some(" ") || !is_surname(surname) {
                break;
            }
            words.next();
            end = next + surname.len();
        }
        let is_thing = words.peek().is_some_and(|(next, word)| {
            text.get(end..*next) == Some(" ") && NO_SURNAMES.contains(word)
        });
        if end > at + word.len() && !is_thing {
            found.push(at..end);
        }
    }
    found
}

fn is_surname(word: &str) -> bool {
    let mut chars = word.chars();
    let begins = chars.next().is_some_and(char::is_uppercase);
    begins && chars.any(char::is_lowercase) && !NO_SURNAMES.contains(&word)
}

fn without_genitive(word: &str) -> &str {
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

/// Returns the words of a text with the byte at which each begins; hyphens and apostrophes are parts of
/// them.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let is_part = |c: char| c.is_alphabetic() || matches!(c, '\'' | '’' | '-');
    let mut at = 0;
    text.split(move |c: char| !is_part(c)).filter_map(move |word| {
        let start = at;
        let gap = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
        at = start + word.len() + gap.map_or(0, char::len_utf8);
        let bare = word.trim_end_matches(['\'', '’', '-']);
        (!bare.is_empty()).then_some((start, bare))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_streets_and_single_words() {
        for (text, expected) in [
            ("Ask Jane Smith-Jones or John O'Brien's deputy.", "Jane Smith-Jones|John O'Brien"),
            ("Maria Garcia Lopez of Charlotte Street, James", "Maria Garcia Lopez"),
            ("William Gibson House, Mark all of it, Sam\nVimes", ""),
            ("Dr Helen Park", ""),
            ("Mr Peter Grey", "Peter Grey"),
        ] {
            let found = names(text);
            let found: Vec<&str> =
                found.iter().map(|name| text.get(name.clone()).unwrap()).collect();
            assert_eq!(found.join("|"), expected, "{text}");
            assert!(may_name(text) || expected.is_empty(), "{text}");
        }
    }
}
