//! What the handbook on one page receives.

use crate::render::context::{Fact, Head, Html, List, Notice};
use std::sync::Arc;

/// The handbook, or a volume of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct HandbookPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// How many policies this page holds.
    pub total: usize,
    /// The sections that have a page of their own; empty when all is on this one.
    pub volumes: List<VolumeCard>,
    /// The contents, as items of a list.
    pub contents: Html,
    /// The head and body of the table of document control; empty when nothing is known.
    pub control: Html,
    /// The policies.
    pub parts: List<HandbookPart>,
}

/// A section that is not on the handbook's first page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct VolumeCard {
    /// The section's title.
    pub title: Arc<str>,
    /// Its page of the handbook; where it is too large for one, the section's own page.
    pub href: Arc<str>,
    /// How many policies it has.
    pub policies: usize,
    /// Whether it has a page of the handbook.
    pub is_there: bool,
}

/// One policy in the handbook.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct HandbookPart {
    /// Its anchor.
    pub id: String,
    /// The link to it on the same page.
    pub link: String,
    /// The policy's own page.
    pub href: Arc<str>,
    /// Its title.
    pub title: Arc<str>,
    /// Its language, where that is not the site's.
    pub lang: Option<Arc<str>>,
    /// The section it lies in.
    pub section: Option<Arc<str>>,
    /// The sentence under the title.
    pub lede: Option<Arc<str>>,
    /// What is known of the document.
    pub facts: List<Fact>,
    /// What a reader must know before relying on it.
    pub notices: List<Notice>,
    /// The text, with ids and links that hold here.
    pub body: Html,
}
