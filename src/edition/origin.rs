//! Where a text that was written anew came from, so that what is found in it is shown at its place in
//! the file.

use crate::diag::Diagnostic;
use crate::place::SourcePath;
use crate::text::span::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A stretch of a new text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Piece {
    /// Where it stood.
    pub was: Span,
    /// Where it stands.
    pub now: Span,
}

impl Piece {
    fn is_copy(self) -> bool {
        self.was.range().len() == self.now.range().len()
    }
}

/// The stretches of a new text, in order and apart.
pub(super) type Pieces = Arc<[Piece]>;

/// A file of the edition: where it came from, and how its text was made, the first change first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Origin {
    pub file: SourcePath,
    pub steps: Vec<Pieces>,
}

/// The files of the edition whose text or name is not that of the tree, by path.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Origins(pub(super) BTreeMap<SourcePath, Origin>);

impl Origins {
    /// Returns what was found, at its places in the tree. A fix is for the text it was made for, so
    /// none is left where that is another.
    pub(crate) fn back(&self, found: Vec<Diagnostic>) -> Vec<Diagnostic> {
        if self.0.is_empty() {
            return found;
        }
        let back = |mut found: Diagnostic| {
            if let Some(origin) = self.0.get(&found.at.file) {
                for step in origin.steps.iter().rev() {
                    found.at.span = before(step, found.at.span);
                }
                found.at.file = origin.file.clone();
                found.fix = None;
            }
            found
        };
        found.into_iter().map(back).collect()
    }
}

/// Returns where a span of a new text stood in the old one.
fn before(pieces: &[Piece], span: Span) -> Span {
    let (start, end) = (span.start, span.end.max(span.start));
    let first = pieces.partition_point(|piece| piece.now.end <= start && piece.now.end < end);
    let Some(first) = pieces.get(first).or_else(|| pieces.last()) else { return Span::default() };
    let from = if first.is_copy() && start >= first.now.start {
        first.was.start + (start - first.now.start).min(first.was.end - first.was.start)
    } else {
        first.was.start
    };
    let last = pieces.partition_point(|piece| piece.now.end < end);
    let last = pieces.get(last).unwrap_or(first);
    let to = if end <= last.now.start {
        from
    } else if last.is_copy() {
        last.was.start + (end - last.now.start).min(last.was.end - last.was.start)
    } else {
        last.was.end
    };
    Span::new(from as usize, to.max(from) as usize)
}

/// Puts a new text together from edits of an old one; they are in order and apart.
pub(super) fn edited(text: &str, edits: &[(Span, String)]) -> (String, Pieces) {
    let mut new = String::with_capacity(text.len() + 16 * edits.len());
    let mut pieces = Vec::with_capacity(edits.len() * 2 + 1);
    let mut from = 0;
    let mut push = |was: Span, with: &str, new: &mut String| {
        let start = new.len();
        new.push_str(with);
        if !was.range().is_empty() || !with.is_empty() {
            pieces.push(Piece { was, now: Span::new(start, new.len()) });
        }
    };
    for (span, with) in edits {
        let range = span.range();
        if range.start < from {
            continue;
        }
        push(Span::new(from, range.start), text.get(from..range.start).unwrap_or(""), &mut new);
        push(*span, with, &mut new);
        from = range.end;
    }
    push(Span::new(from, text.len()), text.get(from..).unwrap_or(""), &mut new);
    (new, pieces.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_new_text_is_found_in_the_old_one() {
        let text = "at Old Name we [x](y)";
        let (new, pieces) = edited(text, &[(Span::new(3, 11), "New".to_owned())]);
        assert_eq!(new, "at New we [x](y)");
        let old = |part: &str| {
            let at = new.find(part).expect("it is there");
            text.get(before(&pieces, Span::new(at, at + part.len())).range()).expect("a range")
        };
        assert_eq!(old("[x](y)"), "[x](y)");
        assert_eq!(old("New"), "Old Name");
        assert_eq!(old("at"), "at");
        assert_eq!(old("New we"), "Old Name we");
    }
}
