//! The configuration: `rulebook.yaml` at the root of the content folder. It is optional, and so is
//! every key.
//!
//! In: the file's text. Out: a [`Config`] and diagnostics at the exact key or value. What the file
//! does not say is inferred where the tree says it (the organisation's name from the home page).

pub(crate) mod audience;
mod checks;
pub(crate) mod edition;
mod folders;
mod hosts;
mod keys;
pub(crate) mod srp;

pub(crate) use audience::{Audience, Label};
pub(crate) use checks::Checks;
pub(crate) use edition::{Edition, INTERNAL, LABELS, Names, Visibility};
pub use hosts::Host;
pub use keys::{KEYS, Key};
pub(crate) use srp::SrpConfig;

use crate::config::edition::{means_editions, names_editions};
use crate::diag::{Code, Diagnostic, Reporter};
use crate::place::{AddressPattern, Base, SourcePath};
use crate::source::load::glob_fault;
use crate::source::{CONFIG_NAME, SourceFile, SourceTree};
use crate::text::nearest::nearest;
use crate::yaml::{self, Node, Placed, Reader, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the author configured, checked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key that people write as true or false"
)]
pub(crate) struct Config {
    /// The organisation's name, as configured or as the home page's title begins.
    pub org_name: Option<String>,
    /// The telephone number for reporting an incident, as written.
    pub incident_phone: Option<String>,
    /// Where the site will be served.
    pub base: Option<Base>,
    /// The site's title.
    pub title: Option<String>,
    /// The language of the site, BCP 47; English unless set.
    pub lang: String,
    /// Absolute addresses that mean this site; links to them become relative.
    pub self_urls: Vec<String>,
    /// First segments of root-absolute links that mean the content root, such as `/policies`.
    pub url_prefixes: Vec<String>,
    /// Endings left out of titles, such as " Policy".
    pub strip_suffix: Vec<String>,
    /// Leading words that do not count in the A-Z.
    pub sort_ignore: Vec<String>,
    /// Globs of files that are left out.
    pub ignore: Vec<String>,
    /// Titles of top folders, by folder path.
    pub collections: BTreeMap<String, Placed<String>>,
    /// Whether the site can be searched.
    pub search: bool,
    /// How client plans are judged.
    pub srp: SrpConfig,
    /// Which findings count, and how much.
    pub checks: Checks,
    /// Whether the handbook is built on one page.
    pub handbook: bool,
    /// Whether pages have a twin in Markdown.
    pub twins: bool,
    /// Where a page is edited.
    pub edit_url: Option<AddressPattern>,
    /// Where what is wrong with a page is reported.
    pub report_url: Option<AddressPattern>,
    /// Which names are used.
    pub names: Names,
    /// Whether `{{ org.name }}` and the like stand for values.
    pub variables: bool,
    /// Who may see what does not say it of itself.
    pub visibility: Visibility,
    /// The editions there are.
    pub editions: Vec<Edition>,
    /// Whether it says that there are editions, be they understood or not.
    pub has_editions: bool,
    /// The ids of clients that it names as readers.
    pub named_clients: Vec<Placed<Arc<str>>>,
    /// The edition that is built; none for everything as it is written.
    pub edition: Option<Edition>,
    /// Whose files the portal brings.
    pub hosts: BTreeSet<Host>,
    /// Colours and other values of the theme, by name.
    pub tokens: BTreeMap<String, String>,
}

impl Config {
    /// Reads the configuration of a tree. `edition` is the name of
    /// one that is configured or built in.
    pub(crate) fn from_tree(tree: &SourceTree, edition: Option<&str>) -> (Self, Vec<Diagnostic>) {
        let text = match tree.get(&config_path()) {
            Some(SourceFile::Text(text)) => text,
            _ => "",
        };
        Self::for_edition(text, edition)
    }

    /// Infers what the configuration does not say from what is seen of a tree.
    pub(crate) fn infer(&mut self, tree: &SourceTree) {
        if self.org_name.is_none() {
            self.org_name = home_text(tree).and_then(organisation);
        }
    }

    /// Reads the text of a configuration file.
    pub(crate) fn from_text(text: &str) -> (Self, Vec<Diagnostic>) {
        Self::for_edition(text, None)
    }

    fn for_edition(text: &str, edition: Option<&str>) -> (Self, Vec<Diagnostic>) {
        let file = config_path();
        let mut out = Reporter::default();
        let mut config = Self::new();
        let text = text.strip_prefix('\u{feff}').map_or((text, 0), |rest| (rest, 3));
        let mut reader = Reader { file: &file, out: &mut out, type_code: Code::ConfigType };
        match yaml::parse(text.0, text.1) {
            Ok(node) if matches!(node.value, Value::Map(_) | Value::Null) => {
                config.has_editions = names_editions(&node);
                if node.value != Value::Null {
                    config.read("", &node, &mut reader);
                }
                if let Some(name) = edition {
                    config.choose(name, &node, &mut reader);
                }
            }
            Ok(node) => {
                let message = "the configuration is not a mapping".to_owned();
                reader.report(Code::ConfigSyntax, node.span, message, "write lines such as `org:`");
            }
            Err(fault) => {
                let help = "check the indentation, and quote values that hold `: `";
                reader.report(Code::ConfigSyntax, fault.span, fault.message, help);
            }
        }
        (config, out.into_found())
    }

    fn new() -> Self {
        let sort_ignore = ["The", "A", "An"].map(str::to_owned).to_vec();
        Self {
            lang: "en".to_owned(),
            sort_ignore,
            search: true,
            handbook: true,
            twins: true,
            ..Self::default()
        }
    }

    /// Reads the mapping whose keys lie below `prefix` (`site.`).
    fn read(&mut self, prefix: &str, node: &Node, reader: &mut Reader<'_>) {
        for (name, value) in
            reader.pairs(prefix.trim_end_matches('.'), node, Code::ConfigKeyDuplicate)
        {
            let path = format!("{prefix}{}", name.value);
            if matches!(value.value, Value::Null) {
                continue;
            }
            let inner = format!("{path}.");
            if let Some(key) = KEYS.iter().find(|key| key.path == path) {
                (key.read)(self, value, reader);
            } else if KEYS.iter().any(|key| key.path.starts_with(&inner)) {
                self.read(&inner, value, reader);
            } else {
                unknown(&name, prefix, reader);
            }
        }
    }

    fn read_collections(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for (folder, value) in reader.pairs("collections", node, Code::ConfigKeyDuplicate) {
            let mut is_unclear = false;
            for (name, value) in reader.pairs(&folder.value, value, Code::ConfigKeyDuplicate) {
                match name.value.as_str() {
                    "title" => {
                        if let Some(title) = reader.text("title", value) {
                            let folder = folder.value.trim_matches('/').to_owned();
                            self.collections.insert(folder, title);
                        }
                    }
                    "audience" | "classification" => {
                        self.read_labels(&folder, &name.value, value, reader);
                    }
                    _ => {
                        is_unclear |= nearest(&name.value, SAYS_WHO).is_some();
                        unknown(&name, "collections.<folder>.", reader);
                    }
                }
            }
            if is_unclear {
                self.close(&folder);
            }
        }
    }

    fn read_globs(&mut self, node: &Node, reader: &mut Reader<'_>) {
        for glob in reader.texts("ignore", node) {
            match glob_fault(&glob.value) {
                None => self.ignore.push(glob.value),
                Some(reason) => {
                    let message = format!("`{}` is not a glob: {reason}", glob.value);
                    reader.report(
                        Code::ConfigType,
                        glob.span,
                        message,
                        "write one such as `drafts/**`",
                    );
                }
            }
        }
    }

    fn read_edit_url(&mut self, node: &Node, reader: &mut Reader<'_>) {
        let help = "write one such as `https://git.example/edit/main/content/{path}`";
        self.edit_url = read_pattern("site.edit_url", help, node, reader);
        if self.edit_url.as_ref().is_some_and(|pattern| !pattern.names_page() || !pattern.is_web())
        {
            self.edit_url = None;
            let message = "`site.edit_url` is not an address of the web with `{path}` in it";
            reader.report(Code::ConfigType, node.span, message.to_owned(), help);
        }
    }

    fn read_base(&mut self, node: &Node, reader: &mut Reader<'_>) {
        let Some(text) = reader.text("site.url", node) else { return };
        match Base::parse(&text.value) {
            Ok(base) => self.base = Some(base),
            Err(reason) => {
                reader.report(Code::ConfigType, text.span, reason, "begin with `https://`");
            }
        }
    }
}

/// Reads an address in which `{path}` stands for the page's file.
fn read_pattern(
    key: &str,
    help: &str,
    node: &Node,
    reader: &mut Reader<'_>,
) -> Option<AddressPattern> {
    let text = reader.text(key, node)?;
    match AddressPattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(reason) => {
            reader.report(Code::ConfigType, text.span, reason, help);
            None
        }
    }
}

/// Returns the globs of `site.ignore` in the text of a configuration file, for the walk that comes
/// before everything else; faults are reported when the tree's configuration is read.
pub fn ignore_globs(text: &str) -> Vec<String> {
    Config::from_text(text).0.ignore
}

/// The path of the configuration file.
pub(crate) fn config_path() -> SourcePath {
    SourcePath::new(CONFIG_NAME).expect("a plain name is a path")
}

/// The keys of a folder that say who may see it.
const SAYS_WHO: [&str; 2] = ["audience", "classification"];

fn unknown(name: &Placed<String>, prefix: &str, reader: &mut Reader<'_>) {
    let siblings = KEYS.iter().filter_map(|key| key.path.strip_prefix(prefix));
    let siblings: Vec<&str> = siblings.map(|rest| rest.split('.').next().unwrap_or(rest)).collect();
    let message = format!("`{prefix}{}` is not a key of the configuration", name.value);
    let mut known = siblings.clone();
    known.dedup();
    let help = match nearest(&name.value, siblings) {
        Some(near) => format!("did you mean `{near}`?"),
        None if known.is_empty() => "the keys here are title, audience, classification".to_owned(),
        None => format!("the keys here are {}", known.join(", ")),
    };
    // Whoever means editions means to hide something.
    let is_grave = prefix.is_empty() && means_editions(&name.value);
    let code = if is_grave { Code::EditionUnusable } else { Code::ConfigKeyUnknown };
    reader.report(code, name.span, message, &help);
}

/// Returns the text of the home page.
fn home_text(tree: &SourceTree) -> Option<&str> {
    tree.files().iter().find_map(|(path, file)| match file {
        SourceFile::Text(text) if path.folder().is_empty() && path.is_index() => Some(&**text),
        SourceFile::Text(_) | SourceFile::Asset(_) => None,
    })
}

/// Returns the organisation's name from a title such as `# Northgate Works - Policies`.
fn organisation(text: &str) -> Option<String> {
    let title = text.lines().find_map(|line| line.strip_prefix("# "))?.trim();
    let (name, _) = title.split_once(" - ").or_else(|| title.split_once(" – "))?;
    let plain = !name.is_empty() && !name.contains(['[', '*', '`', '<', '_']);
    plain.then(|| name.trim().to_owned())
}
