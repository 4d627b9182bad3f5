//! What a path in a link can mean: exact first, then by the spellings hosts accept, then by letter case.

use crate::model::site::{AssetId, PageId, SectionId, Site, narrow};
use std::collections::HashMap;

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Entry {
    Page(PageId),
    Section(SectionId),
    Asset(AssetId),
}

/// All paths that links can name.
pub(super) struct Lookup {
    exact: HashMap<Box<str>, Entry>,
    /// Lower-cased path to the path as it is.
    folded: HashMap<String, Box<str>>,
}

impl Lookup {
    pub(super) fn of(site: &Site) -> Self {
        let mut lookup =
            Self { exact: HashMap::with_capacity(site.pages.len() * 3), folded: HashMap::new() };
        for (n, asset) in site.assets.iter().enumerate() {
            lookup.add(asset.path.as_str(), Entry::Asset(AssetId(narrow(n))));
        }
        for (id, page) in site.pages() {
            lookup.add(page.path.as_str(), Entry::Page(id));
        }
        for (id, page) in site.pages().filter(|(_, page)| page.path.is_index()) {
            lookup.add(page.path.folder(), Entry::Page(id));
        }
        for (id, section) in site.sections() {
            lookup.add(&section.folder, section.page.map_or(Entry::Section(id), Entry::Page));
        }
        for (id, page) in site.pages() {
            let bare = page.path.as_str().rsplit_once('.').map_or("", |(bare, _)| bare);
            lookup.add(bare, Entry::Page(id));
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
