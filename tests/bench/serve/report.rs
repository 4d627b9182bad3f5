//! The tables of the preview: edits, templates, memory, load, and what their columns mean.

use crate::serve::Served;
use crate::serve::edits::Series;
use crate::serve::load::{LISTENERS, OfLoad, READERS};
use crate::serve::memory::OfMemory;
use crate::serve::server::Memory;
use crate::serve::template::OfTemplate;
use crate::table::{Form, grid, grouped};
use std::fmt::{self, Display, Formatter, Write as _};

/// The debounce window, in milliseconds (`QUIET` of `src/serve/watch.rs`): the server waits this
/// long before it begins.
const QUIET_MS: f64 = 50.0;

/// An answer that took longer counts as none, in milliseconds.
const UNANSWERED_MS: f64 = 1_000.0;

/// Milliseconds: the median and the worst.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Spread {
    median: f64,
    worst: f64,
}

impl Spread {
    fn of(seconds: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = seconds.into_iter().map(|seconds| seconds * 1e3).collect();
        values.sort_by(f64::total_cmp);
        let nth = |nth: usize| values.get(nth).copied().unwrap_or(f64::NAN);
        let (low, high) = (nth(values.len().saturating_sub(1) / 2), nth(values.len() / 2));
        Self { median: low.midpoint(high), worst: values.last().copied().unwrap_or(f64::NAN) }
    }

    /// Returns what is left without the debounce window.
    fn beyond(self) -> Self {
        Self { median: self.median - QUIET_MS, worst: self.worst - QUIET_MS }
    }
}

impl Display for Spread {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let digits = if self.median < 10.0 { 2 } else { 0 };
        write!(f, "{:.digits$} ({:.digits$})", self.median, self.worst)
    }
}

/// Returns all tables.
pub(crate) fn print(rows: &[Served], form: Form, filesystem: &str) -> String {
    let mut text = String::new();
    let tables = [edits(rows), templates(rows), memories(rows), loads(rows)];
    for cells in tables {
        text.push_str(&grid(&cells, form));
        text.push('\n');
    }
    for row in rows {
        for failure in row.load.failures.iter().take(5) {
            let _ = writeln!(text, "{} policies, a request failed: {failure}", row.policies);
        }
    }
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let _ = writeln!(
        text,
        "Milliseconds, median (worst). Files on {filesystem}, {threads} threads, all of it on one \
         machine. An edit counts from the moment the write of its file returns: *fetched*, until a \
         request on a kept connection has the new bytes (asked for every 0.5 ms, of templates every \
         5 ms); *told*, until the event arrives; *beyond*, without the {QUIET_MS} ms for which the \
         server waits whether more changes. *Pages* and *build* are what the server prints. A clean \
         build is the first of a session with memory, in the benchmark's process, without reading \
         and writing. Load: {LISTENERS} clients wait for events, {READERS} read without a pause, \
         one edit per second."
    );
    text
}

fn head(columns: &[&str]) -> Vec<String> {
    columns.iter().map(ToString::to_string).collect()
}

const OF_EDITS: &[&str] = &[
    "policies",
    "edit of one",
    "turns",
    "fetched",
    "beyond",
    "told",
    "beyond",
    "pages (most)",
    "build",
];

fn edits(rows: &[Served]) -> Vec<Vec<String>> {
    let mut cells = vec![head(OF_EDITS)];
    for row in rows {
        let all = row.edits.iter().chain([&row.template.series]);
        cells.extend(all.map(|series| [vec![row.size()], cells_of(series)].concat()));
    }
    cells
}

fn cells_of(series: &Series) -> Vec<String> {
    let fetched = Spread::of(series.shown.iter().map(|shown| shown.fetched));
    let told = Spread::of(series.shown.iter().map(|shown| shown.told));
    // As thousandths: a spread multiplies.
    let pages = Spread::of(series.rebuilt.iter().map(|rebuilt| rebuilt.pages / 1e3));
    let build = Spread::of(series.rebuilt.iter().map(|rebuilt| rebuilt.seconds));
    vec![
        series.what.to_owned(),
        series.shown.len().to_string(),
        fetched.to_string(),
        fetched.beyond().to_string(),
        told.to_string(),
        told.beyond().to_string(),
        format!("{:.0} ({:.0})", pages.median, pages.worst),
        build.to_string(),
    ]
}

const OF_TEMPLATES: &[&str] =
    &["policies", "template fetched", "beyond", "clean build", "ratio", "beyond ratio", "reading"];

fn templates(rows: &[Served]) -> Vec<Vec<String>> {
    let mut cells = vec![head(OF_TEMPLATES)];
    cells.extend(rows.iter().map(|row| {
        let OfTemplate { series, clean, read } = &row.template;
        let fetched = Spread::of(series.shown.iter().map(|shown| shown.fetched));
        let clean = Spread::of(clean.iter().copied());
        vec![
            row.size(),
            fetched.to_string(),
            fetched.beyond().to_string(),
            clean.to_string(),
            format!("{:.2}", fetched.median / clean.median),
            format!("{:.2}", fetched.beyond().median / clean.median),
            Spread::of(read.iter().copied()).to_string(),
        ]
    }));
    cells
}

const OF_MEMORY: &[&str] = &[
    "policies",
    "start s",
    "MB at start",
    "after 100 edits",
    "after 1,000",
    "ratio",
    "peak MB at start",
    "after 100 edits",
    "after 1,000",
    "ratio",
];

fn memories(rows: &[Served]) -> Vec<Vec<String>> {
    let mut cells = vec![head(OF_MEMORY)];
    cells.extend(rows.iter().map(|row| {
        let OfMemory { started, looks } = &row.memory;
        let mut cells = vec![row.size(), format!("{started:.2}")];
        for of in [|look: &Memory| look.resident_kb, |look: &Memory| look.peak_kb] {
            let megabytes = looks.map(|look| f64::from(of(&look)) * 1024.0 / 1e6);
            cells.extend(megabytes.map(|megabytes| format!("{megabytes:.0}")));
            cells.push(format!("{:.3}", megabytes[2] / megabytes[1]));
        }
        cells
    }));
    cells
}

const OF_LOAD: &[&str] = &[
    "policies",
    "seconds",
    "requests",
    "per second",
    "failed",
    "answered",
    "over 1 s",
    "new connection",
    "edits",
    "shown",
    "with the last",
    "revisions seen",
    "reach",
];

fn loads(rows: &[Served]) -> Vec<Vec<String>> {
    let mut cells = vec![head(OF_LOAD)];
    cells.extend(rows.iter().map(|row| {
        let load: &OfLoad = &row.load;
        let requests = u32::try_from(load.answered.len()).unwrap_or(u32::MAX);
        let all = load.answered.iter().chain(&load.connected);
        let slow = all.filter(|seconds| **seconds * 1e3 > UNANSWERED_MS).count();
        let fewest = load.revisions.iter().min().copied().unwrap_or(0);
        let most = load.revisions.iter().max().copied().unwrap_or(0);
        vec![
            row.size(),
            format!("{:.0}", load.seconds),
            grouped(requests),
            format!("{:.0}", f64::from(requests) / load.seconds),
            load.failures.len().to_string(),
            Spread::of(load.answered.iter().copied()).to_string(),
            slow.to_string(),
            Spread::of(load.connected.iter().copied()).to_string(),
            load.shown.len().to_string(),
            Spread::of(load.shown.iter().copied()).to_string(),
            format!("{} of {LISTENERS}", load.up_to_date),
            if fewest == most { most.to_string() } else { format!("{fewest} to {most}") },
            format!("{:.1}", load.reach * 1e3),
        ]
    }));
    cells
}
