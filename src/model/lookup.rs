//! What a path in a link can mean: exact first, then by the spellings hosts accept, then by letter case.

use crate::model::ground::Paths;
use crate::model::site::{AssetId, PageId, Section, SectionId, narrow};
use foldhash::{HashMap, HashMapExt};

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Entry {
    Page(PageId),
    Section(SectionId),
    Asset(AssetId),
}

/// All paths that links can name.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    exact: HashMap<Box<str>, Entry>,
    /// Lower-cased path to the path as it is.
    folded: HashMap<String, Box<str>>,
}

impl Lookup {
    pub(super) fn of(paths: &Paths, sections: &[Section]) -> Self {
        let pages = || {
            let pages = paths.pages.iter().enumerate();
            pages.map(|(n, (path, _))| (Entry::Page(PageId(narrow(n))), path))
        };
        let exact = HashMap::with_capacity(paths.pages.len() * 3);
        let mut lookup = Self { exact, folded: HashMap::new() };
        for (n, path) in paths.assets.iter().enumerate() {
            lookup.add(path.as_str(), Entry::Asset(AssetId(narrow(n))));
        }
        for (entry, path) in pages() {
            lookup.add(path.as_str(), entry);
        }
        for (entry, path) in pages().filter(|(_, path)| path.is_index()) {
            lookup.add(path.folder(), entry);
        }
        for (n, section) in sections.iter().enumerate() {
            let entry = section.page.map_or(Entry::Section(SectionId(narrow(n))), Entry::Page);
            lookup.add(&section.folder, entry);
        }
        for (entry, path) in pages() {
            let bare = path.as_str().rsplit_once('.').map_or("", |(bare, _)| bare);
            lookup.add(bare, entry);
        }
        lookup.folded = lookup.exact.keys().map(|path| (path.to_lowercase(), path.clone())).fold(
            HashMap::with_capacity(lookup.exact.len()),
            |mut folded: HashMap<String, Box<str>>, (key, path)| {
                // Of several spellings the least one is taken, so that the answer does not depend
                // on the order of a hash map.
                let least = folded.entry(key).or_insert_with(|| path.clone());
                if path < *least {
                    *least = path;
                }
                folded
            },
        );
        lookup
    }

    /// Adds a path; the first meaning of one counts.
    fn add(&mut self, path: &str, entry: Entry) {
        self.exact.entry(path.into()).or_insert(entry);
    }

    /// Returns what stands at `path`, spelt exactly.
    pub(super) fn exact(&self, path: &str) -> Option<Entry> {
        let spelt = |path: &str| self.exact.get(path).copied();
        spelt(path).or_else(|| match path.strip_suffix(".html") {
            Some(bare) => {
                spelt(bare).or_else(|| spelt(bare.strip_suffix("index")?.trim_end_matches('/')))
            }
            None => None,
        })
    }

    /// Returns what stands at `path` when letter case makes no difference, and its true spelling.
    pub(super) fn folded(&self, path: &str) -> Option<(Entry, &str)> {
        let folded = path.to_lowercase();
        let bare = folded.strip_suffix(".html").unwrap_or(&folded);
        let true_path = self.folded.get(&folded).or_else(|| self.folded.get(bare))?;
        self.exact.get(true_path).map(|entry| (*entry, &**true_path))
    }
}
