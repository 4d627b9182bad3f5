//! Sections: which folders are one, what belongs to them, in which order.
//!
//! A folder is a section when it holds more than one page, or folders that do. A folder that holds
//! only its own index page is that page's folder and nothing more.

use crate::memo::Same;
use crate::model::ground::{Ground, Paths, Place};
use crate::model::site::{PageId, PageKind, Section, SectionId, narrow};
use crate::model::titles::{Naming, Titled, tidied};
use crate::place::Route;
use crate::text::collate::Collation;
use foldhash::{HashMap, HashMapExt};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Makes the sections, and puts every page into one.
pub(super) fn build(paths: &Paths, places: &mut [Place]) -> Vec<Section> {
    let mut sections = Vec::new();
    let folders = folders(paths);
    let mut ids: HashMap<Box<str>, SectionId> = HashMap::with_capacity(folders.len());
    for (n, folder) in folders.iter().enumerate() {
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        let parent = (!folder.is_empty()).then(|| ids.get(parent).copied()).flatten();
        ids.insert(folder.as_str().into(), SectionId(narrow(n)));
        sections.push(Section {
            folder: folder.as_str().into(),
            route: Route::of_folder(folder),
            title: "".into(),
            page: None,
            parent,
            children: Vec::new(),
            policies: Vec::new(),
            total: 0,
        });
    }
    adopt_pages(paths, places, &mut sections, &ids);
    let parents: Vec<_> = sections.iter().map(|section| section.parent).collect();
    for (n, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            sections[parent.0 as usize].children.push(SectionId(narrow(n)));
        }
    }
    sections
}

/// Returns the folders that are sections, sorted; the root is always one.
fn folders(paths: &Paths) -> Vec<String> {
    let mut folders = BTreeSet::from([String::new()]);
    let mut own: HashMap<&str, usize> = HashMap::new();
    let of_policies = || {
        let policies = paths.pages.iter().filter(|(_, client)| client.is_none());
        policies.map(|(path, _)| path)
    };
    for path in of_policies() {
        *own.entry(path.folder()).or_default() += 1;
    }
    for path in of_policies() {
        let folder = path.folder();
        let is_lone_index = path.is_index() && own.get(folder) == Some(&1);
        let mut at = if is_lone_index { parent_of(folder) } else { Some(folder) };
        while let Some(folder) = at {
            if !folders.insert(folder.to_owned()) {
                break;
            }
            at = parent_of(folder);
        }
    }
    folders.into_iter().collect()
}

fn parent_of(folder: &str) -> Option<&str> {
    if folder.is_empty() {
        None
    } else {
        Some(folder.rsplit_once('/').map_or("", |(parent, _)| parent))
    }
}

/// Gives each page its section. A section's page is its index, else the page with its address
/// (`security.md` beside `security/`).
fn adopt_pages(
    paths: &Paths,
    places: &mut [Place],
    sections: &mut [Section],
    ids: &HashMap<Box<str>, SectionId>,
) {
    let by_route: HashMap<Route, SectionId> = sections
        .iter()
        .enumerate()
        .map(|(n, section)| (section.route.clone(), SectionId(narrow(n))))
        .collect();
    let is_alone = paths.pages.len() == 1;
    for (n, ((path, client), place)) in paths.pages.iter().zip(places).enumerate() {
        if client.is_some() {
            continue;
        }
        let id = PageId(narrow(n));
        let own = by_route.get(&place.route).copied().filter(|_| !(is_alone && path.is_index()));
        if let Some(own) = own {
            place.section = own;
            place.kind = PageKind::Section(own);
            sections[own.0 as usize].page.get_or_insert(id);
            continue;
        }
        let mut above = std::iter::successors(Some(path.folder()), |folder| parent_of(folder));
        let section = above.find_map(|folder| ids.get(folder).copied());
        place.section = section.unwrap_or(SectionId(0));
        sections[place.section.0 as usize].policies.push(id);
    }
}

/// What the order of sections depends on of one page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Standing {
    /// Its name.
    pub titled: Arc<Titled>,
    /// The position its author gives it.
    pub order: Option<i64>,
    /// Whether readers are led to it.
    pub is_current: bool,
}

/// What the order of sections depends on.
pub(crate) type SectionsInput = (Vec<Standing>, Same<Ground>, Same<Naming>);

/// Titles the sections, sorts what is in them, and counts.
pub(super) fn ordered(
    (pages, ground, naming): &SectionsInput,
    collation: &Collation,
) -> Vec<Section> {
    let page = |id: PageId| &pages[id.index()];
    let mut sections = ground.sections.clone();
    for section in &mut sections {
        let configured = naming.collections.get(&*section.folder);
        let written = section.page.map(|id| Arc::clone(&page(id).titled.title));
        section.title = match (configured, written) {
            (Some(title), _) => title.as_str().into(),
            (None, Some(title)) => without_org(&title, naming.org_name.as_deref()),
            (None, None) if section.folder.is_empty() => {
                naming.title.clone().unwrap_or_else(|| "Policies".to_owned()).into()
            }
            (None, None) => tidied(section.folder.rsplit('/').next().unwrap_or("")).into(),
        };
    }
    let title_keys: Vec<_> = sections.iter().map(|section| collation.key(&section.title)).collect();
    let ranks: Vec<_> = sections
        .iter()
        .zip(&title_keys)
        .map(|(section, key)| {
            let order = section.page.and_then(|id| page(id).order);
            (order.unwrap_or(i64::MAX), key)
        })
        .collect();
    for section in &mut sections {
        section.policies.sort_by(|a, b| {
            let rank = |id: PageId| {
                let page = page(id);
                (page.order.unwrap_or(i64::MAX), &page.titled.key, id)
            };
            rank(*a).cmp(&rank(*b))
        });
        section.total = section.policies.iter().filter(|id| page(**id).is_current).count();
        section.children.sort_by_key(|id| (ranks[id.0 as usize], *id));
    }
    // Folders sort before what is below them, so going backwards adds children before parents.
    for n in (1..sections.len()).rev() {
        let total = sections[n].total;
        if let Some(parent) = sections[n].parent {
            sections[parent.0 as usize].total += total;
        }
    }
    sections
}

/// Leaves the organisation's name out of `Northgate Works - Information security`.
fn without_org(title: &Arc<str>, org_name: Option<&str>) -> Arc<str> {
    let rest = org_name.and_then(|name| title.strip_prefix(name));
    let rest = rest.and_then(|rest| rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(" – ")));
    match rest.map(str::trim) {
        Some(rest) if !rest.is_empty() => rest.into(),
        _ => Arc::clone(title),
    }
}
