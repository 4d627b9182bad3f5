//! Pages that run from the right: the theme's own words are English, and keep their order there.

use super::chromium::Chromium;
use super::emulate::{SCRIPTS, WIDTHS};
use super::site::{Files, Site, files};
use crate::support::{TODAY, assert_none, build_files};
use serde_json::json;

/// What is wrong with the order of the characters in what matches CSS and stands on one line: its first
/// character stands left of its last one in English.
const ORDER: &str = "(() => {
    const at = (node, start) => {
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + 1);
      return range.getBoundingClientRect();
    };
    const texts = (one) => {
      const walk = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walk.nextNode()) if (walk.currentNode.data.trim()) found.push(walk.currentNode);
      return found;
    };
    const faults = [];
    const all = [...document.querySelectorAll(CSS)].filter((one) => one.checkVisibility());
    for (const one of all) {
      const nodes = texts(one), last = nodes.at(-1);
      const a = at(nodes[0], nodes[0].data.search(/\\S/)), b = at(last, last.data.trimEnd().length - 1);
      const before = at(last, last.data.trimEnd().length - 2);
      const from = Math.abs(a.y - b.y) < 3 ? a : before;
      if (from.y - b.y < 3 && from.x >= b.x) faults.push(one.textContent);
    }
    return all.length ? faults : ['nothing matches'];
  })()";

/// Handbooks with a policy in Arabic: in one all is, in the other the rest is English.
fn handbook(config: &str) -> Site {
    let old = "---\nlang: ar\nowner: ليلى\naliases: [حاسوب]\nreview: { last: 2020-01-10, every: 12 months }\n---\n\n\
               # سياسة الأجهزة\n\nVPN للموظفين فقط.\n";
    let files = [
        ("rulebook.yaml", config),
        ("README.md", "# دليل\n\nكل ما نعمل به.\n"),
        ("devices.md", old),
        ("desks.md", "---\nlang: en\n---\n\n# Desks\n\nClear them.\n"),
    ];
    let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    let site: Files = self::files(&build_files(&files, TODAY));
    Site::serve(site)
}

#[test]
fn english_words_keep_their_order_on_a_page_from_the_right() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = handbook("site: { lang: ar }\n");
    let mut faults = Vec::new();
    for (page, places) in [
        ("devices/", ".meta > span, .control small, .control time, .flow > .alert > p, .foot span"),
        ("", ".meta > span, .glance p, .tally li, .foot span"),
        ("a-z/", ".band .meta > span, .list .st, .tally li"),
        ("404.html", ".lede"),
    ] {
        for scripts in SCRIPTS {
            browser.scripts(scripts);
            for width in WIDTHS {
                browser.width(width);
                browser.open(&site.address(page));
                assert_eq!(browser.eval("getComputedStyle(document.body).direction"), json!("rtl"));
                let found = browser.eval(&ORDER.replace("CSS", &json!(places).to_string()));
                let found = found.as_array().unwrap().iter();
                faults.extend(found.map(|text| format!("/{page} at {width} px: {text}")));
            }
        }
    }
    assert_none(&faults);
}

#[test]
fn what_authors_wrote_begins_on_the_right_though_its_first_word_is_english() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = handbook("site: { lang: ar }\n");
    browser.open(&site.address("devices/"));
    let found = browser.eval(&ORDER.replace("CSS", "'.prose > p'"));
    assert_eq!(found, json!(["VPN للموظفين فقط."]), "it would be read from the left");
}

#[test]
fn a_policy_of_another_language_runs_its_own_way_in_the_handbook() {
    let Some(mut browser) = Chromium::start() else { return };
    let directions = "[...document.querySelectorAll('.leaf')].map((one) =>
        one.querySelector('h2').textContent.trim() + ' ' + getComputedStyle(one).direction).sort()";
    for config in ["site: { lang: ar }\n", "site: { lang: en }\n"] {
        let site = handbook(config);
        browser.open(&site.address("handbook/"));
        assert_eq!(browser.eval(directions), json!(["Desks ltr", "سياسة الأجهزة rtl"]), "{config}");
    }
}
