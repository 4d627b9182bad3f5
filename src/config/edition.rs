//! Editions: the keys `editions`, `org.replaces` and what pages are visible to whom unless they say.

use crate::config::Config;
use crate::config::audience::{Audience, Label};
use crate::config::keys::{KEYS, Key};
use crate::diag::Code;
use crate::place::SourcePath;
use crate::text::nearest::nearest;
use crate::yaml::{Node, Placed, Reader, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The edition that there always is: everything, for those who may see everything.
pub(crate) const INTERNAL: &str = "internal";

/// The key that they stand below.
const KEY: &str = "editions";

/// Keys of an edition that are no keys of the configuration.
const OWN_KEYS: &[&str] = &["allow", "audience", "clients", "faults", "out"];

/// Parts of the configuration that an edition may say anew.
const ANEW: &[&str] = &["org", "site", "theme"];

/// Which names are used.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Names {
    /// The organisation's name in law.
    pub legal: Option<String>,
    /// Names that become `org.name`; those that end in a company's form become the name in law.
    pub replaces: Vec<String>,
    /// Texts in which no name is replaced.
    pub keep: Vec<String>,
    /// Values for `{{ org.NAME }}`.
    pub values: BTreeMap<String, String>,
}

/// Who may see what does not say it of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Visibility {
    /// Pages that nothing else is said of.
    pub default: Label,
    /// By folder or file, in lower case, without slashes at the ends.
    pub folders: BTreeMap<String, Vec<Label>>,
    /// Where these are named.
    pub places: BTreeMap<String, Placed<String>>,
}

impl Default for Visibility {
    fn default() -> Self {
        Self { default: Label::Staff, folders: BTreeMap::new(), places: BTreeMap::new() }
    }
}

impl Visibility {
    /// Returns what is configured of a file: by its own path, else by the innermost folder that says
    /// something.
    pub(crate) fn of(&self, file: &SourcePath) -> Option<&[Label]> {
        // Some systems know no case in names; an author there may have written another.
        let folded = file.as_str().to_lowercase();
        let mut path = folded.as_str();
        loop {
            if let Some(labels) = self.folders.get(path) {
                return Some(labels);
            }
            path = path.rsplit_once('/').map(|(above, _)| above)?;
        }
    }
}

/// One edition, as configured or built in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Edition {
    /// Its name.
    pub name: Arc<str>,
    /// For whom it is.
    pub audience: Audience,
    /// Where it goes, as written.
    pub out: Option<String>,
    /// Whether the staff see that clients exist, and auditors their names.
    pub names_clients: bool,
    /// Whether a client sees what is wrong, and not only that something is.
    pub tells_faults: bool,
    /// Texts that the search for leaks lets pass.
    pub allow: Vec<String>,
}

impl Edition {
    /// Returns the edition that everybody has: everything, or what one client may see.
    pub(crate) fn built_in(name: &str) -> Option<Self> {
        let audience = match name {
            INTERNAL => Audience::Isms,
            _ => Audience::parse(name).filter(|known| matches!(known, Audience::Client(_)))?,
        };
        Some(Self::new(name, audience))
    }

    fn new(name: &str, audience: Audience) -> Self {
        let name = name.into();
        let allow = Vec::new();
        Self { name, audience, out: None, names_clients: false, tells_faults: false, allow }
    }

    /// Returns whether search engines are to leave it alone: everything but what is for everybody.
    pub(crate) fn is_closed(&self) -> bool {
        self.audience != Audience::Public
    }
}

impl Config {
    /// Reads the editions, each without what it says anew of the rest.
    pub(super) fn read_editions(&mut self, node: &Node, reader: &mut Reader<'_>) {
        // What is not understood must not end in a portal that shows more than was meant.
        let before = std::mem::replace(&mut reader.type_code, Code::EditionUnusable);
        for (name, value) in reader.pairs("editions", node, Code::ConfigKeyDuplicate) {
            if !is_name(&name.value) {
                let message = format!("`{}` can't be the name of an edition", name.value);
                let help = "use lower-case letters, digits and hyphens";
                reader.report(Code::EditionUnusable, name.span, message, help);
                continue;
            }
            if let Some(edition) = read_edition(&name, value, reader) {
                if let Audience::Client(id) = &edition.audience
                    && let Some(audience) = child(value, "audience")
                {
                    let named = Placed { value: Arc::clone(id), span: audience.span };
                    self.named_clients.push(named);
                }
                self.editions.push(edition);
            }
        }
        reader.type_code = before;
    }

    /// Chooses the edition of this name, and takes over what it says anew. One that does not exist is
    /// for everybody, and so shows least.
    pub(super) fn choose(&mut self, name: &str, node: &Node, reader: &mut Reader<'_>) {
        let configured = self.editions.iter().find(|edition| *edition.name == *name).cloned();
        let edition = configured.or_else(|| Edition::built_in(name));
        let edition = edition.unwrap_or_else(|| Edition::new(name, Audience::Public));
        if *edition.name != *INTERNAL || !edition.audience.sees_all() {
            // They lead to the portal for the staff, and to its sources.
            self.base = None;
            self.edit_url = None;
            self.report_url = None;
        }
        self.edition = Some(edition);
        let Some(anew) = child(node, "editions").and_then(|all| child(all, name)) else { return };
        for part in ANEW {
            if let Some(value) = child(anew, part) {
                self.read(&format!("{part}."), value, reader);
            }
        }
    }

    pub(super) fn read_tokens(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for (name, value) in reader.pairs("theme.tokens", node, Code::ConfigKeyDuplicate) {
            let Some(text) = reader.text(&name.value, value) else { continue };
            if is_name(&name.value) && is_value_of_style(&text.value) {
                self.tokens.insert(name.value, text.value);
            } else {
                let message = format!("`{}` is no value that a token can have", text.value);
                let help = "write a colour such as `#0a5c5c`, or `light-dark(#0a5c5c, #7cc9e8)`";
                reader.report(Code::ConfigType, text.span, message, help);
            }
        }
    }

    pub(super) fn read_labels(
        &mut self,
        folder: &Placed<String>,
        key: &str,
        node: &Node,
        reader: &mut Reader<'_>,
    ) {
        let path = folder_of(folder);
        let labels = labels(key, node, reader);
        self.named_clients.extend(clients_in(node));
        self.visibility.places.entry(path.clone()).or_insert_with(|| folder.clone());
        // As in a page: the audience counts where both are written.
        if key == "audience" || !self.visibility.folders.contains_key(&path) {
            self.visibility.folders.insert(path, labels);
        }
    }

    /// Lets nobody but the committee see a folder: who may is misspelt.
    pub(super) fn close(&mut self, folder: &Placed<String>) {
        let path = folder_of(folder);
        self.visibility.places.entry(path.clone()).or_insert_with(|| folder.clone());
        self.visibility.folders.insert(path, vec![Label::Isms]);
    }

    pub(super) fn read_default_label(&mut self, node: &Node, reader: &mut Reader<'_>) {
        self.named_clients.extend(clients_in(node));
        if let Some(label) = labels("site.classification", node, reader).into_iter().next() {
            self.visibility.default = label;
        }
    }

    pub(super) fn read_values(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for (name, value) in reader.pairs("org.values", node, Code::ConfigKeyDuplicate) {
            if let Some(text) = reader.text(&name.value, value) {
                self.names.values.insert(name.value, text.value);
            }
        }
    }
}

/// Reads labels; one that is not understood is reported, and admits nobody but the committee.
fn labels(key: &str, node: &Node, reader: &mut Reader<'_>) -> Vec<Label> {
    let texts = reader.texts(key, node);
    let mut read = |text: Placed<String>| {
        Label::parse(&text.value).unwrap_or_else(|| {
            let message = format!("`{}` says of nobody whether they may see it", text.value);
            reader.report(Code::ConfigType, text.span, message, LABELS);
            Label::Isms
        })
    };
    texts.into_iter().map(&mut read).collect()
}

/// Returns the ids of the clients that a label or a list of them names.
fn clients_in(node: &Node) -> Vec<Placed<Arc<str>>> {
    match &node.value {
        Value::Scalar(text) => match Label::parse(text) {
            Some(Label::Client(value)) => vec![Placed { value, span: node.span }],
            _ => Vec::new(),
        },
        Value::List(items) => items.iter().flat_map(clients_in).collect(),
        Value::Null | Value::Map(_) => Vec::new(),
    }
}

/// What a label can be, for help lines.
pub(crate) const LABELS: &str =
    "use public, internal (or staff), clients, client:<id>, confidential (or isms, auditor)";

fn read_edition(name: &Placed<String>, node: &Node, reader: &mut Reader<'_>) -> Option<Edition> {
    let mut audience = None;
    let mut edition = Edition::new(&name.value, Audience::Public);
    for (key, value) in reader.pairs(&name.value, node, Code::ConfigKeyDuplicate) {
        match key.value.as_str() {
            "audience" => audience = read_audience(value, reader),
            "out" => edition.out = reader.text("out", value).map(|text| text.value),
            "clients" => {
                let choices = [("named", true), ("hidden", false)];
                let choice = reader.choice("clients", value, &choices);
                edition.names_clients = choice.is_some_and(|choice| choice.value);
            }
            "faults" => {
                edition.tells_faults = reader.flag("faults", value).is_some_and(|flag| flag.value);
            }
            "allow" => {
                let texts = reader.texts("allow", value);
                edition.allow = texts.into_iter().map(|text| text.value).collect();
            }
            part if ANEW.contains(&part) => {
                // For its faults; the edition that is built takes it over.
                let before = std::mem::replace(&mut reader.type_code, Code::ConfigType);
                Config::new().read(&format!("{part}."), value, reader);
                reader.type_code = before;
            }
            other => {
                let known = OWN_KEYS.iter().chain(ANEW).copied();
                let message = format!("`{other}` is not a key of an edition");
                let help = match nearest(other, known.clone()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("the keys here are {}", known.collect::<Vec<_>>().join(", ")),
                };
                reader.report(Code::ConfigKeyUnknown, key.span, message, &help);
            }
        }
    }
    let Some(audience) = audience else {
        // Of what is no mapping that was said.
        if matches!(node.value, Value::Map(_)) && child(node, "audience").is_none() {
            let message = format!("the edition `{}` does not say for whom it is", name.value);
            reader.report(Code::EditionUnusable, name.span, message, AUDIENCES);
        }
        return None;
    };
    Some(Edition { audience, ..edition })
}

const AUDIENCES: &str = "add `audience: public`, `staff`, `isms`, `auditor` or `client:<id>`";

fn read_audience(node: &Node, reader: &mut Reader<'_>) -> Option<Audience> {
    let text = reader.text("audience", node)?;
    let audience = Audience::parse(&text.value);
    if audience.is_none() {
        let message = format!("`{}` is no audience", text.value);
        let names = ["public", "staff", "isms", "auditor"];
        let near = nearest(&text.value, names).map(|near| format!("did you mean `{near}`?"));
        let help = near.as_deref().unwrap_or(AUDIENCES);
        reader.report(Code::EditionUnusable, text.span, message, help);
    }
    audience
}

fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !name.is_empty() && name.len() <= 64 && name.bytes().all(fits)
}

/// Returns whether a text is a colour, a length or the like, and can't be anything else.
fn is_value_of_style(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || " #%.,()/-".contains(c);
    text.chars().all(fits) && !text.to_ascii_lowercase().contains("url")
}

/// Returns whether a configuration names editions, well or badly, by their key or by one that is nearly it.
pub(super) fn names_editions(node: &Node) -> bool {
    let Value::Map(pairs) = &node.value else { return false };
    let is_meant = |key: &Node| matches!(&key.value, Value::Scalar(name) if name == KEY || means_editions(name));
    pairs.iter().any(|(key, _)| is_meant(key))
}

/// Returns whether an unknown key at the top is `editions` misspelt.
pub(super) fn means_editions(name: &str) -> bool {
    let first = |key: &Key| key.path.split('.').next().unwrap_or(key.path);
    nearest(name, KEYS.iter().map(first)) == Some(KEY)
}

/// Returns the path of a folder as it is looked up.
fn folder_of(folder: &Placed<String>) -> String {
    let path = folder.value.trim_start_matches("./").trim_end_matches(['/', '*']);
    path.trim_matches('/').to_lowercase()
}

/// Returns the value of a key.
fn child<'a>(node: &'a Node, name: &str) -> Option<&'a Node> {
    let Value::Map(pairs) = &node.value else { return None };
    let is_it = |key: &Node| matches!(&key.value, Value::Scalar(text) if text == name);
    pairs.iter().find(|(key, _)| is_it(key)).map(|(_, value)| value)
}
