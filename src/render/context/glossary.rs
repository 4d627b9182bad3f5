//! What the page of terms receives.

use crate::render::context::{Head, Letter, List, Ref};
use std::sync::Arc;

/// The glossary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GlossaryPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// How many terms.
    pub total: usize,
    /// The jump bar: the letters that have terms.
    pub letters: List<Letter>,
    /// The terms by letter.
    pub groups: List<GlossaryGroup>,
}

/// The terms of one letter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GlossaryGroup {
    /// The letter.
    pub letter: String,
    /// Its anchor.
    pub id: String,
    /// The terms.
    pub terms: List<GlossaryTerm>,
}

/// One term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct GlossaryTerm {
    /// The term.
    pub term: Arc<str>,
    /// Its anchor.
    pub id: Arc<str>,
    /// What it means.
    pub meaning: Arc<str>,
    /// Other names for it.
    pub also: Arc<[Arc<str>]>,
    /// The policy that lays it down.
    pub source: Option<Arc<Ref>>,
    /// Whether it holds in that policy only.
    pub is_local: bool,
    /// How many policies use it.
    pub policies: usize,
}
