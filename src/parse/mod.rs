//! One file, alone: Markdown and front matter become a [`Parsed`].
//!
//! In: the path, the text, the [`ParseOptions`]. Out: everything later stages need to know of the
//! page, with spans. It can't see the rest of the site, so links and code are left as holes in the
//! body. Every pass is linear or bounded.

pub(crate) mod body;
pub(crate) mod client;
pub(crate) mod conflict;
pub(crate) mod front_matter;
pub(crate) mod glossary;
pub(crate) mod highlight;
mod html;
pub(crate) mod ignore;
pub(crate) mod link;
mod markdown;
pub(crate) mod outline;
mod prose;

pub(crate) use body::Body;
pub(crate) use client::{ClientFile, Prose};
pub(crate) use front_matter::FrontMatter;
pub(crate) use highlight::CodeBlock;
pub(crate) use ignore::Ignore;
pub(crate) use link::{Citation, Link, Role, Target};
pub(crate) use markdown::{Run, runs};

use crate::diag::{Diagnostic, Reporter};
use crate::memo::Held;
use crate::parse::front_matter::{DocumentType, Status};
use crate::parse::glossary::{Definition, is_term};
use crate::parse::markdown::PageText;
use crate::parse::prose::{Announces, announces};
use crate::place::SourcePath;
use crate::text::span::Span;
use std::sync::Arc;

/// What parsing depends on besides the file itself.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct ParseOptions {
    /// The organisation's name: a heading that is only this is no title.
    pub org_name: Option<String>,
    /// Absolute addresses that mean this site, without a slash at the end.
    pub self_urls: Vec<String>,
}

/// One heading.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Heading {
    /// The level as written, 1 to 6.
    pub level: u8,
    /// The text as a reader sees it.
    pub text: Arc<str>,
    /// The anchor, unique in the page.
    pub anchor: Arc<str>,
    /// Where it stands.
    pub span: Span,
}

/// One page, parsed; its HTML is a [`Body`] of its own.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Parsed {
    /// What the front matter says.
    pub front: FrontMatter,
    /// The byte at which the body begins, after the front matter.
    pub start: usize,
    /// What the author asks not to be told, in order.
    pub ignores: Box<[Ignore]>,
    /// The headings, in order.
    pub headings: Vec<Heading>,
    /// Whether the first heading is a title: level 1, and neither generic nor the organisation's name.
    pub titled: bool,
    /// Every anchor: those of the headings, then `id` and `name` in raw HTML, explicit ones.
    pub anchors: Held<[Arc<str>]>,
    /// Whether the body opens with a heading.
    pub has_lead: bool,
    /// Links and images inside the tree, in order; the holes name them by index.
    pub links: Vec<Link>,
    /// Where reference definitions stand whose address is inside the tree, in order, used or not.
    pub link_definitions: Box<[Span]>,
    /// Whether any link stands in a hand-made A-Z list.
    pub has_az_list: bool,
    /// Code blocks to highlight; the holes name them by index.
    pub code: Vec<Arc<CodeBlock>>,
    /// What the page says it is about: the first paragraph of its overview, else of the page.
    pub summary: Option<Summary>,
    /// The terms it defines, front matter first.
    pub definitions: Held<[Definition]>,
    /// Where each of them stands. It is apart from them, so that what depends on what terms mean is not
    /// done again when they move.
    pub definition_places: Vec<Span>,
    /// Words of text.
    pub words: u32,
    /// For the page of a client's plan, what is said under each heading.
    pub prose: Vec<Prose>,
    /// What is wrong with the file.
    pub diagnostics: Vec<Diagnostic>,
}

impl Parsed {
    /// Returns where the document is in its life; published unless it says otherwise.
    pub(crate) fn status(&self) -> Status {
        self.front.status.as_ref().map_or(Status::Published, |status| status.value)
    }

    /// Returns whether readers are led to it: neither superseded nor withdrawn.
    pub(crate) fn is_current(&self) -> bool {
        !matches!(self.status(), Status::Superseded | Status::Withdrawn)
    }

    /// Returns what the document is: as stated, else by its title.
    pub(crate) fn document_type(&self, title: &str) -> DocumentType {
        if let Some(stated) = &self.front.document_type {
            return stated.value;
        }
        let title = title.to_lowercase();
        let says = |word: &str| title.split(|c: char| !c.is_alphabetic()).any(|part| part == word);
        [
            ("procedure", DocumentType::Procedure),
            ("process", DocumentType::Procedure),
            ("standard", DocumentType::Standard),
            ("guideline", DocumentType::Guideline),
            ("guidelines", DocumentType::Guideline),
            ("notice", DocumentType::Notice),
            ("form", DocumentType::Form),
            ("register", DocumentType::Register),
            ("plan", DocumentType::Plan),
        ]
        .into_iter()
        .find(|(word, _)| says(word))
        .map_or(DocumentType::Policy, |(_, found)| found)
    }
}

/// The paragraph that sums a page up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Summary {
    /// The text.
    pub text: Arc<str>,
    /// Whether it is what a reader of the page sees first anyway.
    pub leads: bool,
}

/// Parses one page: what others may know of it, and its body, which concerns only the page itself.
/// `completes` says that a file beside it holds a client's plan, of which this page is the prose.
pub(crate) fn parse(
    path: &SourcePath,
    text: &str,
    completes: bool,
    options: &ParseOptions,
) -> (Parsed, Body) {
    let mut out = Reporter::default();
    conflict::check(path, text, &mut out);
    let (front, start) = front_matter::parse(path, text, &mut out);
    let page = PageText { path, text, start, is_plan: completes || front.client.is_some() };
    let (mut parsed, body) = markdown::parse(page, options, &mut out);
    parsed.has_az_list = parsed.links.iter().any(|link| link.role == Role::AzList);
    if !front.terms.is_empty() {
        let of_front = front.terms.iter().map(|(term, meaning)| Definition {
            term: term.value.as_str().into(),
            also: None,
            meaning: meaning.value.as_str().into(),
            anchor: None,
            under: None,
        });
        let usable = of_front.filter(|definition| is_term(&definition.term));
        parsed.definitions = usable.chain(parsed.definitions.iter().cloned()).collect();
        let places = front.terms.iter().filter(|(term, _)| is_term(&term.value));
        let places = places.map(|(term, _)| term.span);
        parsed.definition_places = places.chain(parsed.definition_places).collect();
    }
    parsed.front = front;
    parsed.start = start;
    parsed.ignores = ignore::read(text, start);
    parsed.has_lead = body.has_lead();
    parsed.diagnostics = out.into_found();
    (parsed, body)
}

/// Headings that name a part of any policy, and so are no page's title.
const GENERIC_TITLES: &[&str] = &[
    "about",
    "aim",
    "aims",
    "background",
    "contents",
    "definitions",
    "index",
    "introduction",
    "objective",
    "overview",
    "policy",
    "purpose",
    "readme",
    "scope",
    "summary",
    "table of contents",
];

/// Endings of company names.
const COMPANY_SUFFIXES: &[&str] = &["ltd", "limited", "plc", "inc", "llc", "llp", "gmbh"];

/// Returns whether a heading says nothing of what its page is about.
pub(crate) fn is_generic_title(text: &str, org_name: Option<&str>) -> bool {
    let folded = text.trim().trim_end_matches(['.', ':']).to_lowercase();
    let last = folded.rsplit(' ').next().unwrap_or("");
    folded.is_empty()
        || announces(text) == Announces::AzList
        || GENERIC_TITLES.contains(&folded.as_str())
        || COMPANY_SUFFIXES.contains(&last)
        || org_name.is_some_and(|name| name.to_lowercase() == folded)
}
