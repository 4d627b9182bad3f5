//! The printer for people: an excerpt with a caret, and what to do.

use crate::diag::area::shown_path;
use crate::diag::{Diagnostic, Severity, Texts, neutral, neutral_line};
use crate::place::SourcePath;
use crate::text::span::LineIndex;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// A line longer than this is not quoted; its position is given instead.
const QUOTED_LINE_BYTES_MAX: usize = 1_000;

/// Whether the text carries terminal colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Colour {
    /// Escape sequences for colour and weight.
    Ansi,
    /// Plain text.
    Plain,
}

/// Draws diagnostics for one output.
#[derive(Debug)]
pub struct Printer {
    renderer: Renderer,
    prefix: String,
    /// The lines of the file printed last; diagnostics come file by file.
    lines: Option<(SourcePath, LineIndex)>,
}

impl Printer {
    /// Returns a printer that writes `prefix` before each path (`content/`, or nothing).
    pub fn new(colour: Colour, prefix: &str) -> Self {
        let renderer = match colour {
            Colour::Ansi => Renderer::styled(),
            Colour::Plain => Renderer::plain(),
        };
        Self {
            renderer: renderer.decor_style(DecorStyle::Ascii),
            prefix: neutral(prefix),
            lines: None,
        }
    }

    /// Returns one diagnostic as text, with a newline at its end.
    pub fn print(&mut self, diagnostic: &Diagnostic, texts: &dyn Texts) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let path = neutral_line(&shown_path(&self.prefix, &diagnostic.at.file));
        let message = neutral_line(&diagnostic.message);
        let help = neutral_line(&diagnostic.help);
        let title = level.primary_title(message.as_str()).id(diagnostic.code.name());
        let text = texts.text(&diagnostic.at.file).unwrap_or("");
        let excerpt = Excerpt::of(text, diagnostic, self.lines_of(&diagnostic.at.file, text));
        let mut group = match &excerpt {
            Excerpt::Lines { source, first_line, span } => {
                let snippet = Snippet::source(source.as_str())
                    .path(path.as_str())
                    .line_start(*first_line)
                    .annotation(AnnotationKind::Primary.span(span.clone()));
                Group::with_title(title).element(snippet)
            }
            Excerpt::Position { line, column } => {
                let origin = Origin::path(path.as_str()).line(*line).char_column(*column);
                Group::with_title(title).element(origin)
            }
        };
        if !help.is_empty() {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let mut text = self.renderer.render(&[group]).clone();
        text.push_str("\n\n");
        text
    }
}

impl Printer {
    fn lines_of(&mut self, file: &SourcePath, text: &str) -> &mut LineIndex {
        if self.lines.as_ref().is_none_or(|(known, _)| known != file) {
            self.lines = None;
        }
        let (_, lines) = self.lines.get_or_insert_with(|| (file.clone(), LineIndex::new(text)));
        lines
    }
}

/// What of the source is shown.
enum Excerpt {
    /// The lines of the span, control characters made visible; `span` is in bytes of `source`.
    Lines { source: String, first_line: usize, span: Range<usize> },
    /// No text worth showing: only where it is.
    Position { line: usize, column: usize },
}

impl Excerpt {
    fn of(text: &str, diagnostic: &Diagnostic, lines: &mut LineIndex) -> Self {
        let span = diagnostic.at.span.range();
        let at = lines.line_col(text, span.start);
        let (start, line) = lines.line(text, at.line);
        if line.trim().is_empty() || line.len() > QUOTED_LINE_BYTES_MAX {
            return Self::Position { line: at.line, column: at.column };
        }
        let within =
            |byte: usize| line.floor_char_boundary(byte.saturating_sub(start).min(line.len()));
        let (from, to) = (within(span.start), within(span.end));
        let part = |range: Range<usize>| neutral(line.get(range).unwrap_or(""));
        let head = part(0..from);
        let head = head.trim_start_matches('\u{feff}');
        let shown = part(from..to);
        let rest = part(to..line.len());
        let span = head.len()..head.len() + shown.len();
        Self::Lines { source: format!("{head}{shown}{rest}"), first_line: at.line, span }
    }
}
