//! [`Body`]: a page's HTML with the links, images and code left out, and how the holes are filled.

use std::ops::Range;

/// What is missing at one place of a body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Hole {
    /// The attributes of an `<a>` tag: the n-th link.
    Link(u32),
    /// A whole `<img>` tag: the n-th link.
    Image(u32),
    /// Highlighted code: the n-th block.
    Code(u32),
    /// What shows the note of this number beside a reference to it.
    Note(u32),
}

/// A footnote that can be shown where it is referred to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Note {
    /// Its number, from 1.
    pub number: usize,
    /// Its anchor.
    pub id: Box<str>,
    /// The bytes of its text in the HTML.
    pub range: Range<usize>,
    /// Whether the last paragraph in it is still to be closed.
    pub is_open: bool,
}

/// Words of the text that are to stand in an element, in bytes of the HTML. Nothing but text lies
/// between its ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Words {
    /// Where they begin.
    pub start: u32,
    /// Where they end.
    pub end: u32,
    /// What they stand for; the caller knows.
    pub index: u32,
}

/// A place at which the HTML is interrupted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Stop {
    /// Something is missing.
    Hole(Hole),
    /// Words begin, with their index.
    Open(u32),
    /// They end.
    Close,
}

/// HTML with holes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Body {
    /// Not boxed: giving its spare room back would copy the whole page.
    html: String,
    holes: Box<[(u32, Hole)]>,
    /// The bytes of the heading that opens the page, when one does.
    lead: Option<(u32, u32)>,
    /// Anchors inside that heading, which stay when it is shown as the title.
    lead_ids: Box<[Box<str>]>,
    /// The notes that can be shown where they are referred to.
    notes: Box<[Note]>,
}

impl Body {
    /// Returns a body. Holes are byte positions in `html`, ascending; `lead` is the heading that opens
    /// the page, with the anchors in it other than its own.
    pub(super) fn new(
        html: String,
        holes: Vec<(usize, Hole)>,
        lead: Option<(Range<usize>, Vec<Box<str>>)>,
    ) -> Self {
        let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let (lead, lead_ids) = lead.unzip();
        Self {
            lead_ids: lead_ids.unwrap_or_default().into(),
            notes: Box::default(),
            html,
            holes: holes.into_iter().map(|(at, hole)| (narrow(at), hole)).collect(),
            lead: lead.map(|range| (narrow(range.start), narrow(range.end))),
        }
    }

    /// Returns the body with notes that can be shown where they are referred to.
    pub(super) fn with_notes(self, notes: Vec<Note>) -> Self {
        Self { notes: notes.into(), ..self }
    }

    /// Returns those notes.
    pub(crate) fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// Returns the HTML without what fills the holes.
    pub(crate) fn html(&self) -> &str {
        &self.html
    }

    /// Returns where the holes are, ascending.
    pub(crate) fn hole_places(&self) -> impl Iterator<Item = usize> {
        self.holes.iter().map(|(at, _)| *at as usize)
    }

    /// Returns whether nothing would be shown, leaving the opening heading out if asked.
    pub(crate) fn is_empty(&self, lead: Lead) -> bool {
        self.parts(lead)
            .iter()
            .all(|part| self.html.get(part.clone()).is_none_or(|html| html.trim().is_empty()))
    }

    /// Returns the text of the first paragraph under a heading, up to the next heading.
    pub(crate) fn paragraph_after(&self, anchor: &str) -> Option<String> {
        let mark = format!(" id=\"{anchor}\"");
        let (_, rest) = self.html.split_once(&mark)?;
        let (_, under) = rest.split_once("</h")?;
        let end = under.find("<h").unwrap_or(under.len());
        let (_, paragraph) = under.get(..end)?.split_once("<p>")?;
        let (paragraph, _) = paragraph.split_once("</p>")?;
        let text = plain(paragraph);
        (!text.is_empty()).then_some(text)
    }

    /// Returns whether the body opens with a heading.
    pub(crate) fn has_lead(&self) -> bool {
        self.lead.is_some()
    }

    /// Returns the bytes of HTML without what fills the holes.
    pub(crate) fn len(&self) -> usize {
        self.html.len()
    }

    /// Appends the HTML to `to`, asking `fill` for what stands at each stop: at the holes, and at the
    /// ends of `words`, which ascend and do not overlap.
    pub(crate) fn fill(
        &self,
        lead: Lead,
        words: &[Words],
        to: &mut String,
        mut fill: impl FnMut(Stop, &mut String),
    ) {
        if lead == Lead::Hide {
            for id in &self.lead_ids {
                to.push_str("<span id=\"");
                to.push_str(id);
                to.push_str("\"></span>");
            }
        }
        for part in self.parts(lead) {
            self.fill_part(part, words, to, &mut fill);
        }
    }

    /// Appends the text of a note.
    pub(crate) fn fill_note(
        &self,
        note: &Note,
        to: &mut String,
        mut fill: impl FnMut(Stop, &mut String),
    ) {
        self.fill_part(note.range.clone(), &[], to, &mut fill);
        to.push_str(if note.is_open { "</p>" } else { "" });
    }

    fn fill_part(
        &self,
        part: Range<usize>,
        words: &[Words],
        to: &mut String,
        fill: &mut impl FnMut(Stop, &mut String),
    ) {
        let first = self.holes.partition_point(|(at, _)| (*at as usize) < part.start);
        let holes = self.holes.get(first..).unwrap_or_default().iter();
        let mut holes = holes
            .take_while(|(at, _)| *at as usize <= part.end)
            .map(|(at, hole)| (*at, Stop::Hole(*hole)))
            .peekable();
        let first = words.partition_point(|words| (words.start as usize) < part.start);
        let words = words.get(first..).unwrap_or_default().iter();
        let mut ends = words
            .take_while(|words| words.end as usize <= part.end)
            .flat_map(|words| [(words.start, Stop::Open(words.index)), (words.end, Stop::Close)])
            .peekable();
        let mut from = part.start;
        loop {
            let next = match (holes.peek(), ends.peek()) {
                (Some((hole, _)), Some((end, stop)))
                    if end < hole || (end == hole && *stop == Stop::Close) =>
                {
                    ends.next()
                }
                (Some(_), _) => holes.next(),
                (None, _) => ends.next(),
            };
            let Some((at, stop)) = next else { break };
            to.push_str(self.html.get(from..at as usize).unwrap_or(""));
            fill(stop, to);
            from = at as usize;
        }
        to.push_str(self.html.get(from..part.end).unwrap_or(""));
    }

    fn parts(&self, lead: Lead) -> [Range<usize>; 2] {
        match (lead, self.lead) {
            (Lead::Hide, Some((start, end))) => [0..start as usize, end as usize..self.html.len()],
            _ => [0..self.html.len(), self.html.len()..self.html.len()],
        }
    }
}

/// Whether the heading that opens a page is part of its body, or the page's title.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Lead {
    /// It is part of the body.
    #[default]
    Show,
    /// The page's template prints it as the title.
    Hide,
}

/// Returns the text of markup that we made: without tags, characters as they are.
fn plain(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (n, piece) in html.split('<').enumerate() {
        let shown = if n == 0 { piece } else { piece.split_once('>').map_or("", |(_, rest)| rest) };
        text.push_str(shown);
    }
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    let text = named.iter().fold(text, |text, (name, c)| text.replace(name, c));
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
