//! `dates.ics`: what falls due, as a calendar to import or to subscribe to (RFC 5545).
//!
//! Each date is an event of a whole day. Its identifier is made of what it is about and never of the
//! day, so that a date that moves moves in the reader's calendar instead of standing there twice.
//! The day of the build stands for the time of writing: there is no clock here.

use crate::date::Date;
use crate::model::{Client, PageId};
use crate::place::Route;
use crate::render::pages::dates::{REVIEW, reviews};
use crate::render::pages::matrix::lead;
use crate::render::view::View;
use crate::srp::{Due, requirement};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use std::collections::BTreeMap;

/// The most octets that a line may have, its end not counted (RFC 5545, 3.1).
const OCTETS_MAX: usize = 75;

/// What stands bare in the part of an identifier that an author wrote; no full stop and no slash,
/// which separate the parts.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_');

/// Returns the file.
pub(super) fn written(view: &View<'_>) -> String {
    let dates = &view.compliance.dates;
    let mut ics = String::with_capacity(256 + dates.len() * 480);
    for line in [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rulebook//Dates of client plans//EN",
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:Dates of policies and client plans",
    ] {
        push_line(line, &mut ics);
    }
    let mut used = BTreeMap::new();
    for due in dates {
        push_event(view, &unique(&uid(view, due), &mut used), &of_client(view, due), &mut ics);
    }
    for (day, id) in reviews(view) {
        let page = view.site.page(id);
        let name = utf8_percent_encode(page.route.as_str(), PLAIN);
        let uid = unique(&format!("policy.{name}.review"), &mut used);
        push_event(view, &uid, &of_policy(view, day, id), &mut ics);
    }
    push_line("END:VCALENDAR", &mut ics);
    ics
}

/// Returns what identifies a date: the client, what it is, and the exception it is about.
fn uid(view: &View<'_>, due: &Due) -> String {
    let mut uid = format!("{}.{}", view.site.client(due.client).id, due.kind.word());
    if !due.about.is_empty() {
        uid.push('.');
        uid.extend(utf8_percent_encode(&due.about, PLAIN));
    }
    uid
}

/// Tells apart what has one name: two exceptions without an id, or two clients with the same.
fn unique(uid: &str, used: &mut BTreeMap<String, usize>) -> String {
    let count = used.entry(uid.to_owned()).or_default();
    *count += 1;
    if *count == 1 { format!("{uid}@rulebook") } else { format!("{uid}/{count}@rulebook") }
}

/// A day on which something falls due.
struct Event<'a> {
    day: Date,
    summary: String,
    description: String,
    route: &'a Route,
}

fn of_client<'a>(view: &'a View<'_>, due: &Due) -> Event<'a> {
    let client = view.site.client(due.client);
    let about = if due.about.is_empty() { String::new() } else { format!(", {}", due.about) };
    let summary = format!("{}: {}{about}", client.name, due.kind.in_words());
    Event { day: due.day, summary, description: description(client, due), route: &client.route }
}

fn of_policy<'a>(view: &'a View<'_>, day: Date, id: PageId) -> Event<'a> {
    let page = view.site.page(id);
    let owner = view.record(id).owner.as_ref();
    let description = owner.map(|owner| format!("Owner: {owner}")).unwrap_or_default();
    Event { day, summary: format!("{}: {REVIEW}", page.title), description, route: &page.route }
}

fn push_event(view: &View<'_>, uid: &str, event: &Event<'_>, ics: &mut String) {
    push_line("BEGIN:VEVENT", ics);
    push_line(&format!("UID:{uid}"), ics);
    push_line(&format!("DTSTAMP:{}T000000Z", compact(view.today)), ics);
    push_line(&format!("DTSTART;VALUE=DATE:{}", compact(event.day)), ics);
    push_line(&format!("SUMMARY:{}", escaped(&event.summary)), ics);
    if !event.description.is_empty() {
        push_line(&format!("DESCRIPTION:{}", escaped(&event.description)), ics);
    }
    if let Some(address) = view.canonical(event.route) {
        push_line(&format!("URL:{address}"), ics);
    }
    push_line("TRANSP:TRANSPARENT", ics);
    push_line("END:VEVENT", ics);
}

/// Returns what the date is for: the requirement that lapses, or is excused, and who sees to it.
fn description(client: &Client, due: &Due) -> String {
    let mut lines = Vec::new();
    let excused = || {
        let mut all = client.plan.exceptions.iter();
        let exception = all.find(|one| one.id.as_ref().is_some_and(|id| id.value == due.about))?;
        requirement(&exception.requirement.as_ref()?.value)
    };
    if let Some((_, lapses)) = due.requirement.and_then(|code| requirement(code.name())) {
        lines.push(format!("{}: {}", lapses.code, lapses.title));
    } else if let Some((_, excused)) = excused() {
        lines.push(format!("Excuses from {}: {}", excused.code, excused.title));
    }
    if let Some(lead) = lead(client) {
        lines.push(format!("Account lead: {lead}"));
    }
    lines.join("\n")
}

/// Returns a day as calendars write it: `20261031`.
fn compact(day: Date) -> String {
    day.to_string().replace('-', "")
}

/// Returns a text as the value of a property: separators escaped, ends of lines spelt out, no other
/// control characters.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len() + 8);
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' | '\r' => value.push_str("\\n"),
            c if c.is_control() => value.push(' '),
            c => value.push(c),
        }
    }
    value
}

/// Writes a line, folded where it is too long, never inside a character.
fn push_line(line: &str, ics: &mut String) {
    if line.len() <= OCTETS_MAX {
        ics.push_str(line);
        ics.push_str("\r\n");
        return;
    }
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > OCTETS_MAX {
            ics.push_str("\r\n ");
            octets = 1;
        }
        ics.push(c);
        octets += c.len_utf8();
    }
    ics.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::render::formats::sample::{with_config, with_view};
    use crate::source::SourceTree;
    use std::collections::BTreeSet;

    fn folded(line: &str) -> String {
        let mut ics = String::new();
        push_line(line, &mut ics);
        ics
    }

    /// Returns the values of a property, as they were before they were escaped and folded.
    fn values(ics: &str, name: &str) -> Vec<String> {
        let unfolded = ics.replace("\r\n ", "");
        let lines = unfolded.split("\r\n").filter_map(|line| line.split_once(':'));
        let of_name = lines.filter(|(key, _)| key.split(';').next() == Some(name));
        of_name.map(|(_, value)| value.to_owned()).collect()
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        assert_eq!(folded(&"a".repeat(75)), format!("{}\r\n", "a".repeat(75)));
        let two = format!("{}\r\n a\r\n", "a".repeat(75));
        assert_eq!(folded(&"a".repeat(76)), two);
        for text in ["é".repeat(400), "🛟".repeat(100), format!("a{}", "∑".repeat(200))] {
            let ics = folded(&text);
            let lines = ics.trim_end_matches("\r\n").split("\r\n");
            assert!(lines.clone().all(|line| line.len() <= OCTETS_MAX));
            assert!(lines.skip(1).all(|line| line.starts_with(' ')));
            assert_eq!(ics.replace("\r\n ", "").trim_end_matches("\r\n"), text);
        }
    }

    #[test]
    fn texts_are_escaped() {
        assert_eq!(escaped("a;b, c\\d:\"e\""), "a\\;b\\, c\\\\d:\"e\"");
        assert_eq!(escaped("one\r\ntwo\nthree\rfour\0five"), "one\\ntwo\\nthree\\nfour five");
    }

    #[test]
    fn every_date_is_an_event_with_a_name_of_its_own() {
        let dates = with_view("2026-08-20", |view| view.compliance.dates.len());
        let ics = with_view("2026-08-20", written);
        let uids = values(&ics, "UID");
        assert_eq!(uids.len(), dates);
        assert_eq!(uids.iter().collect::<BTreeSet<_>>().len(), dates);
        assert!(uids.contains(&"halcyon.exception-end.EX-1/2@rulebook".to_owned()), "{uids:?}");
        assert_eq!(values(&ics, "BEGIN").len(), dates + 1);
        assert_eq!(values(&ics, "END").len(), dates + 1);
        assert!(ics.split("\r\n").all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])));
    }

    #[test]
    fn an_event_says_what_is_due() {
        let ics = with_view("2026-08-20", written);
        let (_, event) = ics.split_once("UID:halcyon.review@rulebook\r\n").unwrap();
        let (event, _) = event.split_once("END:VEVENT").unwrap();
        assert_eq!(values(event, "DTSTAMP"), ["20260820T000000Z"]);
        assert_eq!(values(event, "DTSTART"), ["20270131"]);
        assert_eq!(values(event, "SUMMARY"), ["Halcyon Ferries: Review of the plan"]);
        assert_eq!(values(event, "URL"), ["https://policies.example/clients/halcyon/"]);
        let description = values(event, "DESCRIPTION").remove(0);
        assert!(description.starts_with("SRP-31: "), "{description}");
        assert!(description.ends_with("\\nAccount lead: Ines Duarte"), "{description}");
        let (config, _) = Config::from_tree(&SourceTree::default(), None);
        let without = with_config("2026-08-20", &config, written);
        assert!(values(&without, "URL").is_empty());
    }

    #[test]
    fn identifiers_do_not_depend_on_the_day() {
        let uids = |day: &str| {
            let ics = with_view(day, written);
            values(&ics, "UID").into_iter().collect::<BTreeSet<_>>()
        };
        assert_eq!(uids("2026-08-20"), uids("2027-12-01"));
    }
}
