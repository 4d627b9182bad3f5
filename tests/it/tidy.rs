//! What no compiler checks of the repository itself: layers, imports, headers, sizes, the theme,
//! stray paths of a machine, what lies at the top.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at folders")]

use crate::support::{assert_none, files_below, repository};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Bottom first. A module may name only modules on the lines above its own.
const LAYERS: &[&[&str]] = &[
    &["text", "date", "memo"],
    &["clock", "place"],
    &["error", "diag"],
    &["yaml", "source"],
    &["config"],
    &["parse"],
    &["edition"],
    &["model"],
    &["analyse"],
    &["srp"],
    &["search"],
    &["rules", "render"],
    &["authoring"],
    &["emit"],
    &["leaks"],
    &["session"],
    &["editing", "proof", "serve"],
];

/// Files of the library crate that belong to no layer: the façade names everything.
const FACADE: &[&str] = &["lib.rs"];

/// The binary crate: it knows the library by its public name only.
const BINARY: &[&str] = &["main.rs", "cli"];

/// What may lie at the top of the repository, besides files whose names begin with a dot.
const TOP: &[&str] =
    &["Cargo.lock", "Cargo.toml", "README.md", "content", "src", "static", "tests", "themes"];

/// What a build leaves at the top, and no commit holds.
const LEFT_BY_BUILDS: &[&str] = &["fuzz-corpus", "public", "target"];

const SOURCE_LINES_MAX: usize = 600;
const TEST_LINES_MAX: usize = 800;

/// Returns the Rust files below a folder, by path in it.
fn sources(folder: &str) -> BTreeMap<String, String> {
    let files = files_below(&repository(folder)).into_iter();
    let rust = files.filter(|(path, _)| path.rsplit('.').next() == Some("rs"));
    rust.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

fn module(path: &str) -> &str {
    path.split(['/', '.']).next().unwrap()
}

fn is_binary(path: &str) -> bool {
    BINARY.contains(&path) || BINARY.contains(&module(path))
}

/// Returns the text of a line without strings, comments and the visibility of an item.
fn code(line: &str) -> String {
    let line = line.split("//").next().unwrap().replace("pub(crate)", "pub");
    let pieces = line.split('"').step_by(2);
    pieces.collect::<Vec<_>>().join("\"\"")
}

#[test]
fn modules_import_only_lower_layers() {
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let mut wrong = Vec::new();
    for (path, text) in sources("src").iter().filter(|(path, _)| !FACADE.contains(&path.as_str())) {
        let own = module(path);
        if is_binary(path) {
            continue;
        }
        let Some(own_layer) = layer(own) else {
            wrong.push(format!("src/{path}: `{own}` is in no layer"));
            continue;
        };
        for (n, line) in text.lines().enumerate() {
            for used in code(line).split("crate::").skip(1) {
                let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                if used != own && layer(used).is_none_or(|layer| layer >= own_layer) {
                    wrong.push(format!("src/{path}:{}: `{own}` may not use `{used}`", n + 1));
                }
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn the_binary_uses_the_public_interface_only() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src").iter().filter(|(path, _)| is_binary(path)) {
        for (n, line) in text.lines().enumerate() {
            if code(line).contains("crate::") {
                wrong.push(format!("src/{path}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn imports_are_spelt_in_full_and_at_the_top() {
    let mut wrong = Vec::new();
    for (path, text) in sources("src") {
        for (n, line) in text.lines().enumerate() {
            // Macros can name things in one way only.
            let code = code(line).replace("$crate::", "");
            let trimmed = code.trim_start();
            let imports = trimmed.strip_prefix("pub ").unwrap_or(trimmed).starts_with("use ");
            let climbs = code.contains("super::super");
            let grouped = code.contains("use crate::{");
            if climbs || grouped || code.contains("crate::") && !imports {
                wrong.push(format!("src/{path}:{}: {}", n + 1, line.trim()));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_file_says_what_it_holds() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests"] {
        let silent = sources(folder).into_iter().filter(|(_, text)| !text.starts_with("//! "));
        wrong.extend(silent.map(|(path, _)| format!("{folder}/{path} does not open with //!")));
    }
    assert_none(&wrong);
}

#[test]
fn no_file_is_long() {
    let mut wrong = Vec::new();
    for (folder, most) in [("src", SOURCE_LINES_MAX), ("tests", TEST_LINES_MAX)] {
        for (path, text) in sources(folder) {
            let lines = text.lines().count();
            if lines >= most {
                wrong.push(format!(
                    "{folder}/{path} has {lines} lines, and should have less than {most}"
                ));
            }
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_test_file_is_compiled() {
    let files = sources("tests/it");
    let lost = files.keys().filter(|path| *path != "main.rs").filter(|path| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let (folder, name) = if name == "mod.rs" { ("", folder) } else { (folder, name) };
        let parents = if folder.is_empty() {
            vec!["main.rs".to_owned()]
        } else {
            vec![format!("{folder}.rs"), format!("{folder}/mod.rs")]
        };
        let declared = format!("mod {};", name.trim_end_matches(".rs"));
        !parents.iter().any(|parent| files.get(parent).is_some_and(|text| text.contains(&declared)))
    });
    assert_none(&lost.map(|path| format!("tests/it/{path} is no module")).collect::<Vec<_>>());
}

#[test]
fn every_file_of_the_theme_is_embedded_and_used() {
    let render = sources("src/render");
    let (_, list) = render["theme.rs"].split_once("built_in! {\n").unwrap();
    let (list, _) = list.split_once("\n}").unwrap();
    let embedded: BTreeSet<&str> =
        list.lines().map(|line| line.trim().trim_matches([',', '"'])).collect();
    let files = files_below(&repository("themes/default"));
    let there: BTreeSet<&str> =
        files.keys().map(String::as_str).filter(|name| *name != "README.md").collect();
    assert_eq!(embedded, there);
    let mut users: Vec<String> =
        render.into_iter().filter(|(path, _)| path != "theme.rs").map(|(_, text)| text).collect();
    users.extend(files.values().filter_map(|bytes| String::from_utf8(bytes.clone()).ok()));
    let used = |name: &str| users.iter().any(|text| text.contains(&format!("\"{name}\"")));
    let unused = there.into_iter().filter(|name| !used(name)).map(str::to_owned);
    assert_none(&unused.collect::<Vec<_>>());
}

/// Returns the names at the top of the repository that a commit could hold.
fn top() -> BTreeSet<String> {
    let entries = fs::read_dir(repository("")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| !LEFT_BY_BUILDS.contains(&name.as_str()) && name != ".git").collect()
}

#[test]
fn the_top_of_the_repository_is_as_agreed() {
    let strange =
        top().into_iter().filter(|name| !name.starts_with('.') && !TOP.contains(&name.as_str()));
    assert_none(&strange.collect::<Vec<_>>());
}

#[test]
fn no_file_names_a_path_of_a_machine() {
    // Put together here, so that this file does not hold them.
    let paths =
        ["work", "farm", "tmp/bash", "root", "home/runner"].map(|folder| format!("/{folder}/"));
    let mut wrong = Vec::new();
    for name in top() {
        let at = repository(&name);
        let files = if at.is_dir() {
            files_below(&at)
                .into_iter()
                .map(|(path, bytes)| (format!("{name}/{path}"), bytes))
                .collect()
        } else {
            vec![(name, fs::read(&at).unwrap())]
        };
        let is_ours = |path: &str| !path.contains("/node_modules/");
        for (path, bytes) in files.into_iter().filter(|(path, _)| is_ours(path)) {
            let text = String::from_utf8(bytes).unwrap_or_default();
            for (n, line) in text.lines().enumerate() {
                if paths.iter().any(|known| line.contains(known)) {
                    wrong.push(format!("{path}:{}: {}", n + 1, line.trim()));
                }
            }
        }
    }
    assert_none(&wrong);
}
