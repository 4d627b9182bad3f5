//! Paragraphs, quotes, alerts, lists, tasks and code blocks.

use super::{Mark, OpenCode, OpenList, Walker};
use crate::parse::body::Hole;
use crate::parse::prose::{Announces, is_navigation, shortened};
use crate::parse::{CodeBlock, Role, Summary};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind};
use pulldown_cmark_escape::escape_html;
use std::fmt::Write;
use std::sync::Arc;

/// A paragraph counts as the first thing a reader sees when it is among this many.
const LEADING_PARAGRAPHS: usize = 1;

impl Walker<'_> {
    pub(super) fn start_paragraph(&mut self) {
        self.flush();
        self.open.paragraph = Some((self.html.len(), self.parsed.links.len()));
        self.html.push_str("<p>");
    }

    pub(super) fn end_paragraph(&mut self) {
        let (start, first_link) = self.open.paragraph.take().unwrap_or((self.html.len(), 0));
        let is_top = self.depth == 0;
        if is_top && self.is_navigation_since(first_link) {
            self.html.truncate(start);
            self.marks.retain(|(at, _)| *at < start);
            for link in self.parsed.links.iter_mut().skip(first_link) {
                link.role = Role::Navigation;
            }
            self.block = super::Block::default();
            return;
        }
        self.html.push_str("</p>\n");
        if is_top {
            self.offer_summary();
        }
        self.flush();
    }

    /// Returns whether the open paragraph is one link that leads back, and nothing else.
    fn is_navigation_since(&self, first_link: usize) -> bool {
        match self.block.links.as_slice() {
            [(_, text)] => {
                let whole = self.block.text.trim();
                self.parsed.links.len() == first_link + 1
                    && self.block.text.get(text.clone()).is_some_and(|text| text.trim() == whole)
                    && is_navigation(whole)
            }
            _ => false,
        }
    }

    /// Takes the paragraph just read as the summary, if it is one.
    fn offer_summary(&mut self) {
        let text = self.block.text.trim();
        let is_link = self.block.links.iter().any(|(_, link)| link.len() >= text.len());
        if text.is_empty() || (is_link && text.len() < 40) {
            return;
        }
        self.summary.paragraphs += 1;
        let leads = self.summary.paragraphs <= LEADING_PARAGRAPHS;
        let under = self.under.announced.map(|(_, announces)| announces);
        let slot = match under {
            Some(Announces::Summary) if self.summary.announced.is_none() => {
                &mut self.summary.announced
            }
            Some(Announces::Text | Announces::Summary) | None if self.summary.first.is_none() => {
                &mut self.summary.first
            }
            _ => return,
        };
        *slot = Some(Summary { text: shortened(text).into(), leads });
    }

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.flush();
        let (class, title) = match kind {
            None => {
                self.open.quotes.push(false);
                self.html.push_str("<blockquote>\n");
                return;
            }
            Some(BlockQuoteKind::Note) => ("note", "Note"),
            Some(BlockQuoteKind::Tip) => ("tip", "Tip"),
            Some(BlockQuoteKind::Important) => ("important", "Important"),
            Some(BlockQuoteKind::Warning) => ("warning", "Warning"),
            Some(BlockQuoteKind::Caution) => ("caution", "Caution"),
        };
        self.open.quotes.push(true);
        // Not an `aside`: several of them without names would be landmarks nobody can tell apart.
        let opened = writeln!(
            self.html,
            "<div class=\"alert {class}\" role=\"note\"><p class=\"alert-title\">{title}</p>"
        );
        debug_assert!(opened.is_ok(), "writing to memory does not fail");
    }

    pub(super) fn end_quote(&mut self) {
        self.flush();
        let is_alert = self.open.quotes.pop().unwrap_or(false);
        self.html.push_str(if is_alert { "</div>\n" } else { "</blockquote>\n" });
    }

    pub(super) fn start_list(&mut self, first: Option<u64>) {
        self.flush();
        let ordered = first.is_some();
        self.html.push_str(if ordered { "<ol" } else { "<ul" });
        let tag_end = self.html.len();
        let is_az = self.open.lists.is_empty() && self.announces() == Announces::AzList;
        if is_az {
            self.html.push_str(" class=\"az-list\"");
        }
        match first {
            None | Some(1) => self.html.push_str(">\n"),
            Some(number) => {
                let opened = writeln!(self.html, " start=\"{number}\">");
                debug_assert!(opened.is_ok(), "writing to memory does not fail");
            }
        }
        self.open.lists.push(OpenList { ordered, tag_end, has_class: is_az });
    }

    pub(super) fn end_list(&mut self) {
        self.flush();
        let ordered = self.open.lists.pop().is_some_and(|list| list.ordered);
        self.html.push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
    }

    pub(super) fn start_item(&mut self) {
        self.flush();
        self.open.items += 1;
        self.html.push_str("<li>");
    }

    pub(super) fn end_item(&mut self) {
        self.flush();
        self.open.items -= 1;
        self.html.push_str("</li>\n");
    }

    pub(super) fn on_task(&mut self, done: bool) {
        if let Some(list) = self.open.lists.last_mut().filter(|list| !list.has_class) {
            list.has_class = true;
            let at = list.tag_end;
            self.insert(at, " class=\"tasks\"");
        }
        self.html.push_str(if done {
            "<input type=\"checkbox\" disabled checked aria-label=\"done\"> "
        } else {
            "<input type=\"checkbox\" disabled aria-label=\"to do\"> "
        });
    }

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>) {
        self.flush();
        let lang = match kind {
            CodeBlockKind::Fenced(info) => {
                info.split([' ', ',', '{']).next().unwrap_or("").to_lowercase()
            }
            CodeBlockKind::Indented => String::new(),
        };
        self.open.code = Some(OpenCode { lang, text: String::new() });
    }

    pub(super) fn end_code(&mut self) {
        let Some(code) = self.open.code.take() else { return };
        self.html.push_str("<pre class=\"code\" tabindex=\"0\"><code");
        if !code.lang.is_empty() {
            self.html.push_str(" class=\"language-");
            let written = escape_html(&mut self.html, &code.lang);
            debug_assert!(written.is_ok(), "writing to memory does not fail");
            self.html.push('"');
        }
        self.html.push('>');
        let index = u32::try_from(self.parsed.code.len()).unwrap_or(u32::MAX);
        self.mark(Hole::Code(index));
        let block = CodeBlock { lang: code.lang.into(), text: code.text.into() };
        self.parsed.code.push(Arc::new(block));
        self.html.push_str("</code></pre>\n");
    }

    /// Returns what the heading above announces.
    pub(super) fn announces(&self) -> Announces {
        self.under.announced.map_or(Announces::Text, |(_, announces)| announces)
    }

    /// Drops the marks behind a cut.
    pub(super) fn cut(&mut self, start: usize) -> (String, Vec<(usize, Mark)>) {
        let html = self.html.split_off(start);
        let first = self.marks.partition_point(|(at, _)| *at < start);
        let mut marks = self.marks.split_off(first);
        for (at, _) in &mut marks {
            *at -= start;
        }
        (html, marks)
    }
}
