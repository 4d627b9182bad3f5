//! Names for clients in the edition for auditors, who see what was agreed and not with whom.

use crate::config::Audience;
use crate::edition::clients::Found;
use crate::edition::facts::text;
use crate::edition::fields::{Sight, is_theirs, texts};
use crate::edition::hidden::gather;
use crate::edition::names::Naming;
use crate::parse::client::fold;
use crate::place::SourcePath;
use crate::source::SourceFile;
use crate::yaml::{Node, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Paths of the names by which a client is known.
const NAMES: &[&str] = &["client.name", "client.legal_name", "client.also_known_as"];

/// What stands for the name of a client's contact.
const PERSON: &str = "the client's contact";

/// Keys whose values are paths.
const FILES: &[&str] = &["file", "record", "redirect_from"];

/// What clients are called; nothing when they are called by their names.
#[derive(Debug, Default)]
pub(super) struct Pseudonyms {
    /// By id: the name and the id that stand for it.
    known: BTreeMap<Arc<str>, (String, String)>,
    /// All names under which clients are known, in lower case.
    betraying: Vec<String>,
    naming: Naming,
}

impl Pseudonyms {
    /// Names the clients that are shown. Their numbers follow the dates and times of their plans, which
    /// say nothing of their names. The other clients are no business of this edition: what it holds
    /// must not depend on them.
    pub(super) fn of<'a>(shown: impl Iterator<Item = &'a Found>) -> Self {
        let mut ordered: Vec<(Vec<u8>, &Found)> =
            shown.map(|client| (fingerprint(client), client)).collect();
        ordered.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.files.cmp(&other.files)));
        let mut all = Self::default();
        for (n, (_, client)) in ordered.into_iter().enumerate() {
            let id = format!("client-{}", n + 1);
            let stated = client.text("client.pseudonym").map(str::to_owned);
            let name = stated.unwrap_or_else(|| format!("Client {}", n + 1));
            add(client, &name, &id, &mut all.naming);
            all.betraying.extend(names(client).into_iter().map(|known| match known {
                Known::Name(text) | Known::Id(text) | Known::Person(text) => text.to_lowercase(),
            }));
            all.known.insert(Arc::clone(&client.id), (name, id));
        }
        all
    }

    /// Names the people of the clients that are shown, and no client: auditors who may know whom it is
    /// agreed with see no more of them.
    pub(super) fn of_people<'a>(shown: impl Iterator<Item = &'a Found>) -> Self {
        let mut all = Self::default();
        for known in shown.flat_map(names) {
            if let Known::Person(name) = known {
                all.naming.add(name, PERSON, true);
                all.betraying.push(name.to_lowercase());
            }
        }
        all
    }

    /// Adds them to the names of an edition.
    pub(super) fn add_to(self, naming: &mut Naming) {
        naming.extend(self.naming);
    }

    /// Returns the id that stands for a client's.
    pub(super) fn id<'a>(&'a self, id: &'a str) -> &'a str {
        self.known.get(id).map_or(id, |(_, id)| id)
    }

    /// Returns a plan in which no value holds a name.
    pub(super) fn plan(&self, plan: Node, id: &str) -> Node {
        if self.naming.is_empty() {
            return plan;
        }
        let mut plan = self.renamed(plan, "");
        if let Some((name, id)) = self.known.get(id) {
            set(&mut plan, "client", "id", id);
            set(&mut plan, "client", "name", name);
        }
        plan
    }

    fn renamed(&self, node: Node, key: &str) -> Node {
        let value = match node.value {
            Value::Scalar(text) if FILES.contains(&&*fold(key)) => {
                Value::Scalar(self.naming.in_path(&text))
            }
            Value::Scalar(text) => Value::Scalar(self.naming.renamed(&text)),
            Value::List(items) => {
                Value::List(items.into_iter().map(|item| self.renamed(item, key)).collect())
            }
            Value::Map(pairs) => {
                let pairs = pairs.into_iter().map(|(name, value)| {
                    let value = match &name.value {
                        Value::Scalar(key) => self.renamed(value, key),
                        Value::Null | Value::List(_) | Value::Map(_) => value,
                    };
                    (name, value)
                });
                Value::Map(pairs.collect())
            }
            Value::Null => Value::Null,
        };
        Node { value, span: node.span }
    }

    /// Returns the path of a file without the names of clients.
    pub(super) fn path(&self, path: &SourcePath) -> SourcePath {
        if self.known.is_empty() {
            return path.clone();
        }
        SourcePath::new(&self.naming.in_path(path.as_str())).unwrap_or_else(|| path.clone())
    }

    /// Returns the path of a client's plan without names.
    pub(super) fn plan_path(&self, path: &SourcePath, id: &str) -> SourcePath {
        let Some((_, alias)) = self.known.get(id) else { return path.clone() };
        let renamed = self.path(path);
        if renamed.as_str().contains(alias.as_str()) {
            return renamed;
        }
        let end = path.name().rsplit_once('.').map_or("md", |(_, end)| end);
        let folder =
            if path.folder().is_empty() { String::new() } else { format!("{}/", path.folder()) };
        SourcePath::new(&format!("{folder}{alias}.{end}")).unwrap_or(renamed)
    }

    /// Returns whether a picture or document holds a name in its bytes.
    pub(super) fn betrays(&self, file: &SourceFile) -> bool {
        let SourceFile::Asset(asset) = file else { return false };
        if self.betraying.is_empty() {
            return false;
        }
        let bytes = asset.bytes.to_ascii_lowercase();
        self.betraying.iter().any(|name| memchr::memmem::find(&bytes, name.as_bytes()).is_some())
    }
}

/// A name by which a client or its people are known.
#[derive(Clone, Copy)]
enum Known<'a> {
    /// The client's name.
    Name(&'a str),
    /// The client's id, whose case makes no difference.
    Id(&'a str),
    /// One of the client's people.
    Person(&'a str),
}

/// Returns every name of a client and of its people.
fn names(client: &Found) -> Vec<Known<'_>> {
    let own = NAMES.iter().filter_map(|path| client.value(path)).flat_map(texts).map(Known::Name);
    let contacts = client.value("contacts").map(|contacts| match &contacts.value {
        Value::List(items) => items.as_slice(),
        Value::Null | Value::Scalar(_) | Value::Map(_) => &[],
    });
    let theirs = contacts.unwrap_or_default().iter().filter(|contact| is_theirs(contact));
    let theirs = theirs.filter_map(|contact| text(contact, "name"));
    let owner = ["owners.client", "owners.client.name"].into_iter();
    let people = owner.filter_map(|path| client.text(path)).chain(theirs).map(Known::Person);
    own.chain(people).chain([Known::Id(&client.id)]).collect()
}

/// Adds the names of a client, and what stands for each.
fn add(client: &Found, name: &str, id: &str, naming: &mut Naming) {
    for known in names(client) {
        match known {
            Known::Name(known) => naming.add(known, name, true),
            Known::Id(known) => naming.add(known, id, false),
            Known::Person(known) => naming.add(known, PERSON, true),
        }
    }
    naming.rename_addresses();
}

/// Returns a number made of the dates and times in what auditors see of a plan: no name is in them.
fn fingerprint(client: &Found) -> Vec<u8> {
    let sight = Sight::of(&Audience::Auditor, client.plans.iter().map(|plan| &**plan));
    let mut digest = Sha256::new();
    for plan in &client.plans {
        let mut texts = Vec::new();
        gather(&sight.seen(plan), "", &mut texts);
        for (_, text) in texts {
            let letters = text.chars().filter(|c| c.is_alphabetic()).count();
            if letters < 3 && text.contains(|c: char| c.is_ascii_digit()) {
                digest.update(text.as_bytes());
                digest.update([0]);
            }
        }
    }
    digest.finalize().to_vec()
}

/// Sets a text in a mapping of a mapping.
fn set(node: &mut Node, part: &str, name: &str, text: &str) {
    let Value::Map(pairs) = &mut node.value else { return };
    let is =
        |key: &Node, name: &str| matches!(&key.value, Value::Scalar(text) if fold(text) == name);
    let Some((_, part)) = pairs.iter_mut().find(|(key, _)| is(key, part)) else { return };
    let Value::Map(pairs) = &mut part.value else { return };
    let value = Node { value: Value::Scalar(text.to_owned()), span: part.span };
    if let Some((_, known)) = pairs.iter_mut().find(|(key, _)| is(key, name)) {
        *known = Node { span: known.span, ..value };
    } else {
        let key = Node { value: Value::Scalar(name.to_owned()), span: part.span };
        pairs.push((key, value));
    }
}
