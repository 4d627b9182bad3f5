//! [`Lexicon`]: finds terms in text, whole words only, the longest first, in one pass.
//!
//! Names are kept word by word in a tree, so that a text takes time by its words and not by how many
//! names there are. Letter case makes no difference, except in words with a capital behind their first
//! letter (`ISMS`, `DevOps`): `it` is not `IT`. The last word may be an English plural.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// How many words a name may have to be found.
const WORDS_MAX: usize = 8;

/// Names of terms.
#[derive(Debug)]
pub(crate) struct Lexicon {
    nodes: Vec<Node>,
    /// The first two bytes, folded, of names that begin with two ASCII characters: a bit for each.
    begins: Box<[u64; 1024]>,
    /// Whether the first word of a name is something else.
    begins_otherwise: bool,
}

/// The names that begin with the same words.
#[derive(Debug, Default)]
struct Node {
    /// By what stands before the next word, and that word, folded.
    next: HashMap<Box<str>, u32>,
    ends: Vec<End>,
}

/// A name that ends here.
#[derive(Debug)]
struct End {
    index: u32,
    /// The words whose case matters, by position.
    exact: Vec<(usize, Box<str>)>,
}

/// What was found: its bytes in the text, and the index of its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Match {
    /// The bytes.
    pub range: Range<usize>,
    /// The index.
    pub index: u32,
}

impl Lexicon {
    /// Returns a lexicon of names, each with an index; of equal names the first counts. Names and
    /// texts are escaped as HTML is.
    pub(crate) fn of<'n>(names: impl Iterator<Item = (u32, &'n str)>) -> Self {
        let mut lexicon = Self {
            nodes: vec![Node::default()],
            begins: Box::new([0; 1024]),
            begins_otherwise: false,
        };
        for (index, name) in names {
            lexicon.add(index, name);
        }
        lexicon
    }

    fn add(&mut self, index: u32, name: &str) {
        let words: Vec<Range<usize>> = Words { text: name, at: 0 }.take(WORDS_MAX + 1).collect();
        let Some(first) = words.first() else { return };
        if words.len() > WORDS_MAX {
            return;
        }
        match name.get(first.clone()).and_then(|word| place_of(word.as_bytes())) {
            Some((slot, bit)) => self.begins[slot] |= bit,
            None => self.begins_otherwise = true,
        }
        let mut at = 0;
        let mut node = 0;
        let mut key = String::new();
        let mut exact = Vec::new();
        for (n, word) in words.iter().enumerate() {
            key.clear();
            if n > 0 {
                push_between(name.get(at..word.start).unwrap_or(""), &mut key);
            }
            let text = name.get(word.clone()).unwrap_or("");
            push_folded(text, &mut key);
            if is_exact(text) {
                exact.push((n, text.into()));
            }
            let made = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
            let next = *self.nodes[node].next.entry(key.as_str().into()).or_insert(made);
            if next == made {
                self.nodes.push(Node::default());
            }
            node = next as usize;
            at = word.end;
        }
        self.nodes[node].ends.push(End { index, exact });
    }

    /// Returns whether a word may be the first of a name.
    pub(super) fn may_begin(&self, word: &str) -> bool {
        match place_of(word.as_bytes()) {
            Some((slot, bit)) => self.begins[slot] & bit != 0,
            None => self.begins_otherwise,
        }
    }

    /// Notes which names a text uses; the last word of each may be an English plural.
    pub(crate) fn note_uses(&self, text: &str, uses: &mut BTreeSet<u32>) {
        let mut key = String::new();
        let mut words = Words { text, at: 0 };
        while let Some(word) = words.next() {
            if !self.may_begin(text.get(word.clone()).unwrap_or("")) {
                continue;
            }
            if let Some(found) = self.longest(text, &word, Plurals::English, &mut key) {
                words.at = found.range.end;
                uses.insert(found.index);
            }
        }
    }

    /// Returns the longest name that begins with the word at `first`. `key` is room to work in.
    pub(super) fn longest(
        &self,
        text: &str,
        first: &Range<usize>,
        plurals: Plurals,
        key: &mut String,
    ) -> Option<Match> {
        let mut best = None;
        let mut node = &self.nodes[0];
        let mut read: Vec<&str> = Vec::with_capacity(WORDS_MAX);
        let mut at = first.start;
        for word in (Words { text, at: first.start }).take(WORDS_MAX) {
            key.clear();
            if !read.is_empty() {
                push_between(text.get(at..word.start)?, key);
            }
            let before = key.len();
            let spelt = text.get(word.clone())?;
            let ends = |key: &str, read: &[&str], spelt: &str| {
                let end = node.next.get(key).map(|n| &self.nodes[*n as usize].ends)?;
                let is_spelt =
                    |(n, exact): &(usize, Box<str>)| *read.get(*n).unwrap_or(&spelt) == &**exact;
                end.iter().find(|end| end.exact.iter().all(is_spelt)).map(|end| end.index)
            };
            push_folded(spelt, key);
            let mut found = ends(key, &read, spelt);
            if found.is_none() && plurals == Plurals::English {
                let folded = key.split_off(before);
                for (ending, instead) in [("ies", "y"), ("es", ""), ("s", "")] {
                    let Some(stem) = stem(&folded, ending) else { continue };
                    key.truncate(before);
                    key.push_str(stem);
                    key.push_str(instead);
                    let cut = spelt.len().saturating_sub(ending.len());
                    let is_small = spelt.get(cut..) == Some(ending);
                    let spelt = spelt.get(..cut).unwrap_or("");
                    found = found.or(if is_small { ends(key, &read, spelt) } else { None });
                }
                key.truncate(before);
                key.push_str(&folded);
            }
            if let Some(index) = found {
                best = Some(Match { range: first.start..word.end, index });
            }
            let Some(next) = node.next.get(key.as_str()) else { break };
            node = &self.nodes[*next as usize];
            read.push(spelt);
            at = word.end;
        }
        best
    }
}

/// Whether the last word of a name may be a plural.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Plurals {
    /// As English makes them.
    English,
    /// It may not.
    None,
}

/// Returns what is left of a plural without its ending, if it can be one.
fn stem<'w>(folded: &'w str, ending: &str) -> Option<&'w str> {
    let stem = folded.strip_suffix(ending)?;
    let may = match ending {
        "es" => ["s", "x", "z", "ch", "sh"].iter().any(|end| stem.ends_with(end)),
        "s" => !stem.ends_with(['s', 'i', 'u']),
        _ => true,
    };
    (stem.len() >= 2 && may).then_some(stem)
}

/// The words of a text, from byte `at` on: letters and digits that stand together. Of scripts without
/// spaces each character is a word. What HTML writes as `&amp;` is none.
#[derive(Clone, Debug)]
pub(super) struct Words<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
}

impl Iterator for Words<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        let start = loop {
            match *bytes.get(at)? {
                b'&' => at += memchr::memchr(b';', bytes.get(at..)?).unwrap_or(0) + 1,
                byte if byte.is_ascii_alphanumeric() => break at,
                byte if byte.is_ascii() => at += 1,
                _ => {
                    let c = self.text.get(at..)?.chars().next()?;
                    if c.is_alphanumeric() {
                        break at;
                    }
                    at += c.len_utf8();
                }
            }
        };
        let mut end = start;
        while let Some(byte) = bytes.get(end) {
            if byte.is_ascii() {
                if !byte.is_ascii_alphanumeric() {
                    break;
                }
                end += 1;
                continue;
            }
            let Some(c) = self.text.get(end..).and_then(|rest| rest.chars().next()) else { break };
            if !c.is_alphanumeric() || (is_alone(c) && end > start) {
                break;
            }
            end += c.len_utf8();
            if is_alone(c) {
                break;
            }
        }
        self.at = end;
        Some(start..end)
    }
}

/// Returns whether a character is a word of its own: those of Chinese and Japanese.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Appends what stands between two words: spaces and hyphens are one.
fn push_between(between: &str, key: &mut String) {
    let is_gap = |c: char| c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}');
    if !between.is_empty() && between.chars().all(is_gap) {
        key.push(' ');
    } else {
        key.push_str(between);
    }
}

fn push_folded(word: &str, key: &mut String) {
    if word.is_ascii() {
        let start = key.len();
        key.push_str(word);
        if let Some(word) = key.get_mut(start..) {
            word.make_ascii_lowercase();
        }
    } else {
        key.extend(word.chars().flat_map(char::to_lowercase));
    }
}

/// Returns whether the case of a word matters.
fn is_exact(word: &str) -> bool {
    let is_short = word.chars().nth(2).is_none();
    word.chars().skip(usize::from(!is_short)).any(char::is_uppercase)
}

/// Returns where the bit of a first word lies; none for words that do not begin with ASCII.
fn place_of(word: &[u8]) -> Option<(usize, u64)> {
    let first = word.first().filter(|byte| byte.is_ascii())?.to_ascii_lowercase();
    let second = match word.get(1) {
        Some(byte) if byte.is_ascii() => byte.to_ascii_lowercase(),
        Some(_) => return None,
        None => 0,
    };
    let place = usize::from(first) << 8 | usize::from(second);
    Some((place >> 6, 1 << (place & 63)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str], text: &str) -> Vec<String> {
        let lexicon = Lexicon::of((0..).zip(names.iter().copied()));
        let (mut key, mut all) = (String::new(), Vec::new());
        let mut words = Words { text, at: 0 };
        while let Some(word) = words.next() {
            let may = lexicon.may_begin(text.get(word.clone()).unwrap());
            let longest = lexicon.longest(text, &word, Plurals::English, &mut key);
            assert!(may || longest.is_none(), "{word:?} of {text}");
            if let Some(found) = longest {
                all.push(format!("{}={}", text.get(found.range.clone()).unwrap(), found.index));
                words.at = found.range.end;
            }
        }
        all
    }

    #[test]
    fn whole_words_are_found_and_the_longest_first() {
        let names = ["plan", "security response plan", "IT", "personal data", "policy", "box"];
        for (text, expected) in [
            ("A Security response\nplan, a plan.", "Security response\nplan=1 plan=0"),
            ("plane, replan, plans, planless", "plans=0"),
            ("it is IT, not It", "IT=2"),
            ("Personal-data; personal, data; security response", "Personal-data=3"),
            ("Policies and boxes and boxs", "Policies=4 boxes=5 boxs=5"),
            ("the plan&amp;plan", "plan=0 plan=0"),
        ] {
            assert_eq!(found(&names, text).join(" "), expected, "{text}");
        }
    }

    #[test]
    fn other_scripts_and_marks_are_found() {
        let names = ["個人情報", "Löschkonzept", "R&amp;D", "amp", "A.5.24", "SLA", "C"];
        for (text, expected) in [
            ("この個人情報を", "個人情報=0"),
            ("das LÖSCHKONZEPT.", "LÖSCHKONZEPT=1"),
            ("our R&amp;D, r&amp;d", "R&amp;D=2"),
            ("x &amp; y", ""),
            ("see A.5.24 and A.5.2", "A.5.24=4"),
            ("SLAs, slas, SLAS", "SLAs=5"),
            ("C, c", "C=6"),
        ] {
            assert_eq!(found(&names, text).join(" "), expected, "{text}");
        }
    }
}
