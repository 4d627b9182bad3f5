//! Footnotes: numbered by first reference, gathered at the end, linked both ways.

use super::{Mark, Walker};
use crate::parse::body::{Hole, Note};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// A longer note is read where it stands, in bytes of HTML.
const PREVIEW_BYTES_MAX: usize = 2000;

/// What can't stand twice in a page, or is too large for a preview.
const NOT_IN_A_PREVIEW: &[&str] = &[" id=", "<table", "<pre", "<img"];

/// The footnotes of a page.
#[derive(Default)]
pub(super) struct Notes {
    /// The notes in the order of first reference.
    order: Vec<Referred>,
    bodies: BTreeMap<String, (String, Vec<(usize, Mark)>)>,
    open: Vec<(String, usize)>,
    /// Tables so far; they are numbered like notes.
    pub(super) tables: u32,
    /// The notes that can be shown where they are referred to.
    pub(super) shown: Vec<Note>,
}

/// A footnote that is referred to.
struct Referred {
    label: String,
    id: Arc<str>,
    /// The ids of the references.
    references: Vec<Arc<str>>,
}

impl Notes {
    /// Returns whether the walk is in a note.
    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// Returns the places in the HTML where open notes begin.
    pub(super) fn starts(&mut self) -> impl Iterator<Item = &mut usize> {
        self.open.iter_mut().map(|(_, start)| start)
    }
}

impl Walker<'_> {
    pub(super) fn on_note_reference(&mut self, label: &str) {
        if self.open.image.is_some() {
            return;
        }
        let known = self.notes.order.iter().position(|note| note.label == label);
        let index = known.unwrap_or_else(|| self.add_note(label));
        let number = index + 1;
        let reference = self.anchors.unique(&format!("fnref-{number}"));
        let Some(note) = self.notes.order.get_mut(index) else { return };
        let written = write!(
            self.html,
            "<sup class=\"fnref\" id=\"{reference}\"><a href=\"#{}\" role=\"doc-noteref\" \
             aria-label=\"Footnote {number}\">{number}</a>",
            note.id
        );
        debug_assert!(written.is_ok(), "writing to memory does not fail");
        note.references.push(Arc::clone(&reference));
        if !self.in_link() {
            self.mark(Hole::Note(u32::try_from(number).unwrap_or(u32::MAX)));
        }
        self.html.push_str("</sup>");
        self.add_anchor(&reference);
    }

    fn add_note(&mut self, label: &str) -> usize {
        let index = self.notes.order.len();
        let id = self.anchors.unique(&format!("fn-{}", index + 1));
        self.notes.order.push(Referred { label: label.to_owned(), id, references: Vec::new() });
        index
    }

    pub(super) fn start_note(&mut self, label: &str) {
        self.flush();
        self.notes.open.push((label.to_owned(), self.html.len()));
    }

    pub(super) fn end_note(&mut self) {
        self.flush();
        if let Some((label, start)) = self.notes.open.pop() {
            let body = self.cut(start);
            self.notes.bodies.entry(label).or_insert(body);
        }
    }

    /// Appends the notes; one that nothing refers to comes last, so that nothing is lost.
    pub(super) fn push_notes(&mut self) {
        if self.notes.bodies.is_empty() {
            return;
        }
        let labels: Vec<String> = self.notes.bodies.keys().cloned().collect();
        for label in labels {
            if !self.notes.order.iter().any(|note| note.label == label) {
                self.add_note(&label);
            }
        }
        let mut bodies = std::mem::take(&mut self.notes.bodies);
        let order = std::mem::take(&mut self.notes.order);
        self.html.push_str(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n",
        );
        for (index, note) in order.iter().enumerate() {
            if let Some(body) = bodies.remove(&note.label) {
                self.push_note(index + 1, note, body);
                self.add_anchor(&note.id);
            }
        }
        self.html.push_str("</ol></section>\n");
    }

    fn push_note(
        &mut self,
        number: usize,
        note: &Referred,
        (html, marks): (String, Vec<(usize, Mark)>),
    ) {
        let opened = write!(self.html, "<li id=\"{}\" value=\"{number}\">", note.id);
        debug_assert!(opened.is_ok(), "writing to memory does not fail");
        let shift = self.html.len();
        self.marks.extend(marks.into_iter().map(|(at, mark)| (at + shift, mark)));
        let content = html.strip_suffix("</p>\n");
        let is_plain = !NOT_IN_A_PREVIEW.iter().any(|part| html.contains(part));
        if is_plain && !note.references.is_empty() && html.len() <= PREVIEW_BYTES_MAX {
            let range = shift..shift + content.unwrap_or(&html).len();
            let is_open = content.is_some();
            self.notes.shown.push(Note { number, id: (&*note.id).into(), range, is_open });
        }
        self.html.push_str(content.unwrap_or(&html));
        for (nth, reference) in note.references.iter().enumerate() {
            let suffix = if nth > 0 { format!("-{}", nth + 1) } else { String::new() };
            let written = write!(
                self.html,
                " <a href=\"#{reference}\" role=\"doc-backlink\" \
                 aria-label=\"Back to reference {number}{suffix}\">↩</a>"
            );
            debug_assert!(written.is_ok(), "writing to memory does not fail");
        }
        self.html.push_str(if content.is_some() { "</p></li>\n" } else { "</li>\n" });
    }
}
