//! `rulebook serve` as a writer sees it: a real browser stays open while files are saved.

use super::chromium::Chromium;
use super::server::Handbook;
use serde_json::json;
use std::fmt::Write;

const BACKUP: &str = "content/backup.md";

/// The page of `BACKUP`: longer than the window, with folds, links and headings.
fn backup(note: &str) -> String {
    let mut text = String::from(
        "# Backup\n\nSee [access](access.md).\n\n\
         <details><summary>Scope</summary>\n\nAll systems.\n\n</details>\n",
    );
    for n in 1..=40 {
        write!(text, "\n## Rule {n}\n\nText of rule {n}, as long as it was.\n").unwrap();
        if n == 20 {
            write!(text, "\nThe note says {note}.\n").unwrap();
        }
    }
    text
}

fn handbook() -> Handbook {
    Handbook::serve(&[(BACKUP, &backup("first")), ("content/access.md", "# Access\n\nText.\n")])
}

/// An expression: the page shows a text in its main part.
fn shows(text: &str) -> String {
    format!("document.querySelector('main').textContent.includes({})", json!(text))
}

/// Opens a page, waits until it follows the server, and marks its window: the mark is gone if the
/// page is ever loaded again.
fn open(browser: &mut Chromium, address: &str) {
    browser.open(address);
    browser.wait("document.querySelector('rulebook-live').dataset.revision !== undefined");
    browser.eval(
        "window.marker = 'kept';
         window.own = (css) => document.querySelector('rulebook-live').shadowRoot.querySelector(css);
         0",
    );
}

#[track_caller]
fn assert_sound(browser: &mut Chromium) {
    assert_eq!(browser.eval("window.marker"), json!("kept"), "the page was loaded again");
    assert_eq!(browser.complaints(), [""; 0]);
}

#[test]
fn a_saved_file_changes_the_text_and_nothing_else() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    browser.eval(
        "window.kept = [...document.querySelectorAll('article > *')];
         window.fold = document.querySelector('article details');
         fold.open = true;
         window.link = document.querySelector('article a');
         link.focus({ preventScroll: true });
         window.seen = document.getElementById('rule-25');
         scrollTo({ top: seen.offsetTop, behavior: 'instant' });
         window.offset = seen.getBoundingClientRect().top;
         getSelection().selectAllChildren(seen.nextElementSibling);
         window.selected = String(getSelection());
         0",
    );
    assert!(browser.eval("scrollY").as_f64().unwrap() > 500.0, "the page is too short");
    // A paragraph more, and words in another, above what is being read.
    let text = backup("second").replace("## Rule 10\n", "Inserted.\n\n## Rule 10\n");
    handbook.write(BACKUP, &text);
    browser.wait(&shows("The note says second."));
    browser.wait(&shows("Inserted."));
    browser.wait("Math.abs(seen.getBoundingClientRect().top - offset) < 2");
    assert_eq!(browser.eval("kept.filter((node) => !node.isConnected).length"), json!(0));
    assert_eq!(browser.eval("fold.open"), json!(true));
    assert_eq!(browser.eval("document.activeElement === link"), json!(true));
    assert_eq!(browser.eval("String(getSelection()) === selected && selected !== ''"), json!(true));
    assert_sound(&mut browser);
}

#[test]
fn an_error_is_shown_over_the_last_good_page() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    let broken = format!("---\ntitle: Backup\ntitle: Backups\n---\n\n{}", backup("second"));
    handbook.write(BACKUP, &broken);
    browser.wait("!own('#panel').hidden");
    let listed = browser.eval("own('#panel').innerText").as_str().unwrap().to_owned();
    assert!(listed.contains("content/backup.md:3:1"), "{listed}");
    assert!(listed.contains("the key `title` stands here a second time"), "{listed}");
    assert!(listed.contains("3 | title: Backups"), "{listed}");
    let heading = "1 error: the site below is the last good one";
    assert_eq!(browser.eval("own('h2').textContent"), json!(heading));
    assert_eq!(browser.eval("own('[role=alert]').textContent"), json!(heading));
    assert_eq!(browser.eval("document.activeElement === document.body"), json!(true));
    assert_eq!(browser.eval(&shows("The note says first.")), json!(true));
    browser.press("Escape");
    browser.wait("own('#panel').hidden");
    assert_eq!(browser.eval("own('.badge').innerText"), json!("1 error"));
    handbook.write(BACKUP, &backup("third"));
    browser.wait(&shows("The note says third."));
    browser.wait("own('.badge').hidden && own('#panel').hidden");
    assert_eq!(browser.eval("own('[role=alert]').textContent"), json!(""));
    assert_sound(&mut browser);
}

#[test]
fn a_page_catches_up_after_the_server_was_away() {
    let Some(mut browser) = Chromium::start() else { return };
    let mut handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    handbook.stop();
    browser.wait("own('[role=status]').textContent === 'rulebook is not running'");
    handbook.write(BACKUP, &backup("second"));
    handbook.start();
    browser.wait(&shows("The note says second."));
    browser.wait("own('[role=status]').textContent === ''");
    handbook.write(BACKUP, &backup("third"));
    browser.wait(&shows("The note says third."));
    assert_sound(&mut browser);
}

#[test]
fn the_last_of_many_rapid_saves_is_shown() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    for n in 1..=30 {
        handbook.write(BACKUP, &backup(&format!("save {n}")));
    }
    browser.wait(&shows("The note says save 30."));
    assert_sound(&mut browser);
}

#[test]
fn warnings_are_counted_and_listed() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    assert_eq!(browser.eval("own('.badge').hidden"), json!(true));
    handbook.write("content/access.md", "# Access\n\nSee [a](a.md) and [b](b.md).\n");
    browser.wait("own('.badge').innerText === '2 warnings'");
    assert_eq!(browser.eval("own('#panel').hidden"), json!(true));
    browser.eval("own('.badge').click()");
    browser.wait("!own('#panel').hidden");
    assert_eq!(browser.eval("own('.badge').getAttribute('aria-expanded')"), json!("true"));
    let places = "[...own('ol').querySelectorAll('a')].map((a) => [a.textContent, a.href])";
    let page = handbook.address("access/");
    let expected = json!([["content/access.md:3:9", &page], ["content/access.md:3:23", &page]]);
    assert_eq!(browser.eval(places), expected);
    browser.eval("own('ol a').focus()");
    browser.press("Escape");
    browser.wait("own('#panel').hidden");
    let focused = "own('.badge') === own('.badge').getRootNode().activeElement";
    assert_eq!(browser.eval(focused), json!(true));
    handbook.write("content/access.md", "# Access\n\nText.\n");
    browser.wait("own('.badge').hidden");
    assert_sound(&mut browser);
}

#[test]
fn styles_are_exchanged_in_the_open_page() {
    let Some(mut browser) = Chromium::start() else { return };
    let handbook = handbook();
    open(&mut browser, &handbook.address("backup/"));
    for width in ["7px", "9px"] {
        let sheet = format!("main {{ border-top: {width} solid }}\n");
        handbook.write("themes/assets/theme.css", &sheet);
        let border = "getComputedStyle(document.querySelector('main')).borderTopWidth";
        browser.wait(&format!("{border} === {}", json!(width)));
        browser.wait("document.querySelectorAll('link[rel=stylesheet]').length === 1");
    }
    assert_sound(&mut browser);
}
