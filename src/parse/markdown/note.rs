//! Footnotes: numbered by first reference, gathered at the end, linked both ways.

use super::{Mark, Walker};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The footnotes of a page.
#[derive(Default)]
pub(super) struct Notes {
    /// Labels in the order of first reference, and how often each is referred to.
    order: Vec<(String, u32)>,
    bodies: BTreeMap<String, (String, Vec<(usize, Mark)>)>,
    open: Vec<(String, usize)>,
    /// Tables so far; they are numbered like notes.
    pub(super) tables: u32,
}

impl Walker<'_> {
    pub(super) fn on_note_reference(&mut self, label: &str) {
        if self.open.image.is_some() {
            return;
        }
        let known = self.notes.order.iter().position(|(known, _)| known == label);
        let index = known.unwrap_or_else(|| {
            self.notes.order.push((label.to_owned(), 0));
            self.notes.order.len() - 1
        });
        let Some((_, count)) = self.notes.order.get_mut(index) else { return };
        *count += 1;
        let number = index + 1;
        let suffix = if *count > 1 { format!("-{count}") } else { String::new() };
        let written = write!(
            self.html,
            "<sup class=\"fnref\"><a href=\"#fn-{number}\" id=\"fnref-{number}{suffix}\" \
             role=\"doc-noteref\" aria-label=\"Footnote {number}\">{number}</a></sup>"
        );
        debug_assert!(written.is_ok(), "writing to memory does not fail");
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
        let mut bodies = std::mem::take(&mut self.notes.bodies);
        if bodies.is_empty() {
            return;
        }
        let unreferenced: Vec<_> = bodies
            .keys()
            .filter(|label| !self.notes.order.iter().any(|(known, _)| known == *label))
            .cloned()
            .collect();
        let mut order = std::mem::take(&mut self.notes.order);
        order.extend(unreferenced.into_iter().map(|label| (label, 0)));
        self.html.push_str(
            "<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"Footnotes\"><ol>\n",
        );
        for (index, (label, count)) in order.iter().enumerate() {
            let Some((html, marks)) = bodies.remove(label) else { continue };
            let number = index + 1;
            let opened = write!(self.html, "<li id=\"fn-{number}\" value=\"{number}\">");
            debug_assert!(opened.is_ok(), "writing to memory does not fail");
            let shift = self.html.len();
            self.marks.extend(marks.into_iter().map(|(at, mark)| (at + shift, mark)));
            let closes_paragraph = html.ends_with("</p>\n");
            let content = if closes_paragraph { html.trim_end_matches("</p>\n") } else { &html };
            self.html.push_str(content);
            for reference in 1..=*count {
                let suffix = if reference > 1 { format!("-{reference}") } else { String::new() };
                let written = write!(
                    self.html,
                    " <a href=\"#fnref-{number}{suffix}\" role=\"doc-backlink\" \
                     aria-label=\"Back to reference {number}{suffix}\">↩</a>"
                );
                debug_assert!(written.is_ok(), "writing to memory does not fail");
            }
            self.html.push_str(if closes_paragraph { "</p></li>\n" } else { "</li>\n" });
        }
        self.html.push_str("</ol></section>\n");
    }
}
