//! The table: one row per handbook, what its columns mean, and whether the cost per page is flat.

use crate::measure::{Measured, Time};
use crate::tree::Code;
use std::fmt::Write as _;

/// How the table is printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Form {
    Text,
    Markdown,
}

const COLUMNS: &[&str] = &[
    "policies",
    "code",
    "runs",
    "wall s",
    "CPU s",
    "limit wall s",
    "limit CPU s",
    "CPU ratio",
    "CPU ms/policy",
    "peak MB",
];

/// Returns the table and what is to be known of it.
pub(crate) fn print(rows: &[Measured], form: Form, filesystem: &str) -> String {
    let mut columns: Vec<String> = COLUMNS.iter().map(ToString::to_string).collect();
    if rows.iter().any(|row| row.hugo.is_some()) {
        columns.extend(["Hugo CPU s", "Hugo ratio", "Hugo peak MB"].map(str::to_owned));
    }
    let mut cells = vec![columns];
    cells.extend(rows.iter().map(cells_of));
    let mut text = grid(&cells, form);
    text.push_str(&caption(rows, filesystem));
    for code in [Code::Kept, Code::Removed] {
        let rows: Vec<&Measured> = rows.iter().filter(|row| row.code == code).collect();
        for pair in rows.windows(2).filter(|pair| pair[0].made.policies >= 1_000) {
            text.push_str(&flatness(pair[0], pair[1]));
        }
    }
    text
}

fn cells_of(row: &Measured) -> Vec<String> {
    let builds = |of: fn(&Time) -> f64| Spread::of(row.pairs.iter().map(|(build, _)| of(build)));
    let limits = |of: fn(&Time) -> f64| Spread::of(row.pairs.iter().map(|(_, limit)| of(limit)));
    let limit = limits(|time| time.cpu);
    let mut cells = vec![
        grouped(row.made.policies),
        if row.code == Code::Kept { "yes" } else { "no" }.to_owned(),
        row.pairs.len().to_string(),
        builds(|time| time.wall).to_string(),
        builds(|time| time.cpu).to_string(),
        limits(|time| time.wall).to_string(),
        limit.to_string(),
        format!("{:.2} ({:.2})", ratio(row).median, builds(|time| time.cpu).least / limit.least),
        per_policy(row).to_string(),
        format!("{:.0}", f64::from(row.peak_kb) * 1024.0 / 1e6),
    ];
    if let Some(hugo) = row.hugo {
        cells.push(format!("{:.2}", hugo.time.cpu));
        cells.push(format!("{:.1}", hugo.time.cpu / limit.median));
        cells.push(format!("{:.0}", hugo.peak_mb));
    }
    cells
}

/// Returns how often the limit's CPU time goes into that of the build run before it.
fn ratio(row: &Measured) -> Spread {
    Spread::of(row.pairs.iter().map(|(build, limit)| build.cpu / limit.cpu))
}

/// Returns the CPU time per policy, in milliseconds.
fn per_policy(row: &Measured) -> Spread {
    let policies = f64::from(row.made.policies);
    Spread::of(row.pairs.iter().map(|(build, _)| build.cpu * 1e3 / policies))
}

/// The median and the least of some measurements.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Spread {
    median: f64,
    least: f64,
}

impl Spread {
    fn of(values: impl Iterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.collect();
        values.sort_by(f64::total_cmp);
        let nth = |nth: usize| values.get(nth).copied().unwrap_or(f64::NAN);
        let (low, high) = (nth(values.len().saturating_sub(1) / 2), nth(values.len() / 2));
        Self { median: low.midpoint(high), least: nth(0) }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.3} ({:.3})", self.median, self.least)
    }
}

/// Returns rows with a head, in columns.
pub(crate) fn grid(rows: &[Vec<String>], form: Form) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for (nth, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        let _ = match form {
            Form::Text => writeln!(text, "{}", cells.join("  ")),
            Form::Markdown => writeln!(text, "| {} |", cells.join(" | ")),
        };
        if nth == 0 && form == Form::Markdown {
            let rules: Vec<String> =
                widths.iter().map(|width| format!("{:->width$}:", "", width = width + 1)).collect();
            let _ = writeln!(text, "|{}|", rules.join("|"));
        }
    }
    text
}

fn caption(rows: &[Measured], filesystem: &str) -> String {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (least, most) = rows
        .iter()
        .fold((usize::MAX, 0), |(least, most), row| (least.min(row.layout), most.max(row.layout)));
    let warnings: u32 = rows.iter().map(|row| row.made.warnings).sum();
    let mut text = format!(
        "\nMedian (least) of the runs; build and limit take turns, each a process of its own, \
         measured from start to end. Files on {filesystem}; the build has {threads} threads, the \
         limit one. CPU is user and system time. The limit reads the same files, parses them with \
         the same options, puts `push_html` into a layout of {least} to {most} bytes (what our pages \
         have around it) and writes one file per page."
    );
    if warnings > 0 {
        let _ = write!(text, " The builds have {warnings} warnings.");
    }
    text.push_str("\n\n");
    text
}

fn flatness(from: &Measured, to: &Measured) -> String {
    let code = if from.code == Code::Kept { "with code" } else { "without code" };
    let (few, many) = (per_policy(from), per_policy(to));
    let growth = |few: f64, many: f64| (many / few - 1.0) * 100.0;
    format!(
        "CPU per policy from {} to {}, {code}: {:+.0} % by the medians, {:+.0} % by the least.\n",
        grouped(from.made.policies),
        grouped(to.made.policies),
        growth(few.median, many.median),
        growth(few.least, many.least),
    )
}

/// Returns a number with commas: 10,000.
pub(crate) fn grouped(number: u32) -> String {
    if number < 1_000 {
        return number.to_string();
    }
    format!("{},{:03}", grouped(number / 1_000), number % 1_000)
}
