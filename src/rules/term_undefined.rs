//! `term-undefined`: an abbreviation that several policies use and nothing explains.

use crate::analyse::lexicon::Lexicon;
use crate::diag::{Code, Location, Reporter, Texts};
use crate::model::Page;
use crate::parse::glossary::{glossary_path, read};
use crate::parse::outline::{Kind, Outline};
use crate::rules::block::Block;
use crate::rules::{Check, Doc, Facts, Rule};
use crate::source::SourceTree;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};

pub(super) static RULE: Rule = Rule {
    code: Code::TermUndefined,
    doc: Doc {
        why: "Whoever joined last week can't follow a policy whose abbreviations only those know who wrote it.",
        quiet: "Abbreviations of the glossary or of a policy's definitions, those spelt out anywhere, as in \
                `Business Continuity Plan` or `continuity plan (BCP)`, those in one policy only, words in capitals, \
                code, and what everybody knows, such as `UK` or `PDF`. Off unless it is asked for: what everybody \
                knows differs from house to house.",
        fix: "Spell it out where it is used first, or add it to `glossary.yaml`.",
        wrong: "Ring the SIRT.",
        right: "Ring the security incident response team (SIRT).",
    },
    check: Check::SiteOnDemand(check),
};

/// How many policies use it.
const POLICIES_MIN: usize = 2;
/// How many letters it has.
const LETTERS: RangeInclusive<usize> = 2..=6;

/// What needs no explanation, and products that are known by no other name.
const KNOWN: &[&str] = &[
    "AM", "API", "ASAP", "AWS", "BBC", "BIOS", "BS", "BST", "CC", "CCTV", "CD", "CEO", "CET",
    "CFO", "CIO", "COO", "COVID", "CPU", "CSS", "CSV", "CTO", "CV", "DNS", "DVD", "EEA", "EN",
    "EU", "FAQ", "FTP", "GB", "GBP", "GCP", "GDPR", "GMT", "GPS", "GUI", "HMRC", "HR", "HTML",
    "HTTP", "HTTPS", "IBM", "ID", "IEC", "IP", "ISO", "IT", "JIRA", "JSON", "LAN", "LLP", "LTD",
    "MB", "MP", "NASA", "NB", "NHS", "NIST", "OK", "OS", "OSX", "PA", "PC", "PCI", "PDF", "PIN",
    "PM", "PS", "RAM", "SAP", "SIM", "SMS", "SQL", "SSH", "SSL", "TB", "TLS", "TV", "UK", "UN",
    "URL", "US", "USA", "USB", "UTC", "VAT", "VPN", "WAN", "XML", "YAML",
];

/// What a page says of abbreviations.
#[derive(Default)]
struct Seen {
    /// Where each is used first.
    used: BTreeMap<String, Location>,
    /// Those that are spelt out.
    spelt: BTreeSet<String>,
    /// The first letters of names in capitals, a string for each run of them.
    initials: Vec<String>,
    /// Words in small letters: in capitals they are shouted.
    words: BTreeSet<String>,
}

fn check(facts: Facts<'_>, out: &mut Reporter) {
    let pages = facts.site.pages.iter().filter(|page| page.is_current() && !page.is_client());
    let pages: Vec<&Page> = pages.collect();
    let seen: Vec<(bool, Seen)> = pages
        .into_par_iter()
        .map(|page| (page.is_policy(), Seen::in_page(page, facts.tree)))
        .collect();
    let mut uses: BTreeMap<&str, (usize, &Location)> = BTreeMap::new();
    for (is_policy, seen) in &seen {
        for (name, at) in &seen.used {
            let (count, _) = uses.entry(name).or_insert((0, at));
            *count += usize::from(*is_policy);
        }
    }
    let explained = explained(facts);
    for (name, (count, at)) in uses {
        let is_spelt = seen.iter().any(|(_, seen)| {
            seen.spelt.contains(name)
                || seen.words.contains(&name.to_lowercase())
                || seen.initials.iter().any(|run| run.contains(name))
        });
        if count < POLICIES_MIN || is_spelt || is_among(name, &explained) {
            continue;
        }
        let message = format!("{count} policies use `{name}`, and none says what it means");
        out.report(Code::TermUndefined, at.clone(), message)
            .help("spell it out where it is used first, or add it to `glossary.yaml`");
    }
}

/// Returns a lexicon of all terms with a meaning.
fn explained(facts: Facts<'_>) -> Lexicon {
    let entries = facts.tree.text(&glossary_path()).map(|text| read(text).0).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for entry in entries {
        names.push(entry.term.value);
        names.extend(entry.also.into_iter().map(|name| name.value));
    }
    for definition in facts.site.pages.iter().flat_map(|page| &*page.parsed.definitions) {
        names.push(definition.term.to_string());
        names.extend(definition.also.as_deref().map(str::to_owned));
    }
    Lexicon::of(names.iter().map(|name| (0, name.as_str())))
}

fn is_among(name: &str, lexicon: &Lexicon) -> bool {
    let mut uses = BTreeSet::new();
    lexicon.note_uses(name, &mut uses);
    !uses.is_empty()
}

impl Seen {
    fn in_page(page: &Page, tree: &SourceTree) -> Self {
        let mut seen = Self::default();
        let Some(text) = tree.text(&page.path) else { return seen };
        let outline = Outline::of(text, page.parsed.start);
        for block in Block::all(text, &outline) {
            if block.kind != Kind::CodeBlock {
                seen.take(page, &block);
            }
        }
        seen
    }

    fn take(&mut self, page: &Page, block: &Block) {
        let words = words(&block.words);
        let mut run = String::new();
        for (n, (at, word)) in words.iter().enumerate() {
            let is_small = word.chars().all(char::is_lowercase);
            match word.chars().next() {
                Some(first) if first.is_uppercase() => run.push(first),
                _ if matches!(*word, "and" | "of" | "the" | "for" | "to" | "in") => {}
                _ => self.initials.push(std::mem::take(&mut run)),
            }
            if is_small {
                self.words.insert((*word).to_owned());
            }
            let Some(name) = abbreviation(word) else { continue };
            let around = (n.checked_sub(1).and_then(|n| words.get(n)), words.get(n + 1));
            match Use::of(&block.words, *at..at + word.len(), around) {
                Use::Spelt => drop(self.spelt.insert(name.to_owned())),
                Use::Plain => {
                    let span = block.place(*at..at + name.len());
                    let at = Location { file: page.path.clone(), span };
                    self.used.entry(name.to_owned()).or_insert(at);
                }
                Use::Other => {}
            }
        }
        self.initials.push(run);
        self.initials.retain(|run| run.len() > 1);
    }
}

/// A word, and the byte at which it begins.
type Word<'a> = (usize, &'a str);

/// How an abbreviation stands in a text.
enum Use {
    /// Beside what it stands for.
    Spelt,
    /// As a word.
    Plain,
    /// As a part of an address, a number or a line in capitals.
    Other,
}

impl Use {
    fn of(
        text: &str,
        at: Range<usize>,
        (last, next): (Option<&Word<'_>>, Option<&Word<'_>>),
    ) -> Self {
        let before = text.get(..at.start).and_then(|text| text.chars().next_back());
        let after = text.get(at.end..).unwrap_or("");
        let opens = after.strip_prefix(" (").and_then(|rest| rest.chars().next());
        let is_aside = before == Some('(') && after.starts_with(')');
        let follows = [" means", " stands for", " is short for", ": ", " = ", " – ", " - "];
        if is_aside
            || opens.is_some_and(char::is_uppercase)
            || follows.iter().any(|mark| after.starts_with(mark))
        {
            return Self::Spelt;
        }
        let joins = |c: char| matches!(c, '-' | '_' | '/' | '.' | '@' | '&' | '#' | '\'');
        let is_joined = before.is_some_and(joins)
            || after.starts_with(['-', '_', '/', '@', '&'])
            || after.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let shouts = |word: Option<&Word<'_>>| {
            word.is_some_and(|(_, word)| {
                word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
            })
        };
        if is_joined || shouts(last) || shouts(next) { Self::Other } else { Self::Plain }
    }
}

/// Returns the abbreviation that a word is, without the `s` of a plural.
fn abbreviation(word: &str) -> Option<&str> {
    let name = word.strip_suffix('s').unwrap_or(word);
    let is_roman = name.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
    let is_one = LETTERS.contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_uppercase())
        && !is_roman
        && !KNOWN.contains(&name);
    is_one.then_some(name)
}

/// Returns the words of a text, and the byte at which each begins.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    let mut all = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let start = at;
        let gap = text.get(start + word.len()..).and_then(|rest| rest.chars().next());
        at = start + word.len() + gap.map_or(0, char::len_utf8);
        if !word.is_empty() {
            all.push((start, word));
        }
    }
    all
}
