//! [`Desk`]: a project in a folder of its own, how edits are made there, and how it is read.

use crate::serve_disk::edit::Edit;
use crate::support::day;
use rulebook::source::CONFIG_NAME;
use rulebook::source::load::{Exclusions, Reader, check_folder, read_text};
use rulebook::{Error, Inputs, ignore_globs};
use std::fs::{self, File, FileTimes, OpenOptions};
use std::io::{Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// A project's folder.
pub(super) struct Desk {
    folder: TempDir,
}

impl Desk {
    /// Makes a project with an empty content folder.
    pub(super) fn new() -> Self {
        let desk = Self { folder: TempDir::new().unwrap() };
        fs::create_dir_all(desk.path("content")).unwrap();
        desk
    }

    /// Returns where something of the project lies.
    pub(super) fn path(&self, inside: &str) -> PathBuf {
        self.project().join(inside)
    }

    fn project(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    /// Makes one change. What can't be done, such as renaming what is not there, changes nothing.
    pub(super) fn make(&self, edit: &Edit) {
        match *edit {
            Edit::Write(path, bytes) => {
                self.clear(path);
                fs::write(self.path(path), bytes).unwrap_or_default();
            }
            Edit::Save(path, bytes) => {
                self.clear(path);
                let saved = self.folder.path().join("saved");
                fs::write(&saved, bytes).unwrap();
                fs::rename(&saved, self.path(path)).unwrap_or_default();
            }
            Edit::Flip(path) => flip(&self.path(path)),
            Edit::Twice(path) => {
                self.clear(path);
                for text in ["# One\n\nText.\n", "# Two\n\nText.\n"] {
                    fs::write(self.path(path), text).unwrap_or_default();
                }
            }
            Edit::Date(path, seconds) => date(&self.path(path), seconds),
            Edit::MakeFolder(path) => {
                self.clear(path);
                fs::create_dir_all(self.path(path)).unwrap_or_default();
            }
            Edit::Rename(from, to) => self.rename(from, to),
            Edit::Delete(path) => remove(&self.path(path)),
            Edit::Link(path, to) => self.link(path, to),
            Edit::Lock(path) => set_mode(&self.path(path), 0o000),
            Edit::Unlock(path) => set_mode(&self.path(path), 0o755),
        }
    }

    /// Makes the folder that a path stands in, over files that are in the way; and removes what
    /// stands at the path unless that is a file.
    fn clear(&self, path: &str) {
        let mut at = self.project();
        let (folders, _) = path.rsplit_once('/').unwrap_or_default();
        for name in folders.split('/').filter(|name| !name.is_empty()) {
            at.push(name);
            if !is_folder(&at) {
                remove(&at);
            }
        }
        fs::create_dir_all(at).unwrap_or_default();
        let path = self.path(path);
        if path.is_symlink() || path.is_dir() {
            remove(&path);
        }
    }

    fn rename(&self, from: &str, to: &str) {
        let is_inside = |one: &str, other: &str| one.starts_with(&format!("{other}/"));
        let source = self.path(from);
        if from == to || fs::symlink_metadata(&source).is_err() || is_inside(to, from) {
            return;
        }
        if is_inside(from, to) {
            return;
        }
        self.clear(to);
        fs::rename(source, self.path(to)).unwrap_or_default();
    }

    #[cfg(unix)]
    fn link(&self, path: &str, to: &str) {
        self.clear(path);
        let path = self.path(path);
        remove(&path);
        std::os::unix::fs::symlink(to, path).unwrap_or_default();
    }

    #[cfg(not(unix))]
    fn link(&self, _: &str, _: &str) {}

    /// Reads all inputs as the command does; with readers that have begun, only what has changed.
    pub(super) fn read(&self, readers: &mut Readers) -> Result<Inputs, Error> {
        let (project, content) = (self.project(), self.path("content"));
        check_folder(&content)?;
        let config = read_text(&content.join(CONFIG_NAME))?;
        let globs = config.as_deref().map(ignore_globs).unwrap_or_default();
        let exclusions = Exclusions::new(&[self.path("public")], &globs);
        let tree = readers.content.load(&content, &exclusions)?;
        let mut inputs = Inputs::new(tree, day("2026-03-02"));
        let (statics, found) = readers.statics.read_files(&project, "static")?;
        inputs.statics = statics;
        inputs.tree.diagnostics.extend(found);
        let (themes, found) = readers.themes.read_files(&project, "themes")?;
        inputs.themes = themes;
        inputs.tree.diagnostics.extend(found);
        Ok(inputs)
    }

    /// Waits until what is written from now on bears a later time than what was written before.
    ///
    /// Times of files count in steps, of four milliseconds on many systems.
    pub(super) fn tick(&self) {
        let probe = self.folder.path().join("probe");
        let write = || {
            fs::write(&probe, "x").unwrap();
            fs::metadata(&probe).unwrap().modified().unwrap()
        };
        let first = write();
        while write() <= first {}
    }
}

impl Drop for Desk {
    /// Gives permissions back, for the folder to be removed.
    fn drop(&mut self) {
        let mut open = vec![self.project()];
        while let Some(folder) = open.pop() {
            set_mode(&folder, 0o755);
            let entries = fs::read_dir(folder).into_iter().flatten().flatten();
            open.extend(entries.map(|entry| entry.path()).filter(|path| is_folder(path)));
        }
    }
}

/// What was read of a project, folder by folder.
#[derive(Default)]
pub(super) struct Readers {
    pub(super) content: Reader,
    statics: Reader,
    themes: Reader,
}

impl Readers {
    pub(super) fn begin(&mut self, now: SystemTime) {
        for reader in [&mut self.content, &mut self.statics, &mut self.themes] {
            reader.begin(now);
        }
    }
}

fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Removes a file, a link or a folder, if there is one and it can be removed.
fn remove(path: &Path) {
    let removed = if is_folder(path) { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    removed.unwrap_or_default();
}

/// Changes one byte of a file, such that text stays text, and sets its time back.
pub(super) fn flip(path: &Path) {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
        return;
    }
    let Ok(mut file) = OpenOptions::new().read(true).write(true).open(path) else { return };
    let modified = file.metadata().unwrap().modified().unwrap();
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    let Some(last) = bytes.iter_mut().rev().find(|byte| byte.is_ascii_lowercase()) else { return };
    *last = if *last == b'z' { b'a' } else { *last + 1 };
    file.rewind().unwrap();
    file.write_all(&bytes).unwrap();
    if cfg!(unix) {
        // Where there is no time of change of the file itself, nobody could tell.
        file.set_times(FileTimes::new().set_modified(modified)).unwrap();
    }
}

fn date(path: &Path, seconds: u64) {
    if let Ok(file) = File::open(path) {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        file.set_times(FileTimes::new().set_modified(time)).unwrap_or_default();
    }
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;

    if fs::symlink_metadata(path).is_ok_and(|found| !found.is_symlink()) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap_or_default();
    }
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}
