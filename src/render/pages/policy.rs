//! A policy's page.

use crate::analyse::backlinks::BackLink as Reference;
use crate::model::PageId;
use crate::parse::body::Lead;
use crate::parse::front_matter::Status;
use crate::parse::{Body, Citation};
use crate::render::context::{
    BackLink, BackLinks, Content, Head, PageContext, PolicyPage, Sidebar, list,
};
use crate::render::facts::{SUPERSEDED, facts, notices};
use crate::render::markup::Writer;
use crate::render::pages::clauses::with_states;
use crate::render::view::View;
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

/// Returns the context of a policy's page.
pub(crate) fn context(view: &View<'_>, id: PageId, body: &Body) -> PageContext {
    let page = view.site.page(id);
    let route = &page.route;
    let (previous, next) = view.analysis.neighbours[id.index()];
    let related = &view.analysis.related[id.index()];
    let is_home = route.as_str().is_empty();
    let robots = (!page.is_current()).then_some("noindex");
    let mut notices = notices(page, view.today);
    if let Some(notice) = notices.iter_mut().find(|notice| notice.title == SUPERSEDED) {
        notice.link = page.successor.map(|id| Arc::new(view.reference(route, id)));
    }
    let policy = PolicyPage {
        head: Head {
            title: Arc::clone(&page.title),
            description: View::summary(page),
            canonical: view.canonical(route),
            robots,
            crumbs: if is_home {
                list([])
            } else {
                view.crumbs(route, &view.site.path_to(page.section))
            },
            lede: View::lede(page),
        },
        facts: list(facts(page, view.today)),
        notices: list(notices),
        aliases: page.aliases.as_slice().into(),
        body: match &view.compliance.policy {
            Some(policy) if policy.page == id => with_states(view, policy, view.body(page, body)),
            Some(_) | None => view.body(page, body),
        },
        words: page.parsed.words,
        minutes: page.parsed.words.div_ceil(WORDS_PER_MINUTE).max(1),
        toc: View::toc(page),
        sidebar: sidebar(view, id),
        related: list(related.iter().map(|id| view.listed(route, *id))),
        backlinks: backlinks(view, id),
        previous: previous.map(|id| Arc::new(view.reference(route, id))),
        next: next.map(|id| Arc::new(view.reference(route, id))),
    };
    PageContext {
        lang: view.lang(Some(page)),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(route, Some(page.section)),
        page: Content::Policy(Arc::new(policy)),
    }
}

pub(super) fn backlinks(view: &View<'_>, id: PageId) -> Arc<BackLinks> {
    let known = &view.analysis.backlinks[id.index()];
    // Drafts refer to what they like; readers are shown what is in force.
    let shown = known.iter().filter(|reference| {
        !matches!(view.site.page(reference.from).status(), Status::Superseded | Status::Withdrawn)
    });
    let mut shown: Vec<BackLink> = shown.map(|reference| backlink(view, id, *reference)).collect();
    let total = shown.len();
    // "And 1 more" would take as much room as the one.
    let keep = if total == BACKLINKS_SHOWN + 1 { total } else { total.min(BACKLINKS_SHOWN) };
    let rest = shown.split_off(keep);
    Arc::new(BackLinks { total, shown: list(shown), rest: list(rest) })
}

fn backlink(view: &View<'_>, to: PageId, reference: Reference) -> BackLink {
    let from = view.site.page(reference.from);
    let link = &from.parsed.links[reference.link];
    let heading = link.under.and_then(|n| from.parsed.headings.get(n as usize));
    let is_title = link.under == Some(0) && from.lead == Lead::Hide;
    let heading = heading.filter(|heading| !is_title && !heading.text.is_empty());
    let anchor = heading.map(|heading| &*heading.anchor);
    let own = &view.site.page(to).route;
    let (before, mark, after) = link.citation.as_ref().map_or(("", "", ""), Citation::parts);
    BackLink {
        title: Arc::clone(&from.title),
        href: own.href_to(&from.route, anchor).as_str().into(),
        section: heading.map(|heading| Arc::clone(&heading.text)),
        before: before.into(),
        mark: mark.into(),
        after: after.into(),
    }
}

fn sidebar(view: &View<'_>, id: PageId) -> Option<Arc<Sidebar>> {
    let page = view.site.page(id);
    let section = view.site.section(page.section);
    let all = &section.policies;
    let own = all.iter().position(|other| *other == id)?;
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
    let mut items = Writer::with_capacity((end - start) * 96);
    for other in all.get(start..end).unwrap_or_default() {
        let to = view.site.page(*other);
        items.raw("<li><a href=").value(page.route.href_to(&to.route, None).as_str());
        items.raw(if *other == id { " aria-current=\"page\">" } else { ">" });
        items.text(&to.title).raw("</a></li>");
    }
    Some(Arc::new(Sidebar {
        title: Arc::clone(&section.title),
        href: page.route.href_to(&section.route, None).as_str().into(),
        total: all.len(),
        items: items.into_html(),
        hidden: all.len() - (end - start),
    }))
}
