//! Titles and aliases.
//!
//! A title is, in this order: the key `title`; the heading that opens the page, unless it is generic;
//! the page's name in a hand-made A-Z list; the first heading that says something; the tidied name
//! of the folder or file.

use crate::config::Config;
use crate::model::site::{Page, PageId, PageKind, Resolved, Site, TitleFrom};
use crate::parse::body::Lead;
use crate::parse::{Role, is_generic_title};
use crate::text::collate::Collation;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Gives every page its title and aliases.
pub(super) fn settle(site: &mut Site, config: &Config, collation: &Collation) {
    let labels = labels(site);
    for (n, page) in site.pages.iter_mut().enumerate() {
        let id = PageId(super::site::narrow(n));
        let labels = labels.get(&id).map(Vec::as_slice).unwrap_or_default();
        let (title, from) = match page.kind {
            PageKind::Client(id) => {
                // Its own heading says the name as well, and the page's head says it.
                let from =
                    if page.parsed.titled { TitleFrom::Heading } else { TitleFrom::FrontMatter };
                (site.clients[id.index()].name.to_string(), from)
            }
            PageKind::Policy | PageKind::Section(_) => title(page, labels, config),
        };
        page.lead = lead(page, &title, from);
        page.title = strip_suffix(&title, &config.strip_suffix).into();
        page.title_from = from;
        page.key = Some(collation.key(&page.title));
        page.aliases = aliases(page, labels);
    }
}

/// Returns the names that hand-made A-Z lists give to pages, in path order of the lists.
fn labels(site: &Site) -> HashMap<PageId, Vec<Arc<str>>> {
    let mut labels: HashMap<PageId, Vec<Arc<str>>> = HashMap::new();
    for page in &site.pages {
        for (link, resolved) in page.parsed.links.iter().zip(&page.links) {
            if let (Role::AzList, Resolved::Page(target, None)) = (link.role, resolved) {
                let label = link.text.split_whitespace().collect::<Vec<_>>().join(" ");
                if !is_generic_title(&label, None) {
                    labels.entry(*target).or_default().push(label.into());
                }
            }
        }
    }
    labels
}

fn title(page: &Page, labels: &[Arc<str>], config: &Config) -> (String, TitleFrom) {
    let org_name = config.org_name.as_deref();
    let is_home = page.path.is_index() && page.path.folder().is_empty();
    if let Some(title) = &page.front().title {
        return (title.value.clone(), TitleFrom::FrontMatter);
    }
    if let Some(heading) = page.parsed.headings.first().filter(|_| page.parsed.titled) {
        return (heading.text.to_string(), TitleFrom::Heading);
    }
    if let Some(name) = config.title.as_deref().or(org_name).filter(|_| is_home) {
        return (name.to_owned(), TitleFrom::FileName);
    }
    if let Some(label) = labels.first() {
        return (label.to_string(), TitleFrom::AzList);
    }
    let telling =
        page.parsed.headings.iter().find(|heading| !is_generic_title(&heading.text, org_name));
    if let Some(heading) = telling.filter(|heading| heading.text.chars().count() <= 90) {
        return (heading.text.to_string(), TitleFrom::LaterHeading);
    }
    let name = tidied(page.slug());
    if is_home || is_generic_title(&name, None) {
        let parent = page
            .path
            .folder()
            .rsplit('/')
            .nth(1)
            .map(tidied)
            .filter(|name| !is_generic_title(name, None));
        let fallback = || {
            config
                .title
                .clone()
                .or_else(|| config.org_name.clone())
                .unwrap_or_else(|| "Policies".to_owned())
        };
        return (
            if is_home {
                fallback()
            } else {
                parent.unwrap_or_else(|| format!("{name} of {}", fallback()))
            },
            TitleFrom::FileName,
        );
    }
    (name, TitleFrom::FileName)
}

/// Returns whether the opening heading is what the template prints as the title.
fn lead(page: &Page, title: &str, from: TitleFrom) -> Lead {
    let Some(heading) = page.parsed.headings.first().filter(|_| page.parsed.has_lead) else {
        return Lead::Show;
    };
    let is_title = from == TitleFrom::Heading || essence(&heading.text) == essence(title);
    if is_title { Lead::Hide } else { Lead::Show }
}

fn strip_suffix<'a>(title: &'a str, suffixes: &[String]) -> &'a str {
    let stripped = suffixes.iter().find_map(|suffix| title.strip_suffix(suffix.as_str()));
    stripped.filter(|rest| !rest.trim().is_empty()).unwrap_or(title)
}

/// Returns the other names that tell a reader something: not the title again with "Policy" behind it.
fn aliases(page: &Page, labels: &[Arc<str>]) -> Vec<Arc<str>> {
    let stated = page.front().aliases.iter().map(|alias| Arc::from(alias.value.as_str()));
    let mut known = BTreeSet::from([essence(&page.title)]);
    stated.chain(labels.iter().cloned()).filter(|alias| known.insert(essence(alias))).collect()
}

/// Returns what is left of a name without case, punctuation and the word for the kind of document.
fn essence(name: &str) -> String {
    let folded = name.to_lowercase();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let words: Vec<&str> = words
        .filter(|word| {
            !matches!(*word, "policy" | "policies" | "procedure" | "process" | "the" | "and")
        })
        .collect();
    if words.is_empty() { folded } else { words.join(" ") }
}

/// Returns a folder or file name as words: `ThirdPartyManagement` and `third-party_management` alike.
pub(super) fn tidied(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut last = ' ';
    for c in name.chars() {
        let c = if matches!(c, '-' | '_' | '+' | '%') { ' ' } else { c };
        if c.is_uppercase() && last.is_lowercase() {
            words.push(' ');
        }
        words.push(c);
        last = c;
    }
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        assert_eq!(tidied("ThirdPartyPropertyManagement"), "Third Party Property Management");
        assert_eq!(tidied("code-of-conduct"), "Code of conduct");
        assert_eq!(tidied("SDLC in-life"), "SDLC in life");
    }

    #[test]
    fn the_word_policy_makes_no_alias() {
        assert_eq!(essence("Backup Policy"), essence("Backup"));
        assert_ne!(essence("Laptop"), essence("Device Policy"));
        assert_eq!(essence("Policy"), "policy");
    }
}
