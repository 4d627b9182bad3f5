//! One text under other names: the organisation's, in an edition for another, and a client's, in one
//! for auditors.
//!
//! Names are replaced in words that people read, on the text as it is written: never in addresses, in
//! code, in the names of files. A name is found in whatever spelling of its spaces and quotes, as
//! whole words, the longest first. What is left of it in other places is told.

mod left;
mod values;

use crate::edition::facts::after_line;
use crate::edition::folded::{Folded, between_tags, initials, is_in_address, is_whole, squeeze};
use crate::edition::names::left::Line;
use crate::edition::names::values::Keys;
use crate::edition::origin::Pieces;
use crate::edition::origin::edited;
use crate::edition::spelling::Spelling;
use crate::parse::front_matter::yaml_of;
use crate::parse::{Run, runs};
use crate::place::SourcePath;
use crate::source::GLOSSARY_NAME;
use crate::text::slug::github;
use crate::text::span::Span;
use std::collections::BTreeMap;
use std::ops::Range;

/// A name and what stands for it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Pair {
    /// The name, folded.
    from: String,
    /// What is written instead.
    to: String,
    /// Whether letter case makes a difference.
    has_case: bool,
}

/// Which names are replaced by which, and which variables have values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Naming {
    /// The longest first.
    pairs: Vec<Pair>,
    /// Texts in which nothing is replaced, folded.
    keep: Vec<String>,
    /// By name, such as `org.name`; none when braces are text.
    variables: BTreeMap<String, String>,
    /// Whether files have other names, too, so that addresses inside the tree follow.
    has_addresses: bool,
}

/// Why a name was left.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Left {
    /// It stands in an address.
    Address,
    /// It stands in the name of a picture or document.
    File,
    /// Only its initials stand there.
    Initials,
    /// It is written in another way: in capitals, with a hyphen, with a part of it emphasised.
    Otherwise,
    /// It stands in an attribute of raw HTML.
    Attribute,
    /// It stands in the text of a drawing.
    Drawing,
    /// It stands in the name of a page or of a folder of pages.
    Page,
}

/// A text under its new names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Renamed {
    /// The text and where its parts came from; none when it is the same.
    pub text: Option<(String, Pieces)>,
    /// How many names were replaced.
    pub replaced: usize,
    /// Where names were left.
    pub left: Vec<(Span, Left)>,
}

impl Naming {
    /// Adds a name; a name without letters or digits stands for nothing.
    pub(super) fn add(&mut self, from: &str, to: &str, has_case: bool) {
        let folded: String = Folded::of([(from, 0..from.len())]).text.trim().to_owned();
        let folded = if has_case { folded } else { folded.to_lowercase() };
        if folded.contains(char::is_alphanumeric) && folded != to {
            self.pairs.push(Pair { from: folded, to: to.to_owned(), has_case });
            self.pairs.sort_by(|a, b| b.from.len().cmp(&a.from.len()).then_with(|| a.cmp(b)));
            self.pairs.dedup();
        }
    }

    /// Adds the names of another.
    pub(super) fn extend(&mut self, other: Self) {
        self.pairs.extend(other.pairs);
        self.pairs.sort_by(|a, b| b.from.len().cmp(&a.from.len()).then_with(|| a.cmp(b)));
        self.keep.extend(other.keep);
        self.variables.extend(other.variables);
        self.has_addresses |= other.has_addresses;
    }

    /// Lets addresses inside the tree follow files under other names.
    pub(super) fn rename_addresses(&mut self) {
        self.has_addresses = true;
    }

    /// Returns a path in which every name is another, spaces as hyphens.
    pub(super) fn in_path(&self, path: &str) -> String {
        let mut renamed = path.to_owned();
        for pair in &self.pairs {
            let (old, new) = (github(&pair.from), github(&pair.to));
            let lower = renamed.to_ascii_lowercase();
            if old.is_empty() || lower.len() != renamed.len() {
                continue;
            }
            let mut at = 0;
            let mut next = String::new();
            for (found, _) in lower.match_indices(&old) {
                let end = found + old.len();
                if found >= at && is_whole(&lower, found, end) {
                    next.push_str(renamed.get(at..found).unwrap_or(""));
                    next.push_str(&new);
                    at = end;
                }
            }
            next.push_str(renamed.get(at..).unwrap_or(""));
            renamed = next;
        }
        renamed
    }

    /// Adds a text in which nothing is replaced.
    pub(super) fn keep(&mut self, text: &str) {
        self.keep.push(Folded::of([(text, 0..text.len())]).text);
    }

    /// Adds a variable.
    pub(super) fn set(&mut self, name: &str, value: &str) {
        self.variables.insert(name.to_owned(), value.to_owned());
    }

    /// Returns whether every text stays as it is.
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.variables.is_empty()
    }

    /// Returns words under their new names.
    pub(super) fn renamed(&self, words: &str) -> String {
        self.counted(words).0
    }

    /// Returns words under their new names, and how many names were replaced.
    pub(super) fn counted(&self, words: &str) -> (String, usize) {
        let mut edits = Edits::default();
        self.words(&[(words.to_owned(), 0..words.len())], &mut edits);
        let replaced = edits.replaced;
        (edits.done(words).0, replaced)
    }

    /// Returns a page or a file of YAML under its new names.
    pub(super) fn rename(&self, path: &SourcePath, text: &str) -> Renamed {
        let mut edits = Edits::default();
        if self.may_touch(text) {
            if path.is_page() {
                let yaml = yaml_of(text);
                let start = yaml.as_ref().map_or(0, |yaml| after_line(text, yaml.end));
                if let Some(yaml) = yaml {
                    self.yaml(text, yaml, Keys::Names, &mut edits);
                }
                self.page(text, start, &mut edits);
            } else {
                let is_glossary = path.as_str() == GLOSSARY_NAME;
                let keys = if is_glossary { Keys::Terms } else { Keys::Names };
                self.yaml(text, 0..text.len(), keys, &mut edits);
            }
        }
        let Edits { replaced, mut left, .. } = edits;
        left.sort();
        left.dedup();
        let changed = !edits.made.is_empty();
        let text = changed.then(|| {
            let mut edits = edits.made;
            edits.sort_by_key(|(span, _)| (span.start, span.end));
            edited(text, &edits)
        });
        Renamed { text, replaced, left }
    }

    /// Returns whether a text has anything that may be a name: a first look, without reading it.
    fn may_touch(&self, text: &str) -> bool {
        let braces = !self.variables.is_empty() && text.contains("{{");
        let folded = text.to_lowercase();
        let is_there = |pair: &Pair| {
            let word =
                pair.from.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
            word.is_some_and(|word| folded.contains(&word.to_lowercase()))
                || initials(&pair.from).is_some_and(|initials| text.contains(&initials))
        };
        let has_soft = text.contains('\u{ad}') || text.contains("&shy;");
        braces || has_soft || self.pairs.iter().any(is_there)
    }

    fn page(&self, text: &str, start: usize, edits: &mut Edits) {
        let mut in_comment = false;
        let mut code: Vec<Range<usize>> = Vec::new();
        let mut html_at: Vec<Range<usize>> = Vec::new();
        let mut line = Line::default();
        for run in runs(text, start) {
            edits.spelling = Spelling::Markdown;
            match run {
                Run::Words(words) => {
                    self.words(&words, edits);
                    self.told(&line.add(text, words), Left::Otherwise, edits);
                }
                Run::Code(range) => code.push(range),
                Run::Html(range) => {
                    edits.spelling = Spelling::Html;
                    html_at.push(range.clone());
                    let html = text.get(range.clone()).unwrap_or("");
                    let mut read = Vec::new();
                    for words in between_tags(html, &mut in_comment) {
                        let at = range.start + words.start..range.start + words.end;
                        let words = text.get(at.clone()).unwrap_or("").to_owned();
                        self.words(&[(words.clone(), at.clone())], edits);
                        read.push((words, at));
                    }
                    self.told(&read, Left::Otherwise, edits);
                    self.told_in_tags(html, range.start, edits);
                }
                Run::Link(range, address) => {
                    self.around_address(text, &range, &address, edits);
                    self.address(text, range, &address, edits);
                }
            }
        }
        self.told(&line.add(text, Vec::new()), Left::Otherwise, edits);
        let spelling = |at: usize| {
            let is_html = html_at.iter().any(|range| range.contains(&at));
            if is_html { Spelling::Html } else { Spelling::Markdown }
        };
        self.variables_of(text, start, (&code, &spelling), edits);
    }

    /// Replaces names in words.
    fn words(&self, words: &[(String, Range<usize>)], edits: &mut Edits) {
        let folded = Folded::of(words.iter().map(|(text, at)| (text.as_str(), at.clone())));
        let lower = folded.text.to_lowercase();
        // Where lower case has another length, only names whose case counts are looked for.
        let has_lower = lower.len() == folded.text.len();
        let mut from = 0;
        while let Some((at, pair)) = self.next(&folded.text, &lower, has_lower, from) {
            let end = at + pair.from.len();
            let source = folded.source(at, end);
            if self.is_kept(&folded.text, at, end) {
                // As the author asked.
            } else if is_in_address(&folded.text, at, end) {
                edits.left.push((Span::new(source.start, source.end), Left::Address));
            } else {
                edits.replaced += 1;
                let to = edits.spelling.of(&pair.to);
                edits.push(source, to);
            }
            from = end;
        }
        for pair in &self.pairs {
            let Some(initials) = initials(&pair.from) else { continue };
            for (at, _) in folded.text.match_indices(&initials) {
                let end = at + initials.len();
                if is_whole(&folded.text, at, end) {
                    let source = folded.source(at, end);
                    edits.left.push((Span::new(source.start, source.end), Left::Initials));
                }
            }
        }
    }

    /// Finds the next name: the first in the text, of those that begin there the longest.
    fn next(
        &self,
        text: &str,
        lower: &str,
        has_lower: bool,
        from: usize,
    ) -> Option<(usize, &Pair)> {
        let found = self.pairs.iter().filter_map(|pair| {
            let text = if pair.has_case { text } else { lower };
            if !pair.has_case && !has_lower {
                return None;
            }
            let mut at = from;
            loop {
                at += text.get(at..)?.find(&pair.from)?;
                let end = at + pair.from.len();
                if is_whole(text, at, end) {
                    return Some((at, pair));
                }
                at = text.ceil_char_boundary(at + 1);
            }
        });
        found.min_by(|(a, one), (b, other)| a.cmp(b).then(other.from.len().cmp(&one.from.len())))
    }

    fn is_kept(&self, text: &str, start: usize, end: usize) -> bool {
        self.keep.iter().any(|keep| {
            text.match_indices(keep.as_str()).any(|(at, _)| at <= start && end <= at + keep.len())
        })
    }

    /// Replaces names in the label of a reference, so that it stays the one that its definition has,
    /// and in the title behind an address.
    fn around_address(&self, text: &str, range: &Range<usize>, address: &str, edits: &mut Edits) {
        let written = text.get(range.clone()).unwrap_or("");
        let defined =
            written.find("]:").filter(|end| written.find("](").is_none_or(|at| *end < at));
        let label = match (defined, written.rfind("][")) {
            (Some(end), _) if written.starts_with('[') => Some(1..end),
            (_, Some(at)) if written.ends_with(']') => Some(at + 2..written.len() - 1),
            _ => None,
        };
        let behind = written.rfind(address).map(|at| at + address.len()..written.len());
        let title = behind.filter(|at| {
            let is_quoted = written.get(at.clone()).is_some_and(|rest| rest.contains(['"', '\'']));
            !address.is_empty() && is_quoted
        });
        let parts = [(label, Spelling::Markdown), (title, Spelling::Title)];
        for (part, spelling) in parts.into_iter().filter_map(|(part, how)| Some((part?, how))) {
            let at = range.start + part.start..range.start + part.end;
            edits.spelling = spelling;
            self.words(&[(written.get(part).unwrap_or("").to_owned(), at)], edits);
        }
    }

    /// Tells of a name in an address. The anchor of a heading follows the heading's new words.
    fn address(&self, text: &str, range: Range<usize>, address: &str, edits: &mut Edits) {
        let written = text.get(range.clone()).unwrap_or("");
        let squeezed = squeeze(address);
        let is_web = address.contains("://") || address.starts_with("mailto:");
        if self.has_addresses && !is_web {
            let renamed = self.in_path(address);
            if let Some(at) = written.rfind(address).filter(|_| renamed != address) {
                let at = range.start + at;
                edits.push(at..at + address.len(), renamed);
            }
            return;
        }
        for pair in &self.pairs {
            let name = squeeze(&pair.from);
            if name.is_empty() || !squeezed.contains(&name) {
                continue;
            }
            let anchor = format!("#{}", address.split_once('#').map_or("", |(_, anchor)| anchor));
            let (old, new) = (github(&pair.from), github(&pair.to));
            if anchor == address && is_stated_id(text, anchor.trim_start_matches('#')) {
                continue;
            }
            if !is_web && anchor.contains(&old) {
                if let Some(at) = written.rfind(&anchor) {
                    let at = range.start + at;
                    edits.push(at..at + anchor.len(), anchor.replace(&old, &new));
                }
                continue;
            }
            edits.left.push((Span::new(range.start, range.end), Left::Address));
        }
    }

    /// Puts values in the place of variables that are known, outside of code.
    fn variables_of(
        &self,
        text: &str,
        start: usize,
        (code, spelling): (&[Range<usize>], &dyn Fn(usize) -> Spelling),
        edits: &mut Edits,
    ) {
        if self.variables.is_empty() {
            return;
        }
        let mut from = start;
        while let Some(at) = text.get(from..).and_then(|rest| rest.find("{{")).map(|at| at + from) {
            from = at + 2;
            let Some(length) = text.get(from..).and_then(|rest| rest.find("}}")) else { return };
            let name = text.get(from..from + length).unwrap_or("").trim();
            let is_code = code.iter().any(|range| range.start <= at && at < range.end);
            if let Some(value) = self.variables.get(name).filter(|_| !is_code) {
                edits.replaced += 1;
                edits.push(at..from + length + 2, spelling(at).of(value));
                from += length + 2;
            }
        }
    }

    /// Returns whether the name of a file holds a name.
    pub(super) fn is_in_path(&self, path: &SourcePath) -> bool {
        let squeezed = squeeze(path.as_str());
        let names = self.pairs.iter().map(|pair| squeeze(&pair.from));
        names.into_iter().any(|name| !name.is_empty() && squeezed.contains(&name))
    }
}

/// Changes of one text, and what was left.
#[derive(Debug, Default)]
struct Edits {
    made: Vec<(Span, String)>,
    replaced: usize,
    left: Vec<(Span, Left)>,
    /// How what is written is spelt.
    spelling: Spelling,
}

impl Edits {
    fn push(&mut self, range: Range<usize>, to: String) {
        self.made.push((Span::new(range.start, range.end), to));
    }

    fn done(mut self, text: &str) -> (String, Pieces) {
        self.made.sort_by_key(|(span, _)| (span.start, span.end));
        edited(text, &self.made)
    }
}

/// Returns whether an author gave a place of the page this id, which stays what it is.
fn is_stated_id(text: &str, id: &str) -> bool {
    [format!("{{#{id}}}"), format!("id=\"{id}\""), format!("name=\"{id}\"")]
        .iter()
        .any(|stated| text.contains(stated))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn naming() -> Naming {
        let mut naming = Naming::default();
        naming.add("Old Mill", "New Mill", true);
        naming.add("Old Mill Consulting Ltd", "New Mill Ltd", true);
        naming.keep("the Old Mill Trust");
        naming
    }

    fn page(text: &str) -> (String, Renamed) {
        let path = SourcePath::new("a.md").expect("a path");
        let renamed = naming().rename(&path, text);
        let new = renamed.text.as_ref().map_or(text, |(new, _)| new).to_owned();
        (new, renamed)
    }

    #[test]
    fn the_longest_name_is_replaced_in_words_however_they_are_spaced() {
        let (new, renamed) = page(
            "# Old Mill\n\nOld\u{a0}Mill Consulting Ltd, **Old Mill\u{2019}s** and Old&nbsp;Mill;\nOld\nMill.\n",
        );
        assert_eq!(
            new,
            "# New Mill\n\nNew Mill Ltd, **New Mill\u{2019}s** and New Mill;\nNew Mill.\n"
        );
        assert_eq!(renamed.replaced, 5);
        assert_eq!(renamed.left, []);
    }

    #[test]
    fn nothing_but_words_is_replaced() {
        for text in [
            "`Old Mill`\n",
            "    Old Mill\n",
            "```\nOld Mill\n```\n",
            "<!-- Old Mill -->\n",
            "<a title=\"Old Mill\">\n",
            "Old Millers, cold Old Mill2\n",
            "the Old Mill Trust\n",
        ] {
            assert_eq!(page(text).0, text);
        }
        let (new, renamed) =
            page("[Old Mill](https://old-mill.example/Old%20Mill) ![x](Old%20Mill.png)\n");
        assert_eq!(new, "[New Mill](https://old-mill.example/Old%20Mill) ![x](Old%20Mill.png)\n");
        assert_eq!(renamed.left.len(), 2);
    }

    #[test]
    fn anchors_follow_their_headings() {
        let (new, _) = page("## Who Old Mill is\n\n[a](#who-old-mill-is) [b](x.md#old-mill)\n");
        assert_eq!(new, "## Who New Mill is\n\n[a](#who-new-mill-is) [b](x.md#new-mill)\n");
    }

    #[test]
    fn initials_are_told_and_kept() {
        let (new, renamed) = page("OM does, Old Mill (OM); OMEGA\n");
        assert_eq!(new, "OM does, New Mill (OM); OMEGA\n");
        assert_eq!(renamed.left.len(), 2);
        assert!(renamed.left.iter().all(|(_, why)| *why == Left::Initials));
    }

    #[test]
    fn values_of_yaml_stay_yaml() {
        let mut naming = Naming::default();
        naming.add("Old Mill", "New: \"Mill\"", true);
        let path = SourcePath::new("a.md").expect("a path");
        let text = "---\ntitle: Old Mill rules\nid: Old Mill\nsummary: 'x'\n---\n";
        let (new, _) = naming.rename(&path, text).text.expect("it is another");
        assert_eq!(
            new,
            "---\ntitle: \"New: \\\"Mill\\\" rules\"\nid: Old Mill\nsummary: 'x'\n---\n"
        );
    }

    #[test]
    fn known_variables_have_values_and_other_braces_stay() {
        let mut naming = Naming::default();
        naming.set("org.name", "New Mill");
        let path = SourcePath::new("a.md").expect("a path");
        let text =
            "---\ntitle: At {{ org.name }}\n---\n{{org.name}} {{ site.x }} `{{ org.name }}` {{ x\n";
        let (new, _) = naming.rename(&path, text).text.expect("it is another");
        assert_eq!(
            new,
            "---\ntitle: \"At New Mill\"\n---\nNew Mill {{ site.x }} `{{ org.name }}` {{ x\n"
        );
    }
}
