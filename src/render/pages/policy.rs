//! A policy's page: what it is made from, and what is made of it.

use crate::analyse::backlinks::BackLink as Reference;
use crate::memo::{Held, Same};
use crate::model::titles::Titled;
use crate::model::{PageId, SectionId};
use crate::parse::{Body, Citation, Parsed};
use crate::place::{Base, OutPath, Route};
use crate::render::card::{Card, CardKind};
use crate::render::context::{
    BackLink, BackLinkGroup, BackLinks, Content, Head, Notice, PageContext, PolicyPage, Sidebar,
    list,
};
use crate::render::facts::{AsOf, SUPERSEDED, as_of, facts, notices};
use crate::render::fill::Filling;
use crate::render::frame::{Frame, Named};
use crate::render::head::{Kind, Outside};
use crate::render::markup::Writer;
use crate::render::pages::clauses::{States, states};
use crate::render::pages::search;
use crate::render::view::{View, canonical, listed, reference};
use crate::search::{Entry, Kind as Found, Source};
use std::sync::Arc;

/// Words an adult reads in a minute (Brysbaert 2019, silent reading of non-fiction: 238).
const WORDS_PER_MINUTE: u32 = 238;

/// How many back-links are shown before the rest is folded away.
const BACKLINKS_SHOWN: usize = 5;

/// A section of up to this many policies is shown whole beside each of them; of a larger one the
/// nearest, so that output does not grow with the square of the pages.
const SIDEBAR_WHOLE_MAX: usize = 16;

/// How many neighbours are shown on each side in a larger section.
const SIDEBAR_REACH: usize = 7;

/// Everything that a policy's page shows: its own text, and of the rest of the site just that.
///
/// Cheap to make, since its parts are shared; the page is a function of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PolicyPlan {
    route: Route,
    parsed: Arc<Parsed>,
    body: Arc<Body>,
    titled: Arc<Titled>,
    filling: Filling,
    lang: Arc<str>,
    base: Option<Base>,
    outside: Outside,
    /// What a reader must know before relying on it, as of the day.
    notices: Vec<Notice>,
    /// How it and its review stand on the day.
    as_of: AsOf,
    frame: Same<Frame>,
    section: SectionId,
    beside: Option<Beside>,
    successor: Option<Arc<Card>>,
    related: Box<[Arc<Card>]>,
    backlinks: Referring,
    previous: Option<Arc<Card>>,
    next: Option<Arc<Card>>,
    /// Whether a client's plan names it as a record.
    is_record: bool,
    /// On the policy that client plans are judged against: how they meet each clause.
    states: States,
}

/// The policies around one in its section, as far as they are shown.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Beside {
    section: Named,
    cards: Box<[Arc<Card>]>,
    /// The position of the page itself among them.
    own: usize,
    /// How many the section has.
    total: usize,
}

/// The pages that refer to a page, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Referring {
    references: Held<[Reference]>,
    /// The pages, in the same order.
    cards: Box<[Arc<Card>]>,
}

/// Gathers what a policy's page shows.
pub(crate) fn plan(view: &View<'_>, id: PageId, body: Arc<Body>) -> PolicyPlan {
    let page = view.site.page(id);
    let card = |id: PageId| Arc::clone(&view.cards[id.index()]);
    let neighbours = view.analysis.neighbours[id.index()];
    let is_judged_by = view.compliance.policy.as_ref().filter(|policy| policy.page == id);
    PolicyPlan {
        route: page.route.clone(),
        parsed: Arc::clone(&page.parsed),
        body,
        titled: Arc::clone(&page.titled),
        filling: Filling::of(view, page).with_aids(view, id),
        lang: view.lang(Some(page)),
        base: view.config.base.clone(),
        outside: Outside::of(view, Some(id)),
        notices: notices(&page.parsed, view.today),
        as_of: as_of(&page.parsed, view.today),
        is_record: view.analysis.records.binary_search(&id).is_ok(),
        frame: view.frame.clone(),
        section: page.section,
        beside: beside(view, id),
        successor: page.successor.map(card),
        related: view.analysis.related[id.index()].iter().map(|id| card(*id)).collect(),
        backlinks: Referring::to(view, id),
        previous: neighbours.before.map(card),
        next: neighbours.after.map(card),
        states: is_judged_by.map(|policy| states(view, policy)).unwrap_or_default(),
    }
}

fn beside(view: &View<'_>, id: PageId) -> Option<Beside> {
    let section = view.site.section(view.site.page(id).section);
    let all = &section.policies;
    let own = view.analysis.neighbours[id.index()].position?;
    if all.len() < 2 {
        return None;
    }
    let (start, end) = if all.len() <= SIDEBAR_WHOLE_MAX {
        (0, all.len())
    } else {
        let shown = 2 * SIDEBAR_REACH + 1;
        let start = own.saturating_sub(SIDEBAR_REACH).min(all.len() - shown);
        (start, start + shown)
    };
    let shown = all.get(start..end).unwrap_or_default().iter();
    Some(Beside {
        section: Named { title: Arc::clone(&section.title), route: section.route.clone() },
        cards: shown.map(|id| Arc::clone(&view.cards[id.index()])).collect(),
        own: own - start,
        total: all.len(),
    })
}

impl PolicyPlan {
    /// Returns what the page brings to the search index, unless its author leaves it out.
    pub(super) fn entry(&self, path: &OutPath) -> Option<Arc<Entry>> {
        let front = &self.parsed.front;
        if front.search.as_ref().is_some_and(|search| !search.value) {
            return None;
        }
        let aliases = self.titled.aliases.iter().map(|(alias, _, _)| &**alias);
        let id = front.id.iter().map(|id| id.value.as_str());
        Some(Arc::new(Entry::of(&Source {
            href: search::href(path),
            kind: if self.is_record { Found::Client } else { Found::Policy },
            title: &self.titled.title,
            names: aliases.chain(id).collect(),
            lang: &self.lang,
            section: self.beside.as_ref().map(|beside| &*beside.section.title),
            status: search::status(&&self.notices),
            summary: front.summary.as_ref().map(|summary| summary.value.as_str()),
            html: &search::text(&self.parsed, &self.body, self.titled.lead),
            left_out: &[],
        })))
    }
}

/// Returns the context of a policy's page.
pub(crate) fn context(plan: &PolicyPlan) -> PageContext {
    let PolicyPlan { route, parsed, titled, frame, .. } = plan;
    let to = |card: &Arc<Card>| Arc::new(reference(route, card));
    let is_home = route.as_str().is_empty();
    let robots = (!parsed.is_current()).then_some("noindex");
    let mut notices = plan.notices.clone();
    if let Some(notice) = notices.iter_mut().find(|notice| notice.title == SUPERSEDED) {
        notice.link = plan.successor.as_ref().map(to);
    }
    let mut head = Head {
        title: Arc::clone(&titled.title),
        description: View::summary(parsed),
        canonical: canonical(plan.base.as_ref(), route),
        robots,
        crumbs: if is_home { list([]) } else { frame.crumbs(route, frame.path_to(plan.section)) },
        lede: View::lede(parsed),
        about: None,
    };
    let above = frame.path_to(plan.section).iter().filter(|_| !is_home);
    let above = above.map(|id| frame.section(*id));
    let said = plan.outside.about((route, &head), (Kind::Policy, &plan.lang), Some(parsed), above);
    head.about = Some(said);
    let policy = PolicyPage {
        head,
        facts: list(facts(parsed, &titled.title, plan.as_of)),
        notices: list(notices),
        aliases: titled.aliases.iter().map(|(alias, _, _)| Arc::clone(alias)).collect(),
        body: plan.states.put_into(plan.filling.body(route, parsed, &plan.body, titled.lead)),
        words: parsed.words,
        minutes: parsed.words.div_ceil(WORDS_PER_MINUTE).max(1),
        toc: View::toc(route, parsed, titled.lead),
        sidebar: plan.beside.as_ref().map(|beside| Arc::new(sidebar(route, beside))),
        related: list(plan.related.iter().map(|card| listed(route, card, None))),
        backlinks: plan.backlinks.shown(route),
        previous: plan.previous.as_ref().map(to),
        next: plan.next.as_ref().map(to),
    };
    PageContext {
        lang: Arc::clone(&plan.lang),
        root: route.to_root().as_str().to_owned(),
        nav: frame.nav(route, Some(plan.section)),
        page: Content::Policy(Arc::new(policy)),
    }
}

impl Referring {
    /// Finds the pages that refer to a page.
    pub(super) fn to(view: &View<'_>, id: PageId) -> Self {
        let references = view.analysis.backlinks[id.index()].clone();
        let card = |reference: &Reference| Arc::clone(&view.cards[reference.from.index()]);
        Self { cards: references.iter().map(card).collect(), references }
    }

    /// Returns them as they are shown on the page at `route`.
    pub(super) fn shown(&self, route: &Route) -> Arc<BackLinks> {
        // Drafts refer to what they like; readers are shown what is in force.
        let shown = self.references.iter().zip(&self.cards).filter(|(_, from)| from.is_current());
        let total = shown.clone().count();
        let kinds = [
            (CardKind::Client, "Client plans"),
            (CardKind::Policy, "Policies"),
            (CardKind::Section, "Sections"),
        ];
        let groups = kinds.into_iter().filter_map(|(kind, title)| {
            let of_kind = shown.clone().filter(|(_, from)| from.kind == kind);
            let mut links: Vec<BackLink> =
                of_kind.map(|(reference, from)| backlink(route, from, reference)).collect();
            let number = links.len();
            // "And 1 more" would take as much room as the one.
            let is_short = number <= BACKLINKS_SHOWN + 1;
            let rest = links.split_off(if is_short { number } else { BACKLINKS_SHOWN });
            (number > 0).then(|| BackLinkGroup {
                title: (number < total).then_some(title),
                total: number,
                shown: list(links),
                rest: list(rest),
            })
        });
        Arc::new(BackLinks { total, groups: list(groups) })
    }
}

fn backlink(route: &Route, from: &Card, at: &Reference) -> BackLink {
    let heading = at.reference.heading.as_ref();
    let anchor = heading.map(|(_, anchor)| &**anchor);
    let citation = at.reference.citation.as_ref();
    let (before, mark, after) = citation.map_or(("", "", ""), |citation| Citation::parts(citation));
    BackLink {
        title: Arc::clone(&from.title),
        href: route.href_to(&from.route, anchor).as_str().into(),
        section: heading.map(|(text, _)| Arc::clone(text)),
        before: before.into(),
        mark: mark.into(),
        after: after.into(),
    }
}

fn sidebar(route: &Route, beside: &Beside) -> Sidebar {
    let mut items = Writer::with_capacity(beside.cards.len() * 96);
    for (n, to) in beside.cards.iter().enumerate() {
        items.raw("<li><a href=").value(route.href_to(&to.route, None).as_str());
        items.raw(if n == beside.own { " aria-current=\"page\">" } else { ">" });
        items.text(&to.title).raw("</a></li>");
    }
    Sidebar {
        title: Arc::clone(&beside.section.title),
        href: route.href_to(&beside.section.route, None).as_str().into(),
        total: beside.total,
        items: items.into_html(),
        hidden: beside.total - beside.cards.len(),
    }
}
