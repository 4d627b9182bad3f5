//! [`Frame`]: what is around every page, the main navigation and the way from the home page.

use crate::memo::{Once, Same};
use crate::model::glossary;
use crate::model::{SectionId, Site};
use crate::place::Route;
use crate::render::context::{List, NavItem, Ref, list};
use crate::render::pages::register::Register;
use std::sync::Arc;

/// How many top sections the main navigation names.
const NAV_SECTIONS_MAX: usize = 4;

/// A page or section by its name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Named {
    /// Its title.
    pub title: Arc<str>,
    /// Its address.
    pub route: Route,
}

/// What is around every page.
#[derive(Debug)]
pub(crate) struct Frame {
    sections: Vec<FrameSection>,
    nav: Vec<(Named, Here)>,
    /// The sections from the root down to each section, the root left out.
    above: Vec<Arc<[SectionId]>>,
}

/// What the frame depends on of a section.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct FrameSection {
    named: Named,
    parent: Option<SectionId>,
    children: Vec<SectionId>,
    is_empty: bool,
}

/// When a reader is at an entry of the navigation, or below it.
#[derive(Clone, Debug)]
enum Here {
    /// On that very page.
    There,
    /// There or below.
    Below,
    /// In the section.
    In(SectionId),
}

/// The last frame, with what it was made from: the sections, whether there are clients, and whether
/// there is a glossary.
pub(crate) type Frames = Once<(Vec<FrameSection>, bool, bool), Frame>;

/// Returns the frame of a site.
pub(crate) fn frame(site: &Site, has_glossary: bool, remembered: &mut Frames) -> Same<Frame> {
    let sections = site.sections.iter().map(|section| FrameSection {
        named: Named { title: Arc::clone(&section.title), route: section.route.clone() },
        parent: section.parent,
        children: section.children.clone(),
        is_empty: section.total == 0,
    });
    let input = (sections.collect(), !site.clients.is_empty(), has_glossary);
    remembered.of(input, |(sections, has_clients, has_glossary)| {
        Frame::of(sections, *has_clients, *has_glossary)
    })
}

impl Frame {
    fn of(sections: &[FrameSection], has_clients: bool, has_glossary: bool) -> Self {
        let az = Named { title: "Policies A–Z".into(), route: Route::home().child("a-z") };
        let mut nav = vec![(az, Here::There)];
        let registers = [(Register::Clients, "Clients"), (Register::Matrix, "Compliance")];
        for (register, title) in registers.into_iter().filter(|_| has_clients) {
            nav.push((Named { title: title.into(), route: register.route() }, Here::Below));
        }
        let top = sections.first().map(|root| root.children.iter()).into_iter().flatten();
        let top = top.filter(|id| !sections[id.index()].is_empty).take(NAV_SECTIONS_MAX);
        nav.extend(top.map(|id| (sections[id.index()].named.clone(), Here::In(*id))));
        if has_glossary {
            let glossary = Named { title: "Glossary".into(), route: glossary::route() };
            nav.push((glossary, Here::There));
        }
        let above = |section: &FrameSection, own: usize| {
            let mut path: Vec<SectionId> =
                std::iter::successors(section.parent, |id| sections[id.index()].parent).collect();
            path.pop();
            path.reverse();
            path.extend(section.parent.map(|_| SectionId::of(own)));
            path.into()
        };
        let above = sections.iter().enumerate().map(|(n, section)| above(section, n)).collect();
        Self { sections: sections.to_vec(), nav, above }
    }

    /// Returns the sections from the root down to `id`, the root left out.
    pub(crate) fn path_to(&self, id: SectionId) -> &[SectionId] {
        &self.above[id.index()]
    }

    /// Returns a section's name.
    pub(crate) fn section(&self, id: SectionId) -> &Named {
        &self.sections[id.index()].named
    }

    /// Returns the main navigation as seen from a page in `section`.
    pub(crate) fn nav(&self, from: &Route, section: Option<SectionId>) -> List<NavItem> {
        let top = section.and_then(|id| self.path_to(id).first());
        list(self.nav.iter().map(|(named, here)| NavItem {
            title: Arc::clone(&named.title),
            href: from.href_to(&named.route, None).as_str().into(),
            current: match here {
                Here::There => *from == named.route,
                Here::Below => *from == named.route || from.is_below(&named.route),
                Here::In(id) => top == Some(id),
            },
        }))
    }

    /// Returns the links to the sections above, the home page first.
    pub(crate) fn crumbs(&self, from: &Route, sections: &[SectionId]) -> List<Ref> {
        let home = Ref { title: "Home".into(), href: from.to_root().as_str().into() };
        let above = sections.iter().map(|id| {
            let Named { title, route } = self.section(*id);
            Ref { title: Arc::clone(title), href: from.href_to(route, None).as_str().into() }
        });
        list(std::iter::once(home).chain(above))
    }
}
