//! What is typed of a link: the path and the anchor at a byte of a line, whether or not the link is whole.

use crate::text::span::Span;

/// A destination that is being written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Destination<'a> {
    /// The path up to the place asked about; whole when the anchor is being written.
    pub path: &'a str,
    /// The anchor up to the place, when there is a `#`.
    pub anchor: Option<&'a str>,
    /// What a completion replaces: the path or the anchor, also what stands after the place.
    pub replaces: Span,
    /// Whether it is that of a picture.
    pub is_image: bool,
}

impl<'a> Destination<'a> {
    /// Returns the destination that is written at a byte of a text: after `](`, or after `[label]:` at the
    /// beginning of a line.
    pub(super) fn at(text: &'a str, byte: usize) -> Option<Self> {
        let before = text.get(..byte)?;
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.get(start..)?;
        let (open, is_image) = inline(line).or_else(|| Some((definition(line)?, false)))?;
        let typed = line.get(open..)?;
        if !is_open(typed) {
            return None;
        }
        let open = start + open;
        let (path, anchor) = match typed.split_once('#') {
            Some((path, anchor)) => (path, Some(anchor)),
            None => (typed, None),
        };
        let from = if anchor.is_some() { open + path.len() + 1 } else { open };
        let end = byte + rest(text.get(byte..)?, anchor.is_some());
        Some(Self { path, anchor, replaces: Span::new(from, end), is_image })
    }
}

/// Returns where the destination of an inline link begins, and whether it is a picture's.
fn inline(line: &str) -> Option<(usize, bool)> {
    let close = line.rfind("](")?;
    let mut depth = 1_usize;
    let open = line.get(..close)?.char_indices().rev().find_map(|(at, c)| {
        depth = match c {
            ']' => depth + 1,
            '[' => depth - 1,
            _ => depth,
        };
        (depth == 0).then_some(at)
    });
    let is_image =
        open.is_some_and(|open| line.get(..open).is_some_and(|head| head.ends_with('!')));
    let from = close + "](".len();
    Some((from + usize::from(line.get(from..)?.starts_with('<')), is_image))
}

/// Returns where the destination of a reference begins in the line that defines it.
fn definition(line: &str) -> Option<usize> {
    let label = line.trim_start_matches(' ');
    let is_one =
        line.len() - label.len() <= 3 && label.starts_with('[') && !label.starts_with("[^");
    let after = line.find("]:").filter(|_| is_one)? + "]:".len();
    let written = line.get(after..)?.trim_start();
    let from = line.len() - written.len();
    Some(from + usize::from(written.starts_with('<')))
}

/// Returns whether a destination that begins so has not ended yet.
fn is_open(typed: &str) -> bool {
    let mut depth = 0_usize;
    typed.chars().all(|c| match c {
        '(' => {
            depth += 1;
            true
        }
        ')' if depth == 0 => false,
        ')' => {
            depth -= 1;
            true
        }
        '>' | '"' => false,
        c => !c.is_ascii_whitespace(),
    })
}

/// Returns how many bytes of what follows still belong to the path or to the anchor.
fn rest(after: &str, is_anchor: bool) -> usize {
    let ends = |c: char| {
        c.is_ascii_whitespace() || matches!(c, ')' | '>' | '"') || (c == '#' && !is_anchor)
    };
    after.find(ends).unwrap_or(after.len())
}
