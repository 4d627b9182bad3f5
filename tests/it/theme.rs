//! The theme as something to build on: its reference is in step with the code, its files stay small,
//! and a theme that replaces a few parts keeps the rest (`tests/cases/themes`).

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "the tests look at folders")]

use crate::support::{
    assert_none, build_folder, day, difference, differs, files_below, pages, printed, repository,
    updates, write,
};
use flate2::Compression;
use flate2::write::GzEncoder;
use rulebook::source::load::{Exclusions, load};
use rulebook::{Build, Goal, Inputs, Memory, Session};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;

/// Bytes of a published style sheet and of the scripts of every page, compressed.
const CSS_MAX: usize = 12 * 1024;
const JS_MAX: usize = 6 * 1024;

/// What stands around the generated part of the theme's README.
const REFERENCE: (&str, &str) = ("<!-- reference -->\n", "<!-- end of reference -->\n");

fn text(path: &str) -> String {
    fs::read_to_string(repository(path)).unwrap()
}

/// Returns the files of the theme, but for its README.
fn theme_files() -> BTreeMap<String, String> {
    let files = files_below(&repository("themes/default")).into_iter();
    let files = files.filter(|(path, _)| path != "README.md");
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// Returns what stands in a section of the README, below a heading of the second level.
fn section<'a>(readme: &'a str, heading: &str) -> &'a str {
    let (_, rest) = readme.split_once(&format!("\n## {heading}\n")).unwrap();
    rest.split_once("\n## ").map_or(rest, |(section, _)| section)
}

/// Returns what stands between backticks and begins so.
fn quoted<'a>(text: &'a str, start: &str) -> BTreeSet<&'a str> {
    text.split('`').skip(1).step_by(2).filter(|word| word.starts_with(start)).collect()
}

#[test]
fn the_readme_lists_the_files_of_the_theme() {
    let readme = text("themes/default/README.md");
    let rows = section(&readme, "Files").lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<&str> = rows.map(|row| row.split('`').next().unwrap()).collect();
    let files = theme_files();
    assert_eq!(listed, files.keys().map(String::as_str).collect());
}

#[test]
fn the_readme_lists_the_tokens() {
    let readme = text("themes/default/README.md");
    let listed = quoted(section(&readme, "Tokens"), "--");
    let css = text("themes/default/css/tokens.css");
    let defined = css.split([';', '{', '}', '/']).map(str::trim);
    let defined = defined.filter(|text| text.starts_with("--"));
    let defined: BTreeSet<&str> = defined.map(|text| text.split(':').next().unwrap()).collect();
    assert_eq!(listed, defined);
}

#[test]
fn every_name_that_a_rule_uses_is_defined_and_every_token_used() {
    let css = theme_files().into_iter().filter(|(path, _)| path.starts_with("css/"));
    let css: String = css.map(|(_, text)| text).collect();
    let name = |text: &str| {
        let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
        text.get(..end.unwrap_or(text.len())).unwrap().to_owned()
    };
    let used: BTreeSet<String> = css.split("var(").skip(1).map(name).collect();
    let defined = css.split([';', '{', '}', '/']).map(str::trim);
    let defined: BTreeSet<String> =
        defined.filter(|text| text.starts_with("--")).map(name).collect();
    assert_eq!(used, defined);
}

/// Types of fields as people who write templates know them.
fn kind(rust: &str, known: &BTreeSet<&str>) -> String {
    let inside = |rust: &str, outer: &str| {
        let inner = rust.strip_prefix(outer)?.strip_prefix('<')?.strip_suffix('>')?;
        Some(inner.to_owned())
    };
    let named = |name: &str| format!("[{name}](#{})", name.to_lowercase());
    match rust {
        "Arc<str>" | "String" | "&'static str" => "text".to_owned(),
        "Html" => "markup".to_owned(),
        "bool" => "true or false".to_owned(),
        "u8" | "u32" | "u64" | "usize" => "number".to_owned(),
        "Content" => "one of the pages below".to_owned(),
        "Arc<[Arc<str>]>" => "list of text".to_owned(),
        _ => match (inside(rust, "Option"), inside(rust, "List"), inside(rust, "Arc")) {
            (Some(inner), _, _) => kind(&inner, known) + "?",
            (_, Some(inner), _) => format!("list of {}", kind(&inner, known)),
            (_, _, Some(inner)) => kind(&inner, known),
            _ => {
                assert!(known.contains(rust), "what is a `{rust}` to a template?");
                named(rust)
            }
        },
    }
}

/// Returns the documentation above a line and what the line declares, for every line that has one.
fn documented(text: &str) -> Vec<(String, &str)> {
    let mut docs: Vec<&str> = Vec::new();
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        match line.strip_prefix("///") {
            Some(doc) => docs.push(doc.trim()),
            None if line.starts_with('#') => {}
            None => {
                if !docs.is_empty() {
                    found.push((docs.join(" "), line));
                }
                docs.clear();
            }
        }
    }
    found
}

/// Returns what templates can read, from the declarations themselves: the names from those that make
/// contexts readable, what they are from the fields.
fn reference() -> String {
    let sources = files_below(&repository("src/render"));
    let sources: String =
        sources.into_values().map(|bytes| String::from_utf8(bytes).unwrap() + "\n").collect();
    let (_, declared) = sources.split_once("\nreadable!(").unwrap();
    let declared: Vec<&str> = declared.split("\nreadable!(").collect();
    let name_of = |declaration: &'static str| declaration.split_once(" {").unwrap().0;
    let declared: Vec<&'static str> =
        declared.into_iter().map(|text| &*text.to_owned().leak()).collect();
    let known: BTreeSet<&str> = declared.iter().copied().map(name_of).collect();
    let mut out = String::new();
    for declaration in declared {
        let name = name_of(declaration);
        let (declaration, _) = declaration.split_once(");").unwrap();
        let (_, fields) = declaration.split_once('{').unwrap();
        let (fields, part) = fields.split_once('}').unwrap();
        let start = format!("pub(crate) struct {name} {{\n");
        let (before, body) = sources.split_once(&start).unwrap();
        let body = body.split_once("\n}").unwrap().0;
        let docs = documented(body);
        let field = |name: &str| {
            let declares = format!("pub {name}: ");
            let found = docs.iter().find(|(_, line)| line.starts_with(&declares));
            let (doc, line) = found.unwrap_or_else(|| panic!("`{name}` says nothing of itself"));
            (doc.clone(), line.strip_prefix(&declares).unwrap().trim_end_matches(','))
        };
        let about = before.lines().rev().take_while(|line| line.starts_with(['/', '#']));
        let mut about: Vec<&str> = about.filter_map(|line| line.strip_prefix("/// ")).collect();
        about.reverse();
        out.extend([format!("### {name}\n\n{}", about.join(" "))]);
        if let Some(part) = part.trim().strip_prefix("in ") {
            out.extend([format!(" Also all of {}.", kind(field(part).1, &known))]);
        }
        out += "\n\n| Name | Value | |\n| --- | --- | --- |\n";
        for pair in fields.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (shown, inner) = pair.split_once(": ").unwrap();
            let (doc, rust) = field(inner);
            let kind = kind(rust, &known);
            out.extend([format!("| `{}` | {kind} | {doc} |\n", shown.trim_matches('"'))]);
        }
        out += "\n";
    }
    out
}

#[test]
fn the_readme_says_what_templates_get() {
    let path = repository("themes/default/README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(REFERENCE.0).unwrap();
    let (found, after) = rest.split_once(REFERENCE.1).unwrap();
    let expected = reference();
    if updates() && found != expected {
        write(&path, [before, REFERENCE.0, &expected, REFERENCE.1, after].concat());
        return;
    }
    let told = "UPDATE=1 writes it anew";
    assert!(found == expected, "{told}\n{}", difference(&expected, found));
}

/// Builds a project: its content, with its own theme.
#[track_caller]
fn project(name: &str) -> Build {
    let folder = repository("tests/cases/themes").join(name);
    let tree = load(&folder.join("content"), &Exclusions::new(&[], &[])).unwrap();
    let mut inputs = Inputs::new(tree, day("2026-03-02"));
    for (path, bytes) in files_below(&folder.join("themes")) {
        inputs.themes.insert(path, bytes.as_slice().into());
    }
    Session::new(Memory::Drop).build(inputs, Goal::Build)
}

/// Returns the published file that begins and ends so.
#[track_caller]
fn asset<'a>(outputs: &'a BTreeMap<String, String>, start: &str, end: &str) -> &'a str {
    let is_it = |path: &str| path.starts_with(&format!("assets/{start}-")) && path.ends_with(end);
    outputs.iter().find(|(path, _)| is_it(path)).unwrap().1
}

#[test]
fn a_theme_that_replaces_a_few_parts_keeps_the_rest() {
    let own = project("tiny");
    assert_eq!(printed(&own), "");
    let own = pages(&own);
    let plain = pages(&build_folder(&repository("tests/cases/themes/tiny/content")));
    let names = |pages: &BTreeMap<String, String>| -> Vec<String> {
        pages.keys().filter(|path| !path.contains("assets/theme-")).cloned().collect()
    };
    assert_eq!(names(&own), names(&plain));

    // The tokens are the project's, the other parts the theme's, and what the project adds comes last.
    let (own_css, plain_css) = (asset(&own, "theme", ".css"), asset(&plain, "theme", ".css"));
    let base = "@layer base{";
    let (own_start, own_rest) = own_css.split_once(base).unwrap();
    let (plain_start, plain_rest) = plain_css.split_once(base).unwrap();
    assert!(own_start.contains("--accent:#2b6a2b;") && !plain_start.contains("#2b6a2b"));
    assert_eq!(own_rest, format!("{plain_rest}.stamp{{border:2px dashed}}"));

    // Every status is the project's, and nothing else on a page is.
    let restored = |path: &str| {
        let is_css = |path: &&String| path.starts_with("assets/theme-") && path.contains(".css");
        let css = |pages: &BTreeMap<String, String>| pages.keys().find(is_css).unwrap().clone();
        own[path].replace(&css(&own), &css(&plain))
    };
    let mut backup = restored("backup/index.html");
    for (own, theme) in [
        ("<b class=\"stamp stamp-ok\">APPROVED</b>", "<span class=\"st ok\">Approved</span>"),
        (
            "<b class=\"stamp stamp-bad\">1 MARCH 2026</b>",
            "<span class=\"st bad\"><time datetime=\"2026-03-01\">1 March 2026</time></span>",
        ),
    ] {
        assert_eq!(backup.matches(own).count(), 1, "{backup}");
        backup = backup.replace(own, theme);
    }
    let faults = [
        ("backup/index.html", backup),
        ("index.html", restored("index.html")),
        ("a-z/index.html", restored("a-z/index.html")),
    ]
    .into_iter()
    .filter(|(path, page)| *page != plain[*path])
    .map(|(path, page)| format!("{path}\n{}", difference(&plain[path], &page)));
    assert_none(&faults.collect::<Vec<_>>());

    // One template is the project's; the layout around it is the theme's.
    let missing = restored("404.html");
    let main = "<h1>Nothing here</h1><p><a href=\"/\">Back to Handbook</a></p>";
    assert_eq!(missing.matches(main).count(), 1, "{missing}");
    let head = plain["404.html"].split_once("<main").unwrap().0;
    assert!(missing.starts_with(head), "{missing}");
}

#[test]
fn a_sheet_of_the_project_stands_for_all_parts() {
    let tree = load(&repository("tests/cases/themes/tiny/content"), &Exclusions::new(&[], &[]));
    let mut inputs = Inputs::new(tree.unwrap(), day("2026-03-02"));
    let sheet = "/* ours */\nmain { top: 0; }\n";
    inputs.themes.insert("assets/theme.css".to_owned(), sheet.as_bytes().into());
    inputs.themes.insert("css/own.css".to_owned(), "a{}".as_bytes().into());
    let build = Session::new(Memory::Drop).build(inputs, Goal::Build);
    let pages = pages(&build);
    assert_eq!(asset(&pages, "theme", ".css"), sheet);
    let sheets = |page: &str| pages[page].matches("<link rel=\"stylesheet\"").count();
    assert_eq!((sheets("index.html"), sheets("backup/index.html")), (1, 1));
    let expected = repository("tests/cases/themes/whole-sheet.txt");
    assert_none(&Vec::from_iter(differs(&expected, &printed(&build))));
}

#[test]
fn a_policy_has_one_sheet_and_other_pages_two() {
    let pages = pages(&build_folder(&repository("tests/cases/themes/tiny/content")));
    let sheets = |page: &str| pages[page].matches("<link rel=\"stylesheet\"").count();
    let found =
        ["backup/index.html", "index.html", "people/index.html", "a-z/index.html"].map(sheets);
    assert_eq!(found, [1, 2, 2, 2]);
}

#[test]
fn styles_and_scripts_are_small() {
    let build = pages(&build_folder(&repository("tests/cases/themes/tiny/content")));
    let compressed = |end: &str, names: &[&str]| -> usize {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        for name in names {
            encoder.write_all(asset(&build, name, end).as_bytes()).unwrap();
        }
        encoder.finish().unwrap().len()
    };
    for sheet in ["theme", "more"] {
        let css = compressed(".css", &[sheet]);
        assert!(css <= CSS_MAX, "{css} bytes of CSS in {sheet}");
    }
    let js = compressed(".js", &["theme", "portal"]);
    assert!(js <= JS_MAX, "{js} bytes of scripts");
}
