//! `emphasis-open`: asterisks that were meant as emphasis and stand in the text.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::EmphasisOpen,
    doc: Doc {
        why: "Readers see the asterisks, and not the emphasis.",
        quiet: "Code, escaped asterisks, patterns such as `**/*.md`, powers, and asterisks that mark a note.",
        fix: "Write as many asterisks before the words as after them, with no space inside.",
        wrong: "We are certified for **ISO 9001*.",
        right: "We are certified for **ISO 9001**.",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let pieces = &page.outline.pieces;
    let mut is_code = false;
    // Two stars of one slip are one fault: one finding to a line.
    let mut is_told = false;
    for (n, (piece, span)) in pieces.iter().enumerate() {
        if let Piece::Open(kind) | Piece::Close(kind) = piece {
            is_code = *piece == Piece::Open(Kind::CodeBlock);
            is_told &= !kind.is_block();
        }
        is_told &= *piece != Piece::Break;
        let Piece::Text(_) = piece else { continue };
        let Some(raw) = page.text.get(span.range()) else { continue };
        if is_code || is_told || !raw.contains('*') {
            continue;
        }
        let next = pieces.get(n + 1).is_some_and(|(piece, next)| {
            opens(piece) && next.start == span.end && starred(page.text, *next)
        });
        let before = n.checked_sub(1).and_then(|n| pieces.get(n)).is_some_and(|(piece, last)| {
            closes(piece) && last.end == span.start && starred(page.text, *last)
        });
        let Some(at) = stray(raw, before, next) else { continue };
        is_told = true;
        let from = span.range().start + at;
        let stars = raw.get(at..).map_or(0, |rest| rest.len() - rest.trim_start_matches('*').len());
        let place = page.at(Span::new(from, from + stars));
        out.report(Code::EmphasisOpen, place, "these asterisks are shown, and emphasise nothing")
            .help("write as many before the words as after them, with no space inside");
    }
}

fn opens(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Open(Kind::Emphasis | Kind::Strong))
}

fn closes(piece: &Piece<'_>) -> bool {
    matches!(piece, Piece::Close(Kind::Emphasis | Kind::Strong))
}

/// Returns whether emphasis is written with asterisks.
fn starred(text: &str, span: Span) -> bool {
    text.as_bytes().get(span.range().start) == Some(&b'*')
}

/// Returns where asterisks stand that nobody means to be seen. `before` and `next` say that emphasis
/// ends right before the text, or begins right after it.
fn stray(raw: &str, before: bool, next: bool) -> Option<usize> {
    if before && raw.starts_with('*') {
        return Some(0);
    }
    if next && raw.ends_with('*') && !raw.ends_with("\\*") {
        return Some(raw.trim_end_matches('*').len());
    }
    let mut at = 0;
    while let Some(found) = raw.get(at..).and_then(|rest| rest.find("**")) {
        let start = at + found;
        let rest = raw.get(start..).unwrap_or("");
        let inside = rest.trim_start_matches('*');
        let end = start + (rest.len() - inside.len());
        let last = raw.get(..start).and_then(|text| text.chars().next_back());
        let first = inside.chars().next();
        let begins = last.is_none_or(|c| c.is_whitespace() || c == '(')
            && first.is_some_and(char::is_alphabetic);
        if end - start == 2 && begins && inside.contains(' ') {
            return Some(start);
        }
        at = end;
    }
    None
}
