//! The page for addresses that do not exist, as a host shows it: under the address that was asked for.

use super::chromium::Chromium;
use super::emulate::{SCRIPTS, Scripts};
use super::site::{BARE, SAMPLE, Site, files};
use crate::support::{TODAY, build_files};
use serde_json::{Value, json};

/// What the page says was asked for, the titles it offers, and the words of its link to the search.
const SAYS: &str = "[
    document.querySelector('#Asked').checkVisibility() ? document.querySelector('#Asked').innerText : '',
    [...document.querySelectorAll('#Nearest a')].filter((a) => a.checkVisibility()).map((a) => a.textContent),
    document.querySelector('#Seek').textContent,
  ]";

#[track_caller]
fn says(browser: &mut Chromium, site: &Site, address: &str) -> Value {
    browser.open(&site.address(address));
    browser.eval(SAYS)
}

#[test]
fn a_misspelt_address_is_met_with_the_nearest_pages() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(files(&SAMPLE));
    for (address, asked, nearest, words) in [
        // A letter left out, at an address that has another form as well.
        ("people/hirng.html", "/people/hirng.html", "Hiring and screening", "hirng"),
        // Two letters swapped; the folder is another one.
        (
            "policies/ti/pasw%6Frds/",
            "/policies/ti/paswords/",
            "Passwords and authentication",
            "paswords",
        ),
        // Another name of the policy, with a letter too many.
        ("BYODD", "/BYODD", "Own devices", "byodd"),
        // Words of the title, and what is below the page.
        (
            "resonding-to-a-personal-data-breach/x/y9/",
            "/resonding-to-a-personal-data-breach/x/y9/",
            "Responding to a personal data breach",
            "y9",
        ),
        ("clients/felbeck/", "/clients/felbeck/", "Fellbeck Homes", "felbeck"),
    ] {
        let said = says(&mut browser, &site, address);
        assert_eq!(said[0], json!(format!("You asked for {asked}.")));
        let offered = said[1].as_array().unwrap();
        assert!((1..=3).contains(&offered.len()) && offered[0] == nearest, "{address}: {said}");
        assert_eq!(said[2], json!(format!("Search for “{words}”")));
    }
    browser.open(&site.address("people/deep/er/hirng/"));
    browser.click("#Nearest a");
    browser.wait("location.pathname === '/people/hiring/'");
}

#[test]
fn a_link_that_leads_nowhere_is_reported_with_the_address_filled_in() {
    let Some(mut browser) = Chromium::start() else { return };
    let report = "document.querySelector('#Report')?.href ?? ''";
    for (url, plain, filled) in [
        ("", "", ""),
        (
            "mailto:help@a.example",
            "mailto:help@a.example",
            "?subject=Page%20not%20found%3A%20%2Fpasword%2F",
        ),
        (
            "https://a.example/new?path={path}",
            "https://a.example/new?path=",
            "&title=Page%20not%20found%3A%20%2Fpasword%2F",
        ),
    ] {
        let config = if url.is_empty() {
            String::new()
        } else {
            format!("site: {{ report_url: '{url}' }}\n")
        };
        let files = [
            ("rulebook.yaml", config.as_str()),
            ("README.md", "# Rules\n"),
            ("a.md", "# A\n\nText.\n"),
        ];
        let files = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let site = Site::serve(self::files(&build_files(&files, TODAY)));
        browser.scripts(Scripts::Off);
        browser.open(&site.address("pasword/"));
        assert_eq!(browser.eval(report), json!(plain));
        browser.scripts(Scripts::On);
        browser.open(&site.address("pasword/"));
        assert_eq!(browser.eval(report), json!(format!("{plain}{filled}")));
    }
}

#[test]
fn what_was_asked_for_is_text_and_what_is_like_nothing_has_no_neighbour() {
    let Some(mut browser) = Chromium::start() else { return };
    let site = Site::serve(files(&SAMPLE));
    let marked = "%3Cimg%20src=x%20onerror=alert(1)%3E/%22%26%25/";
    let said = says(&mut browser, &site, marked);
    let asked = "You asked for /<img src=x onerror=alert(1)>/\"&%/.";
    assert_eq!(said, json!([asked, [], "Search for “img src x onerror alert 1”"]));
    let images = "document.querySelectorAll('main img').length";
    assert_eq!(browser.eval(images), json!(0));
    // Under its own address nothing was asked for.
    assert_eq!(says(&mut browser, &site, "404.html"), json!(["", [], "Search"]));
}

#[test]
fn the_page_leads_on_without_scripts_and_without_a_list() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut without = files(&BARE);
    assert!(without.remove("404.js").is_some());
    let site = Site::serve(without);
    for scripts in SCRIPTS {
        browser.scripts(scripts);
        let said = says(&mut browser, &site, "nothing/is/here/");
        assert_eq!(said, json!(["", [], "Search"]), "{scripts:?}");
        if scripts == Scripts::Off {
            browser.click(".acts a[href='/a-z/']");
            browser.wait("location.pathname === '/a-z/'");
        }
    }
}
