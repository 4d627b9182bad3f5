//! The clients of a tree, as far as the choice of an edition goes.

use crate::config::Label;
use crate::edition::facts::{AllFacts, Facts, all_named, text, value};
use crate::parse::client::{fold, id_of};
use crate::place::SourcePath;
use crate::source::{SourceFile, SourceTree};
use crate::text::nearest::nearest;
use crate::yaml::{Node, Value};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

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

/// The clients of a tree, and what is theirs.
#[derive(Debug, Default)]
pub(super) struct Clients {
    /// By the path of their files without extension.
    all: Vec<Found>,
    by_file: HashMap<SourcePath, usize>,
    /// By the folder that is a client's alone.
    by_folder: HashMap<String, usize>,
}

impl Clients {
    /// Finds them. `facts` are those of `tree`.
    pub(super) fn of(tree: &SourceTree, facts: &AllFacts) -> Self {
        let all = found(tree, facts);
        let mut clients = Self::default();
        for (n, client) in all.iter().enumerate() {
            clients.by_file.extend(client.files.iter().map(|file| (file.clone(), n)));
            clients.by_folder.extend(client.folder().map(|folder| (folder.to_owned(), n)));
        }
        Self { all, ..clients }
    }

    /// Returns all of them, by the path of their files without extension.
    pub(super) fn iter(&self) -> std::slice::Iter<'_, Found> {
        self.all.iter()
    }

    /// Returns the id of a client that is nearest to one that no client has.
    pub(super) fn nearest_to(&self, id: &str) -> Option<&str> {
        nearest(id, self.all.iter().map(|client| &*client.id))
    }

    /// Returns whether some client has this id.
    pub(super) fn has(&self, id: &str) -> bool {
        self.all.iter().any(|client| *client.id == *id)
    }

    /// Returns the client of whose plan a file is a part.
    pub(super) fn with_file(&self, path: &SourcePath) -> Option<&Found> {
        self.by_file.get(path).and_then(|n| self.all.get(*n))
    }

    /// Returns the client in whose own folder a file lies; folders may lie in one another, and the
    /// innermost counts.
    pub(super) fn owner_of(&self, path: &SourcePath) -> Option<&Found> {
        let mut folder = path.folder();
        while !folder.is_empty() {
            if let Some(n) = self.by_folder.get(folder) {
                return self.all.get(*n);
            }
            folder = folder.rsplit_once('/').map_or("", |(above, _)| above);
        }
        None
    }
}

fn found(tree: &SourceTree, facts: &AllFacts) -> Vec<Found> {
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
