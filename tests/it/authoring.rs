//! What helps authors: the template of a plan, the JSON Schema of its keys, explanations. The schema
//! and the reader are held together here: each path of the one is read by the other.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]
#![allow(clippy::format_push_string, reason = "it is read more often than it is run")]

use crate::support::{
    assert_none, build_files, day, differs, files_below, pages, printed, repository,
};
use rulebook::authoring::{client_schema, client_template, explain, list, reference};
use rulebook::{Build, Code, Diagnostic, Severity};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

const DAYS: &[&str] = &["2026-03-02", "2028-02-29", "2026-12-31"];

fn codes(build: &Build) -> Vec<&'static str> {
    build.diagnostics.iter().map(|found| found.code.name()).collect()
}

/// Builds a tree of one plan.
#[track_caller]
fn build_plan(id: &str, text: &str, today: &str) -> Build {
    build_files(&[(format!("clients/{id}.md"), text.as_bytes().to_vec())], today)
}

/// Without a single diagnostic nothing is a gap and nothing has expired; and without exceptions in the
/// plan, what is left is met, not applicable or not judged.
#[test]
fn the_template_filled_in_and_approved_has_no_gap() {
    for today in DAYS {
        let template = client_template("Acme", day(today));
        let approved =
            filled_in(&template.text).replace("\nstatus: draft\n", "\nstatus: approved\n");
        assert_ne!(approved, template.text);
        assert!(!approved.contains("\nexceptions:"));
        let build = build_plan(&template.id, &approved, today);
        assert_eq!(printed(&build), "", "{today}");
        assert!(pages(&build).contains_key("clients/acme/index.html"));
    }
}

/// Does what the template asks for: no EXAMPLE stays.
fn filled_in(template: &str) -> String {
    template.replace("EXAMPLE: ", "").replace("EXAMPLE ", "")
}

#[test]
fn the_template_filled_in_is_only_not_approved() {
    for today in DAYS {
        let template = client_template("Acme", day(today));
        let build = build_plan(&template.id, &filled_in(&template.text), today);
        assert_eq!(codes(&build), ["SRP-33"]);
        assert_eq!(build.diagnostics.worst(), Some(Severity::Note));
    }
}

#[test]
fn what_the_template_gives_as_an_example_is_no_plan() {
    let template = client_template("Acme", day("2026-03-02"));
    let text = template.text.replace("\nstatus: draft\n", "\nstatus: approved\n");
    let build = build_plan(&template.id, &text, "2026-03-02");
    let found = codes(&build);
    for code in ["SRP-01", "SRP-02", "SRP-03", "SRP-06", "SRP-10", "SRP-16", "SRP-30"] {
        assert!(found.contains(&code), "{code}: {found:?}");
    }
    assert!(build.diagnostics.iter().all(|found| found.code.is_requirement()));
}

#[test]
fn no_name_breaks_the_template() {
    let names = [
        "Müller & Söhne <b>\"Ltd\"</b>",
        "株式会社",
        "a: b # c",
        "*x* [y](z) `q` \\ | ~ {{ x }}",
        "two\nlines --- \u{0}\u{7f}\u{85}\u{feff}",
        "index",
        "",
        "{id} {today}",
    ];
    for name in names {
        let template = client_template(name, day("2026-03-02"));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!template.id.is_empty() && template.id.chars().all(plain), "{}", template.id);
        let build = build_plan(&template.id, &filled_in(&template.text), "2026-03-02");
        assert_eq!(codes(&build), ["SRP-33"], "{name}");
    }
    let marked = client_template("{id} {today}", day("2026-03-02")).text;
    assert!(marked.contains("\n  name: \"{id} {today}\"\n"));
}

/// Takes one `#` away from each line of the keys that are commented out.
fn with_rare_keys(template: &str) -> String {
    let mut is_front = false;
    let mut lines = Vec::new();
    for line in template.lines() {
        is_front ^= line == "---";
        let bare = line.trim_start();
        let is_key = bare.strip_prefix('#').is_some_and(|rest| {
            rest.starts_with("  ") || rest.starts_with(|c: char| c.is_ascii_lowercase())
        });
        let line = if is_front && is_key { line.replacen('#', "", 1) } else { line.to_owned() };
        lines.push(line);
    }
    lines.join("\n")
}

#[test]
fn keys_that_are_commented_out_can_be_used() {
    let template = client_template("Acme", day("2026-03-02"));
    let text = with_rare_keys(&filled_in(&template.text));
    for key in
        ["\nexceptions:", "\nnot_required:", "\nvisibility:", "\ncontacts_held_in:", "\n  hash:"]
    {
        assert!(text.contains(key), "{key}");
    }
    let build = build_plan("acme", &text, "2026-03-02");
    // What the plan now says is read whole, and some of it is too much.
    let mut found = codes(&build);
    found.sort_unstable();
    assert_eq!(found, ["SRP-08", "SRP-33", "exception-not-needed", "not-required-void"]);
}

/// Where a key stands: names of keys, `-` for an item of a list.
type Steps = Vec<String>;

/// Returns whether a plan has a value at a path.
fn has(plan: &Value, steps: &[String]) -> bool {
    match steps {
        [] => true,
        [item, rest @ ..] if item == "-" => {
            plan.as_array().is_some_and(|items| items.iter().any(|one| has(one, rest)))
        }
        [key, rest @ ..] => plan.get(key).is_some_and(|value| has(value, rest)),
    }
}

#[test]
fn every_key_of_the_schema_is_in_the_template() {
    let template = with_rare_keys(&client_template("Acme", day("2026-03-02")).text);
    let plan: Value = serde_yaml::from_str(template.split("\n---\n").next().unwrap()).unwrap();
    let missing = properties().into_iter().filter(|(steps, _)| !has(&plan, steps));
    assert_none(&missing.map(|(steps, _)| steps.join(".")).collect::<Vec<_>>());
}

/// Calls `visit` with every property of a schema.
fn walk(schema: &Value, steps: &Steps, visit: &mut impl FnMut(&Steps, &Value)) {
    for variant in schema["oneOf"].as_array().into_iter().flatten() {
        walk(variant, steps, visit);
    }
    if schema["items"].is_object() {
        let item = steps.iter().cloned().chain(["-".to_owned()]).collect();
        walk(&schema["items"], &item, visit);
    }
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        let steps = steps.iter().cloned().chain([name.clone()]).collect();
        visit(&steps, property);
        walk(property, &steps, visit);
    }
}

fn properties() -> Vec<(Steps, Value)> {
    let schema: Value = serde_json::from_str(&client_schema()).unwrap();
    let mut all = Vec::new();
    walk(&schema, &Vec::new(), &mut |steps, property| all.push((steps.clone(), property.clone())));
    all
}

/// Writes a page whose plan has one value, on its last line but two.
fn page(steps: &Steps, value: &Value) -> String {
    let mut text = "---\n".to_owned();
    if steps[0] != "srp" {
        text.push_str("srp: 1\n");
    }
    let mut lead = String::new();
    for (n, step) in steps.iter().enumerate() {
        if step == "-" {
            lead.push_str("- ");
            continue;
        }
        let value = if n + 1 == steps.len() { format!(" {value}") } else { String::new() };
        text += &lead;
        text += &format!("{step}:{value}\n");
        lead = " ".repeat(lead.len() + 2);
    }
    text + "---\n# A plan\n"
}

/// Returns values that a schema allows: every word, every example, every form.
fn allowed(schema: &Value) -> Vec<Value> {
    for listed in ["enum", "examples"] {
        if let Some(all) = schema[listed].as_array() {
            return all.clone();
        }
    }
    if let Some(variants) = schema["oneOf"].as_array() {
        return variants.iter().flat_map(allowed).collect();
    }
    let one = |schema: &Value| allowed(schema).remove(0);
    match schema["type"].as_str() {
        Some("integer") => vec![json!(1)],
        Some("boolean") => vec![json!(true), json!(false)],
        Some("array") => vec![json!([]), json!([one(&schema["items"])])],
        Some("object") if schema["properties"].is_object() => vec![json!({})],
        Some("object") => {
            vec![json!({}), json!({ "a name": one(&schema["additionalProperties"]) })]
        }
        _ => vec![json!("some words"), json!(4), json!("1.10")],
    }
}

/// Returns values that a schema does not allow.
fn refused(schema: &Value) -> Vec<Value> {
    let types = schema["oneOf"].as_array().map_or(vec![schema], |all| all.iter().collect());
    let has = |name: &str| types.iter().any(|one| one["type"] == name);
    match (has("object"), has("array")) {
        (true, _) if types.len() > 1 => vec![json!(["a list"])],
        (_, true) if types.len() > 1 => vec![json!({ "a": "mapping" })],
        (true, _) | (_, true) => vec![json!("a text")],
        _ if has("integer") || has("boolean") || has("string") => {
            vec![json!("no such thing"), json!(["a list"])]
        }
        _ => vec![json!(["a list"]), json!({ "a": "mapping" })],
    }
}

/// Builds one page for each value, all in one tree, and gives what was reported of each.
fn read(cases: &[(Steps, Value)]) -> Vec<(String, Vec<Diagnostic>)> {
    let path = |n: usize| format!("clients/p{n:04}.md");
    let texts: Vec<String> = cases.iter().map(|(steps, value)| page(steps, value)).collect();
    let files: Vec<_> =
        texts.iter().enumerate().map(|(n, text)| (path(n), text.clone().into_bytes())).collect();
    let build = build_files(&files, "2026-03-02");
    let of = |n: usize| {
        build.diagnostics.iter().filter(move |found| found.at.file.as_str() == path(n)).cloned()
    };
    texts.into_iter().enumerate().map(|(n, text)| (text, of(n).collect())).collect()
}

/// Whether a diagnostic says that a value could not be read.
fn is_of_reading(found: &Diagnostic) -> bool {
    matches!(
        found.code,
        Code::ClientKeyUnknown
            | Code::ClientValue
            | Code::ClientDate
            | Code::ClientDuration
            | Code::ClientHours
            | Code::ClientPhone
            | Code::FrontMatterSyntax
            | Code::FrontMatterKeyUnknown
    )
}

/// Returns whether a diagnostic stands on the line of the value.
fn is_at_value(text: &str, found: &Diagnostic) -> bool {
    let line = |at: usize| text.get(..at).unwrap().matches('\n').count();
    line(found.at.span.range().start) == text.lines().count() - 3
}

#[test]
fn what_the_schema_allows_is_read() {
    let all = properties();
    assert!(all.len() > 150, "{}", all.len());
    let cases: Vec<(Steps, Value)> = all
        .iter()
        .flat_map(|(steps, schema)| allowed(schema).into_iter().map(|value| (steps.clone(), value)))
        // An id has a form of its own, which the kind of its value does not tell.
        .filter(|(steps, value)| steps.join(".") != "client.id" || *value == json!(4))
        .collect();
    let wrong = read(&cases).into_iter().filter(|(_, found)| found.iter().any(is_of_reading));
    assert_none(&wrong.map(|(text, found)| format!("{text}{found:?}")).collect::<Vec<_>>());
}

#[test]
fn what_the_schema_refuses_is_reported_at_its_line() {
    let cases: Vec<(Steps, Value)> = properties()
        .iter()
        .flat_map(|(steps, schema)| refused(schema).into_iter().map(|value| (steps.clone(), value)))
        .collect();
    let silent = read(&cases).into_iter().filter(|(text, found)| {
        !found.iter().any(|found| is_of_reading(found) && is_at_value(text, found))
    });
    assert_none(&silent.map(|(text, found)| format!("{text}{found:?}")).collect::<Vec<_>>());
}

#[test]
fn every_record_is_closed_and_every_key_described() {
    let mut cases = vec![(vec!["a_key_of_nobody".to_owned()], json!(1))];
    let mut wrong = Vec::new();
    for (steps, property) in properties() {
        let path = steps.join(".");
        if !property["description"].as_str().is_some_and(|text| text.ends_with('.')) {
            wrong.push(format!("{path} is not described"));
        }
        let forms = property["oneOf"].as_array().cloned().unwrap_or_default();
        let forms = forms.iter().chain([&property, &property["items"]]);
        for form in forms.filter(|form| form["properties"].is_object()) {
            if form["additionalProperties"] != json!(false) {
                wrong.push(format!("{path} is open"));
            }
            let item = (*form == property["items"]).then(|| "-".to_owned());
            let last = item.into_iter().chain(["a_key_of_nobody".to_owned()]);
            cases.push((steps.iter().cloned().chain(last).collect(), json!(1)));
        }
    }
    for (text, found) in read(&cases) {
        if !found.iter().any(|one| one.code == Code::ClientKeyUnknown && is_at_value(&text, one)) {
            wrong.push(format!("{text}{found:?}"));
        }
    }
    assert!(cases.len() > 25);
    assert_none(&wrong);
}

#[test]
fn the_schema_says_which_requirement_asks() {
    let schema: Value = serde_json::from_str(&client_schema()).unwrap();
    let phone = &schema["properties"]["contacts"]["items"]["properties"]["phone"]["description"];
    assert_eq!(phone, "The telephone number, quoted. Asked for by SRP-13.");
    assert_eq!(schema["required"], json!(["srp"]));
    assert_eq!(schema["additionalProperties"], json!(false));
}

/// Adds what keeps a value from being what a schema says; patterns are left out.
fn judge(schema: &Value, value: &Value, path: &str, faults: &mut Vec<String>) {
    if let Some(variants) = schema["oneOf"].as_array() {
        let fits = |variant: &&Value| {
            let mut own = Vec::new();
            judge(variant, value, path, &mut own);
            own.is_empty()
        };
        if variants.iter().filter(fits).count() != 1 {
            faults.push(format!("{path}: {value} is not one of the forms"));
        }
        return;
    }
    let is_a = |name: &Value| match name.as_str().unwrap() {
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_i64(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("the type {other}"),
    };
    let types = schema["type"].as_array().map_or(vec![&schema["type"]], |all| all.iter().collect());
    if !types.into_iter().any(is_a) {
        faults.push(format!("{path}: {value} is not of type {}", schema["type"]));
        return;
    }
    if schema["enum"].as_array().is_some_and(|words| !words.contains(value)) {
        faults.push(format!("{path}: {value} is not one of {}", schema["enum"]));
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        judge(&schema["items"], item, &format!("{path}[{n}]"), faults);
    }
    for (name, value) in value.as_object().into_iter().flatten() {
        let path = format!("{path}.{name}");
        match (&schema["properties"][name], &schema["additionalProperties"]) {
            (Value::Null, Value::Bool(false)) => faults.push(format!("{path} is no key")),
            (Value::Null, any) => judge(any, value, &path, faults),
            (known, _) => judge(known, value, &path, faults),
        }
    }
}

#[test]
fn the_sample_and_the_template_are_what_the_schema_says() {
    let schema: Value = serde_json::from_str(&client_schema()).unwrap();
    let mut plans: Vec<(String, String)> = Vec::new();
    for (path, bytes) in files_below(&repository("content/clients")) {
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let front = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n"));
        match Path::new(&path).extension().and_then(|ending| ending.to_str()) {
            Some("yaml") => plans.push((path, text)),
            Some("md") => plans.extend(front.map(|(front, _)| (path, front.to_owned()))),
            _ => {}
        }
    }
    let template = with_rare_keys(&client_template("Acme", day("2026-03-02")).text);
    plans.push(("template".to_owned(), template.split("\n---\n").next().unwrap().to_owned()));
    let mut faults = Vec::new();
    let mut count = 0;
    for (path, text) in plans {
        let plan: Value = serde_yaml::from_str(&text).unwrap();
        if plan.get("srp").is_some() {
            count += 1;
            judge(&schema, &plan, &path, &mut faults);
        }
    }
    assert!(count > 6, "{count} plans");
    assert_none(&faults);
}

#[test]
fn every_code_and_requirement_is_explained_in_80_columns() {
    let names: Vec<&str> = Code::ALL.iter().map(|code| code.name()).collect();
    let list = list();
    let listed: Vec<&str> = list.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(listed, names);
    let mut wrong = Vec::new();
    for name in names {
        let text = explain(&name.to_lowercase()).unwrap();
        assert!(text.starts_with(name));
        let long = text.lines().filter(|line| line.chars().count() > 80 || line.ends_with(' '));
        wrong.extend(long.map(str::to_owned));
    }
    assert_none(&wrong);
    assert_eq!(explain("SRP-37"), None);
    let parts =
        ["Level", "Clause", "Origin", "Reported", "Why", "To meet it", "Left out", "Severity"];
    let text = explain("SRP-12").unwrap();
    for part in parts {
        assert!(text.contains(&format!("\n{part}")), "{part} is not in {text}");
    }
}

fn run(place: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rulebook"));
    command.current_dir(place).args(args).env_remove("SOURCE_DATE_EPOCH").output().unwrap()
}

#[test]
fn a_plan_is_begun_and_never_replaced() {
    let place = TempDir::new().unwrap();
    let inside = |path: &str| place.path().join(path);
    fs::create_dir(inside("content")).unwrap();
    let new = |more: &[&str]| {
        run(
            place.path(),
            &[&["new", "client", "Acme & Co", "--as-of", "2026-03-02"], more].concat(),
        )
    };
    let first = new(&[]);
    assert_eq!(first.status.code(), Some(0));
    let written = fs::read_to_string(inside("content/clients/acme-co.md")).unwrap();
    assert_eq!(written, client_template("Acme & Co", day("2026-03-02")).text);
    fs::write(inside("content/clients/acme-co.md"), "mine").unwrap();
    let again = new(&[]);
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(
        String::from_utf8(again.stderr).unwrap(),
        "error: `content/clients/acme-co.md` is there already, and stays as it is\n  \
         = help: edit that file, or give the client another name\n"
    );
    assert_eq!(fs::read_to_string(inside("content/clients/acme-co.md")).unwrap(), "mine");
    fs::rename(inside("content/clients/acme-co.md"), inside("content/clients/acme-co.yaml"))
        .unwrap();
    assert_eq!(new(&[]).status.code(), Some(2));
    assert_eq!(new(&["--dir", "../outside"]).status.code(), Some(2));
    assert_eq!(new(&["--dir", "a/b"]).status.code(), Some(0));
    assert_eq!(new(&["nowhere"]).status.code(), Some(2));
    let names: Vec<String> = files_below(place.path()).into_keys().collect();
    assert_eq!(names, ["content/a/b/acme-co.md", "content/clients/acme-co.yaml"]);
}

#[test]
fn explanations_and_the_schema_are_printed() {
    let place = TempDir::new().unwrap();
    let stdout = |args: &[&str]| {
        let ran = run(place.path(), args);
        assert_eq!((ran.status.code(), ran.stderr.as_slice()), (Some(0), &b""[..]));
        String::from_utf8(ran.stdout).unwrap()
    };
    assert_eq!(stdout(&["schema", "client"]), client_schema());
    assert_eq!(stdout(&["explain"]), list());
    assert_eq!(stdout(&["explain", "srp-13"]), explain("SRP-13").unwrap());
    let unknown = run(place.path(), &["explain", "SPR-13"]);
    assert_eq!((unknown.status.code(), unknown.stdout.as_slice()), (Some(2), &b""[..]));
    assert_eq!(
        String::from_utf8(unknown.stderr).unwrap(),
        "error: `SPR-13` is no requirement and no code\n  = help: did you mean `SRP-13`?\n"
    );
}

/// The page in the handbook that says what a check reports: what authors wrote, then the reference.
const CHECKS: &str = "content/quality/checks.md";
const MARK: &str = "<!-- What is below this line is written by `UPDATE=1 cargo test`. -->\n\n";

#[test]
fn the_page_on_checks_is_what_explain_says() {
    let page = fs::read_to_string(repository(CHECKS)).unwrap();
    let (written, _) = page.split_once(MARK).unwrap();
    let reference = reference();
    let page = format!("{written}{MARK}{reference}");
    let mut wrong = Vec::from_iter(differs(&repository(CHECKS), &page));
    for code in Code::ALL.iter().filter(|code| !code.is_requirement()) {
        let explained = explain(code.name()).unwrap();
        let is_rule = explained.contains("\nTo mend it");
        let place = if is_rule { format!("\n### `{code}`\n\n") } else { format!("\n- `{code}`, ") };
        if reference.matches(&place).count() != 1 {
            wrong.push(format!("{code} is not said once"));
        }
        if !reference.contains(code.explain()) {
            wrong.push(format!("{code} is not explained"));
        }
    }
    assert_none(&wrong);
}
