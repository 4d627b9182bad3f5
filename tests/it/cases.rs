//! Diagnostics, case by case: `tests/cases/rules/CODE/{fires,quiet}-WHY.txt`.
//!
//! A case is one text file: sections `-- path --` with the files of a content tree, perhaps
//! `-- today --`, and last `-- diagnostics --` with everything that is printed about it.
//! `UPDATE=1 cargo test --test it cases` rewrites that last section. A section `-- requirements --`
//! names those by which client plans are judged, so that a case shows what it is about and no more;
//! the configuration turns the others off. A section `-- edition --` names the edition that is checked.
//!
//! In a section `-- path (escaped) --` these are undone: `\xNN` (a byte), `\u{N}` (a character),
//! `\r`, `\n`, `\t`, `\\`, `\repeat{N,TEXT}`, and `\` at the end of a line, which joins it to the next.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "the tests set up and look at folders"
)]

use crate::support::{
    TODAY, assert_none, check_edition, check_files, difference, files_below, printed_except,
    repository, updates, write,
};
use rulebook::Code;
use std::collections::BTreeMap;

/// Codes that only real folders and projects can cause; `cli.rs` has their tests.
const ON_DISK_ONLY: &[Code] = &[
    Code::FileNameUnusable,
    Code::FileUnreadable,
    Code::SymlinkSkipped,
    Code::TemplateBroken,
    Code::ThemeFileUnknown,
];

/// Codes that are never reported, so no case can fire: version control is not read, and what would
/// need it is *not judged* of every client. `sample.rs` holds to that.
const NEVER_REPORTED: &[Code] = &[Code::Srp32];

/// Codes that nearly every small case would have, so that they are shown in their own only.
const SHOWN_ALONE: &[Code] = &[Code::Stub];

const EXPECTATION: &str = "-- diagnostics --\n";

#[test]
fn diagnostics_are_as_the_cases_say() {
    assert_none(&cases().iter().filter_map(|(name, text)| fault(name, text)).collect::<Vec<_>>());
}

#[test]
fn every_code_has_a_case_that_fires_and_one_that_is_quiet() {
    let cases = cases();
    let has = |code: &Code, kind: &str| {
        let start = format!("{code}/{kind}-");
        cases.keys().any(|name| name.starts_with(&start))
    };
    let exempt = |code: &&Code| ON_DISK_ONLY.contains(code) || NEVER_REPORTED.contains(code);
    let codes = Code::ALL.iter().filter(|code| !exempt(code));
    let missing = codes.flat_map(|code| {
        let kinds = ["fires", "quiet"].into_iter().filter(move |kind| !has(code, kind));
        kinds.map(move |kind| format!("{code}: no case that is called {kind}-…"))
    });
    assert_none(&missing.collect::<Vec<_>>());
}

#[test]
fn every_case_belongs_to_a_code() {
    let known = |name: &str| {
        let (folder, file) = name.split_once('/').unwrap_or((name, ""));
        let named = file.starts_with("fires-") || file.starts_with("quiet-");
        named && Code::ALL.iter().any(|code| code.name() == folder)
    };
    let strangers = cases().into_keys().filter(|name| !known(name)).collect::<Vec<_>>();
    assert_none(&strangers);
}

/// Returns the cases by name.
fn cases() -> BTreeMap<String, String> {
    let files = files_below(&repository("tests/cases/rules")).into_iter();
    files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

/// Runs one case, and returns what is wrong.
fn fault(name: &str, text: &str) -> Option<String> {
    let (input, expected) = text.split_once(EXPECTATION).unwrap_or((text, ""));
    let mut files = sections(input);
    let mut take = |name: &str| {
        let found = files.iter().position(|(path, _)| path == name);
        found.map(|n| String::from_utf8(files.remove(n).1).unwrap())
    };
    let (today, judged, edition) = (take("today"), take("requirements"), take("edition"));
    files.extend(
        judged.map(|judged| ("rulebook.yaml".to_owned(), others_off(&judged).into_bytes())),
    );
    let (code, file) = name.split_once('/').unwrap_or((name, ""));
    let today = today.as_deref().unwrap_or(TODAY).trim();
    let build = match edition {
        Some(edition) => check_edition(&files, today, edition.trim()),
        None => check_files(&files, today),
    };
    let found =
        printed_except(&build, |known| SHOWN_ALONE.contains(&known) && known.name() != code);
    let found = found.trim_end().to_owned() + "\n";
    if found.contains(&format!("[{code}]")) != file.starts_with("fires-") {
        return Some(format!("{name}\n  its name is wrong, for this is printed:\n{found}"));
    }
    if found == expected {
        return None;
    }
    if updates() {
        let path = repository("tests/cases/rules").join(name);
        write(&path, format!("{input}{EXPECTATION}{found}"));
        return None;
    }
    Some(format!("{name}\n{}", difference(expected, &found)))
}

/// Returns a configuration that turns off all requirements but these.
fn others_off(judged: &str) -> String {
    let others =
        Code::requirements().filter(|code| !judged.lines().any(|line| line == code.name()));
    let off: Vec<String> = others.map(|code| format!("{code}: off")).collect();
    format!("requirements: {{ {} }}\n", off.join(", "))
}

/// Returns the sections of a case: the path and the bytes of each.
fn sections(input: &str) -> Vec<(String, Vec<u8>)> {
    let mut sections: Vec<(String, bool, String)> = Vec::new();
    for line in input.split_inclusive('\n') {
        match (header(line), sections.last_mut()) {
            (Some((path, escaped)), _) => sections.push((path.to_owned(), escaped, String::new())),
            (None, Some((_, _, text))) => text.push_str(line),
            (None, None) => assert_eq!(line.trim(), "", "text before the first section"),
        }
    }
    let bytes = |(path, escaped, text): (String, bool, String)| {
        let bytes = if escaped { unescaped(&text) } else { text.into_bytes() };
        (path, bytes)
    };
    sections.into_iter().map(bytes).collect()
}

/// Reads `-- path --`, and returns the path and whether the section is escaped.
fn header(line: &str) -> Option<(&str, bool)> {
    let path = line.trim_end().strip_prefix("-- ")?.strip_suffix(" --")?;
    Some(match path.strip_suffix(" (escaped)") {
        Some(path) => (path, true),
        None => (path, false),
    })
}

/// Undoes the escapes of a section.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('\\') {
        bytes.extend_from_slice(head.as_bytes());
        let (name, after) = tail.split_at(1);
        rest = after;
        match name {
            "n" => bytes.push(b'\n'),
            "\n" => {}
            "t" => bytes.push(b'\t'),
            "\\" => bytes.push(b'\\'),
            "x" => {
                let (digits, after) = after.split_at(2);
                bytes.push(u8::from_str_radix(digits, 16).unwrap());
                rest = after;
            }
            "u" => {
                let (digits, after) = braced(after);
                let c = char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap();
                bytes.extend(c.to_string().bytes());
                rest = after;
            }
            "r" if after.starts_with("epeat{") => {
                let (inside, after) = braced(after.trim_start_matches("epeat"));
                let (count, text) = inside.split_once(',').unwrap();
                bytes.extend(unescaped(text).repeat(count.parse().unwrap()));
                rest = after;
            }
            "r" => bytes.push(b'\r'),
            other => panic!("no such escape: \\{other}"),
        }
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

/// Splits `{inside}after`.
fn braced(text: &str) -> (&str, &str) {
    text.strip_prefix('{').unwrap().split_once('}').unwrap()
}
