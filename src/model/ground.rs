//! The ground plan: what follows from paths alone. Where each page lies, which folders are sections,
//! what a path in a link can mean.

use crate::model::client::ClientId;
use crate::model::lookup::Lookup;
use crate::model::sections;
use crate::model::site::{PageKind, Section, SectionId};
use crate::place::{OutPath, Route, SourcePath};

/// The paths of a tree, in their order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Paths {
    /// The pages; those of clients with the client and the address of its page.
    pub pages: Vec<(SourcePath, Option<(ClientId, Route)>)>,
    /// All other files.
    pub assets: Vec<SourcePath>,
}

/// What follows from paths.
#[derive(Debug, Default)]
pub(crate) struct Ground {
    /// The paths.
    pub paths: Paths,
    /// Where each page lies.
    pub places: Vec<Place>,
    /// The sections by folder, without titles and without order; the first is the root.
    pub sections: Vec<Section>,
    /// What a path can mean.
    pub lookup: Lookup,
}

/// Where a page lies.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// Its address.
    pub route: Route,
    /// Its output file.
    pub out: OutPath,
    /// The file beside it that holds its Markdown.
    pub twin: OutPath,
    /// The files at which other hosts serve it.
    pub old: Vec<OutPath>,
    /// What it is.
    pub kind: PageKind,
    /// The section it lies in; for the page of a section, the section itself.
    pub section: SectionId,
}

impl Ground {
    /// Draws the plan.
    pub(super) fn of(paths: &Paths) -> Self {
        let places = paths.pages.iter().map(|(path, client)| {
            let route = match client {
                Some((_, route)) => route.clone(),
                None => Route::of(path),
            };
            Place {
                out: route.out_path(),
                twin: route.twin(),
                old: OutPath::old_addresses(path, &route),
                route,
                kind: client.as_ref().map_or(PageKind::Policy, |(id, _)| PageKind::Client(*id)),
                section: SectionId(0),
            }
        });
        let mut places: Vec<Place> = places.collect();
        let sections = sections::build(paths, &mut places);
        let lookup = Lookup::of(paths, &sections);
        Self { paths: paths.clone(), places, sections, lookup }
    }
}
