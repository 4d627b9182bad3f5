//! `rulebook check` for other programs: its formats, exit codes, known findings.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]

use crate::cli::Place;
use crate::support::{assert_none, differs, repository};
use serde_json::Value;
use std::fs;

/// A tree with a finding of each severity, fixes, and names that have to be escaped.
const MIXED: &[(&str, &str)] = &[
    (
        "h/content/a b/100%, sure.md",
        "# A\r\n\r\nSee [ü, b](b.md) & \"<c>\".\r\n\r\n##Purpose: one\r\n",
    ),
    ("h/content/b.md", "# B\n\n[x](A%20b/100%25,%20sure.md)\n"),
    ("h/content/fine.md", "# Fine\n"),
    ("h/content/torn.md", "# Torn\n\n<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs\n"),
    ("h/content/x.pdf", "x"),
];

#[test]
fn each_format_is_exact() {
    let place = Place::with(MIXED);
    let mut faults = Vec::new();
    for format in ["json", "sarif", "github", "junit"] {
        let ran = place.run(&format!("check h --format {format}"));
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""), "{format}");
        let text = match format {
            "json" | "sarif" => {
                let mut value: Value = serde_json::from_str(&ran.stdout).unwrap();
                if let Some(version) = value.pointer_mut("/runs/0/tool/driver/semanticVersion") {
                    *version = "VERSION".into();
                }
                serde_json::to_string_pretty(&value).unwrap() + "\n"
            }
            _ => ran.stdout,
        };
        let path = repository("tests/cases/cli").join(format!("findings.{format}.txt"));
        faults.extend(differs(&path, &text));
    }
    assert_none(&faults);
}

#[test]
fn json_is_as_its_schema_says() {
    let place = Place::with(MIXED);
    let schema = place.run("schema findings");
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    let baseline = "a.md\tx\t0123456789abcdef\t1\n";
    place.write("known.txt", baseline);
    for args in ["check h", "check h --baseline known.txt", "build h"] {
        let document = place.run(&format!("{args} --format json")).stdout;
        let document: Value = serde_json::from_str(&document).unwrap();
        assert_none(&invalid(&schema, &schema, &document, args));
    }
    let wrong = serde_json::json!({ "schema": 2, "diagnostics": [{ "line": 0 }] });
    assert!(invalid(&schema, &schema, &wrong, "").len() > 9, "the test sees nothing");
}

#[test]
fn sarif_has_what_its_readers_need() {
    let place = Place::with(MIXED);
    let log: Value = serde_json::from_str(&place.run("check h --format sarif").stdout).unwrap();
    let schema = fs::read_to_string(repository("tests/cases/cli/sarif.schema.json")).unwrap();
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_none(&invalid(&schema, &schema, &log, "sarif"));
    let run = &log["runs"][0];
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
    }
}

/// Returns where a value is not as a schema says; of schemas only what ours use is known.
fn invalid(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(name) = schema["$ref"].as_str() {
        let referred = root.pointer(name.trim_start_matches('#')).unwrap();
        wrong.extend(invalid(root, referred, value, at));
    }
    if !schema["const"].is_null() && schema["const"] != *value {
        wrong.push(format!("{at}: {value} is not {}", schema["const"]));
    }
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        wrong.push(format!("{at}: {value} is none of {}", schema["enum"]));
    }
    if schema["minimum"].as_u64().is_some_and(|least| value.as_u64().is_none_or(|n| n < least)) {
        wrong.push(format!("{at}: {value} is less than {}", schema["minimum"]));
    }
    let is_a = |kind: &Value| match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64(),
        "null" => value.is_null(),
        other => panic!("no such type: {other}"),
    };
    let kinds = &schema["type"];
    let is_one = kinds
        .as_array()
        .map_or_else(|| kinds.is_null() || is_a(kinds), |kinds| kinds.iter().any(is_a));
    if !is_one {
        wrong.push(format!("{at}: {value} is no {kinds}"));
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            wrong.push(format!("{at}: there is no {name}"));
        }
    }
    for (name, member) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(schema) => wrong.extend(invalid(root, schema, member, &format!("{at}/{name}"))),
            None if schema["properties"].is_object() => {
                wrong.push(format!("{at}: `{name}` is not documented"));
            }
            None => {}
        }
    }
    if !schema["items"].is_null() {
        for (n, item) in value.as_array().into_iter().flatten().enumerate() {
            wrong.extend(invalid(root, &schema["items"], item, &format!("{at}/{n}")));
        }
    }
    wrong
}

#[test]
fn the_configuration_says_what_fails() {
    let broken = ("h/content/a.md", "# A\n\n[b](gone.md)\n");
    let place = Place::with(&[broken]);
    let code = |config: &str| {
        place.write("h/content/rulebook.yaml", config);
        let codes = ["human", "json", "junit"]
            .map(|format| place.run(&format!("check h --format {format}")).code);
        assert_eq!(codes, [codes[0]; 3], "{config}");
        codes[0]
    };
    assert_eq!(code("checks: { fail_on: error }\n"), Some(0));
    assert_eq!(code("checks: { fail_on: warning }\n"), Some(1));
    assert_eq!(code("checks: { fail_on: error, link-target-missing: error }\n"), Some(1));
    assert_eq!(code("checks: { link-target-missing: note }\n"), Some(0));
}

const OLD: &str = "# A\n\n[b](gone.md) and [c](gone.md)\n";

#[test]
fn known_findings_pass_and_stay_known_where_they_move_to() {
    let place = Place::with(&[("h/content/a.md", OLD), ("h/content/c.md", "# C\n\n[c](nil.md)\n")]);
    place.expect(
        "check h --baseline known.txt --write-baseline",
        0,
        "",
        "3 known findings: known.txt\n",
    );
    let written = place.read("known.txt");
    let kept: Vec<&str> = written.lines().filter(|line| !line.starts_with('#')).collect();
    assert!(kept.is_sorted() && kept.len() == 2, "{written}");
    let checked = "checked 2 pages (2 policies), 3 links in N s: no errors, no warnings, no notes\n\
                   3 known findings not shown\n";
    place.expect("check h --baseline known.txt", 0, "", checked);
    place.write("h/content/a.md", &format!("\n\nMore.\r\n{}", OLD.replace("and ", "and   ")));
    place.expect("check h --baseline known.txt", 0, "", checked);
    place.write("h/content/rulebook.yaml", "checks: { baseline: ../../known.txt }\n");
    place.expect("check h", 0, "", checked);
    place.expect(
        "check h --write-baseline",
        0,
        "",
        "3 known findings: h/content/../../known.txt\n",
    );
    assert_eq!(place.read("known.txt"), written);
}

#[test]
fn new_findings_fail_and_those_that_are_gone_are_named() {
    let place = Place::with(&[("h/content/a.md", OLD)]);
    place.run("check h --baseline known.txt --write-baseline");
    place.write("h/content/a.md", "# A\n\n[d](new.md)\n");
    let ran = place.run("check h --baseline known.txt");
    assert_eq!(ran.code, Some(1));
    let tail = "no errors, 1 warning, no notes\nno known findings not shown\n\
                known and gone: link-target-missing in a.md (2 times)\n  \
                = help: `--write-baseline` leaves out what is gone, and lets pass what is new\n";
    assert!(ran.stderr.ends_with(tail), "{}", ran.stderr);
    let json = place.run("check h --baseline known.txt --format json");
    let gone = r#""baseline":{"known":0,"vanished":[{"code":"link-target-missing","file":"a.md","count":2}]}"#;
    assert!(json.stdout.contains(gone) && json.code == Some(1), "{}", json.stdout);
}

#[test]
fn what_can_not_be_published_is_never_known() {
    let place = Place::with(MIXED);
    let written =
        "7 known findings: known.txt\n1 error left out, as a portal can't be made with them\n";
    place.expect("check h --baseline known.txt --write-baseline", 0, "", written);
    let ran = place.run("check h --baseline known.txt");
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stderr.matches("\nerror[").count() + ran.stderr.matches("warning[").count(), 0);
    assert!(ran.stderr.starts_with("error[merge-conflict]"), "{}", ran.stderr);
}

#[test]
fn a_file_of_known_findings_that_can_not_be_read_is_a_failure() {
    let place = Place::with(&[("h/content/a.md", OLD), ("bad.txt", "# x\n<<<<<<< HEAD\n")]);
    let missing = "error: `none.txt` is not there\n  = help: `--write-baseline` writes it\n";
    place.expect("check h --baseline none.txt", 2, "", missing);
    let bad = "error: `bad.txt` has no known finding in line 2\n  = help: settle a merge by keeping the \
               lines of both sides, or write it again with `--write-baseline`\n";
    place.expect("check h --baseline bad.txt", 2, "", bad);
    let unnamed = "error: `--write-baseline` has no file to write\n  = help: name the file: \
                   `--baseline FILE`, or `checks.baseline` in `rulebook.yaml`\n";
    place.expect("check h --write-baseline", 2, "", unnamed);
}
