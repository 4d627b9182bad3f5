//! [`View`]: what a page may show, and the links and bodies that all kinds of page need.

use crate::analyse::Analysis;
use crate::config::Config;
use crate::date::Date;
use crate::memo::{Held, Same};
use crate::model::glossary::Glossary;
use crate::model::{Page, PageId, SectionId, Site};
use crate::parse::body::{Lead, Words};
use crate::parse::{Body, CodeBlock, Parsed};
use crate::place::{Base, OutPath, Route};
use crate::render::card::Card;
use crate::render::context::{Head, Html, List, Listed, NavItem, Ref, Review};
use crate::render::facts::{status_word, type_word};
use crate::render::fill::Filling;
use crate::render::frame::Frame;
use crate::render::head::Published;
use crate::render::markup::Writer;
use crate::render::record::Record;
use crate::srp::Compliance;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Highlighted code, by block.
pub(crate) type Highlighted = BTreeMap<Arc<CodeBlock>, Arc<str>>;

/// Everything that pages are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// The site.
    pub site: &'a Site,
    /// What pages show of each other, in the order of [`Site::pages`].
    pub cards: &'a [Arc<Card>],
    /// What is on record of them, in the same order.
    pub records: &'a [Arc<Record>],
    /// What is around every page.
    pub frame: &'a Same<Frame>,
    /// What follows from the site.
    pub analysis: &'a Analysis,
    /// How every client's plan was judged.
    pub compliance: &'a Compliance,
    /// What the organisation's policy says under each of its clauses, as far as it has them.
    pub quotes: &'a [Option<String>],
    /// The addresses of the requirements' own pages, by number.
    pub requirements: &'a [Route],
    /// The configuration.
    pub config: &'a Config,
    /// The day for which states that depend on one are computed.
    pub today: Date,
    /// Highlighted code.
    pub code: &'a Highlighted,
    /// The terms.
    pub glossary: &'a Same<Glossary>,
    /// Where each page uses them, in the order of [`Site::pages`]; empty when there are none.
    pub uses: &'a [Held<[Words]>],
    /// What is published beside the pages.
    pub published: &'a Published,
}

impl View<'_> {
    /// Returns what other pages show of a page.
    pub(super) fn card(&self, id: PageId) -> &Card {
        &self.cards[id.index()]
    }

    /// Returns the file that holds the Markdown of a page, if there is one.
    pub(super) fn twin(&self, id: PageId) -> Option<&OutPath> {
        let has_twin = self.published.twins.binary_search(&id).is_ok();
        self.site.ground.places.get(id.index()).filter(|_| has_twin).map(|place| &place.twin)
    }

    /// Returns what the front pages say of a page besides.
    pub(super) fn record(&self, id: PageId) -> &Record {
        &self.records[id.index()]
    }

    /// Returns the link from a page to a page.
    pub(super) fn href(&self, from: &Route, to: PageId) -> Arc<str> {
        from.href_to(&self.card(to).route, None).as_str().into()
    }

    /// Returns the language of a page: its own, else the site's.
    pub(super) fn lang(&self, page: Option<&Page>) -> Arc<str> {
        let own = page.and_then(|page| page.front().lang.as_ref());
        own.map_or(self.config.lang.as_str(), |lang| &lang.value).into()
    }

    /// Returns the main navigation as seen from a page in `section`.
    pub(super) fn nav(&self, from: &Route, section: Option<SectionId>) -> List<NavItem> {
        self.frame.nav(from, section)
    }

    /// Returns the links to the sections above, the home page first.
    pub(super) fn crumbs(&self, from: &Route, sections: &[SectionId]) -> List<Ref> {
        self.frame.crumbs(from, sections)
    }

    /// Returns the absolute address of a page, when the site's is known.
    pub(super) fn canonical(&self, route: &Route) -> Option<String> {
        canonical(self.config.base.as_ref(), route)
    }

    /// Returns what a page without a source of its own says of itself.
    pub(super) fn plain_head(&self, route: &Route, title: &Arc<str>, crumbs: List<Ref>) -> Head {
        Head {
            title: Arc::clone(title),
            description: None,
            canonical: self.canonical(route),
            robots: None,
            crumbs,
            lede: None,
            about: None,
        }
    }

    /// Returns what a page is about: as stated, else as its text begins.
    pub(super) fn summary(parsed: &Parsed) -> Option<Arc<str>> {
        match &parsed.front.summary {
            Some(stated) => Some(stated.value.as_str().into()),
            None => parsed.summary.as_ref().map(|summary| Arc::clone(&summary.text)),
        }
    }

    /// Returns the sentence under the title, unless the text begins with it anyway, or it had to be
    /// cut.
    pub(super) fn lede(parsed: &Parsed) -> Option<Arc<str>> {
        if let Some(stated) = &parsed.front.summary {
            return Some(stated.value.as_str().into());
        }
        let summary = parsed.summary.as_ref()?;
        let is_worth_it = !summary.leads && !summary.text.ends_with('…');
        is_worth_it.then(|| Arc::clone(&summary.text))
    }

    /// Returns the contents of a page as items of a list: headings of level 2 and 3, when there are
    /// enough to be useful.
    pub(super) fn toc(route: &Route, parsed: &Parsed, lead: Lead) -> Html {
        const HEADINGS_MIN: usize = 3;
        let is_off = parsed.front.toc.as_ref().is_some_and(|toc| !toc.value);
        let skip = usize::from(lead == Lead::Hide);
        let headings = parsed.headings.iter().skip(skip);
        let shown =
            headings.filter(|heading| heading.level.max(2) <= 3 && !heading.text.is_empty());
        let mut items = Writer::with_capacity(1 << 10);
        let mut count = 0;
        for heading in shown {
            count += 1;
            let href = route.href_to(route, Some(&heading.anchor));
            contents_item(heading.level > 2, href.as_str(), &heading.text, &mut items);
        }
        if is_off || count < HEADINGS_MIN { Html::default() } else { items.into_html() }
    }

    /// Returns the body of a page with every hole filled.
    pub(super) fn body(&self, page: &Page, body: &Body) -> Html {
        Filling::of(self, page).body(&page.route, &page.parsed, body, page.lead)
    }

    /// Returns the body of a page with every hole filled, and beside it what helps a reader of it.
    pub(super) fn body_and_aids(&self, id: PageId, body: &Body) -> (String, String) {
        let page = self.site.page(id);
        let filling = Filling::of(self, page).with_aids(self, id);
        filling.parts(&page.route, &page.parsed, body, page.lead)
    }

    /// Returns the body of a page with every hole filled, and with what helps a reader of it.
    pub(super) fn body_with_aids(&self, id: PageId, body: &Body) -> Html {
        let page = self.site.page(id);
        let filling = Filling::of(self, page).with_aids(self, id);
        filling.body(&page.route, &page.parsed, body, page.lead)
    }
}

/// Returns a titled link from the page at `from` to a page.
pub(super) fn reference(from: &Route, to: &Card) -> Ref {
    let href = from.href_to(&to.route, None);
    Ref { title: Arc::clone(&to.title), href: href.as_str().into() }
}

/// Returns a policy as an entry of a list on the page at `from`, and how its review stands where that
/// is said.
pub(super) fn listed(from: &Route, card: &Card, review: Option<Review>) -> Listed {
    let (status, state) = status_word(card.status);
    Listed {
        title: Arc::clone(&card.title),
        href: from.href_to(&card.route, None).as_str().into(),
        summary: card.summary.clone(),
        document_type: type_word(card.document_type),
        status,
        state,
        review: review.map(Arc::new),
    }
}

/// Returns the absolute address of a page, when the site's is known.
pub(super) fn canonical(base: Option<&Base>, route: &Route) -> Option<String> {
    base.map(|base| base.absolute(route))
}

/// Writes one line of a page's contents.
pub(super) fn contents_item(is_low: bool, href: &str, title: &str, items: &mut Writer) {
    items.raw(if is_low { "<li class=\"l3\"><a href=" } else { "<li><a href=" });
    items.value(href).raw(">").text(title).raw("</a></li>");
}
