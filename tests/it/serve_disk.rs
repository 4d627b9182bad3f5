//! Reading a project again and again from a real folder gives what reading it afresh gives, after
//! any edits; and what has not changed is not read again.
//!
//! Some readings believe to happen long after the writes before them: they trust everything that they
//! see. The others happen when they do, and may trust nothing, since every file is young.

#![allow(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests make and change files")]

#[cfg(all(target_os = "linux", feature = "serve"))]
mod burst;
mod desk;
mod edit;
#[cfg(all(target_os = "linux", feature = "serve"))]
mod opened;

use crate::fuzz::random::iterations;
use crate::support::{pages, printed};
use desk::{Desk, Readers};
use edit::{Edit, edit};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rulebook::place::SourcePath;
use rulebook::source::SourceFile;
use rulebook::{Build, Goal, Inputs, Memory, Session};
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// When a reading happens.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Clock {
    /// When it does.
    Now,
    /// So much later that nothing on disk is young.
    Later,
}

impl Clock {
    fn time(self) -> SystemTime {
        let now = SystemTime::now();
        match self {
            Self::Now => now,
            // Later than the latest date that an edit gives a file.
            Self::Later => now + Duration::from_hours(100 * 366 * 24),
        }
    }
}

/// Edits, and the reading after them.
#[derive(Clone)]
struct Step {
    edits: Vec<Edit>,
    clock: Clock,
}

impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for edit in &self.edits {
            write!(f, "{edit:?}; ")?;
        }
        f.write_str(if self.clock == Clock::Now { "read" } else { "read much later" })
    }
}

fn step() -> impl Strategy<Value = Step> {
    // A single edit mostly: the more there are at once, the more hides the rest.
    let edits = prop_oneof![4 => vec(edit(), 1), 1 => vec(edit(), 0..4)];
    let clock = prop_oneof![1 => Just(Clock::Now), 2 => Just(Clock::Later)];
    (edits, clock).prop_map(|(edits, clock)| Step { edits, clock })
}

/// Returns where two readings differ.
fn inputs_differ(remembered: &Inputs, fresh: &Inputs) -> Option<String> {
    let files = remembered.changes(fresh);
    if !files.is_empty() {
        return Some(format!("read otherwise: {}", files.join(", ")));
    }
    let (ours, theirs) = (&remembered.tree.diagnostics, &fresh.tree.diagnostics);
    let differs = || format!("diagnostics of reading:\n{ours:#?}\ninstead of:\n{theirs:#?}");
    (remembered != fresh).then(differs)
}

/// Returns where two builds differ.
fn builds_differ(remembered: &Build, fresh: &Build) -> Option<String> {
    if remembered.outputs != fresh.outputs {
        let (ours, theirs) = (pages(remembered), pages(fresh));
        let mut paths = ours.keys().chain(theirs.keys());
        return paths
            .find(|path| ours.get(*path) != theirs.get(*path))
            .map(|path| format!("{path} differs"));
    }
    let (ours, theirs) = (printed(remembered), printed(fresh));
    (ours != theirs).then(|| format!("diagnostics:\n{ours}\ninstead of:\n{theirs}"))
}

/// Reads and builds after every step, with memory and afresh.
fn compare(script: &[Step]) -> Result<(), TestCaseError> {
    let desk = Desk::new();
    let mut readers = Readers::default();
    let mut session = Session::new(Memory::Keep);
    let mut last: Option<Inputs> = None;
    for (n, step) in script.iter().enumerate() {
        for edit in &step.edits {
            desk.make(edit);
        }
        readers.begin(step.clock.time());
        let remembered = desk.read(&mut readers);
        let fresh = desk.read(&mut Readers::default());
        if step.clock == Clock::Later {
            // It may have trusted what is as young as the next write would be.
            desk.tick();
        }
        match (remembered, fresh) {
            (Ok(remembered), Ok(fresh)) => {
                let difference = inputs_differ(&remembered, &fresh);
                prop_assert!(difference.is_none(), "step {}: {}", n + 1, difference.unwrap());
                if last.as_ref() == Some(&fresh) {
                    continue;
                }
                last = Some(fresh.clone());
                let remembered = session.build(remembered, Goal::Build);
                let fresh = Session::new(Memory::Drop).build(fresh, Goal::Build);
                let difference = builds_differ(&remembered, &fresh);
                prop_assert!(difference.is_none(), "step {}: {}", n + 1, difference.unwrap());
            }
            (remembered, fresh) => {
                let [ours, theirs] = [remembered, fresh].map(|read| match read {
                    Ok(_) => "inputs".to_owned(),
                    Err(error) => error.to_string(),
                });
                prop_assert_eq!(ours, theirs, "step {}", n + 1);
            }
        }
    }
    Ok(())
}

#[test]
fn reading_again_gives_what_reading_afresh_gives() {
    let cases = u32::try_from(iterations(150)).unwrap();
    let config =
        Config { cases, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let mut runner = TestRunner::new(config);
    let outcome = runner.run(&vec(step(), 1..16), |script| compare(&script));
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

const PAGE: &str = "content/backup.md";

/// Reads the content at some moment and returns the text of the page.
fn text(desk: &Desk, readers: &mut Readers, now: SystemTime) -> Arc<str> {
    readers.begin(now);
    let inputs = desk.read(readers).unwrap();
    match inputs.tree.get(&SourcePath::new("backup.md").unwrap()) {
        Some(SourceFile::Text(text)) => text.share(),
        other => panic!("the page is read as {other:?}"),
    }
}

/// A page is the same value for as long as it is equal, whether it was trusted or read again.
#[test]
fn an_equal_text_stays_the_same_one() {
    for clock in [Clock::Now, Clock::Later] {
        let (desk, mut readers) = (Desk::new(), Readers::default());
        desk.make(&Edit::Write(PAGE, b"# Backup\n\nText.\n"));
        let first = text(&desk, &mut readers, clock.time());
        let again = text(&desk, &mut readers, clock.time());
        assert!(Arc::ptr_eq(&first, &again), "{clock:?}: read again");
        desk.tick();
        desk.make(&Edit::Save(PAGE, b"# Backup\n\nText.\n"));
        let saved = text(&desk, &mut readers, clock.time());
        assert!(Arc::ptr_eq(&first, &saved), "{clock:?}: saved with the same text");
        desk.tick();
        desk.make(&Edit::Save(PAGE, b"# Backup\n\nTest.\n"));
        let changed = text(&desk, &mut readers, clock.time());
        assert_eq!(&*changed, "# Backup\n\nTest.\n", "{clock:?}");
    }
}

/// Two writes of one length within one step of the clock look the same. Read between them, the file
/// must not be trusted.
#[test]
fn a_second_write_in_the_same_moment_is_seen() {
    let (desk, mut readers) = (Desk::new(), Readers::default());
    for round in 0..200 {
        let texts: [&[u8]; 2] = [b"# Backup\n\nText.\n", b"# Backup\n\nTest.\n"];
        desk.make(&Edit::Write(PAGE, texts[round % 2]));
        let read = text(&desk, &mut readers, SystemTime::now());
        assert_eq!(read.as_bytes(), texts[round % 2], "round {round}");
    }
}

/// The time that a file shows can be set; when it was set can't.
#[cfg(unix)]
#[test]
fn a_change_with_the_time_set_back_is_seen() {
    let (desk, mut readers) = (Desk::new(), Readers::default());
    desk.make(&Edit::Write(PAGE, b"# Backup\n\nText.\n"));
    desk.make(&Edit::Date(PAGE, 1_000_000_000));
    let stamp = || {
        let found = std::fs::metadata(desk.path(PAGE)).unwrap();
        (found.len(), found.modified().unwrap())
    };
    let before = stamp();
    text(&desk, &mut readers, Clock::Later.time());
    desk.tick();
    desk.make(&Edit::Flip(PAGE));
    assert_eq!(stamp(), before);
    assert_eq!(&*text(&desk, &mut readers, Clock::Later.time()), "# Backup\n\nTexu.\n");
}

/// Renaming a folder leaves no trace in the files inside. Two that were written in the same moment
/// then differ in nothing but which file they are.
#[cfg(unix)]
#[test]
fn a_folder_that_takes_the_place_of_another_is_seen() {
    use std::fs;
    use std::os::unix::fs::MetadataExt;

    let (desk, mut readers) = (Desk::new(), Readers::default());
    let [folder, aside] = ["content/people", "aside"].map(|name| desk.path(name));
    let times = |folder: &std::path::Path| {
        let found = fs::metadata(folder.join("leave.md")).unwrap();
        (found.mtime(), found.mtime_nsec(), found.ctime(), found.ctime_nsec())
    };
    let mut read = |desk: &Desk| {
        readers.begin(Clock::Later.time());
        let tree = desk.read(&mut readers).unwrap().tree;
        tree.get(&SourcePath::new("people/leave.md").unwrap()).cloned()
    };
    for _ in 0..1_000 {
        for folder in [&folder, &aside] {
            fs::remove_dir_all(folder).unwrap_or_default();
            fs::create_dir_all(folder).unwrap();
        }
        fs::write(folder.join("leave.md"), "# Leave\n\nText.\n").unwrap();
        fs::write(aside.join("leave.md"), "# Leave\n\nTest.\n").unwrap();
        if times(&folder) == times(&aside) {
            break;
        }
    }
    assert_eq!(read(&desk), Some(SourceFile::Text("# Leave\n\nText.\n".into())));
    desk.tick();
    fs::rename(&folder, desk.path("old")).unwrap();
    fs::rename(&aside, &folder).unwrap();
    assert_eq!(read(&desk), Some(SourceFile::Text("# Leave\n\nTest.\n".into())));
}
