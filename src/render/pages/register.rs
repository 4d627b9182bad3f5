//! Addresses of the pages about all clients, and how long lists are cut into pages.

use crate::model::client::CLIENTS;
use crate::place::Route;
use crate::render::context::{Head, Ref, list};
use crate::render::judged::Shown;
use crate::render::view::View;
use crate::srp::REQUIREMENTS;
use crate::text::slug::github;
use std::sync::Arc;

/// How many rows a page of the matrix has; with all its cells a row takes up to 4 kB.
pub(crate) const MATRIX_ROWS: usize = 100;
/// How many clients a list has on a page: so many that hardly any takes a second.
pub(crate) const CLIENT_ROWS: usize = 1_000;
/// How many rows other lists have on a page.
pub(crate) const LIST_ROWS: usize = 250;

/// A page about all clients.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Register {
    /// All clients.
    Clients,
    /// Clients against requirements.
    Matrix,
    /// One requirement: its position.
    Requirement(usize),
    /// The clients of one account lead, by name.
    Lead(Arc<str>),
    /// What has one status.
    Status(Shown),
    /// All exceptions.
    Exceptions,
    /// What falls due.
    Dates,
}

impl Register {
    /// Returns the address of the first page.
    pub(crate) fn route(&self) -> Route {
        let compliance = || Route::home().child("compliance");
        match self {
            Self::Clients => Route::home().child(CLIENTS),
            Self::Matrix => compliance(),
            Self::Requirement(n) => compliance()
                .child("requirements")
                .child(REQUIREMENTS.get(*n).map_or("", |requirement| requirement.code.name())),
            Self::Lead(name) => compliance().child("leads").child(&lead_slug(name)),
            Self::Status(status) => compliance().child("status").child(status.slug()),
            Self::Exceptions => Route::home().child("exceptions"),
            Self::Dates => Route::home().child("dates"),
        }
    }

    /// Returns the address of the n-th page, from 0.
    pub(crate) fn page(&self, n: usize) -> Route {
        if n == 0 { self.route() } else { self.route().child(&format!("page-{}", n + 1)) }
    }
}

fn lead_slug(name: &str) -> String {
    let slug = github(name);
    if slug.is_empty() { "unnamed".to_owned() } else { slug }
}

/// One page of a list that may take several.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Part {
    /// Which list.
    pub register: Register,
    /// Which page of it, from 0.
    pub page: usize,
    /// How many pages it has.
    pub pages: usize,
}

impl Part {
    /// Returns the pages that a list of `rows` rows takes, at least one.
    pub(crate) fn all(register: &Register, rows: usize, on_page: usize) -> Vec<Self> {
        let pages = rows.div_ceil(on_page).max(1);
        (0..pages).map(|page| Self { register: register.clone(), page, pages }).collect()
    }

    /// Returns the address.
    pub(crate) fn route(&self) -> Route {
        self.register.page(self.page)
    }

    /// Returns the rows of this page.
    pub(crate) fn rows<'a, T>(&self, all: &'a [T], on_page: usize) -> &'a [T] {
        let start = (self.page * on_page).min(all.len());
        &all[start..(start + on_page).min(all.len())]
    }

    /// Returns the links to the pages before and after.
    pub(crate) fn neighbours(&self) -> (Option<Arc<Ref>>, Option<Arc<Ref>>) {
        let route = self.route();
        let link = |n: usize| {
            let title = format!("Page {} of {}", n + 1, self.pages).into();
            let href = route.href_to(&self.register.page(n), None).as_str().into();
            Arc::new(Ref { title, href })
        };
        let next = (self.page + 1 < self.pages).then(|| link(self.page + 1));
        (self.page.checked_sub(1).map(link), next)
    }

    /// Returns the head of the page; `above` are the registers it lies under.
    pub(crate) fn head(
        &self,
        view: &View<'_>,
        title: &str,
        above: &[(Register, &'static str)],
    ) -> Head {
        let route = self.route();
        let title: Arc<str> = match self.page {
            0 => title.into(),
            n => format!("{title}, page {} of {}", n + 1, self.pages).into(),
        };
        let home = Ref { title: "Home".into(), href: route.to_root().as_str().into() };
        let above = above.iter().map(|(register, title)| Ref {
            title: (*title).into(),
            href: route.href_to(&register.route(), None).as_str().into(),
        });
        let crumbs = list(std::iter::once(home).chain(above));
        Head { robots: Some("noindex"), ..view.plain_head(&route, &title, crumbs) }
    }
}
