//! The printer for GitHub: one workflow command for each finding, shown at its line of a pull request.

use crate::diag::area::{Areas, shown_path, told};
use crate::diag::{Diagnostics, Severity, Texts, neutral_line};
use std::fmt::Write;

/// Writes one line for each finding. Files are named with `prefix` before them, as one gets to them
/// from the current folder, which has to be that of the repository.
///
/// # Errors
/// Only when `to` fails.
pub fn write(
    diagnostics: &Diagnostics,
    texts: &dyn Texts,
    prefix: &str,
    to: &mut dyn Write,
) -> std::fmt::Result {
    let mut areas = Areas::of(texts);
    for found in diagnostics {
        let command = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let area = areas.area(&found.at.file, found.at.span);
        let file = property(&neutral_line(&shown_path(prefix, &found.at.file)));
        write!(to, "::{command} file={file},line={},endLine={}", area.line, area.end_line)?;
        // Columns of different lines are refused.
        if area.line == area.end_line {
            write!(to, ",col={},endColumn={}", area.column, area.end_column)?;
        }
        writeln!(to, ",title={}::{}", property(found.code.name()), data(&told(found)))?;
    }
    Ok(())
}

/// Escapes what follows the command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
