//! Definitions: terms with their meanings, in the sections that announce them and in tables whose
//! heads say so.
//!
//! Under a heading such as "Definitions and Terms" a list item or paragraph defines what it begins
//! with: words in bold, or words before a colon or dash in a list. A heading right below defines
//! itself by its first paragraph, as long as nothing else stands above the first of them.

use super::Walker;
use crate::parse::glossary::{Definition, is_term, with_short_form};
use crate::parse::is_generic_title;
use crate::text::span::Span;
use std::ops::Range;
use std::sync::Arc;

/// Words of which a heading that announces definitions consists.
const WORDS: &[&str] = &[
    "abbreviations",
    "acronyms",
    "and",
    "defined",
    "definition",
    "definitions",
    "glossary",
    "key",
    "of",
    "terminology",
    "terms",
    "the",
];

/// Of these at least one must be among them.
const TELLING: &[&str] =
    &["abbreviations", "acronyms", "definitions", "glossary", "terminology", "terms"];

/// Heads of the column that holds the terms.
const TERM_HEADS: &[&str] = &["abbreviation", "acronym", "term", "word"];

/// Heads of the column that holds the meanings.
const MEANING_HEADS: &[&str] = &["definition", "explanation", "meaning", "stands for"];

/// How long a meaning may be, in bytes; a longer one is cut at a sentence or word.
const MEANING_BYTES_MAX: usize = 1200;

/// The section of definitions that the walk is in.
#[derive(Default)]
pub(super) struct Defining {
    section: Option<Section>,
    /// What was found.
    pub(super) found: Vec<Definition>,
    /// Where the block begins that may define a term, or the row of a table.
    place: Range<usize>,
    /// Where bold text that opens the block ends; 0 when there is none.
    strong_end: usize,
    /// Whether such text is open.
    in_strong: bool,
    /// Whether the block that ends next is a heading.
    is_heading: bool,
}

struct Section {
    level: u8,
    anchor: Arc<str>,
    /// The heading below that waits for its meaning.
    heading: Option<Arc<str>>,
    /// Whether headings below are terms: none, until one comes first.
    by_heading: Option<bool>,
}

/// Returns whether a heading announces definitions.
pub(super) fn announces(heading: &str) -> bool {
    let words = heading.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let has = |all: &[&str], word: &str| all.iter().any(|known| known.eq_ignore_ascii_case(word));
    let mut tells = false;
    for word in words {
        if !has(WORDS, word) {
            return false;
        }
        tells |= has(TELLING, word);
    }
    tells
}

impl Walker<'_> {
    /// Notes a heading: it may announce definitions, end them, or be a term.
    pub(super) fn define_by_heading(&mut self, level: u8, text: &str, anchor: &Arc<str>) {
        self.defining.is_heading = !text.is_empty();
        if announces(text) {
            self.defining.section = Some(Section {
                level,
                anchor: Arc::clone(anchor),
                heading: None,
                by_heading: None,
            });
            return;
        }
        let Some(section) = &mut self.defining.section else { return };
        if level <= section.level {
            self.defining.section = None;
            return;
        }
        let by_heading = *section.by_heading.get_or_insert(true);
        let org_name = self.options.org_name.as_deref();
        let is_term = by_heading && is_term(text) && !is_generic_title(text, org_name);
        section.heading = is_term.then(|| text.into());
    }

    /// Notes where a text stands that may be the first of its block.
    pub(super) fn place_of_text(&mut self, range: &Range<usize>) {
        if self.block.text.is_empty() && self.open.table.is_none() {
            self.defining.place = range.clone();
        }
    }

    /// Notes where a row of a table stands.
    pub(super) fn place_of_row(&mut self, range: Range<usize>) {
        self.defining.place = range;
    }

    /// Notes that bold text begins.
    pub(super) fn start_term(&mut self) {
        let may_be = self.defining.section.is_some() && self.defining.strong_end == 0;
        self.defining.in_strong = may_be && self.block.text.trim().is_empty();
    }

    /// Notes that bold text ends.
    pub(super) fn end_term(&mut self) {
        if std::mem::take(&mut self.defining.in_strong) {
            self.defining.strong_end = self.block.text.len();
        }
    }

    /// Returns whether the rows of a table with these heads may define terms.
    pub(super) fn may_define(&self, heads: &[String]) -> bool {
        heads.len() >= 2
            && (says_so(heads) || (heads.len() == 2 && self.defining.section.is_some()))
    }

    /// Takes what a block that just ended defines.
    pub(super) fn define(&mut self, text: &str) {
        let strong_end = std::mem::take(&mut self.defining.strong_end);
        let is_heading = std::mem::take(&mut self.defining.is_heading);
        let Some(section) = &mut self.defining.section else { return };
        if is_heading || self.open.table.is_some() || self.notes.is_open() {
            return;
        }
        let text = text.trim_end();
        let start = text.len() - text.trim_start().len();
        if text.len() == start {
            return;
        }
        section.by_heading.get_or_insert(false);
        if let Some(heading) = section.heading.take() {
            self.add_definition(&heading, text);
            return;
        }
        let in_list = self.open.items > 0;
        if let Some((term, meaning)) = split(text, strong_end, in_list) {
            self.add_definition(term, meaning);
        }
    }

    /// Takes what a row of a table defines.
    pub(super) fn define_by_row(&mut self, row: &[String]) {
        if let [term, meaning, ..] = row {
            self.add_definition(term, meaning);
        }
    }

    fn add_definition(&mut self, term: &str, meaning: &str) {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let (term, meaning) = (words(term.trim_end_matches([':', '.', ' '])), words(meaning));
        let (short, also) = with_short_form(&term);
        if !is_term(short) || meaning.is_empty() {
            return;
        }
        let heading = self.under.index.and_then(|n| self.parsed.headings.get(n as usize));
        let Range { start, end } = self.defining.place;
        self.parsed.definition_places.push(Span::new(start, end).shifted(self.base));
        self.defining.found.push(Definition {
            term: short.into(),
            also: also.map(Into::into),
            meaning: shortened(&meaning).into(),
            anchor: heading.map(|heading| Arc::clone(&heading.anchor)),
            under: self.defining.section.as_ref().map(|section| Arc::clone(&section.anchor)),
        });
    }
}

/// Returns whether the heads of a table say that its rows are terms and meanings.
fn says_so(heads: &[String]) -> bool {
    let is_head = |n: usize, known: &[&str]| {
        heads.get(n).is_some_and(|head| known.contains(&head.to_lowercase().as_str()))
    };
    is_head(0, TERM_HEADS) && is_head(1, MEANING_HEADS)
}

/// Splits a block into the term it begins with and the meaning.
fn split(text: &str, strong_end: usize, in_list: bool) -> Option<(&str, &str)> {
    let marks = |c: char| matches!(c, ':' | '-' | '–' | '—' | '=' | ' ' | '\u{a0}');
    if strong_end > 0 {
        let (_, rest) = text.split_at_checked(strong_end)?;
        let aside = rest.trim_start().strip_prefix('(').and_then(|aside| aside.split_once(')'));
        let strong_end = aside.map_or(strong_end, |(_, after)| text.len() - after.len());
        let (term, rest) = text.split_at_checked(strong_end)?;
        let meaning = rest.trim_start_matches(marks);
        // Bold words within a sentence are no term: something sets them apart, or a verb follows.
        let is_apart = term.trim_end().ends_with(':')
            || rest.trim_start().starts_with([':', '-', '–', '—', '='])
            || ["means ", "is ", "are "].iter().any(|verb| meaning.starts_with(verb));
        return (is_apart && !meaning.is_empty()).then_some((term, meaning));
    }
    if !in_list {
        return None;
    }
    let at = [": ", " - ", " – ", " — "].iter().filter_map(|mark| text.find(mark)).min()?;
    let (term, rest) = text.split_at_checked(at)?;
    let is_short = term.split_whitespace().count() <= 5 && !term.contains(['.', ',', ';']);
    is_short.then(|| (term, rest.trim_start_matches(marks)))
}

/// Cuts a meaning to a length that a reader takes in at a glance.
fn shortened(text: &str) -> &str {
    if text.len() <= MEANING_BYTES_MAX {
        return text;
    }
    let head = text.get(..text.floor_char_boundary(MEANING_BYTES_MAX)).unwrap_or(text);
    let end = head.rfind(". ").map(|at| at + 1).or_else(|| head.rfind(' ')).unwrap_or(head.len());
    head.get(..end).unwrap_or(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_announce_definitions() {
        for heading in
            ["Definitions", "3. Definitions and Terms", "Definition of Terms", "Glossary:", "Terms"]
        {
            assert!(announces(heading), "{heading}");
        }
        for heading in ["Definition", "Payment terms", "Definitions of Breach", "Key", ""] {
            assert!(!announces(heading), "{heading}");
        }
    }

    #[test]
    fn a_block_is_split_at_what_sets_the_term_apart() {
        assert_eq!(split("SLA: what was agreed", 3, true), Some(("SLA", "what was agreed")));
        assert_eq!(split("SLA: what was agreed", 4, false), Some(("SLA:", "what was agreed")));
        assert_eq!(split("SLA means what", 3, false), Some(("SLA", "means what")));
        assert_eq!(split("SLA (level): what", 3, true), Some(("SLA (level)", "what")));
        assert_eq!(split("Never share it.", 5, true), None);
        assert_eq!(split("SLA - what was agreed", 0, true), Some(("SLA", "what was agreed")));
        assert_eq!(split("SLA - what was agreed", 0, false), None);
    }
}
