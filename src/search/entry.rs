//! [`Entry`]: what one page brings to the index.

use crate::search::code::push_json;
use crate::search::html::{Piece, pieces};
use crate::search::words::Splitter;
use crate::search::{NAMES_AT, Source, TEXT_AT};
use std::fmt::Write;
use std::sync::Arc;

/// How much of a section's text is kept to be shown, in bytes: at least, and at most.
const EXCERPT_BYTES: (usize, usize) = (40, 200);
/// The part of a page's markup that all its excerpts may take: one of so many bytes.
const EXCERPTS_SHARE: usize = 9;
/// Slots of the table of a page's words when it is new; a power of two.
const SLOTS: usize = 1024;

/// A word of an entry, by its number there, at a position.
pub(super) type Hit = (u16, u16);

/// What one page brings to the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The language, BCP 47.
    pub(super) lang: Arc<str>,
    /// Its words in lower case, each once, one after the other.
    words: Box<str>,
    /// Where in `words` each ends.
    ends: Box<[u32]>,
    /// Words of the title, of other names and of headings, in order.
    pub(super) heads: Box<[Hit]>,
    /// Words of the text, in order.
    pub(super) texts: Box<[Hit]>,
    /// What the browser is told of it: JSON.
    pub(super) record: Box<str>,
}

impl Entry {
    /// Makes the entry of a page.
    pub(crate) fn of(source: &Source<'_>) -> Self {
        let mut words = Words::default();
        let mut splitter = Splitter::default();
        words.heads_of(&mut splitter, source.title, 0, NAMES_AT);
        let mut at = NAMES_AT;
        for name in &source.names {
            at = words.heads_of(&mut splitter, name, at, TEXT_AT).saturating_add(1);
        }
        let mut page = Page {
            words,
            splitter,
            at: u32::from(TEXT_AT),
            text: String::with_capacity(512),
            heading: String::new(),
            in_heading: false,
            sections: String::new(),
            anchor: "",
            excerpt_max: excerpt_max(source.html),
            start: u32::from(TEXT_AT),
        };
        if let Some(summary) = source.summary {
            page.text.push_str(summary);
            page.text.push('\n');
        }
        pieces(source.html, |piece| page.take(piece));
        page.end_section();
        let record = record(source, &page.sections);
        let Words { all, ends, heads, texts, .. } = page.words;
        Self {
            lang: source.lang.into(),
            words: all.into(),
            ends: ends.into(),
            heads: heads.into(),
            texts: texts.into(),
            record: record.into(),
        }
    }

    /// Returns its words, by number.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.ends.iter().map(move |end| {
            let word = self.words.get(start..*end as usize).unwrap_or("");
            start = *end as usize;
            word
        })
    }
}

/// Collects words, each under one number.
struct Words {
    /// Each word once, one after the other.
    all: String,
    ends: Vec<u32>,
    /// Numbers of words plus one, 0 where there is none; found by a word's hash.
    slots: Vec<u16>,
    heads: Vec<Hit>,
    texts: Vec<Hit>,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            all: String::with_capacity(4096),
            ends: Vec::with_capacity(512),
            slots: vec![0; SLOTS],
            heads: Vec::with_capacity(64),
            texts: Vec::with_capacity(1024),
        }
    }
}

impl Words {
    /// Adds a text of a heading's weight, up to a position; returns the position behind it.
    fn heads_of(&mut self, splitter: &mut Splitter, text: &str, at: u16, end: u16) -> u16 {
        let next = splitter.split(text, u32::from(at), &mut |word, at| {
            if let (Ok(at), Some(number)) = (u16::try_from(at), self.number(word))
                && at < end
            {
                self.heads.push((number, at));
            }
        });
        u16::try_from(next).unwrap_or(u16::MAX)
    }

    /// Returns the number of a word; none when a page has too many.
    fn number(&mut self, word: &str) -> Option<u16> {
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = hash(word) & mask;
        loop {
            let number = *self.slots.get(slot)?;
            if number == 0 {
                break;
            }
            if self.word(number - 1) == word {
                return Some(number - 1);
            }
            slot = (slot + 1) & mask;
        }
        let number = u16::try_from(self.ends.len()).ok().filter(|number| *number < u16::MAX)?;
        self.all.push_str(word);
        self.ends.push(u32::try_from(self.all.len()).ok()?);
        *self.slots.get_mut(slot)? = number + 1;
        Some(number)
    }

    fn word(&self, number: u16) -> &str {
        let end = |n: usize| self.ends.get(n).map_or(0, |end| *end as usize);
        let n = usize::from(number);
        let start = n.checked_sub(1).map_or(0, end);
        self.all.get(start..end(n)).unwrap_or("")
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        let mut slots = vec![0; mask + 1];
        for n in 0..self.ends.len() {
            let number = u16::try_from(n).unwrap_or(u16::MAX - 1);
            let mut slot = hash(self.word(number)) & mask;
            while slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & mask;
            }
            if let Some(free) = slots.get_mut(slot) {
                *free = number + 1;
            }
        }
        self.slots = slots;
    }
}

/// Spreads words over slots; it is the same on every machine.
fn hash(word: &str) -> usize {
    let mut hash = 0xcbf2_9ce4_u32;
    for byte in word.bytes() {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    (hash ^ (hash >> 15)) as usize
}

/// A page while it is read.
struct Page<'a> {
    words: Words,
    splitter: Splitter,
    /// The next position.
    at: u32,
    /// The text of the open section, or of the open heading.
    text: String,
    heading: String,
    in_heading: bool,
    /// The sections so far, as JSON.
    sections: String,
    anchor: &'a str,
    /// How long an excerpt may be, in bytes.
    excerpt_max: usize,
    /// The first position of the open section.
    start: u32,
}

impl<'a> Page<'a> {
    fn take(&mut self, piece: Piece<'a>) {
        match piece {
            Piece::Text(text) if self.in_heading => self.heading.push_str(&text),
            Piece::Text(text) => self.text.push_str(&text),
            Piece::Break if self.in_heading => self.heading.push(' '),
            Piece::Break => {
                if !self.text.ends_with('\n') {
                    self.text.push('\n');
                }
            }
            Piece::Heading(anchor) => {
                self.end_section();
                self.anchor = anchor;
                self.in_heading = true;
            }
            Piece::EndHeading => {
                self.in_heading = false;
                let start = u16::try_from(self.at).unwrap_or(u16::MAX);
                let next = self.words.heads_of(&mut self.splitter, &self.heading, start, u16::MAX);
                self.at = u32::from(next) + 1;
            }
        }
    }

    /// Splits the text of the open section and notes it.
    fn end_section(&mut self) {
        let Self { words, splitter, text, .. } = self;
        let mut at = self.at;
        for line in text.lines() {
            let next = splitter.split(line, at, &mut |word, at| {
                if let (Ok(at), Some(number)) = (u16::try_from(at), words.number(word)) {
                    words.texts.push((number, at));
                }
            });
            // Words of two paragraphs do not stand side by side.
            at = if next > at { next + 1 } else { at };
        }
        self.at = at.min(u32::from(u16::MAX));
        self.write_section();
        self.text.clear();
        self.heading.clear();
        self.start = self.at;
    }

    /// Appends the start, heading, anchor and excerpt of the open section.
    fn write_section(&mut self) {
        let heading = self.heading.split_whitespace().collect::<Vec<_>>().join(" ");
        if !self.sections.is_empty() {
            self.sections.push(',');
        }
        // Writing to memory does not fail.
        let _ = write!(self.sections, "{},", self.start);
        push_json(&heading, &mut self.sections);
        self.sections.push(',');
        let is_slug = slug(&heading).eq(self.anchor.chars());
        push_json(if is_slug { "" } else { self.anchor }, &mut self.sections);
        self.sections.push(',');
        push_json(&excerpt(&self.text, self.excerpt_max), &mut self.sections);
    }
}

/// Returns the anchor that most headings have; the script makes it again.
fn slug(heading: &str) -> impl Iterator<Item = char> {
    let kept =
        heading.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
}

/// Returns how long the excerpts of a page may be: the more sections, the shorter.
fn excerpt_max(html: &str) -> usize {
    let sections = html.matches("<h").count() + 1;
    let (min, max) = EXCERPT_BYTES;
    (html.len() / EXCERPTS_SHARE / sections).clamp(min, max)
}

/// Returns the beginning of a text, cut between words.
fn excerpt(text: &str, max: usize) -> String {
    let mut short = String::with_capacity(max + 32);
    for word in text.split_whitespace() {
        if short.len() + word.len() > max {
            short.push('…');
            return short;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short
}

/// Returns what the browser is told: link, kind, title, section, status, its class, other names, the
/// sections.
fn record(source: &Source<'_>, sections: &str) -> String {
    let mut record = String::with_capacity(sections.len() + 160);
    let (status, class) = source.status.unwrap_or_default();
    record.push('[');
    for text in [&source.href, source.title, source.section.unwrap_or(""), status, class] {
        push_json(text, &mut record);
        record.push(',');
    }
    record.push('"');
    record.push(source.kind.letter());
    record.push_str("\",[");
    for (n, name) in source.names.iter().enumerate() {
        if n > 0 {
            record.push(',');
        }
        push_json(name, &mut record);
    }
    record.push_str("],[");
    record.push_str(sections);
    record.push_str("]]");
    record
}
