//! [`Record`]: what the front pages say of a policy besides its card: who keeps it, and when it was and
//! will be reviewed.
//!
//! It is no part of the card, since no page that only names the policy shows it.

use crate::date::Date;
use crate::memo::Memo;
use crate::model::Site;
use crate::parse::Parsed;
use crate::place::SourcePath;
use crate::render::facts::due;
use crate::yaml::Placed;
use std::sync::Arc;

/// What is on record of a page.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Record {
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// Its version, as written.
    pub version: Option<Arc<str>>,
    /// The day of its next review.
    pub due: Option<Date>,
    /// The day of its last review, and what came of it.
    pub reviewed: Option<(Date, Option<Arc<str>>)>,
}

/// The records of earlier builds, with what they were made from.
pub(crate) type Records = Memo<SourcePath, Arc<Parsed>, Arc<Record>>;

/// Returns the record of every page.
pub(crate) fn records(site: &Site, remembered: &mut Records) -> Vec<Arc<Record>> {
    let inputs = site.pages.iter().map(|page| (page.path.clone(), Arc::clone(&page.parsed)));
    remembered.map(inputs.collect(), |_, parsed| {
        let front = &parsed.front;
        let text = |placed: &Placed<String>| placed.value.as_str().into();
        let outcome = front.review.outcome.as_ref().map(text);
        Arc::new(Record {
            owner: front.owner.as_ref().map(text),
            version: front.version.as_ref().map(text),
            due: due(parsed),
            reviewed: front.review.last.as_ref().map(|day| (day.value, outcome)),
        })
    })
}
