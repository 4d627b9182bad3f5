//! Titles and aliases.
//!
//! A title is, in this order: the key `title`; the heading that opens the page, unless it is generic;
//! the page's name in a hand-made A-Z list; the first heading that says something; the tidied name
//! of the folder or file.

use crate::config::Config;
use crate::memo::{Held, Same};
use crate::model::site::{PageId, Resolved, Site};
use crate::parse::body::Lead;
use crate::parse::{Parsed, Role, is_generic_title};
use crate::place::SourcePath;
use crate::text::collate::{Collation, SortKey};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// Where a page's title was taken from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
enum TitleFrom {
    /// The key `title`.
    FrontMatter,
    /// The heading that opens the page.
    Heading,
    /// The link to it in a hand-made A-Z list.
    AzList,
    /// The first heading that says something, wherever it stands.
    LaterHeading,
    /// The name of its folder or file.
    #[default]
    FileName,
}

/// How a page is named.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Titled {
    /// Its title, never empty and never generic.
    pub title: Arc<str>,
    /// Whether the heading that opens the page is its title, printed by the template.
    pub lead: Lead,
    /// Where the title sorts.
    pub key: SortKey,
    /// The letter it stands under.
    pub letter: Box<str>,
    /// Other names, from front matter and hand-made lists, that say more than the title does; with
    /// where they sort and under which letter.
    pub aliases: Box<[Alias]>,
}

/// Another name: where it sorts, and the letter it stands under.
pub(crate) type Alias = (Arc<str>, SortKey, Box<str>);

/// What names depend on besides the page and its links.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Naming {
    /// The language, BCP 47.
    pub lang: String,
    /// Leading words that don't count in sorting.
    pub sort_ignore: Vec<String>,
    /// The name of the organisation.
    pub org_name: Option<String>,
    /// The title of the site.
    pub title: Option<String>,
    /// Endings that titles lose.
    pub strip_suffix: Vec<String>,
    /// Titles of sections, by folder.
    pub collections: BTreeMap<String, String>,
}

impl Naming {
    /// Returns what of the configuration names depend on.
    pub(super) fn of(config: &Config) -> Self {
        let collections = config.collections.iter();
        Self {
            lang: config.lang.clone(),
            sort_ignore: config.sort_ignore.clone(),
            org_name: config.org_name.clone(),
            title: config.title.clone(),
            strip_suffix: config.strip_suffix.clone(),
            collections: collections
                .map(|(folder, title)| (folder.as_str().to_owned(), title.value.clone()))
                .collect(),
        }
    }
}

/// What the name of one page is made of.
pub(crate) type TitleInput = (Arc<Parsed>, Held<[Arc<str>]>, Option<Arc<str>>, Same<Naming>);

/// Names a page, by what hand-made lists call it, and by the client's name if it is one's page.
pub(super) fn titled(
    path: &SourcePath,
    (parsed, labels, client, naming): &TitleInput,
    collation: &Collation,
) -> Titled {
    let named = Named { path, parsed };
    let (written, from) = match client {
        // Its own heading says the name as well, and the page's head says it.
        Some(name) if parsed.titled => (Arc::clone(name), TitleFrom::Heading),
        Some(name) => (Arc::clone(name), TitleFrom::FrontMatter),
        None => title(&named, labels, naming),
    };
    let stripped = strip_suffix(&written, &naming.strip_suffix);
    let title = if *stripped == *written { Arc::clone(&written) } else { stripped.into() };
    let aliases = aliases(&title, parsed, labels).into_iter().map(|alias| {
        let (key, letter) = (collation.key(&alias), collation.letter(&alias));
        (alias, key, letter.into())
    });
    Titled {
        lead: lead(parsed, &written, from),
        key: collation.key(&title),
        letter: collation.letter(&title).into(),
        aliases: aliases.collect(),
        title,
    }
}

/// Returns the names that hand-made A-Z lists give to pages, in path order of the lists.
pub(super) fn labels(site: &Site) -> HashMap<PageId, Vec<Arc<str>>> {
    let mut labels: HashMap<PageId, Vec<Arc<str>>> = HashMap::new();
    for page in site.pages.iter().filter(|page| page.parsed.has_az_list) {
        for (link, resolved) in page.parsed.links.iter().zip(&*page.links) {
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

/// A page that is to be named.
struct Named<'a> {
    path: &'a SourcePath,
    parsed: &'a Parsed,
}

fn title(page: &Named<'_>, labels: &[Arc<str>], naming: &Naming) -> (Arc<str>, TitleFrom) {
    let Named { path, parsed } = page;
    let org_name = naming.org_name.as_deref();
    let is_home = path.is_index() && path.folder().is_empty();
    if let Some(title) = &parsed.front.title {
        return (title.value.as_str().into(), TitleFrom::FrontMatter);
    }
    if let Some(heading) = parsed.headings.first().filter(|_| parsed.titled) {
        return (Arc::clone(&heading.text), TitleFrom::Heading);
    }
    if let Some(name) = naming.title.as_deref().or(org_name).filter(|_| is_home) {
        return (name.into(), TitleFrom::FileName);
    }
    if let Some(label) = labels.first() {
        return (Arc::clone(label), TitleFrom::AzList);
    }
    let telling = parsed.headings.iter().find(|heading| !is_generic_title(&heading.text, org_name));
    if let Some(heading) = telling.filter(|heading| heading.text.chars().count() <= 90) {
        return (Arc::clone(&heading.text), TitleFrom::LaterHeading);
    }
    let name = tidied(path.slug());
    if !is_home && !is_generic_title(&name, None) {
        return (name.into(), TitleFrom::FileName);
    }
    let fallback = || {
        let own = naming.title.clone().or_else(|| naming.org_name.clone());
        own.unwrap_or_else(|| "Policies".to_owned())
    };
    let parent = path.folder().rsplit('/').nth(1).map(tidied);
    let parent = parent.filter(|name| !is_generic_title(name, None));
    let title = if is_home {
        fallback()
    } else {
        parent.unwrap_or_else(|| format!("{name} of {}", fallback()))
    };
    (title.into(), TitleFrom::FileName)
}

/// Returns whether the opening heading is what the template prints as the title.
fn lead(parsed: &Parsed, title: &str, from: TitleFrom) -> Lead {
    let Some(heading) = parsed.headings.first().filter(|_| parsed.has_lead) else {
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
fn aliases(title: &str, parsed: &Parsed, labels: &[Arc<str>]) -> Vec<Arc<str>> {
    let stated = parsed.front.aliases.iter().map(|alias| Arc::from(alias.value.as_str()));
    let mut names = stated.chain(labels.iter().cloned()).peekable();
    if names.peek().is_none() {
        return Vec::new();
    }
    let mut known = BTreeSet::from([essence(title)]);
    names.filter(|alias| known.insert(essence(alias))).collect()
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
