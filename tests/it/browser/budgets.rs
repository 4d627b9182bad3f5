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

/// Bytes of all styles, and of all scripts but the search, compressed.
const CSS_BYTES: usize = 12_000;
const JS_BYTES: usize = 6_000;

/// Elements of a page once its scripts have run, by kind.
const ELEMENTS: &[(&str, u64)] = &[("policy", 1_200), ("plan", 1_500)];

/// Returns how long bytes are as a server sends them.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

/// Returns the length of the files whose names end so, without the search, which loads on demand.
fn weight(files: &Files, ending: &str) -> usize {
    let of_kind = |path: &str| path.ends_with(ending) && !path.contains("search");
    files.iter().filter(|(path, _)| of_kind(path)).map(|(_, bytes)| compressed(bytes)).sum()
}

#[test]
fn styles_and_scripts_are_small() {
    let files = files(&SAMPLE);
    let (css, js) = (weight(&files, ".css"), weight(&files, ".js"));
    assert!(css > 0 && js > 0, "there are no styles or scripts");
    assert!(css <= CSS_BYTES, "the styles take {css} bytes, and may take {CSS_BYTES}");
    assert!(js <= JS_BYTES, "the scripts take {js} bytes, and may take {JS_BYTES}");
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
