//! What authors ask not to be told: `<!-- rulebook-ignore RULE: reason -->`, for the next block.
//!
//! Several rules may be named, with commas between them. A comment before everything else of the body is
//! for the page as a whole, too: for findings that have no place of their own.

use crate::parse::outline::{Kind, Outline, Piece};
use crate::text::span::Span;
use std::ops::Range;

/// What begins such a comment.
const MARK: &str = "rulebook-ignore";

/// One such comment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ignore {
    /// The names as written, with their places.
    pub rules: Vec<(String, Span)>,
    /// Whether a reason is given.
    pub has_reason: bool,
    /// The comment.
    pub span: Span,
    /// The block that it is for; empty when none follows.
    pub block: Span,
    /// Whether it is for the page as a whole, too.
    pub opens: bool,
}

impl Ignore {
    /// Returns whether it is for what stands at this place.
    pub(crate) fn covers(&self, place: Span) -> bool {
        let is_inside = self.block.start <= place.start && place.start < self.block.end;
        is_inside || (self.opens && place.end == 0)
    }
}

/// Reads the comments of a page whose body begins at `start`.
pub(super) fn read(text: &str, start: usize) -> Box<[Ignore]> {
    if memchr::memmem::find(text.as_bytes(), MARK.as_bytes()).is_none() {
        return Box::default();
    }
    let outline = Outline::of(text, start);
    let mut found: Vec<Ignore> = Vec::new();
    // How many of those found still have no block.
    let mut waiting = 0;
    let mut is_first = true;
    let mut in_html: Option<Span> = None;
    for (piece, span) in &outline.pieces {
        match piece {
            Piece::Open(Kind::HtmlBlock) => {
                let comments = comments(text, *span);
                if comments.is_empty() {
                    give_block(&mut found, &mut waiting, *span);
                    is_first = false;
                }
                for range in comments {
                    found.extend(ignore(text, range, is_first));
                    waiting += 1;
                }
                in_html = Some(*span);
            }
            Piece::Close(Kind::HtmlBlock) => in_html = None,
            Piece::Open(kind) if kind.is_block() => {
                give_block(&mut found, &mut waiting, *span);
                is_first = false;
            }
            // A comment in a line is for the block after its own.
            Piece::Html(_) if in_html.is_none() => {
                for range in comments(text, *span) {
                    found.extend(ignore(text, range, false));
                    waiting += 1;
                }
            }
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
    found.into()
}

/// Says of the comments that still wait for a block that it is this one.
fn give_block(found: &mut [Ignore], waiting: &mut usize, block: Span) {
    let first = found.len().saturating_sub(*waiting);
    for ignore in found.iter_mut().skip(first) {
        ignore.block = block;
    }
    *waiting = 0;
}

/// Returns where our comments stand in a stretch of HTML: what is between `<!--` and `-->`.
fn comments(text: &str, span: Span) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = span.range().start;
    while let Some(rest) = text.get(at..span.range().end) {
        let Some(open) = rest.find("<!--") else { break };
        let inside = at + open + "<!--".len();
        let Some(len) = text.get(inside..span.range().end).and_then(|rest| rest.find("-->")) else {
            break;
        };
        let is_ours = text
            .get(inside..inside + len)
            .is_some_and(|words| words.trim_start().starts_with(MARK));
        if is_ours {
            found.push(inside..inside + len);
        }
        at = inside + len + "-->".len();
    }
    found
}

fn ignore(text: &str, range: Range<usize>, opens: bool) -> Option<Ignore> {
    let words = text.get(range.clone())?;
    let said = words.trim_start().strip_prefix(MARK)?;
    let (names, reason) = said.split_once(':').unwrap_or((said, ""));
    let mut at = range.start + (words.len() - said.len());
    let mut rules = Vec::new();
    for name in names.split(',') {
        let trimmed = name.trim();
        if !trimmed.is_empty() {
            let from = at + (name.len() - name.trim_start().len());
            rules.push((trimmed.to_owned(), Span::new(from, from + trimmed.len())));
        }
        at += name.len() + 1;
    }
    Some(Ignore {
        rules,
        has_reason: !reason.trim().is_empty(),
        span: Span::new(range.start - "<!--".len(), range.end + "-->".len()),
        block: Span::default(),
        opens,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_is_for_the_block_that_follows() {
        let text =
            "# A\n\n<!-- rulebook-ignore stub, orphan: it is short -->\n\nOne *two*.\n\nThree.\n";
        let found = read(text, 0);
        let [ignore] = &*found else { panic!("one comment: {found:?}") };
        let at = |part: &str| {
            let start = text.find(part).expect("it is there");
            Span::new(start, start + part.len())
        };
        assert_eq!(
            ignore.rules,
            [("stub".to_owned(), at("stub")), ("orphan".to_owned(), at("orphan"))]
        );
        assert!(ignore.has_reason && !ignore.opens);
        assert!(ignore.covers(at("two")) && !ignore.covers(at("Three")) && !ignore.covers(at("A")));
    }

    #[test]
    fn the_first_comment_is_for_the_page_too() {
        let text = "<!-- rulebook-ignore stub -->\n# A\n\nText.\n";
        let found = read(text, 0);
        assert_eq!(found.len(), 1);
        let ignore = found.first().expect("one comment");
        assert!(ignore.opens && !ignore.has_reason);
        assert!(ignore.covers(Span::default()));
    }

    #[test]
    fn other_comments_and_code_are_left_alone() {
        assert!(read("<!-- a note on rulebook-ignore -->\n\n`rulebook-ignore`\n", 0).is_empty());
        assert!(read("```\n<!-- rulebook-ignore stub: no -->\n```\n", 0).is_empty());
    }
}
