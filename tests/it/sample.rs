//! The clients of the sample handbook in `content/`: how each is judged on one day, and where its
//! page leads.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]

use crate::fuzz::tags::{Token, tokens};
use crate::html::Page;
use crate::support::{assert_none, build_tree, pages, repository};
use rulebook::source::load::{Exclusions, load};
use rulebook::{Build, Severity, ignore_globs};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::LazyLock;

const TODAY: &str = "2026-11-23";

/// The handbook's own policy on such plans, seen from a client's page.
const POLICY: &str = "../../incidents/security-response-plan/";
const POLICY_PAGE: &str = "incidents/security-response-plan/index.html";

/// What is not simply met, by client. SRP-32 is judged of nobody.
const EXPECTED: &[(&str, &[&str])] = &[
    (
        "ardvannie",
        &[
            "SRP-08 not-applicable",
            "SRP-14 not-applicable",
            "SRP-28 not-applicable",
            "SRP-29 not-applicable",
        ],
    ),
    ("corrin-water", CORRIN_WATER),
    (
        "fellbeck",
        &[
            "SRP-12 not-applicable",
            "SRP-28 not-applicable",
            "SRP-29 not-applicable",
            "SRP-34 not-applicable",
        ],
    ),
    ("ormsgill", &["SRP-28 not-applicable", "SRP-29 not-applicable", "SRP-31 expired"]),
    ("pennard", &["SRP-21 expired"]),
    ("quillbox", &["SRP-35 exception 2027-02-12"]),
    ("tarnside", &["SRP-28 not-applicable", "SRP-29 not-applicable"]),
    ("thistlegrove", &["SRP-28 not-applicable", "SRP-29 not-applicable"]),
    ("wexcombe", &["SRP-05 gap", "SRP-28 not-applicable", "SRP-29 not-applicable", "SRP-33 gap"]),
];

/// A draft that has hardly been begun.
const CORRIN_WATER: &[&str] = &[
    "SRP-01 gap",
    "SRP-02 gap",
    "SRP-04 gap",
    "SRP-05 gap",
    "SRP-06 gap",
    "SRP-07 gap",
    "SRP-08 gap",
    "SRP-09 gap",
    "SRP-10 gap",
    "SRP-11 gap",
    "SRP-12 gap",
    "SRP-13 gap",
    "SRP-15 gap",
    "SRP-16 gap",
    "SRP-17 gap",
    "SRP-18 gap",
    "SRP-19 gap",
    "SRP-20 gap",
    "SRP-21 gap",
    "SRP-22 gap",
    "SRP-23 gap",
    "SRP-25 gap",
    "SRP-26 gap",
    "SRP-27 gap",
    "SRP-28 not-applicable",
    "SRP-29 not-applicable",
    "SRP-30 gap",
    "SRP-31 gap",
    "SRP-33 gap",
    "SRP-34 gap",
    "SRP-36 gap",
];

static SAMPLE: LazyLock<Build> = LazyLock::new(|| {
    let folder = repository("content");
    let config = fs::read_to_string(folder.join("rulebook.yaml")).unwrap();
    let exclusions = Exclusions::new(&[], &ignore_globs(&config));
    build_tree(load(&folder, &exclusions).unwrap(), TODAY)
});

fn document() -> Value {
    serde_json::from_str(&pages(&SAMPLE)["compliance.json"]).unwrap()
}

/// Returns the texts of a field of each item of a list.
fn texts<'a>(list: &'a Value, field: &str) -> Vec<&'a str> {
    list.as_array().unwrap().iter().map(|item| item[field].as_str().unwrap()).collect()
}

#[test]
fn each_client_is_judged_as_was_meant() {
    let document = document();
    let clients = document["clients"].as_array().unwrap();
    let found: BTreeMap<&str, Vec<String>> = clients
        .iter()
        .map(|client| (client["id"].as_str().unwrap(), unusual(&client["verdicts"])))
        .collect();
    let expected: BTreeMap<&str, Vec<String>> = EXPECTED
        .iter()
        .map(|(id, all)| (*id, all.iter().map(|text| (*text).to_owned()).collect()))
        .collect();
    assert_eq!(found, expected);
}

/// Returns `SRP-12 not-applicable` for all verdicts but those that are met.
fn unusual(verdicts: &Value) -> Vec<String> {
    let all = verdicts.as_array().unwrap().iter();
    let unusual = all.filter(|one| one["status"] != "met" && one["requirement"] != "SRP-32");
    unusual
        .map(|one| {
            let until = one["until"].as_str().map_or(String::new(), |day| format!(" {day}"));
            format!(
                "{} {}{until}",
                one["requirement"].as_str().unwrap(),
                one["status"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn the_strip_of_a_plan_counts_requirements_by_status_the_worst_first() {
    let pages = pages(&SAMPLE);
    for (client, expected) in [
        ("corrin-water", &["29 gaps", "2 not applicable", "4 met", "1 not judged"][..]),
        ("pennard", &["1 expired", "34 met", "1 not judged"]),
        ("quillbox", &["1 exception", "34 met", "1 not judged"]),
    ] {
        let page = Page::read(&pages[&format!("clients/{client}/index.html")]);
        let strip = page.first("dl.control").unwrap();
        let counts = page.inside(strip, "li").into_iter().map(|count| page.text(count));
        assert_eq!(counts.collect::<Vec<_>>(), expected, "{client}");
    }
}

#[test]
fn the_dates_are_those_of_clients_and_of_policies_in_order() {
    let pages = pages(&SAMPLE);
    let page = Page::read(&pages["dates/index.html"]);
    let days: Vec<&str> = page.select("time").iter().map(|day| day.attribute("datetime")).collect();
    assert!(days.is_sorted() && days.len() > 50, "{days:?}");
    let rows: Vec<String> = page.select("tr").into_iter().map(|row| page.text(row)).collect();
    let has = |words: &[&str]| rows.iter().any(|row| words.iter().all(|word| row.contains(word)));
    assert!(has(&["14 January 2027", "Own devices", "Review of the policy", "ISMS manager"]));
    assert!(has(&["8 February 2027", "Tarnside Bank", "Contact check", "Joel Kemp"]), "{rows:?}");
    let calendar = pages["dates.ics"].replace("\r\n ", "");
    assert!(calendar.contains("\r\nSUMMARY:Own devices: Review of the policy\r\n"));
    assert!(
        calendar.contains("\r\nUID:policy.information-security%2Fown-devices.review@rulebook\r\n")
    );
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), days.len());
}

#[test]
fn nothing_is_judged_of_what_is_not_read() {
    let document = document();
    for client in document["clients"].as_array().unwrap() {
        let verdict = &client["verdicts"][31];
        assert_eq!(
            (&verdict["requirement"], &verdict["status"]),
            (&"SRP-32".into(), &"not-judged".into())
        );
        assert!(!verdict["reason"].as_str().unwrap().is_empty());
    }
}

#[test]
fn only_requirements_are_reported() {
    let strange = SAMPLE.diagnostics.iter().filter(|found| !found.code.is_requirement());
    let strange: Vec<String> = strange.map(|found| format!("{found:?}")).collect();
    assert_none(&strange);
    assert!(SAMPLE.diagnostics.count(Severity::Error) > 0, "the sample shows gaps");
}

#[test]
fn each_requirement_leads_to_its_clause_of_the_policy() {
    let (document, outputs) = (document(), pages(&SAMPLE));
    let clauses: BTreeMap<&str, &str> = texts(&document["requirements"], "id")
        .into_iter()
        .zip(texts(&document["requirements"], "clause"))
        .collect();
    let headings = headings(&outputs[POLICY_PAGE]);
    let mut wrong = Vec::new();
    for client in texts(&document["clients"], "id") {
        let page = &outputs[&format!("clients/{client}/index.html")];
        for (name, clause) in &clauses {
            let Some(anchor) = headings.get(*clause) else {
                wrong.push(format!("the policy has no heading {clause}"));
                continue;
            };
            let wanted = format!("{POLICY}#{anchor}");
            let found = clause_link(page, name);
            if found.as_deref() != Some(&wanted) {
                wrong.push(format!("{client}, {name}: leads to {found:?}, not to {wanted}"));
            }
        }
    }
    assert_none(&wrong);
}

/// Returns the link of the clause that a requirement stands under.
fn clause_link(page: &str, requirement: &str) -> Option<String> {
    let id = format!("id=\"{requirement}\"");
    let of_clause =
        page.split("<section class=\"clause\"").skip(1).find(|part| part.contains(&id))?;
    tokens(of_clause).into_iter().find_map(|token| match token {
        Token::Open(tag) if tag.name == "a" => tag.get("href").map(str::to_owned),
        Token::Open(_) | Token::Close(_) | Token::Text(_) | Token::Comment => None,
    })
}

/// Returns the headings of a page: text and id.
fn headings(page: &str) -> BTreeMap<String, String> {
    let all = tokens(page);
    let mut headings = BTreeMap::new();
    for (n, token) in all.iter().enumerate() {
        let Token::Open(tag) = token else { continue };
        let is_heading = matches!(tag.name.as_str(), "h1" | "h2" | "h3" | "h4");
        let (Some(id), true) = (tag.get("id"), is_heading) else { continue };
        let text = all[n..].iter().find_map(|token| match token {
            Token::Text(text) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Token::Text(_) | Token::Open(_) | Token::Close(_) | Token::Comment => None,
        });
        headings.insert(text.unwrap_or_default(), id.to_owned());
    }
    headings
}

#[test]
fn the_sample_shows_what_can_become_of_a_plan() {
    let shown: BTreeSet<&str> = EXPECTED
        .iter()
        .flat_map(|(_, all)| *all)
        .filter_map(|text| text.split(' ').nth(1))
        .collect();
    assert_eq!(shown, BTreeSet::from(["exception", "expired", "gap", "not-applicable"]));
    assert!(EXPECTED.len() >= 6);
    assert!(EXPECTED.iter().any(|(_, all)| all.iter().all(|text| text.contains("not-applicable"))));
}
