//! Tables: a region that can be scrolled by keyboard, header cells with a scope.

use super::Walker;
use pulldown_cmark::Alignment;
use std::fmt::Write;

/// A table being read.
pub(super) struct OpenTable {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
    has_body: bool,
}

impl Walker<'_> {
    pub(super) fn start_table(&mut self, alignments: &[Alignment]) {
        self.flush();
        self.notes.tables += 1;
        let number = self.notes.tables;
        // Regions are landmarks, so each needs a name of its own.
        let opened = writeln!(
            self.html,
            "<div class=\"table\" role=\"region\" aria-label=\"Table {number}\" tabindex=\"0\"><table>"
        );
        debug_assert!(opened.is_ok(), "writing to memory does not fail");
        let alignments = alignments.to_vec();
        self.open.table = Some(OpenTable { alignments, column: 0, in_head: true, has_body: false });
    }

    pub(super) fn end_table(&mut self) {
        let has_body = self.open.table.take().is_some_and(|table| table.has_body);
        self.html.push_str(if has_body { "</tbody></table></div>\n" } else { "</table></div>\n" });
    }

    pub(super) fn end_table_head(&mut self) {
        self.html.push_str("</tr></thead>\n");
        if let Some(table) = &mut self.open.table {
            table.in_head = false;
            table.column = 0;
        }
    }

    pub(super) fn end_table_row(&mut self) {
        self.html.push_str("</tr>\n");
        if let Some(table) = &mut self.open.table {
            table.column = 0;
        }
    }

    pub(super) fn start_cell(&mut self) {
        self.flush();
        let Some(table) = &mut self.open.table else { return };
        if !table.in_head && !table.has_body {
            table.has_body = true;
            // The row's own tag stands already; the body begins before it.
            let at = self.html.len() - "<tr>".len();
            self.html.insert_str(at, "<tbody>");
        }
        self.html.push_str(if table.in_head { "<th scope=\"col\"" } else { "<td" });
        match table.alignments.get(table.column) {
            Some(Alignment::Center) => self.html.push_str(" class=\"center\""),
            Some(Alignment::Right) => self.html.push_str(" class=\"right\""),
            Some(Alignment::Left | Alignment::None) | None => {}
        }
        self.html.push('>');
        table.column += 1;
    }

    pub(super) fn end_cell(&mut self) {
        self.flush();
        let in_head = self.open.table.as_ref().is_some_and(|table| table.in_head);
        self.html.push_str(if in_head { "</th>" } else { "</td>" });
    }
}
