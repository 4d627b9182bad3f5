//! [`Block`]: the words of one paragraph, heading, cell or item, with the way back to where they stand.
//!
//! In: an outline. Out: its blocks that hold words, in the order in which they open. Time and room are
//! linear in the page.

use crate::parse::outline::{Kind, Outline, Piece};
use crate::text::span::Span;
use std::ops::Range;

/// What stands for a picture, code in a line or raw HTML.
pub(super) const THING: char = '\u{fffc}';

/// Words that stand together.
#[derive(Debug)]
pub(crate) struct Block {
    /// What it is.
    pub kind: Kind,
    /// The whole of it in the file.
    pub span: Span,
    /// Whether it is quoted.
    pub is_quoted: bool,
    /// The words as written, without emphasis; one space for the end of a line, [`THING`] for what is
    /// no text.
    pub words: String,
    /// Which bytes of the words are links, in order.
    pub links: Vec<Range<usize>>,
    /// Where stretches of the words begin, and where in the file those are.
    starts: Vec<(usize, usize)>,
}

impl Block {
    /// Takes the words of a page from its outline.
    pub(super) fn all(text: &str, outline: &Outline<'_>) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        // The blocks that are open, by index; text belongs to the innermost.
        let mut open: Vec<usize> = Vec::new();
        let (mut quotes, mut pictures) = (0_usize, 0_usize);
        outline.walk(|piece, span, around| {
            quotes += usize::from(*piece == Piece::Open(Kind::Quote));
            quotes -= usize::from(*piece == Piece::Close(Kind::Quote));
            pictures -= usize::from(*piece == Piece::Close(Kind::Image));
            let is_text = pictures == 0 && around.last() != Some(&Kind::CodeBlock);
            if let Piece::Open(kind) = piece
                && kind.is_block()
            {
                open.push(all.len());
                all.push(Self::empty(*kind, span, quotes > 0));
            } else if let Piece::Close(kind) = piece
                && kind.is_block()
            {
                open.pop();
            } else if is_text && let Some(block) = open.last().and_then(|at| all.get_mut(*at)) {
                block.take(text, piece, span);
            }
            pictures += usize::from(*piece == Piece::Open(Kind::Image));
        });
        all.retain(|block| !block.words.is_empty());
        all
    }

    fn empty(kind: Kind, span: Span, is_quoted: bool) -> Self {
        Self { kind, span, is_quoted, words: String::new(), links: Vec::new(), starts: Vec::new() }
    }

    fn take(&mut self, text: &str, piece: &Piece<'_>, span: Span) {
        let range = span.range();
        let at = self.words.len();
        match piece {
            Piece::OpenLink(_) => self.links.push(at..at),
            Piece::Close(Kind::Link) => {
                if let Some(link) = self.links.last_mut() {
                    link.end = at;
                }
            }
            Piece::Text(_) => {
                self.starts.push((at, range.start));
                self.words.push_str(text.get(range).unwrap_or(""));
            }
            Piece::Break => {
                self.starts.push((at, range.start));
                self.words.push(' ');
            }
            Piece::Code(_) | Piece::Html(_) | Piece::Open(Kind::Image) => {
                self.starts.push((at, range.start));
                self.words.push(THING);
            }
            Piece::Open(_) | Piece::Close(_) | Piece::Other => {}
        }
    }

    /// Returns the level and the words of a heading that is not quoted.
    pub(super) fn heading(&self) -> Option<(u8, &str)> {
        let Kind::Heading(level) = self.kind else { return None };
        (!self.is_quoted).then(|| (level, self.words.trim()))
    }

    /// Returns where a stretch of the words stands in the file.
    pub(super) fn place(&self, words: Range<usize>) -> Span {
        let start = self.source(words.start);
        let last = words.end.saturating_sub(1).max(words.start);
        Span::new(start, self.source(last) + (words.end - last))
    }

    /// Returns where its first line stands in the file.
    pub(super) fn line(&self, text: &str) -> Span {
        let range = self.span.range();
        let first = text.get(range.clone()).and_then(|text| text.lines().next()).unwrap_or("");
        Span::new(range.start, range.start + first.trim_end().len())
    }

    fn source(&self, at: usize) -> usize {
        let after = self.starts.partition_point(|(start, _)| *start <= at);
        let known = after.checked_sub(1).and_then(|n| self.starts.get(n));
        known.map_or(self.span.range().start, |(start, source)| source + (at - start))
    }

    /// Returns whether this byte of the words is inside a link. `links` ascend, so this is a search.
    pub(super) fn is_linked(&self, at: usize) -> bool {
        let after = self.links.partition_point(|link| link.start <= at);
        after.checked_sub(1).and_then(|n| self.links.get(n)).is_some_and(|link| at < link.end)
    }
}

/// Returns the words of a text that white space parts, and the byte at which each begins.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split(char::is_whitespace).filter_map(move |word| {
        let start = at;
        let gap = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
        at = start + word.len() + gap.map_or(0, char::len_utf8);
        (!word.is_empty()).then_some((start, word))
    })
}
