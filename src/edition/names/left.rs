//! What is left of names: in addresses that are text, in pictures, in paths, and where they are written
//! in another way. None of it is replaced, so the author is told where it stands.

use super::{Edits, Left, Naming};
use crate::edition::folded::{Folded, between_tags, is_whole, squeeze};
use crate::place::SourcePath;
use crate::text::span::Span;
use std::collections::BTreeSet;
use std::ops::Range;

/// A piece of text as it is read, and where it stands.
type Piece = (String, Range<usize>);

/// Words that readers see on one line with nothing but marks of emphasis between them.
#[derive(Debug, Default)]
pub(super) struct Line(Vec<Piece>);

impl Line {
    /// Adds words when they go on with the line; else returns what the line was, and begins with them.
    pub(super) fn add(&mut self, text: &str, words: Vec<Piece>) -> Vec<Piece> {
        let last = self.0.last().map(|(_, at)| at.end);
        let between = last.zip(words.first()).and_then(|(end, (_, at))| text.get(end..at.start));
        let is_tag =
            |gap: &str| gap.starts_with('<') && gap.ends_with('>') && gap.matches('<').count() == 1;
        if between.is_some_and(|gap| gap.chars().all(|c| "*_~".contains(c)) || is_tag(gap)) {
            self.0.extend(words);
            return Vec::new();
        }
        std::mem::replace(&mut self.0, words)
    }
}

impl Naming {
    /// Tells of names in words that were not replaced there: written otherwise, or a part of an address.
    pub(super) fn told(&self, words: &[Piece], otherwise: Left, edits: &mut Edits) {
        let strict = Folded::of(words.iter().map(|(text, at)| (text.as_str(), at.clone())));
        let squeezed = squeeze(&strict.text);
        let names: Vec<String> = self.squeezed().collect();
        if !names.iter().any(|name| squeezed.contains(name)) {
            return;
        }
        self.told_tokens(&strict, &names, otherwise, edits);
        let loose = Folded::loosely(words.iter().map(|(text, at)| (text.as_str(), at.clone())));
        for pair in self.pairs.iter().filter(|pair| pair.has_case) {
            let name = Folded::loosely([(pair.from.as_str(), 0..pair.from.len())]).text;
            let is_one = !name.contains(' ');
            for (at, _) in loose.text.match_indices(&name) {
                let end = at + name.len();
                let place = loose.source(at, end);
                // One word in lower case is more often the word than the name.
                let is_name = !is_one || !is_lower(words, place.start);
                if is_whole(&loose.text, at, end) && is_name && !self.keeps(&loose.text, at, end) {
                    edits.leave(place, otherwise);
                }
            }
        }
    }

    /// Tells of names in addresses and in words without a space.
    fn told_tokens(&self, strict: &Folded, names: &[String], otherwise: Left, edits: &mut Edits) {
        let mut next = 0;
        for token in strict.text.split(|c: char| c == ' ' || "<>()[]\"'".contains(c)) {
            let start = next;
            next += token.len() + 1;
            let token = token.trim_end_matches(|c: char| ".,;:!?".contains(c));
            let end = start + token.len();
            let squeezed = squeeze(token);
            let is_found = if is_address(token) {
                names.iter().any(|name| squeezed.contains(name))
            } else {
                names.contains(&squeezed) && token.contains(char::is_uppercase)
            };
            if is_found && !self.is_kept(&strict.text, start, end) {
                let why = if is_address(token) { Left::Address } else { otherwise };
                edits.leave(strict.source(start, end), why);
            }
        }
    }

    /// Tells of names in the tags of raw HTML.
    pub(super) fn told_in_tags(&self, html: &str, start: usize, edits: &mut Edits) {
        let mut is_comment = false;
        let words = between_tags(html, &mut is_comment);
        let mut from = 0;
        for end in words.iter().map(|words| words.start).chain([html.len()]) {
            let tags = html.get(from..end).unwrap_or("");
            if !tags.contains("<!--") && !tags.contains("-->") {
                let at = start + from..start + end;
                self.told(&[(tags.to_owned(), at)], Left::Attribute, edits);
            }
            from = words.iter().find(|words| words.start == end).map_or(end, |words| words.end);
        }
    }

    /// Returns whether the text of a drawing holds a name.
    pub(crate) fn is_in_drawing(&self, svg: &[u8]) -> bool {
        let Ok(svg) = std::str::from_utf8(svg) else { return false };
        let mut edits = Edits::default();
        let words = between_tags(svg, &mut false).into_iter();
        let pieces: Vec<Piece> =
            words.filter_map(|at| Some((svg.get(at.clone())?.to_owned(), at))).collect();
        self.told(&pieces, Left::Drawing, &mut edits);
        !edits.left.is_empty()
    }

    /// Returns the pages whose addresses hold a name: of those in a folder of that name, the first.
    pub(crate) fn in_addresses<'a>(
        &self,
        pages: impl Iterator<Item = &'a SourcePath>,
    ) -> Vec<&'a SourcePath> {
        let names: Vec<String> = self.squeezed().collect();
        let mut told = BTreeSet::new();
        let is_first = |page: &&SourcePath| {
            let path = page.as_str();
            let ends = path.match_indices('/').map(|(at, _)| at).chain([page.bare().len()]);
            let mut from = 0;
            for end in ends {
                if is_named(path.get(from..end).unwrap_or(""), &names) {
                    return told.insert(path.get(..end).unwrap_or("").to_owned());
                }
                from = end + 1;
            }
            false
        };
        pages.filter(is_first).collect()
    }

    fn squeezed(&self) -> impl Iterator<Item = String> {
        let names = self.pairs.iter().filter(|pair| pair.has_case);
        names.map(|pair| squeeze(&pair.from)).filter(|name| !name.is_empty())
    }

    fn keeps(&self, loose: &str, start: usize, end: usize) -> bool {
        self.keep.iter().any(|keep| {
            let keep = Folded::loosely([(keep.as_str(), 0..keep.len())]).text;
            loose.match_indices(&keep).any(|(at, _)| at <= start && end <= at + keep.len())
        })
    }
}

impl Edits {
    /// Notes that a name was left, unless that place is known or was replaced.
    fn leave(&mut self, place: Range<usize>, why: Left) {
        let span = Span::new(place.start, place.end);
        let meets = |known: &Span| known.start < span.end && span.start < known.end;
        let is_known = self.made.iter().any(|(known, _)| meets(known))
            || self.left.iter().any(|(known, _)| meets(known));
        if !is_known {
            self.left.push((span, why));
        }
    }
}

/// Returns whether the letter at a place is a small one.
fn is_lower(words: &[Piece], place: usize) -> bool {
    let piece = words.iter().find(|(_, at)| at.contains(&place));
    piece.is_some_and(|(text, at)| {
        let rest = text.get(place - at.start..).filter(|_| text.len() == at.len());
        rest.and_then(|rest| rest.chars().next()).is_some_and(char::is_lowercase)
    })
}

/// Returns whether a word is an address of the web or of e-mail, or the name of a host.
fn is_address(token: &str) -> bool {
    let is_host = |text: &str| {
        let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let parts: Vec<&str> = text.split('.').collect();
        parts.len() > 1 && parts.iter().all(|part| !part.is_empty() && part.chars().all(fits))
    };
    token.contains("://")
        || token.starts_with("www.")
        || token.starts_with("mailto:")
        || token.split_once('@').is_some_and(|(_, host)| host.contains('.'))
        || is_host(token.split('/').next().unwrap_or(""))
}

/// Returns whether words of a part of a path, next to each other, are a name.
fn is_named(part: &str, names: &[String]) -> bool {
    let words: Vec<String> =
        part.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase).collect();
    (0..words.len()).any(|first| {
        let mut joined = String::new();
        words.iter().skip(first).any(|word| {
            joined.push_str(word);
            names.contains(&joined)
        })
    })
}
