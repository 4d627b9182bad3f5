//! The A-Z index: every current policy under its letter, and its other names as cross-references.

use crate::analyse::Order;
use crate::memo::Same;
use crate::model::titles::Naming;
use crate::model::{PageId, Site};
use crate::text::collate::{Collation, SortKey};
use std::sync::Arc;

/// The index.
#[derive(Debug, Default)]
pub(crate) struct Az {
    /// The letters that have entries, in order.
    pub groups: Vec<Group>,
    /// How many policies stand in it.
    pub policies: usize,
}

/// The entries of one letter.
#[derive(Debug)]
pub(crate) struct Group {
    /// The letter, or `#` for titles that begin with none.
    pub letter: String,
    /// The entries, in order.
    pub entries: Vec<Entry>,
}

/// One line of the index.
#[derive(Debug)]
pub(crate) struct Entry {
    /// The policy.
    pub page: PageId,
    /// The other name under which it stands here; `None` where it stands under its title.
    pub alias: Option<Arc<str>>,
}

impl Group {
    /// Returns the anchor of the letter; capitals can't collide with the anchor of a heading.
    pub(crate) fn id(&self) -> &str {
        if self.letter == "#" { "0-9" } else { &self.letter }
    }
}

/// What the index depends on: titles in their order, the language, which pages stand in it.
pub(crate) type AzInput = (Same<Order>, Same<Naming>, Vec<bool>);

pub(super) fn input(site: &Site, order: &Same<Order>) -> AzInput {
    let stands = site.pages.iter().map(|page| page.is_policy() && page.is_current());
    (order.clone(), site.naming.clone(), stands.collect())
}

/// Builds the index. Superseded and withdrawn policies stay out.
pub(super) fn of((order, naming, stands): &AzInput) -> Az {
    let mut entries: Vec<(&SortKey, &str, Entry)> = Vec::new();
    let mut policies = 0;
    for id in order.pages.iter().filter(|id| stands[id.index()]) {
        policies += 1;
        let titled = &order.titled[id.index()];
        entries.push((&titled.key, &titled.letter, Entry { page: *id, alias: None }));
        for (alias, key, letter) in &titled.aliases {
            let entry = Entry { page: *id, alias: Some(Arc::clone(alias)) };
            entries.push((key, letter, entry));
        }
    }
    entries.sort_by(|(a, _, one), (b, _, other)| a.cmp(b).then(one.page.cmp(&other.page)));
    let mut groups: Vec<Group> = Vec::new();
    for (_, letter, entry) in entries {
        match groups.iter_mut().find(|group| group.letter == letter) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { letter: letter.to_owned(), entries: vec![entry] }),
        }
    }
    let collation = Collation::new(&naming.lang, &naming.sort_ignore);
    // Entries that begin with no letter come first; the others are in the order of their letters.
    groups.sort_by_cached_key(|group| (group.letter != "#", collation.key(&group.letter)));
    Az { groups, policies }
}
