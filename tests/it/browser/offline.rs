//! A site that was unpacked on a disk, in a folder with an awkward name: no server at all.

use super::chromium::Chromium;
use super::emulate::{SCRIPTS, Scheme, Scripts};
use super::kinds::kinds;
use super::site::{Files, SAMPLE, files};
use crate::support::{assert_none, write};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tempfile::TempDir;

const FOLDER: &str = "our policies (copy 1) #2 100%";

/// Writes a site to a disk; gives its folder, which lasts as long as the value, and its address.
fn unpacked(files: &Files) -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    for (path, bytes) in files {
        write(&folder.path().join(FOLDER).join(path), bytes);
    }
    let escaped = utf8_percent_encode(FOLDER, NON_ALPHANUMERIC);
    let address = format!("file://{}/{escaped}/", folder.path().display());
    (folder, address)
}

/// Returns the file of a page.
fn file(page: &str) -> String {
    if page.is_empty() || page.ends_with('/') {
        format!("{page}index.html")
    } else {
        page.to_owned()
    }
}

#[test]
fn every_kind_of_page_is_whole_from_a_disk() {
    let Some(mut browser) = Chromium::start() else { return };
    let files = files(&SAMPLE);
    let (_folder, start) = unpacked(&files);
    let mut faults = Vec::new();
    // The page for what is missing is shown at any depth: its addresses begin at the site's root.
    for (kind, page) in kinds(&files).into_iter().filter(|(_, page)| page != "404.html") {
        for scripts in SCRIPTS {
            browser.scripts(scripts);
            browser.open(&format!("{start}{}", file(&page)));
            let styled = "document.styleSheets.length > 0 &&
                [...document.images].every((image) => !image.complete || image.naturalWidth > 0)";
            if browser.eval(styled) != json!(true) {
                faults.push(format!("{kind} /{page}: styles or pictures are missing"));
            }
            let heard = std::mem::take(browser.heard());
            faults.extend(heard.complaints.iter().map(|one| format!("{kind} /{page}: {one}")));
            faults.extend(heard.failures.iter().map(|one| format!("{kind} /{page}: {one}")));
            let foreign = heard.requests.iter().filter(|address| !address.starts_with(&start));
            faults.extend(foreign.map(|address| format!("{kind} /{page} asks for {address}")));
        }
    }
    assert_none(&faults);
}

#[test]
fn links_lead_from_page_to_page_on_a_disk() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&files(&SAMPLE));
    browser.open(&format!("{start}index.html"));
    for (link, page) in [
        ("header nav a[href$='a-z/']", "a-z/index.html"),
        (".letters a[href='#B']", "a-z/index.html#B"),
        (".letter a[href$='/backup/']", "information-security/backup/index.html"),
        ("header a.brand", "index.html"),
        ("header nav a[href$='clients/']", "clients/index.html"),
        ("main a[href^='fellbeck/']", "clients/fellbeck/index.html"),
        ("main a[href*='/security-response-plan/']", "incidents/security-response-plan/index.html"),
    ] {
        browser.click(link);
        let arrived = format!("{start}{page}");
        let so_far =
            if page.contains('#') { "location.href" } else { "location.href.split('#')[0]" };
        browser.wait(&format!("{so_far} === {}", json!(arrived)));
        browser.wait("document.readyState === 'complete'");
    }
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_theme_stays_chosen_on_a_disk() {
    let Some(mut browser) = Chromium::start() else { return };
    let (_folder, start) = unpacked(&files(&SAMPLE));
    browser.scripts(Scripts::On);
    browser.scheme(Scheme::Light);
    browser.open(&format!("{start}index.html"));
    browser.click("[data-theme-switch]");
    browser.open(&format!("{start}a-z/index.html"));
    let dark = "document.documentElement.dataset.theme === 'dark'";
    assert_eq!(browser.eval(dark), json!(true));
    assert_eq!(browser.complaints(), [""; 0]);
}
