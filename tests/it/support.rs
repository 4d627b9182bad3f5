//! What the tests share: building trees that are written down, printing what is wrong with them,
//! comparing with files that `UPDATE=1` rewrites.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use rulebook::diag::human::{Colour, Printer};
use rulebook::source::load::{Exclusions, load};
use rulebook::{Build, Code, Date, Goal, Inputs, Memory, Session, SourceTree, ignore_globs};
use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The day of every build that does not say another.
pub(crate) const TODAY: &str = "2026-03-02";

/// A day on which the clients of our own handbook stand as they are meant to.
pub(crate) const SAMPLE_DAY: &str = "2026-11-23";

/// Returns a path inside the repository.
pub(crate) fn repository(inside: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(inside)
}

/// Returns a day.
#[track_caller]
pub(crate) fn day(text: &str) -> Date {
    Date::parse(text).unwrap()
}

/// Builds files of a content tree, given as path and bytes.
#[track_caller]
pub(crate) fn build_files(files: &[(String, Vec<u8>)], today: &str) -> Build {
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
    build_tree(SourceTree::from_files(files), today)
}

/// Checks a tree of these files.
pub(crate) fn check_files(files: &[(String, Vec<u8>)], today: &str) -> Build {
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
    let inputs = Inputs::new(SourceTree::from_files(files), day(today));
    Session::new(Memory::Drop).build(inputs, Goal::Check)
}

/// Checks an edition of a tree of these files, as the command does.
pub(crate) fn check_edition(files: &[(String, Vec<u8>)], today: &str, name: &str) -> Build {
    let whole = check_files(files, today);
    let files = files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone()));
    let mut inputs = Inputs::new(SourceTree::from_files(files), day(today));
    inputs.edition = Some(name.into());
    let mut build = Session::new(Memory::Drop).build(inputs, Goal::Check);
    build.compare(&whole.diagnostics);
    build
}

/// Builds one folder of content as the command does, `site.ignore` and all.
#[track_caller]
pub(crate) fn build_folder(folder: &Path) -> Build {
    build_folder_on(folder, TODAY)
}

/// Builds one folder of content as of another day.
#[track_caller]
pub(crate) fn build_folder_on(folder: &Path, today: &str) -> Build {
    let config = fs::read_to_string(folder.join("rulebook.yaml")).unwrap_or_default();
    let exclusions = Exclusions::new(&[], &ignore_globs(&config));
    build_tree(load(folder, &exclusions).unwrap(), today)
}

/// Builds a tree.
#[track_caller]
pub(crate) fn build_tree(tree: SourceTree, today: &str) -> Build {
    Session::new(Memory::Drop).build(Inputs::new(tree, day(today)), Goal::Build)
}

/// Returns all diagnostics of a build as people see them, without colour.
pub(crate) fn printed(build: &Build) -> String {
    let mut printer = Printer::new(Colour::Plain, "");
    build.diagnostics.iter().map(|found| printer.print(found, build)).collect()
}

/// Returns the diagnostics of a build as [`printed`], without those of some codes.
pub(crate) fn printed_except(build: &Build, is_left_out: impl Fn(Code) -> bool) -> String {
    let mut printer = Printer::new(Colour::Plain, "");
    let shown = build.diagnostics.iter().filter(|found| !is_left_out(found.code));
    shown.map(|found| printer.print(found, build)).collect()
}

/// Returns the output files as text, by path; bytes that are no text are shown as such.
pub(crate) fn pages(build: &Build) -> BTreeMap<String, String> {
    let outputs = build.outputs.iter();
    outputs
        .map(|(path, bytes)| (path.to_string(), String::from_utf8_lossy(bytes).into_owned()))
        .collect()
}

/// Returns the files below a folder, by path with `/`; links are shown by where they lead.
pub(crate) fn files_below(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            if path.is_symlink() {
                let target = fs::read_link(&path).unwrap().to_string_lossy().into_owned();
                files.insert(name, format!("-> {target}").into_bytes());
            } else if path.is_dir() {
                open.push(path);
            } else {
                files.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    files
}

/// Writes text to a file, making its folders.
#[track_caller]
pub(crate) fn write(path: &Path, text: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// Says on the terminal, past the capture of the test runner, that something was left out.
pub(crate) fn left_out(what: &str) {
    let line = format!("left out: {what}\n");
    std::io::stderr().write_all(line.as_bytes()).unwrap();
}

/// Returns whether expectations are to be rewritten.
pub(crate) fn updates() -> bool {
    std::env::var("UPDATE").is_ok_and(|value| value == "1")
}

/// Compares what is in a file with what was found; `UPDATE=1` writes the file instead. Returns what
/// differs, for a test that reports all cases at once.
pub(crate) fn differs(path: &Path, found: &str) -> Option<String> {
    let expected = fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return None;
    }
    if updates() {
        write(path, found);
        return None;
    }
    Some(format!("{}\n{}", path.display(), difference(&expected, found)))
}

/// Returns the lines that differ, with the equal ones at both ends left out.
pub(crate) fn difference(expected: &str, found: &str) -> String {
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let tails = old[head..].iter().rev().zip(new[head..].iter().rev());
    let tail = tails.take_while(|(a, b)| a == b).count();
    let mut lines = vec![format!("  from line {}:\n", head + 1)];
    let (old_lines, new_lines) = (&old[head..old.len() - tail], &new[head..new.len() - tail]);
    lines.extend(old_lines.iter().map(|line| format!("  expected |{line}\n")));
    lines.extend(new_lines.iter().map(|line| format!("  found    |{line}\n")));
    if old == new {
        lines.push("  (only the end of the text differs)\n".to_owned());
    }
    lines.concat()
}

/// Fails with everything that differs.
#[track_caller]
pub(crate) fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} differ:\n\n{}", faults.len(), faults.join("\n"));
}
