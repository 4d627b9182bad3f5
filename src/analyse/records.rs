//! Records: the pages that clients' plans name as records, of exceptions and of rehearsals.
//!
//! They lie among the policies and are none; what a reader looks for in them is a client.

use crate::model::client::Record;
use crate::model::{PageId, Site};

/// Returns the pages that are named as records, ascending.
pub(crate) fn of(site: &Site) -> Vec<PageId> {
    let mut pages: Vec<PageId> = Vec::new();
    for client in &site.clients {
        let of_exceptions = client.plan.exceptions.iter().map(|exception| &exception.record);
        let written = of_exceptions.chain([&client.plan.exercise.record]).flatten();
        pages.extend(written.filter_map(|written| match client.record(site, &written.value) {
            Some(Record::Page(id)) => Some(id),
            Some(Record::Asset(_) | Record::Web) | None => None,
        }));
    }
    pages.sort_unstable();
    pages.dedup();
    pages
}
