//! `image-alt`: a picture without a description, or with one that describes nothing.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};
use crate::text::span::Span;

pub(super) static RULE: Rule = Rule {
    code: Code::ImageAlt,
    doc: Doc {
        why: "Who can't see the picture gets its description, and so do search and paper without it. A table that is a \
              picture only is lost to them.",
        quiet: "Every description that says something of this picture; raw HTML.",
        fix: "Write what the picture says in the brackets, or put its content into the page as text.",
        wrong: "![Table](severity.png)",
        right: "![Four severities and how soon each is answered](severity.png)",
    },
    check: Check::Page(check),
};

/// Descriptions that say of what kind a picture is and no more.
const VAGUE: &[&str] = &[
    "alt",
    "alt text",
    "chart",
    "diagram",
    "figure",
    "flow chart",
    "flowchart",
    "graph",
    "graphic",
    "image",
    "img",
    "photo",
    "pic",
    "picture",
    "screen shot",
    "screenshot",
    "signature",
    "table",
];

/// Endings of pictures.
const PICTURES: &[&str] = &[".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"];

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut alt = String::new();
    let mut depth = 0_usize;
    for (piece, span) in &page.outline.pieces {
        match piece {
            Piece::Open(Kind::Image) => {
                if depth == 0 {
                    alt.clear();
                }
                depth += 1;
            }
            Piece::Close(Kind::Image) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    report(page, *span, &alt, out);
                }
            }
            Piece::Text(text) | Piece::Code(text) if depth > 0 => alt.push_str(text),
            Piece::Break if depth > 0 => alt.push(' '),
            Piece::Open(_)
            | Piece::OpenLink(_)
            | Piece::Close(_)
            | Piece::Text(_)
            | Piece::Code(_)
            | Piece::Html(_)
            | Piece::Break
            | Piece::Other => {}
        }
    }
}

fn report(page: PageFacts<'_>, span: Span, alt: &str, out: &mut Reporter) {
    let folded = alt.trim().trim_end_matches(['.', ':']).to_lowercase();
    let message = if folded.is_empty() {
        "this picture has no description".to_owned()
    } else if VAGUE.contains(&folded.trim_end_matches(|c: char| c.is_ascii_digit() || c == ' '))
        || VAGUE.contains(&folded.as_str())
    {
        format!("`{}` says of what kind this picture is, not what it shows", alt.trim())
    } else if !folded.contains(' ') && PICTURES.iter().any(|end| folded.ends_with(end)) {
        format!("`{}` is the name of a file, not what the picture shows", alt.trim())
    } else {
        return;
    };
    out.report(Code::ImageAlt, page.at(span), message)
        .help("write in the brackets what the picture says");
}
