//! What holds when the disk fails, when the process is killed, and for any sequence of sites.
//!
//! The public face is tested in `tests/it/emit.rs`; here are the cases that need a [`FaultyDisk`].

#![expect(clippy::disallowed_methods, reason = "the tests set up and look at folders")]

mod faulty_disk;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use proptest::prelude::Just;
use proptest::prelude::Strategy;
use proptest::prelude::any;
use proptest::prop_oneof;
use proptest::test_runner::Config;
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use crate::emit::Destination;
use crate::emit::Method;
use crate::emit::Outputs;
use crate::emit::Report;
use crate::emit::Wait;
use crate::emit::apply::emit_on;
use crate::emit::disk::Disk;
use crate::emit::lock::lock;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::target::Target;
use crate::emit::tests::faulty_disk::Fault;
use crate::emit::tests::faulty_disk::FaultyDisk;
use crate::emit::tests::faulty_disk::Folders;
use crate::error::Result;
use crate::place::OutPath;

/// A folder with a source and a place for the output.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(TempDir::new().unwrap());
        fs::create_dir(desk.source()).unwrap();
        desk
    }

    fn source(&self) -> PathBuf {
        self.0.path().join("content")
    }

    fn out(&self) -> PathBuf {
        self.0.path().join("public")
    }

    fn emit_on(&self, disk: &impl Disk, outputs: &Outputs) -> Result<Report> {
        let to = Destination { dir: &self.out(), source_root: &self.source() };
        emit_on(disk, outputs, &to, Wait::Refuse)
    }

    #[track_caller]
    fn emit(&self, folders: Folders, outputs: &Outputs) -> Report {
        self.emit_on(&FaultyDisk::new(folders, Fault::None), outputs).unwrap()
    }

    /// Returns everything in the output folder.
    fn tree(&self) -> Tree {
        let mut tree = Tree::new();
        list(&self.out(), "", &mut tree);
        tree
    }

    /// Returns the names beside the source and the output.
    fn leftovers(&self) -> Vec<String> {
        let names = fs::read_dir(self.0.path()).unwrap();
        let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name != "content" && name != "public").collect()
    }
}

/// Path, and what is there: `folder`, `-> TARGET`, or `= BYTES`.
type Tree = BTreeMap<String, String>;

fn list(folder: &Path, inside: &str, tree: &mut Tree) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let entry = entry.unwrap();
        let path = format!("{inside}{}", entry.file_name().to_str().unwrap());
        let kind = entry.file_type().unwrap();
        let what = if kind.is_dir() {
            list(&entry.path(), &format!("{path}/"), tree);
            "folder".to_owned()
        } else if kind.is_symlink() {
            format!("-> {}", fs::read_link(entry.path()).unwrap().display())
        } else {
            format!("= {}", fs::read_to_string(entry.path()).unwrap())
        };
        tree.insert(path, what);
    }
}

/// Returns what the output folder holds when only a site is in it.
fn tree_of(outputs: &Outputs) -> Tree {
    let mut tree = Tree::new();
    for (path, bytes) in outputs {
        let folders = Path::new(path.as_str()).ancestors().skip(1);
        for folder in folders.filter(|folder| !folder.as_os_str().is_empty()) {
            tree.insert(folder.to_str().unwrap().to_owned(), "folder".to_owned());
        }
        tree.insert(path.to_string(), format!("= {}", str::from_utf8(bytes).unwrap()));
    }
    let manifest = Manifest::of(outputs).to_bytes();
    tree.insert(MANIFEST.to_owned(), format!("= {}", String::from_utf8(manifest).unwrap()));
    tree
}

fn site(files: &[(&str, &str)]) -> Outputs {
    let file =
        |(path, text): &(&str, &str)| (OutPath::new(path).unwrap(), Arc::from(text.as_bytes()));
    files.iter().map(file).collect()
}

fn old_site() -> Outputs {
    site(&[
        ("gone.html", "gone"),
        ("kept.html", "kept"),
        ("shift", "a file that becomes a folder"),
        ("theme/old/style.css", "a folder that goes"),
        ("turn/deep/index.html", "a folder that becomes a file"),
        ("x/page.html", "old text"),
    ])
}

fn new_site() -> Outputs {
    site(&[
        ("kept.html", "kept"),
        ("new/asset.css", "new"),
        ("shift/index.html", "a folder that was a file"),
        ("turn", "a file that was a folder"),
        ("x/page.html", "new text"),
    ])
}

/// Puts files of someone else into an output folder.
fn add_foreign(out: &Path) -> Tree {
    fs::create_dir_all(out.join("x/mine/empty")).unwrap();
    fs::write(out.join("x/mine/deep.txt"), "deep").unwrap();
    fs::write(out.join("mine.txt"), "mine").unwrap();
    let mut foreign: Tree = [
        ("x/mine", "folder"),
        ("x/mine/empty", "folder"),
        ("x/mine/deep.txt", "= deep"),
        ("mine.txt", "= mine"),
    ]
    .map(|(path, what)| (path.to_owned(), what.to_owned()))
    .into();
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../nowhere", out.join("x/link")).unwrap();
        foreign.insert("x/link".to_owned(), "-> ../nowhere".to_owned());
    }
    foreign
}

const STORAGE_FULL: io::ErrorKind = io::ErrorKind::StorageFull;

/// Every single failure of each kind, and a crash at every operation, up to the first run in
/// which the fault comes after the last operation.
fn for_every_fault(mut check: impl FnMut(Fault) -> FaultyRun) {
    let single = |kind| move |operation| Fault::Once(operation, kind);
    check_all(&mut check, &single(STORAGE_FULL));
    check_all(&mut check, &single(io::ErrorKind::Other));
    check_all(&mut check, &single(io::ErrorKind::CrossesDevices));
    check_all(&mut check, &Fault::From);
}

/// How many operations a run asked for.
struct FaultyRun(usize);

fn check_all(check: &mut impl FnMut(Fault) -> FaultyRun, fault: &dyn Fn(usize) -> Fault) {
    let mut operation = 0;
    while check(fault(operation)).0 > operation {
        operation += 1;
    }
    assert!(operation > 10, "only {operation} operations can fail");
}

/// From the old site, or from no folder at all, to the new one.
#[track_caller]
fn check_swap(folders: Folders, from: Option<&Outputs>) {
    let to = new_site();
    for_every_fault(|fault| {
        let desk = Desk::new();
        let mut old = Tree::new();
        let mut new = tree_of(&to);
        if let Some(from) = from {
            desk.emit(folders, from);
            let foreign = add_foreign(&desk.out());
            old.extend(tree_of(from));
            old.extend(foreign.clone());
            new.extend(foreign);
        }
        let disk = FaultyDisk::new(folders, fault);
        let done = desk.emit_on(&disk, &to);

        let tree = desk.tree();
        let is_aside = folders == Folders::Rename && tree.is_empty();
        assert!(tree == old || tree == new || is_aside, "{fault:?} left {tree:#?}");
        // A swap that the system forbids is made up for; anything else is told.
        assert!(done.is_err() || tree == new, "{fault:?} is not told");

        desk.emit(folders, &to);
        assert_eq!(desk.tree(), new, "after {fault:?}");
        assert_eq!(desk.leftovers(), <[String; 0]>::default(), "after {fault:?}");
        FaultyRun(disk.operations())
    });
}

#[test]
fn a_failure_during_an_exchange_leaves_the_old_site_or_the_new_one() {
    check_swap(Folders::Exchange, Some(&old_site()));
}

#[test]
fn a_failure_during_two_renames_leaves_the_old_site_or_the_new_one() {
    check_swap(Folders::Rename, Some(&old_site()));
}

#[test]
fn a_failure_during_the_first_build_leaves_nothing_or_the_site() {
    check_swap(Folders::Exchange, None);
}

/// A killed build followed by one of the *old* site: nothing of the new one may be left.
#[test]
fn a_build_after_a_crash_may_go_back() {
    for folders in [Folders::Exchange, Folders::Rename, Folders::Fixed] {
        let mut operation = 0;
        loop {
            let desk = Desk::new();
            desk.emit(folders, &old_site());
            let mut old = tree_of(&old_site());
            old.extend(add_foreign(&desk.out()));
            let disk = FaultyDisk::new(folders, Fault::From(operation));
            let done = desk.emit_on(&disk, &new_site());
            desk.emit(folders, &old_site());
            assert_eq!(desk.tree(), old, "{folders:?}, killed at {operation}");
            assert_eq!(desk.leftovers(), <[String; 0]>::default());
            if done.is_ok() {
                break;
            }
            operation += 1;
        }
    }
}

#[test]
fn a_failure_in_place_leaves_whole_files_that_the_manifest_lists() {
    let (from, to) = (old_site(), new_site());
    for_every_fault(|fault| {
        let desk = Desk::new();
        assert_eq!(desk.emit(Folders::Exchange, &from).method, Method::Swapped);
        let foreign = add_foreign(&desk.out());
        let disk = FaultyDisk::new(Folders::Fixed, fault);
        let done = desk.emit_on(&disk, &to);

        let mut tree = desk.tree();
        let manifest = tree.remove(MANIFEST).expect("the manifest is never away");
        let owned = Manifest::parse(manifest.strip_prefix("= ").unwrap().as_bytes()).unwrap();
        for (path, what) in &foreign {
            assert_eq!(tree.remove(path).as_ref(), Some(what), "{fault:?}");
        }
        tree.retain(|path, what| what != "folder" && !path.contains(TEMPORARY));
        let (old, new) = (tree_of(&from), tree_of(&to));
        for (path, what) in &tree {
            assert!(owned.files.contains(&OutPath::new(path).unwrap()), "{fault:?}: {path}");
            let is_whole = old.get(path) == Some(what) || new.get(path) == Some(what);
            assert!(is_whole, "{fault:?}: `{path}` {what}");
        }
        assert_eq!(tree["kept.html"], "= kept");
        let is_new = tree.len() == to.len() && tree.iter().all(|(path, what)| new[path] == *what);
        assert!(done.is_err() || is_new, "{fault:?} is not told");

        desk.emit(Folders::Fixed, &to);
        let mut expected = new;
        expected.extend(foreign);
        assert_eq!(desk.tree(), expected, "after {fault:?}");
        assert_eq!(desk.leftovers(), <[String; 0]>::default(), "after {fault:?}");
        FaultyRun(disk.operations())
    });
}

#[test]
fn in_place_assets_come_before_pages_and_deletions_last() {
    let from = site(&[("a.html", "old"), ("gone.css", "old"), ("z.css", "old")]);
    let to = site(&[("a.html", "new"), ("z.css", "new")]);
    let mut seen = Vec::new();
    check_all(
        &mut |fault| {
            let desk = Desk::new();
            desk.emit(Folders::Exchange, &from);
            let disk = FaultyDisk::new(Folders::Fixed, fault);
            // Killed or not: what counts is the folder.
            drop(desk.emit_on(&disk, &to));
            let tree = desk.tree();
            let text = |path: &str| tree.get(path).map(String::as_str);
            let state = ["z.css", "a.html", "gone.css"].map(|path| match text(path) {
                Some("= old") => "old",
                Some(_) => "new",
                None => "gone",
            });
            if seen.last() != Some(&state) {
                seen.push(state);
            }
            FaultyRun(disk.operations())
        },
        &Fault::From,
    );
    assert_eq!(
        seen,
        [
            ["old", "old", "old"],
            ["new", "old", "old"],
            ["new", "new", "old"],
            ["new", "new", "gone"]
        ]
    );
}

#[test]
fn in_place_reports_what_it_did_and_then_nothing() {
    let desk = Desk::new();
    desk.emit(Folders::Exchange, &old_site());
    let report = desk.emit(Folders::Fixed, &new_site());
    assert_eq!(report, Report { written: 4, unchanged: 1, deleted: 4, method: Method::InPlace });
    let report = desk.emit(Folders::Fixed, &new_site());
    assert_eq!(report, Report { written: 0, unchanged: 5, deleted: 0, method: Method::Nothing });
}

#[test]
fn an_unchanged_build_asks_nothing_of_the_disk() {
    let desk = Desk::new();
    desk.emit(Folders::Exchange, &old_site());
    add_foreign(&desk.out());
    let disk = FaultyDisk::new(Folders::Exchange, Fault::From(0));
    let report = desk.emit_on(&disk, &old_site()).unwrap();
    assert_eq!(report, Report { written: 0, unchanged: 6, deleted: 0, method: Method::Nothing });
    assert_eq!(disk.operations(), 0);
}

#[test]
fn a_file_saved_into_the_old_site_in_the_moment_of_the_swap_is_kept() {
    let desk = Desk::new();
    desk.emit(Folders::Exchange, &old_site());
    let mut operation = 0;
    // The crash right after the exchange: the old site is whole, at the stage's name.
    while desk.tree() != tree_of(&new_site()) {
        let disk = FaultyDisk::new(Folders::Exchange, Fault::From(operation));
        drop(desk.emit_on(&disk, &new_site()));
        operation += 1;
    }
    let stage = desk.0.path().join(".public.rulebook-stage");
    fs::create_dir_all(stage.join("late/er")).unwrap();
    fs::write(stage.join("late/er/note.txt"), "late").unwrap();
    desk.emit(Folders::Exchange, &new_site());
    assert_eq!(fs::read_to_string(desk.out().join("late/er/note.txt")).unwrap(), "late");
    assert_eq!(desk.leftovers(), <[String; 0]>::default());
}

#[test]
fn a_folder_at_the_stage_that_is_not_ours_is_left_alone() {
    let desk = Desk::new();
    let stage = desk.0.path().join(".public.rulebook-stage");
    fs::create_dir(&stage).unwrap();
    fs::write(stage.join("thesis.txt"), "mine").unwrap();
    let disk = FaultyDisk::new(Folders::Exchange, Fault::None);
    let error = desk.emit_on(&disk, &old_site()).unwrap_err();
    let expected = format!(
        "`{}` has a name that rulebook uses while it builds, and rulebook did not write it",
        stage.display()
    );
    assert_eq!(error.to_string(), expected);
    assert_eq!(error.help(), Some("move it away, and build again"));
    assert_eq!(disk.operations(), 0);
    assert_eq!(fs::read_to_string(stage.join("thesis.txt")).unwrap(), "mine");
}

#[test]
fn a_second_build_is_busy_while_the_first_holds_the_lock() {
    let desk = Desk::new();
    let to = Destination { dir: &desk.out(), source_root: &desk.source() };
    let held = lock(&Target::resolve(&to).unwrap(), Wait::Refuse).unwrap();
    let disk = FaultyDisk::new(Folders::Exchange, Fault::None);
    let error = desk.emit_on(&disk, &old_site()).unwrap_err();
    assert!(error.is_busy());
    assert_eq!(
        error.to_string(),
        format!("another build is writing to `{}`", desk.out().display())
    );
    assert_eq!(disk.operations(), 0);
    drop(held);
    assert_eq!(desk.emit_on(&disk, &old_site()).unwrap().method, Method::Swapped);
}

/// A site of a few paths, among them those that can't be in one folder together: of two that
/// exclude each other, the first wins.
fn any_site() -> impl Strategy<Value = Outputs> {
    const PATHS: [&str; 10] =
        ["a", "a/b", "a/b/c.html", "a/d.css", "a-b", "b", "b/c", "c.html", "c.html/x/y", "d/e/f"];
    let file = (0..PATHS.len(), "[xy]{0,2}");
    proptest::collection::vec(file, 0..7).prop_map(|files| {
        let mut outputs = Outputs::new();
        for (path, text) in files {
            let path = OutPath::new(PATHS[path]).unwrap();
            let below = |one: &str, other: &str| one.starts_with(&format!("{other}/"));
            let clashes = outputs.keys().any(|p: &OutPath| {
                below(p.as_str(), path.as_str()) || below(path.as_str(), p.as_str())
            });
            if !clashes {
                outputs.insert(path, Arc::from(text.as_bytes()));
            }
        }
        outputs
    })
}

/// What happens to the output folder.
#[derive(Debug, Clone)]
enum Event {
    Build(Outputs),
    /// Killed at an operation.
    Crash(Outputs, usize),
    /// Someone saves a file of their own.
    Foreign(&'static str),
    /// Someone edits every file of ours, without changing its size.
    Edit,
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => any_site().prop_map(Event::Build),
        2 => (any_site(), 0_usize..40).prop_map(|(site, operation)| Event::Crash(site, operation)),
        1 => any::<bool>().prop_map(|deep| Event::Foreign(if deep { "a/mine" } else { "mine" })),
        1 => Just(Event::Edit),
    ]
}

/// Applies the events, and checks the folder after every build.
fn check_events(folders: Folders, events: &[Event]) {
    let desk = Desk::new();
    desk.emit(folders, &Outputs::new());
    let mut foreign = BTreeSet::new();
    for event in events {
        match event {
            Event::Build(site) => check_build(&desk, site, folders, &foreign),
            Event::Crash(site, operation) => {
                let disk = FaultyDisk::new(folders, Fault::From(*operation));
                drop(desk.emit_on(&disk, site));
            }
            Event::Foreign(path) => {
                let full = desk.out().join(path);
                let is_free =
                    full.parent().unwrap().is_dir() && fs::symlink_metadata(&full).is_err();
                if is_free {
                    fs::write(&full, "mine").unwrap();
                    foreign.insert(*path);
                }
            }
            Event::Edit => {
                for (path, what) in desk.tree() {
                    let Some(text) = what.strip_prefix("= ") else { continue };
                    if path != MANIFEST && text != "mine" && !path.contains(TEMPORARY) {
                        fs::write(desk.out().join(&path), text.replace('x', "y")).unwrap();
                    }
                }
            }
        }
    }
}

fn check_build(desk: &Desk, site: &Outputs, folders: Folders, foreign: &BTreeSet<&str>) {
    let result = desk.emit_on(&FaultyDisk::new(folders, Fault::None), site);
    let is_blocked = foreign.contains("a/mine") && site.contains_key(&OutPath::new("a").unwrap());
    assert_eq!(result.is_err(), is_blocked, "{result:?}");
    for path in foreign {
        assert_eq!(fs::read_to_string(desk.out().join(path)).unwrap(), "mine");
    }
    assert_eq!(desk.leftovers(), <[String; 0]>::default());
    if is_blocked {
        return;
    }
    let mut expected = tree_of(site);
    for path in foreign {
        expected.insert((*path).to_owned(), "= mine".to_owned());
        if *path == "a/mine" {
            expected.insert("a".to_owned(), "folder".to_owned());
        }
    }
    assert_eq!(desk.tree(), expected);
    let again = desk.emit_on(&FaultyDisk::new(folders, Fault::From(0)), site).unwrap();
    assert_eq!(again.method, Method::Nothing);
}

#[test]
fn after_any_history_the_folder_equals_a_clean_build() {
    let config = Config { cases: 128, failure_persistence: None, ..Config::default() };
    let folders = prop_oneof![Just(Folders::Exchange), Just(Folders::Rename), Just(Folders::Fixed)];
    let history = (folders, proptest::collection::vec(any_event(), 1..9));
    TestRunner::new(config)
        .run(&history, |(folders, events)| {
            check_events(folders, &events);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_manifest_is_one_path_a_line() {
    let text = |outputs: &Outputs| String::from_utf8(Manifest::of(outputs).to_bytes()).unwrap();
    assert_eq!(text(&Outputs::new()), "{\"schema\":1,\"files\":[]}\n");
    let outputs = site(&[("b \"c\".html", ""), ("a/ü.css", "")]);
    assert_eq!(
        text(&outputs),
        "{\"schema\":1,\"files\":[\n\"a/ü.css\",\n\"b \\\"c\\\".html\"\n]}\n"
    );
    let read = Manifest::parse(&Manifest::of(&outputs).to_bytes()).unwrap();
    assert_eq!(read, Manifest::of(&outputs));
}
