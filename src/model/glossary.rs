//! [`Glossary`]: the terms of the whole site, those of `glossary.yaml` and those that policies define.
//!
//! A term of the file, and of a page that is nothing but a glossary, holds everywhere. One that a
//! policy defines holds on its page: there it says what the policy means, elsewhere it may not.

use crate::diag::{Code, Diagnostic, Location, Reporter};
use crate::memo::{Held, Once, Same};
use crate::model::ground::Ground;
use crate::model::lookup::Entry as Found;
use crate::model::site::{PageId, Site};
use crate::model::titles::Naming;
use crate::parse::glossary::{Definition, Entry, glossary_path, read};
use crate::place::{Resolution, Route};
use crate::source::{SourceFile, SourceTree};
use crate::text::collate::Collation;
use crate::text::nearest::nearest;
use crate::text::slug::{Anchors, github};
use crate::yaml::Placed;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One term.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Term {
    /// The term as it is shown.
    pub name: Arc<str>,
    /// Other names for it.
    pub also: Vec<Arc<str>>,
    /// What it means, as plain text.
    pub meaning: Arc<str>,
    /// Its anchor in the glossary, lower case, unique there.
    pub id: Arc<str>,
    /// The letter it stands under.
    pub letter: Box<str>,
    /// The page that lays it down, and where on it.
    pub source: Option<(PageId, Option<Arc<str>>)>,
    /// The page on which alone it holds.
    pub only_on: Option<PageId>,
}

/// The terms of a site.
#[derive(Debug, Default)]
pub(crate) struct Glossary {
    /// All terms, in the order in which they are shown.
    pub terms: Vec<Term>,
    /// Whether the author has a page where the glossary would be; then there is no other.
    is_authored: bool,
    /// The language of the site, BCP 47.
    pub lang: String,
    /// What is wrong with the entries of `glossary.yaml`.
    diagnostics: Vec<Diagnostic>,
}

/// What a page adds: itself, whether it is nothing but a glossary, its definitions.
type Defining = (PageId, bool, Held<[Definition]>);

/// What the glossary depends on: the text of the file, the pages that define terms, the ids that
/// policies state, how names sort, where everything is.
type Input = (Option<Held<str>>, Vec<Defining>, Vec<(PageId, String)>, Same<Naming>, Same<Ground>);

/// The last glossary.
#[derive(Debug, Default)]
pub(crate) struct Glossaries(Once<Input, Glossary>);

/// Returns the address of the glossary.
pub(crate) fn route() -> Route {
    Route::home().child("glossary")
}

/// Gathers the terms of a site.
pub(crate) fn glossary(
    site: &Site,
    tree: &SourceTree,
    remembered: &mut Glossaries,
) -> (Same<Glossary>, Vec<Diagnostic>) {
    let file = match tree.get(&glossary_path()) {
        Some(SourceFile::Text(text)) => Some(text.clone()),
        Some(SourceFile::Asset(_)) | None => None,
    };
    let defining = site.pages().filter(|(_, page)| {
        !page.parsed.definitions.is_empty() && page.is_current() && !page.is_client()
    });
    let defining = defining.map(|(id, page)| {
        let first = page.parsed.headings.first().filter(|_| page.parsed.has_lead);
        let lead = first.map(|heading| &heading.anchor);
        let is_lead = |definition: &Definition| lead.is_some() && definition.under.as_ref() == lead;
        let definitions = page.parsed.definitions.clone();
        (id, definitions.iter().all(is_lead), definitions)
    });
    let ids = site
        .policies()
        .filter(|_| file.is_some())
        .filter_map(|(id, page)| page.front().id.as_ref().map(|stated| (id, stated.value.clone())));
    let input =
        (file.clone(), defining.collect(), ids.collect(), site.naming.clone(), site.ground.clone());
    let glossary = remembered.0.of(input, of);
    let found = glossary.diagnostics.clone();
    (glossary, found)
}

fn of((file, defining, ids, naming, ground): &Input) -> Glossary {
    let mut out = Reporter::default();
    let (entries, found) = file.as_ref().map_or_else(Default::default, |text| read(text));
    out.extend(found);
    let collation = Collation::new(&naming.lang, &[]);
    let mut terms: Vec<Term> = Vec::new();
    let mut adopted: Vec<(PageId, Arc<str>)> = Vec::new();
    let policies = Policies { ids, ground };
    for entry in unambiguous(entries, &mut out) {
        let policy = entry.policy.as_ref().and_then(|name| policies.find(name, &mut out));
        let Some(meaning) = &entry.meaning else {
            let Some(page) = policy else { continue };
            match definition_in(defining, page, &entry.term.value) {
                Some(definition) => {
                    adopted.push((page, Arc::clone(&definition.term)));
                    let also = definition.also.iter().cloned();
                    let more = entry.also.iter().map(|name| name.value.as_str().into());
                    let also = also.chain(more).collect();
                    let term = of_definition(page, definition, &collation);
                    terms.push(Term { also, only_on: None, ..term });
                }
                None => undefined(&entry, &mut out),
            }
            continue;
        };
        terms.push(Term {
            name: entry.term.value.as_str().into(),
            also: entry.also.iter().map(|name| name.value.as_str().into()).collect(),
            meaning: meaning.value.as_str().into(),
            id: "".into(),
            letter: collation.letter(&entry.term.value).into(),
            source: policy.map(|id| (id, None)),
            only_on: None,
        });
    }
    for (page, is_glossary, definitions) in defining {
        let is_left = |definition: &&Definition| {
            !adopted.iter().any(|(from, term)| from == page && *term == definition.term)
        };
        for definition in definitions.iter().filter(is_left) {
            let term = of_definition(*page, definition, &collation);
            terms.push(Term { only_on: (!is_glossary).then_some(*page), ..term });
        }
    }
    terms.sort_by_cached_key(|term| {
        (&*term.letter != "#", collation.key(&term.letter), collation.key(&term.name))
    });
    let mut anchors = Anchors::except(&["main", "section"]);
    for term in &mut terms {
        let slug = github(&term.name);
        term.id = anchors.unique(if slug.is_empty() { "term" } else { &slug });
    }
    Glossary {
        is_authored: !terms.is_empty() && is_taken(ground),
        terms,
        lang: naming.lang.clone(),
        diagnostics: out.into_found(),
    }
}

/// Returns the term that a page defines, as it holds there.
fn of_definition(page: PageId, definition: &Definition, collation: &Collation) -> Term {
    Term {
        name: Arc::clone(&definition.term),
        also: definition.also.iter().cloned().collect(),
        meaning: Arc::clone(&definition.meaning),
        id: "".into(),
        letter: collation.letter(&definition.term).into(),
        source: Some((page, definition.anchor.clone())),
        only_on: Some(page),
    }
}

/// Returns how a page defines a term.
fn definition_in<'a>(defining: &'a [Defining], page: PageId, term: &str) -> Option<&'a Definition> {
    let (_, _, definitions) = defining.iter().find(|(own, _, _)| *own == page)?;
    let folded = term.to_lowercase();
    definitions.iter().find(|definition| definition.term.to_lowercase() == folded)
}

/// `glossary-type`: a term means what a policy says, and the policy does not say it.
fn undefined(entry: &Entry, out: &mut Reporter) {
    let at = Location { file: glossary_path(), span: entry.term.span };
    let message =
        format!("`{}` has no meaning, and its policy does not define it", entry.term.value);
    out.report(Code::GlossaryType, at, message)
        .help("add `meaning:` to it, or define it under \"Definitions\" in the policy");
}

/// Returns whether the tree has a page or a folder at the address of the glossary, in any spelling.
fn is_taken(ground: &Ground) -> bool {
    let own = route().out_path().folded();
    ground.places.iter().any(|place| place.out.folded() == own)
        || ground.sections.iter().any(|section| section.route.out_path().folded() == own)
}

/// Drops names that stand for two terms at once; the first counts.
fn unambiguous(entries: Vec<Entry>, out: &mut Reporter) -> Vec<Entry> {
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut is_new = |name: &Placed<String>, term: &str| {
        let Some(first) = seen.get(&name.value.to_lowercase()) else {
            seen.insert(name.value.to_lowercase(), term.to_owned());
            return true;
        };
        let at = Location { file: glossary_path(), span: name.span };
        let message = format!("`{}` is already a name of the term `{first}`", name.value);
        out.report(Code::GlossaryTermTwice, at, message).help("remove it from one of the two");
        false
    };
    let mut kept = Vec::with_capacity(entries.len());
    for mut entry in entries {
        if is_new(&entry.term, &entry.term.value) {
            let term = entry.term.value.clone();
            entry.also.retain(|name| is_new(name, &term));
            kept.push(entry);
        }
    }
    kept
}

/// The policies that an entry can name.
struct Policies<'a> {
    ids: &'a [(PageId, String)],
    ground: &'a Ground,
}

impl Policies<'_> {
    /// Returns the policy that an entry names, by id or path; reports one that is none.
    fn find(&self, name: &Placed<String>, out: &mut Reporter) -> Option<PageId> {
        let stated = self.ids.iter().find(|(_, id)| *id == name.value).map(|(page, _)| *page);
        let by_path = || match glossary_path().resolve(&name.value) {
            Resolution::Inside(path) => match self.ground.lookup.exact(&path) {
                Some(Found::Page(id)) => Some(id),
                Some(Found::Section(_) | Found::Asset(_)) | None => None,
            },
            Resolution::Outside => None,
        };
        let found = stated.or_else(by_path);
        if found.is_none() {
            let at = Location { file: glossary_path(), span: name.span };
            let ids = self.ids.iter().map(|(_, id)| id.as_str());
            let help = match nearest(&name.value, ids) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write the id of a policy, or its path from here".to_owned(),
            };
            out.report(
                Code::GlossaryPolicyMissing,
                at,
                format!("there is no policy `{}`", name.value),
            )
            .help(help);
        }
        found
    }
}

impl Glossary {
    /// Returns whether there is a page for it: there are terms, and the author has none in its place.
    pub(crate) fn has_page(&self) -> bool {
        !self.terms.is_empty() && !self.is_authored
    }

    /// Returns the terms by page that hold on one page only, as positions.
    pub(crate) fn by_page(&self) -> BTreeMap<PageId, Vec<u32>> {
        let mut pages: BTreeMap<PageId, Vec<u32>> = BTreeMap::new();
        for (n, term) in (0_u32..).zip(&self.terms) {
            if let Some(page) = term.only_on {
                pages.entry(page).or_default().push(n);
            }
        }
        pages
    }
}
