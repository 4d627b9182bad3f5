//! What pages keep to: the policy for content, their own site, and the width of the window.

use super::chromium::Chromium;
use super::emulate::{SCRIPTS, Scripts};
use super::kinds::kinds;
use super::site::{BARE, Files, SAMPLE, Site, files};
use crate::support::assert_none;
use serde_json::json;

/// Everything by which a browser could know a reader again.
const KEPT: &str = "(async () => [
    document.cookie,
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await caches.keys()),
    ...(await indexedDB.databases()).map((one) => one.name),
    ...(await navigator.serviceWorker.getRegistrations()).map((one) => one.scope),
  ].filter((one) => one !== ''))()";

/// The elements that make a page wider than its window, the outermost first.
const TOO_WIDE: &str = "(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= WIDTH) return [];
    const scrolls = (element) => element && element !== root
      && (getComputedStyle(element).overflowX !== 'visible' || scrolls(element.parentElement));
    const wide = [...document.body.querySelectorAll('*')].filter((element) =>
      element.getBoundingClientRect().right > WIDTH + 1 && !scrolls(element.parentElement));
    return [root.scrollWidth + ' px',
      ...wide.slice(0, 5).map((one) => one.cloneNode().outerHTML.slice(0, 120))];
  })()";

/// Runs a check on one page of each kind of our handbook and of one without anything.
#[track_caller]
fn on_all_kinds(mut check: impl FnMut(&mut Chromium, &Site, &str) -> Vec<String>) {
    let Some(mut browser) = Chromium::start() else { return };
    let mut faults = Vec::new();
    for site in [&SAMPLE, &BARE] {
        let files = files(site);
        let kinds = kinds(&files);
        let site = Site::serve(files);
        for (kind, page) in kinds {
            let found = check(&mut browser, &site, &page).into_iter();
            faults.extend(found.map(|fault| format!("{kind} /{page}: {fault}")));
        }
    }
    assert_none(&faults);
}

/// Returns a site of one page.
fn one_page(body: &str) -> Site {
    let page = format!("<!doctype html><html lang=en><title>Page</title>{body}");
    Site::serve(Files::from([("index.html".to_owned(), page.into_bytes())]))
}

#[test]
fn no_page_breaks_the_policy_for_content() {
    on_all_kinds(|browser, site, page| {
        for scripts in SCRIPTS {
            browser.scripts(scripts);
            browser.open(&site.address(page));
        }
        let heard = std::mem::take(browser.heard());
        heard.complaints.into_iter().chain(heard.failures).collect()
    });
}

#[test]
fn what_breaks_the_policy_for_content_is_heard() {
    let Some(mut browser) = Chromium::start() else { return };
    for body in [
        "<p style='color:red'>Text.</p>",
        "<script>window.ran = 1</script>",
        "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw=' alt=''>",
        "<img src='http://localhost:1/a.png' alt=''>",
    ] {
        let site = one_page(body);
        browser.open(&site.address(""));
        let heard = std::mem::take(&mut browser.heard().complaints);
        assert_eq!(heard.len(), 1, "{body}: {heard:?}");
        assert_eq!(browser.eval("window.ran"), json!(null));
    }
}

#[test]
fn nothing_is_asked_of_others_and_nothing_is_kept() {
    on_all_kinds(|browser, site, page| {
        browser.open(&site.address(page));
        let own = site.address("");
        let asked = std::mem::take(&mut browser.heard().requests);
        let foreign = asked.into_iter().filter(|address| !address.starts_with(&own));
        let mut faults: Vec<String> = foreign.map(|to| format!("asks for {to}")).collect();
        let kept = browser.eval(KEPT);
        if kept != json!([]) {
            faults.push(format!("keeps {kept}"));
        }
        faults
    });
}

/// Returns what is too wide in the open page.
fn too_wide(browser: &mut Chromium, width: u32) -> Vec<String> {
    let found = browser.eval(&TOO_WIDE.replace("WIDTH", &width.to_string()));
    if found == json!([]) { Vec::new() } else { vec![format!("at {width} px: {found}")] }
}

#[test]
fn no_page_is_wider_than_a_small_phone() {
    on_all_kinds(|browser, site, page| {
        browser.width(320);
        let mut faults = Vec::new();
        for scripts in SCRIPTS {
            browser.scripts(scripts);
            browser.open(&site.address(page));
            faults.extend(too_wide(browser, 320));
        }
        faults
    });
}

#[test]
fn text_can_be_twice_as_large() {
    on_all_kinds(|browser, site, page| {
        let (mut faults, mut sizes) = (Vec::new(), Vec::new());
        browser.scripts(Scripts::On);
        for (width, size) in [(1280, 16), (1280, 32)] {
            browser.width(width);
            browser.text_size(size);
            browser.open(&site.address(page));
            let shown = browser.eval("parseFloat(getComputedStyle(document.body).fontSize)");
            sizes.push(shown.as_f64().unwrap_or_default());
            faults.extend(too_wide(browser, width));
        }
        let grown = sizes.first().zip(sizes.get(1)).is_some_and(|(a, b)| (b / a - 2.0).abs() < 0.1);
        if !grown {
            faults.push(format!("the text does not grow: {sizes:?}"));
        }
        faults
    });
}

/// The telephone numbers of a plan that stand out of their box, which cuts them off.
const CUT: &str = "[...document.querySelectorAll('.urgent .tel')].filter((one) => {
    const box = document.querySelector('.urgent').getBoundingClientRect();
    const range = document.createRange();
    range.selectNodeContents(one);
    return [...range.getClientRects()].some((text) => text.left < box.left || text.right > box.right);
  }).map((one) => one.textContent)";

/// The boxes that scroll sideways and are not reached by the keyboard.
const UNREACHED: &str = "[...document.querySelectorAll('main *')].filter((one) =>
    one.scrollWidth > one.clientWidth + 1 && one.checkVisibility() && one.tabIndex < 0
      && ['auto', 'scroll'].includes(getComputedStyle(one).overflowX))
    .map((one) => one.cloneNode().outerHTML)";

#[test]
fn a_plan_can_be_used_on_a_phone_with_text_twice_as_large() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let plan = kinds(&files).remove("plan").expect("a plan");
    let site = Site::serve(files);
    browser.text_size(32);
    for width in [390, 768, 1300] {
        browser.width(width);
        browser.open(&site.address(&plan));
        assert_none(&too_wide(&mut browser, width));
        assert_eq!(browser.eval(CUT), json!([]), "at {width} px");
        assert_eq!(browser.eval(UNREACHED), json!([]), "at {width} px");
    }
}

#[test]
fn what_is_too_wide_is_found() {
    let Some(mut browser) = Chromium::start() else { return };
    browser.width(320);
    let meta = "<meta name=viewport content='width=device-width, initial-scale=1'>";
    let site = one_page(&format!("{meta}<body><table width=500><tr><td>Wide</table>"));
    browser.open(&site.address(""));
    assert_eq!(too_wide(&mut browser, 320).len(), 1);
}
