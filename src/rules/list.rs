//! [`List`]: a bulleted list whose items are links, as it is written, and how an item of it is moved.
//!
//! In: an outline. Out: its lists, with the bytes of every item. Time and room are linear in the page.

use crate::diag::Edit;
use crate::parse::outline::{Kind, Outline, Piece};
use crate::text::span::Span;
use std::ops::Range;

/// A list.
#[derive(Debug, Default)]
pub(super) struct List {
    /// Its items that stand directly in it.
    pub items: Vec<Item>,
    /// The text of the heading above.
    pub heading: String,
    /// The whole of it in the file.
    pub span: Span,
    /// Whether it stands in a quotation.
    pub is_quoted: bool,
}

/// An item.
#[derive(Debug)]
pub(super) struct Item {
    /// The words of the link that it begins with, else those of its first block.
    pub title: String,
    /// Where the link leads that it begins with.
    pub target: Option<String>,
    /// That link, or the item where it begins with none.
    pub place: Span,
    /// The whole of it: from its bullet to the last character of what is nested in it.
    range: Range<usize>,
    state: State,
}

/// How far the title of an item is read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Before,
    InLink,
    InText,
    Done,
}

impl List {
    /// Takes the lists of a page from its outline, nested ones after those around them.
    pub(super) fn all(text: &str, outline: &Outline<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut heading = String::new();
        outline.walk(|piece, span, around| {
            if let Some(Kind::Heading(_)) = around.first()
                && let Piece::Text(words) | Piece::Code(words) = piece
            {
                heading.push_str(words);
            }
            match piece {
                Piece::Open(Kind::Heading(_)) if around.is_empty() => heading.clear(),
                Piece::Open(Kind::List) => {
                    if let Some(item) = innermost(&mut all, &open) {
                        item.state = State::Done;
                    }
                    open.push(all.len());
                    let is_quoted = around.contains(&Kind::Quote);
                    let heading = heading.clone();
                    all.push(Self { heading, span, is_quoted, ..Self::default() });
                }
                Piece::Close(Kind::List) => drop(open.pop()),
                Piece::Open(Kind::Item) => {
                    if let Some(list) = open.last().and_then(|at| all.get_mut(*at)) {
                        list.items.push(Item::at(text, span));
                    }
                }
                Piece::Open(_)
                | Piece::OpenLink(_)
                | Piece::Close(_)
                | Piece::Text(_)
                | Piece::Code(_)
                | Piece::Html(_)
                | Piece::Break
                | Piece::Other => {
                    if let Some(item) = innermost(&mut all, &open) {
                        item.take(piece, span);
                    }
                }
            }
        });
        all
    }

    /// Returns whether its items have numbers, which say an order themselves.
    pub(super) fn is_numbered(&self, text: &str) -> bool {
        let first = self.items.first().and_then(|item| text.get(item.range.clone()));
        first.is_some_and(|first| first.starts_with(|c: char| c.is_ascii_digit()))
    }

    /// Returns the edits that move an item from this list into `to`, before the item at `before` or to
    /// the end; none where more than white space stands between items. The gap to the next item moves
    /// along, so bullets keep their columns and loose lists stay loose.
    pub(super) fn moved(
        &self,
        text: &str,
        from: usize,
        (to, before): (&Self, Option<usize>),
    ) -> Option<Vec<Edit>> {
        let item = self.items.get(from)?;
        let content = text.get(item.range.clone())?;
        let (removed, gap) = match (self.items.get(from + 1), from.checked_sub(1)) {
            (Some(next), _) => {
                (item.range.start..next.range.start, item.range.end..next.range.start)
            }
            (None, Some(above)) => {
                let above = self.items.get(above)?.range.end;
                (above..item.range.end, above..item.range.start)
            }
            // A list of one item would be left empty.
            (None, None) => return None,
        };
        let gap = text.get(gap)?;
        let is_blank = gap.contains('\n') && gap.trim().is_empty();
        let (at, moved) = match before {
            Some(before) => (to.items.get(before)?.range.start, format!("{content}{gap}")),
            None => (to.items.last()?.range.end, format!("{gap}{content}")),
        };
        let mut edits = vec![
            Edit::new(Span::new(removed.start, removed.end), ""),
            Edit::new(Span::new(at, at), moved),
        ];
        edits.sort();
        is_blank.then_some(edits)
    }
}

impl Item {
    fn at(text: &str, span: Span) -> Self {
        let written = text.get(span.range()).unwrap_or("");
        let start = span.range().start + (written.len() - written.trim_start().len());
        let range = start..start + written.trim().len();
        let place = Span::new(range.start, range.end);
        Self { title: String::new(), target: None, place, range, state: State::Before }
    }

    /// Takes a piece of its first block.
    fn take(&mut self, piece: &Piece<'_>, span: Span) {
        match (self.state, piece) {
            (State::Before, Piece::OpenLink(target)) => {
                self.state = State::InLink;
                self.target = Some(target.clone().into_owned());
                self.place = span;
            }
            (State::Before | State::InText, Piece::Text(words) | Piece::Code(words)) => {
                self.state = State::InText;
                self.title.push_str(words);
            }
            (State::InLink, Piece::Text(words) | Piece::Code(words)) => self.title.push_str(words),
            (State::InLink, Piece::Break) => self.title.push(' '),
            (State::InLink, Piece::Close(Kind::Link))
            | (State::InText, Piece::Break | Piece::Close(Kind::Paragraph)) => {
                self.state = State::Done;
            }
            (State::Before | State::InLink | State::InText | State::Done, _) => {}
        }
    }
}

/// Returns the item that is open in the innermost list.
fn innermost<'l>(all: &'l mut [List], open: &[usize]) -> Option<&'l mut Item> {
    all.get_mut(*open.last()?)?.items.last_mut()
}
