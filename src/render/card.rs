//! [`Card`]: what other pages show of a page.

use crate::memo::Memo;
use crate::model::titles::Titled;
use crate::model::{Page, PageKind, Site};
use crate::parse::Parsed;
use crate::parse::body::Lead;
use crate::parse::front_matter::{DocumentType, Status};
use crate::place::{Route, SourcePath};
use crate::render::view::View;
use std::sync::Arc;

/// Whose text a page is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum CardKind {
    /// A client's plan.
    Client,
    /// A policy, or another document.
    Policy,
    /// What stands above the policies of a section.
    Section,
}

/// What other pages show of a page. Equal cards are one value from build to build, so that a page
/// whose surroundings stay the same is recognised quickly.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Card {
    /// Its address.
    pub route: Route,
    /// Its title.
    pub title: Arc<str>,
    /// What it is about.
    pub summary: Option<Arc<str>>,
    /// Where it is in its life.
    pub status: Status,
    /// What it is.
    pub document_type: DocumentType,
    /// Whose text it is.
    pub kind: CardKind,
    /// The anchor of the heading that is shown as the title, where links lead to the top instead.
    pub top: Option<Arc<str>>,
}

/// The cards of earlier builds, with what they were made from.
pub(crate) type Cards = Memo<SourcePath, (Arc<Parsed>, Arc<Titled>, Route, CardKind), Arc<Card>>;

/// Returns the card of every page.
pub(crate) fn cards(site: &Site, remembered: &mut Cards) -> Vec<Arc<Card>> {
    let input = |page: &Page| {
        let kind = match page.kind {
            PageKind::Policy => CardKind::Policy,
            PageKind::Section(_) => CardKind::Section,
            PageKind::Client(_) => CardKind::Client,
        };
        let input = (Arc::clone(&page.parsed), Arc::clone(&page.titled), page.route.clone(), kind);
        (page.path.clone(), input)
    };
    let inputs = site.pages.iter().map(input).collect();
    remembered.map(inputs, |_, (parsed, titled, route, kind)| {
        let first = parsed.headings.first().filter(|_| titled.lead == Lead::Hide);
        Arc::new(Card {
            route: route.clone(),
            title: Arc::clone(&titled.title),
            summary: View::summary(parsed),
            status: parsed.status(),
            document_type: parsed.document_type(&titled.title),
            kind: *kind,
            top: first.map(|heading| Arc::clone(&heading.anchor)),
        })
    })
}

impl Card {
    /// Returns whether readers are led to the page.
    pub(crate) fn is_current(&self) -> bool {
        !matches!(self.status, Status::Superseded | Status::Withdrawn)
    }

    /// Returns the anchor of a link to the page, none for one to its title.
    pub(crate) fn anchor<'a>(&self, anchor: Option<&'a Arc<str>>) -> Option<&'a Arc<str>> {
        anchor.filter(|anchor| self.top.as_ref() != Some(*anchor))
    }
}
