//! A portal of a thousand clients: how large its lists are, and that they sort and filter.

use super::chromium::Chromium;
use super::site::{Files, Site, files};
use crate::support::{SAMPLE_DAY, build_files, repository};
use serde_json::json;
use std::fs;
use std::sync::LazyLock;

const CLIENTS: usize = 1_000;

/// Elements of a page that lists them.
const ELEMENTS: u64 = 15_000;

/// The names of the clients that are shown, in order.
const SHOWN: &str = "[...document.querySelectorAll('main tbody tr')]
    .filter((row) => row.checkVisibility()).map((row) => row.cells[0].querySelector('a').textContent)";

/// Plans that differ in name and, one of ten, in having something that expired.
static THOUSAND: LazyLock<Files> = LazyLock::new(|| {
    let read = |name: &str| fs::read_to_string(repository("content/clients").join(name)).unwrap();
    let (sound, overdue) = (read("fellbeck.md"), read("ormsgill.md"));
    let plans = (0..CLIENTS).map(|n| {
        let (text, id, name) = if n % 10 == 0 {
            (&overdue, "ormsgill", "Ormsgill Museums")
        } else {
            (&sound, "fellbeck", "Fellbeck Homes")
        };
        let text = text
            .replace(&format!("id: {id}"), &format!("id: {}", id_of(n)))
            .replace(&format!("id: SRP-{}", id.to_uppercase()), &format!("id: SRP-{n}"))
            .replace(&format!("  name: {name}"), &format!("  name: {}", name_of(n)));
        (format!("clients/{}.md", id_of(n)), text.into_bytes())
    });
    let list = ("clients/README.md".to_owned(), b"# Clients\n".to_vec());
    let all: Vec<_> = plans.chain([list]).collect();
    files(&build_files(&all, SAMPLE_DAY))
});

fn id_of(n: usize) -> String {
    format!("client-{n:04}")
}

/// Names whose order is not that of the files.
fn name_of(n: usize) -> String {
    let places = ["Quarry", "Harbour", "Meadow", "Tannery", "Foundry", "Orchard", "Lantern"];
    format!("{} {n}", places[n % places.len()])
}

#[test]
fn lists_of_a_thousand_clients_have_few_elements() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(THOUSAND.clone());
    for page in ["clients/", "compliance/"] {
        browser.open(&site.address(page));
        let found = browser.eval("document.querySelectorAll('*').length").as_u64().unwrap();
        assert!(found <= ELEMENTS, "/{page} has {found} elements, and may have {ELEMENTS}");
        assert!(browser.eval(SHOWN).as_array().unwrap().len() >= 100, "/{page} shows few");
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_list_of_many_clients_is_filtered_by_name_and_by_status() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(THOUSAND.clone());
    browser.open(&site.address("clients/"));
    let all = names(&mut browser);
    browser.eval("document.getElementById('Rows').focus()");
    browser.write("harbour");
    let in_harbours = |name: &&String| name.starts_with("Harbour");
    let harbours: Vec<String> = all.iter().filter(in_harbours).cloned().collect();
    assert!(harbours.len() > 10, "{all:?}");
    assert_eq!(names(&mut browser), harbours);
    let count = browser.eval("document.getElementById('RowCount').textContent");
    let said = count.as_str().unwrap();
    assert!(said.starts_with(&format!("{} of {}", harbours.len(), all.len())), "{said}");
    browser.click("label:has(> input[name=status][value=expired])");
    let has_expired = |name: &&String| name.ends_with('0');
    let with_expired: Vec<String> = harbours.iter().filter(has_expired).cloned().collect();
    assert_eq!(names(&mut browser), with_expired);
    browser.click("label:has(> input[name=status][value=''])");
    browser.eval("document.getElementById('Rows').focus()");
    browser.press("Escape");
    assert_eq!(names(&mut browser), all);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_list_of_many_clients_is_sorted_both_ways() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(THOUSAND.clone());
    browser.open(&site.address("clients/"));
    let mut sorted = names(&mut browser);
    sorted.sort_by_key(|name| {
        let (place, n) = name.split_once(' ').unwrap();
        (place.to_owned(), n.parse::<usize>().unwrap())
    });
    // Sorting moves rows, and makes none.
    browser.eval(
        "window.rows = new Set(document.querySelectorAll('main tbody tr'));
         window.order = () => document.querySelector('main thead th').getAttribute('aria-sort'); 0",
    );
    for order in ["ascending", "descending"] {
        browser.click("main thead th button");
        assert_eq!(browser.eval("order()"), json!(order));
        assert_eq!(names(&mut browser), sorted, "{order}");
        sorted.reverse();
    }
    let kept = "[...document.querySelectorAll('main tbody tr')].every((row) => rows.has(row))";
    assert_eq!(browser.eval(kept), json!(true));
    assert_eq!(browser.complaints(), [""; 0]);
}

fn names(browser: &mut Chromium) -> Vec<String> {
    let shown = browser.eval(SHOWN);
    let all = shown.as_array().unwrap().iter();
    all.map(|name| name.as_str().unwrap().to_owned()).collect()
}
