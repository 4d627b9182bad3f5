//! What pages may cost: bytes, requests, elements. Each limit is one of the design.

use super::chromium::Chromium;
use super::kinds::kinds;
use super::site::{Files, SAMPLE, Site, files};
use crate::support::assert_none;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeSet;
use std::io::Write;

/// Bytes of a policy page that nothing is known of yet, with all it loads, compressed.
const POLICY_BYTES: usize = 30_000;
const POLICY_REQUESTS: usize = 5;

/// Bytes of each sheet, and of all scripts that every page loads, compressed.
const CSS_BYTES: usize = 12_000;
const JS_BYTES: usize = 6_000;

/// Bytes of the script that the page for lost addresses has besides, without the list of pages.
const LOST_BYTES: usize = 1_536;

/// Elements of a page once its scripts have run, by kind.
const ELEMENTS: &[(&str, u64)] = &[("policy", 1_200), ("plan", 1_500)];

/// Returns how long bytes are as a server sends them.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// What few readers load: the search, on demand, and what the page for lost addresses needs.
const RARE: [&str; 3] = ["search", "not_found", "404"];

/// Returns the lengths of the files whose names end so, without what few readers load.
fn weights(files: &Files, ending: &str) -> Vec<usize> {
    let of_kind =
        |path: &str| path.ends_with(ending) && !RARE.iter().any(|rare| path.contains(rare));
    files.iter().filter(|(path, _)| of_kind(path)).map(|(_, bytes)| compressed(bytes)).collect()
}

#[test]
fn styles_and_scripts_are_small() {
    let files = files(&SAMPLE);
    let css = weights(&files, ".css");
    let js: usize = weights(&files, ".js").iter().sum();
    assert!(css.len() == 2 && js > 0, "there are no styles or scripts");
    for css in css {
        assert!(css <= CSS_BYTES, "a sheet takes {css} bytes, and may take {CSS_BYTES}");
    }
    assert!(js <= JS_BYTES, "the scripts take {js} bytes, and may take {JS_BYTES}");
    let lost = |path: &&String| path.starts_with("assets/not_found");
    let lost = compressed(&files[files.keys().find(lost).expect("a script for lost addresses")]);
    assert!(lost <= LOST_BYTES, "for lost addresses {lost} bytes, and may take {LOST_BYTES}");
}

#[test]
fn a_policy_page_arrives_in_few_bytes_and_requests() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let page = kinds(&files).remove("policy").expect("a policy");
    let site = Site::serve(files.clone());
    browser.open(&site.address(&page));
    let start = site.address("");
    let asked: BTreeSet<String> = browser
        .heard()
        .requests
        .iter()
        .filter_map(|address| address.strip_prefix(&start).map(str::to_owned))
        .collect();
    assert!(asked.contains(&page), "{asked:?}");
    let sent = |path: &String| {
        let file = if path.ends_with('/') { format!("{path}index.html") } else { path.clone() };
        compressed(&files[&file])
    };
    let bytes: usize = asked.iter().map(sent).sum();
    assert!(bytes <= POLICY_BYTES, "/{page} takes {bytes} bytes: {asked:?}");
    assert!(asked.len() <= POLICY_REQUESTS, "/{page} asks for {asked:?}");
}

#[test]
fn pages_have_few_elements() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let pages = kinds(&files);
    let site = Site::serve(files);
    let mut faults = Vec::new();
    for (kind, most) in ELEMENTS {
        browser.open(&site.address(&pages[*kind]));
        let found = browser.eval("document.querySelectorAll('*').length").as_u64().unwrap();
        if found > *most {
            faults.push(format!("/{} has {found} elements, and may have {most}", pages[*kind]));
        }
    }
    assert_none(&faults);
}
