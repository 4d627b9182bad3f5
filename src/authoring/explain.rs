//! What a requirement asks for, and what a code means: for a terminal, from the tables.

use crate::authoring::{paths, wrapped};
use crate::diag::Code;
use crate::diag::sarif::Help;
use crate::rules::doc;
use crate::srp::{Level, Origin, Requirement, requirement};
use crate::text::nearest::nearest;
use std::fmt::Write;

/// The longest line.
const WIDTH: usize = 80;
/// The column in which explanations begin.
const COLUMN: usize = 12;

/// What is said of a rule that has to be asked for.
pub(super) const OPTIONAL: &str =
    "Reported only where `checks` in `rulebook.yaml` gives it a level.";

/// Explains a requirement (`SRP-13`) or another code (`link-target-missing`), in any case; `None` when
/// there is none of that name. No line is longer than 80 columns.
///
/// ```
/// assert!(rulebook::authoring::explain("srp-13").is_some_and(|text| text.starts_with("SRP-13")));
/// ```
pub fn explain(name: &str) -> Option<String> {
    if let Some((_, requirement)) = requirement(name) {
        return Some(explained(requirement));
    }
    let code = Code::ALL.iter().find(|code| code.name().eq_ignore_ascii_case(name.trim()))?;
    let mut text = format!("{code}\n\n");
    write_part("Severity", code.severity().name(), &mut text);
    write_part("Means", code.explain(), &mut text);
    if let Some(doc) = doc(*code) {
        if code.is_optional() {
            write_part("Off", OPTIONAL, &mut text);
        }
        write_part("Why", doc.why, &mut text);
        write_part("Left alone", doc.quiet, &mut text);
        write_part("To mend it", doc.fix, &mut text);
        write_example("Wrong", doc.wrong, &mut text);
        write_example("Right", doc.right, &mut text);
    }
    Some(text)
}

/// Returns every requirement and code with what it is about, one on a line.
pub fn list() -> String {
    let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    for code in Code::ALL {
        let (weight, about) = match requirement(code.name()) {
            Some((_, found)) => (found.level.word(), found.title),
            None => (code.severity().name(), code.explain()),
        };
        write_line(&format!("{:width$}  {weight:8}  {about}", code.name()), &mut text);
    }
    text
}

/// Returns what is said of a code where there is no terminal: in logs that other programs show.
pub fn help(code: Code) -> Help {
    let text = explain(code.name()).unwrap_or_default();
    let paragraphs = match (requirement(code.name()), doc(code)) {
        (Some((_, asked)), _) => vec![
            format!("{}.", asked.title.trim_end_matches('.')),
            asked.why.to_owned(),
            format!("**To meet it:** {}", asked.fix),
        ],
        (None, Some(doc)) => vec![
            code.explain().to_owned(),
            doc.why.to_owned(),
            format!("**Left alone:** {}", doc.quiet),
            format!("**To mend it:** {}", doc.fix),
            fenced("Wrong", doc.wrong),
            fenced("Right", doc.right),
        ],
        (None, None) => vec![code.explain().to_owned()],
    };
    let said = paragraphs.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>();
    Help { text, markdown: said.join("\n\n") }
}

/// Returns an example as a block of code that nothing in it can end.
pub(super) fn fenced(label: &str, example: &str) -> String {
    if example.is_empty() {
        return String::new();
    }
    format!("**{label}:**\n\n~~~~~markdown\n{example}\n~~~~~")
}

/// Returns the name of the requirement or code nearest to what was written, when one is near.
pub fn nearest_name(written: &str) -> Option<&'static str> {
    nearest(written.trim(), Code::ALL.iter().map(|code| code.name()))
}

fn explained(asked: &Requirement) -> String {
    let code = asked.code;
    let mut text = String::new();
    for line in wrapped(&format!("{code}: {}", asked.title), WIDTH) {
        write_line(&line, &mut text);
    }
    text.push('\n');
    write_part("Level", asked.level.word(), &mut text);
    write_part(
        "Clause",
        &format!("{}: {}", asked.clause.title(), asked.clause.summary()),
        &mut text,
    );
    write_part("Origin", origin(asked.origin), &mut text);
    write_part("Reported", code.explain(), &mut text);
    write_part("Why", asked.why, &mut text);
    write_part("To meet it", asked.fix, &mut text);
    let keys: Vec<String> = paths()
        .into_iter()
        .filter(|(_, key)| key.asked_by.contains(code.name()))
        .map(|(path, _)| path)
        .collect();
    if !keys.is_empty() {
        write_part("Keys", &keys.join(", "), &mut text);
    }
    write_part("Left out", &left_out(asked), &mut text);
    write_part("Severity", &severity(asked), &mut text);
    text
}

/// Returns where a requirement comes from.
fn origin(origin: Origin) -> &'static str {
    match origin {
        Origin::Clause => "The clause of the policy says so.",
        Origin::Ancestor => {
            "The SANS policy from which such policies descend says so; many of them leave it out."
        }
        Origin::Organisation => "Another policy of the organisation says so.",
        Origin::Practice => "Good practice: auditors ask for it.",
    }
}

/// Returns what makes a plan good without it.
fn left_out(asked: &Requirement) -> String {
    let code = asked.code;
    if asked.can_be_left_out {
        format!(
            "When the contract does not ask for it: cite its clause in `not_required`, under `{code}`."
        )
    } else {
        "No contract can leave it out.".to_owned()
    }
}

fn severity(asked: &Requirement) -> String {
    let code = asked.code;
    let lower = match asked.level {
        Level::Must => "; a warning in drafts and voluntary plans",
        Level::Should => "; a note in drafts and voluntary plans",
        Level::Practice => "",
    };
    let severity = code.severity();
    format!(
        "{severity}{lower}. In rulebook.yaml, `requirements: {{ {code}: off }}` or note, warning, error changes it."
    )
}

/// Writes a label and, beside it, a text of any length.
fn write_part(label: &str, about: &str, text: &mut String) {
    for (n, line) in wrapped(about, WIDTH - COLUMN).iter().enumerate() {
        let label = if n == 0 { label } else { "" };
        write_line(&format!("{label:COLUMN$}{line}"), text);
    }
}

/// Writes an example as it is, line by line.
fn write_example(label: &str, example: &str, text: &mut String) {
    for (n, line) in example.lines().enumerate() {
        let label = if n == 0 { label } else { "" };
        write_line(format!("{label:COLUMN$}{line}").trim_end(), text);
    }
}

fn write_line(line: &str, text: &mut String) {
    writeln!(text, "{line}").expect("writing to memory does not fail");
}
