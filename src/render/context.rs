//! What templates receive: one typed context per kind of page. `themes/default/README.md` documents
//! them for people who write themes.
//!
//! Every `href` can be printed as it is. Text is escaped by the engine; only `body` is HTML.

use serde::Serialize;
use std::sync::Arc;

/// What all pages share.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Shared {
    /// The site.
    pub site: SiteInfo,
    /// Paths of the theme's files, from the site's root.
    pub assets: Assets,
}

/// The site as a whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SiteInfo {
    /// Its title.
    pub title: Arc<str>,
    /// What the header says: the organisation, else the title.
    pub brand: Arc<str>,
    /// Its language, BCP 47.
    pub lang: Arc<str>,
    /// How many policies it has.
    pub policies: usize,
}

/// The theme's files.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Assets {
    /// The style sheet.
    pub css: String,
    /// The script that runs before the first paint.
    pub theme_js: String,
    /// The script of enhancements.
    pub portal_js: String,
    /// The icon.
    pub icon: String,
}

/// One page, whole.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PageContext {
    /// The prefix that leads to the site's root: `../../`.
    pub root: String,
    /// The main navigation.
    pub nav: Vec<NavItem>,
    /// The page itself.
    pub page: Content,
}

/// A link with a title.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Ref {
    /// The title.
    pub title: Arc<str>,
    /// Where it leads.
    pub href: String,
}

/// An entry of a navigation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct NavItem {
    /// The title.
    pub title: Arc<str>,
    /// Where it leads.
    pub href: String,
    /// Whether the reader is there, or below.
    pub current: bool,
}

/// What a page says, by kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[serde(untagged)]
#[expect(clippy::large_enum_variant, reason = "one lives at a time, on its way to the engine")]
pub enum Content {
    /// A policy.
    Policy(PolicyPage),
    /// A section, or the home page.
    Section(SectionPage),
    /// The A-Z index.
    Az(AzPage),
    /// The page for addresses that do not exist.
    NotFound(Head),
}

/// What every page says of itself.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Head {
    /// The title.
    pub title: Arc<str>,
    /// A sentence for search engines and link previews.
    pub description: Option<Box<str>>,
    /// The absolute address, when the site's address is known.
    pub canonical: Option<String>,
    /// Instructions for robots.
    pub robots: Option<&'static str>,
    /// The pages above this one.
    pub crumbs: Vec<Ref>,
    /// The sentence under the title.
    pub lede: Option<Box<str>>,
}

/// A policy.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct PolicyPage {
    /// Title, description, crumbs, lede.
    #[serde(flatten)]
    pub head: Head,
    /// What is known of the document.
    pub facts: Vec<Fact>,
    /// What a reader must know before relying on it.
    pub notices: Vec<Notice>,
    /// Other names.
    pub aliases: Vec<Arc<str>>,
    /// The text, as HTML.
    pub body: String,
    /// Words of text.
    pub words: u32,
    /// Minutes it takes to read, at least 1.
    pub minutes: u32,
    /// The headings.
    pub toc: Vec<TocItem>,
    /// The policies around it in its section.
    pub sidebar: Option<Sidebar>,
    /// Related policies.
    pub related: Vec<Listed>,
    /// Who refers to it.
    pub backlinks: BackLinks,
    /// The one before in its section.
    pub previous: Option<Ref>,
    /// The one after.
    pub next: Option<Ref>,
}

/// One fact of the document-control strip.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fact {
    /// What it is.
    pub label: &'static str,
    /// Its value.
    pub value: String,
    /// More about it, or where it is known from.
    pub note: Option<String>,
    /// Where it leads.
    pub href: Option<String>,
    /// `ok`, `warn`, `bad` or `na` when the value is a state.
    pub state: Option<&'static str>,
}

/// A callout above the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Notice {
    /// `note`, `warn` or `bad`.
    pub class: &'static str,
    /// The word.
    pub title: &'static str,
    /// The sentence.
    pub text: String,
}

/// One line of the contents.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct TocItem {
    /// The heading.
    pub title: Box<str>,
    /// Its anchor, with `#`.
    pub href: String,
    /// 2 or 3.
    pub level: u8,
}

/// The section a policy lies in, as far as it is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Sidebar {
    /// The section's title.
    pub title: Arc<str>,
    /// The section's page.
    pub href: String,
    /// How many policies it has.
    pub total: usize,
    /// Those shown: all, or the nearest.
    pub items: Vec<NavItem>,
    /// How many are not shown.
    pub hidden: usize,
}

/// A policy in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Listed {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: String,
    /// What it is about.
    pub summary: Option<Box<str>>,
    /// What it is, unless a policy.
    #[serde(rename = "type")]
    pub document_type: Option<&'static str>,
    /// Where it is in its life, unless published.
    pub status: Option<&'static str>,
    /// `ok`, `warn`, `bad` or `na`, for the status.
    pub state: Option<&'static str>,
}

/// Who refers to a page.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize)]
pub struct BackLinks {
    /// How many.
    pub total: usize,
    /// The first few.
    pub shown: Vec<BackLink>,
    /// The others.
    pub rest: Vec<BackLink>,
}

/// One page that refers, with the sentence in which it does.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct BackLink {
    /// The referring page.
    pub title: Arc<str>,
    /// Where the reference stands.
    pub href: String,
    /// The heading above it.
    pub section: Option<Box<str>>,
    /// The sentence before the link's words.
    pub before: Box<str>,
    /// The link's words.
    pub mark: Box<str>,
    /// The sentence after them.
    pub after: Box<str>,
}

/// A section or the home page.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SectionPage {
    /// Title, description, crumbs, lede.
    #[serde(flatten)]
    pub head: Head,
    /// The author's text, as HTML.
    pub body: String,
    /// The headings of the text.
    pub toc: Vec<TocItem>,
    /// The sections below.
    pub sections: Vec<SectionCard>,
    /// The policies in it that the text does not list.
    pub policies: Vec<Listed>,
    /// Policies here and below.
    pub total: usize,
    /// Not used by sections; policies and sections share their parts.
    pub sidebar: Option<Sidebar>,
    /// The letters of the A-Z; on the home page only.
    pub letters: Vec<Letter>,
}

/// A section in a list of sections.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SectionCard {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: String,
    /// What it is about.
    pub summary: Option<Box<str>>,
    /// How many policies it has, here and below.
    pub policies: usize,
    /// The first few.
    pub first: Vec<Ref>,
}

/// The A-Z index.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AzPage {
    /// Title, description, crumbs, lede.
    #[serde(flatten)]
    pub head: Head,
    /// How many policies.
    pub total: usize,
    /// The jump bar.
    pub letters: Vec<Letter>,
    /// The entries by letter.
    pub groups: Vec<AzGroup>,
}

/// One letter of a jump bar.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Letter {
    /// The letter.
    pub letter: String,
    /// Where its entries are.
    pub href: String,
    /// Whether it has entries.
    pub active: bool,
}

/// The entries of one letter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AzGroup {
    /// The letter.
    pub letter: String,
    /// Its anchor.
    pub id: String,
    /// The entries.
    pub entries: Vec<AzEntry>,
}

/// One entry of the index.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct AzEntry {
    /// The title, or the other name.
    pub title: Arc<str>,
    /// The policy.
    pub href: String,
    /// What it is about.
    pub summary: Option<Box<str>>,
    /// The section it lies in.
    pub section: Option<Arc<str>>,
    /// The policy's title, when this is another name.
    pub see: Option<Arc<str>>,
}

/// A page that only leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct RedirectContext {
    /// Where it leads, relative.
    pub target: String,
    /// The title of the page there.
    pub title: Arc<str>,
    /// The absolute address, when the site's is known.
    pub canonical: Option<String>,
}
