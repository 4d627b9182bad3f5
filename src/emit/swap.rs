//! The swap: a whole new folder beside the old one, and one step that puts it in its place.
//!
//! In: a plan. Out: the new site in place, or [`Swap::Impossible`] with the output folder as it
//! was. Unchanged files, and the files of others, get a second name in the new folder, so their
//! times stay. Killed at any moment, the output folder holds one site, whole.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::path::PathBuf;

use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;

use crate::emit::discard::discard;
use crate::emit::disk;
use crate::emit::disk::Disk;
use crate::emit::disk::Kind;
use crate::emit::found::Found;
use crate::emit::found::carried;
use crate::emit::manifest::MANIFEST;
use crate::emit::plan::EmitPlan;
use crate::emit::target::Target;
use crate::error::Error;
use crate::error::Result;

/// Whether the swap took place.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Swap {
    /// The new site is in place.
    Done,
    /// The folder is a mount point, or the system does not let us: it is to be written in place.
    Impossible,
}

/// What the new folder is to hold.
#[derive(Debug)]
pub(super) struct Staged<'a> {
    pub(super) plan: &'a EmitPlan<'a>,
    pub(super) manifest: &'a [u8],
    pub(super) found: &'a Found,
    /// Whether there is an output folder to swap with.
    pub(super) replaces: bool,
}

/// Puts the new folder together, swaps, and removes the old one.
pub(super) fn swap(disk: &impl Disk, target: &Target, staged: &Staged<'_>) -> Result<Swap> {
    if staged.replaces && disk::is_mount_point(&target.root, &target.parent) {
        return Ok(Swap::Impossible);
    }
    let Some(carried) = carried(&target.root, staged.found)? else { return Ok(Swap::Impossible) };
    let switched =
        stage(disk, target, staged, &carried).and_then(|()| switch(disk, target, staged.replaces));
    if let Err(error) = switched {
        return give_up(disk, target, staged.replaces, error);
    }
    discard(disk, &target.stage, Some(&target.root))?;
    discard(disk, &target.aside, Some(&target.root))?;
    Ok(Swap::Done)
}

fn stage(
    disk: &impl Disk,
    target: &Target,
    staged: &Staged<'_>,
    carried: &BTreeMap<PathBuf, Kind>,
) -> Result<()> {
    let (root, stage) = (&*target.root, &*target.stage);
    disk.create_dir(stage).map_err(|error| Error::io("creating", stage, error))?;
    let manifest = stage.join(MANIFEST);
    disk.write_new(&manifest, staged.manifest).map_err(|e| Error::io("writing", &manifest, e))?;
    for folder in folders(staged.plan, carried) {
        let folder = stage.join(folder);
        disk.create_dir(&folder).map_err(|error| Error::io("creating", &folder, error))?;
    }
    staged.plan.write.par_iter().try_for_each(|(path, bytes)| {
        let path = stage.join(path.as_str());
        disk.write_new(&path, bytes).map_err(|error| Error::io("writing", &path, error))
    })?;
    let link = |path: &Path| {
        let old = root.join(path);
        let linked = disk.hard_link(&old, &stage.join(path));
        linked.map_err(|error| Error::io("linking", &old, error))
    };
    staged.plan.keep.par_iter().try_for_each(|path| link(Path::new(path.as_str())))?;
    for (path, kind) in carried {
        match kind {
            Kind::File => link(path)?,
            Kind::Symlink => {
                let old = root.join(path);
                let linked = disk.symlink(&disk::read_link(&old)?, &stage.join(path));
                linked.map_err(|error| Error::io("linking", &old, error))?;
            }
            // Folders are there by now, and what holds a special file is not swapped.
            Kind::Folder | Kind::Special => {}
        }
    }
    Ok(())
}

/// Returns the folders to create, parents first.
fn folders(plan: &EmitPlan<'_>, carried: &BTreeMap<PathBuf, Kind>) -> BTreeSet<PathBuf> {
    let mut folders: BTreeSet<PathBuf> = plan.folders.iter().map(PathBuf::from).collect();
    for (path, kind) in carried {
        let own = usize::from(*kind != Kind::Folder);
        // The last ancestor of a relative path is the empty one.
        let above = path.ancestors().skip(own).filter(|folder| !folder.as_os_str().is_empty());
        folders.extend(above.map(Path::to_owned));
    }
    folders
}

fn switch(disk: &impl Disk, target: &Target, replaces: bool) -> Result<()> {
    let (root, stage, aside) = (&*target.root, &*target.stage, &*target.aside);
    let failed = |error| Error::io("replacing", root, error);
    if !replaces {
        return disk.rename(stage, root).map_err(failed);
    }
    match disk.exchange(stage, root) {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {}
        done => return done.map_err(failed),
    }
    // Killed between the two, the next build puts the old site back: see `recover`.
    disk.rename(root, aside).map_err(failed)?;
    if let Err(error) = disk.rename(stage, root) {
        disk.rename(aside, root).map_err(|error| Error::io("restoring", root, error))?;
        return Err(failed(error));
    }
    Ok(())
}

/// Removes the unfinished folder, and tells a swap that can't be from one that failed.
fn give_up(disk: &impl Disk, target: &Target, replaces: bool, error: Error) -> Result<Swap> {
    let is_as_before = disk::kind(&target.root)?.is_some() == replaces;
    if !is_as_before {
        return Err(error);
    }
    let removed = discard(disk, &target.stage, replaces.then_some(&*target.root));
    if is_no_swap(&error) {
        return removed.map(|()| Swap::Impossible);
    }
    // The first failure is the one to tell; the next build removes what is left.
    Err(error)
}

/// A mount point; another file system below it; a parent we may not write to; no hard links; a
/// name that is too long with what the stage adds to it.
fn is_no_swap(error: &Error) -> bool {
    error.io_error().is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::CrossesDevices
                | io::ErrorKind::ResourceBusy
                | io::ErrorKind::PermissionDenied
                | io::ErrorKind::ReadOnlyFilesystem
                | io::ErrorKind::TooManyLinks
                | io::ErrorKind::Unsupported
                | io::ErrorKind::InvalidFilename
        )
    })
}
