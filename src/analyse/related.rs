//! Related policies: what the author names, in the author's order, then who names this one.

use crate::model::{PageId, Resolved, Site};
use crate::parse::Role;

/// Returns the related policies of every page.
pub(super) fn of(site: &Site) -> Vec<Vec<PageId>> {
    let mut related: Vec<Vec<PageId>> =
        site.pages.iter().map(|page| page.related.clone()).collect();
    for (id, page) in site.pages() {
        for (link, resolved) in page.parsed.links.iter().zip(&page.links) {
            if let (Role::Related, Resolved::Page(to, _)) = (link.role, resolved) {
                push(&mut related[id.index()], *to, id);
            }
        }
    }
    let named = related.clone();
    let mut by_title: Vec<PageId> = site.policies().map(|(id, _)| id).collect();
    by_title.sort_by(|a, b| site.page(*a).key.cmp(&site.page(*b).key).then(a.cmp(b)));
    for id in by_title {
        for to in &named[id.index()] {
            push(&mut related[to.index()], id, *to);
        }
    }
    related
}

fn push(related: &mut Vec<PageId>, new: PageId, own: PageId) {
    if new != own && !related.contains(&new) {
        related.push(new);
    }
}
