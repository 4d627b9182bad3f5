//! Keys and values that can be written in front matter, in client plans and in the configuration.

use crate::config::KEYS as CONFIG_KEYS;
use crate::diag::Code;
use crate::editing::cursor::{Cursor, at, values};
use crate::editing::subject::client;
use crate::editing::{Completion, CompletionKind, Workspace};
use crate::parse::client::schema::{CONTACT_KEYS, PAGE_KEYS, Plan};
use crate::parse::client::{Key, Kind};
use crate::parse::front_matter::{KEYS, REVIEW_KEYS, extent, words};
use crate::place::SourcePath;
use crate::source::{CONFIG_NAME, GLOSSARY_NAME};
use crate::srp::REQUIREMENTS;
use std::collections::BTreeMap;
use std::ops::Range;

/// What can be written, with what it means.
type Offer = (CompletionKind, String, String);

/// Whose keys a file has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    Page,
    /// A client's plan; in a page, keys of pages may stand beside its own.
    Plan {
        in_page: bool,
    },
    Config,
}

/// Returns where a byte stands in the front matter of a page or in a file of YAML.
pub(super) fn cursor(of: &Workspace, file: &SourcePath, byte: usize) -> Option<Cursor> {
    let text = of.text(file)?;
    let block = block(file, text)?;
    (block.start..=block.end).contains(&byte).then(|| at(text, block, byte))?
}

/// Returns whether a value names a contact of the plan.
pub(super) fn names_contact(cursor: &Cursor) -> bool {
    let path = cursor.path.iter().chain(&cursor.key).map(String::as_str);
    let path: Vec<&str> = path.collect();
    CONTACT_KEYS.contains(&&*path)
}

/// Returns what can be written at a byte that is not in the body of a page.
pub(super) fn completions(of: &Workspace, file: &SourcePath, byte: usize) -> Vec<Completion> {
    let (Some(cursor), Some(keys)) = (cursor(of, file, byte), keys(of, file)) else {
        return Vec::new();
    };
    let offers = match keys {
        Keys::Page => of_page(&cursor),
        Keys::Plan { in_page } => of_plan(of, file, &cursor, in_page),
        Keys::Config => of_config(&cursor),
    };
    let folded = cursor.typed.to_lowercase();
    let fits = |(kind, text, _): &Offer| {
        text.to_lowercase().starts_with(&folded)
            && !(*kind == CompletionKind::Key && cursor.beside.iter().any(|known| known == text))
    };
    let completion = |(kind, text, about)| Completion { kind, text, replaces: cursor.word, about };
    offers.into_iter().filter(fits).map(completion).collect()
}

/// Returns the part of a file that holds keys.
fn block(file: &SourcePath, text: &str) -> Option<Range<usize>> {
    if file.is_page() {
        return extent(text);
    }
    let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    file.is_yaml().then_some(bom..text.len())
}

/// Returns whose keys a file has; what is marked as a plan is one, also while it can't be read.
fn keys(of: &Workspace, file: &SourcePath) -> Option<Keys> {
    if !file.is_page() {
        return match file.as_str() {
            CONFIG_NAME => Some(Keys::Config),
            GLOSSARY_NAME => None,
            _ => Some(Keys::Plan { in_page: false }),
        };
    }
    let text = of.text(file)?;
    let front = text.get(extent(text)?)?;
    let is_plan = front.lines().any(|line| line.starts_with("srp:")) || client(of, file).is_some();
    Some(if is_plan { Keys::Plan { in_page: true } } else { Keys::Page })
}

fn of_page(cursor: &Cursor) -> Vec<Offer> {
    let path: Vec<&str> = cursor.path.iter().map(String::as_str).collect();
    let key = |(name, doc): (&str, &str)| (CompletionKind::Key, name.to_owned(), doc.to_owned());
    match (&*path, &cursor.key) {
        ([], None) => KEYS.iter().map(|known| key((known.name, known.doc))).collect(),
        (["review"], None) => REVIEW_KEYS.iter().copied().map(key).collect(),
        ([], Some(name)) => words(name).into_iter().map(word).collect(),
        _ => Vec::new(),
    }
}

fn word(word: &str) -> Offer {
    (CompletionKind::Word, word.to_owned(), String::new())
}

fn of_plan(of: &Workspace, file: &SourcePath, cursor: &Cursor, in_page: bool) -> Vec<Offer> {
    let mut path: Vec<&str> = cursor.path.iter().map(String::as_str).collect();
    let value = cursor.key.as_deref().or_else(|| {
        // A word of a list of words, such as `- duty`.
        let (last, above) = path.split_last()?;
        let is_list = keys_at(above)?.iter().any(|key| key.name == *last && holds_words(key));
        is_list.then_some(*last)
    });
    if cursor.key.is_none() && value.is_some() {
        path.pop();
    }
    let Some(value) = value else { return keys_of_plan(&path, in_page) };
    let whole: Vec<&str> = path.iter().copied().chain([value]).collect();
    if CONTACT_KEYS.contains(&&*whole) {
        return contacts(of, file);
    }
    if whole == ["exceptions", "requirement"] {
        return requirements();
    }
    let key = keys_at(&path).and_then(|keys| keys.iter().find(|key| key.name == value));
    match key.map(|key| key.kind) {
        Some(Kind::Choice(words)) => words.iter().copied().map(word).collect(),
        Some(Kind::Flag) => ["true", "false"].into_iter().map(word).collect(),
        _ => Vec::new(),
    }
}

fn holds_words(key: &Key) -> bool {
    matches!(key.kind, Kind::Texts)
}

fn keys_of_plan(path: &[&str], in_page: bool) -> Vec<Offer> {
    if path == ["not_required"] {
        return requirements();
    }
    let own = keys_at(path).unwrap_or_default().iter().map(|key| (key.name, key.doc));
    let of_page =
        KEYS.iter().filter(|key| in_page && path.is_empty() && PAGE_KEYS.contains(&key.name));
    own.chain(of_page.map(|key| (key.name, key.doc)))
        .map(|(name, doc)| (CompletionKind::Key, name.to_owned(), doc.to_owned()))
        .collect()
}

/// Returns the keys of a plan's record by the keys above it.
fn keys_at(path: &[&str]) -> Option<&'static [Key]> {
    path.iter().try_fold(Plan::KEYS, |keys, name| {
        let key = keys.iter().find(|key| key.name == *name)?;
        if let Kind::Person(keys) | Kind::Record(keys) | Kind::Records(keys) = key.kind {
            Some(keys)
        } else {
            None
        }
    })
}

/// Returns the contacts of a plan: as it was read, and as they are typed where it can't be.
fn contacts(of: &Workspace, file: &SourcePath) -> Vec<Offer> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for contact in client(of, file).iter().flat_map(|client| &client.plan.contacts) {
        let Some(id) = &contact.id else { continue };
        let said = [&contact.name, &contact.role].into_iter().flatten();
        let said: Vec<&str> = said.map(|text| text.value.as_str()).collect();
        found.insert(id.value.clone(), said.join(", "));
    }
    let beside = of.tree.files().keys().filter(|path| path.bare() == file.bare());
    for path in beside {
        let Some(text) = of.text(path) else { continue };
        let Some(block) = block(path, text) else { continue };
        for id in values(text, block, &["contacts"], "id") {
            found.entry(id).or_default();
        }
    }
    found.into_iter().map(|(id, about)| (CompletionKind::Contact, id, about)).collect()
}

fn requirements() -> Vec<Offer> {
    let offer = |code: Code, title: &str| {
        (CompletionKind::Requirement, code.name().to_owned(), title.to_owned())
    };
    REQUIREMENTS.iter().map(|asked| offer(asked.code, asked.title)).collect()
}

fn of_config(cursor: &Cursor) -> Vec<Offer> {
    if cursor.key.is_some() {
        return Vec::new();
    }
    match cursor.path.join(".").as_str() {
        "requirements" => requirements(),
        "checks" => {
            let rules = Code::ALL.iter().filter(|code| !code.is_requirement());
            let offer = |code: &Code| {
                (CompletionKind::Key, code.name().to_owned(), code.explain().to_owned())
            };
            rules.map(offer).collect()
        }
        path => {
            let prefix = if path.is_empty() { String::new() } else { format!("{path}.") };
            let mut found: Vec<Offer> = Vec::new();
            for key in CONFIG_KEYS {
                let Some(rest) = key.path.strip_prefix(&prefix) else { continue };
                let (name, doc) = match rest.split_once('.') {
                    Some((name, _)) => (name, ""),
                    None => (rest, key.doc),
                };
                if found.iter().all(|(_, known, _)| known != name) {
                    found.push((CompletionKind::Key, name.to_owned(), doc.to_owned()));
                }
            }
            found
        }
    }
}
