//! `stub`: a page that hardly says anything.

use crate::diag::{Code, Location, Reporter};
use crate::parse::front_matter::Status;
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::Stub,
    doc: Doc {
        why: "A policy without content binds nobody, and readers who find it stop looking.",
        quiet: "Pages with a list, a table, a picture or raw HTML; drafts, superseded and withdrawn ones; client plans; \
                pages at the top of the tree.",
        fix: "Write it, or remove it and name its address under `redirect_from` of the page that has the text.",
        wrong: "",
        right: "",
    },
    check: Check::Page(check),
};

/// With fewer words a page is a stub.
const WORDS_MIN: u32 = 40;

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let parsed = page.parsed;
    let is_meant = parsed.status() == Status::Published
        && parsed.front.client.is_none()
        && parsed.prose.is_empty();
    if parsed.words >= WORDS_MIN || !is_meant || page.path.folder().is_empty() {
        return;
    }
    let is_more = |piece: &Piece<'_>| {
        matches!(
            piece,
            Piece::Open(Kind::List | Kind::Table | Kind::Image | Kind::HtmlBlock | Kind::CodeBlock)
        )
    };
    if page.outline.pieces.iter().any(|(piece, _)| is_more(piece)) {
        return;
    }
    let span = parsed.headings.first().map_or(Span::default(), |heading| heading.span);
    let message = match parsed.words {
        0 => "this page has no words".to_owned(),
        1 => "this page has one word".to_owned(),
        words => format!("this page has {words} words"),
    };
    out.report(Code::Stub, Location { file: page.path.clone(), span }, message)
        .help("write it, or lead its address to the page that has the text");
}
