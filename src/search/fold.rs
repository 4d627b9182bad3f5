//! All entries become the files of the index.
//!
//! `search/index.js` has a fixed name and leads to the others, whose names come from their content.
//! These are pieces of four lists, each cut by size: the postings of stems (`t`), the words with their
//! stems from the front (`v`) and from the back (`r`), and the records of entries (`d`).

use crate::place::OutPath;
use crate::search::code::{digest, digit, push, push_json};
use crate::search::entry::{Entry, POSITIONS_MAX, key, slot_of};
use crate::search::stem::Stems;
use crate::search::words::{folded, is_of_pairs};
use crate::search::{Entries, TEXT_AT};
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// From which size on a piece is closed, in bytes.
const PIECE_BYTES: usize = 12 << 10;
/// The same for records, of which a query needs single ones.
const RECORDS_BYTES: usize = 6 << 10;
/// The most that the positions of one stem may take, in bytes; of a more common one the pages with the
/// most occurrences are kept.
const POSTINGS_BYTES_MAX: usize = 10 << 10;
/// A stem that one in so many entries has is common: it says little of any of them, so that only those
/// with the most occurrences are told, one in [`COMMON_KEPT`].
const COMMON: usize = 5;
/// See [`COMMON`].
const COMMON_KEPT: usize = 24;
/// How many entries of a common stem are told at least.
const COMMON_KEPT_MIN: usize = 16;
/// Up to how many pieces of words from the front are all looked through where words may begin wrongly;
/// beyond, there are words from the back.
const FRONT_PIECES_MAX: usize = 5;

/// The files of the index.
pub(crate) type Files = Vec<File>;

/// A file of the index: where it goes, what it holds.
type File = (OutPath, Arc<[u8]>);

/// How many bits tell how many places a word of an entry has in heads, and how many in texts.
const COUNT_BITS: u32 = 3;

/// Makes the files of the index.
///
/// What is done with of an entry that nobody else holds is dropped on the way.
pub(crate) fn files(mut entries: Entries) -> Files {
    let (vocabulary, of_words) = Vocabulary::of(&entries);
    entries.iter_mut().filter_map(Arc::get_mut).for_each(Entry::forget_words);
    let all = Occurrences::of(&entries, vocabulary.stems.len(), &of_words);
    drop(of_words);
    entries.iter_mut().filter_map(Arc::get_mut).for_each(Entry::forget_places);
    let entries = &*entries;
    let stems = (0..vocabulary.stems.len()).into_par_iter();
    let postings: Vec<Vec<u8>> = stems.map(|stem| line(all.get(stem), entries.len())).collect();
    drop(all);
    let mut index = String::from("{");
    // Writing to memory does not fail.
    let _ = write!(index, "\"n\":{},\"l\":", entries.len());
    push_json(&lengths(entries), &mut index);
    let mut files = Files::new();
    let terms = vocabulary.stems.iter().zip(postings);
    add('t', cut(terms), &mut index, &mut files);
    let front = cut(vocabulary.lines(false));
    let has_back = front.len() > FRONT_PIECES_MAX;
    add('v', front, &mut index, &mut files);
    let back = if has_back { cut(vocabulary.lines(true)) } else { Vec::new() };
    add('r', back, &mut index, &mut files);
    add_records(entries, &mut index, &mut files);
    index.push('}');
    let text = format!("rulebookSearch(\"index\",{index})");
    files.extend(OutPath::new("search/index.js").map(|path| (path, text.into_bytes().into())));
    files
}

/// All words of all entries.
struct Vocabulary {
    /// The stems, ascending.
    stems: Vec<String>,
    /// Words as they are folded, ascending, each with its stem and how many entries have it.
    forms: BTreeMap<(String, u32), u32>,
}

impl Vocabulary {
    /// Returns it, and for each entry its words' stems as positions in `stems`, one entry after the
    /// other.
    fn of(entries: &[Arc<Entry>]) -> (Self, Vec<u32>) {
        let (mut known, words) = known(entries);
        let mut numbers: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (n, (lang, ..)) in words.iter().enumerate() {
            numbers.entry(lang).or_default().push(n);
        }
        let mut folded: Vec<(String, String)> = vec![Default::default(); words.len()];
        for (lang, numbers) in numbers {
            let stems = Stems::of(lang);
            for n in numbers {
                let (Some((_, word, _)), Some(folded)) = (words.get(n), folded.get_mut(n)) else {
                    continue;
                };
                *folded = (fold(word), fold(&stems.stem(word)));
            }
        }
        let mut stems: Vec<String> = folded.iter().map(|(_, stem)| stem.clone()).collect();
        stems.sort_unstable();
        stems.dedup();
        let numbers: Vec<u32> = folded
            .iter()
            .map(|(_, stem)| stems.binary_search(stem).map_or(0, |n| u32::try_from(n).unwrap_or(0)))
            .collect();
        for number in &mut known {
            *number = numbers.get(*number as usize).copied().unwrap_or(0);
        }
        let mut forms = BTreeMap::new();
        for (((form, _), (_, _, count)), stem) in folded.into_iter().zip(&words).zip(&numbers) {
            if !form.is_empty() && !is_of_pairs(&form) {
                *forms.entry((form, *stem)).or_insert(0) += count;
            }
        }
        (Self { stems, forms }, known)
    }

    /// Returns the words with what is told of each: how to make its stem, how common it is. Words are
    /// read from the back if asked.
    fn lines(&self, from_back: bool) -> Vec<(String, Vec<u8>)> {
        let mut lines: Vec<(String, Vec<u8>)> = self
            .forms
            .iter()
            .map(|((form, stem), count)| {
                let mut line = Vec::with_capacity(8);
                if from_back {
                    line.push(b' ');
                } else {
                    let stem = self.stems.get(*stem as usize).map_or("", String::as_str);
                    ending(form, stem, &mut line);
                }
                line.push(b'0' + u8::try_from(count.ilog2().min(9)).unwrap_or(9));
                let form = if from_back { form.chars().rev().collect() } else { form.clone() };
                (form, line)
            })
            .collect();
        if from_back {
            lines.sort_unstable();
            lines.dedup_by(|one, other| one.0 == other.0);
        }
        lines
    }
}

/// Writes how a stem is made of a word: how many characters to cut, as a letter, and what to append.
fn ending(form: &str, stem: &str, line: &mut Vec<u8>) {
    let same = form.chars().zip(stem.chars()).take_while(|(one, other)| one == other).count();
    let cut = u8::try_from(form.chars().count() - same).unwrap_or(0).min(25);
    line.push(b'A' + cut);
    line.extend(stem.chars().skip(same).collect::<String>().bytes());
}

fn fold(word: &str) -> String {
    folded(word).into_owned()
}

/// A word: its language, itself, how many entries have it.
type Known<'a> = (&'a str, &'a str, u32);

/// Numbers all words as they come; returns the numbers of each entry's words, one entry after the
/// other, and the words.
fn known(entries: &[Arc<Entry>]) -> (Vec<u32>, Vec<Known<'_>>) {
    let mut numbers = Vec::with_capacity(entries.iter().map(|entry| entry.counts().len()).sum());
    let mut words: Vec<Known<'_>> = Vec::new();
    // Numbers plus one with keys, found by a word's key.
    let mut slots = vec![(0_u64, 0_u32); 1 << 12];
    for entry in entries {
        for word in entry.words() {
            if words.len() * 2 > slots.len() {
                grow(&mut slots);
            }
            let own = key(word);
            let mask = slots.len() - 1;
            let mut at = slot_of(own) & mask;
            while let Some(slot) = slots.get_mut(at) {
                let Some(number) = slot.1.checked_sub(1) else {
                    words.push((&entry.lang, word, 0));
                    *slot = (own, u32::try_from(words.len()).unwrap_or(u32::MAX));
                    continue;
                };
                if slot.0 == own
                    && let Some((lang, known, count)) = words.get_mut(number as usize)
                    && *known == word
                    && **lang == *entry.lang
                {
                    *count += 1;
                    numbers.push(number);
                    break;
                }
                at = (at + 1) & mask;
            }
        }
    }
    (numbers, words)
}

/// Makes a table of slots larger.
fn grow(slots: &mut Vec<(u64, u32)>) {
    let mask = slots.len() * 4 - 1;
    let old = std::mem::replace(slots, vec![(0, 0); mask + 1]);
    for (key, number) in old.into_iter().filter(|(_, number)| *number > 0) {
        let mut at = slot_of(key) & mask;
        while slots.get(at).is_some_and(|(_, taken)| *taken > 0) {
            at = (at + 1) & mask;
        }
        if let Some(free) = slots.get_mut(at) {
            *free = (key, number);
        }
    }
}

/// Words of entries by stem, and in the order of entries. Each takes two numbers and one for each
/// place: the lower half of the entry's number; its upper half with how many places follow, of heads
/// and of texts; these places.
struct Occurrences {
    /// Where those of each stem begin in `all`; one more than there are stems.
    starts: Vec<usize>,
    all: Vec<u16>,
}

impl Occurrences {
    /// Sorts the words of entries by stem: counts them, then puts each in its place.
    fn of(entries: &[Arc<Entry>], stems: usize, of_words: &[u32]) -> Self {
        let mut starts = vec![0_usize; stems + 1];
        let words = entries.iter().flat_map(|entry| entry.counts());
        for (stem, (heads, texts)) in of_words.iter().zip(words) {
            if let Some(count) = starts.get_mut(*stem as usize + 1) {
                *count += 2 + usize::from(heads + texts);
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut all = vec![0; total];
        let mut stems = of_words.iter();
        for (n, entry) in (0_u32..).zip(entries) {
            let lower = u16::try_from(n & 0xffff).unwrap_or(0);
            let upper = u16::try_from(n >> 16).unwrap_or(0) << (2 * COUNT_BITS);
            let mut places = &*entry.places;
            for ((heads, texts), stem) in entry.counts().zip(stems.by_ref()) {
                let count = usize::from(heads + texts);
                let (own, others) = places.split_at_checked(count).unwrap_or_default();
                places = others;
                let Some(free) = next.get_mut(*stem as usize) else { continue };
                if let Some([low, up, slots @ ..]) = all.get_mut(*free..*free + 2 + own.len()) {
                    *low = lower;
                    *up = upper | u16::from(heads) << COUNT_BITS | u16::from(texts);
                    slots.copy_from_slice(own);
                }
                *free += 2 + count;
            }
        }
        Self { starts, all }
    }

    fn get(&self, stem: usize) -> Words<'_> {
        let start = self.starts.get(stem).copied().unwrap_or(0);
        let end = self.starts.get(stem + 1).copied().unwrap_or(start);
        Words(self.all.get(start..end).unwrap_or_default())
    }
}

/// The words of one stem, in the order of entries; see [`Occurrences`].
#[derive(Clone, Copy)]
struct Words<'a>(&'a [u16]);

/// A word: its entry, places in heads, places in texts.
type Word<'a> = (u32, &'a [u16], &'a [u16]);

impl<'a> Words<'a> {
    fn iter(self) -> impl Iterator<Item = Word<'a>> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let (lower, rest) = left.split_first()?;
            let (upper, rest) = rest.split_first()?;
            let count = |shift: u32| usize::from(upper >> shift & ((1 << COUNT_BITS) - 1));
            let (heads, rest) = rest.split_at_checked(count(COUNT_BITS))?;
            let (texts, rest) = rest.split_at_checked(count(0))?;
            left = rest;
            Some((u32::from(upper >> (2 * COUNT_BITS)) << 16 | u32::from(*lower), heads, texts))
        })
    }
}

/// Returns what is told of a stem: its places in titles, names and headings, those in texts, and when
/// not all are told, in how many entries it is.
fn line(words: Words<'_>, entries: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(64);
    line.push(b' ');
    let heads = Told { words, of_heads: true };
    let has_heads = words.iter().any(|(_, heads, _)| !heads.is_empty());
    let whole_heads = !has_heads || heads.write((0, usize::MAX), &mut line).1;
    line.push(b' ');
    let common = entries.div_ceil(COMMON).max(COMMON_KEPT_MIN);
    let texts = Told { words, of_heads: false };
    let (entries, whole_texts) = texts.write((TEXT_AT, common), &mut line);
    if !(whole_heads && whole_texts) {
        line.extend(format!(" {entries}").bytes());
    }
    line
}

/// The words of one stem, of which the places in heads or those in texts are told.
#[derive(Clone, Copy)]
struct Told<'a> {
    words: Words<'a>,
    of_heads: bool,
}

impl Told<'_> {
    /// Writes places, of more than `common` entries only the best; returns in how many entries they
    /// are, and whether all were written.
    fn write(self, (from, common): (u16, usize), line: &mut Vec<u8>) -> (usize, bool) {
        // How many entries have so many places.
        let mut having = [0; POSITIONS_MAX + 1];
        self.each(|_, places| {
            if let Some(entries) = having.get_mut(places.len()) {
                *entries += 1;
            }
        });
        let found = having.iter().skip(1).sum();
        if found == 0 {
            return (0, true);
        }
        let start = line.len();
        let mut kept = (common.saturating_mul(COMMON) / COMMON_KEPT).max(COMMON_KEPT_MIN);
        if found <= common {
            self.write_best(having, from, line);
            if line.len() - start <= POSTINGS_BYTES_MAX {
                return (found, true);
            }
            kept = POSTINGS_BYTES_MAX / (line.len() - start).div_ceil(found).max(1);
            line.truncate(start);
        }
        // Those with the most places, and of those with fewer the first.
        let mut left = kept.min(POSTINGS_BYTES_MAX / 4);
        for entries in having.iter_mut().skip(1).rev() {
            *entries = left.min(*entries);
            left -= *entries;
        }
        self.write_best(having, from, line);
        (found, false)
    }

    /// Gives the places of each entry to `with`, as many as are told.
    fn each(self, mut with: impl FnMut(u32, &[u16])) {
        let mut words = self
            .words
            .iter()
            .map(|(entry, heads, texts)| (entry, if self.of_heads { heads } else { texts }));
        let mut next = words.next();
        let mut joined: Vec<u16> = Vec::new();
        while let Some((entry, places)) = next {
            next = words.next();
            if next.is_none_or(|(other, _)| other != entry) {
                with(entry, places);
                continue;
            }
            // Several words of an entry have this stem.
            joined.clear();
            joined.extend(places);
            while let Some((_, places)) = next.filter(|(other, _)| *other == entry) {
                joined.extend(places);
                next = words.next();
            }
            joined.sort_unstable();
            joined.truncate(POSITIONS_MAX);
            with(entry, &joined);
        }
    }

    /// Writes so many entries with so many places, the first ones of each.
    fn write_best(self, mut left: [usize; POSITIONS_MAX + 1], from: u16, line: &mut Vec<u8>) {
        let mut before = 0;
        self.each(|entry, places| {
            let left = left.get_mut(places.len()).filter(|left| **left > 0);
            let Some(left) = left.filter(|_| !places.is_empty()) else { return };
            *left -= 1;
            let several = u32::from(places.len() > 1);
            push((entry - before) * 2 + several, line);
            before = entry;
            if several == 1 {
                push(u32::try_from(places.len()).unwrap_or(1), line);
            }
            let mut at = from;
            for place in places {
                push(u32::from(place.saturating_sub(at)), line);
                at = *place;
            }
        });
    }
}

/// Returns how long each entry is, on a scale of one character.
fn lengths(entries: &[Arc<Entry>]) -> String {
    let length = |entry: &Arc<Entry>| {
        let words = entry.length.saturating_add(1);
        // Five steps for each doubling, without floating point.
        let power = words.ilog2();
        let fifth = ((u64::from(words) * 5) >> power) - 5;
        char::from(digit((power * 5 + u32::try_from(fifth).unwrap_or(0)).min(89)))
    };
    entries.iter().map(length).collect()
}

/// A piece of a list: what its first item is called, and its text.
type Cut = (String, Vec<u8>);

/// Cuts sorted lines into pieces. Each line begins with how many characters it shares with the one
/// before in the piece, and the others.
fn cut(lines: impl IntoIterator<Item = (impl AsRef<str>, Vec<u8>)>) -> Vec<Cut> {
    let mut pieces: Vec<Cut> = Vec::new();
    let mut before = String::new();
    for (name, line) in lines {
        let name = name.as_ref();
        let is_full = |piece: &Cut| {
            piece.1.len() >= PIECE_BYTES || piece.1.len() + line.len() > 2 * PIECE_BYTES
        };
        if pieces.last().is_none_or(is_full) {
            pieces.push((name.to_owned(), Vec::with_capacity(PIECE_BYTES * 2)));
            before.clear();
        }
        let Some((_, piece)) = pieces.last_mut() else { continue };
        let same = before.chars().zip(name.chars()).take_while(|(a, b)| a == b).count().min(44);
        piece.push(digit(u32::try_from(same).unwrap_or(0)));
        piece.extend(name.chars().skip(same).collect::<String>().bytes());
        piece.extend(line);
        piece.push(b'\n');
        name.clone_into(&mut before);
    }
    pieces
}

/// Adds the pieces of a list of lines, and tells the index of them: first name, file, and so on.
fn add(list: char, pieces: Vec<Cut>, index: &mut String, files: &mut Files) {
    let made: Vec<(String, Option<File>)> = pieces
        .into_par_iter()
        .enumerate()
        .map(|(n, (name, lines))| {
            let mut text = format!("rulebookSearch(\"{list}{n}\",`").into_bytes();
            text.extend(lines);
            text.extend(b"`)");
            (name, named(&format!("{list}{n}"), text))
        })
        .collect();
    let _ = write!(index, ",\"{list}\":[");
    for (n, (name, file)) in made.into_iter().enumerate() {
        if n > 0 {
            index.push(',');
        }
        push_json(&name, index);
        index.push(',');
        push_json(file.as_ref().map_or("", |(path, _)| stem_of(path)), index);
        files.extend(file);
    }
    index.push(']');
}

/// Adds the records, in pieces of several entries.
fn add_records(entries: &[Arc<Entry>], index: &mut String, files: &mut Files) {
    let mut pieces: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut bytes = usize::MAX;
    for (n, entry) in entries.iter().enumerate() {
        if bytes >= RECORDS_BYTES {
            pieces.push((n, Vec::new()));
            bytes = 0;
        }
        bytes += entry.record.len();
        if let Some((_, piece)) = pieces.last_mut() {
            piece.push(&entry.record);
        }
    }
    let made: Vec<(usize, Option<File>)> = pieces
        .into_par_iter()
        .map(|(first, records)| {
            let text = format!("rulebookSearch(\"d{first}\",[{}])", records.join(","));
            (first, named(&format!("d{first}"), text.into_bytes()))
        })
        .collect();
    index.push_str(",\"d\":[");
    for (n, (first, file)) in made.into_iter().enumerate() {
        let comma = if n > 0 { "," } else { "" };
        let _ = write!(index, "{comma}{first},");
        push_json(file.as_ref().map_or("", |(path, _)| stem_of(path)), index);
        files.extend(file);
    }
    index.push(']');
}

/// Names the file of a piece by the piece and by its content.
fn named(piece: &str, text: Vec<u8>) -> Option<File> {
    let mut name = format!("search/{piece}-");
    // Writing to memory does not fail.
    let _ = write!(name, "{:08x}", digest(&text));
    name.push_str(".js");
    Some((OutPath::new(&name)?, text.into()))
}

/// Returns the part of a file's name that comes from its content.
fn stem_of(path: &OutPath) -> &str {
    let name = path.as_str().trim_end_matches(".js");
    name.rsplit_once('-').map_or("", |(_, hash)| hash)
}
