//! What front matter names: `related`, `supersedes`, `superseded_by`; and that ids are unique.

use crate::diag::{Code, Location, Reporter};
use crate::model::lookup::Entry;
use crate::model::site::{Page, PageId, Site};
use crate::place::Resolution;
use crate::text::nearest::nearest;
use crate::yaml::Placed;
use std::collections::BTreeMap;

/// Resolves the policies that front matter names, by id, by the last part of a path, or by path.
pub(super) fn relate(site: &mut Site, out: &mut Reporter) {
    let stated = stated_ids(site, out);
    let names_some = |page: &Page| {
        let front = page.front();
        !front.supersedes.is_empty() || !front.related.is_empty() || front.superseded_by.is_some()
    };
    // Few pages name any.
    if !site.pages.iter().any(names_some) {
        return;
    }
    let names = Names { ids: with_slugs(site, stated), site };
    let find = |page: &Page, name: &Placed<String>, out: &mut Reporter| {
        let found = names.find(page, &name.value);
        if found.is_none() {
            names.report(page, name, out);
        }
        found
    };
    let mut found: Vec<(usize, Vec<PageId>, Option<PageId>)> = Vec::new();
    for (n, page) in site.pages.iter().enumerate().filter(|(_, page)| names_some(page)) {
        let front = page.front();
        for name in &front.supersedes {
            find(page, name, out);
        }
        let related = front.related.iter().filter_map(|name| find(page, name, out)).collect();
        let successor = front.superseded_by.as_ref();
        found.push((n, related, successor.and_then(|name| find(page, name, out))));
    }
    for (n, related, successor) in found {
        site.pages[n].related = related;
        site.pages[n].successor = successor;
    }
}

/// Returns the policies by stated id.
fn stated_ids(site: &Site, out: &mut Reporter) -> BTreeMap<String, PageId> {
    let mut ids: BTreeMap<String, PageId> = BTreeMap::new();
    for (id, page) in site.policies() {
        let Some(stated) = &page.front().id else { continue };
        let Some(first) = ids.get(&stated.value) else {
            ids.insert(stated.value.clone(), id);
            continue;
        };
        let at = Location { file: page.path.clone(), span: stated.span };
        let message =
            format!("`{}` is already the id of `{}`", stated.value, site.page(*first).path);
        out.report(Code::PolicyIdTaken, at, message).help("give each policy an id of its own");
    }
    ids
}

/// Adds the policies by the last part of their path, where no id says otherwise.
fn with_slugs(site: &Site, mut ids: BTreeMap<String, PageId>) -> BTreeMap<String, PageId> {
    for (id, page) in site.policies() {
        ids.entry(page.path.slug().to_owned()).or_insert(id);
    }
    ids
}

/// The names by which a policy can be meant.
#[derive(Debug)]
pub(crate) struct Names<'a> {
    ids: BTreeMap<String, PageId>,
    site: &'a Site,
}

impl<'a> Names<'a> {
    /// Returns the names of all policies of a site.
    pub(crate) fn of(site: &'a Site) -> Self {
        let stated = stated_ids(site, &mut Reporter::default());
        Self { ids: with_slugs(site, stated), site }
    }

    /// Returns the policy that `name` means in the front matter of `page`.
    pub(crate) fn find(&self, page: &Page, name: &str) -> Option<PageId> {
        let by_path = match page.path.resolve(name) {
            Resolution::Inside(path) => self.site.ground.lookup.exact(&path),
            Resolution::Outside => None,
        };
        self.ids.get(name).copied().or(match by_path {
            Some(Entry::Page(id)) => Some(id),
            Some(Entry::Section(_) | Entry::Asset(_)) | None => None,
        })
    }

    /// Reports a name that means no policy.
    fn report(&self, page: &Page, name: &Placed<String>, out: &mut Reporter) {
        let at = Location { file: page.path.clone(), span: name.span };
        let help = match nearest(&name.value, self.ids.keys().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write the id or the path of a policy".to_owned(),
        };
        out.report(Code::RelatedMissing, at, format!("there is no policy `{}`", name.value))
            .help(help);
    }
}
