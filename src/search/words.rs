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
/// What each byte is in a text: [`GAP`] to [`OTHER`].
static CLASSES: [u8; 256] = classes();
/// ASCII that is part of no word.
const GAP: u8 = 16;
/// A small ASCII letter or a digit.
const SMALL: u8 = 1;
/// A capital ASCII letter.
const CAPITAL: u8 = 2;
/// ASCII among [`JOINERS`] and [`APOSTROPHES`].
const SIGN: u8 = 4;
/// A part of a character beyond ASCII.
const OTHER: u8 = 8;
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
        // What the bytes of the word at hand are, from `from` on; 0 between words.
        let mut met = 0;
        let mut n = 0;
        while let Some(byte) = bytes.get(n) {
            let mut class = class(*byte);
            if class < SIGN {
                from = if met == 0 { n } else { from };
                // Most bytes are of plain words: the shortest loop for these.
                for byte in bytes.get(n..).unwrap_or_default() {
                    class = self::class(*byte);
                    if class >= SIGN {
                        break;
                    }
                    met |= class;
                    n += 1;
                }
                if n == bytes.len() {
                    break;
                }
            }
            let is_plain = class == GAP || class == SIGN && !is_inside(bytes.get(n + 1));
            if is_plain {
                n += 1;
                if met > 0 {
                    each(self.lower(text.get(from..n - 1), met), at);
                    at += 1;
                    met = 0;
                }
            } else if class == SIGN && met == 0 {
                n += 1;
            } else {
                from = if met == 0 { n } else { from };
                (n, at) = self.run(text, from, at, each);
                met = 0;
            }
        }
        if met > 0 {
            each(self.lower(text.get(from..), met), at);
            at += 1;
        }
        at
    }

    /// Returns an ASCII word in lower case, by what was met in it.
    #[inline]
    fn lower<'a>(&'a mut self, word: Option<&'a str>, met: u8) -> &'a str {
        let word = word.unwrap_or("");
        if met & CAPITAL == 0 {
            return word;
        }
        self.word.clear();
        self.word.push_str(word);
        self.word.make_ascii_lowercase();
        &self.word
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
        let (joins_by_hyphen, end) =
            self.ascii_run(text, from).unwrap_or_else(|| self.any_run(rest, from));
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

    /// Gathers a run of ASCII: its name and where words end in it. Returns whether hyphens alone join
    /// it, and where it ends; none if it is not all ASCII.
    fn ascii_run(&mut self, text: &str, from: usize) -> Option<(bool, usize)> {
        let bytes = text.as_bytes();
        self.name.clear();
        self.ends.clear();
        let mut joins_by_hyphen = true;
        let mut end = from;
        loop {
            let rest = bytes.get(end..)?;
            let length = rest.iter().take_while(|byte| class(**byte) < SIGN).count();
            self.name.push_str(text.get(end..end + length)?);
            end += length;
            let next = |n: usize| rest.get(length + n).map_or(GAP, |byte| class(*byte));
            match (next(0), next(1)) {
                (SIGN, SMALL | CAPITAL) => {
                    let sign = char::from(*bytes.get(end)?);
                    if !is_apostrophe(sign) {
                        self.ends.push(self.name.len());
                        joins_by_hyphen &= sign == '-';
                        self.name.push(sign);
                    }
                    end += 1;
                }
                (OTHER, _) | (SIGN, OTHER) => return None,
                _ => break,
            }
        }
        self.name.make_ascii_lowercase();
        Some((joins_by_hyphen, end))
    }

    /// Like [`Splitter::ascii_run`], of any script.
    fn any_run(&mut self, rest: &str, from: usize) -> (bool, usize) {
        self.name.clear();
        self.ends.clear();
        let mut joins_by_hyphen = true;
        let mut end = from;
        let mut chars = rest.char_indices().peekable();
        while let Some((n, c)) = chars.next() {
            let goes_on = chars.peek().is_some_and(|(_, next)| is_word(*next) && !is_dense(*next));
            if is_word(c) && !is_dense(c) {
                if c.is_ascii() {
                    self.name.push(c.to_ascii_lowercase());
                } else {
                    self.name.extend(c.to_lowercase());
                }
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
        (joins_by_hyphen, end)
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

/// Returns whether a byte may go on a word.
fn is_inside(byte: Option<&u8>) -> bool {
    byte.is_some_and(|byte| class(*byte) & (SMALL | CAPITAL | OTHER) > 0)
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

/// Says of each byte what it is in a text.
const fn classes() -> [u8; 256] {
    let mut classes = [OTHER; 256];
    let mut left: &mut [u8] = &mut classes;
    let mut byte = 0_u8;
    while let Some((class, others)) = left.split_first_mut() {
        if !byte.is_ascii() {
            break;
        }
        *class = match byte {
            b'a'..=b'z' | b'0'..=b'9' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'-' | b'.' | b'/' | b':' | b'_' | b'\'' => SIGN,
            _ => GAP,
        };
        left = others;
        byte += 1;
    }
    classes
}

#[inline]
fn class(byte: u8) -> u8 {
    CLASSES.get(usize::from(byte)).copied().unwrap_or(OTHER)
}

fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric()
    } else {
        c.is_alphanumeric() || is_combining_mark(c)
    }
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
    !c.is_ascii()
        && matches!(u32::from(c),
            0xE00..=0xEFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3005..=0x3007 | 0x3040..=0x30FF
            | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF
            | 0x20000..=0x3FFFF)
        && is_word(c)
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
