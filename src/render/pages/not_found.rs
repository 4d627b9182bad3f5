//! The page for addresses that do not exist.
//!
//! A host serves it at any depth, so it alone has links from the root of the host: below the path of
//! the configured address, else below `/`. Its script offers the pages whose address, title or other
//! name is nearest to what was asked for. It takes them from a file beside the page, which no other
//! page loads.

use crate::memo::Once;
use crate::model::{Page, SectionId, Site};
use crate::place::Route;
use crate::render::context::{Content, NavItem, PageContext, list};
use crate::render::view::View;
use serde::Serialize;
use std::sync::Arc;

/// The file that lists the pages.
pub(crate) const ADDRESSES: &str = "404.js";

/// A page that may have been meant: its address, its title, its other names. Of an old address the
/// name is the last segment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Meant {
    route: Route,
    title: Arc<str>,
    names: Vec<String>,
}

/// One as the script reads it; the link is from the root.
#[derive(Serialize)]
struct Row<'a>(
    String,
    &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")] &'a [String],
);

/// The list of the last build: a text that changes leaves it as it was.
pub(crate) type Addresses = Once<Vec<Meant>, Arc<[u8]>>;

/// Returns the context of the page.
pub(crate) fn context(view: &View<'_>) -> PageContext {
    let home = Route::home();
    let root = view.config.base.as_ref().map_or("/", |base| base.path()).to_owned();
    let mut head = view.plain_head(&home, &"Page not found".into(), list([]));
    head.canonical = None;
    head.robots = Some("noindex");
    head.description = Some("There is no page at this address.".into());
    let nav = view.nav(&home, None);
    let nav = nav.0.iter().map(|item| {
        let href = format!("{root}{}", item.href.trim_start_matches("./")).into();
        NavItem { href, ..NavItem::clone(item) }
    });
    PageContext {
        lang: view.lang(None),
        nav: list(nav),
        root,
        page: Content::NotFound(head.into()),
    }
}

/// Writes the file that lists the pages, as a script.
pub(crate) fn addresses(view: &View<'_>, remembered: &mut Addresses) -> Arc<[u8]> {
    let site = view.site;
    let pages = site.pages().filter(|(_, page)| is_found(page));
    let pages = pages.map(|(_, page)| Meant {
        route: page.route.clone(),
        title: Arc::clone(&page.title),
        names: names(page),
    });
    let folders = site.sections().filter(|(id, _)| is_listed(site, *id));
    let folders = folders.map(|(_, section)| Meant {
        route: section.route.clone(),
        title: Arc::clone(&section.title),
        names: Vec::new(),
    });
    Arc::clone(&remembered.of(pages.chain(folders).collect(), |meant| written(meant)))
}

fn written(meant: &[Meant]) -> Arc<[u8]> {
    let home = Route::home();
    let link = |meant: &Meant| {
        let href = home.href_to(&meant.route, None);
        href.as_str().trim_start_matches("./").to_owned()
    };
    let rows: Vec<Row<'_>> =
        meant.iter().map(|meant| Row(link(meant), &meant.title, &meant.names)).collect();
    let json = serde_json::to_string(&rows).expect("texts and lists can be written");
    format!("rulebookAddresses({json});\n").into_bytes().into()
}

/// Returns whether readers may find a page without being led to it.
fn is_found(page: &Page) -> bool {
    page.front().search.as_ref().is_none_or(|search| search.value)
}

/// Returns whether the page of a section is one that no file stands for.
fn is_listed(site: &Site, id: SectionId) -> bool {
    let section = site.section(id);
    section.page.is_none() && section.parent.is_some() && section.total > 0
}

fn names(page: &Page) -> Vec<String> {
    let front = page.front();
    let old = front.redirect_from.iter().filter_map(|address| {
        let path = address.value.trim_end_matches("index.html").trim_end_matches('/');
        path.rsplit('/').next().filter(|name| !name.is_empty())
    });
    let names = front.aliases.iter().map(|name| name.value.as_str()).chain(old);
    names.map(str::to_owned).collect()
}
