//! Whole sites, from a folder to what is written: `tests/cases/sites/NAME/{input,expected}`.
//!
//! `expected/files.txt` lists every output file and `expected/diagnostics.txt` everything reported.
//! Any other file in `expected` names an output: `x/index.body.html` is what stands in the
//! `<article>` of `x/index.html`, `x/index.main.html` what stands in its `<main>`, `x/index.head.html`
//! what it says to programs, `x/index.txt` what the page says around its text, and any other name is
//! compared as it is. To look at one more page, create an empty file; `UPDATE=1` fills it.

#![allow(clippy::unwrap_used, reason = "the tests look at folders")]

use crate::html::{Element, Page};
use crate::support::{assert_none, build_folder, differs, files_below, pages, printed, repository};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

macro_rules! sites {
    ($($name:ident $folder:literal,)+) => {
        $(
            #[test]
            fn $name() {
                check($folder);
            }
        )+

        const SITES: &[&str] = &[$($folder,)+];
    };
}

sites! {
    addresses "addresses",
    anchors "anchors",
    assets "assets",
    a_to_z "a-z",
    backlinks "backlinks",
    config "config",
    facts "facts",
    front "front",
    glossary "glossary",
    handbook "handbook",
    markdown "markdown",
    titles "titles",
    twins "twins",
}

#[test]
fn every_site_is_checked() {
    let files = files_below(&repository("tests/cases/sites"));
    let folders = files.keys().map(|path| path.split('/').next().unwrap_or(""));
    assert_eq!(folders.collect::<BTreeSet<_>>(), SITES.iter().copied().collect());
}

#[track_caller]
fn check(name: &str) {
    let case = repository("tests/cases/sites").join(name);
    let expected = case.join("expected");
    let build = build_folder(&case.join("input"));
    let outputs = pages(&build);
    let mut faults = Vec::new();
    let listing: String = outputs.keys().map(|path| without_hash(path) + "\n").collect();
    faults.extend(differs(&expected.join("files.txt"), &listing));
    faults.extend(differs(&expected.join("diagnostics.txt"), &printed(&build)));
    for path in files_below(&expected).into_keys() {
        if path != "files.txt" && path != "diagnostics.txt" {
            faults.extend(look(&expected, &path, &outputs));
        }
    }
    assert_none(&faults);
}

/// Compares one expected file with what the output says.
fn look(expected: &Path, path: &str, outputs: &BTreeMap<String, String>) -> Option<String> {
    let (output, extract): (String, fn(&str) -> String) = if let Some(stem) =
        path.strip_suffix(".body.html")
    {
        (format!("{stem}.html"), body)
    } else if let Some(stem) = path.strip_suffix(".main.html") {
        (format!("{stem}.html"), main)
    } else if let Some(stem) = path.strip_suffix(".head.html") {
        (format!("{stem}.html"), head)
    } else if let Some(stem) = path.strip_suffix(".txt").filter(|_| !outputs.contains_key(path)) {
        (format!("{stem}.html"), around)
    } else {
        (path.to_owned(), str::to_owned)
    };
    match outputs.get(&output) {
        Some(text) => differs(&expected.join(path), &extract(text)),
        None => Some(format!("{}\n  there is no output {output}\n", expected.join(path).display())),
    }
}

/// Returns the path with the hash of a theme's file left out.
fn without_hash(path: &str) -> String {
    let hash = || {
        let (folder, name) = path.split_once('/')?;
        let (stem, extension) = name.rsplit_once('.')?;
        let (name, hash) = stem.rsplit_once('-')?;
        let is_hash = hash.len() == 8 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_named_so = is_hash && ["assets", "search"].contains(&folder);
        is_named_so.then(|| format!("{folder}/{name}-HASH.{extension}"))
    };
    hash().unwrap_or_else(|| path.to_owned())
}

/// Returns what stands in the article, each block on a line of its own.
fn body(html: &str) -> String {
    let Some((_, rest)) = html.split_once("<article class=\"prose\">") else {
        return String::new();
    };
    let body = rest.rsplit_once("</article>").map_or(rest, |(body, _)| body);
    format!("{}\n", body.trim_end())
}

/// Returns what stands between the skip link's target and the footer.
fn main(html: &str) -> String {
    let between = html.split_once("<main ").and_then(|(_, rest)| rest.split_once("</main>"));
    between.map_or(String::new(), |(main, _)| format!("<main {}\n", main.trim_end()))
}

/// Returns the head up to where the files of the theme begin.
fn head(html: &str) -> String {
    let between =
        html.split_once("<title>").and_then(|(_, rest)| rest.split_once("<meta name=\"color"));
    between.map_or(String::new(), |(head, _)| format!("<title>{}\n", head.trim_end()))
}

/// Returns what a page says around its text, a line for each thing.
fn around(html: &str) -> String {
    let page = Page::read(html);
    let mut lines = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            lines.push(format!("{label}: {text}"));
        }
    };
    let link =
        |element: &Element| format!("{} -> {}", page.text(element), element.attribute("href"));
    let named = |name: &str| {
        let metas = page.select("meta").into_iter();
        let mut found = metas.filter(|meta| meta.attribute("name") == name);
        found.next().map_or(String::new(), |meta| meta.attribute("content").to_owned())
    };
    add("head", page.text_of("title"));
    add("title", page.text_of("h1"));
    add("lede", page.text_of("p.lede"));
    add("description", named("description"));
    add("robots", named("robots"));
    for refresh in
        page.select("meta").iter().filter(|meta| meta.attributes.contains_key("http-equiv"))
    {
        add("leads to", refresh.attribute("content").to_owned());
    }
    for canonical in page.select("link").iter().filter(|link| link.attribute("rel") == "canonical")
    {
        add("canonical", canonical.attribute("href").to_owned());
    }
    for crumb in page.select("nav.crumbs a") {
        add("crumb", link(crumb));
    }
    for item in page.select("nav.nav a") {
        let here = if item.attributes.contains_key("aria-current") { " (here)" } else { "" };
        add("nav", link(item) + here);
    }
    for line in page.select("p.meta span") {
        add("meta", page.text(line));
    }
    for fact in page.select("dl.control div") {
        let text = |name: &str| {
            let found = page.inside(fact, name);
            found.first().map_or(String::new(), |element| page.text(element))
        };
        add("fact", format!("{} = {}", text("dt"), text("dd")));
    }
    for notice in page.select("aside.alert") {
        add("notice", page.text(notice));
    }
    let beside = page.select("details.side li a");
    if let Some(here) = beside.iter().position(|item| item.attributes.contains_key("aria-current"))
    {
        add("sidebar", format!("{} of {}: {}", here + 1, beside.len(), link(beside[here])));
    }
    for item in page.select("nav.toc li a") {
        add("contents", link(item));
    }
    lists(&page, &mut add);
    lines.join("\n") + "\n"
}

/// Adds the lists of a page: sections, policies, letters, related, back-links, before and after.
/// Writes what stands at the front, how reviews stand, and how policies relate.
fn fronts(page: &Page, add: &mut impl FnMut(&str, String)) {
    for (label, css) in [
        ("reviews", ".reviews li"),
        ("filter", ".by-review .seg label"),
        ("something wrong", ".wrong p"),
        ("something wrong", ".wrong a"),
        ("at a glance", ".glance p"),
        ("relates", ".leads li"),
        ("figure", "svg desc"),
    ] {
        for element in page.select(css) {
            add(label, page.text(element));
        }
    }
    for entry in page.select(".noted li") {
        let target = page.inside(entry, "a").first().map_or("", |a| a.attribute("href")).to_owned();
        add("noted", format!("{} -> {target}", page.text(entry)));
    }
}

fn lists(page: &Page, add: &mut impl FnMut(&str, String)) {
    let link =
        |element: &Element| format!("{} -> {}", page.text(element), element.attribute("href"));
    for card in page.select("ul.secs") {
        for title in page.inside(card, "h2 a") {
            add("section", link(title));
        }
        for count in page.inside(card, "p.count") {
            add("section has", page.text(count));
        }
    }
    for letter in page.select("nav.letters a") {
        add("letter", link(letter));
    }
    for group in page.select("section.letter") {
        for entry in page.inside(group, "li") {
            let letter = page.text_of(&format!("h2#{}", group.attribute("aria-labelledby")));
            let target =
                page.inside(entry, "a").first().map_or("", |a| a.attribute("href")).to_owned();
            add(&format!("under {letter}"), format!("{} -> {target}", page.text(entry)));
        }
    }
    for section in page.select("section") {
        let label = match section.attribute("aria-labelledby") {
            "Related" => "related",
            "Policies" => "policy",
            _ if section.attribute("id") == "Policies" => "policy",
            _ => continue,
        };
        for entry in page.inside(section, "ul.list li") {
            let target =
                page.inside(entry, "a").first().map_or("", |a| a.attribute("href")).to_owned();
            add(label, format!("{} -> {target}", page.text(entry)));
        }
    }
    for reference in page.select("section.refs li") {
        for part in page.inside(reference, "a") {
            add("referenced by", link(part));
        }
        for part in page.inside(reference, "small") {
            add("  section", page.text(part));
        }
        for part in page.inside(reference, "q") {
            add("  sentence", page.text(part));
        }
        for part in page.inside(reference, "mark") {
            add("  marked", page.text(part));
        }
    }
    fronts(page, add);
    for step in page.select("nav.pager a") {
        add("pager", format!("{}: {}", step.attribute("rel"), link(step)));
    }
}
