//! Derived tables: who refers to whom, the A-Z, what is related, what comes next.
//!
//! In: a resolved [`Site`]. Out: an [`Analysis`]; nothing is reported here.

pub(crate) mod az;
pub(crate) mod backlinks;
pub(crate) mod related;

use crate::model::{PageId, Site};
use crate::text::collate::Collation;

/// Everything that follows from a site. Vectors are parallel to [`Site::pages`].
#[derive(Debug)]
#[non_exhaustive]
pub(crate) struct Analysis {
    /// Who refers to each page.
    pub backlinks: Vec<Vec<backlinks::BackLink>>,
    /// The A-Z index.
    pub az: az::Az,
    /// Related policies of each page.
    pub related: Vec<Vec<PageId>>,
    /// The page before and after each in its section.
    pub neighbours: Vec<(Option<PageId>, Option<PageId>)>,
}

/// Derives all tables.
pub(crate) fn analyse(site: &Site, collation: &Collation) -> Analysis {
    Analysis {
        backlinks: backlinks::of(site),
        az: az::of(site, collation),
        related: related::of(site),
        neighbours: neighbours(site),
    }
}

fn neighbours(site: &Site) -> Vec<(Option<PageId>, Option<PageId>)> {
    let mut neighbours = vec![(None, None); site.pages.len()];
    for section in &site.sections {
        for pair in section.policies.windows(2) {
            if let [before, after] = pair {
                neighbours[before.index()].1 = Some(*after);
                neighbours[after.index()].0 = Some(*before);
            }
        }
    }
    neighbours
}
