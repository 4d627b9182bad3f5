//! The whole site: all [`Parsed`] pages become a [`Site`] of pages, sections, titles and resolved links.
//!
//! In: the parsed pages, the tree's other files, the configuration. Out: the [`Site`] and what is
//! wrong between files. Ids are positions in this build's lists; nothing that is remembered across
//! builds may hold one.

pub(crate) mod client;
mod lookup;
mod relate;
mod resolve;
mod sections;
pub(crate) mod site;
mod suggest;
mod titles;

pub(crate) use client::{Client, ClientId, PlanData};
pub(crate) use site::{Asset, AssetId, Page, PageId, PageKind, Resolved, SectionId, Site};

use crate::config::Config;
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::parse::Parsed;
use crate::place::SourcePath;
use crate::source::{SourceFile, SourceTree};
use crate::text::collate::Collation;
use crate::text::span::Span;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Puts the site together.
pub(crate) fn assemble(
    parsed: &BTreeMap<SourcePath, Arc<Parsed>>,
    plans: &PlanData,
    tree: &SourceTree,
    config: &Config,
) -> (Site, Vec<Diagnostic>) {
    let mut out = Reporter::default();
    let mut site = Site::default();
    let collation = Collation::new(&config.lang, &config.sort_ignore);
    site.pages =
        parsed.iter().map(|(path, parsed)| Page::new(path.clone(), Arc::clone(parsed))).collect();
    let assets = tree.files().iter().filter_map(|(path, file)| match file {
        SourceFile::Asset(asset) => Asset::new(path.clone(), Arc::clone(&asset.bytes)),
        SourceFile::Text(_) => None,
    });
    site.assets = assets.collect();
    client::build(&mut site, plans, &collation, &mut out);
    sections::build(&mut site);
    resolve::resolve(&mut site, config, &mut out);
    titles::settle(&mut site, config, &collation);
    resolve::drop_title_anchors(&mut site);
    sections::order(&mut site, config, &collation);
    relate::relate(&mut site, &mut out);
    report_assets(&site, &mut out);
    (site, out.into_found())
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
