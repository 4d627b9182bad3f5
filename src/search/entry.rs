//! [`Entry`]: what one page brings to the index.

use crate::search::code::{push_json, spread};
use crate::search::excerpt::{kept_max, write};
use crate::search::html::{Piece, pieces};
use crate::search::words::Splitter;
use crate::search::{NAMES_AT, Source, TEXT_AT};
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::Arc;

/// Slots of the table of a page's words when it is new; a power of two.
const SLOTS: usize = 1024;
/// How many places of a word are kept for one page: of heads, and of texts.
pub(super) const POSITIONS_MAX: usize = 6;

/// A word of an entry.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Word {
    /// How many bytes it has.
    len: u16,
    /// How many of its places are kept: of heads, of texts.
    counts: (u8, u8),
}

/// What one page brings to the index.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Entry {
    /// The language, BCP 47.
    pub(super) lang: Arc<str>,
    /// Its words in lower case, each once, one after the other.
    text: Box<str>,
    /// What there is to know of each.
    words: Box<[Word]>,
    /// Where they stand, by word: first in the title, other names and headings, then in the text; each
    /// ascending.
    pub(super) places: Box<[u16]>,
    /// How many words its text has.
    pub(super) length: u32,
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
            text: String::with_capacity(source.html.len()),
            split: 0,
            heading: String::new(),
            in_heading: false,
            sections: Vec::with_capacity(16),
            anchor: "",
            start: u32::from(TEXT_AT),
        };
        if let Some(summary) = source.summary {
            page.text.push_str(summary);
            page.text.push('\n');
        }
        let is_left_out = |anchor: &str| source.left_out.contains(&anchor);
        pieces(source.html, is_left_out, |piece| page.take(piece));
        page.end_section();
        let record = record(source, &page.sections(source.html.len()));
        let Words { all, seen, mut heads, length, .. } = page.words;
        heads.sort_unstable();
        let places = places(&seen, &heads);
        Self {
            lang: source.lang.into(),
            // A copy, so that what it does not need is free again.
            text: all.as_str().into(),
            words: seen.iter().map(|seen| seen.word).collect(),
            places,
            length,
            record: record.into(),
        }
    }

    /// Forgets its words, whose numbers are known elsewhere.
    pub(super) fn forget_words(&mut self) {
        self.text = Box::default();
    }

    /// Forgets where its words stand.
    pub(super) fn forget_places(&mut self) {
        self.words = Box::default();
        self.places = Box::default();
    }

    /// Returns how many places of each of its words are kept, in their order.
    pub(super) fn counts(&self) -> impl ExactSizeIterator<Item = (u8, u8)> {
        self.words.iter().map(|word| word.counts)
    }

    /// Returns its words in their order.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        let mut start = 0;
        self.words.iter().map(move |word| {
            let end = start + usize::from(word.len);
            let text = self.text.get(start..end).unwrap_or("");
            start = end;
            text
        })
    }
}

/// A word while a page is read.
struct Seen {
    /// See [`key`].
    key: u64,
    /// Where it begins among the words.
    start: u32,
    word: Word,
    /// The first places in the text.
    places: [u16; POSITIONS_MAX],
}

/// Collects words, each under one number.
struct Words {
    /// Each word once, one after the other.
    all: String,
    seen: Vec<Seen>,
    /// Numbers of words plus one, 0 where there is none; found by a word's key.
    slots: Vec<u16>,
    /// Words of heads by their number, and their places.
    heads: Vec<(u16, u16)>,
    /// How many words the text has.
    length: u32,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            all: String::with_capacity(4096),
            seen: Vec::with_capacity(SLOTS / 2),
            slots: vec![0; SLOTS],
            heads: Vec::with_capacity(64),
            length: 0,
        }
    }
}

impl Words {
    /// Adds a text of a heading's weight, up to a position; returns the position behind it.
    fn heads_of(&mut self, splitter: &mut Splitter, text: &str, at: u16, end: u16) -> u16 {
        let next = splitter.split(text, u32::from(at), &mut |word, at| {
            let at = u16::try_from(at).ok().filter(|at| *at < end);
            let Some((at, number)) = at.and_then(|at| Some((at, self.number(word)?))) else {
                return;
            };
            if let Some(seen) = self.seen.get_mut(usize::from(number))
                && usize::from(seen.word.counts.0) < POSITIONS_MAX
            {
                seen.word.counts.0 += 1;
                self.heads.push((number, at));
            }
        });
        u16::try_from(next).unwrap_or(u16::MAX)
    }

    /// Adds a word of the text.
    #[inline]
    fn add(&mut self, word: &str, at: u32) {
        let Ok(at) = u16::try_from(at) else { return };
        let number = self.number(word).map(usize::from);
        let Some(seen) = number.and_then(|number| self.seen.get_mut(number)) else { return };
        self.length += 1;
        if let Some(place) = seen.places.get_mut(usize::from(seen.word.counts.1)) {
            *place = at;
            seen.word.counts.1 += 1;
        }
    }

    /// Returns the number of a word; none when a page has too many, or when it is endless.
    fn number(&mut self, word: &str) -> Option<u16> {
        let len = u16::try_from(word.len()).ok()?;
        let key = key(word);
        let mask = self.slots.len() - 1;
        let mut slot = slot_of(key) & mask;
        loop {
            let number = *self.slots.get(slot)?;
            let Some(n) = number.checked_sub(1) else { break };
            let seen = self.seen.get(usize::from(n))?;
            if seen.key == key && seen.word.len == len {
                let start = seen.start as usize;
                if len <= 8 || self.all.get(start..start + word.len()) == Some(word) {
                    return Some(n);
                }
            }
            slot = (slot + 1) & mask;
        }
        let number = u16::try_from(self.seen.len()).ok().filter(|number| *number < u16::MAX)?;
        let start = u32::try_from(self.all.len()).ok()?;
        self.all.push_str(word);
        let word = Word { len, counts: (0, 0) };
        self.seen.push(Seen { key, start, word, places: [0; POSITIONS_MAX] });
        *self.slots.get_mut(slot)? = number + 1;
        if self.seen.len() * 2 > self.slots.len() {
            self.grow();
        }
        Some(number)
    }

    fn grow(&mut self) {
        let mask = self.slots.len() * 4 - 1;
        let mut slots = vec![0; mask + 1];
        for (number, seen) in (1..).zip(&self.seen) {
            let mut slot = slot_of(seen.key) & mask;
            while slots.get(slot).is_some_and(|taken| *taken != 0) {
                slot = (slot + 1) & mask;
            }
            if let Some(free) = slots.get_mut(slot) {
                *free = number;
            }
        }
        self.slots = slots;
    }
}

/// Returns the places of all words, with those of heads, sorted.
fn places(seen: &[Seen], heads: &[(u16, u16)]) -> Box<[u16]> {
    let kept = seen.iter().map(|seen| usize::from(seen.word.counts.1)).sum::<usize>();
    let mut places = Vec::with_capacity(kept + heads.len());
    let mut heads = heads.iter();
    for seen in seen {
        let (own, texts) = seen.word.counts;
        // Most words stand in no head, and once in the text.
        if own > 0 {
            places.extend(heads.by_ref().take(own.into()).map(|(_, at)| at));
        }
        match (texts, seen.places) {
            (1, [one, ..]) => places.push(one),
            (_, all) => places.extend_from_slice(all.get(..texts.into()).unwrap_or_default()),
        }
    }
    places.into()
}

/// Returns a number for a word that is the same on every machine. Words of one length up to eight
/// bytes have different ones.
#[inline]
pub(super) fn key(word: &str) -> u64 {
    let bytes = word.as_bytes();
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
        return match bytes.len() {
            8 => first,
            ..=16 => spread(first) ^ last,
            _ => bytes.iter().fold(last, |key, byte| spread(key) ^ u64::from(*byte)),
        };
    }
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        return u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last));
    }
    let byte = |n: usize| bytes.get(n).map_or(0, |byte| u64::from(*byte));
    byte(0) | byte(1) << 8 | byte(2) << 16
}

/// Returns the slot of a key, in a table of any size.
#[inline]
pub(super) fn slot_of(key: u64) -> usize {
    usize::try_from(spread(key) >> 8 & 0xffff_ffff).unwrap_or(0)
}

/// A page while it is read.
struct Page<'a> {
    words: Words,
    splitter: Splitter,
    /// The next position.
    at: u32,
    /// The text so far.
    text: String,
    /// Up to where it is split into words.
    split: usize,
    heading: String,
    in_heading: bool,
    sections: Vec<Section<'a>>,
    anchor: &'a str,
    /// The first position of the open section.
    start: u32,
}

/// A section of a page.
struct Section<'a> {
    /// Its first position.
    start: u32,
    heading: String,
    anchor: &'a str,
    /// Where its text lies in that of the page.
    text: Range<usize>,
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
        let open = text.get(self.split..).unwrap_or("");
        let mut from = 0;
        for end in memchr::memchr_iter(b'\n', open.as_bytes()).chain([open.len()]) {
            let line = open.get(from..end).unwrap_or("");
            from = end + 1;
            let next = splitter.split(line, at, &mut |word, at| words.add(word, at));
            // Words of two paragraphs do not stand side by side.
            at = if next > at { next + 1 } else { at };
        }
        self.at = at.min(u32::from(u16::MAX));
        let mut heading = String::with_capacity(self.heading.len());
        write(&self.heading, usize::MAX, &mut heading);
        let text = self.split..self.text.len();
        self.split = text.end;
        self.sections.push(Section { start: self.start, heading, anchor: self.anchor, text });
        self.heading.clear();
        self.start = self.at;
    }

    /// Returns the start, heading, anchor and what is kept of each section, as JSON.
    fn sections(&self, html_bytes: usize) -> String {
        let mut lengths: Vec<usize> = self.sections.iter().map(|one| one.text.len()).collect();
        let max = kept_max(&mut lengths, html_bytes);
        let mut sections = String::with_capacity(2048);
        let mut kept = String::with_capacity(512);
        for section in &self.sections {
            if !sections.is_empty() {
                sections.push(',');
            }
            // Writing to memory does not fail.
            let _ = write!(sections, "{},", section.start);
            push_json(&section.heading, &mut sections);
            sections.push(',');
            let is_slug = slug(&section.heading).eq(section.anchor.chars());
            push_json(if is_slug { "" } else { section.anchor }, &mut sections);
            sections.push(',');
            write(self.text.get(section.text.clone()).unwrap_or(""), max, &mut kept);
            push_json(&kept, &mut sections);
        }
        sections
    }
}

/// Returns the anchor that most headings have; the script makes it again.
fn slug(heading: &str) -> impl Iterator<Item = char> {
    let kept =
        heading.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() })
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
