//! `bullet-character`: a list made of `•`, which is no list.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::BulletCharacter,
    doc: Doc {
        why: "Such lines run together into one paragraph, and nobody is told that it is a list or how long.",
        quiet: "One bullet alone, and bullets inside a line of prose.",
        fix: "Begin each line with `- `; in a cell of a table use `<ul><li>`.",
        wrong: "• keys\n• passes",
        right: "- keys\n- passes",
    },
    check: Check::Page(check),
};

/// Characters that word processors put before the items of a list.
const BULLETS: &[char] = &['•', '‣', '▪', '▫', '■', '□', '●', '○', '◦', '\u{f0b7}'];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    // The run of such lines: its first place, its length, and whether another block came after it.
    let mut run: Option<(Span, usize)> = None;
    let mut begins = true;
    let mut cells = Vec::new();
    for (piece, span) in &page.outline.pieces {
        match piece {
            Piece::Text(text) => {
                let bullets = text.matches(BULLETS).count();
                if cells.last() == Some(&Kind::Cell) {
                    let first = run.map_or(*span, |(first, _)| first);
                    if bullets > 0 {
                        run = Some((first, run.map_or(0, |(_, count)| count) + bullets));
                    }
                } else if begins
                    && text.trim_start().starts_with(BULLETS)
                    && cells.last() != Some(&Kind::CodeBlock)
                {
                    let (first, count) = run.unwrap_or((*span, 0));
                    run = Some((first, count + 1));
                } else if begins {
                    tell(page, run.take(), out);
                }
                begins = false;
            }
            Piece::Break => begins = true,
            Piece::Open(kind) if kind.is_block() => {
                begins = true;
                if *kind != Kind::Paragraph {
                    tell(page, run.take(), out);
                }
                cells.push(*kind);
            }
            Piece::Close(kind) if kind.is_block() => {
                cells.pop();
                if *kind != Kind::Paragraph {
                    tell(page, run.take(), out);
                }
            }
            _ => {}
        }
    }
    tell(page, run, out);
}

fn tell(page: PageFacts<'_>, run: Option<(Span, usize)>, out: &mut Reporter) {
    let Some((span, count)) = run.filter(|(_, count)| *count > 1) else { return };
    out.report(Code::BulletCharacter, page.at(span), format!("{count} bullets that make no list"))
        .help("begin each line with `- `; in a cell of a table use `<ul><li>`");
}
