//! The judgement of client plans: an example that meets everything, what lapses in it with time, and
//! what is reported when it is spoilt in one place.
//!
//! `tests/cases/srp/example` is the plan and its records; the tables beside it hold one row for each
//! spoiling, and say at their head how to read them.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]

use crate::support::{
    assert_none, build_files, day, difference, files_below, left_out, pages, printed, repository,
};
use rulebook::diag::Texts;
use rulebook::{Build, Code, Diagnostic, Goal, Inputs, Memory, Session, Severity, SourceTree};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// A day on which the example meets everything.
const GOOD_DAY: &str = "2026-05-11";
/// A quarter later.
const LATER: &str = "2026-08-11";

const PLAN: &str = "clients/skerrow-ferries.md";

/// The specification, which lies outside the repository.
const SPECIFICATION: &str = "../shared/design/SRP.md";

/// What the policy says of each requirement that it does not say *must* of.
const SHOULD: &[u8] = &[7, 8, 9, 11, 20, 22, 23, 26, 30, 33, 35, 36];
const PRACTICE: &[u8] = &[14, 34];

type Files = Vec<(String, Vec<u8>)>;

/// Returns the files of the example.
fn example() -> Files {
    files_below(&repository("tests/cases/srp/example")).into_iter().collect()
}

/// Returns the verdicts on a client, by requirement.
fn verdicts(build: &Build, client: &str) -> BTreeMap<String, Value> {
    let document: Value = serde_json::from_str(&pages(build)["compliance.json"]).unwrap();
    let clients = document["clients"].as_array().unwrap();
    let client = clients.iter().find(|found| found["id"] == client).unwrap();
    let verdicts = client["verdicts"].as_array().unwrap().iter();
    verdicts
        .map(|verdict| (verdict["requirement"].as_str().unwrap().to_owned(), verdict.clone()))
        .collect()
}

/// Returns the statuses other than *met*, as `SRP-32 not-judged`.
fn unusual(verdicts: &BTreeMap<String, Value>) -> Vec<String> {
    let unusual = verdicts.iter().filter(|(_, verdict)| verdict["status"] != "met");
    unusual
        .map(|(name, verdict)| {
            let until = verdict["until"].as_str().map_or(String::new(), |day| format!(" {day}"));
            format!("{name} {}{until}", verdict["status"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn the_example_meets_everything() {
    let build = build_files(&example(), GOOD_DAY);
    assert_eq!(printed(&build), "");
    let verdicts = verdicts(&build, "skerrow-ferries");
    assert_eq!(verdicts.len(), 36);
    assert_eq!(unusual(&verdicts), ["SRP-32 not-judged", "SRP-35 exception 2026-07-31"]);
    assert_eq!(verdicts["SRP-35"]["exception"], "EX-SKERROW-1");
    for (name, verdict) in verdicts.iter().filter(|(_, verdict)| verdict["status"] == "met") {
        assert!(!verdict["evidence"].as_array().unwrap().is_empty(), "{name} is met by nothing");
    }
}

#[test]
fn what_time_takes_from_the_example() {
    let build = build_files(&example(), LATER);
    let expected = [
        "SRP-14 expired",
        "SRP-31 expired",
        "SRP-32 not-judged",
        "SRP-34 expired",
        "SRP-35 expired",
    ];
    assert_eq!(unusual(&verdicts(&build, "skerrow-ferries")), expected);
    let mut reported: Vec<String> =
        build.diagnostics.iter().map(|found| report(found, &build)).collect();
    reported.sort();
    let expected = [
        "error SRP-31 | last: 2025-08-04",
        "note SRP-14 | verified: 2026-04-13",
        "note SRP-14 | verified: 2026-05-04",
        "note SRP-14 | verified: 2026-05-04",
        "note SRP-14 | verified: 2026-05-04",
        "note SRP-14 | verified: 2026-05-04",
        "note SRP-14 | verified: 2026-05-04",
        "note SRP-34 | last: 2026-02-09",
        "warning SRP-35 | remediate: 21d",
        "warning SRP-35 | until: 2026-07-31",
    ];
    assert_eq!(reported, expected);
}

/// The last day on which something holds is one on which it holds.
#[test]
fn every_lapse_comes_on_the_day_after() {
    let met = |day: &str, code: &str| {
        verdicts(&build_files(&example(), day), "skerrow-ferries")[code]["status"] != "expired"
    };
    for (code, last, next) in [
        ("SRP-14", "2026-07-12", "2026-07-13"),
        ("SRP-31", "2026-08-04", "2026-08-05"),
        ("SRP-34", "2026-08-09", "2026-08-10"),
        ("SRP-35", "2026-07-24", "2026-07-25"),
    ] {
        assert!(met(last, code), "{code} on {last}");
        assert!(!met(next, code), "{code} on {next}");
    }
}

/// Returns the example of the specification with the files that it names.
fn specified() -> Option<Files> {
    let Ok(text) = fs::read_to_string(repository(SPECIFICATION)) else {
        left_out(&format!("{SPECIFICATION} is not here"));
        return None;
    };
    let (_, section) = text.split_once("\n## 3. ").unwrap();
    let (_, block) = section.split_once("```yaml\n").unwrap();
    let (plan, _) = block.split_once("\n```\n").unwrap();
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    Some(vec![
        file("clients/larkspur.md", plan),
        file("clients/larkspur-logical.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"),
        file("registers/exercises/2026-03-18-larkspur.md", "# Exercise\n"),
        file("registers/exceptions/EX-LARKSPUR-1.md", "# Exception\n"),
    ])
}

#[test]
fn the_example_of_the_specification_is_judged_as_it_says() {
    let Some(files) = specified() else { return };
    let build = build_files(&files, "2026-08-20");
    assert_eq!(printed(&build), "");
    let expected = ["SRP-32 not-judged", "SRP-35 exception 2026-10-31"];
    assert_eq!(unusual(&verdicts(&build, "larkspur")), expected);
    let build = build_files(&files, "2026-11-22");
    let expected = ["SRP-14 expired", "SRP-32 not-judged", "SRP-35 expired"];
    assert_eq!(unusual(&verdicts(&build, "larkspur")), expected);
    let reported: BTreeSet<&str> =
        build.diagnostics.iter().map(|found| found.code.name()).collect();
    assert_eq!(reported, BTreeSet::from(["SRP-14", "SRP-35"]));
}

#[test]
fn levels_are_those_of_the_policy() {
    let build = build_files(&example(), GOOD_DAY);
    let document: Value = serde_json::from_str(&pages(&build)["compliance.json"]).unwrap();
    let found: Vec<(&str, &str)> = document["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["id"].as_str().unwrap(), row["level"].as_str().unwrap()))
        .collect();
    let names: Vec<String> = (1..=36).map(|number| format!("SRP-{number:02}")).collect();
    let level = |number: &u8| match (SHOULD.contains(number), PRACTICE.contains(number)) {
        (true, _) => "should",
        (_, true) => "practice",
        (false, false) => "must",
    };
    let levels = (1..=36_u8).map(|number| level(&number));
    let expected: Vec<(&str, &str)> = names.iter().map(String::as_str).zip(levels).collect();
    assert_eq!(found, expected);
    for (code, (_, level)) in Code::requirements().zip(expected) {
        let severity = match level {
            "must" => Severity::Error,
            "should" => Severity::Warning,
            _ => Severity::Note,
        };
        assert_eq!(code.severity(), severity, "{code}");
    }
}

/// One row of a table.
#[derive(Default)]
struct Row {
    /// The line that names it.
    title: String,
    today: Option<String>,
    config: String,
    /// Pairs of what the plan says, and what is written in its place.
    edits: Vec<(String, String)>,
    /// What is reported, as [`report`] writes it, sorted.
    reports: Vec<String>,
}

impl Row {
    /// Returns the name of the requirement or fault that the row is about.
    fn subject(&self) -> &str {
        self.title.split(' ').next().unwrap()
    }

    /// Adds a line of the table.
    fn read(&mut self, line: &str, is_next: &mut bool) {
        let Some((sign, rest)) = line.split_at_checked(1) else { return };
        match sign {
            "@" => self.today = Some(rest.trim().to_owned()),
            "%" => self.config.extend([rest.trim(), "\n"]),
            "<" | ">" => {
                let starts =
                    sign == "<" && self.edits.last().is_none_or(|(_, new)| !new.is_empty());
                if std::mem::take(is_next) || starts {
                    self.edits.push((String::new(), String::new()));
                }
                let (old, new) = self.edits.last_mut().unwrap();
                let side = if sign == "<" { old } else { new };
                side.extend([rest, "\n"]);
            }
            "." => *is_next = true,
            "!" => self.reports.push(rest.trim().to_owned()),
            "&" => {
                let (report, why) = rest.rsplit_once(" | ").unwrap();
                assert!(!why.is_empty(), "{}: says no reason for {report}", self.title);
                self.reports.push(report.trim().to_owned());
            }
            _ => panic!("{}: what is {line:?}?", self.title),
        }
    }

    /// Returns the files of the example with the row's edits.
    fn spoilt(&self) -> Files {
        let mut files = example();
        let (_, plan) = files.iter_mut().find(|(path, _)| path == PLAN).unwrap();
        let mut text = String::from_utf8(std::mem::take(plan)).unwrap();
        for (old, new) in &self.edits {
            let old = format!("\n{old}");
            assert_eq!(text.matches(&old).count(), 1, "{}: the plan has once:{old}", self.title);
            text = text.replacen(&old, &format!("\n{new}"), 1);
        }
        *plan = text.into_bytes();
        // The example's records are short, and this is not about how pages are written.
        let config = format!("checks: {{ stub: off }}\n{}", self.config);
        files.push(("rulebook.yaml".to_owned(), config.into_bytes()));
        files
    }

    /// Returns what is reported other than the row says.
    fn fault(&self) -> Option<String> {
        let build = check(&self.spoilt(), self.today.as_deref().unwrap_or(GOOD_DAY));
        let mut found: Vec<String> =
            build.diagnostics.iter().map(|one| report(one, &build)).collect();
        found.sort();
        let mut expected = self.reports.clone();
        expected.sort();
        let differs = || difference(&expected.join("\n"), &found.join("\n"));
        (found != expected).then(|| format!("{}\n{}\n{}", self.title, differs(), printed(&build)))
    }
}

/// Returns the rows of a table.
fn table(name: &str) -> Vec<Row> {
    let text = fs::read_to_string(repository("tests/cases/srp").join(name)).unwrap();
    let mut rows: Vec<Row> = Vec::new();
    let mut is_next = false;
    for line in text.lines() {
        if let Some(title) = line.strip_prefix("== ") {
            rows.push(Row { title: title.to_owned(), ..Row::default() });
            is_next = false;
        } else if let Some(row) = rows.last_mut() {
            row.read(line, &mut is_next);
        }
    }
    rows
}

/// Builds files to the diagnostics.
fn check(files: &Files, today: &str) -> Build {
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
    let inputs = Inputs::new(SourceTree::from_files(files), day(today));
    Session::new(Memory::Drop).build(inputs, Goal::Check)
}

/// Returns `SEVERITY CODE | LINE`, with the line that a diagnostic begins in, or the file that is no
/// text.
fn report(found: &Diagnostic, build: &Build) -> String {
    let line = build.text(&found.at.file).map(|text| {
        let (before, after) = text.split_at(found.at.span.range().start);
        let (head, tail) = (before.rsplit('\n').next().unwrap(), after.split('\n').next().unwrap());
        format!("{head}{tail}").trim().to_owned()
    });
    let place = line.unwrap_or_else(|| found.at.file.to_string());
    format!("{} {} | {place}", found.severity.name(), found.code)
}

#[test]
fn each_spoiling_is_reported_where_it_is_and_nothing_else_is() {
    assert_none(&table("spoilings.txt").iter().filter_map(Row::fault).collect::<Vec<_>>());
}

#[test]
fn excuses_hold_as_long_as_they_say_and_no_further() {
    assert_none(&table("excuses.txt").iter().filter_map(Row::fault).collect::<Vec<_>>());
}

/// Version control is not read, so nothing spoils SRP-32.
#[test]
fn every_requirement_is_spoilt_and_reported_as_its_row_says() {
    let rows = table("spoilings.txt");
    let spoilt: BTreeSet<&str> = rows.iter().map(Row::subject).collect();
    let all = Code::requirements().filter(|code| *code != Code::Srp32);
    assert_eq!(spoilt, all.map(Code::name).collect());
    for row in &rows {
        let is_reported = |report: &String| report.split(' ').nth(1) == Some(row.subject());
        assert!(row.reports.iter().any(is_reported), "{}", row.title);
    }
}

#[test]
fn the_same_day_gives_the_same_bytes_and_another_day_what_it_would_give_alone() {
    let files = example();
    let inputs = |today: &str| {
        let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
        Inputs::new(SourceTree::from_files(files), day(today))
    };
    let clean = |today: &str| Session::new(Memory::Drop).build(inputs(today), Goal::Build);
    let mut remembering = Session::new(Memory::Keep);
    for today in [GOOD_DAY, LATER, GOOD_DAY, "2027-02-01", LATER, LATER] {
        let (remembered, clean) = (remembering.build(inputs(today), Goal::Build), clean(today));
        assert!(remembered.outputs == clean.outputs, "outputs of {today} differ");
        assert_eq!(remembered.diagnostics, clean.diagnostics, "{today}");
    }
}
