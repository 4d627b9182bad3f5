//! Rules over pages and over the whole site, one file each. A rule reads the facts and reports; it changes
//! nothing.
//!
//! Rules of pages look at one page alone, so they run in parallel and are remembered. What is reported
//! here is what was found; [`settle`] decides what counts.

mod block;
mod bullet_character;
mod character_hidden;
mod definition_differs;
mod emphasis_open;
mod given_names;
mod heading_empty;
mod heading_skip;
mod heading_space;
mod heading_titles;
mod heading_twice;
mod image_alt;
mod letters_mixed;
mod link_address;
mod link_forgotten;
mod link_space;
mod link_text;
mod list;
mod list_order;
mod named;
mod none_beside;
mod person_named;
mod placeholder;
mod policy_orphan;
mod policy_unlisted;
mod requirements;
mod settle;
mod stub;
mod table_columns;
mod term_undefined;
mod term_unused;
mod text_twice;
mod wording_vague;

pub(crate) use settle::settle;
pub(crate) use text_twice::{Sketch, sketch};

use crate::config::Checks;
use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::model::Site;
use crate::parse::Parsed;
use crate::parse::outline::Outline;
use crate::place::SourcePath;
use crate::rules::block::Block;
use crate::source::SourceTree;
use crate::srp::Compliance;
use crate::text::span::Span;
use std::sync::Arc;

/// What rules of the site may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// The site.
    pub site: &'a Site,
    /// How every client's plan was judged.
    pub compliance: &'a Compliance,
    /// The files as they are written.
    pub tree: &'a SourceTree,
    /// What texts are compared by, for each page; none of all where nothing is to be compared.
    pub sketches: &'a [Option<Arc<Sketch>>],
}

/// What rules of a page may look at.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageFacts<'a> {
    /// Its file.
    pub path: &'a SourcePath,
    /// The text of the file.
    pub text: &'a str,
    /// What became of it.
    pub parsed: &'a Parsed,
    /// How it is written.
    pub outline: &'a Outline<'a>,
    /// Its words, block by block.
    pub blocks: &'a [Block],
}

impl PageFacts<'_> {
    /// Returns a place in its file.
    fn at(&self, span: Span) -> Location {
        Location { file: self.path.clone(), span }
    }
}

/// What a rule looks at, and when it runs.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Check {
    /// At one page; in a check only, since it reads the page once more.
    Page(fn(PageFacts<'_>, &mut Reporter)),
    /// At the site, whenever one is made.
    Site(fn(Facts<'_>, &mut Reporter)),
    /// At the site, in a check only.
    SiteOnDemand(fn(Facts<'_>, &mut Reporter)),
}

/// One rule.
#[derive(Debug)]
pub(crate) struct Rule {
    /// What it reports.
    pub code: Code,
    /// What is said of it, for people.
    pub doc: Doc,
    check: Check,
}

/// What is said of a rule: whole sentences, in plain text with backticks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doc {
    /// Why it matters.
    pub why: &'static str,
    /// What it leaves alone.
    pub quiet: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// An example of what it reports; empty when there is none to show.
    pub wrong: &'static str,
    /// The same, mended.
    pub right: &'static str,
}

/// Every rule, by code.
pub(crate) const RULES: &[&Rule] = &[
    &bullet_character::RULE,
    &character_hidden::RULE,
    &definition_differs::RULE,
    &emphasis_open::RULE,
    &heading_empty::RULE,
    &heading_skip::RULE,
    &heading_space::RULE,
    &heading_titles::RULE,
    &heading_twice::RULE,
    &image_alt::RULE,
    &letters_mixed::RULE,
    &link_address::RULE,
    &link_forgotten::RULE,
    &link_space::RULE,
    &link_text::RULE,
    &list_order::RULE,
    &none_beside::RULE,
    &person_named::RULE,
    &placeholder::RULE,
    &policy_orphan::RULE,
    &policy_unlisted::RULE,
    &stub::RULE,
    &table_columns::RULE,
    &term_undefined::RULE,
    &term_unused::RULE,
    &text_twice::RULE,
    &wording_vague::RULE,
];

/// Runs the rules of the site; those of a check only when asked.
pub(crate) fn run(facts: Facts<'_>, checks: &Checks, in_check: bool) -> Vec<Diagnostic> {
    let mut out = Reporter::default();
    for rule in RULES.iter().filter(|rule| checks.is_on(rule.code)) {
        match rule.check {
            Check::Site(check) => check(facts, &mut out),
            Check::SiteOnDemand(check) if in_check => check(facts, &mut out),
            Check::SiteOnDemand(_) | Check::Page(_) => {}
        }
    }
    let found = out.into_found();
    debug_assert!(found.iter().all(is_known), "a rule reports its own code only");
    let mut out = Reporter::default();
    requirements::check(facts, &mut out);
    found.into_iter().chain(out.into_found()).collect()
}

/// Runs the rules of one page.
pub(crate) fn run_on_page(
    path: &SourcePath,
    text: &str,
    parsed: &Parsed,
    checks: &Checks,
) -> Vec<Diagnostic> {
    let outline = Outline::of(text, parsed.start);
    let blocks = Block::all(text, &outline);
    let facts = PageFacts { path, text, parsed, outline: &outline, blocks: &blocks };
    let mut out = Reporter::default();
    for rule in RULES.iter().filter(|rule| checks.is_on(rule.code)) {
        match rule.check {
            Check::Page(check) => check(facts, &mut out),
            Check::Site(_) | Check::SiteOnDemand(_) => {}
        }
    }
    let found = out.into_found();
    debug_assert!(found.iter().all(is_known), "a rule reports its own code only");
    found
}

fn is_known(found: &Diagnostic) -> bool {
    RULES.iter().any(|rule| rule.code == found.code)
}

/// Returns what is said of the rule with this code, if a rule has it.
pub(crate) fn doc(code: Code) -> Option<Doc> {
    RULES.iter().find(|rule| rule.code == code).map(|rule| rule.doc)
}
