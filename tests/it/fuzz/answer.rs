//! What every build must give, whatever it was given.
//!
//! In: a tree. Out: its [`Build`], or a fault in words. A panic is a fault.

use super::inert;
use rulebook::diag::human::{Colour, Printer};
use rulebook::diag::{Texts, json};
use rulebook::place::OutPath;
use rulebook::{Build, Date, Diagnostic, Goal, Inputs, Memory, Session, Severity, SourceTree};
use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub(crate) fn today() -> Date {
    Date::parse("2026-03-02").expect("a day that exists")
}

/// Returns a tree of texts.
pub(crate) fn tree<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> SourceTree {
    SourceTree::from_files(files.into_iter().map(|(path, text)| (path, text.as_bytes().to_vec())))
}

/// Builds a tree, and judges what comes out.
pub(crate) fn judged(tree: SourceTree) -> Result<Build, String> {
    let kept = tree.clone();
    let build = || Session::new(Memory::Drop).build(Inputs::new(kept, today()), Goal::Build);
    let build = catch_unwind(AssertUnwindSafe(build)).map_err(|_| "it panics".to_owned())?;
    match fault(&build).or_else(|| unchecked(tree)) {
        None => Ok(build),
        Some(fault) => Err(fault),
    }
}

/// Builds a tree that must give a sound answer.
#[track_caller]
pub(crate) fn sound(tree: SourceTree) -> Build {
    match judged(tree) {
        Ok(build) => build,
        Err(fault) => panic!("{fault}"),
    }
}

fn fault(build: &Build) -> Option<String> {
    let found = build.diagnostics.iter().collect::<Vec<_>>();
    if !found.is_sorted_by(|a, b| a < b) {
        return Some("diagnostics out of order".to_owned());
    }
    found
        .iter()
        .find_map(|diagnostic| misplaced(diagnostic, build))
        .or_else(|| unprintable(build))
        .or_else(|| unwritable(build))
        .or_else(|| pages(build))
}

/// A check ends as well, and what it finds and would change lies in its file.
fn unchecked(tree: SourceTree) -> Option<String> {
    let build = || Session::new(Memory::Drop).build(Inputs::new(tree, today()), Goal::Check);
    let Ok(build) = catch_unwind(AssertUnwindSafe(build)) else {
        return Some("a check panics".to_owned());
    };
    let found = build.diagnostics.iter();
    let strays = |found: &Diagnostic| {
        let text = build.text(&found.at.file).unwrap_or("");
        let mut edits = found.fix.iter().flat_map(|fix| &fix.edits);
        let lost = edits.any(|edit| text.get(edit.span.range()).is_none());
        lost.then(|| format!("a change lies outside its file: {found:?}"))
    };
    found
        .clone()
        .find_map(|found| misplaced(found, &build))
        .or_else(|| found.clone().find_map(strays))
}

/// A diagnostic points into its file, at characters.
fn misplaced(diagnostic: &Diagnostic, build: &Build) -> Option<String> {
    let range = diagnostic.at.span.range();
    let inside = match build.text(&diagnostic.at.file) {
        Some(text) => text.get(range.clone()).is_some(),
        None => range == (0..0),
    };
    (!inside).then(|| format!("the span {range:?} lies outside its file: {diagnostic:?}"))
}

/// Printing works, and what is printed does not drive a terminal.
fn unprintable(build: &Build) -> Option<String> {
    let mut printer = Printer::new(Colour::Plain, "content/");
    // Drawing an excerpt of a long line takes long; many of one page are drawn alike.
    for diagnostic in build.diagnostics.iter().take(50) {
        let printed = catch_unwind(AssertUnwindSafe(|| printer.print(diagnostic, build)));
        let Ok(printed) = printed else { return Some(format!("can't be printed: {diagnostic:?}")) };
        let drives = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\t')) || ('\u{202a}'..='\u{202e}').contains(&c)
        };
        if printed.contains(drives) {
            return Some(format!("drives a terminal: {printed:?}"));
        }
    }
    let mut text = String::new();
    let written = json::write(&build.diagnostics, build, build.summary, None, &mut text);
    let read = serde_json::from_str::<serde_json::Value>(&text);
    (written.is_err() || read.is_err()).then(|| format!("not JSON: {text}"))
}

/// All outputs can be files of one folder on any system, unless an error says they can't.
fn unwritable(build: &Build) -> Option<String> {
    if let Some(path) = build.outputs.keys().find(|path| !is_inside(path)) {
        return Some(format!("the output {path:?} leads elsewhere"));
    }
    if build.diagnostics.count(Severity::Error) > 0 {
        return None;
    }
    let mut files = BTreeSet::new();
    for path in build.outputs.keys() {
        if !files.insert(path.as_str().to_lowercase()) {
            return Some(format!("the output {path:?} differs from another by case only"));
        }
    }
    let clash = files.iter().find(|file| {
        file.match_indices('/').any(|(at, _)| files.contains(file.get(..at).unwrap_or("")))
    });
    clash.map(|file| format!("`{file}` lies below a file"))
}

/// Returns whether a path leads to a place below the output folder.
pub(crate) fn is_inside(path: &OutPath) -> bool {
    let climbs = path.as_str().split('/').any(|part| matches!(part, "" | "." | ".."));
    !climbs && !path.as_str().contains(|c: char| c.is_control() || c == '\\')
}

/// Returns whether every system can store a file of this name. Names that the author chose for
/// pictures and documents need not be like that; those of pages are.
pub(crate) fn is_safe_segment(name: &str) -> bool {
    const RESERVED: &[&str] = &["con", "prn", "aux", "nul"];
    let stem = name.split('.').next().unwrap_or("").trim_end().to_ascii_lowercase();
    let numbered = stem.strip_prefix("com").or(stem.strip_prefix("lpt"));
    let is_reserved = RESERVED.contains(&stem.as_str())
        || numbered.is_some_and(|n| n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()));
    !name.is_empty()
        && !name.ends_with('.')
        && !name.contains(|c: char| c.is_control() || c == '\\')
        && name.len() <= 255
        && !is_reserved
}

fn pages(build: &Build) -> Option<String> {
    let pages = build.outputs.iter().filter(|(path, _)| path.is_page());
    pages.into_iter().find_map(|(path, bytes)| {
        let Ok(html) = std::str::from_utf8(bytes) else {
            return Some(format!("{path} is no text"));
        };
        inert::fault(html).map(|fault| format!("{path}: {fault}"))
    })
}

/// Returns the shortest text found that still has a fault, by leaving out ever smaller pieces.
pub(crate) fn smallest(text: &str, has_fault: impl Fn(&str) -> bool) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    let mut piece = chars.len().div_ceil(2);
    while piece > 0 {
        let mut at = 0;
        let mut shrunk = false;
        while at < chars.len() {
            let end = (at + piece).min(chars.len());
            let kept: Vec<char> = [&chars[..at], &chars[end..]].concat();
            if has_fault(&kept.iter().collect::<String>()) {
                chars = kept;
                shrunk = true;
            } else {
                at = end;
            }
        }
        if piece > 1 || !shrunk {
            piece /= 2;
        }
    }
    chars.into_iter().collect()
}
