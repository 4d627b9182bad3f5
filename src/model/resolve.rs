//! Where links lead, and what is wrong with those that lead nowhere.

use crate::config::Config;
use crate::diag::{Code, Location, Reporter};
use crate::model::lookup::{Entry, Lookup};
use crate::model::site::{Page, PageId, Resolved, Site};
use crate::model::suggest::Suggestions;
use crate::parse::body::Lead;
use crate::parse::{Link, Role};
use crate::place::Resolution;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::HashMap;

/// Resolves every link of every page.
pub(super) fn resolve(site: &mut Site, config: &Config, out: &mut Reporter) {
    let known = Known { site, lookup: &Lookup::of(site), config, many: &many_anchors(site) };
    let of_page = |page: &Page| -> Vec<(Resolved, Vec<Finding>)> {
        page.parsed.links.iter().map(|link| one(&known, page, link)).collect()
    };
    let found: Vec<_> = site.pages.par_iter().map(of_page).collect();
    let mut suggestions = Suggestions::of(site);
    for (page, found) in site.pages.iter().zip(&found) {
        for (link, (_, findings)) in page.parsed.links.iter().zip(found) {
            for finding in findings {
                report((site, page), link, finding, &mut suggestions, out);
            }
        }
    }
    drop(suggestions);
    for (n, found) in found.into_iter().enumerate() {
        let links: Vec<Resolved> = found.into_iter().map(|(resolved, _)| resolved).collect();
        site.links += links.len();
        for (resolved, link) in links.iter().zip(&site.pages[n].parsed.links) {
            if let Resolved::Asset(id) = resolved {
                let asset = &mut site.assets[id.0 as usize];
                asset.is_used = true;
                if link.role == Role::Image && asset.pixels.is_none() {
                    asset.pixels = imagesize::blob_size(&asset.bytes)
                        .ok()
                        .map(|size| (size.width, size.height));
                }
            }
        }
        site.pages[n].links = links;
    }
}

/// What links are resolved against.
struct Known<'a> {
    site: &'a Site,
    lookup: &'a Lookup,
    config: &'a Config,
    many: &'a Anchors<'a>,
}

/// What is wrong with a link.
enum Finding {
    Missing { resolved: String, is_page: bool },
    Outside,
    CaseOfPath { spelling: String },
    CaseOfAnchor { spelling: String },
    Anchor { page: Option<PageId>, place: String },
}

fn one(
    Known { site, lookup, config, many }: &Known<'_>,
    page: &Page,
    link: &Link,
) -> (Resolved, Vec<Finding>) {
    let is_image = link.role == Role::Image;
    let path = match page.path.resolve(&link.target.path) {
        _ if link.target.path.is_empty() => page.path.as_str().to_owned(),
        Resolution::Inside(path) => path,
        Resolution::Outside => return (Resolved::Missing, vec![Finding::Outside]),
    };
    let exact = lookup.exact(&path).or_else(|| {
        let is_absolute = link.target.path.starts_with('/');
        let mut prefixes = config.url_prefixes.iter().filter(|_| is_absolute);
        prefixes.find_map(|prefix| {
            let rest = path.strip_prefix(prefix.as_str())?;
            let whole = rest.is_empty() || rest.starts_with('/');
            whole.then(|| lookup.exact(rest.trim_start_matches('/'))).flatten()
        })
    });
    let (entry, mut findings) = match exact.filter(|entry| fits(*entry, is_image)) {
        Some(entry) => (entry, Vec::new()),
        None => {
            if let Some((entry, spelling)) =
                lookup.folded(&path).filter(|(entry, _)| fits(*entry, is_image))
            {
                let spelling = page.path.relative(spelling);
                (entry, vec![Finding::CaseOfPath { spelling }])
            } else {
                let finding = Finding::Missing { resolved: path, is_page: exact.is_some() };
                return (Resolved::Missing, vec![finding]);
            }
        }
    };
    match entry {
        Entry::Asset(id) => (Resolved::Asset(id), findings),
        Entry::Section(id) => {
            if link
                .target
                .fragment
                .as_deref()
                .is_some_and(|wanted| !wanted.is_empty() && wanted != "top")
            {
                findings.push(Finding::Anchor {
                    page: None,
                    place: site.section(id).folder.to_string(),
                });
            }
            (Resolved::Section(id), findings)
        }
        Entry::Page(id) => {
            let (anchor, fault) = anchor((id, site.page(id)), many, link);
            findings.extend(fault);
            (Resolved::Page(id, anchor), findings)
        }
    }
}

/// Returns whether a link of this kind can lead there.
fn fits(entry: Entry, is_image: bool) -> bool {
    !is_image || matches!(entry, Entry::Asset(_))
}

/// The anchors of pages that have many, so that many links to one of them stay quick.
type Anchors<'a> = HashMap<PageId, HashMap<String, &'a str>>;

/// How many anchors are looked through one by one.
const ANCHORS_FEW: usize = 64;

fn all_anchors(page: &Page) -> impl Iterator<Item = &str> {
    let headings = page.parsed.headings.iter().map(|heading| &*heading.anchor);
    headings.chain(page.parsed.anchors.iter().map(|anchor| &**anchor))
}

/// Returns the lower-cased anchors of pages that have many, each with its first spelling.
fn many_anchors(site: &Site) -> Anchors<'_> {
    let has_many =
        |page: &Page| page.parsed.headings.len() + page.parsed.anchors.len() > ANCHORS_FEW;
    let many = site.pages().filter(|(_, page)| has_many(page)).map(|(id, page)| {
        let mut anchors: HashMap<String, &str> = HashMap::new();
        for anchor in all_anchors(page) {
            anchors.entry(anchor.to_lowercase()).or_insert(anchor);
            // An exact spelling is found whatever else differs from it by case only.
            anchors.insert(format!("={anchor}"), anchor);
        }
        (id, anchors)
    });
    many.collect()
}

/// Finds the anchor of a link in the page it leads to.
fn anchor(
    (id, target): (PageId, &Page),
    many: &Anchors<'_>,
    link: &Link,
) -> (Option<Box<str>>, Option<Finding>) {
    let Some(wanted) =
        link.target.fragment.as_deref().filter(|wanted| !wanted.is_empty() && *wanted != "top")
    else {
        return (None, None);
    };
    let folded = wanted.to_lowercase();
    let (is_there, spelling) = match many.get(&id) {
        Some(anchors) => {
            (anchors.contains_key(&format!("={wanted}")), anchors.get(&folded).copied())
        }
        None if all_anchors(target).any(|anchor| anchor == wanted) => (true, None),
        None => (false, all_anchors(target).find(|anchor| anchor.to_lowercase() == folded)),
    };
    if is_there {
        return (Some(wanted.into()), None);
    }
    if let Some(spelling) = spelling {
        let finding = Finding::CaseOfAnchor { spelling: spelling.to_owned() };
        return (Some(spelling.into()), Some(finding));
    }
    (None, Some(Finding::Anchor { page: Some(id), place: target.path.to_string() }))
}

/// Lets links to a page's title lead to the top of the page, where the template prints the title
/// without an anchor.
pub(super) fn drop_title_anchors(site: &mut Site) {
    let title = |page: &Page| {
        let first = page.parsed.headings.first().filter(|_| page.lead == Lead::Hide);
        first.map(|heading| heading.anchor.clone())
    };
    let titles: Vec<Option<Box<str>>> = site.pages.iter().map(title).collect();
    for page in &mut site.pages {
        for resolved in &mut page.links {
            if let Resolved::Page(to, anchor) = resolved
                && anchor.is_some()
                && titles.get(to.index()).is_some_and(|title| title == anchor)
            {
                *anchor = None;
            }
        }
    }
}

fn report(
    (site, page): (&Site, &Page),
    link: &Link,
    finding: &Finding,
    suggestions: &mut Suggestions<'_>,
    out: &mut Reporter,
) {
    let at = Location { file: page.path.clone(), span: link.span };
    let written = &link.target.path;
    match finding {
        Finding::Missing { resolved, is_page } => {
            let (code, what) = match link.role {
                Role::Image if *is_page => {
                    out.report(
                        Code::ImageMissing,
                        at,
                        format!("`{written}` is a page, not a picture"),
                    )
                    .help("leave out the `!` to link to it");
                    return;
                }
                Role::Image => (Code::ImageMissing, "picture"),
                Role::Citation
                | Role::ListItem
                | Role::AzList
                | Role::Related
                | Role::Navigation => (Code::LinkTargetMissing, "page or file"),
            };
            let help = suggestions.help(&page.path, written, resolved, link.role);
            out.report(code, at, format!("there is no {what} at `{written}`")).help(help);
        }
        // A footer that leads back up is left out of the page; nobody will follow it.
        Finding::Outside if link.role == Role::Navigation => {}
        Finding::Outside => {
            out.report(
                Code::LinkLeavesTree,
                at,
                format!("`{written}` leads out of the content folder"),
            )
            .help("move the file into the content folder, or link to its address on the web");
        }
        Finding::CaseOfPath { spelling } => {
            out.report(
                Code::LinkCaseDiffers,
                at,
                format!("`{written}` differs from the file's name by letter case"),
            )
            .help(format!("write `{spelling}`"));
        }
        Finding::CaseOfAnchor { spelling } => {
            let wanted = link.target.fragment.as_deref().unwrap_or("");
            out.report(
                Code::LinkCaseDiffers,
                at,
                format!("`#{wanted}` differs from the heading's anchor by letter case"),
            )
            .help(format!("write `#{spelling}`"));
        }
        Finding::Anchor { page: target, place } => {
            let wanted = link.target.fragment.as_deref().unwrap_or("");
            let near = target.and_then(|id| suggestions.anchor(wanted, site.page(id)));
            let help = match near {
                Some(near) => format!("did you mean `#{near}`?"),
                None => {
                    "the link leads to the top of the page; correct the part after `#`".to_owned()
                }
            };
            out.report(
                Code::LinkAnchorMissing,
                at,
                format!("`{place}` has no heading `#{wanted}`"),
            )
            .help(help);
        }
    }
}
