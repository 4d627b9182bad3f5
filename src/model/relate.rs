//! What front matter names: `related`, `supersedes`, `superseded_by`; and that ids are unique.

use crate::diag::{Code, Location, Reporter};
use crate::model::lookup::{Entry, Lookup};
use crate::model::site::{Page, PageId, Site};
use crate::place::Resolution;
use crate::text::nearest::nearest;
use crate::yaml::Placed;
use std::collections::BTreeMap;

/// Resolves the policies that front matter names, by id, by the last part of a path, or by path.
pub(super) fn relate(site: &mut Site, out: &mut Reporter) {
    let names = Names { ids: ids(site, out), lookup: Lookup::of(site) };
    let mut found: Vec<(Vec<PageId>, Option<PageId>)> = Vec::with_capacity(site.pages.len());
    for page in &site.pages {
        let front = page.front();
        for name in &front.supersedes {
            names.find(page, name, out);
        }
        let related = front.related.iter().filter_map(|name| names.find(page, name, out)).collect();
        let successor = front.superseded_by.as_ref();
        found.push((related, successor.and_then(|name| names.find(page, name, out))));
    }
    for (page, (related, successor)) in site.pages.iter_mut().zip(found) {
        page.related = related;
        page.successor = successor;
    }
}

/// Returns the policies by stated id, and by the last part of their path where no id says otherwise.
fn ids(site: &Site, out: &mut Reporter) -> BTreeMap<String, PageId> {
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
    for (id, page) in site.policies() {
        ids.entry(page.slug().to_owned()).or_insert(id);
    }
    ids
}

/// The names by which a policy can be meant.
struct Names {
    ids: BTreeMap<String, PageId>,
    lookup: Lookup,
}

impl Names {
    /// Returns the policy that `name` means in the front matter of `page`; reports one that is none.
    fn find(&self, page: &Page, name: &Placed<String>, out: &mut Reporter) -> Option<PageId> {
        let by_path = match page.path.resolve(&name.value) {
            Resolution::Inside(path) => self.lookup.exact(&path),
            Resolution::Outside => None,
        };
        let found = self.ids.get(&name.value).copied().or(match by_path {
            Some(Entry::Page(id)) => Some(id),
            Some(Entry::Section(_) | Entry::Asset(_)) | None => None,
        });
        if found.is_none() {
            let at = Location { file: page.path.clone(), span: name.span };
            let help = match nearest(&name.value, self.ids.keys().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the id or the path of a policy".to_owned(),
            };
            out.report(Code::RelatedMissing, at, format!("there is no policy `{}`", name.value))
                .help(help);
        }
        found
    }
}
