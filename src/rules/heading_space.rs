//! `heading-space`: a line of `#` and a title with no space between them, which is no heading.

use crate::diag::{Code, Edit, Fix, Location, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::HeadingSpace,
    doc: Doc {
        why: "Markdown takes such a line for text: it has no anchor, stands in no contents, and readers see the `#`.",
        quiet: "Tags such as `#travel`, numbers such as `#12`, and text inside code. One `#` alone needs a capital \
                letter after it, and a line to itself.",
        fix: "Put a space after the `#`.",
        wrong: "##Purpose",
        right: "## Purpose",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    page.outline.walk(|piece, span, around| {
        let Piece::Text(_) = piece else { return };
        if around != [Kind::Paragraph] {
            return;
        }
        let Some(text) = page.text.get(span.range()) else { return };
        let Some((level, title)) = unspaced(text) else { return };
        if !begins_line(page.text, span) || (level == 1 && !is_alone(page.text, span)) {
            return;
        }
        let hashes = Span::new(span.range().start, span.range().start + level);
        let at = Location { file: page.path.clone(), span: Span { end: span.end, ..hashes } };
        let after = Span { start: hashes.end, ..hashes };
        let fix = Fix::of("put a space after the `#`", vec![Edit::new(after, " ")]);
        out.report(Code::HeadingSpace, at, format!("`{title}` is meant as a heading and is text"))
            .help(format!("put a space after `{}`", "#".repeat(level)))
            .fix(fix);
    });
}

/// Returns the level and the title of what would be a heading but for a space.
fn unspaced(text: &str) -> Option<(usize, &str)> {
    let title = text.trim_start_matches('#');
    let level = text.len() - title.len();
    let first = title.chars().next()?;
    let begins_title = match level {
        // A title is neither a sentence nor a row of tags.
        1 => first.is_uppercase() && !title.contains('#') && !title.ends_with(['.', '!', '?']),
        2..=6 => first.is_alphanumeric(),
        _ => false,
    };
    begins_title.then_some((level, title))
}

fn begins_line(text: &str, span: Span) -> bool {
    let before = text.get(..span.range().start).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    line.trim_matches(' ').is_empty()
}

/// Returns whether nothing else stands in the paragraph: a tag opens a sentence, a title is one.
fn is_alone(text: &str, span: Span) -> bool {
    let is_blank = |line: Option<&str>| line.is_none_or(|line| line.trim().is_empty());
    let before = text.get(..span.range().start).unwrap_or("");
    let after = text.get(span.range().end..).unwrap_or("");
    is_blank(
        before
            .trim_end_matches(' ')
            .strip_suffix('\n')
            .map_or(Some(""), |rest| rest.rsplit('\n').next()),
    ) && is_blank(after.strip_prefix('\n').and_then(|rest| rest.split('\n').next()))
}
