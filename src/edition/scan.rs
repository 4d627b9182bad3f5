//! The net below the mechanism: every output of an edition is searched for what the edition hides.
//!
//! Nothing here knows how pages are made. What is worth hiding is gathered from the tree; outputs are
//! read as they are, and again with entities, escapes and percent signs undone and tags left out, and
//! for telephone numbers digit by digit; Base64 is looked for in its three alignments.

mod decode;

use crate::config::{Audience, Config};
use crate::edition::facts::{clients, prose_of};
use crate::edition::hidden::{Hidden, Kind, THEIRS, gather, hidden};
use crate::edition::scan::decode::{base64, decoded, digits, folded, without_tags};
use crate::edition::{Editions, sees_client};
use crate::emit::Outputs;
use crate::memo::{Held, Memo};
use crate::place::OutPath;
use crate::source::{SourceFile, SourceTree};
use crate::text::slug::github;
use aho_corasick::{AhoCorasick, MatchKind};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A hidden text that an output holds.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Leak {
    /// The output file.
    pub file: OutPath,
    /// What the text is, such as `the name of a client`.
    pub what: &'static str,
    /// The text. For the operator's eyes alone.
    pub text: String,
}

/// A text worth hiding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Secret {
    text: String,
    what: &'static str,
    is_phone: bool,
}

/// Looks for what editions hide; remembers what it saw in outputs that several editions share.
#[derive(Debug, Default)]
pub struct Net {
    secrets: Vec<Secret>,
    search: Option<Arc<Search>>,
    seen: Memo<OutPath, Held<[u8]>, Arc<[u32]>>,
}

/// The automata, each with the position of the secret that a pattern stands for.
#[derive(Debug)]
struct Search {
    words: (AhoCorasick, Vec<u32>),
    digits: (AhoCorasick, Vec<u32>),
    bytes: (AhoCorasick, Vec<u32>),
    /// Those of so few letters that they say nothing among packed numbers.
    short: BTreeSet<u32>,
}

impl Net {
    /// Returns a net for these editions of a tree; it is to be asked for no other tree.
    pub fn new(tree: &SourceTree, editions: &[&str]) -> Self {
        let all: BTreeSet<Secret> =
            editions.iter().flat_map(|edition| secrets(tree, edition)).collect();
        let secrets: Vec<Secret> = all.into_iter().collect();
        let search = Search::of(&secrets).map(Arc::new);
        Self { secrets, search, seen: Memo::default() }
    }

    /// Returns what the outputs of an edition hold that it hides, by file; what the configuration
    /// allows for the edition is left out.
    pub fn leaks(&mut self, tree: &SourceTree, edition: &str, outputs: &Outputs) -> Vec<Leak> {
        let Some(search) = self.search.clone() else { return Vec::new() };
        let hidden = secrets(tree, edition);
        let is_hidden: Vec<bool> =
            self.secrets.iter().map(|secret| hidden.contains(secret)).collect();
        let inputs: Vec<(OutPath, Held<[u8]>)> =
            outputs.iter().map(|(path, bytes)| (path.clone(), Arc::clone(bytes).into())).collect();
        let found = self.seen.map(inputs, |path, bytes| search.found(path, bytes).into());
        let mut leaks = Vec::new();
        for (file, found) in outputs.keys().zip(found) {
            for n in found.iter().map(|n| *n as usize) {
                if let Some(secret) =
                    self.secrets.get(n).filter(|_| is_hidden.get(n) == Some(&true))
                {
                    let (what, text) = (secret.what, secret.text.clone());
                    leaks.push(Leak { file: file.clone(), what, text });
                }
            }
        }
        leaks.sort();
        leaks
    }
}

impl Search {
    fn of(secrets: &[Secret]) -> Option<Self> {
        if secrets.is_empty() {
            return None;
        }
        let (mut words, mut numbers, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for (n, secret) in secrets.iter().enumerate() {
            let n = u32::try_from(n).unwrap_or(u32::MAX);
            if secret.is_phone {
                numbers.extend(national(&secret.text).map(|digits| (digits, n)));
                continue;
            }
            let text = folded(&secret.text);
            words.push((text.clone(), n));
            let slug = github(&secret.text);
            if slug != text && slug.len() >= LETTERS_MIN {
                words.push((slug, n));
            }
            for text in [secret.text.as_str(), text.as_str()] {
                bytes.extend(base64(text).into_iter().map(|part| (part, n)));
            }
        }
        let is_short = |secret: &Secret| secret.text.len() < PACKED_MIN;
        let short = secrets.iter().zip(0..).filter(|(secret, _)| is_short(secret)).map(|(_, n)| n);
        let short = short.collect();
        let (words, digits, bytes) = (automaton(words)?, automaton(numbers)?, automaton(bytes)?);
        Some(Self { words, digits, bytes, short })
    }

    /// Returns the positions of the secrets that a file holds, ascending.
    fn found(&self, path: &OutPath, bytes: &[u8]) -> Vec<u32> {
        let mut found = BTreeSet::new();
        self.words_in(&folded(&decoded(path.as_str())), &mut found);
        let of_path = found.clone();
        if let Ok(text) = std::str::from_utf8(bytes) {
            let plain = decoded(text);
            let shown = without_tags(&plain);
            self.words_in(&folded(text), &mut found);
            self.words_in(&folded(&plain), &mut found);
            self.words_in(&folded(&shown), &mut found);
            self.digits_in(&digits(&shown), &mut found);
            self.digits_in(&digits(&plain), &mut found);
        } else {
            self.words_in(&folded(&String::from_utf8_lossy(bytes)), &mut found);
        }
        let (search, of) = &self.bytes;
        found.extend(
            search.find_overlapping_iter(bytes).filter_map(|hit| of.get(hit.pattern().as_usize())),
        );
        // The lists of places in the search index are packed numbers, which spell short words by chance.
        if path.as_str().starts_with("search/") {
            found.retain(|n| of_path.contains(n) || !self.short.contains(n));
        }
        found.into_iter().collect()
    }

    fn words_in(&self, text: &str, found: &mut BTreeSet<u32>) {
        let (search, of) = &self.words;
        for hit in search.find_overlapping_iter(text) {
            let before = text.get(..hit.start()).and_then(|text| text.chars().next_back());
            let after = text.get(hit.end()..).and_then(|text| text.chars().next());
            let is_whole = !before.is_some_and(char::is_alphanumeric)
                && !after.is_some_and(char::is_alphanumeric);
            if is_whole {
                found.extend(of.get(hit.pattern().as_usize()));
            }
        }
    }

    fn digits_in(&self, text: &str, found: &mut BTreeSet<u32>) {
        let (search, of) = &self.digits;
        found.extend(
            search.find_overlapping_iter(text).filter_map(|hit| of.get(hit.pattern().as_usize())),
        );
    }
}

type Automaton = (AhoCorasick, Vec<u32>);

fn automaton(patterns: Vec<(String, u32)>) -> Option<Automaton> {
    let (texts, of): (Vec<String>, Vec<u32>) =
        patterns.into_iter().filter(|(text, _)| !text.is_empty()).unzip();
    let search = AhoCorasick::builder().match_kind(MatchKind::Standard).build(texts).ok()?;
    Some((search, of))
}

/// Names shorter than this stand in other words' company too often to mean anything.
const LETTERS_MIN: usize = 3;
/// Words shorter than this are spelt by packed numbers now and then.
const PACKED_MIN: usize = 6;
/// Free text shorter than this is no secret of its own.
const SENTENCE_MIN: usize = 24;
/// Numbers with fewer digits are no telephone numbers.
const DIGITS_MIN: usize = 7;

/// Returns what an edition hides and is worth looking for.
fn secrets(tree: &SourceTree, edition: &str) -> BTreeSet<Secret> {
    let (mut config, _) = Config::from_tree(tree, Some(edition));
    let Some(edition) = config.edition.clone().filter(|edition| !edition.audience.sees_all())
    else {
        return BTreeSet::new();
    };
    let hidden = hidden(tree, &config);
    let mut editions = Editions::default();
    let seen = editions.select(tree, &mut config).tree;
    let shown = Shown::of(&seen, &config);
    let mut all = BTreeSet::new();
    for thing in &hidden {
        match thing.kind {
            Kind::Page => add_page(thing, &shown, &mut all),
            Kind::Client | Kind::Field => add_texts(&thing.texts, &shown, &mut all),
        }
    }
    if edition.audience == Audience::Auditor && !edition.names_clients {
        let facts = editions.facts(tree);
        for client in clients(tree, &facts).iter().filter(|client| sees_client(&edition, client)) {
            let names = ["client.name", "client.legal_name"].into_iter();
            let names =
                names.filter_map(|key| Some((key.to_owned(), client.text(key)?.to_owned())));
            let id = ("client.id".to_owned(), client.id.to_string());
            add_texts(&names.chain([id]).collect::<Vec<_>>(), &shown, &mut all);
        }
    }
    let is_allowed = |secret: &Secret| {
        edition.allow.iter().any(|allowed| folded(allowed) == folded(&secret.text))
    };
    all.retain(|secret| !is_allowed(secret));
    all
}

/// What an edition shows, as far as it tells secrets from what is known anyway.
struct Shown {
    /// The texts of plans, folded.
    values: BTreeSet<String>,
    /// All texts, folded.
    prose: String,
    /// The digits of all texts, and of what the configuration shows.
    digits: String,
    /// The paths of all files, in lower case.
    paths: Vec<String>,
}

impl Shown {
    fn of(seen: &SourceTree, config: &Config) -> Self {
        let facts = Editions::default().facts(seen);
        let mut texts = Vec::new();
        let plans = facts.values().filter_map(|facts| facts.plan());
        plans.for_each(|plan| gather(plan, "", &mut texts));
        let values: BTreeSet<String> = texts.iter().map(|(_, text)| folded(text)).collect();
        let mut prose = values.iter().fold(String::new(), |all, text| all + text + "\n");
        for (path, file) in seen.files() {
            if let SourceFile::Text(text) = file {
                prose.push_str(&folded(prose_of(path, text)));
                prose.push('\n');
            }
        }
        let mut digits = digits(&prose);
        digits.push(' ');
        digits.push_str(&self::digits(config.incident_phone.as_deref().unwrap_or("")));
        let paths = seen.files().keys().map(|path| path.as_str().to_lowercase()).collect();
        Self { values, prose, digits, paths }
    }
}

/// Adds the address of a page, unless a page that is shown lies there or below.
fn add_page(page: &Hidden, shown: &Shown, all: &mut BTreeSet<Secret>) {
    for path in &page.files {
        let place = if path.is_index() { path.folder() } else { path.bare() };
        let place = place.to_lowercase();
        let is_shown = shown.paths.iter().any(|known| known.starts_with(&place));
        if place.contains('/') && !is_shown {
            all.insert(Secret { text: place, what: "the address of a page", is_phone: false });
        }
    }
}

/// Adds the texts of a plan that are worth hiding.
fn add_texts(texts: &[(String, String)], shown: &Shown, all: &mut BTreeSet<Secret>) {
    for (key, text) in texts {
        let folded = folded(text);
        if shown.values.contains(&folded) || folded.len() < LETTERS_MIN {
            continue;
        }
        let last = key.rsplit('.').next().unwrap_or(key);
        let is_theirs = key.starts_with(THEIRS) || key.starts_with("owners.client");
        let is_said = shown.prose.contains(&folded);
        let (what, is_phone) = match last {
            "name" | "legal_name" | "also_known_as" | "id" if key.starts_with("client.") => {
                ("the name of a client", false)
            }
            "name" if is_theirs => ("the name of a client's contact", false),
            "email" if is_theirs || !is_said => ("an e-mail address", false),
            "phone" | "alt" => {
                let number = national(text);
                let is_said =
                    number.as_ref().map_or(is_said, |number| shown.digits.contains(number));
                if is_said && !is_theirs {
                    continue;
                }
                ("a telephone number", number.is_some())
            }
            "reference" | "contacts_held_in" if folded.len() > 5 => {
                ("a reference to a contract", false)
            }
            _ if folded.len() >= SENTENCE_MIN && !is_said => ("a text of a client's plan", false),
            _ => continue,
        };
        all.insert(Secret { text: text.clone(), what, is_phone });
    }
}

/// Returns the digits of a telephone number without what depends on where one calls from.
fn national(text: &str) -> Option<String> {
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    let kept = match (text.trim().starts_with('+'), all.len()) {
        // No country's code has more than three digits.
        (true, length) if length > DIGITS_MIN + 3 => all.get(3..)?.to_owned(),
        _ => all.trim_start_matches('0').to_owned(),
    };
    (kept.len() >= DIGITS_MIN).then_some(kept)
}
