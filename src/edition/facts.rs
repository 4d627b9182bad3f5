//! What decides who may see a file, read from the file itself before anything else reads it.

use crate::config::{Audience, Config, Label};
use crate::parse::client::{fold, id_of, mark};
use crate::parse::front_matter::yaml_of;
use crate::place::SourcePath;
use crate::source::{CONFIG_NAME, GLOSSARY_NAME, SourceFile, SourceTree};
use crate::text::nearest::nearest;
use crate::text::span::Span;
use crate::yaml::{self, Node, Value};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What one text file says of who may see it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Facts {
    /// Its `audience`, else its `classification`; none when it says neither. The classification in a
    /// plan is a part of the plan.
    pub labels: Option<Vec<Label>>,
    /// Words among them that are no labels.
    pub unknown: Vec<(String, Span)>,
    /// Its keys, when it has any.
    pub keys: Option<Arc<Node>>,
    /// Whether they are those of a client's plan, read or not.
    pub is_plan: bool,
    /// Where its YAML stands; the rest is prose.
    pub yaml: Range<usize>,
}

impl Facts {
    /// Returns the keys of a client's plan, when the file holds one.
    pub(super) fn plan(&self) -> Option<&Arc<Node>> {
        self.keys.as_ref().filter(|_| self.is_plan)
    }

    /// Who may see it can't be read, so as few as possible do.
    fn closed(yaml: Range<usize>, is_plan: bool) -> Self {
        Self { labels: Some(vec![Label::Isms]), yaml, is_plan, ..Self::default() }
    }
}

/// Reads a page, or a YAML file that holds a plan.
pub(super) fn read(path: &SourcePath, text: &str) -> Facts {
    if [CONFIG_NAME, GLOSSARY_NAME].contains(&path.as_str()) {
        return Facts::default();
    }
    let is_page = path.is_page();
    let range = if is_page {
        match yaml_of(text) {
            Some(range) => range,
            None if is_meant_as_front_matter(text) => return Facts::closed(0..0, false),
            None => return Facts::default(),
        }
    } else {
        let bom = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        bom..text.len()
    };
    let node = match yaml::parse(text.get(range.clone()).unwrap_or(""), range.start) {
        Ok(node) if matches!(node.value, Value::Map(_)) => node,
        Ok(Node { value: Value::Null, .. }) if is_page => {
            return Facts { yaml: range, ..Facts::default() };
        }
        _ => return Facts::closed(range, !is_page),
    };
    let is_plan = !is_page || mark(&node).is_some();
    let mut unknown = Vec::new();
    let labels = stated_labels(&node, is_plan, &mut unknown);
    Facts { labels, unknown, keys: Some(Arc::new(node)), is_plan, yaml: range }
}

/// Returns whether a page without front matter opens with what its author may have taken for some:
/// TOML, a block that never ends, a fence that is not quite one; and a key in it says who may see it.
fn is_meant_as_front_matter(text: &str) -> bool {
    let is_unseen = |c: char| c.is_whitespace() || "\u{feff}\u{200b}\u{2060}".contains(c);
    let (first, rest) = text.trim_start_matches(is_unseen).split_once('\n').unwrap_or_default();
    let is_fence = |line: &str| FENCES.iter().any(|fence| line.starts_with(fence));
    let says = |line: &str| {
        let key = line.trim_start_matches(['?', ' ']).split([':', '=']).next().unwrap_or("");
        SAYS_WHO.iter().any(|known| key.to_lowercase().contains(known))
    };
    is_fence(first) && rest.lines().take_while(|line| !is_fence(line)).any(says)
}

/// What lines begin with between which front matter stands here and elsewhere.
const FENCES: &[&str] = &["---", "+++", "...", "<!--", "-->"];

/// The keys that say who may see a page.
const SAYS_WHO: &[&str] = &["audience", "classification"];

/// Returns what a file says of who may see it. What stands there twice, in whatever spelling, is
/// understood by nobody.
fn stated_labels(
    node: &Node,
    is_plan: bool,
    unknown: &mut Vec<(String, Span)>,
) -> Option<Vec<Label>> {
    let Value::Map(pairs) = &node.value else { return None };
    let mut is_unclear = false;
    for (key, _) in pairs.iter().filter(|_| !is_plan) {
        let Value::Scalar(name) = &key.value else {
            is_unclear = true;
            continue;
        };
        if is_nearly(&fold(name)) {
            unknown.push((name.clone(), key.span));
            is_unclear = true;
        }
    }
    let names = if is_plan { &SAYS_WHO[..1] } else { SAYS_WHO };
    let stated = names.iter().map(|name| all_named(pairs, name).collect::<Vec<_>>());
    let stated = stated.into_iter().find(|values| !values.is_empty());
    let said = stated.map(|values| match *values {
        [value] => labels(value, unknown),
        _ => vec![Label::Isms],
    });
    if is_unclear { Some(vec![Label::Isms]) } else { said }
}

/// Returns whether a key is a slip for one that says who may see a page, hands that to another place,
/// or nearly marks a client's plan.
fn is_nearly(key: &str) -> bool {
    let is_slip = (key.starts_with("aud") || key.starts_with("clas"))
        && !SAYS_WHO.contains(&key)
        && nearest(key, SAYS_WHO.iter().copied()).is_some();
    is_slip || key == "<<" || key == "srp"
}

/// Returns the values of a key, in whatever spelling; an author may have given it twice.
pub(super) fn all_named<'a>(
    pairs: &'a [(Node, Node)],
    name: &str,
) -> impl Iterator<Item = &'a Node> {
    let is_it = move |key: &Node| matches!(&key.value, Value::Scalar(text) if fold(text) == name);
    pairs.iter().filter(move |(key, _)| is_it(key)).map(|(_, value)| value)
}

fn pairs_named<'a>(pairs: &'a [(Node, Node)], name: &str) -> Option<&'a Node> {
    all_named(pairs, name).next()
}

fn labels(node: &Node, unknown: &mut Vec<(String, Span)>) -> Vec<Label> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Null | Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    let label = |item: &Node| match &item.value {
        Value::Scalar(text) => Label::parse(text).unwrap_or_else(|| {
            unknown.push((text.clone(), item.span));
            Label::Isms
        }),
        Value::Null | Value::List(_) | Value::Map(_) => Label::Isms,
    };
    items.iter().map(label).collect()
}

/// A client as far as the choice of an edition goes.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The name in its address, and of its audience.
    pub id: Arc<str>,
    /// Whether its plan is approved: others are for the committee alone.
    pub is_approved: bool,
    /// Its files: a page, a YAML file, or both.
    pub files: Vec<SourcePath>,
    /// What they say, in the same order.
    pub plans: Vec<Arc<Node>>,
    /// Whom each file that says so lets see the client; all of them must.
    pub labels: Vec<Vec<Label>>,
}

impl Found {
    /// Returns the text of a key of the plan, with dots.
    pub(super) fn text(&self, path: &str) -> Option<&str> {
        self.plans.iter().find_map(|plan| text(plan, path))
    }

    /// Returns the value of a key of the plan.
    pub(super) fn value(&self, path: &str) -> Option<&Node> {
        self.plans.iter().find_map(|plan| value(plan, path))
    }

    /// Returns the folder that is this client's alone: the one that its plan lies in, when that is
    /// named as such plans are, else the one that is named as the plan.
    pub(super) fn folder(&self) -> Option<&str> {
        let is_in_its_own =
            |file: &&SourcePath| file.is_index() || file.stem().eq_ignore_ascii_case("srp");
        let folder = match self.files.iter().find(is_in_its_own) {
            Some(file) => file.folder(),
            None => self.files.first()?.bare(),
        };
        (!folder.is_empty()).then_some(folder)
    }

    /// Returns whether a file lies in the folder that is this client's alone.
    fn has_in_folder(&self, path: &SourcePath) -> bool {
        let rest = self.folder().and_then(|folder| path.as_str().strip_prefix(folder));
        rest.is_some_and(|rest| rest.starts_with('/'))
    }

    /// Returns whether everything agrees that the plan is approved, and whose it is: every file that
    /// says so, every spelling of the keys.
    fn is_agreed(&self) -> bool {
        let statuses = all_texts(&self.plans, &["status"]);
        let ids = all_texts(&self.plans, &["client", "id"]);
        !statuses.is_empty()
            && statuses.iter().all(|status| fold(status) == "approved")
            && ids.windows(2).all(|two| two.first() == two.last())
    }
}

/// Returns the client in whose own folder a file lies; folders may lie in one another, and the innermost
/// counts.
pub(super) fn owner_of<'a>(clients: &'a [Found], path: &SourcePath) -> Option<&'a Found> {
    let owners = clients.iter().filter(|client| client.has_in_folder(path));
    owners.max_by_key(|client| client.folder().map(str::len))
}

/// Returns the texts of a key of several mappings, in whatever spelling; one that is no text is empty.
fn all_texts(plans: &[Arc<Node>], path: &[&str]) -> Vec<String> {
    let mut nodes: Vec<&Node> = plans.iter().map(|plan| &**plan).collect();
    for name in path {
        let below = nodes.iter().flat_map(|node| match &node.value {
            Value::Map(pairs) => all_named(pairs, name).collect::<Vec<_>>(),
            Value::Null | Value::Scalar(_) | Value::List(_) => Vec::new(),
        });
        nodes = below.filter(|node| node.value != Value::Null).collect();
    }
    let text = |node: &&Node| match &node.value {
        Value::Scalar(text) => text.trim().to_owned(),
        Value::Null | Value::List(_) | Value::Map(_) => String::new(),
    };
    nodes.iter().map(text).collect()
}

/// Returns the value of a key, with dots.
pub(super) fn value<'a>(node: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(node, |node, name| match &node.value {
        Value::Map(pairs) => pairs_named(pairs, name),
        Value::Null | Value::Scalar(_) | Value::List(_) => None,
    })
}

/// Returns the text of a key, with dots.
pub(super) fn text<'a>(node: &'a Node, path: &str) -> Option<&'a str> {
    match &value(node, path)?.value {
        Value::Scalar(text) => Some(text),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Returns what a page says besides its front matter; nothing for a file that is no page.
pub(super) fn prose_of<'a>(path: &SourcePath, text: &'a str) -> &'a str {
    if !path.is_page() {
        return "";
    }
    let from = yaml_of(text).map_or(0, |yaml| after_line(text, yaml.end));
    text.get(from..).unwrap_or("")
}

/// Returns where the line after the one at `at` begins.
pub(super) fn after_line(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1)
}

/// The facts of all text files, by path.
pub(super) type AllFacts = BTreeMap<SourcePath, Arc<Facts>>;

/// Returns the clients, by the path of their files without extension. `facts` are those of `tree`.
pub(super) fn clients(tree: &SourceTree, facts: &AllFacts) -> Vec<Found> {
    let mut found: BTreeMap<&str, Vec<&SourcePath>> = BTreeMap::new();
    // A YAML file stands for a client of its own only where no page of that name has the mark; both
    // are one client.
    for (path, _) in facts.iter().filter(|(_, facts)| facts.is_plan) {
        found.entry(path.bare()).or_default().push(path);
    }
    let client = |(bare, mut files): (&str, Vec<&SourcePath>)| {
        // Of two YAML files it is not known which is the plan.
        let is_one = files.iter().filter(|file| !file.is_page()).count() < 2;
        // The page of a plan that stands in YAML alone is its prose.
        let pages = ["md", "markdown"].iter().filter_map(|end| {
            let path = SourcePath::new(&format!("{bare}.{end}"))?;
            tree.files().get_key_value(&path)
        });
        let pages = pages.filter(|(_, file)| matches!(file, SourceFile::Text(_)));
        for (path, _) in pages {
            if !files.contains(&path) {
                files.push(path);
            }
        }
        let own: Vec<&Arc<Facts>> = files.iter().filter_map(|path| facts.get(*path)).collect();
        let is_read = own.iter().all(|facts| !facts.is_plan || facts.keys.is_some());
        let page = files.iter().find(|file| file.is_page()).or(files.first());
        let mut client = Found {
            id: "".into(),
            is_approved: false,
            plans: own.iter().filter_map(|facts| facts.plan().cloned()).collect(),
            labels: own.iter().filter_map(|facts| facts.labels.clone()).collect(),
            files: files.iter().map(|file| (*file).clone()).collect(),
        };
        let id = page.map(|page| id_of(client.text("client.id"), page)).unwrap_or_default();
        client.id = id.into();
        client.is_approved = is_one && is_read && client.is_agreed();
        client
    };
    found.into_iter().map(client).collect()
}

/// Returns whether a page or file may be seen that is no client's: by what it says, else what the
/// configuration says of its folder, else by the default. Files that are no text can't say anything,
/// so they go with the pages that show them unless the configuration forbids it.
pub(super) fn admits(
    config: &Config,
    path: &SourcePath,
    facts: Option<&Facts>,
    to: &Audience,
) -> bool {
    let any = |labels: &[Label]| labels.iter().any(|label| label.admits(to));
    if let Some(labels) = facts.and_then(|facts| facts.labels.as_deref()) {
        return any(labels);
    }
    match (config.visibility.of(path), facts) {
        (Some(labels), _) => any(labels),
        (None, Some(_)) => config.visibility.default.admits(to),
        (None, None) => true,
    }
}
