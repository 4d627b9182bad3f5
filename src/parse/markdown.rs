//! Markdown as authors on GitHub know it, walked once.
//!
//! In: the text and where its body begins. Out: the parts of a [`Parsed`] that come from the body.
//! The walk keeps a stack of what is open and appends HTML; links, images and code become holes.
//! It is iterative, and nesting beyond [`DEPTH_MAX`] is flattened, so any input ends.

mod block;
mod clause;
mod define;
mod finish;
mod heading;
mod link;
mod note;
mod raw;
mod reference;
mod runs;
mod table;
mod text;

pub(crate) use runs::{Run, runs};

use crate::diag::{Code, Location, Reporter};
use crate::parse::body::{Body, Hole};
use crate::parse::html::{MARK_CLOSE, MARK_OPEN};
use crate::parse::prose::Announces;
use crate::parse::{Heading, ParseOptions, Parsed, Summary};
use crate::place::SourcePath;
use crate::text::slug::Anchors;
use crate::text::span::Span;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, TextMergeWithOffset};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

/// How deep quotes, lists and emphasis may be nested.
const DEPTH_MAX: usize = 60;

/// What Markdown may hold beyond its common core.
pub(super) const FLAGS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// Ids that the theme uses on pages with a body.
const THEME_IDS: &[&str] =
    &["Also", "Backlinks", "IconFilter", "IconTheme", "Main", "Policies", "Related", "Side", "Toc"];

/// The text of a page.
#[derive(Clone, Copy)]
pub(super) struct PageText<'a> {
    pub(super) path: &'a SourcePath,
    pub(super) text: &'a str,
    /// The byte at which the body begins.
    pub(super) start: usize,
    /// Whether the page is that of a client's plan.
    pub(super) is_plan: bool,
}

/// Parses the body of a page.
pub(super) fn parse(
    page: PageText<'_>,
    options: &ParseOptions,
    out: &mut Reporter,
) -> (Parsed, Body) {
    let PageText { path, text, start, is_plan } = page;
    let body = text.get(start..).unwrap_or("");
    // Same length in bytes, so that spans stay true.
    // Both begin with this byte, which is rare in any text.
    let is_marked =
        memchr::memchr(0xef, body.as_bytes()).is_some() && body.contains([MARK_OPEN, MARK_CLOSE]);
    let body = if is_marked {
        Cow::Owned(body.replace([MARK_OPEN, MARK_CLOSE], "\u{fffd}"))
    } else {
        Cow::Borrowed(body)
    };
    let mut walker = Walker {
        path,
        text: &body,
        base: start,
        options,
        out,
        html: String::with_capacity(body.len() + body.len() / 4),
        marks: Vec::new(),
        parsed: Parsed::default(),
        anchors: Anchors::except(THEME_IDS),
        other_anchors: Vec::new(),
        clauses: BTreeSet::new(),
        defining: define::Defining::default(),
        depth: 0,
        reported_depth: false,
        block: Block::default(),
        open: Open::default(),
        under: Under::default(),
        notes: note::Notes::default(),
        references: reference::References::default(),
        summary: Candidates::default(),
        lead: None,
        lead_ids: Vec::new(),
        has_raw: false,
        is_plan,
    };
    let parser = Parser::new_ext(&body, FLAGS);
    walker.references = reference::References::of(&body, parser.reference_definitions());
    walker.parsed.link_definitions = walker.definitions_inside(parser.reference_definitions());
    for (event, range) in TextMergeWithOffset::new(parser.into_offset_iter()) {
        walker.event(event, range);
    }
    walker.finish()
}

/// What is missing, or still to be patched, at one place of the HTML.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mark {
    Hole(Hole),
    /// The digit of a heading's tag.
    Level(u8),
}

struct Walker<'a> {
    path: &'a SourcePath,
    text: &'a str,
    /// The byte of the file at which `text` begins.
    base: usize,
    options: &'a ParseOptions,
    out: &'a mut Reporter,
    html: String,
    marks: Vec<(usize, Mark)>,
    parsed: Parsed,
    anchors: Anchors,
    /// Anchors that are no heading's.
    other_anchors: Vec<Arc<str>>,
    /// The numbers of clauses so far.
    clauses: BTreeSet<String>,
    defining: define::Defining,
    depth: usize,
    reported_depth: bool,
    block: Block,
    open: Open<'a>,
    under: Under,
    notes: note::Notes,
    references: reference::References,
    summary: Candidates,
    lead: Option<Range<usize>>,
    /// Anchors inside the heading that opens the page, other than its own.
    lead_ids: Vec<Box<str>>,
    has_raw: bool,
    /// Whether what is said under each heading is judged.
    is_plan: bool,
}

/// The text of the block being walked, for citations, summaries and word counts.
#[derive(Default)]
struct Block {
    text: String,
    /// Links in it: index, and the bytes of their text.
    links: Vec<(usize, Range<usize>)>,
}

/// What is open at the moment.
#[derive(Default)]
struct Open<'a> {
    heading: Option<heading::OpenHeading>,
    links: Vec<link::OpenLink<'a>>,
    image: Option<link::OpenImage<'a>>,
    /// A link opened by raw HTML: its index when it leads inside the tree, and where its text begins.
    raw_link: Option<(Option<usize>, usize)>,
    code: Option<OpenCode>,
    raw: Option<raw::OpenRaw>,
    lists: Vec<OpenList>,
    table: Option<table::OpenTable>,
    /// Where the paragraph's HTML and links begin, for paragraphs that turn out to be navigation.
    paragraph: Option<(usize, usize)>,
    items: usize,
    quotes: Vec<bool>,
}

struct OpenCode {
    lang: String,
    text: String,
}

struct OpenList {
    ordered: bool,
    /// Where ` class="…"` can be inserted.
    tag_end: usize,
    has_class: bool,
}

/// The heading under which the walk is.
#[derive(Default)]
struct Under {
    index: Option<u32>,
    /// The level of the heading that announced something, and what.
    announced: Option<(u8, Announces)>,
}

/// Paragraphs that may be the page's summary.
#[derive(Default)]
struct Candidates {
    announced: Option<Summary>,
    first: Option<Summary>,
    paragraphs: usize,
}

impl<'a> Walker<'a> {
    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        for link in &mut self.open.links {
            if !matches!(event, Event::End(TagEnd::Link)) {
                link.content_end = range.end;
            }
        }
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => {
                self.place_of_text(&range);
                let text = self.take_clause(&text, &range);
                self.on_text(text);
            }
            Event::Code(code) => self.on_code(&code),
            Event::Html(html) => self.on_raw_line(&html, range),
            Event::InlineHtml(html) => self.on_raw_inline(&html, &range),
            Event::FootnoteReference(label) => self.on_note_reference(&label),
            Event::SoftBreak => self.on_break("\n"),
            Event::HardBreak => self.on_break("<br>\n"),
            Event::Rule => {
                self.flush();
                self.html.push_str("<hr>\n");
            }
            Event::TaskListMarker(done) => self.on_task(done),
            // The options that make these events are off.
            Event::InlineMath(math) | Event::DisplayMath(math) => self.on_text(&math),
        }
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            self.report_depth(range);
            return;
        }
        match tag {
            Tag::Paragraph => self.start_paragraph(),
            Tag::Heading { level, .. } => self.start_heading(level as u8, range),
            Tag::BlockQuote(kind) => self.start_quote(kind),
            Tag::CodeBlock(kind) => self.start_code(&kind),
            Tag::HtmlBlock => self.open.raw = Some(raw::OpenRaw::default()),
            Tag::List(first) => self.start_list(first),
            Tag::Item => self.start_item(),
            Tag::FootnoteDefinition(label) => self.start_note(&label),
            Tag::Table(alignments) => self.start_table(&alignments, &range),
            Tag::TableHead => self.start_table_head(),
            Tag::TableRow => {
                self.place_of_row(range);
                self.start_table_row();
            }
            Tag::TableCell => self.start_cell(),
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => {
                self.start_term();
                self.inline("<strong>");
            }
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Link { link_type, dest_url, title, id } => {
                self.start_link(link_type, dest_url, title, range);
                self.define_link(&id);
            }
            Tag::Image { link_type, dest_url, title, id } => {
                self.start_image(link_type, dest_url, title, range);
                self.define_image(&id);
            }
            // The options that make these are off.
            Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition
            | Tag::Superscript
            | Tag::Subscript
            | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        self.depth -= 1;
        if self.depth >= DEPTH_MAX {
            return;
        }
        match tag {
            TagEnd::Paragraph => self.end_paragraph(),
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) => self.end_quote(),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.end_raw_block(),
            TagEnd::List(_) => self.end_list(),
            TagEnd::Item => self.end_item(),
            TagEnd::FootnoteDefinition => self.end_note(),
            TagEnd::Table => self.end_table(),
            TagEnd::TableHead => self.end_table_head(),
            TagEnd::TableRow => self.end_table_row(),
            TagEnd::TableCell => self.end_cell(),
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => {
                self.end_term();
                self.inline("</strong>");
            }
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => self.end_image(range),
            TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    /// Appends the tag of an inline element, unless an image's alternative text is being read.
    fn inline(&mut self, tag: &str) {
        if self.open.image.is_none() {
            self.html.push_str(tag);
        }
    }

    /// Inserts into HTML already written, and moves every place that lies behind.
    fn insert(&mut self, at: usize, html: &str) {
        self.html.insert_str(at, html);
        let by = html.len();
        for (place, _) in self.marks.iter_mut().rev().take_while(|(place, _)| *place >= at) {
            *place += by;
        }
        let paragraph = self.open.paragraph.as_mut().map(|(start, _)| start);
        let heading = self.open.heading.as_mut().map(|heading| &mut heading.html_start);
        let lists = self.open.lists.iter_mut().map(|list| &mut list.tag_end);
        let places = paragraph.into_iter().chain(heading).chain(lists).chain(self.notes.starts());
        for place in places.filter(|place| **place >= at) {
            *place += by;
        }
    }

    /// Notes an anchor that is no heading's.
    fn add_anchor(&mut self, id: &str) {
        if self.open.heading.as_ref().is_some_and(|heading| heading.is_first) {
            self.lead_ids.push(id.into());
        }
        self.other_anchors.push(id.into());
    }

    fn mark(&mut self, hole: Hole) {
        self.marks.push((self.html.len(), Mark::Hole(hole)));
    }

    fn at(&self, range: &Range<usize>) -> Location {
        let span = Span::new(range.start, range.end).shifted(self.base);
        Location { file: self.path.clone(), span }
    }

    fn report_depth(&mut self, range: Range<usize>) {
        if !self.reported_depth {
            self.reported_depth = true;
            let end = range.end.min(range.start + 1);
            let at = self.at(&(range.start..end));
            self.out
                .report(
                    Code::NestingTooDeep,
                    at,
                    format!("this is nested deeper than {DEPTH_MAX} levels"),
                )
                .help("the levels below are shown as one");
        }
    }
}
