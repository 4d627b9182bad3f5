//! Sections: which folders are one, what belongs to them, in which order.
//!
//! A folder is a section when it holds more than one page, or folders that do. A folder that holds
//! only its own index page is that page's folder and nothing more.

use crate::config::Config;
use crate::model::site::{PageId, PageKind, Section, SectionId, Site, narrow};
use crate::model::titles::tidied;
use crate::place::Route;
use crate::text::collate::Collation;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Makes the sections, and puts every page into one.
pub(super) fn build(site: &mut Site) {
    let folders = folders(site);
    let mut ids: HashMap<Box<str>, SectionId> = HashMap::with_capacity(folders.len());
    for (n, folder) in folders.iter().enumerate() {
        let parent = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
        let parent = (!folder.is_empty()).then(|| ids.get(parent).copied()).flatten();
        ids.insert(folder.as_str().into(), SectionId(narrow(n)));
        site.sections.push(Section {
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
    adopt_pages(site, &ids);
    let parents: Vec<_> = site.sections.iter().map(|section| section.parent).collect();
    for (n, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            site.sections[parent.0 as usize].children.push(SectionId(narrow(n)));
        }
    }
}

/// Returns the folders that are sections, sorted; the root is always one.
fn folders(site: &Site) -> Vec<String> {
    let mut folders = BTreeSet::from([String::new()]);
    let mut own: HashMap<&str, usize> = HashMap::new();
    let of_policies = || site.pages.iter().filter(|page| !page.is_client());
    for page in of_policies() {
        *own.entry(page.path.folder()).or_default() += 1;
    }
    for page in of_policies() {
        let folder = page.path.folder();
        let is_lone_index = page.path.is_index() && own.get(folder) == Some(&1);
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
fn adopt_pages(site: &mut Site, ids: &HashMap<Box<str>, SectionId>) {
    let by_route: HashMap<&Route, SectionId> = site
        .sections
        .iter()
        .enumerate()
        .map(|(n, section)| (&section.route, SectionId(narrow(n))))
        .collect();
    let is_alone = site.pages.len() == 1;
    let mut adopted: Vec<(SectionId, Option<SectionId>)> = Vec::with_capacity(site.pages.len());
    for page in &site.pages {
        let mut at = Some(page.path.folder());
        let section = std::iter::from_fn(|| {
            let folder = at?;
            at = parent_of(folder);
            Some(ids.get(folder).copied())
        });
        let section = section.flatten().next().unwrap_or(SectionId(0));
        let own =
            by_route.get(&page.route).copied().filter(|_| !(is_alone && page.path.is_index()));
        if page.is_client() {
            adopted.push((SectionId(0), None));
            continue;
        }
        adopted.push((own.unwrap_or(section), own));
    }
    for (n, (section, own)) in adopted.into_iter().enumerate() {
        let id = PageId(narrow(n));
        site.pages[n].section = section;
        if site.pages[n].is_client() {
            continue;
        }
        if let Some(own) = own {
            site.pages[n].kind = PageKind::Section(own);
            site.sections[own.0 as usize].page.get_or_insert(id);
        } else {
            site.sections[section.0 as usize].policies.push(id);
        }
    }
}

/// Titles the sections, sorts what is in them, and counts.
pub(super) fn order(site: &mut Site, config: &Config, collation: &Collation) {
    for n in 0..site.sections.len() {
        let section = &site.sections[n];
        let configured = config.collections.get(&*section.folder).map(|title| title.value.as_str());
        let written = section.page.map(|page| Arc::clone(&site.page(page).title));
        let title = match (configured, written) {
            (Some(title), _) => title.into(),
            (None, Some(title)) => without_org(&title, config.org_name.as_deref()),
            (None, None) if section.folder.is_empty() => {
                config.title.clone().unwrap_or_else(|| "Policies".to_owned()).into()
            }
            (None, None) => tidied(section.folder.rsplit('/').next().unwrap_or("")).into(),
        };
        site.sections[n].title = title;
    }
    let title_keys: Vec<_> =
        site.sections.iter().map(|section| collation.key(&section.title)).collect();
    for n in 0..site.sections.len() {
        let mut policies = std::mem::take(&mut site.sections[n].policies);
        let position = |id: &PageId| {
            site.page(*id).front().order.as_ref().map_or(i64::MAX, |order| order.value)
        };
        policies.sort_by(|a, b| {
            let by_title = || site.page(*a).key.cmp(&site.page(*b).key);
            position(a).cmp(&position(b)).then_with(by_title).then(a.cmp(b))
        });
        site.sections[n].total = policies.iter().filter(|id| site.page(**id).is_current()).count();
        site.sections[n].policies = policies;
        let mut children = std::mem::take(&mut site.sections[n].children);
        let rank = |id: &SectionId| {
            let page = site.section(*id).page;
            let order = page.and_then(|page| site.page(page).front().order.as_ref());
            (order.map_or(i64::MAX, |order| order.value), &title_keys[id.0 as usize], *id)
        };
        children.sort_by(|a, b| rank(a).cmp(&rank(b)));
        site.sections[n].children = children;
    }
    // Folders sort before what is below them, so going backwards adds children before parents.
    for n in (1..site.sections.len()).rev() {
        let total = site.sections[n].total;
        if let Some(parent) = site.sections[n].parent {
            site.sections[parent.0 as usize].total += total;
        }
    }
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
