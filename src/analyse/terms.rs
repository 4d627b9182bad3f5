//! Where pages use terms: on each page the first use of a term in each of its sections.
//!
//! Sections begin at headings of level 2. Headings, links, code, captions, footnotes and the like are
//! passed over, and so are the sections in which a page defines terms.

use crate::analyse::lexicon::{Lexicon, Plurals, Words as Split};
use crate::memo::{Held, Memo, Once, Same};
use crate::model::glossary::Glossary;
use crate::model::{PageId, Site};
use crate::parse::Body;
use crate::parse::body::Words;
use crate::parse::glossary::Definition;
use crate::place::SourcePath;
use pulldown_cmark_escape::escape_html_body_text;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// Elements in which no term is marked.
const PASSED: &[&[u8]] = &[
    b"a",
    b"abbr",
    b"button",
    b"caption",
    b"code",
    b"del",
    b"dfn",
    b"dt",
    b"figcaption",
    b"kbd",
    b"pre",
    b"s",
    b"samp",
    b"section",
    b"strike",
    b"summary",
    b"sup",
    b"th",
    b"var",
];

/// The names of all terms: those that hold everywhere, and by page those that hold there.
#[derive(Debug)]
pub(crate) struct Lexicons {
    everywhere: Lexicon,
    by_page: BTreeMap<PageId, Lexicon>,
}

/// What the uses of a page depend on: its text, what it defines, whether its language makes plurals as
/// English does, which page it is, the names.
type UsesInput = (Arc<Body>, Held<[Definition]>, bool, PageId, Same<Lexicons>);

/// What is remembered of looking for terms.
#[derive(Debug, Default)]
pub(crate) struct RememberedUses {
    lexicons: Once<Same<Glossary>, Lexicons>,
    uses: Memo<SourcePath, UsesInput, Held<[Words]>>,
}

/// The uses of terms on every page: [`Words::index`] is a position in [`Glossary::terms`].
pub(crate) fn uses(
    site: &Site,
    glossary: &Same<Glossary>,
    bodies: &[Arc<Body>],
    remembered: &mut RememberedUses,
) -> Vec<Held<[Words]>> {
    if glossary.terms.is_empty() {
        return Vec::new();
    }
    let lexicons = remembered.lexicons.of(glossary.clone(), |glossary| Lexicons::of(glossary));
    let empty = Arc::new(Body::default());
    let inputs = site.pages().map(|(id, page)| {
        let body = bodies.get(id.index()).unwrap_or(&empty);
        let lang = page.front().lang.as_ref().map_or(glossary.lang.as_str(), |lang| &lang.value);
        let is_english = lang.get(..2).is_some_and(|lang| lang.eq_ignore_ascii_case("en"));
        let definitions = page.parsed.definitions.clone();
        let input = (Arc::clone(body), definitions, is_english, id, lexicons.clone());
        (page.path.clone(), input)
    });
    remembered.uses.map(inputs.collect(), |_, input| Scan::of(input))
}

impl Lexicons {
    fn of(glossary: &Glossary) -> Self {
        let escaped = |name: &str| {
            let mut html = String::with_capacity(name.len());
            let written = escape_html_body_text(&mut html, name);
            debug_assert!(written.is_ok(), "writing to memory does not fail");
            html
        };
        let lexicon = |indexes: &[u32]| {
            let mut names: Vec<(u32, String)> = Vec::new();
            for (n, term) in
                indexes.iter().filter_map(|n| Some((*n, glossary.terms.get(*n as usize)?)))
            {
                names.push((n, escaped(&term.name)));
                names.extend(term.also.iter().map(|name| (n, escaped(name))));
            }
            Lexicon::of(names.iter().map(|(n, name)| (*n, name.as_str())))
        };
        let everywhere = (0_u32..).zip(&glossary.terms).filter(|(_, term)| term.only_on.is_none());
        let everywhere: Vec<u32> = everywhere.map(|(n, _)| n).collect();
        let by_page = glossary.by_page();
        Self {
            everywhere: lexicon(&everywhere),
            by_page: by_page.iter().map(|(page, indexes)| (*page, lexicon(indexes))).collect(),
        }
    }
}

/// One page being looked through.
struct Scan<'a> {
    html: &'a str,
    everywhere: &'a Lexicon,
    own: Option<&'a Lexicon>,
    /// The anchors of the headings under which the page defines terms.
    defining: Vec<&'a str>,
    plurals: Plurals,
    /// The level of the heading under which terms are being defined.
    in_definitions: Option<u8>,
    /// The terms used since the last heading of level 2.
    seen: HashSet<u32>,
    found: Vec<Words>,
    key: String,
}

impl Scan<'_> {
    fn of((body, definitions, is_english, page, lexicons): &UsesInput) -> Held<[Words]> {
        let own = lexicons.by_page.get(page);
        // A page that defines terms for all others is a glossary itself.
        if own.is_none() && !definitions.is_empty() {
            return Held::default();
        }
        let mut scan = Scan {
            html: body.html(),
            everywhere: &lexicons.everywhere,
            own,
            defining: definitions.iter().filter_map(Definition::section).collect(),
            plurals: if *is_english { Plurals::English } else { Plurals::None },
            in_definitions: None,
            seen: HashSet::new(),
            found: Vec::new(),
            key: String::new(),
        };
        scan.defining.dedup();
        scan.run(body);
        scan.found.into()
    }

    /// Goes through the tags, and through the text between them that may hold terms.
    fn run(&mut self, body: &Body) {
        let bytes = self.html.as_bytes();
        let mut holes = body.hole_places().peekable();
        // The element that is passed over, and how many of its name are open.
        let mut passed: Option<(&[u8], usize)> = None;
        let mut at = 0;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            if rest.first() != Some(&b'<') {
                let mut end = at + memchr::memchr(b'<', rest).unwrap_or(rest.len());
                while holes.next_if(|hole| *hole <= at).is_some() {}
                if let Some(hole) = holes.peek().filter(|hole| **hole < end) {
                    end = *hole;
                }
                if passed.is_none() && self.in_definitions.is_none() {
                    self.text(at, end);
                }
                at = end;
                continue;
            }
            let tag = tag(rest);
            at += tag.length;
            match &mut passed {
                Some((name, open)) if *name == tag.name => {
                    *open = if tag.closes { *open - 1 } else { *open + 1 };
                    if *open == 0 {
                        passed = None;
                    }
                }
                Some(_) => {}
                None if tag.closes => {}
                None => {
                    if let Some(level) = level(tag.name) {
                        self.heading(level, tag.text);
                        passed = Some((tag.name, 1));
                    } else if PASSED.contains(&tag.name) || tag.text == ALERT_TITLE {
                        passed = Some((tag.name, 1));
                    }
                }
            }
        }
    }

    fn heading(&mut self, level: u8, tag: &[u8]) {
        if level <= 2 {
            self.seen.clear();
        }
        if self.in_definitions.is_some_and(|above| level <= above) {
            self.in_definitions = None;
        }
        if self.defining.is_empty() {
            return;
        }
        let id = std::str::from_utf8(tag).ok().and_then(|tag| tag.split_once(" id=\""));
        let id = id.and_then(|(_, rest)| rest.split_once('"')).map(|(id, _)| id);
        if id.is_some_and(|id| self.defining.contains(&id)) {
            self.in_definitions.get_or_insert(level);
        }
    }

    /// Marks the terms in one run of text.
    fn text(&mut self, start: usize, end: usize) {
        let Some(text) = self.html.get(start..end) else { return };
        let mut words = Split { text, at: 0 };
        while let Some(word) = words.next() {
            let spelt = text.get(word.clone()).unwrap_or("");
            let mut longest = |lexicon: &Lexicon| {
                let may = lexicon.may_begin(spelt);
                may.then(|| lexicon.longest(text, &word, self.plurals, &mut self.key)).flatten()
            };
            let everywhere = longest(self.everywhere);
            let own = self.own.and_then(&mut longest);
            let is_own = match (&own, &everywhere) {
                (Some(own), Some(other)) => own.range.end >= other.range.end,
                (own, _) => own.is_some(),
            };
            let Some(found) = (if is_own { own } else { everywhere }) else { continue };
            words.at = found.range.end;
            if !self.seen.insert(found.index) {
                continue;
            }
            let narrow = |at: usize| u32::try_from(start + at).unwrap_or(u32::MAX);
            let (start, end) = (narrow(found.range.start), narrow(found.range.end));
            self.found.push(Words { start, end, index: found.index });
        }
    }
}

/// The tag of the word above an alert.
const ALERT_TITLE: &[u8] = b"<p class=\"alert-title\">";

/// A tag in markup that is well-formed.
struct Tag<'a> {
    name: &'a [u8],
    closes: bool,
    text: &'a [u8],
    length: usize,
}

/// Reads the tag that `bytes` begin with; a `>` between quotes does not end it.
fn tag(bytes: &[u8]) -> Tag<'_> {
    let mut end = 1;
    loop {
        let rest = bytes.get(end..).unwrap_or_default();
        let Some(at) = memchr::memchr2(b'>', b'"', rest) else {
            end = bytes.len();
            break;
        };
        end += at + 1;
        if rest.get(at) == Some(&b'>') {
            break;
        }
        let rest = bytes.get(end..).unwrap_or_default();
        end += memchr::memchr(b'"', rest).map_or(rest.len(), |at| at + 1);
    }
    let text = bytes.get(..end).unwrap_or(bytes);
    let closes = bytes.get(1) == Some(&b'/');
    let from = if closes { 2 } else { 1 };
    let inner = text.get(from..).unwrap_or_default();
    let length = inner.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
    Tag { name: inner.get(..length).unwrap_or_default(), closes, text, length: end }
}

/// Returns the level of a heading.
fn level(name: &[u8]) -> Option<u8> {
    match name {
        [b'h', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}
