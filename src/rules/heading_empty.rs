//! `heading-empty`: a heading without words.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::HeadingEmpty,
    doc: Doc {
        why: "It takes a line in the contents and is announced as a heading, and says nothing.",
        quiet: "Headings that hold a picture, code or raw HTML.",
        fix: "Give it words, or remove it.",
        wrong: "##\n\nText.",
        right: "## Scope\n\nText.",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut has_words = false;
    for (piece, span) in &page.outline.pieces {
        match piece {
            Piece::Open(Kind::Heading(_)) => has_words = false,
            Piece::Close(Kind::Heading(_)) if !has_words => {
                out.report(Code::HeadingEmpty, page.at(*span), "this heading has no words")
                    .help("give it words, or remove it");
            }
            Piece::Text(text) => has_words |= !text.trim().is_empty(),
            Piece::Open(Kind::Image) | Piece::Code(_) | Piece::Html(_) => has_words = true,
            Piece::Open(_) | Piece::OpenLink(_) | Piece::Close(_) | Piece::Break | Piece::Other => {
            }
        }
    }
}
