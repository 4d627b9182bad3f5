//! Where links lead, and what is wrong with those that lead nowhere.

use crate::diag::{Code, Fix, Location, Reporter, Texts};
use crate::memo::{Held, Same};
use crate::model::ground::Ground;
use crate::model::lookup::{Entry, Lookup};
use crate::model::mend::Wrong;
use crate::model::site::{Page, PageId, Resolved, Site, narrow};
use crate::model::suggest::{Suggestions, as_address};
use crate::parse::{Link, Parsed, Role, Target};
use crate::place::{Resolution, SourcePath};
use crate::source::SourceTree;
use foldhash::{HashMap, HashMapExt};
use std::sync::Arc;

/// Where the links of a page lead, and what is wrong with them.
#[derive(PartialEq, Eq, Debug, Default)]
pub(crate) struct Links {
    /// Where they lead, in the order of [`Parsed::links`].
    pub resolved: Held<[Resolved]>,
    /// What is wrong, with the position of the link.
    findings: Vec<(usize, Finding)>,
}

/// Where a link leads as far as paths tell, and what is wrong with its path.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Aim {
    entry: Option<Entry>,
    fault: Option<Finding>,
}

/// What is wrong with a link.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Finding {
    Missing { resolved: String, is_page: bool },
    Outside,
    CaseOfPath { spelling: String, path: String },
    CaseOfAnchor { spelling: Arc<str> },
    Anchor { page: Option<PageId>, place: String },
}

/// What the aims of a page's links depend on: the page, the ground plan, prefixes of addresses.
pub(crate) type AimInput = (Arc<Parsed>, Same<Ground>, Held<[String]>);

/// Finds out where the links of a page lead as far as paths tell.
pub(super) fn aims(path: &SourcePath, (parsed, ground, prefixes): &AimInput) -> Held<[Aim]> {
    let aim = |link: &Link| {
        let is_image = link.role == Role::Image;
        aim((path, &link.target.path, is_image), &ground.lookup, prefixes)
    };
    parsed.links.iter().map(aim).collect()
}

/// Returns where a target that is written in a file leads, as if it were a link there.
pub(crate) fn lead(
    site: &Site,
    from: &SourcePath,
    target: &Target,
    prefixes: &[String],
) -> Resolved {
    match aim((from, &target.path, false), &site.ground.lookup, prefixes).entry {
        None => Resolved::Missing,
        Some(Entry::Asset(id)) => Resolved::Asset(id),
        Some(Entry::Section(id)) => Resolved::Section(id),
        Some(Entry::Page(id)) => {
            let anchors = &site.page(id).parsed.anchors;
            let find = |wanted: &str| {
                let folded = wanted.to_lowercase();
                let exact = anchors.iter().find(|anchor| ***anchor == *wanted);
                exact.or_else(|| anchors.iter().find(|anchor| anchor.to_lowercase() == folded))
            };
            Resolved::Page(id, target.fragment.as_deref().and_then(find).cloned())
        }
    }
}

fn aim(
    (from, written, is_image): (&SourcePath, &str, bool),
    lookup: &Lookup,
    prefixes: &[String],
) -> Aim {
    let path = match from.resolve(written) {
        _ if written.is_empty() => from.as_str().to_owned(),
        Resolution::Inside(path) => path,
        Resolution::Outside => return Aim { entry: None, fault: Some(Finding::Outside) },
    };
    let exact = lookup.exact(&path).or_else(|| {
        let is_absolute = written.starts_with('/');
        let mut prefixes = prefixes.iter().filter(|_| is_absolute);
        prefixes.find_map(|prefix| {
            let rest = path.strip_prefix(prefix.as_str())?;
            let whole = rest.is_empty() || rest.starts_with('/');
            whole.then(|| lookup.exact(rest.trim_start_matches('/'))).flatten()
        })
    });
    if let Some(entry) = exact.filter(|entry| fits(*entry, is_image)) {
        return Aim { entry: Some(entry), fault: None };
    }
    if let Some((entry, spelling)) =
        lookup.folded(&path).filter(|(entry, _)| fits(*entry, is_image))
    {
        let (spelling, path) = (from.relative(spelling), spelling.to_owned());
        return Aim { entry: Some(entry), fault: Some(Finding::CaseOfPath { spelling, path }) };
    }
    let fault = Finding::Missing { resolved: path, is_page: exact.is_some() };
    Aim { entry: None, fault: Some(fault) }
}

/// The anchors of every page.
#[derive(Debug, Default)]
pub(crate) struct SiteAnchors {
    pages: Vec<Held<[Arc<str>]>>,
    many: ManyAnchors,
}

impl SiteAnchors {
    pub(super) fn of(pages: &[Held<[Arc<str>]>]) -> Self {
        Self { pages: pages.to_vec(), many: many_anchors(pages) }
    }
}

/// What the links of a page depend on: where they aim, how they are written, the anchors there, and
/// what the places are called.
pub(crate) type LinksInput = (Held<[Aim]>, Arc<Parsed>, Same<SiteAnchors>, Same<Ground>);

/// Finds the anchors of links in the pages they lead to.
pub(super) fn links((aims, parsed, anchors, ground): &LinksInput) -> Links {
    let mut findings = Vec::new();
    let resolve = |(n, (link, aim)): (usize, (&Link, &Aim))| {
        findings.extend(aim.fault.clone().map(|fault| (n, fault)));
        let wanted = link.target.fragment.as_deref();
        let wanted = wanted.filter(|wanted| !wanted.is_empty() && *wanted != "top");
        match aim.entry {
            None => Resolved::Missing,
            Some(Entry::Asset(id)) => Resolved::Asset(id),
            Some(Entry::Section(id)) => {
                if wanted.is_some() {
                    let place = ground.sections[id.0 as usize].folder.to_string();
                    findings.push((n, Finding::Anchor { page: None, place }));
                }
                Resolved::Section(id)
            }
            Some(Entry::Page(id)) => {
                let Some(wanted) = wanted else { return Resolved::Page(id, None) };
                let (found, fault) = anchor((id, anchors), wanted);
                findings.extend(match fault {
                    None => None,
                    Some(AnchorFault::Case) => {
                        let spelling = found.clone().unwrap_or_default();
                        Some((n, Finding::CaseOfAnchor { spelling }))
                    }
                    Some(AnchorFault::Missing) => {
                        let place = ground.paths.pages[id.index()].0.to_string();
                        Some((n, Finding::Anchor { page: Some(id), place }))
                    }
                });
                Resolved::Page(id, found)
            }
        }
    };
    let resolved = parsed.links.iter().zip(&**aims).enumerate().map(resolve).collect();
    Links { resolved, findings }
}

/// Gives every page its links, reports what is wrong with them, and marks the files that they use.
pub(super) fn settle(
    site: &mut Site,
    links: Vec<Arc<Links>>,
    tree: &SourceTree,
    out: &mut Reporter,
) {
    if links.iter().any(|links| !links.findings.is_empty()) {
        let mut suggestions = Suggestions::of(site);
        for (page, links) in site.pages.iter().zip(&links) {
            for (n, finding) in &links.findings {
                let link = &page.parsed.links[*n];
                let text = tree.text(&page.path).unwrap_or("");
                let lookup = &site.ground.lookup;
                let wrong = Wrong { from: &page.path, link, text, lookup };
                report((site, page), wrong, finding, &mut suggestions, out);
            }
        }
    }
    for (n, links) in links.into_iter().enumerate() {
        let page = &mut site.pages[n];
        site.links += links.resolved.len();
        if !site.assets.is_empty() {
            for (resolved, link) in links.resolved.iter().zip(&page.parsed.links) {
                if let Resolved::Asset(id) = resolved {
                    site.assets[id.0 as usize].use_by(link.role == Role::Image);
                }
            }
        }
        page.links = links.resolved.clone();
    }
}

/// Returns whether a link of this kind can lead there.
fn fits(entry: Entry, is_image: bool) -> bool {
    !is_image || matches!(entry, Entry::Asset(_))
}

/// The anchors of pages that have many, so that many links to one of them stay quick: the first
/// spelling by lower-cased anchor, and every spelling behind `=`.
type ManyAnchors = HashMap<PageId, HashMap<String, Arc<str>>>;

/// How many anchors are looked through one by one.
const ANCHORS_FEW: usize = 64;

fn many_anchors(pages: &[Held<[Arc<str>]>]) -> ManyAnchors {
    let many = pages.iter().enumerate().filter(|(_, anchors)| anchors.len() > ANCHORS_FEW);
    let many = many.map(|(n, all)| {
        let mut anchors: HashMap<String, Arc<str>> = HashMap::new();
        for anchor in &**all {
            anchors.entry(anchor.to_lowercase()).or_insert_with(|| Arc::clone(anchor));
            // An exact spelling is found whatever else differs from it by case only.
            anchors.insert(format!("={anchor}"), Arc::clone(anchor));
        }
        (PageId(narrow(n)), anchors)
    });
    many.collect()
}

enum AnchorFault {
    Case,
    Missing,
}

/// Finds an anchor in a page.
fn anchor(
    (id, anchors): (PageId, &SiteAnchors),
    wanted: &str,
) -> (Option<Arc<str>>, Option<AnchorFault>) {
    let all = &anchors.pages[id.index()];
    let many = anchors.many.get(&id);
    let exact = match many {
        Some(many) => many.get(&format!("={wanted}")),
        None => all.iter().find(|anchor| ***anchor == *wanted),
    };
    if let Some(exact) = exact {
        return (Some(Arc::clone(exact)), None);
    }
    let folded = wanted.to_lowercase();
    let spelling = match many {
        Some(many) => many.get(&folded),
        None => all.iter().find(|anchor| anchor.to_lowercase() == folded),
    };
    match spelling {
        Some(spelling) => (Some(Arc::clone(spelling)), Some(AnchorFault::Case)),
        None => (None, Some(AnchorFault::Missing)),
    }
}

fn report(
    (site, page): (&Site, &Page),
    wrong: Wrong<'_>,
    finding: &Finding,
    suggestions: &mut Suggestions<'_>,
    out: &mut Reporter,
) {
    let link = wrong.link;
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
            let meant = meant(&wrong, resolved, suggestions);
            let help = match &meant {
                Some((path, _)) => format!("did you mean `{path}`?"),
                None => suggestions.help(&page.path, written, resolved, link.role),
            };
            out.report(code, at, format!("there is no {what} at `{written}`")).help(help).fix =
                meant.map(|(_, fix)| Box::new(fix));
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
        Finding::CaseOfPath { .. } | Finding::CaseOfAnchor { .. } => {
            report_case(&wrong, at, finding, out);
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

/// Reports a link that differs from what it means by letter case.
fn report_case(wrong: &Wrong<'_>, at: Location, finding: &Finding, out: &mut Reporter) {
    let target = &wrong.link.target;
    let (message, right, fix) = match finding {
        Finding::CaseOfPath { spelling, path } => {
            let recased = wrong.recased(path);
            let fix = recased.as_deref().and_then(|path| wrong.fix(path));
            let message = format!("`{}` differs from the file's name by letter case", target.path);
            (message, recased.unwrap_or_else(|| spelling.clone()), fix)
        }
        Finding::CaseOfAnchor { spelling } => {
            let wanted = target.fragment.as_deref().unwrap_or("");
            let message = format!("`#{wanted}` differs from the heading's anchor by letter case");
            (message, format!("#{spelling}"), wrong.fix_anchor(spelling))
        }
        Finding::Missing { .. } | Finding::Outside | Finding::Anchor { .. } => return,
    };
    out.report(Code::LinkCaseDiffers, at, message).help(format!("write `{right}`")).fix =
        fix.map(Box::new);
}

/// Returns the path that a link must have meant, and the fix that writes it.
fn meant(
    wrong: &Wrong<'_>,
    resolved: &str,
    suggestions: &mut Suggestions<'_>,
) -> Option<(String, Fix)> {
    if as_address(&wrong.link.target.path).is_some() {
        return None;
    }
    let path = wrong.meant(resolved, suggestions.compared()?)?;
    let fix = wrong.fix(&path)?;
    Some((path, fix))
}
