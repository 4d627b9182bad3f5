//! [`Report`]: what is wrong, as the browser shows it.

use crate::diag::human::{Colour, Printer};
use crate::diag::{Diagnostic, Severity, Texts};
use crate::error::Error;
use crate::place::{Route, SourcePath};
use crate::session::Build;
use crate::text::span::LineIndex;
use serde::Serialize;
use std::sync::Arc;

/// How many findings a browser shows; the terminal has all.
const ENTRIES_MAX: usize = 100;

/// What is wrong with the state of the files, for people who look at the site.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Report {
    /// Whether the files as they are can't be published, so that an earlier site is served.
    pub failed: bool,
    /// How many errors there are.
    pub errors: usize,
    /// How many warnings there are.
    pub warnings: usize,
    /// One document, schema 1: the counts, and `entries` with severity, code, message, file, line and
    /// column from 1, help, excerpt and the page's address below the site's root; the worst first.
    pub json: Arc<[u8]>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    failed: bool,
    errors: usize,
    warnings: usize,
    entries: Vec<Entry<'a>>,
    /// How many are not shown.
    more: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    severity: &'static str,
    code: &'a str,
    message: String,
    file: String,
    line: usize,
    column: usize,
    help: Option<&'a str>,
    excerpt: Option<String>,
    page: Option<String>,
}

/// Returns the address, below the site's root, of the page that a file became.
fn page(build: &Build, file: &SourcePath) -> Option<String> {
    let route = build.route_of(file)?;
    Some(Route::home().href_to(&route, None).as_str().to_owned())
}

impl Default for Report {
    fn default() -> Self {
        Self::of(false, (0, 0), Vec::new(), 0)
    }
}

impl Report {
    /// Returns what a build found, but for what client plans lack: their pages say it. `prefix`
    /// stands before the names of files.
    pub fn of_build(build: &Build, prefix: &str) -> Self {
        let found = build.diagnostics.faults();
        let (errors, warnings) = (found.count(Severity::Error), found.count(Severity::Warning));
        let mut shown: Vec<&Diagnostic> =
            found.iter().filter(|found| found.severity >= Severity::Warning).collect();
        shown.sort_by_key(|found| std::cmp::Reverse(found.severity));
        let more = shown.len().saturating_sub(ENTRIES_MAX);
        let mut printer = Printer::new(Colour::Plain, prefix);
        let entries = shown.into_iter().take(ENTRIES_MAX).map(|diagnostic| {
            let file = &diagnostic.at.file;
            let text = build.text(file).unwrap_or("");
            let at = LineIndex::new(text).line_col(text, diagnostic.at.span.start as usize);
            let help = diagnostic.help.as_str();
            Entry {
                severity: diagnostic.severity.name(),
                code: diagnostic.code.name(),
                message: diagnostic.message.clone(),
                file: format!("{prefix}{file}"),
                line: at.line,
                column: at.column,
                help: (!help.is_empty()).then_some(help),
                excerpt: Some(printer.print(diagnostic, build)),
                page: page(build, file),
            }
        });
        Self::of(errors > 0, (errors, warnings), entries.collect(), more)
    }

    /// Returns that the work could not be done at all.
    pub fn of_error(error: &Error) -> Self {
        let entry = Entry {
            severity: Severity::Error.name(),
            code: "",
            message: error.to_string(),
            file: error.path().display().to_string(),
            line: 1,
            column: 1,
            help: error.help(),
            excerpt: None,
            page: None,
        };
        Self::of(true, (1, 0), vec![entry], 0)
    }

    fn of(
        failed: bool,
        (errors, warnings): (usize, usize),
        entries: Vec<Entry<'_>>,
        more: usize,
    ) -> Self {
        let document = Document { schema: 1, failed, errors, warnings, entries, more };
        let json = serde_json::to_vec(&document).expect("text and numbers have a form in JSON");
        Self { failed, errors, warnings, json: json.into() }
    }
}
