//! The net below the mechanism: every output of an edition is searched for what the edition hides.
//!
//! Nothing here knows how pages are made. What is worth hiding is gathered from the tree; outputs are
//! read as they are, and again with entities, escapes and percent signs undone and tags left out, the
//! folded lines of calendars put together, and for telephone numbers digit by digit; Base64 is looked
//! for in its three alignments.

use crate::edition::{LETTERS_MIN, Secret, Sifter, national};
use crate::emit::Outputs;
use crate::memo::{Held, Memo};
use crate::place::OutPath;
use crate::source::SourceTree;
use crate::text::decode::{
    base64, decoded, digits, digits_and_commas, folded, unfolded, without_tags,
};
use crate::text::slug::github;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Words shorter than this are spelt by packed numbers now and then.
const PACKED_MIN: usize = 6;

/// How many digits stand before those of a number at most: two noughts, the country's, a nought.
const PREFIX_MAX: usize = 6;

/// A hidden text that an output holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Leak {
    /// The output file.
    pub file: OutPath,
    /// What the text is, such as `the name of a client`.
    pub what: &'static str,
    /// The text. For the operator's eyes alone.
    pub text: String,
}

/// Looks for what editions hide; remembers what it saw in outputs that several editions share.
#[derive(Debug, Default)]
pub struct Net {
    secrets: Vec<Secret>,
    /// By the name of the edition: which of them it hides, ascending.
    hides: BTreeMap<String, Vec<u32>>,
    search: Option<Arc<Search>>,
    /// Files that hold nothing of any tree.
    harmless: Outputs,
    seen: Memo<OutPath, Held<[u8]>, Arc<[u32]>>,
}

/// The automata, each with the position of the secret that a pattern stands for.
#[derive(Debug)]
struct Search {
    words: (AhoCorasick, Vec<u32>),
    digits: (AhoCorasick, Vec<u32>),
    bytes: (AhoCorasick, Vec<u32>),
    /// Those of so few letters that they say nothing among packed numbers.
    short: BTreeSet<u32>,
    /// Classes that say nothing.
    classes: BTreeSet<String>,
}

impl Net {
    /// Returns a net for these editions of a tree; it is to be asked for no other tree.
    pub fn new(tree: &SourceTree, editions: &[&str]) -> Self {
        let mut sifter = Sifter::new(tree);
        let hides = editions.iter();
        let hides: BTreeMap<String, Vec<u32>> =
            hides.map(|name| ((*name).to_owned(), sifter.secrets(tree, name))).collect();
        let secrets = sifter.into_secrets();
        let hidden: BTreeSet<u32> = hides.values().flatten().copied().collect();
        let search = Search::of(&secrets, &hidden).map(Arc::new);
        Self { secrets, hides, search, harmless: Outputs::new(), seen: Memo::default() }
    }

    /// Returns the net with files that it lets pass as long as they are these, byte for byte: they were
    /// there before the tree, so what they hold was not taken from it.
    /// Nor is a class taken from it that a style sheet among them has.
    #[must_use]
    pub fn passing(mut self, harmless: Outputs) -> Self {
        if let Some(search) = self.search.as_mut().and_then(Arc::get_mut) {
            let is_sheet = |path: &OutPath| {
                path.as_str().rsplit_once('.').is_some_and(|(_, end)| end == "css")
            };
            let sheets = harmless.iter().filter(|(path, _)| is_sheet(path));
            let sheets = sheets.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok());
            search.classes = sheets.flat_map(classes_of).collect();
        }
        Self { harmless, seen: Memo::default(), ..self }
    }

    /// Returns what the outputs of an edition hold that it hides, by file; what the configuration
    /// allows for the edition is left out. Of an edition that the net was not made for, nothing is known.
    pub fn leaks(&mut self, edition: &str, outputs: &Outputs) -> Vec<Leak> {
        let hides = self.hides.get(edition).filter(|hides| !hides.is_empty());
        let (Some(hides), Some(search)) = (hides, self.search.clone()) else {
            return Vec::new();
        };
        let inputs: Vec<(OutPath, Held<[u8]>)> =
            outputs.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes).into())).collect();
        let harmless = &self.harmless;
        let found = self.seen.map(inputs, |path, bytes| {
            let is_harmless = harmless.get(path).is_some_and(|known| **known == **bytes);
            if is_harmless { Arc::default() } else { search.found(path, bytes).into() }
        });
        let mut leaks = Vec::new();
        for (file, found) in outputs.keys().zip(found) {
            for n in found.iter().filter(|n| hides.binary_search(n).is_ok()) {
                if let Some(secret) = self.secrets.get(*n as usize) {
                    let (what, text) = (secret.what, secret.text.clone());
                    leaks.push(Leak { file: file.clone(), what, text });
                }
            }
        }
        leaks.sort();
        leaks
    }
}

impl Search {
    /// Looks for those of the secrets that are hidden; none when there are none.
    fn of(secrets: &[Secret], hidden: &BTreeSet<u32>) -> Option<Self> {
        if hidden.is_empty() {
            return None;
        }
        let (mut words, mut numbers, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        let mut short = BTreeSet::new();
        let of = |n: &u32| Some((*n, secrets.get(*n as usize)?));
        for (n, secret) in hidden.iter().filter_map(of) {
            if secret.text.len() < PACKED_MIN {
                short.insert(n);
            }
            if secret.is_phone {
                numbers.extend(national(&secret.text).map(|digits| (digits, n)));
                continue;
            }
            let text = folded(&secret.text);
            words.push((text.clone(), n));
            let slug = github(&text);
            if slug != text && slug.len() >= LETTERS_MIN {
                words.push((slug, n));
            }
            for text in [secret.text.as_str(), text.as_str(), &secret.text.to_uppercase()] {
                bytes.extend(base64(text).into_iter().map(|part| (part, n)));
            }
        }
        let (words, digits, bytes) = (automaton(words)?, automaton(numbers)?, automaton(bytes)?);
        Some(Self { words, digits, bytes, short, classes: BTreeSet::new() })
    }

    /// Returns the positions of the secrets that a file holds, ascending.
    fn found(&self, path: &OutPath, bytes: &[u8]) -> Vec<u32> {
        let mut found = BTreeSet::new();
        self.words_in(&folded(&decoded(path.as_str())), &mut found);
        let of_path = found.clone();
        if let Ok(text) = std::str::from_utf8(bytes) {
            let plain = decoded(text);
            let shown = without_tags(&plain);
            self.words_in(&folded(text), &mut found);
            self.words_in(&folded(&plain), &mut found);
            self.words_in(&folded(&shown), &mut found);
            self.digits_in(&digits(&shown), &mut found);
            self.digits_in(&digits(&plain), &mut found);
            self.digits_between_commas_in(&digits_and_commas(&shown), &mut found);
            if let Some(text) = unfolded(text) {
                let plain = decoded(&text);
                self.words_in(&folded(&plain), &mut found);
                self.digits_in(&digits(&plain), &mut found);
            }
        } else {
            self.words_in(&folded(&String::from_utf8_lossy(bytes)), &mut found);
        }
        let (search, of) = &self.bytes;
        found.extend(
            search.find_overlapping_iter(bytes).filter_map(|hit| of.get(hit.pattern().as_usize())),
        );
        // The lists of places in the search index are packed numbers, which spell short words by chance.
        if path.as_str().starts_with("search/") {
            found.retain(|n| of_path.contains(n) || !self.short.contains(n));
        }
        found.into_iter().collect()
    }

    fn words_in(&self, text: &str, found: &mut BTreeSet<u32>) {
        let (search, of) = &self.words;
        for hit in search.find_overlapping_iter(text) {
            let before = text.get(..hit.start()).and_then(|text| text.chars().next_back());
            let after = text.get(hit.end()..).and_then(|text| text.chars().next());
            let is_whole = !before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(char::is_alphanumeric);
            if is_whole && !self.is_markup(text, hit.range()) {
                found.extend(of.get(hit.pattern().as_usize()));
            }
        }
    }

    /// Returns whether a word is no text: the name of a tag that pages are made of, or a class that says
    /// nothing. In tags and classes of any other name something may be hidden.
    fn is_markup(&self, text: &str, word: Range<usize>) -> bool {
        let before = text.get(..word.start).unwrap_or("");
        let word = text.get(word).unwrap_or("");
        if before.ends_with('<') || before.ends_with("</") {
            return TAGS.contains(&word);
        }
        let is_in_class =
            || before.rsplit_once('"').is_some_and(|(tag, _)| tag.ends_with(" class="));
        self.classes.contains(word) && is_in_class()
    }

    /// Commas part numbers far more often than the digits of one, so here a number is all that there is.
    fn digits_between_commas_in(&self, text: &str, found: &mut BTreeSet<u32>) {
        let (search, of) = &self.digits;
        for hit in search.find_overlapping_iter(text) {
            let before = text.get(..hit.start()).unwrap_or("");
            let prefix = before.bytes().rev().take(PREFIX_MAX + 1).take_while(u8::is_ascii_digit);
            let after = text.get(hit.end()..).unwrap_or("");
            if prefix.count() <= PREFIX_MAX && !after.starts_with(|c: char| c.is_ascii_digit()) {
                found.extend(of.get(hit.pattern().as_usize()));
            }
        }
    }

    fn digits_in(&self, text: &str, found: &mut BTreeSet<u32>) {
        let (search, of) = &self.digits;
        found.extend(
            search.find_overlapping_iter(text).filter_map(|hit| of.get(hit.pattern().as_usize())),
        );
    }
}

/// Tags of HTML and SVG that could be the name of a client, or its id.
const TAGS: &[&str] = &[
    "abbr", "address", "article", "aside", "base", "body", "button", "caption", "circle", "cite",
    "code", "data", "desc", "details", "dialog", "embed", "figure", "footer", "form", "frame",
    "head", "header", "html", "image", "input", "label", "legend", "line", "link", "main", "map",
    "mark", "marker", "mask", "menu", "meta", "meter", "nav", "object", "option", "output", "path",
    "pattern", "picture", "polygon", "progress", "ruby", "samp", "script", "search", "section",
    "select", "small", "source", "span", "strong", "style", "summary", "svg", "switch", "symbol",
    "table", "template", "text", "time", "title", "track", "use", "video", "view",
];

/// Returns the classes of a style sheet.
fn classes_of(sheet: &str) -> impl Iterator<Item = String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    sheet.split('.').skip(1).filter_map(move |rest| {
        let name = rest.get(..rest.find(|c| !is_name(c)).unwrap_or(rest.len()))?;
        (!name.is_empty()).then(|| name.to_lowercase())
    })
}

type Automaton = (AhoCorasick, Vec<u32>);

fn automaton(patterns: Vec<(String, u32)>) -> Option<Automaton> {
    let (texts, of): (Vec<String>, Vec<u32>) =
        patterns.into_iter().filter(|(text, _)| !text.is_empty()).unzip();
    let search = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok()?;
    Some((search, of))
}
