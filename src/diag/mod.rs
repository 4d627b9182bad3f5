//! Diagnostics: faults of the user's files, as values.
//!
//! A stage returns its value and its diagnostics. They are data: a code, a severity, a message, a
//! place and a help line; drawing them is the printers' business.

mod apply;
mod area;
pub mod baseline;
mod code;
mod fix;
pub mod github;
pub mod human;
pub mod json;
pub mod junit;
pub mod sarif;

pub(crate) use apply::apply;
pub use code::Code;
pub use fix::{Edit, Fix};

use crate::place::SourcePath;
use crate::text::span::Span;
use std::fmt;

/// How much a diagnostic matters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Worth knowing; nothing fails.
    Note,
    /// Something is wrong; the site can be published.
    Warning,
    /// The tree can't be published faithfully.
    Error,
}

impl Severity {
    /// Returns the word used in every format.
    pub fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A place in a file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Location {
    /// The file, relative to the content root.
    pub file: SourcePath,
    /// Where in its text.
    pub span: Span,
}

/// One fault of the user's files.
///
/// Ordered by file, position and code; that is the order of every output.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Diagnostic {
    /// Where it is.
    pub at: Location,
    /// Which fault it is.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong: lower case, no full stop, the user's text in backticks.
    pub message: String,
    /// What to do about it; empty when there is nothing to say.
    pub help: String,
    /// The change that removes it, where one is certain.
    pub fix: Option<Box<Fix>>,
}

impl Diagnostic {
    /// Sets the change that removes it.
    pub fn fix(&mut self, fix: Fix) -> &mut Self {
        self.fix = Some(Box::new(fix));
        self
    }

    /// Sets the help line.
    pub fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = help.into();
        self
    }
}

/// Collects the diagnostics of one stage.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reporter {
    found: Vec<Diagnostic>,
}

impl Reporter {
    /// Reports a fault with the severity its code has by default.
    pub fn report(
        &mut self,
        code: Code,
        at: Location,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        let severity = code.severity();
        let help = String::new();
        let message = message.into();
        self.found.push(Diagnostic { at, code, severity, message, help, fix: None });
        self.found.last_mut().expect("one was pushed")
    }

    /// Adds what was found elsewhere.
    pub fn extend(&mut self, found: impl IntoIterator<Item = Diagnostic>) {
        self.found.extend(found);
    }

    /// Returns what was reported, in the order it was found.
    pub fn into_found(self) -> Vec<Diagnostic> {
        self.found
    }
}

/// The diagnostics of a whole build: sorted, each once.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// Sorts by file, position and code, and drops repetitions.
    pub fn new(mut all: Vec<Diagnostic>) -> Self {
        all.sort();
        all.dedup();
        Self(all)
    }

    /// Returns the diagnostics in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Returns those of one file, in order.
    pub fn of_file(&self, file: &SourcePath) -> &[Diagnostic] {
        let start = self.0.partition_point(|found| found.at.file < *file);
        let rest = self.0.get(start..).unwrap_or_default();
        let end = rest.partition_point(|found| found.at.file == *file);
        rest.get(..end).unwrap_or_default()
    }

    /// Returns how many there are of one severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|diagnostic| diagnostic.severity == severity).count()
    }

    /// Returns those that are faults of the files: all but requirements that client plans do not meet.
    #[must_use]
    pub fn faults(&self) -> Self {
        Self(self.iter().filter(|found| !found.code.is_requirement()).cloned().collect())
    }

    /// Returns the highest severity, `None` when there are no diagnostics.
    pub fn worst(&self) -> Option<Severity> {
        self.0.iter().map(|diagnostic| diagnostic.severity).max()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// Where the printers find the text that a diagnostic points into.
pub trait Texts {
    /// Returns the text of a file, `None` when it has none (not UTF-8, not read).
    fn text(&self, file: &SourcePath) -> Option<&str>;
}

/// Returns `text` with control characters and direction overrides made visible, so that content
/// can't drive a terminal or reorder a line.
pub fn neutral(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => c,
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        _ => c,
    };
    text.chars().map(shown).collect()
}

/// Like [`neutral`], for text that must stay on its line: names and messages.
pub fn neutral_line(text: &str) -> String {
    neutral(text).replace('\n', "\u{240a}").replace('\t', "\u{2409}")
}
