//! `table-columns`: a row of a table with more or fewer cells than its head.

use crate::diag::{Code, Reporter};
use crate::parse::outline::{Kind, Piece};
use crate::rules::{Check, Doc, PageFacts, Rule};

pub(super) static RULE: Rule = Rule {
    code: Code::TableColumns,
    doc: Doc {
        why: "Cells beyond the head are not shown at all; where cells are missing, the words of others stand in the \
              wrong column.",
        quiet: "Rows without the bar at their beginning or end, and empty cells beyond the head.",
        fix: "Give every row as many cells as the head; write `\\|` for a bar inside a cell, and keep a cell on one line.",
        wrong: "| Role | Duty |\n| --- | --- |\n| Lead | Reviews | Weekly |",
        right: "| Role | Duty | When |\n| --- | --- | --- |\n| Lead | Reviews | Weekly |",
    },
    check: Check::Page(check),
};

fn check(page: PageFacts<'_>, out: &mut Reporter) {
    let mut columns = 0;
    for (piece, span) in &page.outline.pieces {
        let Piece::Open(kind @ (Kind::Head | Kind::Row)) = piece else { continue };
        let line = page.text.get(span.range()).and_then(|row| row.lines().next()).unwrap_or("");
        let mut cells = cells(line);
        if *kind == Kind::Head {
            columns = cells;
            continue;
        }
        // Nothing is lost with empty ones.
        let spare = line.trim_end().trim_end_matches(['|', ' ', '\t']);
        if cells > columns
            && bars(spare).count() < columns + usize::from(spare.trim_start().starts_with('|'))
        {
            cells = columns;
        }
        if cells == columns {
            continue;
        }
        let (message, help) = if cells > columns {
            let message = format!(
                "this row has {}, and its table {columns}: the rest is not shown",
                counted(cells)
            );
            (message, "give the head as many, or write `\\|` for a bar inside a cell")
        } else if has_bar(line) {
            let message = format!("this row has {}, and its table {columns}", counted(cells));
            (message, "give it as many as the head; a cell stays on one line")
        } else {
            let message = "this line has become a row of the table above".to_owned();
            (message, "put an empty line before it, or bars around its cells")
        };
        out.report(Code::TableColumns, page.at(*span), message).help(help);
    }
}

fn counted(cells: usize) -> String {
    if cells == 1 { "one cell".to_owned() } else { format!("{cells} cells") }
}

/// Returns the places of the bars that part cells.
fn bars(line: &str) -> impl Iterator<Item = usize> {
    let mut is_escaped = false;
    line.bytes().enumerate().filter_map(move |(at, byte)| {
        let was_escaped = is_escaped;
        is_escaped = byte == b'\\' && !was_escaped;
        (byte == b'|' && !was_escaped).then_some(at)
    })
}

fn has_bar(line: &str) -> bool {
    bars(line).next().is_some()
}

/// Returns how many cells a line has: the bars at its ends are no cells.
fn cells(line: &str) -> usize {
    let line = line.trim();
    let count = bars(line).count() + 1;
    let opens = usize::from(line.starts_with('|'));
    let closes = usize::from(line.len() > 1 && bars(line).last() == Some(line.len() - 1));
    count.saturating_sub(opens + closes).max(1)
}
