//! `sitemap.xml`, when the site's address is known.

use crate::model::PageKind;
use crate::place::Route;
use crate::render::pages::az;
use crate::render::view::View;
use std::collections::BTreeSet;

/// Returns the sitemap, `None` without a base address. Order is by address; there are no dates,
/// since nothing here knows any.
pub(crate) fn sitemap(view: &View<'_>) -> Option<String> {
    let base = view.config.base.as_ref()?;
    let mut routes: BTreeSet<Route> =
        view.site.sections.iter().map(|section| section.route.clone()).collect();
    routes.insert(az::route());
    for page in view.site.pages.iter().filter(|page| !page.is_client()) {
        if matches!(page.kind, PageKind::Section(_)) || page.is_current() {
            routes.insert(page.route.clone());
        }
    }
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.push_str("<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for route in &routes {
        xml.push_str("<url><loc>");
        xml.push_str(&base.absolute(route));
        xml.push_str("</loc></url>\n");
    }
    xml.push_str("</urlset>\n");
    Some(xml)
}
