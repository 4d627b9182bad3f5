//! What decides who may see a file, read from the file itself before anything else reads it.

use crate::config::{Audience, Config, Label};
use crate::parse::client::{fold, mark};
use crate::parse::front_matter::{misplaced, yaml_of};
use crate::place::SourcePath;
use crate::source::{CONFIG_NAME, GLOSSARY_NAME};
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
    /// Ids of clients among them.
    pub clients: Vec<(Arc<str>, Span)>,
    /// Its keys, when it has any.
    pub keys: Option<Arc<Node>>,
    /// Whether they are those of a client's plan, read or not.
    pub is_plan: bool,
    /// Where it says who may see it in what is no front matter.
    pub misplaced: Option<Span>,
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
        if let Some(range) = yaml_of(text) {
            range
        } else {
            let misplaced = misplaced(text);
            let closed = || Facts::closed(0..0, false);
            return misplaced.map_or_else(Facts::default, |_| Facts { misplaced, ..closed() });
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
    if !is_plan && is_like_a_plan(&node) {
        return Facts::closed(range, false);
    }
    let mut facts = Facts { is_plan, yaml: range, ..Facts::default() };
    facts.labels = stated_labels(&node, &mut facts);
    Facts { keys: Some(Arc::new(node)), ..facts }
}

/// The keys that say who may see a page.
const SAYS_WHO: &[&str] = &["audience", "classification"];

/// Returns what a file says of who may see it. What stands there twice, in whatever spelling, is
/// understood by nobody.
fn stated_labels(node: &Node, facts: &mut Facts) -> Option<Vec<Label>> {
    let Value::Map(pairs) = &node.value else { return None };
    let is_plan = facts.is_plan;
    let mut is_unclear = false;
    for (key, _) in pairs.iter().filter(|_| !is_plan) {
        let Value::Scalar(name) = &key.value else {
            is_unclear = true;
            continue;
        };
        if is_nearly(&fold(name)) {
            facts.unknown.push((name.clone(), key.span));
            is_unclear = true;
        }
    }
    let names = if is_plan { &SAYS_WHO[..1] } else { SAYS_WHO };
    let stated = names.iter().map(|name| all_named(pairs, name).collect::<Vec<_>>());
    let stated = stated.into_iter().find(|values| !values.is_empty());
    let said = stated.map(|values| match *values {
        [value] => labels(value, facts),
        _ => vec![Label::Isms],
    });
    if is_unclear { Some(vec![Label::Isms]) } else { said }
}

/// Keys of a plan that hold several values; pages have none of them.
const PLAN_KEYS: &[&str] = &[
    "client",
    "contract",
    "cover",
    "escalation",
    "mitigation",
    "notification",
    "service",
    "severities",
    "sla",
    "triage",
];

/// Returns whether a page without the mark of a plan has several of its keys: the mark was forgotten.
fn is_like_a_plan(node: &Node) -> bool {
    let Value::Map(pairs) = &node.value else { return false };
    let is_its = |name: &&&str| {
        let mut values = all_named(pairs, name);
        values.any(|value| matches!(value.value, Value::Map(_) | Value::List(_)))
    };
    PLAN_KEYS.iter().filter(is_its).count() > 1
}

/// Returns whether a key is a slip for one that says who may see a page, hands that to another place,
/// or nearly marks a client's plan.
fn is_nearly(key: &str) -> bool {
    let is_slip = (key.starts_with("aud") || key.starts_with("clas"))
        && !SAYS_WHO.contains(&key)
        && nearest(key, SAYS_WHO.iter().copied()).is_some();
    is_slip || key == "<<" || key.replace('_', "") == "srp"
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

fn labels(node: &Node, facts: &mut Facts) -> Vec<Label> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Null | Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    let label = |item: &Node| match &item.value {
        Value::Scalar(text) => {
            let label = Label::parse(text);
            if let Some(Label::Client(id)) = &label {
                facts.clients.push((Arc::clone(id), item.span));
            }
            label.unwrap_or_else(|| {
                facts.unknown.push((text.clone(), item.span));
                Label::Isms
            })
        }
        Value::Null | Value::List(_) | Value::Map(_) => Label::Isms,
    };
    items.iter().map(label).collect()
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
