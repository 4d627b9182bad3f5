//! Editions: one tree, many portals. An edition is who may see what, which names are used, and where
//! it goes.
//!
//! In: the tree as it is, and the configuration with the edition that was chosen. Out: a tree that
//! holds what the edition may see, under its names, and nothing else; it is all that later stages
//! get. So no page, count or index can show what is hidden, and a tree from which hidden things are
//! taken away gives the same bytes.

mod clients;
mod configured;
mod facts;
mod fields;
mod folded;
mod hidden;
mod names;
mod origin;
mod pseudonyms;
mod secrets;
mod spelling;

pub(crate) use hidden::{Kind as HiddenKind, hidden, without};
pub(crate) use names::Left;
pub(crate) use origin::Origins;
pub(crate) use secrets::{LETTERS_MIN, Secret, Sifter, national};

use crate::config::{Audience, Config, Edition, INTERNAL, LABELS, Label, config_path};
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::edition::clients::{Clients, Found};
use crate::edition::facts::{AllFacts, Facts, admits, after_line, read};
use crate::edition::fields::{Sight, misshapen, unknown_paths};
use crate::edition::folded::is_form;
use crate::edition::names::{Naming, Renamed};
use crate::edition::origin::{Origin, Piece};
use crate::edition::pseudonyms::Pseudonyms;
use crate::memo::{Held, Memo};
use crate::parse::client::mark;
use crate::place::SourcePath;
use crate::source::{CONFIG_NAME, SourceFile, SourceTree};
use crate::text::span::Span;
use crate::yaml::{Node, Placed, Value, write};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What later stages get.
#[derive(Debug)]
pub(crate) struct Selected {
    /// The files of the edition.
    pub tree: SourceTree,
    /// Where its texts came from.
    pub origins: Origins,
    /// What became of names.
    pub renamed: NamesTold,
    /// What is wrong with how the tree says who may see it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What became of names in one edition.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct NamesTold {
    /// How many were replaced, in how many files.
    pub replaced: (usize, usize),
    /// Where names were left.
    pub left: Vec<(Location, Left)>,
}

impl NamesTold {
    /// Returns a note for each place at which a name was left.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut out = Reporter::default();
        for (at, why) in &self.left {
            let (message, help) = match why {
                Left::Address => (
                    "a name that is replaced stands in an address",
                    "addresses stay; change them where they lead",
                ),
                Left::File => (
                    "the name of this file holds a name that is replaced",
                    "look whether its content does, too",
                ),
                Left::Otherwise => (
                    "a name that is replaced is written in another way here",
                    "write it as `org.replaces` has it, or add this spelling there",
                ),
                Left::Attribute => (
                    "a name that is replaced stands in an attribute of HTML",
                    "attributes stay; leave the name out of it",
                ),
                Left::Drawing => (
                    "the text of this drawing holds a name that is replaced",
                    "drawings stay; leave the name out of it",
                ),
                Left::Page => (
                    "the address of this page holds a name that is replaced",
                    "addresses stay; name the file or its folder otherwise",
                ),
                Left::Initials => (
                    "initials of a name that is replaced",
                    "short forms stay; write the name, or leave it out",
                ),
            };
            out.report(Code::NameLeft, at.clone(), message).help(help);
        }
        out.into_found()
    }
}

/// Chooses what editions see; remembers what files say of themselves, and their texts under other
/// names.
#[derive(Debug, Default)]
pub(crate) struct Editions {
    facts: Memo<SourcePath, Held<str>, Arc<Facts>>,
    renamed: Memo<SourcePath, (Held<str>, Arc<Naming>), Arc<Written>>,
}

/// A text under its names.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Written {
    /// None when it stays as it is.
    text: Option<Held<str>>,
    renamed: Renamed,
}

/// The files of an edition before names are looked at.
#[derive(Debug, Default)]
struct Seen {
    files: BTreeMap<SourcePath, SourceFile>,
    origins: BTreeMap<SourcePath, Origin>,
}

impl Editions {
    /// Returns what the configured edition sees of a tree. Requirements that it can't be told of are
    /// noted in the configuration.
    pub(crate) fn select(&mut self, tree: &SourceTree, config: &mut Config) -> Selected {
        let edition = config.edition.clone();
        let edition = edition.filter(|edition| !edition.audience.sees_all());
        let mut naming = organisation(config);
        let mut out = Reporter::default();
        if edition.is_none() && !config.named_clients.is_empty() {
            let clients = Clients::of(tree, &self.facts(tree));
            report_no_clients(config.named_clients.iter().map(in_config), &clients, &mut out);
        }
        let seen = match &edition {
            None if naming.is_empty() => {
                return Selected {
                    tree: tree.clone(),
                    origins: Origins::default(),
                    renamed: NamesTold::default(),
                    diagnostics: out.into_found(),
                };
            }
            None => Seen { files: tree.files().clone(), ..Seen::default() },
            Some(edition) => {
                let facts = self.facts(tree);
                report_unknown(&facts, &mut out);
                report_unknown_paths(&facts, &mut out);
                let clients = Clients::of(tree, &facts);
                let named = config.named_clients.iter().map(in_config).chain(named_in(&facts));
                report_no_clients(named, &clients, &mut out);
                let seen = visible(tree, (&facts, &clients), config, edition, &mut naming);
                config.srp.tells_faults =
                    edition.tells_faults || edition.audience == Audience::Auditor;
                seen
            }
        };
        let diagnostics = tree.diagnostics.iter().filter(|_| edition.is_none()).cloned().collect();
        let in_config = configured::rename(config, &naming);
        let (files, origins, mut renamed) = self.under_names(seen, naming);
        renamed.replaced.0 += in_config;
        renamed.replaced.1 += usize::from(in_config > 0);
        let tree = SourceTree::of(files, diagnostics);
        let diagnostics = out.into_found();
        Selected { tree, origins: Origins(origins), renamed, diagnostics }
    }

    /// Reads what each text says of who may see it.
    fn facts(&mut self, tree: &SourceTree) -> AllFacts {
        let texts = tree.files().iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) => Some((path.clone(), text.clone())),
            SourceFile::Asset(_) => None,
        });
        let texts: Vec<_> = texts.collect();
        let paths: Vec<SourcePath> = texts.iter().map(|(path, _)| path.clone()).collect();
        let facts = self.facts.map(texts, |path, text| Arc::new(read(path, text)));
        paths.into_iter().zip(facts).collect()
    }

    /// Puts every text under its names.
    fn under_names(
        &mut self,
        seen: Seen,
        naming: Naming,
    ) -> (BTreeMap<SourcePath, SourceFile>, BTreeMap<SourcePath, Origin>, NamesTold) {
        let Seen { mut files, mut origins } = seen;
        let mut told = NamesTold::default();
        if naming.is_empty() {
            return (files, origins, told);
        }
        let naming = Arc::new(naming);
        let texts = files.iter().filter_map(|(path, file)| match file {
            SourceFile::Text(text) if path.as_str() != CONFIG_NAME => {
                Some((path.clone(), (text.clone(), Arc::clone(&naming))))
            }
            SourceFile::Text(_) | SourceFile::Asset(_) => None,
        });
        let texts: Vec<_> = texts.collect();
        let paths: Vec<SourcePath> = texts.iter().map(|(path, _)| path.clone()).collect();
        let renamed = self.renamed.map(texts, |path, (text, naming)| {
            let mut renamed = naming.rename(path, text);
            let text = renamed.text.as_mut().map(|(text, _)| std::mem::take(text).into());
            Arc::new(Written { text, renamed })
        });
        let name_of = |path: &SourcePath, origins: &BTreeMap<SourcePath, Origin>| {
            origins.get(path).map_or_else(|| path.clone(), |origin| origin.file.clone())
        };
        for path in files.keys().filter(|path| !path.is_page() && naming.is_in_path(path)) {
            let at = Location { file: name_of(path, &origins), span: Span::default() };
            told.left.push((at, Left::File));
        }
        for path in naming.in_addresses(files.keys().filter(|path| path.is_page())) {
            let at = Location { file: name_of(path, &origins), span: Span::default() };
            told.left.push((at, Left::Page));
        }
        let is_svg = |end: &str| end.eq_ignore_ascii_case("svg");
        let drawings = files
            .iter()
            .filter(|(path, _)| path.name().rsplit_once('.').is_some_and(|(_, end)| is_svg(end)));
        for (path, _) in drawings.filter(|(_, file)| naming.is_in_drawing(file.bytes())) {
            let at = Location { file: name_of(path, &origins), span: Span::default() };
            told.left.push((at, Left::Drawing));
        }
        for (path, written) in paths.into_iter().zip(renamed) {
            let Written { text, renamed } = &*written;
            let file = name_of(&path, &origins);
            told.replaced.0 += renamed.replaced;
            told.replaced.1 += usize::from(renamed.replaced > 0);
            told.left.extend(
                renamed
                    .left
                    .iter()
                    .map(|(span, why)| (Location { file: file.clone(), span: *span }, *why)),
            );
            let (Some(text), Some((_, pieces))) = (text, &renamed.text) else { continue };
            let origin =
                origins.entry(path.clone()).or_insert_with(|| Origin { file, steps: Vec::new() });
            origin.steps.push(Arc::clone(pieces));
            files.insert(path, SourceFile::Text(text.clone()));
        }
        (files, origins, told)
    }
}

/// Returns the names of the organisation and the values of variables, as configured.
fn organisation(config: &Config) -> Naming {
    let mut naming = Naming::default();
    let names = &config.names;
    if let Some(name) = &config.org_name {
        let legal = names.legal.as_ref().unwrap_or(name);
        for from in &names.replaces {
            let is_legal = from.rsplit(' ').next().is_some_and(is_form);
            naming.add(from, if is_legal { legal } else { name }, true);
        }
    }
    names.keep.iter().for_each(|text| naming.keep(text));
    if config.variables {
        let own = [("org.name", &config.org_name), ("org.legal_name", &names.legal)];
        for (name, value) in
            own.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?)))
        {
            naming.set(name, value);
        }
        for (name, value) in &names.values {
            naming.set(&format!("org.{name}"), &naming.renamed(value));
        }
    }
    naming
}

/// Returns the files that an edition sees, and their texts as far as it sees them.
fn visible(
    tree: &SourceTree,
    (facts, clients): (&AllFacts, &Clients),
    config: &mut Config,
    edition: &Edition,
    naming: &mut Naming,
) -> Seen {
    let shown = || clients.iter().filter(|client| sees_client(edition, client));
    let pseudonyms = match edition.audience {
        Audience::Auditor if !edition.names_clients => Pseudonyms::of(shown()),
        Audience::Auditor
        | Audience::Public
        | Audience::Staff
        | Audience::Client(_)
        | Audience::Isms => Pseudonyms::default(),
    };
    if config.variables
        && let Audience::Client(id) = &edition.audience
        && let Some(client) = shown().next()
    {
        naming.set("client.id", id);
        naming.set("client.name", client.text("client.name").unwrap_or(id));
    }
    let mut seen = Seen::default();
    for (path, file) in tree.files() {
        if path.as_str() == CONFIG_NAME {
            continue;
        }
        let own = facts.get(path).map(|facts| &**facts);
        if let Some(client) = clients.with_file(path) {
            if sees_client(edition, client) {
                let Some(facts) = own else { continue };
                let page = PlanPage { path, text: tree_text(file), facts, client };
                seen.plan(page, &edition.audience, &pseudonyms);
            }
            continue;
        }
        if is_seen(config, path, own, clients, edition) && !pseudonyms.betrays(file) {
            seen.insert(pseudonyms.path(path), path, file.clone());
        }
    }
    for client in shown() {
        let sight = Sight::of(&edition.audience, client.plans.iter().map(|plan| &**plan));
        let id = pseudonyms.id(&client.id);
        config.srp.withheld.entry(id.into()).or_default().extend(sight.withheld());
    }
    pseudonyms.add_to(naming);
    seen
}

fn tree_text(file: &SourceFile) -> &str {
    match file {
        SourceFile::Text(text) => text,
        SourceFile::Asset(_) => "",
    }
}

/// Returns whether a page or file that is no client's plan may be seen.
fn is_seen(
    config: &Config,
    path: &SourcePath,
    facts: Option<&Facts>,
    clients: &Clients,
    edition: &Edition,
) -> bool {
    let says = facts.is_some_and(|facts| facts.labels.is_some());
    match clients.owner_of(path) {
        // What lies in a client's own folder is the client's unless it says otherwise.
        Some(client) if !says => {
            edition.audience != Audience::Staff && sees_client(edition, client)
        }
        _ => admits(config, path, facts, &edition.audience),
    }
}

/// Returns whether an edition shows that there is this client. A plan that is not approved is for the
/// committee alone.
fn sees_client(edition: &Edition, client: &Found) -> bool {
    let admits = |labels: &Vec<Label>| labels.iter().any(|label| label.admits(&edition.audience));
    client.is_approved
        && client.labels.iter().all(admits)
        && match &edition.audience {
            Audience::Isms | Audience::Auditor => true,
            Audience::Client(id) => *id == client.id,
            Audience::Staff => edition.names_clients,
            Audience::Public => false,
        }
}

/// A file of a client's plan.
#[derive(Clone, Copy)]
struct PlanPage<'a> {
    path: &'a SourcePath,
    text: &'a str,
    facts: &'a Facts,
    client: &'a Found,
}

impl Seen {
    fn insert(&mut self, path: SourcePath, was: &SourcePath, file: SourceFile) {
        if path != *was {
            let origin = Origin { file: was.clone(), steps: Vec::new() };
            self.origins.insert(path.clone(), origin);
        }
        self.files.entry(path).or_insert(file);
    }

    /// Adds a file of a client's plan as far as it is seen.
    fn plan(&mut self, page: PlanPage<'_>, audience: &Audience, pseudonyms: &Pseudonyms) {
        let PlanPage { path, text, facts, client } = page;
        let sight = Sight::of(audience, client.plans.iter().map(|plan| &**plan));
        let (mut new, mut pieces) = (String::new(), Vec::new());
        let mut end = facts.yaml.end;
        if let Some(plan) = &facts.keys {
            let mut seen = pseudonyms.plan(sight.seen(plan), &client.id);
            keep_mark(plan, &mut seen);
            let written = write(&seen);
            let fence = if path.is_page() { "---\n" } else { "" };
            new.push_str(fence);
            let by = new.len();
            pieces.extend(
                written.places.iter().map(|(was, now)| Piece { was: *was, now: now.shifted(by) }),
            );
            new.push_str(&written.text);
            new.push_str(fence);
            end = after_line(text, end);
        }
        // What is written freely is for those who see the service.
        if path.is_page() && sight.shows("service") {
            let from = if facts.keys.is_some() { end } else { 0 };
            let prose = text.get(from..).unwrap_or("");
            let now = Span::new(new.len(), new.len() + prose.len());
            pieces.push(Piece { was: Span::new(from, text.len()), now });
            new.push_str(prose);
        }
        let to = pseudonyms.plan_path(path, &client.id);
        let origin = Origin { file: path.clone(), steps: vec![pieces.into()] };
        self.origins.insert(to.clone(), origin);
        self.files.insert(to, SourceFile::Text(new.into()));
    }
}

/// Puts the key that marks a plan back where a version in words was left out.
fn keep_mark(plan: &Node, seen: &mut Node) {
    if mark(plan).is_none() || mark(seen).is_some() {
        return;
    }
    if let (Value::Map(all), Value::Map(kept)) = (&plan.value, &mut seen.value) {
        let is_mark =
            |(key, _): &&(Node, Node)| matches!(&key.value, Value::Scalar(text) if text == "srp");
        kept.extend(all.iter().find(is_mark).cloned());
    }
}

fn report_unknown(facts: &AllFacts, out: &mut Reporter) {
    for (path, facts) in facts {
        for (word, span) in &facts.unknown {
            let at = Location { file: path.clone(), span: *span };
            let message = format!("`{word}` is no audience, so it lets nobody see this page");
            out.report(Code::AudienceUnknown, at, message).help(LABELS);
        }
    }
}

fn in_config(named: &Placed<Arc<str>>) -> (&str, Location) {
    (&named.value, Location { file: config_path(), span: named.span })
}

/// Returns the ids of the clients that files name as readers.
fn named_in(facts: &AllFacts) -> impl Iterator<Item = (&str, Location)> {
    facts.iter().flat_map(|(path, facts)| {
        let named = facts.clients.iter();
        named.map(|(id, span)| (&**id, Location { file: path.clone(), span: *span }))
    })
}

/// Reports readers that are clients of no plan.
fn report_no_clients<'a>(
    named: impl Iterator<Item = (&'a str, Location)>,
    clients: &Clients,
    out: &mut Reporter,
) {
    for (id, at) in named.filter(|(id, _)| !clients.has(id)) {
        let help = match clients.nearest_to(id) {
            Some(near) => format!("did you mean `client:{near}`?"),
            None => "name a client by `client.id` of its plan, else by its file's name".to_owned(),
        };
        let message = format!("no client has the id `{id}`");
        out.report(Code::AudienceUnknown, at, message).help(&help);
    }
}

/// Reports what a plan says of values that it can't have, which hides nothing, and what can't be read,
/// which hides more than was meant.
fn report_unknown_paths(facts: &AllFacts, out: &mut Reporter) {
    for (path, facts) in facts {
        for (message, span) in facts.plan().map(|plan| misshapen(plan)).unwrap_or_default() {
            let at = Location { file: path.clone(), span };
            let help = "write `visibility: { service.description: [isms] }` and `share: [isms]`";
            out.report(Code::AudienceUnknown, at, message).help(help);
        }
        for (key, span) in facts.plan().map(|plan| unknown_paths(plan)).unwrap_or_default() {
            let at = Location { file: path.clone(), span };
            let message = format!("`{key}` is no key of a plan, so this hides nothing");
            let help = "name keys from the top, such as `service.description`, without positions";
            out.report(Code::AudienceUnknown, at, message).help(help);
        }
    }
}

/// What there is to build.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Listed {
    /// The name, for `--edition`.
    pub name: String,
    /// For whom it is.
    pub audience: String,
    /// The folder it goes to, as configured.
    pub out: Option<String>,
    /// Whether the configuration names it.
    pub is_configured: bool,
}

/// Returns the editions of a tree: those that are configured; without any, `internal` and one for each
/// client whose plan is approved.
pub fn editions(tree: &SourceTree) -> Vec<Listed> {
    let (config, _) = Config::from_tree(tree, None);
    let listed = |edition: &Edition, is_configured| Listed {
        name: edition.name.to_string(),
        audience: edition.audience.to_string(),
        out: edition.out.clone(),
        is_configured,
    };
    if !config.editions.is_empty() {
        return config.editions.iter().map(|edition| listed(edition, true)).collect();
    }
    let mut names = vec![INTERNAL.to_owned()];
    names.extend(approved_clients(tree).iter().map(|id| format!("client:{id}")));
    let built_in = names.iter().filter_map(|name| Edition::built_in(name));
    built_in.map(|edition| listed(&edition, false)).collect()
}

/// Returns whether the configuration names editions, be they understood or not. It looks at no other
/// file.
pub fn has_editions(tree: &SourceTree) -> bool {
    Config::from_tree(tree, None).0.has_editions
}

/// Returns the edition of a name, when it can be built.
pub fn edition(tree: &SourceTree, name: &str) -> Option<Listed> {
    let all = editions(tree);
    if let Some(found) = all.into_iter().find(|edition| edition.name == name) {
        return Some(found);
    }
    let built_in = Edition::built_in(name)?;
    let is_there = match &built_in.audience {
        Audience::Client(id) => approved_clients(tree).iter().any(|known| **known == **id),
        Audience::Public | Audience::Staff | Audience::Isms | Audience::Auditor => true,
    };
    let (name, audience) = (built_in.name.to_string(), built_in.audience.to_string());
    is_there.then_some(Listed { name, audience, out: None, is_configured: false })
}

fn approved_clients(tree: &SourceTree) -> Vec<String> {
    let facts = Editions::default().facts(tree);
    let clients = Clients::of(tree, &facts);
    let approved = clients.iter().filter(|client| client.is_approved);
    approved.map(|client| client.id.to_string()).collect()
}
