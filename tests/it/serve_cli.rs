//! `rulebook serve`, the real command: what it says, what it serves, and that it follows whatever
//! happens to the project's folder.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests start programs")]
#![allow(clippy::format_push_string, reason = "it is read more often than it is run")]

mod command;
mod folders;

use command::{Preview, command};
use std::net::TcpListener;
use tempfile::TempDir;

const HOME: (&str, &str) = ("content/README.md", "# Rules\n\nAll of [them](backup.md).\n");
const BACKUP: (&str, &str) = ("content/backup.md", "# Backup\n\nEvery day.\n");
const LEAVE: (&str, &str) = ("content/people/leave.md", "# Leave\n\nAsk first.\n");

const PROJECT: &[(&str, &str)] = &[HOME, BACKUP, LEAVE];

#[test]
fn the_address_is_printed_and_served() {
    let mut preview = Preview::serve(PROJECT);
    assert_ne!(preview.port(), 0);
    let (summary, address) = preview.greeting().split_once('\n').unwrap();
    assert!(summary.starts_with("3 pages (2 policies) in "), "{summary}");
    assert_eq!(address, format!("serving http://127.0.0.1:{}/", preview.port()));
    preview.hears("Ctrl-C ends it");
    preview.shows("/backup/", "Every day.");
    preview.is_as_built();
    assert_eq!(preview.get("/nothing/").status, 404);
}

#[test]
fn a_port_that_is_taken_is_named_and_the_next_one_tried() {
    let taken = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port();
    let mut preview = Preview::serve_with(PROJECT, &["--port", &port.to_string()]);
    let greeting = preview.greeting();
    assert!(greeting.contains(&format!("\nport {port} is taken\n")), "{greeting}");
    assert!(preview.port() > port && preview.port() - port < 100, "{} for {port}", preview.port());
    preview.shows("/backup/", "Every day.");
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let folder = TempDir::new().unwrap();
    let out = command(folder.path(), &["serve", "--port", "0", "missing"]).output().unwrap();
    assert_eq!(out.status.code(), Some(2));
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(said.starts_with("error: ") && said.contains("missing"), "{said}");
}

#[test]
fn a_rebuild_says_which_file_and_how_many_pages() {
    let mut preview = Preview::serve(PROJECT);
    preview.hears("Ctrl-C ends it");
    preview.write("content/backup.md", "# Backup\n\nEvery day.\n\nAt night.\n");
    let line = preview.hears("backup.md: ");
    assert!(line.starts_with("backup.md: 2 pages rendered in 0."), "{line}");
    assert!(line.ends_with(" s, no warnings"), "{line}");
    preview.shows("/backup/", "At night.");
    preview.write("static/robots.txt", "x");
    let line = preview.hears("static/robots.txt: ");
    assert!(line.starts_with("static/robots.txt: no page differs in "), "{line}");
    assert_eq!(preview.get("/robots.txt").text(), "x");
}

#[test]
fn a_broken_page_leaves_the_last_good_one_until_it_is_mended() {
    let mut preview = Preview::serve(PROJECT);
    preview.hears("Ctrl-C ends it");
    preview.write("content/backup.md", "---\ntitle: [\n---\n\nBroken.\n");
    let line = preview.hears("--> ");
    assert!(line.contains("content/backup.md:2:"), "{line}");
    preview.hears("1 error, the last good site stays");
    let found = preview.diagnosed("a failure", |found| found["failed"] == true);
    assert_eq!(found["errors"], 1);
    let entry = &found["entries"][0];
    assert_eq!((&entry["severity"], &entry["line"]), (&"error".into(), &2.into()), "{entry}");
    assert_eq!(entry["file"], "content/backup.md");
    preview.shows("/backup/", "Every day.");
    preview.write("content/people/leave.md", "# Leave\n\nTell us.\n");
    preview.hears("people/leave.md: ");
    preview.shows("/people/leave/", "Ask first.");
    preview.write("content/backup.md", "# Backup\n\nMended.\n");
    preview.shows("/backup/", "Mended.");
    preview.shows("/people/leave/", "Tell us.");
    preview.diagnosed("no failure", |found| found["failed"] == false && found["errors"] == 0);
    preview.is_as_built();
}

#[test]
fn a_project_that_begins_broken_is_served_once_it_is_mended() {
    let mut preview = Preview::serve(&[("content/backup.md", "---\ntitle: [\n---\n")]);
    let greeting = preview.greeting();
    assert!(greeting.contains("1 error, and there is no earlier site to show\n"), "{greeting}");
    assert_eq!(preview.get("/backup/").status, 503);
    preview.write("content/backup.md", BACKUP.1);
    preview.shows("/backup/", "Every day.");
    preview.is_as_built();
}

#[test]
fn a_save_by_rename_shows() {
    let mut preview = Preview::serve(PROJECT);
    for n in 0..3 {
        preview.save("content/backup.md", &format!("# Backup\n\nRound {n}.\n"));
        preview.shows("/backup/", &format!("Round {n}."));
    }
    preview.is_as_built();
}

#[test]
fn changes_are_seen_without_events() {
    let mut preview = Preview::serve_with(PROJECT, &["--port", "0", "--poll"]);
    preview.write("content/backup.md", "# Backup\n\nAt night.\n");
    preview.shows("/backup/", "At night.");
    preview.write("content/new/page.md", "# New\n\nFresh.\n");
    preview.shows("/new/page/", "Fresh.");
    std::fs::remove_dir_all(preview.path("content/people")).unwrap();
    preview.lacks("/people/leave/");
    preview.is_as_built();
}

/// As `git checkout` does: many files change, appear and go at once.
#[test]
fn a_burst_of_changes_ends_in_the_state_of_a_clean_build() {
    let page = |n: usize, text: &str| {
        let (to, section) = ((n + 7) % 300, n % 10);
        format!("# Rule {n}\n\n{text}: [{to}](../s{}/r{to}.md), {section}.\n", to % 10)
    };
    let path = |n: usize| format!("content/s{}/r{n}.md", n % 10);
    let mut files = vec![("content/README.md".to_owned(), HOME.1.replace("backup", "s1/r1"))];
    files.extend((0..300).map(|n| (path(n), page(n, "Before"))));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let mut preview = Preview::serve(&files);
    preview.shows("/s1/r1/", "Before");
    for n in 0..300 {
        match n % 10 {
            // Unlinked and made anew, as version control does.
            0..5 => {
                std::fs::remove_file(preview.path(&path(n))).unwrap();
                preview.write(&path(n), &page(n, "After"));
            }
            5..9 => preview.save(&path(n), &page(n, "After")),
            _ => {
                std::fs::remove_file(preview.path(&path(n))).unwrap();
                preview.write(&format!("content/t{n}/r{n}.md"), "# Moved\n\nElsewhere.\n");
            }
        }
    }
    preview.lacks("/s9/r299/");
    preview.shows("/t299/r299/", "Elsewhere.");
    preview.is_as_built();
    preview.lacks("/s9/r9/");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_it_at_once() {
    use std::os::unix::process::ExitStatusExt;

    let mut preview = Preview::serve(PROJECT);
    preview.shows("/backup/", "Every day.");
    preview.rest();
    let (status, took) = preview.interrupt();
    assert!(status.signal() == Some(2) || status.success(), "{status}");
    assert!(took < std::time::Duration::from_secs(5), "it took {took:?}");
    assert_eq!(preview.rest(), "");
}
