//! The JSON printer: one document, schema 1.

use crate::diag::Diagnostic;
use crate::diag::Diagnostics;
use crate::diag::Texts;
use crate::text::span::LineIndex;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The counts that stand beside the diagnostics.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Summary {
    /// Markdown files that became pages.
    pub pages: usize,
    /// How many of them are policies.
    pub policies: usize,
    /// Clients with a plan.
    pub clients: usize,
    /// Requirements that their plans do not meet, or no longer.
    pub unmet: usize,
    /// Links and images inside the tree.
    pub links: usize,
    /// Diagnostics of severity error.
    pub errors: usize,
    /// Diagnostics of severity warning.
    pub warnings: usize,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: u32,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    help: Option<&'a str>,
}

/// Writes the document, with a newline at its end.
///
/// Order: file, position, code. Paths are relative to the content root, with `/`. Lines and columns
/// count from 1, columns in characters; the end is the position after the last character.
///
/// # Errors
/// Only when `to` fails.
pub fn write(
    diagnostics: &Diagnostics,
    texts: &dyn Texts,
    summary: Summary,
    to: &mut dyn Write,
) -> std::fmt::Result {
    let mut indexes = BTreeMap::new();
    let mut entries = Vec::new();
    for diagnostic in diagnostics {
        let file = &diagnostic.at.file;
        let text = texts.text(file).unwrap_or("");
        let index = indexes.entry(file).or_insert_with(|| LineIndex::new(text));
        entries.push(entry(diagnostic, text, index));
    }
    let document = Document { schema: 1, diagnostics: entries, summary };
    let text = serde_json::to_string(&document).map_err(|_| std::fmt::Error)?;
    writeln!(to, "{text}")
}

fn entry<'a>(diagnostic: &'a Diagnostic, text: &str, index: &mut LineIndex) -> Entry<'a> {
    let start = index.line_col(text, diagnostic.at.span.start as usize);
    let end = index.line_col(text, diagnostic.at.span.end as usize);
    let help = diagnostic.help.as_str();
    Entry {
        code: diagnostic.code.name(),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        file: diagnostic.at.file.as_str(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        help: (!help.is_empty()).then_some(help),
    }
}
