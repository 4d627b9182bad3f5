//! [`Aids`]: what helps a reader of a text without leaving it. Terms open what they mean, references
//! to footnotes open the note, both without script; and the markup for it.

use crate::memo::Held;
use crate::model::PageId;
use crate::parse::Body;
use crate::parse::body::{Note, Words};
use crate::place::Route;
use crate::render::markup::Writer;
use crate::render::pages::glossary;
use crate::render::view::View;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The terms that one page uses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Aids {
    /// Where; the index is a position in `terms`.
    uses: Held<[Words]>,
    terms: Box<[Shown]>,
}

/// A term as a page shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Shown {
    name: Arc<str>,
    meaning: Arc<str>,
    id: Arc<str>,
    /// Where it stands in the glossary, or in the author's own.
    entry: Option<(Route, Option<Arc<str>>)>,
}

impl Aids {
    /// Gathers the terms that a page uses.
    pub(crate) fn of(view: &View<'_>, id: PageId) -> Self {
        let uses = view.uses.get(id.index()).map_or(&[][..], |uses| uses);
        // By position in the glossary, which tells nothing that is worth comparing.
        let mut known: BTreeMap<u32, u32> = BTreeMap::new();
        let mut terms = Vec::new();
        let mut shown_as = |words: &Words| {
            let term = view.glossary.terms.get(words.index as usize)?;
            let is_laid_down_here = term.source.as_ref().is_some_and(|(page, _)| *page == id);
            if is_laid_down_here && term.only_on.is_none() {
                return None;
            }
            let next = u32::try_from(terms.len()).ok()?;
            let index = *known.entry(words.index).or_insert(next);
            if index == next {
                terms.push(Shown {
                    name: Arc::clone(&term.name),
                    meaning: Arc::clone(&term.meaning),
                    id: Arc::clone(&term.id),
                    entry: glossary::entry_of(view, term),
                });
            }
            Some(Words { index, ..*words })
        };
        Self { uses: uses.iter().filter_map(&mut shown_as).collect(), terms: terms.into() }
    }

    /// Returns where terms are used.
    pub(super) fn uses(&self) -> &[Words] {
        &self.uses
    }

    /// Writes the button that opens the n-th term.
    pub(super) fn open(&self, n: u32, prefix: &str, html: &mut String) {
        if let Some(term) = self.terms.get(n as usize) {
            for part in [
                "<button class=\"term\" type=\"button\" popovertarget=\"Term",
                prefix,
                &term.id,
                "\">",
            ] {
                html.push_str(part);
            }
        }
    }

    /// Writes what the buttons open, for the page at `route`.
    pub(super) fn push_popovers(&self, route: &Route, prefix: &str, html: &mut String) {
        let mut writer = Writer::default();
        for term in &self.terms {
            writer
                .raw("<div class=\"popup\" popover id=")
                .value(&format!("Term{prefix}{}", term.id));
            writer.raw("><b>").text(&term.name).raw("</b><p>").text(&term.meaning).raw("</p>");
            if let Some((to, anchor)) = &term.entry {
                let href = route.href_to(to, anchor.as_deref());
                writer
                    .raw("<p><a href=")
                    .value(href.as_str())
                    .raw(">Glossary entry<span class=\"vh\">: ");
                writer.text(&term.name).raw("</span></a></p>");
            }
            writer.raw("</div>\n");
        }
        html.push_str(&writer.into_html().0.0);
    }
}

/// Returns what stands between the first word of our ids and the rest, so that none is an id that the
/// author gave.
pub(super) fn prefix_beside(body: &Body) -> String {
    let mut prefix = "-".to_owned();
    let is_taken = |prefix: &str| {
        ["Term", "Note"].iter().any(|own| body.html().contains(&format!(" id=\"{own}{prefix}")))
    };
    while is_taken(&prefix) {
        prefix.push('-');
    }
    prefix
}

/// Writes the button that opens a note beside the link to it. Where popovers are known the style sheet
/// shows the button, elsewhere the link.
pub(super) fn push_note_button(note: &Note, prefix: &str, html: &mut String) {
    let mut writer = Writer::default();
    writer
        .raw("<button type=\"button\" popovertarget=")
        .value(&format!("Note{prefix}{}", note.number));
    writer.raw(" aria-label=").value(&format!("Footnote {}", note.number)).raw(">");
    writer.number(note.number).raw("</button>");
    html.push_str(&writer.into_html().0.0);
}

/// Opens the preview of a note.
pub(super) fn open_note(note: &Note, prefix: &str, html: &mut String) {
    let mut writer = Writer::default();
    writer
        .raw("<div class=\"popup\" popover id=")
        .value(&format!("Note{prefix}{}", note.number))
        .raw(">");
    html.push_str(&writer.into_html().0.0);
}

/// Closes it, with the way to the note itself.
pub(super) fn close_note(note: &Note, html: &mut String) {
    let mut writer = Writer::default();
    writer.raw("<p><a href=").value(&format!("#{}", note.id)).raw(">Footnote ").number(note.number);
    writer.raw("<span class=\"vh\"> at the end of the page</span></a></p></div>\n");
    html.push_str(&writer.into_html().0.0);
}
