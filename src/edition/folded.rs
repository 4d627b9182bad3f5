//! Texts as names are looked for in them: in whatever spelling of spaces and quotes, as whole words,
//! not in addresses.

use std::ops::Range;

/// A text in which all kinds of spaces are one space and all kinds of quotes one quote.
#[derive(Debug, Default)]
pub(super) struct Folded {
    pub(super) text: String,
    /// Of each byte of `text` that begins a character, where that stands in the source.
    places: Vec<(usize, Range<usize>)>,
}

impl Folded {
    /// Folds pieces of text, each with where it stands. Characters of a piece that is spelt otherwise
    /// in the source, such as `&amp;`, stand where the whole piece stands.
    pub(super) fn of<'a>(pieces: impl IntoIterator<Item = (&'a str, Range<usize>)>) -> Self {
        let mut folded = Self::default();
        for (text, at) in pieces {
            let is_verbatim = text.len() == at.len();
            for (offset, c) in text.char_indices() {
                let place = if is_verbatim {
                    at.start + offset..at.start + offset + c.len_utf8()
                } else {
                    at.clone()
                };
                folded.push(c, place);
            }
        }
        folded
    }

    /// Folds pieces of text so that letter case, hyphens and what nobody sees make no difference, either.
    pub(super) fn loosely<'a>(pieces: impl IntoIterator<Item = (&'a str, Range<usize>)>) -> Self {
        let strict = Self::of(pieces);
        let mut loose = Self::default();
        for (at, place) in strict.places {
            let Some(c) = strict.text.get(at..).and_then(|rest| rest.chars().next()) else {
                continue;
            };
            match c {
                '\u{ad}' | '\u{200b}' | '\u{2060}' => {}
                '-' | '\u{2013}' => loose.push(' ', place),
                c => c.to_lowercase().for_each(|c| loose.push(c, place.clone())),
            }
        }
        loose
    }

    fn push(&mut self, c: char, place: Range<usize>) {
        let c = match c {
            '\u{2018}' | '\u{2019}' | '\u{2bc}' | '\u{ff07}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{ff02}' => '"',
            '\u{2010}' | '\u{2011}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        };
        if c == ' ' && self.text.ends_with(' ') {
            if let Some((_, last)) = self.places.last_mut() {
                last.end = place.end.max(last.end);
            }
            return;
        }
        self.places.push((self.text.len(), place));
        self.text.push(c);
    }

    /// Returns where the bytes from `start` to `end` stand in the source.
    pub(super) fn source(&self, start: usize, end: usize) -> Range<usize> {
        let first = self.places.partition_point(|(at, _)| *at < start);
        let last = self.places.partition_point(|(at, _)| *at < end);
        let from = self.places.get(first).map_or(0, |(_, place)| place.start);
        let to = last.checked_sub(1).and_then(|n| self.places.get(n));
        from..to.map_or(from, |(_, place)| place.end.max(from))
    }
}

/// Returns whether no letter or digit stands before `start` or after `end`.
pub(super) fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|text| text.chars().next_back());
    let after = text.get(end..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Returns whether a name stands in something that looks like an address.
pub(super) fn is_in_address(text: &str, start: usize, end: usize) -> bool {
    let ends = |c: char| c == ' ' || "<>()[]\"".contains(c);
    let from = text.get(..start).and_then(|text| text.rfind(ends)).map_or(0, |at| at + 1);
    let to = text.get(end..).and_then(|text| text.find(ends)).map_or(text.len(), |at| at + end);
    let token = text.get(from..to).unwrap_or("");
    let around = [text.get(from..start).unwrap_or(""), text.get(end..to).unwrap_or("")];
    let is_domain = |part: &str| {
        part.split_once('.').is_some_and(|(before, after)| {
            before.is_empty() && after.starts_with(|c: char| c.is_ascii_lowercase())
        })
    };
    token.contains("://")
        || token.starts_with("www.")
        || around[0].contains('@')
        || around[1].starts_with('@')
        || is_domain(around[1])
}

/// Returns a text's letters and digits in lower case: what is left of a name in an address.
pub(super) fn squeeze(text: &str) -> String {
    text.replace("%20", "")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Returns the initials of a name of two words or more, as people write them.
pub(super) fn initials(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').filter(|word| !is_form(word)).collect();
    let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
    let fits = words.len() > 1 && initials.chars().all(char::is_uppercase);
    fits.then_some(initials)
}

/// Returns whether a word is a company's form.
pub(super) fn is_form(word: &str) -> bool {
    let word = word.trim_end_matches('.').to_lowercase();
    ["ltd", "limited", "plc", "inc", "llc", "llp", "gmbh", "ag", "sa", "bv"]
        .contains(&word.as_str())
}

/// Returns the stretches of raw HTML that are neither tags nor comments.
pub(super) fn between_tags(html: &str, in_comment: &mut bool) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = html.get(at..).unwrap_or("");
        if *in_comment {
            let Some(end) = rest.find("-->") else { return found };
            *in_comment = false;
            at += end + 3;
        } else if let Some(after) = rest.strip_prefix("<!--") {
            *in_comment = true;
            at = html.len() - after.len();
        } else if rest.starts_with('<') {
            at += rest.find('>').map_or(rest.len(), |end| end + 1);
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            found.push(at..at + end);
            at += end;
        }
    }
    found
}
