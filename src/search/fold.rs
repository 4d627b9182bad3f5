//! All entries become the files of the index.
//!
//! `search/index.js` has a fixed name and leads to the others, whose names come from their content.
//! These are pieces of four lists, each cut by size: the postings of stems (`t`), the words with their
//! stems from the front (`v`) and from the back (`r`), and the records of entries (`d`).

use crate::place::OutPath;
use crate::search::TEXT_AT;
use crate::search::code::{digit, push, push_json};
use crate::search::entry::{Entry, Hit};
use crate::search::stem::Stems;
use crate::search::words::{folded, is_of_pairs};
use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelIterator,
};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Arc;

/// From which size on a piece is closed, in bytes.
const PIECE_BYTES: usize = 12 << 10;
/// The most that the positions of one stem may take, in bytes; of a more common one the pages with the
/// most occurrences are kept.
const POSTINGS_BYTES_MAX: usize = 10 << 10;
/// How many positions of a stem are kept for one page.
const POSITIONS_MAX: usize = 6;
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

/// An occurrence: the entry, the position.
type At = (u32, u16);

/// Makes the files of the index.
pub(crate) fn files(entries: &[Arc<Entry>]) -> Files {
    let vocabulary = Vocabulary::of(entries);
    let heads = occurrences(entries, &vocabulary, |entry| &entry.heads);
    let texts = occurrences(entries, &vocabulary, |entry| &entry.texts);
    let all: Vec<usize> = (0..vocabulary.stems.len()).collect();
    let postings: Vec<Vec<u8>> =
        all.par_iter().map(|n| line(heads.of(*n), texts.of(*n), entries.len())).collect();
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

/// Words of one language, with their numbers. Its order is never looked at.
type Known<'a> = HashMap<&'a str, u32, BuildHasherDefault<Fast>>;

/// A hash for short words that nobody chooses to do harm: the worst is a slow build.
#[derive(Default)]
struct Fast(u64);

impl Hasher for Fast {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

/// All words of all entries.
struct Vocabulary {
    /// The stems, ascending.
    stems: Vec<String>,
    /// For each entry its words' stems, as positions in `stems`.
    of_entries: Vec<Vec<u32>>,
    /// Words as they are folded, ascending, each with its stem and how many entries have it.
    forms: BTreeMap<(String, u32), u32>,
}

impl Vocabulary {
    fn of(entries: &[Arc<Entry>]) -> Self {
        let mut langs: BTreeMap<&str, Known<'_>> = BTreeMap::new();
        let mut words: Vec<(&str, &str, u32)> = Vec::new();
        let mut of_entries = Vec::with_capacity(entries.len());
        for entry in entries {
            let known = langs.entry(&entry.lang).or_default();
            let numbers = entry.words().map(|word| {
                let number = *known.entry(word).or_insert_with(|| {
                    words.push((&entry.lang, word, 0));
                    u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
                });
                if let Some((_, _, count)) = words.get_mut(number as usize) {
                    *count += 1;
                }
                number
            });
            of_entries.push(numbers.collect::<Vec<u32>>());
        }
        let stemmers: BTreeMap<&str, Stems> =
            langs.keys().map(|lang| (*lang, Stems::of(lang))).collect();
        let folded: Vec<(String, String)> = words
            .iter()
            .map(|(lang, word, _)| {
                let stem = stemmers.get(lang).map_or((*word).into(), |stems| stems.stem(word));
                (folded(word).into_owned(), folded(&stem).into_owned())
            })
            .collect();
        let mut stems: Vec<String> = folded.iter().map(|(_, stem)| stem.clone()).collect();
        stems.sort_unstable();
        stems.dedup();
        let numbers: Vec<u32> = folded
            .iter()
            .map(|(_, stem)| stems.binary_search(stem).map_or(0, |n| u32::try_from(n).unwrap_or(0)))
            .collect();
        for entry in &mut of_entries {
            for number in entry {
                *number = numbers.get(*number as usize).copied().unwrap_or(0);
            }
        }
        let mut forms = BTreeMap::new();
        for (((form, _), (_, _, count)), stem) in folded.into_iter().zip(&words).zip(&numbers) {
            if !form.is_empty() && !is_of_pairs(&form) {
                *forms.entry((form, *stem)).or_insert(0) += count;
            }
        }
        Self { stems, of_entries, forms }
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

/// Occurrences by stem, and in the order of entries and positions.
struct Occurrences {
    /// Where those of each stem begin in `all`; one more than there are stems.
    starts: Vec<usize>,
    all: Vec<At>,
}

impl Occurrences {
    fn of(&self, stem: usize) -> &[At] {
        let start = self.starts.get(stem).copied().unwrap_or(0);
        let end = self.starts.get(stem + 1).copied().unwrap_or(start);
        self.all.get(start..end).unwrap_or_default()
    }
}

/// Sorts occurrences by stem: counts them, then puts each in its place.
fn occurrences(
    entries: &[Arc<Entry>],
    vocabulary: &Vocabulary,
    hits: fn(&Entry) -> &[Hit],
) -> Occurrences {
    let mut starts = vec![0_usize; vocabulary.stems.len() + 1];
    each_hit(entries, vocabulary, hits, |stem, _| {
        if let Some(count) = starts.get_mut(stem + 1) {
            *count += 1;
        }
    });
    let mut total = 0;
    for start in &mut starts {
        total += *start;
        *start = total;
    }
    let mut next = starts.clone();
    let mut all = vec![(0, 0); total];
    each_hit(entries, vocabulary, hits, |stem, at| {
        if let Some(free) = next.get_mut(stem) {
            if let Some(slot) = all.get_mut(*free) {
                *slot = at;
            }
            *free += 1;
        }
    });
    Occurrences { starts, all }
}

/// Gives each occurrence to `with`: the stem, the place.
fn each_hit(
    entries: &[Arc<Entry>],
    vocabulary: &Vocabulary,
    hits: fn(&Entry) -> &[Hit],
    mut with: impl FnMut(usize, At),
) {
    for (n, (entry, stems)) in (0..).zip(entries.iter().zip(&vocabulary.of_entries)) {
        for (word, at) in hits(entry) {
            let stem = stems.get(usize::from(*word)).copied().unwrap_or(0);
            with(stem as usize, (n, *at));
        }
    }
}

/// Returns what is told of a stem: its places in titles, names and headings, those in texts, and when
/// not all are told, in how many entries it is.
fn line(heads: &[At], texts: &[At], entries: usize) -> Vec<u8> {
    let mut line = Vec::with_capacity(heads.len() * 3 + texts.len().min(5000) * 3 + 8);
    line.push(b' ');
    let (_, whole_heads) = places(heads, (0, usize::MAX), &mut line);
    line.push(b' ');
    let common = entries.div_ceil(COMMON).max(COMMON_KEPT_MIN);
    let (entries, whole_texts) = places(texts, (TEXT_AT, common), &mut line);
    if !(whole_heads && whole_texts) {
        line.extend(format!(" {entries}").bytes());
    }
    line
}

/// Writes places, of more than `common` entries only the best; returns in how many entries they are, and whether all were written.
fn places(all: &[At], (from, common): (u16, usize), line: &mut Vec<u8>) -> (usize, bool) {
    let groups: Vec<&[At]> = all.chunk_by(|one, other| one.0 == other.0).collect();
    let start = line.len();
    let mut kept = (common.saturating_mul(COMMON) / COMMON_KEPT).max(COMMON_KEPT_MIN);
    if groups.len() <= common {
        write_places(groups.iter().copied(), from, line);
        if line.len() - start <= POSTINGS_BYTES_MAX {
            return (groups.len(), true);
        }
        kept = POSTINGS_BYTES_MAX / (line.len() - start).div_ceil(groups.len()).max(1);
        line.truncate(start);
    }
    let mut best: Vec<(usize, &[At])> = groups.iter().copied().enumerate().collect();
    best.sort_by_key(|(n, group)| (std::cmp::Reverse(group.len().min(POSITIONS_MAX)), *n));
    best.truncate(kept.min(POSTINGS_BYTES_MAX / 4));
    best.sort_unstable_by_key(|(n, _)| *n);
    write_places(best.iter().map(|(_, group)| *group), from, line);
    (groups.len(), false)
}

fn write_places<'a>(groups: impl Iterator<Item = &'a [At]>, from: u16, line: &mut Vec<u8>) {
    let mut before = 0;
    for group in groups {
        let Some((entry, _)) = group.first() else { continue };
        let kept = group.get(..POSITIONS_MAX.min(group.len())).unwrap_or_default();
        let several = u32::from(kept.len() > 1);
        push((entry - before) * 2 + several, line);
        before = *entry;
        if several == 1 {
            push(u32::try_from(kept.len()).unwrap_or(1), line);
        }
        let mut at = from;
        for (_, position) in kept {
            push(u32::from(position.saturating_sub(at)), line);
            at = *position;
        }
    }
}

/// Returns how long each entry is, on a scale of one character.
fn lengths(entries: &[Arc<Entry>]) -> String {
    let length = |entry: &Arc<Entry>| {
        let words = u32::try_from(entry.texts.len()).unwrap_or(u32::MAX).saturating_add(1);
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
        if bytes >= PIECE_BYTES {
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
    for byte in Sha256::digest(&text).iter().take(4) {
        // Writing to memory does not fail.
        let _ = write!(name, "{byte:02x}");
    }
    name.push_str(".js");
    Some((OutPath::new(&name)?, text.into()))
}

/// Returns the part of a file's name that comes from its content.
fn stem_of(path: &OutPath) -> &str {
    let name = path.as_str().trim_end_matches(".js");
    name.rsplit_once('-').map_or("", |(_, hash)| hash)
}
