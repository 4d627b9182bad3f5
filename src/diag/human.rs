//! The printer for people: an excerpt with a caret, and what to do.

use crate::diag::{Diagnostic, Severity, Texts, neutral, neutral_line};
use crate::text::span::LineIndex;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

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
}

impl Printer {
    /// Returns a printer that writes `prefix` before each path (`content/`, or nothing).
    pub fn new(colour: Colour, prefix: &str) -> Self {
        let renderer = match colour {
            Colour::Ansi => Renderer::styled(),
            Colour::Plain => Renderer::plain(),
        };
        Self { renderer: renderer.decor_style(DecorStyle::Ascii), prefix: neutral(prefix) }
    }

    /// Returns one diagnostic as text, with a newline at its end.
    pub fn print(&self, diagnostic: &Diagnostic, texts: &dyn Texts) -> String {
        let level = match diagnostic.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let path = self.path(diagnostic.at.file.as_str());
        let message = neutral_line(&diagnostic.message);
        let help = neutral_line(&diagnostic.help);
        let title = level.primary_title(message.as_str()).id(diagnostic.code.name());
        let text = texts.text(&diagnostic.at.file).unwrap_or("");
        let excerpt = Excerpt::of(text, diagnostic);
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
    /// Returns a file's name as it is printed; one that lies beside the content folder is not
    /// printed as if one had to go into that folder first.
    fn path(&self, file: &str) -> String {
        let shown = match file.strip_prefix("../") {
            Some(beside) => {
                let folder = self.prefix.trim_end_matches('/').rsplit_once('/');
                format!(
                    "{}{beside}",
                    folder.map_or(String::new(), |(above, _)| format!("{above}/"))
                )
            }
            None => format!("{}{file}", self.prefix),
        };
        neutral_line(&shown)
    }
}

/// What of the source is shown.
enum Excerpt {
    /// The lines of the span, control characters made visible; `span` is in bytes of `source`.
    Lines { source: String, first_line: usize, span: std::ops::Range<usize> },
    /// No text worth showing: only where it is.
    Position { line: usize, column: usize },
}

impl Excerpt {
    fn of(text: &str, diagnostic: &Diagnostic) -> Self {
        let span = diagnostic.at.span.range();
        let at = LineIndex::new(text).line_col(span.start);
        let position = Self::Position { line: at.line, column: at.column };
        let (Some(before), Some(inside)) = (text.get(..span.start), text.get(span.clone())) else {
            return position;
        };
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let inside = inside.split('\n').next().unwrap_or("").trim_end_matches('\r');
        let tail = text.get(span.start + inside.len()..).unwrap_or("");
        let end = span.start + inside.len() + tail.find('\n').unwrap_or(tail.len());
        let line = text.get(start..end).unwrap_or("").trim_end_matches('\r');
        if line.trim().is_empty() || line.len() > QUOTED_LINE_BYTES_MAX {
            return position;
        }
        let head =
            neutral(text.get(start..span.start).unwrap_or("").trim_start_matches('\u{feff}'));
        let shown = neutral(inside);
        let rest = neutral(line.get(span.start - start + inside.len()..).unwrap_or(""));
        let span = head.len()..head.len() + shown.len();
        Self::Lines { source: format!("{head}{shown}{rest}"), first_line: at.line, span }
    }
}
