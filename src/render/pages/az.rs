//! The A-Z index.

use crate::analyse::az::{Entry, Group};
use crate::place::Route;
use crate::render::context::{AzEntry, AzGroup, AzPage, Content, Letter, List, PageContext, list};
use crate::render::pages::home;
use crate::render::standing::review;
use crate::render::view::View;
use std::sync::Arc;

/// Returns the route of the index.
pub(crate) fn route() -> Route {
    Route::home().child("a-z")
}

/// Returns the context of the index.
pub(crate) fn context(view: &View<'_>) -> PageContext {
    let route = route();
    let az = &view.analysis.az;
    let groups = az.groups.iter().map(|group| AzGroup {
        letter: group.letter.clone(),
        id: group.id().to_owned(),
        entries: list(group.entries.iter().map(|entry| self::entry(view, &route, entry))),
    });
    let mut head = view.plain_head(&route, &"Policies A–Z".into(), view.crumbs(&route, &[]));
    head.description = Some(format!("Every policy from A to Z: {} in all.", az.policies).into());
    let content = AzPage {
        head,
        total: az.policies,
        letters: letters(view, ""),
        groups: list(groups),
        reviews: home::all_reviews(view),
        recent: home::recent(view, &route),
        due: home::due(view, &route),
        owners: home::current(view).any(|(_, record)| record.owner.is_some()),
    };
    PageContext {
        lang: view.lang(None),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(&route, None),
        page: Content::Az(Arc::new(content)),
    }
}

fn entry(view: &View<'_>, route: &Route, entry: &Entry) -> AzEntry {
    let page = view.site.page(entry.page);
    let (card, record) = (view.card(entry.page), view.record(entry.page));
    let href = view.href(route, entry.page);
    if let Some(alias) = &entry.alias {
        AzEntry {
            title: Arc::clone(alias),
            href,
            summary: None,
            section: None,
            see: Some(Arc::clone(&page.title)),
            owner: None,
            version: None,
            review: None,
        }
    } else {
        let section = view.site.section(page.section);
        let is_top = section.parent.is_none();
        AzEntry {
            title: Arc::clone(&page.title),
            href,
            summary: card.summary.clone(),
            section: (!is_top).then(|| Arc::clone(&section.title)),
            see: None,
            owner: record.owner.clone(),
            version: record.version.clone(),
            review: review(card, record, view.today).map(Arc::new),
        }
    }
}

/// Returns the jump bar: A to Z, and what else has entries; `page` leads to the index.
pub(super) fn letters(view: &View<'_>, page: &str) -> List<Letter> {
    let groups = &view.analysis.az.groups;
    if groups.is_empty() {
        return list([]);
    }
    let letter = |letter: &str, id: Option<&str>| Letter {
        letter: letter.to_owned(),
        href: format!("{page}{}", route().href_to(&route(), Some(id.unwrap_or(letter))).as_str())
            .into(),
        active: id.is_some(),
    };
    let is_latin = |name: &str| name.len() == 1 && name != "#";
    let other = groups.iter().filter(|group| !is_latin(&group.letter));
    let (before, after): (Vec<_>, Vec<_>) = other.partition(|group| group.letter == "#");
    let latin = ('A'..='Z').map(|c| {
        let found = groups.iter().find(|group| group.letter.chars().eq([c]));
        letter(&c.to_string(), found.map(Group::id))
    });
    let extra = |group: &Group| letter(&group.letter, Some(group.id()));
    list(before.into_iter().map(extra).chain(latin).chain(after.into_iter().map(extra)))
}
