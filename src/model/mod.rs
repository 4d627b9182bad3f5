//! The whole site: all [`Parsed`] pages become a [`Site`] of pages, sections, titles and resolved links.
//!
//! In: the parsed pages, the tree's other files, the configuration. Out: the [`Site`] and what is
//! wrong between files. Ids are positions in this build's lists; nothing that is remembered across
//! builds may hold one.

pub(crate) mod client;
pub(crate) mod glossary;
pub(crate) mod ground;
mod lookup;
mod mend;
mod relate;
mod resolve;
mod sections;
pub(crate) mod site;
mod suggest;
pub(crate) mod titles;

pub(crate) use client::{Client, ClientId, PlanData};
pub(crate) use relate::Names;
pub(crate) use resolve::lead;
pub(crate) use site::{Asset, AssetId, Page, PageId, PageKind, Resolved, SectionId, Site};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::memo::{Held, Memo, Once, Same};
use crate::model::ground::{Ground, Paths};
use crate::model::resolve::{Aim, AimInput, Links, LinksInput, SiteAnchors};
use crate::model::sections::{SectionsInput, Standing};
use crate::model::site::Section;
use crate::model::titles::{Naming, TitleInput, Titled};
use crate::parse::Parsed;
use crate::place::SourcePath;
use crate::source::{SourceFile, SourceTree};
use crate::text::collate::Collation;
use crate::text::span::Span;
use std::sync::Arc;

/// What a site is put together from.
#[derive(Debug)]
pub(crate) struct Sources<'a> {
    /// The pages, by path.
    pub parsed: &'a [(SourcePath, Arc<Parsed>)],
    /// The plans in YAML files.
    pub plans: &'a PlanData,
    /// Everything, for the files that are no pages.
    pub tree: &'a SourceTree,
    /// The configuration.
    pub config: &'a Config,
}

/// What is remembered of putting sites together. It makes no difference but in time.
#[derive(Debug, Default)]
pub(crate) struct Remembered {
    naming: Once<Naming, Naming>,
    ground: Once<Paths, Ground>,
    aims: Memo<SourcePath, AimInput, Held<[Aim]>>,
    anchors: Once<Vec<Held<[Arc<str>]>>, SiteAnchors>,
    links: Memo<SourcePath, LinksInput, Arc<Links>>,
    titled: Memo<SourcePath, TitleInput, Arc<Titled>>,
    sections: Once<SectionsInput, Vec<Section>>,
}

/// Puts the site together.
pub(crate) fn assemble(
    sources: &Sources<'_>,
    remembered: &mut Remembered,
) -> (Site, Vec<Diagnostic>) {
    let mut out = Reporter::default();
    let mut site = Site::default();
    let naming = remembered.naming.of(Naming::of(sources.config), Clone::clone);
    site.naming = naming.clone();
    let collation = Collation::new(&naming.lang, &naming.sort_ignore);
    let pages = sources.parsed.iter();
    site.pages = pages.map(|(path, parsed)| Page::new(path.clone(), Arc::clone(parsed))).collect();
    let assets = sources.tree.files().iter().filter_map(|(path, file)| match file {
        SourceFile::Asset(asset) => Asset::new(path.clone(), asset.bytes.share()),
        SourceFile::Text(_) => None,
    });
    site.assets = assets.collect();
    client::build(&mut site, sources.plans, &collation, &mut out);
    site.ground = remembered.ground.of(paths(&site), Ground::of);
    for (page, place) in site.pages.iter_mut().zip(&site.ground.places) {
        page.route = place.route.clone();
        page.kind = place.kind;
        page.section = place.section;
    }
    let links = links(&site, sources.config, remembered);
    resolve::settle(&mut site, links, sources.tree, &mut out);
    name(&mut site, &naming, &collation, remembered);
    let standings = site.pages.iter().map(|page| Standing {
        titled: Arc::clone(&page.titled),
        order: page.front().order.as_ref().map(|order| order.value),
        is_current: page.is_current(),
    });
    let input = (standings.collect(), site.ground.clone(), naming);
    site.sections = remembered.sections.of(input, |input| sections::ordered(input, &collation));
    relate::relate(&mut site, &mut out);
    report_assets(&site, &mut out);
    (site, out.into_found())
}

fn paths(site: &Site) -> Paths {
    let route = |page: &Page| match page.kind {
        PageKind::Client(id) => Some((id, page.route.clone())),
        PageKind::Policy | PageKind::Section(_) => None,
    };
    Paths {
        pages: site.pages.iter().map(|page| (page.path.clone(), route(page))).collect(),
        assets: site.assets.iter().map(|asset| asset.path.clone()).collect(),
    }
}

/// Resolves the links of every page.
fn links(site: &Site, config: &Config, remembered: &mut Remembered) -> Vec<Arc<Links>> {
    let prefixes: Held<[String]> = config.url_prefixes.as_slice().into();
    let input = |page: &Page| {
        let input = (Arc::clone(&page.parsed), site.ground.clone(), prefixes.clone());
        (page.path.clone(), input)
    };
    let aims = remembered.aims.map(site.pages.iter().map(input).collect(), resolve::aims);
    let anchors = site.pages.iter().map(|page| page.parsed.anchors.clone()).collect();
    let anchors = remembered.anchors.of(anchors, |pages| SiteAnchors::of(pages));
    let inputs = site.pages.iter().zip(aims).map(|(page, aims)| {
        let input = (aims, Arc::clone(&page.parsed), anchors.clone(), site.ground.clone());
        (page.path.clone(), input)
    });
    remembered.links.map(inputs.collect(), |_, input| Arc::new(resolve::links(input)))
}

/// Names every page.
fn name(
    site: &mut Site,
    naming: &Same<Naming>,
    collation: &Collation,
    remembered: &mut Remembered,
) {
    let none: Held<[Arc<str>]> = Held::default();
    let mut labels = titles::labels(site);
    let inputs = site.pages().map(|(id, page)| {
        let labels = labels.remove(&id).map_or_else(|| none.clone(), Into::into);
        let client = match page.kind {
            PageKind::Client(id) => Some(Arc::clone(&site.client(id).name)),
            PageKind::Policy | PageKind::Section(_) => None,
        };
        (page.path.clone(), (Arc::clone(&page.parsed), labels, client, naming.clone()))
    });
    let titled = remembered
        .titled
        .map(inputs.collect(), |path, input| Arc::new(titles::titled(path, input, collation)));
    for (page, titled) in site.pages.iter_mut().zip(titled) {
        page.title = Arc::clone(&titled.title);
        page.lead = titled.lead;
        page.titled = titled;
    }
}

fn report_assets(site: &Site, out: &mut Reporter) {
    for asset in site.assets.iter().filter(|asset| !asset.is_used) {
        let at = Location { file: asset.path.clone(), span: Span::default() };
        out.report(
            Code::AssetUnreferenced,
            at,
            "no page refers to this file, so it is not published",
        )
        .help("link to it, put it in `static`, or name it in `site.ignore`");
    }
}
