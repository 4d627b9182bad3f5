//! What an edition may not see, thing by thing, and trees without one of them: what proofs are made
//! of, and what a search for leaks looks for.

use crate::config::{Audience, Config};
use crate::edition::clients::{Clients, Found};
use crate::edition::facts::{AllFacts, Facts, read};
use crate::edition::fields::{Sight, is_theirs};
use crate::edition::{Editions, is_seen, sees_client};
use crate::parse::client::fold;
use crate::place::SourcePath;
use crate::source::{CONFIG_NAME, SourceFile, SourceTree};
use crate::text::span::Span;
use crate::yaml::{Node, Value, write};
use std::collections::{BTreeMap, BTreeSet};

/// What a hidden thing is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Kind {
    /// A page, or another file.
    Page,
    /// A client, with all its files.
    Client,
    /// A value of a plan that is shown otherwise.
    Field,
}

impl Kind {
    /// Returns the word that people see.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Client => "client",
            Self::Field => "field",
        }
    }
}

/// Something that an edition may not see.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Hidden {
    pub kind: Kind,
    /// Its name: a path, a client's id, a path and a key.
    pub name: String,
    /// The files that go with it.
    pub files: Vec<SourcePath>,
    /// For a value, the way to it.
    pointer: Vec<Step>,
    /// The texts in a value, each with the key it stands under.
    pub texts: Vec<(String, String)>,
    /// Whether it is a name for which another stands in all texts. Without it there is nothing to
    /// replace, so it can't be varied; that it is nowhere is for the search for leaks to say.
    pub is_replaced: bool,
}

impl Hidden {
    fn whole(kind: Kind, name: String, files: Vec<SourcePath>) -> Self {
        Self { kind, name, files, pointer: Vec::new(), texts: Vec::new(), is_replaced: false }
    }

    /// Marks the names of the client, unless they are shown, and of its people.
    fn mark_names(&mut self, names_clients: bool) {
        let key = words_of(&self.pointer);
        self.is_replaced = ["owners.client", "owners.client.name", "contacts.name"]
            .contains(&&*key)
            || key == "client.also_known_as" && !names_clients;
    }
}

/// A step on the way to a value.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Key(String),
    Item(usize),
}

/// Returns what the configured edition may not see, in the order of paths.
pub(crate) fn hidden(tree: &SourceTree, config: &Config) -> Vec<Hidden> {
    let facts = Editions::default().facts(tree);
    hidden_of(tree, config, &facts, &Clients::of(tree, &facts))
}

/// Like [`hidden`], with the facts and the clients of the tree at hand.
pub(super) fn hidden_of(
    tree: &SourceTree,
    config: &Config,
    facts: &AllFacts,
    clients: &Clients,
) -> Vec<Hidden> {
    let Some(edition) = config.edition.as_ref().filter(|edition| !edition.audience.sees_all())
    else {
        return Vec::new();
    };
    let mut all = Vec::new();
    // What is the client's because it lies in its folder would be others' without it.
    let mut in_folders: BTreeMap<&SourcePath, Vec<&SourcePath>> = BTreeMap::new();
    for path in tree.files().keys().filter(|path| path.as_str() != CONFIG_NAME) {
        if clients.with_file(path).is_some() {
            continue;
        }
        let own = facts.get(path).map(|facts| &**facts);
        let owner = clients.owner_of(path).and_then(|owner| owner.files.first());
        if let Some(owner) = owner.filter(|_| own.is_none_or(|facts| facts.labels.is_none())) {
            in_folders.entry(owner).or_default().push(path);
        }
        if !is_seen(config, path, own, clients, edition) {
            all.push(Hidden::whole(Kind::Page, path.to_string(), vec![path.clone()]));
        }
    }
    for client in clients.iter() {
        if sees_client(edition, client) {
            let mut fields = fields(client, &facts_of(client, facts), &edition.audience);
            if edition.audience == Audience::Auditor {
                if !edition.names_clients {
                    // It stands for the name, so it is read everywhere.
                    fields.retain(|field| words_of(&field.pointer) != "client.pseudonym");
                }
                for field in &mut fields {
                    field.mark_names(edition.names_clients);
                }
            }
            all.extend(fields);
        } else {
            let own = client.files.first().and_then(|file| in_folders.remove(file));
            let own = own.unwrap_or_default().into_iter();
            let files = client.files.iter().chain(own).cloned().collect();
            all.push(Hidden::whole(Kind::Client, client.id.to_string(), files));
        }
    }
    all
}

fn facts_of<'a>(client: &'a Found, facts: &'a AllFacts) -> Vec<(&'a SourcePath, &'a Facts)> {
    let with_plan = |path: &'a SourcePath| facts.get(path).map(|facts| (path, &**facts));
    client.files.iter().filter_map(with_plan).collect()
}

/// Returns the values of a plan that readers do not see.
fn fields(client: &Found, files: &[(&SourcePath, &Facts)], audience: &Audience) -> Vec<Hidden> {
    let sight = Sight::of(audience, client.plans.iter().map(|plan| &**plan));
    let mut all = Vec::new();
    for (path, facts) in files {
        let Some(keys) = &facts.keys else { continue };
        // What aliases stand for has one place and may be shown at one of them alone.
        let mut plan = Node::clone(keys);
        number(&mut plan, &mut 0);
        let plan = &plan;
        let seen = sight.seen(plan);
        let shown: BTreeSet<(u32, u32)> = places(&seen);
        let mut found = Vec::new();
        missing(plan, &shown, (&mut Vec::new(), ""), &mut found);
        if *audience == Audience::Auditor {
            found = found.into_iter().flat_map(apart).collect();
        }
        for Missing { pointer, words, value } in found {
            let key = key_of(&pointer);
            let mut texts = Vec::new();
            gather(value, &words, &mut texts);
            let name = format!("{path}: {key}");
            let files = vec![(*path).clone()];
            all.push(Hidden { pointer, texts, ..Hidden::whole(Kind::Field, name, files) });
        }
    }
    all
}

/// Tells the name of the client's own person, which is replaced, from what else is said of it.
fn apart(missing: Missing<'_>) -> Vec<Missing<'_>> {
    let Value::Map(pairs) = &missing.value.value else { return vec![missing] };
    if missing.words != "owners.client" {
        return vec![missing];
    }
    let mut parts = Vec::new();
    for (key, value) in pairs {
        let Value::Scalar(name) = &key.value else { continue };
        let mut pointer = missing.pointer.clone();
        pointer.push(Step::Key(name.clone()));
        parts.push(Missing { pointer, words: joined(&missing.words, name), value });
    }
    parts
}

/// Gives each key a place of its own.
fn number(node: &mut Node, last: &mut usize) {
    match &mut node.value {
        Value::Map(pairs) => {
            for (key, value) in pairs {
                *last += 1;
                key.span = Span::new(*last, *last);
                number(value, last);
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| number(item, last)),
        Value::Null | Value::Scalar(_) => {}
    }
}

/// Returns where the keys of a tree stand.
fn places(node: &Node) -> BTreeSet<(u32, u32)> {
    let mut all = BTreeSet::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        match &node.value {
            Value::Map(pairs) => {
                for (key, value) in pairs {
                    all.insert(place(key.span));
                    open.push(value);
                }
            }
            Value::List(items) => open.extend(items),
            Value::Null | Value::Scalar(_) => {}
        }
    }
    all
}

fn place(span: Span) -> (u32, u32) {
    (span.start, span.end)
}

/// Keys that say who sees what, as the audience of a page does: a plan without them is for others. A
/// contact that is on nobody's side is ours.
const SAYS_WHO_SEES: &[&str] = &["contacts.share", "contacts.side", "visibility"];

/// A key that is not shown.
struct Missing<'a> {
    pointer: Vec<Step>,
    /// The key under which [`gather`] has the texts below.
    words: String,
    value: &'a Node,
}

/// Finds the keys that are not among those shown; what lies below them goes with them. `at` is the way
/// to the node, and the key that [`gather`] has there.
fn missing<'a>(
    node: &'a Node,
    shown: &BTreeSet<(u32, u32)>,
    (at, words): (&mut Vec<Step>, &str),
    out: &mut Vec<Missing<'a>>,
) {
    match &node.value {
        Value::Map(pairs) => {
            let words = key_in(node, words);
            for (key, value) in pairs {
                let Value::Scalar(name) = &key.value else { continue };
                let words = joined(words, name);
                at.push(Step::Key(name.clone()));
                if shown.contains(&place(key.span)) {
                    missing(value, shown, (at, &words), out);
                } else if !SAYS_WHO_SEES.contains(&words_of(at).as_str()) {
                    out.push(Missing { pointer: at.clone(), words, value });
                }
                at.pop();
            }
        }
        Value::List(items) => {
            for (n, item) in items.iter().enumerate() {
                at.push(Step::Item(n));
                missing(item, shown, (at, words), out);
                at.pop();
            }
        }
        Value::Null | Value::Scalar(_) => {}
    }
}

/// Returns `contacts[2].phone`.
fn key_of(pointer: &[Step]) -> String {
    let mut key = String::new();
    for step in pointer {
        match step {
            Step::Key(name) if key.is_empty() => key.push_str(name),
            Step::Key(name) => {
                key.push('.');
                key.push_str(name);
            }
            Step::Item(n) => {
                key.push('[');
                key.push_str(&(n + 1).to_string());
                key.push(']');
            }
        }
    }
    key
}

/// Returns `contacts.phone`.
fn words_of(pointer: &[Step]) -> String {
    let names = pointer.iter().filter_map(|step| match step {
        Step::Key(name) => Some(fold(name)),
        Step::Item(_) => None,
    });
    names.collect::<Vec<_>>().join(".")
}

/// The key under which the texts of a client's own contacts are gathered.
pub(super) const THEIRS: &str = "contacts-of-client";

/// Gathers the texts below a key.
pub(super) fn gather(node: &Node, key: &str, texts: &mut Vec<(String, String)>) {
    match &node.value {
        Value::Scalar(text) => texts.push((key.to_owned(), text.clone())),
        Value::List(items) => items.iter().for_each(|item| gather(item, key, texts)),
        Value::Map(pairs) => {
            let key = key_in(node, key);
            for (name, value) in pairs {
                if let Value::Scalar(name) = &name.value {
                    gather(value, &joined(key, name), texts);
                }
            }
        }
        Value::Null => {}
    }
}

/// Returns the key under which what stands in a mapping is gathered, by the one of the mapping.
fn key_in<'a>(mapping: &Node, key: &'a str) -> &'a str {
    if is_theirs(mapping) { THEIRS } else { key }
}

fn joined(key: &str, name: &str) -> String {
    let name = fold(name);
    if key.is_empty() { name.into_owned() } else { format!("{key}.{name}") }
}

/// Returns a tree without a thing.
pub(crate) fn without(tree: &SourceTree, hidden: &Hidden) -> SourceTree {
    let mut tree = tree.clone();
    if hidden.pointer.is_empty() {
        hidden.files.iter().for_each(|file| tree.remove(file));
        return tree;
    }
    let Some(file) = hidden.files.first() else { return tree };
    let Some(SourceFile::Text(source)) = tree.get(file) else { return tree };
    let facts = read(file, source);
    let Some(plan) = &facts.keys else { return tree };
    let mut plan = Node::clone(plan);
    remove(&mut plan, &hidden.pointer);
    let mut new = source.get(..facts.yaml.start).unwrap_or("").to_owned();
    new.push_str(&write(&plan).text);
    new.push_str(source.get(facts.yaml.end..).unwrap_or(""));
    let file = file.clone();
    tree.insert(file, new.into_bytes());
    tree
}

fn remove(node: &mut Node, pointer: &[Step]) {
    match (pointer, &mut node.value) {
        ([Step::Key(name)], Value::Map(pairs)) => {
            pairs.retain(|(key, _)| !matches!(&key.value, Value::Scalar(text) if text == name));
        }
        ([Step::Key(name), rest @ ..], Value::Map(pairs)) => {
            let is = |key: &Node| matches!(&key.value, Value::Scalar(text) if text == name);
            if let Some((_, value)) = pairs.iter_mut().find(|(key, _)| is(key)) {
                remove(value, rest);
            }
        }
        ([Step::Item(n), rest @ ..], Value::List(items)) => {
            if let Some(item) = items.get_mut(*n) {
                remove(item, rest);
            }
        }
        _ => {}
    }
}
