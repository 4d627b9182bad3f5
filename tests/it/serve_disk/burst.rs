//! Bursts of changes: whatever is read while one may go on, what is shown at last is how things stand.

use rulebook::serve::{Wake, Watch, Watched};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::{scope, sleep};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long slowness is taken for slowness, and not for an event that was lost.
const PATIENCE: Duration = Duration::from_secs(30);

const SAVES: u32 = 60;

fn watch(folder: &Path) -> Watch {
    let watched = Watched { folder: folder.to_owned(), is_deep: true };
    let mut watch = Watch::new(vec![watched], Wake::Events);
    assert_eq!(watch.fault(), None, "this system has events");
    watch
}

/// Saves one number after the other, with pauses shorter and longer than those that end a burst.
fn save_all(file: &Path) {
    for n in 1..=SAVES {
        fs::write(file, n.to_string()).unwrap();
        sleep(Duration::from_millis(u64::from(n * 7 % 23) * u64::from(n % 6)));
    }
}

fn file_in(folder: &TempDir) -> PathBuf {
    let file = folder.path().join("page.md");
    fs::write(&file, "0").unwrap();
    file
}

#[test]
fn what_is_read_early_and_shown_is_never_the_last_but_one() {
    let folder = TempDir::new().unwrap();
    let file = file_in(&folder);
    let mut watch = watch(folder.path());
    let mut shown = Vec::new();
    scope(|threads| {
        threads.spawn(|| save_all(&file));
        while shown.last() != Some(&SAVES.to_string()) {
            let began = Instant::now();
            watch.wait(PATIENCE);
            assert!(began.elapsed() < PATIENCE, "what came last is lost: {shown:?}");
            let mut read = fs::read_to_string(&file).unwrap();
            if watch.is_disturbed() {
                read = fs::read_to_string(&file).unwrap();
            }
            // As a build does.
            sleep(Duration::from_millis(15));
            if !watch.settle() {
                read = fs::read_to_string(&file).unwrap();
            }
            shown.push(read);
        }
    });
    let numbers: Vec<u32> = shown.iter().filter_map(|text| text.parse().ok()).collect();
    assert!(numbers.is_sorted(), "{shown:?}");
}

#[test]
fn without_a_burst_there_is_nothing_to_wait_for() {
    let folder = TempDir::new().unwrap();
    let mut watch = watch(folder.path());
    watch.wait(Duration::from_millis(1));
    assert!(!watch.is_disturbed() && watch.settle());
    let mut polling = Watch::new(Vec::new(), Wake::Poll);
    polling.wait(Duration::from_millis(1));
    assert!(!polling.is_disturbed() && polling.settle());
}

#[test]
fn a_change_after_the_pause_disturbs() {
    let folder = TempDir::new().unwrap();
    let file = file_in(&folder);
    let mut watch = watch(folder.path());
    fs::write(&file, "1").unwrap();
    watch.wait(PATIENCE);
    // The second is no later than the quiet that ends a burst, unless the machine sleeps: try again.
    let is_disturbed = (2..40).any(|n| {
        fs::write(&file, n.to_string()).unwrap();
        if !watch.settle() {
            return true;
        }
        watch.wait(PATIENCE);
        false
    });
    assert!(is_disturbed, "no change between waiting and settling was ever noticed");
}

#[test]
fn a_folder_that_is_replaced_while_it_is_read_is_watched_from_then_on() {
    let above = TempDir::new().unwrap();
    let folder = above.path().join("content");
    fs::create_dir(&folder).unwrap();
    let mut watch = watch(&folder);
    watch.wait(Duration::from_millis(1));
    fs::rename(&folder, above.path().join("old")).unwrap();
    fs::create_dir(&folder).unwrap();
    let mut is_seen = || {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            sleep(Duration::from_millis(50));
            if watch.is_disturbed() {
                while watch.is_disturbed() {}
                return true;
            }
        }
        false
    };
    assert!(is_seen(), "the folder is another one");
    fs::write(folder.join("page.md"), "1").unwrap();
    assert!(is_seen(), "something changed in the new one");
}
