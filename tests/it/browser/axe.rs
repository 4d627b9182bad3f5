//! Rules of accessibility, tried by axe-core on one page of each kind, in every look.
//!
//! axe-core is not ours and not in the repository: `npm ci --prefix tests/browser` puts it there.

use super::chromium::{Chromium, Turn, lacks};
use super::emulate::{SCHEMES, SCRIPTS, Scripts, WIDTHS};
use super::kinds::kinds;
use super::site::{BARE, Files, SAMPLE, Site, files};
use crate::support::{assert_none, repository};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

const PROGRAM: &str = "tests/browser/node_modules/axe-core/axe.min.js";

/// Where scripts are off, no timer ever rings; axe waits for some.
const WITHOUT_TIMERS: &str =
    "window.setTimeout = (run) => { Promise.resolve().then(run); return 0; };\n";

/// Tries all rules; gives one line for each that is violated, with the first places.
const RUN: &str = "axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
    preload: false,
  }).then((found) => found.violations.map(({ id, nodes }) =>
    `${id}: ${nodes.length} places, as ${nodes[0].target} ${nodes[0].html.slice(0, 160)}`))";

/// Returns the text of axe-core, or says what is left out without it.
#[track_caller]
fn axe() -> Option<String> {
    let text = fs::read_to_string(repository(PROGRAM)).ok();
    if text.is_none() {
        lacks("axe-core is not there; `npm ci --prefix tests/browser` fetches it");
    }
    text
}

/// Returns what axe finds in the open page.
fn violations(browser: &mut Chromium, axe: &str, scripts: Scripts) -> Vec<String> {
    let first = if scripts == Scripts::Off { WITHOUT_TIMERS } else { "" };
    browser.eval(&format!("if (!window.axe) {{ {first}{axe} }} 0"));
    let found = browser.eval(RUN);
    let lines = found.as_array().expect("a list").iter();
    lines.map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
}

/// Returns what axe finds in a page, each fault with the looks in which it is found.
fn in_all_looks(browser: &mut Chromium, axe: &str, address: &str) -> Vec<String> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for scripts in SCRIPTS {
        browser.scripts(scripts);
        for width in WIDTHS {
            browser.width(width);
            browser.open(address);
            for scheme in SCHEMES {
                browser.scheme(scheme);
                for fault in violations(browser, axe, scripts) {
                    let look = format!("{width} px, {scheme:?}, scripts {scripts:?}");
                    found.entry(fault).or_default().push(look);
                }
            }
        }
    }
    let faults = found.into_iter();
    faults.map(|(fault, looks)| format!("{fault}\n    {}", looks.join("; "))).collect()
}

/// Asserts that no page of a site violates a rule. Several browsers share the work.
#[track_caller]
fn check(site: Files, expected_kinds: usize) {
    let Some(axe) = axe() else { return };
    let Some(turn) = Turn::wait() else { return };
    let pages: Vec<(String, String)> = kinds(&site).into_iter().collect();
    assert!(pages.len() >= expected_kinds, "{pages:?}");
    let site = Site::serve(site);
    let (next, found) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from).min(4) {
            scope.spawn(|| {
                let mut browser = turn.browser();
                while let Some((kind, page)) = pages.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let faults = in_all_looks(&mut browser, &axe, &site.address(page));
                    let named = faults.into_iter().map(|fault| format!("{kind} /{page}: {fault}"));
                    found.lock().unwrap().extend(named);
                }
            });
        }
    });
    let mut found = found.into_inner().unwrap();
    found.sort();
    assert_none(&found);
}

#[test]
fn no_page_of_our_handbook_violates_a_rule() {
    check(files(&SAMPLE), 12);
}

#[test]
fn no_page_that_says_nothing_of_itself_violates_a_rule() {
    check(files(&BARE), 4);
}

#[test]
fn a_picture_without_words_would_be_found() {
    let Some(axe) = axe() else { return };
    let Some(mut browser) = Chromium::start() else { return };
    let page = "<!doctype html><html lang=en><title>Page</title><main><h1>Page</h1>\
                <img src=a.svg><p style=color:#ccc>Pale.</p></main>";
    let site = Site::serve(Files::from([("index.html".to_owned(), page.as_bytes().to_vec())]));
    for scripts in SCRIPTS {
        browser.scripts(scripts);
        browser.open(&site.address(""));
        let found = violations(&mut browser, &axe, scripts);
        let rules: Vec<Value> =
            found.iter().map(|line| json!(line.split(':').next().unwrap_or_default())).collect();
        assert_eq!(rules, ["image-alt"], "{found:?}");
    }
}
