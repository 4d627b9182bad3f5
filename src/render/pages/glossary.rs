//! The glossary: every term with its meaning, where it comes from and how much it is used.

use crate::model::PageKind;
use crate::model::glossary::{Term, route};
use crate::place::Route;
use crate::render::context::{
    Content, GlossaryGroup, GlossaryPage, GlossaryTerm, Letter, PageContext, Ref, list,
};
use crate::render::view::View;
use std::sync::Arc;

/// Returns where a term is explained: in the glossary, else where the author does it.
pub(crate) fn entry_of(view: &View<'_>, term: &Term) -> Option<(Route, Option<Arc<str>>)> {
    if view.glossary.has_page() {
        return Some((route(), Some(Arc::clone(&term.id))));
    }
    let (page, anchor) = term.source.as_ref()?;
    let card = view.card(*page);
    Some((card.route.clone(), card.anchor(anchor.as_ref()).cloned()))
}

/// Returns the context of the glossary.
pub(crate) fn context(view: &View<'_>) -> PageContext {
    let route = route();
    let terms = &view.glossary.terms;
    let used = policies_using(view);
    let mut groups: Vec<(String, Vec<GlossaryTerm>)> = Vec::new();
    for (term, policies) in terms.iter().zip(used) {
        let source = term.source.as_ref().map(|(page, anchor)| {
            let card = view.card(*page);
            let anchor = card.anchor(anchor.as_ref());
            let href = route.href_to(&card.route, anchor.map(|anchor| &**anchor));
            Arc::new(Ref { title: Arc::clone(&card.title), href: href.as_str().into() })
        });
        let shown = GlossaryTerm {
            term: Arc::clone(&term.name),
            id: Arc::clone(&term.id),
            meaning: Arc::clone(&term.meaning),
            also: term.also.iter().cloned().collect(),
            source,
            is_local: term.only_on.is_some(),
            policies,
        };
        match groups.last_mut().filter(|(letter, _)| **letter == *term.letter) {
            Some((_, group)) => group.push(shown),
            None => groups.push((term.letter.to_string(), vec![shown])),
        }
    }
    let id = |letter: &str| if letter == "#" { "0-9".to_owned() } else { letter.to_owned() };
    let letters = groups.iter().map(|(letter, _)| Letter {
        letter: letter.clone(),
        href: route.href_to(&route, Some(&id(letter))).as_str().into(),
        active: true,
    });
    let letters = list(letters);
    let groups = groups.into_iter().map(|(letter, terms)| GlossaryGroup {
        id: id(&letter),
        letter,
        terms: list(terms),
    });
    let mut head = view.plain_head(&route, &"Glossary".into(), view.crumbs(&route, &[]));
    head.description = Some(format!("What our words mean: {} terms.", terms.len()).into());
    let content = GlossaryPage { head, total: terms.len(), letters, groups: list(groups) };
    PageContext {
        lang: view.lang(None),
        root: route.to_root().as_str().to_owned(),
        nav: view.nav(&route, None),
        page: Content::Glossary(Arc::new(content)),
    }
}

/// Returns how many policies use each term.
fn policies_using(view: &View<'_>) -> Vec<usize> {
    let mut counts = vec![0; view.glossary.terms.len()];
    for (page, uses) in view.site.pages.iter().zip(view.uses) {
        if page.kind != PageKind::Policy || !page.is_current() {
            continue;
        }
        let mut used: Vec<u32> = uses.iter().map(|words| words.index).collect();
        used.sort_unstable();
        used.dedup();
        for index in used {
            if let Some(count) = counts.get_mut(index as usize) {
                *count += 1;
            }
        }
    }
    counts
}
