//! What is on disk, as far as it has changed: listings of folders and contents of files, each taken
//! again only when the disk shows that it may differ.
//!
//! A file (or the listing of a folder) is taken from memory when its identity, size and times are those
//! it had when it was read, and those times were old enough then. A time near that of the reading
//! proves nothing: file systems count in steps of up to two seconds, and a second write in the same
//! step leaves no trace. Git calls such entries racy, and reads them again as well.

use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::HashMap;
use std::ffi::OsString;
use std::fs::{self, File, FileType, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// Times less than this before the reading prove nothing: FAT counts in steps of two seconds.
const RACY: Duration = Duration::from_millis(2_500);

/// What a file shows of itself without being read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Stamp {
    /// Device and number of the file; zeros where the system does not say.
    identity: (u64, u64),
    len: u64,
    modified: Option<SystemTime>,
    /// When anything of the file changed last, its times included: seconds and nanoseconds.
    changed: (i64, i64),
}

impl Stamp {
    fn of(metadata: &Metadata) -> Self {
        let (identity, changed) = inode(metadata);
        Self { identity, len: metadata.len(), modified: metadata.modified().ok(), changed }
    }

    /// Returns whether a change after `now` would show.
    fn is_proof_at(&self, now: SystemTime) -> bool {
        let is_old = |time: SystemTime| now.duration_since(time).is_ok_and(|age| age > RACY);
        let seconds = u64::try_from(self.changed.0).unwrap_or(0);
        self.modified.is_some_and(is_old)
            && is_old(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> ((u64, u64), (i64, i64)) {
    use std::os::unix::fs::MetadataExt;

    ((metadata.dev(), metadata.ino()), (metadata.ctime(), metadata.ctime_nsec()))
}

#[cfg(not(unix))]
fn inode(_metadata: &Metadata) -> ((u64, u64), (i64, i64)) {
    ((0, 0), (0, 0))
}

/// A value made from something on disk, and how that looked then.
#[derive(Clone, Debug)]
struct Seen<T> {
    /// `None` when it proves nothing.
    stamp: Option<Stamp>,
    value: T,
}

/// What stands in a folder, by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Folder,
    File,
    Link,
    Other,
}

impl Kind {
    fn of(kind: FileType) -> Self {
        if kind.is_symlink() {
            Self::Link
        } else if kind.is_dir() {
            Self::Folder
        } else if kind.is_file() {
            Self::File
        } else {
            Self::Other
        }
    }
}

/// The names in a folder, sorted.
type Listing = Arc<[(OsString, Kind)]>;

/// Something that a walk has come to.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
}

/// A folder that can't be listed.
#[derive(Debug)]
pub(super) struct Unlisted {
    pub(super) path: PathBuf,
    pub(super) error: io::Error,
}

/// What was read, and with what it is to be compared. `V` is what files are turned into.
#[derive(Debug)]
pub(super) struct Disk<V> {
    /// The moment of this reading; `None` remembers nothing.
    now: Option<SystemTime>,
    folders: HashMap<PathBuf, Seen<Listing>>,
    /// The files that were read last.
    names: Arc<[PathBuf]>,
    /// What they became, in their order.
    values: Vec<Option<Seen<V>>>,
}

impl<V> Default for Disk<V> {
    fn default() -> Self {
        Self { now: None, folders: HashMap::new(), names: Arc::default(), values: Vec::new() }
    }
}

impl<V: Clone + Send + Sync> Disk<V> {
    /// Begins a reading. Without a moment, everything is read and nothing kept.
    pub(super) fn begin(&mut self, now: Option<SystemTime>) {
        self.now = now;
    }

    /// Returns whether every folder that the last walk listed still looks as it did, so that a walk
    /// would find the same. Of folders that could not be listed it knows nothing.
    pub(super) fn is_listed_as_before(&self) -> bool {
        let is_same = |(folder, seen): (&PathBuf, &Seen<Listing>)| {
            let stamp = || fs::metadata(folder).ok().map(|found| Stamp::of(&found));
            seen.stamp.is_some() && stamp() == seen.stamp
        };
        self.now.is_some() && !self.folders.is_empty() && self.folders.par_iter().all(is_same)
    }

    /// Walks the tree below `root` and returns what stands in it, folders left out, in no order, and
    /// the folders that can't be listed. `is_wanted` says whether to look at an entry at all, `holds`
    /// whether a folder with these names in it is one to look into.
    pub(super) fn walk(
        &mut self,
        root: &Path,
        is_wanted: impl Fn(&Entry) -> bool + Sync,
        holds: impl Fn(&[(OsString, Kind)]) -> bool + Sync,
    ) -> (Vec<Entry>, Vec<Unlisted>) {
        let old = std::mem::take(&mut self.folders);
        let now = self.now;
        let look = |folder: PathBuf| {
            let listed = list(&folder, old.get(&folder), now);
            let entries = match &listed {
                Ok(seen) if folder == root || holds(&seen.value) => {
                    let entries = seen.value.iter();
                    let entries =
                        entries.map(|(name, kind)| Entry { path: folder.join(name), kind: *kind });
                    entries.filter(|entry| is_wanted(entry)).collect()
                }
                Ok(_) | Err(_) => Vec::new(),
            };
            (folder, listed, entries)
        };
        let (mut found, mut unlisted) = (Vec::new(), Vec::new());
        let mut open = vec![root.to_owned()];
        // Level by level: folders of one level are looked at in parallel, and nothing recurses.
        while !open.is_empty() {
            let level: Vec<_> = open.into_par_iter().map(look).collect();
            open = Vec::new();
            for (path, listed, entries) in level {
                let (folders, others): (Vec<_>, Vec<_>) =
                    entries.into_iter().partition(|entry| entry.kind == Kind::Folder);
                open.extend(folders.into_iter().map(|entry| entry.path));
                found.extend(others);
                match listed {
                    Ok(seen) if now.is_some() => {
                        self.folders.insert(path, seen);
                    }
                    Ok(_) => {}
                    // Gone since the folder above it was listed.
                    Err(error) if path != root && error.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => unlisted.push(Unlisted { path, error }),
                }
            }
        }
        (found, unlisted)
    }

    /// Returns what `make` makes of each of these files, in their order; `None` for one that is gone.
    /// `make` receives what was made of the file before, so that equal values can stay the same one.
    /// Files that are not named are forgotten. It is fastest when `files` is the list of last time.
    pub(super) fn read(
        &mut self,
        files: &Arc<[PathBuf]>,
        make: impl Fn(usize, io::Result<Vec<u8>>, Option<&V>) -> V + Sync,
    ) -> Vec<Option<V>> {
        let names = std::mem::replace(&mut self.names, Arc::clone(files));
        let old = std::mem::take(&mut self.values);
        let by_name: HashMap<&PathBuf, usize> = if Arc::ptr_eq(&names, files) {
            HashMap::new()
        } else {
            names.iter().enumerate().map(|(n, name)| (name, n)).collect()
        };
        let place = |n: usize, path: &PathBuf| {
            if Arc::ptr_eq(&names, files) { Some(n) } else { by_name.get(path).copied() }
        };
        let now = self.now;
        let values: Vec<Option<Seen<V>>> = (0..files.len())
            .into_par_iter()
            .map(|n| {
                let path = files.get(n)?;
                let before = place(n, path).and_then(|place| old.get(place)?.as_ref());
                look_again(path, before, now, |bytes, before| make(n, bytes, before))
            })
            .collect();
        let made = values.iter().map(|seen| seen.as_ref().map(|seen| seen.value.clone())).collect();
        if now.is_some() {
            self.values = values;
        }
        made
    }
}

/// Returns what `make` makes of a file, or what was made of it before when it looks the same; `None`
/// when it is gone.
fn look_again<V: Clone>(
    path: &Path,
    before: Option<&Seen<V>>,
    now: Option<SystemTime>,
    make: impl FnOnce(io::Result<Vec<u8>>, Option<&V>) -> V,
) -> Option<Seen<V>> {
    if let Some(seen) = before.filter(|seen| seen.stamp.is_some())
        && fs::symlink_metadata(path).is_ok_and(|found| Some(Stamp::of(&found)) == seen.stamp)
    {
        return Some(seen.clone());
    }
    let (stamp, bytes) = match bytes_of(path) {
        Ok((metadata, bytes)) => (Some(Stamp::of(&metadata)), Ok(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => (None, Err(error)),
    };
    let stamp = stamp.filter(|stamp| now.is_some_and(|now| stamp.is_proof_at(now)));
    Some(Seen { stamp, value: make(bytes, before.map(|seen| &seen.value)) })
}

/// Lists a folder, unless it looks as it did when it was listed before.
fn list(
    folder: &Path,
    before: Option<&Seen<Listing>>,
    now: Option<SystemTime>,
) -> io::Result<Seen<Listing>> {
    let Some(now) = now else { return Ok(Seen { stamp: None, value: names(folder)? }) };
    // Taken before the names: what is added meanwhile makes the folder newer than this.
    let stamp = Stamp::of(&fs::metadata(folder)?);
    if let Some(seen) = before.filter(|seen| seen.stamp == Some(stamp)) {
        return Ok(seen.clone());
    }
    Ok(Seen { stamp: stamp.is_proof_at(now).then_some(stamp), value: names(folder)? })
}

fn names(folder: &Path) -> io::Result<Listing> {
    let entries = fs::read_dir(folder)?;
    let names = entries
        .map(|entry| entry.and_then(|entry| Ok((entry.file_name(), Kind::of(entry.file_type()?)))));
    let mut names: Vec<_> = names.collect::<io::Result<_>>()?;
    names.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(names.into())
}

/// Returns the bytes of a file, and how it looked before they were read.
fn bytes_of(path: &Path) -> io::Result<(Metadata, Vec<u8>)> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or(0));
    // Of a file as such, its size would be asked for again.
    file.take(u64::MAX).read_to_end(&mut bytes)?;
    Ok((metadata, bytes))
}
