//! Tables: a region that can be scrolled by keyboard, header cells with a scope. A small one becomes
//! cards on narrow screens: its cells hold the head of their column, and every part says its role,
//! which it would lose with its display.

use super::Walker;
use pulldown_cmark::Alignment;
use pulldown_cmark_escape::escape_html;
use std::fmt::Write;
use std::ops::Range;

/// A table of more columns scrolls; its cards would be lists nobody reads.
const CARD_COLUMNS_MAX: usize = 5;

/// A table of more lines scrolls, so that labels do not double the page.
const CARD_LINES_MAX: usize = 150;

/// How much of a column's head stands in each of its cells, in bytes.
const LABEL_BYTES_MAX: usize = 48;

/// A table being read.
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
    is_stack: bool,
    /// The texts of the head.
    heads: Vec<String>,
    /// For the cells of each column, the attributes that stand in all of them.
    labels: Vec<String>,
    /// The texts of the row, when rows may define terms.
    row: Option<Vec<String>>,
}

impl Walker<'_> {
    pub(super) fn start_table(&mut self, alignments: &[Alignment], range: &Range<usize>) {
        self.flush();
        self.notes.tables += 1;
        let number = self.notes.tables;
        let source = self.text.get(range.clone()).unwrap_or("");
        let lines = || memchr::memchr_iter(b'\n', source.as_bytes()).take(CARD_LINES_MAX + 1);
        let is_stack =
            (2..=CARD_COLUMNS_MAX).contains(&alignments.len()) && lines().count() <= CARD_LINES_MAX;
        let (class, role) = if is_stack { (" stack", " role=\"table\"") } else { ("", "") };
        // Regions are landmarks, so each needs a name of its own.
        let opened = writeln!(
            self.html,
            "<div class=\"table{class}\" role=\"region\" aria-label=\"Table {number}\" tabindex=\"0\"><table{role}>"
        );
        debug_assert!(opened.is_ok(), "writing to memory does not fail");
        self.open.table = Some(OpenTable {
            alignments: alignments.to_vec(),
            column: 0,
            in_head: true,
            has_body: false,
            is_stack,
            heads: Vec::new(),
            labels: Vec::new(),
            row: None,
        });
    }

    pub(super) fn end_table(&mut self) {
        let has_body = self.open.table.take().is_some_and(|table| table.has_body);
        self.html.push_str(if has_body { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn start_table_head(&mut self) {
        let is_stack = self.open.table.as_ref().is_some_and(|table| table.is_stack);
        self.html.push_str(if is_stack {
            "<thead role=\"rowgroup\"><tr role=\"row\">"
        } else {
            "<thead><tr>"
        });
    }

    pub(super) fn end_table_head(&mut self) {
        self.html.push_str("</tr></thead>\n");
        let Some(mut table) = self.open.table.take() else { return };
        table.in_head = false;
        table.column = 0;
        table.row = self.may_define(&table.heads).then(Vec::new);
        if table.is_stack {
            // The first cell is the title of its card.
            table.labels = table.heads.iter().enumerate().map(|(n, head)| label(n, head)).collect();
        }
        self.open.table = Some(table);
    }

    pub(super) fn start_table_row(&mut self) {
        let Some(table) = &mut self.open.table else { return };
        self.html.push_str(match (table.is_stack, table.has_body) {
            (true, true) => "<tr role=\"row\">",
            (true, false) => "<tbody role=\"rowgroup\"><tr role=\"row\">",
            (false, true) => "<tr>",
            (false, false) => "<tbody><tr>",
        });
        table.has_body = true;
    }

    pub(super) fn end_table_row(&mut self) {
        self.html.push_str("</tr>\n");
        let Some(mut table) = self.open.table.take() else { return };
        table.column = 0;
        if let Some(row) = &mut table.row {
            self.define_by_row(row);
            row.clear();
        }
        self.open.table = Some(table);
    }

    pub(super) fn start_cell(&mut self) {
        self.flush();
        let Some(table) = &mut self.open.table else { return };
        self.html.push_str(match (table.in_head, table.is_stack) {
            (true, true) => "<th role=\"columnheader\" scope=\"col\"",
            (true, false) => "<th scope=\"col\"",
            (false, true) => "<td role=\"cell\"",
            (false, false) => "<td",
        });
        match table.alignments.get(table.column) {
            Some(Alignment::Center) => self.html.push_str(" class=\"center\""),
            Some(Alignment::Right) => self.html.push_str(" class=\"right\""),
            Some(Alignment::Left | Alignment::None) | None => {}
        }
        if let Some(label) = table.labels.get(table.column) {
            self.html.push_str(label);
        }
        self.html.push('>');
        table.column += 1;
    }

    pub(super) fn end_cell(&mut self) {
        if let Some(table) = &mut self.open.table {
            let text = self.block.text.trim();
            if table.in_head {
                table.heads.push(text.to_owned());
            } else if let Some(row) = &mut table.row {
                row.push(text.to_owned());
            }
        }
        self.flush();
        let in_head = self.open.table.as_ref().is_some_and(|table| table.in_head);
        self.html.push_str(if in_head { "</th>" } else { "</td>" });
    }
}

/// Returns the attribute that names the column, for the cells under `head`.
fn label(column: usize, head: &str) -> String {
    let head = head.split_whitespace().collect::<Vec<_>>().join(" ");
    if column == 0 || head.is_empty() {
        return String::new();
    }
    let shown = head.get(..head.floor_char_boundary(LABEL_BYTES_MAX)).unwrap_or("");
    let mut label = " data-l=\"".to_owned();
    let written = escape_html(&mut label, &shown.replace('\0', "\u{fffd}"));
    debug_assert!(written.is_ok(), "writing to memory does not fail");
    label.push('"');
    label
}
