//! What templates receive: one typed context per kind of page. `themes/default/README.md` documents
//! them for people who write themes.
//!
//! Every `href` can be printed as it is. Text is escaped by the engine; only `body` is HTML.

mod az;
mod glossary;
mod handbook;

pub(crate) use az::{AzEntry, AzGroup, AzPage, Letter};
pub(crate) use glossary::{GlossaryGroup, GlossaryPage, GlossaryTerm};
pub(crate) use handbook::{HandbookPage, HandbookPart, VolumeCard};

use crate::place::{Base, OutPath};
use crate::render::card::Card;
use crate::render::pages::policy::PolicyPlan;
use std::sync::Arc;

/// What a template is to make of a page. Two equal plans make equal pages.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum PagePlan {
    /// A page in the site's layout: the template, and what it receives.
    Page(&'static str, Arc<PageContext>),
    /// A policy's page.
    Policy(Arc<PolicyPlan>),
    /// A page that leads elsewhere.
    Redirect(Arc<RedirectPlan>),
    /// A page that stands on its own, without the site around it.
    CallSheet(Arc<CallSheetContext>),
}

/// Markup that is printed as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Html(pub Arc<Markup>);

/// The text of [`Html`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Markup(pub String);

/// A list that templates go through; its items are shared rather than copied.
pub(crate) type List<T> = Arc<Items<T>>;

/// The items of a [`List`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Items<T>(pub Vec<Arc<T>>);

impl<T> Default for Items<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// Returns a list of these items.
pub(crate) fn list<T>(items: impl IntoIterator<Item = T>) -> List<T> {
    Arc::new(Items(items.into_iter().map(Arc::new).collect()))
}

/// What all pages share.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Shared {
    /// The site.
    pub site: Arc<SiteInfo>,
    /// Paths of the theme's files, from the site's root.
    pub assets: Arc<Assets>,
}

/// The site as a whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SiteInfo {
    /// Its title.
    pub title: Arc<str>,
    /// What the header says: the organisation, else the title.
    pub brand: Arc<str>,
    /// Its language, BCP 47.
    pub lang: Arc<str>,
    /// How many policies it has.
    pub policies: usize,
    /// Whether it has a handbook.
    pub handbook: bool,
    /// Where what is wrong with it is reported, no page being named.
    pub report: Option<Arc<str>>,
    /// Whether it is for some readers only, so that search engines are to leave it alone.
    pub closed: bool,
}

/// The theme's files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Assets {
    /// The style sheet of every page, and all that a policy needs.
    pub css: String,
    /// What front pages have besides: home, sections, A–Z, glossary, search, 404. It and the others
    /// are empty when the project has a sheet of its own for everything.
    pub front_css: String,
    /// What the plan of a client has besides.
    pub plan_css: String,
    /// What pages about all clients have besides.
    pub registers_css: String,
    /// What the handbook has besides.
    pub handbook_css: String,
    /// What searching needs; other pages than the search page load it on first use.
    pub search_css: String,
    /// The script that runs before the first paint.
    pub theme_js: String,
    /// The script of enhancements.
    pub portal_js: String,
    /// The script that searches, loaded on first use; empty when the site can't be searched.
    pub search_js: String,
    /// The script of the page for addresses that do not exist.
    pub not_found_js: String,
    /// The icon.
    pub icon: String,
}

/// One page, whole.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PageContext {
    /// The prefix that leads to the site's root: `../../`.
    pub root: String,
    /// The language of the page, BCP 47.
    pub lang: Arc<str>,
    /// The main navigation.
    pub nav: List<NavItem>,
    /// The page itself.
    pub page: Content,
}

/// A link with a title.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Ref {
    /// The title.
    pub title: Arc<str>,
    /// Where it leads.
    pub href: Arc<str>,
}

/// An entry of a navigation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct NavItem {
    /// The title.
    pub title: Arc<str>,
    /// Where it leads.
    pub href: Arc<str>,
    /// Whether the reader is there, or below.
    pub current: bool,
}

/// What a page says, by kind.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Content {
    /// A policy.
    Policy(Arc<PolicyPage>),
    /// A section, or the home page.
    Section(Arc<SectionPage>),
    /// The A-Z index.
    Az(Arc<AzPage>),
    /// The glossary.
    Glossary(Arc<GlossaryPage>),
    /// A client's plan, or a page about all of them.
    Composed(Arc<ComposedPage>),
    /// The handbook.
    Handbook(Arc<HandbookPage>),
    /// The page for addresses that do not exist.
    NotFound(Arc<Head>),
}

/// What every page says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Head {
    /// The title.
    pub title: Arc<str>,
    /// A sentence for search engines and link previews.
    pub description: Option<Arc<str>>,
    /// The absolute address, when the site's address is known.
    pub canonical: Option<String>,
    /// Instructions for robots.
    pub robots: Option<&'static str>,
    /// The pages above this one.
    pub crumbs: List<Ref>,
    /// The sentence under the title.
    pub lede: Option<Arc<str>>,
    /// What it says to other programs, and where it is taken up elsewhere.
    pub about: Option<Arc<About>>,
}

/// What a page says to other programs, and where readers take it up elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct About {
    /// What it is in Open Graph: `article` or `website`.
    pub kind: &'static str,
    /// What it is in the terms of schema.org: JSON that can stand in a `<script>`.
    pub data: Html,
    /// Its Markdown, a file beside it.
    pub twin: Option<&'static str>,
    /// Where it is edited.
    pub edit: Option<Arc<str>>,
    /// Where what is wrong with it is reported.
    pub report: Option<Arc<str>>,
}

/// A policy.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct PolicyPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// What is known of the document.
    pub facts: List<Fact>,
    /// What a reader must know before relying on it.
    pub notices: List<Notice>,
    /// Other names.
    pub aliases: Arc<[Arc<str>]>,
    /// The text, as HTML.
    pub body: Html,
    /// Words of text.
    pub words: u32,
    /// Minutes it takes to read, at least 1.
    pub minutes: u32,
    /// The headings, as items of a list.
    pub toc: Html,
    /// The policies around it in its section.
    pub sidebar: Option<Arc<Sidebar>>,
    /// Related policies.
    pub related: List<Listed>,
    /// Who refers to it.
    pub backlinks: Arc<BackLinks>,
    /// The one before in its section.
    pub previous: Option<Arc<Ref>>,
    /// The one after.
    pub next: Option<Arc<Ref>>,
}

/// A page whose text this program makes of data: a client's plan, the matrix, a register.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ComposedPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// What kind of page it is, for the style sheet: `client`, `clients`, `matrix`, `register`.
    pub class: &'static str,
    /// What is known of the document.
    pub facts: List<Fact>,
    /// What a reader must know before relying on it.
    pub notices: List<Notice>,
    /// The text, as HTML.
    pub body: Html,
    /// The headings, as items of a list.
    pub toc: Html,
    /// Who refers to it.
    pub backlinks: Arc<BackLinks>,
    /// The page before, of a list that takes several.
    pub previous: Option<Arc<Ref>>,
    /// The page after.
    pub next: Option<Arc<Ref>>,
}

/// One fact of the document-control strip.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fact {
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
    /// The day, `2026-10-31`, when the value is one and no more.
    pub day: Option<String>,
    /// The value as counts, when it is made of some.
    pub counts: List<StateCount>,
}

/// A callout above the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Notice {
    /// `note`, `warn` or `bad`.
    pub class: &'static str,
    /// The word.
    pub title: &'static str,
    /// The sentence.
    pub text: String,
    /// Where to read on.
    pub link: Option<Arc<Ref>>,
}

/// The section a policy lies in, as far as it is shown beside it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Sidebar {
    /// The section's title.
    pub title: Arc<str>,
    /// The section's page.
    pub href: Arc<str>,
    /// How many policies it has.
    pub total: usize,
    /// Those shown, all or the nearest, as items of a list. Every page has them, so they are made
    /// here: templates take several times as long for the same words.
    pub items: Html,
    /// How many are not shown.
    pub hidden: usize,
}

/// A policy in a list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Listed {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: Arc<str>,
    /// What it is about.
    pub summary: Option<Arc<str>>,
    /// What it is, unless a policy.
    pub document_type: Option<&'static str>,
    /// Where it is in its life, unless published.
    pub status: Option<&'static str>,
    /// `ok`, `warn`, `bad` or `na`, for the status.
    pub state: Option<&'static str>,
    /// How its review stands, when a day is known for it.
    pub review: Option<Arc<Review>>,
}

/// How the review of a policy stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Review {
    /// `ok`, `warn` or `bad`.
    pub state: &'static str,
    /// When it is due, in a few words.
    pub text: String,
}

/// How many policies have their review in date.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Reviews {
    /// How many have a day for it, at least one.
    pub dated: usize,
    /// How many have none.
    pub undated: usize,
    /// The counts as a picture.
    pub bar: Html,
    /// The counts that are not 0, the best first.
    pub parts: List<StateCount>,
}

/// How many policies have their review in one state, or requirements one status.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct StateCount {
    /// `ok`, `warn` or `bad`; of requirements `st-met`, `st-gap` and so on.
    pub state: &'static str,
    /// How many.
    pub number: usize,
    /// The words after the number.
    pub words: &'static str,
    /// The words without a number.
    pub title: &'static str,
}

/// A policy, and one remark about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Noted {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: Arc<str>,
    /// The remark.
    pub note: String,
    /// `ok`, `warn` or `bad`, when the remark is a state.
    pub state: Option<&'static str>,
}

/// What the home page has beside the policies.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Front {
    /// Where incidents are reported.
    pub report: Option<Arc<Report>>,
    /// How the plans of clients stand.
    pub plans: Option<Arc<Plans>>,
}

/// Where incidents are reported.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Report {
    /// The number to ring.
    pub phone: Option<String>,
    /// The number as a link, when it can be dialled.
    pub dial: Option<String>,
    /// The policy on reporting.
    pub policy: Option<Arc<Listed>>,
}

/// How the plans of clients stand, in numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Plans {
    /// The list of clients.
    pub href: Arc<str>,
    /// How many clients have a plan.
    pub total: usize,
    /// How many plans have something open: a gap, or what is no longer met.
    pub open: usize,
    /// The requirements of all plans.
    pub compliance: Arc<str>,
    /// How many exceptions end within sixty days.
    pub ending: usize,
    /// How many exceptions are past their end.
    pub ended: usize,
    /// The exceptions.
    pub exceptions: Arc<str>,
    /// How many things are overdue.
    pub late: usize,
    /// What falls due.
    pub dates: Arc<str>,
}

/// Who refers to a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct BackLinks {
    /// How many.
    pub total: usize,
    /// They, by kind: client plans, policies, sections.
    pub groups: List<BackLinkGroup>,
}

/// The pages of one kind that refer to a page.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct BackLinkGroup {
    /// The kind; none when all are of one kind.
    pub title: Option<&'static str>,
    /// How many.
    pub total: usize,
    /// The first few.
    pub shown: List<BackLink>,
    /// The others.
    pub rest: List<BackLink>,
}

/// One page that refers, with the sentence in which it does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct BackLink {
    /// The referring page.
    pub title: Arc<str>,
    /// Where the reference stands.
    pub href: Arc<str>,
    /// The heading above it.
    pub section: Option<Arc<str>>,
    /// The sentence before the link's words.
    pub before: Arc<str>,
    /// The link's words.
    pub mark: Arc<str>,
    /// The sentence after them.
    pub after: Arc<str>,
}

/// A section or the home page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SectionPage {
    /// Title, description, crumbs, lede.
    pub head: Head,
    /// The author's text, as HTML.
    pub body: Html,
    /// The headings of the text.
    pub toc: Html,
    /// The sections below.
    pub sections: List<SectionCard>,
    /// The policies in it that the text does not list.
    pub policies: List<Listed>,
    /// Whether the text lists others.
    pub is_rest: bool,
    /// Policies here and below.
    pub total: usize,
    /// Not used by sections; policies and sections share their parts.
    pub sidebar: Option<Arc<Sidebar>>,
    /// The letters of the A-Z; on the home page only.
    pub letters: List<Letter>,
    /// How the reviews of these policies stand.
    pub reviews: Option<Arc<Reviews>>,
    /// How the policies refer to each other; not on the home page.
    pub relations: Option<Arc<Relations>>,
    /// What stands at the front; on the home page only.
    pub front: Option<Arc<Front>>,
    /// What was reviewed lately; on the home page only.
    pub recent: List<Noted>,
    /// What has to be reviewed now; on the home page only.
    pub due: List<Noted>,
}

/// How the policies of a section refer to each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Relations {
    /// A drawing of it; empty when it could not be read.
    pub figure: Html,
    /// Each policy that refers to others, and those.
    pub leads: List<LeadsTo>,
}

/// A policy and those that it refers to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct LeadsTo {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: Arc<str>,
    /// The others.
    pub to: List<Ref>,
}

/// A section in a list of sections.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SectionCard {
    /// The title.
    pub title: Arc<str>,
    /// Where it is.
    pub href: Arc<str>,
    /// What it is about.
    pub summary: Option<Arc<str>>,
    /// How many policies it has, here and below.
    pub policies: usize,
    /// The first few.
    pub first: List<Ref>,
}

/// What a page that only leads elsewhere is made from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RedirectPlan {
    /// The file that leads elsewhere.
    pub path: OutPath,
    /// The page there.
    pub to: Arc<Card>,
    /// The site's address, when it is known.
    pub base: Option<Base>,
}

impl RedirectPlan {
    /// Returns the context.
    pub(crate) fn context(&self) -> RedirectContext {
        RedirectContext {
            target: self.path.href_to(&self.to.route).as_str().to_owned(),
            title: Arc::clone(&self.to.title),
            canonical: self.base.as_ref().map(|base| base.absolute(&self.to.route)),
        }
    }
}

/// A page that only leads elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct RedirectContext {
    /// Where it leads, relative.
    pub target: String,
    /// The title of the page there.
    pub title: Arc<str>,
    /// The absolute address, when the site's is known.
    pub canonical: Option<String>,
}

/// A client's call sheet: a file that works from disk, with the network down.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct CallSheetContext {
    /// The language of the page, BCP 47.
    pub lang: Arc<str>,
    /// The title.
    pub title: String,
    /// The style sheet, as it stands in the page.
    pub style: Html,
    /// The content security policy: it allows that style sheet by its hash, and nothing else.
    pub policy: String,
    /// The text, as HTML.
    pub body: Html,
}
