//! The search index as files: how large it is, that it hangs together, and what is left out of it.

#![allow(clippy::unwrap_used, reason = "the tests look at outputs")]

use crate::support::{SAMPLE_DAY, TODAY, build_files, build_folder_on, pages, repository};
use std::collections::BTreeMap;

/// The most that the index may take, in hundredths of the pages.
const INDEX_SHARE_MAX: usize = 15;
/// The most that one piece may take, in bytes.
const PIECE_BYTES_MAX: usize = 28 << 10;

fn built(files: &[(&str, &str)]) -> BTreeMap<String, String> {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    pages(&build_files(&files.collect::<Vec<_>>(), TODAY))
}

/// Returns the scripts of the index, by path.
fn index(outputs: &BTreeMap<String, String>) -> BTreeMap<&str, &str> {
    let is_index =
        |path: &str| path.starts_with("search/") && path.rsplit('.').next() == Some("js");
    let files = outputs.iter().filter(|(path, _)| is_index(path));
    files.map(|(path, text)| (path.as_str(), text.as_str())).collect()
}

/// Returns all that the index says, as one text.
fn whole(outputs: &BTreeMap<String, String>) -> String {
    index(outputs).into_values().collect::<Vec<_>>().join("\n")
}

#[test]
fn the_index_is_small_and_in_small_pieces() {
    let outputs = pages(&build_folder_on(&repository("content"), SAMPLE_DAY));
    let index = index(&outputs);
    let html: usize = outputs
        .iter()
        .filter(|(path, _)| path.rsplit('.').next() == Some("html"))
        .map(|(_, text)| text.len())
        .sum();
    let total: usize = index.values().map(|text| text.len()).sum();
    assert!(total * 100 <= html * INDEX_SHARE_MAX, "{total} bytes for {html} bytes of pages");
    let largest = index.iter().max_by_key(|(_, text)| text.len()).unwrap();
    assert!(largest.1.len() <= PIECE_BYTES_MAX, "{} has {} bytes", largest.0, largest.1.len());
}

#[test]
fn the_index_leads_to_every_piece_and_to_no_other() {
    let outputs = pages(&build_folder_on(&repository("content"), SAMPLE_DAY));
    let index = index(&outputs);
    let start = index["search/index.js"];
    for path in index.keys().filter(|path| **path != "search/index.js") {
        let (_, hash) = path.trim_end_matches(".js").rsplit_once('-').unwrap();
        assert!(start.contains(&format!("\"{hash}\"")), "nothing leads to {path}");
    }
    let named = start
        .split('"')
        .filter(|name| name.len() == 8 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    for name in named {
        assert!(
            index.keys().any(|path| path.ends_with(&format!("-{name}.js"))),
            "{name} is no piece"
        );
    }
}

#[test]
fn pieces_begin_with_a_call_and_hold_nothing_that_ends_it() {
    let outputs =
        built(&[("a.md", "# Quotes \" and ` and \\\n\nA `${x}` and `</script>` and 'y'.\n")]);
    for (path, text) in index(&outputs) {
        assert!(text.starts_with("rulebookSearch(\"") && text.ends_with(')'), "{path}: {text}");
        if let Some((_, lines)) = text.split_once(",`") {
            let (lines, end) = lines.split_once('`').unwrap();
            assert!(end == ")" && !lines.contains(['\\', '$']), "{path}: {text}");
        }
    }
    assert!(whole(&outputs).contains(r#"Quotes \" and"#));
}

#[test]
fn a_page_that_asks_for_it_is_left_out() {
    let shown = ("shown.md", "# Shown\n\nSomething zebraic.\n");
    let hidden = ("hidden.md", "---\nsearch: false\n---\n\n# Hidden\n\nSomething quagmired.\n");
    let said = whole(&built(&[shown, hidden]));
    assert!(said.contains("zebra"), "{said}");
    assert!(!said.contains("quagmir") && !said.contains("hidden/"), "{said}");
}

#[test]
fn only_what_is_shown_is_indexed() {
    let text = "---\ntitle: Page\n---\n\n<!-- aardvarks -->\n\n\
                <p onclick=\"ocelots()\">Shown</p>\n\n*em*phasis &amp; more.\n";
    let said = whole(&built(&[("page.md", text)]));
    assert!(said.contains("Shown emphasis & more."), "{said}");
    assert!(!said.contains("aardvark") && !said.contains("ocelot"), "{said}");
}

#[test]
fn a_site_can_do_without_searching() {
    let page = ("a.md", "# A\n\nText.\n");
    let with = built(&[page]);
    assert!(with.contains_key("search/index.html") && with["a/index.html"].contains("data-search"));
    let without = built(&[page, ("rulebook.yaml", "site: { search: false }\n")]);
    let left: Vec<_> = without.keys().filter(|path| path.contains("search")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert!(!without["a/index.html"].contains("data-search"));
}

#[test]
fn forms_of_a_word_share_their_places_in_languages_with_a_stemmer() {
    for (lang, text, stem) in [
        ("en", "encrypted encrypting encrypts", "encrypt"),
        ("da", "sikkerheden sikkerheder", "sikker"),
        ("de", "Richtlinien Richtlinie", "richtlini"),
    ] {
        let page = format!("---\nlang: {lang}\n---\n\n# X\n\n{text}\n");
        let outputs = built(&[("x.md", &page)]);
        let terms = index(&outputs).into_values().find(|text| text.contains("(\"t0\"")).unwrap();
        let words = text.split(' ').count();
        let rest: usize = terms.lines().filter(|line| line.len() > 5 + stem.len()).count();
        assert!(terms.contains(stem) && rest <= words, "{lang}: {terms}");
    }
}

#[test]
fn a_client_is_found_by_what_its_plan_says_and_not_by_requirements() {
    let outputs = pages(&build_folder_on(&repository("content"), SAMPLE_DAY));
    let page = &outputs["clients/pennard/index.html"];
    let records = index(&outputs).into_iter().filter(|(path, _)| path.starts_with("search/d"));
    let records: String = records.map(|(_, text)| text).collect();
    let (_, record) = records.split_once("[\"clients/pennard/\"").unwrap();
    let record = record.split_once("]]").unwrap().0;
    for made in ["Contacts have telephone numbers", "Compliance with our policy", "SRP-13"] {
        assert!(page.contains(made), "the page says {made}");
        assert!(!record.contains(made), "{record}");
    }
    assert!(record.contains("EX-PENNARD-1"), "{record}");
}

#[test]
fn what_plans_name_as_records_is_found_with_the_clients() {
    let outputs = pages(&build_folder_on(&repository("content"), SAMPLE_DAY));
    let said = whole(&outputs);
    for (page, kind) in [
        ("registers/exceptions/EX-PENNARD-1/", "c"),
        ("registers/exercises/2026-03-10-pennard/", "c"),
        ("people/expenses/", "p"),
    ] {
        let (_, record) = said.split_once(&format!("[\"{page}\",")).unwrap();
        let kinds = record.split(",[").next().unwrap();
        assert!(kinds.ends_with(&format!(",\"{kind}\"")), "{page}: {kinds}");
    }
}

#[test]
fn the_beginnings_of_sections_are_kept_and_what_short_ones_leave_is_for_long_ones() {
    let long = |name: &str| (0..150).fold(String::new(), |text, n| text + &format!("{name}{n} "));
    let text =
        format!("# Page\n\n## A\n\nShort.\n\n## B\n\n{}\n\n## C\n\n{}\n", long("b"), long("c"));
    let said = whole(&built(&[("page.md", &text)]));
    assert!(said.contains("\"Short.\""), "{said}");
    for name in ["b", "c"] {
        assert!(said.contains(&format!("\"{name}0 {name}1 {name}2 {name}3 ")), "{said}");
        assert!(
            said.contains(&format!(" {name}25 ")) && !said.contains(&format!(" {name}60 ")),
            "{said}"
        );
    }
}
