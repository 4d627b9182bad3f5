//! Back-links: for every page, the pages whose text refers to it.
//!
//! Order: by the referring page's title. Each referring page counts once, with the first sentence
//! that refers. Links from index lists, "Related" sections and navigation don't count, nor do links
//! of a page to itself.

use crate::model::{Page, PageId, Resolved, Site};
use crate::parse::{Link, Role};

/// A page that refers to another, and the link by which it does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct BackLink {
    /// The referring page.
    pub from: PageId,
    /// The position of the link in that page.
    pub link: usize,
}

/// Returns the back-links of every page.
pub(super) fn of(site: &Site) -> Vec<Vec<BackLink>> {
    let mut backlinks: Vec<Vec<BackLink>> = vec![Vec::new(); site.pages.len()];
    let mut by_title: Vec<(PageId, &Page)> = site.pages().collect();
    by_title.sort_by(|(a, one), (b, other)| one.key.cmp(&other.key).then(a.cmp(b)));
    for (from, page) in by_title {
        for (n, (link, resolved)) in page.parsed.links.iter().zip(&page.links).enumerate() {
            let Resolved::Page(to, _) = resolved else { continue };
            if *to == from || !cites(page, link) {
                continue;
            }
            // Pages come one after the other, so an earlier link of this one would be the last.
            let known = &mut backlinks[to.index()];
            if known.last().is_none_or(|last| last.from != from) {
                known.push(BackLink { from, link: n });
            }
        }
    }
    backlinks
}

/// Returns whether a link is a reference that a reader of the target would want to know of.
fn cites(page: &Page, link: &Link) -> bool {
    match link.role {
        Role::Citation => true,
        // In the page of a section a bare list is an index; in a policy it is a list of references.
        Role::ListItem => page.is_policy(),
        Role::AzList | Role::Related | Role::Navigation | Role::Image => false,
    }
}
