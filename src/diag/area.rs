//! Where findings lie as other programs ask for it: lines and columns, names of files, fingerprints.

use crate::diag::{Code, Diagnostic, Texts, neutral_line};
use crate::place::SourcePath;
use crate::text::span::{LineIndex, Span};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A stretch of a text: lines and columns from 1, columns in characters; the end is the position
/// after the last character.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
pub(super) struct Area {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// The lines of the files that findings lie in.
pub(super) struct Areas<'a> {
    texts: &'a dyn Texts,
    lines: BTreeMap<&'a SourcePath, LineIndex>,
}

impl<'a> Areas<'a> {
    pub(super) fn of(texts: &'a dyn Texts) -> Self {
        Self { texts, lines: BTreeMap::new() }
    }

    /// Returns where a span lies. In a file without text it is the beginning.
    pub(super) fn area(&mut self, file: &'a SourcePath, span: Span) -> Area {
        let text = self.texts.text(file).unwrap_or("");
        let lines = self.lines.entry(file).or_insert_with(|| LineIndex::new(text));
        let start = lines.line_col(text, span.start as usize);
        let end = lines.line_col(text, span.end as usize);
        let (line, column) = (start.line, start.column);
        Area { line, column, end_line: end.line, end_column: end.column }
    }

    /// Returns the lines that a span touches, one space between words.
    fn words(&mut self, file: &'a SourcePath, span: Span) -> String {
        let area = self.area(file, span);
        let text = self.texts.text(file).unwrap_or("");
        let Some(lines) = self.lines.get(file) else { return String::new() };
        let (start, _) = lines.line(text, area.line);
        let (last, line) = lines.line(text, area.end_line);
        let text = text.get(start..last + line.len()).unwrap_or("").trim_start_matches('\u{feff}');
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Returns a file's name as one gets to it from the current folder, `prefix` being the content folder
/// (`content/`, or nothing). A file that lies beside the content folder is not named as if one had to
/// go into that folder first.
pub(super) fn shown_path(prefix: &str, file: &SourcePath) -> String {
    match file.as_str().strip_prefix("../") {
        Some(beside) => {
            let above = prefix.trim_end_matches('/').rsplit_once('/').map(|(above, _)| above);
            format!("{}{beside}", above.map_or(String::new(), |above| format!("{above}/")))
        }
        None => format!("{prefix}{file}"),
    }
}

/// What tells one finding from others of its file and rule, wherever its lines move to.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Fingerprint {
    /// 16 hexadecimal digits of a hash of the text of its lines, in which spaces do not count.
    pub(super) lines: String,
    /// Which it is of the findings that have the same lines, from 1.
    pub(super) nth: usize,
}

/// Takes fingerprints, finding by finding in their order.
pub(super) struct Fingerprints<'a> {
    areas: Areas<'a>,
    seen: BTreeMap<(&'a SourcePath, Code, String), usize>,
}

impl<'a> Fingerprints<'a> {
    pub(super) fn of(texts: &'a dyn Texts) -> Self {
        Self { areas: Areas::of(texts), seen: BTreeMap::new() }
    }

    pub(super) fn next(&mut self, found: &'a Diagnostic) -> Fingerprint {
        let words = self.areas.words(&found.at.file, found.at.span);
        let digest = Sha256::digest(words.as_bytes());
        let mut lines = String::with_capacity(16);
        for byte in digest.iter().take(8) {
            write!(lines, "{byte:02x}").expect("writing to memory does not fail");
        }
        let nth = self.seen.entry((&found.at.file, found.code, lines.clone())).or_default();
        *nth += 1;
        Fingerprint { lines, nth: *nth }
    }
}

/// Returns the message and, on a line of its own, the help.
pub(super) fn told(found: &Diagnostic) -> String {
    let message = neutral_line(&found.message);
    if found.help.is_empty() {
        return message;
    }
    format!("{message}\nhelp: {}", neutral_line(&found.help))
}
