//! Writing in place, file by file, where the folder can't be swapped.
//!
//! In: a plan. Out: the folder holds the site. Every file is written under a temporary name and
//! renamed, so none is ever half there; assets, then pages, then deletions, so that no page
//! refers to what is not there yet or any more. A file of ours that stands where a folder is
//! needed, or the other way round, goes right before its place is taken.
//!
//! Invariant: at any moment the manifest lists everything that is ours.

use std::collections::BTreeSet;
use std::io;
use std::iter::once;
use std::path::Path;

use crate::emit::disk::Disk;
use crate::emit::live::Live;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::plan::EmitPlan;
use crate::emit::plan::folders_of;
use crate::error::Error;
use crate::error::Result;
use crate::place::OutPath;

/// Brings the folder at `root` from `live` to `wanted`, by the plan.
pub(super) fn write_in_place(
    disk: &impl Disk,
    root: &Path,
    live: &Live,
    plan: &EmitPlan<'_>,
    wanted: &Manifest,
) -> Result<()> {
    if !live.exists {
        disk.create_dir(root).map_err(|error| Error::io("creating", root, error))?;
    }
    let mut work = InPlace {
        disk,
        root,
        new_folders: plan.new_folders.clone(),
        files: plan.delete.clone(),
        folders: plan.delete_folders.clone(),
    };
    // Both sites' files are ours until the last step: whatever is there, the next build knows it.
    let union = live.owned.union(wanted).to_bytes();
    if live.manifest_bytes.as_ref() != Some(&union) {
        work.replace(MANIFEST, &union)?;
    }
    for (path, bytes) in &plan.write {
        work.make_folders(path.as_str())?;
        work.replace(path.as_str(), bytes)?;
    }
    work.clear(Below::Root)?;
    let wanted = wanted.to_bytes();
    if wanted == union { Ok(()) } else { work.replace(MANIFEST, &wanted) }
}

/// What is still to be done.
struct InPlace<'a, D> {
    disk: &'a D,
    root: &'a Path,
    /// Folders to be created.
    new_folders: BTreeSet<&'a str>,
    /// Files to be deleted.
    files: BTreeSet<&'a OutPath>,
    /// Folders to be deleted.
    folders: BTreeSet<&'a str>,
}

/// A part of the output folder.
#[derive(Clone, Copy)]
enum Below<'a> {
    Root,
    Folder(&'a str),
}

impl Below<'_> {
    fn contains(self, path: &str) -> bool {
        let below =
            |folder: &str| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
        match self {
            Self::Root => true,
            Self::Folder(folder) => path == folder || below(folder),
        }
    }
}

impl<D: Disk> InPlace<'_, D> {
    /// Creates the folders that `path` lies in.
    fn make_folders(&mut self, path: &str) -> Result<()> {
        let missing: Vec<&str> =
            folders_of(once(path)).intersection(&self.new_folders).copied().collect();
        for folder in missing {
            let full = self.root.join(folder);
            let file = self.files.iter().find(|file| file.as_str() == folder).copied();
            if let Some(file) = file {
                self.disk
                    .remove_file(&full)
                    .map_err(|error| Error::io("removing", &full, error))?;
                self.files.remove(file);
            }
            self.disk.create_dir(&full).map_err(|error| Error::io("creating", &full, error))?;
            self.new_folders.remove(folder);
        }
        Ok(())
    }

    /// Writes a file whole, whatever of ours stands at its path.
    fn replace(&mut self, path: &str, bytes: &[u8]) -> Result<()> {
        let full = self.root.join(path);
        let temporary = full.with_file_name(format!("{TEMPORARY}file"));
        let failed = |error| Error::io("writing", &full, error);
        let taken = match self.disk.write_new(&temporary, bytes) {
            // Not of our making: those of ours are removed before.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::io("writing", &temporary, error));
            }
            Err(error) => Err(failed(error)),
            Ok(()) => self
                .make_room(path)
                .and_then(|()| self.disk.rename(&temporary, &full).map_err(failed)),
        };
        if taken.is_err() {
            // The first failure is the one to tell; the next build removes what is left.
            drop(self.disk.remove_file(&temporary));
        }
        taken
    }

    /// Deletes the folder that stands where a file is needed.
    fn make_room(&mut self, path: &str) -> Result<()> {
        if self.folders.contains(path) { self.clear(Below::Folder(path)) } else { Ok(()) }
    }

    /// Deletes what is to be deleted in that part of the folder.
    fn clear(&mut self, part: Below<'_>) -> Result<()> {
        for file in self.files.iter().filter(|file| part.contains(file.as_str())) {
            let full = self.root.join(file.as_str());
            self.disk.remove_file(&full).map_err(|error| Error::io("removing", &full, error))?;
        }
        // Those inside first.
        for folder in self.folders.iter().rev().filter(|folder| part.contains(folder)) {
            let full = self.root.join(folder);
            match self.disk.remove_dir(&full) {
                // Someone has saved a file into it since we looked.
                Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
                done => done.map_err(|error| Error::io("removing", &full, error))?,
            }
        }
        self.files.retain(|file| !part.contains(file.as_str()));
        self.folders.retain(|folder| !part.contains(folder));
        Ok(())
    }
}
