//! The printer of `JUnit` XML: each file is a case, which fails when a finding counts.

use crate::diag::area::{Areas, shown_path};
use crate::diag::{Diagnostic, Diagnostics, Severity, Texts, neutral_line};
use crate::place::SourcePath;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What a document is about besides findings.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The files that were checked; those with findings need not be among them.
    pub files: &'a [SourcePath],
    /// What stands before each path (`content/`, or nothing).
    pub prefix: &'a str,
    /// The least severity with which a file fails.
    pub fail_on: Severity,
}

/// Writes the document, with a newline at its end.
///
/// A file that fails has one `failure` with all its findings, since many readers take no more than one;
/// findings that do not count stand in `system-out`. Files are in the order of their paths.
///
/// # Errors
/// Only when `to` fails.
pub fn write(
    diagnostics: &Diagnostics,
    texts: &dyn Texts,
    scope: &Scope<'_>,
    to: &mut dyn Write,
) -> std::fmt::Result {
    let mut cases: BTreeMap<&SourcePath, Vec<&Diagnostic>> =
        scope.files.iter().map(|file| (file, Vec::new())).collect();
    for found in diagnostics {
        cases.entry(&found.at.file).or_default().push(found);
    }
    let fails = |found: &&&Diagnostic| found.severity >= scope.fail_on;
    let failed = cases.values().filter(|found| found.iter().any(|found| fails(&found))).count();
    let counts = format!("tests=\"{}\" failures=\"{failed}\" errors=\"0\"", cases.len());
    writeln!(to, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(to, "<testsuites name=\"rulebook\" {counts}>")?;
    writeln!(to, "<testsuite name=\"rulebook check\" {counts}>")?;
    let mut areas = Areas::of(texts);
    for (file, found) in cases {
        let name = escaped(&neutral_line(&shown_path(scope.prefix, file)));
        write!(to, "<testcase classname=\"rulebook\" name=\"{name}\" file=\"{name}\"")?;
        if found.is_empty() {
            writeln!(to, "/>")?;
            continue;
        }
        writeln!(to, ">")?;
        let (counting, others): (Vec<&Diagnostic>, Vec<_>) =
            found.into_iter().partition(|found| fails(&found));
        if let Some(worst) = counting.iter().map(|found| found.severity).max() {
            let message = match counting.as_slice() {
                [one] => escaped(&neutral_line(&one.message)),
                many => format!("{} findings", many.len()),
            };
            write!(to, "<failure type=\"{worst}\" message=\"{message}\">")?;
            write_lines(&counting, &name, &mut areas, to)?;
            writeln!(to, "</failure>")?;
        }
        if !others.is_empty() {
            write!(to, "<system-out>")?;
            write_lines(&others, &name, &mut areas, to)?;
            writeln!(to, "</system-out>")?;
        }
        writeln!(to, "</testcase>")?;
    }
    writeln!(to, "</testsuite>\n</testsuites>")
}

/// Writes findings, one on a line; `name` is the file's, escaped.
fn write_lines<'a>(
    found: &[&'a Diagnostic],
    name: &str,
    areas: &mut Areas<'a>,
    to: &mut dyn Write,
) -> std::fmt::Result {
    for found in found {
        let area = areas.area(&found.at.file, found.at.span);
        let message = escaped(&neutral_line(&found.message));
        write!(to, "{name}:{}:{}: ", area.line, area.column)?;
        write!(to, "{}[{}]: {message}", found.severity, found.code)?;
        if !found.help.is_empty() {
            write!(to, " ({})", escaped(&neutral_line(&found.help)))?;
        }
        writeln!(to)?;
    }
    Ok(())
}

/// Escapes text for content and attributes; what XML can't hold is shown as such.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
