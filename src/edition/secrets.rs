//! What an edition hides and is worth looking for: names, addresses, numbers, texts. What it shows
//! anyway is no secret.

use crate::config::{Audience, Config};
use crate::edition::clients::{Clients, Found};
use crate::edition::facts::{AllFacts, prose_of, read};
use crate::edition::hidden::{Hidden, Kind, THEIRS, gather, hidden_of};
use crate::edition::{Editions, sees_client};
use crate::memo::{Held, Memo};
use crate::place::SourcePath;
use crate::source::{SourceFile, SourceTree};
use crate::text::decode::{digits as digits_of, folded};
use aho_corasick::AhoCorasick;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
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

/// Tells what is worth hiding; remembers what files and plans say, since editions differ in which of
/// them they show.
#[derive(Debug)]
pub(crate) struct Sifter {
    editions: Editions,
    facts: AllFacts,
    clients: Clients,
    /// Every text of a plan and every client's id, folded, ascending.
    texts: Vec<String>,
    /// Every telephone number of a plan, as [`national`] has it, ascending.
    numbers: Vec<String>,
    search: Option<(AhoCorasick, AhoCorasick)>,
    said: Memo<SourcePath, Held<str>, Arc<Said>>,
    secrets: Secrets,
    /// What is worth hiding of whole clients, by the first of their files.
    of_clients: BTreeMap<SourcePath, Arc<[Worth]>>,
}

/// Everything that some edition hides, each once, by number.
#[derive(Debug, Default)]
struct Secrets {
    all: Vec<Secret>,
    numbers: BTreeMap<Secret, u32>,
}

/// A text of a plan that is worth hiding, unless the edition shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Worth {
    /// Its number among all secrets.
    secret: u32,
    /// The position of the text, folded.
    text: Option<u32>,
    /// The position of the telephone number.
    number: Option<u32>,
    excuse: Excuse,
}

/// What makes a text of a plan that is hidden no secret.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Excuse {
    /// Some file that is shown says it.
    Said,
    /// A plan that is shown has it as a value.
    InPlan,
    /// The same, unless it goes with a whole client: that its plan was copied is no excuse.
    InPlanOfItsOwn,
}

/// Which texts and numbers of plans a file holds, by position, and what it says as a plan.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Said {
    texts: Vec<u32>,
    numbers: Vec<u32>,
    /// The values of the plan in it.
    values: Vec<u32>,
}

impl Sifter {
    /// Returns one for a tree; it is to be asked for no other.
    pub(crate) fn new(tree: &SourceTree) -> Self {
        let mut editions = Editions::default();
        let facts = editions.facts(tree);
        let clients = Clients::of(tree, &facts);
        let mut texts = Vec::new();
        let plans = facts.values().filter_map(|facts| facts.plan());
        plans.for_each(|plan| gather(plan, "", &mut texts));
        let numbers: BTreeSet<String> =
            texts.iter().filter_map(|(_, text)| national(text)).collect();
        let ids = clients.iter().map(|client| folded(&client.id));
        let texts: BTreeSet<String> =
            texts.iter().map(|(_, text)| folded(text)).chain(ids).collect();
        let texts: Vec<String> =
            texts.into_iter().filter(|text| text.len() >= LETTERS_MIN).collect();
        let numbers: Vec<String> = numbers.into_iter().collect();
        let search = AhoCorasick::new(&texts).ok().zip(AhoCorasick::new(&numbers).ok());
        Self {
            editions,
            facts,
            clients,
            texts,
            numbers,
            search,
            said: Memo::default(),
            secrets: Secrets::default(),
            of_clients: BTreeMap::new(),
        }
    }

    /// Returns what an edition hides and is worth looking for, by number, ascending.
    pub(crate) fn secrets(&mut self, tree: &SourceTree, edition: &str) -> Vec<u32> {
        let (mut config, _) = Config::from_tree(tree, Some(edition));
        let edition = config.edition.clone().filter(|edition| !edition.audience.sees_all());
        let Some(edition) = edition else { return Vec::new() };
        let hidden = hidden_of(tree, &config, &self.facts, &self.clients);
        let seen = self.editions.select(tree, &mut config).tree;
        let shown = self.shown(&seen, &config);
        let mut all = BTreeSet::new();
        let clients = self.clients.iter().filter(|client| sees_client(&edition, client));
        let ids: BTreeSet<Arc<str>> = clients.map(|client| Arc::clone(&client.id)).collect();
        let mut add = |worth: &[Worth], is_others: bool| {
            let hidden = worth.iter().filter(|worth| shown.hides(worth, is_others));
            all.extend(hidden.map(|worth| worth.secret));
        };
        for thing in &hidden {
            match thing.kind {
                Kind::Page => add(&self.of_page(thing, &shown), false),
                // The draft beside an approved plan is the same client's.
                Kind::Client => add(&self.of_client(thing), !ids.contains(&*thing.name)),
                Kind::Field => add(&self.of_texts(&thing.texts), false),
            }
        }
        if edition.audience == Audience::Auditor && !edition.names_clients {
            let seen = self.clients.iter().filter(|client| sees_client(&edition, client));
            let names: Vec<(String, String)> = seen.flat_map(names_of).collect();
            add(&self.of_texts(&names), false);
        }
        let allowed: BTreeSet<String> = edition.allow.iter().map(|text| folded(text)).collect();
        let is_allowed = |n: &u32| {
            let secret = self.secrets.all.get(*n as usize);
            secret.is_some_and(|secret| allowed.contains(&folded(&secret.text)))
        };
        all.into_iter().filter(|n| allowed.is_empty() || !is_allowed(n)).collect()
    }

    /// Returns everything worth hiding that it told of, by number.
    pub(crate) fn into_secrets(self) -> Vec<Secret> {
        self.secrets.all
    }

    /// Returns what an edition shows, as far as it tells secrets from what is known anyway.
    fn shown(&mut self, seen: &SourceTree, config: &Config) -> Shown {
        let texts = seen.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) => Some((path.clone(), text.clone())),
            SourceFile::Asset(_) => None,
        });
        let (known, search) = (&self.texts, self.search.as_ref());
        let said =
            self.said.map(texts.collect(), |path, text| Arc::new(said(path, text, known, search)));
        let mut shown = Shown {
            values: vec![false; self.texts.len()],
            texts: vec![false; self.texts.len()],
            numbers: vec![false; self.numbers.len()],
            paths: seen.files().keys().map(|path| path.as_str().to_lowercase()).collect(),
        };
        for said in &said {
            mark(&said.values, &mut shown.values);
            mark(&said.texts, &mut shown.texts);
            mark(&said.numbers, &mut shown.numbers);
        }
        let phone = digits_of(config.incident_phone.as_deref().unwrap_or(""));
        for (number, is_shown) in self.numbers.iter().zip(&mut shown.numbers) {
            *is_shown |= phone.contains(number.as_str());
        }
        shown
    }

    /// Returns the address of a page, unless a page that is shown lies there or below.
    fn of_page(&mut self, page: &Hidden, shown: &Shown) -> Vec<Worth> {
        let mut all = Vec::new();
        for path in &page.files {
            let place = if path.is_index() { path.folder() } else { path.bare() };
            let place = place.to_lowercase();
            if place.contains('/') && !shown.has_below(&place) {
                let secret = Secret { text: place, what: "the address of a page", is_phone: false };
                let secret = self.secrets.number(secret);
                let excuse = Excuse::InPlan;
                all.push(Worth { secret, text: None, number: None, excuse });
            }
        }
        all
    }

    /// Returns what is worth hiding of a whole client: of its plans, and its id.
    fn of_client(&mut self, client: &Hidden) -> Arc<[Worth]> {
        let Some(first) = client.files.first() else { return Arc::default() };
        if let Some(known) = self.of_clients.get(first) {
            return Arc::clone(known);
        }
        let mut texts = Vec::new();
        if let Some(found) = self.clients.with_file(first) {
            found.plans.iter().for_each(|plan| gather(plan, "", &mut texts));
            texts.push(("client.id".to_owned(), found.id.to_string()));
        }
        let worth: Arc<[Worth]> = self.of_texts(&texts).into();
        self.of_clients.insert(first.clone(), Arc::clone(&worth));
        worth
    }

    /// Returns those of the texts of a plan, each with its key, that are worth hiding.
    fn of_texts(&mut self, texts: &[(String, String)]) -> Vec<Worth> {
        let mut all = Vec::new();
        for (key, text) in texts {
            let folded = folded(text);
            if folded.len() < LETTERS_MIN {
                continue;
            }
            let number = national(text);
            let Some((what, excuse)) = worth(key, &folded) else { continue };
            let is_phone = what == PHONE && number.is_some();
            let position = |all: &[String], text: &str| {
                let found = all.binary_search_by(|known| known.as_str().cmp(text)).ok();
                found.and_then(|n| u32::try_from(n).ok())
            };
            all.push(Worth {
                secret: self.secrets.number(Secret { text: text.clone(), what, is_phone }),
                text: position(&self.texts, &folded),
                number: number.filter(|_| is_phone).and_then(|text| position(&self.numbers, &text)),
                excuse,
            });
        }
        all
    }
}

impl Secrets {
    /// Returns the number of a secret.
    fn number(&mut self, secret: Secret) -> u32 {
        if let Some(known) = self.numbers.get(&secret) {
            return *known;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(secret.clone());
        self.numbers.insert(secret, number);
        number
    }
}

/// What an edition shows, by the positions of the texts and numbers of plans.
struct Shown {
    /// The texts of plans it shows.
    values: Vec<bool>,
    /// The texts of any plan that are written somewhere.
    texts: Vec<bool>,
    /// The telephone numbers that are.
    numbers: Vec<bool>,
    /// The paths of all files, in lower case.
    paths: BTreeSet<String>,
}

impl Shown {
    /// Returns whether there is a file whose path begins so.
    fn has_below(&self, place: &str) -> bool {
        let from = self.paths.range::<str, _>((Bound::Included(place), Bound::Unbounded)).next();
        from.is_some_and(|path| path.starts_with(place))
    }

    /// Returns whether something worth hiding is not known anyway; `is_others` when it goes with a
    /// client of whom nothing is shown.
    fn hides(&self, worth: &Worth, is_others: bool) -> bool {
        let is = |all: &[bool], n: Option<u32>| n.and_then(|n| all.get(n as usize)) == Some(&true);
        let is_said = match worth.number {
            Some(_) => is(&self.numbers, worth.number),
            None => is(&self.texts, worth.text),
        };
        let is_in_plan = is(&self.values, worth.text);
        match worth.excuse {
            Excuse::Said => !is_in_plan && !is_said,
            Excuse::InPlan => !is_in_plan,
            Excuse::InPlanOfItsOwn => is_others || !is_in_plan,
        }
    }
}

fn mark(positions: &[u32], all: &mut [bool]) {
    for n in positions {
        if let Some(is_in) = all.get_mut(*n as usize) {
            *is_in = true;
        }
    }
}

/// Returns which texts and numbers of plans a file holds; in the keys of a plan, too.
fn said(
    path: &SourcePath,
    text: &str,
    known: &[String],
    search: Option<&(AhoCorasick, AhoCorasick)>,
) -> Said {
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
    let position = |value: &String| u32::try_from(known.binary_search(value).ok()?).ok();
    let values = values.iter().filter_map(position).collect();
    Said { texts: found(texts, &plain), numbers: found(numbers, &digits), values }
}

/// Returns the names by which a client is known, each under its key.
fn names_of(client: &Found) -> Vec<(String, String)> {
    let names = ["client.name", "client.legal_name"].into_iter();
    let names = names.filter_map(|key| Some((key.to_owned(), client.text(key)?.to_owned())));
    names.chain([("client.id".to_owned(), client.id.to_string())]).collect()
}

const PHONE: &str = "a telephone number";

/// Returns what a text of a plan is, when it is worth hiding, and what makes it known; by its key, with
/// dots, and the text folded.
fn worth(key: &str, folded: &str) -> Option<(&'static str, Excuse)> {
    const REFERENCE: &str = "a reference to a contract";
    let is_theirs = key.starts_with(THEIRS) || key.starts_with("owners.client");
    let excuse = if is_theirs { Excuse::InPlanOfItsOwn } else { Excuse::Said };
    match key.rsplit('.').next().unwrap_or(key) {
        "name" | "legal_name" | "also_known_as" if key.starts_with("client.") => {
            Some(("the name of a client", Excuse::InPlanOfItsOwn))
        }
        "id" if key.starts_with("client.") => Some(("the name of a client", Excuse::InPlan)),
        "name" if is_theirs => Some(("the name of a client's contact", excuse)),
        "email" => Some(("an e-mail address", excuse)),
        "phone" | "alt" => Some((PHONE, excuse)),
        "reference" if folded.len() > 5 && key.starts_with("contract.") => {
            Some((REFERENCE, Excuse::InPlanOfItsOwn))
        }
        // A section or a table, which many contracts have.
        "reference" | "contacts_held_in" if folded.len() > 5 => Some((REFERENCE, Excuse::InPlan)),
        _ if folded.len() >= SENTENCE_MIN => Some(("a text of a client's plan", Excuse::Said)),
        _ => None,
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
