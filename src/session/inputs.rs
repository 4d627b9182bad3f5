//! [`Inputs`]: everything a build depends on, as values.

use crate::date::Date;
use crate::memo::Held;
use crate::place::{Base, SourcePath};
use crate::source::SourceTree;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything a build depends on.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Inputs {
    /// The content folder.
    pub tree: SourceTree,
    /// Files copied to the site's root, by path.
    pub statics: BTreeMap<String, Held<[u8]>>,
    /// The project's own theme files, by path below `themes`.
    pub themes: BTreeMap<String, Held<[u8]>>,
    /// The site's address, over the configured one.
    pub base: Option<Base>,
    /// The day for which states that depend on one are computed.
    pub today: Date,
    /// The edition to build, by name: one that [`editions`](crate::editions) lists. None builds
    /// everything, as it is written.
    pub edition: Option<Arc<str>>,
}

impl Inputs {
    /// Returns inputs of a content tree alone.
    pub fn new(tree: SourceTree, today: Date) -> Self {
        let (statics, themes) = (BTreeMap::new(), BTreeMap::new());
        Self { tree, statics, themes, base: None, today, edition: None }
    }

    /// Returns these inputs with another text in the place of a file's, or with a file that is on no disk
    /// yet: what an editor shows and nobody has saved.
    #[must_use]
    pub fn with_text(&self, file: &SourcePath, text: &str) -> Self {
        let mut inputs = self.clone();
        inputs.tree.insert(file.clone(), text.as_bytes().to_vec());
        inputs
    }

    /// Returns the files that differ between these inputs and others, there or gone or of another
    /// content: paths of the content, then those below `static/` and `themes/`.
    pub fn changes(&self, other: &Self) -> Vec<String> {
        let content = differing(self.tree.files(), other.tree.files());
        let statics = differing(&self.statics, &other.statics);
        let themes = differing(&self.themes, &other.themes);
        let mut names: Vec<String> = content.map(ToString::to_string).collect();
        names.extend(statics.map(|name| format!("static/{name}")));
        names.extend(themes.map(|name| format!("themes/{name}")));
        names
    }
}

/// Returns the keys whose values differ, in their order.
fn differing<'a, K: Ord, V: PartialEq>(
    one: &'a BTreeMap<K, V>,
    other: &'a BTreeMap<K, V>,
) -> impl Iterator<Item = &'a K> {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let next = move || loop {
        let order = match (one.peek(), other.peek()) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((key, _)), Some((other, _))) => key.cmp(other),
        };
        match order {
            Ordering::Less => return one.next().map(|(key, _)| key),
            Ordering::Greater => return other.next().map(|(key, _)| key),
            Ordering::Equal => {
                let (before, after) = (one.next()?, other.next()?);
                if before.1 != after.1 {
                    return Some(before.0);
                }
            }
        }
    };
    std::iter::from_fn(next)
}
