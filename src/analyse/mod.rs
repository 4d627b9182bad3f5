//! Derived tables: who refers to whom, the A-Z, what is related, what comes next.
//!
//! In: a resolved [`Site`]. Out: an [`Analysis`]; nothing is reported here.

pub(crate) mod az;
pub(crate) mod backlinks;
pub(crate) mod lexicon;
mod records;
pub(crate) mod related;
pub(crate) mod terms;

use crate::analyse::az::{Az, AzInput};
use crate::analyse::backlinks::{BackLinks, BackLinksInput, ReferInput, References};
use crate::analyse::related::RelatedInput;
use crate::memo::{Memo, Once, Same};
use crate::model::site::Section;
use crate::model::titles::Titled;
use crate::model::{PageId, Site};
use crate::place::SourcePath;
use std::sync::Arc;

/// Everything that follows from a site. Vectors are parallel to [`Site::pages`].
#[derive(Debug)]
#[non_exhaustive]
pub(crate) struct Analysis {
    /// Who refers to each page.
    pub backlinks: Same<BackLinks>,
    /// The A-Z index.
    pub az: Same<Az>,
    /// Related policies of each page.
    pub related: Same<Vec<Arc<[PageId]>>>,
    /// The page before and after each in its section.
    pub neighbours: Same<Vec<Neighbours>>,
    /// The pages that plans name as records, ascending.
    pub records: Vec<PageId>,
}

/// Where a policy stands in its section.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) struct Neighbours {
    /// The position; none for what is no policy.
    pub position: Option<usize>,
    /// The policy before.
    pub before: Option<PageId>,
    /// The policy after.
    pub after: Option<PageId>,
}

/// What is remembered of deriving tables. It makes no difference but in time.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    order: Once<Vec<Arc<Titled>>, Order>,
    references: Memo<SourcePath, ReferInput, Arc<References>>,
    backlinks: Once<BackLinksInput, BackLinks>,
    related: Once<RelatedInput, Vec<Arc<[PageId]>>>,
    az: Once<AzInput, Az>,
    neighbours: Once<(Same<Vec<Section>>, usize), Vec<Neighbours>>,
}

/// All pages by title.
#[derive(Debug)]
pub(crate) struct Order {
    pages: Vec<PageId>,
    titled: Vec<Arc<Titled>>,
}

impl Order {
    /// Sorts pages; equal titles by position.
    fn of(titled: &[Arc<Titled>], ids: impl Iterator<Item = PageId>) -> Self {
        let mut pages: Vec<PageId> = ids.collect();
        let key = |id: &PageId| titled.get(id.index()).map(|titled| &titled.key);
        pages.sort_by(|a, b| key(a).cmp(&key(b)).then(a.cmp(b)));
        Self { pages, titled: titled.to_vec() }
    }
}

/// Derives all tables.
pub(crate) fn analyse(site: &Site, remembered: &mut Remembered) -> Analysis {
    let titled = site.pages.iter().map(|page| Arc::clone(&page.titled)).collect();
    let ids = || site.pages().map(|(id, _)| id);
    let order = remembered.order.of(titled, |titled| Order::of(titled, ids()));
    let inputs = site.pages().map(|(id, page)| (page.path.clone(), backlinks::input(id, page)));
    let references = remembered
        .references
        .map(inputs.collect(), |_, input| Arc::new(backlinks::references(input)));
    let related = related::input(site, &references, &order);
    let az = az::input(site, &order);
    let sections = (site.sections.clone(), site.pages.len());
    Analysis {
        backlinks: remembered.backlinks.of((order, references), backlinks::of),
        az: remembered.az.of(az, az::of),
        related: remembered.related.of(related, related::of),
        neighbours: remembered
            .neighbours
            .of(sections, |(sections, pages)| neighbours(sections, *pages)),
        records: records::of(site),
    }
}

fn neighbours(sections: &[Section], pages: usize) -> Vec<Neighbours> {
    let mut neighbours = vec![Neighbours::default(); pages];
    for section in sections {
        let all = &section.policies;
        for (n, id) in all.iter().enumerate() {
            neighbours[id.index()] = Neighbours {
                position: Some(n),
                before: n.checked_sub(1).and_then(|before| all.get(before).copied()),
                after: all.get(n + 1).copied(),
            };
        }
    }
    neighbours
}
