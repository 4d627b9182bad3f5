//! Folders that come, go, and come back, which is where watching goes wrong.

use crate::serve_cli::command::Preview;
use crate::serve_cli::{BACKUP, PROJECT};
use std::fs;

/// Shows that changes of a page are still seen, twice: the first may be found by luck.
fn follows(preview: &mut Preview) {
    for text in ["Once more.", "And again."] {
        preview.write("content/backup.md", &format!("# Backup\n\n{text}\n"));
        preview.shows("/backup/", text);
    }
}

#[test]
fn static_files_and_a_theme_may_come_later_and_go() {
    let mut preview = Preview::serve(PROJECT);
    preview.hears("Ctrl-C ends it");
    for text in ["one", "two"] {
        preview.write("static/a/b.txt", text);
        preview.hears("static/a/b.txt: ");
        assert_eq!(preview.get("/a/b.txt").text(), text);
    }
    for text in ["First", "Second"] {
        preview.write("themes/policy.html", &format!("<p>{text}: {{{{ page.title }}}}</p>"));
        preview.shows("/backup/", &format!("<p>{text}: Backup</p>"));
    }
    fs::remove_dir_all(preview.path("themes")).unwrap();
    fs::remove_dir_all(preview.path("static")).unwrap();
    preview.shows("/backup/", "Every day.");
    preview.lacks("/a/b.txt");
    preview.write("static/a/b.txt", "three");
    preview.shows("/a/b.txt", "three");
    preview.write("themes/policy.html", "<p>Third</p>");
    preview.shows("/backup/", "<p>Third</p>");
    preview.is_as_built();
}

#[test]
fn a_nested_folder_made_with_its_files_at_once_is_seen() {
    let mut preview = Preview::serve(PROJECT);
    for name in ["a", "d"] {
        preview.write(&format!("content/{name}/b/c/new.md"), "# New\n\nFresh.\n");
        preview.shows(&format!("/{name}/b/c/new/"), "Fresh.");
        preview.write(&format!("content/{name}/b/c/new.md"), "# New\n\nStale.\n");
        preview.shows(&format!("/{name}/b/c/new/"), "Stale.");
    }
    fs::rename(preview.path("content/a"), preview.path("content/z")).unwrap();
    preview.shows("/z/b/c/new/", "Stale.");
    preview.lacks("/a/b/c/new/");
    preview.write("content/z/b/c/new.md", "# New\n\nMoved.\n");
    preview.shows("/z/b/c/new/", "Moved.");
    preview.is_as_built();
}

#[test]
fn the_content_folder_may_go_and_come_back() {
    let mut preview = Preview::serve(PROJECT);
    preview.hears("Ctrl-C ends it");
    fs::remove_dir_all(preview.path("content")).unwrap();
    preview.hears("error: ");
    let found = preview.diagnosed("a failure", |found| found["failed"] == true);
    assert_eq!(found["entries"][0]["file"], "content", "{found}");
    preview.shows("/backup/", "Every day.");
    preview.write("content/backup.md", "# Backup\n\nIs back.\n");
    preview.shows("/backup/", "Is back.");
    preview.lacks("/people/leave/");
    preview.diagnosed("no failure", |found| found["failed"] == false);
    follows(&mut preview);
    preview.is_as_built();
}

/// The new folder may get the number of the old one, and looks like the same then.
#[test]
fn the_content_folder_may_be_replaced_at_once() {
    let mut preview = Preview::serve(PROJECT);
    for round in 0..5 {
        fs::remove_dir_all(preview.path("content")).unwrap();
        preview.write("content/backup.md", &format!("# Backup\n\nRound {round}.\n"));
        preview.shows("/backup/", &format!("Round {round}."));
        follows(&mut preview);
    }
    preview.lacks("/people/leave/");
    preview.is_as_built();
}

/// It is the same folder at the same place, and a watch may have been lost on the way.
#[test]
fn the_content_folder_may_be_renamed_and_renamed_back() {
    let mut preview = Preview::serve(PROJECT);
    let (content, aside) = (preview.path("content"), preview.path("aside"));
    fs::rename(&content, &aside).unwrap();
    fs::rename(&aside, &content).unwrap();
    preview.write("static/mark.txt", "seen");
    preview.shows("/mark.txt", "seen");
    follows(&mut preview);
    fs::rename(&content, &aside).unwrap();
    preview.hears("error: ");
    fs::rename(&aside, &content).unwrap();
    preview.diagnosed("no failure", |found| found["failed"] == false);
    follows(&mut preview);
}

#[test]
fn another_content_folder_may_take_the_place() {
    let mut preview = Preview::serve(PROJECT);
    let (content, aside) = (preview.path("content"), preview.path("aside"));
    preview.write("other/backup.md", BACKUP.1);
    preview.write("other/deep/er/keys.md", "# Keys\n\nKeep them.\n");
    fs::rename(&content, &aside).unwrap();
    fs::rename(preview.path("other"), &content).unwrap();
    preview.shows("/deep/er/keys/", "Keep them.");
    preview.write("content/deep/er/keys.md", "# Keys\n\nLose them.\n");
    preview.shows("/deep/er/keys/", "Lose them.");
    preview.lacks("/people/leave/");
    follows(&mut preview);
    preview.is_as_built();
}

/// As the content folder, one below it: gone and back, replaced, taken away for longer.
#[test]
fn a_folder_of_the_content_may_go_and_come_back() {
    let mut preview = Preview::serve(PROJECT);
    let (people, aside) = (preview.path("content/people"), preview.path("aside"));
    let follows = |preview: &mut Preview| {
        for text in ["Tell us.", "Ask twice."] {
            preview.write("content/people/leave.md", &format!("# Leave\n\n{text}\n"));
            preview.shows("/people/leave/", text);
        }
    };
    for round in 0..5 {
        fs::rename(&people, &aside).unwrap();
        fs::rename(&aside, &people).unwrap();
        follows(&mut preview);
        fs::remove_dir_all(&people).unwrap();
        preview.write("content/people/leave.md", &format!("# Leave\n\nRound {round}.\n"));
        preview.shows("/people/leave/", &format!("Round {round}."));
        follows(&mut preview);
        fs::rename(&people, &aside).unwrap();
        preview.lacks("/people/leave/");
        fs::rename(&aside, &people).unwrap();
        preview.shows("/people/leave/", "Ask twice.");
        follows(&mut preview);
    }
    preview.is_as_built();
}

/// A file that becomes a folder and a folder that becomes a file.
#[test]
fn a_folder_may_become_a_file_and_a_folder_again() {
    let mut preview = Preview::serve(PROJECT);
    for _ in 0..2 {
        fs::remove_dir_all(preview.path("content/people")).unwrap();
        preview.write("content/people", "no folder");
        preview.lacks("/people/leave/");
        fs::remove_file(preview.path("content/people")).unwrap();
        preview.write("content/people/leave.md", "# Leave\n\nAsk first.\n");
        preview.shows("/people/leave/", "Ask first.");
    }
    preview.is_as_built();
}
