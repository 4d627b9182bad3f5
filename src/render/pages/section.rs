//! The page of a section, and the home page: the author's text, and what lies in the folder.

use crate::model::{Page, PageId, Resolved, SectionId};
use crate::parse::{Body, Role};
use crate::render::context::{
    Content, Head, LeadsTo, PageContext, Relations, Reviews, SectionCard, SectionPage, list,
};
use crate::render::draw::{Relation, relations as draw_relations};
use crate::render::head::{Kind, Outside};
use crate::render::markup::Writer;
use crate::render::pages::az::letters;
use crate::render::pages::home;
use crate::render::standing::reviews;
use crate::render::view::{View, reference};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// How many policies a section has when it is drawn how they refer to each other.
const RELATED_POLICIES: RangeInclusive<usize> = 3..=12;

/// How many policies a section's card names.
const CARD_POLICIES: usize = 6;

/// Returns the context of a section's page.
pub(crate) fn context(view: &View<'_>, id: SectionId, body: &Body) -> PageContext {
    let section = view.site.section(id);
    let route = &section.route;
    let page = section.page.map(|page| view.site.page(page));
    let is_home = section.parent.is_none();
    let path = view.frame.path_to(id);
    let toc = |page: &Page| View::toc(route, &page.parsed, page.lead);
    let above = path.split_last().map_or(&[][..], |(_, above)| above);
    let title =
        if is_home { home_title(view, page, &section.title) } else { Arc::clone(&section.title) };
    let by_hand = page.map(hand_listed).unwrap_or_default();
    let policies = section.policies.iter().filter(|id| !by_hand.contains(id));
    let policies = list(home::shown(view, policies, route));
    let children = section.children.iter().filter(|child| view.site.section(**child).total > 0);
    let mut head = Head {
        title,
        description: page.and_then(|page| View::summary(&page.parsed)),
        canonical: view.canonical(route),
        robots: None,
        crumbs: if is_home { list([]) } else { view.crumbs(route, above) },
        lede: page.and_then(|page| View::lede(&page.parsed)),
        about: None,
    };
    let lang = view.lang(page);
    let kind = if is_home { Kind::Home } else { Kind::Section };
    let named = above.iter().map(|id| view.frame.section(*id));
    let parsed = page.map(|page| &*page.parsed);
    let outside = Outside::of(view, section.page);
    head.about = Some(outside.about((route, &head), (kind, &lang), parsed, named));
    let content = SectionPage {
        head,
        body: section.page.map(|id| view.body_with_aids(id, body)).unwrap_or_default(),
        toc: page.filter(|_| !is_home).map(toc).unwrap_or_default(),
        sections: list(children.map(|child| card(view, id, *child))),
        policies,
        total: section.total,
        sidebar: None,
        letters: if is_home { letters(view, "a-z/") } else { list([]) },
        reviews: if is_home { home::all_reviews(view) } else { own_reviews(view, id) },
        relations: if is_home { None } else { relations(view, id).map(Arc::new) },
        front: if is_home { home::front(view) } else { None },
        recent: if is_home { home::recent(view, route) } else { list([]) },
        due: if is_home { home::due(view, route) } else { list([]) },
    };
    PageContext {
        lang,
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(route, Some(id)),
        page: Content::Section(Arc::new(content)),
    }
}

/// Returns the home page's title: the configured one, else the author's.
fn home_title(view: &View<'_>, page: Option<&Page>, title: &Arc<str>) -> Arc<str> {
    match (&view.config.title, page) {
        (_, Some(page)) => Arc::clone(&page.title),
        (Some(title), None) => title.as_str().into(),
        (None, None) => Arc::clone(title),
    }
}

/// Returns the policies that the author's own A-Z list names; they need no second list.
fn hand_listed(page: &Page) -> BTreeSet<PageId> {
    let links = page.parsed.links.iter().zip(&*page.links);
    let listed = links.filter_map(|(link, resolved)| match (link.role, resolved) {
        (Role::AzList, Resolved::Page(id, _)) => Some(*id),
        _ => None,
    });
    listed.collect()
}

/// Returns how the reviews of the policies in a section, and in those below it, stand.
fn own_reviews(view: &View<'_>, id: SectionId) -> Option<Arc<Reviews>> {
    let mut policies = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let section = view.site.section(id);
        policies.extend(section.policies.iter().map(|id| (view.card(*id), view.record(*id))));
        open.extend(&section.children);
    }
    reviews(policies.into_iter(), view.today).map(Arc::new)
}

/// Returns how the policies of a section refer to each other, when there are few enough to be drawn.
fn relations(view: &View<'_>, id: SectionId) -> Option<Relations> {
    let section = view.site.section(id);
    let is_current = |id: &&PageId| view.card(**id).is_current();
    let policies: Vec<PageId> = section.policies.iter().filter(is_current).copied().collect();
    if !RELATED_POLICIES.contains(&policies.len()) {
        return None;
    }
    let mut leads: Vec<Vec<usize>> = vec![Vec::new(); policies.len()];
    for (to, id) in policies.iter().enumerate() {
        for link in view.analysis.backlinks[id.index()].iter() {
            if let Some(from) = policies.iter().position(|id| *id == link.from) {
                leads[from].push(to);
            }
        }
    }
    if leads.iter().all(Vec::is_empty) {
        return None;
    }
    let names: Vec<&str> = policies.iter().map(|id| &*view.card(*id).title).collect();
    let arrows = leads.iter().enumerate();
    let arrows = arrows.flat_map(|(from, to)| to.iter().map(move |to| Relation { from, to: *to }));
    let mut figure = Writer::default();
    if let Some(drawn) = draw_relations("Relations", &names, &arrows.collect::<Vec<_>>()) {
        figure.markup(&drawn.0);
    }
    let link = |n: &usize| policies.get(*n).map(|id| reference(&section.route, view.card(*id)));
    let leads = leads.iter().enumerate().filter(|(_, to)| !to.is_empty());
    let leads = leads.filter_map(|(from, to)| {
        let from = link(&from)?;
        Some(LeadsTo { title: from.title, href: from.href, to: list(to.iter().filter_map(link)) })
    });
    Some(Relations { figure: figure.into_html(), leads: list(leads) })
}

fn card(view: &View<'_>, from: SectionId, id: SectionId) -> SectionCard {
    let route = &view.site.section(from).route;
    let section = view.site.section(id);
    let first = first_policies(view, id);
    let page = section.page.map(|page| view.site.page(page));
    SectionCard {
        title: Arc::clone(&section.title),
        href: route.href_to(&section.route, None).as_str().into(),
        summary: page.and_then(|page| View::summary(&page.parsed)),
        policies: section.total,
        first: list(first.into_iter().map(|id| reference(route, view.card(id)))),
    }
}

/// Returns the first policies of a section, looking into its own sections when it has none itself.
fn first_policies(view: &View<'_>, id: SectionId) -> Vec<PageId> {
    let mut first = Vec::new();
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        let section = view.site.section(id);
        first.extend(section.policies.iter().take(CARD_POLICIES - first.len()));
        if first.len() == CARD_POLICIES {
            break;
        }
        open.extend(section.children.iter().rev());
    }
    first
}
