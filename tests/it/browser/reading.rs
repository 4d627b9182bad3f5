//! What readers do: find a policy, choose a theme, get about on a phone, do without scripts.

use super::chromium::Chromium;
use super::emulate::{SCRIPTS, Scheme, Scripts};
use super::kinds::kinds;
use super::site::{SAMPLE, Site, files};
use crate::support::assert_none;
use serde_json::{Value, json};

const INDEX: &str = "a-z/";

/// The titles of the rows of the index that are shown.
const SHOWN: &str = "[...document.querySelectorAll('.letter li')]
    .filter((row) => row.checkVisibility()).map((row) => row.textContent)";

/// The colour behind the page.
const BACKGROUND: &str = "getComputedStyle(document.body).backgroundColor";

/// What a reader sees of the main part, but for what only scripts can use, as sorted words.
const SEEN: &str = "(() => {
    const main = document.querySelector('main').cloneNode(true);
    document.querySelector('main').replaceWith(main);
    main.querySelectorAll('form, button, output, dialog, [role=status]').forEach((one) => one.remove());
    document.querySelectorAll('details').forEach((fold) => { fold.open = true; });
    return [...new Set(main.innerText.split(/\\s+/))].sort();
  })()";

/// Starts a browser over our handbook.
fn sample() -> Option<(Chromium, Site)> {
    Some((Chromium::start()?, Site::serve(files(&SAMPLE))))
}

/// An expression: the address of the page, without fragment, ends so.
fn at(page: &str) -> String {
    format!("location.origin + '/' + {} === location.href.split(/[?#]/)[0]", json!(page))
}

#[test]
fn a_letter_of_the_index_leads_to_its_policies() {
    let Some((mut browser, site)) = sample() else { return };
    for scripts in SCRIPTS {
        browser.scripts(scripts);
        for width in [390, 1440] {
            browser.width(width);
            browser.open(&site.address(INDEX));
            browser.click(".letters a[href='#S']");
            browser.wait("location.hash === '#S'");
            // Below what stays at the top of the window, and in its upper half.
            browser.wait(
                "(() => {
                   const heading = document.getElementById('S').getBoundingClientRect();
                   const seen = document.elementFromPoint(heading.x + 5, heading.y + heading.height / 2);
                   return heading.y < innerHeight / 2 && document.getElementById('S').contains(seen);
                 })()",
            );
        }
    }
}

#[test]
fn the_index_is_filtered_by_words_and_opened_with_enter() {
    let Some((mut browser, site)) = sample() else { return };
    browser.open(&site.address(INDEX));
    let all = browser.eval(SHOWN);
    browser.eval("document.getElementById('Filter').focus()");
    browser.write("device own");
    let rows: Vec<String> = texts(&browser.eval(SHOWN));
    let both = |row: &String| {
        let row = row.to_lowercase();
        row.contains("device") && row.contains("own")
    };
    assert!(rows.len() > 1 && rows.iter().all(both), "{rows:?}");
    let matching = texts(&all).iter().filter(|row| both(row)).count();
    assert_eq!(rows.len(), matching);
    let count = browser.eval("document.getElementById('Count').textContent");
    assert_eq!(count, json!(format!("{matching} found")));
    browser.press("Escape");
    assert_eq!(browser.eval(SHOWN), all);
    browser.write("byod");
    browser.press_enter();
    browser.wait(&at("information-security/own-devices/"));
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn an_index_in_which_nothing_matches_says_so() {
    let Some((mut browser, site)) = sample() else { return };
    browser.open(&site.address(INDEX));
    let says = "document.getElementById('None').checkVisibility()";
    assert_eq!(browser.eval(says), json!(false));
    browser.eval("document.getElementById('Filter').focus()");
    browser.write("qqqq");
    assert_eq!(browser.eval(SHOWN), json!([]));
    assert_eq!(browser.eval(says), json!(true));
}

fn texts(list: &Value) -> Vec<String> {
    let all = list.as_array().unwrap().iter();
    all.map(|text| text.as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_chosen_theme_stays_until_the_system_is_followed_again() {
    let Some((mut browser, site)) = sample() else { return };
    browser.scheme(Scheme::Light);
    browser.open(&site.address(""));
    let light = browser.eval(BACKGROUND);
    browser.click("[data-theme-switch]");
    let dark = browser.eval(BACKGROUND);
    assert_ne!(light, dark);
    for page in ["", INDEX, "clients/fellbeck/"] {
        browser.open(&site.address(page));
        assert_eq!(browser.eval(BACKGROUND), dark, "/{page}");
        let pressed = "document.querySelector('[data-theme-switch]').ariaPressed";
        assert_eq!(browser.eval(pressed), json!("true"), "/{page}");
    }
    browser.click("[data-theme-switch]");
    assert_eq!(browser.eval(BACKGROUND), light);
    assert_eq!(browser.eval("localStorage.length"), json!(0));
    browser.scheme(Scheme::Dark);
    assert_eq!(browser.eval(BACKGROUND), dark);
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn the_system_is_followed_without_scripts() {
    let Some((mut browser, site)) = sample() else { return };
    browser.scripts(Scripts::Off);
    let mut seen = Vec::new();
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.scheme(scheme);
        browser.open(&site.address(""));
        seen.push(browser.eval(BACKGROUND));
        // What could not work is not shown.
        let switch = "document.querySelector('[data-theme-switch]').checkVisibility()";
        assert_eq!(browser.eval(switch), json!(false));
    }
    assert_ne!(seen.first(), seen.get(1));
}

#[test]
fn a_phone_gets_from_page_to_page() {
    let Some((mut browser, site)) = sample() else { return };
    for scripts in SCRIPTS {
        browser.scripts(scripts);
        browser.width(390);
        browser.open(&site.address(""));
        for (link, page) in [
            ("header nav a[href$='a-z/']", INDEX),
            ("header nav a[href$='clients/']", "clients/"),
            ("main a[href='fellbeck/']", "clients/fellbeck/"),
            ("main a[href*='call-sheet']", "clients/fellbeck/call-sheet.html"),
        ] {
            reveal(&mut browser, link);
            browser.click(link);
            browser.wait(&at(page));
            browser.wait("document.readyState === 'complete'");
        }
        assert_eq!(browser.complaints(), [""; 0]);
    }
}

/// Opens what hides a link, as a reader would.
#[track_caller]
fn reveal(browser: &mut Chromium, link: &str) {
    let hidden = format!("!document.querySelector({}).checkVisibility()", json!(link));
    if browser.eval(&hidden) != json!(true) {
        return;
    }
    browser.eval(
        "document.querySelectorAll('header summary, header [popovertarget]')
        .forEach((one, n) => one.setAttribute('data-opens', n)); 0",
    );
    browser.click("[data-opens='0']");
    browser.wait(&format!("document.querySelector({}).checkVisibility()", json!(link)));
}

#[test]
fn nothing_is_only_seen_with_scripts() {
    let Some((mut browser, site)) = sample() else { return };
    let mut faults = Vec::new();
    for width in [390, 1440] {
        browser.width(width);
        for (kind, page) in kinds(&files(&SAMPLE)) {
            let mut seen = SCRIPTS.map(|scripts| {
                browser.scripts(scripts);
                browser.open(&site.address(&page));
                texts(&browser.eval(SEEN))
            });
            let without = std::mem::take(&mut seen[1]);
            seen[0].retain(|word| !without.contains(word));
            if without.len() < 5 || !seen[0].is_empty() {
                faults.push(format!("{kind} /{page} at {width} px hides {:?}", seen[0]));
            }
        }
    }
    assert_none(&faults);
}
