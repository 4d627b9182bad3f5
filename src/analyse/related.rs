//! Related policies: what the author names, in the author's order, then who names this one.

use crate::analyse::Order;
use crate::analyse::backlinks::References;
use crate::memo::Same;
use crate::model::ground::Ground;
use crate::model::{PageId, PageKind, Site};
use std::sync::Arc;

/// What relations depend on: the order of titles, which pages are policies, what each page names in
/// its front matter and its text.
pub(crate) type RelatedInput = (Same<Order>, Same<Ground>, Vec<(Vec<PageId>, Arc<References>)>);

pub(super) fn input(
    site: &Site,
    references: &[Arc<References>],
    order: &Same<Order>,
) -> RelatedInput {
    let named = site.pages.iter().zip(references);
    let named = named.map(|(page, references)| (page.related.clone(), Arc::clone(references)));
    (order.clone(), site.ground.clone(), named.collect())
}

/// Returns the related policies of every page.
pub(super) fn of((order, ground, named): &RelatedInput) -> Vec<Arc<[PageId]>> {
    let mut related: Vec<Vec<PageId>> = Vec::with_capacity(named.len());
    let mut own: Vec<Vec<PageId>> = Vec::with_capacity(named.len());
    for (n, (stated, references)) in named.iter().enumerate() {
        let mut pages = stated.clone();
        for to in &references.related {
            if to.index() != n && !pages.contains(to) {
                pages.push(*to);
            }
        }
        own.push(pages.clone());
        related.push(pages);
    }
    let is_policy = |id: &&PageId| matches!(ground.places[id.index()].kind, PageKind::Policy);
    for id in order.pages.iter().filter(is_policy) {
        for to in &own[id.index()] {
            let of_target = &mut related[to.index()];
            if id != to && !of_target.contains(id) {
                of_target.push(*id);
            }
        }
    }
    related.into_iter().map(Into::into).collect()
}
