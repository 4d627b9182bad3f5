//! The JSON printer: one document, schema 1.

use crate::diag::area::{Area, Areas};
use crate::diag::baseline::{Sifted, Vanished};
use crate::diag::{Diagnostic, Diagnostics, Edit, Texts};
use serde::Serialize;
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
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<OfBaseline<'a>>,
}

#[derive(Serialize)]
struct OfBaseline<'a> {
    known: usize,
    vanished: Vec<Gone<'a>>,
}

#[derive(Serialize)]
struct Gone<'a> {
    code: &'a str,
    file: &'a str,
    count: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    file: &'a str,
    #[serde(flatten)]
    area: Area,
    help: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    fix: Option<Change<'a>>,
}

#[derive(Serialize)]
struct Change<'a> {
    title: &'a str,
    edits: Vec<Replacement<'a>>,
}

#[derive(Serialize)]
struct Replacement<'a> {
    #[serde(flatten)]
    area: Area,
    start_byte: u32,
    end_byte: u32,
    text: &'a str,
}

/// Writes the document, with a newline at its end.
///
/// Order: file, position, code. Paths are relative to the content root, with `/`. Lines and columns
/// count from 1, columns in characters; the end is the position after the last character. A finding
/// that can be mended by program has a `fix`, with edits of its file that ascend and do not overlap;
/// their bytes count from 0. `rulebook schema findings` prints the
/// schema. `baseline` is there where known findings were taken out.
///
/// # Errors
/// Only when `to` fails.
pub fn write(
    diagnostics: &Diagnostics,
    texts: &dyn Texts,
    summary: Summary,
    known: Option<&Sifted>,
    to: &mut dyn Write,
) -> std::fmt::Result {
    let mut areas = Areas::of(texts);
    let entries = diagnostics.iter().map(|found| entry(found, &mut areas)).collect();
    let baseline = known.map(|sifted| OfBaseline {
        known: sifted.known,
        vanished: sifted.vanished.iter().map(gone).collect(),
    });
    let document = Document { schema: 1, diagnostics: entries, summary, baseline };
    let text = serde_json::to_string(&document).map_err(|_| std::fmt::Error)?;
    writeln!(to, "{text}")
}

fn gone(gone: &Vanished) -> Gone<'_> {
    Gone { code: &gone.rule, file: &gone.file, count: gone.count }
}

fn entry<'a>(diagnostic: &'a Diagnostic, areas: &mut Areas<'a>) -> Entry<'a> {
    let file = &diagnostic.at.file;
    let area = areas.area(file, diagnostic.at.span);
    let help = diagnostic.help.as_str();
    let mut replacement = |edit: &'a Edit| Replacement {
        area: areas.area(file, edit.span),
        start_byte: edit.span.start,
        end_byte: edit.span.end,
        text: &edit.text,
    };
    let fix = diagnostic.fix.as_deref().map(|fix| Change {
        title: &fix.title,
        edits: fix.edits.iter().map(&mut replacement).collect(),
    });
    Entry {
        code: diagnostic.code.name(),
        severity: diagnostic.severity.name(),
        message: &diagnostic.message,
        file: file.as_str(),
        area,
        help: (!help.is_empty()).then_some(help),
        fix,
    }
}
