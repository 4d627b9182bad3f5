//! `bullet-character`: a list made of `•`, which is no list.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::BulletCharacter,
    doc: Doc {
        why: "Such lines run together into one paragraph, and nobody is told that it is a list or how long.",
        quiet: "One bullet alone, also in each cell of a table, and bullets inside a line of prose.",
        fix: "Begin each line with `- `; in a cell of a table use `<ul><li>`.",
        wrong: "• keys\n• passes",
        right: "- keys\n- passes",
    },
    check: Check::Page(check),
};

/// Characters that word processors put before the items of a list.
const BULLETS: &[char] = &['•', '‣', '▪', '▫', '■', '□', '●', '○', '◦', '\u{f0b7}'];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut run = Run::default();
    // Whether what comes next begins a line, and the blocks that are open.
    let mut begins = true;
    let mut open: Vec<Kind> = Vec::new();
    let mut tables = 0_usize;
    for (piece, span) in &page.outline.pieces {
        match piece {
            Piece::Text(_) if open.last() != Some(&Kind::CodeBlock) => {
                let raw = page.text.get(span.range()).unwrap_or("");
                let is_item = begins && raw.trim_start().starts_with(BULLETS);
                // Alone in a cell it is a mark, as in a table of who does what.
                let is_mark = raw.trim().chars().nth(1).is_none();
                if tables > 0 && !is_mark {
                    run.take(raw, *span, raw.matches(BULLETS).count());
                } else if tables == 0 && is_item {
                    run.take(raw, *span, 1);
                } else if tables == 0 && begins {
                    run.tell(page, out);
                }
                begins = false;
            }
            Piece::Break => begins = true,
            Piece::Open(kind) if kind.is_block() => {
                begins = true;
                open.push(*kind);
                if tables == 0 && *kind != Kind::Paragraph {
                    run.tell(page, out);
                }
                tables += usize::from(*kind == Kind::Table);
            }
            Piece::Close(kind) if kind.is_block() => {
                open.pop();
                tables -= usize::from(*kind == Kind::Table);
                if tables == 0 && *kind != Kind::Paragraph {
                    run.tell(page, out);
                }
            }
            Piece::Open(_)
            | Piece::OpenLink(_)
            | Piece::Close(_)
            | Piece::Text(_)
            | Piece::Code(_)
            | Piece::Html(_)
            | Piece::Other => {}
        }
    }
    run.tell(page, out);
}

/// Bullets of one table, or of lines that follow each other.
#[derive(Default)]
struct Run {
    first: Option<Span>,
    count: usize,
}

impl Run {
    fn take(&mut self, raw: &str, span: Span, count: usize) {
        let Some(found) = raw.find(BULLETS) else { return };
        let start = span.range().start + found;
        let len = raw.get(found..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        self.first = self.first.or(Some(Span::new(start, start + len)));
        self.count += count;
    }

    /// Reports them, if they are several, and begins anew.
    fn tell(&mut self, page: PageFacts<'_>, out: &mut Reporter) {
        let Self { first, count } = std::mem::take(self);
        let Some(span) = first.filter(|_| count > 1) else { return };
        out.report(
            Code::BulletCharacter,
            page.at(span),
            format!("{count} bullets that make no list"),
        )
        .help("begin each line with `- `; in a cell of a table use `<ul><li>`");
    }
}
