//! The SARIF printer: one log, version 2.1.0, with what is said of each rule, and fixes.

use crate::diag::area::{Area, Areas, Fingerprints, shown_path, told};
use crate::diag::{Code, Diagnostic, Diagnostics, Fix, Texts};
use crate::place::encoded_path;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// What is said of a rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Help {
    /// In plain text.
    pub text: String,
    /// The same in Markdown.
    pub markdown: String,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    results: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule<'a> {
    id: &'a str,
    short_description: Message,
    full_description: Message,
    help: Help,
    default_configuration: Configuration,
}

#[derive(Serialize)]
struct Configuration {
    enabled: bool,
    level: &'static str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'a> {
    rule_id: &'a str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    partial_fingerprints: BTreeMap<&'static str, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Change<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    end_line: usize,
    end_column: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'a> {
    description: Message,
    artifact_changes: [ArtifactChange<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactChange<'a> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'a> {
    deleted_region: Region,
    inserted_content: Content<'a>,
}

#[derive(Serialize)]
struct Content<'a> {
    text: &'a str,
}

/// Writes the log, with a newline at its end.
///
/// Files are named with `prefix` before them, as one gets to them from the current folder; `help` says
/// what is to be said of a rule. Only rules with findings are described. The fingerprint stays while
/// the lines of a finding move.
///
/// # Errors
/// Only when `to` fails.
pub fn write(
    diagnostics: &Diagnostics,
    texts: &dyn Texts,
    prefix: &str,
    help: &dyn Fn(Code) -> Help,
    to: &mut dyn Write,
) -> std::fmt::Result {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|found| found.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let mut areas = Areas::of(texts);
    let mut prints = Fingerprints::of(texts);
    let results = diagnostics.iter().map(|found| {
        let artifact = uri(&shown_path(prefix, &found.at.file));
        let region = areas.area(&found.at.file, found.at.span).into();
        let fixes = found.fix.iter().map(|fix| change(found, fix, &artifact, &mut areas)).collect();
        let print = prints.next(found);
        let place = PhysicalLocation { artifact_location: Artifact { uri: artifact }, region };
        Finding {
            rule_id: found.code.name(),
            rule_index: codes.binary_search(&found.code).unwrap_or_default(),
            level: found.severity.name(),
            message: Message { text: told(found) },
            locations: [Location { physical_location: place }],
            partial_fingerprints: BTreeMap::from([(
                "primaryLocationLineHash",
                format!("{}:{}", print.lines, print.nth),
            )]),
            fixes,
        }
    });
    let results = results.collect();
    let rules = codes.iter().map(|code| rule(*code, help(*code))).collect();
    let driver = Driver { name: "rulebook", semantic_version: env!("CARGO_PKG_VERSION"), rules };
    let run = Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results };
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    let text = serde_json::to_string(&log).map_err(|_| std::fmt::Error)?;
    writeln!(to, "{text}")
}

fn rule(code: Code, help: Help) -> Rule<'static> {
    let about = code.explain();
    // The first sentence names it, all of them describe it.
    let short = about.split_once(". ").map_or(about, |(first, _)| first);
    Rule {
        id: code.name(),
        short_description: Message { text: format!("{}.", short.trim_end_matches('.')) },
        full_description: Message { text: about.to_owned() },
        help,
        default_configuration: Configuration {
            enabled: !code.is_optional(),
            level: code.severity().name(),
        },
    }
}

fn change<'a>(
    found: &'a Diagnostic,
    fix: &'a Fix,
    artifact: &str,
    areas: &mut Areas<'a>,
) -> Change<'a> {
    let replacements = fix.edits.iter().map(|edit| Replacement {
        deleted_region: areas.area(&found.at.file, edit.span).into(),
        inserted_content: Content { text: &edit.text },
    });
    let change = ArtifactChange {
        artifact_location: Artifact { uri: artifact.to_owned() },
        replacements: replacements.collect(),
    };
    Change { description: Message { text: fix.title.clone() }, artifact_changes: [change] }
}

/// Returns a path as a reference of an address.
fn uri(path: &str) -> String {
    let encoded = encoded_path(path);
    if path.starts_with('/') { format!("file://{encoded}") } else { encoded }
}

impl From<Area> for Region {
    fn from(area: Area) -> Self {
        Self {
            start_line: area.line,
            start_column: area.column,
            end_line: area.end_line,
            end_column: area.end_column,
        }
    }
}
