//! Back-links: for every page, the pages whose text refers to it.
//!
//! Order: by the referring page's title. Each referring page counts once, with the first sentence
//! that refers. Links from index lists, "Related" sections and navigation don't count, nor do links
//! of a page to itself.

use crate::analyse::Order;
use crate::memo::{Held, Same};
use crate::model::{Page, PageId, Resolved};
use crate::parse::body::Lead;
use crate::parse::{Citation, Link, Parsed, Role};
use foldhash::{HashSet, HashSetExt};
use std::sync::Arc;

/// A page that refers to another, and how it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BackLink {
    /// The referring page.
    pub from: PageId,
    /// The place in it.
    pub reference: Reference,
}

/// One place in a page that refers to another page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reference {
    to: PageId,
    /// The heading above it, text and anchor; none for what stands under the page's title.
    pub heading: Option<(Arc<str>, Arc<str>)>,
    /// The sentence.
    pub citation: Option<Arc<Citation>>,
}

/// Which pages one page names.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct References {
    /// The first reference to each page that its text refers to.
    cited: Box<[Reference]>,
    /// The pages that it names as related.
    pub related: Box<[PageId]>,
}

/// What the references of a page depend on: itself, its content, where its links lead, whether it is a
/// policy, and whether its first heading is its title.
pub(crate) type ReferInput = (PageId, Arc<Parsed>, Held<[Resolved]>, bool, Lead);

pub(super) fn input(id: PageId, page: &Page) -> ReferInput {
    (id, Arc::clone(&page.parsed), page.links.clone(), page.is_policy(), page.lead)
}

/// Finds out which pages a page names.
pub(super) fn references((own, parsed, links, is_policy, lead): &ReferInput) -> References {
    let mut seen = HashSet::new();
    let (mut cited, mut related) = (Vec::new(), Vec::new());
    for (link, resolved) in parsed.links.iter().zip(&**links) {
        let Resolved::Page(to, _) = resolved else { continue };
        if link.role == Role::Related {
            related.push(*to);
        }
        if to != own && cites(*is_policy, link) && seen.insert(*to) {
            let is_title = link.under == Some(0) && *lead == Lead::Hide;
            let heading = link.under.and_then(|n| parsed.headings.get(n as usize));
            let heading = heading.filter(|heading| !is_title && !heading.text.is_empty());
            cited.push(Reference {
                to: *to,
                heading: heading
                    .map(|heading| (Arc::clone(&heading.text), Arc::clone(&heading.anchor))),
                citation: link.citation.clone(),
            });
        }
    }
    References { cited: cited.into(), related: related.into() }
}

/// The back-links of every page.
pub(crate) type BackLinks = Vec<Held<[BackLink]>>;

/// What back-links depend on: the order of titles, and which pages each page names.
pub(crate) type BackLinksInput = (Same<Order>, Vec<Arc<References>>);

/// Returns the back-links of every page.
pub(super) fn of((order, references): &BackLinksInput) -> BackLinks {
    let mut backlinks: Vec<Vec<BackLink>> = vec![Vec::new(); references.len()];
    for from in &order.pages {
        for reference in &references[from.index()].cited {
            backlinks[reference.to.index()]
                .push(BackLink { from: *from, reference: reference.clone() });
        }
    }
    backlinks.into_iter().map(Into::into).collect()
}

/// Returns whether a link is a reference that a reader of the target would want to know of.
fn cites(is_policy: bool, link: &Link) -> bool {
    match link.role {
        Role::Citation => true,
        // In the page of a section a bare list is an index; in a policy it is a list of references.
        Role::ListItem => is_policy,
        Role::AzList | Role::Related | Role::Navigation | Role::Image => false,
    }
}
