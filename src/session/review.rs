//! What only a check does with each page alone: the rules of pages, and sketches of texts.

use crate::config::{Checks, Config};
use crate::diag::{Code, Diagnostic};
use crate::rules::{Sketch, run_on_page, sketch};
use crate::session::{Goal, ParsedPages, Session};
use crate::source::{SourceFile, SourceTree};
use std::sync::Arc;

impl Session {
    /// Runs the rules that look at one page alone; only a check asks for it.
    pub(super) fn review(
        &mut self,
        tree: &SourceTree,
        parsed: &ParsedPages,
        config: &Config,
        goal: Goal,
    ) -> Vec<Diagnostic> {
        if goal != Goal::Check {
            return Vec::new();
        }
        let checks = Arc::new(config.checks.clone());
        let pages = parsed.iter().filter_map(|(path, page)| match tree.get(path) {
            Some(SourceFile::Text(text)) => {
                Some((path.clone(), (text.clone(), Arc::clone(page), Arc::clone(&checks))))
            }
            Some(SourceFile::Asset(_)) | None => None,
        });
        let reviewed = self.reviewed.map(pages.collect(), |path, (text, page, checks)| {
            run_on_page(path, text, page, checks).into()
        });
        reviewed.iter().flat_map(|found| found.iter().cloned()).collect()
    }

    /// Sketches the text of every page, in their order; only a check that compares texts asks for it.
    pub(super) fn sketches(
        &mut self,
        tree: &SourceTree,
        parsed: &ParsedPages,
        checks: &Checks,
        goal: Goal,
    ) -> Vec<Option<Arc<Sketch>>> {
        if goal != Goal::Check || !checks.is_on(Code::TextTwice) {
            return Vec::new();
        }
        let pages = parsed.iter().filter_map(|(path, page)| match tree.get(path) {
            Some(SourceFile::Text(text)) => Some((path.clone(), (text.clone(), page.start))),
            Some(SourceFile::Asset(_)) | None => None,
        });
        self.sketches
            .map(pages.collect(), |_, (text, start)| sketch(text.get(*start..)?).map(Arc::new))
    }
}
