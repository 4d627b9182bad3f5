//! [`View`]: what a page may show, and the links and bodies that all kinds of page need.

use crate::analyse::Analysis;
use crate::config::Config;
use crate::date::Date;
use crate::model::{Page, PageId, Resolved, SectionId, Site};
use crate::parse::body::{Hole, Lead};
use crate::parse::{Body, CodeBlock, Link};
use crate::place::Route;
use crate::render::context::{Head, Html, List, Listed, Markup, NavItem, Ref, list};
use crate::render::facts::{status_word, type_word};
use crate::render::markup::Writer;
use crate::render::pages::register::Register;
use crate::srp::Compliance;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Highlighted code, by block.
pub(crate) type Highlighted = BTreeMap<Arc<CodeBlock>, Arc<str>>;

/// How many top sections the main navigation names.
const NAV_SECTIONS_MAX: usize = 4;

/// Everything that pages are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct View<'a> {
    /// The site.
    pub site: &'a Site,
    /// What follows from it.
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
}

impl View<'_> {
    /// Returns the link from a page to a page.
    pub(super) fn href(&self, from: &Route, to: PageId) -> Arc<str> {
        from.href_to(&self.site.page(to).route, None).as_str().into()
    }

    /// Returns a titled link from a page to a page.
    pub(super) fn reference(&self, from: &Route, to: PageId) -> Ref {
        Ref { title: Arc::clone(&self.site.page(to).title), href: self.href(from, to) }
    }

    /// Returns the language of a page: its own, else the site's.
    pub(super) fn lang(&self, page: Option<&Page>) -> Arc<str> {
        let own = page.and_then(|page| page.front().lang.as_ref());
        own.map_or(self.config.lang.as_str(), |lang| &lang.value).into()
    }

    /// Returns the main navigation as seen from a page in `section`.
    pub(super) fn nav(&self, from: &Route, section: Option<SectionId>) -> List<NavItem> {
        let az = Route::home().child("a-z");
        let is_az = *from == az;
        let mut nav = vec![NavItem {
            title: "Policies A–Z".into(),
            href: from.href_to(&az, None).as_str().into(),
            current: is_az,
        }];
        if !self.site.clients.is_empty() {
            for (register, title) in
                [(Register::Clients, "Clients"), (Register::Matrix, "Compliance")]
            {
                let route = register.route();
                let current = *from == route || from.is_below(&route);
                let href = from.href_to(&route, None).as_str().into();
                nav.push(NavItem { title: title.into(), href, current });
            }
        }
        let path = section.map(|section| self.site.path_to(section)).unwrap_or_default();
        let Some(root) = self.site.sections.first() else { return list(nav) };
        let top = root.children.iter().filter(|id| self.site.section(**id).total > 0);
        nav.extend(top.take(NAV_SECTIONS_MAX).map(|id| {
            let section = self.site.section(*id);
            NavItem {
                title: Arc::clone(&section.title),
                href: from.href_to(&section.route, None).as_str().into(),
                current: path.first() == Some(id),
            }
        }));
        list(nav)
    }

    /// Returns the links to the sections above, the home page first.
    pub(super) fn crumbs(&self, from: &Route, sections: &[SectionId]) -> List<Ref> {
        let home = Ref { title: "Home".into(), href: from.to_root().as_str().into() };
        let above = sections.iter().map(|id| {
            let section = self.site.section(*id);
            let href = from.href_to(&section.route, None).as_str().into();
            Ref { title: Arc::clone(&section.title), href }
        });
        list(std::iter::once(home).chain(above))
    }

    /// Returns the absolute address of a page, when the site's is known.
    pub(super) fn canonical(&self, route: &Route) -> Option<String> {
        self.config.base.as_ref().map(|base| base.absolute(route))
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
        }
    }

    /// Returns what a page is about: as stated, else as its text begins.
    pub(super) fn summary(page: &Page) -> Option<Arc<str>> {
        match &page.front().summary {
            Some(stated) => Some(stated.value.as_str().into()),
            None => page.parsed.summary.as_ref().map(|summary| Arc::clone(&summary.text)),
        }
    }

    /// Returns the sentence under the title, unless the text begins with it anyway, or it had to be
    /// cut.
    pub(super) fn lede(page: &Page) -> Option<Arc<str>> {
        if let Some(stated) = &page.front().summary {
            return Some(stated.value.as_str().into());
        }
        let summary = page.parsed.summary.as_ref()?;
        let is_worth_it = !summary.leads && !summary.text.ends_with('…');
        is_worth_it.then(|| Arc::clone(&summary.text))
    }

    /// Returns a policy as an entry of a list.
    pub(super) fn listed(&self, from: &Route, id: PageId) -> Listed {
        let page = self.site.page(id);
        let (status, state) = status_word(page.status());
        Listed {
            title: Arc::clone(&page.title),
            href: self.href(from, id),
            summary: Self::summary(page),
            document_type: type_word(page.document_type()),
            status,
            state,
        }
    }

    /// Returns the contents of a page as items of a list: headings of level 2 and 3, when there are
    /// enough to be useful.
    pub(super) fn toc(page: &Page) -> Html {
        const HEADINGS_MIN: usize = 3;
        let is_off = page.front().toc.as_ref().is_some_and(|toc| !toc.value);
        let skip = usize::from(page.lead == Lead::Hide);
        let headings = page.parsed.headings.iter().skip(skip);
        let shown =
            headings.filter(|heading| heading.level.max(2) <= 3 && !heading.text.is_empty());
        let mut items = Writer::with_capacity(1 << 10);
        let mut count = 0;
        for heading in shown {
            count += 1;
            let href = page.route.href_to(&page.route, Some(&heading.anchor));
            contents_item(heading.level > 2, href.as_str(), &heading.text, &mut items);
        }
        if is_off || count < HEADINGS_MIN { Html::default() } else { items.into_html() }
    }

    /// Returns the body of a page with every hole filled.
    pub(super) fn body(&self, page: &Page, body: &Body) -> Html {
        if body.is_empty(page.lead) {
            return Html::default();
        }
        let mut html = String::with_capacity(body.len() + page.links.len() * 48);
        body.fill(page.lead, &mut html, |hole, html| {
            let written = match hole {
                Hole::Link(n) => self.fill_link(page, n as usize, html),
                Hole::Image(n) => self.fill_image(page, n as usize, html),
                Hole::Code(n) => self.fill_code(page, n as usize, html),
            };
            debug_assert!(written.is_ok(), "writing to memory does not fail");
        });
        Html(Arc::new(Markup(html)))
    }

    fn fill_link(&self, page: &Page, n: usize, html: &mut String) -> std::fmt::Result {
        let (Some(link), Some(resolved)) = (page.parsed.links.get(n), page.links.get(n)) else {
            return Ok(());
        };
        let href = match resolved {
            Resolved::Page(id, anchor) => {
                page.route.href_to(&self.site.page(*id).route, anchor.as_deref())
            }
            Resolved::Section(id) => page.route.href_to(&self.site.section(*id).route, None),
            Resolved::Asset(id) => {
                let href = page.route.href_to_file(&self.site.asset(*id).out);
                // `#page=3` means something to the program that shows the file.
                match &link.target.fragment {
                    Some(fragment) if !fragment.is_empty() => href.at(fragment),
                    _ => href,
                }
            }
            // A link without an address: text that says it is one.
            Resolved::Missing => {
                return write!(html, " class=\"missing\" title=\"This page does not exist\"");
            }
        };
        write!(html, " href=\"{}\"", href.as_str())?;
        push_title(link, html)
    }

    fn fill_image(&self, page: &Page, n: usize, html: &mut String) -> std::fmt::Result {
        let (Some(link), Some(resolved)) = (page.parsed.links.get(n), page.links.get(n)) else {
            return Ok(());
        };
        let Resolved::Asset(id) = resolved else {
            html.push_str("<span class=\"missing\" title=\"This picture does not exist\">");
            let alt = if link.text.is_empty() { "picture" } else { &link.text };
            pulldown_cmark_escape::escape_html(&mut *html, alt)?;
            html.push_str("</span>");
            return Ok(());
        };
        let asset = self.site.asset(*id);
        write!(html, "<img src=\"{}\" alt=\"", page.route.href_to_file(&asset.out).as_str())?;
        pulldown_cmark_escape::escape_html(&mut *html, &link.text)?;
        html.push('"');
        push_title(link, html)?;
        match asset.pixels {
            Some((width, height)) if link.attributes.is_empty() => {
                write!(html, " width=\"{width}\" height=\"{height}\"")?;
            }
            _ => html.push_str(&link.attributes),
        }
        html.push_str(" loading=\"lazy\">");
        Ok(())
    }

    fn fill_code(&self, page: &Page, n: usize, html: &mut String) -> std::fmt::Result {
        let Some(block) = page.parsed.code.get(n) else { return Ok(()) };
        match self.code.get(block) {
            Some(highlighted) => html.push_str(highlighted),
            None => pulldown_cmark_escape::escape_html_body_text(&mut *html, &block.text)?,
        }
        Ok(())
    }
}

/// Writes one line of a page's contents.
pub(super) fn contents_item(is_low: bool, href: &str, title: &str, items: &mut Writer) {
    items.raw(if is_low { "<li class=\"l3\"><a href=" } else { "<li><a href=" });
    items.value(href).raw(">").text(title).raw("</a></li>");
}

fn push_title(link: &Link, html: &mut String) -> std::fmt::Result {
    if !link.title.is_empty() {
        html.push_str(" title=\"");
        pulldown_cmark_escape::escape_html(&mut *html, &link.title)?;
        html.push('"');
    }
    Ok(())
}
