//! The page for addresses that do not exist.
//!
//! A host serves it at any depth, so it alone has links from the root of the host: below the path of
//! the configured address, else below `/`.

use crate::place::Route;
use crate::render::context::{Content, NavItem, PageContext, list};
use crate::render::view::View;

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
