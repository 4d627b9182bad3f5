//! What pages may cost: bytes, requests, elements. Each limit is one of the design.

use super::chromium::Chromium;
use super::kinds::kinds;
use super::site::{SAMPLE, Site, files};
use crate::support::assert_none;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::BTreeSet;
use std::io::Write;

/// Bytes of a policy page that nothing is known of yet, with all it loads, compressed.
const POLICY_BYTES: usize = 30_000;
const POLICY_REQUESTS: usize = 5;

/// Bytes of the styles that a page loads, and of the scripts but for the search, compressed.
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

/// Returns the paths that the open page has asked its site for.
fn asked(browser: &mut Chromium, site: &Site) -> BTreeSet<String> {
    let start = site.address("");
    let requests = std::mem::take(&mut browser.heard().requests);
    let own = requests.iter().filter_map(|address| address.strip_prefix(&start));
    own.map(str::to_owned).collect()
}

#[test]
fn every_kind_of_page_loads_few_bytes_of_styles_and_scripts() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let site = Site::serve(files.clone());
    let mut faults = Vec::new();
    for (kind, page) in kinds(&files) {
        let is_alone = page.ends_with("call-sheet.html"); // has its styles in itself
        browser.open(&site.address(&page));
        let asked = asked(&mut browser, &site);
        for (end, most) in [(".css", CSS_BYTES), (".js", JS_BYTES)] {
            let is_it = |path: &&String| {
                // The search is loaded on demand; what is lost is looked for in a list of all pages.
                let is_rare = path.contains("/search-") || *path == "404.js";
                path.ends_with(end) && !(end == ".js" && is_rare)
            };
            let bytes: usize =
                asked.iter().filter(is_it).map(|path| compressed(&files[path])).sum();
            if bytes > most || (bytes == 0) != is_alone {
                faults.push(format!("{kind} /{page} loads {bytes} bytes of {end}: {asked:?}"));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn a_policy_page_arrives_in_few_bytes_and_requests() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let page = kinds(&files).remove("policy").expect("a policy");
    let site = Site::serve(files.clone());
    browser.open(&site.address(&page));
    let asked = asked(&mut browser, &site);
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
