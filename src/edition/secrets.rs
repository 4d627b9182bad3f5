//! What an edition hides and is worth looking for: names, addresses, numbers, texts. What it shows
//! anyway is no secret.

use crate::config::{Audience, Config};
use crate::edition::facts::{clients, prose_of};
use crate::edition::hidden::{Hidden, Kind, THEIRS, gather, hidden};
use crate::edition::{Editions, sees_client};
use crate::source::{SourceFile, SourceTree};
use crate::text::decode::{digits as digits_of, folded};
use std::collections::BTreeSet;

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

/// Returns what an edition hides and is worth looking for.
pub(crate) fn secrets(tree: &SourceTree, edition: &str) -> BTreeSet<Secret> {
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
        let plans = facts.values().filter_map(|facts| facts.plan.as_ref());
        plans.for_each(|plan| gather(plan, "", &mut texts));
        let values: BTreeSet<String> = texts.iter().map(|(_, text)| folded(text)).collect();
        let mut prose = values.iter().fold(String::new(), |all, text| all + text + "\n");
        for (path, file) in seen.files() {
            if let SourceFile::Text(text) = file {
                prose.push_str(&folded(prose_of(path, text)));
                prose.push('\n');
            }
        }
        let mut digits = digits_of(&prose);
        digits.push(' ');
        digits.push_str(&digits_of(config.incident_phone.as_deref().unwrap_or("")));
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
pub(crate) fn national(text: &str) -> Option<String> {
    let all: String = text.chars().filter(char::is_ascii_digit).collect();
    let kept = match (text.trim().starts_with('+'), all.len()) {
        // No country's code has more than three digits.
        (true, length) if length > DIGITS_MIN + 3 => all.get(3..)?.to_owned(),
        _ => all.trim_start_matches('0').to_owned(),
    };
    (kept.len() >= DIGITS_MIN).then_some(kept)
}
