//! [`Outline`]: how a page is written, piece by piece, for those who look at that rather than at what it
//! says.
//!
//! In: the text of a page and where its body begins. Out: what opens, closes and stands between, each
//! with its place in the file. Time and room are linear.

use crate::parse::Target;
use crate::parse::markdown::FLAGS;
use crate::text::span::Span;
use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::borrow::Cow;

/// What can be open around a piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// A heading, and its level.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// A quotation.
    Quote,
    /// A list.
    List,
    /// An item of a list.
    Item,
    /// A table.
    Table,
    /// The first row of a table.
    Head,
    /// Another row.
    Row,
    /// A cell of a table.
    Cell,
    /// A block of code.
    CodeBlock,
    /// A block of raw HTML.
    HtmlBlock,
    /// The text of a footnote.
    Note,
    /// Emphasis.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// What is struck out.
    Strike,
    /// A link.
    Link,
    /// A picture; what is in it is its alternative text.
    Image,
    /// Anything else.
    Other,
}

impl Kind {
    /// Returns whether it is a block rather than a part of a line.
    pub(crate) fn is_block(self) -> bool {
        !matches!(self, Self::Emphasis | Self::Strong | Self::Strike | Self::Link | Self::Image)
    }
}

/// A piece of a page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Piece<'a> {
    /// Something begins; the place is the whole of it.
    Open(Kind),
    /// A link begins that leads there; the place is the whole of it.
    OpenLink(Cow<'a, str>),
    /// It ends; the place is the whole of it.
    Close(Kind),
    /// Text as a reader sees it; inside [`Kind::CodeBlock`] it is code.
    Text(Cow<'a, str>),
    /// Code in a line.
    Code(Cow<'a, str>),
    /// Raw HTML.
    Html(Cow<'a, str>),
    /// The end of a line inside a paragraph.
    Break,
    /// Anything else: a rule, the mark of a footnote or of a task.
    Other,
}

/// The pieces of a page, in order.
#[derive(Debug, Default)]
pub(crate) struct Outline<'a> {
    /// The pieces, and where each stands in the file.
    pub pieces: Vec<(Piece<'a>, Span)>,
}

impl<'a> Outline<'a> {
    /// Takes the body of a page apart; `start` is the byte of `text` at which it begins.
    pub(crate) fn of(text: &'a str, start: usize) -> Self {
        let body = text.get(start..).unwrap_or("");
        let events = TextMergeWithOffset::new(Parser::new_ext(body, FLAGS).into_offset_iter());
        let pieces = events
            .map(|(event, range)| (piece(event), Span::new(range.start, range.end).shifted(start)));
        Self { pieces: pieces.collect() }
    }

    /// Returns whether a byte stands in code.
    pub(crate) fn is_code(&self, byte: usize) -> bool {
        let is_code =
            |piece: &Piece<'_>| matches!(piece, Piece::Open(Kind::CodeBlock) | Piece::Code(_));
        self.pieces.iter().any(|(piece, span)| {
            is_code(piece) && (span.start as usize) < byte && byte < span.end as usize
        })
    }

    /// Shows each piece, with its place and what is open around it, outermost first; what a piece opens
    /// or closes itself is not among it.
    pub(crate) fn walk(&self, mut see: impl FnMut(&Piece<'a>, Span, &[Kind])) {
        let mut open: Vec<Kind> = Vec::new();
        for (piece, span) in &self.pieces {
            if matches!(piece, Piece::Close(_)) {
                open.pop();
            }
            see(piece, *span, &open);
            match piece {
                Piece::Open(kind) => open.push(*kind),
                Piece::OpenLink(_) => open.push(Kind::Link),
                Piece::Close(_)
                | Piece::Text(_)
                | Piece::Code(_)
                | Piece::Html(_)
                | Piece::Break
                | Piece::Other => {}
            }
        }
    }
}

/// Returns the targets inside the tree that a page defines for links to refer to (`[label]: target`),
/// each with the place of its line, in order.
pub(crate) fn definitions(text: &str, start: usize) -> Vec<(Target, Span)> {
    let body = text.get(start..).unwrap_or("");
    let parser = Parser::new_ext(body, FLAGS);
    let defined = parser.reference_definitions().iter().filter_map(|(_, defined)| {
        let span = Span::new(defined.span.start, defined.span.end).shifted(start);
        Some((Target::inside(&defined.dest)?, span))
    });
    let mut defined: Vec<_> = defined.collect();
    defined.sort_by_key(|(_, span)| *span);
    defined
}

fn piece(event: Event<'_>) -> Piece<'_> {
    match event {
        Event::Start(Tag::Link { dest_url, .. }) => Piece::OpenLink(owned(dest_url)),
        Event::Start(tag) => Piece::Open(kind(tag.to_end())),
        Event::End(tag) => Piece::Close(kind(tag)),
        Event::Text(text) => Piece::Text(owned(text)),
        Event::Code(text) => Piece::Code(owned(text)),
        Event::Html(text) | Event::InlineHtml(text) => Piece::Html(owned(text)),
        Event::SoftBreak | Event::HardBreak => Piece::Break,
        Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_)
        | Event::Rule
        | Event::TaskListMarker(_) => Piece::Other,
    }
}

fn owned(text: pulldown_cmark::CowStr<'_>) -> Cow<'_, str> {
    match text {
        pulldown_cmark::CowStr::Borrowed(text) => Cow::Borrowed(text),
        text @ (pulldown_cmark::CowStr::Boxed(_) | pulldown_cmark::CowStr::Inlined(_)) => {
            Cow::Owned(text.into_string())
        }
    }
}

fn kind(tag: TagEnd) -> Kind {
    match tag {
        TagEnd::Heading(level) => Kind::Heading(level as u8),
        TagEnd::Paragraph => Kind::Paragraph,
        TagEnd::BlockQuote(_) => Kind::Quote,
        TagEnd::List(_) => Kind::List,
        TagEnd::Item => Kind::Item,
        TagEnd::Table => Kind::Table,
        TagEnd::TableHead => Kind::Head,
        TagEnd::TableRow => Kind::Row,
        TagEnd::TableCell => Kind::Cell,
        TagEnd::CodeBlock => Kind::CodeBlock,
        TagEnd::HtmlBlock => Kind::HtmlBlock,
        TagEnd::FootnoteDefinition => Kind::Note,
        TagEnd::Emphasis => Kind::Emphasis,
        TagEnd::Strong => Kind::Strong,
        TagEnd::Strikethrough => Kind::Strike,
        TagEnd::Link => Kind::Link,
        TagEnd::Image => Kind::Image,
        TagEnd::DefinitionList
        | TagEnd::DefinitionListTitle
        | TagEnd::DefinitionListDefinition
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::MetadataBlock(_) => Kind::Other,
    }
}
