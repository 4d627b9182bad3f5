//! What an edition hides and is worth looking for: names, addresses, numbers, texts. What it shows
//! anyway is no secret.

use crate::config::{Audience, Config};
use crate::edition::facts::{Found, clients, prose_of, read};
use crate::edition::hidden::{Hidden, Kind, THEIRS, gather, hidden_of};
use crate::edition::{Editions, sees_client};
use crate::memo::{Held, Memo};
use crate::place::SourcePath;
use crate::source::{SourceFile, SourceTree};
use crate::text::decode::{digits as digits_of, folded};
use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Names shorter than this stand in other words' company too often to mean anything.
pub(crate) const LETTERS_MIN: usize = 3;
/// Free text shorter than this is no secret of its own.
const SENTENCE_MIN: usize = 24;
/// Numbers with fewer digits are no telephone numbers.
const DIGITS_MIN: usize = 7;

/// A text worth hiding.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Secret {
    pub text: String,
    /// What it is, for the operator.
    pub what: &'static str,
    /// Whether it is looked for digit by digit.
    pub is_phone: bool,
}

/// Tells what is worth hiding; remembers, file by file, what texts say of all plans.
#[derive(Debug)]
pub(crate) struct Sifter {
    editions: Editions,
    /// Every text of a plan, folded, ascending.
    texts: Vec<String>,
    /// Every telephone number of a plan, as [`national`] has it, ascending.
    numbers: Vec<String>,
    search: Option<(AhoCorasick, AhoCorasick)>,
    said: Memo<SourcePath, Held<str>, Arc<Said>>,
}

/// Which texts and numbers of plans a file holds, by position, and what it says as a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    texts: Vec<u32>,
    numbers: Vec<u32>,
    /// The values of the plan in it, folded.
    values: Vec<String>,
}

impl Sifter {
    /// Returns one for a tree; it is to be asked for no other.
    pub(crate) fn new(tree: &SourceTree) -> Self {
        let mut editions = Editions::default();
        let facts = editions.facts(tree);
        let mut texts = Vec::new();
        let plans = facts.values().filter_map(|facts| facts.plan());
        plans.for_each(|plan| gather(plan, "", &mut texts));
        let numbers: BTreeSet<String> =
            texts.iter().filter_map(|(_, text)| national(text)).collect();
        let texts: BTreeSet<String> = texts.iter().map(|(_, text)| folded(text)).collect();
        let texts: Vec<String> =
            texts.into_iter().filter(|text| text.len() >= LETTERS_MIN).collect();
        let numbers: Vec<String> = numbers.into_iter().collect();
        let search = AhoCorasick::new(&texts).ok().zip(AhoCorasick::new(&numbers).ok());
        Self { editions, texts, numbers, search, said: Memo::default() }
    }

    /// Returns what an edition hides and is worth looking for.
    pub(crate) fn secrets(&mut self, tree: &SourceTree, edition: &str) -> BTreeSet<Secret> {
        let (mut config, _) = Config::from_tree(tree, Some(edition));
        let edition = config.edition.clone().filter(|edition| !edition.audience.sees_all());
        let Some(edition) = edition else { return BTreeSet::new() };
        let facts = self.editions.facts(tree);
        let hidden = hidden_of(tree, &config, &facts);
        let seen = self.editions.select(tree, &mut config).tree;
        let shown = self.shown(&seen, &config);
        let mut all = BTreeSet::new();
        for thing in &hidden {
            match thing.kind {
                Kind::Page => add_page(thing, &shown, &mut all),
                Kind::Client | Kind::Field => add_texts(&thing.texts, &shown, &mut all),
            }
        }
        if edition.audience == Audience::Auditor && !edition.names_clients {
            let clients = clients(tree, &facts);
            for client in clients.iter().filter(|client| sees_client(&edition, client)) {
                add_texts(&names_of(client), &shown, &mut all);
            }
        }
        let allowed: BTreeSet<String> = edition.allow.iter().map(|text| folded(text)).collect();
        all.retain(|secret| !allowed.contains(&folded(&secret.text)));
        all
    }

    /// Returns what an edition shows, as far as it tells secrets from what is known anyway.
    fn shown(&mut self, seen: &SourceTree, config: &Config) -> Shown<'_> {
        let texts = seen.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) => Some((path.clone(), text.clone())),
            SourceFile::Asset(_) => None,
        });
        let search = self.search.as_ref();
        let said = self.said.map(texts.collect(), |path, text| Arc::new(said(path, text, search)));
        let phone = digits_of(config.incident_phone.as_deref().unwrap_or(""));
        let mut texts = Among::new(&self.texts);
        let mut numbers = Among::new(&self.numbers);
        for said in &said {
            said.texts.iter().for_each(|n| texts.add(*n as usize));
            said.numbers.iter().for_each(|n| numbers.add(*n as usize));
        }
        for (n, number) in self.numbers.iter().enumerate() {
            if phone.contains(number.as_str()) {
                numbers.add(n);
            }
        }
        let values = said.iter().flat_map(|said| said.values.iter().cloned()).collect();
        let paths = seen.files().keys().map(|path| path.as_str().to_lowercase()).collect();
        Shown { values, texts, numbers, paths }
    }
}

/// Returns which texts and numbers of plans a file holds; in the keys of a plan, too.
fn said(path: &SourcePath, text: &str, search: Option<&(AhoCorasick, AhoCorasick)>) -> Said {
    let Some((texts, numbers)) = search else { return Said::default() };
    let mut plain = folded(prose_of(path, text));
    let mut gathered = Vec::new();
    if let Some(plan) = read(path, text).plan() {
        gather(plan, "", &mut gathered);
    }
    let values: Vec<String> = gathered.iter().map(|(_, value)| folded(value)).collect();
    for value in &values {
        plain.push('\n');
        plain.push_str(value);
    }
    let digits = digits_of(&plain);
    let found = |search: &AhoCorasick, text: &str| {
        let hits = search.find_overlapping_iter(text);
        let found: BTreeSet<u32> = hits.map(|hit| hit.pattern().as_u32()).collect();
        found.into_iter().collect()
    };
    Said { texts: found(texts, &plain), numbers: found(numbers, &digits), values }
}

/// Returns the names by which a client is known, each under its key.
fn names_of(client: &Found) -> Vec<(String, String)> {
    let names = ["client.name", "client.legal_name"].into_iter();
    let names = names.filter_map(|key| Some((key.to_owned(), client.text(key)?.to_owned())));
    names.chain([("client.id".to_owned(), client.id.to_string())]).collect()
}

/// Some of a list of texts.
struct Among<'a> {
    /// Ascending.
    all: &'a [String],
    is_in: Vec<bool>,
}

impl<'a> Among<'a> {
    fn new(all: &'a [String]) -> Self {
        Self { all, is_in: vec![false; all.len()] }
    }

    fn add(&mut self, n: usize) {
        if let Some(is_in) = self.is_in.get_mut(n) {
            *is_in = true;
        }
    }

    fn contains(&self, text: &str) -> bool {
        let n = self.all.binary_search_by(|known| known.as_str().cmp(text));
        n.is_ok_and(|n| self.is_in.get(n) == Some(&true))
    }
}

/// What an edition shows.
struct Shown<'a> {
    /// The texts of plans, folded.
    values: BTreeSet<String>,
    /// Which texts of any plan are written somewhere, folded.
    texts: Among<'a>,
    /// Which telephone numbers are.
    numbers: Among<'a>,
    /// The paths of all files, in lower case.
    paths: Vec<String>,
}

/// Adds the address of a page, unless a page that is shown lies there or below.
fn add_page(page: &Hidden, shown: &Shown<'_>, all: &mut BTreeSet<Secret>) {
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
fn add_texts(texts: &[(String, String)], shown: &Shown<'_>, all: &mut BTreeSet<Secret>) {
    for (key, text) in texts {
        let folded = folded(text);
        if shown.values.contains(&folded) || folded.len() < LETTERS_MIN {
            continue;
        }
        let last = key.rsplit('.').next().unwrap_or(key);
        let is_theirs = key.starts_with(THEIRS) || key.starts_with("owners.client");
        let is_said = shown.texts.contains(&folded);
        let (what, is_phone) = match last {
            "name" | "legal_name" | "also_known_as" | "id" if key.starts_with("client.") => {
                ("the name of a client", false)
            }
            "name" if is_theirs => ("the name of a client's contact", false),
            "email" if is_theirs || !is_said => ("an e-mail address", false),
            "phone" | "alt" => {
                let number = national(text);
                let is_said =
                    number.as_ref().map_or(is_said, |number| shown.numbers.contains(number));
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
pub(crate) fn national(text: &str) -> Option<String> {
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    let kept = match (text.trim().starts_with('+'), all.len()) {
        // No country's code has more than three digits.
        (true, length) if length > DIGITS_MIN + 3 => all.get(3..)?.to_owned(),
        _ => all.trim_start_matches('0').to_owned(),
    };
    (kept.len() >= DIGITS_MIN).then_some(kept)
}
