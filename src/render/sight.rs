//! [`Sight`]: what the plan of a page is made from, as a whole; looked at before it is made.
//!
//! Making the plans of ten thousand pages to see that they are what they were takes longer than
//! everything else after an edit. So the plans are remembered, too, by all that they can see: what is
//! the page's own, and the rest of the site, which is compared once for all pages.

use crate::analyse::Neighbours;
use crate::analyse::az::Az;
use crate::analyse::backlinks::BackLinks;
use crate::date::Date;
use crate::memo::{Held, Once, Same};
use crate::model::glossary::Glossary;
use crate::model::ground::Ground;
use crate::model::site::Section;
use crate::model::titles::{Naming, Titled};
use crate::model::{PageId, Resolved};
use crate::parse::body::Words;
use crate::parse::{Body, Parsed};
use crate::place::Base;
use crate::render::card::Card;
use crate::render::frame::Frame;
use crate::render::head::Publication;
use crate::render::outputs::{Job, body_of};
use crate::render::record::Record;
use crate::render::view::View;
use std::sync::Arc;

/// What of the rest of the site the pages of policies and sections, the A-Z and old addresses can see.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Around {
    cards: Vec<Arc<Card>>,
    records: Vec<Arc<Record>>,
    backlinks: Same<BackLinks>,
    related: Same<Vec<Arc<[PageId]>>>,
    neighbours: Same<Vec<Neighbours>>,
    az: Same<Az>,
    frame: Same<Frame>,
    sections: Same<Vec<Section>>,
    ground: Same<Ground>,
    naming: Same<Naming>,
    glossary: Same<Glossary>,
    /// Width and height of the pictures.
    pixels: Vec<Option<(usize, usize)>>,
    base: Option<Base>,
    publication: Arc<Publication>,
    twins: Same<Vec<PageId>>,
    incident_phone: Option<String>,
    today: Date,
}

/// The last surroundings.
pub(crate) type Arounds = Once<Around, ()>;

/// What is a page's own.
#[derive(PartialEq, Eq, Debug)]
struct Own {
    parsed: Arc<Parsed>,
    titled: Arc<Titled>,
    links: Held<[Resolved]>,
    successor: Option<PageId>,
    /// Where it uses terms.
    uses: Held<[Words]>,
    /// Whether a plan names it as its record.
    is_record: bool,
}

/// All that the plan of a page can see.
#[derive(PartialEq, Eq, Debug)]
enum Seen {
    /// The page itself, if a file stands for it, and its surroundings.
    Some(Option<Own>, Same<()>),
    /// More than is worth comparing: client plans and how they are judged. Equal in one build only.
    All(Same<()>),
}

/// What the plan of a page is made from. Two that are equal make equal plans.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Sight {
    seen: Seen,
    pub(crate) job: Job,
    pub(crate) body: Arc<Body>,
}

/// Gives the sight of pages in one build.
#[derive(Debug)]
pub(crate) struct Sights {
    around: Same<()>,
    this_build: Same<()>,
}

impl Sights {
    /// Compares the surroundings with those of the last build.
    pub(crate) fn of(view: &View<'_>, remembered: &mut Arounds) -> Self {
        let around = Around {
            cards: view.cards.to_vec(),
            records: view.records.to_vec(),
            backlinks: view.analysis.backlinks.clone(),
            related: view.analysis.related.clone(),
            neighbours: view.analysis.neighbours.clone(),
            az: view.analysis.az.clone(),
            frame: view.frame.clone(),
            sections: view.site.sections.clone(),
            ground: view.site.ground.clone(),
            naming: view.site.naming.clone(),
            glossary: view.glossary.clone(),
            pixels: view.site.assets.iter().map(|asset| asset.pixels).collect(),
            base: view.config.base.clone(),
            publication: Arc::clone(&view.published.site),
            twins: view.published.twins.clone(),
            incident_phone: view.config.incident_phone.clone(),
            today: view.today,
        };
        Self { around: remembered.of(around, |_| ()), this_build: Same::new(()) }
    }

    /// Returns the sight of a page.
    pub(crate) fn sight(&self, view: &View<'_>, job: Job, body: Arc<Body>) -> Sight {
        let is_judged_by =
            |id: PageId| view.compliance.policy.as_ref().is_some_and(|policy| policy.page == id);
        let sees_all = match &job {
            Job::Policy(id) => is_judged_by(*id),
            // The home page says how the plans of clients stand.
            Job::Section(id) => {
                view.site.section(*id).parent.is_none() && !view.site.clients.is_empty()
            }
            Job::Az | Job::Search | Job::NotFound | Job::Redirect(_) => false,
            Job::Glossary
            | Job::Client(_)
            | Job::CallSheet(_)
            | Job::Register(_)
            | Job::Handbook(_)
            | Job::Twin(_)
            | Job::Llms
            | Job::Addresses
            | Job::Bytes(_) => true,
        };
        let own = |id: PageId| {
            let page = view.site.page(id);
            Own {
                parsed: Arc::clone(&page.parsed),
                titled: Arc::clone(&page.titled),
                links: page.links.clone(),
                successor: page.successor,
                uses: view.uses.get(id.index()).cloned().unwrap_or_default(),
                is_record: view.analysis.records.binary_search(&id).is_ok(),
            }
        };
        let seen = if sees_all {
            Seen::All(self.this_build.clone())
        } else {
            Seen::Some(body_of(view.site, &job).map(own), self.around.clone())
        };
        Sight { seen, job, body }
    }
}
