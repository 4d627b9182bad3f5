//! [`Build`]: what comes out of the line of functions.

use crate::analyse::Analysis;
use crate::config::Checks;
use crate::diag::json::Summary;
use crate::diag::{Code, Diagnostic, Diagnostics, Location, Severity, Texts};
use crate::edition::NamesTold;
use crate::emit::Outputs;
use crate::model::Site;
use crate::place::{Route, SourcePath};
use crate::render::Highlighted;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What a build gives.
#[derive(Debug)]
#[non_exhaustive]
pub struct Build {
    /// Every output file; empty when only checking.
    pub outputs: Outputs,
    /// Everything that is wrong.
    pub diagnostics: Diagnostics,
    /// The counts.
    pub summary: Summary,
    /// What was computed rather than reused.
    pub reuse: Reuse,
    /// What the configuration says of checks.
    pub(super) checks: Checks,
    /// The text of every file that a diagnostic points into.
    pub(super) texts: BTreeMap<SourcePath, Arc<str>>,
    pub(super) site: Site,
    pub(super) names: NamesTold,
    /// What else the build was made from. It goes with the build, so that a program that ends after
    /// it need not spend time on taking it apart.
    pub(super) _used: (Analysis, Highlighted),
}

impl Build {
    /// Returns the address of the page that a source file became, if it became one: that of its own
    /// page, or of the client whose plan it holds.
    pub fn route_of(&self, file: &SourcePath) -> Option<Route> {
        let client = self.site.clients.iter().find(|client| client.file() == file);
        let page = || self.site.page_at(file.as_str()).map(|id| self.site.page(id).route.clone());
        client.map(|client| client.route.clone()).or_else(page)
    }

    /// Returns the site that was put together.
    pub(crate) fn site(&self) -> &Site {
        &self.site
    }

    /// Returns the least severity with which a check fails: a warning unless configured.
    pub fn fail_on(&self) -> Severity {
        self.checks.fail_on.unwrap_or(Severity::Warning)
    }

    /// Tells links to what this edition does not show from those that lead nowhere: the whole tree,
    /// whose findings are given, knows where the first kind leads.
    pub fn compare(&mut self, whole: &Diagnostics) {
        let known: BTreeSet<&Location> = whole
            .iter()
            .filter(|found| HIDDEN_LOOKS_LIKE.contains(&found.code))
            .map(|found| &found.at)
            .collect();
        let told = |found: &Diagnostic| {
            let mut found = found.clone();
            if HIDDEN_LOOKS_LIKE.contains(&found.code) && !known.contains(&found.at) {
                found.code = Code::EditionLink;
                found.severity = Code::EditionLink.severity();
                "this leads to what the edition does not show; readers see text"
                    .clone_into(&mut found.message);
                found.help("let them see it, or leave the link out where they read it");
            }
            found
        };
        let all = self.diagnostics.iter().map(told).collect();
        self.diagnostics = Diagnostics::new(all);
        self.summary.errors = self.diagnostics.count(Severity::Error);
        self.summary.warnings = self.diagnostics.count(Severity::Warning);
    }

    /// Returns what became of the names that the edition replaces.
    pub fn names(&self) -> Names {
        let (replaced, files) = self.names.replaced;
        Names { replaced, files, left: self.names.left.len() }
    }

    /// Returns the file of known findings that is configured, from the content root.
    pub fn baseline(&self) -> Option<&str> {
        self.checks.baseline.as_ref().map(|file| file.value.as_str())
    }

    /// Returns the files that became pages, in the order of their paths.
    pub fn pages(&self) -> impl Iterator<Item = &SourcePath> {
        self.site.pages.iter().map(|page| &page.path)
    }
}

/// Codes of links that lead nowhere in an edition.
const HIDDEN_LOOKS_LIKE: &[Code] = &[
    Code::LinkTargetMissing,
    Code::LinkAnchorMissing,
    Code::ImageMissing,
    Code::RelatedMissing,
    Code::GlossaryPolicyMissing,
];

/// What became of the names that an edition replaces.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Names {
    /// How many were replaced.
    pub replaced: usize,
    /// In how many files.
    pub files: usize,
    /// How many were left, in addresses and as initials.
    pub left: usize,
}

/// How many values of each remembered stage a build computed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Reuse {
    /// Pages parsed.
    pub parsed: usize,
    /// Code blocks highlighted.
    pub highlighted: usize,
    /// Pages rendered.
    pub rendered: usize,
}

impl Texts for Build {
    fn text(&self, file: &SourcePath) -> Option<&str> {
        self.texts.get(file).map(|text| &**text)
    }
}

/// Returns the texts that the printers of these diagnostics will ask for.
pub(super) fn texts(found: &[Diagnostic], all: &dyn Texts) -> BTreeMap<SourcePath, Arc<str>> {
    let files: BTreeSet<&SourcePath> = found.iter().map(|found| &found.at.file).collect();
    files.into_iter().filter_map(|file| Some((file.clone(), all.text(file)?.into()))).collect()
}
