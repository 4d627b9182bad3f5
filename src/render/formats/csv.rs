//! `compliance.csv`: one row for each client and requirement, for spreadsheets (RFC 4180).
//!
//! UTF-8 without a mark, rows end with CRLF, the first row names the columns. A cell that a
//! spreadsheet would take for a formula begins with an apostrophe: names and messages hold words of
//! other people.

use crate::render::formats::{level, reason, until};
use crate::render::judged::Shown;
use crate::render::view::View;
use crate::srp::{REQUIREMENTS, Verdict};
use std::borrow::Cow;

/// The columns, in order.
const COLUMNS: &[&str] = &[
    "client_id",
    "client",
    "requirement",
    "clause",
    "level",
    "title",
    "status",
    "until",
    "message",
];

/// Returns the file.
pub(super) fn written(view: &View<'_>) -> String {
    let requirements: Vec<String> = REQUIREMENTS
        .iter()
        .map(|requirement| {
            let level = level(requirement.level);
            row(&[requirement.code.name(), requirement.clause.title(), level, requirement.title])
        })
        .collect();
    let clients = view.site.clients.iter().zip(&view.compliance.judgements);
    let mut csv = String::with_capacity(1024 + clients.len() * REQUIREMENTS.len() * 160);
    csv.push_str(&row(COLUMNS));
    csv.push_str("\r\n");
    for (client, judgement) in clients {
        let who = row(&[&client.id, &client.name]);
        for (requirement, verdict) in requirements.iter().zip(&judgement.verdicts) {
            for cells in [who.as_str(), requirement, Shown::of(verdict).slug()] {
                csv.push_str(cells);
                csv.push(',');
            }
            csv.push_str(&until(verdict).unwrap_or_default());
            csv.push(',');
            push_cell(&message(verdict), &mut csv);
            csv.push_str("\r\n");
        }
    }
    csv
}

/// Returns what there is to say of a verdict: all its faults, else why it was not asked or judged.
fn message(verdict: &Verdict) -> Cow<'_, str> {
    match (reason(verdict), verdict.finding.faults.as_slice()) {
        (Some(reason), _) => reason.into(),
        (None, []) => "".into(),
        (None, [only]) => only.message.as_str().into(),
        (None, many) => {
            let messages: Vec<&str> = many.iter().map(|fault| fault.message.as_str()).collect();
            messages.join("; ").into()
        }
    }
}

/// Returns cells with commas between them.
fn row(cells: &[&str]) -> String {
    let mut row = String::new();
    for (n, cell) in cells.iter().enumerate() {
        if n > 0 {
            row.push(',');
        }
        push_cell(cell, &mut row);
    }
    row
}

/// Writes one cell: harmless to spreadsheets, quoted where it must be.
fn push_cell(text: &str, csv: &mut String) {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let mark = if is_formula { "'" } else { "" };
    if !text.contains(['"', ',', '\r', '\n']) {
        csv.push_str(mark);
        csv.push_str(text);
        return;
    }
    csv.push('"');
    csv.push_str(mark);
    for (n, piece) in text.split('"').enumerate() {
        csv.push_str(if n > 0 { "\"\"" } else { "" });
        csv.push_str(piece);
    }
    csv.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::formats::sample::with_view;

    /// Reads a file as RFC 4180 says.
    fn read(csv: &str) -> Vec<Vec<String>> {
        let (mut rows, mut cells, mut cell) = (Vec::new(), Vec::new(), String::new());
        let mut chars = csv.chars().peekable();
        let mut is_quoted = false;
        while let Some(c) = chars.next() {
            match (c, is_quoted) {
                ('"', true) if chars.peek() == Some(&'"') => cell.extend(chars.next()),
                ('"', _) => is_quoted = !is_quoted,
                (',', false) => cells.push(std::mem::take(&mut cell)),
                ('\r', false) => {
                    assert_eq!(chars.next(), Some('\n'), "a bare carriage return");
                    cells.push(std::mem::take(&mut cell));
                    rows.push(std::mem::take(&mut cells));
                }
                (c, _) => cell.push(c),
            }
        }
        assert!(cell.is_empty() && cells.is_empty() && !is_quoted, "the last row does not end");
        rows
    }

    #[test]
    fn cells_read_back_as_they_were() {
        for text in ["", "plain", "a, b", "\"", "say \"no\"", "two\r\nlines", "é – ∑", " x "] {
            let csv = format!("{}\r\n", row(&[text, "end"]));
            assert_eq!(read(&csv), [[text, "end"]], "{csv:?}");
        }
    }

    #[test]
    fn formulas_are_neutralised() {
        for text in ["=1+1", "+44 20", "-1", "@SUM(A1)", "\tx", "\rx", "\nx", "=\"a\",b"] {
            let csv = format!("{}\r\n", row(&[text]));
            assert_eq!(read(&csv), [[format!("'{text}")]], "{csv:?}");
        }
        assert_eq!(row(&["a=1", "1-2", " =1"]), "a=1,1-2, =1");
    }

    #[test]
    fn every_client_has_a_row_for_each_requirement() {
        let rows = read(&with_view("2026-08-20", written));
        assert_eq!(rows.len(), 1 + 3 * REQUIREMENTS.len());
        assert!(rows.iter().all(|row| row.len() == COLUMNS.len()));
        assert_eq!(rows[0], COLUMNS);
        let of = |client: &str, requirement: &str| {
            rows.iter().find(|row| row[0] == client && row[2] == requirement).unwrap().clone()
        };
        let excused = of("halcyon", "SRP-34");
        assert_eq!(excused[3..5], ["Policy", "practice"]);
        assert_eq!(excused[6..8], ["exception", "2026-10-31"]);
        assert!(!excused[8].is_empty());
        let hostile = of("zephyr", "SRP-12");
        assert!(hostile[1].starts_with("'=cmd|"), "{hostile:?}");
        let starts = |c: char| rows.iter().flatten().any(|cell| cell.starts_with(c));
        assert!(!['=', '+', '-', '@', '\t', '\r', '\n'].into_iter().any(starts));
    }
}
