//! The page of a section, and the home page: the author's text, and what lies in the folder.

use crate::model::{Page, PageId, Resolved, SectionId};
use crate::parse::{Body, Role};
use crate::render::context::{Content, Head, PageContext, SectionCard, SectionPage, list};
use crate::render::head::{Kind, Outside};
use crate::render::pages::az::letters;
use crate::render::view::{View, listed, reference};
use std::collections::BTreeSet;
use std::sync::Arc;

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
    let policies = list(policies.map(|id| listed(route, view.card(*id))));
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
