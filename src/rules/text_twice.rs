//! `text-twice`: two policies that say the same.
//!
//! Comparing each policy with each other would take the square of their number. So each gets a sketch:
//! its runs of words are hashed, the hashes are dealt into slots by their first bits, and each slot keeps
//! the least (one-permutation min-hashing, Li, Owen and Zhang 2012). Two texts agree in a slot as often as
//! they share runs. Slots are taken in bands, and only pages that agree in a whole band are compared, run by
//! run. Suffix structures would give longest common texts, which is not what is asked, in more room.

use crate::diag::{Code, Location, Reporter, Texts};
use crate::model::{Page, PageId};
use crate::rules::{Check, Doc, Facts, Rule};
use crate::text::span::Span;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) static RULE: Rule = Rule {
    code: Code::TextTwice,
    doc: Doc {
        why: "Of two copies one is forgotten when the other changes, and nobody can say which holds.",
        quiet: "Short pages, superseded and withdrawn ones, and passages that many policies share in different texts.",
        fix: "Keep one, and name the address of the other under its `redirect_from`.",
        wrong: "",
        right: "",
    },
    check: Check::SiteOnDemand(check),
};

/// How many words make a run.
const RUN: usize = 6;
/// Pages of fewer words are not compared: forms and pointers are alike by nature.
const WORDS_MIN: usize = 80;
/// How much of all runs of two pages are in both, in percent, when they say the same.
const ALIKE_PERCENT: usize = 85;
/// How many slots a sketch has.
const SLOTS: usize = 64;
/// How many slots are a band. Of texts that share 85 of 100 runs, one in two bands agrees.
const BAND: usize = 4;

/// The least hash of each slot; the highest number where there is none.
pub(crate) type Sketch = [u64; SLOTS];

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let text = |page: &Page| facts.tree.text(&page.path)?.get(page.parsed.start..);
    let pages = facts.site.policies().filter(|(_, page)| page.is_current());
    let sketched =
        pages.filter_map(|(id, _)| Some((id, &**facts.sketches.get(id.index())?.as_ref()?)));
    let compared: Vec<(PageId, Vec<PageId>)> = candidates(sketched);
    // Few pages are like any other, so only of these every run is looked at, and once.
    let named = compared.iter().flat_map(|(page, others)| std::iter::once(page).chain(others));
    let named: BTreeSet<PageId> = named.copied().collect();
    let hashes = named.into_par_iter().map(|id| (id, hashes(text(facts.site.page(id)))));
    let hashes: BTreeMap<PageId, Vec<u64>> = hashes.collect();
    for (id, others) in compared {
        let mut alike = others.into_iter().filter(|other| {
            let both = hashes.get(other).zip(hashes.get(&id));
            both.is_some_and(|(other, own)| are_alike(other, own))
        });
        let Some(first) = alike.next() else { continue };
        let (page, other) = (facts.site.page(id), facts.site.page(first));
        let span = page.parsed.headings.first().map_or(Span::default(), |heading| heading.span);
        let at = Location { file: page.path.clone(), span };
        let message = format!("this page says the same as `{}`", other.path);
        out.report(Code::TextTwice, at, message)
            .help("keep one, and name the address of the other under its `redirect_from`");
    }
}

/// Returns the pages that agree with earlier ones in a whole band, each with these.
fn candidates<'a>(all: impl Iterator<Item = (PageId, &'a Sketch)>) -> Vec<(PageId, Vec<PageId>)> {
    let mut bands: HashMap<(usize, [u64; BAND]), PageId> = HashMap::new();
    let mut found = Vec::new();
    for (page, sketch) in all {
        let mut seen: Vec<PageId> = Vec::new();
        for (band, slots) in sketch.chunks_exact(BAND).enumerate() {
            let Ok(slots) = <[u64; BAND]>::try_from(slots) else { continue };
            // The first page of a band stands for it, so copies of copies take no longer.
            let first = *bands.entry((band, slots)).or_insert(page);
            if first != page && !seen.contains(&first) {
                seen.push(first);
            }
        }
        if !seen.is_empty() {
            seen.sort_unstable();
            found.push((page, seen));
        }
    }
    found
}

/// Returns the hashes of the words of a text.
fn words(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| {
        if word.is_ascii() {
            hash(word.chars().map(|c| c.to_ascii_lowercase()))
        } else {
            hash(word.chars().flat_map(char::to_lowercase))
        }
    })
}

/// Returns the sketch of a text; none when it is short.
pub(crate) fn sketch(text: &str) -> Option<Sketch> {
    let mut sketch = [u64::MAX; SLOTS];
    let mut run = [0; RUN];
    let mut count = 0;
    for word in words(text) {
        run.rotate_left(1);
        run[RUN - 1] = word;
        count += 1;
        if count < RUN {
            continue;
        }
        let hash = joined(&run);
        // The first six bits name one of 64 slots.
        let slot = usize::try_from(hash >> (u64::BITS - SLOTS.ilog2())).unwrap_or(0);
        if let Some(least) = sketch.get_mut(slot) {
            *least = (*least).min(hash);
        }
    }
    (count >= WORDS_MIN).then_some(sketch)
}

/// Returns the hashes of all runs of a text, sorted, each once.
fn hashes(text: Option<&str>) -> Vec<u64> {
    let words: Vec<u64> = words(text.unwrap_or("")).collect();
    let mut hashes: Vec<u64> = words.windows(RUN).map(joined).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Returns whether so many of all hashes are in both; both are sorted.
fn are_alike(one: &[u64], other: &[u64]) -> bool {
    let (mut left, mut right) = (one.iter().peekable(), other.iter().peekable());
    let mut shared = 0;
    while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => drop(left.next()),
            std::cmp::Ordering::Greater => drop(right.next()),
            std::cmp::Ordering::Equal => {
                shared += 1;
                left.next();
                right.next();
            }
        }
    }
    shared * 100 >= (one.len() + other.len() - shared) * ALIKE_PERCENT
}

/// Hashes a word (FNV-1a, by characters).
fn hash(word: impl Iterator<Item = char>) -> u64 {
    word.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3))
}

/// Hashes a run of words; the last steps mix all bits into the first, by which slots are chosen.
fn joined(words: &[u64]) -> u64 {
    let sum = words.iter().fold(0x9e37_79b9_7f4a_7c15_u64, |hash, word| {
        (hash.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)
    });
    let mixed = (sum ^ (sum >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    mixed ^ (mixed >> 29)
}
