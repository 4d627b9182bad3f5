//! Hostile client plans: whatever stands in front matter, the build ends, points into the file, and
//! publishes nothing that runs.
//!
//! The plans are made from the example of `tests/cases/srp`: each value in turn is replaced by every
//! other kind of value, or by markup.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at files")]
#![allow(
    clippy::format_collect,
    clippy::format_push_string,
    reason = "it is read more often than it is run"
)]

use crate::fuzz::answer::{is_safe_segment, judged, sound};
use crate::fuzz::tags::{Token, tokens};
use crate::support::{assert_none, pages, repository};
use rulebook::place::OutPath;
use rulebook::{Build, Code, SourceTree};
use serde_json::{Map, Value, json};
use std::fs;

/// Markup that breaks out of text and of attributes; no tag and no attribute of ours has its names.
const MARKUP: &str = "\"'><zq7 onerror=alert(1)><script>alert(1)</script></style></svg><img src=x onerror=alert(1)>--><svg onload=zq7()>";

/// A picture that exists, and is not what it says.
const DIAGRAM: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\"/>";

/// Returns the example's data, with the keys that it leaves out.
fn example() -> Value {
    let path = repository("tests/cases/srp/example/clients/skerrow-ferries.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once("---\n").unwrap();
    let (yaml, _) = rest.split_once("\n---\n").unwrap();
    let mut plan: Value = serde_yaml::from_str(yaml).unwrap();
    plan["cover"]["rota"] = json!("rota of the watch");
    plan["contacts"][0]["alt"] = json!("channel of the watch");
    plan["contacts"][0]["share"] = json!(["client"]);
    plan["contacts"][0]["team"] = json!("watch");
    plan["escalation"][0]["after"] = json!("5m");
    plan["escalation"][0]["also"] = json!(["harbour"]);
    plan["service"]["diagrams"][0]["mermaid"] = json!("graph LR; a --> b");
    plan["triage"]["steps"][0]["kind"] = json!("other");
    plan["triage"]["steps"][0]["with"] = json!(["harbour"]);
    plan["exercise"]["by"] = json!("Yvette Lorne");
    plan["exercise"]["outcome"] = json!("two numbers were wrong");
    plan["review"]["kind"] = json!("yearly");
    plan["review"]["record"] = json!("https://records.example/7");
    plan["approval"]["hash"] = json!("0000");
    plan["contacts_held_in"] = json!("annex D");
    plan["not_required"] = json!({ "SRP-08": "annex C" });
    plan["visibility"] = json!({ "service.architecture": ["isms"] });
    plan
}

/// Writes a plan as front matter, a line for each of its keys.
fn written(plan: &Value) -> String {
    let keys = plan.as_object().unwrap().iter();
    let lines: String = keys.map(|(key, value)| format!("{}: {value}\n", json!(key))).collect();
    format!("---\n{lines}---\n# Plan\n\nText.\n").replacen("\"srp\":", "srp:", 1)
}

/// The place of a value: keys, and 0 for the first item of a list.
type Path = Vec<String>;

/// Collects the places of all values; of lists the first item, since all are read alike.
fn paths(value: &Value, at: &Path, found: &mut Vec<Path>) {
    let mut child = |key: &str, value: &Value| {
        let path = [at.as_slice(), &[key.to_owned()]].concat();
        found.push(path.clone());
        paths(value, &path, found);
    };
    match value {
        Value::Object(pairs) => pairs.iter().for_each(|(key, value)| child(key, value)),
        Value::Array(items) => items.iter().take(1).for_each(|item| child("0", item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Returns the plan with another value at a place.
fn replaced(plan: &Value, path: &Path, new: &Value) -> Value {
    let mut plan = plan.clone();
    *plan.pointer_mut(&format!("/{}", path.join("/"))).unwrap() = new.clone();
    plan
}

/// Returns the other kinds of value that may stand in a place.
fn kinds() -> Vec<Value> {
    vec![
        json!(["x", 7, null, { "a": "b" }]),
        json!({ "x": "y", "name": ["z"] }),
        json!(-7),
        json!(null),
        json!(""),
        json!("\u{0}\u{202e}x\u{2066}\u{7f}"),
    ]
}

/// Returns a tree of plans, each a client of its own unless its id is what was changed.
fn tree_of(plans: &[(Path, Value)]) -> SourceTree {
    let file = |(n, (path, plan)): (usize, &(Path, Value))| {
        let mut plan = plan.clone();
        let is_kept = path.first().is_some_and(|key| key == "client") && path.len() < 3;
        if !is_kept || path.last().is_some_and(|key| key != "client" && key != "id") {
            plan["client"]["id"] = json!(format!("client-{n}"));
        }
        (format!("clients/p{n}.md"), written(&plan).into_bytes())
    };
    let mut files: Vec<(String, Vec<u8>)> = plans.iter().enumerate().map(file).collect();
    files.push(("clients/skerrow-desk.svg".to_owned(), DIAGRAM.as_bytes().to_vec()));
    files.push(("policy.md".to_owned(), POLICY.as_bytes().to_vec()));
    SourceTree::from_files(files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())))
}

/// A policy, so that its page shows who meets it.
const POLICY: &str =
    "# Security Response Plan\n\n## Scope\n\nText.\n\n## Contact Information\n\nText.\n";

/// Builds plans together, and, when that finds a fault, one by one to name the place.
fn fault_of(plans: &[(Path, Value)]) -> Option<String> {
    let fault = |plans: &[(Path, Value)]| {
        judged(tree_of(plans)).map_or_else(Some, |build| unsafe_output(&build))
    };
    let together = fault(plans)?;
    let alone = plans.iter().find_map(|one| {
        let fault = fault(std::slice::from_ref(one))?;
        let value = one.1.pointer(&format!("/{}", one.0.join("/")));
        Some(format!("{}: {}\n{fault}", one.0.join("."), value.unwrap_or(&Value::Null)))
    });
    Some(alone.unwrap_or_else(|| format!("of all together only: {together}")))
}

/// Returns an output in which what the author wrote is more than text, or that can't be a file.
fn unsafe_output(build: &Build) -> Option<String> {
    let is_safe = |path: &&OutPath| path.as_str().split('/').all(is_safe_segment);
    if let Some(path) = build.outputs.keys().find(|path| !is_safe(path)) {
        return Some(format!("no file can have the name {path}"));
    }
    pages(build).into_iter().find_map(|(path, text)| {
        let fault = match path.rsplit('.').next()? {
            "html" => live(&text),
            "json" if path.starts_with("compliance") => {
                serde_json::from_str::<Value>(&text).err().map(|fault| fault.to_string())
            }
            "csv" => formula(&text),
            "ics" => line_of_calendar(&text),
            _ => None,
        };
        fault.map(|fault| format!("{path}: {fault}"))
    })
}

/// Finds tags and attributes that only an author can have written.
fn live(html: &str) -> Option<String> {
    tokens(html).into_iter().find_map(|token| match token {
        Token::Open(tag) => {
            // Data that no browser runs; the fuzzers look at what is in it.
            let is_data = tag.get("type") == Some("application/ld+json");
            let is_theirs = tag.name.contains("zq7")
                || tag.attributes.iter().any(|(name, _)| name.starts_with("on"))
                || (tag.name == "script" && tag.get("src").is_none() && !is_data);
            is_theirs.then(|| format!("{tag:?}"))
        }
        Token::Comment if !html.starts_with("<!") => Some("a comment".to_owned()),
        Token::Comment | Token::Text(_) | Token::Close(_) => None,
    })
}

/// Finds a cell that a spreadsheet takes for a formula.
fn formula(csv: &str) -> Option<String> {
    let mut cells = Vec::new();
    let (mut cell, mut is_quoted) = (String::new(), false);
    for c in csv.chars() {
        match c {
            '"' => is_quoted = !is_quoted,
            ',' | '\n' | '\r' if !is_quoted => cells.push(std::mem::take(&mut cell)),
            _ => cell.push(c),
        }
    }
    if is_quoted {
        return Some("a quote is never closed".to_owned());
    }
    let is_formula = |cell: &String| cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    cells.into_iter().find(is_formula).map(|cell| format!("the cell {cell:?}"))
}

/// Finds a line that is no property of a calendar.
fn line_of_calendar(ics: &str) -> Option<String> {
    const KNOWN: &[&str] = &[
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SUMMARY",
        "DESCRIPTION",
        "URL",
        "CATEGORIES",
        "TRANSP",
        "X-WR-CALNAME",
        "NAME",
        "STATUS",
        "SEQUENCE",
        "CLASS",
    ];
    ics.split("\r\n").find_map(|line| {
        let name = line.split([':', ';']).next().unwrap_or("");
        let is_known = line.is_empty() || line.starts_with(' ') || KNOWN.contains(&name);
        let is_whole = line.len() <= 75 && !line.contains(|c: char| c.is_control() && c != '\t');
        (!is_known || !is_whole).then(|| format!("the line {line:?}"))
    })
}

/// How many plans stand in a tree: compiling the templates is not to take most of the time.
const PLANS: usize = 60;

#[test]
fn any_kind_of_value_at_any_place_gives_a_sound_site() {
    let plan = example();
    let mut places = Vec::new();
    paths(&plan, &Vec::new(), &mut places);
    assert!(places.len() > 150, "{}", places.len());
    let mut spoilt = Vec::new();
    for path in &places {
        spoilt.extend(kinds().iter().map(|kind| (path.clone(), replaced(&plan, path, kind))));
    }
    assert_none(&spoilt.chunks(PLANS).filter_map(fault_of).collect::<Vec<_>>());
}

#[test]
fn a_value_of_the_wrong_kind_is_reported_at_its_line() {
    let plan = example();
    let mut places = Vec::new();
    paths(&plan, &Vec::new(), &mut places);
    let mut silent = Vec::new();
    for path in places.iter().filter(|path| path.len() < 5 && path[0] != "srp") {
        // What a list of texts, a text and a mapping all are not.
        let wrong = replaced(&plan, path, &json!([[{ "zq7": ["x"] }]]));
        let text = written(&wrong);
        let build = sound(SourceTree::from_files([("p.md", text.clone().into_bytes())]));
        let line =
            text.lines().position(|line| line.starts_with(&format!("\"{}\"", path[0]))).unwrap();
        let of_kind = [Code::ClientValue, Code::ClientKeyUnknown, Code::ClientDate];
        let is_told = build.diagnostics.iter().any(|found| {
            let start = found.at.span.range().start;
            let at = text.get(..start).unwrap().matches('\n').count();
            of_kind.contains(&found.code) && at == line
        });
        if !is_told {
            silent.push(path.join("."));
        }
    }
    assert_none(&silent);
}

#[test]
fn markup_in_every_text_is_shown_and_never_runs() {
    let plan = example();
    let mut places = Vec::new();
    paths(&plan, &Vec::new(), &mut places);
    let is_text = |path: &&Path| plan.pointer(&format!("/{}", path.join("/"))).unwrap().is_string();
    let texts: Vec<&Path> = places.iter().filter(is_text).collect();
    let all = texts.iter().fold(plan.clone(), |plan, path| replaced(&plan, path, &json!(MARKUP)));
    let mut spoilt: Vec<(Path, Value)> = vec![(Vec::new(), all)];
    spoilt
        .extend(texts.iter().map(|path| ((*path).clone(), replaced(&plan, path, &json!(MARKUP)))));
    for scheme in ["JaVa\tScript:alert(1)", "data:text/html,<script>zq7</script>"] {
        let one = |path: &&Path| ((*path).clone(), replaced(&plan, path, &json!(scheme)));
        spoilt.extend(texts.iter().map(one));
    }
    assert_none(&spoilt.chunks(PLANS).filter_map(fault_of).collect::<Vec<_>>());
    let shown = pages(&sound(tree_of(&spoilt[..1])));
    let page = &shown["clients/client-0/index.html"];
    let escaped = "&lt;zq7 onerror=alert(1)&gt;";
    assert!(page.contains(escaped), "{page}");
    let figures: Vec<&str> = page.split("<svg").skip(1).collect();
    assert!(figures.len() > 1 && figures.iter().any(|figure| figure.contains(escaped)), "{page}");
    assert!(shown["clients/client-0/call-sheet.html"].contains(escaped));
    assert!(shown["compliance/index.html"].contains(escaped));
}

#[test]
fn what_would_be_unsafe_is_found() {
    for (text, is_safe) in [
        ("<p>&lt;zq7&gt;</p>", true),
        ("<svg><text><zq7></text></svg>", false),
        ("<p title=\"\" onerror=alert(1)>", false),
        ("<script>alert(1)</script>", false),
        ("<script src=\"theme.js\"></script>", true),
    ] {
        assert_eq!(live(text).is_none(), is_safe, "{text}");
    }
    assert!(formula("a,b\n\"'=1,2\",c\n").is_none());
    assert!(formula("a,b\n\"=1,2\",c\n").is_some());
    assert!(line_of_calendar("BEGIN:VEVENT\r\nSUMMARY:a\r\n b\r\n").is_none());
    assert!(line_of_calendar("SUMMARY:a\nATTACH:b\r\n").is_some());
}

#[test]
fn markup_in_every_key_is_refused_and_never_runs() {
    let plan = example();
    let mut places = Vec::new();
    paths(&plan, &Vec::new(), &mut places);
    let mut spoilt = Vec::new();
    for path in places {
        if let Some(Value::Object(pairs)) = plan.pointer(&format!("/{}", path.join("/"))) {
            let mut pairs: Map<String, Value> = pairs.clone();
            pairs.insert(MARKUP.to_owned(), json!(MARKUP));
            spoilt.push((path.clone(), replaced(&plan, &path, &Value::Object(pairs))));
        }
    }
    assert_none(&spoilt.chunks(PLANS).filter_map(fault_of).collect::<Vec<_>>());
}

/// Returns front matter that no plan should have, each with what it is.
fn hostile() -> Vec<(&'static str, String)> {
    let mut all = structures();
    all.extend(scalars());
    all.extend(multitudes());
    let keys = [
        "id",
        "client.id",
        "client.name",
        "service.name",
        "service.description",
        "contacts.name",
        "contacts.phone",
        "contacts.email",
        "escalation.when",
        "severities.id",
        "triage.steps.do",
        "exceptions.record",
        "notification.personal_data",
    ];
    all.extend(keys.map(|key| (key, huge(key))));
    all
}

/// Returns a plan with a scalar of 100 kB at a key.
fn huge(key: &str) -> String {
    let text = "<b>long</b> ".repeat(100_000 / 12);
    let mut value = json!(text);
    let names: Vec<&str> = key.split('.').collect();
    for (n, name) in names.iter().enumerate().rev() {
        value = json!({ *name: value });
        let is_item = n > 0
            && ["contacts", "escalation", "severities", "steps", "exceptions"]
                .contains(&names[n - 1]);
        if is_item {
            value = json!([value]);
        }
    }
    let mut plan = example();
    for (key, value) in value.as_object().unwrap() {
        plan[key] = value.clone();
    }
    written(&plan)
}

fn plan(yaml: &str) -> String {
    format!("---\nsrp: 1\nclient: {{ id: x, name: X }}\n{yaml}\n---\n# Plan\n")
}

/// Trees that are deep, wide, or made of themselves.
fn structures() -> Vec<(&'static str, String)> {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (name, last) in ('b'..='j').zip('a'..) {
        laughs += &format!("{name}: &{name} [{}]\n", vec![format!("*{last}"); 9].join(", "));
    }
    let contact = "{ id: a, name: A, phone: '+44 20 7946 0001' }";
    let deep: String = (0..500).map(|n| format!("{}service:\n", " ".repeat(n))).collect();
    vec![
        ("deep lists", plan(&format!("contacts: {}", "[".repeat(50_000)))),
        ("closed deep lists", plan(&format!("contacts: {}{}", "[".repeat(30), "]".repeat(30)))),
        ("deep mappings", plan(&format!("service: {}", "{ name: ".repeat(50_000)))),
        ("deep blocks", plan(&deep)),
        ("deep items", plan(&format!("contacts:\n  {}x", "- ".repeat(20_000)))),
        ("aliases of aliases", plan(&laughs)),
        (
            "aliases of contacts",
            plan(&format!(
                "visibility: &a {{ x: [y] }}\ncontacts: [&c {contact}{}]",
                ", *c".repeat(90)
            )),
        ),
        (
            "more aliases than there may be",
            plan(&format!("contacts: [&c {contact}{}]", ", *c".repeat(5_000))),
        ),
        ("an alias of itself", plan("contacts: &a [*a]")),
        ("an alias of nothing", plan("contacts: *nobody")),
        ("a merge", plan("service: &s { name: S }\ncover: { <<: *s, out_of_hours: none }")),
        ("srp twice", "---\nsrp: 1\nsrp: 2\nclient: { id: x }\n---\n# Plan\n".to_owned()),
        (
            "every key twice",
            plan("service: { name: A }\nservice: { name: B, name: C }\ncontacts: []\ncontacts: []"),
        ),
        (
            "keys that differ by case",
            plan("Service: { Name: A }\nservice: { name: B }\nSERVICE: { NAME: C }"),
        ),
        ("keys that are no text", plan("? [a, b]\n: c\nservice: { ? { a: b } : c }")),
        ("a second document", plan("...\n---\nsrp: 1")),
        (
            "tags",
            plan(
                "service: !!python/object:os.system { name: !!binary aGk= }\ncontacts: !!set { a, b }",
            ),
        ),
        ("a directive", "---\n%YAML 1.1\n---\nsrp: 1\n---\n".to_owned()),
        ("nothing but the mark", "---\nsrp:\n---\n".to_owned()),
        ("a mark that is a list", "---\nsrp: [1, [2]]\n---\n".to_owned()),
        ("a mark of another version", "---\nsrp: 99999999999999999999\n---\n".to_owned()),
        ("a plan that never ends", "---\nsrp: 1\nservice: { name: \"X".to_owned()),
        ("tabs", plan("service:\n\tname: A\n\t\tdescription: B")),
    ]
}

/// Values that no reader expects.
fn scalars() -> Vec<(&'static str, String)> {
    let durations = [
        "99999999999999999999d",
        "18446744073709551615m",
        "4294967296bd",
        "-4h",
        "0m",
        "1e9h",
        "٤h",
        "",
        "h",
    ];
    let severities = durations.map(|time| format!("{{ id: '{time}', remediate: '{time}', mitigate: '{time}', acknowledge: '{time}', clock: business }}"));
    let days = [
        "0000-00-00",
        "9999-12-31",
        "10000-01-01",
        "-0001-01-01",
        "2026-02-30",
        "0001-01-01",
        "2026-13-01",
    ];
    let contacts =
        days.map(|day| format!("{{ id: '{day}', phone: '+44 20 7946 0001', verified: {day} }}"));
    let exceptions = days.map(|day| format!("{{ id: E, requirement: SRP-14, approved_by: isms-committee, approved_on: {day}, from: {day}, until: {day}, review_by: {day} }}"));
    let cycles = days.map(|day| plan(&format!("review: {{ every: 99999999m, last: {day} }}\nexercise: {{ every: 9999999999999w, last: {day} }}\ncontract: {{ ends: {day} }}")));
    let mut all = texts();
    all.extend([
        ("durations", plan(&format!("severities: [{}]", severities.join(", ")))),
        ("verified", plan(&format!("contacts: [{}]", contacts.join(", ")))),
        ("exceptions", plan(&format!("exceptions: [{}]", exceptions.join(", ")))),
        (
            "hours",
            plan(
                "cover: { business_hours: 'Sun-Mon 23:59-00:00', timezone: 'Mars/Olympus' }\nseverities: [{ id: a, acknowledge: 1bd, clock: business }]",
            ),
        ),
        (
            "hours that are none",
            plan(
                "cover: { business_hours: 'Mon-Fri 09:00-09:00', timezone: '../../etc/passwd' }\nseverities: [{ id: a, acknowledge: 9999bd, remediate: 99999999h, clock: business }]",
            ),
        ),
        (
            "a night in which clocks change",
            plan(
                "cover: { business_hours: 'Sat-Sun 01:00-02:00', timezone: Europe/London }\nseverities: [{ id: a, acknowledge: 400bd, remediate: 40000h, clock: business }]",
            ),
        ),
        (
            "numbers",
            plan(
                "escalation: [{ level: 9223372036854775807, contact: a }, { level: -9223372036854775808 }, { level: 0x10 }, { level: .inf }, { level: 1e3 }]",
            ),
        ),
    ]);
    all.extend(cycles.map(|plan| ("cycles", plan)));
    all.extend(identifiers());
    all
}

/// Names of clients that no file can have.
fn identifiers() -> impl Iterator<Item = (&'static str, String)> {
    let ids = [
        "../../x",
        "..",
        "con",
        "NUL",
        "-",
        "🦀",
        "a/b",
        "%2e%2e",
        "\\0x",
        "x\\ny",
        "A",
        "index.html",
        ".git",
    ];
    ids.into_iter().map(|id| {
        ("an id", format!("---\nsrp: 1\nclient: {{ id: \"{id}\", name: \"{id}\" }}\n---\n# Plan\n"))
    })
}

/// Texts that do not stay where they are put.
fn texts() -> Vec<(&'static str, String)> {
    vec![
        ("a NUL", plan("service: { name: \"a\0b\" }")),
        (
            "a NUL that is escaped",
            plan("service: { name: \"a\\0b\", description: \"\\x00\\x1b[2J\\u202e\" }"),
        ),
        (
            "overrides of direction",
            plan("service: { name: \"\u{202e}gpj.exe\u{2066}\", \u{202e}eman: x }"),
        ),
        (
            "characters of no width",
            plan("client\u{200b}: x\n\u{feff}service: { name: \"\u{200b}\" }"),
        ),
        (
            "carriage returns",
            plan("service: { name: A }\r\ncover: { reference: B }\r").replace('\n', "\r\n"),
        ),
        ("a comment of 100 kB", plan(&format!("# {}", "<!-- ".repeat(20_000)))),
    ]
}

/// More of everything than anybody needs.
fn multitudes() -> Vec<(&'static str, String)> {
    let list = |key: &str, count: usize, item: &dyn Fn(usize) -> String| {
        let items: String = (0..count).map(|n| format!("  - {}\n", item(n))).collect();
        plan(&format!("{key}:\n{items}"))
    };
    let flows: String = (0..600)
        .map(|n| format!("    - {{ from: a{n}, to: a{}, data: d }}\n", (n * 7) % 600))
        .collect();
    let row = (0..60).map(|n| format!("i{n}: S{}", n % 3)).collect::<Vec<_>>().join(", ");
    let matrix: String = (0..60).map(|n| format!("    r{n}: {{ {row} }}\n")).collect();
    let left_out: String = (0..900).map(|n| format!("  SRP-{n:02}: \"\"\n")).collect();
    vec![
        (
            "contacts",
            list("contacts", 800, &|n| {
                format!("{{ id: c{n}, name: N, phone: '+44 20 7946 0001', hours: 24x7 }}")
            }),
        ),
        (
            "levels that all call each other",
            list("escalation", 800, &|n| {
                format!("{{ level: {n}, contact: c{n}, after: {n}m, also: [a, b, c] }}")
            }),
        ),
        (
            "severities",
            list("severities", 500, &|n| {
                format!("{{ id: S{n}, name: '{n}', remediate: {n}h, mitigate: {n}h, clock: 24x7 }}")
            }),
        ),
        (
            "exceptions from one requirement",
            list("exceptions", 800, &|n| format!("{{ id: E{n}, requirement: SRP-14 }}")),
        ),
        ("flows", plan(&format!("service:\n  data_flows:\n{flows}"))),
        ("a matrix", plan(&format!("classification:\n  matrix:\n{matrix}"))),
        ("what is not required", plan(&format!("not_required:\n{left_out}"))),
        ("more values than there may be", list("contacts", 9_000, &|n| format!("{{ id: c{n} }}"))),
    ]
}

#[test]
fn hostile_front_matter_gives_a_sound_site() {
    let hostile = hostile();
    assert!(hostile.len() >= 50, "{}", hostile.len());
    let mut faults = Vec::new();
    for (what, text) in &hostile {
        let beside = text.trim_start_matches("---\n").split("\n---\n").next().unwrap_or("");
        for (name, text) in [("clients/x.md", text.as_str()), ("clients/x.yaml", beside)] {
            let tree = SourceTree::from_files([
                (name, text.as_bytes().to_vec()),
                ("policy.md", POLICY.into()),
            ]);
            let fault = judged(tree).map_or_else(Some, |build| unsafe_output(&build));
            let start: String = text.chars().take(200).collect();
            faults.extend(fault.map(|fault| format!("{what} ({name}): {fault}\n{start}")));
        }
    }
    assert_none(&faults);
}
