//! The plan: what has to happen so that the folder holds the site.
//!
//! In: the outputs, what is ours, what is on disk. Out: an [`EmitPlan`], or the path of a file of
//! someone else that is in the way. Pure: it neither reads nor writes.

use std::collections::BTreeSet;
use std::iter::successors;
use std::path::Path;
use std::path::PathBuf;

use crate::emit::Outputs;
use crate::emit::disk::Kind;
use crate::emit::found::Found;
use crate::emit::manifest::Manifest;
use crate::place::OutPath;

/// What to do with each file. No file is in two of the lists.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct EmitPlan<'a> {
    /// New or changed: assets first, then pages, so that a page never refers to a style that is
    /// yet to come; by path within each.
    pub(super) write: Vec<(&'a OutPath, &'a [u8])>,
    /// On disk with the same bytes.
    pub(super) keep: Vec<&'a OutPath>,
    /// Ours, on disk, and no longer part of the site.
    pub(super) delete: BTreeSet<&'a OutPath>,
    /// The folders that the site needs.
    pub(super) folders: BTreeSet<&'a str>,
    /// Those of them that are not there yet.
    pub(super) new_folders: BTreeSet<&'a str>,
    /// The folders that are ours, on disk, and empty once the rest is done.
    pub(super) delete_folders: BTreeSet<&'a str>,
}

impl EmitPlan<'_> {
    /// Returns whether every file is as it should be; the manifest may still differ.
    pub(super) fn is_empty(&self) -> bool {
        self.write.is_empty() && self.delete.is_empty() && self.delete_folders.is_empty()
    }
}

/// A file of someone else, relative to the output folder, where the site needs the place.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Blocked(pub(super) PathBuf);

/// Plans; `unchanged` names the outputs that are on disk with the same bytes.
pub(super) fn plan<'a>(
    outputs: &'a Outputs,
    owned: &'a Manifest,
    found: &'a Found,
    unchanged: &BTreeSet<&OutPath>,
) -> Result<EmitPlan<'a>, Blocked> {
    let folders = folders_of(outputs.keys().map(OutPath::as_str));
    if let Some(folder) =
        folders.iter().find(|folder| found.foreign.contains_key(Path::new(folder)))
    {
        return Err(Blocked(folder.into()));
    }
    let (mut write, mut keep) = (Vec::new(), Vec::new());
    for (path, bytes) in outputs {
        if unchanged.contains(path) {
            keep.push(path);
            continue;
        }
        if let Some(blocker) = blocker(path, owned, found) {
            return Err(Blocked(blocker));
        }
        write.push((path, &**bytes));
    }
    // Stable: the order by path stays within assets and within pages.
    write.sort_by_key(|(path, _)| path.is_page());
    let is_gone =
        |path: &&OutPath| !outputs.contains_key(*path) && found.files.contains_key(path.as_str());
    let is_emptied =
        |folder: &&str| !folders.contains(folder) && first_foreign(folder, found).is_none();
    Ok(EmitPlan {
        write,
        keep,
        delete: owned.files.iter().filter(is_gone).collect(),
        delete_folders: found.folders.iter().map(String::as_str).filter(is_emptied).collect(),
        new_folders: folders.iter().copied().filter(|f| !found.folders.contains(*f)).collect(),
        folders,
    })
}

/// Returns what stands at the place of an output and may not be replaced.
fn blocker(path: &OutPath, owned: &Manifest, found: &Found) -> Option<PathBuf> {
    let text = path.as_str();
    let is_foreign = found.foreign.contains_key(Path::new(text))
        || found.files.contains_key(text) && !owned.files.contains(path);
    if is_foreign { Some(text.into()) } else { first_foreign(text, found) }
}

/// Returns the first thing below `folder` that is not ours.
fn first_foreign(folder: &str, found: &Found) -> Option<PathBuf> {
    if !found.folders.contains(folder) {
        return None;
    }
    // Paths are ordered by segment, so those below a folder come right after it.
    let (first, _): (&PathBuf, &Kind) = found.foreign.range(PathBuf::from(folder)..).next()?;
    first.starts_with(folder).then(|| first.clone())
}

/// Returns every folder that the paths lead through.
pub(super) fn folders_of<'a>(paths: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let parent = |path: &'a str| path.rsplit_once('/').map(|(parent, _)| parent);
    let mut folders = BTreeSet::new();
    for path in paths {
        for folder in successors(parent(path), |folder| parent(folder)) {
            if !folders.insert(folder) {
                break;
            }
        }
    }
    folders
}
