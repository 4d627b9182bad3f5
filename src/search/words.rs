//! Words: how a text is split, and how words are folded so that spellings that differ little are one.
//!
//! `themes/default/assets/search.js` does the same; `tests/cases/search/words.txt` holds both to it.

use std::borrow::Cow;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Signs that join words into one name, as in `A.5.24`, `SRP-13`, `27001:2022`.
const JOINERS: &[char] = &['-', '.', '/', ':', '_'];
/// Signs inside a word that do not count.
const APOSTROPHES: &[char] = &['\'', '\u{2019}', '\u{2bc}'];
/// Longest name of joined words, in bytes.
const NAME_BYTES_MAX: usize = 48;

/// Letters that have no decomposition and are looked for by others.
const LETTERS: &[(char, &str)] = &[
    ('æ', "ae"),
    ('œ', "oe"),
    ('ø', "o"),
    ('ß', "ss"),
    ('đ', "d"),
    ('ð', "d"),
    ('ł', "l"),
    ('þ', "th"),
    ('ı', "i"),
    ('ς', "σ"),
    ('ى', "ي"),
    ('ی', "ي"),
    ('ک', "ك"),
    ('ة', "ه"),
];

/// Splits text into words, and keeps the room it needs from text to text.
#[derive(Debug, Default)]
pub(crate) struct Splitter {
    /// The word at hand, in lower case.
    word: String,
    /// The words of a name, joined.
    name: String,
    /// Where in `name` each word ends.
    ends: Vec<usize>,
}

impl Splitter {
    /// Gives each word of a text to `each`, in lower case and with its position, the first at `at`.
    /// Returns the position behind the last.
    pub(crate) fn split(
        &mut self,
        text: &str,
        mut at: u32,
        each: &mut impl FnMut(&str, u32),
    ) -> u32 {
        let bytes = text.as_bytes();
        let mut from = 0;
        while let Some(byte) = bytes.get(from) {
            if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
                from += 1;
                continue;
            }
            let rest = bytes.get(from..).unwrap_or_default();
            let length = rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count();
            let ends = rest.get(length).is_none_or(|next| {
                next.is_ascii()
                    && !is_apostrophe(char::from(*next))
                    && !is_joiner(char::from(*next))
            });
            if ends && length > 0 {
                let word = text.get(from..from + length).unwrap_or("");
                each(lower(word, &mut self.word), at);
                from += length;
                at += 1;
            } else {
                (from, at) = self.run(text, from, at, each);
            }
        }
        at
    }

    /// Splits a run of words that signs may join; returns where it ends, and the next position.
    fn run(
        &mut self,
        text: &str,
        from: usize,
        mut at: u32,
        each: &mut impl FnMut(&str, u32),
    ) -> (usize, u32) {
        let rest = text.get(from..).unwrap_or("");
        let Some(first) = rest.chars().next() else { return (text.len(), at) };
        if is_dense(first) {
            return pairs(rest, from, at, each);
        }
        if !is_word(first) {
            return (from + first.len_utf8(), at);
        }
        self.name.clear();
        self.ends.clear();
        let mut joins_by_hyphen = true;
        let mut end = from;
        let mut chars = rest.char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            let goes_on = chars.peek().is_some_and(|(_, next)| is_word(*next) && !is_dense(*next));
            if is_word(c) && !is_dense(c) {
                self.name.extend(c.to_lowercase());
            } else if is_joiner(c) && goes_on {
                self.ends.push(self.name.len());
                let c = if matches!(c, '\u{2010}' | '\u{2011}') { '-' } else { c };
                joins_by_hyphen &= c == '-';
                self.name.push(c);
            } else if !(is_apostrophe(c) && goes_on) {
                break;
            }
            end = from + n + c.len_utf8();
        }
        let joined = self.ends.len();
        self.ends.push(self.name.len());
        if joined > 0 && self.name.len() <= NAME_BYTES_MAX {
            if self.name.bytes().any(|byte| byte.is_ascii_digit()) {
                each(&self.name, at);
            } else if joined == 1 && joins_by_hyphen {
                self.word.clear();
                self.word.extend(self.name.chars().filter(|c| *c != '-'));
                each(&self.word, at);
            }
        }
        let mut start = 0;
        for end in &self.ends {
            each(self.name.get(start..*end).unwrap_or(""), at);
            start = end + 1;
            at += 1;
        }
        (end, at)
    }
}

/// Splits a run of a script without spaces into pairs of characters; a single one stands alone.
fn pairs(rest: &str, from: usize, mut at: u32, each: &mut impl FnMut(&str, u32)) -> (usize, u32) {
    let end = rest.find(|c: char| !is_dense(c)).unwrap_or(rest.len());
    let run = rest.get(..end).unwrap_or("");
    let starts: Vec<usize> = run.char_indices().map(|(n, _)| n).chain([run.len()]).collect();
    if starts.len() == 2 {
        each(run, at);
        return (from + end, at + 1);
    }
    for pair in starts.windows(3) {
        if let [start, _, end] = pair {
            each(run.get(*start..*end).unwrap_or(""), at);
            at += 1;
        }
    }
    (from + end, at)
}

/// Returns an ASCII word in lower case.
fn lower<'a>(word: &'a str, room: &'a mut String) -> &'a str {
    if !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        return word;
    }
    room.clear();
    room.push_str(word);
    room.make_ascii_lowercase();
    room
}

/// Returns a word of [`Splitter::split`] without what searchers leave out: accents, vowel points,
/// forms of letters.
pub(crate) fn folded(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        return Cow::Borrowed(word);
    }
    let mut plain = String::with_capacity(word.len());
    for c in word.nfkd().filter(|c| !is_left_out(*c)).flat_map(char::to_lowercase) {
        match LETTERS.iter().find(|(letter, _)| *letter == c) {
            Some((_, other)) => plain.push_str(other),
            None => plain.push(digit(c).unwrap_or(c)),
        }
    }
    Cow::Owned(plain.nfc().filter(|c| is_word(*c)).collect())
}

/// Returns whether a word is of a script that is written without spaces.
pub(crate) fn is_of_pairs(word: &str) -> bool {
    word.chars().any(is_dense)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c)
}

fn is_joiner(c: char) -> bool {
    JOINERS.contains(&c) || matches!(c, '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(c: char) -> bool {
    APOSTROPHES.contains(&c)
}

/// Returns whether a character belongs to a script that is written without spaces: Thai to Khmer,
/// kana, Han.
fn is_dense(c: char) -> bool {
    is_word(c)
        && matches!(u32::from(c),
            0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF
            | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
            | 0x20000..=0x3FFFF)
}

/// Marks that do not count, and the stroke that only stretches Arabic words.
fn is_left_out(c: char) -> bool {
    matches!(u32::from(c),
        0x300..=0x36F | 0x591..=0x5BD | 0x5BF..=0x5C7 | 0x610..=0x61A | 0x640 | 0x64B..=0x65F
        | 0x670 | 0x6D6..=0x6DC | 0x6DF..=0x6E4 | 0x6E7..=0x6E8 | 0x6EA..=0x6ED | 0x1AB0..=0x1AFF
        | 0x1DC0..=0x1DFF | 0x20D0..=0x20FF)
}

/// Returns the common digit for an Arabic or Persian one.
fn digit(c: char) -> Option<char> {
    let zero =
        [0x660, 0x6F0].into_iter().find(|zero| (*zero..zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn texts_are_split_as_the_table_says() {
        let table = include_str!("../../tests/cases/search/words.txt");
        let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for (text, expected) in lines.filter_map(|line| line.split_once(" => ")) {
            let mut found = String::new();
            Splitter::default().split(text, 0, &mut |word, at| {
                write!(found, " {at}:{}", folded(word)).expect("memory takes it");
            });
            assert_eq!(found.trim_start(), expected, "{text}");
        }
    }
}
