//! What stands at a place of a file, where it leads, and what refers to it.

use crate::config::Config;
use crate::diag::Location;
use crate::editing::{Workspace, keys};
use crate::model::{Client, Names, Page, PageId, Resolved, lead};
use crate::parse::body::Lead;
use crate::parse::outline::definitions;
use crate::place::SourcePath;
use crate::text::span::Span;
use std::sync::Arc;

/// Where something that is written leads.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Definition {
    /// What was asked about: the target of a link, a name.
    pub from: Span,
    /// Where it leads: a heading, a page, a file, a contact.
    pub to: Location,
    /// What is there, for people.
    pub title: String,
}

/// A place that refers to another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub struct Reference {
    /// Where the target is written.
    pub at: Location,
    /// The title of the page it stands in.
    pub title: String,
    /// The sentence it stands in; empty when it stands in none.
    pub sentence: String,
}

/// What stands at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Subject {
    span: Span,
    to: Resolved,
}

/// Returns where what stands at a byte leads.
pub(super) fn definition(of: &Workspace, file: &SourcePath, byte: usize) -> Option<Definition> {
    if let Some(found) = contact(of, file, byte) {
        return Some(found);
    }
    let id = of.build.site().page_at(file.as_str())?;
    let subject = written(of, id, byte)?;
    let (to, title) = place(of, &subject.to)?;
    Some(Definition { from: subject.span, to, title })
}

/// Returns what refers to what stands at a byte.
pub(super) fn references(of: &Workspace, file: &SourcePath, byte: usize) -> Vec<Reference> {
    let site = of.build.site();
    let to = match site.page_at(file.as_str()) {
        None => site.asset_at(file.as_str()).map(Resolved::Asset),
        Some(id) => match written(of, id, byte) {
            Some(subject) => Some(subject.to),
            None => Some(
                heading(site.page(id), byte)
                    .map_or(Resolved::Page(id, None), |anchor| Resolved::Page(id, Some(anchor))),
            ),
        },
    };
    let Some(to) = to.filter(|to| *to != Resolved::Missing) else { return Vec::new() };
    let mut found: Vec<Reference> = Vec::new();
    let names = Names::of(site);
    for (from, page) in site.pages() {
        let own = to == Resolved::Page(from, None);
        let links = page.parsed.links.iter().zip(&*page.links).filter(|_| !own);
        found.extend(links.filter(|(_, resolved)| leads(resolved, &to)).map(|(link, _)| {
            let (before, text, after) =
                link.citation.as_ref().map_or(("", "", ""), |citation| citation.parts());
            reference(page, link.span, format!("{before}{text}{after}"))
        }));
        let named = page.front().named().filter(|name| {
            names.find(page, &name.value).is_some_and(|id| to == Resolved::Page(id, None))
        });
        found.extend(named.map(|name| reference(page, name.span, String::new())));
    }
    found.sort();
    found
}

fn reference(page: &Page, span: Span, sentence: String) -> Reference {
    let at = Location { file: page.path.clone(), span };
    Reference { at, title: page.title.to_string(), sentence }
}

/// Returns whether a link leads to a place; a page is reached through each of its anchors.
fn leads(resolved: &Resolved, to: &Resolved) -> bool {
    match (resolved, to) {
        (Resolved::Page(id, _), Resolved::Page(page, None)) => id == page,
        _ => resolved == to,
    }
}

/// Returns the link, the definition of a reference or the name of a policy at a byte of a page.
fn written(of: &Workspace, id: PageId, byte: usize) -> Option<Subject> {
    let site = of.build.site();
    let page = site.page(id);
    let links = page.parsed.links.iter().zip(&*page.links);
    // Of a link around a picture the inner one is meant.
    let link = links
        .filter(|(link, _)| link.span.touches(byte))
        .min_by_key(|(link, _)| link.span.end - link.span.start)
        .map(|(link, to)| Subject { span: link.span, to: to.clone() });
    link.or_else(|| {
        let mut defined = definitions(of.text(&page.path)?, page.parsed.start).into_iter();
        let (target, span) = defined.find(|(_, span)| span.touches(byte))?;
        let (config, _) = Config::from_tree(&of.tree, None);
        Some(Subject { span, to: lead(site, &page.path, &target, &config.url_prefixes) })
    })
    .or_else(|| {
        let name = page.front().named().find(|name| name.span.touches(byte))?;
        let named = Names::of(site).find(page, &name.value)?;
        Some(Subject { span: name.span, to: Resolved::Page(named, None) })
    })
}

/// Returns the anchor of the heading at a byte; none for the heading that is the page's title.
fn heading(page: &Page, byte: usize) -> Option<Arc<str>> {
    let mut headings = page.parsed.headings.iter().enumerate();
    let (_, heading) = headings
        .find(|(n, heading)| heading.span.touches(byte) && (*n > 0 || page.lead == Lead::Show))?;
    Some(Arc::clone(&heading.anchor))
}

/// Returns the place in the tree that something leads to, and what it is called.
fn place(of: &Workspace, to: &Resolved) -> Option<(Location, String)> {
    let site = of.build.site();
    let start = |file: &SourcePath| Location { file: file.clone(), span: Span::default() };
    match to {
        Resolved::Page(id, anchor) => {
            let page = site.page(*id);
            let mut headings = page.parsed.headings.iter();
            let heading = headings.find(|heading| Some(&heading.anchor) == anchor.as_ref());
            Some(match heading {
                Some(heading) => {
                    let at = Location { file: page.path.clone(), span: heading.span };
                    (at, heading.text.to_string())
                }
                None => (start(&page.path), page.title.to_string()),
            })
        }
        Resolved::Asset(id) => {
            let path = &site.asset(*id).path;
            Some((start(path), path.name().to_owned()))
        }
        // The page of such a section is generated: there is no file to show.
        Resolved::Section(_) | Resolved::Missing => None,
    }
}

/// Returns the client whose plan stands in a file, or in one beside it.
pub(super) fn client<'a>(of: &'a Workspace, file: &SourcePath) -> Option<&'a Client> {
    of.build.site().clients.iter().find(|client| client.file().bare() == file.bare())
}

/// Returns where the contact is described that the plan names at a byte.
fn contact(of: &Workspace, file: &SourcePath, byte: usize) -> Option<Definition> {
    let cursor = keys::cursor(of, file, byte).filter(keys::names_contact)?;
    let word = of.text(file)?.get(cursor.word.range())?;
    let mut contacts = client(of, file)?.plan.contacts.iter();
    let found = contacts.find(|one| one.id.as_ref().is_some_and(|id| id.value == word))?;
    let name = found.name.as_ref().map_or(word, |name| &name.value);
    Some(Definition {
        from: cursor.word,
        to: found.id.as_ref()?.at.clone(),
        title: name.to_owned(),
    })
}
