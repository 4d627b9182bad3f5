//! Removing what a build leaves beside the output folder: an unfinished site, or the old one.
//!
//! In: a folder at one of the names that are ours. Out: the folder is gone. Removes what the
//! folder's own manifest lists, and files of others only while the output folder has them too:
//! one that it lacks (it was saved into the old site in the moment of the swap) is moved there.

use std::io;
use std::path::Path;
use std::path::PathBuf;

use crate::emit::disk;
use crate::emit::disk::Disk;
use crate::emit::disk::Kind;
use crate::emit::live::Found;
use crate::emit::live::Live;
use crate::emit::live::read_manifest;
use crate::emit::manifest::MANIFEST;
use crate::emit::manifest::Manifest;
use crate::emit::manifest::TEMPORARY;
use crate::emit::target::Target;
use crate::error::Error;
use crate::error::Result;
use crate::place::OutPath;

/// Mends what a killed build left, and returns the site that is in the output folder.
///
/// To be called under the lock, which makes sure that the build is no longer running.
pub(super) fn recover(disk: &impl Disk, target: &Target) -> Result<Live> {
    let is_between_renames = disk::kind(&target.root)?.is_none()
        && disk::kind(&target.aside)? == Some(Kind::Folder)
        && owned_by_tree(&target.aside)?.is_some();
    if is_between_renames {
        let back = disk.rename(&target.aside, &target.root);
        back.map_err(|error| Error::io("restoring", &target.root, error))?;
    }
    let live = Live::read(&target.root)?;
    let root = live.exists.then_some(&*target.root);
    discard(disk, &target.stage, root)?;
    discard(disk, &target.aside, root)?;
    Ok(live)
}

/// Removes the folder `tree`, if it is there; `root` is the output folder, if that is there.
pub(super) fn discard(disk: &impl Disk, tree: &Path, root: Option<&Path>) -> Result<()> {
    let owned = match disk::kind(tree)? {
        None => return Ok(()),
        Some(Kind::Folder) => owned_by_tree(tree)?,
        Some(Kind::File | Kind::Symlink | Kind::Special) => None,
    };
    let Some(owned) = owned else { return Err(not_ours(tree)) };
    let sweep = Sweep { disk, tree, root, owned };
    sweep.folder(Path::new(""))?;
    // Last, for as long as anything is left it has to be known as ours.
    let manifest = tree.join(MANIFEST);
    if disk::kind(&manifest)?.is_some() {
        disk.remove_file(&manifest).map_err(|error| Error::io("removing", &manifest, error))?;
    }
    disk.remove_dir(tree).map_err(|error| Error::io("removing", tree, error))
}

/// Returns what is ours in a folder, or `None` when it does not look like one of our making.
///
/// The manifest is the first file to be written and the last to go, so a folder without a whole
/// one has nothing else in it.
fn owned_by_tree(tree: &Path) -> Result<Option<Manifest>> {
    match read_manifest(tree)? {
        Found::Usable { owned, .. } => Ok(Some(owned)),
        Found::Missing | Found::Unusable(_) => {
            let is_bare = disk::list(tree)?
                .iter()
                .all(|(name, kind)| name.to_str() == Some(MANIFEST) && *kind == Kind::File);
            Ok(is_bare.then(Manifest::default))
        }
    }
}

fn not_ours(path: &Path) -> Error {
    let reason = "has a name that rulebook uses while it builds, and rulebook did not write it";
    Error::refused(path, reason, "move it away, and build again")
}

struct Sweep<'a, D> {
    disk: &'a D,
    tree: &'a Path,
    root: Option<&'a Path>,
    owned: Manifest,
}

impl<D: Disk> Sweep<'_, D> {
    /// Empties the folder at `inside`, a path relative to the tree, but for the manifest.
    fn folder(&self, inside: &Path) -> Result<()> {
        for (name, kind) in disk::list(&self.tree.join(inside))? {
            let path = inside.join(name);
            if path == Path::new(MANIFEST) {
                continue;
            }
            let full = self.tree.join(&path);
            let removed = if kind == Kind::Folder {
                self.folder(&path)?;
                self.disk.remove_dir(&full)
            } else if self.is_owned(&path, kind) || self.is_live(&path)? {
                self.disk.remove_file(&full)
            } else {
                self.rescue(&path, &full)?;
                continue;
            };
            removed.map_err(|error| Error::io("removing", &full, error))?;
        }
        Ok(())
    }

    fn is_owned(&self, path: &Path, kind: Kind) -> bool {
        let segments: Option<Vec<&str>> = path.iter().map(|segment| segment.to_str()).collect();
        let Some(segments) = segments else { return false };
        let is_temporary = segments.last().is_some_and(|name| name.starts_with(TEMPORARY));
        let path = OutPath::new(&segments.join("/"));
        is_temporary && kind == Kind::File
            || path.is_some_and(|path| self.owned.files.contains(&path))
    }

    fn is_live(&self, path: &Path) -> Result<bool> {
        let live = |root: &Path| Ok(disk::kind(&root.join(path))?.is_some());
        self.root.map_or(Ok(false), live)
    }

    fn rescue(&self, path: &Path, full: &Path) -> Result<()> {
        let Some(root) = self.root else { return Err(not_ours(full)) };
        let rescued: PathBuf = root.join(path);
        if let Some(parent) = rescued.parent() {
            self.make_folders(root, parent)?;
        }
        let moved = self.disk.rename(full, &rescued);
        moved.map_err(|error| Error::io("moving", full, error))
    }

    /// Creates the folders from `root` to `folder`, through no symbolic link.
    fn make_folders(&self, root: &Path, folder: &Path) -> Result<()> {
        let below: Vec<&Path> =
            folder.ancestors().take_while(|ancestor| *ancestor != root).collect();
        for folder in below.into_iter().rev() {
            let made = match disk::kind(folder)? {
                Some(Kind::Folder) => Ok(()),
                None => self.disk.create_dir(folder),
                Some(Kind::File | Kind::Symlink | Kind::Special) => {
                    Err(io::ErrorKind::NotADirectory.into())
                }
            };
            made.map_err(|error| Error::io("creating", folder, error))?;
        }
        Ok(())
    }
}
