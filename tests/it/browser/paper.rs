//! Pages on paper: how many sheets, what is left out, what may not be cut.

use super::chromium::Chromium;
use super::kinds::kinds;
use super::site::{Files, SAMPLE, Site, files};
use crate::support::assert_none;
use serde_json::json;

/// Words that a sheet of A4 holds, at least with pictures and tables, and at most.
const WORDS_MIN: u64 = 60;
const WORDS_MAX: u64 = 1_200;

/// What may be cut between two sheets, though it should not; what is of no use on paper.
const FAULTS: &str = "(() => {
    const style = (one) => getComputedStyle(one);
    const shown = (one) => one.checkVisibility();
    const name = (one) => one.cloneNode().outerHTML.slice(0, 80);
    const whole = (one) => one && (style(one).breakInside === 'avoid' || whole(one.parentElement));
    const cut = [...document.querySelectorAll('main tr')]
      .filter((row) => shown(row) && !whole(row));
    const heads = [...document.querySelectorAll('main thead')]
      .filter((head) => shown(head) && style(head).display !== 'table-header-group');
    const parted = [...document.querySelectorAll('main :is(h2, h3, h4)')]
      .filter((one) => shown(one) && style(one).breakAfter !== 'avoid' && !whole(one));
    const idle = [...document.querySelectorAll('header nav, form, main button:not(.term), .skip, [data-theme-switch]')]
      .filter((one) => shown(one) && !one.closest('th'));
    return [
      ...cut.slice(0, 3).map((one) => 'may be cut: ' + name(one.closest('table')) + one.textContent.slice(0, 60)),
      ...heads.slice(0, 3).map((one) => 'is not repeated: ' + name(one)),
      ...parted.slice(0, 3).map((one) => 'may stand alone at the end of a sheet: ' + name(one)),
      ...idle.slice(0, 3).map((one) => 'is of no use: ' + name(one)),
    ];
  })()";

#[test]
fn every_kind_of_page_takes_a_sensible_number_of_sheets() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let pages = kinds(&files);
    let site = Site::serve(files);
    let mut faults = Vec::new();
    for (kind, page) in pages {
        browser.open(&site.address(&page));
        browser.media("print", &[]);
        let count = "document.querySelector('main').innerText.split(/\\s+/).length";
        let words = browser.eval(count).as_u64().unwrap();
        browser.media("", &[]);
        let sheets = browser.sheets();
        if page.ends_with("call-sheet.html") && sheets != 1 {
            faults.push(format!("/{page}: {sheets} sheets, and should fit on one"));
        }
        if sheets < words.div_ceil(WORDS_MAX) || sheets > words / WORDS_MIN + 2 {
            faults.push(format!("{kind} /{page}: {sheets} sheets for {words} words"));
        }
    }
    assert_none(&faults);
}

#[test]
fn rows_are_not_cut_and_what_is_of_no_use_is_left_out() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let pages = kinds(&files);
    let site = Site::serve(files);
    browser.media("print", &[]);
    let (mut faults, mut rows) = (Vec::new(), 0);
    for (kind, page) in pages {
        browser.open(&site.address(&page));
        rows += browser.eval("document.querySelectorAll('main tr').length").as_u64().unwrap();
        let found = browser.eval(FAULTS);
        let lines = found.as_array().unwrap().iter();
        faults.extend(lines.map(|line| format!("{kind} /{page} {line}")));
    }
    assert!(rows > 100, "there are hardly any rows");
    assert_none(&faults);
}

/// What stands at the head of each sheet, as the head of a table that goes over them.
const RUNNING: &str = "[...document.querySelectorAll('.print-head')].filter((one) =>
    getComputedStyle(one).display === 'table-header-group'
      && getComputedStyle(one.parentElement).display === 'table').map((one) => one.innerText)";

#[test]
fn each_sheet_says_what_it_belongs_to_and_in_which_version() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(files(&SAMPLE));
    browser.media("print", &[]);
    let policy = "Northgate Works policies\nPasswords and authentication · In force · version 3.2";
    let plan = "Northgate Works policies\nPennard Grocers · Approved, revision 7";
    for (page, expected) in
        [("information-security/passwords/", policy), ("clients/pennard/", plan)]
    {
        browser.open(&site.address(page));
        assert_eq!(browser.eval(RUNNING), json!([expected]), "{page}");
    }
    browser.open(&site.address("handbook/"));
    let found = browser.eval(RUNNING);
    let found = found.as_array().unwrap();
    assert!(found.len() > 40 && found.contains(&json!(policy)), "{found:?}");
}

#[test]
fn sheets_are_counted() {
    let Some(mut browser) = Chromium::start() else { return };
    let page = "<!doctype html><title>Page</title><p>1<hr><p>2<hr><p>3";
    let style = "hr { break-after: page }";
    let files =
        [("index.html", page.replace("<title>", "<link rel=stylesheet href=a.css><title>"))]
            .into_iter()
            .chain([("a.css", style.to_owned())]);
    let files: Files = files.map(|(path, text)| (path.to_owned(), text.into_bytes())).collect();
    let site = Site::serve(files);
    browser.open(&site.address(""));
    assert_eq!(browser.sheets(), 3);
    assert_eq!(browser.eval(FAULTS), json!([]));
}
