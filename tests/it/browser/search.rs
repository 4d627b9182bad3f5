//! Searching in a real browser, on a disk and behind a server: what is found first, by keyboard, in many
//! languages, and what is said when the index is gone.

use super::chromium::Chromium;
use super::server::Handbook;
use crate::support::{SAMPLE_DAY, build_folder_on, left_out, pages, repository, write};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use tempfile::TempDir;

/// The least mean reciprocal rank over a judged list.
const RANK_MIN: f64 = 0.9;
/// How many queries the lists have at least: that over our handbook, and that over another.
const QUERIES_MIN: (usize, usize) = (60, 30);
/// A handbook that lies beside the repository on some machines.
const REAL: &str = "../shared/corpora/infinityworks-policies";

/// Writes a site to a disk.
fn unpacked(files: &BTreeMap<String, String>) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    for (path, text) in files {
        write(&folder.path().join(path), text);
    }
    let address = format!("file://{}/", folder.path().display());
    (folder, address)
}

fn sample() -> BTreeMap<String, String> {
    pages(&build_folder_on(&repository("content"), SAMPLE_DAY))
}

/// Opens the page for searching, and waits until it can search.
fn ready(browser: &mut Chromium, start: &str) {
    browser.open(&format!("{start}search/index.html"));
    browser.wait("window.rulebookSearch && window.rulebookSearch.search");
}

/// Types into the field that has the focus.
fn enter(browser: &mut Chromium, text: &str) {
    let typed =
        browser.eval(&format!("document.execCommand('insertText', false, {})", json!(text)));
    assert_eq!(typed, json!(true));
}

/// Returns the judged queries of a list, each with the address that answers it.
fn judged(list: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(repository("tests/cases/search").join(list)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(" => "));
    pairs.map(|(query, page)| (query.to_owned(), page.to_owned())).collect()
}

/// Returns the addresses that a query gives, in the order in which they are shown, by group.
fn found(browser: &mut Chromium, query: &str) -> Vec<Vec<String>> {
    let script = format!(
        "rulebookSearch.search({}).then(({{ groups }}) => groups.map(({{ list }}) =>
           list.filter((one) => !one.more && !one.over)
             .map(({{ page, part }}) => page.href + (part ? '#' + part.anchor : '')).slice(0, 6)))",
        json!(query)
    );
    serde_json::from_value(browser.eval(&script)).unwrap()
}

/// Returns the rank of a page among all that is shown, or of a clause in its own group.
fn rank(groups: &[Vec<String>], page: &str) -> Option<usize> {
    if page.contains('#') {
        return groups.iter().filter_map(|group| group.iter().position(|one| one == page)).min();
    }
    groups.iter().flatten().position(|one| one.split('#').next() == Some(page))
}

#[track_caller]
fn assert_ranks(browser: &mut Chromium, list: &str, queries_min: usize) {
    let queries = judged(list);
    assert!(queries.len() >= queries_min, "{list} has {} queries", queries.len());
    let mut sum = 0.0;
    let mut missed = Vec::new();
    for (query, page) in &queries {
        let groups = found(browser, query);
        let rank = rank(&groups, page);
        sum += rank.map_or(0.0, |rank| 1.0 / f64::from(u32::try_from(rank + 1).unwrap()));
        if rank != Some(0) {
            missed.push(format!("{query}: {page} is {rank:?} in {groups:?}"));
        }
    }
    let mean = sum / f64::from(u32::try_from(queries.len()).unwrap());
    assert!(mean >= RANK_MIN, "{mean}\n{}", missed.join("\n"));
}

#[test]
fn what_people_look_for_comes_first() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&sample());
    ready(&mut browser, &start);
    assert_ranks(&mut browser, "sample.txt", QUERIES_MIN.0);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn what_people_look_for_in_another_handbook_comes_first() {
    let folder = repository(REAL);
    if !folder.is_dir() {
        left_out(&format!("the judged queries over {REAL}, which is not here"));
        return;
    }
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&pages(&build_folder_on(&folder, SAMPLE_DAY)));
    ready(&mut browser, &start);
    assert_ranks(&mut browser, "real.txt", QUERIES_MIN.1);
}

#[test]
fn the_browser_splits_texts_as_the_index_does() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&sample());
    ready(&mut browser, &start);
    for (text, words) in judged("words.txt") {
        let script = format!(
            "(() => {{
               let at = 0;
               return rulebookSearch.runs({}).flatMap((run) => [
                 ...(run.name ? [at + ':' + run.name] : []),
                 ...run.words.map((word) => at++ + ':' + word),
               ]).join(' ');
             }})()",
            json!(text)
        );
        assert_eq!(browser.eval(&script), json!(words), "{text}");
    }
}

#[test]
fn a_policy_is_reached_by_keyboard_from_a_disk() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&sample());
    browser.open(&format!("{start}people/expenses/index.html"));
    assert_eq!(
        browser.eval("[...document.scripts].filter(({ src }) => /search/.test(src)).length"),
        json!(0),
        "nothing is loaded before it is used"
    );
    browser.press("/");
    browser.wait("document.querySelector('dialog[open] input') === document.activeElement");
    browser.wait("document.querySelector('dialog .note').textContent.includes('A.5.24')");
    enter(&mut browser, "bakcup");
    browser.wait("document.querySelector('dialog [role=option]')");
    let active =
        "document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))";
    let first = browser.eval(&format!("{active}.textContent"));
    assert!(first.as_str().unwrap().starts_with("Backup and restore"), "{first}");
    browser.press("ArrowDown");
    assert_ne!(browser.eval(&format!("{active}.textContent")), first);
    assert_eq!(browser.eval("document.querySelectorAll('[aria-selected=true]').length"), json!(1));
    browser.press("ArrowUp");
    assert_eq!(browser.eval("document.querySelectorAll('dialog mark').length > 0"), json!(true));
    browser.press("Enter");
    browser.wait("location.pathname.endsWith('/information-security/backup/index.html')");
    browser.wait("document.readyState === 'complete'");
    browser.press("/");
    browser.wait("document.querySelector('dialog[open]')");
    browser.press("Escape");
    browser.wait("!document.querySelector('dialog[open]')");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_page_for_searching_can_be_linked_to() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&sample());
    browser.open(&format!("{start}search/index.html?q=SRP-13"));
    browser.wait("document.querySelector('#Found [role=option]')");
    let first = browser.eval("document.querySelector('#Found [role=option]').textContent");
    assert!(first.as_str().unwrap().starts_with("SRP-13"), "{first}");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn an_index_that_is_gone_is_said_to_be() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut files = sample();
    files.remove("search/index.js");
    let (_folder, start) = unpacked(&files);
    browser.open(&format!("{start}search/index.html?q=backup"));
    browser
        .wait("document.querySelector('#FoundNote').textContent.includes('could not be loaded')");
    assert_eq!(
        browser.eval("document.querySelector('#FoundNote a').pathname.endsWith('/a-z/')"),
        json!(true)
    );
}

#[test]
fn the_preview_is_searched_under_a_strict_policy() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = Handbook::serve(&[
        ("content/a.md", "# Sikkerhed\n\nÆndringer af nøgler.\n"),
        (
            "content/b.md",
            "---\naliases: [Laptop]\nlang: ar\n---\n\n# سياسة الأجهزة\n\nحماية الأجهزة.\n",
        ),
        (
            "content/c.md",
            "---\nlang: ja\n---\n\n# 情報セキュリティ方針\n\n個人情報の漏洩を防ぐ。\n",
        ),
        ("content/rulebook.yaml", "site: { lang: da }\n"),
    ]);
    browser.open(&handbook.address("search/"));
    browser.wait("window.rulebookSearch && window.rulebookSearch.search");
    for (query, page) in [
        ("nogle", "a/"),
        ("aendring", "a/"),
        ("laptop", "b/"),
        ("الاجهزه", "b/"),
        ("漏洩", "c/"),
        ("情報セキュ", "c/"),
        ("報", "c/"),
    ] {
        assert_eq!(rank(&found(&mut browser, query), page), Some(0), "{query}");
    }
    assert_eq!(browser.eval("rulebookSearch.search('zzzz').then(({ total }) => total)"), json!(0));
    assert_eq!(browser.complaints(), [""; 0]);
}

/// A page of one section that says each of these sentences, in this order.
fn said(sentences: &[String]) -> String {
    format!("# Said\n\n## Rules\n\n{}\n", sentences.join(" "))
}

#[test]
fn an_excerpt_is_the_passage_that_has_what_was_asked_for() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut sentences: Vec<String> = (0..12)
        .map(|n| format!("Ordinary matter number {n} is dealt with as it always was."))
        .collect();
    sentences.insert(5, "Zebras are fed by the keeper of zebras.".to_owned());
    let handbook = Handbook::serve(&[("content/said.md", &said(&sentences))]);
    browser.open(&handbook.address("search/?q=zebra"));
    browser.wait("document.querySelector('#Found [role=option] .text')");
    let shown = browser.eval("document.querySelector('#Found [role=option] .text').textContent");
    let shown = shown.as_str().unwrap();
    assert!(shown.starts_with("… ") && shown.contains("Zebras are fed"), "{shown}");
    assert!(shown.chars().count() < 200, "{shown}");
    let marked = browser.eval(
        "[...document.querySelectorAll('#Found [role=option]:first-child .text mark, \
         #Found [role=group]:first-child [role=option] .text mark')].map((mark) => mark.textContent)",
    );
    assert_eq!(marked, json!(["Zebras", "zebras"]));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_phrase_is_exact_where_the_places_of_its_words_are_known() {
    let Some(mut browser) = Chromium::start() else { return };
    let beside = (0..30).map(|n| {
        (format!("content/beside{n}.md"), "# Beside\n\nOf a kind: the policy.\n".to_owned())
    });
    let mut files: Vec<(String, String)> = beside.collect();
    files.push((
        "content/exact.md".to_owned(),
        "# Exact\n\nThe owner of the policy signs it.\n".to_owned(),
    ));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let handbook = Handbook::serve(&files);
    browser.open(&handbook.address("search/"));
    browser.wait("window.rulebookSearch && window.rulebookSearch.search");
    assert_eq!(rank(&found(&mut browser, "\"of the policy\""), "exact/"), Some(0));
    assert_eq!(rank(&found(&mut browser, "\"policy the owner\""), "exact/"), None);
}

#[test]
fn a_page_in_the_sample_is_named_by_every_judged_query() {
    let outputs = sample();
    let missing = |(_, page): &(String, String)| {
        let file = format!("{}index.html", page.split('#').next().unwrap());
        (!outputs.contains_key(&file)).then_some(file)
    };
    let missing: Vec<String> = judged("sample.txt").iter().filter_map(missing).collect();
    assert_eq!(missing, [""; 0]);
}
