//! What a reading opens: the system tells of each file and folder that is opened below one.

use crate::serve_disk::desk::{Desk, Readers, flip};
use crate::serve_disk::edit::Edit;
use notify::event::{AccessKind, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, SystemTime};

/// How long silence is taken for slowness, and not for a fault.
const PATIENCE: Duration = Duration::from_secs(30);

const YEAR: Duration = Duration::from_hours(366 * 24);

/// Sees which files and folders of a project's content are opened.
struct Opened<'a> {
    desk: &'a Desk,
    events: Receiver<notify::Result<Event>>,
    rounds: usize,
    _watcher: RecommendedWatcher,
}

impl<'a> Opened<'a> {
    fn new(desk: &'a Desk) -> Self {
        let (sender, events) = channel();
        let mut watcher = notify::recommended_watcher(sender).unwrap();
        watcher.watch(&desk.path("content"), RecursiveMode::Recursive).unwrap();
        Self { desk, events, rounds: 0, _watcher: watcher }
    }

    /// Reads at some moment, and returns what was opened for it, by path in the content folder; the
    /// configuration, which is asked for each time, left out.
    fn by_reading(&mut self, readers: &mut Readers, now: SystemTime) -> BTreeSet<String> {
        self.until_here();
        readers.begin(now);
        self.desk.read(readers).unwrap();
        let mut opened = self.until_here();
        // `check_folder` looks whether the content folder can be listed.
        opened.remove("");
        opened.remove("rulebook.yaml");
        opened
    }

    /// Returns what was opened until now: events come in order, so that one of our own is the last.
    fn until_here(&mut self) -> BTreeSet<String> {
        self.rounds += 1;
        let content = self.desk.path("content");
        // In the folder that is watched, since nothing orders events of two watchers; hidden, since
        // it is no page.
        let end = content.join(format!(".end-{}", self.rounds));
        fs::create_dir(&end).unwrap();
        fs::remove_dir(&end).unwrap();
        let mut opened = BTreeSet::new();
        loop {
            let event = self.events.recv_timeout(PATIENCE).unwrap().unwrap();
            if matches!(event.kind, EventKind::Remove(_)) && event.paths.contains(&end) {
                return opened;
            }
            if matches!(event.kind, EventKind::Access(AccessKind::Open(_))) {
                let paths = event.paths.iter().filter_map(|path| inside(path, &content));
                opened.extend(paths.filter(|path| !path.starts_with(".end-")));
            }
        }
    }
}

fn inside(path: &Path, content: &Path) -> Option<String> {
    Some(path.strip_prefix(content).ok()?.to_str()?.to_owned())
}

/// A content folder with two folders of pages.
fn project() -> Desk {
    let desk = Desk::new();
    desk.make(&Edit::Write("content/rulebook.yaml", b"site: {title: The Rules}\n"));
    desk.make(&Edit::Write("content/backup.md", b"# Backup\n\nText.\n"));
    desk.make(&Edit::Write("content/people/leave.md", b"# Leave\n\nText.\n"));
    desk.make(&Edit::Write("content/people/form.pdf", b"form"));
    desk.make(&Edit::Write("content/sec/keys.md", b"# Keys\n\nText.\n"));
    desk
}

const ALL: &[&str] =
    &["backup.md", "people", "people/form.pdf", "people/leave.md", "sec", "sec/keys.md"];

#[track_caller]
fn assert_opened(opened: &BTreeSet<String>, expected: &[&str], when: &str) {
    assert_eq!(opened.iter().map(String::as_str).collect::<Vec<_>>(), expected, "{when}");
}

#[test]
fn what_is_old_and_unchanged_is_opened_once() {
    let desk = project();
    let (mut opened, mut readers) = (Opened::new(&desk), Readers::default());
    let later = SystemTime::now() + YEAR;
    assert_opened(&opened.by_reading(&mut readers, later), ALL, "the first time");
    // The marks between readings change the folder itself, whose listing is read again.
    assert_opened(&opened.by_reading(&mut readers, later), &[], "nothing changed");
    desk.tick();
    flip(&desk.path("content/people/leave.md"));
    let changed = opened.by_reading(&mut readers, later);
    assert_opened(&changed, &["people/leave.md"], "one file changed in place");
    desk.tick();
    desk.make(&Edit::Rename("content/people/leave.md", "content/people/left.md"));
    let renamed = opened.by_reading(&mut readers, later);
    assert_opened(&renamed, &["people", "people/left.md"], "one file renamed");
    desk.tick();
    desk.make(&Edit::Delete("content/sec/keys.md"));
    assert_opened(&opened.by_reading(&mut readers, later), &["sec"], "one file deleted");
    assert_opened(&opened.by_reading(&mut readers, later), &[], "nothing changed since");
}

#[test]
fn what_is_young_is_opened_again() {
    let desk = project();
    let (mut opened, mut readers) = (Opened::new(&desk), Readers::default());
    let written = fs::metadata(desk.path("content/backup.md")).unwrap().modified().unwrap();
    for (age_ms, again) in [(0, true), (1_000, true), (10_000, false)] {
        let now = written + Duration::from_millis(age_ms);
        opened.by_reading(&mut readers, now);
        let expected = if again { ALL } else { &[] };
        let second = opened.by_reading(&mut readers, now);
        assert_opened(&second, expected, &format!("{age_ms} ms after the last write"));
    }
}

/// What a reader trusts stays trusted however soon it reads again, and a date in the future is never
/// trusted before it has come.
#[test]
fn dates_to_come_are_not_trusted() {
    let desk = project();
    desk.make(&Edit::Date("content/backup.md", 4_000_000_000));
    let (mut opened, mut readers) = (Opened::new(&desk), Readers::default());
    let soon = SystemTime::now() + YEAR;
    opened.by_reading(&mut readers, soon);
    assert_opened(&opened.by_reading(&mut readers, soon), &["backup.md"], "before the date");
    let after = SystemTime::UNIX_EPOCH + Duration::from_secs(4_000_000_000) + YEAR;
    opened.by_reading(&mut readers, after);
    assert_opened(&opened.by_reading(&mut readers, SystemTime::now()), &[], "trusted before");
}

#[test]
fn a_reader_that_has_not_begun_remembers_nothing() {
    let desk = project();
    let mut opened = Opened::new(&desk);
    let mut readers = Readers::default();
    for round in ["first", "second"] {
        opened.until_here();
        desk.read(&mut readers).unwrap();
        let mut found = opened.until_here();
        found.retain(|path| !path.is_empty() && path != "rulebook.yaml");
        assert_opened(&found, ALL, round);
    }
}

/// What is left out may change while every folder looks as it did.
#[test]
fn what_is_ignored_is_decided_at_each_reading() {
    let desk = project();
    let mut readers = Readers::default();
    let later = SystemTime::now() + YEAR;
    let names = |readers: &mut Readers| {
        readers.begin(later);
        let inputs = desk.read(readers).unwrap();
        inputs.tree.files().keys().map(ToString::to_string).collect::<Vec<_>>()
    };
    let all = ["backup.md", "people/form.pdf", "people/leave.md", "rulebook.yaml", "sec/keys.md"];
    assert_eq!(names(&mut readers), all, "nothing is ignored");
    assert_eq!(names(&mut readers), all, "nothing changed");
    desk.tick();
    fs::write(desk.path("content/rulebook.yaml"), "site: {ignore: [people]}\n").unwrap();
    assert_eq!(names(&mut readers), ["backup.md", "rulebook.yaml", "sec/keys.md"], "one folder is");
    desk.tick();
    fs::write(desk.path("content/rulebook.yaml"), "site: {title: The Rules}\n").unwrap();
    assert_eq!(names(&mut readers), all, "nothing is again");
}
