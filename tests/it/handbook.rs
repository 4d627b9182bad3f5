//! The handbook of sites that are too large for one page of it.

#![allow(clippy::unwrap_used, reason = "the tests look at what they build")]

use crate::html::Page;
use crate::support::{TODAY, build_files, pages};
use std::collections::BTreeMap;

/// Builds policies: of each folder so many, each with so many words, `""` for the root.
fn built(folders: &[(&str, usize, usize)]) -> BTreeMap<String, String> {
    let mut files = vec![("README.md".to_owned(), b"# Rules\n".to_vec())];
    for (folder, policies, words) in folders {
        let text = "word ".repeat(*words);
        for n in 0..*policies {
            let path = format!("{folder}{}p{n}.md", if folder.is_empty() { "" } else { "/" });
            // Each names the next, which may be on another page of the handbook.
            let next = format!("/{folder}/p{}.md", (n + 1) % policies).replace("//", "/");
            let text =
                format!("# Policy {n} of {folder}\n\n[next]({next}) [far](/a/p0.md) {text}\n");
            files.push((path, text.into_bytes()));
        }
    }
    pages(&build_files(&files, TODAY))
}

/// Returns the pages of the handbook, each with how many policies it holds.
fn volumes(outputs: &BTreeMap<String, String>) -> Vec<(&str, usize)> {
    let pages = outputs.iter().filter(|(path, _)| path.starts_with("handbook/"));
    let parts = |html: &str| Page::read(html).select("article.leaf").len();
    pages.map(|(path, html)| (path.as_str(), parts(html))).collect()
}

/// Returns the links of a page to the sections that are not on it, with what each says.
fn others(outputs: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let page = Page::read(&outputs["handbook/index.html"]);
    let items = page.select(".volumes li").into_iter().map(|item| {
        let link = page.inside(item, "a").first().unwrap().attribute("href").to_owned();
        (link, page.text(item))
    });
    items.collect()
}

#[test]
fn three_hundred_policies_stand_on_one_page_and_more_do_not() {
    let outputs = built(&[("a", 299, 3), ("b", 1, 3)]);
    assert_eq!(volumes(&outputs), [("handbook/index.html", 300)]);
    assert!(others(&outputs).is_empty());

    let outputs = built(&[("", 2, 3), ("a", 298, 3), ("b", 1, 3)]);
    let expected =
        [("handbook/a/index.html", 298), ("handbook/b/index.html", 1), ("handbook/index.html", 2)];
    assert_eq!(volumes(&outputs), expected);
    let said = [("a/", "A298 policies"), ("b/", "B1 policy")];
    assert_eq!(others(&outputs), said.map(|(link, text)| (link.to_owned(), text.to_owned())));
}

#[test]
fn links_between_volumes_lead_to_the_policies_own_pages() {
    let outputs = built(&[("a", 299, 3), ("b", 2, 3)]);
    let links = |volume: &str| -> Vec<String> {
        let page = Page::read(&outputs[volume]);
        let links = page.select("article.leaf .prose a").into_iter();
        links.map(|link| link.attribute("href").to_owned()).collect()
    };
    let of_b = links("handbook/b/index.html");
    assert_eq!(of_b, ["#b/p1/", "../../a/p0/", "#b/p0/", "../../a/p0/"]);
    assert_eq!(links("handbook/a/index.html")[..2], ["#a/p1/", "#a/p0/"]);
}

#[test]
fn a_section_of_too_many_words_is_named_and_has_no_volume() {
    let outputs = built(&[("a", 4, 100_001), ("b", 2, 3)]);
    let expected = [("handbook/b/index.html", 2), ("handbook/index.html", 0)];
    assert_eq!(volumes(&outputs), expected);
    let (link, text) = others(&outputs).swap_remove(0);
    assert_eq!(link, "../a/");
    assert_eq!(text, "A4 policies: too many for one page. The link leads to the section.");
}

#[test]
fn a_site_of_more_than_a_thousand_policies_has_none() {
    let built = |of_d| {
        volumes(&built(&[("a", 250, 1), ("b", 250, 1), ("c", 250, 1), ("d", of_d, 1)])).len()
    };
    assert_eq!([built(250), built(251)], [5, 0]);
}

/// Of two pages with one address, which is an error, one is there; ids stay apart.
#[test]
fn pages_with_one_address_stand_in_it_once() {
    let files = [("lone worker.md", "# One\n"), ("lone-worker.md", "# Two\n"), ("b.md", "# B\n")];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let outputs = pages(&build_files(&files, TODAY));
    let ids = outputs["handbook/index.html"].matches(" id=\"lone-worker/\"").count();
    assert_eq!(ids, 1);
}
